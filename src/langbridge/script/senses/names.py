"""Names: foreign ones spelt with Chinese syllables, Chinese and Japanese ones; there characters keep the form that a name has."""

from __future__ import annotations

import re

from langbridge.script.senses.clause import Clause, Verdict

_SYLLABLES = frozenset(
    "阿埃艾爱安昂奥巴拜班邦包保鲍贝本比彼毕宾波伯勃博布查察昌达戴丹当道德登邓狄迪第蒂丁东都杜顿多俄厄恩尔耳法凡范菲费芬丰佛弗夫福甫富盖甘冈高戈哥格葛根"
    "贡古瓜圭哈海汉罕豪荷赫黑亨洪侯胡华怀霍基吉季加贾简杰捷金津京久喀卡凯坎康考柯科可克肯孔寇库夸昆拉腊莱赖兰朗劳勒雷里理利立丽莉力连列林琳灵龙隆娄"
    "卢鲁路露吕伦罗洛玛马麦迈曼芒毛梅门蒙孟米密敏明摩莫墨默姆木穆拿娜纳乃奈南内嫩尼妮年涅宁牛纽农努诺女欧帕派潘庞培佩彭蓬皮匹珀普奇齐契恰强乔切钦琴青琼"
    "丘热仁日荣茹儒瑞若撒萨塞赛三桑瑟森沙莎山珊尚绍舍申生圣施什诗史士舒朔斯司思丝松苏索塔泰坦汤唐陶特藤忒滕提蒂廷通图土托瓦万旺威韦维魏温文翁沃乌吾武伍西希锡"
    "悉席夏香肖歇谢辛欣兴雄休修许雅亚延扬耶叶伊以易因尤于宇约云扎赞泽曾詹章者珍芝朱兹子祖佐"
)
"""Characters that spell foreign names, by Xinhua's tables of syllables as every newspaper's reader knows them."""

_WORDLIKE = frozenset("当都多道可立理力连路明木年日三山门女内生通土文以易因者子于保包本比第东法高根海黑京金久考灵毛")
"""Syllables that are words of their own just as often: a run of them alone proves nothing."""

_FORMS = {
    "里": "里",
    "布": "布",
    "范": "范",
    "干": "干",
    "松": "松",
    "克": "克",
    "郁": "郁",
    "朴": "朴",
    "谷": "谷",
    "余": "余",
    "于": "于",
    "采": "采",
    "升": "升",
    "蒙": "蒙",
    "须": "須",
    "涂": "涂",
    "姜": "姜",
    "岳": "岳",
    "咸": "咸",
    "斗": "斗",
    "丑": "丑",
    "卜": "卜",
    "曲": "曲",
    "舍": "舍",
    "胡": "胡",
    "沈": "沈",
    "征": "征",
    "签": "簽",
    "钟": "鍾",
}
"""What a name writes."""

_SURNAMES = frozenset("范于余涂沈岳郁朴姜钟谷卜曲种游松仇胡")
_TITLES = re.compile(
    "姓|氏|某|先生|太太|小姐|女士|老师|教授|医生|医师|博士|局长|部长|院长|校长|主任|主席|总统|总理|经理|董事|律师|警官|叔|伯|阿姨|姑|婶|嫂|大?[哥姐](?!哥|姐)|奶奶|爷爷|家人|家的|老板|将军|"
    "大夫|大人|公子|师傅|师父|员外|掌柜|大侠|道长|老爷|夫人|男|嫌|妇|姑娘|爷|队长|同学|议员|委员|立委|县长|市长|导|总|董|书记"
)
_JAPANESE = re.compile(
    "(?:佐藤|铃木|高桥|田中|渡边|伊藤|山本|中村|小林|加藤|吉田|山田|佐佐木|山口|松本|井上|木村|清水|山崎|中岛|池田|阿部|桥本|山下|石川|前田|小川|藤田|冈田|后藤|"
    "长谷川|石井|村上|近藤|坂本|远藤|青木|藤井|西村|福田|太田|三浦|藤原|松田|冈本|中川|中野|原田|小野|田村|竹内|金子|和田|中山|石田|上田|森田|工藤|小泉|安倍|岸田|"
    "宫崎|宫本|黑泽|大江|川端|夏目|芥川|谷崎|东野|新垣|浜崎|仓木|宇多田|织田|丰臣|德川|武田|上杉|毛利)\\Z"
)
_DOTS = "·‧・•-－"


