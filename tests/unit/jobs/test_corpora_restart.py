"""Whatever stops a job, the next run goes on, and its output is that of a run that nothing disturbed."""

from __future__ import annotations

import errno
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from langbridge.jobs.corpora import BatchConverter, CorpusJob, CorpusOutcome, FileStatus, convert_corpus, find_corpus
from langbridge.jobs.corpora.storage import LocalStorage
from langbridge.values import OutputError, UsageError

posix = pytest.mark.skipif(os.name == "nt", reason="needs POSIX")

ROWS = [f'{{"id": {number}, "text": "第{number}行里的软件"}}' for number in range(60)]
ROWS[7] = "nonsense"
CONVERTED = [row.replace("里的软件", "裡的軟件") for row in ROWS if row != "nonsense"]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A folder with two files in it; outputs go beside it."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name in ("a.jsonl", "b.jsonl"):
        (folder / name).write_text("".join(f"{row}\n" for row in ROWS), "utf-8")
    return folder


def job_of(corpus: Path, converter: BatchConverter | None = None) -> CorpusJob:
    return CorpusJob(converter or BatchConverter("zh-Hant"), str(corpus.parent / "out"), part_bytes=700)


def run(corpus: Path, converter: BatchConverter | None = None, **options: Any) -> CorpusOutcome:
    job = job_of(corpus, converter)
    return convert_corpus(job, find_corpus([str(corpus)], job.output), **options)


def written(corpus: Path, name: str = "a.jsonl") -> list[str]:
    return (corpus.parent / "out" / name).read_text("utf-8").splitlines()


def assert_complete(corpus: Path) -> None:
    out = corpus.parent / "out"
    for name in ("a.jsonl", "b.jsonl"):
        assert written(corpus, name) == CONVERTED
        (bad,) = map(json.loads, written(corpus, f"{name}.errors.jsonl"))
        assert bad["row"] == 8
    left = {path.name for path in out.rglob("*") if path.is_file() and path.parent != out}
    assert left == {"lock", "settings.json", "a.jsonl.done.json", "b.jsonl.done.json"}
    assert {path.name for path in out.iterdir() if path.is_file()} == {"a.jsonl", "b.jsonl", "a.jsonl.errors.jsonl", "b.jsonl.errors.jsonl"}


CHILD = """
import os, signal, sys
from langbridge.jobs.corpora import BatchConverter, CorpusJob, convert_corpus, find_corpus

source, output, last, processes = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
EVENTS = ("open", "os.rename", "os.remove", "os.rmdir", "os.mkdir")
seen = parts = 0

def count(event, arguments):
    global seen
    if processes == 1 and event in EVENTS and arguments and isinstance(arguments[0], (str, os.PathLike)):
        if os.fspath(arguments[0]).startswith(output):
            seen += 1
            if seen == last:
                os.kill(os.getpid(), signal.SIGKILL)

def told(tally, known):
    global parts
    parts += not known
    if processes > 1 and parts == last:
        os.kill(os.getpid(), signal.SIGKILL)

if __name__ == "__main__":
    sys.addaudithook(count)
    job = CorpusJob(BatchConverter("zh-Hant"), output, part_bytes=700)
    convert_corpus(job, find_corpus([source], output), processes=processes, progress=told)
    print(seen)
"""


