"""Full-width punctuation in Chinese sentences, and the dot in foreign names.

GB/T 15834-2011 and Taiwan's handbook of punctuation both give Chinese sentences full-width marks.  The dot between the parts of a foreign
name is · (U+00B7) on the mainland and in Hong Kong, ‧ (U+2027) in Taiwan.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import cache

from langbridge.typography.characters import GAPS, HAN, HAN_CLASS, LATIN, LATIN_CLASS, MARKUP, OPAQUE, UNKNOWN, URL, han_count
from langbridge.typography.pairing import STRAIGHT, is_unseen
from langbridge.typography.quotes import Quotation
from langbridge.values import Layer, Risk, Rule, Substitution

_FULL_WIDTH = {",": "，", ".": "。", ":": "：", ";": "；", "?": "？", "!": "！", "(": "（", ")": "）"}
_NOTE = "full-width in a Chinese sentence"
_RULES = {
    sign: Rule(Layer.TYPOGRAPHY, name, _NOTE)
    for sign, name in {
        ",": "comma",
        ".": "period",
        ":": "colon",
        ";": "semicolon",
        "?": "question-mark",
        "!": "exclamation-mark",
        "(": "parenthesis",
        ")": "parenthesis",
    }.items()
}
_DOT_BETWEEN_HAN = Substitution(
    ".", ".", Rule(Layer.TYPOGRAPHY, "period", "the end of a sentence, or the dot in a name"), (), (".", "。"), Risk.REVIEW
)
_NAME_DOT = Rule(Layer.TYPOGRAPHY, "name-dot", "the region's dot between the parts of a name")

_SIGNS = re.compile("[,.:;?!，。：；？！\n]")
_PARENTHESES = re.compile("[()（）]")
_CLOSERS = "）」』》〉】”’\"'\uff02)]﹂﹄"
_FULL_WIDTH_CLOSERS = "）」』》〉】﹂﹄"
_FULL_WIDTH_ENDS = "。！？…"
_OPENERS = "（「『《〈【“‘([\"'\uff02﹁﹃"
_AFTER_SPACE = re.compile(f"[{HAN_CLASS}{LATIN_CLASS}0-9「『《〈（【“‘(\"'\uff02]")
_EMOJI = re.compile(":[a-z0-9_+-]+:")
_ENTITY = re.compile(r"&#?\w{1,31}$")
_ORDINAL = re.compile("第?[〇零一二三四五六七八九十百千0-9甲乙丙丁戊己庚辛壬癸]{1,4}[章节節回部篇条條]?")
_NUMERALS = "〇零一二三四五六七八九十百千万萬亿億兩两點点"
_LINE = re.compile("[\n" + GAPS + "]")
_LETTERS = HAN_CLASS + LATIN_CLASS
_DOTTED_NAME = re.compile(f"[{_LETTERS}]+(?:[\u00b7\u2027][{_LETTERS}]+)+")
_REACH = 8
"""How many closing or opening marks in a row are looked through."""
_WORD = 40
"""The longest Latin word, in characters, that is looked past."""


class _Left(Enum):
    HAN = 1
    OTHER = 2
    """A Latin word, a number, code: what follows decides."""
    NOTHING = 3
    """White space, the start of a line, another mark, a URL: a mark here is no sentence's punctuation."""


def punctuation_changes(text: str, quoted: Quotation, *, chinese: bool, quotes_change: bool) -> list[tuple[int, Substitution]]:
    """The half-width marks of a block that become full-width, ascending; one space after such a mark goes with it.

    `chinese` says that the block is Chinese rather than English with Chinese words; `quotes_change`, that the changes of `quoted` are
    made too.
    """
    sentence = _Sentence(text, quoted, chinese=chinese, quotes_change=quotes_change)
    return sentence.changes()


@cache
def _full_width(source: str, sign: str) -> Substitution:
    return Substitution(source, _FULL_WIDTH[sign], _RULES[sign])


