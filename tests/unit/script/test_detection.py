"""Which script a text is in: asserted on sentences of our own, in the shapes that articles have."""

from __future__ import annotations

import pytest

from langbridge.article import Article, Markup, parse_article
from langbridge.script.detection import EXCERPT_LENGTH, detect_article, detect_blocks, detect_paragraphs, detect_text
from langbridge.script.detection_tables import character_tables, region_words

TRADITIONAL = "這個問題還沒有人說得清楚，我們只能從頭開始講。"
SIMPLIFIED = "这个问题还没有人说得清楚，我们只能从头开始讲。"


def tag(text: str) -> str:
    return str(detect_text(text).tag)


def article(text: str) -> Article:
    return parse_article(text, markup=Markup.MARKDOWN)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (TRADITIONAL, "zh-Hant"),
        (SIMPLIFIED, "zh-Hans"),
        ("你在找些什么？", "zh-Hans"),
        ("家裡沒有人。", "zh-Hant"),
        # Characters of both scripts say nothing; the rest decides.
        ("土著居民穿著干净的衣服", "zh-Hans"),
        ("乾隆于清朝在位时", "zh-Hans"),
        ("皇后走了三公里來到台北", "zh-Hant"),
        # Hong Kong and Taiwan print some glyphs otherwise; they are Traditional all the same.
        ("衞生署説明線上預約", "zh-Hant"),
        # Code names and Latin terms do not outvote the prose around them.
        ("使用 Kubernetes Deployment 與 StatefulSet 進行部署", "zh-Hant"),
    ],
)
def test_script_is_that_of_the_characters_only_one_script_has(text: str, expected: str) -> None:
    assert tag(text) == expected


@pytest.mark.parametrize("text", ["工程", "中文", "人工，天文。", "大小 123 API"])
def test_text_that_is_the_same_in_both_scripts_is_said_to_be(text: str) -> None:
    found = detect_text(text)
    assert (str(found.tag), found.script, found.same_in_both, found.clear) == ("zh", "", True, False)
    assert found.confidence == 0.5


@pytest.mark.parametrize("text", ["皇后", "朱元璋于何年即位", "国会議員"])
def test_undecided_is_not_the_same_in_both(text: str) -> None:
    found = detect_text(text)
    assert (str(found.tag), found.script, found.same_in_both) == ("zh", "", False)


@pytest.mark.parametrize(
    "text",
    [
        "今日はいい天気ですね。",
        "東京都渋谷区",
        "気温、経済、図書館",
        "株式会社ソニー",
        "カタカナ",
        "ｶﾀｶﾅ",
        "新しい駅の前に図書館があります",
    ],
)
def test_japanese_is_told_by_kana_or_by_its_own_simplified_forms(text: str) -> None:
    found = detect_text(text)
    assert (str(found.tag), found.script) == ("ja", "Jpan")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("安倍晋三在演讲中用了「ありがとう」这个词来感谢所有到场的听众和工作人员", "zh-Hans"),
        ("他在渋谷車站買了這張開往東京的車票", "zh-Hant"),
        ("約翰・史密斯說過這句話", "zh-Hant"),
    ],
)
def test_chinese_that_quotes_japanese_stays_chinese(text: str, expected: str) -> None:
    assert tag(text) == expected


def test_korean_is_told_by_hangul() -> None:
    found = detect_text("안녕하세요, 大韓民國 사람입니다.")
    assert (str(found.tag), found.script) == ("ko", "Kore")
    assert tag("韓國人見面時說 안녕 這個詞，意思是你好") == "zh-Hant"


def test_latin_text_is_english_even_where_it_quotes_chinese() -> None:
    assert tag("Hello, world.") == "en"
    assert tag("The word 軟體 is what people in Taiwan say where others write software, and nobody finds it strange.") == "en"


@pytest.mark.parametrize("text", ["", " \n\t", "123 !?", "Сегодня хорошая погода", "🙂", "\x00"])
def test_text_without_known_letters_has_no_tag(text: str) -> None:
    found = detect_text(text)
    assert (found.tag, found.script, found.confidence, found.same_in_both) == (None, "", 0.0, False)


def test_odd_characters_do_no_harm() -> None:
    assert tag("\ud800这\x00个\U000f0000问题\x01") == "zh-Hans"


def test_confidence_is_the_share_of_the_vote_with_one_more_on_each_side() -> None:
    assert detect_text("國").confidence == pytest.approx(2 / 3, abs=1e-4)
    assert detect_text("國國國国").confidence == pytest.approx(4 / 6, abs=1e-4)
    assert detect_text("國" * 98).confidence == 0.99


def test_evidence_names_what_was_found_and_how_often() -> None:
    found = detect_text("這個軟體，這個网站")
    assert found.evidence["Hant"] == {"個": 2, "這": 2, "軟": 1, "體": 1}
    assert found.evidence["Hans"] == {"网": 1}
    assert found.evidence["TW"] == {"軟體": 1}
    assert found.counts == {"Hant": 6, "Hans": 1, "TW": 1}


