"""Which characters only one script writes, read from OpenCC's character tables.

A character counts only where the tables leave no doubt.  台, 后, 里 and 干 are written in both scripts, 群 is what Taiwan writes though
OpenCC's own standard has 羣, and 著 and 着 are told apart by meaning: none of these is held against a form.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from langbridge.dictionaries import read_dictionary

_ALSO_IN_TAIWAN = frozenset("污泄癡棱檐痹")
"""What OpenCC's table for Taiwan replaces, and Taiwan's press writes all the same: 污染."""


def find_foreign_characters(text: str, script: str) -> str:
    """The characters of the text that the script (`Hans` or `Hant`) never writes, each once, in their order."""
    foreign = _traditional_only() if script == "Hans" else _simplified_only()
    return "".join(dict.fromkeys(character for character in text if character in foreign))


def find_variants(text: str) -> dict[str, str]:
    """The characters of a text for Taiwan that Taiwan writes otherwise, with what it writes: 裏 gives 裡."""
    usual = _taiwan_variants()
    return {character: usual[character] for character in text if character in usual}


@cache
def _simplified_only() -> frozenset[str]:
    characters = _read_table("STCharacters")
    regional = {*_values("TWVariants"), *_values("HKVariants")}
    traditional = _read_table("TSCharacters").keys() | regional
    return frozenset(one for one, others in characters.items() if one not in others and one not in traditional)


@cache
def _traditional_only() -> frozenset[str]:
    characters = _read_table("TSCharacters")
    simplified = _read_table("STCharacters").keys() | _values("TSCharacters")
    return frozenset(one for one, others in characters.items() if one not in others and one not in simplified)


@cache
def _taiwan_variants() -> Mapping[str, str]:
    table = _read_table("TWVariants").items()
    return {one: others[0] for one, others in table if one not in others and one not in _ALSO_IN_TAIWAN}


def _values(name: str) -> set[str]:
    return {other for others in _read_table(name).values() for other in others}


@cache
def _read_table(name: str) -> Mapping[str, tuple[str, ...]]:
    return {key: tuple(values.split(" ")) for key, values in read_dictionary(name).items()}
