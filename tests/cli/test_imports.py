"""Each verb loads what it needs and nothing else, so that a call answers at once.

What a verb may load is written down here: a new import at the top of a module, or a new dependency, shows as a failure that names it.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from langbridge.cli.main import app

_PROGRAM = """
import json, sys
sys.argv = ["langbridge", *json.loads({arguments!r})]
from langbridge.cli.main import run
code = 0
try:
    run()
except SystemExit as ended:
    code = ended.code or 0
sys.stdout.write("\\nmodules: " + json.dumps([code, sorted(sys.modules)]))
"""

# What comes with Typer, and cannot be left out.
_TYPER = {"annotated_doc", "annotated_types", "pydantic", "pydantic_core", "shellingham", "typer", "typing_extensions", "typing_inspection"}
_STANDARD_BUT_SLOW = {"asyncio", "concurrent", "http", "multiprocessing", "sqlite3", "ssl", "unittest", "xml"}

_READING = {"platformdirs", "pyromark", "yaml"}
_CONVERTING = _READING | {"opencc", "rjieba"}
_TRANSLATING = _READING | {"sqlite3"}

# The third-party packages, and the slow parts of the standard library, that a small call of each verb may load.  `multiprocessing` counts
# the processors; of `concurrent` only what waits for one process is loaded where there is one.
CALLS: dict[str, tuple[list[str], set[str]]] = {
    "--version": ([], set()),
    "check": ([], _CONVERTING),
    "check --terms": ([], _READING),
    "check post.md": ([], _CONVERTING),
    "convert post.md": (["--to", "zh-Hant-TW"], _CONVERTING),
    "corpus convert corpus.jsonl": (["--to", "zh-Hant", "--output", "made.jsonl"], _CONVERTING | {"multiprocessing"}),
    "detect post.md": ([], _READING),
    "diff post.md other.md": ([], {"rapidfuzz", "diff_match_patch"}),
    "doctor": ([], _TRANSLATING),
    "explain 软件": (["--to", "zh-Hant-TW"], _CONVERTING),
    "glossary check": ([], {"yaml"}),
    "glossary list": ([], {"yaml", "rich"}),
    "init site": (["--yes"], _READING),
    "memory import memory.tmx": ([], {"platformdirs", "yaml", "sqlite3", "xml", "defusedxml"}),
    "publish made": (["--dry-run"], {"yaml"}),
    "review": (["--list"], {"yaml"}),
    "run": (["--dry-run"], {"yaml"}),
    "status": ([], {"platformdirs", "yaml", "multiprocessing"}),
    "translate post.md": (["--dry-run"], _TRANSLATING),
    "xliff export post.md": (["--output", "made.xlf"], _TRANSLATING | {"rapidfuzz", "xml"}),
}

_MEMORY = """<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4">
<header creationtool="a" creationtoolversion="1" segtype="sentence" o-tmf="a" adminlang="en" srclang="zh" datatype="plaintext"/>
<body><tu><tuv xml:lang="zh-Hans"><seg>软件</seg></tuv><tuv xml:lang="en"><seg>software</seg></tuv></tu></body></tmx>
"""


def verbs() -> list[str]:
    """Every command, with those below a group."""
    found: list[str] = []
    command = get_command(app)
    assert isinstance(command, TyperGroup)
    for name, one in command.commands.items():
        found += [name, *(f"{name} {below}" for below in one.commands)] if isinstance(one, TyperGroup) else [name]
    return found


def packages(modules: list[str]) -> set[str]:
    """The top-level packages that are not the standard library's fast ones, not ours and not Typer's."""
    top = {name.partition(".")[0] for name in modules}
    fast = (sys.stdlib_module_names | {"__main__", "__mp_main__", "langbridge", "cython_runtime"}) - _STANDARD_BUT_SLOW
    # Compiled packages bring modules of Cython's with them, and tests in a checkout what makes an editable install.
    return {name for name in top - fast - _TYPER if not name.startswith(("_", "sitecustomize"))}


def loaded(arguments: list[str], folder: Path) -> tuple[object, list[str], str]:
    """The exit code of a call, the modules it loaded, and what it said."""
    ended = subprocess.run(
        [sys.executable, "-c", _PROGRAM.format(arguments=json.dumps(arguments))],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        env=os.environ | {"LANGBRIDGE_TARGETS": "", "XDG_CACHE_HOME": str(folder / "cache"), "PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.DEVNULL,
    )
    code, modules = json.loads(ended.stdout.rpartition("modules: ")[2])
    return code, modules, ended.stderr


@pytest.fixture(scope="module")
def blog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project: an article, its output, a glossary, a corpus, a site."""
    folder = tmp_path_factory.mktemp("blog")
    (folder / "posts").mkdir()
    for path in (folder / "post.md", folder / "posts" / "post.md"):
        path.write_text("---\ntitle: 软件\n---\n\n# 软件\n\n这个软件的质量很高，我们都说好。\n", encoding="utf-8")
    (folder / "other.md").write_text("# 軟體\n\n这个软体的质量很高。\n", encoding="utf-8")
    (folder / "words.yaml").write_text("glossary: w\nconcepts:\n  - {id: a, zh-Hans-CN: 甲乙, zh-Hant-TW: 丙丁}\n", encoding="utf-8")
    (folder / "langbridge.yaml").write_text("sources: [posts]\ntargets: [zh-Hant-TW]\nglossaries: [words.yaml]\n", encoding="utf-8")
    (folder / "corpus.jsonl").write_text('{"text": "软件"}\n', encoding="utf-8")
    (folder / "memory.tmx").write_text(_MEMORY, encoding="utf-8")
    (folder / "site" / "content").mkdir(parents=True)
    (folder / "site" / "content" / "a.md").write_text("# 软件\n", encoding="utf-8")
    assert loaded(["convert"], folder)[0] == 0
    return folder


