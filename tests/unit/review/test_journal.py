from __future__ import annotations

import contextlib
import errno
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

import pytest

from langbridge.review.journal import Fate, Finished, Obstacle, SiteFile, finish_interrupted, put, survey
from langbridge.review.record import digest
from langbridge.review.site import journal_path, manifest_path, read_manifest, staging_path
from langbridge.values import HANT_TW, OutputError, RecordError

posix = pytest.mark.skipif(os.name == "nt", reason="needs POSIX")


def site_file(path: str, text: str) -> SiteFile:
    return SiteFile(PurePosixPath(path), text.encode(), f"posts/{path}", HANT_TW)


def the_set(version: str, count: int = 24) -> list[SiteFile]:
    """Files in three folders, each long enough that half of one could be told; from the second version on there is one more."""
    files = [site_file(f"zh-Hant-TW/{number % 3}/{number}.md", f"{version} {number}\n" * 500) for number in range(count)]
    return files + [site_file("zh-Hant-TW/later.md", "later\n")] * (version != "old")


def contents(site: Path) -> dict[str, bytes]:
    """The files of a site without langbridge's own."""
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in site.rglob("*")
        if path.is_file() and ".langbridge" not in path.relative_to(site).parts
    }


def as_contents(files: Sequence[SiteFile]) -> dict[str, bytes]:
    return {str(file.path): file.data for file in files}


def assert_nothing_pending(site: Path) -> None:
    assert not journal_path(site).exists()
    assert not staging_path(site).exists()
    assert {path.name for path in (site / ".langbridge").iterdir()} <= {"lock", "published.json"}


@contextlib.contextmanager
def as_someone_else(folder: Path) -> Iterator[Path]:
    """A site's folder, and a process that is not root's while it is used: root may write everywhere."""
    site = folder / "site"
    site.mkdir()
    was_root = os.geteuid() == 0
    if was_root:
        folder.chmod(0o755)
        os.chown(site, 65534, 65534)
        os.seteuid(65534)
    try:
        yield site
    finally:
        if was_root:
            os.seteuid(0)


class Stopped(BaseException):
    """What stands for the end of a process where a test wants to say when."""


@contextlib.contextmanager
def stopping_after(placed: int) -> Iterator[None]:
    """Stop a set when so many of its files are in place."""
    replace = Path.replace
    left = placed

    def counted(path: Path, to: Path) -> Path:
        nonlocal left
        if path.parent.name == "staged":
            if not left:
                raise Stopped
            left -= 1
        return replace(path, to)

    with pytest.MonkeyPatch.context() as patched, pytest.raises(Stopped):
        patched.setattr(Path, "replace", counted)
        yield


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return tmp_path / "site"


def test_a_set_is_written_and_known_afterwards(site: Path) -> None:
    files = the_set("old")
    assert set(put(site, files).fates.values()) == {Fate.NEW}
    assert contents(site) == as_contents(files)
    assert read_manifest(site) == {file.path: file.published for file in files}
    assert_nothing_pending(site)


def test_a_second_set_writes_only_what_is_different(site: Path) -> None:
    one, two = site_file("zh-Hant/a.md", "a"), site_file("zh-Hant/b.md", "b")
    put(site, [one, two])
    before = (site / "zh-Hant/a.md").stat()
    seen = put(site, [one, site_file("zh-Hant/b.md", "c")])
    assert seen.fates == {one.path: Fate.SAME, two.path: Fate.CHANGED}
    after = (site / "zh-Hant/a.md").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert contents(site) == {"zh-Hant/a.md": b"a", "zh-Hant/b.md": b"c"}


def test_what_an_earlier_set_published_stays_and_stays_known(site: Path) -> None:
    put(site, [site_file("zh-Hant/a.md", "a")])
    put(site, [site_file("zh-Hant/b.md", "b")])
    assert contents(site) == {"zh-Hant/a.md": b"a", "zh-Hant/b.md": b"b"}
    assert [str(path) for path in read_manifest(site)] == ["zh-Hant/a.md", "zh-Hant/b.md"]


def test_the_manifest_is_the_same_bytes_for_the_same_site(site: Path) -> None:
    files = the_set("old")
    put(site, files)
    manifest = manifest_path(site).read_bytes()
    stamp = manifest_path(site).stat().st_ino
    put(site, files[::-1])
    assert manifest_path(site).read_bytes() == manifest
    assert manifest_path(site).stat().st_ino == stamp  # not even written


