"""Files of every form come out as the same form, bad rows beside them, however they are cut into parts."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from langbridge.jobs.corpora import Added, BatchConverter, Column, CorpusJob, CorpusOutcome, FileStatus, convert_corpus, find_corpus
from langbridge.jobs.corpora import lines as lines_module
from langbridge.values import UsageError

SMALL = 300
"""Parts of some three rows each."""

ROWS = [f'{{"id": {number}.0, "text": "第{number}行里的软件", "e": 1e{number}}}' for number in range(40)]
CONVERTED = [row.replace("里的软件", "裡的軟件") for row in ROWS]


def run(
    sources: Sequence[Path], folder: Path, *, columns: Sequence[str] = ("text",), added: Added | None = None, **options: Any
) -> CorpusOutcome:
    """Convert to `folder/out`, in small parts."""
    job = CorpusJob(
        options.pop("converter", None) or BatchConverter("zh-Hant"),
        str(folder / "out"),
        tuple(map(Column.parse, columns)),
        added or Added(),
        options.pop("part_bytes", SMALL),
    )
    return convert_corpus(job, find_corpus([str(path) for path in sources], job.output), **options)


def pack(suffix: str, data: bytes) -> bytes:
    """Packed in two pieces: files of gzip and zstd may be put one after the other."""
    halves = (data[: len(data) // 2], data[len(data) // 2 :])
    if suffix.endswith(".gz"):
        return b"".join(map(gzip.compress, halves))
    if suffix.endswith(".zst"):
        return b"".join(map(pytest.importorskip("zstandard").compress, halves))
    return data


def unpack(suffix: str, data: bytes) -> bytes:
    if suffix.endswith(".gz"):
        return gzip.decompress(data)
    if suffix.endswith(".zst"):
        return bytes(pytest.importorskip("zstandard").decompress(data))  # reads one frame alone, as many programs do
    return data


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("last", [True, False])
@pytest.mark.parametrize("suffix", [".jsonl", ".jsonl.gz", ".jsonl.zst"])
def test_jsonl_comes_out_row_for_row(tmp_path: Path, suffix: str, ending: str, last: bool) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(pack(suffix, (ending.join(ROWS) + ending * last).encode()))
    outcome = run([path], tmp_path)
    assert unpack(suffix, (tmp_path / "out" / path.name).read_bytes()).decode() == ending.join(CONVERTED) + ending * last
    (file,) = outcome.files
    assert (file.tally.rows, file.tally.converted, file.tally.bad) == (40, 40, 0)
    assert {path.name for path in (tmp_path / "out").iterdir()} == {path.name, ".langbridge-corpus"}


@pytest.mark.parametrize("part_bytes", [1, 7, 50, 100, 10_000])
def test_wherever_a_file_is_cut_no_row_is_lost_or_doubled(tmp_path: Path, part_bytes: int) -> None:
    (tmp_path / "a.jsonl").write_text("\n".join(ROWS[:5]), "utf-8")
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress("\n".join(ROWS[:5]).encode()))
    run([tmp_path / "a.jsonl", tmp_path / "b.jsonl.gz"], tmp_path, part_bytes=part_bytes)
    assert (tmp_path / "out" / "a.jsonl").read_text("utf-8") == "\n".join(CONVERTED[:5])
    assert gzip.decompress((tmp_path / "out" / "b.jsonl.gz").read_bytes()).decode() == "\n".join(CONVERTED[:5])


def test_two_processes_do_what_one_does(tmp_path: Path) -> None:
    for name in ("a.jsonl", "b.jsonl"):
        (tmp_path / name).write_text("\n".join(ROWS), "utf-8")
    outcome = run([tmp_path / "a.jsonl", tmp_path / "b.jsonl"], tmp_path, processes=2)
    assert [file.status for file in outcome.files] == [FileStatus.CONVERTED] * 2
    assert (tmp_path / "out" / "b.jsonl").read_text("utf-8") == "\n".join(CONVERTED)


def test_bad_rows_go_to_a_file_of_their_own_with_their_numbers(tmp_path: Path) -> None:
    rows = [row.encode() for row in ROWS[:12]]
    rows[1] = b"nonsense"
    rows[4] = b'{"id": 1}'
    rows[5] = b""
    rows[6] = b'{"text": "\xff"}'
    rows[8] = b'{"text": "\\ud800"}'
    rows[11] = b'{"text": 5}'
    (tmp_path / "a.jsonl").write_bytes(b"\xef\xbb\xbf" + b"\n".join(rows))
    outcome = run([tmp_path / "a.jsonl"], tmp_path)
    expected = ["", *CONVERTED[:12]]
    kept = [line for number, line in enumerate(expected[1:]) if number not in (1, 4, 6, 8, 11)]
    kept[kept.index(CONVERTED[5])] = ""
    assert (tmp_path / "out" / "a.jsonl").read_text("utf-8") == "\ufeff" + "\n".join(kept) + "\n"
    bad = [json.loads(line) for line in (tmp_path / "out" / "a.jsonl.errors.jsonl").read_text("utf-8").splitlines()]
    assert [(row["row"], row["reason"]) for row in bad] == [
        (2, "it is not JSON: Expecting value at character 1"),
        (5, "it has no field text"),
        (7, "it is not UTF-8 at byte 11"),
        (9, "text: it holds half of a character, U+D800, at character 1"),
        (12, "text is a number, not text"),
    ]
    assert bad[0]["data"] == "nonsense\n"
    assert bad[2]["base64"] == "eyJ0ZXh0IjogIv8ifQo="
    (file,) = outcome.files
    assert (file.tally.rows, file.tally.converted, file.tally.passed_through, file.tally.bad) == (12, 6, 1, 5)


def test_a_row_that_is_too_long_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines_module, "LONGEST_LINE", 200)
    monkeypatch.setattr("langbridge.jobs.corpora.converting.LONGEST_LINE", 200)
    (tmp_path / "a.jsonl").write_text("\n".join([ROWS[0], '{"text": "' + "里" * 1000 + '"}', ROWS[1]]), "utf-8")
    run([tmp_path / "a.jsonl"], tmp_path)
    assert (tmp_path / "out" / "a.jsonl").read_text("utf-8") == f"{CONVERTED[0]}\n{CONVERTED[1]}"
    (bad,) = map(json.loads, (tmp_path / "out" / "a.jsonl.errors.jsonl").read_text("utf-8").splitlines())
    assert bad == {"row": 2, "reason": "it has 3,013 bytes, and a row may have at most 200"}


def test_in_a_text_file_each_line_is_a_text(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("软件里\r\n\n這裡說的是什麼\nEnglish\n头发".encode())
    outcome = run([tmp_path / "a.txt"], tmp_path, part_bytes=10)
    assert (tmp_path / "out" / "a.txt").read_bytes().decode() == "軟件裡\r\n\n這裡說的是什麼\nEnglish\n頭髮"
    assert outcome.tally.passed_through == 3


def test_a_text_file_takes_no_columns(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("软件", "utf-8")
    with pytest.raises(UsageError, match="no columns to add to"):
        run([tmp_path / "a.txt"], tmp_path, added=Added(detect="tag"))


def test_new_columns_say_the_tag_and_the_changes(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text":"头发的软件"}\n{"text":"這裡說的"}\n{"text":null}', "utf-8")
    run([tmp_path / "a.jsonl"], tmp_path, added=Added("tag", "counts", "changes"))
    first, second, third = map(json.loads, (tmp_path / "out" / "a.jsonl").read_text("utf-8").splitlines())
    assert (first["tag"], second["tag"], third["tag"]) == ("zh-Hans", "zh-Hant", "")
    assert first["counts"] == {"changes": len(first["changes"]), "glossary": 0, "review": 0}
    text = "头发的软件"
    for change in reversed(first["changes"]):
        assert text[change["start"] : change["end"]] == change["source"]
        text = text[: change["start"]] + change["target"] + text[change["end"] :]
        assert change["field"] == "text" and change["rule"]
    assert text == first["text"] == "頭髮的軟件"
    assert second["changes"] == third["changes"] == []


def test_a_given_tag_is_not_what_is_detected(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text":"這裡說的"}', "utf-8")
    run([tmp_path / "a.jsonl"], tmp_path, added=Added("tag"), converter=BatchConverter("zh-Hant", source="zh-Hans"))
    assert json.loads((tmp_path / "out" / "a.jsonl").read_text("utf-8"))["tag"] == "zh-Hant"


def test_folders_keep_their_shape_and_other_files_are_left_out(tmp_path: Path) -> None:
    for name in ("data/x/a.jsonl", "data/b.ndjson", "data/.hidden/c.jsonl", "data/readme.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(ROWS[0], "utf-8")
    job = CorpusJob(BatchConverter("zh-Hant"), str(tmp_path / "data" / "out"))
    for expected in ([FileStatus.CONVERTED] * 2, [FileStatus.ALREADY_DONE] * 2):
        files = find_corpus([str(tmp_path / "data")], job.output)
        assert [file.relative for file in files] == ["b.ndjson", "x/a.jsonl"]
        assert [file.status for file in convert_corpus(job, files).files] == expected
    assert (tmp_path / "data" / "out" / "x" / "a.jsonl").read_text("utf-8") == CONVERTED[0]


@pytest.mark.parametrize(
    ("paths", "told"),
    [
        (["none.jsonl"], "there is no such file"),
        (["a.csv"], "no file of a corpus"),
        (["a.jsonl", "x/a.jsonl"], "would both be written"),
        (["x/empty"], "no file of a corpus is there"),
        (["out/a.jsonl"], "take its place"),
    ],
)
def test_sources_that_cannot_be_meant(tmp_path: Path, paths: list[str], told: str) -> None:
    (tmp_path / "x" / "empty").mkdir(parents=True)
    (tmp_path / "out").mkdir()
    for name in ("a.jsonl", "x/a.jsonl", "a.csv", "out/a.jsonl"):
        (tmp_path / name).write_text(ROWS[0], "utf-8")
    with pytest.raises(UsageError, match=told):
        find_corpus([str(tmp_path / path) for path in paths], str(tmp_path / "out"))


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.jsonl.zst"])
def test_a_damaged_file_fails_and_the_others_go_on(tmp_path: Path, name: str) -> None:
    pytest.importorskip("zstandard")
    whole = pack(".jsonl.zst" if name.endswith("zst") else ".jsonl.gz", "\n".join(ROWS).encode())
    (tmp_path / name).write_bytes(whole[:-30])
    (tmp_path / "b.jsonl").write_text(ROWS[0], "utf-8")
    outcome = run([tmp_path / name, tmp_path / "b.jsonl"], tmp_path)
    if name.endswith("gz"):  # a frame of zstd that ends early does not tell
        assert [file.status for file in outcome.files] == [FileStatus.FAILED, FileStatus.CONVERTED]
        assert "cannot be unpacked" in outcome.files[0].message
        assert not (tmp_path / "out" / name).exists()
    assert (tmp_path / "out" / "b.jsonl").read_text("utf-8") == CONVERTED[0]


def test_an_object_store(tmp_path: Path) -> None:
    fsspec = pytest.importorskip("fsspec")
    memory = fsspec.filesystem("memory")
    memory.pipe({"/raw/x/a.jsonl": "\n".join(ROWS).encode(), "/raw/b.jsonl.gz": gzip.compress(b"nonsense\n" + ROWS[0].encode())})
    job = CorpusJob(BatchConverter("zh-Hant"), "memory://made", part_bytes=SMALL)
    for expected in ([FileStatus.CONVERTED] * 2, [FileStatus.ALREADY_DONE] * 2):
        outcome = convert_corpus(job, find_corpus(["memory://raw"], job.output), processes=1)
        assert [file.status for file in outcome.files] == expected
    assert memory.cat("/made/x/a.jsonl").decode() == "\n".join(CONVERTED)
    assert gzip.decompress(memory.cat("/made/b.jsonl.gz")).decode() == CONVERTED[0]
    assert memory.exists("/made/b.jsonl.gz.errors.jsonl")
    assert not [path for path in memory.find("/made") if ".parts/" in path]