def test_help_of_every_verb_loads_nothing_but_the_command_line(blog: Path) -> None:
    """One process asks for all of them: what one of them loads is loaded."""
    program = _PROGRAM.replace(
        "    run()",
        "    for sys.argv in json.loads({calls!r}):\n        try:\n            run()\n        except SystemExit:\n            pass",
    )
    calls = json.dumps([["langbridge", *verb.split(), "--help"] for verb in ["", *verbs()]])
    ended = subprocess.run(
        [sys.executable, "-c", program.format(arguments="[]", calls=calls)],
        cwd=blog,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
    )
    assert ended.stdout.count("Usage: langbridge") == len(verbs()) + 1
    modules = json.loads(ended.stdout.rpartition("modules: ")[2])[1]
    assert packages(modules) == set()
    rooms = {name.split(".")[1] for name in modules if name.startswith("langbridge.")}
    assert rooms <= {"cli", "values", "version"}


@pytest.mark.parametrize("call", CALLS)
def test_a_small_call_loads_what_it_needs(call: str, blog: Path) -> None:
    more, allowed = CALLS[call]
    code, modules, told = loaded([*call.split(), *more], blog)
    assert code in (0, 1), told
    assert packages(modules) - allowed == set()


def test_convert_loads_no_room_that_it_does_not_enter(tmp_path: Path) -> None:
    (tmp_path / "post.md").write_text("# 软件\n\n这个软件的质量很高。\n", encoding="utf-8")
    code, modules, told = loaded(["convert", "post.md", "--to", "zh-Hant"], tmp_path)
    assert code == 0, told
    assert not {"langbridge.translation", "langbridge.review.page", "langbridge.review.reviews"} & set(modules)
    # Sites and other tools' XML are nothing that an article by itself has to do with.
    assert not {"langbridge.project.layouts", "langbridge.project.site_config", "langbridge.project.xml_elements"} & set(modules)


def test_every_verb_is_called() -> None:
    missing = {verb.split()[0] for verb in verbs()} - {call.split()[0] for call in CALLS}
    assert not missing, "write down what it may load"


def test_what_is_allowed_is_a_dependency(repository: Path) -> None:
    with (repository / "pyproject.toml").open("rb") as file:
        required = {re.split(r"[=><~!; \[]", one)[0].replace("-", "_") for one in tomllib.load(file)["project"]["dependencies"]}
    used = set().union(*(allowed for _, allowed in CALLS.values())) - _STANDARD_BUT_SLOW
    assert {name for name in used if {"yaml": "pyyaml"}.get(name, name) not in required} == set()
