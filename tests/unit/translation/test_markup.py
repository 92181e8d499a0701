from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langbridge.translation.engines import MarkupForm
from langbridge.translation.markup import MarkupFault, restore, serialise
from langbridge.translation.segments import Code, CodeKind, Content, codes_of, join, plain, protected

BOLD = (Code(1, CodeKind.OPEN, "**"), Code(1, CodeKind.CLOSE, "**"))
LINK = (Code(2, CodeKind.OPEN, "["), Code(2, CodeKind.CLOSE, "](https://example.org)"))
SPAN = Code(3, CodeKind.ALONE, "`pip`")
NOTE = Code(4, CodeKind.ALONE, "[^1]")

CONTENT: Content = ("這套", BOLD[0], "軟體", BOLD[1], "用", SPAN, "安裝。")
FORMS = [MarkupForm.TOKENS, MarkupForm.BRACKETS, MarkupForm.XML]


def shown(content: Content | MarkupFault) -> str:
    assert not isinstance(content, MarkupFault), content.message
    return "".join(piece if isinstance(piece, str) else piece.text for piece in content)


def fault(content: Content | MarkupFault) -> str:
    assert isinstance(content, MarkupFault), content
    return content.message


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        (MarkupForm.TOKENS, "這套Xqz1X軟體Xqz2X用Xqz3X安裝。"),
        (MarkupForm.BRACKETS, "這套⟦1⟧軟體⟦/1⟧用⟦3/⟧安裝。"),
        (MarkupForm.XML, '這套<g id="1">軟體</g>用<x id="3"/>安裝。'),
    ],
)
def test_each_form(form: MarkupForm, expected: str) -> None:
    assert serialise(CONTENT, form) == expected
    assert restore(expected, CONTENT, form) == CONTENT


def test_a_form_without_codes_takes_none() -> None:
    assert serialise(("文",), MarkupForm.NONE) == "文"
    assert restore("text", ("文",), MarkupForm.NONE) == ("text",)
    with pytest.raises(ValueError, match="split"):
        serialise(CONTENT, MarkupForm.NONE)


# What engines do to codes ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        "This Xqz1XsoftwareXqz2X installs with Xqz3X.",
        "This xqz1x software xqz2x installs with XQZ3X.",
        "This Xqz 1XsoftwareXqz 2 X installs with Xqz3 X.",
        "This Xqz１XsoftwareXqz2X installs withXqz3X.",
    ],
)
def test_tokens_survive_spaces_and_case(answer: str) -> None:
    assert shown(restore(answer, CONTENT, MarkupForm.TOKENS)) == "This **software** installs with `pip`."


@pytest.mark.parametrize(
    "answer",
    [
        "This ⟦1⟧software⟦/1⟧ installs with ⟦3/⟧.",
        "This ⟦ 1 ⟧ software ⟦ / 1 ⟧ installs with ⟦3⟧.",
        "This [[1]]software[[/1]] installs with [[3/]].",
        "This 〚1〛software〚/1〛 installs with ⟦/3⟧.",
    ],
)
def test_brackets_survive_other_brackets_and_strokes(answer: str) -> None:
    assert shown(restore(answer, CONTENT, MarkupForm.BRACKETS)) == "This **software** installs with `pip`."


@pytest.mark.parametrize(
    "answer",
    [
        'This <g id="1">software</g> installs with <x id="3"/>.',
        "This <g id='1'> software </g> installs with <x id='3' />.",
        'This <G ID="1">software</G > installs with <x id="3"></x>.',
    ],
)
def test_tags_survive_other_quotes_and_spaces(answer: str) -> None:
    assert shown(restore(answer, CONTENT, MarkupForm.XML)) == "This **software** installs with `pip`."


def test_order_may_change() -> None:
    moved = restore('<x id="3"/> installs <g id="1">software</g>.', CONTENT, MarkupForm.XML)
    assert shown(moved) == "`pip` installs **software**."


