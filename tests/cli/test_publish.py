"""`langbridge publish` as its users have it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator


@pytest.fixture
def post(folder: Path, langbridge: Callable[..., Any]) -> Path:
    """A project with one article that is in no doubt and one that is, both converted."""
    (folder / "posts").mkdir()
    (folder / "posts/safe.md").write_text("# 软件\n\n这个软件的质量很高。\n", encoding="utf-8")
    (folder / "posts/doubtful.md").write_text("# 回复\n\n" + "一个回复用户来信。\n" * 4, encoding="utf-8")
    (folder / "langbridge.yaml").write_text("sources: [posts]\ntargets: [zh-Hant-TW]\n", encoding="utf-8")
    assert langbridge("convert", "--jobs", "1").code == 0
    return folder


def validate(told: Any, repository: Path) -> Any:
    Draft202012Validator(json.loads((repository / "docs/schemas/publish.schema.json").read_text(encoding="utf-8"))).validate(told)
    return told


def test_what_waits_is_told_with_its_places_and_nothing_is_written(post: Path, langbridge: Callable[..., Any]) -> None:
    called = langbridge("publish", "site")
    assert called.code == 1
    assert called.stdout.splitlines() == [
        "output/zh-Hant-TW/doubtful.md: 5 changes wait for a decision (langbridge review, or --allow its rule)",
        "  posts/doubtful.md:1:3  # [回复→回覆]  or 回復 回複  phrase STPhrases:回复",
        "  posts/doubtful.md:3:3  一个[回复→回覆]用户来信。  or 回復 回複  phrase STPhrases:回复",
        "  posts/doubtful.md:4:3  一个[回复→回覆]用户来信。  or 回復 回複  phrase STPhrases:回复",
        "  and 2 more",
    ]
    assert called.stderr == "nothing is published: 1 of 2 outputs waits for a person\n"
    assert not (post / "site").exists()


def test_it_is_published_once_it_is_reviewed(post: Path, langbridge: Callable[..., Any]) -> None:
    assert langbridge("review", "--accept-all").code == 0
    called = langbridge("publish", "site")
    assert (called.code, called.stdout) == (0, "")
    assert called.stderr == "2 files are published in site: 2 new\n"
    assert (post / "site/zh-Hant-TW/safe.md").read_bytes() == (post / "output/zh-Hant-TW/safe.md").read_bytes()
    assert langbridge("publish", "site").stderr == "2 files are published in site: 2 same\n"


def test_paths_in_json_are_the_project_s_however_the_output_folder_is_named(
    post: Path, langbridge: Callable[..., Any], repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (post / "output/.review/zh-Hant-TW/safe.md.json").write_text("{", encoding="utf-8")
    monkeypatch.chdir(post / "posts")
    told = validate(langbridge("publish", "../site", "-o", "../posts/../output", "--format", "json").json, repository)
    assert [one["output"] for one in told["files"]] == ["output/zh-Hant-TW/doubtful.md", "output/zh-Hant-TW/safe.md"]
    [damaged] = [wait["message"] for one in told["files"] for wait in one["waits"] if wait["reason"] == "record-damaged"]
    assert damaged.startswith("output/.review/zh-Hant-TW/safe.md.json:")
    listed = langbridge("review", "-o", "../posts/../output", "--list", "--format", "json").json
    assert [one["output"] for one in listed["articles"]] == ["output/zh-Hant-TW/doubtful.md"]
    assert listed["errors"][0].startswith("output/.review/zh-Hant-TW/safe.md.json:")


def test_from_a_folder_below_the_project(post: Path, langbridge: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(post / "posts")
    called = langbridge("publish", "../site", "safe.md")
    assert called.stderr == "1 file is published in ../site: 1 new\n"
    assert langbridge("publish", "../site").stdout.startswith("../output/zh-Hant-TW/doubtful.md: 5 changes")


@pytest.mark.parametrize("allowed", ["phrase", "STPhrases:回复", "回复→回覆", "回复=回覆"])
def test_a_rule_may_be_allowed_by_flag_or_settings(post: Path, langbridge: Callable[..., Any], allowed: str) -> None:
    assert langbridge("publish", "one", "--allow", allowed).code == 0
    with (post / "langbridge.yaml").open("a", encoding="utf-8") as settings:
        settings.write(f"publish:\n  allow: ['{allowed}']\n")
    assert langbridge("publish", "two").code == 0


def test_the_policy_of_the_settings(post: Path, langbridge: Callable[..., Any]) -> None:
    settings = (post / "langbridge.yaml").read_text(encoding="utf-8")
    (post / "langbridge.yaml").write_text(settings + "publish: {unreviewed: nothing}\n", encoding="utf-8")
    assert "2 of 2 outputs wait" in langbridge("publish", "site").stderr
    (post / "langbridge.yaml").write_text(settings + "publish: {unreviewed: all}\n", encoding="utf-8")
    assert langbridge("publish", "site").code == 0


def test_json_is_complete_whether_something_waits_or_not(post: Path, langbridge: Callable[..., Any], repository: Path) -> None:
    called = langbridge("publish", "site", "--format", "json")
    told = validate(called.json, repository)
    assert called.code == 1
    assert (told["written"], told["folder"]) == (False, "site")
    waiting, ready = told["files"]
    assert [len(wait["places"]) for wait in waiting["waits"]] == [5]  # all of them
    assert (ready["path"], ready["fate"], ready["waits"]) == ("zh-Hant-TW/safe.md", "new", [])
    langbridge("review", "--accept-all")
    told = validate(langbridge("publish", "site", "--format", "json").json, repository)
    assert told["written"]
    assert [one["fate"] for one in told["files"]] == ["new", "new"]


def test_a_dry_run_tells_and_writes_nothing(post: Path, langbridge: Callable[..., Any]) -> None:
    called = langbridge("publish", "site", "posts/safe.md", "--dry-run")
    assert (called.code, called.stderr) == (0, "1 file would be published in site: 1 new\n")
    assert not (post / "site").exists()


def test_what_others_wrote_is_kept_until_it_is_adopted(post: Path, langbridge: Callable[..., Any]) -> None:
    (post / "site/zh-Hant-TW").mkdir(parents=True)
    (post / "site/zh-Hant-TW/safe.md").write_text("theirs")
    called = langbridge("publish", "site", "posts/safe.md")
    assert called.code == 1
    assert "a file stands in the site that langbridge did not write (move it away, or overwrite it with --adopt)" in called.stdout
    assert (post / "site/zh-Hant-TW/safe.md").read_text() == "theirs"
    assert langbridge("publish", "site", "posts/safe.md", "--adopt").code == 0


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_nothing_is_read_or_written_through_a_link_out_of_the_project(
    post: Path, langbridge: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "zh-Hant-TW"
    (post / "output/zh-Hant-TW").rename(elsewhere)
    (post / "output/zh-Hant-TW").symlink_to(elsewhere)
    before = {path.name: path.read_bytes() for path in elsewhere.iterdir()}
    told = "output/zh-Hant-TW: this is a link that leads out of the project"
    called = langbridge("publish", "site", "--allow", "phrase")
    assert (called.code, called.stdout.count(told)) == (1, 2)
    assert not (post / "site").exists()
    called = langbridge("review", "--reject", "软件→軟體")
    assert called.code == 2
    called = langbridge("review", "--accept-all")
    assert (called.code, called.stderr.count(told)) == (2, 2)
    assert {path.name: path.read_bytes() for path in elsewhere.iterdir()} == before
    assert not list((post / "output/.review").rglob("*.decisions.jsonl"))


def test_what_comes_from_no_output_any_more_is_told(post: Path, langbridge: Callable[..., Any]) -> None:
    langbridge("publish", "site", "--allow", "phrase")
    for path in ("posts/doubtful.md", "output/zh-Hant-TW/doubtful.md", "output/.review/zh-Hant-TW/doubtful.md.json"):
        (post / path).unlink()
    called = langbridge("publish", "site")
    assert called.code == 0
    assert "site/zh-Hant-TW/doubtful.md: published earlier from posts/doubtful.md, comes from no output any more" in called.stderr
    assert (post / "site/zh-Hant-TW/doubtful.md").exists()


def test_a_stopped_publish_is_finished_first(post: Path, langbridge: Callable[..., Any]) -> None:
    langbridge("publish", "site", "posts/safe.md")
    (post / "site/.langbridge/staged").mkdir()
    (post / "site/.langbridge/staged/0").write_text("half")
    called = langbridge("publish", "site", "posts/safe.md")
    assert called.stderr.startswith("an earlier publish was stopped before it had changed anything; it was cleared away\n")
    assert not (post / "site/.langbridge/staged").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["output/x"], "in the output folder"),
        (["site", "nowhere.md"], "no output comes from here or lies here"),
        (["site", "--to", "zh-Hans"], "there is no output for zh-Hans"),
        (["site", "--to", "klingon?"], "is not a language tag"),
        (["langbridge.yaml", "posts/safe.md"], "cannot be published: "),
    ],
)
def test_mistakes_in_the_call(post: Path, langbridge: Callable[..., Any], arguments: list[str], message: str) -> None:
    called = langbridge("publish", *arguments)
    assert called.code == 2
    assert message in called.stderr
    assert "Traceback" not in called.stderr


def test_control_characters_of_an_article_do_not_reach_the_terminal(folder: Path, langbridge: Callable[..., Any]) -> None:
    (folder / "post.md").write_text("一个\x1b[31m回复\x07用户\n", encoding="utf-8")
    langbridge("convert", "post.md", "--to", "zh-Hant-TW")
    called = langbridge("publish", "site")
    assert "回复→回覆" in called.stdout
    assert "\x1b" not in called.stdout
    assert "\\x1b[31m[回复→回覆]\\x07用户" in called.stdout


KILLED = """
import os, signal, sys

