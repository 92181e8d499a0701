"""Whole processes: start to exit on a small article against other programs, memory and time by size, one worker against two."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import NamedTuple

from corpus import ROOT, generate_article
from report import Report, Row
from timing import ratio_of

_PROGRAMS = Path(sys.executable).parent
LANGBRIDGE = str(_PROGRAMS / "langbridge")
OPENCC = str(_PROGRAMS / "opencc")
ZHTW = ROOT / ".venv-bench" / "bin" / "zhtw"
_TO = ("--to", "zh-Hant-TW")
_SIZES = {"10 KB": 10_240, "100 KB": 102_400, "1 MB": 1_048_576, "10 MB": 10_485_760}
_PEAK_LIMIT = 150.0
_GROWTH_LIMIT = 1.25
"""How much more time or memory a megabyte may take in an article of ten times the size: linear, and some noise."""
_JOBS_TARGET = 1.7


class Ran(NamedTuple):
    """What a process took: seconds, and bytes at its peak."""

    wall: float
    processor: float
    peak: int


def run(command: Sequence[str | Path], folder: Path, *, cache: Path | None = None) -> Ran:
    """Run a command in a folder; `cache` is its cache folder instead of the benchmark's.  Raises SystemExit where it fails."""
    # Bytecode is kept, in the benchmark's own folder: every program is measured as a user has it from its second start on.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(Path(os.environ["XDG_CACHE_HOME"]) / "bytecode")
    if cache is not None:
        environment["XDG_CACHE_HOME"] = str(cache)
    launched = subprocess.run(
        [sys.executable, "-I", "-S", Path(__file__).with_name("launch.py"), *command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(launched.stdout)
    if told["code"]:
        raise SystemExit(f"{' '.join(map(str, command))} failed with {told['code']}: {told['stderr']}")
    return Ran(told["wall"], told["processor"], told["peak"])


def measure_start(report: Report, *, rounds: int) -> None:
    """An article of 10 KB, from the start of the process to its end."""
    section = "process, article of 10 KB to zh-Hant-TW: times as fast as the opencc command"
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        article = folder / "article.md"
        article.write_bytes(generate_article("Hans", _SIZES["10 KB"]))
        glossaries = [part for path in sorted((ROOT / "glossaries").glob("*.yaml")) for part in ("--glossary", str(path))]
        convert = [LANGBRIDGE, "convert", str(article), *_TO, "--stdout"]
        commands: dict[str, list[str]] = {
            "opencc": [OPENCC, "-c", "s2twp", "-i", str(article)],
            "langbridge": convert,
            "langbridge, no guard": [*convert, "--no-guard"],
            "langbridge, glossaries/": [*convert, *glossaries],
            "langbridge, opencc-config s2twp": [LANGBRIDGE, "convert", str(article), "--opencc-config", "s2twp", "--stdout"],
            "langbridge --version": [LANGBRIDGE, "--version"],
            "python -c pass": [sys.executable, "-c", "pass"],
        }
        copied = folder / "copy" / "article.md"
        copied.parent.mkdir()
        if ZHTW.exists():
            # zhtw has no standard output: it changes the file, a fresh copy each time.
            commands["zhtw"] = [str(ZHTW), "fix", "--yes", "--source", "cn", str(copied)]
        else:
            report.tell("*** zhtw is not installed in .venv-bench: its row is left out (make bench installs it where it can) ***")
        ran: dict[str, list[Ran]] = {name: [] for name in commands}
        for number in range(-1, rounds):
            for name, command in commands.items():
                shutil.copy(article, copied)
                one = run(command, folder)
                if number >= 0:  # the first round fills the caches
                    ran[name].append(one)
        peer = ran.pop("opencc")
        for name, runs in ran.items():
            found = ratio_of([one.wall for one in peer], [one.wall for one in runs])
            wall, processor = (median(one[at] for one in runs) * 1000 for at in (0, 1))
            report.ratio(section, name, "generated", found, note=f"{wall:.0f} ms, {processor:.0f} of them processor")
        wall, processor = (median(one[at] for one in peer) * 1000 for at in (0, 1))
        report.tell(f"  opencc: {wall:.0f} ms, {processor:.0f} of them processor")
        first = []
        for _ in range(min(3, rounds)):
            with tempfile.TemporaryDirectory() as empty:
                first.append(run(convert, folder, cache=Path(empty)).wall)
        report.add(Row(section, "langbridge, first run of all (nothing cached)", "generated", median(first) * 1000, unit="ms"))


def measure_sizes(report: Report, *, sizes: Sequence[str], rounds: int) -> None:
    """Peak memory and time of whole processes, by the size of the article."""
    section = "size of the article, to zh-Hant-TW"
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        ran: dict[str, list[Ran]] = {name: [] for name in sizes}
        for name in sizes:
            (folder / f"{name}.md").write_bytes(generate_article("Hans", _SIZES[name]))
        for number in range(rounds):
            for name in sizes:
                if number == 0 or _SIZES[name] <= _SIZES["1 MB"]:
                    ran[name].append(run([LANGBRIDGE, "convert", f"{name}.md", *_TO, "--stdout"], folder))
    peaks = {name: median(one.peak for one in runs) / 1e6 for name, runs in ran.items()}
    seconds = {name: min(one.processor for one in runs) for name, runs in ran.items()}
    base, *others = sizes
    report.add(Row(section, f"peak memory, {base}", "generated", peaks[base], "MB", target=_PEAK_LIMIT, ceiling=True))
    rates: dict[str, tuple[float, float]] = {}
    for name in others:
        # What the process takes before the first character is taken off.
        more = (_SIZES[name] - _SIZES[base]) / 1e6
        rates[name] = (peaks[name] - peaks[base]) / more, (seconds[name] - seconds[base]) / more
        report.add(Row(section, f"peak memory, {name}", "generated", peaks[name], "MB", note=f"{rates[name][0]:.1f} MB a MB"))
        report.add(Row(section, f"processor time, {name}", "generated", seconds[name], "s", note=f"{rates[name][1]:.2f} s a MB"))
    for before, name in pairwise(others):
        if _SIZES[before] < _SIZES["1 MB"]:
            continue  # too small to stand out from what every process takes
        for at, what in enumerate(("memory", "time")):
            growth = rates[name][at] / rates[before][at]
            report.add(
                Row(section, f"{what} a MB, {name} / {before}", "generated", growth, target=_GROWTH_LIMIT, ceiling=True, note="1 is linear")
            )


def measure_jobs(report: Report, *, articles: int, rounds: int) -> None:
    """A folder of articles with one process and with two."""
    section = f"{articles} articles of 10 KB to zh-Hant-TW, with outputs and records"
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "posts").mkdir()
        for number in range(articles):
            (folder / "posts" / f"{number:03}.md").write_bytes(generate_article("Hans", _SIZES["10 KB"], number))
        ran: dict[int, list[Ran]] = {1: [], 2: []}
        for _ in range(rounds):
            for count, runs in ran.items():
                shutil.rmtree(folder / "output", ignore_errors=True)
                command = [LANGBRIDGE, "convert", "posts", *_TO, "--output", "output", "--jobs", str(count)]
                runs.append(run(command, folder))
    walls, processor = ({count: [one[at] for one in runs] for count, runs in ran.items()} for at in (0, 1))
    note = f"{articles / median(walls[1]):.0f} articles a second with one; {os.cpu_count()} processors"
    report.ratio(section, "two processes against one", "generated", ratio_of(walls[1], walls[2]), target=_JOBS_TARGET, note=note)
    # What two waste, apart from what else the machine does meanwhile.
    more = ratio_of(processor[2], processor[1])
    busy = median(one / wall for one, wall in zip(processor[2], walls[2], strict=True))
    report.ratio(section, "processor time of two / of one", "generated", more, note=f"two had {busy:.2f} processors on average")
