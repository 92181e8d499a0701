"""Inline codes written the way an engine keeps them best, and found again in its answer.

An answer is only taken when every code came back once, closing codes after their opening ones and pairs inside one another.  Engines are
forgiven what they are known to do: spaces in and around a code, another case, other brackets or quotes, entities.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from typing import TypeAlias

from langbridge.translation.engines.engine import MarkupForm
from langbridge.translation.segments import Code, CodeKind, Content, codes_of, join, plain

# A code's place in the list of the content's codes, or the text between two.
_Pieces: TypeAlias = "list[str | int]"


@dataclass(frozen=True, slots=True)
class MarkupFault:
    """Why the codes in an answer cannot be trusted, in words that can be sent to the engine: numbers as it saw them, no text."""

    message: str


def serialise(content: Content, form: MarkupForm) -> str:
    """What an engine gets to see.  Raises ValueError for codes in the form that has none."""
    codes = codes_of(content)
    if form is MarkupForm.NONE:
        if codes:
            raise ValueError("this form has no codes: split the content at them")
        return plain(content)
    marks = iter(_marks(content, form))
    pieces = [_escape(piece, form) if isinstance(piece, str) else next(marks) for piece in content]
    return _with_room(pieces, content) if form is MarkupForm.TOKENS else "".join(pieces)


def restore(text: str, content: Content, form: MarkupForm, *, exact: bool = False) -> Content | MarkupFault:
    """An answer with the codes of its source in the place of their marks, and spaces where English wants them around codes.

    `exact` leaves all spaces as they are: for what a person wrote, or what was restored before.
    """
    codes = codes_of(content)
    pieces = _read(text, content, form)
    if isinstance(pieces, MarkupFault):
        return pieces
    marks = _marks(content, form)
    if fault := _find_fault([piece for piece in pieces if isinstance(piece, int)], codes, marks):
        return fault
    if exact:
        return join(piece if isinstance(piece, str) else codes[piece] for piece in pieces)
    return join(_spaced(pieces, content))


# The marks ------------------------------------------------------------------------------------------------------------------------------


def _marks(content: Content, form: MarkupForm) -> list[str]:
    """The mark of each code, in order."""
    codes = codes_of(content)
    match form:
        case MarkupForm.TOKENS:
            prefix = _token_prefix(content)
            return [f"{prefix}{place}X" for place in range(1, len(codes) + 1)]
        case MarkupForm.BRACKETS:
            return [_bracket(code) for code in codes]
        case MarkupForm.XML:
            nested = _nested_pairs(codes)
            return [_tag(code, place in nested, codes) for place, code in enumerate(codes)]
        case MarkupForm.NONE:
            return []


def _token_prefix(content: Content) -> str:
    """Letters that start no word of any language, nor any of this text."""
    text = plain(content).casefold()
    return next((prefix for prefix in ("Xqz", "Xqj", "Xvq") if prefix.casefold() not in text), "Xzqj")


def _bracket(code: Code) -> str:
    match code.kind:
        case CodeKind.OPEN:
            return f"⟦{code.number}⟧"
        case CodeKind.CLOSE:
            return f"⟦/{code.number}⟧"
        case CodeKind.ALONE:
            return f"⟦{code.number}/⟧"


def _tag(code: Code, nested: bool, codes: Sequence[Code]) -> str:
    if nested:
        return f'<g id="{code.number}">' if code.kind is CodeKind.OPEN else "</g>"
    # Half a pair, or one that crosses another, cannot be an element: each half stands alone, by an id of its own.
    shared = sum(other.number == code.number for other in codes) > 1
    half = {CodeKind.OPEN: "a", CodeKind.CLOSE: "z", CodeKind.ALONE: ""}[code.kind] if shared else ""
    return f'<x id="{code.number}{half}"/>'


def _nested_pairs(codes: Sequence[Code]) -> set[int]:
    """The places of codes whose pairs lie wholly inside or outside of each other."""
    pairs: list[tuple[int, int]] = []
    opened: dict[int, int] = {}
    for place, code in enumerate(codes):
        if code.kind is CodeKind.OPEN:
            opened[code.number] = place
        elif code.kind is CodeKind.CLOSE and code.number in opened:
            pairs.append((opened.pop(code.number), place))
    nested: set[int] = set()
    for start, end in pairs:
        if not any(start < other < end < other_end or other < start < other_end < end for other, other_end in pairs):
            nested |= {start, end}
    return nested


def _escape(text: str, form: MarkupForm) -> str:
    match form:
        case MarkupForm.BRACKETS:
            return text.replace("⟦", "⟦⟦")
        case MarkupForm.XML:
            return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        case MarkupForm.TOKENS | MarkupForm.NONE:
            return text


def _with_room(pieces: Sequence[str], content: Content) -> str:
    """Tokens with a space to Latin letters and digits: `Xqz1XPython` would be one word.  `restore` takes it out again."""
    told: list[str] = []
    for piece, original in zip(pieces, content, strict=True):
        before = told[-1][-1:] if told else ""
        is_boundary = isinstance(original, Code) or (len(told) > 0 and isinstance(content[len(told) - 1], Code))
        told.append(f" {piece}" if is_boundary and _is_latin(before) and _is_latin(piece[:1]) else piece)
    return "".join(told)


# Finding them again -----------------------------------------------------------------------------------------------------------------------


def _read(text: str, content: Content, form: MarkupForm) -> _Pieces | MarkupFault:
    match form:
        case MarkupForm.TOKENS:
            return _read_tokens(text, content)
        case MarkupForm.BRACKETS:
            return _read_brackets(text, content)
        case MarkupForm.XML:
            return _read_tags(text, content)
        case MarkupForm.NONE:
            return [text]


def _read_tokens(text: str, content: Content) -> _Pieces | MarkupFault:
    count = len(codes_of(content))
    if not count:
        return [text]
    prefix = _token_prefix(content)
    pieces: _Pieces = []
    done = 0
    for found in re.finditer(rf"{prefix}\s?(\d{{1,6}})\s?X", text, re.IGNORECASE):
        place = int(found[1]) - 1
        if not 0 <= place < count:
            return MarkupFault(f"there is no code {prefix}{place + 1}X")
        pieces += (text[done : found.start()], place)
        done = found.end()
    pieces.append(text[done:])
    if any(prefix.casefold() in piece.casefold() for piece in pieces if isinstance(piece, str)):
        return MarkupFault("a code came back damaged")
    return pieces


_BRACKETS = re.compile(r"⟦⟦|[⟦〚]\s*([/／]?)\s*(\d{1,6})\s*[/／]?\s*[⟧〛]")
_DOUBLE_SQUARE = re.compile(r"\[\[\s*([/／]?)\s*(\d{1,6})\s*[/／]?\s*\]\]")


def _read_brackets(text: str, content: Content) -> _Pieces | MarkupFault:
    codes = codes_of(content)
    written = plain(content)
    if codes and "[[" not in written:
        text = _DOUBLE_SQUARE.sub(lambda found: f"⟦{found[1]}{found[2]}⟧", text)
    by_kind = {(code.number, code.kind): place for place, code in enumerate(codes)}
    pieces: _Pieces = []
    done = 0
    for found in _BRACKETS.finditer(text):
        if found[0] == "⟦⟦":
            pieces += (text[done : found.start()], "⟦")
            done = found.end()
            continue
        # What stands for the number is known from the source: of a lone code the stroke may have gone astray.
        kinds = (CodeKind.CLOSE, CodeKind.ALONE) if found[1] else (CodeKind.OPEN, CodeKind.ALONE, CodeKind.CLOSE)
        number = int(found[2])
        place = next((by_kind[number, kind] for kind in kinds if (number, kind) in by_kind), None)
        if place is None:
            return MarkupFault(f"there is no code ⟦{found[1]}{number}⟧")
        pieces += (text[done : found.start()], place)
        done = found.end()
    pieces.append(text[done:])
    if codes and "⟦" not in written and any("⟦" in piece for piece in pieces if isinstance(piece, str)):
        return MarkupFault("a code came back damaged")
    return pieces


_TAG = re.compile(
    r"""<\s*(?P<name>[gx])\s+id\s*=\s*["'“”]?(?P<id>\d{1,6}[az]?)["'“”]?\s*(?P<alone>/?)\s*>(?:\s*<\s*/\s*x\s*>)?|<\s*/\s*(?P<end>g)\s*>""",
    re.IGNORECASE,
)
_ANY_TAG = re.compile(r"</?\s*[a-z][^<>]*>", re.IGNORECASE)


