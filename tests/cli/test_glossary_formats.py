"""Glossaries to other tools and back, as a user does it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Call = Callable[..., Any]

GLOSSARY = """\
glossary: ours
concepts:
  - {id: software, note: seen, zh-Hans-CN: 软件, zh-Hant-TW: 軟體, en: software}
  - {id: agent, zh-Hans-CN: 智能体, zh-Hant-TW: AI 代理, en: agent}
"""


@pytest.fixture(autouse=True)
def project(folder: Path) -> Path:
    (folder / "langbridge.yaml").write_text("glossaries: [ours.yaml]\n", encoding="utf-8")
    (folder / "ours.yaml").write_text(GLOSSARY, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("name", "directed", "first"),
    [
        ("a.csv", False, "id,status"),
        ("a.tsv", False, "id\tstatus"),
        ("a.tbx", False, "<?xml"),
        ("a.xml", False, "<?xml"),
        ("a.json", True, "{"),
        ("a.txt", True, "软件\t軟體"),
        ("a.csv", True, "软件,軟體"),
        ("a.tsv", True, "软件\t軟體"),
    ],
)
def test_a_name_says_the_format(langbridge: Call, name: str, directed: bool, first: str) -> None:
    direction = ("--from", "zh-CN", "--to", "zh-TW") if directed else ()
    assert langbridge("glossary", "export", "--output", name, *direction).code == 0
    assert Path(name).read_text(encoding="utf-8").startswith(first)
    called = langbridge("glossary", "import", name, "--into", "back.yaml", *direction)
    assert called.code == 0, called.stderr
    expected = 1 if name == "a.txt" else 2  # OpenCC's text cannot hold a value with a space
    assert f"{expected} concept" in called.stderr
    called = langbridge("convert", "-", "--to", "zh-Hant-TW", "--from", "zh-Hans", "--glossary", "back.yaml", stdin="软件".encode())
    assert called.stdout == "軟體"


def test_what_is_left_out_is_told(langbridge: Call) -> None:
    called = langbridge("glossary", "export", "--format", "opencc", "--from", "zh-Hans-CN", "--to", "zh-Hant-TW")
    assert called.stdout == "软件\t軟體\n"
    assert called.stderr.splitlines() == [
        "left out: the notes of 1 concept",
        "left out: 1 form, to a text with spaces, at which OpenCC would cut it: 智能体",
    ]
    tbx = "<?xml version='1.0'?><tbx><text><body><conceptEntry id='x'><langSec xml:lang='en'><termSec><term>x</term><termNote type='partOfSpeech'>noun</termNote></termSec></langSec></conceptEntry></body></text></tbx>"  # noqa: E501
    Path("theirs").write_text(tbx, encoding="utf-8")
    called = langbridge("glossary", "import", "theirs", "--into", "x.yaml")
    assert called.stderr.splitlines() == ["1 concept added to x.yaml", "left out: partOfSpeech (1)"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("export", "--format", "opencc"), "--from zh-Hans-CN --to zh-Hant-TW"),
        (("export", "--format", "opencc", "--from", "zh-CN"), "belong together"),
        (("export", "--format", "deepl-csv", "--from", "zh-CN", "--to", "zh-Hans-CN"), "are both"),
        (("export", "--format", "deepl-csv", "--from", "zh", "--to", "en"), "which script"),
        (("export", "--output", "ours.yaml"), "--force"),
        (("import", "bad.txt", "--into", "x.yaml", "--from", "zh-CN", "--to", "en"), "bad.txt:2: this is no entry"),
        (("import", "bad.json", "--into", "x.yaml", "--from", "zh-CN", "--to", "en"), "bad.json:1:1: this is not valid JSON"),
        (("import", "gone.tbx", "--into", "x.yaml"), "no such glossary"),
    ],
)
def test_a_mistake_is_one_line_and_nothing_is_written(langbridge: Call, folder: Path, arguments: tuple[str, ...], message: str) -> None:
    (folder / "bad.txt").write_text("a\tb\nc\n", encoding="utf-8")
    (folder / "bad.json").write_text("软件", encoding="utf-8")
    called = langbridge("glossary", *arguments)
    assert called.code == 2
    assert message in called.stderr
    assert called.stderr.count("\n") == 1
    assert not Path("x.yaml").exists()
    assert Path("ours.yaml").read_text(encoding="utf-8") == GLOSSARY
