"""The JSON Schema and the model agree on what a glossary is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from langbridge.glossary import parse_yaml
from langbridge.values import GlossaryError

ROOT = Path(__file__).parents[3]
SCHEMA = json.loads((ROOT / "docs/schemas/glossary.schema.json").read_text(encoding="utf-8"))
BASE = "glossary: ai\nconcepts:\n  - id: inference\n    zh-Hans-CN: 推理\n"


def is_valid(text: str) -> bool:
    return Draft202012Validator(SCHEMA).is_valid(yaml.safe_load(text))


def is_read(text: str) -> bool:
    try:
        parse_yaml(text, Path("ai.yaml"))
    except GlossaryError:
        return False
    return True


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    "added",
    [
        "",
        "    note: x\n    domain: y\n",
        "    zh-TW: [a, {form: b, status: deprecated, ambiguous: true, note: n}]\n",
        "    zh_Hant: a\n    ja: b\n    en-US: c\n",
        "    status: do-not-translate\n",
        "    ambiguous: [推理]\n",
        "    en: 2024\n",
        "note: about\n",
    ],
)
def test_both_take(added: str) -> None:
    assert is_valid(BASE + added)
    assert is_read(BASE + added)


@pytest.mark.parametrize(
    "text",
    [
        BASE + "    nte: x\n",
        BASE + "    zh: x\n",
        BASE + "    zh-Hnat: x\n",
        BASE + "    en: ''\n",
        BASE + "    en: ' '\n",
        BASE + "    en:\n",
        BASE + "    en: []\n",
        BASE + '    en: "a\\nb"\n',
        BASE + "    en: {form: a, status: good}\n",
        BASE + "    en: {form: a, ambiguous: 5}\n",
        BASE + "    en: {status: admitted}\n",
        BASE + "    en: {form: a, why: b}\n",
        BASE + "    en: [[a]]\n",
        BASE + "    status: preferred\n",
        BASE + "    ambiguous: 推理\n",
        BASE + "  - id: A\n    en: a\n",
        BASE + "  - en: a\n",
        BASE + "  - id: a\n",
        BASE + "terms: []\n",
        "glossary: ai\n",
        "concepts: a\n",
        "[]\n",
    ],
)
def test_both_refuse(text: str) -> None:
    assert not is_valid(text)
    assert not is_read(text)


def test_every_glossary_of_the_documentation_is_one() -> None:
    page = (ROOT / "docs/glossaries.md").read_text(encoding="utf-8")
    blocks = [block.split("```")[0] for block in page.split("```yaml\n")[1:]]
    glossaries = [text if "concepts:" in text else "concepts:\n" + text for text in blocks if "- id:" in text]
    assert len(glossaries) >= 4
    for text in glossaries:
        assert is_valid(text)
        assert parse_yaml(text, Path("page.yaml")).concepts


@pytest.mark.parametrize("path", sorted((ROOT / "glossaries").glob("*.yaml")), ids=lambda path: path.name)
def test_our_own_glossaries_follow_it(path: Path) -> None:
    assert is_valid(path.read_text(encoding="utf-8"))