def _read_tags(text: str, content: Content) -> _Pieces | MarkupFault:
    codes = codes_of(content)
    marks = _marks(content, MarkupForm.XML)
    closing = {code.number: place for place, code in enumerate(codes) if code.kind is CodeKind.CLOSE and marks[place] == "</g>"}
    alone = {mark[7:-3]: place for place, mark in enumerate(marks) if mark.startswith("<x")}
    opening = {mark[7:-2]: place for place, mark in enumerate(marks) if mark.startswith("<g")}
    pieces: _Pieces = []
    opened: list[int] = []
    done = 0
    for found in _TAG.finditer(text):
        place: int | None
        if found["end"]:
            if not opened:
                return MarkupFault("a </g> closes nothing")
            place = closing[opened.pop()]
        else:
            place = (opening if found["name"] in "gG" else alone).get(found["id"])
            if place is None:
                return MarkupFault(f'there is no <{found["name"]} id="{found["id"]}">')
            if place in opening.values() and not found["alone"]:
                opened.append(codes[place].number)
        pieces += (text[done : found.start()], place)
        done = found.end()
    pieces.append(text[done:])
    if any(_ANY_TAG.search(piece) for piece in pieces if isinstance(piece, str)):
        return MarkupFault("there is a tag that was not in the source")
    return [unescape(piece) if isinstance(piece, str) else piece for piece in pieces]