def run_child(corpus: Path, *, killed_at: int = 0, processes: int = 1) -> subprocess.CompletedProcess[str]:
    """Convert in a process of its own that kills itself with SIGKILL at its n-th operation on files or, with several processes, when
    its n-th part is done."""
    script = corpus.parent / "child.py"
    script.write_text(CHILD)
    call = [sys.executable, str(script), str(corpus), str(corpus.parent / "out"), str(killed_at), str(processes)]
    return subprocess.run(call, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def operations(tmp_path_factory: pytest.TempPathFactory) -> int:
    """How many operations on files a whole run takes."""
    folder = tmp_path_factory.mktemp("operations") / "corpus"
    folder.mkdir()
    for name in ("a.jsonl", "b.jsonl"):
        (folder / name).write_text("".join(f"{row}\n" for row in ROWS), "utf-8")
    ended = run_child(folder)
    assert ended.returncode == 0, ended.stderr
    assert_complete(folder)
    return int(ended.stdout)


MOMENTS = 20


@posix
@pytest.mark.parametrize("moment", range(MOMENTS))
def test_killed_at_any_moment_it_is_whole_after_the_next_run(corpus: Path, operations: int, moment: int) -> None:
    assert operations > 2 * MOMENTS
    killed_at = random.Random(6).sample(range(1, operations + 1), MOMENTS)[moment]
    assert run_child(corpus, killed_at=killed_at).returncode == -signal.SIGKILL
    for name in ("a.jsonl", "b.jsonl"):
        assert not (corpus.parent / "out" / name).exists() or written(corpus, name) == CONVERTED
    if moment % 2:  # and again, in what goes on
        run_child(corpus, killed_at=moment)
    run(corpus)
    assert_complete(corpus)


@posix
@pytest.mark.parametrize("parts", [1, 3])
def test_killed_over_several_processes_it_is_whole_after_the_next_run(corpus: Path, parts: int) -> None:
    assert run_child(corpus, killed_at=parts, processes=2).returncode == -signal.SIGKILL
    told: list[bool] = []
    run(corpus, progress=lambda _, known: told.append(known))
    assert told.count(True) >= parts  # what was done is not done again
    assert [written(corpus, name) for name in ("a.jsonl", "b.jsonl")] == [CONVERTED] * 2


DEADLY = """
import os, signal
from pathlib import Path
from langbridge.jobs.corpora import BatchConverter

class Deadly(BatchConverter):
    "Kills its process at a text with one word always, with another the first time."

    def convert_texts(self, texts, *, changes=False):
        accident = Path(__file__).with_name("accident")
        if any("致命" in text for text in texts):
            os.kill(os.getpid(), signal.SIGKILL)
        if any("偶然" in text for text in texts) and not accident.exists():
            accident.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        if any("记忆" in text for text in texts):
            raise MemoryError
        return super().convert_texts(texts, changes=changes)
"""


@pytest.fixture
def deadly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., BatchConverter]:
    """A converter that kills its process; in a module that other processes can import."""
    (tmp_path / "deadly_converter.py").write_text(DEADLY, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "deadly_converter", raising=False)
    made: Callable[..., BatchConverter] = __import__("deadly_converter").Deadly
    return made


@posix
def test_a_worker_that_is_killed_by_accident_costs_nothing(corpus: Path, deadly: Callable[..., BatchConverter]) -> None:
    for name in ("a.jsonl", "b.jsonl"):
        text = (corpus / name).read_text("utf-8").replace("第30行", "偶然30行")
        (corpus / name).write_text(text, "utf-8")
    run(corpus, deadly("zh-Hant"), processes=2)
    assert [row.replace("偶然30行", "第30行") for row in written(corpus)] == CONVERTED
    assert len(written(corpus, "a.jsonl.errors.jsonl")) == 1


@posix
def test_a_row_that_kills_its_process_is_a_bad_row(corpus: Path, deadly: Callable[..., BatchConverter]) -> None:
    text = (corpus / "a.jsonl").read_text("utf-8").replace("第30行", "致命30行").replace("第31行", "记忆31行")
    (corpus / "a.jsonl").write_text(text, "utf-8")
    outcome = run(corpus, deadly("zh-Hant"), processes=2)
    assert [file.status for file in outcome.files] == [FileStatus.CONVERTED] * 2
    assert written(corpus) == [row for row in CONVERTED if "第30行" not in row and "第31行" not in row]
    assert written(corpus, "b.jsonl") == CONVERTED
    bad = [json.loads(line) for line in written(corpus, "a.jsonl.errors.jsonl")]
    assert [row["row"] for row in bad] == [8, 31, 32]
    assert "its process was killed" in bad[1]["reason"]
    assert "致命30行" in bad[1]["data"]


