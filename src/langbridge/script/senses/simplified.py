"""Towards Simplified: what OpenCC's table leaves Traditional, or writes as a particle where it is a word.

Places here come out one reading each way, so a small table for each character is all that is needed.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from langbridge.dictionaries import read_dictionary
from langbridge.script.guard import torn, word_edges

ALWAYS = {
    "牠": "它",
    "妳": "你",
    "砲": "炮",
    "礮": "炮",
    "姪": "侄",
    "呉": "吴",
    "様": "样",
    "甦": "苏",
    "衞": "卫",
    "戶": "户",
    "麽": "么",
    "菸": "烟",
    "癡": "痴",
    "綫": "线",
    "羣": "群",
    "牀": "床",
    "峯": "峰",
    "裏": "里",
    "囉": "啰",
    "剎": "刹",
    "囪": "囱",
    "搥": "捶",
    "踫": "碰",
    "痠": "酸",
    "歎": "叹",
    "蹟": "迹",
    "佈": "布",
    "佔": "占",
    "唸": "念",
    "週": "周",
    "嚐": "尝",
    "慾": "欲",
    "僱": "雇",
    "捱": "挨",
    "揹": "背",
    "祕": "秘",
    "鬦": "斗",
    "乾": "干",
    "徵": "征",
    "於": "于",
    "著": "着",
    "帳": "账",
    "瞭": "了",
    "餘": "余",
    "藉": "借",
    "夥": "伙",
    "鍾": "钟",
    "覆": "覆",
}
"""Traditional characters and the usual Simplified form of each; where words below say otherwise, the word's form."""

_WORDS = {
    "著": (
        "著",
        "著名 著作 著者 著述 名著 巨著 原著 专著 论著 显著 卓著 昭著 土著 编著 合著 译著 所著 著有 著书 著称 著录 遗著"
        " 撰著 拙著 大著 新著 旧著 主著 较著 炳著 著文 著译 著书立说 著《"
        " 著于 功勋卓著 彰明较著 见微知著 著于世 著曰 自著 私著 著成 著作权 著闻 著姓 著籍",
    ),
    "乾": (
        "乾",
        "乾隆 乾坤 乾卦 乾清 乾元 乾陵 乾县 乾嘉 乾德 乾道 乾符 乾封 乾宁 乾化 乾祐 乾统 乾亨 乾兴 乾象 乾闼 康乾 郭乾"
        " 旋乾转坤 乾安 乾州 乾明 乾贞 乾和 乾造 乾宅 乾断",
    ),
    "徵": ("徵", "角徵 徵羽 宫商角徵羽 徵调 徵声 徵音 变徵 清徵 魏徵"),
    "帳": (
        "帐",
        "帐篷 帐幕 蚊帐 营帐 帐中 帐下 帐外 帐内 军帐 大帐 罗帐 纱帐 帐子 毡帐 帐前 升帐 中军帐 虎帐 绛帐 帐顶 幔帐"
        " 床帐 锦帐 幄帐 青纱帐 牙帐 龙帐",
    ),
    "瞭": ("瞭", "瞭望 瞭哨 瞭敌 瞭见"),
    "藉": ("藉", "狼藉 慰藉 蕴藉 枕藉 藉田 酝藉"),
    "夥": ("夥", "获益甚夥 甚夥 夥颐 繁夥"),
    "於": ("於", "於菟 於戏 於乎 樊於期 於梨华 於陵 於潜 於邑 於穆"),
    "鍾": ("锺", "锺书 钱锺书"),
    "覆": ("复", "答覆 回覆 反覆 批覆 函覆 禀覆 电覆 申覆 拜覆 敬覆 重覆"),
    "餘": ("馀", ""),
}


class _Readings(NamedTuple):
    usual: str
    word: str
    words: frozenset[str]


def _readings() -> dict[str, _Readings]:
    found = {}
    for character, usual in ALWAYS.items():
        reading, listed = _WORDS.get(character, (usual, ""))
        found[character] = _Readings(usual, reading, frozenset(listed.split()))
    return found


TABLE = _readings()
HANDLED_FROM_TRADITIONAL = frozenset(TABLE)
"""The characters that can be decided on the way to Simplified."""

_LONGEST = max(len(word) for one in TABLE.values() for word in one.words)


def _plain() -> dict[int, str]:
    return {ord(key): values[0] for key, values in read_dictionary("TSCharacters").items()}


_TABLE: dict[int, str] = {}


def reading(text: str, offset: int) -> tuple[str, str]:
    """What a character of a Traditional clause is in Simplified, and the word that says so (empty: the usual form)."""
    character = text[offset]
    one = TABLE[character]
    if one.words:
        if not _TABLE:
            _TABLE.update(_plain())
        # The words are written in Simplified but for the character itself, as read here: both forms are tried.
        near = text[max(0, offset - _LONGEST) : offset + _LONGEST].translate(_TABLE)
        at = min(offset, _LONGEST)
        near = near[:at] + one.word + near[at + 1 :]
        keys = {word.replace(character, one.word): word for word in one.words}
        for length in range(min(_LONGEST, len(near)), 1, -1):
            for start in range(max(0, at - length + 1), min(at, len(near) - length) + 1):
                word = near[start : start + length]
                if word in keys and (character != "著" or not _particle(near, at, start, start + length)):
                    return one.word, word
        if character == "著" and re.search("[，。；、]?(?:所|合|编|原|主)\\Z", near[:at]):
            return one.word, near[at - 1 : at + 1]
    return one.usual, ""


def _particle(near: str, at: int, start: int, end: int) -> bool:
    """Whether 著 is the particle after all, because the word is torn by the segmenter: 看著名 for 看着名单."""
    if start < at:
        return False
    text = near[:at] + "着" + near[at + 1 :]
    edges = word_edges(text)
    return torn(start, end, edges) is not None and not near[start:end].startswith("著名")
