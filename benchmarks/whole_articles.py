"""Whole articles, from bytes to a checked conversion, against OpenCC on the same text without a thought for its markup."""

from __future__ import annotations

from collections.abc import Callable

import opencc
from corpus import ROOT, Corpus
from report import Report
from timing import interleave

from langbridge.article import read_article
from langbridge.checks.invariants import check_conversion
from langbridge.glossary import Termbase
from langbridge.pipeline import ConversionOptions, Conversions
from langbridge.script import detect_article
from langbridge.values import LanguageTag

DIRECTIONS = {"zh-Hant-TW": ("Hans", "s2twp"), "zh-Hant": ("Hans", "s2tw"), "zh-Hans-CN": ("Hant", "tw2sp"), "zh-Hans": ("Hant", "tw2s")}
"""By target: the script that it comes from, and the configuration of OpenCC that does the like."""
_ARTICLE_TARGETS = {"zh-Hant-TW": 0.8}
_CHECK_LIMIT = 0.2
_GUARD_LIMIT = 1.5


def measure(report: Report, target: str, corpus: Corpus, *, rounds: int) -> None:
    config = DIRECTIONS[target][1]
    texts = corpus.texts
    stock = opencc.OpenCC(config).convert
    tag = LanguageTag.parse(target)
    glossaries = Termbase.load(sorted((ROOT / "glossaries").glob("*.yaml")))

    def converting(conversions: Conversions) -> Callable[[], object]:
        return lambda: [conversions.convert_article(read_article(data), tag) for data in corpus.articles]

    def check() -> None:
        for one in done:
            check_conversion(one.article, one.changes, one.text)

    guarded = Conversions()
    articles = [read_article(data) for data in corpus.articles]
    done = [guarded.convert_article(article, tag) for article in articles]
    timed = interleave(
        {
            "stock": lambda: [stock(text) for text in texts],
            "no guard": converting(Conversions(options=ConversionOptions(guarded=False))),
            "guard": converting(guarded),
            "glossaries": converting(Conversions(glossaries)),
            "reading": lambda: [read_article(data) for data in corpus.articles],
            "detection": lambda: [detect_article(article) for article in articles],
            "check": check,
        },
        rounds,
    )
    section = f"whole articles, {target} ({config}): times as fast as OpenCC on the bare text"
    wanted = _ARTICLE_TARGETS.get(target)
    for name in ("no guard", "guard"):
        report.ratio(section, f"read, detect, convert, check: {name}", corpus.name, timed.ratio("stock", name), target=wanted)
    report.ratio(section, "the same, guard and glossaries/", corpus.name, timed.ratio("stock", "glossaries"))
    cost = timed.ratio("guard", "no guard")
    report.ratio(section, "cost of the guard (time with / without)", corpus.name, cost, target=_GUARD_LIMIT, ceiling=True)
    for name, limit in (("reading", None), ("detection", None), ("check", _CHECK_LIMIT)):
        share = timed.ratio(name, "guard")
        report.ratio(section, f"share of {name} in the time with guard", corpus.name, share, target=limit, ceiling=True)
