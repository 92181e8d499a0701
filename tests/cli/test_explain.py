"""`langbridge explain`: every change, what made it, and what else it could have been."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

Call = Callable[..., Any]
TEXT = "美国历史上的软件，质量很高。\n后面的推理能力打印了三份。\n"


def applied(told: Any) -> str:
    """The explanation carried out: what a reader of the JSON would make of it."""
    pieces, done = [], 0
    for change in told["changes"]:
        start, end, text = (change["source"][key] for key in ("start", "end", "text"))
        assert told["source"][start:end] == text
        target = change["target"]
        assert told["target"][target["start"] : target["end"]] == target["text"]
        pieces += [told["source"][done:start], target["text"]]
        done = end
    return "".join((*pieces, told["source"][done:]))


@pytest.mark.parametrize("target", ["zh-Hant", "zh-Hant-TW", "zh-Hant-HK", "zh-Hans"])
def test_json_follows_its_schema_and_can_be_replayed(project: Path, langbridge: Call, repository: Path, target: str) -> None:
    schema = json.loads((repository / "docs/schemas/explanation.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    for text in (TEXT, "# hello\n", "這個軟體\n", *(path.as_posix() for path in sorted((project / "seeds").iterdir()))):
        called = langbridge("explain", text, "--to", target, "--format", "json")
        assert (called.code, called.stderr) == (0, "")
        Draft202012Validator(schema).validate(called.json)
        assert applied(called.json) == called.json["target"]


def test_json_says_what_convert_writes(project: Path, langbridge: Call) -> None:
    told = langbridge("explain", "seeds/2026-02-agent-costs.md", "--to", "zh-Hant-TW", "--format", "json").json
    converted = langbridge("convert", "seeds/2026-02-agent-costs.md", "--to", "zh-Hant-TW", "--stdout").stdout
    assert told["target"] == converted


def test_each_layer_says_who_decided(folder: Path, langbridge: Call) -> None:
    (folder / "ours.yaml").write_text(
        "glossary: ours\nconcepts:\n  - id: quality\n    zh-Hans-CN: 质量\n    zh-Hant-TW: 品質\n    note: x\n", encoding="utf-8"
    )
    told = langbridge("explain", TEXT, "--to", "zh-Hant-TW", "--glossary", "ours.yaml", "--format", "json").json
    rules = {change["source"]["text"]: change["rule"] for change in told["changes"]}
    assert rules["质量"] == {"layer": "glossary", "id": "ours.quality", "note": "ours.yaml: x"}
    assert rules["打印"]["id"] == "TWPhrases:打印"
    guarded = next(change for change in told["changes"] if change["rule"]["layer"] == "guard")
    assert guarded["candidates"][0].startswith("美國歷史") and guarded["candidates"][1].startswith("美國曆史")
    software = next(change for change in told["changes"] if change["source"]["text"] == "软件")
    assert software["steps"] == ["软件", "軟件", "軟體"]


def test_the_table_names_place_rule_and_candidates(folder: Path, langbridge: Call) -> None:
    called = langbridge("explain", TEXT, "--to", "zh-Hant-TW")
    assert called.stdout.splitlines()[0].split() == ["place", "change", "layer", "rule", "candidates", "why"]
    line = next(line for line in called.stdout.splitlines() if "打印" in line)
    assert line.split()[:4] == ["2:8", "打印→列印", "region", "TWPhrases:打印"]
    assert "zh-Hans to zh-Hant-TW" in called.stderr


def test_a_single_line_is_shown_converted(folder: Path, langbridge: Call) -> None:
    assert langbridge("explain", "美国历史", "--to", "zh-Hant").stdout.splitlines()[0] == "美國歷史"


def test_a_file_or_standard_input_is_explained_too(folder: Path, langbridge: Call) -> None:
    (folder / "post.md").write_bytes("# 软件\n".encode("utf-16"))
    by_file = langbridge("explain", "post.md", "--to", "zh-Hant", "--format", "json").json
    by_input = langbridge("explain", "-", "--to", "zh-Hant", "--format", "json", stdin="# 软件\n".encode()).json
    assert by_file == by_input
    assert by_file["target"] == "# 軟件\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("hello", "this is en, and only Chinese is converted"),
        ("繁體的軟體", "this is zh-Hant already"),
        ("工程", "--from settles it"),
        ("", "no language that langbridge knows"),
    ],
)
def test_where_nothing_changes_the_reason_is_told(folder: Path, langbridge: Call, text: str, told: str) -> None:
    called = langbridge("explain", text, "--to", "zh-Hant")
    assert (called.code, called.output) == (0, b"")
    assert called.stderr.startswith("nothing changes: ") and told in called.stderr


def test_the_name_of_an_article_that_is_not_there_is_no_text(folder: Path, langbridge: Call) -> None:
    (folder / "post.md").touch()
    called = langbridge("explain", "psot.md", "--to", "zh-Hant")
    assert called.code == 2
    assert called.stderr == "error: psot.md: there is no such file or folder (did you mean post.md?)\n"


def test_a_target_is_needed_and_has_to_be_a_script(folder: Path, langbridge: Call) -> None:
    assert langbridge("explain", "软件").code == 2
    called = langbridge("explain", "软件", "--to", "en")
    assert called.code == 2 and "does not translate" in called.stderr