@posix
def test_a_row_of_a_table_that_kills_its_process_is_a_bad_row(tmp_path: Path, deadly: Callable[..., BatchConverter]) -> None:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    texts = ["致命" if number == 13 else f"第{number}行" for number in range(40)]
    pq.write_table(pa.table({"text": texts}), corpus / "a.parquet", row_group_size=10)
    run(corpus, deadly("zh-Hant"), processes=2)
    assert pq.read_table(tmp_path / "out" / "a.parquet")["text"].to_pylist() == [text for text in texts if text != "致命"]
    assert json.loads(written(corpus, "a.parquet.errors.jsonl")[0])["row"] == 14


@posix
def test_workers_are_gone_when_the_job_is_stopped(corpus: Path) -> None:
    import multiprocessing

    def stop(_tally: object, _known: bool) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(corpus, processes=2, progress=stop)
    assert not multiprocessing.active_children()
    assert not list((corpus.parent / "out").rglob(".langbridge-draft-*"))
    run(corpus)
    assert_complete(corpus)


def unlistable(monkeypatch: pytest.MonkeyPatch, first: int) -> None:
    """Have the system refuse to list the output's folder from the n-th time on."""
    listed: list[str] = []
    names = LocalStorage.names

    def refuse(self: LocalStorage, folder: str) -> list[str]:
        listed.extend([folder] if folder.endswith("/out") else [])
        if len(listed) >= first:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), folder)
        return names(self, folder)

    monkeypatch.setattr(LocalStorage, "names", refuse)


