"""Towards Simplified: what OpenCC's table leaves Traditional, or writes as a particle where it is a word.

Places here come out one reading each way, so a small table for each character is all that is needed.
"""

from __future__ import annotations

from functools import cache
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
    "像": "像",
    "紀": "纪",
    "俐": "俐",
    "分": "分",
    "澈": "澈",
    "菁": "菁",
    "連": "连",
    "座": "座",
    "畫": "画",
    "甚": "甚",
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
    "覆": ("复", "答覆 回覆 反覆 批覆 函覆 禀覆 电覆 申覆 拜覆 敬覆 重覆 覆核 覆查 覆检 覆试 覆审 覆诊"),
    "餘": ("馀", ""),
    "像": ("象", "想像"),
    "紀": (
        "记",
        "会议紀录 对话紀录 聊天紀录 通话紀录 交易紀录 付款紀录 消费紀录 转账紀录 信用紀录 购买紀录 订单紀录 浏览紀录 搜寻紀录 搜索紀录"
        " 登入紀录 登录紀录 存取紀录 访问紀录 操作紀录 系统紀录 工作紀录 更新紀录 变更紀录 修改紀录 违规紀录 犯罪紀录 不良紀录 就医紀录"
        " 病历紀录 医疗紀录 出勤紀录 借阅紀录 观察紀录 实验紀录 书面紀录 文字紀录 详细紀录 完整紀录 使用紀录 有紀录以来 紀录下 紀录了"
        " 紀录着 月的紀录 年的紀录 天的紀录 日的紀录 做紀录 作紀录 并紀录 来紀录",
    ),
    "俐": ("利", "俐落"),
    "分": ("份", "身分"),
    "澈": ("彻", "澈底 贯澈 透澈 洞澈"),
    "菁": ("精", "菁英"),
    "連": ("联", "关連 连络 連络 串連"),
    "座": ("坐", "座标"),
    "畫": ("划", "规畫 策畫 企畫 筹畫 计畫 谋畫"),
    "甚": ("什", "甚么"),
}
"""For some of them another form, and the words that have it: in Simplified but for the character itself."""

_KEPT = {
    "著": "讨论著 议论著 争论著 辩论著 谈论著 评论著 配合著 结合著 迎合著 混合著 融合著 聚合著 组合著 综合著 缝合著 符合著 还原著 改编著"
    " 收编著 翻译著 扩大著 放大著 壮大著 更新著 翻新著 革新著 做主著",
    "紀": "世界紀录 历史紀录 最高紀录 最低紀录 最佳紀录 最快紀录 破紀录 创紀录 创下紀录 打破紀录 刷新紀录 新紀录 新高紀录 新低紀录 保持紀录"
    " 紀录保持 紀录片 紀录电影 下紀录 了紀录 吉尼斯紀录 金氏紀录 全国紀录 亚洲紀录 奥运紀录 连胜紀录 一紀录 的紀录片",
}
"""Words that have the usual form after all."""

_WEAK = frozenset(f"著{each}" for each in "书文于者成译闻姓籍")
"""Words that may as well be the particle and another word, as they are behind these characters: 看着书, 执着于."""
_VERBS = frozenset("执附沉黏粘胶固有跟随看拿捧读抱带翻望盯指对沿顺靠朝向握提背坐站躺穿写念教学存放摆拥夹")


class _Readings(NamedTuple):
    """What a character is read as: usually, and in which words; `near` are the characters that stand beside it in them."""

    usual: str
    words: dict[str, str]
    near: frozenset[str]
    longest: int


class Reading(NamedTuple):
    """What a character is in Simplified, the word that says so (empty: the usual form), and another reading, where it is open which."""

    written: str
    word: str = ""
    doubt: str = ""


def _readings() -> dict[str, _Readings]:
    found = {}
    for character, usual in ALWAYS.items():
        form, listed = _WORDS.get(character, (usual, ""))
        words = {word.replace(form, character): form for word in listed.split()}
        kept = _KEPT.get(character, "")
        words.update(dict.fromkeys(kept.split(), usual))
        places = [(word, at) for word in words for at, each in enumerate(word) if each == character]
        near = frozenset(each for word, at in places for each in (*word[max(0, at - 1) : at], *word[at + 1 : at + 2]))
        found[character] = _Readings(usual, words, near, max(map(len, words), default=0))
    return found


TABLE = _readings()
HANDLED_FROM_TRADITIONAL = frozenset(TABLE)
"""The characters that can be decided on the way to Simplified."""


@cache
def _plain() -> dict[int, str]:
    return {ord(key): values[0] for key, values in read_dictionary("TSCharacters").items()}


def reading(text: str, offset: int) -> Reading:
    """What a character of a Traditional clause is in Simplified.

    Its words are written in Simplified but for the character itself, and so is what stands around it, to find them in.
    """
    character = text[offset]
    one = TABLE[character]
    usual = Reading(one.usual)
    if not one.words:
        return usual
    first = max(0, offset - one.longest)
    before, behind = text[first:offset].translate(_plain()), text[offset + 1 : offset + one.longest].translate(_plain())
    if one.near.isdisjoint((before[-1:], behind[:1])) and not (character == "著" and before[-1:] in _WRITTEN):
        return usual
    near, at = before + character + behind, len(before)
    for length in range(min(one.longest, len(near)), 1, -1):
        for start in range(max(0, at - length + 1), min(at, len(near) - length) + 1):
            word = near[start : start + length]
            written = one.words.get(word)
            if written is None or (written == "著" and _particle(near, at, start, start + length)):
                continue
            if character == "像" and behind[:1] in _PERSONS:
                return Reading(one.usual, "", written)  # 想像他 is 想象他 or 想|像他一样
            return Reading(written, word)
    if character == "著" and before[-1:] in _WRITTEN and not _particle(near, at, at - 1, at + 1):
        return Reading(character, near[at - 1 : at + 1])
    if character == "紀" and behind[:1] == "录":
        return Reading(one.usual, "", "记")
    return usual


_WRITTEN = frozenset("所合编原主")
"""Characters before 著 that make a verb of it: written by."""
_PERSONS = frozenset("你我他她它您咱")


def _particle(near: str, at: int, start: int, end: int) -> bool:
    """Whether 著 is the particle after all, because the segmenter tears the word: 看着|名单, 看着|作业."""
    if at == 0 or start < at:
        return False
    if near[start:end] in _WEAK and near[at - 1] in _VERBS:
        return True
    if near.startswith("著名", at):
        return near[at + 2 : at + 3] in _LISTS
    text = near[:at] + "着" + near[at + 1 :]
    return torn(start, end, word_edges(text)) is not None


_LISTS = frozenset("单片字册牌次")
"""Characters behind 名 that make a noun of it: 看着名单."""
