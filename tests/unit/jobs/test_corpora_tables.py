"""Parquet comes out as Parquet: the same schema, metadata, compression and row groups, other columns untouched."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from langbridge.jobs.corpora import Added, BatchConverter, Column, CorpusJob, CorpusOutcome, FileStatus, convert_corpus, find_corpus

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")


def run(folder: Path, *columns: str, added: Added | None = None, part_bytes: int = 500, **options: Any) -> CorpusOutcome:
    job = CorpusJob(
        BatchConverter("zh-Hant"), str(folder / "out"), tuple(map(Column.parse, columns or ("text",))), added or Added(), part_bytes
    )
    return convert_corpus(job, find_corpus([str(folder / "*.parquet")], job.output), **options)


def made(folder: Path, name: str = "a.parquet") -> Any:
    return pq.read_table(folder / "out" / name)


def test_what_is_no_text_stays_as_it_is(tmp_path: Path) -> None:
    table = pa.table(
        {
            "id": pa.array(range(100), pa.uint16()),
            "text": [None if number % 7 == 3 else f"第{number}行里的软件" for number in range(100)],
            "vector": pa.array([[float(number), None] for number in range(100)], pa.list_(pa.float32())),
            "when": pa.array(range(100), pa.timestamp("ms", "Asia/Taipei")),
            "label": pa.array(["软件"] * 100).dictionary_encode(),
        }
    ).replace_schema_metadata({"huggingface": "{}"})
    pq.write_table(
        table, tmp_path / "a.parquet", row_group_size=30, compression={"id": "NONE", "text": "zstd", "vector.list.element": "gzip"}
    )
    outcome = run(tmp_path)
    there = made(tmp_path)
    table = pq.read_table(tmp_path / "a.parquet")
    assert there.schema.equals(table.schema, check_metadata=True)
    assert table.schema.metadata == {b"huggingface": b"{}"}
    assert there.drop_columns("text").equals(table.drop_columns("text"))
    assert there["text"].to_pylist() == [value and value.replace("里的软件", "裡的軟件") for value in table["text"].to_pylist()]
    before, after = (pq.ParquetFile(path).metadata for path in (tmp_path / "a.parquet", tmp_path / "out" / "a.parquet"))
    assert [after.row_group(index).num_rows for index in range(after.num_row_groups)] == [30, 30, 30, 10]
    used = [[meta.row_group(0).column(index).compression for index in range(meta.num_columns)] for meta in (before, after)]
    assert used[0] == used[1]
    assert (outcome.tally.rows, outcome.tally.passed_through) == (100, 14)


@pytest.mark.parametrize("part_bytes", [1, 200, 10_000_000])
@pytest.mark.parametrize("row_group_size", [1, 7, 1000])
def test_wherever_a_table_is_cut_no_row_is_lost_or_doubled(tmp_path: Path, part_bytes: int, row_group_size: int) -> None:
    texts = [f"第{number}行" for number in range(60)]
    pq.write_table(pa.table({"text": texts}), tmp_path / "a.parquet", row_group_size=row_group_size)
    run(tmp_path, part_bytes=part_bytes)
    assert made(tmp_path)["text"].to_pylist() == texts


KINDS = {
    "list of structs": pa.list_(pa.struct([("role", pa.string()), ("content", pa.string())])),
    "large": pa.large_list(pa.struct([("role", pa.string()), ("content", pa.large_string())])),
    "dictionary": pa.list_(pa.struct([("role", pa.string()), ("content", pa.dictionary(pa.int32(), pa.string()))])),
    "view": pa.list_(pa.struct([("role", pa.string()), ("content", pa.string())])),
}


@pytest.mark.parametrize("kind", KINDS)
def test_nested_fields(tmp_path: Path, kind: str) -> None:
    rows = [
        [{"role": "软件", "content": "头发"}, None, {"role": None, "content": None}],
        None,
        [],
        [{"role": "a", "content": "里面的软件"}],
    ] * 5
    pq.write_table(pa.table({"messages": pa.array(rows, KINDS[kind])}), tmp_path / "a.parquet", row_group_size=3)
    run(tmp_path, "messages[].content")
    expected = json.loads(json.dumps(rows, ensure_ascii=False).replace("头发", "頭髮").replace("里面的软件", "裡面的軟件"))
    there = made(tmp_path)
    assert there["messages"].to_pylist() == expected
    assert there.schema.field("messages").type == KINDS[kind]


def test_two_fields_of_one_column(tmp_path: Path) -> None:
    pq.write_table(pa.table({"m": [[{"a": "软件", "b": "头发"}, {"a": "历史", "b": None}]] * 3}), tmp_path / "a.parquet")
    run(tmp_path, "m[].a", "m[].b")
    assert made(tmp_path)["m"].to_pylist() == [[{"a": "軟件", "b": "頭髮"}, {"a": "歷史", "b": None}]] * 3


def test_new_columns(tmp_path: Path) -> None:
    pq.write_table(pa.table({"text": ["头发的软件", "這裡說的", None], "n": [1, 2, 3]}), tmp_path / "a.parquet")
    run(tmp_path, added=Added("tag", "counts", "changes"))
    there = made(tmp_path).to_pydict()
    assert list(there) == ["text", "n", "tag", "counts", "changes"]
    assert there["tag"] == ["zh-Hans", "zh-Hant", ""]
    assert json.loads(there["counts"][0])["changes"] == len(json.loads(there["changes"][0])) > 1
    assert there["changes"][1:] == ["[]", "[]"]


def test_a_text_that_is_not_utf8_is_a_bad_row(tmp_path: Path) -> None:
    array = pa.array(["软件".encode(), b"\xff\xfe", "头发".encode()], pa.binary())
    broken = pa.Array.from_buffers(pa.string(), 3, array.buffers())
    pq.write_table(pa.table({"n": [1, 2, 3], "text": broken}), tmp_path / "a.parquet")
    outcome = run(tmp_path)
    assert made(tmp_path).to_pydict() == {"n": [1, 3], "text": ["軟件", "頭髮"]}
    (bad,) = map(json.loads, (tmp_path / "out" / "a.parquet.errors.jsonl").read_text("utf-8").splitlines())
    assert bad == {"row": 2, "reason": "text is not UTF-8"}
    assert outcome.tally.bad == 1


def test_a_text_that_cannot_be_converted_is_a_bad_row_with_its_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("langbridge.jobs.corpora.texts.LONGEST_PARAGRAPH", 10)
    pq.write_table(pa.table({"text": ["软件", "软件" * 6], "blob": [b"\xff", b"\xfe"]}), tmp_path / "a.parquet")
    run(tmp_path)
    assert made(tmp_path)["text"].to_pylist() == ["軟件"]
    (bad,) = map(json.loads, (tmp_path / "out" / "a.parquet.errors.jsonl").read_text("utf-8").splitlines())
    assert bad["row"] == 2 and "12 characters" in bad["reason"]
    assert bad["data"] == {"text": "软件" * 6, "blob": {"base64": "/g=="}}


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        (["other"], "no column other"),
        (["n"], "int64, and no text"),
        (["n[]"], "no list"),
        (["m.b"], "no field b"),
        (["text.x"], "no field x"),
    ],
)
def test_a_column_that_is_not_there_fails_the_file(tmp_path: Path, columns: list[str], told: str) -> None:
    pq.write_table(pa.table({"text": ["软件"], "n": [1], "m": [{"a": "b"}]}), tmp_path / "a.parquet")
    outcome = run(tmp_path, *columns)
    assert [file.status for file in outcome.files] == [FileStatus.FAILED]
    assert told in outcome.files[0].message


def test_a_new_column_that_is_there_already_fails_the_file(tmp_path: Path) -> None:
    pq.write_table(pa.table({"text": ["软件"], "tag": ["x"]}), tmp_path / "a.parquet")
    assert "a column tag already" in run(tmp_path, added=Added("tag")).files[0].message


def test_what_is_no_parquet_fails_and_an_empty_table_does_not(tmp_path: Path) -> None:
    (tmp_path / "b.parquet").write_bytes(b"PAR1 nothing")
    empty = pa.table({"text": pa.array([], pa.string())})
    pq.write_table(empty, tmp_path / "a.parquet")
    good, bad = run(tmp_path).files
    assert (good.status, bad.status) == (FileStatus.CONVERTED, FileStatus.FAILED)
    assert "cannot be read as Parquet" in bad.message
    assert made(tmp_path).schema == empty.schema
