"""The same job on a cluster of Dask's."""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from langbridge.jobs.corpora import BatchConverter, CorpusJob, convert_corpus, find_corpus
from langbridge.values import UsageError

distributed = pytest.importorskip("distributed")
pytestmark = [
    pytest.mark.filterwarnings("default"),  # its own warnings are not ours
    pytest.mark.skipif(os.name == "nt", reason="needs POSIX"),
]

ROWS = [f'{{"id": {number}, "text": "第{number}行里的软件"}}\n' for number in range(300)]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """A cluster as one that runs somewhere: an address, and workers of its own."""
    with (
        warnings.catch_warnings(action="ignore"),
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50) as running,
    ):
        yield running


def job_of(folder: Path, name: str) -> CorpusJob:
    return CorpusJob(BatchConverter("zh-Hant"), str(folder / name), part_bytes=8000)


def test_a_scheduler_at_an_address_does_what_our_processes_do(tmp_path: Path, cluster: Any) -> None:
    (tmp_path / "a.jsonl").write_text("".join([*ROWS, "nonsense\n", *ROWS]), "utf-8")
    ours, theirs = job_of(tmp_path, "ours"), job_of(tmp_path, "theirs")
    files = find_corpus([str(tmp_path / "a.jsonl")], ours.output)
    convert_corpus(ours, files, processes=1)
    outcome = convert_corpus(theirs, files, scheduler=cluster.scheduler_address)
    assert (tmp_path / "theirs" / "a.jsonl").read_bytes() == (tmp_path / "ours" / "a.jsonl").read_bytes()
    assert (tmp_path / "theirs" / "a.jsonl.errors.jsonl").read_bytes() == (tmp_path / "ours" / "a.jsonl.errors.jsonl").read_bytes()
    assert (outcome.tally.rows, outcome.tally.bad) == (601, 1)


def test_what_is_done_on_a_cluster_needs_not_be_done_again(tmp_path: Path, cluster: Any) -> None:
    (tmp_path / "a.jsonl").write_text("".join(ROWS), "utf-8")
    job = job_of(tmp_path, "out")
    files = find_corpus([str(tmp_path / "a.jsonl")], job.output)

    def stop(_tally: object, _known: bool) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        convert_corpus(job, files, scheduler=cluster.scheduler_address, progress=stop)
    told: list[bool] = []
    convert_corpus(job, files, processes=1, progress=lambda _, known: told.append(known))
    assert True in told
    assert (tmp_path / "out" / "a.jsonl").read_text("utf-8") == "".join(ROWS).replace("里的软件", "裡的軟件")


def test_a_worker_that_is_killed_costs_nothing(tmp_path: Path, cluster: Any) -> None:
    (tmp_path / "a.jsonl").write_text("".join(ROWS), "utf-8")
    job = job_of(tmp_path, "out")
    victims = [worker.pid for worker in cluster.workers.values()][:1]

    def kill(_tally: object, _known: bool) -> None:
        if victims:
            os.kill(victims.pop(), 9)

    convert_corpus(job, find_corpus([str(tmp_path / "a.jsonl")], job.output), scheduler=cluster.scheduler_address, progress=kill)
    assert (tmp_path / "out" / "a.jsonl").read_text("utf-8") == "".join(ROWS).replace("里的软件", "裡的軟件")


def test_a_scheduler_that_does_not_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("langbridge.jobs.corpora.cluster._CONNECT_SECONDS", 1)
    (tmp_path / "a.jsonl").write_text("".join(ROWS), "utf-8")
    job = job_of(tmp_path, "out")
    with pytest.raises(UsageError, match="no Dask scheduler answers"):
        convert_corpus(job, find_corpus([str(tmp_path / "a.jsonl")], job.output), scheduler="tcp://127.0.0.1:9")


def test_the_snippet_of_the_documentation(cluster: Any, repository: Path) -> None:
    dask = pytest.importorskip("dask")
    text = (repository / "docs" / "corpora.md").read_text("utf-8")
    (snippet,) = (block for block in re.findall(r"```python\n(.*?)```", text, re.DOTALL) if "import dask" in block)
    with distributed.Client(cluster), dask.config.set(scheduler="distributed"):
        names: dict[str, Any] = {}
        exec(compile(snippet, "docs/corpora.md", "exec"), names)
        assert names["converted"].compute() == ["美國歷史", "頭髮", "這裡"]
