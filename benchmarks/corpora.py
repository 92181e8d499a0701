"""`langbridge corpus convert` beside plain OpenCC over the same column in a process pool, and what kills do to it.

`python benchmarks/corpora.py` takes 20 MB and some minutes; `--megabytes 500 --parent-kills 20` is what docs/corpora.md stands on.
"""

from __future__ import annotations

import argparse
import contextlib
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--megabytes", type=float, default=20, help="the size of the JSONL; the Parquet has the same rows")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--to", choices=_CONFIGS, action="append", help="may be repeated; both without")
    parser.add_argument("--parent-kills", type=int, default=3)
    parser.add_argument("--only", choices=("speed", "dask", "kills", "memory"), action="append")
    parser.add_argument("--folder", type=Path, help="where the corpus is made and kept, instead of a temporary folder")
    parser.add_argument("--json", type=Path, default=Path("output/benchmarks-corpora.json"))
    chosen = parser.parse_args()
    report = Report()
    with contextlib.ExitStack() as stack:
        folder = chosen.folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="langbridge-corpora-")))
        folder.mkdir(parents=True, exist_ok=True)
        files = _generate(folder, chosen.megabytes)
        only = chosen.only or ("speed", "dask", "kills", "memory")
        if "speed" in only:
            for to in chosen.to or _CONFIGS:
                _speed(report, files, folder, to, jobs=chosen.jobs, rounds=chosen.rounds)
        if "dask" in only:
            _dask(report, files["jsonl"], folder, jobs=chosen.jobs, rounds=chosen.rounds)
        if "kills" in only:
            _kills(report, files, folder, jobs=chosen.jobs, parent_kills=chosen.parent_kills)
        if "memory" in only:
            _memory(report, files, folder)
    report.summarise()
    report.write(chosen.json, {"megabytes": chosen.megabytes, "jobs": chosen.jobs, "rounds": chosen.rounds})


