"""Where sentences end, and how contents are cut and joined."""

from __future__ import annotations

from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langbridge.translation.segments import Code, CodeKind, Content, join
from langbridge.translation.sentences import join_answers, sentence_ends, split_content


@pytest.mark.parametrize(
    ("sentences"),
    [
        ["他来了。", "她走了！", "真的吗？！", "是的。"],
        ["成本下降；", "需求上升。"],
        ["他说：“我不知道。你呢？”", "她没有回答。"],
        ["「好。」", "他點點頭。"],
        ["她喊了一声“快走！”的时候，门开了。", "没有人动。"],
        ["（这是补充。还有一点。）", "正文从这里开始。"],
        ["他想了很久……也许明年吧。", "没有人知道。"],
        ["“也许吧……”", "他说。"],
        ["价格涨到3.14元。", "Python 3.12发布了。"],
        ["Dr. Smith works at Acme Inc. in the U.S. today. ", "He lives in Taipei. ", "他住在台北。"],
        ["Node.js和Yahoo!的工程师都在。", "还有别人。"],
        ["1. 打开设置。", "2. 选择语言。"],
        ["详见https://example.com/a?b=1.html。", "谢谢。"],
        ["第一行\n", "第二行"],
        ["他走了。", '"你好。"', "她说。"],
        ["Is it true? ", "是的!", "真的。"],
        ["没有句号"],
    ],
    ids=lambda sentences: sentences[0][:16],
)
def test_sentences(sentences: list[str]) -> None:
    text = "".join(sentences)
    assert list(sentence_ends(text)) == list(accumulate(map(len, sentences[:-1])))


@given(st.text(alphabet="他说好a1. 。！？；…“”「」（）\"'，\nX"))
def test_sentences_end_one_after_the_other_within_the_text(text: str) -> None:
    ends = list(sentence_ends(text))
    assert ends == sorted(set(ends))
    assert all(0 < end < len(text) for end in ends)


def _opening(number: int) -> Code:
    return Code(number, CodeKind.OPEN, "**")


def _closing(number: int) -> Code:
    return Code(number, CodeKind.CLOSE, "**")


_ALONE = Code(9, CodeKind.ALONE, "`x`")
_CONTENTS = st.lists(
    st.one_of(st.text(alphabet="他说好，。！（）“” ab.\n", min_size=1, max_size=12), st.sampled_from([_opening(1), _closing(1), _ALONE])),
    max_size=12,
).map(join)


@given(_CONTENTS, st.integers(1, 40), st.integers(1, 10))
def test_chunks_joined_are_the_content(content: Content, limit: int, code_width: int) -> None:
    chunks = split_content(content, limit, code_width=code_width)
    assert join(piece for chunk in chunks for piece in chunk) == content
    for chunk in chunks:
        width = sum(len(piece) if isinstance(piece, str) else code_width for piece in chunk)
        assert width <= limit or (len(chunk) == 1 and isinstance(chunk[0], Code))


def test_chunks_end_with_sentences() -> None:
    assert split_content(("第一句话。第二句话。第三句话。",), 11) == [("第一句话。第二句话。",), ("第三句话。",)]


def test_a_pair_of_codes_stays_whole_where_it_can() -> None:
    content: Content = ("开头。", _opening(1), "强调一。强调二。", _closing(1), "结尾。")
    assert split_content(content, 28) == [("开头。", _opening(1), "强调一。强调二。", _closing(1)), ("结尾。",)]
    assert split_content(content, 26, code_width=8)[0] == ("开头。",)


def test_a_closing_code_goes_with_its_sentence() -> None:
    content: Content = (_opening(1), "强调。", _closing(1), "后面。")
    assert split_content(content, 20)[0] == (_opening(1), "强调。", _closing(1))


def test_a_limit_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        split_content(("好",), 0)


@pytest.mark.parametrize(
    ("chunks", "answers", "joined"),
    [
        ([("一。",), ("二。",)], [("One.",), ("Two.",)], ("One. Two.",)),
        ([("一\n",), ("二。",)], [("One",), ("Two.",)], ("One\nTwo.",)),
        ([("（",), ("二）",)], [("(",), ("two)",)], ("(two)",)),
        ([(_opening(1),), ("二", _closing(1))], [(_opening(1),), ("two", _closing(1))], (_opening(1), "two", _closing(1))),
        ([("一",), (_closing(1), "二")], [("One",), (_closing(1), " two")], ("One", _closing(1), " two")),
        ([("一。",), (_ALONE, "二")], [("One.",), (_ALONE, " two")], ("One. ", _ALONE, " two")),
        ([("一",), ("，二",)], [("One",), (", two",)], ("One, two",)),
        ([("一",), ("二",), ("三",)], [("One.",), (), ("Three.",)], ("One. Three.",)),
    ],
)
def test_answers_are_joined_as_english(chunks: list[Content], answers: list[Content], joined: Content) -> None:
    assert join_answers(chunks, answers) == joined
