"""Words of another region in a finished article: OpenCC's, where there is no doubt, and those of the project's glossaries.

OpenCC's dictionaries of regional words are made to convert, and turn many a word that both sides write (保存, 參數, 支持, 項目).  A check
that tells of those is one that nobody reads, so only the words below are looked for.  What a word should be comes from OpenCC or the glossary.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from langbridge.checks.remarks import Remark
from langbridge.dictionaries import read_dictionary
from langbridge.glossary import Termbase, TermEntry
from langbridge.script import Converter, read_plan
from langbridge.script.guard import torn, word_edges
from langbridge.values import HANS, HANS_CN, HANT_HK, HANT_TW, LanguageTag

# Keys of TWPhrases that no editor in Taiwan leaves as they are.
_MAINLAND = """
    U盤 三極管 下拉列表 互聯網 人工智能 信息 信息安全 信息技術 光標 光盤 光驅 免提 內存 內存條 內置 出租車 分佈式 分辨率 刻錄 剪貼板 加載 博客 命令行
    固件 場效應管 堆棧 多動症 多線程 字段 字符 字符串 字符集 字節 存儲 存盤 寄存器 實時 寬帶 局域網 屏幕 帶寬 截屏 打印 打印機 操作系統 操作符 數據倉庫
    數據庫 數據挖掘 文件夾 文檔 晶體管 服務器 標識符 模塊 概率 正則表達式 比特率 源代碼 源文件 滾動條 演示文稿 激光 激活 異步 白細胞 知識產權 短信 硬件
    硬盤 磁盤 移動硬盤 移動網絡 移動通信 程序員 筆記本電腦 紅細胞 納米 網吧 網絡 線程 編程 編程語言 緩存 縮略圖 缺省 聲卡 脫機 艾滋病 芯片 英偉達 萬維網
    虛函數 複選框 視頻會議 視頻通話 觸摸屏 調試器 變量 蹦極 軟件 轉義字符 遞歸 鏈接 鏈表 閃存 集成電路 面向對象 首席執行官 首席技術官 首席運營官 高速緩存
    黑客 默認 默認值 鼠標 臺式機 門戶網站 航天飛機 雲存儲
"""
# Keys of HKPhrases that Hong Kong does not write.
_NOT_HONG_KONG = "服務器 硬盤 鼠標 編程語言 文件夾 光標 寬帶 內存條"
# Keys of TWPhrasesRev that the mainland does not write.
_TAIWAN = """
    人工智慧 伺服器 作業系統 位元組 入口網站 全形 半形 列印 印表機 執行緒 多執行緒 字串 字元 字元集 奈米 對話方塊 巨集 建構函式 快取 快取記憶體 愛滋病
    智慧財產權 正規表示式 滑鼠 溢位 物件導向 直譯器 硬碟 硬體 程式碼 程式設計師 程式語言 積體電路 筆記型電腦 組合語言 網咖 網路 螢幕 行動電話 行動網路
    行動硬碟 視訊 視訊會議 解析度 記憶體 變數 資料夾 跳脫字元 軟體 部落格 閘道器 除錯 隨身碟 雷射 韌體 駭客 光碟機 連結串列 遞迴 佇列 叢集 高畫質
"""
_OF_OPENCC: dict[LanguageTag, tuple[str, tuple[str, ...]]] = {
    HANT_TW: (_MAINLAND, ("TWPhrases",)),
    HANT_HK: (_NOT_HONG_KONG, ("HKPhrases",)),
    HANS_CN: (_TAIWAN, ("TWPhrasesRev",)),
}
"""By target, the words that are looked for, and where OpenCC says what they should be."""

_OTHERS = {HANT_TW: (HANS_CN, HANT_HK), HANT_HK: (HANS_CN, HANT_TW), HANS_CN: (HANT_TW, HANT_HK)}
"""By target, the regions whose words are another region's."""

# Words of a glossary's other region that the target's people write as well, in this or another sense.
_ALSO_WRITTEN = {
    HANT_TW: frozenset(),
    HANT_HK: frozenset(),
    HANS_CN: frozenset(["软体动物", "软体机器人", "软体家具", "软体沙发"]),
}


@dataclass(frozen=True, slots=True)
class _Words:
    """What to look for: each word with what it should be, nothing for one that is fine and only hides the shorter words in it."""

    should_be: Mapping[str, str]
    lengths: Mapping[str, tuple[int, ...]]
    """By first character, the lengths of the words, longest first."""


