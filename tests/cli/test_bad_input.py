"""Whatever comes in: no traceback, nothing lost, one line that says where and what to do, exit code 2, and the other articles done."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Call

HAN = "后面美国历史，软件。\n"
CONVERTED = "後面美國歷史，軟件。\n"
PROGRAM = [sys.executable, "-c", "from langbridge.cli.main import run; run()"]

# What it holds, and what is said of it.
BROKEN: dict[str, tuple[bytes, str]] = {
    "yaml.md": ("---\ntitle: '后\nx: [\n---\n".encode(), "yaml.md:4:1: the front matter is not valid YAML"),
    "toml.md": ("+++\ntitle = '后\n+++\n".encode(), "toml.md:3:1: the front matter is not valid TOML"),
    "json.md": ('{"title": "后", }\n'.encode(), "json.md:1:"),
    "open.md": ("---\ntitle: 后\n".encode(), "never closes"),
    "deep-yaml.md": (b"---\ntitle: " + b"[" * 200_000 + b"\n---\n", "nests deeper"),
    "deep-mappings.md": (b"---\ntitle: " + b"{a: " * 200_000 + b"\n---\n", "nests deeper"),
    "deep-toml.md": (b"+++\na = " + b"[" * 200_000 + b"\n+++\n", "nests deeper"),
    "deep-key.md": (b"+++\n[" + b"a." * 100_000 + b"a]\n+++\n", "nests deeper"),
    "deep-json.md": (b'{"title": ' + b"[" * 200_000, "nests deeper"),
    "long-number.md": (b"+++\na = " + b"9" * 10_000 + b"\n+++\n", "too long"),
    "damaged.md": (HAN.encode() * 9 + b"\xe5\xbe" + HAN.encode(), "damaged.md:10: byte 0xe5 at offset"),
    "binary.md": (b"\x00\x01\x02\xff\xfe" * 99, "binary data"),
}

# What is odd but can be converted, and what becomes of it.
ODD: dict[str, tuple[str, str]] = {
    "nul.md": (HAN + "后\0面\n" + HAN, CONVERTED + "後\0面\n" + CONVERTED),
    "marks.md": (HAN + "\x01后面\x02软件\x03\x04\x05后\x05\n", CONVERTED + "\x01後面\x02軟件\x03\x04\x05後\x05\n"),
    "private.md": (HAN + "\U000f0000\U0010ffff\ue000后面\n", CONVERTED + "\U000f0000\U0010ffff\ue000後面\n"),
    "bomb.md": (
        "---\na0: &a0 [后面, x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)) + "---\n" + HAN,
        "---\na0: &a0 [後面, x]\n"
        + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
        + "---\n"
        + CONVERTED,
    ),
    "number.md": ('{"title": "后面", "n": ' + "9" * 10_000 + "}\n\n" + HAN, '{"title": "後面", "n": ' + "9" * 10_000 + "}\n\n" + CONVERTED),
    "fence.md": (HAN + "```\n软件\n", CONVERTED + "```\n软件\n"),
    "shortcode.md": (HAN + '{{< figure title="软件\n' + HAN, CONVERTED + '{{< figure title="软件\n' + CONVERTED),
    "empty.md": ("", ""),
    "crlf.md": (HAN.replace("\n", "\r\n") * 2, CONVERTED.replace("\n", "\r\n") * 2),
    "cr.md": (HAN.replace("\n", "\r") * 2, CONVERTED.replace("\n", "\r") * 2),
    "mixed.md": ("后面\r\n软件\r后面\n软件", "後面\r\n軟件\r後面\n軟件"),
    "mark.md": ("\ufeff" + HAN, "\ufeff" + CONVERTED),
    "new\nline.md": (HAN, CONVERTED),
}


def test_each_broken_article_has_its_line_and_the_others_are_done(folder: Path, langbridge: Call) -> None:
    posts = folder / "posts"
    posts.mkdir()
    for name, (data, _) in BROKEN.items():
        (posts / name).write_bytes(data)
    (posts / "whole.md").write_text(HAN, encoding="utf-8")
    (posts / "gone.md").symlink_to("nowhere")
    called = langbridge("convert", "posts", "--to", "zh-Hant")
    assert called.code == 2
    assert [path.name for path in (folder / "output" / "zh-Hant").iterdir()] == ["whole.md"]
    errors = [line for line in called.stderr.splitlines() if line.startswith("error:")]
    assert len(errors) == len(BROKEN) + 1
    for name, (_, told) in BROKEN.items():
        (line,) = (one for one in errors if f"posts/{name}" in one)
        assert told in line
        assert line.endswith(")"), "it says what to do"


def test_what_is_only_odd_is_converted_around_it(folder: Path, langbridge: Call) -> None:
    posts = folder / "posts"
    posts.mkdir()
    for name, (text, _) in ODD.items():
        (posts / name).write_bytes(text.encode())
    (posts / "loop").symlink_to(".")
    (posts / "up").symlink_to("..")
    called = langbridge("convert", "posts", "--to", "zh-Hant", "--no-glossary")
    assert called.code == 0, called.stderr
    assert {name: (folder / "output" / "zh-Hant" / name).read_bytes().decode() for name in ODD} == {
        name: expected for name, (_, expected) in ODD.items()
    }
    assert "fence.md: line 2: this code fence is not closed" in called.stderr
    assert "shortcode.md: line 2: this shortcode is not closed" in called.stderr


@pytest.mark.parametrize("encoding", ["gb18030", "big5", "utf-16", "utf-16-le", "utf-32"])
def test_other_encodings_are_read_and_told(folder: Path, langbridge: Call, encoding: str) -> None:
    (folder / "post.md").write_bytes(("後面美國歷史，軟體。\r\n" * 9).encode(encoding))
    called = langbridge("convert", "post.md", "--to", "zh-Hans", "--no-glossary")
    assert called.code == 0
    mark = b"\xef\xbb\xbf" if encoding in ("utf-16", "utf-32") else b""
    assert (folder / "output" / "zh-Hans" / "post.md").read_bytes() == mark + ("后面美国历史，软体。\r\n" * 9).encode()
    assert ("which is a guess" in called.stderr) == (not mark)


def test_a_name_that_is_not_utf_8_goes_all_the_way(folder: Path, langbridge: Call) -> None:
    (folder / "posts").mkdir()
    name = os.fsdecode(b"\xff\xfe.md")
    try:
        (folder / "posts" / name).write_text(HAN, encoding="utf-8")
    except OSError:
        pytest.skip("THIS FILE SYSTEM HAS ONLY UTF-8 NAMES: other names are not tested")
    called = langbridge("convert", "posts", "--to", "zh-Hant", "--no-glossary", "--format", "json")
    assert called.json["articles"][0]["path"] == "posts/\\xff\\xfe.md"
    assert (folder / "output" / "zh-Hant" / name).read_text(encoding="utf-8") == CONVERTED
    assert langbridge("convert", "posts", "--to", "zh-Hant", "--no-glossary").code == 0


def test_a_text_that_only_a_strange_encoding_can_hold_is_refused_with_its_place(folder: Path, langbridge: Call) -> None:
    (folder / "post.md").write_bytes(b"a\n+2AA-b")
    for more in ([], ["--stdout"]):
        called = langbridge("convert", "post.md", "--to", "zh-Hant", "--encoding", "utf-7", *more)
        assert called.code == 2
        assert "post.md:2:1: half of a surrogate pair" in called.stderr


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("concepts: " + "[" * 200_000, "g.yaml:1:"),
        ("concepts: [\n", "g.yaml:"),
        ("a: &a [x]\nconcepts: [*a, *a]\n", "g.yaml:"),
        ("\0", "g.yaml:"),
    ],
    ids=["deep", "broken", "aliases", "nul"],
)
def test_a_broken_glossary_stops_the_run_with_its_place(folder: Path, langbridge: Call, text: str, told: str) -> None:
    (folder / "post.md").write_text(HAN, encoding="utf-8")
    (folder / "g.yaml").write_text(text, encoding="utf-8")
    called = langbridge("convert", "post.md", "--to", "zh-Hant", "--glossary", "g.yaml")
    assert called.code == 2
    assert told in called.stderr
    assert not (folder / "output").exists()


@pytest.mark.parametrize("tag", ["", " ", "zh", "en", "zh Hant", "\udcff", "zh-Hant-MO", "🙂", "-", "a" * 5000])
def test_a_target_that_is_none_is_one_line(folder: Path, langbridge: Call, tag: str) -> None:
    (folder / "post.md").write_text(HAN, encoding="utf-8")
    called = langbridge("convert", "post.md", "--to", tag)
    assert called.code == 2
    assert called.stderr.count("\n") == 1
    assert "zh-Hant" in called.stderr


def test_what_an_editor_wrote_is_never_overwritten(folder: Path, langbridge: Call) -> None:
    post, output = folder / "post.md", folder / "output" / "zh-Hant" / "post.md"
    post.write_text(HAN, encoding="utf-8")
    assert langbridge("convert", "post.md", "--to", "zh-Hant").code == 0
    output.write_text("edited\n", encoding="utf-8")
    called = langbridge("convert", "post.md", "--to", "zh-Hant")
    assert (called.code, output.read_text(encoding="utf-8")) == (0, "edited\n")
    assert "of the output" in called.stderr
    output.write_text("edited again\n", encoding="utf-8")
    post.write_text(f"里面，{HAN}", encoding="utf-8")
    called = langbridge("convert", "post.md", "--to", "zh-Hant")
    assert (called.code, output.read_text(encoding="utf-8")) == (2, "edited again\n")
    assert "is not overwritten" in called.stderr


@pytest.mark.parametrize("record", ["", "{}", "[" * 100_000, '{"format": 99}', "\0"])
def test_a_damaged_record_is_told_and_the_output_stays(folder: Path, langbridge: Call, record: str) -> None:
    post, output = folder / "post.md", folder / "output" / "zh-Hant" / "post.md"
    post.write_text(HAN, encoding="utf-8")
    assert langbridge("convert", "post.md", "--to", "zh-Hant").code == 0
    (folder / "output" / ".review" / "zh-Hant" / "post.md.json").write_text(record, encoding="utf-8")
    for text in (HAN, HAN + HAN):
        before = output.read_bytes()
        post.write_text(text, encoding="utf-8")
        called = langbridge("convert", "post.md", "--to", "zh-Hant")
        assert called.code == 2
        assert "post.md.json" in called.stderr
        assert output.read_bytes() == before


def _folder_for_output(path: Path) -> None:
    path.mkdir(parents=True)


def _folder_for_record(path: Path) -> None:
    (path.parents[1] / ".review" / path.parent.name / f"{path.name}.json").mkdir(parents=True)


def _file_for_folder(path: Path) -> None:
    path.parents[1].mkdir(parents=True)
    path.parent.write_text("", encoding="utf-8")


def _link_to_itself(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.symlink_to(path)


def _link_to_source(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.symlink_to(path.parents[2] / "post.md")


@pytest.mark.parametrize("stand", [_folder_for_output, _folder_for_record, _file_for_folder, _link_to_itself, _link_to_source])
def test_what_stands_in_the_way_of_an_output_is_told(folder: Path, langbridge: Call, stand: Callable[[Path], None]) -> None:
    (folder / "post.md").write_text(HAN, encoding="utf-8")
    stand(folder / "output" / "zh-Hant" / "post.md")
    called = langbridge("convert", "post.md", "--to", "zh-Hant", "--to", "zh-Hans")
    assert called.code == 2
    assert called.stderr.count("error: ") == 1
    assert (folder / "post.md").read_text(encoding="utf-8") == HAN
    assert (folder / "output" / "zh-Hans" / "post.md").is_file()


def test_a_file_system_that_cannot_be_written_is_told(folder: Path, langbridge: Call) -> None:
    (folder / "post.md").write_text(HAN, encoding="utf-8")
    if not Path("/proc").is_dir():
        pytest.skip("THERE IS NO /proc: a read-only folder is not tested")
    called = langbridge("convert", "post.md", "--to", "zh-Hant", "--output", "/proc/langbridge")
    assert called.code == 2
    assert "cannot write the file" in called.stderr


def shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command of a shell, in which $langbridge is the program."""
    environ = {**os.environ, "langbridge": " ".join(f"'{one}'" for one in PROGRAM)}
    command = command.replace("$langbridge", environ["langbridge"])
    return subprocess.run(["bash", "-c", command], cwd=folder, env=environ, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.skipif(shutil.which("bash") is None, reason="THERE IS NO bash: closed streams and limits are not tested")
@pytest.mark.parametrize(
    ("command", "code", "told"),
    [
        ("$langbridge convert - --to zh-Hant <&-", 2, "Bad file descriptor"),
        ("$langbridge explain - --to zh-Hant <&-", 2, "Bad file descriptor"),
        ("$langbridge convert post.md --to zh-Hant --stdout >&-", 2, "Bad file descriptor"),
        ("$langbridge convert post.md --to zh-Hant --format json >/dev/full", 2, "No space left"),
        ("$langbridge convert post.md --to zh-Hant 2>/dev/full", 2, ""),
        ("$langbridge convert post.md --to zh-Hant <&- >&- 2>&-", 0, ""),
        ("$langbridge explain long.md --to zh-Hant | head -1 >&2; exit ${PIPESTATUS[0]}", 141, "place"),
        ("ulimit -f 1; $langbridge convert long.md --to zh-Hant", 2, "larger than"),
    ],
)
def test_streams_that_are_closed_full_or_left(folder: Path, langbridge: Call, command: str, code: int, told: str) -> None:
    (folder / "post.md").write_text(HAN, encoding="utf-8")
    (folder / "long.md").write_text(HAN * 3000, encoding="utf-8")
    langbridge("convert", "post.md", "--to", "zh-Hant", "--dry-run")  # so that the cache is there
    done = shell(command, folder)
    assert (done.returncode, "Traceback" in done.stderr) == (code, False), done.stderr
    assert told in done.stderr
    assert not list(folder.rglob("*.tmp"))


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="THIS SYSTEM HAS NO SIGKILL: interrupted runs are not tested")
@pytest.mark.parametrize(("sent", "jobs"), [(signal.SIGINT, 1), (signal.SIGINT, 2), (signal.SIGKILL, 1)])
def test_a_run_that_is_stopped_leaves_whole_files_and_the_next_completes_it(folder: Path, langbridge: Call, sent: int, jobs: int) -> None:
    count = 400
    (folder / "posts").mkdir()
    for number in range(count):
        (folder / "posts" / f"{number}.md").write_text(HAN * 20, encoding="utf-8")
    command = [*PROGRAM, "convert", "posts", "--to", "zh-Hant", "--no-glossary", "--jobs", str(jobs)]
    process = subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True)
    outputs = folder / "output" / "zh-Hant"
    while not (outputs.is_dir() and any(outputs.glob("*.md"))):
        assert process.poll() is None, "it ended before it could be stopped"
    process.send_signal(sent)
    _, told = process.communicate(timeout=60)
    if process.returncode not in (130, -signal.SIGKILL):
        pytest.fail(f"{process.returncode}: {told}")
    assert "Traceback" not in told
    written = list(outputs.glob("*.md"))
    assert 0 < len(written) < count
    assert {path.read_text(encoding="utf-8") for path in written} == {CONVERTED * 20}
    if sent == signal.SIGINT:
        assert not list(folder.rglob("*.tmp"))
    assert langbridge("convert", "posts", "--to", "zh-Hant", "--no-glossary").code == 0
    assert len(list(outputs.glob("*.md"))) == count
    assert not list(folder.rglob("*.pending"))


