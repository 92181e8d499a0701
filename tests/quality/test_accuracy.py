"""The accuracy gate: what was reached is pinned, beside OpenCC itself in the same run.

Two sets: the project's own sentences, which ship with it, and the shared tuning sets, where they are there.  The floors are what was
measured when they were last moved; a change that falls below one has to say why.
"""

from __future__ import annotations

import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
import yaml

from langbridge import ConversionOptions, convert
from langbridge.project import Typography, VariantStyle
from langbridge.script.opencc_adapter import load_stock
from langbridge.values import HANT

CASES = Path(__file__).parents[1] / "cases" / "senses.yaml"
OPTIONS = ConversionOptions(quotes=Typography.KEEP, variant_style=VariantStyle.STANDARD)
COMMAND = "from langbridge.cli.main import run; run()"


@cache
def own_sentences() -> list[tuple[str, str]]:
    """Source and target of each sentence, in Taiwan's standard glyphs."""
    genres = yaml.safe_load(CASES.read_text(encoding="utf-8"))
    return [(case["source"], case["target"]) for cases in genres.values() for case in cases]


def wrong(outputs: list[str]) -> int:
    """How many characters differ from what is right."""
    pairs = zip(outputs, own_sentences(), strict=True)
    return sum(one != other for output, (_, target) in pairs for one, other in zip(output, target, strict=True))


def test_on_our_own_sentences_a_fifth_of_opencc_s_errors_at_most() -> None:
    text = "\n".join(source for source, _ in own_sentences())
    ours = wrong(convert(text, HANT, source="zh-Hans", options=OPTIONS).text.split("\n"))
    theirs = wrong(load_stock("s2tw")(text).split("\n"))
    print(f"wrong characters: {ours}, OpenCC {theirs}")
    assert ours <= theirs / 5


def score(shared: Path, sets: list[str], target: str) -> dict[str, dict[str, float]]:
    """What the scorer prints, by line: errors per 10,000 Han characters at each level."""
    command = [sys.executable, "score.py", *(f"dev/{name}.jsonl" for name in sets), "--", sys.executable, "-c", COMMAND]
    command += ["convert", "-", "--to", target, "--markup", "text", "--no-glossary", "--quotes", "keep"]
    done = subprocess.run(command, cwd=shared / "eval", capture_output=True, text=True, encoding="utf-8", check=True)
    print(done.stdout)
    found = re.findall(r"^(\S+ \S+).*strict +([\d.]+) glyph +([\d.]+) lenient +([\d.]+)", done.stdout, re.MULTILINE)
    return {name: {"strict": float(strict), "glyph": float(glyph), "lenient": float(lenient)} for name, strict, glyph, lenient in found}


@pytest.mark.parametrize(
    ("sets", "target", "config", "lenient", "strict"),
    [
        (["gsd_s2t", "udhk", "rust_tw", "drcd_q"], "zh-Hant", "s2tw", 0.255, 0.64),
        (["gsd_t2s"], "zh-Hans", "tw2s", 0.25, 0.25),
    ],
)
def test_on_the_shared_sets(shared: Path, sets: list[str], target: str, config: str, lenient: float, strict: float) -> None:
    scores = score(shared, sets, target)
    assert scores["ALL command"]["lenient"] <= lenient * scores["ALL opencc"]["lenient"]
    assert scores["ALL command"]["strict"] <= strict * scores["ALL opencc"]["strict"]
    for name in sets:
        ours, theirs = scores[f"{name} command"], next(found for line, found in scores.items() if line == f"{name} opencc")
        assert ours["lenient"] <= theirs["lenient"], f"{name} is worse than OpenCC's {config}"