class TestWhatOthersWrote:
    """Nothing that langbridge did not write is overwritten, and then nothing at all is written."""

    def test_a_file_that_was_there_before(self, site: Path) -> None:
        (site / "zh-Hant").mkdir(parents=True)
        (site / "zh-Hant/a.md").write_text("theirs")
        files = [site_file("zh-Hant/a.md", "a"), site_file("zh-Hant/b.md", "b")]
        seen = put(site, files)
        assert seen.obstacles == {files[0].path: Obstacle.FOREIGN}
        assert contents(site) == {"zh-Hant/a.md": b"theirs"}
        assert not put(site, files, adopt=True).obstacles
        assert contents(site) == as_contents(files)

    def test_a_file_of_ours_that_was_edited(self, site: Path) -> None:
        file = site_file("zh-Hant/a.md", "a")
        put(site, [file])
        (site / "zh-Hant/a.md").write_text("edited")
        changed = [site_file("zh-Hant/a.md", "b"), site_file("zh-Hant/new.md", "n")]
        assert put(site, changed).obstacles == {file.path: Obstacle.EDITED}
        assert contents(site) == {"zh-Hant/a.md": b"edited"}
        assert not put(site, changed, adopt=True).obstacles
        assert contents(site) == as_contents(changed)

    def test_a_file_of_theirs_with_our_text_stays_theirs(self, site: Path) -> None:
        (site / "zh-Hant").mkdir(parents=True)
        (site / "zh-Hant/a.md").write_text("a")
        assert put(site, [site_file("zh-Hant/a.md", "a")]).fates == {PurePosixPath("zh-Hant/a.md"): Fate.SAME}
        assert put(site, [site_file("zh-Hant/a.md", "b")]).obstacles == {PurePosixPath("zh-Hant/a.md"): Obstacle.FOREIGN}
        put(site, [site_file("zh-Hant/a.md", "a")], adopt=True)
        assert put(site, [site_file("zh-Hant/a.md", "b")]).fates == {PurePosixPath("zh-Hant/a.md"): Fate.CHANGED}

    def test_a_file_that_someone_removed_is_written_again(self, site: Path) -> None:
        file = site_file("zh-Hant/a.md", "a")
        put(site, [file])
        (site / "zh-Hant/a.md").unlink()
        assert put(site, [file]).fates == {file.path: Fate.NEW}
        assert contents(site) == {"zh-Hant/a.md": b"a"}

    def test_a_folder_in_the_way_is_not_removed_even_if_adopted(self, site: Path) -> None:
        (site / "zh-Hant/a.md").mkdir(parents=True)
        file = site_file("zh-Hant/a.md", "a")
        assert put(site, [file], adopt=True).obstacles == {file.path: Obstacle.FOLDER}
        assert (site / "zh-Hant/a.md").is_dir()

    def test_permissions_of_a_file_are_kept(self, site: Path) -> None:
        put(site, [site_file("zh-Hant/a.md", "a")])
        (site / "zh-Hant/a.md").chmod(0o640)
        put(site, [site_file("zh-Hant/a.md", "b")])
        assert (site / "zh-Hant/a.md").stat().st_mode & 0o777 == 0o640


@posix
class TestLinks:
    """Nothing is written through a link that leads out of the site."""

    def test_a_folder_that_leads_out(self, site: Path, tmp_path: Path) -> None:
        site.mkdir()
        (tmp_path / "elsewhere").mkdir()
        (site / "zh-Hant").symlink_to(tmp_path / "elsewhere")
        file = site_file("zh-Hant/a.md", "a")
        assert put(site, [file], adopt=True).obstacles == {file.path: Obstacle.OUTSIDE}
        assert not list((tmp_path / "elsewhere").iterdir())

    def test_a_folder_that_leads_elsewhere_in_the_site_is_followed(self, site: Path) -> None:
        (site / "content").mkdir(parents=True)
        (site / "zh-Hant").symlink_to("content")
        put(site, [site_file("zh-Hant/a.md", "a")])
        assert (site / "content/a.md").read_bytes() == b"a"

    def test_two_files_at_one_place(self, site: Path) -> None:
        (site / "content").mkdir(parents=True)
        for name in ("zh-Hant", "zh-Hans"):
            (site / name).symlink_to("content")
        files = [site_file("zh-Hant/a.md", "a"), site_file("zh-Hans/a.md", "b")]
        assert put(site, files, adopt=True).obstacles == {files[1].path: Obstacle.TWICE}
        assert not contents(site)

    def test_a_folder_that_leads_into_langbridges_own(self, site: Path) -> None:
        (site / ".langbridge").mkdir(parents=True)
        (site / "zh-Hant").symlink_to(".langbridge")
        file = site_file("zh-Hant/published.json", "a")
        assert put(site, [file], adopt=True).obstacles == {file.path: Obstacle.OUTSIDE}

    def test_a_link_in_the_files_place_is_replaced_and_what_it_leads_to_is_not(self, site: Path, tmp_path: Path) -> None:
        (tmp_path / "precious.md").write_text("precious")
        (site / "zh-Hant").mkdir(parents=True)
        (site / "zh-Hant/a.md").symlink_to(tmp_path / "precious.md")
        file = site_file("zh-Hant/a.md", "a")
        assert put(site, [file]).obstacles == {file.path: Obstacle.FOREIGN}
        assert not put(site, [file], adopt=True).obstacles
        assert (tmp_path / "precious.md").read_text() == "precious"
        assert not (site / "zh-Hant/a.md").is_symlink()

    def test_langbridges_own_folder_may_be_no_link(self, site: Path, tmp_path: Path) -> None:
        site.mkdir()
        (tmp_path / "elsewhere").mkdir()
        (site / ".langbridge").symlink_to(tmp_path / "elsewhere")
        with pytest.raises(OutputError, match="is a link"):
            put(site, [site_file("zh-Hant/a.md", "a")])
        assert not list((tmp_path / "elsewhere").iterdir())

    def test_the_site_itself_may_be_a_link(self, site: Path, tmp_path: Path) -> None:
        (tmp_path / "real").mkdir()
        site.symlink_to(tmp_path / "real")
        put(site, [site_file("zh-Hant/a.md", "a")])
        assert (tmp_path / "real/zh-Hant/a.md").read_bytes() == b"a"


