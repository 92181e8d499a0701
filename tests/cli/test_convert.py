"""`langbridge convert`, each promise of its documents by a call."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from opencc import OpenCC

Call = Callable[..., Any]

TARGETS = ("zh-Hant", "zh-Hant-TW", "zh-Hant-HK", "zh-Hans", "zh-Hans-CN")
SIMPLIFIED = "# 软件\n\n这个软件的质量很高，美国历史里也没有。\n"
TRADITIONAL = "# 軟體\n\n這個軟體的品質很高，美國歷史裡也沒有。\n"
EXPECTED = {
    "zh-Hant": "# 軟件\n\n這個軟件的質量很高，美國歷史裡也沒有。\n",
    "zh-Hant-TW": "# 軟體\n\n這個軟體的質量很高，美國歷史裡也沒有。\n",
    "zh-Hant-HK": "# 軟件\n\n這個軟件的質量很高，美國歷史裏也沒有。\n",
    "zh-Hans": SIMPLIFIED,
    "zh-Hans-CN": SIMPLIFIED,
}
FROM_TRADITIONAL = {
    "zh-Hant": TRADITIONAL,
    "zh-Hant-TW": TRADITIONAL,
    # 軟體, 裡 and 品質 are Taiwan's words, so the region is evident.
    "zh-Hant-HK": "# 軟件\n\n這個軟件的品質很高，美國歷史裏也沒有。\n",
    "zh-Hans": "# 软体\n\n这个软体的品质很高，美国历史里也没有。\n",
    "zh-Hans-CN": "# 软件\n\n这个软件的品质很高，美国历史里也没有。\n",
}


@pytest.fixture
def post(folder: Path) -> Path:
    (folder / "post.md").write_bytes(SIMPLIFIED.encode())
    return folder / "post.md"


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
@pytest.mark.parametrize("link", ["zh-Hant-TW", ".review", ".review/zh-Hant-TW"])
def test_nothing_is_written_through_a_link_out_of_the_project(
    post: Path, langbridge: Call, tmp_path_factory: pytest.TempPathFactory, link: str
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    place = post.parent / "output" / link
    place.parent.mkdir(parents=True)
    place.symlink_to(elsewhere)
    called = langbridge("convert", "post.md", "--to", "zh-Hant-TW")
    assert called.code == 2
    assert f"output/{link}: this is a link that leads out of the project; nothing is read or written through it" in called.stderr
    assert "put a folder or file of its own in its place, or name where it leads with --output" in called.stderr
    assert list(elsewhere.iterdir()) == []
    assert langbridge("convert", "post.md", "--to", "zh-Hant-TW", "--output", str(elsewhere)).code == 0


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_to_another_folder_of_the_project_is_followed(post: Path, langbridge: Call) -> None:
    (post.parent / "hant").mkdir()
    (post.parent / "output").mkdir()
    (post.parent / "output/zh-Hant-TW").symlink_to(post.parent / "hant")
    assert langbridge("convert", "post.md", "--to", "zh-Hant-TW").code == 0
    assert (post.parent / "hant/post.md").exists()


@pytest.mark.parametrize("target", TARGETS)
def test_every_target_from_simplified(folder: Path, langbridge: Call, target: str) -> None:
    assert langbridge("convert", "-", "--to", target, stdin=SIMPLIFIED.encode()).stdout == EXPECTED[target]


@pytest.mark.parametrize("target", TARGETS)
def test_every_target_from_traditional(folder: Path, langbridge: Call, target: str) -> None:
    assert langbridge("convert", "-", "--to", target, stdin=TRADITIONAL.encode()).stdout == FROM_TRADITIONAL[target]


def test_outputs_and_records_stand_where_the_documents_say(post: Path, langbridge: Call) -> None:
    called = langbridge("convert", "post.md", "--to", "zh-Hant", "--to", "zh-Hant-TW", "--output", "site")
    assert called.code == 0
    written = sorted(path.relative_to(post.parent).as_posix() for path in (post.parent / "site").rglob("*") if path.is_file())
    assert written == [
        "site/.review/zh-Hant-TW/post.md.json",
        "site/.review/zh-Hant/post.md.json",
        "site/zh-Hant-TW/post.md",
        "site/zh-Hant/post.md",
    ]
    assert (post.parent / "site/zh-Hant-TW/post.md").read_text(encoding="utf-8") == EXPECTED["zh-Hant-TW"]
    assert post.read_text(encoding="utf-8") == SIMPLIFIED


def test_a_folder_keeps_its_paths_below_the_output(folder: Path, langbridge: Call) -> None:
    (folder / "posts" / "2026").mkdir(parents=True)
    (folder / "posts" / "2026" / "文章.md").write_text(SIMPLIFIED, encoding="utf-8")
    assert langbridge("convert", "posts", "--to", "zh-Hant").code == 0
    assert (folder / "output" / "zh-Hant" / "2026" / "文章.md").is_file()


def test_the_same_target_twice_is_one(post: Path, langbridge: Call) -> None:
    called = langbridge("convert", "post.md", "--to", "zh-TW", "--to", "zh-Hant-TW", "--format", "json")
    assert [one["to_tag"] for one in called.json["articles"]] == ["zh-Hant-TW"]


def test_the_summary_is_a_table_on_standard_error_and_nothing_else_is_written(post: Path, langbridge: Call) -> None:
    called = langbridge("convert", "post.md", "--to", "zh-Hant-TW")
    assert called.output == b""
    header, row, *_ = called.stderr.splitlines()
    assert re.split(r"\s{2,}", header) == ["article", "from", "to", "changes", "terms", "to review", "time"]
    article, source, target, changes, terms, review, _ = re.split(r"\s{2,}", row)
    assert (article, source, target) == ("post.md", "zh-Hans", "zh-Hant-TW")
    assert int(changes) > 5 and (terms, review) == ("0", "0")
    assert "1 output written to output" in called.stderr


def test_columns_stand_under_each_other_beside_wide_names(folder: Path, langbridge: Call) -> None:
    for name in ("简体文章.md", "a.md"):
        (folder / name).write_text(SIMPLIFIED, encoding="utf-8")
    called = langbridge("convert", "简体文章.md", "a.md", "--to", "zh-Hant")
    columns = [sum(2 if ord(char) > 0x2E80 else 1 for char in line[: line.index("zh-Hans ")]) for line in called.stderr.splitlines()[1:3]]
    assert columns[0] == columns[1]


def test_colours_are_for_terminals(post: Path, langbridge: Call) -> None:
    assert "\x1b" not in langbridge("convert", "post.md", "--to", "zh-Hant").stderr


def test_dash_is_standard_input_to_standard_output(folder: Path, langbridge: Call) -> None:
    called = langbridge("convert", "-", "--to", "zh-Hant", stdin="\ufeff后面的软件\r\n没有".encode())
    assert called.output == "\ufeff後面的軟件\r\n沒有".encode()
    assert list(folder.iterdir()) == []


def test_stdout_takes_one_article_and_writes_no_file(post: Path, langbridge: Call) -> None:
    called = langbridge("convert", "post.md", "--to", "zh-Hant-HK", "--stdout")
    assert (called.code, called.stdout) == (0, EXPECTED["zh-Hant-HK"])
    assert [path.name for path in post.parent.iterdir()] == ["post.md"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["post.md", "other.md", "--stdout"],
        ["post.md", "--to", "zh-Hant-TW", "--stdout"],
        [".", "--stdout"],
        ["-", "post.md"],
        ["post.md", "--stdout", "--format", "json"],
    ],
)
def test_standard_output_takes_nothing_else(post: Path, langbridge: Call, arguments: list[str]) -> None:
    called = langbridge("convert", *arguments, "--to", "zh-Hant")
    assert (called.code, called.output) == (2, b"")
    assert called.stderr.startswith("error: ")


def test_from_overrules_detection(folder: Path, langbridge: Call) -> None:
    both = "于是\n".encode()
    assert langbridge("convert", "-", "--to", "zh-Hant", stdin=both).output == both
    assert langbridge("convert", "-", "--to", "zh-Hant", "--from", "zh-Hans", stdin=both).stdout == "於是\n"


def test_taiwan_to_hong_kong_once_the_region_is_given(folder: Path, langbridge: Call) -> None:
    text = "這個軟體還沒有人用。\n".encode()
    detected = langbridge("convert", "-", "--to", "zh-Hant-HK", stdin=text)
    assert detected.output == text
    assert "its region has to be known, and --from tells it" in detected.stderr
    assert langbridge("convert", "-", "--to", "zh-Hant-HK", "--from", "zh-Hant-TW", stdin=text).stdout == "這個軟件還沒有人用。\n"


def test_an_article_in_the_target_script_passes_through_and_the_table_says_so(folder: Path, langbridge: Call) -> None:
    (folder / "post.md").write_text(TRADITIONAL, encoding="utf-8")
    called = langbridge("convert", "post.md", "--to", "zh-Hant")
    assert "passes through" in called.stderr
    assert (folder / "output/zh-Hant/post.md").read_text(encoding="utf-8") == TRADITIONAL


def test_a_mixed_article_is_converted_by_paragraph(folder: Path, langbridge: Call) -> None:
    ours = "這裡說的是網路與硬體的發展，還沒有人說得清楚。\n\n這一段也是臺灣的說法，這個問題很難說清楚。\n\n"
    mixed = ours + "这个问题还没有人说得清楚，我们只能从头开始讲。\n"
    called = langbridge("convert", "-", "--to", "zh-Hant", stdin=mixed.encode())
    assert called.stdout == ours + "這個問題還沒有人說得清楚，我們只能從頭開始講。\n"
    assert "passes through" in called.stderr


def test_other_languages_pass_through_and_the_reason_is_told(folder: Path, langbridge: Call) -> None:
    called = langbridge("convert", "-", "--to", "zh-Hant", stdin=b"Nothing here is Chinese.\n")
    assert (called.code, called.output) == (0, b"Nothing here is Chinese.\n")
    assert "this is en, and only Chinese is converted" in called.stderr


def test_a_dry_run_tells_and_writes_nothing(post: Path, langbridge: Call) -> None:
    called = langbridge("convert", "post.md", "--to", "zh-Hant", "--dry-run")
    assert called.code == 0 and "post.md" in called.stderr and "written" not in called.stderr
    assert [path.name for path in post.parent.iterdir()] == ["post.md"]


def test_json_follows_its_schema_and_is_all_of_standard_output(post: Path, langbridge: Call, repository: Path) -> None:
    (post.parent / "other.md").write_bytes(b"\xff\xfe\xff")
    called = langbridge("convert", "post.md", "other.md", "--to", "zh-Hant-TW", "--encoding", "utf-8", "--format", "json")
    schema = json.loads((repository / "docs/schemas/convert.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(called.json)
    assert (called.code, called.stderr) == (2, "")
    done, failed = called.json["articles"]
    assert (done["path"], done["status"], done["output"]) == ("post.md", "converted", "output/zh-Hant-TW/post.md")
    assert (failed["path"], failed["status"], failed["output"]) == ("other.md", "failed", "")
    assert failed["messages"]


def test_one_article_that_fails_is_named_and_the_others_are_done(post: Path, langbridge: Call) -> None:
    (post.parent / "broken.md").write_text("---\ntitle: [软件\n---\n", encoding="utf-8")
    called = langbridge("convert", ".", "--to", "zh-Hant")
    assert called.code == 2
    assert "error: broken.md:" in called.stderr
    assert (post.parent / "output/zh-Hant/post.md").is_file()
    assert not (post.parent / "output/zh-Hant/broken.md").exists()


@pytest.mark.parametrize("config", ["s2t", "s2tw", "s2twp", "s2hkp"])
def test_opencc_config_gives_opencc_s_own_output(post: Path, langbridge: Call, config: str) -> None:
    post.write_text("美国历史上给出了解决办法，打开支票簿，`软件` 河道里面\n", encoding="utf-8")
    called = langbridge("convert", "post.md", "--opencc-config", config, "--stdout")
    before, code, after = post.read_text(encoding="utf-8").split("`")
    converter = OpenCC(config)
    assert called.stdout == f"{converter.convert(before)}`{code}`{converter.convert(after)}"


def test_opencc_config_goes_to_the_folder_of_the_nearest_tag(post: Path, langbridge: Call) -> None:
    assert langbridge("convert", "post.md", "--opencc-config", "s2twp").code == 0
    assert (post.parent / "output/zh-Hant-TW/post.md").is_file()


def test_a_glossary_decides_unless_it_is_left_out(post: Path, langbridge: Call) -> None:
    (post.parent / "ours.yaml").write_text(
        "glossary: ours\nconcepts:\n  - id: quality\n    zh-Hans-CN: 质量\n    zh-Hant-TW: 品質\n    note: x\n", encoding="utf-8"
    )
    (post.parent / "langbridge.yaml").write_text("glossaries: [ours.yaml]\n", encoding="utf-8")
    call = ("convert", "post.md", "--to", "zh-Hant-TW", "--stdout")
    assert "品質很高" in langbridge(*call).stdout
    assert "質量很高" in langbridge(*call, "--no-glossary").stdout
    (post.parent / "langbridge.yaml").unlink()
    assert "質量很高" in langbridge(*call).stdout
    assert "品質很高" in langbridge(*call, "--glossary", "ours.yaml").stdout


def test_the_later_glossary_wins(post: Path, langbridge: Call) -> None:
    for name, form in (("one", "品質"), ("two", "質素")):
        (post.parent / f"{name}.yaml").write_text(
            f"glossary: {name}\nconcepts:\n  - id: quality\n    zh-Hans: 质量\n    zh-Hant: {form}\n    note: x\n", encoding="utf-8"
        )
    called = langbridge("convert", "post.md", "--to", "zh-Hant", "--stdout", "--glossary", "one.yaml", "--glossary", "two.yaml")
    assert "質素很高" in called.stdout


def test_without_the_guard_opencc_tears_words(post: Path, langbridge: Call) -> None:
    assert "美國歷史" in langbridge("convert", "post.md", "--to", "zh-Hant", "--stdout").stdout
    assert "美國曆史" in langbridge("convert", "post.md", "--to", "zh-Hant", "--stdout", "--no-guard").stdout


def test_targets_with_a_region_have_its_quotes_and_punctuation_unless_they_are_kept(folder: Path, langbridge: Call) -> None:
    text = '他说"这是重点",很好。\n'.encode()
    assert langbridge("convert", "-", "--to", "zh-Hant-TW", stdin=text).stdout == "他說「這是重點」，很好。\n"
    assert langbridge("convert", "-", "--to", "zh-Hant", stdin=text).stdout == '他說"這是重點",很好。\n'
    assert langbridge("convert", "-", "--to", "zh-Hant", "--quotes", "locale", stdin=text).stdout == "他說「這是重點」,很好。\n"
    kept = langbridge("convert", "-", "--to", "zh-Hant-TW", "--quotes", "keep", "--punctuation", "keep", stdin=text)
    assert kept.stdout == '他說"這是重點",很好。\n'


def test_encoding_and_markup_overrule_what_would_be_guessed(folder: Path, langbridge: Call) -> None:
    text = "`软件`\n"
    big5 = "軟體很好\n".encode("big5")
    assert langbridge("convert", "-", "--to", "zh-Hans", "--encoding", "big5", stdin=big5).stdout == "软体很好\n"
    assert langbridge("convert", "-", "--to", "zh-Hant", "--from", "zh-Hans", "--markup", "markdown", stdin=text.encode()).stdout == text
    assert langbridge("convert", "-", "--to", "zh-Hant", "--from", "zh-Hans", "--markup", "text", stdin=text.encode()).stdout == "`軟件`\n"


def test_without_a_path_the_settings_say_what_to_do_and_paths_are_short(project: Path, langbridge: Call) -> None:
    called = langbridge("convert", "--format", "json")
    assert called.code == 0
    articles = called.json["articles"]
    assert {one["to_tag"] for one in articles} == set(TARGETS)
    assert {one["path"] for one in articles} == {path.relative_to(project).as_posix() for path in (project / "seeds").iterdir()}
    assert all((project / one["output"]).is_file() for one in articles)


def test_two_processes_do_what_one_does(project: Path, langbridge: Call) -> None:
    def told(called: Any) -> list[dict[str, object]]:
        return [{key: value for key, value in one.items() if key != "seconds"} for one in called.json["articles"]]

    one = langbridge("convert", "--to", "zh-Hant", "--format", "json", "--jobs", "1")
    assert told(langbridge("convert", "--to", "zh-Hant", "--format", "json", "--jobs", "2")) == told(one)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["post.md"], "no target is named"),
        (["--to", "zh-Hant"], "no article is named"),
        (["post.md", "--to", "en"], "converts between Chinese scripts and does not translate"),
        (["post.md", "--to", "ja"], "one of zh-Hant, zh-Hant-TW"),
        (["post.md", "--to", "traditional"], "no language tag"),
        (["post.md", "--to", "zh-Hant", "--from", "en"], "no Chinese script"),
        (["pots.md", "--to", "zh-Hant"], "did you mean post.md?"),
        (["empty", "--to", "zh-Hant"], "empty: no article is there"),
        (["post.md", "--to", "zh-Hant", "--opencc-config", "s2t"], "stands instead of --to"),
        (["post.md", "--opencc-config", "s2xx"], "s2twp"),
        (["post.md", "--to", "zh-Hant", "--encoding", "gb18O30"], "gb18030"),
        (["", "--to", "zh-Hant"], "one of the paths is empty"),
        ([".", "--to", "zh-Hant", "--output", "."], "the outputs would be among the articles"),
        (["post.md", "--to", "zh-Hant", "--glossary", "none.yaml"], "none.yaml"),
    ],
)
def test_a_mistake_in_the_call_is_one_line_that_helps(post: Path, langbridge: Call, arguments: list[str], told: str) -> None:
    (post.parent / "empty").mkdir()
    called = langbridge("convert", *arguments)
    assert (called.code, called.output) == (2, b"")
    assert called.stderr.startswith("error: ") and called.stderr.count("\n") == 1
    assert told in called.stderr


def test_an_empty_folder_beside_others_is_a_warning(post: Path, langbridge: Call) -> None:
    (post.parent / "empty").mkdir()
    called = langbridge("convert", "empty", "post.md", "--to", "zh-Hant")
    assert called.code == 0
    assert "warning: empty: no article in this folder" in called.stderr


def test_errors_in_the_settings_name_the_file_as_seen_from_here(folder: Path, langbridge: Call) -> None:
    (folder / "langbridge.yaml").write_text("targets: [zh-Hant]\nsoruces: [posts]\n", encoding="utf-8")
    called = langbridge("convert")
    assert called.code == 2
    assert called.stderr.startswith("error: langbridge.yaml:2:1: unknown key: soruces (did you mean sources?)")
