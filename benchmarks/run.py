"""Compare langbridge with its peers, in one run, as ratios: `make bench`, or `python benchmarks/run.py --quick`.

docs/benchmarks.md says what each row means.  A missed target is told and is no failure.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
import time
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import batches
import converters
import processes
import review
import translation
import whole_articles
from corpus import ROOT, Corpus, generated_corpus, seed_corpus, seed_folder
from report import Report

from langbridge.dictionaries import opencc_version
from langbridge.version import VERSION

SECTIONS = ("text", "articles", "process", "size", "jobs", "batches", "review", "translation")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--quick", action="store_true", help="fewer rows and rounds, under a minute")
    parser.add_argument("--only", choices=SECTIONS, action="append", help="only this section; may be repeated")
    parser.add_argument("--articles", type=int, metavar="N", help="so many articles for batches; 10,000 takes a quarter of an hour")
    parser.add_argument("--json", type=Path, default=ROOT / "output" / "benchmarks.json", help="where the figures go")
    chosen = parser.parse_args()
    start = time.perf_counter()
    report = Report()
    print(f"langbridge {VERSION}, OpenCC {opencc_version()}, Python {platform.python_version()}, {os.cpu_count()} processors")
    print(f"seeds: {'LANGBRIDGE_SHARED' if seed_folder() != ROOT / 'seeds' else 'seeds/'}; ratios above 1 mean faster than the peer")
    # A cache of its own, so that a run neither fills nor empties the user's.
    with tempfile.TemporaryDirectory(prefix="langbridge-bench-") as cache:
        os.environ["XDG_CACHE_HOME"] = cache
        corpora = _measure(report, chosen.only or SECTIONS, quick=chosen.quick, articles=chosen.articles)
    report.summarise()
    print(f"{time.perf_counter() - start:.0f} s; figures in {os.path.relpath(chosen.json)}")
    report.write(
        chosen.json,
        {
            "langbridge": VERSION,
            "opencc": opencc_version(),
            "python": platform.python_version(),
            "machine": platform.machine(),
            "processors": os.cpu_count(),
            "quick": chosen.quick,
            "corpora": [
                {"name": one.name, "script": one.script, "sha256": sha256(b"\0".join(one.articles)).hexdigest()} for one in corpora
            ],
        },
    )


def _measure(report: Report, sections: Sequence[str], *, quick: bool, articles: int | None) -> list[Corpus]:
    made = [generated_corpus("Hans"), generated_corpus("Hant")]
    seeds = [one for one in (seed_corpus("Hans"), seed_corpus("Hant")) if one.articles]
    if "text" in sections:
        for config in ("s2twp", "tw2sp") if quick else converters.CONFIGS:
            script = "Hans" if config.startswith("s") else "Hant"
            for corpus in made if quick else seeds + made:
                if corpus.script == script:
                    counts = (10_000,) if quick else (100, 1_000, 10_000)
                    converters.measure(report, config, corpus, counts=counts, rounds=5 if quick else 7)
    if "articles" in sections:
        for target, (script, _) in whole_articles.DIRECTIONS.items():
            if quick and target not in ("zh-Hant-TW", "zh-Hans-CN"):
                continue
            for corpus in seeds + made:
                if corpus.script == script:
                    whole_articles.measure(report, target, corpus, rounds=7 if quick else 9)
    if "process" in sections:
        processes.measure_start(report, rounds=3 if quick else 7)
    if "size" in sections:
        sizes = ("10 KB", "100 KB", "1 MB") if quick else ("10 KB", "100 KB", "1 MB", "10 MB")
        processes.measure_sizes(report, sizes=sizes, rounds=1 if quick else 2)
    if "jobs" in sections:
        processes.measure_jobs(report, articles=60 if quick else 200, rounds=1 if quick else 3)
    if "batches" in sections:
        batches.measure(report, articles=articles or (100 if quick else 1_000), rounds=1 if quick or (articles or 0) > 1_000 else 3)
    if "review" in sections:
        review.measure(report, sizes=("10 KB", "100 KB") if quick else ("10 KB", "100 KB", "1 MB"), rounds=3 if quick else 7)
    if "translation" in sections:
        translation.measure(report, segments=500 if quick else 2000, rounds=2 if quick else 5)
    return made + seeds


if __name__ == "__main__":
    main()
