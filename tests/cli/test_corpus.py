"""`langbridge corpus convert` as its users have it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from langbridge.jobs.corpora import packages

ROW = '{"id": 1.0, "text": "历史里的软件"}\n'
START = [sys.executable, "-c", "from langbridge.cli.main import run; run()", "corpus", "convert"]


@pytest.fixture
def corpus(folder: Path) -> Path:
    (folder / "data").mkdir()
    (folder / "data" / "a.jsonl").write_text(ROW * 3, "utf-8")
    return folder


def test_a_folder_is_converted_and_told(corpus: Path, langbridge: Callable[..., Any]) -> None:
    called = langbridge("corpus", "convert", "data", "--to", "zh-Hant", "--output", "out", "--report", "report.json")
    assert called.code == 0, called.stderr
    assert called.output == b""
    assert (corpus / "out" / "a.jsonl").read_text("utf-8") == ROW.replace("历史里的软件", "歷史裡的軟件") * 3
    assert "1 file in out: 3 rows, 3 converted, 0 passed through, 0 bad" in called.stderr
    report = json.loads((corpus / "report.json").read_text("utf-8"))
    assert (report["rows"], report["bad"], report["failed_files"]) == (3, 0, 0)
    assert report["files"][0]["status"] == "converted"
    again = langbridge("corpus", "convert", "data", "--to", "zh-Hant", "--output", "out")
    assert again.code == 0 and "1 of them by an earlier run" in again.stderr


def test_bad_rows_are_named_and_end_with_2(corpus: Path, langbridge: Callable[..., Any]) -> None:
    (corpus / "data" / "a.jsonl").write_text(f"{ROW}nonsense\n{ROW}", "utf-8")
    called = langbridge("corpus", "convert", "data/a.jsonl", "--to", "zh-Hant", "--output", "out")
    assert called.code == 2
    assert "warning: 1 bad row of data/a.jsonl in out/a.jsonl.errors.jsonl" in called.stderr
    assert len((corpus / "out" / "a.jsonl").read_text("utf-8").splitlines()) == 2


def test_a_file_that_fails_does_not_stop_the_others(corpus: Path, langbridge: Callable[..., Any]) -> None:
    (corpus / "data" / "b.jsonl.gz").write_bytes(b"no gzip")
    called = langbridge("corpus", "convert", "data", "--to", "zh-Hant", "--output", "out")
    assert called.code == 2
    assert "b.jsonl.gz: cannot be unpacked" in called.stderr
    assert (corpus / "out" / "a.jsonl").exists()


def test_columns_glossaries_and_flags(corpus: Path, langbridge: Callable[..., Any]) -> None:
    (corpus / "ours.yaml").write_text(
        "glossary: ours\nconcepts:\n  - id: x\n    zh-Hans: 软件\n    zh-Hant-TW: 軟體程式\n", encoding="utf-8"
    )
    (corpus / "a.jsonl").write_text('{"m":[{"c":"历史里的软件"}],"t":"“头发”"}\n', "utf-8")
    arguments = [
        "a.jsonl",
        "-c",
        "m[].c",
        "-c",
        "t",
        "--to",
        "zh-Hant-TW",
        "--glossary",
        "ours.yaml",
        "--detect",
        "tag",
        "--changes",
        "why",
    ]
    called = langbridge("corpus", "convert", *arguments, "--changes", "why", "--quotes", "keep", "--output", "out")
    assert called.code == 0, called.stderr
    row = json.loads((corpus / "out" / "a.jsonl").read_text("utf-8"))
    assert (row["m"], row["t"], row["tag"]) == ([{"c": "歷史裡的軟體程式"}], "“頭髮”", "zh-Hans")
    assert {"glossary"} < {change["layer"] for change in row["why"]}


def test_exactly_openccs_output(corpus: Path, langbridge: Callable[..., Any]) -> None:
    assert langbridge("corpus", "convert", "data", "--opencc-config", "s2t", "--output", "out").code == 0
    assert "歷史裏的軟件" in (corpus / "out" / "a.jsonl").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["data", "--output", "out"], "one target is needed"),
        (["data", "--to", "zh-Hant", "--opencc-config", "s2t", "--output", "out"], "one target is needed"),
        (["data", "--to", "en", "--output", "out"], "does not translate"),
        (["data", "--to", "zh-Hant", "--output", "data"], "take its place"),
        (["none", "--to", "zh-Hant", "--output", "out"], "no such file or folder"),
        (["data", "--to", "zh-Hant", "-c", "a..b", "--output", "out"], "no path of a field"),
        (["data", "--to", "zh-Hant", "--detect", "x", "--counts", "x", "--output", "out"], "two new columns have one name"),
    ],
)
def test_what_cannot_be_meant(corpus: Path, langbridge: Callable[..., Any], arguments: list[str], told: str) -> None:
    called = langbridge("corpus", "convert", *arguments)
    assert called.code == 2
    assert told in called.stderr
    assert "Traceback" not in called.stderr


@pytest.mark.parametrize(
    ("package", "extra", "arguments"),
    [
        ("pyarrow", "parquet", ["data/a.parquet"]),
        ("zstandard", "zstd", ["data/a.jsonl.zst"]),
        ("fsspec", "remote", ["memory://data"]),
        ("distributed", "dask", ["data/a.jsonl", "--scheduler", "local-cluster"]),
    ],
)
def test_a_package_that_is_missing_is_named(
    corpus: Path, langbridge: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, package: str, extra: str, arguments: list[str]
) -> None:
    for name in ("a.parquet", "a.jsonl.zst"):
        (corpus / "data" / name).write_bytes(b"")

    def missing(name: str) -> object:
        raise ImportError(name)

    monkeypatch.setattr(packages, "import_module", missing)
    called = langbridge("corpus", "convert", *arguments, "--to", "zh-Hant", "--output", "out")
    assert called.code == 2
    assert f'needs {package} (pip install "langbridge[{extra}]")' in called.stderr


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_ends_it_at_once_and_it_goes_on(corpus: Path, jobs: str) -> None:
    with (corpus / "data" / "a.jsonl").open("w", encoding="utf-8") as stream:
        stream.writelines(f'{{"text": "第{number}行里的软件"}}\n' for number in range(60_000))
    call = [*START, "data", "--to", "zh-Hant", "--output", "out", "--jobs", jobs]
    with subprocess.Popen(call, cwd=corpus, start_new_session=True, stderr=subprocess.PIPE, text=True) as job:
        # The first part is there: it is at work.
        while job.poll() is None and not list((corpus / "out").rglob("*.json"))[1:]:
            time.sleep(0.02)
        os.killpg(job.pid, signal.SIGINT)
        told = job.communicate(timeout=60)[1]
    assert job.returncode == 130
    assert "the same command goes on where it stopped" in told
    assert "Traceback" not in told
    assert not (corpus / "out" / "a.jsonl").exists()
    assert not list((corpus / "out").rglob(".langbridge-draft-*"))
    # With two processes the second part may be the first to be done.
    parts = list((corpus / "out").rglob("*.rows"))
    assert parts
    assert all(re.fullmatch('(?:{"text": "第[0-9]+行裡的軟件"}\n)+', part.read_text("utf-8")) for part in parts)


@pytest.mark.skipif(os.name == "nt", reason="needs a terminal of POSIX")
def test_on_a_terminal_there_is_a_progress_bar(corpus: Path) -> None:
    import pty

    ours, theirs = pty.openpty()
    call = [*START, "data", "--to", "zh-Hant", "--output", "out"]
    with subprocess.Popen(call, cwd=corpus, stderr=theirs, env=os.environ | {"TERM": "xterm"}) as job:
        os.close(theirs)
        told = b""
        while True:
            try:
                data = os.read(ours, 4096)
            except OSError:  # the other end is closed
                break
            if not data:
                break
            told += data
    os.close(ours)
    assert job.returncode == 0
    assert b"Converting" in told and b"3 rows, 0 bad" in told
