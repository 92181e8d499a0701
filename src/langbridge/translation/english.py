"""English typography of a finished translation: what engines leave of Chinese punctuation, quotation marks, spaces.

`english_typography` changes marks and spaces only, never a word, and never a code: it may be run again and changes nothing then.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from langbridge.article import PartKind
from langbridge.translation.segments import Code, CodeKind, Content, join

# What stands for a code while marks are changed: noncharacters, which no text should hold.
_OPEN, _CLOSE, _ALONE = "\ufdd4", "\ufdd5", "\ufdd6"
_SIGNS = {CodeKind.OPEN: _OPEN, CodeKind.CLOSE: _CLOSE, CodeKind.ALONE: _ALONE}
_CODE = re.compile(f"[{_OPEN}{_CLOSE}{_ALONE}]")
_SKIP = f"[{_OPEN}{_CLOSE}]*"
"""Pairs of codes are nothing that a reader sees: marks look across them."""

_ITALICS = frozenset({PartKind.PARAGRAPH, PartKind.HEADING, PartKind.LIST_ITEM, PartKind.TABLE_CELL, PartKind.FOOTNOTE, PartKind.LINK_TEXT})
"""Where a title may be set in italics; values, attributes and alternative texts hold no markup, and quote it."""
_EMPHASIS = frozenset({"*", "_", "**", "__", "***", "___"})

# Letters, digits, and signs that are no markup: full-width < * _ # | stay, since their half-width forms could become some.
_NARROW = {
    0xFF01 + number: chr(0x21 + number) for number in range(94) if chr(0x21 + number).isalnum() or chr(0x21 + number) in "%+-/=&@$"
} | {
    ord("\u3000"): " ",
    ord("￥"): "¥",
    ord("｢"): "「",
    ord("｣"): "」",
    ord("｡"): "。",
}
_FINAL = {"，": ",", "、": ",", "。": ".", "；": ";", "：": ":", "！": "!", "？": "?"}
_SPACE = "[ \u00a0]"
_SPACES_BEFORE = f"(?<!{_SPACE}){_SPACE}*+"
_MARKS = "，、。；：！？"
# A space goes behind codes that close and before codes that open: `**so，**then` is `**so,** then`.
_AFTER = f"(?P<closing>{_CLOSE}*){_SPACE}*(?=(?P<next>{_SKIP}.?))"
_CHINESE_MARK = re.compile(f"{_SPACES_BEFORE}(?P<mark>[{_MARKS}][{_MARKS},.;:!?]*){_AFTER}", re.DOTALL)
_CLOSING = re.compile(f"{_SPACES_BEFORE}(?P<mark>[）】]){_AFTER}", re.DOTALL)
_OPENING = re.compile(f"(?<!{_SPACE})(?P<before>[^\\s(\\[“‘{_OPEN}]?)(?P<opening>{_OPEN}*){_SPACE}*+(?P<mark>[（【]){_SPACE}*+")
_DASHES = re.compile(f"{_SPACES_BEFORE}[—―─]{{2,}}{_SPACE}*")
_DOTS = re.compile("…{2,}|。{2,}|⋯+")
_TITLE = re.compile(f"[《〈]([^《》〈〉\n{_OPEN}{_CLOSE}{_ALONE}]*)[》〉]|[《〈]|[》〉]")
_THOUSANDS = re.compile("(?<=[0-9])，(?=[0-9]{3}(?![0-9]))")
_CLOCK = re.compile("(?<=[0-9])：(?=[0-9]{2}(?![0-9]))")
_WAVE = re.compile(f"(?<=[0-9%]){_SPACE}*[～〜]{_SPACE}*(?=[$€£¥]?[0-9])")
_PASSES = 8
"""A mark that was changed may let another be changed (【（); prose is done after the first pass."""
_WORDS_RUN_ON = re.compile(f"[\\w(\\[“‘*$€£¥{_ALONE}]")


def english_typography(content: Content, kind: PartKind = PartKind.PARAGRAPH, *, markdown: bool = True) -> Content:
    """The content as English sets it.

    - ，。、；：！？（）【】—— …… and full-width letters and digits become their Latin counterparts, with English spaces;
    - 「」『』 and straight quotation marks and apostrophes become “ ” ‘ ’; inches and feet (6.1", 5'10") stay;
    - 《》 become italics (`*…*`) where the kind and the article (`markdown`) take markup and no emphasis is open, else quotation marks;
    - spaces before marks, inside brackets and double ones go; those that Markdown reads (at a line's start or end) stay.

    Codes and their order stay as they are.  A text with noncharacters of Unicode is left alone.
    """
    if any(isinstance(piece, str) and _CODE.search(piece) for piece in content):
        return content
    codes = [piece for piece in content if isinstance(piece, Code)]
    text = "".join(piece if isinstance(piece, str) else _SIGNS[piece.kind] for piece in content)
    text = text.translate(_NARROW)
    text = _titles(text, codes, italics=markdown and kind in _ITALICS)
    for _ in range(_PASSES):
        before = text
        for step in _STEPS:
            text = step(text)
        if text == before:
            break
    return _with_codes(text, codes)


def _with_codes(text: str, codes: list[Code]) -> Content:
    pieces: list[str | Code] = []
    rest = iter(codes)
    at = 0
    for found in _CODE.finditer(text):
        pieces += [text[at : found.start()], next(rest)]
        at = found.end()
    return join([*pieces, text[at:]])


def _titles(text: str, codes: list[Code], *, italics: bool) -> str:
    """《》 as italics or quotation marks; a title that holds codes, or stands in emphasis, is quoted."""

    def replace(found: re.Match[str]) -> str:
        title = found[1]
        if title is None:
            return "“" if found[0] in "《〈" else "”"
        quoted = not italics or "*" in title or not title.strip() or _in_emphasis(text[: found.start()], codes)
        opening, closing = ("“", "”") if quoted else ("*", "*")
        before = " " if re.search(rf"[\w,.;:!?)\]{_CLOSE}{_ALONE}]$", text[: found.start()]) else ""
        after = " " if re.match(rf"[\w(\[{_OPEN}{_ALONE}]", text[found.end() :]) else ""
        return f"{before}{opening}{title.strip()}{closing}{after}"

    return _TITLE.sub(replace, text)


def _in_emphasis(before: str, codes: list[Code]) -> bool:
    """Whether a pair of `*` or `_` is open."""
    opened: list[int] = []
    for code, _ in zip(codes, _CODE.finditer(before), strict=False):
        if code.kind is CodeKind.OPEN and code.text in _EMPHASIS:
            opened.append(code.number)
        elif code.kind is CodeKind.CLOSE and code.number in opened:
            opened.remove(code.number)
    return bool(opened)


def _punctuation(text: str) -> str:
    text = _DOTS.sub("…", text)
    text = _THOUSANDS.sub(",", text)
    text = _CLOCK.sub(":", text)
    text = _WAVE.sub("–", text)
    text = _DASHES.sub("—", text)

    text = _CHINESE_MARK.sub(_latin_mark, text)
    text = _OPENING.sub(_latin_opening, text)
    return _CLOSING.sub(_latin_closing, text)


def _latin_mark(found: re.Match[str]) -> str:
    marks = [_FINAL.get(one, one) for one in found["mark"]]
    # Of a comma or point that follows another mark nothing is left; ?! stay.
    kept = [one for at, one in enumerate(marks) if not at or (one in "!?" and marks[at - 1] in "!?")]
    return "".join(kept) + found["closing"] + _space_after(found)


def _latin_opening(found: re.Match[str]) -> str:
    apart = " " if found["before"] else ""
    return found["before"] + apart + found["opening"] + ("(" if found["mark"] == "（" else "[")


def _latin_closing(found: re.Match[str]) -> str:
    return (")" if found["mark"] == "）" else "]") + found["closing"] + _space_after(found)


def _space_after(found: re.Match[str]) -> str:
    """What stands between a mark and what follows: a space before words; else one that was there, and Markdown's two at a line's end."""
    following = found["next"].strip(_OPEN + _CLOSE)
    spaces = len(found[0]) - len(found[0].rstrip(" \u00a0"))
    if _WORDS_RUN_ON.match(following):
        return " "
    if following == "\n":
        return " " * spaces if spaces > 1 else ""
    return " " if spaces and following and following not in _NO_SPACE_BEFORE else ""


_NO_SPACE_BEFORE = _MARKS + ",.;:!?)]”’）】"


def _quotes(text: str) -> str:
    """Chinese and straight quotation marks as “ ” and ‘ ’."""
    depth = 0
    pieces: list[str] = []
    singles = {one.start() for one in _single_closings(text)}
    open_doubles, open_singles = 0, 0
    for at, character in enumerate(text):
        match character:
            case "「" | "『":
                apart = " " if re.search("[A-Za-z0-9,;:]$", text[:at][-1:]) else ""
                pieces.append(apart + ("“" if depth % 2 == 0 else "‘"))
                depth += 1
            case "」" | "』":
                depth = max(0, depth - 1)
                apart = " " if re.match("[A-Za-z0-9(]", text[at + 1 : at + 2]) else ""
                pieces.append(("”" if depth % 2 == 0 else "’") + apart)
            case '"':
                opens = _opens(text, at) or (not open_doubles and text[:at].endswith(_CHINESE))
                if not opens and not open_doubles and re.search(r"[0-9]$", text[:at][-1:]):
                    pieces.append(character)
                    continue
                open_doubles = open_doubles + 1 if opens else max(0, open_doubles - 1)
                pieces.append("“" if opens else "”")
            case "'":
                if re.search("[0-9]$", text[:at][-1:]) and not open_singles and not re.match("[A-Za-z]", text[at + 1 : at + 2]):
                    pieces.append(character)
                elif _opens(text, at) and any(at < one for one in singles) and not re.match(r"\d\ds\b", text[at + 1 : at + 5]):
                    open_singles += 1
                    pieces.append("‘")
                else:
                    open_singles = max(0, open_singles - 1)
                    pieces.append("’")
            case _:
                pieces.append(character)
    return "".join(pieces)


_CHINESE = tuple(_MARKS + "（【")


def _single_closings(text: str) -> list[re.Match[str]]:
    return list(re.finditer(rf"(?<=[^\s(\[“‘])'(?={_SKIP}(?:[\s.,;:!?)\]”\"—]|$))", text))


def _opens(text: str, at: int) -> bool:
    """Whether a straight mark opens: at a start, after a space, an opening or a dash, and before something."""
    before, after = text[:at].rstrip(_OPEN + _CLOSE)[-1:], text[at + 1 :].lstrip(_OPEN + _CLOSE)[:1]
    return (not before or before.isspace() or before in "([{“‘「『—–/\"'") and bool(after) and not after.isspace()


_QUOTE_SPACES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(f"(?<=[“‘]){_SPACE}+"), ""),
    (re.compile(f"(?<=[^\\s]){_SPACE}+(?=”)"), ""),
    (re.compile("(?<=[A-Za-z0-9,;])(?=“)"), " "),
    (re.compile("(?<=”)(?=[A-Za-z0-9(])"), " "),
)
_SPACES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(f"(?<=[^\\s,.;:!?]){_SPACE}+(?=[,;](?![^\\s{_OPEN}{_CLOSE}{_ALONE}]))"), ""),
    (re.compile(f"(?<=[\\w)\\]”’%]){_SPACE}+(?=[.:!?](?:\\s|$))"), ""),
    (re.compile(f"(?<=[(\\[]){_SPACE}+(?=\\S)(?![xX ]?\\])"), ""),
    (re.compile(f"(?<=[^\\s(\\[]){_SPACE}+(?=\\))"), ""),
    (re.compile("(?<=\\S) {2,}(?=\\S)"), " "),
)


def _quote_spaces(text: str) -> str:
    for pattern, replacement in _QUOTE_SPACES:
        text = pattern.sub(replacement, text)
    return text


def _spaces(text: str) -> str:
    for pattern, replacement in _SPACES:
        text = pattern.sub(replacement, text)
    return text


_STEPS: tuple[Callable[[str], str], ...] = (_quotes, _punctuation, _quote_spaces, _spaces)
