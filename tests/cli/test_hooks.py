"""The hooks for pre-commit and the examples for continuous integration do what they say.

pre-commit itself is used where it is installed, with the hooks as local ones so that nothing is fetched; elsewhere the hooks are called as
it would call them.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

REPOSITORY = Path(__file__).parents[2]
EXAMPLES = [
    yaml.safe_load(block)
    for block in re.findall(r"^```yaml\n(.*?)^```", (REPOSITORY / "docs/ci.md").read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
]
GITHUB, SCANNING, GITLAB, PRE_COMMIT = EXAMPLES
HOOKS: dict[str, dict[str, Any]] = {hook["id"]: hook for hook in yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_bytes())}
CLEAN = "# 软件\n\n这个软件的质量很高。\n"
BROKEN = "# 软件\n\n这个软件。[看](#无)\n"

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the examples speak to a POSIX shell")
Shell = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def shell(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """Run lines as a runner does in a project whose one article is in order."""
    (folder / "posts").mkdir()
    (folder / "posts/post.md").write_text(CLEAN, encoding="utf-8")
    (folder / "langbridge.yaml").write_text("sources: [posts]\ntargets: [zh-Hant]\n", encoding="utf-8")
    programs = tmp_path_factory.mktemp("bin")
    program = programs / "langbridge"
    program.write_text(f"#!/bin/sh\nexec {shlex.quote(sys.executable)} -c 'from langbridge.cli.main import run; run()' \"$@\"\n")
    program.chmod(0o755)
    home = tmp_path_factory.mktemp("home")
    environ = os.environ | {
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": os.pathsep.join(filter(None, (str(REPOSITORY / "src"), os.environ.get("PYTHONPATH")))),
        "PRE_COMMIT_HOME": str(home),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
    }

    def run(lines: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(["sh", "-ec", lines], cwd=folder, env=environ, capture_output=True, text=True, encoding="utf-8", check=False)

    return run


def commands(steps: list[Any]) -> str:
    """The commands of a job's steps, without the one that installs."""
    lines = [step["run"] if isinstance(step, dict) else step for step in steps if not isinstance(step, dict) or "run" in step]
    kept = [line for line in lines if "pip install" not in line]
    assert len(kept) >= 2
    return "\n".join(kept)


JOBS = {
    "github": commands(GITHUB["jobs"]["check"]["steps"]),
    "gitlab": commands(GITLAB["langbridge"]["before_script"] + GITLAB["langbridge"]["script"]),
    "scanning": commands(SCANNING["jobs"]["check"]["steps"]),
}


@pytest.mark.parametrize("job", JOBS)
def test_a_job_passes_where_all_is_in_order(job: str, shell: Shell) -> None:
    ended = shell(JOBS[job])
    assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize("job", ["github", "gitlab"])
def test_a_job_fails_where_something_is_wrong_and_says_where(job: str, shell: Shell, folder: Path) -> None:
    (folder / "posts/post.md").write_text(BROKEN, encoding="utf-8")
    ended = shell(JOBS[job])
    assert ended.returncode == 1
    assert ("::error file=posts/post.md,line=3,col=10," if job == "github" else "posts/post.md:3:10 links.anchor") in ended.stdout


def test_what_is_kept_or_uploaded_is_written(shell: Shell, folder: Path) -> None:
    (folder / "posts/post.md").write_text(BROKEN, encoding="utf-8")
    assert shell(JOBS["scanning"]).returncode == 0
    uploaded = next(step["with"]["sarif_file"] for step in SCANNING["jobs"]["check"]["steps"] if "upload-sarif" in step.get("uses", ""))
    log = json.loads((folder / uploaded).read_text(encoding="utf-8"))
    assert [result["ruleId"] for result in log["runs"][0]["results"]] == ["links.anchor"]
    shell(JOBS["gitlab"])
    (kept,) = GITLAB["langbridge"]["artifacts"]["paths"]
    assert len(json.loads((folder / kept).read_text(encoding="utf-8"))) == 1


def test_scanning_fails_where_something_could_not_be_checked(shell: Shell, folder: Path) -> None:
    (folder / "langbridge.yaml").write_text("sauces: [posts]\n", encoding="utf-8")
    assert shell("langbridge check --format sarif > langbridge.sarif || test $? -eq 1").returncode != 0


def test_the_example_for_pre_commit_names_the_hooks() -> None:
    (repo,) = PRE_COMMIT["repos"]
    assert [hook["id"] for hook in repo["hooks"]] == list(HOOKS)


def test_hooks_have_what_pre_commit_asks_for() -> None:
    for hook in HOOKS.values():
        assert {"id", "name", "entry", "language"} <= set(hook)
        assert hook["language"] == "python" and hook["entry"].startswith("langbridge ")
        assert re.compile(hook["files"]).search("posts/first.md") and not re.compile(hook["files"]).search("posts/picture.png")


def as_pre_commit_would(hook: dict[str, Any], shell: Shell) -> subprocess.CompletedProcess[str]:
    """Call a hook of the manifest on what is staged."""
    if shutil.which("pre-commit") is None:
        staged = shell("git diff --staged --name-only").stdout.splitlines()
        files = [name for name in staged if re.search(hook["files"], name)]
        return shell(shlex.join([*shlex.split(hook["entry"]), *(files if hook.get("pass_filenames", True) else [])]))
    # As a local one with the program that is there; an environment of its own would be fetched.
    config = json.dumps({"repos": [{"repo": "local", "hooks": [hook | {"language": "system"}]}]})
    return shell(f"printf %s {shlex.quote(config)} > .pre-commit-config.yaml && pre-commit run {hook['id']}")


def test_the_hook_that_checks(shell: Shell, folder: Path) -> None:
    (folder / "README.md").write_text("# Only English\n\nNothing else.\n", encoding="utf-8")
    shell("git init -q . && git add posts README.md")
    assert as_pre_commit_would(HOOKS["langbridge-check"], shell).returncode == 0
    (folder / "posts/post.md").write_text("# 軟體\n\n這套软體還沒有人說得清楚，我們只能從網路開始講。\n", encoding="utf-8")
    shell("git add posts")
    ended = as_pre_commit_would(HOOKS["langbridge-check"], shell)
    assert ended.returncode == 1
    assert "posts/post.md:3:3 script.character" in ended.stdout


def test_the_hook_that_converts(shell: Shell, folder: Path) -> None:
    shell("git init -q . && git add posts langbridge.yaml")
    as_pre_commit_would(HOOKS["langbridge-convert"], shell)
    output = folder / "output/zh-Hant/post.md"
    assert "軟件" in output.read_text(encoding="utf-8")
    (folder / "langbridge.yaml").write_text("sauces: [posts]\n", encoding="utf-8")
    shell("git add langbridge.yaml")
    assert as_pre_commit_would(HOOKS["langbridge-convert"], shell).returncode != 0
