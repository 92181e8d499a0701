"""`langbridge run` over a folder of generated articles of 5 to 20 KB: against OpenCC alone, again with nothing to do, and by number."""

from __future__ import annotations

import shutil
import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import NamedTuple

from corpus import ROOT, generate_article
from processes import LANGBRIDGE, Ran, run
from report import Report, Row
from timing import ratio_of

_SMALLEST, _LARGEST = 5_000, 20_000
_DIRECTIONS = {"zh-Hant-TW": ("s2twp", 0.4), "zh-Hant": ("s2tw", 0.25)}
"""By target: the configuration of OpenCC that does the like, and how fast a run has to be beside it."""
_PAIR = 1.7
_AGAIN_SECONDS, _AGAIN_SHARE = 2.0, 0.1
_ENOUGH = 100
"""With fewer articles even the first run is hardly more than the start of Python."""
_LINEAR = 1.25
_MEMORY_AN_ARTICLE = 5.0
"""Kilobytes of the parent's memory for each article more: its name, and what the manifest says of it."""
_DISTINCT = 200
"""So many articles are different; generating ten thousand would take longer than converting them."""


_MOST_BESIDE_OPENCC = 1_000
"""With more articles the ratio is the same, and takes longer."""


def measure(report: Report, *, articles: int, rounds: int) -> None:
    """Measure with so many articles, and the growth from a hundredth and a tenth of them: with 10,000 in one round each."""
    with tempfile.TemporaryDirectory() as scratch:
        numbers = [number for number in (articles // 100, articles // 10, articles) if number >= 10] or [articles]
        folders = {number: _project(Path(scratch, str(number)), number) for number in numbers}
        beside = max((number for number in numbers if number <= _MOST_BESIDE_OPENCC), default=articles)
        _against_opencc(report, folders[beside], beside, rounds)
        _by_number(report, folders, rounds)


def _project(folder: Path, articles: int) -> Path:
    """A project of so many articles to zh-Hant-TW."""
    posts = folder / "posts"
    posts.mkdir(parents=True)
    random = Random(articles)
    made: list[bytes] = []
    for number in range(articles):
        if number < _DISTINCT:
            made.append(generate_article("Hans", random.randint(_SMALLEST, _LARGEST), number))
        (posts / f"{number:05}.md").write_bytes(made[number % _DISTINCT])
    _settle(folder, "zh-Hant-TW")
    return folder


def _settle(folder: Path, target: str) -> None:
    glossaries = sorted((ROOT / "glossaries").glob("*.yaml"))
    listed = "".join(f"\n  - {path}" for path in glossaries)
    (folder / "langbridge.yaml").write_text(
        f"sources: [posts]\ntargets: [{target}]\noutput: output\nglossaries:{listed}\n", encoding="utf-8"
    )


def _first(folder: Path, *flags: str) -> Ran:
    """A run that has everything to do."""
    for name in ("output", ".langbridge"):
        shutil.rmtree(folder / name, ignore_errors=True)
    return run([LANGBRIDGE, "run", *flags], folder)


def _against_opencc(report: Report, folder: Path, articles: int, rounds: int) -> None:
    section = f"langbridge run, {articles:,} articles of 5 to 20 KB"
    for target, (config, wanted) in _DIRECTIONS.items():
        _settle(folder, target)
        run([LANGBRIDGE, "run", "--only", "posts/00000.md"], folder)  # fills the caches
        raw, whole, quick = [], [], []
        for _ in range(rounds):
            raw.append(run([sys.executable, Path(__file__).with_name("raw_opencc.py"), config, "posts", "raw"], folder))
            whole.append(_first(folder, "--jobs", "1"))
            quick.append(_first(folder, "--jobs", "1", "--no-check"))
        for name, runs, floor in (("one process, everything", whole, wanted), ("the same without findings (--no-check)", quick, None)):
            found = ratio_of([one.processor for one in raw], [one.processor for one in runs])
            rate = articles / min(one.processor for one in runs)
            report.ratio(section, f"{name} / {config} with files", target, found, target=floor, note=f"{rate:.0f} articles a second")
    _settle(folder, "zh-Hant-TW")
    alone, pair = [], []
    for _ in range(rounds):
        alone.append(_first(folder, "--jobs", "1"))
        pair.append(_first(folder, "--jobs", "2"))
    busy = pair[-1].processor / pair[-1].wall
    found = ratio_of([one.wall for one in alone], [one.wall for one in pair])
    report.ratio(section, "two processes against one", "zh-Hant-TW", found, target=_PAIR, note=f"two had {busy:.2f} processors on average")


class First(NamedTuple):
    """What a run that had everything to do took, and the bytes that its parent process had at its peak."""

    ran: Ran
    peak: int


def _first_alone(folder: Path) -> First:
    """A run with one worker that has everything to do, its parent's memory told by itself."""
    for name in ("output", ".langbridge"):
        shutil.rmtree(folder / name, ignore_errors=True)
    told = folder / "peak"
    ran = run([sys.executable, Path(__file__).with_name("own_memory.py"), told, "run", "--jobs", "1"], folder)
    return First(ran, int(told.read_text()))


def _by_number(report: Report, folders: dict[int, Path], rounds: int) -> None:
    """Second runs, and how time and memory grow from few articles to many."""
    firsts: dict[int, First] = {}
    nothing: dict[int, Ran] = {}
    for number, folder in folders.items():
        section = f"langbridge run, {number:,} articles: again, and by number"
        firsts[number] = first = _first_alone(folder)
        run([LANGBRIDGE, "run"], folder)  # sources that were written a moment ago are read once more
        nothing[number] = again = min((run([LANGBRIDGE, "run"], folder) for _ in range(max(rounds, 3))), key=lambda ran: ran.wall)
        rate = f"{number / first.ran.wall:.0f} articles a second"
        note = f"{again.processor:.2f} s of a processor; the first took {first.ran.wall:.0f} s, {rate}"
        report.add(Row(section, "a run with nothing to do", "zh-Hant-TW", again.wall, "s", target=_AGAIN_SECONDS, ceiling=True, note=note))
        if number >= _ENOUGH:
            share = again.wall / first.ran.wall
            report.add(Row(section, "the same / the first run", "zh-Hant-TW", share, target=_AGAIN_SHARE, ceiling=True))
    start = min(ran.processor for ran in nothing.values())
    for few, many in pairwise(folders):
        section = f"langbridge run, from {few:,} to {many:,} articles"
        growth = ((firsts[many].ran.processor - start) / many) / ((firsts[few].ran.processor - start) / few)
        report.add(Row(section, "time an article", "zh-Hant-TW", growth, target=_LINEAR, ceiling=True, note="1 is linear"))
        before, after = firsts[few].peak, firsts[many].peak
        more = (after - before) / 1000 / (many - few)
        note = f"{before / 1e6:.0f} MB with {few:,}, {after / 1e6:.0f} MB with {many:,}"
        report.add(
            Row(
                *(section, "the parent's memory for an article more", "zh-Hant-TW", more, "KB"),
                target=_MEMORY_AN_ARTICLE,
                ceiling=True,
                note=note,
            )
        )
