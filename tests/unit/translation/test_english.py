"""English typography of finished translations."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from langbridge.article import PartKind
from langbridge.translation.english import english_typography
from langbridge.translation.segments import Code, CodeKind, Content, codes_of, join, plain

_BOLD, _END = Code(1, CodeKind.OPEN, "**"), Code(1, CodeKind.CLOSE, "**")
_CODE = Code(2, CodeKind.ALONE, "`a，b`")


@pytest.mark.parametrize(
    ("text", "typeset"),
    [
        ("The model，the data、and the cost。", "The model, the data, and the cost."),
        ("He said：「Hello」，then left。", "He said: “Hello”, then left."),
        ("It costs 1，000 yuan ——really？！", "It costs 1,000 yuan—really?!"),
        ("Open from 11：44，3～5% more", "Open from 11:44, 3–5% more"),
        ("good（really）。Next", "good (really). Next"),
        ("【Note】this is new", "[Note] this is new"),
        ("Use ＧＰＴ－４ ， please。", "Use GPT-4, please."),
        ("What……is this", "What…is this"),
        ('"Hello," she said. "It\'s the \'90s."', "“Hello,” she said. “It’s the ’90s.”"),
        ("don't 'quote' me", "don’t ‘quote’ me"),
        ("「outer『inner』」", "“outer ‘inner’”"),
        ('a 6.1" screen, 5\'10" tall', 'a 6.1" screen, 5\'10" tall'),
        ("Hello , world .", "Hello, world."),
        ("two  spaces", "two spaces"),
        ("a hard break  \nnext", "a hard break  \nnext"),
        ("run .NET on a .com", "run .NET on a .com"),
        ("Smith's “own” — words", "Smith’s “own” — words"),
        ("nothing to do.", "nothing to do."),
        ("ａ＊ｂ＊", "a＊b＊"),
    ],
)
def test_typography(text: str, typeset: str) -> None:
    assert english_typography((text,)) == (typeset,)


@pytest.mark.parametrize(
    ("kind", "markdown", "typeset"),
    [
        (PartKind.PARAGRAPH, True, "See *The Paper* for more"),
        (PartKind.LIST_ITEM, True, "See *The Paper* for more"),
        (PartKind.PARAGRAPH, False, "See “The Paper” for more"),
        (PartKind.FRONT_MATTER_VALUE, True, "See “The Paper” for more"),
        (PartKind.IMAGE_ALT, True, "See “The Paper” for more"),
    ],
)
def test_titles(kind: PartKind, markdown: bool, typeset: str) -> None:
    assert english_typography(("See《The Paper》for more",), kind, markdown=markdown) == (typeset,)


def test_a_title_in_emphasis_or_with_codes_is_quoted() -> None:
    assert english_typography((_BOLD, "《Title》", _END)) == (_BOLD, "“Title”", _END)
    assert english_typography(
        (
            "《",
            _CODE,
            "》 is out",
        )
    ) == ("“", _CODE, "” is out")


def test_codes_are_looked_across_and_left_alone() -> None:
    assert english_typography(("Run ", _CODE, "，then ", _BOLD, "stop", _END, "。Now")) == (
        "Run ",
        _CODE,
        ", then ",
        _BOLD,
        "stop",
        _END,
        ". Now",
    )
    assert english_typography(('"', _BOLD, "Q", _END, '" he')) == ("“", _BOLD, "Q", _END, "” he")


def test_spaces_stay_outside_of_pairs() -> None:
    assert english_typography((_BOLD, "so，", _END, "then")) == (_BOLD, "so,", _END, " then")
    assert english_typography((_BOLD, "so", _END, "（then）", _BOLD, "so", _END)) == (_BOLD, "so", _END, " (then) ", _BOLD, "so", _END)
    assert english_typography((_CODE, "（then）")) == (_CODE, " (then)")
    assert english_typography(("so", _BOLD, "（then）", _END, "so")) == ("so ", _BOLD, "(then)", _END, " so")
    assert english_typography((_BOLD, "so", _END, "《Then》")) == (_BOLD, "so", _END, " *Then*")


_TEXTS = st.text(alphabet="ab1 .,，。、：！？—…「」『』《》“”‘’\"'（）()【】[]*%～Ａ５\n-", min_size=1, max_size=14)
_CONTENTS = st.lists(st.one_of(_TEXTS, st.sampled_from([_BOLD, _END, _CODE])), max_size=5).map(join)


@settings(max_examples=300)
@given(_CONTENTS, st.sampled_from([PartKind.PARAGRAPH, PartKind.FRONT_MATTER_VALUE]))
def test_it_changes_nothing_twice_and_no_code_or_word(content: Content, kind: PartKind) -> None:
    typeset = english_typography(content, kind)
    assert english_typography(typeset, kind) == typeset
    assert codes_of(typeset) == codes_of(content)
    assert _words(typeset) == _words(content)


def _words(content: Content) -> str:
    return "".join(one for one in plain(content) if one.isalnum()).replace("Ａ", "A").replace("５", "5")
