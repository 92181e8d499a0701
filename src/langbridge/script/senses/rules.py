"""What stands before and behind a character and tells its sense, where a list of words cannot."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from langbridge.script.clauses import CLAUSE_END
from langbridge.script.senses.clause import Clause, Verdict

_NUMBER = "0-9０-９一二两三四五六七八九十百千万亿几数半零〇"

_CREATURES = (
    "猫狗犬鸡鸭鹅鸟雀鸽鹰雁鹤鸦燕鹊雕鸥鹦鹉"
    "狼狐兔鼠猴猿虎豹狮象熊羊牛猪驴骡鹿獐貂獾狸蛇龟鳖蛙蟹虾蚁蜂蝶蛾蝇蚊虫蚕蛛蝎鲸豚鲨龙兽禽畜崽蝉蛐蚂蚱蟋螂鲤怪妖鬼"
)
_VESSELS = "手脚腿眼耳臂爪翅膀蹄掌拳胳船舰艇筏箱盒杯碗盘碟锅壶瓶罐桶盆缸篮筐袋鞋靴袜镯环坠钟表笛股球铃鼓角鼻奶乳包箭炉鼎瓮坛灯碟蹼羚梭"
_CREATURE = re.compile(f"(?:[^的只是能会有不]{{0,4}}|[^只是能会]{{1,6}}的[^只]{{0,3}})[{_CREATURES}]")
_THING = re.compile(f"(?:[^的只是能会有不在]{{0,3}}|[^只是能会]{{1,6}}的[^只]{{0,3}})[{_CREATURES}{_VESSELS}]")
_ONLY = re.compile(
    "[能会要有是不好得需想可为见听顾管剩知求怕用在到因限许准应肯占差算够做给看说让把对靠凭愿提作取留由以从与按受属允返执涉适使花过含由经卖写读走]|当作|出现|发生|保留|接受|存在|支持"
)


def _single(text: str, offset: int) -> list[Verdict]:
    """只: one of a pair, and what is counted so (隻), or only (只)."""
    before = text[max(0, offset - 4) : offset]
    only = _ONLY.match(text, offset + 1)
    if before[-1:] in ("船", "舰") and before:
        return [Verdict("只", 2, "船 and an adverb") if only else Verdict("隻", 5, "ships in general")]
    if re.search("(?:最|至|顶|差不|许|大|很|不)多\\Z", before):
        return [Verdict("只", 5, "at most only")]
    counted = re.search(f"(?:[{_NUMBER}这那哪每另某各单整双多]|[{_NUMBER}][余来多])\\Z", before)
    if counted:
        if only and not re.match(
            "有[^的]{1,5}的|不[^的]{1,4}的|会[^的]{1,4}的|看[^的]{1,4}的|受[^的]{1,4}的|走[^的]{1,4}的|读[^的]{1,4}的",
            text[offset + 1 : offset + 8],
        ):
            return [
                Verdict(
                    "只",
                    2.5 if before[-1] in "这那每多第" else 2.5 if re.match("[能会要是有需]", text[offset + 1 :]) else 1,
                    "only, before a verb",
                )
            ]
        if _THING.match(text, offset + 1):
            return [Verdict("隻", 3, "counts an animal or a thing that comes in pairs or holds something")]
        if before[-1] in "多整单双各":
            return []
        return [Verdict("隻", 2.2, "a measure word after a number")]
    if before and before[-1] in "像是有养买抓杀来变成如捉骑喂打射救送抱了着头" and not only and _CREATURE.match(text, offset + 1):
        return [Verdict("隻", 2.5, "a measure word before an animal, one left out")]
    return [Verdict("只", 2, "only")]


class _Pattern(NamedTuple):
    """A reading for a character with something before it and something behind it; an empty string means anything."""

    reading: str
    weight: float
    before: re.Pattern[str] | None
    behind: re.Pattern[str] | None
    reason: str


_FOOD = "[鸡鸭鱼肉菜蛋汤粥饼食派味水酱粽笋虾]"
_TIME = "[分秒点刻]"
_PERIOD = "围|边|遭|全|到|身|密|易|公|朝|代|王|武|天子|室|恩|瑜|作|杰|星|润|家|氏|先生|小姐|旋|济|折|而|礼|庄|游|长|末代"

_ROWS: list[tuple[str, str, float, str, str, str]] = [
    ("后", "後", 5, f"[{_NUMBER}今明昨前每当多余]天", "", "days after"),
    ("后", "後", 2.4, "^天", "过期|到期|失效|自动|逾期|截止|停用|重试|会到期|将到期|再次|开始", "days after, their number before a space"),
    (
        "后",
        "后",
        2.5,
        "[帝王][、和与]?[一二两三四]|[废尊]|立为|立[他她其]为|封为",
        "(?!来|面|续|期|于|的|成|又|在|才|便|就|将|由|是|他|她|不)",
        "a ruler's wife",
    ),
    ("后", "后", 2.5, "(?<!先)王", "生下|说|问|听|看|笑|哭|娘|陛|殿|派|命", "a king's wife"),
    ("干", "乾", 2.6, "", "了?(?:这|那|此|一|两|三|几|满)?[一几]?[杯碗盏盅]", "to empty a cup"),
    ("姜", "薑", 2.5, "[片块根斤丝末葱蒜生老嫩]", "", "ginger"),
    ("余", "余", 2.2, "", "某", "a surname"),
    ("刮", "刮", 2.5, "", "了?(?:胡|脸|掉|伤|破|下|去|干净|痧|奖|花|痕|平|除|毛|鱼|锅|骨|目)", "to scrape"),
    ("刮", "刮", 2.5, "[胡须脸毛锅皮痧奖刀][^，风]{0,4}", "", "to scrape"),
    ("刮", "颳", 2.2, "[风沙雪][^，]{0,4}", "", "of the wind"),
    ("刮", "颳", 2.2, "", "[^，]{0,5}(?:风|沙|雪)", "of the wind"),
    ("制", "制", 3.5, "", "度(?!量)", "a system"),
    ("制", "製", 2.5, "米", "[食糕饼粉点]", "made of rice"),
    (
        "制",
        "製",
        2.5,
        "[德苏俄韩意]|瑞士|[美法日中德英]国|台湾|国",
        "(?:的|[豹枪炮车机表]|手表|武器|战|坦克|导弹|飞弹|步枪|机枪|飞机|汽车|产品|品)",
        "made in a country",
    ),
    ("制", "製", 2.2, "[日美英法]", "(?:枪|炮|手表|武器|战机|坦克|导弹|飞弹|步枪|机枪|飞机|汽车|产品|品|的[^度])", "made in a country"),
    (
        "制",
        "製",
        2.5,
        "(?:金属|木|竹|钢|铁|铜|铝|银|瓷|陶|皮|革|布|玻璃|塑料|塑胶|橡胶|石|纸)",
        "(?!度|裁|约|止)",
        "made of a material",
    ),
    (
        "制",
        "製",
        2.5,
        "编",
        "了|出|成|完|好|预算|计划|规划|报表|财务|年报|报告|目录|程序|软件|地图|年鉴|教材|法典|方案|图表|索引|字典|词典",
        "drawn up, not the establishment of an office",
    ),
    (
        "制",
        "制",
        2.5,
        "编",
        "内|外|人|员|数|上|体|为|齐|完整|划|调|单位|规模|扩|缩|的(?!人)|和|与|及|、|$",
        "the establishment of an office",
    ),
    ("周", "周", 1.8, "(?:[绕环转巡旋游].{0,6}一|转动一|一)", "(?:之后|后)?(?:约|需|为|要)(?=.{0,6}[天年时日小])", "once around"),
    ("周", "周", 2.2, "[绕环转巡旋].{0,5}[一二两三四五六七八九十几数]", "", "once around"),
    ("周", "週", 2.2, f"第[{_NUMBER}]+|[上下本每首隔双单逐该当]", f"(?!{_PERIOD})", "a week"),
    ("钟", "鐘", 3, f"{_TIME}|[敲撞鸣]|[{_NUMBER}]点", "", "a clock's time, or a bell"),
    ("钟", "鐘", 2.2, "[敲撞响打古大铜时闹挂警丧晨晚的座口个]", "(?!情|爱|灵)", "a clock or a bell"),
    ("松", "鬆", 2, "[放轻蓬疏宽]", "", "loose"),
    ("咸", "鹹", 2.2, "", _FOOD, "salty food"),
    ("咸", "鹹", 2, "[太很偏微又不更甜酸口]", "", "salty"),
    ("系", "繫", 2.5, "领带|鞋带|安全带|腰带|围巾|围裙|绳子|丝带|红线|皮带|裙带", "(?!统|列)", "to tie"),
    ("系", "繫", 2.2, "", "着|紧|好|住|牢|上(?!课|学)|在[^所]|过|了一|领|鞋|腰|围|红", "to tie"),
    ("系", "繫", 2, "[马牛船舟]", "于|在|到", "to tie up"),
    ("系", "係", 2.2, "[确实乃均皆纯]|关", "(?!统|列)", "to be, in writing"),
    ("准", "准", 2.5, "[不批获核恩照特未]", "(?![确备时]|$|了|的|呢|吧|吗)", "to permit"),
    ("准", "準", 2.2, "(?:[看说拿瞄测吃算打认对找猜瞅定]|表|枪法|[很太更最真挺])不?", "", "exact"),
    (
        "准",
        "准",
        2,
        "",
        "(?:妈妈|爸爸|父|母|新|妻|丈夫|女婿|儿媳|总统|将|军|政|国家|会员|夫人|驸马|岳|决赛|考证|入|许|予|教授|博士|他|她|你|我|其|出|进|用|碰|走|动|去|说|哭|再|带|吃|喝|回|离)",
        "near to being, or to permit",
    ),
    (
        "干",
        "乾",
        3.2,
        "(?:嗓子|喉咙|喉头|嘴唇|嘴巴|双唇|口舌|舌头|皮肤|眼睛|头发|衣服|衣裳|被子|毛巾|泥土|土地|河水|井水|血迹|墨水|油漆|泪水|汗水|眼泪|锅里|杯里|碗里)"
        "[^，]{0,3}",
        "(?!净|活|涉|扰|部|预|什|啥|吗|嘛)",
        "dry",
    ),
    ("干", "乾", 2.5, "[晒烘晾风吹擦抹饼烤阴吸榨沥拧抽舔晒口喝烧煮熬流哭蒸焙晾喷]", "(?!部|预|扰|涉|活)", "dry"),
    ("干", "乾", 2.2, "[未没半全酒仍已快渐还不]", "$|[了透的，]|(?=[才就又再])|掉|枯|净", "dry"),
    ("干", "乾", 2.2, "", "[净燥旱枯涸杯粮货果洗柴草瘪裂渴咳嚎笑冰粉酪贝煸锅菜呕眼硬瘦爹妈娘]", "dry"),
    ("干", "干", 2.5, "[不何无]", "[你我他她它己咱人事]|谁|别人|老子|本", "to concern"),
    ("干", "干", 2.2, "[这那一此若相]", "人(?!员|部)|等人|人等|人犯|朋友|大臣|手下|众", "a group"),
    ("干", "幹", 2, "", "[什啥吗嘛得这那活事坏掉过完起出到架仗劲了成]|的?好事|甚|怎", "to do"),
    ("出", "齣", 2.6, f"[{_NUMBER}这那每该此首整全]", "[^，出]{0,4}(?:戏|剧)(?!情|院|场|团|烈|本|组|变|毒|照|增)", "counts plays"),
    (
        "并",
        "併",
        2.5,
        "(?:^|[^场组配结混联综融适符整集聚磨愈缝撮契回化吻耦总巧拟投竞撮百三六五不])合",
        "(?![不且非未没无存举列肩行进重用发把将在以由从使对与有可能会被])",
        "to merge",
    ),
    (
        "并",
        "併",
        1.8,
        "(?:^|[^场组配结混联综融适符整集聚磨愈缝撮契回化吻耦总巧拟投竞撮百三六五不])合",
        "[不且非未没]",
        "merged, or together and",
    ),
    ("合", "閤", 1.6, "太", "$|[^适理情群身我你他她它规法格乎时拍作算常]", "a Japanese regent"),
    ("里", "裏", 5, "[在到入进往向从沉掉跳大深]海", "", "inside the sea, not a mile on it"),
    ("里", "裏", 2.6, f"(?<![{_NUMBER}余来多])海", "[^数每时长宽处外之以范高和与及]", "inside the sea, not a mile on it"),
    (
        "里",
        "裏",
        2.2,
        "^",
        "$|[面头边的有没还都是也不可能会就只哪看找已再使用加放存写定，]",
        "inside what is named in Latin letters before it",
    ),
    ("里", "里", 2.2, "(?:^|[^极尤])[其吾]", "(?!面|边|头|外|屋|间|侧|层)", "his village, in the old language"),
    (
        "划",
        "划",
        2.4,
        "[船桨舟艇筏][^，]{0,4}",
        "(?![分定归清拨破给界过])",
        "to row",
    ),
    ("划", "划", 2.4, "", "[到向往至去来着]?[^，过分定归清拨破给界的]{0,2}(?:岸|河|湖|江|海|船|桨|舟|艇|筏)", "to row"),
    (
        "冲",
        "沖",
        2.4,
        "[茶奶药][^，]{0,2}|咖啡|热水|开水|温水|冷水|马桶",
        "(?!突|击|动|锋|刺|撞|破|出|向|进|着|上|过|来)",
        "to pour water on",
    ),
    ("冲", "沖", 2.4, "", "了?[一两三几半]?[碗杯壶个]|[泡淡洗刷水茶凉澡]|得?[太很]?[浓淡]", "to pour water on"),
    ("卷", "捲", 3.2, f"[{_NUMBER}这那每整]", "(?:布|纸|卫生纸|胶|地毯|钞票|铁丝|电线|绳|底片|草席|席|烟|被褥|铺盖)", "a roll"),
    ("卷", "卷", 2.4, "[这那每整]", "(?:画|书|经|诗|文|典|史|录|试)", "a scroll or a volume"),
    ("曲", "麴", 2.2, "[酿酵][^，]{0,5}(?<![歌作编谱戏乐插序舞元弯扭])", "(?![线折调目艺家谱名子直面率])", "a ferment"),
    ("困", "睏", 1.8, "[我你他她很好太真又总是点还]", "$|了(?![一两三几好很在多])", "sleepy"),
    ("周", "週", 2.1, f"(?:[{_NUMBER}]{{2,}}|[0-9一二两三五六七八九十几数])", "$|[的后前内之以时]|左右", "weeks"),
    ("曲", "麴", 1.8, "[酒酿酵麦米][^，]{0,6}", "(?![线折调目艺家谱名子直面率])", "a ferment"),
    ("尽", "儘", 1.8, "", "[说是往让挑]", "all the time"),
    ("里", "裏", 2.6, "[式数件体码料储识金车书国水宝药型题图词字本案备因具准类源仓]库", "", "inside a store of something"),
    (
        "折",
        "摺",
        2.4,
        "[纸信衣被毯帕布伞椅]子?[^，]{0,3}|收|对",
        "(?![断价扣算磨服腾射现旧损合线返桂换给让兑])",
        "to fold",
    ),
    ("折", "摺", 2.4, "", "成?[^，]{0,3}(?:纸|飞机|纸鹤|星星|手帕|衣服|被子|信纸|尿布)", "to fold"),
    ("并", "並", 2.5, "^|[^合简兼整归裁混吞省火撤]", "为(?!一|之|同|单一|一体)", "and, before a verb"),
    ("里", "里", 3, "[0-9一二三四五六七八九十百千万两]|[0-9十百千万][多余来]", "(?!面|边|头|外|屋|间)", "a distance"),
    (
        "里",
        "里",
        2.5,
        "(?:[区镇乡市县]).{0,2}[^哪这那心家城手夜]",
        "$|长|民|办|内|位于|隶属|，|的里|是[台一]|[0-9]+邻",
        "a ward of a town in Taiwan",
    ),
    ("里", "里", 2.2, "[个各本该全此两]|的|哪一个", "$|为|的(?:里长|人口|面积)|位于|共|辖|与|和", "a ward of a town"),
    ("里", "里", 2, "^[^一-鿿]*.{1,2}", "(?:位于|隶属|是台湾|是[^，]{0,6}[区镇乡市]的?一)", "the name of a ward"),
    (
        "里",
        "里",
        1.8,
        "",
        "社|村|镇|港|山|岛|河|州|省|县|市|自治|共和|半岛|群岛|海峡|王国|公国|大学|人[民口]?[的是]|语|族",
        "in the name of a place",
    ),
    (
        "里",
        "里",
        2.5,
        "^|[的是与和由在于向从被对以及]",
        "[斯耶约昂尔克德奇希卡兹加维瓦诺奥姆特比夫乔][^，]?[斯特尔克登德姆卡奥拉亚罗涅茨诺尼顿巴港]",
        "begins a foreign name",
    ),
    ("征", "征", 2.5, "[出远长东西南北亲从]", "(?!收|求|税|兆)", "to march"),
    ("征", "徵", 2, "", "[收求税兵召集询信文婚聘兆候地用订稿引购调募粮实辟才选]", "to levy or seek"),
    ("复", "復", 2.2, "(?:^|[^重反答批回繁])", "[校课工产航学婚出仇燃活兴苏原职位国古辟员建健耕市赛播播牌]", "again, back"),
    ("余", "余", 2, "^", "[自幼尝闻观以既乃亦虽与之皆独谓家少不因至甚读犹始方复生心所居在曰初昔每尤于为]", "I, in the old language"),
    (
        "云",
        "云",
        2.4,
        "^[子诗经古书又或俗谚人]|[《》]|[所不知]|诗|[记传经书史序语赋注疏志]|(?<![字名])子|谚语|俗话|亦|古人|前人",
        "$|[，：「“云]|者|乎|尔",
        "to say, in the old language",
    ),
    ("云", "雲", 3.2, "字[^，]", "$", "in the name that an adult had"),
    ("咸", "咸", 1.5, "", "[丰阳宁通亨兴安平淳熙和康池]", "in a name"),
    ("布", "布", 1.5, "", "[列里鲁雷兰莱拉洛卢][^，]{0,1}[斯特尔克登德姆恩]", "in a foreign name"),
    ("斗", "斗", 2, f"[{_NUMBER}北南漏烟熨泰星筋跟]", "", "a measure, or the Dipper"),
    ("卷", "卷", 2.2, f"第?[{_NUMBER}上中下各全]|试|答|画|案|书|陋|考|问", "(?!起|入|走|曲|缩|来|进去|土|成)", "a volume or a paper"),
    ("卷", "捲", 2, "", "[起入走曲缩成着住]|进(?!呈)|了起|土|烟|发", "to roll"),
    (
        "发",
        "髮",
        2.2,
        "[头毛白黑金银长短秀理剪烫染洗护美卷束削落剃脱植假鬓]",
        "(?!现|展|生|表|射|动|放|布|达|言|出|送|给|起|行|光|作|挥|觉|明|育|炎|热|烧|电)",
        "hair",
    ),
    (
        "面",
        "麪",
        2.2,
        "(?:吃|煮|拌|炒|泡|拉|碗|汤|揉|和|擀|牛肉|意|凉|挂|切|下)了?",
        "(?:吃|条|包子|馆|粉|团(?!团)|汤)",
        "noodles or flour",
    ),
    ("面", "麪", 1.5, "^此?|[的碗吃煮点叫要卖锅袋汤和揉擀买]", "$|[摊馆店汤好香烂凉]", "noodles"),
    ("面", "麪", 2.5, f"[{_NUMBER}半][碗盆锅袋斤份盘](?:[^，]{{1,6}}的)?", "$", "noodles or flour, by what they come in"),
    ("面", "麪", 2.5, f"[{_NUMBER}]碗[^，]{{0,3}}|吃[了完着]?|煮[了好着]?|碗", "(?!前|对|子|临|积|容|貌|色|孔|目|无|带|的)", "noodles"),
    ("台", "臺", 2.2, "广播总|电视总|卫视总", "", "a station"),
    ("签", "簽", 2, "", "[了下署名约字订证到收发过密合条协章认核的]|不", "to sign"),
]


@cache
def _patterns(character: str) -> list[_Pattern]:
    """The patterns for a character, compiled when one of its kind first comes up: most articles need a few."""
    return [
        _Pattern(reading, weight, re.compile(f"(?:{before})\\Z") if before else None, re.compile(behind) if behind else None, reason)
        for one, reading, weight, before, behind, reason in _ROWS
        if one == character
    ]


RULES: dict[str, Callable[[str, int], list[Verdict]]] = {"只": _single}
"""Rules written out as functions."""


def by_context(clause: Clause, offset: int) -> list[Verdict]:
    """What the rules for a character say of a place."""
    text = clause.text
    character = text[offset]
    found = RULES[character](text, offset) if character in RULES else []
    before = text[max(0, offset - 10) : offset]
    for one in _patterns(character):
        if (one.before is None or one.before.search(before)) and (one.behind is None or one.behind.match(text, offset + 1)):
            found.append(Verdict(one.reading, one.weight, one.reason))
    return found


def contradicts(text: str, offset: int, reading: str, *, weight: float) -> bool:
    """Whether a rule, or a pattern of more than this weight, may speak for another reading of a place."""
    character = text[offset]
    patterns, rule = _against(character, reading, weight), RULES.get(character)
    if not patterns and rule is None:
        return False
    behind = text[offset + 1 : offset + 12]
    if stop := CLAUSE_END.search(behind):
        behind = behind[: stop.start()]
    before = text[max(0, offset - 10) : offset]
    if CLAUSE_END.search(before):
        before = CLAUSE_END.split(before)[-1]
    if rule and any(one.reading != reading for one in rule(f"{before}{character}{behind}", len(before))):
        return True
    return any((one.before is None or one.before.search(before)) and (one.behind is None or one.behind.match(behind)) for one in patterns)


@cache
def _against(character: str, reading: str, weight: float) -> list[_Pattern]:
    """The patterns of more than a weight that speak for another reading of a character."""
    return [one for one in _patterns(character) if one.reading != reading and one.weight > weight]


HANDLED = frozenset(row[0] for row in _ROWS) | frozenset(RULES)
"""Characters that rules speak of."""

OVERRULING = frozenset(character for character, _, weight, *_ in _ROWS if weight > 2) | frozenset(RULES)
"""Characters on which a rule can overrule a phrase of OpenCC's."""
