"""Words of another region in a finished article: OpenCC's, where there is no doubt, and those of the project's glossaries.

OpenCC's dictionaries of regional words are made to convert, and turn many a word that both sides write (保存, 參數, 支持, 項目).  A
check that tells of those is one that nobody reads, so of OpenCC's only the words below are looked for.  What a word should be comes from
OpenCC or the glossary.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from langbridge.checks.remarks import Remark
from langbridge.dictionaries import read_dictionary
from langbridge.glossary import Termbase, TermEntry
from langbridge.script import Converter, read_plan
from langbridge.script.guard import torn, word_edges
from langbridge.values import HANS_CN, HANT_HK, HANT_TW, LanguageTag, Span

# Keys of TWPhrases that no editor in Taiwan leaves as they are.
_MAINLAND = """
    U盤 三極管 下拉列表 互聯網 人工智能 信息 信息安全 信息技術 光標 光盤 光驅 免提 內存 內存條 內置 出租車 分佈式 分辨率 刻錄 剪貼板
    加載 博客 命令行 固件 場效應管 堆棧 多動症 多線程 字段 字符 字符串 字符集 字節 存儲 存盤 寄存器 實時 寬帶 局域網 屏幕 帶寬 截屏 打印
    打印機 操作系統 操作符 數據倉庫 數據庫 數據挖掘 文件夾 文檔 晶體管 服務器 標識符 模塊 概率 正則表達式 比特率 源代碼 源文件 滾動條
    演示文稿 激光 激活 異步 白細胞 知識產權 短信 硬件 硬盤 磁盤 移動硬盤 移動網絡 移動通信 程序員 筆記本電腦 紅細胞 納米 網吧 網絡 線程
    編程 編程語言 緩存 縮略圖 缺省 聲卡 脫機 艾滋病 芯片 英偉達 萬維網 虛函數 複選框 視頻會議 視頻通話 觸摸屏 調試器 變量 蹦極 軟件
    轉義字符 遞歸 鏈接 鏈表 閃存 集成電路 面向對象 首席執行官 首席技術官 首席運營官 高速緩存 黑客 默認 默認值 鼠標 臺式機 門戶網站
    航天飛機 雲存儲
"""
# Keys of HKPhrases that Hong Kong does not write.
_NOT_HONG_KONG = "服務器 硬盤 鼠標 編程語言 文件夾 光標 寬帶 內存條"
# Keys of TWPhrasesRev that the mainland does not write.
_TAIWAN = """
    人工智慧 伺服器 作業系統 位元組 入口網站 全形 半形 列印 印表機 執行緒 多執行緒 字串 字元 字元集 奈米 對話方塊 巨集 建構函式 快取
    快取記憶體 愛滋病 智慧財產權 正規表示式 滑鼠 溢位 物件導向 直譯器 硬碟 硬體 程式碼 程式設計師 程式語言 積體電路 筆記型電腦 組合語言
    網咖 網路 螢幕 行動電話 行動網路 行動硬碟 視訊 視訊會議 解析度 記憶體 變數 資料夾 跳脫字元 軟體 部落格 閘道器 除錯 隨身碟 雷射 韌體
    駭客 光碟機 連結串列 遞迴 佇列 叢集 高畫質
"""
_OF_OPENCC = {
    HANT_TW: (_MAINLAND, "TWPhrases"),
    HANT_HK: (_NOT_HONG_KONG, "HKPhrases"),
    HANS_CN: (_TAIWAN, "TWPhrasesRev"),
}
"""By target, the words that are looked for, and where OpenCC says what they should be."""

_OTHERS = {HANT_TW: (HANS_CN, HANT_HK), HANT_HK: (HANS_CN, HANT_TW), HANS_CN: (HANT_TW, HANT_HK)}
"""By target, the regions whose words are another region's."""

# Words of a glossary's other region that the target's people write as well, if in another sense: 質量 is mass in Taiwan, 沙特 is Sartre.
# Some are there to hide a word that only seems to be in them (執行緒內存取).
_ALSO_WRITTEN = {
    HANT_TW: """
        內存取 內存在 內存有 中國移動通信 質量 計算機 拷貝 調用 標識符 智能 期權 盈利 創業公司 人臉識別 增長率 經濟增長 業績增長
        營收增長 批量生產 技術水平 帖子 模擬電路 沙特 源碼 文件名 死機 端口 基座模型 向量搜索 財年 賬戶 技術棧 眾籌
    """,
    HANT_HK: """
        視頻 播客 拷貝 文檔 計算機 創始人 聯合創始人 運營 市場份額 互聯網企業 首席執行官 智能體 大語言模型 創業公司 小程序 雲服務 源碼
        技術支持 獲利 資料顯示 資料分析 統計資料 檔名 串流 點選 發表會 貼文 認股權 會計年度 營運資金 資安 安卓 優步 領英 舊金山 行動應用
        法院文件 生活水準 技術水準 批量生產 錯誤碼 延展性 擴充性 增強學習 成長率 用戶端 行銷 創投機構 創辦人 共同創辦人
    """,
    HANS_CN: """
        软体动物 软体机器人 软体家具 软体沙发 程式 品质 募资 获利 净利 营运 营运资金 回档 储存 装置 档案 联络 视窗 社群 专案 支援
        技术支援 存取 存取控制 存取权限 资料库 资料显示 统计资料 资料分析 资料类型 影像生成 影像识别 映像 点选 排程 汇入 最佳化 延展性
        扩充性 运算能力 运算力 运算资源 行销 虚拟人 名称空间 系统整合 执行环境 认股权 创办人 联合创办人 高层主管 创投公司 成长率
        财政年度 购股权 招股章程 行政总裁 增强学习 版本说明 原始档 技术水准 生活水准 转换率 全端 手提电脑 意见回馈 反托拉斯 笔电 资安
        二维条码 错误码 曝光机 机会之窗 核准程序 用户端 会计年度 云端服务 平行计算 平行运算 多代理系统 过度拟合 人机互动 AI代理 外溢效应
        数据仓储 资讯科学 训练资料 思考链 电脑视觉 帐户 帐单 例项
    """,
}


