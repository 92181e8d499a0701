"""The manifest: what is written is read again, whatever else stands in the file."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from langbridge.jobs.manifest import (
    Entry,
    EntryStatus,
    Making,
    Manifest,
    ManifestWriter,
    Stamp,
    alone,
    manifest_path,
    read_manifest,
    stamp_of,
)
from langbridge.values import OutputError, RecordError

MAKING = Making({"typography.quotes": "auto"}, {"opencc": "1"}, "abc")
LONG_AGO = 10**18


def entry(name: str, **more: object) -> Entry:
    return Entry(f"posts/{name}.md", "zh-Hant", f"{name}.md", EntryStatus.DONE, MAKING.id)._replace(**more)  # type: ignore[arg-type]


FULL = entry(
    "全",
    source=Stamp("aa", 1, 2, 3),
    output=Stamp("bb"),
    decisions=Stamp(""),
    source_tag="zh-Hans",
    changes=1,
    glossary=2,
    review=3,
    findings=4,
    untranslated=5,
    escaped=True,
    messages=("odd\nindeed", "\ud800"),
)


@pytest.fixture
def manifest(tmp_path: Path) -> Iterator[Manifest]:
    """A manifest with two entries."""
    made = read_manifest(tmp_path)
    with ManifestWriter(made) as writer:
        writer.add_makings([MAKING, MAKING])
        writer.add(FULL)
        writer.add(entry("b"))
    yield made


def test_what_is_written_is_read_again(tmp_path: Path, manifest: Manifest) -> None:
    read = read_manifest(tmp_path)
    assert read.entries == manifest.entries == {FULL.key: FULL, entry("b").key: entry("b")}
    assert read.makings == {MAKING.id: MAKING}
    assert (read.damaged, read.torn, read.worth_compacting) == (0, False, False)
    assert manifest_path(tmp_path).read_bytes().count(b"\n") == 4


def test_of_two_lines_about_the_same_the_later_counts(tmp_path: Path, manifest: Manifest) -> None:
    with ManifestWriter(manifest) as writer:
        for number in range(200):
            writer.add(entry("b", changes=number))
    read = read_manifest(tmp_path)
    assert read.entries[entry("b").key].changes == 199
    assert read.worth_compacting
    with ManifestWriter(read):
        pass
    assert manifest_path(tmp_path).read_bytes().count(b"\n") == 4
    assert read_manifest(tmp_path).entries == read.entries


def test_each_length_of_a_torn_file_gives_the_lines_before(tmp_path: Path, manifest: Manifest) -> None:
    path = manifest_path(tmp_path)
    data = path.read_bytes()
    for length in range(len(data)):
        path.write_bytes(data[:length])
        read = read_manifest(tmp_path)
        whole = data[:length].count(b"\n")
        # A line without its end may be whole all the same.
        assert max(0, whole - 2) <= len(read.entries) <= max(0, whole - 1)
        assert all(manifest.entries[key] == found for key, found in read.entries.items())
        assert read.damaged == 0
        with ManifestWriter(read) as writer:
            writer.add(entry("c"))
        assert entry("c").key in read_manifest(tmp_path).entries
        assert not read_manifest(tmp_path).torn


@pytest.mark.parametrize(
    "line",
    [
        b"nonsense",
        b"\xff\x00",
        b"[1,2]",
        b"{}",
        b'{"path":1,"target":"zh-Hant","relative":"a","status":"done","making":"x"}',
        b'{"path":"a","target":"zh-Hant","relative":"a","status":"odd","making":"x"}',
        b'{"path":"a","target":"zh-Hant","relative":"a","status":"done","making":"x","changes":-1}',
        b'{"path":"a","target":"zh-Hant","relative":"a","status":"done","making":"x","source":["a",1,2]}',
        b'{"making":{"settings":{},"tool":7,"terms":""}}',
        b"[" * 100_000,
    ],
)
def test_a_line_that_is_none_is_counted_and_the_others_are_read(tmp_path: Path, manifest: Manifest, line: bytes) -> None:
    path = manifest_path(tmp_path)
    path.write_bytes(path.read_bytes() + line + b"\n")
    read = read_manifest(tmp_path)
    assert (read.entries, read.damaged) == (manifest.entries, 1)
    with ManifestWriter(read):
        pass
    assert read_manifest(tmp_path).damaged == 0


def test_a_newer_form_and_a_folder_in_its_place_are_errors(tmp_path: Path) -> None:
    path = manifest_path(tmp_path)
    path.mkdir(parents=True)
    with pytest.raises(RecordError, match="cannot be read"):
        read_manifest(tmp_path)
    path.rmdir()
    path.write_text('{"format":2}\n', encoding="utf-8")
    with pytest.raises(RecordError, match="upgrade langbridge"):
        read_manifest(tmp_path)


def test_what_is_forgotten_is_gone_when_it_is_written_anew(tmp_path: Path, manifest: Manifest) -> None:
    manifest.forget([FULL.key])
    with ManifestWriter(manifest):
        pass
    assert list(read_manifest(tmp_path).entries) == [entry("b").key]


def test_a_project_is_held_by_one_alone(tmp_path: Path) -> None:
    with alone(tmp_path), pytest.raises(OutputError, match="another langbridge"), alone(tmp_path):
        pass
    with alone(tmp_path):
        pass


def test_a_stamp_tells_a_file_by_its_times_once_they_can_be_trusted(tmp_path: Path) -> None:
    path = tmp_path / "a"
    assert stamp_of(path) is None
    path.write_bytes(b"text")
    fresh = stamp_of(path)
    assert fresh is not None
    # Another four bytes, written in the same moment, could leave the same times.
    assert not fresh.matches(path.stat())
    os.utime(path, ns=(LONG_AGO, LONG_AGO))
    settled = stamp_of(path)
    assert settled is not None
    assert settled.sha256 == fresh.sha256
    assert settled.matches(path.stat())
    os.utime(path, ns=(LONG_AGO, time.time_ns()))
    assert not settled.matches(path.stat())


def test_what_was_just_written_is_told_by_its_times_at_once(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"text")
    written = stamp_of(tmp_path / "a", b"text")
    assert written is not None
    assert written.matches((tmp_path / "a").stat())


def test_a_making_is_named_by_what_it_holds() -> None:
    assert Making({"a": "1", "b": "2"}, {}, "").id == Making({"b": "2", "a": "1"}, {}, "").id
    assert len({Making({"a": "1"}, {}, "").id, Making({}, {"a": "1"}, "").id, Making({}, {}, "a").id, Making({}, {}, "").id}) == 4
