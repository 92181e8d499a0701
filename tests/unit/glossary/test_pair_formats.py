"""Glossaries as OpenCC and DeepL have them: pairs in one direction, and a word about what they leave out."""

from __future__ import annotations

import json
from pathlib import Path

import opencc
import pytest

from langbridge.glossary import Direction, GlossaryForm, Termbase, export_glossaries, import_glossary, parse_yaml, read_yaml
from langbridge.values import ENGLISH, HANS_CN, HANT_TW, GlossaryError, UsageError

TO_TAIWAN = Direction(HANS_CN, HANT_TW)
TO_ENGLISH = Direction(HANS_CN, ENGLISH)
GLOSSARY = parse_yaml(
    """\
glossary: ai
concepts:
  - {id: software, note: seen, zh-Hans-CN: 软件, zh-Hant-TW: 軟體, en: software}
  - {id: agent, zh-Hans-CN: [智能体, AI智能体], zh-Hant-TW: AI 代理, en: "agent, AI"}
  - {id: reasoning, domain: ai, zh-Hans-CN: 推理, zh-Hant-TW: 推理, en: reasoning, ambiguous: [推理]}
  - {id: inference, zh-Hans-CN: 推理, zh-Hant-TW: 推論, en: inference}
  - {id: through, zh-Hans-CN: 通过, zh-Hant-TW: 透過, ambiguous: [通过]}
  - {id: old, zh-Hans-CN: {form: 电邮, status: deprecated}, zh-Hant-TW: 電子郵件}
  - {id: hash, zh-Hans-CN: '#标签', zh-Hant-TW: 主題標籤}
  - {id: openai, status: do-not-translate, en: OpenAI}
  - {id: japanese, ja: 推論, en: inference of others}
""",
    Path("ai.yaml"),
)


def converted(config: Path, text: str) -> str:
    return str(opencc.OpenCC(str(config)).convert(text))


def targets(path: Path, direction: Direction) -> dict[str, tuple[str, ...]]:
    """What each form of a glossary may become."""
    entries = Termbase.load([path]).entries(direction.source, direction.target)
    return {form: entry.candidates or (entry.target,) for form, entry in entries.items()}


def test_opencc_reads_the_text_dictionary(tmp_path: Path) -> None:
    exported = export_glossaries([GLOSSARY], GlossaryForm.OPENCC, TO_TAIWAN)
    assert "推理\t推理 推論\n" in exported.text
    (tmp_path / "ours.txt").write_text(exported.text, encoding="utf-8")
    dictionary = {"type": "text", "file": str(tmp_path / "ours.txt")}
    config = tmp_path / "ours.json"
    config.write_text(
        json.dumps({"name": "ours", "segmentation": {"type": "mmseg", "dict": dictionary}, "conversion_chain": [{"dict": dictionary}]})
    )
    assert converted(config, "通过软件推理，OpenAI 的电邮") == "透過軟體推理，OpenAI 的電子郵件"


