"""What a process that is killed between doing a task and saying so may cost: nothing.  And what one file may cost another: nothing."""

from __future__ import annotations

import os
import signal
import time
import warnings
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from langbridge.jobs.corpora import BatchConverter, Column, CorpusJob, convert_corpus, find_corpus
from langbridge.jobs.corpora.crews import Alone, Result
from langbridge.jobs.corpora.journal import Journal
from langbridge.jobs.corpora.rows import Added
from langbridge.jobs.corpora.tasks import Assembly, Part, Task
from langbridge.jobs.corpora.work import Work

ROWS = "".join(f'{{"text": "第{number}行里的软件"}}\n' for number in range(40))
CONVERTED = ROWS.replace("里的软件", "裡的軟件")


def work_in(folder: Path) -> Work:
    return Work(BatchConverter("zh-Hant"), (Column("text", ("text",)),), Added(), Journal(str(folder / "out"), "0" * 12))


def test_a_file_that_was_put_together_by_a_process_that_died_afterwards(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(ROWS, "utf-8")
    work = work_in(tmp_path)
    (file,) = find_corpus([str(tmp_path / "a.jsonl")], str(tmp_path / "out"))
    work.do(Part(file, 0, 0, file.size))
    done = work.do(Assembly(file, 1))
    # Nobody heard of it, so it is to be done once more; its parts have gone.
    assert work.journal.done_parts(file) == {}
    assert work.do(Assembly(file, 1)) == done
    assert (tmp_path / "out/a.jsonl").read_text("utf-8") == CONVERTED


class Slow(Alone):
    """Has a file half written, as another process would, until everything else is done."""

    room = 2

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self._drafts = ExitStack()
        self.drafts = 0

    def submit(self, task: Task) -> None:
        if isinstance(task, Assembly) and not self.drafts:
            self.drafts += 1
            for name in ("other.jsonl", ".langbridge-corpus/other.json"):
                path = f"{self._work.journal.output}/{name}"
                self._drafts.enter_context(self._work.journal.storage.write(path)).write(b"whole")
        super().submit(task)

    def next(self) -> tuple[Task, Result]:
        ended = super().next()
        if not self._tasks:
            self._drafts.close()  # both files take their names now
        return ended


def test_a_file_that_is_being_written_is_left_alone_when_the_next_one_is_begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "corpus").mkdir()
    for number in range(4):
        (tmp_path / "corpus" / f"{number}.jsonl").write_text(ROWS, "utf-8")
    job = CorpusJob(BatchConverter("zh-Hant"), str(tmp_path / "out"))
    monkeypatch.setattr("langbridge.jobs.corpora.running._crew", lambda work, *_: Slow(work))
    convert_corpus(job, find_corpus([str(tmp_path / "corpus")], job.output))
    assert (tmp_path / "out/other.jsonl").read_bytes() == b"whole"
    assert {(tmp_path / "out" / f"{number}.jsonl").read_text("utf-8") for number in range(4)} == {CONVERTED}


def test_what_killed_processes_left_half_written_is_taken_away(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(ROWS, "utf-8")
    job = CorpusJob(BatchConverter("zh-Hant"), str(tmp_path / "out"))
    (tmp_path / "out").mkdir()
    (tmp_path / "out/.langbridge-draft-before").write_bytes(b"half")

    def die(_tally: object, _known: bool) -> None:
        assert not (tmp_path / "out/.langbridge-draft-before").exists()
        (tmp_path / "out/.langbridge-draft-meanwhile").write_bytes(b"half")

    convert_corpus(job, find_corpus([str(tmp_path / "a.jsonl")], job.output), progress=die)
    assert [path.name for path in (tmp_path / "out").iterdir() if path.is_file()] == ["a.jsonl"]


def wait_until(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < until, "it does not come"
        time.sleep(0.02)


@pytest.mark.filterwarnings("default")
@pytest.mark.skipif(os.name == "nt", reason="needs POSIX")
def test_a_result_that_dies_with_its_worker_before_anybody_has_fetched_it(tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed")
    from langbridge.jobs.corpora.cluster import Cluster

    (tmp_path / "a.jsonl").write_text(ROWS, "utf-8")
    (file,) = find_corpus([str(tmp_path / "a.jsonl")], str(tmp_path / "out"))
    with (
        warnings.catch_warnings(action="ignore"),
        distributed.LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None, silence_logs=50) as running,
    ):
        cluster = Cluster(work_in(tmp_path), running.scheduler_address, 1)
        try:
            part = Part(file, 0, 0, file.size)
            cluster.submit(part)
            ((future, _),) = cluster._tasks.values()
            wait_until(lambda: future.status == "finished")
            (worker,) = running.workers.values()
            os.kill(worker.pid, signal.SIGKILL)
            wait_until(lambda: future.status != "finished")
            task, result = cluster.next()
        finally:
            cluster.close()
    assert task == part
    assert not isinstance(result, Exception)
    assert work_in(tmp_path).journal.done_parts(file) == {0: result}
