"""`langbridge run`: each promise of its documents by a call, in a project of its own."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from langbridge.jobs import read_manifest

Call = Callable[..., Any]

SETTINGS = """\
sources: [posts]
targets: [zh-Hant-TW, zh-Hans-CN]
output: output
glossaries: [terms.yaml]
"""
TERMS = """\
glossary: ours
concepts:
  - id: agent
    zh-Hans: 智能体
    zh-Hant-TW: {agent}
  - id: token
    zh-Hans: 词元
    zh-Hant-TW: 詞元
"""
ARTICLES = {
    "agents.md": "# 智能体\n\n这个智能体的质量很高，里面有很多软件。\n",
    "history.md": "# 历史\n\n美国历史里也没有这样的软件，后面再说。\n",
    "tokens.txt": "词元是模型读到的最小单位，头发不是。\n",
}
posix = pytest.mark.skipif(os.name == "nt", reason="needs POSIX")


@pytest.fixture
def site(folder: Path) -> Path:
    """A project with three articles and two targets."""
    (folder / "posts").mkdir()
    for name, text in ARTICLES.items():
        (folder / "posts" / name).write_text(text, encoding="utf-8")
    (folder / "langbridge.yaml").write_text(SETTINGS, encoding="utf-8")
    write_terms(folder, "智慧體")
    return folder


def write_terms(folder: Path, agent: str) -> None:
    (folder / "terms.yaml").write_text(TERMS.format(agent=agent), encoding="utf-8")


@pytest.fixture
def run(site: Path, langbridge: Call, repository: Path) -> Callable[..., dict[str, Any]]:
    """Run with flags and give the report, which fits its schema."""
    schema = json.loads((repository / "docs" / "schemas" / "run.schema.json").read_text(encoding="utf-8"))

    def call(*flags: str, code: int = 0) -> dict[str, Any]:
        called = langbridge("run", "--report", "report.json", *flags)
        assert called.code == code, called.stderr
        report: dict[str, Any] = json.loads((site / "report.json").read_text(encoding="utf-8"))
        Draft202012Validator(schema).validate(report)
        return report | {"stderr": called.stderr, "stdout": called.stdout}

    return call


def outputs(site: Path) -> dict[str, bytes]:
    """All that stands in the output folder, but for records: they name the state of the glossaries, whatever an article uses of them."""
    folder = site / "output"
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(".json")
    }


def done(report: dict[str, Any]) -> dict[tuple[str, str], tuple[str, ...]]:
    """By article and target: the result, then the reasons."""
    return {(one["path"], one["to_tag"]): (one["result"], *(why["why"] for why in one["why"])) for one in report["articles"]}


def test_a_run_does_everything_and_a_second_one_nothing(site: Path, run: Call) -> None:
    report = run()
    assert report["counts"]["written"] == 6
    assert {why for _, *whys in done(report).values() for why in whys} == {"new"}
    assert (site / "output/zh-Hant-TW/agents.md").read_text(encoding="utf-8") == "# 智慧體\n\n這個智慧體的質量很高，裡面有很多軟體。\n"
    before = {path: path.stat().st_mtime_ns for path in (site / "output").rglob("*")}
    again = run()
    assert again["articles"] == []
    assert again["counts"]["up_to_date"] == 6
    assert {path: path.stat().st_mtime_ns for path in (site / "output").rglob("*")} == before


def test_only_an_article_that_changed_is_done_again(site: Path, run: Call) -> None:
    run()
    (site / "posts/history.md").write_text("# 历史\n\n头发\n", encoding="utf-8")
    report = run()
    assert done(report) == {
        ("posts/history.md", "zh-Hant-TW"): ("written", "source-changed"),
        ("posts/history.md", "zh-Hans-CN"): ("written", "source-changed"),
    }


def test_an_article_that_was_only_touched_is_left_alone(site: Path, run: Call) -> None:
    run()
    os.utime(site / "posts/history.md", ns=(10**18, 10**18))
    assert run()["articles"] == []


def test_a_changed_term_touches_the_articles_that_hold_it(site: Path, run: Call) -> None:
    run()
    write_terms(site, "智慧代理")
    report = run()
    assert done(report) == {("posts/agents.md", "zh-Hant-TW"): ("written", "terms-changed")}
    assert report["articles"][0]["why"][0]["detail"] == "智能体"
    assert report["changed_terms"] == [{"term": "智能体", "articles": ["posts/agents.md"]}]
    assert "the term 智能体 changed: 1 article: posts/agents.md" in report["stderr"]
    assert "智慧代理" in (site / "output/zh-Hant-TW/agents.md").read_text(encoding="utf-8")
    assert run()["articles"] == []


def test_a_new_term_and_one_that_is_gone_touch_the_articles_that_hold_them(site: Path, run: Call) -> None:
    run()
    terms = (site / "terms.yaml").read_text(encoding="utf-8")
    (site / "terms.yaml").write_text(terms.replace("词元", "头发").replace("詞元", "髮絲"), encoding="utf-8")
    report = run()
    assert [(one["path"], one["to_tag"], one["why"][0]["detail"]) for one in report["articles"]] == [
        ("posts/tokens.txt", "zh-Hant-TW", "头发, 词元"),
        ("posts/tokens.txt", "zh-Hans-CN", "头发, 词元"),
    ]


def test_a_term_that_is_escaped_in_an_article_is_found(site: Path, run: Call) -> None:
    (site / "posts/escaped.md").write_text('---\ntitle: "智\\u80fd体"\n---\n\n这里的历史很好。\n', encoding="utf-8")
    run()
    write_terms(site, "智慧代理")
    assert ("posts/escaped.md", "zh-Hant-TW") in done(run())


def test_a_comment_in_a_glossary_changes_nothing(site: Path, run: Call) -> None:
    run()
    with (site / "terms.yaml").open("a", encoding="utf-8") as stream:
        stream.write("# looked at\n")
    assert run()["articles"] == []


def test_what_the_glossaries_said_before_being_lost_everything_is_done_again(site: Path, run: Call) -> None:
    run()
    for path in (site / ".langbridge/terms").iterdir():
        path.unlink()
    write_terms(site, "智慧代理")
    results = [result for result, *_ in done(run()).values()]
    assert sorted(results) == ["unchanged"] * 5 + ["written"]


def test_a_setting_that_changed_is_named(site: Path, run: Call) -> None:
    run()
    (site / "langbridge.yaml").write_text(SETTINGS + "typography: {quotes: keep}\n", encoding="utf-8")
    report = run()
    assert {one["result"] for one in report["articles"]} == {"unchanged"}
    assert {one["why"][0]["detail"] for one in report["articles"]} == {"typography.quotes"}


def test_after_an_upgrade_everything_is_looked_at_again(site: Path, run: Call) -> None:
    run()
    manifest = read_manifest(site)
    (now,) = manifest.makings.values()
    before = replace(now, tool={**now.tool, "opencc": "0.9"})
    manifest.makings = {before.id: before}
    manifest.entries = {key: entry._replace(making=before.id) for key, entry in manifest.entries.items()}
    manifest.compact()
    report = run()
    assert {tuple(one["why"][0].values()) for one in report["articles"]} == {("upgraded", f"opencc 0.9 → {now.tool['opencc']}")}
    assert report["counts"]["unchanged"] == 6


def test_decisions_are_applied(site: Path, run: Call, langbridge: Call) -> None:
    run()
    output = site / "output/zh-Hant-TW/history.md"
    output.write_text(output.read_text(encoding="utf-8").replace("後面再說", "稍後再說"), encoding="utf-8")
    report = run()
    assert done(report) == {("posts/history.md", "zh-Hant-TW"): ("unchanged", "output-edited")}
    assert "稍後再說" in output.read_text(encoding="utf-8")
    (site / "output/.review/zh-Hant-TW/history.md.decisions.jsonl").unlink()
    report = run()
    assert done(report) == {("posts/history.md", "zh-Hant-TW"): ("written", "decisions-changed")}
    assert "後面再說" in output.read_text(encoding="utf-8")


def test_an_output_that_was_removed_is_made_again(site: Path, run: Call) -> None:
    run()
    (site / "output/zh-Hans-CN/tokens.txt").unlink()
    assert done(run()) == {("posts/tokens.txt", "zh-Hans-CN"): ("written", "output-missing")}


def test_an_output_whose_source_is_gone_is_told_and_left(site: Path, run: Call) -> None:
    run()
    (site / "posts/history.md").unlink()
    (site / "posts/agents.md").rename(site / "posts/agenten.md")
    report = run()
    orphans = {(one["output"], one["why"], one["renamed_to"]) for one in report["orphans"]}
    assert orphans == {
        ("output/zh-Hant-TW/history.md", "source-gone", ""),
        ("output/zh-Hans-CN/history.md", "source-gone", ""),
        ("output/zh-Hant-TW/agents.md", "source-gone", "posts/agenten.md"),
        ("output/zh-Hans-CN/agents.md", "source-gone", "posts/agenten.md"),
    }
    assert (site / "output/zh-Hant-TW/history.md").exists()
    (site / "output/zh-Hant-TW/history.md").unlink()
    assert len(run()["orphans"]) == 3


def test_a_target_that_is_none_any_more(site: Path, run: Call) -> None:
    run()
    (site / "langbridge.yaml").write_text(SETTINGS.replace(", zh-Hans-CN", ""), encoding="utf-8")
    report = run()
    assert {one["why"] for one in report["orphans"]} == {"target-gone"}
    assert report["counts"]["up_to_date"] == 3


def test_a_version_that_people_wrote_is_compared_and_never_overwritten(site: Path, run: Call) -> None:
    theirs = site / "output/zh-Hant-TW/history.md"
    theirs.parent.mkdir(parents=True)
    text = "# 歷史\n\n美國歷史裡也沒有這種軟體，後面再說。\n"
    theirs.write_text(text, encoding="utf-8")
    report = run()
    assert done(report)["posts/history.md", "zh-Hant-TW"] == ("compared", "foreign")
    assert "people wrote this version, and it is left as it is; langbridge would write 1 place otherwise" in report["stderr"]
    assert run("--force")["counts"]["compared"] == 1
    assert theirs.read_text(encoding="utf-8") == text
    assert not (site / "output/.review/zh-Hant-TW/history.md.json").exists()
    assert run()["articles"] == []
    theirs.write_text(text.replace("這種", "這樣的"), encoding="utf-8")
    assert "langbridge would write the same" in run()["stderr"]


def test_one_article_that_fails_does_not_stop_the_others(site: Path, run: Call, langbridge: Call) -> None:
    (site / "posts/broken.md").write_bytes("---\ntitle: [\n---\n软件\n".encode())
    report = run(code=2)
    assert report["counts"] == {"written": 6, "unchanged": 0, "incomplete": 0, "compared": 0, "failed": 2, "left": 0, "up_to_date": 0}
    assert "posts/broken.md" in report["stderr"]
    told = langbridge("status", "--format", "json").json
    broken = [(one["state"], one["why"][0]["why"]) for one in told["outputs"] if one["path"] == "posts/broken.md"]
    assert broken == [("failed", "failed-before")] * 2
    (site / "posts/broken.md").write_text("软件\n", encoding="utf-8")
    assert set(done(run()).values()) == {("written", "failed-before")}


def test_fail_fast_stops_at_the_first_failure(site: Path, run: Call) -> None:
    (site / "posts/a.md").write_bytes("---\ntitle: [\n---\n软件\n".encode())
    report = run("--fail-fast", "--jobs", "1", code=2)
    assert report["counts"]["failed"] == 1
    assert report["counts"]["left"] == 7
    assert run(code=2)["counts"]["written"] == 6


@pytest.mark.parametrize("only", ["posts/history.md", "posts/h*", "./posts/../posts/history.md"])
def test_only_some(site: Path, run: Call, only: str) -> None:
    assert {path for path, _ in done(run("--only", only))} == {"posts/history.md"}


def test_only_what_is_there(site: Path, langbridge: Call) -> None:
    called = langbridge("run", "--only", "posts/other.md")
    assert (called.code, called.stderr.count("\n")) == (2, 1)
    assert "--only posts/other.md: this is no article of the project" in called.stderr


def test_force_does_everything_again(site: Path, run: Call) -> None:
    run()
    assert set(done(run("--force")).values()) == {("unchanged", "forced")}


def test_a_dry_run_tells_and_writes_nothing(site: Path, run: Call) -> None:
    report = run("--dry-run")
    assert "convert posts/agents.md to zh-Hant-TW: new" in report["stdout"]
    assert {result for result, *_ in done(report).values()} == {"left"}
    assert sorted(path.name for path in site.iterdir()) == ["langbridge.yaml", "posts", "report.json", "terms.yaml"]


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "init.defaultBranch=main")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def test_since_a_commit(site: Path, run: Call, langbridge: Call) -> None:
    git(site, "init")
    git(site, "add", "posts")
    git(site, "commit", "-m", "all")
    (site / "posts/history.md").write_text("# 头发\n", encoding="utf-8")
    (site / "posts/新.md").write_text("# 软件\n", encoding="utf-8")
    assert {path for path, _ in done(run("--since", "HEAD"))} == {"posts/history.md", "posts/新.md"}
    for wrong in ("nowhere", "--output=/etc/passwd", "HEAD\nHEAD"):
        called = langbridge("run", f"--since={wrong}")
        assert called.code == 2
        assert "has no such commit" in called.stderr


def test_since_without_a_repository(site: Path, langbridge: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(site.parent))
    called = langbridge("run", "--since", "HEAD")
    assert (called.code, "is in no git repository" in called.stderr) == (2, True)


@pytest.mark.parametrize(
    ("settings", "told"),
    [(None, "no langbridge.yaml"), ("targets: [zh-Hant]\n", "names no sources"), ("sources: [posts]\n", "names no targets")],
)
def test_a_run_needs_settings(site: Path, langbridge: Call, settings: str | None, told: str) -> None:
    (site / "langbridge.yaml").unlink()
    if settings is not None:
        (site / "langbridge.yaml").write_text(settings, encoding="utf-8")
    called = langbridge("run")
    assert (called.code, told in called.stderr) == (2, True)


def test_english_is_translated_by_the_engine(site: Path, run: Call) -> None:
    (site / "langbridge.yaml").write_text(SETTINGS.replace("zh-Hans-CN", "en") + "engine: pseudo\n", encoding="utf-8")
    report = run()
    assert done(report)["posts/agents.md", "en"] == ("written", "new")
    assert run()["articles"] == []
    write_terms(site, "智慧代理")
    assert set(done(run())) == {("posts/agents.md", "zh-Hant-TW")}


def test_without_an_engine_segments_are_left_and_a_person_is_needed(site: Path, run: Call) -> None:
    (site / "langbridge.yaml").write_text(SETTINGS.replace("zh-Hant-TW, zh-Hans-CN", "en"), encoding="utf-8")
    assert run(code=1)["counts"]["incomplete"] == 3
    # Nobody is there who could answer this time.
    assert run(code=1)["articles"] == []


def test_an_engine_that_is_not_set_up_fails_its_articles_alone(site: Path, run: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEEPL_AUTH_KEY", raising=False)
    (site / "langbridge.yaml").write_text(SETTINGS.replace("zh-Hans-CN", "en") + "engine: deepl\n", encoding="utf-8")
    counts = run(code=2)["counts"]
    assert (counts["written"], counts["failed"]) == (3, 3)


class TestWhatBecomesOfTheManifest:
    """It saves time; nothing is lost with it."""

    @pytest.mark.parametrize(
        "damage",
        [
            pytest.param(lambda data: data[: len(data) // 2], id="torn"),
            pytest.param(lambda data: data.replace(b'"status":"done"', b'"status":"gone"', 2), id="wrong values"),
            pytest.param(lambda data: data[:200] + b"\x00\xff{" * 20 + data[200:], id="garbage"),
            pytest.param(lambda data: b"", id="emptied"),
            pytest.param(lambda data: b"[]\n1\nnull\n", id="other JSON"),
        ],
    )
    def test_a_damaged_manifest_is_mended_from_what_stands_in_the_outputs(
        self, site: Path, run: Call, damage: Callable[[bytes], bytes]
    ) -> None:
        run()
        edited = site / "output/zh-Hant-TW/history.md"
        edited.write_text(edited.read_text(encoding="utf-8").replace("後面再說", "稍後再說"), encoding="utf-8")
        run()
        before = outputs(site)
        path = site / ".langbridge/manifest.jsonl"
        path.write_bytes(damage(path.read_bytes()))
        report = run()
        assert report["counts"]["written"] == 0
        assert outputs(site) == before
        assert run()["articles"] == []

    def test_lines_that_cannot_be_read_are_told(self, site: Path, run: Call) -> None:
        run()
        with (site / ".langbridge/manifest.jsonl").open("ab") as stream:
            stream.write(b"nonsense\n{}\n")
        assert "manifest.jsonl: 2 lines cannot be read" in run()["stderr"]
        assert "cannot be read" not in run()["stderr"]

    def test_one_of_a_newer_langbridge_is_left_alone(self, site: Path, langbridge: Call) -> None:
        path = site / ".langbridge/manifest.jsonl"
        path.parent.mkdir()
        path.write_text('{"format":99}\n', encoding="utf-8")
        called = langbridge("run")
        assert (called.code, "upgrade langbridge" in called.stderr) == (2, True)
        assert path.read_text(encoding="utf-8") == '{"format":99}\n'

    @posix
    def test_two_runs_do_not_mix(self, site: Path, langbridge: Call) -> None:
        import fcntl

        (site / ".langbridge").mkdir()
        with (site / ".langbridge/lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            called = langbridge("run")
        assert (called.code, "another langbridge is at work" in called.stderr) == (2, True)
        assert not (site / "output").exists()


MOMENTS = 10

KILLED_RUN = """
import os, signal, sys
from langbridge.cli.main import run