def find_region_words(text: str, target: LanguageTag, termbase: Termbase) -> Iterator[Remark]:
    """Words of another region, each as long as can be, and none that begins or ends inside a word."""
    if target not in _OTHERS:
        return  # a script without a region has no words of its own
    words = _words(target, _Key(termbase))
    found = list(_matches(text, words))
    if not found:
        return
    edges = word_edges(text if target.script == "Hans" else text.translate(_to_simplified()))
    for start, end in found:
        word = text[start:end]
        better = words.should_be[word]
        if better and _stands(start, end, edges):
            yield Remark(start, "script.region-word", f"{word} is not a word of {target}, which has {better}")


def _stands(start: int, end: int, edges: list[int]) -> bool:
    """Whether a match is whole words: a short one may not lie inside a longer word either (马里 in 马里奥)."""
    if torn(start, end, edges) is not None:
        return False
    return end - start > 2 or (start in edges and end in edges)


def _matches(text: str, words: _Words) -> Iterator[tuple[int, int]]:
    at = 0
    while at < len(text):
        for length in words.lengths.get(text[at], ()):
            if text[at : at + length] in words.should_be:
                yield at, at + length
                at += length - 1
                break
        at += 1


@dataclass(frozen=True, slots=True)
class _Key:
    """A termbase as a key of the cache: equal where its content is."""

    termbase: Termbase

    def __hash__(self) -> int:
        return hash(self.termbase.fingerprint)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.termbase.fingerprint == other.termbase.fingerprint


@lru_cache(maxsize=8)
def _words(target: LanguageTag, key: _Key) -> _Words:
    should_be = _words_of_opencc(target)
    should_be.update(_words_of_glossaries(target, key.termbase))
    should_be.update(dict.fromkeys(_ALSO_WRITTEN[target], ""))
    lengths: dict[str, set[int]] = {}
    for word in should_be:
        lengths.setdefault(word[0], set()).add(len(word))
    return _Words(should_be, {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()})


def _words_of_opencc(target: LanguageTag) -> dict[str, str]:
    listed, dictionaries = _OF_OPENCC[target]
    wanted = frozenset(listed.split())
    words: dict[str, str] = {}
    for name in dictionaries:
        for key, values in read_dictionary(name).items():
            readings = values.split(" ")
            # A longer word hides the shorter ones in it whether it is wanted or not: 宏內核 holds 內核.
            words[_written(key, target)] = _written(readings[0], target) if key in wanted and len(readings) == 1 else ""
    return words


def _words_of_glossaries(target: LanguageTag, termbase: Termbase) -> dict[str, str]:
    """The other regions' forms whose outcome is final and another text; a text that the target's own forms have is none of them."""
    own = {
        form.text
        for _, concept in termbase
        for tag, form in concept.tagged_forms()
        if tag in (target, target.without_region) or not tag.is_chinese
    }
    found: dict[str, set[str]] = {}
    for source in _OTHERS[target]:
        entries = termbase.entries(source, target)
        for written, entry in zip(_in_script(entries, source, target), entries.values(), strict=True):
            found.setdefault(written, set()).add("" if _is_doubtful(entry, written) else entry.target)
    return {
        word: targets.pop() if len(targets) == 1 and word not in own else ""
        for word, targets in found.items()
        if len(word) > 1 and not word.isascii()
    }


def _is_doubtful(entry: TermEntry, written: str) -> bool:
    return not entry.final or entry.target == written


def _in_script(forms: Iterable[str], source: LanguageTag, target: LanguageTag) -> list[str]:
    """The forms as an article in the target's script would have them: characters converted, words left alone."""
    texts = list(forms)
    if source.script == target.script:
        return texts
    to = "s2hk" if target == HANT_HK else "s2tw" if target.script == "Hant" else "hk2s" if source == HANT_HK else "tw2s"
    converted = Converter(read_plan(to)).convert(texts)
    written: list[str] = []
    for text, column in zip(texts, converted.columns, strict=True):
        pieces: list[str] = []
        done = 0
        for start, number in zip(column.starts, column.numbers, strict=True):
            change = converted.substitutions[number]
            pieces += (text[done:start], change.target)
            done = start + len(change.source)
        written.append("".join(pieces) + text[done:])
    return written


def _written(word: str, target: LanguageTag) -> str:
    """One of OpenCC's words, which are in its own standard, in the glyphs of the target."""
    if target.script == HANS.script:
        return word.translate(_to_simplified())
    variants = read_dictionary("HKVariants" if target == HANT_HK else "TWVariants")
    return "".join(variants.get(character, character).split(" ")[0] for character in word)


@lru_cache(maxsize=1)
def _to_simplified() -> dict[int, int]:
    return {ord(key): ord(values[0]) for key, values in read_dictionary("TSCharacters").items()}