def _find_fault(places: Sequence[int], codes: Sequence[Code], marks: Sequence[str]) -> MarkupFault | None:
    for place in range(len(codes)):
        if (count := places.count(place)) != 1:
            # `</g>` says too little.
            named = f"the end of code {codes[place].number}" if marks[place] == "</g>" else f"code {marks[place]}"
            return MarkupFault(f"{named} was lost" if not count else f"{named} came back {count} times")
    ordered = [codes[place] for place in places]
    open_numbers: set[int] = set()
    paired = {code.number for code in codes if code.kind is CodeKind.OPEN}
    for code in ordered:
        if code.kind is CodeKind.OPEN:
            open_numbers.add(code.number)
        elif code.kind is CodeKind.CLOSE and code.number in paired and code.number not in open_numbers:
            return MarkupFault(f"code {code.number} ends before it begins")
    nested = {codes[place].number for place in _nested_pairs(codes)}
    still_nested = {ordered[place].number for place in _nested_pairs(ordered)}
    if crossing := nested - still_nested:
        return MarkupFault(f"code {min(crossing)} crosses another")
    return None


# Spaces ---------------------------------------------------------------------------------------------------------------------------------


def _spaced(pieces: _Pieces, content: Content) -> Iterator[str | Code]:
    """The codes with the spaces that English wants around them.

    Chinese has no spaces, so an engine guesses: `the** new **model`, `the`code`here`.  What is inside a pair hugs it, what is outside keeps
    a space to letters; but where Latin letters or digits stood against a code on both its sides (`H<sub>2</sub>O`), they still do.
    """
    codes = codes_of(content)
    hugged = _hugged(content)
    row: list[str | Code] = []
    texts: list[str] = []  # the text after each code; the first one stands before all
    order: list[int] = []
    texts.append("")
    for piece in pieces:
        if isinstance(piece, int):
            order.append(piece)
            texts.append("")
        else:
            texts[-1] += piece
    for at, place in enumerate(order):
        texts[at], texts[at + 1] = _space(texts[at], codes[place], texts[at + 1], hugged[place])
    row.append(texts[0])
    for at, place in enumerate(order):
        row += (codes[place], texts[at + 1])
    yield from row


def _space(before: str, code: Code, after: str, hugged: bool) -> tuple[str, str]:
    if hugged:
        if before.strip() and after.strip():
            before, after = before.rstrip(" "), after.lstrip(" ")
        return before, after
    if code.kind is CodeKind.OPEN:
        moved = after.startswith(" ") and bool(before) and not before[-1].isspace() and before[-1] not in "([{“‘\"'"
        after = after.lstrip(" ")
        wanted = _is_latin(before[-1:]) and _is_latin(after[:1])
        return (f"{before} " if moved or wanted else before), after
    if code.kind is CodeKind.CLOSE:
        moved = before.endswith(" ") and _is_latin(after[:1])
        wanted = _is_latin(before.rstrip(" ")[-1:]) and _is_latin(after[:1])
        return before.rstrip(" "), (f" {after}" if moved or wanted else after)
    if not code.text.strip() or code.text.startswith("<br"):
        return before, after
    if code.text.startswith("[^"):
        before = before.rstrip(" ")
    elif _is_latin(before[-1:]):
        before = f"{before} "
    return before, (f" {after}" if _is_latin(after[:1]) else after)


def _hugged(content: Content) -> list[bool]:
    """Of each code, whether Latin letters or digits stand against it on both sides."""
    around: list[bool] = []
    for at, piece in enumerate(content):
        if isinstance(piece, Code):
            before, after = content[at - 1] if at else "", content[at + 1] if at + 1 < len(content) else ""
            around.append(isinstance(before, str) and isinstance(after, str) and _is_latin(before[-1:]) and _is_latin(after[:1]))
    return around


def _is_latin(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()
