"""Chinese words that say numbers, and words that only look so.  All in Simplified: text is read through `simplified`."""

from __future__ import annotations

import re
from functools import cache

from langbridge.dictionaries import read_dictionary

_NARROW = dict(zip("０１２３４５６７８９．％／＋－～：壹貳參", "0123456789.%/+-~:一二三", strict=True)) | {
    chr(0xFF21 + number): chr(0x41 + number) for number in range(26)
}


@cache
def _table() -> dict[int, str]:
    letters = {key: values.split(" ")[0] for key, values in read_dictionary("TSCharacters").items()}
    return {ord(key): value for key, value in (letters | _NARROW).items() if len(key) == len(value) == 1}


def simplified(text: str) -> str:
    """The text in Simplified letters and half-width digits, position by position: for finding numbers, not for reading."""
    return text.translate(_table())


MEASURES = (
    "个|家|位|名|人|种|次|天|年|月|日|周|小时|分钟|秒|款|台|条|项|张|篇|本|部|座|场|层|级|代|轮|件|倍|成|块|元|美元|欧元|日元|美金|岁|点|步|组|类|"
    "页|章|节|届|支|只|辆|架|颗|枚|笔|份|套|批|国|大|股|度|米|公里|公斤|吨|亩|瓦|行|号|字|句|阶段|季|季度|维|核|档|集|期|城|省|市|校|院|方面|"
    "世纪|者|所|间|户|口|周年|万|亿|兆|像素|版|词|题|分|层楼|楼|英寸|寸|纳米|微米|毫米|厘米|毫秒|GPU|卡|夜|晚|段|堆|幅|首|封|队|强|连|冠"
)
"""A regular expression for what numerals count; a numeral before none of these may be part of a word."""

# 一 that counts nothing, wherever it stands.
_ONE_AFTER = "[统唯单同划归]一|(?<!分)之一|(?<![翻了上])一番|一如|一成不变|[这那哪]一|某一|每一|[任另]一|不一"
_ONE_IN_WORDS = (
    "些|定|样|直|切|般|起|旦|致|向|再|贯|系列|体|味|经|律|流|线|举|方面|带|边|下|道|会儿|心|手|并|共|同|路|代|时|脸|瞬间"
    "|点(?![零〇一二三四五六七八九])"
)
_MANY_IN_WORDS = (
    "十分(?!之|钟)|十足|十字|百(?:姓|货|科|度|事|合|年老店|里挑一|战|花|般|忙|尺竿头|兆)|以一当十"
    "|千(?:问|禧|兆|金|篇一律|方百计|变万化|差万别|军万马|丝万缕)|千千?万万|千万(?=别|不|要|注意|记)"
    "|万(?:物|能|一|分(?!之)|全|达|圣|幸|维|事|众|科|象|里长城|人迷|无一失|金油|国|历|卷|家灯火)|亿(?:万|纬|航|欧|滋|联|点点)"
    "|成千上万|成百上千|数以[百千万亿]+计"
)
_FEW_IN_WORDS = (
    "二(?:手|维|次元|次|进制|代|线|元论|氧化碳|哈|胡|战|房东|叉树|八定律)"
    "|三(?:星(?!级)|菱|井|国演义|亚|峡|明治|农|文鱼|角|维|观|脚架|思|番五次|七开|言两语|心二意|十六计|巫)"
    "|四(?:川|处|面八方|平八稳|通|分五裂|轮|舍五入)|五(?:粮液|角大楼|金|花八门|湖四海|味|官|脏六腑|四)|六(?:神|安|合|朝)"
    "|七(?:夕|喜|嘴八舌|上八下|零八落)|八(?:卦|达岭|股|成是)|九(?:州|寨沟|华|龙|牛一毛|阳)|[四五六七八九]大发明|不三不四"
    "|[一二三四五六七八九]线(?:城市|互联网|大厂|品牌|员工|工人|记者|开发|程序员|市场|团队|人员|业务)?|两(?:者|极|难|岸|会|栖|全|性)"
)
_ORDINALS_IN_WORDS = (
    "第一(?!季|章|节|步|版|代|轮|批|阶段|次|个|款|名|天|年)|第三(?:方|世界|者)|第六感|第二天|第二(?:大脑|曲线)|双(?:十一|11|十二|12)|九九六"
)
_HALF_IN_WORDS = "半(?:导体|路|夜|途|径|成品|自动|岛|决赛|山|空|开源|透明|监督|推半就|信半疑|斤八两)|[多大前后上下]半|事半功倍"
_NOT_IN_NUMERAL = "(?<![零〇一二两三四五六七八九十百千万亿几0-9.])"
NO_NUMBER = re.compile(
    f"{_ONE_AFTER}|{_NOT_IN_NUMERAL}(?:一(?:{_ONE_IN_WORDS})|{_MANY_IN_WORDS}|{_FEW_IN_WORDS})|{_ORDINALS_IN_WORDS}|{_HALF_IN_WORDS}"
    "|从[零0]到[一1]|几乎|几何|心[中里]有数|平方|立方"
)
"""Words with numerals that a translation need not say as numbers: 一样, 十分, 万一, 三星, 四川, 半导体."""
