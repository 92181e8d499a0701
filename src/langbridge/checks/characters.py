"""Characters that an article's script or region does not write, and text that is left alone because it is Japanese."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from langbridge.checks.remarks import Remark
from langbridge.dictionaries import read_dictionary
from langbridge.script.detection_tables import character_tables
from langbridge.values import HANT_HK, LanguageTag

_WITH_KANA = re.compile(
    r"[\u3005-\u3007\u3040-\u30fa\u30fc-\u30ff\u3400-\u9fff]*[\u3041-\u3096\u30a1-\u30fa][\u3005-\u3007\u3040-\u30ff\u3400-\u9fff]*"
)
"""Kana and the kanji around it; the mark ・ is in Chinese names too and tells nothing."""

# Where a character that is Simplified nearly everywhere is Traditional: 茶几 is a tea table, 万俟 a surname, 老么 the youngest.
_TRADITIONAL_WORDS = re.compile("茶几|几案|几席|窗明几[淨净]|万俟|老么|么[妹弟兒女叔]|么九")

# What OpenCC's table for Taiwan replaces, and Taiwan writes as well: 污染, 人蔘, 嘴脣, 鍼灸, 祕書.
_ALSO_IN_TAIWAN = frozenset("污泄癡棱檐痹樑蔘脣鍼祕麪踊踴")
# Glyphs of Hong Kong's official list that Taiwan does not write.
_HONG_KONG_GLYPHS = {
    "衞": "衛",
    "説": "說",
    "鋭": "銳",
    "閲": "閱",
    "悦": "悅",
    "脱": "脫",
    "税": "稅",
    "卧": "臥",
    "敍": "敘",
    "綫": "線",
    "蜕": "蛻",
}
# What Hong Kong does not write.  Its press writes 說 and 説, 戶 and 户, 線 and 綫, 溫 and 温, 麵 and 麪 side by side: these are let be.
_IN_HONG_KONG = {"爲": "為", "裡": "裏", "衛": "衞", "僞": "偽", "喫": "吃", "竈": "灶", "纔": "才", "祕": "秘", "皁": "皂", "覈": "核"}
# Particles that Taiwan writes 著 and the others 着; 著作 and 顯著 are written with 著 everywhere.
_PARTICLE_WORDS = "隨著 接著 跟著 看著 沿著 有著 帶著 意味著 朝著 對著 拿著 等著 活著 說著 想著 忙著 靠著 試著 向著 面對著 伴隨著"
# In Simplified text: Taiwan's and older forms that are no letters of the other script by the tables.
_IN_SIMPLIFIED = {"於": "于", "裡": "里", "裏": "里", "衞": "卫", "爲": "为"}
_SURNAME = re.compile("樊於|於[梨崇]")


def foreign_signs(text: str, target: LanguageTag) -> Iterator[int]:
    """Where `find_characters` or `find_variants` may have something to say of a line of this text."""
    yield from (found.start() for found in _strange(target).finditer(text))
    if _has_particles(target):
        yield from (found.start() for found in _particles(target.script).finditer(text))


def find_characters(text: str, target: LanguageTag) -> Iterator[Remark]:
    """Characters that the target script never writes, Japanese left alone."""
    foreign = _foreign(target)
    if foreign.isdisjoint(text):
        return
    exempt = _ranges(_WITH_KANA, text) + (_ranges(_TRADITIONAL_WORDS, text) if target.script == "Hant" else [])
    other = "Simplified" if target.script == "Hant" else "Traditional"
    usual = _other_script(target.script)
    for at, character in enumerate(text):
        if character in foreign and not _within(at, exempt):
            better = usual.get(character, "")
            yield Remark(at, "script.character", f"{character} is only in {other} Chinese{f'; it may be {better}' if better else ''}")


def find_variants(text: str, target: LanguageTag) -> Iterator[Remark]:
    """Glyphs that the target's region writes otherwise."""
    table = _variants(target)
    exempt: list[tuple[int, int]] | None = None
    if not table.keys().isdisjoint(text):
        exempt = _ranges(_WITH_KANA, text) + _ranges(_names(target), text)
        for at, character in enumerate(text):
            if character in table and not _within(at, exempt):
                yield Remark(at, "script.variant", f"{character} is written {table[character]} in {target}")
    if _has_particles(target):
        for found in _particles(target.script).finditer(text):
            yield Remark(found.end() - 1, "script.variant", f"{found[0]} is written {found[0][:-1]}着 in {target}")


def _foreign(target: LanguageTag) -> frozenset[str]:
    tables = character_tables()
    return tables.simplified if target.script == "Hant" else tables.traditional


@cache
def _strange(target: LanguageTag) -> re.Pattern[str]:
    # Beyond the basic plane all are taken for strange: a class with single ones among them is searched a hundred times as slowly.
    basic = "".join(sign for sign in sorted(_foreign(target) | _variants(target).keys()) if sign <= "\uffff")
    return re.compile(f"[{basic}\U00010000-\U0010ffff]")


def _has_particles(target: LanguageTag) -> bool:
    """Whether the target's region writes the particle as 着, and Taiwan's words with 著 are looked for."""
    return target.script == "Hans" or target == HANT_HK


@cache
def _variants(target: LanguageTag) -> Mapping[str, str]:
    if target.script == "Hans":
        return _IN_SIMPLIFIED
    if target == HANT_HK:
        return _IN_HONG_KONG
    table = {key: values.split(" ") for key, values in read_dictionary("TWVariants").items()}
    return {key: values[0] for key, values in table.items() if key not in values and key not in _ALSO_IN_TAIWAN} | _HONG_KONG_GLYPHS


@cache
def _names(target: LanguageTag) -> re.Pattern[str]:
    """Names that keep a glyph which their region does not write otherwise; OpenCC lists many."""
    if target.script == "Hans":
        return _SURNAME
    dictionary = "HKVariantsPhrases" if target == HANT_HK else "TWVariantsPhrases"
    names = sorted(
        {name for entry in read_dictionary(dictionary).items() for name in (entry[0], *entry[1].split(" "))}, key=len, reverse=True
    )
    return re.compile("|".join(map(re.escape, names)))


@cache
def _particles(script: str) -> re.Pattern[str]:
    words = _PARTICLE_WORDS
    if script == "Hans":
        words = words.translate({ord(key): values.split(" ")[0] for key, values in read_dictionary("TSCharacters").items()}).replace(
            "着", "著"
        )
    return re.compile(f"(?:{'|'.join(sorted(words.split(), key=len, reverse=True))})(?![名作])")


@cache
def _other_script(script: str) -> Mapping[str, str]:
    """For each character its most usual form in the script."""
    table = read_dictionary("STCharacters" if script == "Hant" else "TSCharacters")
    usual = {key: values.split(" ")[0] for key, values in table.items()}
    taiwan = read_dictionary("TWVariants") if script == "Hant" else {}
    return {key: taiwan.get(value, value).split(" ")[0] for key, value in usual.items() if value != key}


def _ranges(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    return [found.span() for found in pattern.finditer(text)]


def _within(at: int, ranges: list[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in ranges)