class _Sentence:
    def __init__(self, text: str, quoted: Quotation, *, chinese: bool, quotes_change: bool) -> None:
        self._text = text
        self._closings = quoted.closings
        self._even = quoted.even
        self._chinese = chinese
        changes = quoted.changes if quotes_change else []
        self._quotes = {place: said.target for place, said in changes if said.source != said.target}
        self._foreign = quoted.foreign
        self._made: dict[int, str] = {}  # the marks decided so far and their targets

    def changes(self) -> list[tuple[int, Substitution]]:
        text = self._text
        self._made.update(self._parentheses())
        parentheses = list(self._made)
        doubtful: list[int] = []
        foreign = iter([*self._foreign, (len(text), len(text))])
        start, end = next(foreign)
        clause = 0
        for one in _SIGNS.finditer(text):
            place = one.start()
            while end < place:
                start, end = next(foreign)
            sign = text[place]
            if sign in _FULL_WIDTH and not start < place < end:
                if sign == "." and self._between_han(place):
                    doubtful.append(place)
                elif self._becomes_full_width(place, sign, clause):
                    self._made[place] = _FULL_WIDTH[sign]
            clause = place + 1
        found = [self._change(place) for place in sorted(self._made)]
        found += ((place, _DOT_BETWEEN_HAN) for place in doubtful)
        if parentheses or doubtful:
            found.sort(key=lambda one: one[0])
        return found

    def _change(self, place: int) -> tuple[int, Substitution]:
        sign = self._text[place]
        source = sign
        if sign == "(":
            if self._text[place - 1 : place] == " " and HAN.match(self._text[place - 2 : place - 1]):
                return place - 1, _full_width(" (", sign)
        elif self._text[place + 1 : place + 2] == " " and self._drops_space(place + 2):
            source += " "
        return place, _full_width(source, sign)

    def _drops_space(self, place: int) -> bool:
        """Whether a space before this place is only there because the mark before it was half-width."""
        after = self._text[place : place + 1]
        if not _AFTER_SPACE.match(after):
            return False
        # Where straight quotation marks do not come out even, one that stays may need the space to be read as an opening one.
        return after not in STRAIGHT or place in self._quotes or (self._even and place in self._closings)

    def _at(self, place: int) -> str:
        """What the output has at a place, where it is decided."""
        return self._made.get(place) or self._quotes.get(place) or self._text[place]

    def _left(self, place: int) -> _Left:
        """What a mark follows, closing marks and markup between them looked through."""
        closed = False
        for before in range(place - 1, max(-1, place - 1 - _REACH), -1):
            sign = self._at(before)
            if sign in _FULL_WIDTH_CLOSERS:
                return _Left.HAN
            if sign == MARKUP or sign in _CLOSERS:
                closed = closed or sign != MARKUP
                continue
            if HAN.match(sign) or (closed and sign in _FULL_WIDTH_ENDS):
                return _Left.HAN
            if sign.isalnum() or sign in "%‰°℃+#$€£" or sign == OPAQUE or (closed and sign in ".!?"):
                return _Left.OTHER
            return _Left.NOTHING
        return _Left.NOTHING

    def _han_follows(self, place: int) -> bool:
        """Whether the next thing is a Chinese character, white space, opening marks and markup before it looked through."""
        text = self._text
        for after in range(place, min(len(text), place + _REACH)):
            sign = self._at(after)
            if HAN.match(sign) or sign in "「『《〈【（":
                return True
            if sign.isspace() or sign == MARKUP or (sign in _OPENERS and (after in self._closings or sign in "([")):
                continue
            return False
        return False

    def _becomes_full_width(self, place: int, sign: str, clause: int) -> bool:
        text = self._text
        after = text[place + 1 : place + 2]
        before = text[place - 1 : place]
        if self._is_other(place, sign, before, after):
            return False
        if sign in "?!" and before and before in "?!" and self._made.get(place - 1):
            return True
        left = self._left(place)
        if left is _Left.HAN:
            if sign == ".":
                return self._chinese and self._ends_sentence(place)
            return self._chinese or self._han_follows(place + 1)
        if left is _Left.NOTHING or sign == ".":
            return False
        beyond = place + 1
        while sign in "?!" and text[beyond : beyond + 1] in ("?", "!"):
            beyond += 1
        in_chinese = bool(HAN.search(text, clause, place))
        if self._han_follows(beyond):
            return in_chinese or sign in ",:" or not text[beyond].isspace()
        if self._chinese and in_chinese and is_unseen(text[beyond : beyond + _REACH]):
            return sign != "," or beyond < len(text)
        return sign in ",;" and self._between_attached_words(place)

    def _is_other(self, place: int, sign: str, before: str, after: str) -> bool:
        """Whether a sign is none of a sentence's punctuation: part of code, an entity, an emoji, a numeral."""
        if before in (URL, UNKNOWN) or (before and before in ".,:;" and before not in _FULL_WIDTH_ENDS):
            return True
        if after and after in ".,:;=":
            return True
        if sign == ":":
            if before == "]" or (after and after in "()/\\" and place + 1 not in self._made):
                return True
            return bool(_EMOJI.match(self._text, place) or self._ends_emoji(place))
        if sign == "!":
            return after == "[" or self._text.endswith(("Yahoo", "yahoo"), max(0, place - 5), place)
        return sign == ";" and bool(_ENTITY.search(self._text, max(0, place - 33), place))

    def _ends_emoji(self, place: int) -> bool:
        start = self._text.rfind(":", max(0, place - _WORD), place)
        found = _EMOJI.match(self._text, start) if start >= 0 else None
        return found is not None and found.end() == place + 1

    def _between_han(self, place: int) -> bool:
        """Whether a point stands right between two Chinese characters, and in no numeral: 很好.他说, 乔治.布什."""
        before, after = self._text[place - 1 : place], self._text[place + 1 : place + 2]
        if not (HAN.match(before) and HAN.match(after)):
            return False
        return not (before in _NUMERALS and after in _NUMERALS) and not self._is_ordinal(place)

    def _is_ordinal(self, place: int) -> bool:
        """Whether a line so far is no more than a number: 一. or 第一章."""
        start = max((one.end() for one in _LINE.finditer(self._text, max(0, place - 8), place)), default=max(0, place - 8))
        head = self._text[start:place]
        return (start == 0 or start > place - 8) and bool(_ORDINAL.fullmatch(head.strip()))

    def _ends_sentence(self, place: int) -> bool:
        """Whether a point after a Chinese character is a full stop: not that of a file name, an ellipsis, a numbered heading."""
        rest = self._text[place + 1 : place + 1 + _REACH]
        seen = rest.lstrip(MARKUP)
        return (not seen or seen[0].isspace() or seen[0] in _CLOSERS) and not self._is_ordinal(place)

    def _between_attached_words(self, place: int) -> bool:
        """Whether the Latin words on both sides are parts of Chinese phrases: 公司Limitless,Meta靠着."""
        text = self._text
        first = _word_start(text, place)
        rest = place + 1 + (text[place + 1 : place + 2] == " ")
        last = _word_end(text, rest)
        if not (LATIN.search(text, first, place) and LATIN.search(text, rest, last)):
            return False
        before = text[max(0, first - 2) : first].rstrip(" ")[-1:]
        after = text[last : last + 2].lstrip(" ")[:1]
        return bool(HAN.match(before) and HAN.match(after))

    def _parentheses(self) -> dict[int, str]:
        """The half-width parentheses that become full-width, in pairs."""
        made: dict[int, str] = {}
        text = self._text
        stack: list[int] = []
        han: dict[int, int] = {}
        seen = done = 0
        for one in _PARENTHESES.finditer(text):
            place = one.start()
            seen += han_count(text[done:place])
            done = place
            if text[place] in "(（":
                stack.append(place)
                han[place] = seen
                continue
            if not stack:
                continue
            opening = stack.pop()
            if text[opening] + text[place] == "（）" or self._in_foreign(opening):
                continue
            mixed = text[opening] == "（" or text[place] == "）"
            if mixed or self._encloses_chinese(opening, place, has_han=seen > han[opening]):
                made.update((at, _FULL_WIDTH[text[at]]) for at in (opening, place) if text[at] in "()")
        return made

    def _in_foreign(self, place: int) -> bool:
        return any(start < place < end for start, end in self._foreign)

    def _encloses_chinese(self, opening: int, closing: int, *, has_han: bool) -> bool:
        text = self._text
        if closing == opening + 1 or text[opening + 1] in (URL, UNKNOWN) or text[closing - 1] in (URL, UNKNOWN):
            return False
        before = text[max(0, opening - _REACH) : opening].rstrip(MARKUP)[-1:]
        if before in ("]", UNKNOWN, URL) and before:
            return False
        attached = bool(HAN.match(before)) and text[opening - 1] != " "
        return self._chinese and (attached or has_han)


def _word_start(text: str, end: int) -> int:
    place = end
    while place > max(0, end - _WORD) and _in_word(text[place - 1]):
        place -= 1
    return place


def _word_end(text: str, start: int) -> int:
    place = start
    while place < min(len(text), start + _WORD) and _in_word(text[place]):
        place += 1
    return place


def _in_word(sign: str) -> bool:
    return bool(LATIN.match(sign)) or sign.isdecimal() or sign in "-_+."


def name_dot_changes(text: str, *, taiwan: bool) -> list[tuple[int, Substitution]]:
    """The dots between the parts of foreign names, where one part at least is Chinese: ‧ for Taiwan, · for the mainland."""
    wrong, right = ("\u00b7", "\u2027") if taiwan else ("\u2027", "\u00b7")
    if wrong not in text:
        return []
    said = Substitution(wrong, right, _NAME_DOT)
    return [
        (place, said)
        for name in _DOTTED_NAME.finditer(text)
        if HAN.search(name[0])
        for place in range(name.start(), name.end())
        if text[place] == wrong
    ]