def test_evidence_names_the_most_frequent_ten_and_counts_all() -> None:
    found = detect_text("這這" + "個們說還從頭開講請讓對會")
    assert len(found.evidence["Hant"]) == 10
    assert next(iter(found.evidence["Hant"].items())) == ("這", 2)
    assert found.counts["Hant"] == 14


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("這套軟體透過網路更新", "zh-Hant-TW"),
        ("佢哋喺度做嘢，啲電郵未睇", "zh-Hant-HK"),
        ("这款软件的源代码和视频都在服务器上", "zh-Hans-CN"),
        # One word is not enough, however often.
        ("這套軟體，那套軟體，軟體公司寫的軟體", "zh-Hant"),
        # Mainland words in Traditional characters: from no region that writes Traditional.
        ("這款軟件的視頻信息存在服務器上，通過網絡訪問", "zh-Hant"),
        # Taiwan's words in Simplified characters are not the mainland's.
        ("这套软体透过网路更新，程式码放在伺服器上", "zh-Hans"),
        # Both regions' words: neither.
        ("軟體、網路、專案與軟件、網絡、互聯網", "zh-Hant"),
        # Glyphs alone never settle a region: converters write them too.
        ("他站着看這裏的風景，衞兵走過", "zh-Hant"),
    ],
)
def test_region_is_set_only_where_two_different_words_say_so_and_hardly_any_contradicts(text: str, expected: str) -> None:
    assert tag(text) == expected


@pytest.mark.parametrize(
    "text",
    ["電視頻道換了新的節目", "影视频道的监视频率", "國內存款利率調降", "請相信息息相關的道理", "执行长期计划", "四川普洱茶與四川普通話"],
)
def test_words_are_not_seen_across_word_boundaries(text: str) -> None:
    assert not detect_text(text).evidence.keys() & {"TW", "HK", "CN", "HK+CN", "TW+HK"}


def test_no_character_speaks_for_two_scripts_and_shared_ones_speak_for_none() -> None:
    tables = character_tables()
    assert not tables.traditional & tables.simplified
    assert not tables.japanese & (tables.traditional | tables.simplified)
    shared = set("后里干台着著乾於群余云面只制系征斗谷游吃床峰温秘户并庄")
    assert not shared & (tables.traditional | tables.simplified)
    assert set("國說這裡裏為爲於後個們") - tables.traditional == {"於"}
    assert set("国说这为个们时问么几种") <= tables.simplified
    assert set("気経済図渋駅広沢") <= tables.japanese
    assert not set("研概予欠郎国学会体") & tables.japanese


@pytest.mark.parametrize("script", ["Hant", "Hans"])
def test_every_region_word_is_found_as_itself(script: str) -> None:
    words = region_words(script)
    assert {word for word in words.groups if words.pattern.findall(word) != [word]} == set()


def test_blocks_are_judged_each_by_itself() -> None:
    assert [str(one.tag) for one in detect_blocks([TRADITIONAL, SIMPLIFIED, "工程"])] == ["zh-Hant", "zh-Hans", "zh"]
    assert detect_blocks([]) == []


def test_article_is_judged_by_its_prose_alone() -> None:
    text = f"# 標題說明\n\n{TRADITIONAL}`这个变量`\n\n```\n{SIMPLIFIED * 5}\n```\n\n[連結](https://example.com/这个问题说得清楚)\n"
    found = detect_article(article(text))
    assert (str(found.tag), found.mixed, found.encoding) == ("zh-Hant", (), "utf-8")
    assert "Hans" not in found.document.evidence


def test_paragraph_in_the_other_script_is_mixed() -> None:
    text = f"---\ntitle: 標題說明\n---\n\n{TRADITIONAL}\n\n{SIMPLIFIED}\n\n工程\n\n{TRADITIONAL}\n"
    found = detect_article(article(text))
    assert str(found.tag) == "zh-Hant"
    assert [(one.line, str(one.tag)) for one in found.mixed] == [(7, "zh-Hans")]
    assert SIMPLIFIED.startswith(found.mixed[0].excerpt.rstrip("…"))
    assert {block: str(own) for block, own in found.mixed_tags().items()} == {found.mixed[0].block: "zh-Hans"}


def test_paragraph_cut_by_links_and_emphasis_is_one() -> None:
    found = detect_article(article(f"{TRADITIONAL}\n\n{TRADITIONAL}\n\n这**个**[问](https://example.com)题\n"))
    assert [one.line for one in found.mixed] == [5]


@pytest.mark.parametrize(
    "stray",
    [
        "我只說一個字：国。",
        "国",
        "国国国",
        "這裡引用了「国会」兩個字，其他都是這個樣子說的。",
        "国會",
        "大小工程",
        "Kubernetes",
    ],
)
def test_paragraph_that_does_not_clearly_say_otherwise_follows_the_article(stray: str) -> None:
    found = detect_article(article(f"{TRADITIONAL}\n\n{stray}\n\n{TRADITIONAL}\n"))
    assert (str(found.tag), found.mixed) == ("zh-Hant", ())