@dataclass(frozen=True, slots=True)
class _Words:
    """What to look for: each word with what it should be, nothing for one that is fine and only hides the shorter words in it."""

    should_be: Mapping[str, str]
    lengths: Mapping[str, tuple[int, ...]]
    """By first character, the lengths of the words, longest first."""
    wanted: Mapping[str, Sequence[str]]
    """By their first two characters, the words that should be another."""
    begun: re.Pattern[str]
    """Finds two characters that such a word may begin with."""


def region_word_signs(text: str, target: LanguageTag, termbase: Termbase) -> Iterator[int]:
    """Where `find_region_words` may have something to say of a line of this text."""
    if target not in _OTHERS:
        return
    words = _words(target, _Key(termbase))
    folded = _folded(text, target)
    for beginning in words.wanted.keys() & words.begun.findall(folded):
        for word in words.wanted[beginning]:
            at = folded.find(word)
            while at >= 0:
                yield at
                at = folded.find(word, at + 1)


def find_region_words(text: str, target: LanguageTag, termbase: Termbase) -> Iterator[Remark]:
    """Words of another region, each as long as can be, and none that begins or ends inside a word."""
    if target not in _OTHERS:
        return  # a script without a region has no words of its own
    words = _words(target, _Key(termbase))
    folded = _folded(text, target)
    found = [match for match in _matches(folded, words) if words.should_be[folded[match.start : match.end]]]
    if not found:
        return
    edges = word_edges(text if target.script == "Hans" else text.translate(_to_simplified()))
    for start, end in found:
        if _stands(start, end, edges):
            better = words.should_be[folded[start:end]]
            yield Remark(start, "script.region-word", f"{text[start:end]} is not a word of {target}, which has {better}")


def _stands(start: int, end: int, edges: list[int]) -> bool:
    """Whether a match is whole words: a short one may not lie inside a longer word either (马里 in 马里奥)."""
    if torn(start, end, edges) is not None:
        return False
    return end - start > 2 or (start in edges and end in edges)


def _matches(text: str, words: _Words) -> Iterator[Span]:
    at = 0
    while at < len(text):
        for length in words.lengths.get(text[at], ()):
            if text[at : at + length] in words.should_be:
                yield Span(at, at + length)
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
    fold = _folding(target)
    should_be = {word.translate(fold): better for word, better in _words_of_opencc(target).items()}
    should_be.update((word.translate(fold), better) for word, better in _words_of_glossaries(target, key.termbase).items())
    should_be.update(dict.fromkeys((word.translate(fold) for word in _ALSO_WRITTEN[target].split()), ""))
    lengths: dict[str, set[int]] = {}
    for word in should_be:
        lengths.setdefault(word[0], set()).add(len(word))
    wanted: dict[str, list[str]] = {}
    for word, better in should_be.items():
        if better:
            wanted.setdefault(word[:2], []).append(word)
    first, second = (re.escape("".join(sorted({one[at] for one in wanted}))) for at in (0, 1))
    return _Words(
        should_be,
        {sign: tuple(sorted(found, reverse=True)) for sign, found in lengths.items()},
        wanted,
        re.compile(f"(?=([{first}][{second}]))") if wanted else re.compile("(?!)"),
    )


def _words_of_opencc(target: LanguageTag) -> dict[str, str]:
    listed, dictionary = _OF_OPENCC[target]
    wanted = frozenset(listed.split())
    # A longer word hides the shorter ones in it whether it is wanted or not: 內存條 is not 內存.
    return {
        _written(key, target): _written(values, target) if key in wanted and " " not in values else ""
        for key, values in read_dictionary(dictionary).items()
        if len(key) > 1
    }


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
    """Whether a word may stand: its outcome is not sure, or differs by glyphs alone (用户, 用戶)."""
    return not entry.final or entry.target.translate(_to_simplified()) == written.translate(_to_simplified())


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
    """One of OpenCC's words, which are in its own standard, in the script of the target and the glyphs that most of its people write."""
    return word.translate(_to_simplified() if target.script == "Hans" else _folding(target))


def _folded(text: str, target: LanguageTag) -> str:
    """The text with each glyph as most of the region's people write it; it has few that are not."""
    folding = _folding(target)
    return _unfolded(target).sub(lambda found: chr(folding[ord(found[0])]), text) if folding else text


@cache
def _unfolded(target: LanguageTag) -> re.Pattern[str]:
    return re.compile(f"[{''.join(map(chr, _folding(target)))}]")


@cache
def _folding(target: LanguageTag) -> dict[int, int]:
    """Glyphs that Traditional text writes in several ways (戶/户, 啟/啓, 裏/裡), each as one: a word is found however it is written."""
    if target.script == "Hans":
        return {}
    usual = {key: values.split(" ")[0] for key, values in read_dictionary("TWVariants").items()}
    folded = dict(usual)
    for key, values in read_dictionary("HKVariants").items():
        for value in values.split(" "):
            if value != key and value not in usual.values():
                folded.setdefault(value, usual.get(key, key))
    return {ord(key): ord(value) for key, value in folded.items() if key != value}


@cache
def _to_simplified() -> dict[int, int]:
    return {ord(key): ord(values[0]) for key, values in read_dictionary("TSCharacters").items()}
