"""This repository's articles, converted with its glossaries: the text expected, and what changed and why.

A golden is `<target>/<article>`, byte for byte, and `<target>/<article>.changes`: a line for each different change, in the order in which
they first appear, with how often it stands there.  After a change that is meant to change outputs: `pytest tests/golden --update-goldens`,
and read the difference before you commit it.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from langbridge import Conversion, Conversions, LanguageTag, Risk, Substitution, Termbase
from langbridge.cli.options import options_of
from langbridge.pipeline import Reading, encode_output
from langbridge.project import load_settings

REPOSITORY = Path(__file__).parents[2]
GOLDENS = Path(__file__).parent
SEEDS = sorted(path for path in (REPOSITORY / "seeds").iterdir() if path.suffix in (".md", ".txt"))
TARGETS = ("zh-Hant-TW", "zh-Hans-CN")


@cache
def conversions() -> Conversions:
    settings = load_settings(REPOSITORY, {})
    return Conversions(Termbase.load(settings.glossaries), options_of(settings))


@cache
def converted(seed: Path, target: str) -> Conversion:
    return conversions().convert_article(Reading().read_file(seed)[1], LanguageTag.parse(target))


def listed(conversion: Conversion) -> str:
    """The changes as a list that a person can compare: layer, what became what, how often, the rule, and what else it could have been."""
    changes = conversion.changes
    counts = Counter(changes.numbers)
    lines = (_line(said, counts[number]) for number, said in enumerate(changes.substitutions))
    return "".join((f"# {conversion.source_tag} to {conversion.target_tag}\n", *lines))


def _line(said: Substitution, count: int) -> str:
    way = f"{said.source} kept" if said.source == said.target else "→".join(said.steps or (said.source, said.target))
    among = f" [{' '.join(said.candidates)}]" if said.candidates else ""
    review = " REVIEW" if said.risk is Risk.REVIEW else ""
    return f"{said.rule.layer:<9} {way} ×{count} {said.rule.id}{among}{review}\n"


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.name)
def test_output_is_as_expected(seed: Path, target: str, update_goldens: bool) -> None:
    conversion = converted(seed, target)
    golden = GOLDENS / target / seed.name
    changes = golden.with_name(f"{golden.name}.changes")
    if update_goldens:
        golden.parent.mkdir(exist_ok=True)
        golden.write_bytes(encode_output(conversion))
        changes.write_bytes(listed(conversion).encode())
        return
    assert golden.exists(), "there is no golden yet: pytest tests/golden --update-goldens"
    assert encode_output(conversion).decode() == golden.read_bytes().decode()
    assert listed(conversion) == changes.read_bytes().decode()


def test_no_golden_is_left_over() -> None:
    wanted = {f"{target}/{seed.name}{suffix}" for target in TARGETS for seed in SEEDS for suffix in ("", ".changes")}
    there = {path.relative_to(GOLDENS).as_posix() for target in TARGETS for path in (GOLDENS / target).glob("*")}
    assert there <= wanted


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.name)
def test_converting_an_output_again_changes_nothing(seed: Path, target: str) -> None:
    once = converted(seed, target)
    again = conversions().convert_article(Reading().read(encode_output(once), seed), LanguageTag.parse(target))
    assert again.text == once.text