def _generate(folder: Path, megabytes: float) -> dict[str, Path]:
    """JSONL and Parquet of the same rows, some 1.5 KB of prose in each; made once where the folder is kept."""
    jsonl, parquet = folder / f"{megabytes:g}.jsonl", folder / f"{megabytes:g}.parquet"
    if not parquet.exists():
        prose = _prose(random.Random(7), _SCRIPT)
        size = number = 0
        schema = pa.schema([("id", pa.int64()), ("text", pa.string()), ("score", pa.float64())])
        with jsonl.open("w", encoding="utf-8") as lines, pq.ParquetWriter(parquet, schema, compression="zstd") as table:
            while size < megabytes * 1e6:
                rows = [
                    {"id": number + index, "text": "，".join(next(prose) for _ in range(40)) + "。", "score": 0.5} for index in range(500)
                ]
                size += lines.write("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)) * 3
                table.write_table(pa.Table.from_pylist(rows, schema))
                number += len(rows)
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


def _ours(path: Path, output: Path, jobs: int, *more: str) -> float:
    """Returns the processor seconds of its processes."""
    told = output.with_name("report.json")
    command = [*_command(path, output, jobs, *more), "--report", str(told)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if ended.returncode:
        raise SystemExit(ended.stderr)
    return sum(float(file["processor_seconds"]) for file in json.loads(told.read_text(encoding="utf-8"))["files"])


class Took(NamedTuple):
    """Seconds of the wall, and of the processors."""

    wall: float
    processor: float


def _timed(run: Callable[[], float], output: Path) -> Took:
    shutil.rmtree(output, ignore_errors=True)
    start = time.perf_counter()
    processor = run()
    return Took(time.perf_counter() - start, processor)


def _speed(report: Report, files: dict[str, Path], folder: Path, to: str, *, jobs: int, rounds: int) -> None:
    config = _CONFIGS[to]
    out = folder / "out"
    for form, path in files.items():
        section = f"{form} to {to}, {jobs} processes: times as fast as plain OpenCC ({config}) in a pool"
        runs: dict[str, Callable[[], float]] = {
            "opencc": partial(_peer, path, config, out, jobs),
            "langbridge": partial(_ours, path, out, jobs, "--to", to),
            "--from zh-Hans": partial(_ours, path, out, jobs, "--to", to, "--from", "zh-Hans"),
            "--from zh-Hans --no-guard": partial(_ours, path, out, jobs, "--to", to, "--from", "zh-Hans", "--no-guard"),
            f"--opencc-config {config}": partial(_ours, path, out, jobs, "--opencc-config", config),
        }
        times: dict[str, list[Took]] = {name: [] for name in runs}
        texts: dict[str, list[str]] = {}
        for number in range(rounds):
            names = list(runs)
            for name in names[number % len(names) :] + names[: number % len(names)]:
                times[name].append(_timed(runs[name], out))
                if number == 0 and name in ("opencc", f"--opencc-config {config}"):
                    texts[name] = list(_column(out / path.name))
        if len({json.dumps(one) for one in texts.values()}) != 1:
            raise SystemExit("our unguarded output is not OpenCC's")
        megabytes = sum(len(text.encode()) for text in next(iter(texts.values()))) / 1e6
        peer = times.pop("opencc")
        report.tell(f"  opencc: {megabytes / min(one.processor for one in peer):.2f} MB of text a processor second")
        for name, ours in times.items():
            wall = ratio_of([one.wall for one in peer], [one.wall for one in ours])
            rate = f"{megabytes / min(one.processor for one in ours):.2f} MB a processor second; {wall.median:.2f}× by the clock"
            target = _POOL_TARGET if name == "langbridge" else None
            ratio = ratio_of([one.processor for one in peer], [one.processor for one in ours])
            report.ratio(section, name, form, ratio, target=target, note=rate)


def _column(path: Path) -> Iterator[str]:
    if path.suffix == ".jsonl":
        with path.open(encoding="utf-8") as lines:
            yield from (json.loads(line)["text"] for line in lines)
    else:
        yield from pq.read_table(path, columns=["text"])["text"].to_pylist()


def _dask(report: Report, path: Path, folder: Path, *, jobs: int, rounds: int) -> None:
    out = folder / "out"
    pool, dask = (
        [_timed(partial(_ours, path, out, jobs, "--to", "zh-Hant-TW", *more), out) for _ in range(rounds)]
        for more in ((), ("--scheduler", "local-cluster"))
    )
    section = f"jsonl to zh-Hant-TW on Dask's local cluster of {jobs}: times as fast as our own processes"
    ratio = ratio_of([one.wall for one in pool], [one.wall for one in dask])
    report.ratio(section, "--scheduler local-cluster", "jsonl", ratio, target=_DASK_TARGET, note="by the clock")


def _kills(report: Report, files: dict[str, Path], folder: Path, *, jobs: int, parent_kills: int) -> None:
    """Output after kills against that of a run that nothing disturbed."""
    out, quiet = folder / "out", folder / "quiet"
    section = "output equals the undisturbed one (1 is yes)"
    for form, path in files.items():
        undisturbed = _timed(partial(_ours, path, quiet, jobs, "--to", "zh-Hant-TW"), quiet).wall
        expected = (quiet / path.name).read_bytes()
        for name, more in (("own processes", ()), ("local-cluster", ("--scheduler", "local-cluster"))):
            shutil.rmtree(out, ignore_errors=True)
            killed = _kill_worker(path, out, jobs, more, after=undisturbed / 2)
            same = (out / path.name).read_bytes() == expected
            report.add(Row(section, f"a worker killed, {name}", form, float(same), "", target=1, note=f"{killed} killed"))
        shutil.rmtree(out, ignore_errors=True)
        kills = _kill_parent(path, out, jobs, undisturbed, parent_kills)
        same = (out / path.name).read_bytes() == expected
        report.add(Row(section, f"the parent killed {kills} times", form, float(same), "", target=1))


def _start(path: Path, out: Path, jobs: int, more: Sequence[str]) -> subprocess.Popen[bytes]:
    call = _command(path, out, jobs, "--to", "zh-Hant-TW", *more)
    return subprocess.Popen(call, stdout=subprocess.DEVNULL)


def _kill_worker(path: Path, out: Path, jobs: int, more: Sequence[str], *, after: float) -> int:
    """Kill the busiest process below a job's in the middle of it."""
    with _start(path, out, jobs, more) as job:
        with contextlib.suppress(subprocess.TimeoutExpired):
            job.wait(after)
        below = sorted(_below(job.pid), key=_processor_time)
        killed = 0
        if job.poll() is None and below:
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


def _processor_time(pid: int) -> int:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])


def _kill_parent(path: Path, out: Path, jobs: int, seconds: float, kills: int) -> int:
    chance = random.Random(20)
    killed = 0
    while True:
        with _start(path, out, jobs, ()) as job:
            limit = 1 + chance.random() * 2 * seconds / max(kills, 1) if killed < kills else None
            try:
                if job.wait(limit):
                    raise SystemExit(f"the job failed with {job.returncode}")
            except subprocess.TimeoutExpired:
                job.kill()
                killed += 1
            else:
                return killed


def _memory(report: Report, files: dict[str, Path], folder: Path) -> None:
    """The peak of one process that does everything: what a worker takes, and more."""
    out = folder / "out"
    for form, path in files.items():
        shutil.rmtree(out, ignore_errors=True)
        call = _command(path, out, 1, "--to", "zh-Hant-TW")
        told = subprocess.run(
            [sys.executable, "-I", "-S", Path(__file__).with_name("launch.py"), *call], capture_output=True, text=True, check=True
        )
        peak = json.loads(told.stdout)["peak"] / 1e6
        size = path.stat().st_size / 1e6
        report.add(Row("peak memory of one process", f"{size:.0f} MB", form, peak, "MB", target=_PEAK_LIMIT, ceiling=True))


if __name__ == "__main__":
    main()
