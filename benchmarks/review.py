"""What changed and why: read from the review record, against looking for it in the two texts with diff-match-patch in C++."""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from corpus import generate_article
from report import Report, Row
from timing import interleave, ratio_of

from langbridge.article import read_article
from langbridge.pipeline import Conversions
from langbridge.review import Record, RecordedText, digest, read_record, write_record
from langbridge.review.difference import compare
from langbridge.values import HANS_CN, HANT_TW, Changes

_SIZES = {"10 KB": 10_240, "100 KB": 102_400, "1 MB": 1_048_576}
_TARGETS = {"10 KB": 10.0, "1 MB": 100.0}
_SECONDS = 2.0
_LONGEST_PEER = 100_000
"""Code points up to which diff-match-patch is timed in every round: its time grows with the square of what differs, to minutes."""
_OWN = "langbridge's own diff of the two texts"
_JUDGED = ("read it and make the output", "read it and list all places")


def measure(report: Report, *, sizes: Sequence[str], rounds: int) -> None:
    """Source and output of a conversion to zh-Hant-TW, by size."""
    section = "changes of a conversion, from its record: times as fast as diff-match-patch in C++"
    peer = _peer()
    if peer is None:
        report.tell("*** fast-diff-match-patch is not installed: its rows are left out (pip install fast-diff-match-patch) ***")
    for name in sizes:
        article = read_article(generate_article("Hans", _SIZES[name]))
        made = Conversions().convert_article(article, HANT_TW)
        source, output = article.text, made.text
        with TemporaryDirectory() as scratch:
            path = Path(scratch) / "article.md.json"
            write_record(path, _record(source, output, made.changes))

            def read() -> object:
                return read_record(path).changes  # noqa: B023  called in this round alone

            def apply() -> object:
                return read_record(path).changes.apply(source)  # noqa: B023

            def places() -> object:
                return read_record(path).changes.places  # noqa: B023

            def objects() -> object:
                return list(read_record(path).changes)  # noqa: B023

            def looked_for() -> object:
                return compare(source, output)  # noqa: B023

            variants: dict[str, Callable[[], object]] = {
                "read the record": read,
                "read it and make the output": apply,
                "read it and list all places": places,
                "read it and list all changes as objects": objects,
                _OWN: looked_for,
            }
            once = len(source) > _LONGEST_PEER
            if peer is not None and not once:
                variants["peer"] = partial(peer, source, output)
            timed = interleave(variants, rounds)
            peer_times = timed.times.get("peer", [])
            if peer is not None and once:
                start = time.process_time()
                peer(source, output)
                peer_times = [time.process_time() - start] * rounds
        for variant in variants:
            if variant != "peer" and peer_times:
                target = _TARGETS.get(name) if variant in _JUDGED else None
                note = (
                    f"{timed.median(variant) * 1000:.1f} ms; diff-match-patch {median(peer_times) * 1000:.0f} ms{', once' if once else ''}"
                )
                found = ratio_of(peer_times, timed.times[variant])
                report.ratio(section, f"{name}: {variant}", "generated", found, target=target, note=note)
        limit = _SECONDS if name == "1 MB" else None
        report.add(Row(section, f"{name}: {_OWN}", "generated", timed.median(_OWN), "s", target=limit, ceiling=True))


def _peer() -> Callable[[str, str], object] | None:
    """diff-match-patch in C++, without a limit of time and without clean-up."""
    try:
        diff = importlib.import_module("fast_diff_match_patch").diff
    except ModuleNotFoundError:
        return None
    return partial(diff, timelimit=0, cleanup="No")


def _record(source: str, output: str, changes: Changes) -> Record:
    return Record(
        RecordedText("article.md", digest(source.encode()), HANS_CN, len(source)),
        RecordedText("output/zh-Hant-TW/article.md", digest(output.encode()), HANT_TW, len(output)),
        changes,
    )