def test_traditional_names_quoted_do_not_flip_a_simplified_paragraph() -> None:
    quoting = "他提到「臺灣積體電路」这件事的时候说了很多话，还让我们记录下来。"
    found = detect_article(article(f"{SIMPLIFIED}\n\n{quoting}\n"))
    assert (str(found.tag), found.mixed) == ("zh-Hans", ())


def test_half_and_half_goes_with_the_majority_without_confidence() -> None:
    found = detect_article(article(f"{TRADITIONAL}\n\n{SIMPLIFIED}\n\n{SIMPLIFIED}\n\n{TRADITIONAL}{TRADITIONAL}\n"))
    assert str(found.tag) == "zh-Hant"
    assert found.document.confidence < 0.7
    assert [(one.line, str(one.tag)) for one in found.mixed] == [(3, "zh-Hans"), (5, "zh-Hans")]


def test_exact_tie_is_undecided_and_both_sides_are_told() -> None:
    found = detect_article(article("這個問題\n\n这个问题\n"))
    assert str(found.tag) == "zh"
    assert [str(one.tag) for one in found.mixed] == ["zh-Hant", "zh-Hans"]


def test_japanese_and_korean_paragraphs_are_mixed_in_a_chinese_article() -> None:
    found = detect_article(article(f"{SIMPLIFIED}\n\n今日はいい天気ですね。\n\n안녕하세요\n\n{SIMPLIFIED}\n"))
    assert [(one.line, str(one.tag)) for one in found.mixed] == [(3, "ja"), (5, "ko")]


def test_short_kanji_in_a_japanese_article_are_japanese() -> None:
    japanese = "この図書館では、誰でも本を借りることができます。"
    found = detect_article(article(f"# 国会\n\n{japanese}\n\n## 区内\n\n{japanese}\n\n{SIMPLIFIED}\n"))
    assert str(found.tag) == "ja"
    assert [(one.line, str(one.tag)) for one in found.mixed] == [(9, "zh-Hans")]


def test_chinese_paragraph_in_an_english_article_is_mixed() -> None:
    english = "Nobody has yet been able to say clearly what the matter is, so let us begin again from the very start. " * 8
    found = detect_article(article(f"{english}\n\n{TRADITIONAL}\n\n{english}\n"))
    assert (str(found.tag), [str(one.tag) for one in found.mixed]) == ("en", ["zh-Hant"])


def test_paragraphs_tell_what_each_says_and_what_it_is_treated_as() -> None:
    paragraphs = detect_paragraphs(article(f"{TRADITIONAL}\n\n工程\n\n{SIMPLIFIED}\n\nKubernetes\n\n國\n\n{TRADITIONAL}\n"))
    told = [(one.line, str(one.tag), str(one.detection.tag)) for one in paragraphs]
    assert told == [
        (1, "zh-Hant", "zh-Hant"),
        (3, "zh-Hant", "zh"),
        (5, "zh-Hans", "zh-Hans"),
        (7, "en", "en"),
        (9, "zh-Hant", "zh-Hant"),
        (11, "zh-Hant", "zh-Hant"),
    ]


def test_empty_lines_are_no_paragraphs() -> None:
    whole = parse_article(f"{TRADITIONAL}\n\n \n{SIMPLIFIED}\n", markup=Markup.TEXT)
    assert [one.line for one in detect_paragraphs(whole)] == [1, 4]


def test_paragraphs_and_mixed_agree() -> None:
    whole = article(f"{TRADITIONAL}\n\n{SIMPLIFIED}\n\n国會\n\n今日はいい天気ですね。\n\nHello there\n\n{TRADITIONAL}\n")
    found = detect_article(whole)
    different = [one for one in detect_paragraphs(whole) if one.tag != found.tag and one.detection.script != "Latn"]
    assert tuple(different) == found.mixed
    assert len(different) == 2


def test_escaped_front_matter_is_read() -> None:
    found = detect_article(article('---\ntitle: "\\u8fd9\\u4e2a\\u95ee\\u9898"\n---\n'))
    assert str(found.tag) == "zh-Hans"


def test_empty_article_has_no_tag() -> None:
    found = detect_article(article(""))
    assert (found.tag, found.mixed) == (None, ())


def test_excerpt_is_short_and_fit_to_print() -> None:
    long = "说\x1b[31m这个\ud800问题" + SIMPLIFIED * 4
    found = detect_article(parse_article(f"{TRADITIONAL * 9}\n\n{long}\n", markup=Markup.TEXT))
    (mixed,) = found.mixed
    assert len(mixed.excerpt) <= EXCERPT_LENGTH
    assert mixed.excerpt.isprintable()
    assert mixed.excerpt.startswith("说\ufffd[31m这个\ufffd问题")
