"""Many jobs, side by side and one after the other, and what becomes of them when a process dies."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from langbridge.article import Article
from langbridge.glossary import Termbase
from langbridge.jobs import Batch, Job, Status, run_jobs
from langbridge.pipeline import Reading
from langbridge.project import SourceFile
from langbridge.values import HANT, HANT_TW


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
