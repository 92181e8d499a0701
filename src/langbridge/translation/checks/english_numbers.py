"""The numbers of an English text, as values."""

from __future__ import annotations

import re
from dataclasses import dataclass

from langbridge.translation.checks.english_words import (
    LONGER_TIMES,
    MANY,
    MONTHS,
    MULTIPLES,
    ONES,
    ORDINALS,
    OTHERS,
    PARTS,
    SCALES,
    SOME,
    SUFFIXES,
    TENS,
    WEEKDAYS,
)
from langbridge.translation.checks.quantities import Kind, Quantity, Reading, between, exactly

_URL = re.compile(r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+\.[\w.]+")
_NAME = re.compile(
    r"(?<![A-Za-z0-9])(?!(?:[QH][1-4](?!\w)|(?:FY|No\.?|US|RMB|CNY|NT|HK|USD|EUR|AU|CA|S)\d))[A-Za-z]+[-_]?\d[\w+#]*(?:[.-]\d\w*)*"
)
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_TOKEN = re.compile(rf"{_NUMBER}|[A-Za-z]+(?:['’][a-z]+)?|[½¼¾]|\S")
_LONGEST = 30
"""More digits than this are no number."""
_LIST_WORDS = frozenset(["to", "through", "till", "until", "and", "or"])
_DASHES = frozenset("-–—−~")
_SHARES = frozenset(["percent", "percentage", "pct"])
_WORDS = ONES | TENS | SCALES
_VULGAR = {"½": 0.5, "¼": 0.25, "¾": 0.75}
_ABOUT = frozenset(
    [
        "about",
        "around",
        "roughly",
        "approximately",
        "nearly",
        "almost",
        "over",
        "under",
        "some",
        "above",
        "below",
        "exceeding",
        "least",
        "most",
        "upwards",
        "more",
        "less",
        "up",
        "odd",
    ]
)


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    word: str
    touches: bool
    """Whether it follows the token before it without a space."""

    @property
    def is_digits(self) -> bool:
        return self.text[0].isdigit()


@dataclass(slots=True)
class _Phrase:
    """A number that was read: its values, the tokens it takes, and whether it had a unit of size (million)."""

    low: float
    high: float
    first: int
    end: int
    scale: float = 1.0
    ordinal: bool = False
    required: bool = False
    """Whether the source has to have it: digits, and words from three up."""


def english_numbers(text: str) -> list[Quantity]:
    """The numbers of a text, in order; `required` of those that a source should have too."""
    masked = _URL.sub(lambda one: " " * len(one[0]), text)
    names = [
        Quantity(one[0], one.start(), exactly(*(float(part) for part in re.findall(r"\d+(?:\.\d+)?", one[0]))), required=False)
        for one in _NAME.finditer(masked)
    ]
    return sorted([*_Reader(_NAME.sub(lambda one: "#" * len(one[0]), masked)).read(), *names], key=lambda one: one.start)


class _Reader:
    """Walks over the tokens of a text once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens: list[_Token] = []
        end = -1
        for one in _TOKEN.finditer(text):
            self._tokens.append(_Token(one[0], one.start(), one[0].lower().replace("’", "'").removesuffix("'s"), one.start() == end))
            end = one.end()
        self._found: list[Quantity] = []
        self._wholes: set[int] = set()
        """Where the ten of nine out of ten stands: the source may say 九成."""

    def read(self) -> list[Quantity]:
        at = 0
        while at < len(self._tokens):
            phrase = self._phrase(at)
            at = self._finish(phrase) if phrase else self._word(at)
        return self._found

    def _at(self, index: int) -> str:
        return self._tokens[index].word if 0 <= index < len(self._tokens) else ""

    def _add(self, first: int, end: int, readings: tuple[Reading, ...], *, required: bool = False) -> None:
        last = self._tokens[end - 1]
        start = self._tokens[first].start
        about = any(self._at(index) in _ABOUT for index in range(max(0, first - 3), first)) or self._at(end) == "+"
        self._found.append(Quantity(self._text[start : last.start + len(last.text)], start, readings, required, about))

    # -- one number

    def _phrase(self, first: int) -> _Phrase | None:
        token = self._tokens[first]
        if token.is_digits and len(token.text) <= _LONGEST:
            value = float(token.text.replace(",", ""))
            phrase = _Phrase(value, value, first, first + 1, required=True)
            self._after_digits(phrase)
            return self._scaled(phrase)
        word = token.word
        if word in _VULGAR:
            return _Phrase(_VULGAR[word], _VULGAR[word], first, first + 1)
        if word in ("a", "an", "per", "every") and self._at(first + 1) in SCALES and self._at(first + 1) not in PARTS:
            return self._scaled(_Phrase(1.0, 1.0, first, first + 1))
        if word == "half":
            skip = first + 1 + (self._at(first + 1) in ("a", "-"))
            if self._at(skip) in SCALES:
                return self._scaled(_Phrase(0.5, 0.5, first, skip))
            return None
        if word in SOME:
            skip = first + 1 + (self._at(first + 1) in ("of", "-"))
            if self._at(skip) in SCALES:
                return self._scaled(_Phrase(*SOME[word], first, skip))
            return None
        if word in MANY:
            return self._many(first)
        if word in ("multi", "multibillion", "multimillion", "multitrillion") or (word in SCALES and word != "dozen"):
            return self._bare_scale(first)
        if word in ONES or word in TENS or (word in ORDINALS and word != "second") or word == "second":
            return self._words(first)
        return None

    def _after_digits(self, phrase: _Phrase) -> None:
        """A vulgar fraction or 1/2 that belongs to it, and the letters of an ordinal."""
        token = self._tokens[phrase.end] if phrase.end < len(self._tokens) else None
        if token and token.touches and token.text in _VULGAR:
            phrase.low = phrase.high = phrase.low + _VULGAR[token.text]
            phrase.end += 1
        elif token and token.touches and token.word in ("st", "nd", "rd", "th"):
            phrase.ordinal = True
            phrase.end += 1

    def _words(self, first: int) -> _Phrase:
        value, at, ordinal = 0.0, first, False
        while at < len(self._tokens):
            word = self._at(at)
            if word in ONES:
                value += ONES[word]
                at += 1
                break
            if word in TENS:
                value += TENS[word]
                at += 1
                follows = at + (self._at(at) == "-")
                if ONES.get(self._at(follows), 10.0) < 10 or ORDINALS.get(self._at(follows), 10.0) < 10:
                    at = follows
                    continue
                break
            value += ORDINALS[word]
            ordinal = True
            at += 1
            break
        phrase = _Phrase(value, value, first, at, ordinal=ordinal, required=value > 2 and not ordinal)
        return phrase if ordinal else self._scaled(phrase)

    def _scaled(self, phrase: _Phrase) -> _Phrase:
        """Multiply by the units that follow (hundred, million, bn), and add what stands behind them (and five, and a half)."""
        while phrase.end < len(self._tokens):
            at = phrase.end
            hyphen = self._at(at) == "-"
            token = self._tokens[at + 1] if hyphen and at + 1 < len(self._tokens) else self._tokens[at]
            word = token.word
            scale = SCALES.get(word) or (None if hyphen else self._suffix(token, phrase))
            if scale is None:
                break
            phrase.low, phrase.high, phrase.scale = phrase.low * scale, phrase.high * scale, phrase.scale * scale
            phrase.end = at + 1 + hyphen
            phrase.required = phrase.required or scale > 100
            if scale == 100.0 or scale == 1e3:
                self._rest(phrase)
        if self._at(phrase.end) == "and" and self._at(phrase.end + 1) == "a" and self._at(phrase.end + 2) == "half":
            phrase.low, phrase.high, phrase.end = phrase.low + phrase.scale / 2, phrase.high + phrase.scale / 2, phrase.end + 3
        elif [self._at(phrase.end + step) for step in range(6)] == ["-", "and", "-", "a", "-", "half"]:
            phrase.low, phrase.high, phrase.end = phrase.low + phrase.scale / 2, phrase.high + phrase.scale / 2, phrase.end + 6
        return phrase

    def _suffix(self, token: _Token, phrase: _Phrase) -> float | None:
        """Letters for a size: bn, 7B, 128k, and after money others too ($3m); 5m may be metres."""
        scale = SUFFIXES.get(token.word)
        if scale is None or not self._tokens[phrase.end - 1].is_digits:
            return None
        money = phrase.first > 0 and self._tokens[phrase.first - 1].text in "$€£¥"
        sure = money or len(token.word) > 1 or (token.touches and (token.text.isupper() or token.word == "k"))
        return scale if sure else None

    def _rest(self, phrase: _Phrase) -> None:
        """What follows hundred or thousand in words: two hundred and five."""
        at = phrase.end + (self._at(phrase.end) == "and")
        if self._at(at) in ONES or self._at(at) in TENS:
            rest = self._words(at)
            if rest.scale == 1.0 and rest.low < 100:
                phrase.low, phrase.high, phrase.end = phrase.low + rest.low, phrase.high + rest.low, rest.end

    def _many(self, first: int) -> _Phrase:
        """Hundreds, tens of billions, hundreds of thousands, dozens."""
        low, high = MANY[self._at(first)]
        end = first + 1
        while self._at(end) == "of" and self._at(end + 1) in MANY and self._at(end + 1) != "decades":
            factor = MANY[self._at(end + 1)][0]
            low, high, end = low * factor, min(high, 999.99) * factor, end + 2
        return _Phrase(low, high, first, end, scale=low, required=low >= 1e6)

    def _bare_scale(self, first: int) -> _Phrase | None:
        """A trillion-dollar company, a multi-billion deal."""
        word = self._at(first)
        multi = word.startswith("multi")
        scale = SCALES.get(word.removeprefix("multi"), 0.0)
        end = first + 1
        if word == "multi":
            end = first + 1 + (self._at(first + 1) == "-")
            scale = SCALES.get(self._at(end), 0.0)
            end += 1
        return (
            _Phrase(scale * (2 if multi else 1), scale * (99 if multi else 9.999), first, end, scale=scale, required=scale >= 1e6)
            if scale
            else None
        )

    # -- what it counts

    def _finish(self, phrase: _Phrase) -> int:
        """Read what follows, a second number of a range too, and note what was found; gives the index of the next token."""
        kind, end, more = self._kind(phrase)
        other = self._range(phrase)
        if other is None:
            self._note(phrase, end, (*self._readings(phrase, kind), *more))
            return max(end, phrase.end)
        other_kind, end, other_more = self._kind(other)
        # The first of two may leave its unit to the second: 3–5%, 20 to 30 million; the second its century to the first: 2012–15.
        readings = [*self._readings(phrase, other_kind if kind is Kind.COUNT else kind), *more]
        if other.scale > 1 and phrase.scale == 1:
            readings += self._readings(_Phrase(phrase.low * other.scale, phrase.high * other.scale, phrase.first, phrase.end), other_kind)
        other_readings = [*self._readings(other, other_kind), *other_more]
        if self._tokens[other.first].is_digits and other.low < 100 <= phrase.low:
            other_readings += exactly(phrase.low // 100 * 100 + other.low)
        self._note(phrase, phrase.end, tuple(readings))
        self._note(other, end, tuple(other_readings))
        return max(end, other.end)

    def _note(self, phrase: _Phrase, end: int, readings: tuple[Reading, ...]) -> None:
        self._add(phrase.first, max(phrase.end, end), readings, required=phrase.required and phrase.first not in self._wholes)

    def _readings(self, phrase: _Phrase, kind: Kind) -> tuple[Reading, ...]:
        if kind is Kind.SHARE:
            return (Reading(kind, phrase.low / 100, phrase.high / 100),)
        return (Reading(kind, phrase.low, phrase.high),)

    def _range(self, phrase: _Phrase) -> _Phrase | None:
        at = phrase.end
        kind, end, _ = self._kind(phrase)
        if kind is Kind.SHARE:
            at = end
        if self._at(at) in _LIST_WORDS or self._at(at) in _DASHES:
            following = at + 1
            if following < len(self._tokens) and self._tokens[following].text in "$€£¥":
                following += 1
            if following < len(self._tokens) and (
                self._tokens[following].is_digits or self._at(following) in ONES or self._at(following) in TENS
            ):
                if self._at(at) in ("and", "or", "-") and (phrase.ordinal or kind is Kind.SHARE):
                    return None
                return self._phrase(following)
        return None

    def _kind(self, phrase: _Phrase) -> tuple[Kind, int, tuple[Reading, ...]]:
        """What a number counts, where that ends, and further readings."""
        at = phrase.end
        value = phrase.low
        hyphen = at + (self._at(at) == "-")
        word = self._at(hyphen)
        if self._at(at) == "%" or word in _SHARES or (word == "per" and self._at(hyphen + 1) == "cent"):
            end = hyphen + 1 + (word == "per")
            return Kind.SHARE, end + (self._at(end) in ("point", "points")), ()
        if word == "basis":
            return Kind.COUNT, hyphen + 2, exactly(value / 1e4, kind=Kind.SHARE)
        if self._at(at) == "‰":
            return Kind.COUNT, at + 1, exactly(value / 1000, kind=Kind.SHARE)
        if word in ("times", "fold", "time") or (word in ("x", "×") and hyphen < len(self._tokens)):
            more: tuple[Reading, ...] = (Reading(Kind.MULTIPLE, phrase.low, phrase.high),)
            if any(self._at(hyphen + step) in ("more", "faster", "larger", "bigger", "higher", "greater", "increase") for step in (1, 2)):
                more += (Reading(Kind.MULTIPLE, phrase.low + 1, phrase.high + 1),)
            return Kind.COUNT, hyphen + 1, more
        if word in PARTS and not phrase.ordinal and value < 1000:
            return Kind.COUNT, hyphen + 1, exactly(value / PARTS[word], kind=Kind.SHARE)
        if self._at(at) == "/" and at + 1 < len(self._tokens) and self._tokens[at + 1].is_digits:
            below = float(self._tokens[at + 1].text.replace(",", ""))
            return Kind.COUNT, at, (*exactly(value / below, kind=Kind.SHARE),) if below else ()
        if self._at(at) in ("in", "of") or (self._at(at) == "out" and self._at(at + 1) == "of"):
            following = at + 1 + (self._at(at) == "out")
            if self._at(following) == "every":
                following += 1
            if following < len(self._tokens) and (self._tokens[following].is_digits or self._at(following) in ONES):
                below_phrase = self._phrase(following)
                if (
                    below_phrase
                    and below_phrase.low > 0
                    and (below_phrase.low <= 100 or value == 1)
                    and value < below_phrase.low
                    and not phrase.ordinal
                ):
                    self._wholes.add(following)
                    return Kind.COUNT, at, exactly(value / below_phrase.low, kind=Kind.SHARE)
        return Kind.COUNT, at, self._word_readings(phrase)

    def _word_readings(self, phrase: _Phrase) -> tuple[Reading, ...]:
        """A third is also the third, two decades 20 years, 1990s 90s, and a number beside / or - may be a month."""
        value = phrase.low
        found: tuple[Reading, ...] = ()
        if phrase.ordinal and self._at(phrase.first - 1) in ("a", "one", "-") and value > 2:
            found += exactly(1 / value, kind=Kind.SHARE)
        if 1 <= value <= 12 and value.is_integer():
            neighbours = (self._at(phrase.first - 1), self._at(phrase.end))
            if any(one in ("/", "-", ".") for one in neighbours):
                found += exactly(value, kind=Kind.MONTH)
        if (longer := LONGER_TIMES.get(self._at(phrase.end + (self._at(phrase.end) == "-")))) is not None:
            found += exactly(value * longer)
        if self._at(phrase.end) == "s" and value % 10 == 0:
            found += exactly(value % 100)
        return found

    def _word(self, at: int) -> int:
        """A word that is no number by itself but may stand for one; gives the index of the next token."""
        token = self._tokens[at]
        word = token.word
        if token.text.removesuffix(".") in MONTHS:
            self._add(at, at + 1, exactly(float(MONTHS[token.text.removesuffix(".")]), kind=Kind.MONTH))
        elif (day := token.text.removesuffix("s")) in WEEKDAYS or (day := token.text) in WEEKDAYS:
            self._add(at, at + 1, exactly(float(WEEKDAYS[day]), kind=Kind.WEEKDAY))
        elif word in MULTIPLES:
            value = MULTIPLES[word]
            self._add(
                at,
                at + 1,
                exactly(value, kind=Kind.MULTIPLE)
                + exactly(*([value] if value >= 1 else []))
                + exactly(*([0.5] if value == 0.5 else []), kind=Kind.SHARE),
            )
        elif word in ("half", "majority", "fifty-fifty"):
            self._add(at, at + 1, exactly(0.5, kind=Kind.SHARE) + exactly(0.5, 6, 30))
        elif word in ("quarter", "quarters"):
            self._add(at, at + 1, exactly(0.25, kind=Kind.SHARE) + exactly(4, 15))
        elif word.endswith("fold") and (times := _WORDS.get(word[:-4])):
            self._add(at, at + 1, exactly(times, times + 1, kind=Kind.MULTIPLE) + exactly(times))
        elif word == "magnitude":
            self._add(at, at + 1, exactly(10, 11, kind=Kind.MULTIPLE))
        elif word in SOME:
            self._add(at, at + 1, between(*SOME[word]))
        elif word in OTHERS:
            self._add(at, at + 1, exactly(OTHERS[word]))
        return at + 1