def test_opencc_runs_the_configuration(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "ours.json"
    config.write_text(export_glossaries([GLOSSARY], GlossaryForm.OPENCC_JSON, TO_TAIWAN).text, encoding="utf-8")
    assert converted(config, "AI智能体和软件的#标签") == "AI 代理和軟體的主題標籤"
    assert "conform" not in capfd.readouterr().err  # OpenCC checks a configuration against its schema


def test_what_a_file_leaves_out_is_told() -> None:
    told = "\n".join(export_glossaries([GLOSSARY], GlossaryForm.OPENCC, TO_TAIWAN).left_out)
    for part in (
        "1 concept, nothing to write for zh-Hant-TW, or overruled: ai.japanese",
        "the mark of 1 ambiguous form:",
        "the notes of 1 concept",
        "the domains of 1 concept",
        "that 1 form should not be used",
        "2 forms, to a text with spaces, at which OpenCC would cut it: 智能体, AI智能体",
        "begins with #: #标签",
    ):
        assert part in told
    one = parse_yaml("concepts:\n  - {id: a, zh-Hans-CN: 软件, zh-Hant-TW: 軟體}\n", Path("one.yaml"))
    for form in GlossaryForm:
        assert export_glossaries([one], form, TO_TAIWAN).left_out == ()


@pytest.mark.parametrize("form", [GlossaryForm.OPENCC, GlossaryForm.OPENCC_JSON, GlossaryForm.DEEPL_CSV, GlossaryForm.DEEPL_TSV])
@pytest.mark.parametrize("direction", [TO_TAIWAN, TO_ENGLISH])
def test_pairs_come_back(tmp_path: Path, form: GlossaryForm, direction: Direction) -> None:
    file, once, again = tmp_path / "ours", tmp_path / "ai.yaml", tmp_path / "again.yaml"
    text = export_glossaries([GLOSSARY], form, direction).text
    file.write_text(text, encoding="utf-8")
    added, known, left_out = import_glossary(file, once, form=form, direction=direction)
    assert (known, left_out) == (0, ())
    assert export_glossaries([read_yaml(once)], form, direction).text == text
    assert import_glossary(file, once, form=form, direction=direction) == (0, added, ())
    import_glossary(file, again, form=form, direction=direction)
    assert targets(again, direction) == targets(once, direction)
    assert targets(once, direction)["软件"] == (("軟體",) if direction is TO_TAIWAN else ("software",))


def test_a_dictionary_of_opencc_is_read_whole(tmp_path: Path) -> None:
    from langbridge.dictionaries import read_dictionary

    dictionary = dict(list(read_dictionary("TWPhrases").items())[:200]) | {"后": "後 后"}
    file = tmp_path / "TWPhrases.txt"
    file.write_text("\ufeff# OpenCC\r\n\r\n" + "".join(f"{key}\t{values}\r\n" for key, values in dictionary.items()), encoding="utf-8")
    into = tmp_path / "opencc.yaml"
    assert import_glossary(file, into, direction=TO_TAIWAN).added == sum(len(set(values.split(" "))) for values in dictionary.values())
    assert targets(into, TO_TAIWAN) == {key: tuple(dict.fromkeys(values.split(" "))) for key, values in dictionary.items()}


def test_a_configuration_with_comments_groups_and_files_is_read(tmp_path: Path) -> None:
    file = tmp_path / "s2x.json"
    file.write_text(
        """\
{ // ours
  "name": "// no comment", "conversion_chain": [
    {"dict": {"type": "group", "dicts": [
      {"type": "inline", "entries": {"麦旋风": "冰炫風", /* McFlurry */ "a": "b c", }},
      {"type": "ocd2", "file": "STPhrases.ocd2"},
      {"type": "inline", "entries": {"a": "overruled", "车": "車"}}
    ]}},
  ],
}
""",
        encoding="utf-8",
    )
    into = tmp_path / "x.yaml"
    assert import_glossary(file, into, direction=TO_TAIWAN) == (
        3,
        0,
        ("the dictionaries that the configuration only names: STPhrases.ocd2",),
    )
    assert targets(into, TO_TAIWAN) == {"麦旋风": ("冰炫風",), "a": ("b c",), "车": ("車",)}


def test_a_table_with_languages_is_deepls_too(tmp_path: Path) -> None:
    file, into = tmp_path / "deepl.csv", tmp_path / "x.yaml"
    file.write_text('软件,software,zh,en\n"机器,学习","machine ""learning""",ZH,EN\nOpenAI,OpenAI,zh,en\n', encoding="utf-8")
    import_glossary(file, into, direction=TO_ENGLISH)
    assert targets(into, TO_ENGLISH) == {"软件": ("software",), "机器,学习": ('machine "learning"',), "OpenAI": ("OpenAI",)}


@pytest.mark.parametrize(
    ("form", "text", "line", "message"),
    [
        (GlossaryForm.OPENCC, "# ok\n软件\t軟體\n软件 軟體\n", 3, "no entry"),
        (GlossaryForm.OPENCC, "软件\t \n", 1, "no entry"),
        (GlossaryForm.OPENCC, "\t軟體\n", 1, "no entry"),
        (GlossaryForm.OPENCC, "软件\t軟體\n\n软件\t軟件\n", 3, "in line 1 already"),
        (GlossaryForm.OPENCC, "软件\t軟\x07體\n", 1, "U\\+0007"),
        (GlossaryForm.OPENCC_JSON, '{"conversion_chain": [\n}', 2, "not valid JSON"),
        (GlossaryForm.OPENCC_JSON, '{"name": "x"}', None, "no configuration"),
        (
            GlossaryForm.OPENCC_JSON,
            '{"conversion_chain": [{"dict": {"type": "text", "file": "x.txt"}}]}',
            None,
            "no dictionary of the type",
        ),
        (GlossaryForm.OPENCC_JSON, '{"conversion_chain": [{"dict": {"type": "inline"}}]}', None, "has no entries"),
        (
            GlossaryForm.OPENCC_JSON,
            '{"conversion_chain": [{"dict": {"type": "inline", "entries": {"a": "b",\n"软件": 1}}}]}',
            2,
            "does not become a text",
        ),
        (
            GlossaryForm.OPENCC_JSON,
            '{"conversion_chain": [{"dict": {"type": "inline", "entries": {\n"a": "b", "a": "c"}}}]}',
            2,
            "is there twice",
        ),
        (GlossaryForm.OPENCC_JSON, '{"conversion_chain":' + "[" * 100_000, None, "too deep"),
        (GlossaryForm.DEEPL_CSV, "a,b\nc,d,e\n", 2, "this row has 3"),
        (GlossaryForm.DEEPL_CSV, "a,b\nc,\n", 2, "empty"),
        (GlossaryForm.DEEPL_CSV, "a,b\na,c\n", 2, "in line 1 already"),
        (GlossaryForm.DEEPL_CSV, 'a,"b\n', 1, "broken"),
        (GlossaryForm.DEEPL_TSV, "a\tb\nc d\n", 2, "this row has 1"),
    ],
)
def test_a_file_that_is_wrong_adds_nothing(tmp_path: Path, form: GlossaryForm, text: str, line: int | None, message: str) -> None:
    file, into = tmp_path / "theirs", tmp_path / "ours.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(GlossaryError, match=message) as raised:
        import_glossary(file, into, form=form, direction=TO_TAIWAN)
    assert (raised.value.path, raised.value.line) == (file, line)
    assert not into.exists()


def test_deepls_limits_are_kept() -> None:
    glossary = parse_yaml(
        f"concepts:\n  - {{id: a, zh-Hans-CN: 长, en: '{'x' * 1025}'}}\n  - {{id: b, zh-Hans-CN: ' 空', en: b}}\n", Path("a")
    )
    exported = export_glossaries([glossary], GlossaryForm.DEEPL_CSV, TO_ENGLISH)
    assert exported.text == ""
    assert [line.split(", ")[1].split(":")[0] for line in exported.left_out] == [
        "longer than DeepL's 1024 bytes",
        "with a space at an end",
    ]


@pytest.mark.parametrize("form", [form for form in GlossaryForm if form.has_pairs])
def test_pairs_need_their_languages(tmp_path: Path, form: GlossaryForm) -> None:
    (tmp_path / "x").write_text("a,b", encoding="utf-8")
    with pytest.raises(UsageError, match="--from"):
        import_glossary(tmp_path / "x", tmp_path / "x.yaml", form=form)
    with pytest.raises(UsageError, match="--from"):
        export_glossaries([GLOSSARY], form)
