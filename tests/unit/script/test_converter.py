"""Terms, guard and explanations: what a change says of itself."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from langbridge.glossary import TermEntry
from langbridge.script import Converter, read_plan
from langbridge.values import Change, Changes, Layer, Risk


def entries(*terms: tuple[str, str] | TermEntry) -> Mapping[str, TermEntry]:
    made = [term if isinstance(term, TermEntry) else TermEntry(term[0], term[1], ("test.term",)) for term in terms]
    return {entry.form: entry for entry in made}


def convert(config: str, text: str, *terms: tuple[str, str] | TermEntry, guarded: bool = True) -> tuple[str, list[Change]]:
    converted = Converter(read_plan(config), entries(*terms), guarded=guarded).convert([text])
    changes = Changes(converted.substitutions, *converted.columns[0])
    assert changes.undo(changes.apply(text)) == text
    assert Converter(read_plan(config), entries(*terms), guarded=guarded).write([text]) == [changes.apply(text)]
    return changes.apply(text), list(changes)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("美国历史", "美國歷史"),
        ("给出了解决办法", "給出了解決辦法"),
        ("一个中国开发者", "一個中國開發者"),
        ("更复杂", "更複雜"),
        ("包括发动机", "包括發動機"),
        ("美国制裁", "美國制裁"),
        ("无法制造", "無法製造"),
        ("最多只能", "最多只能"),
        ("蓝绿发布", "藍綠發佈"),
        ("标明了", "標明了"),
        ("大力出奇迹", "大力出奇蹟"),
        ("提交合并", "提交合併"),
        ("河道里面", "河道裡面"),
        ("核心知识和面试", "核心知識和面試"),
    ],
)
def test_no_match_tears_a_word(text: str, expected: str) -> None:
    assert convert("s2tw", text)[0] == expected


def test_the_guard_names_both_readings() -> None:
    _, changes = convert("s2tw", "他研究美国历史多年")
    (change,) = (change for change in changes if change.rule.layer is Layer.GUARD)
    assert change.candidates == ("美國歷史", "美國曆史")
    assert change.rule.id == "STPhrases:国历"
    assert change.rule.note == "国历→國曆 would tear 美国|历史 apart"


def test_what_the_guard_left_alone_is_kept_and_told() -> None:
    target, (change,) = convert("s2tw", "申明了")
    assert target == "申明了"
    assert change.kept
    assert (change.rule.layer, change.candidates) == (Layer.GUARD, ("申明了", "申明瞭"))


def test_without_guard_the_words_are_torn() -> None:
    assert convert("s2tw", "美国历史", guarded=False)[0] == "美國曆史"


def test_a_region_word_tells_its_steps() -> None:
    _, (change,) = convert("s2twp", "软件")
    assert change.steps == ("软件", "軟件", "軟體")
    assert (change.rule.layer, change.rule.id) == (Layer.REGION, "TWPhrases:軟件")


def test_a_phrase_whose_character_the_region_writes_otherwise_is_still_the_phrase() -> None:
    _, (change,) = convert("s2tw", "为了")
    assert (change.source.text, change.target.text, change.rule.id) == ("为了", "為了", "STPhrases:为了")
    assert change.steps == ("为了", "爲了", "為了")


def test_a_character_with_several_readings_names_them() -> None:
    _, (change,) = convert("s2tw", "发")
    assert change.candidates == ("發", "髮")
    assert change.risk is Risk.NONE


def test_a_phrase_shields_its_characters_from_the_variants() -> None:
    # HKVariantsPhrases keeps 衛 in a Bible's book where Hong Kong writes 衞 otherwise.
    target, _ = convert("s2hk", "保卫", guarded=False)
    assert target == "保衞"


class TestTerms:
    def test_a_term_is_final(self) -> None:
        # 内存 would go on to 記憶體 in the region's stage.
        assert convert("s2twp", "内存很大", ("内存", "内存"))[0] == "内存很大"

    def test_a_term_that_stays_as_it_is_is_no_change(self) -> None:
        assert convert("s2twp", "内存", ("内存", "内存"))[1] == []

    def test_the_longest_match_wins(self) -> None:
        assert convert("s2twp", "数据库和数据", ("数据", "資料"), guarded=False)[0] == "資料庫和資料"

    def test_a_term_inside_a_longer_region_phrase_loses(self) -> None:
        assert convert("s2twp", "引导程序和程序", ("程序", "程式"), guarded=False)[0] == "載入程式和程式"

    def test_a_term_wins_a_tie(self) -> None:
        target, (change,) = convert("s2twp", "软件", ("软件", "軟體程式"))
        assert target == "軟體程式"
        assert (change.rule.layer, change.rule.id) == (Layer.GLOSSARY, "test.term")

    def test_a_term_inside_a_longer_phrase_of_a_later_dictionary_loses(self) -> None:
        assert convert("tw2sp", "資料庫裡的資料", ("資料", "数据"), guarded=False)[0] == "数据库里的数据"

    @pytest.mark.parametrize(
        ("text", "term", "expected"),
        [
            ("开发布局", ("发布", "發表"), "開發佈局"),
            ("人工智能体系", ("智能体", "智慧代理"), "人工智慧體系"),
            ("MAIN", ("AI", "人工智慧"), "MAIN"),
        ],
    )
    def test_a_term_tears_no_word(self, text: str, term: tuple[str, str], expected: str) -> None:
        assert convert("s2twp", text, term, ("人工智能", "人工智慧"))[0] == expected

    def test_a_term_may_hold_spaces_and_signs(self) -> None:
        target, _ = convert("s2twp", "用AI 助理写C++程序", ("AI 助理", "AI 小幫手"), ("C++", "C++"))
        assert target == "用AI 小幫手寫C++程式"
        assert convert("tw2sp", "用AI 助理寫程式", ("AI 助理", "AI 小帮手"))[0] == "用AI 小帮手写程序"

    @pytest.mark.parametrize(
        ("text", "terms", "expected"),
        [
            # 台山 hides the name, and 舞台 frees it.
            ("站上舞台山姆·奥特曼说", [("山姆·奥特曼", "山姆‧奧特曼")], "站上舞臺山姆‧奧特曼說"),
            ("人才刚果（金）很多", [("刚果（金）", "剛果民主共和國")], "人才剛果民主共和國很多"),
            # 里加 is refused, and what begins with its second half goes on beyond the clause.
            ("里加息 50 个基点", [("加息 50 个基点", "升息50個基點")], "裡升息50個基點"),
        ],
    )
    def test_a_term_goes_on_beyond_a_clause_that_is_in_doubt(self, text: str, terms: list[tuple[str, str]], expected: str) -> None:
        assert convert("s2twp", text, *terms)[0] == expected

    def test_terms_stand_side_by_side(self) -> None:
        assert convert("s2twp", "智能体智能体", ("智能体", "代理"))[0] == "代理代理"

    def test_an_ambiguous_form_is_never_final(self) -> None:
        entry = TermEntry("推理", "推理", ("ai.reasoning", "ai.inference"), final=False, candidates=("推理", "推論"))
        target, (change,) = convert("s2twp", "推理", entry)
        assert target == "推理"
        assert change.kept
        assert (change.candidates, change.risk) == (("推理", "推論"), Risk.REVIEW)

    def test_a_candidate_that_is_the_form_itself_is_written_in_the_target_script(self) -> None:
        entry = TermEntry("访问", "存取", ("software.access",), final=False, candidates=("存取", "访问"))
        _, (change,) = convert("s2twp", "访问", entry)
        assert change.candidates == ("存取", "訪問")

    def test_a_candidate_that_both_scripts_write_alike_stays_as_the_concept_says(self) -> None:
        entry = TermEntry("消息", "消息", ("business.news", "software.message"), final=False, candidates=("消息", "訊息"))
        assert convert("s2twp", "消息", entry)[0] == "消息"

    def test_a_deprecated_form_warns(self) -> None:
        entry = TermEntry("因特网", "網際網路", ("software.internet",), note="software", warning="deprecated: write 互联网")
        _, (change,) = convert("s2twp", "因特网", entry)
        assert change.rule.note == "software; deprecated: write 互联网"

    @pytest.mark.parametrize("config", ["s2t", "s2tw", "s2twp", "s2hkp", "t2s", "tw2s", "tw2sp", "hk2sp"])
    def test_every_plan_takes_terms(self, config: str) -> None:
        assert convert(config, "甲乙术語丙", ("乙术語", "X Y"), guarded=False)[0].startswith("甲X Y")


def test_the_same_substitution_stands_in_the_table_once() -> None:
    converted = Converter(read_plan("s2twp")).convert(["软件和软件", "软件"])
    assert [said.source for said in converted.substitutions] == ["软件"]
    assert [column.starts for column in converted.columns] == [[0, 3], [0]]


def test_a_doubt_leaves_a_change_its_rule_and_says_what_it_is() -> None:
    _, changes = convert("s2tw", "她的回复")
    (change,) = (change for change in changes if change.risk is Risk.REVIEW)
    assert (change.rule.layer, change.rule.id) == (Layer.PHRASE, "STPhrases:回复")
    assert change.candidates[0] == change.target.text and len(change.candidates) > 1
