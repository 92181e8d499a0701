"""Many jobs, side by side and one after the other, and what becomes of them when a process dies."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from langbridge.article import Article
from langbridge.glossary import Termbase
from langbridge.jobs import Batch, Job, Status, run_jobs
from langbridge.jobs.workers import Died, work_in_processes
from langbridge.pipeline import Reading
from langbridge.project import SourceFile
from langbridge.values import HANT, HANT_TW, UsageError


class Deadly(Reading):
    """Reads like any other, but articles of one name kill their process, as a system that is out of memory does."""

    def read_file(self, path: Path) -> tuple[bytes, Article]:
        if path.name == "deadly.md":
            os.kill(os.getpid(), signal.SIGKILL)
        return super().read_file(path)


def jobs_of(folder: Path, *names: str) -> list[Job]:
    for name in names:
        (folder / name).write_text("后面的软件\n", encoding="utf-8")
    return [Job(SourceFile(folder / name, Path(name)), target) for name in names for target in (HANT, HANT_TW)]


def batch_of(folder: Path, reading: Reading) -> Batch:
    return Batch(Termbase(), reading, folder, folder / "output")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="THIS SYSTEM CANNOT FORK: killed processes are not tested")
def test_an_article_whose_process_is_killed_does_not_stop_the_others(tmp_path: Path) -> None:
    jobs = jobs_of(tmp_path, "1.md", "2.md", "deadly.md", *(f"{number}.md" for number in range(3, 12)))
    outcomes = list(run_jobs(jobs, batch_of(tmp_path, Deadly()), processes=2))
    assert sorted(map(str, (one.job.source.path for one in outcomes))) == sorted(map(str, (job.source.path for job in jobs)))
    failed = [one for one in outcomes if one.status is Status.FAILED]
    assert [one.job.source.path.name for one in failed] == ["deadly.md", "deadly.md"]
    assert all("was killed" in one.messages[0] for one in failed)
    assert len(list((tmp_path / "output" / "zh-Hant").iterdir())) == 11


def test_two_processes_do_what_one_does(tmp_path: Path) -> None:
    jobs = jobs_of(tmp_path, "1.md", "2.md", "3.md")
    jobs.append(Job(SourceFile(tmp_path / "vanished.md", Path("vanished.md")), HANT))
    batch = batch_of(tmp_path, Reading())
    alone, together = (
        {(one.job, one.status, one.changes, one.messages) for one in run_jobs(jobs, batch, processes=count)} for count in (1, 2)
    )
    assert alone == together
    assert len(alone) == 7


def test_a_file_that_vanishes_before_it_is_read_is_one_failure(tmp_path: Path) -> None:
    first, *others = jobs_of(tmp_path, "1.md", "2.md")
    first.source.path.unlink()
    outcomes = list(run_jobs([first, *others[1:]], batch_of(tmp_path, Reading())))
    assert [one.status for one in outcomes] == [Status.FAILED, Status.CONVERTED, Status.CONVERTED]
    assert "1.md: cannot be read: No such file" in outcomes[0].messages[0]


def square_unless_odd(limit: int) -> Callable[[int], int]:
    """A task that ends its process on multiples of 5, and on its own word above the limit."""

    def square(number: int) -> int:
        if number > limit:
            raise SystemExit(3)
        if number % 5 == 4:
            os.kill(os.getpid(), signal.SIGKILL)
        return number * number

    return square


def refuse(_setting: None) -> Callable[[int], int]:
    raise UsageError("there are no dictionaries")


def test_each_task_has_its_result_or_how_its_process_died() -> None:
    results = dict(work_in_processes(range(12), square_unless_odd, 10, 2))
    assert {number: result for number, result in results.items() if not isinstance(result, Died)} == {
        number: number * number for number in (0, 1, 2, 3, 5, 6, 7, 8, 10)
    }
    assert {number: str(result) for number, result in results.items() if isinstance(result, Died)} == {
        4: "its process was killed by SIGKILL",
        9: "its process was killed by SIGKILL",
        11: "its process ended by itself, with 3",
    }


def test_tasks_are_taken_as_they_are_needed() -> None:
    taken: list[int] = []

    def tasks() -> Iterator[int]:
        for number in range(1_000_000):
            taken.append(number)
            yield number * 5

    with closing(work_in_processes(tasks(), square_unless_odd, 10_000_000, 2)) as results:
        for _ in range(10):
            next(results)
    assert len(taken) <= 13


def test_what_keeps_a_process_from_beginning_is_told_as_it_is() -> None:
    with pytest.raises(UsageError, match="no dictionaries"):
        list(work_in_processes(range(3), refuse, None, 2))


def wait_for_ever(folder: Path) -> Callable[[str], str]:
    def wait(name: str) -> str:
        if name == "quick":
            return name
        (folder / name).touch()
        try:
            while True:
                signal.pause()
        finally:
            (folder / name).unlink()

    return wait


@pytest.mark.skipif(not hasattr(signal, "pause"), reason="needs POSIX")
def test_closing_ends_processes_in_the_middle_of_their_tasks_and_they_clean_up(tmp_path: Path) -> None:
    results = work_in_processes(iter(("one", "quick", "two")), wait_for_ever, tmp_path, 2)
    assert next(results) == ("quick", "quick")
    until = time.monotonic() + 60
    while not (tmp_path / "one").exists():
        assert time.monotonic() < until
    start = time.monotonic()
    results.close()
    assert not list(tmp_path.iterdir())
    assert time.monotonic() - start < 30