class TestWhatCannotBeWritten:
    def test_a_full_disk_leaves_the_site_as_it_was(self, site: Path) -> None:
        """The limit on a file's size stands for the disk: the third of four files meets it."""
        resource = pytest.importorskip("resource")
        put(site, the_set("old"))
        before = contents(site)
        files = [*the_set("new")[:2], site_file("zh-Hant/large.md", "x" * 300_000), site_file("zh-Hant/z.md", "z")]
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, limits[1]))
        try:
            with pytest.raises(OutputError, match=r"cannot be published: File too large") as caught:
                put(site, files)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        assert str(caught.value.path).endswith("large.md")
        assert contents(site) == before
        assert_nothing_pending(site)
        assert not put(site, files).obstacles

    @posix
    def test_a_folder_that_may_not_be_written_leaves_the_site_as_it_was(self) -> None:
        with tempfile.TemporaryDirectory() as name, as_someone_else(Path(name)) as site:
            put(site, [site_file("a/1.md", "old"), site_file("b/2.md", "old")])
            (site / "b").chmod(0o555)
            with pytest.raises(OutputError, match="cannot be published") as caught:
                put(site, [site_file("a/1.md", "new"), site_file("b/2.md", "new")])
            assert "you may not write there" in caught.value.remedy
            assert contents(site) == {"a/1.md": b"old", "b/2.md": b"old"}
            assert_nothing_pending(site)
            (site / "b").chmod(0o755)

    @posix
    def test_a_site_that_may_not_be_written(self) -> None:
        with tempfile.TemporaryDirectory() as name, as_someone_else(Path(name)) as site:
            site.chmod(0o555)
            with pytest.raises(OutputError, match="cannot be published") as caught:
                put(site, [site_file("a/1.md", "new")])
            assert "you may not write there" in caught.value.remedy
            assert not list(site.iterdir())
            site.chmod(0o755)

    def test_a_file_where_a_folder_should_be(self, site: Path) -> None:
        site.mkdir()
        (site / "zh-Hant").write_text("a file")
        with pytest.raises(OutputError, match="cannot be published") as caught:
            put(site, [site_file("zh-Hans/b.md", "b"), site_file("zh-Hant/a.md", "a")])
        assert caught.value.remedy.startswith("one of its folders is a file")
        assert contents(site) == {"zh-Hant": b"a file"}
        assert_nothing_pending(site)

    def test_the_site_is_a_file(self, site: Path) -> None:
        site.write_text("a file")
        with pytest.raises(OutputError, match="cannot be published"):
            put(site, [site_file("zh-Hant/a.md", "a")])
        assert site.read_text() == "a file"

    def test_the_last_step_fails_and_the_next_run_goes_on(self, site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """The second rename meets a full disk, as when a folder has to grow."""
        put(site, the_set("old"))
        renames = iter([False, True])
        replace = Path.replace

        def full(path: Path, to: Path) -> Path:
            if path.parent.name == "staged" and next(renames):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return replace(path, to)

        with monkeypatch.context() as patched:
            patched.setattr(Path, "replace", full)
            with pytest.raises(OutputError, match="1 of 25 files are in place; the next publish goes on") as caught:
                put(site, the_set("new"))
        assert "make room" in caught.value.remedy
        finished = finish_interrupted(site)
        assert finished is not None and len(finished.completed) == 25
        assert contents(site) == as_contents(the_set("new"))

    @posix
    def test_a_folder_on_another_disk(self, site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        replace = Path.replace

        def across(path: Path, to: Path) -> Path:
            if path.parent.name == "staged":
                raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
            return replace(path, to)

        monkeypatch.setattr(Path, "replace", across)
        put(site, the_set("old"))
        assert contents(site) == as_contents(the_set("old"))
        assert_nothing_pending(site)


class TestTwoAtOnce:
    def test_the_second_is_told_and_writes_nothing(self, site: Path) -> None:
        put(site, the_set("old"))
        lines = "import sys; from langbridge.review.journal import _locked; from pathlib import Path\n"
        lines += "with _locked(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
        with subprocess.Popen([sys.executable, "-c", lines, site], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
            assert other.stdout is not None
            assert other.stdout.readline().strip() == b"held"
            with pytest.raises(OutputError, match="another langbridge is publishing here"):
                put(site, the_set("new"))
            other.kill()
        assert contents(site) == as_contents(the_set("old"))
        put(site, the_set("new"))  # the lock went with the process
        assert contents(site) == as_contents(the_set("new"))


CHILD = """
import json, os, signal, sys
from pathlib import Path, PurePosixPath
from langbridge.review.journal import SiteFile, finish_interrupted, put
from langbridge.values import HANT_TW

site, last = Path(sys.argv[1]), int(sys.argv[2])
files = [SiteFile(PurePosixPath(path), text.encode(), "", HANT_TW) for path, text in json.load(sys.stdin).items()]
seen = 0

def count(event, arguments):
    global seen
    seen += event in ("open", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.chmod", "fcntl.flock")

def kill(frame, event, argument):
    if seen == last:
        os.kill(os.getpid(), signal.SIGKILL)
    return kill

sys.addaudithook(count)
sys.settrace(kill if last else None)
put(site, files) if files else finish_interrupted(site)
sys.settrace(None)
print(seen)
"""


def run_child(site: Path, files: Sequence[SiteFile], *, killed_at: int = 0) -> subprocess.CompletedProcess[bytes]:
    """Publish files (without any: finish what was begun) in a process that kills itself with SIGKILL in the line after its n-th operation
    on files: when a file is open, say, and nothing is written yet."""
    given = json.dumps({str(file.path): file.data.decode() for file in files}).encode()
    return subprocess.run([sys.executable, "-c", CHILD, site, str(killed_at)], input=given, capture_output=True, check=False)


@pytest.fixture(scope="module")
def operations(tmp_path_factory: pytest.TempPathFactory) -> int:
    """How many operations on files the new set takes."""
    site = tmp_path_factory.mktemp("operations") / "site"
    put(site, the_set("old"))
    ended = run_child(site, the_set("new"))
    assert ended.returncode == 0, ended.stderr
    assert contents(site) == as_contents(the_set("new"))
    return int(ended.stdout)


MOMENTS = 50


@posix
class TestKilled:
    @pytest.mark.parametrize("moment", range(MOMENTS))
    def test_each_file_is_old_or_new_and_the_next_run_finishes_or_undoes_the_set(self, site: Path, operations: int, moment: int) -> None:
        assert operations > 2 * MOMENTS
        chosen = random.Random(4).sample(range(1, operations + 1), MOMENTS)
        old, new = as_contents(the_set("old")), as_contents(the_set("new"))
        put(site, the_set("old"))
        ended = run_child(site, the_set("new"), killed_at=chosen[moment])
        assert ended.returncode == -signal.SIGKILL, ended.stderr
        now = contents(site)
        assert set(old) <= set(now) <= set(new)
        assert all(data in (old.get(path), new[path]) for path, data in now.items())
        begun = journal_path(site).exists()
        if moment % 2:  # what finishes it is killed as well
            run_child(site, (), killed_at=moment)
        finish_interrupted(site)
        assert contents(site) in (old, new)
        assert not begun or contents(site) == new
        assert {str(path): one.sha256 for path, one in read_manifest(site).items()} == {
            path: digest(data) for path, data in contents(site).items()
        }
        assert_nothing_pending(site)
        assert not put(site, the_set("new")).obstacles
        assert contents(site) == new


class TestStopped:
    """What the next run makes of a set that was stopped when some of its files were in place."""

    def test_it_is_finished_first_whatever_is_published_then(self, site: Path) -> None:
        put(site, the_set("old"))
        with stopping_after(7):
            put(site, the_set("new"))
        put(site, [site_file("zh-Hant/other.md", "other")])
        assert contents(site) == as_contents(the_set("new")) | {"zh-Hant/other.md": b"other"}
        assert len(read_manifest(site)) == 26
        assert_nothing_pending(site)

    def test_an_edit_made_in_between_is_kept(self, site: Path) -> None:
        put(site, the_set("old"))
        with stopping_after(7):
            put(site, the_set("new"))
        edited = "zh-Hant-TW/2/20.md"
        (site / edited).write_text("a person's")
        finished = finish_interrupted(site)
        assert finished is not None
        assert finished.left == (PurePosixPath(edited),)
        assert len(finished.completed) == 24
        assert contents(site) == as_contents(the_set("new")) | {edited: b"a person's"}
        assert put(site, the_set("new")).obstacles == {PurePosixPath(edited): Obstacle.EDITED}
        assert_nothing_pending(site)

    def test_a_survey_takes_what_it_wrote_for_ours_and_changes_nothing(self, site: Path) -> None:
        put(site, the_set("old"))
        with stopping_after(7):
            put(site, the_set("new"))
        between = contents(site)
        assert not survey(site, the_set("newer")).obstacles
        assert contents(site) == between
        assert journal_path(site).exists()

    def test_without_a_journal_it_is_thrown_away(self, site: Path) -> None:
        put(site, the_set("old"))
        staging_path(site).mkdir()
        (staging_path(site) / "0").write_text("half of")
        assert finish_interrupted(site) == Finished()
        assert contents(site) == as_contents(the_set("old"))
        assert_nothing_pending(site)

    def test_where_nothing_was_stopped_nothing_happens(self, site: Path) -> None:
        assert finish_interrupted(site) is None
        assert not site.exists()


class TestDamage:
    """What cannot be trusted is an error that names it, and stays as it is."""

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "[]",
            '{"format": 1}',
            '{"format": 1, "files": []}',
            '{"format": 1, "files": {"../a.md": {"sha256": "", "source": "", "target": "en"}}}',
            '{"format": 1, "files": {"/a.md": {"sha256": "", "source": "", "target": "en"}}}',
            '{"format": 1, "files": {".langbridge/a": {"sha256": "", "source": "", "target": "en"}}}',
            '{"format": 1, "files": {"a.md": {"sha256": "", "source": "", "target": "?"}}}',
            "[" * 100_000,
        ],
    )
    def test_a_damaged_manifest(self, site: Path, text: str) -> None:
        manifest_path(site).parent.mkdir(parents=True)
        manifest_path(site).write_text(text)
        with pytest.raises(RecordError, match="damaged") as caught:
            put(site, the_set("new"))
        assert str(caught.value.path) == str(manifest_path(site))
        assert manifest_path(site).read_text() == text
        assert not contents(site)

    def test_a_newer_manifest(self, site: Path) -> None:
        manifest_path(site).parent.mkdir(parents=True)
        manifest_path(site).write_text('{"format": 2, "files": []}')
        with pytest.raises(RecordError, match="format 2") as caught:
            put(site, the_set("new"))
        assert caught.value.remedy == "upgrade langbridge"

    def test_a_journal_that_would_lead_out_of_the_site(self, site: Path, tmp_path: Path) -> None:
        staging_path(site).mkdir(parents=True)
        (staging_path(site) / "0").write_text("evil")
        entry = {"path": "../evil.md", "sha256": digest(b"evil"), "source": "", "target": "en", "previous": None}
        journal_path(site).write_text(json.dumps({"format": 1, "files": [entry]}))
        with pytest.raises(RecordError, match="no path in a site"):
            finish_interrupted(site)
        assert not (tmp_path / "evil.md").exists()

    def test_staged_content_that_is_not_what_the_journal_says(self, site: Path) -> None:
        put(site, the_set("old"))
        with stopping_after(0):
            put(site, the_set("new"))
        (staging_path(site) / "0").write_text("something else")
        with pytest.raises(RecordError, match=r"staged for zh-Hant-TW/0/0\.md"):
            put(site, the_set("new"))
        assert contents(site) == as_contents(the_set("old"))


def test_a_path_that_is_not_utf8(site: Path) -> None:
    file = site_file("zh-Hant/\udcff.md", "a")
    try:
        put(site, [file])
    except OutputError:
        pytest.skip("this file system wants UTF-8")
    assert list(read_manifest(site)) == [file.path]
