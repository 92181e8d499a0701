from __future__ import annotations

import os
import resource
import stat
from pathlib import Path

import pytest

from langbridge.project import write_atomically
from langbridge.values import OutputError


@pytest.mark.parametrize("durable", [False, True])
def test_a_file_is_written_with_its_folders_and_nothing_else(tmp_path: Path, durable: bool) -> None:
    path = tmp_path / "a" / "b" / "article.md"
    write_atomically(path, "軟體".encode(), durable=durable)
    assert path.read_bytes() == "軟體".encode()
    assert [found.name for found in path.parent.iterdir()] == ["article.md"]


def test_a_new_file_has_the_permissions_that_any_new_file_has(tmp_path: Path) -> None:
    (tmp_path / "plain").touch()
    write_atomically(tmp_path / "ours", b"")
    assert (tmp_path / "ours").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_an_existing_file_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "article.md"
    path.write_bytes(b"old")
    path.chmod(0o640)
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_link_is_replaced_and_what_it_leads_to_stays(tmp_path: Path) -> None:
    source, output = tmp_path / "source.md", tmp_path / "output.md"
    source.write_bytes(b"source")
    output.symlink_to(source)
    write_atomically(output, b"output")
    assert (source.read_bytes(), output.read_bytes()) == (b"source", b"output")


def test_the_longest_name_that_the_file_system_takes_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / ("n" * (os.pathconf(tmp_path, "PC_NAME_MAX") - 3) + ".md")
    write_atomically(path, b"x")
    assert path.read_bytes() == b"x"


def test_a_full_disk_leaves_the_old_file_and_no_draft(tmp_path: Path) -> None:
    path = tmp_path / "article.md"
    path.write_bytes(b"old")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))  # stands for the full disk: the same write fails half-way
    try:
        with pytest.raises(OutputError) as caught:
            write_atomically(path, bytes(1000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert caught.value.path == path
    assert "limits" in caught.value.remedy
    assert [(found.name, found.read_bytes()) for found in tmp_path.iterdir()] == [("article.md", b"old")]


def test_ctrl_c_leaves_the_old_file_and_no_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "article.md"
    path.write_bytes(b"old")

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(path, b"new")
    assert [(found.name, found.read_bytes()) for found in tmp_path.iterdir()] == [("article.md", b"old")]


def test_what_stands_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"in the way")
    (tmp_path / "folder.md").mkdir()
    for path, remedy in (
        (tmp_path / "file" / "article.md", "is a file"),
        (tmp_path / "file" / "deep" / "article.md", "is a file"),
        (tmp_path / "folder.md", "a folder stands"),
        (tmp_path / ("長" * 100 + ".md"), "too long"),
    ):
        with pytest.raises(OutputError) as caught:
            write_atomically(path, b"x")
        assert caught.value.path == path
        assert remedy in caught.value.remedy
    assert sorted(found.name for found in tmp_path.iterdir()) == ["file", "folder.md"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "shut"
    folder.mkdir()
    folder.chmod(0o500)
    with pytest.raises(OutputError) as caught:
        write_atomically(folder / "article.md", b"x")
    assert "may not write" in caught.value.remedy
