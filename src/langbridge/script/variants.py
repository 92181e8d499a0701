"""House style: among glyphs that a region writes both ways, those that its press publishes.

OpenCC follows Taiwan's Ministry of Education (臺灣, 汙染, 公佈); newspapers and publishers there mostly print 台灣, 污染, 公布.  The
tables below are ours; each entry replaces one form by another of the same length in text that OpenCC has already put into Taiwan's
glyphs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from langbridge.script.marks import SEGMENT
from langbridge.values import HANT, HANT_HK, HANT_TW, LanguageTag

_ANY_SEGMENT = f"{SEGMENT}*"

_TAIWAN_PRESS: Mapping[str, str] = {
    "臺": "台",
    "佈": "布",
    "豔": "艷",
    "汙": "污",
    "溼": "濕",
    "巖": "岩",
    "燬": "毀",
    "歎": "嘆",
    "棱": "稜",
    "賬": "帳",
    "柺": "拐",
    "標杆": "標竿",
    "計劃": "計畫",
    "傢俱": "家具",
    "傢具": "家具",
    "纍纍": "累累",
    "世界杯": "世界盃",
    "國家杯": "國家盃",
    "歐洲杯": "歐洲盃",
    "亞洲杯": "亞洲盃",
    "美洲杯": "美洲盃",
    "非洲杯": "非洲盃",
    "足總杯": "足總盃",
    "足協杯": "足協盃",
    "聯賽杯": "聯賽盃",
    "冠軍杯": "冠軍盃",
    "優勝者杯": "優勝者盃",
    "挑戰杯": "挑戰盃",
    "獎杯": "獎盃",
    "伙伴": "夥伴",
}

# OpenCC's Hong Kong forms copy the shapes of the schools' list into other code points, most of which Big5 never had (説 for 說); the press
# there types 說, 戶, 群.  What it does write in its own way, 着, 裏, 衞, is left alone.
_HONG_KONG_PRESS: Mapping[str, str] = {
    "説": "說",
    "户": "戶",
    "羣": "群",
    "脱": "脫",
    "鋭": "銳",
    "閲": "閱",
    "税": "稅",
    "悦": "悅",
    "兑": "兌",
    "蜕": "蛻",
    "温": "溫",
    "藴": "蘊",
    "醖": "醞",
    "愠": "慍",
    "峯": "峰",
    "敍": "敘",
    "枴": "拐",
    "牀": "床",
    "麪": "麵",
    "葱": "蔥",
    "啓": "啟",
    "伙伴": "夥伴",
    "獎杯": "獎盃",
}

_PRESS: Mapping[LanguageTag, Mapping[str, str]] = {HANT: _TAIWAN_PRESS, HANT_TW: _TAIWAN_PRESS, HANT_HK: _HONG_KONG_PRESS}


def house_style(target: LanguageTag, chosen: Mapping[str, str] | None = None, *, standard: bool = False) -> Mapping[str, str]:
    """The replacements for a target: the press's, or none with `standard`, and over them what was `chosen`.

    A choice such as 台: 臺 undoes the press's; every pair must be of one length.
    """
    style = {} if standard else dict(_PRESS.get(target, {}))
    for form, wanted in (chosen or {}).items():
        style = {key: value for key, value in style.items() if (key, value) != (wanted, form)}
        style[form] = wanted
    return {form: wanted for form, wanted in style.items() if form != wanted}


class HouseStyle:
    """Replaces the forms of a style, character for character, in text in which SEGMENT marks may stand between any two characters."""

    def __init__(self, style: Mapping[str, str]) -> None:
        self._characters = [(form, wanted) for form, wanted in style.items() if len(form) == 1]
        self._words = {form: wanted for form, wanted in style.items() if len(form) > 1}
        self._pattern = re.compile("|".join(_ANY_SEGMENT.join(word) for word in sorted(self._words, key=len, reverse=True)) or "(?!)")
        first = re.escape("".join({word[0] for word in self._words}))
        if first:
            # Most places are passed over by their first character alone.
            self._pattern = re.compile(f"(?=[{first}])(?:{self._pattern.pattern})")
        self.forms = {(one, other): form for form, wanted in style.items() for one, other in zip(form, wanted, strict=True) if one != other}
        """By a character and what replaces it: the form that does it."""

    def __call__(self, text: str) -> str:
        """The text in this style; as long as it was."""
        for form, wanted in self._characters:
            text = text.replace(form, wanted)
        return self._pattern.sub(self._word, text) if self._words else text

    def _word(self, found: re.Match[str]) -> str:
        wanted = iter(self._words[found[0].replace(SEGMENT, "")])
        return "".join(character if character == SEGMENT else next(wanted) for character in found[0])