# What cannot be forgiven ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "answer", "message"),
    [
        (MarkupForm.TOKENS, "Xqz1Xsoftware with Xqz3X", "code Xqz2X was lost"),
        (MarkupForm.TOKENS, "Xqz1XsoftwareXqz2X with Xqz3XXqz3X", "code Xqz3X came back 2 times"),
        (MarkupForm.TOKENS, "Xqz1XsoftwareXqz2X with Xqz3X Xqz9X", "there is no code Xqz9X"),
        (MarkupForm.TOKENS, "Xqz1XsoftwareXqz2X with Xqz3X Xqz", "damaged"),
        (MarkupForm.TOKENS, "Xqz2XsoftwareXqz1X with Xqz3X", "code 1 ends before it begins"),
        (MarkupForm.BRACKETS, "⟦1⟧software⟦/1⟧", "code ⟦3/⟧ was lost"),
        (MarkupForm.BRACKETS, "⟦1⟧software⟦1⟧ ⟦3/⟧", "code ⟦1⟧ came back 2 times"),
        (MarkupForm.BRACKETS, "⟦1⟧software⟦/1⟧ ⟦3/⟧ ⟦7⟧", "there is no code ⟦7⟧"),
        (MarkupForm.BRACKETS, "⟦1⟧software⟦/1⟧ ⟦3/⟧ ⟦three⟧", "damaged"),
        (MarkupForm.XML, '<g id="1">software <x id="3"/>', "the end of code 1 was lost"),
        (MarkupForm.XML, 'software</g> <x id="3"/>', "a </g> closes nothing"),
        (MarkupForm.XML, '<g id="1">software</g> <x id="3"/> <b>new</b>', "a tag that was not in the source"),
        (MarkupForm.XML, '<g id="1">software</g> <x id="8"/>', 'there is no <x id="8">'),
    ],
)
def test_faults_are_named(form: MarkupForm, answer: str, message: str) -> None:
    assert message in fault(restore(answer, CONTENT, form))


def test_pairs_that_lay_within_each_other_still_do() -> None:
    content: Content = (BOLD[0], "粗", LINK[0], "連結", LINK[1], BOLD[1])
    assert shown(restore("⟦2⟧⟦1⟧link⟦/1⟧⟦/2⟧", content, MarkupForm.BRACKETS)) == "[**link**](https://example.org)"
    assert "crosses" in fault(restore("⟦1⟧bold⟦2⟧link⟦/1⟧⟦/2⟧", content, MarkupForm.BRACKETS))


def test_halves_and_crossing_pairs_are_no_elements() -> None:
    half: Content = ("前", BOLD[0], "後")
    assert serialise(half, MarkupForm.XML) == '前<x id="1"/>後'
    crossing: Content = (BOLD[0], "一", LINK[0], "二", BOLD[1], "三", LINK[1])
    written = serialise(crossing, MarkupForm.XML)
    assert written == '<x id="1a"/>一<x id="2a"/>二<x id="1z"/>三<x id="2z"/>'
    assert restore(written, crossing, MarkupForm.XML) == crossing


# Text that looks like a code ------------------------------------------------------------------------------------------------------------


def test_text_that_looks_like_codes_is_told_apart() -> None:
    content: Content = ('Xqz1X ⟦1⟧ ⟦ [[1]] <x id="1"/> &amp; A&。', BOLD[0], "字", BOLD[1])
    for form in FORMS:
        assert restore(serialise(content, form), content, form) == content, form


def test_xml_is_well_formed_and_entities_are_read_once() -> None:
    content: Content = ('a < b & "c" &lt; ', BOLD[0], "<br>", BOLD[1])
    root = ElementTree.fromstring(f"<t>{serialise(content, MarkupForm.XML)}</t>")
    assert "".join(root.itertext()) == plain(content)
    assert shown(restore('a &lt; b &amp; &quot;c&quot; &#39;d&#39; &amp;lt; <g id="1">&lt;br&gt;</g>', content, MarkupForm.XML)) == (
        "a < b & \"c\" 'd' &lt; **<br>**"
    )