seen, moment, own = 0, int(sys.argv.pop()), os.getpid()

def count(event, arguments):
    global seen
    if event in ("open", "os.rename", "os.remove", "os.mkdir") and os.getpid() == own and "report" not in str(arguments):
        seen += 1
        if seen == moment:
            os.kill(own, signal.SIGKILL)

def begin():
    sys.addaudithook(count)

import langbridge.jobs.project_runs, langbridge.jobs.term_changes, multiprocessing.popen_fork
begin()
try:
    run()
finally:
    print(seen)
"""


def run_killed(folder: Path, moment: int) -> int:
    """Run in a process that kills itself with SIGKILL before its n-th operation on files (0: never); gives how many it came to.

    Comes back when its workers, which have its standard output, have ended too.
    """
    command = [sys.executable, "-c", KILLED_RUN, "run", "--jobs", "1", str(moment)]
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert ended.returncode == (-signal.SIGKILL if moment else 0), ended.stderr
    return int(ended.stdout or 0)


@posix
def test_a_run_that_is_killed_at_any_moment_goes_on_where_it_stopped(site: Path, run: Call) -> None:
    (site / "langbridge.yaml").write_text(SETTINGS.replace(", zh-Hans-CN", ""), encoding="utf-8")
    operations = run_killed(site, 0)
    expected = outputs(site)
    assert operations > MOMENTS
    for moment in random.Random(7).sample(range(1, operations + 1), MOMENTS):
        for name in ("output", ".langbridge"):
            shutil.rmtree(site / name, ignore_errors=True)
        run_killed(site, moment)
        there = outputs(site)
        assert {name: data for name, data in expected.items() if name in there} == there, moment
        finished = {line.split('"')[3] for line in lines(site / ".langbridge/manifest.jsonl") if '"done"' in line}
        report = run()
        assert report["counts"]["failed"] == 0
        assert {path for path, _ in done(report)} | finished == {f"posts/{name}" for name in ARTICLES}
        assert not {path for path, _ in done(report)} & finished
        assert outputs(site) == expected, moment
    assert run()["articles"] == []


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


@pytest.fixture
def many(site: Path) -> Path:
    """The project with enough articles that a run of them takes a while, and one that takes long by itself."""
    for number in range(60):
        (site / "posts" / f"{number:03}.md").write_text(ARTICLES["history.md"] * 100, encoding="utf-8")
    (site / "posts/long.md").write_text(ARTICLES["history.md"] * 20_000, encoding="utf-8")
    return site


def start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """langbridge in a process group of its own, as a shell starts it."""
    return subprocess.Popen(
        [sys.executable, "-c", "from langbridge.cli.main import run; run()", *arguments],
        cwd=folder,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )


def wait_until(holds: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    """Wait for what a process is to do."""
    until = time.monotonic() + 120
    while not holds():
        assert process.poll() is None, "it has ended"
        assert time.monotonic() < until, "it does not come"
        time.sleep(0.02)


@posix
def test_ctrl_c_ends_a_run_and_the_next_one_goes_on(many: Path, run: Call) -> None:
    manifest = many / ".langbridge/manifest.jsonl"
    with start(many, "run", "--jobs", "2") as process:
        wait_until(lambda: manifest.exists() and manifest.read_bytes().count(b'"path"') > 3, process)
        os.killpg(process.pid, signal.SIGINT)
        told = process.communicate(timeout=60)[1]
    assert process.returncode == 130, told
    assert "Ctrl-C: langbridge run goes on where this stopped" in told
    assert "Traceback" not in told
    assert not list(many.rglob("*.tmp"))
    finished = manifest.read_bytes().count(b'"path"')
    report = run()
    assert report["counts"]["up_to_date"] == finished
    assert len(report["articles"]) == 128 - finished
    assert report["counts"]["failed"] == 0


@posix
def test_watching_runs_again_whenever_something_changes(site: Path) -> None:
    pytest.importorskip("watchfiles", reason="WATCHFILES IS NOT INSTALLED: --watch is not tested")
    output = site / "output/zh-Hant-TW"

    def says(name: str, text: str) -> Callable[[], bool]:
        return lambda: (output / name).exists() and text in (output / name).read_text(encoding="utf-8")

    with start(site, "run", "--watch") as process:
        wait_until(says("history.md", "歷史"), process)
        (site / "posts/history.md").write_text("# 头发\n", encoding="utf-8")
        wait_until(says("history.md", "頭髮"), process)
        (site / "terms.yaml").write_text("glossary: [", encoding="utf-8")
        (site / "posts/later.md").write_text("# 软件\n", encoding="utf-8")
        write_terms(site, "智慧代理")
        wait_until(says("agents.md", "智慧代理"), process)
        wait_until(says("later.md", "軟體"), process)
        os.killpg(process.pid, signal.SIGINT)
        told = process.communicate(timeout=60)[1]
    assert process.returncode == 0, told
    assert "no longer watching" in told


@pytest.fixture
def small_disk(site: Path) -> Iterator[Path]:
    """The output folder as a file system of its own, of 1 MB."""
    output = site / "output"
    output.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", output], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("NOTHING MAY BE MOUNTED HERE: full disks and read-only folders are not tested")
    try:
        yield output
    finally:
        subprocess.run(["umount", output], check=True)


def test_a_full_disk_fails_what_has_no_room_and_nothing_else(site: Path, small_disk: Path, run: Call) -> None:
    (site / "posts/large.md").write_text(ARTICLES["history.md"] * 5000, encoding="utf-8")
    (site / "posts/next.md").write_text("# 软件\n", encoding="utf-8")
    report = run("--jobs", "1", code=2)
    assert {path for (path, _), (result, *_) in done(report).items() if result == "failed"} == {"posts/large.md"}
    assert "the disk is full: make room, then run again" in report["stderr"]
    assert not list(site.rglob("*.tmp"))
    (site / "posts/large.md").write_text("# 软件\n", encoding="utf-8")
    assert set(done(run()).values()) == {("written", "failed-before")}


def test_an_output_folder_that_may_not_be_written(site: Path, small_disk: Path, run: Call) -> None:
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    report = run(code=2)
    assert report["counts"]["failed"] == 6
    assert "the file system is read-only" in report["stderr"]
    subprocess.run(["mount", "-o", "remount,rw", small_disk], check=True)
    assert set(done(run()).values()) == {("written", "failed-before")}


def test_a_disk_that_has_no_room_for_the_manifest(site: Path, langbridge: Call) -> None:
    state = site / ".langbridge"
    state.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", state], capture_output=True, check=False).returncode:
        pytest.skip("NOTHING MAY BE MOUNTED HERE: full disks are not tested")
    try:
        (state / "other").write_bytes(b"x" * 4096)
        called = langbridge("run")
        assert (called.code, "make room" in called.stderr) == (2, True)
        assert "Traceback" not in called.stderr
        (state / "other").unlink()
    finally:
        subprocess.run(["umount", state], check=True)
    assert langbridge("run").code == 0


@posix
def test_a_file_that_cannot_be_written_whole_fails_its_article_and_is_written_when_there_is_room(site: Path, run: Call) -> None:
    import resource

    (site / "posts/large.md").write_text(ARTICLES["history.md"] * 3000, encoding="utf-8")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
    try:
        report = run(code=2)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert {path for (path, _), (result, *_) in done(report).items() if result == "failed"} == {"posts/large.md"}
    assert not list(site.rglob("*.tmp"))
    assert set(done(run()).values()) == {("written", "failed-before")}