last, seen = int(sys.argv.pop(1)), 0

def count(event, arguments):
    global seen
    if event in ("open", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.chmod") and "/site/" in f"{arguments[0]}/":
        seen += 1
        if seen == last:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(count)
from langbridge.cli.main import run
try:
    run()
finally:
    print(seen)
"""


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX")
def test_killed_at_any_moment_the_next_publish_leaves_the_whole_set(post: Path, langbridge: Callable[..., Any]) -> None:
    """The whole command; tests/unit/review/test_journal.py has more moments."""

    def publish(killed_at: int = 0) -> subprocess.CompletedProcess[str]:
        arguments = [sys.executable, "-c", KILLED, str(killed_at), "publish", str(post / "site")]
        return subprocess.run(arguments, cwd=post, capture_output=True, text=True, check=False)

    def contents() -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in (post / "site/zh-Hant-TW").iterdir()}

    langbridge("review", "--accept-all")
    assert langbridge("publish", "site").code == 0
    old = contents()
    for path in (post / "output/.review/zh-Hant-TW").glob("*.decisions.jsonl"):
        path.unlink()
    langbridge("convert", "--jobs", "1")
    langbridge("review", "--reject", "软件→軟體", "--reject", "phrase", "--accept-all")
    shutil.copytree(post / "site", post / "before")
    ended = publish()
    assert ended.returncode == 0, ended.stderr
    new = contents()
    assert all(old[name] != new[name] for name in old)
    operations = int(ended.stdout)
    assert operations > 10
    for moment in range(1, operations + 1, operations // 6):
        shutil.rmtree(post / "site")
        shutil.copytree(post / "before", post / "site")
        assert publish(moment).returncode == -signal.SIGKILL
        assert all(data in (old[name], new[name]) for name, data in contents().items())
        assert langbridge("publish", "site").code == 0
        assert contents() == new