# Spaces ---------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "answer", "expected"),
    [
        (CONTENT, "The Xqz1X new software Xqz2X uses Xqz3X.", "The **new software** uses `pip`."),
        (CONTENT, "TheXqz1Xnew softwareXqz2XusesXqz3Xnow.", "The **new software** uses `pip` now."),
        (CONTENT, "(Xqz1X software Xqz2X, Xqz3X)", "(**software**, `pip`)"),
        (("水是H", BOLD[0], "2", BOLD[1], "O。"), "Water is H Xqz1X 2 Xqz2X O.", "Water is H**2**O."),
        (("iPhone", BOLD[0], "很好", BOLD[1]), "iPhone Xqz1Xis goodXqz2X", "iPhone **is good**"),
        (("用", BOLD[0], "Python", BOLD[1], "寫"), "Written in Xqz1X Python Xqz2X", "Written in **Python**"),
        (("說明", NOTE, "在此"), "It is explained Xqz1Xhere", "It is explained[^1] here"),
    ],
)
def test_spaces_around_codes(content: Content, answer: str, expected: str) -> None:
    assert shown(restore(answer, content, MarkupForm.TOKENS)) == expected


def test_tokens_do_not_grow_together_with_words() -> None:
    assert serialise(("用", BOLD[0], "Python", BOLD[1], "3"), MarkupForm.TOKENS) == "用Xqz1X Python Xqz2X 3"


# Anything -------------------------------------------------------------------------------------------------------------------------------

_TEXTS = st.text(st.sampled_from("軟體很好。，ab1 ⟦⟧/[]<>&;gxXqz2=\"'"), max_size=8)


@st.composite
def contents(draw: st.DrawFn) -> Content:
    """Texts with codes between them: pairs within each other, and codes alone."""
    pieces: list[str | Code] = [draw(_TEXTS)]
    opened: list[int] = []
    flips = iter(draw(st.lists(st.booleans(), min_size=8, max_size=8)))
    for number in range(1, draw(st.integers(0, 4)) + 1):
        if next(flips):
            pieces.append(Code(number, CodeKind.ALONE, f"`{number}`"))
        else:
            opened.append(number)
            pieces.append(Code(number, CodeKind.OPEN, "*" * number))
        pieces.append(draw(_TEXTS))
        if next(flips) and opened:
            pieces += (Code(last := opened.pop(), CodeKind.CLOSE, "*" * last), draw(_TEXTS))
    while opened:
        pieces += (Code(last := opened.pop(), CodeKind.CLOSE, "*" * last), draw(_TEXTS))
    return join(pieces)


@given(contents(), st.sampled_from(FORMS))
def test_everything_comes_back_but_for_spaces(content: Content, form: MarkupForm) -> None:
    restored = restore(serialise(content, form), content, form)
    assert not isinstance(restored, MarkupFault), restored.message
    assert codes_of(restored) == codes_of(content)
    assert re.sub(r"\s", "", plain(restored)) == re.sub(r"\s", "", plain(content))


@given(contents(), st.sampled_from(FORMS))
def test_what_was_restored_stays_as_it_is(content: Content, form: MarkupForm) -> None:
    restored = restore(serialise(content, form), content, form)
    assert not isinstance(restored, MarkupFault)
    assert restore(protected(restored), content, MarkupForm.BRACKETS, exact=True) == restored
    assert restore(protected(restored), content, MarkupForm.BRACKETS) == restored


@given(contents(), st.sampled_from(FORMS), st.text(st.sampled_from("Xqz123⟦/⟧<>gx id=\"'&; ab"), max_size=30))
def test_no_answer_breaks_it(content: Content, form: MarkupForm, answer: str) -> None:
    restored = restore(answer, content, form)
    if not isinstance(restored, MarkupFault):
        assert sorted(map(str, codes_of(restored))) == sorted(map(str, codes_of(content)))
