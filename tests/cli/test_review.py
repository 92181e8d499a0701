"""`langbridge review` from the terminal, as its users have it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator


@pytest.fixture
def post(folder: Path, langbridge: Callable[..., Any]) -> Path:
    """A project with two articles, both converted; one of them has changes in doubt."""
    (folder / "posts").mkdir()
    (folder / "posts/a.md").write_text("# 软件\n\n这个软件的质量很高。\n", encoding="utf-8")
    (folder / "posts/b.md").write_text("# 回复\n\n一个回复用户来信。软件\n", encoding="utf-8")
    (folder / "langbridge.yaml").write_text("sources: [posts]\ntargets: [zh-Hant-TW]\n", encoding="utf-8")
    assert langbridge("convert", "--jobs", "1").code == 0
    return folder


def output(post: Path, name: str) -> str:
    return (post / "output/zh-Hant-TW" / name).read_text(encoding="utf-8")


def listed(langbridge: Callable[..., Any], *arguments: str) -> Any:
    told = langbridge("review", "--list", "--format", "json", *arguments).json
    schema = Path(__file__).parents[2] / "docs/schemas/review-list.schema.json"
    Draft202012Validator(json.loads(schema.read_text(encoding="utf-8"))).validate(told)
    return told


def counts(told: Any) -> dict[str, tuple[int, int]]:
    return {Path(one["output"]).name: (one["undecided"], one["in_doubt"]) for one in told["articles"]}


def test_the_list_has_articles_rules_and_what_is_in_doubt(post: Path, langbridge: Callable[..., Any]) -> None:
    called = langbridge("review", "--list")
    assert called.code == 0
    lines = [re.sub(" {2,}", "  ", line.strip()) for line in called.stdout.splitlines()]
    assert lines[0] == "output  changes  undecided  in doubt  condition"
    assert "output/zh-Hant-TW/b.md  6  6  2" in lines
    assert lines[5] == "回复→回覆  phrase STPhrases:回复  2  1  2"  # what is in doubt comes first
    assert "软件→軟件→軟體  region TWPhrases:軟件  3  2  0" in lines
    assert lines[-3:] == [
        "output/zh-Hant-TW/b.md: 2 changes in doubt",
        "posts/b.md:1:3  # [回复→回覆]  or 回復 回複  phrase STPhrases:回复",
        "posts/b.md:3:3  一个[回复→回覆]用户来信。软件  or 回復 回複  phrase STPhrases:回复",
    ]
    assert "2 outputs: " in called.stderr


def test_the_list_as_json(post: Path, langbridge: Callable[..., Any]) -> None:
    told = listed(langbridge)
    assert [(one["source"], one["output"]) for one in told["articles"]] == [
        (f"posts/{name}", f"output/zh-Hant-TW/{name}") for name in ("a.md", "b.md")
    ]
    assert counts(told)["b.md"] == (6, 2)
    assert [(place["line"], place["column"]) for place in told["articles"][1]["places"]] == [(1, 3), (3, 3)]
    assert [one["articles"] for one in told["rules"] if one["source"] == "软件"] == [2]
    assert told["errors"] == []


def test_the_list_names_a_damaged_record_from_the_project_s_folder(post: Path, langbridge: Callable[..., Any]) -> None:
    (post / "output/.review/zh-Hant-TW/a.md.json").write_text("{", encoding="utf-8")
    called = langbridge("review", "--list", "--format", "json")
    assert called.code == 2
    assert called.json["errors"][0].startswith("output/.review/zh-Hant-TW/a.md.json: the review record is damaged")


def test_the_list_tells_what_is_out_of_step(post: Path, langbridge: Callable[..., Any]) -> None:
    (post / "posts/a.md").write_text("别的", encoding="utf-8")
    (post / "output/zh-Hant-TW/b.md").write_text("手寫", encoding="utf-8")
    assert [one["condition"] for one in listed(langbridge)["articles"]] == [["source-changed"], ["output-changed"]]
    assert "source-changed" in langbridge("review", "--list").stdout


def test_accept_all_changes_no_output_and_leaves_nothing_to_decide(post: Path, langbridge: Callable[..., Any]) -> None:
    before = [output(post, name) for name in ("a.md", "b.md")]
    called = langbridge("review", "--accept-all")
    assert called.code == 0
    assert set(counts(listed(langbridge)).values()) == {(0, 0)}
    assert [output(post, name) for name in ("a.md", "b.md")] == before
    assert langbridge("review", "--accept-all").stderr == "0 changes decided, 0 outputs written\n"


def test_a_rule_is_rejected_in_all_articles_and_the_outputs_are_written_anew(post: Path, langbridge: Callable[..., Any]) -> None:
    called = langbridge("review", "--reject", "软件→軟體")
    assert (called.code, called.stderr) == (0, "3 changes decided, 2 outputs written\n")
    assert output(post, "a.md") == "# 軟件\n\n這個軟件的質量很高。\n"
    assert output(post, "b.md").endswith("軟件\n")
    assert langbridge("convert", "--jobs", "1").code == 0  # decided already on the next run
    assert output(post, "a.md") == "# 軟件\n\n這個軟件的質量很高。\n"
    assert langbridge("review", "--accept", "软件→軟體").stderr == "0 changes decided, 0 outputs written; 3 were decided before and stay\n"
    assert output(post, "a.md") == "# 軟件\n\n這個軟件的質量很高。\n"


def test_a_candidate_is_picked_where_it_is_one(post: Path, langbridge: Callable[..., Any]) -> None:
    called = langbridge("review", "--pick", "回复→回復")
    assert (called.code, called.stderr) == (0, "2 changes decided, 1 output written\n")
    assert output(post, "b.md") == "# 回復\n\n一個回復使用者來信。軟體\n"
    assert counts(listed(langbridge))["b.md"] == (4, 0)
    assert langbridge("review", "--pick", "回复=回複").stderr == "0 changes decided, 0 outputs written; 2 were decided before and stay\n"
    assert langbridge("convert", "--jobs", "1").code == 0  # known on the next run too
    assert output(post, "b.md") == "# 回復\n\n一個回復使用者來信。軟體\n"


def test_what_is_picked_is_not_rejected_with_the_rest(post: Path, langbridge: Callable[..., Any]) -> None:
    assert langbridge("review", "--pick", "回复→回復", "--reject", "phrase", "--accept-all").code == 0
    assert output(post, "b.md").startswith("# 回復")


@pytest.mark.parametrize(
    ("pick", "told"),
    [
        ("回复→回應", "回應 is no candidate for 回复 (pick one of 回覆, 回復, 回複)"),
        ("质量→品質", "no change of 质量 has candidates (langbridge review --list shows those that have)"),
        ("回复", "--pick 回复: this does not say what becomes what (write it like 回复→回復)"),
        ("→回復", "--pick →回復: this does not say what becomes what (write it like 回复→回復)"),
    ],
)
def test_a_pick_that_is_none_is_told(post: Path, langbridge: Callable[..., Any], pick: str, told: str) -> None:
    called = langbridge("review", "--pick", pick, "--accept-all")
    assert (called.code, called.stderr) == (2, f"error: {told}\n")
    assert counts(listed(langbridge))["b.md"] == (6, 2)


def test_rejecting_comes_before_accepting_the_rest(post: Path, langbridge: Callable[..., Any]) -> None:
    assert langbridge("review", "--accept-all", "--reject", "region").code == 0
    assert output(post, "a.md").startswith("# 軟件")
    assert set(counts(listed(langbridge)).values()) == {(0, 0)}


@pytest.mark.parametrize("path", ["posts/a.md", "output/zh-Hant-TW/a.md"])
def test_paths_narrow_it(post: Path, langbridge: Callable[..., Any], path: str) -> None:
    assert langbridge("review", path, "--accept-all").code == 0
    told = counts(listed(langbridge))
    assert (told["a.md"], told["b.md"]) == ((0, 0), (6, 2))
    assert list(counts(listed(langbridge, path))) == ["a.md"]


def test_edits_made_by_hand_become_decisions(post: Path, langbridge: Callable[..., Any]) -> None:
    edited = output(post, "a.md") + "手寫的一行。\n"
    (post / "output/zh-Hant-TW/a.md").write_text(edited, encoding="utf-8")
    called = langbridge("review", "--adopt")
    assert (called.code, called.stderr) == (0, "1 change decided, 1 output written\n")
    assert output(post, "a.md") == edited
    assert listed(langbridge)["articles"][0]["condition"] == []
    assert langbridge("review", "--reject", "软件→軟體").code == 0
    assert output(post, "a.md") == edited.replace("軟體", "軟件")


def test_stale_decisions_are_listed_until_they_are_dropped(post: Path, langbridge: Callable[..., Any]) -> None:
    langbridge("review", "--accept", "phrase")
    (post / "posts/b.md").write_text("别的\n", encoding="utf-8")
    assert langbridge("convert", "--jobs", "1").code == 0
    article = listed(langbridge)["articles"][1]
    assert article["condition"] == ["stale"]
    assert len(article["stale"]) == 2
    assert article["stale"][0].startswith("accept 回复→回覆: ")
    lines = langbridge("review", "--list").stdout.splitlines()
    at = lines.index("output/zh-Hant-TW/b.md: 2 decisions without a place, kept but not in the output")
    assert lines[at + 1].startswith("  accept 回复→回覆: ")
    assert lines[at + 3] == "  decide anew where it matters, then drop them: langbridge review --forget-stale"
    assert langbridge("review", "--forget-stale").code == 0
    assert listed(langbridge)["articles"][1]["condition"] == []


def test_decisions_travel_in_a_file(post: Path, langbridge: Callable[..., Any]) -> None:
    langbridge("review", "--reject", "软件→軟體", "--accept-all")
    wanted = output(post, "a.md"), output(post, "b.md")
    assert langbridge("review", "--export", "decisions.json").stderr == "written to decisions.json\n"
    exported = (post / "decisions.json").read_bytes()
    assert langbridge("review", "--export", "-").output == exported
    for path in (post / "output/.review/zh-Hant-TW").glob("*.decisions.jsonl"):
        path.unlink()
    langbridge("convert", "--jobs", "1")
    assert output(post, "a.md").startswith("# 軟體")
    called = langbridge("review", "--import", "-", stdin=exported)
    assert called.code == 0, called.stderr
    assert (output(post, "a.md"), output(post, "b.md")) == wanted
    assert set(counts(listed(langbridge)).values()) == {(0, 0)}


def test_imported_decisions_that_contradict_are_told_and_left_out(post: Path, langbridge: Callable[..., Any]) -> None:
    langbridge("review", "--accept", "phrase")
    langbridge("review", "--export", "decisions.json")
    for path in (post / "output/.review/zh-Hant-TW").glob("*.decisions.jsonl"):
        path.unlink()
    langbridge("convert", "--jobs", "1")
    langbridge("review", "--reject", "phrase")
    before = output(post, "b.md")
    called = langbridge("review", "--import", "decisions.json")
    assert called.code == 1
    assert "was decided here and stays; the file has accept 回复→回覆" in called.stderr
    assert output(post, "b.md") == before


def test_one_page_to_send(post: Path, langbridge: Callable[..., Any]) -> None:
    assert langbridge("review", "--html", "review.html").code == 0
    page = (post / "review.html").read_text(encoding="utf-8")
    assert "軟體" in page
    assert not re.search(r"(?:src|href)=[\"']?https?:", page)


def test_a_damaged_record_is_named_and_holds_up_no_other(post: Path, langbridge: Callable[..., Any]) -> None:
    record = post / "output/.review/zh-Hant-TW/b.md.json"
    record.write_text("{")
    called = langbridge("review", "--accept-all")
    assert called.code == 2
    assert "error: output/.review/zh-Hant-TW/b.md.json: the review record is damaged" in called.stderr
    assert record.read_text() == "{"
    record_of_a = post / "output/.review/zh-Hant-TW/a.md.decisions.jsonl"
    assert record_of_a.exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--accept", "软体→軟體"], "no change is of the rule 软体→軟體"),
        (["nowhere.md", "--list"], "no output comes from here"),
        (["--to", "zh-Hans", "--list"], "there is no output for zh-Hans"),
        (["--format", "json"], "--format json is for --list"),
        (["--import", "nowhere.json"], "cannot be read"),
        (["--import", "langbridge.yaml"], "langbridge.yaml"),
        (["--export", "posts"], "posts"),
    ],
)
def test_mistakes_in_the_call(post: Path, langbridge: Callable[..., Any], arguments: list[str], message: str) -> None:
    called = langbridge("review", *arguments)
    assert called.code == 2
    assert message in called.stderr
    assert "Traceback" not in called.stderr


def test_without_an_output_there_is_nothing_to_review(folder: Path, langbridge: Callable[..., Any]) -> None:
    called = langbridge("review")
    assert called.code == 2
    assert "there is no output yet (langbridge convert makes some)" in called.stderr


def start(post: Path, *arguments: str) -> subprocess.Popen[str]:
    program = "from langbridge.cli.main import run; run()"
    return subprocess.Popen(
        [sys.executable, "-c", program, "review", *arguments], cwd=post, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def test_the_page_answers_at_the_address_that_is_told_and_ends_by_itself(post: Path) -> None:
    with start(post, "--timeout", "1") as serving:
        assert serving.stdout is not None
        address = serving.stdout.readline().strip()
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/\?token=\S{20,}", address)
        with urllib.request.build_opener(urllib.request.HTTPCookieProcessor()).open(address) as answer:
            assert answer.status == 200
        told = serving.communicate(timeout=60)
        assert serving.returncode == 0, told


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is another thing there")
def test_ctrl_c_ends_the_page_at_once(post: Path) -> None:
    with start(post) as serving:
        assert serving.stdout is not None
        assert serving.stdout.readline().startswith("http://127.0.0.1:")
        serving.send_signal(signal.SIGINT)
        told = serving.communicate(timeout=60)
        assert serving.returncode in (0, 130), told
        assert "Traceback" not in told[1]
