"""`langbridge corpus convert` beside plain OpenCC over the same column in a process pool, on Dask, and what kills do to it.

`python benchmarks/corpora.py` takes 20 MB and some minutes; docs/corpora.md says which call its figures stand on, and how long that takes.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

import opencc
import pyarrow as pa
import pyarrow.parquet as pq
from corpus import _prose
from report import Report, Row
from timing import ratio_of

_SCRIPT = "Hans"
_PART = 4 * 1024 * 1024
_POOL_TARGET = 0.7
_DASK_TARGET = 0.75
_PEAK_LIMIT = 600.0
_CONFIGS = {"zh-Hant-TW": "s2twp", "zh-Hant": "s2tw"}
_CLUSTER = ("--scheduler", "local-cluster")
_POLL_SECONDS = 0.2


class Choices(NamedTuple):
    """What a call asks for."""

    jobs: int
    rounds: int
    parent_kills: int
    only: tuple[str, ...]
    variants: bool


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--megabytes", type=float, default=20, help="the size of the JSONL; the Parquet has the same rows")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--to", choices=_CONFIGS, action="append", help="may be repeated; zh-Hant-TW without")
    parser.add_argument("--form", choices=("jsonl", "parquet"), action="append", help="may be repeated; both without")
    parser.add_argument("--parent-kills", type=int, default=3)
    parser.add_argument("--only", choices=("speed", "dask", "kills"), action="append")
    parser.add_argument("--variants", action="store_true", help="--from and --no-guard as well")
    parser.add_argument("--folder", type=Path, help="where the corpus is made and kept, instead of a temporary folder")
    parser.add_argument("--json", type=Path, default=Path("output/benchmarks-corpora.json"))
    chosen = parser.parse_args()
    only = tuple(chosen.only or ("speed", "dask", "kills"))
    choices = Choices(chosen.jobs, chosen.rounds, chosen.parent_kills, only, chosen.variants)
    report = Report()
    begun = time.perf_counter()
    with contextlib.ExitStack() as stack:
        folder = chosen.folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="langbridge-corpora-")))
        folder.mkdir(parents=True, exist_ok=True)
        files = _generate(folder, chosen.megabytes)
        report.tell(f"the corpus was made in {time.perf_counter() - begun:.0f} s")
        for to in chosen.to or ("zh-Hant-TW",):
            for form in chosen.form or files:
                _measure(report, files[form], folder, to, choices)
    report.summarise()
    report.tell(f"{(time.perf_counter() - begun) / 60:.0f} minutes in all")
    report.write(chosen.json, {"megabytes": chosen.megabytes, "jobs": chosen.jobs, "rounds": chosen.rounds})


def _generate(folder: Path, megabytes: float) -> dict[str, Path]:
    """JSONL and Parquet of the same rows, some 1.2 KB of prose in each; made once where the folder is kept."""
    jsonl, parquet = folder / f"{megabytes:g}.jsonl", folder / f"{megabytes:g}.parquet"
    if not parquet.exists():
        prose = _prose(random.Random(7), _SCRIPT)
        size = number = 0
        schema = pa.schema([("id", pa.int64()), ("text", pa.string()), ("score", pa.float64())])
        draft = parquet.with_suffix(".draft")
        with jsonl.open("wb") as lines, pq.ParquetWriter(draft, schema, compression="zstd") as table:
            while size < megabytes * 1e6:
                rows = [
                    {"id": number + index, "text": "，".join(next(prose) for _ in range(40)) + "。", "score": 0.5} for index in range(500)
                ]
                size += lines.write("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode())
                table.write_table(pa.Table.from_pylist(rows, schema))
                number += len(rows)
        draft.rename(parquet)
    return {"jsonl": jsonl, "parquet": parquet}


# Plain OpenCC, as one would write it by hand: the column read, converted and written, in ranges, in a pool.


@cache
def _stock(config: str) -> opencc.OpenCC:
    return opencc.OpenCC(config)


def _peer_lines(path: Path, config: str, span: tuple[int, int]) -> tuple[bytes, float]:
    begun = time.process_time()
    convert = _stock(config).convert
    made: list[str] = []
    with path.open("rb") as stream:
        if span[0]:
            stream.seek(span[0] - 1)
            stream.readline()
        while stream.tell() < span[1] and (line := stream.readline()):
            row = json.loads(line)
            row["text"] = convert(row["text"])
            made.append(json.dumps(row, ensure_ascii=False))
    return ("\n".join(made) + "\n").encode() if made else b"", time.process_time() - begun


def _peer_group(path: Path, config: str, group: int) -> tuple[pa.Table, float]:
    begun = time.process_time()
    convert = _stock(config).convert
    table = pq.ParquetFile(path).read_row_group(group)
    texts = pa.array([convert(text) for text in table["text"].to_pylist()], pa.string())
    return table.set_column(1, "text", texts), time.process_time() - begun


def _peer(path: Path, config: str, output: Path, jobs: int) -> float:
    """Returns the processor seconds of the pool, as ours tells those of its processes."""
    output.mkdir(parents=True)
    seconds = 0.0
    with ProcessPoolExecutor(jobs) as pool:
        if path.suffix == ".jsonl":
            spans = [(start, start + _PART) for start in range(0, path.stat().st_size, _PART)]
            with (output / path.name).open("wb") as out:
                for data, took in pool.map(partial(_peer_lines, path, config), spans):
                    out.write(data)
                    seconds += took
        else:
            source = pq.ParquetFile(path)
            with pq.ParquetWriter(output / path.name, source.schema_arrow, compression="zstd") as writer:
                for table, took in pool.map(partial(_peer_group, path, config), range(source.num_row_groups)):
                    writer.write_table(table)
                    seconds += took
    return seconds


def _command(path: Path, output: Path, jobs: int, *more: str) -> list[str]:
    """As a user calls it, start of the process included."""
    start = [sys.executable, "-c", "from langbridge.cli.main import run; run()"]
    return [*start, "corpus", "convert", str(path), "--output", str(output), "--jobs", str(jobs), *more]


class Took(NamedTuple):
    """Seconds of the wall, and of the processors; megabytes of the largest process at its peak, 0 where that was not looked at."""

    wall: float
    processor: float
    peak: float = 0.0


def _timed_peer(path: Path, config: str, output: Path, jobs: int) -> Took:
    shutil.rmtree(output, ignore_errors=True)
    start = time.perf_counter()
    processor = _peer(path, config, output, jobs)
    return Took(time.perf_counter() - start, processor)


def _ours(path: Path, output: Path, jobs: int, *more: str) -> Took:
    """Run it; the processor time is that of converting, as its report tells it."""
    shutil.rmtree(output, ignore_errors=True)
    told = output.with_name("report.json")
    start = time.perf_counter()
    peak = 0.0
    with subprocess.Popen([*_command(path, output, jobs, *more), "--report", str(told)], stderr=subprocess.PIPE, text=True) as job:
        while job.poll() is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                job.wait(_POLL_SECONDS)
            peak = max(peak, *(_peak(each) for each in (job.pid, *_below(job.pid))))
        wall = time.perf_counter() - start
        if job.returncode and job.stderr:
            raise SystemExit(f"the job failed with {job.returncode}: {job.stderr.read()}")
    files = json.loads(told.read_text(encoding="utf-8"))["files"]
    return Took(wall, sum(float(file["processor_seconds"]) for file in files), peak)


def _measure(report: Report, path: Path, folder: Path, to: str, choices: Choices) -> None:
    """One form of the corpus to one target.  What an undisturbed run wrote is what all others have to write."""
    quiet = folder / "quiet"
    ours = _speed(report, path, folder, quiet, to, choices)
    expected = _digest(quiet / path.name)
    out = folder / "out"
    if "dask" in choices.only:
        cluster = [_ours(path, out, choices.jobs, "--to", to, *_CLUSTER) for _ in range(choices.rounds)]
        if _digest(out / path.name) != expected:
            raise SystemExit("what the cluster wrote is not what our processes wrote")
        section = f"{path.suffix[1:]} to {to} on Dask's local cluster of {choices.jobs}: times as fast as our own processes"
        ratio = ratio_of([one.wall for one in ours], [one.wall for one in cluster])
        busy = ratio_of([one.processor for one in ours], [one.processor for one in cluster]).median
        note = (
            f"by the clock, its start included ({min(one.wall for one in cluster):.0f} s); {busy:.2f}× by processor seconds of converting"
        )
        report.ratio(section, "--scheduler local-cluster", path.suffix[1:], ratio, target=_DASK_TARGET, note=note)
    if "kills" in choices.only:
        _kills(report, path, out, to, expected, min(one.wall for one in ours), choices)


def _speed(report: Report, path: Path, folder: Path, quiet: Path, to: str, choices: Choices) -> list[Took]:
    """Our own processes beside plain OpenCC; returns what they took, and leaves their output in `quiet`."""
    config, form, jobs = _CONFIGS[to], path.suffix[1:], choices.jobs
    out = folder / "out"
    runs: dict[str, Callable[[], Took]] = {"langbridge": partial(_ours, path, quiet, jobs, "--to", to)}
    stock = f"--opencc-config {config}"
    if "speed" in choices.only:
        runs |= {
            "opencc": partial(_timed_peer, path, config, folder / "opencc", jobs),
            stock: partial(_ours, path, out, jobs, "--opencc-config", config),
        }
        if choices.variants:
            runs["--from zh-Hans"] = partial(_ours, path, out, jobs, "--to", to, "--from", "zh-Hans")
            runs["--from zh-Hans --no-guard"] = partial(_ours, path, out, jobs, "--to", to, "--from", "zh-Hans", "--no-guard")
    times: dict[str, list[Took]] = {name: [] for name in runs}
    texts: dict[str, str] = {}
    for number in range(choices.rounds):
        names = list(runs)
        for name in names[number % len(names) :] + names[: number % len(names)]:
            times[name].append(runs[name]())
            if name in ("opencc", stock):
                texts[name] = _digest_of_texts((folder / "opencc" if name == "opencc" else out) / path.name)
    if len(set(texts.values())) > 1:
        raise SystemExit("our unguarded output is not OpenCC's")
    peak = max(one.peak for one in times["langbridge"])
    megabytes = sum(len(text.encode()) for text in _column(path)) / 1e6
    if "speed" in choices.only:
        section = f"{form} to {to}, {jobs} processes: times as fast as plain OpenCC ({config}) in a pool"
        peer = times["opencc"]
        report.tell(f"  opencc: {megabytes / min(one.processor for one in peer):.2f} MB of text a processor second")
        for name, took in times.items():
            if name == "opencc":
                continue
            wall = ratio_of([one.wall for one in peer], [one.wall for one in took])
            rate = f"{megabytes / min(one.processor for one in took):.2f} MB a processor second; {wall.median:.2f}× by the clock"
            ratio = ratio_of([one.processor for one in peer], [one.processor for one in took])
            report.ratio(section, name, form, ratio, target=_POOL_TARGET if name == "langbridge" else None, note=rate)
        size = f"{path.stat().st_size / 1e6:.0f} MB"
        report.add(Row("peak memory of the largest process", size, form, peak, "MB", target=_PEAK_LIMIT, ceiling=True))
    return times["langbridge"]


def _column(path: Path) -> Iterator[str]:
    if path.suffix == ".jsonl":
        with path.open(encoding="utf-8") as lines:
            yield from (json.loads(line)["text"] for line in lines)
    else:
        with pq.ParquetFile(path) as table:
            for batch in table.iter_batches(columns=["text"]):
                yield from batch["text"].to_pylist()


def _digest_of_texts(path: Path) -> str:
    state = hashlib.sha256()
    for text in _column(path):
        state.update(f"{len(text)} {text}".encode())
    return state.hexdigest()


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _kills(report: Report, path: Path, out: Path, to: str, expected: str, undisturbed: float, choices: Choices) -> None:
    """Output after kills against that of a run that nothing disturbed; `undisturbed` is how many seconds that took."""
    section, form = "output equals the undisturbed one, byte for byte (1 is yes)", path.suffix[1:]
    for name, more in (("own processes", ()), ("local-cluster", _CLUSTER)):
        shutil.rmtree(out, ignore_errors=True)
        killed = _kill_worker(path, out, choices.jobs, ("--to", to, *more), after=undisturbed / 2)
        same = killed > 0 and _digest(out / path.name) == expected
        report.add(Row(section, f"a worker killed, {name}", form, float(same), "", target=1, note=f"{killed} killed"))
    shutil.rmtree(out, ignore_errors=True)
    kills = _kill_parent(path, out, choices.jobs, ("--to", to), undisturbed, choices.parent_kills)
    same = kills > 0 and _digest(out / path.name) == expected
    report.add(Row(section, f"the parent killed {kills} times", form, float(same), "", target=1))


def _start(path: Path, out: Path, jobs: int, more: Sequence[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(_command(path, out, jobs, *more), stdout=subprocess.DEVNULL)


def _kill_worker(path: Path, out: Path, jobs: int, more: Sequence[str], *, after: float) -> int:
    """Kill the busiest process below a job's, once it has been busy for `after` seconds, half of what the whole takes."""
    killed = 0
    with _start(path, out, jobs, more) as job:
        begun = 0.0
        while job.poll() is None and not killed:
            with contextlib.suppress(subprocess.TimeoutExpired):
                job.wait(_POLL_SECONDS)
            # Parts are written from then on: a cluster takes its time to start.
            begun = begun or (time.perf_counter() if any(out.rglob("*.parts")) else 0.0)
            below = sorted(_below(job.pid), key=_processor_time)
            if begun and below and time.perf_counter() - begun >= after / 2:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(below[-1], signal.SIGKILL)
                    killed = 1
        if job.wait():
            raise SystemExit(f"the job failed with {job.returncode} when a worker was killed")
    return killed


def _below(pid: int) -> list[int]:
    """The processes that a process has started, and those that these have; as Linux tells it."""
    found: list[int] = []
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in map(int, children.read_text().split()):
                found += [child, *_below(child)]
    return found


def _peak(pid: int) -> float:
    """The most memory that a process has had, in megabytes; 0 where it has ended."""
    try:
        told = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1000 for line in told.splitlines() if line.startswith("VmHWM")), 0.0)


def _processor_time(pid: int) -> int:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])


def _kill_parent(path: Path, out: Path, jobs: int, more: Sequence[str], seconds: float, kills: int) -> int:
    chance = random.Random(20)
    killed = 0
    while True:
        with _start(path, out, jobs, more) as job:
            limit = 1 + chance.random() * 2 * seconds / max(kills, 1) if killed < kills else None
            try:
                if job.wait(limit):
                    raise SystemExit(f"the job failed with {job.returncode}")
            except subprocess.TimeoutExpired:
                job.kill()
                killed += 1
            else:
                return killed


if __name__ == "__main__":
    main()