def spells(text: str, offset: int) -> bool:
    """Whether two syllables of foreign names stand at an offset, the first of them no word of its own."""
    near = text[offset : offset + 2]
    return len(near) == 2 and all(one in _SYLLABLES for one in near) and near[0] not in _WORDLIKE


def _run(text: str, offset: int) -> tuple[int, int]:
    """How many syllables of foreign names stand before and behind a place."""
    first, last = offset, offset + 1
    while first > 0 and text[first - 1] in _SYLLABLES:
        first -= 1
    while last < len(text) and text[last] in _SYLLABLES:
        last += 1
    return first, last


def may_stand(text: str, offset: int, reading: str) -> bool:
    """Whether a place can be in a name at all, and would be read otherwise there."""
    character = text[offset]
    if _FORMS.get(character, reading) == reading:
        return False
    if character in _SURNAMES:
        return True
    around = text[max(0, offset - 1) : offset] + text[offset + 1 : offset + 2]
    return any(one in _SYLLABLES or one in _DOTS for one in around) or bool(_JAPANESE.search(text[max(0, offset - 3) : offset]))


def foreign(clause: Clause, offset: int) -> Verdict | None:
    """Whether a place stands in a foreign name."""
    text = clause.text
    form = _FORMS.get(text[offset])
    if form is None or text[offset] in "于余须":
        return None
    first, last = _run(text, offset)
    dotted = (last < len(text) and text[last] in _DOTS) or (first > 0 and text[first - 1] in _DOTS)
    if last - first < 2:
        return Verdict(form, 2, "beside a name's dot") if dotted and text[offset] == "里" else None
    plain = sum(text[place] not in _WORDLIKE for place in range(first, last)) - (text[offset] not in _WORDLIKE)
    if dotted and plain:
        return Verdict(form, 3, "in a foreign name, by the dot between its parts")
    if plain < 1:
        return None
    start, end, kind = clause.word_at(offset)
    named = kind in ("nr", "nrt", "ns", "nz", "nrfg") and end - start > 1 and start >= first - 1 and end <= last + 1
    before, behind = offset - first, last - offset - 1
    if text[offset] == "里" and start == offset and end - start == 1:
        # The segmenter reads a word of its own: inside, unless syllables stand on both sides of it.
        left = clause.word_at(offset - 1) if offset else (0, 0, "")
        if before and left[2] in ("n", "s", "vn", "nz") and left[1] - left[0] > 1:
            return None
        if before >= 1 and behind >= 1 and plain >= 3:
            return Verdict(form, 2.5, "between syllables of a foreign name")
        return Verdict(form, 1, "beside syllables of a foreign name") if before and behind else None
    if start == offset and end - start > 1 and behind:
        return Verdict(form, 3 if named or before else 2, "begins a foreign name or a part of it")
    if named:
        return Verdict(form, 3 if (before and behind) or plain >= 2 else 2, "in a foreign name")
    if plain >= 3 and before and behind:
        return Verdict(form, 2, "between syllables of a foreign name")
    return None


def personal(clause: Clause, offset: int) -> Verdict | None:
    """Whether a place is a Chinese surname, or stands in a Chinese or Japanese name."""
    text = clause.text
    character = text[offset]
    form = _FORMS.get(character)
    if form is None:
        return None
    if character in _SURNAMES:
        if _TITLES.match(text, offset + 1) and (offset == 0 or clause.begins_word(offset)):
            return Verdict(form, 2.5 if character not in "于游" else 2, "a surname before a title")
        if offset and text[offset - 1] == "姓":
            return Verdict(form, 2.5, "a surname after 姓")
        start, end, kind = clause.word_at(offset)
        if start == offset and kind == "nr" and 2 <= end - start <= 4:
            return Verdict(form, 1.5 if character == "于" else 1.9, "a surname, as the segmenter sees it")
    elif character != "里" or _JAPANESE.search(text[max(0, offset - 3) : offset]):
        start, end, kind = clause.word_at(offset)
        if kind == "nr" and end - start > 1:
            return Verdict(form, 2, "in a personal name")
        if character == "里":
            return Verdict(form, 2, "in a Japanese name")
    return None
