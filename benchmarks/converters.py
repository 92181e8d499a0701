"""Bare texts: a converter against stock OpenCC, by configuration, guard and number of glossary terms."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import opencc
from corpus import Corpus, generate_terms
from report import Report
from timing import interleave

from langbridge.script import Converter, read_plan

CONFIGS = ("s2t", "s2tw", "s2twp", "t2s", "tw2s", "tw2sp")
_PLAIN_TARGETS = {"s2t": 1.8, "s2tw": None, "s2twp": 1.8, "t2s": 1.8, "tw2s": None, "tw2sp": 1.3}
_CHANGES_TARGETS = {"s2t": 0.5, "s2tw": None, "s2twp": 1.0, "t2s": 0.33, "tw2s": None, "tw2sp": 0.33}
_TERMS_TARGET = 0.75
_GUARD_LIMIT = 1.5


def measure(report: Report, config: str, corpus: Corpus, *, counts: Sequence[int], rounds: int) -> None:
    """The rows of one configuration.  `counts` are the numbers of terms, besides none."""
    plan = read_plan(config)
    texts = corpus.texts
    stock = opencc.OpenCC(config).convert
    bare = Converter(plan, guarded=False)
    for text in texts:
        if bare.write([text])[0] != stock(text):
            raise SystemExit(f"{config}: without guard and terms the output differs from OpenCC's; there is nothing to compare")
    variants: dict[str, Callable[[], object]] = {
        "stock": lambda: [stock(text) for text in texts],
        "text": lambda: [bare.write([text]) for text in texts],
    }
    names: dict[tuple[bool, int], str] = {}
    for guarded in (False, True):
        for count in (0, *counts):
            terms = generate_terms(corpus.script, count)
            converter = Converter(plan, terms, guarded=guarded)
            name = names[guarded, count] = f"{'guard' if guarded else 'no guard'}, {count:,} terms"
            variants[name] = lambda converter=converter: [converter.convert([text]) for text in texts]  # type: ignore[misc]
    timed = interleave(variants, rounds)
    section = f"bare text, {config}: times as fast as OpenCC"
    rate = sum(len(text.encode()) for text in texts) / 1e6 / timed.median("stock")
    report.ratio(
        section,
        "plain: the text alone",
        corpus.name,
        timed.ratio("stock", "text"),
        target=_PLAIN_TARGETS[config],
        note=f"OpenCC {rate:.1f} MB/s",
    )
    for (guarded, count), name in names.items():
        target = None if guarded or count else _CHANGES_TARGETS[config]
        report.ratio(section, f"changes: {name}", corpus.name, timed.ratio("stock", name), target=target)
    for guarded in (False, True):
        none = names[guarded, 0]
        for count in counts:
            if count == max(counts):
                found = timed.ratio(none, names[guarded, count])
                report.ratio(section, f"{names[guarded, count]}, against none", corpus.name, found, target=_TERMS_TARGET)
    cost = timed.ratio(names[True, 0], names[False, 0])
    report.ratio(section, "cost of the guard (time with / without)", corpus.name, cost, target=_GUARD_LIMIT, ceiling=True)