def cached(cache: Path) -> list[Path]:
    return sorted(path for path in cache.rglob("*") if path.is_file())


def test_a_damaged_cache_is_made_again(folder: Path, langbridge: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = folder / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    (folder / "post.md").write_text(HAN, encoding="utf-8")

    def convert() -> str:
        called = langbridge("convert", "post.md", "--to", "zh-Hant", "--no-glossary", "--stdout")
        assert called.code == 0, called.stderr
        return called.stdout

    assert convert() == CONVERTED
    whole = {path: path.read_bytes() for path in cached(cache)}
    assert whole
    for path, data in {path.suffix: (path, data) for path, data in whole.items()}.values():
        for damaged in (b"", b"[]", data[: len(data) // 2], data[:-9] + b"\0" + data[-8:]):
            path.write_bytes(damaged)
            assert convert() == CONVERTED
            assert {one: one.read_bytes() for one in cached(cache)} == whole
        path.unlink()
        assert convert() == CONVERTED


@pytest.mark.parametrize("name", ["file", "proc", "link"])
def test_a_cache_that_cannot_be_written_is_survived(folder: Path, langbridge: Call, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    cache = Path("/proc/langbridge") if name == "proc" else folder / "cache"
    if name == "file":
        cache.write_text("", encoding="utf-8")
    if name == "link":
        cache.symlink_to(cache)
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    called = langbridge("convert", "-", "--to", "zh-Hant", "--no-glossary", stdin=HAN.encode())
    assert (called.code, called.stdout) == (0, CONVERTED)


@pytest.mark.skipif(shutil.which("bash") is None, reason="THERE IS NO bash: a full disk is not tested")
def test_without_room_for_dictionaries_anywhere_the_error_says_so(folder: Path) -> None:
    (folder / "post.md").write_text(HAN, encoding="utf-8")
    done = shell("ulimit -f 1; XDG_CACHE_HOME=$PWD/cache $langbridge convert post.md --to zh-Hant", folder)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False), done.stderr
    assert "TMPDIR" in done.stderr


def test_two_processes_may_fill_the_cache_at_once(folder: Path, langbridge: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = folder / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    (folder / "post.md").write_text(HAN, encoding="utf-8")
    command = [*PROGRAM, "convert", "post.md", "--to", "zh-Hant", "--to", "zh-Hant-TW", "--no-glossary", "--output"]
    running = [subprocess.Popen([*command, f"output{number}"], cwd=folder, stderr=subprocess.PIPE, text=True) for number in range(3)]
    told = [process.communicate(timeout=60)[1] for process in running]
    assert [process.returncode for process in running] == [0, 0, 0], told
    assert {path.read_text(encoding="utf-8") for path in folder.glob("output*/zh-Hant/post.md")} == {CONVERTED}
    assert {path.name for path in (cache / "langbridge" / "dictionaries").iterdir() if path.name.startswith("new-")} == set()
    whole = {path: path.read_bytes() for path in cached(cache)}
    assert langbridge("convert", "post.md", "--to", "zh-Hant", "--no-glossary").code == 0
    assert {path: path.read_bytes() for path in cached(cache)} == whole