def test_what_cannot_be_tidied_up_does_not_undo_a_job(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unlistable(monkeypatch, first=2)
    assert [file.status for file in run(corpus).files] == [FileStatus.CONVERTED] * 2
    assert_complete(corpus)


def test_what_cannot_be_tidied_up_does_not_hide_what_ended_a_job(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(_tally: object, _known: bool) -> None:
        unlistable(monkeypatch, first=1)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(corpus, progress=stop)


def test_an_output_folder_that_cannot_be_listed_is_told(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unlistable(monkeypatch, first=1)
    with pytest.raises(OutputError, match="cannot be removed: Permission denied"):
        run(corpus)


def test_other_settings_are_told(corpus: Path) -> None:
    run(corpus)
    with pytest.raises(UsageError, match="--to was zh-Hant and is zh-Hant-TW") as caught:
        run(corpus, BatchConverter("zh-Hant-TW"))
    assert "--force" in caught.value.remedy
    assert_complete(corpus)
    run(corpus, BatchConverter("zh-Hant-TW"), force=True)
    assert "裡的軟體" in written(corpus)[0]


def test_an_output_that_someone_changed_is_not_overwritten(corpus: Path) -> None:
    run(corpus)
    (corpus.parent / "out" / "a.jsonl").write_text("mine")
    with pytest.raises(OutputError, match="changed since it was written"):
        run(corpus)
    assert written(corpus) == ["mine"]
    run(corpus, force=True)
    assert_complete(corpus)


def test_a_file_that_was_there_before_is_not_overwritten(corpus: Path) -> None:
    (corpus.parent / "out").mkdir()
    (corpus.parent / "out" / "b.jsonl").write_text("mine")
    with pytest.raises(OutputError, match="this job did not write it"):
        run(corpus)
    assert written(corpus, "b.jsonl") == ["mine"]
    assert not (corpus.parent / "out" / "a.jsonl").exists()


def test_only_a_source_that_has_changed_is_converted_again(corpus: Path) -> None:
    run(corpus)
    (corpus / "a.jsonl").write_text(ROWS[0], "utf-8")
    (corpus / "c.jsonl").write_text(ROWS[1], "utf-8")
    outcome = run(corpus)
    assert [file.status for file in outcome.files] == [FileStatus.CONVERTED, FileStatus.ALREADY_DONE, FileStatus.CONVERTED]
    assert written(corpus) == CONVERTED[:1]
    assert not (corpus.parent / "out" / "a.jsonl.errors.jsonl").exists()


def test_a_source_that_changes_meanwhile_fails_and_is_whole_after_the_next_run(corpus: Path) -> None:
    def change(_tally: object, _known: bool) -> None:
        if not (corpus.parent / "out" / "b.jsonl").exists() and (corpus.parent / "out" / "a.jsonl").exists():
            (corpus / "b.jsonl").write_text("".join(f"{row}\n" for row in [*ROWS, ROWS[0]]), "utf-8")

    outcome = run(corpus, progress=change)
    assert [file.status for file in outcome.files] == [FileStatus.CONVERTED, FileStatus.FAILED]
    assert "changed while it was converted" in outcome.files[1].message
    run(corpus)
    assert written(corpus, "b.jsonl") == [*CONVERTED, CONVERTED[0]]


def test_a_part_whose_bytes_have_gone_is_done_again(corpus: Path) -> None:
    def stop(_tally: object, _known: bool) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(corpus, progress=stop)
    (rows,) = (corpus.parent / "out").rglob("000000.rows")
    rows.write_bytes(b"")
    run(corpus)
    assert_complete(corpus)


@posix
def test_a_second_run_at_the_same_time_is_refused(corpus: Path) -> None:
    def again(_tally: object, _known: bool) -> None:
        with pytest.raises(OutputError, match="another langbridge is at work"):
            run(corpus)

    run(corpus, progress=again)
    assert_complete(corpus)


@posix
def test_a_full_disk_stops_it_and_it_goes_on_when_there_is_room(corpus: Path) -> None:
    """The limit on a file's size stands for the disk: parts are below it, the whole is not."""
    resource = pytest.importorskip("resource")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1500, limits[1]))
    try:
        with pytest.raises(OutputError, match="cannot write the file: File too large") as caught:
            run(corpus)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert str(caught.value.path).endswith("a.jsonl")
    assert not (corpus.parent / "out" / "a.jsonl").exists()
    assert not list((corpus.parent / "out").rglob(".langbridge-draft-*"))
    run(corpus)
    assert_complete(corpus)


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="ONLY ROOT CAN MAKE A SMALL DISK: a full one is not tested")
@pytest.mark.parametrize("processes", [1, 2])
def test_a_full_disk_of_a_megabyte(tmp_path: Path, processes: int) -> None:
    corpus, disk = tmp_path / "corpus", tmp_path / "out"
    corpus.mkdir()
    disk.mkdir()
    (corpus / "a.jsonl").write_text("".join(f"{ROWS[0]}\n" for _ in range(16_000)), "utf-8")
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("THIS SYSTEM ALLOWS NO MOUNT: a full disk is not tested")
    try:
        job = CorpusJob(BatchConverter("zh-Hant"), str(disk), part_bytes=100_000)
        files = find_corpus([str(corpus)], job.output)
        with pytest.raises(OutputError, match="No space left on device") as caught:
            convert_corpus(job, files, processes=processes)
        assert "make room, then run the same command again" in caught.value.remedy
        assert not (disk / "a.jsonl").exists()
        subprocess.run(["mount", "-o", "remount,size=20m", disk], check=True)
        told: list[bool] = []
        convert_corpus(job, files, processes=processes, progress=lambda _, known: told.append(known))
        assert True in told
        assert (disk / "a.jsonl").read_text("utf-8") == f"{CONVERTED[0]}\n" * 16_000
    finally:
        subprocess.run(["umount", disk], check=True)


@posix
def test_a_folder_that_may_not_be_written() -> None:
    script = textwrap.dedent("""
        import os, sys
        from langbridge.jobs.corpora import BatchConverter, CorpusJob, convert_corpus, find_corpus
        from langbridge.values import OutputError
        converter = BatchConverter("zh-Hant")
        converter.convert_batch(["软件"])
        if os.geteuid() == 0:
            os.seteuid(65534)  # root may write everywhere
        try:
            convert_corpus(CorpusJob(converter, sys.argv[2]), find_corpus([sys.argv[1]], sys.argv[2]))
        except OutputError as error:
            print(error)
    """)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "a.jsonl").write_text(ROWS[0], "utf-8")
        (folder / "out").mkdir(mode=0o555)
        ended = subprocess.run(
            [sys.executable, "-c", script, str(folder / "a.jsonl"), str(folder / "out")], capture_output=True, text=True, check=True
        )
        assert "cannot write there: Permission denied" in ended.stdout
        assert "--output" in ended.stdout
        assert not list((folder / "out").iterdir())
