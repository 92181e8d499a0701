"""Text as a reader sees it: Han characters and kana one by one, words in letters and numbers whole, and sentences."""

from __future__ import annotations

import re

# Letters of the scripts that part words by spaces: Latin, Greek and Cyrillic with their accents.
_LETTERS = "A-Za-zªµºÀ-ÖØ-öø-ʯ\u0300-\u036f\u0370-\u052fᴀ-\u1fff"
_LONGEST = 64
"""A longer run of letters is no word (a key, a picture in base64), and is cut."""

_WORD = (
    rf"[{_LETTERS}](?:['’]?[{_LETTERS}]){{0,{_LONGEST}}}"
    rf"|\d(?:[.,]?\d){{0,{_LONGEST}}}"
    # Anything else by itself, with the marks that belong to it: accents, variation selectors, tones of skin.
    r"|\S[\u0300-\u036f\u20d0-\u20ff\u3099\u309a\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0100-\U000e01ef]{0,8}"
)
_VISIBLE = re.compile(_WORD)
_TOKEN = re.compile(rf"{_WORD}|\r?\n|[^\S\r\n]{{1,{_LONGEST}}}|\r")
_SENTENCE_END = re.compile(r"[。！？!?；;]+[」』”’）)\"]*[^\S\n]*|\.[^\S\n]+|\n")


def tokens(text: str) -> list[str]:
    """The words and characters of a text; joined they are the text."""
    return _TOKEN.findall(text)


def visible_tokens(text: str) -> list[str]:
    """The same without white space."""
    return _VISIBLE.findall(text)


def sentences(text: str) -> list[str]:
    """The sentences of a text, by their marks alone; joined they are the text."""
    ends = [found.end() for found in _SENTENCE_END.finditer(text)]
    if not ends or ends[-1] < len(text):
        ends.append(len(text))
    return [text[start:end] for start, end in zip([0, *ends], ends, strict=False)] if text else []


def lines(text: str) -> list[str]:
    """The lines of a text with their ends, parted at U+000A alone, as editors and the rest of langbridge count them."""
    found = [line + "\n" for line in text.split("\n")]
    found[-1] = found[-1][:-1]
    return found if found[-1] else found[:-1]
