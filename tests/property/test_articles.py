"""The promises of a conversion, on articles that nobody would write.

Every construct of Markdown and Hugo, torn, nested and in the wrong place, in both scripts, with the characters that langbridge uses for
itself among them.  `HYPOTHESIS_PROFILE=deep pytest tests/property` looks for minutes, at other articles each time.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import opencc
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st
from pyromark import Markdown, Options

from langbridge.article import Article, Markup, PartKind, article_text, parse_article, read_article, reread_article
from langbridge.dictionaries import config_names
from langbridge.glossary import Termbase
from langbridge.pipeline import Conversion, ConversionOptions, Conversions, encode_output
from langbridge.project import Typography, VariantStyle
from langbridge.values import HANS_CN, HANT, HANT_TW, SCRIPT_TARGETS, FrontMatterError, InvariantError, LanguageTag, Layer

ROOT = Path(__file__).parents[2]

# fmt: off
SIMPLIFIED = (
    *("美国历史", "给出了解决办法", "一个中国开发者", "更复杂", "包括发动机", "美国制裁", "最多只能", "提交合并", "河道里面", "大力出奇迹"),
    *("后面", "软件", "头发", "发布", "干净", "这里", "皇后", "内存", "程序", "智能体", "人工智能体系", "网络信息", "质量", "打印机", "里"),
    *("说", "这个", "台湾", "著名", "着", "于", "面条", "范围", "了", "云", "余", "只", "什么", "硅谷", "鼠标", "默认", "开发布局", "类"),
)
TRADITIONAL = (
    *("美國歷史", "證明了", "後面", "軟體", "頭髮", "發布", "乾淨", "這裡", "皇后", "記憶體", "程式", "堆疊", "類比", "執行的人", "品質"),
    *("說", "這個", "臺灣", "台灣", "著名", "穿著", "於", "麵條", "範圍", "衞生", "裏面", "滑鼠", "預設", "舉行", "參數", "資訊", "隻"),
)
SAME_IN_BOTH = ("工程", "中文", "北京", "人", "工", "English words", "AI", "100%")
FOREIGN = ("日本語のひらがな", "한국어", "渋谷", "3万亿")
ODD = (
    # langbridge's own marks, what OpenCC cannot take, and what Markdown readers stumble over
    *("\0", "\x01", "\x02", "\x03", "\x04", "\x05", "\x0b", "\x0c", "\x1b", "\x7f", "\x85", "\xa0", "\u200b", "\u2028", "\u2029", "\ufeff"),
    *("\ud800", "\udfff", "\ue000", "\uf8ff", "\U000f0000", "\U000f0001", "\U0010fffd", "\U0010ffff", "\ufffd", "\ufffe"),
    # CJK compatibility ideographs, which OpenCC normalizes first, and ideographs beyond the BMP
    *("\uf900", "\uf914", "\uf967", "\ufa0e", "\ufa5c", "\ufad9", "\U0002f800", "\U0002f81a", "\U0002fa1d"),
    *("\U00020000", "\U0002a6d6", "\U000200d3", "\U0002bdf7", "\U00030edd", "葛\U000e0100", "𣱿", "𫗧", "𬱖", "𠮷"),
    *("é", "e\u0301", "🙂", "👩\u200d💻", "\u202eabc", "Ａ", "ﷺ"),
)
PUNCTUATION = (*"，。！？：；、“”‘’「」『』《》（）…—～·,.!?:;'\"()-–/%&@+=^ ", "  ", "\t")
SIGNS = (
    *"*_~`[]()<>!#|\\-+=:{}$&\"'^%/@.",
    *("**", "__", "``", "```", "~~", "](", "[^", "]:", "<!--", "-->", "</", "/>", "{{<", ">}}", "{{%", "%}}", "{%", "%}", "{{", "}}", "$$"),
    *("\\[", "\\]", "\\(", "\\)", "![", "[x]", "{#", "&amp;", "&#21518;", "<div>", "</div>", "<b>", "<pre>", "</pre>", "<script>", "http://"),
)

# fmt: on


@cache
def repository_terms() -> tuple[str, ...]:
    """Every form of the repository's glossaries, of both scripts."""
    termbase = Termbase.load(sorted((ROOT / "glossaries").glob("*.yaml")))
    return tuple(sorted({*termbase.entries(HANS_CN, HANT_TW), *termbase.entries(HANT_TW, HANS_CN)}))


def words() -> st.SearchStrategy[str]:
    return st.one_of(
        st.sampled_from(SIMPLIFIED),
        st.sampled_from(SIMPLIFIED),
        st.sampled_from(TRADITIONAL),
        st.sampled_from(repository_terms()),
        st.sampled_from(SAME_IN_BOTH + FOREIGN),
        st.sampled_from(PUNCTUATION),
        st.sampled_from(ODD),
    )


def prose(most: int = 8) -> st.SearchStrategy[str]:
    """A line of text, mostly without markup."""
    return st.lists(st.one_of(words(), words(), words(), st.sampled_from(SIGNS)), min_size=1, max_size=most).map("".join)


def clean(most: int = 8) -> st.SearchStrategy[str]:
    """A line of words, with nothing odd in it."""
    return st.lists(st.sampled_from(SIMPLIFIED + TRADITIONAL + repository_terms() + SAME_IN_BOTH + FOREIGN), min_size=1, max_size=most).map(
        "".join
    )


# fmt: off
# Each %s takes a text of its own.
_INLINE = (
    *("%s", "**%s**%s", "**“%s”**%s", "*%s*", "_%s_", "***%s***", "~~%s~~", "`%s`", "`` %s ` %s ``", "[%s](/posts/软件 '%s')", "[%s](#%s)"),
    *("[%s](<后面 发.md>)", '[%s](http://a.com/后面?x=软件 "%s")', "![%s](图/后面.png)", "[%s][后面]", "[%s][]", "[%s]", "<https://a.com/后面>"),
    *("https://a.com/软件。%s", "访问www.a.com后面", "a@b.com%s", "$%s$", "$$%s$$", "\\(%s\\)", "{{< figure src='后.png' title=\"%s\" >}}"),
    *('{{< x "%s" >}}', "{{%% n caption=`%s` %%}}", '{{< relref "#%s" >}}', "<span title=\"%s\">%s</span>", "<b>%s</b>", "<img alt='%s'>"),
    *("<!-- %s -->", "<kbd>%s</kbd>", '<span lang="ja">%s</span>', "[^后]", "%s  ", "&#x540E;%s", "\\*%s\\*",
      "<a href='#%s'>%s</a>", "{%% raw %%}%s"),
)
_BLOCKS = (
    *("# %s", "## %s {#later}", "### %s ###", "%s\n===", "%s\n---", "- %s\n- %s", "1. %s\n   %s", "* %s\n\n  %s\n\n      %s", "> %s\n> %s"),
    *("| %s | %s |\n|---|:-:|\n| %s | %s |", "```python\n%s\n```", "~~~\n%s\n~~~", "```\n%s", "    %s", "\t%s", "---", "***", "%s\n%s"),
    "- [ ] %s",
    *("[后面]: /后面 \"%s\"", "[后]: <#%s>", "[^后]: %s\n    %s", "%s\n: %s", "<div class='后'>\n%s\n</div>", "<pre>\n%s\n</pre>"),
    "<!-- %s",
    *("{{< highlight go >}}\n%s\n{{< /highlight >}}", "{{< note >}}\n%s\n{{< /note >}}", "{{%% x\n title='%s' %%}}",),
    "{{< figure title=\"%s\n%s",
    *("<!-- langbridge:off -->\n\n%s\n\n<!-- langbridge:on -->", "<!-- langbridge:off -->", "$$\n%s\n$$",),
    "<div lang='zh-Hant'>\n\n%s\n\n</div>",
    *("## 后面软件\n\n[%s](#后面软件)", "# 美国历史\n# 美国历史\n[%s](#美国历史-1)", "# 头发 `%s`\n\n[看](#%%E5%%A4%%B4%%E5%%8F%%91)",),
    "> - # %s\n>   %s",
)

# fmt: on


def _filled(template: str, texts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    count = template.count("%s")
    return st.tuples(*[texts] * count).map(lambda given: template % given)


def inline() -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(_INLINE).flatmap(lambda one: _filled(one, prose(4))), min_size=1, max_size=3).map("".join)


def block() -> st.SearchStrategy[str]:
    return st.sampled_from(_BLOCKS).flatmap(lambda one: _filled(one, st.one_of(inline(), clean(4), prose(5))))


_VALUES = {
    "yaml": (
        "%s",
        '"%s"',
        "'%s'",
        "[%s, '%s']",
        "\n  - %s\n  - '%s'",
        "|\n  %s\n  %s",
        ">-\n  %s\n\n  %s",
        "{a: %s}",
        "!!str %s",
        "%s # %s",
    ),
    "toml": ('"%s"', "'%s'", '"""%s"""', "'''\n%s\n%s'''", "['%s', \"%s\"]", "{ a = '%s' }"),
    "json": ('"%s"', '["%s", "%s"]', '{"a": "%s"}'),
}
_KEYS = ("title", "description", "tags", "slug", "url", "aliases", "后面", "summary", "x-后", "keywords")


@st.composite
def front_matter(draw: st.DrawFn) -> str:
    """Front matter of one of the three forms, nearly always one that can be read."""
    form = draw(st.sampled_from(("yaml", "toml", "json")))
    texts = draw(st.sampled_from((clean(4), clean(4), prose(5))))
    keys = draw(st.lists(st.sampled_from(_KEYS), min_size=1, max_size=4, unique=True))
    if form == "json" and draw(st.booleans()):
        ascii_only = draw(st.booleans())
        return json.dumps({key: draw(prose(5)) for key in keys}, ensure_ascii=ascii_only, indent=draw(st.sampled_from((None, 2)))) + "\n"
    rows = [(key, draw(st.sampled_from(_VALUES[form]).flatmap(lambda value: _filled(value, texts)))) for key in keys]
    if form == "yaml":
        return "---\n" + "".join(f"{key}: {value}\n" for key, value in rows) + "date: 2025-12-26T12:00:00+08:00 # 后面\n---\n"
    if form == "toml":
        return "+++\n" + "".join(f"{json.dumps(key, ensure_ascii=False)} = {value}\n" for key, value in rows) + "n = 1 # 后面\n+++\n"
    return "{" + ",\n".join(f'"{key}": {value}' for key, value in rows) + "}\n"


@st.composite
def articles(draw: st.DrawFn) -> str:
    """A whole article: front matter or none, blocks, any line ends, perhaps none at the end."""
    head = draw(st.one_of(st.just(""), front_matter()))
    blocks = draw(st.lists(st.one_of(block(), block(), inline(), prose(12)), min_size=0, max_size=6))
    text = head + draw(st.sampled_from(("\n\n", "\n\n", "\n"))).join(blocks) + draw(st.sampled_from(("", "\n", "\n\n", " ")))
    ending = draw(st.sampled_from(("\n", "\n", "\r\n", "\r", "mixed")))
    if ending == "mixed":
        return text.replace("\n\n", "\n\r\n\r")
    return text.replace("\n", ending)


@cache
def conversions() -> Conversions:
    """With all that langbridge does."""
    return Conversions(Termbase.load(sorted((ROOT / "glossaries").glob("*.yaml"))))


@cache
def plain_conversions(config: str = "") -> Conversions:
    """With nothing that OpenCC does not do itself."""
    keep = Typography.KEEP
    options = ConversionOptions(guarded=False, quotes=keep, punctuation=keep, variant_style=VariantStyle.STANDARD, opencc_config=config)
    return Conversions(Termbase(), options)


@cache
def stock(config: str) -> Callable[[str], str]:
    return opencc.OpenCC(config).convert


def read(text: str, markup: Markup = Markup.MARKDOWN) -> Article:
    """The article; front matter that is broken is an answer too, and ends the example."""
    try:
        return parse_article(text, markup=markup)
    except FrontMatterError as error:
        assert error.line
        assume(False)
        raise


def convert(article: Article, target: LanguageTag) -> Conversion:
    """The conversion.  It may be refused, and ends the example, where a term with Latin letters or spaces meets markup (a@b.com智能体 must
    not become a@b.comAI 代理); without terms there is nothing to refuse.
    """
    try:
        return conversions().convert_article(article, target)
    except InvariantError as error:
        assert "would have become" in error.message
        plain_conversions().convert_article(article, target)
        assume(False)
        raise


@given(articles(), st.sampled_from(SCRIPT_TARGETS))
def test_an_article_keeps_all_that_is_not_prose(text: str, target: LanguageTag) -> None:
    conversion = convert(read(text), target)
    check_changes(conversion)
    check_places(conversion)
    check_lines(conversion)
    check_parts(conversion)
    check_front_matter(conversion)
    check_structure(conversion)


@given(prose(30), st.sampled_from(SCRIPT_TARGETS), st.sampled_from(Markup))
def test_a_line_of_anything_keeps_all_that_is_not_prose(text: str, target: LanguageTag, markup: Markup) -> None:
    conversion = convert(read(text, markup), target)
    check_changes(conversion)
    check_places(conversion)
    check_lines(conversion)
    check_parts(conversion)


def check_changes(conversion: Conversion) -> None:
    """Changes cover every difference, stand where they say, in order."""
    source, target, changes = conversion.article.text, conversion.text, conversion.changes
    assert changes.apply(source) == target
    assert changes.undo(target) == source
    done = made = 0
    for change in changes:
        assert done <= change.source.start
        assert source[done : change.source.start] == target[made : change.target.start]
        assert source[change.source.start : change.source.end] == change.source.text
        assert target[change.target.start : change.target.end] == change.target.text
        assert change.rule.id
        done, made = change.source.end, change.target.end
    assert source[done:] == target[made:]


def check_places(conversion: Conversion) -> None:
    """Each change lies in one convertible part; beyond that only links follow, and front matter is quoted."""
    article = conversion.article
    for change in conversion.changes:
        around = [part for part in article.parts if part.start <= change.source.start and change.source.end <= part.end]
        if change.rule.layer is Layer.LINK:
            assert article.text[change.source.start - 1] == "#"
            assert all(part.kind in (PartKind.URL, PartKind.HTML, PartKind.SHORTCODE) for part in around)
        elif change.rule.id == "requote":
            assert set(change.target.text) <= set("\"'\\")
        else:
            assert any(part.kind.convertible for part in around), change


def check_lines(conversion: Conversion) -> None:
    """The same line ends in the same order, the last one too."""
    before, after = conversion.article.text, conversion.text
    assert re.findall(r"\r\n|\r|\n", before) == re.findall(r"\r\n|\r|\n", after)
    assert before.endswith(("\r", "\n")) == after.endswith(("\r", "\n"))


def check_parts(conversion: Conversion) -> None:
    """The output, read again, has the same protected parts, code point for code point, but for links that follow."""
    followed = {change.source.text: change.target.text for change in conversion.changes if change.rule.layer is Layer.LINK}
    before, after = (
        [
            (part.kind, article.text[part.start : part.end])
            for part in article.parts
            if not (part.kind.convertible or is_front_matter(part.kind))
        ]
        for article in (conversion.article, reread_article(conversion.article, conversion.text))
    )
    assert len(before) == len(after)
    for (kind, was), (now_kind, now) in zip(before, after, strict=True):
        assert kind == now_kind
        assert was == now or any(was.replace(f"#{old}", f"#{new}") == now for old, new in followed.items())


def is_front_matter(kind: PartKind) -> bool:
    return kind in (PartKind.FRONT_MATTER, PartKind.FRONT_MATTER_VALUE)


def check_front_matter(conversion: Conversion) -> None:
    """Read by its format's own reader, front matter has the same keys and the same values, but for strings."""
    article = conversion.article
    end = max((part.end for part in article.parts if is_front_matter(part.kind)), default=0)
    grown = sum(len(one.target.text) - len(one.source.text) for one in conversion.changes if one.source.start < end)
    if end:
        assert without_text(loaded(article.text[:end])) == without_text(loaded(conversion.text[: end + grown]))


def loaded(front_matter: str) -> object:
    text = front_matter.lstrip("\r\n ")
    if text.startswith("{"):
        return json.loads(text)
    body = re.split(r"(?:\A|(?<=[\r\n]))(?:---|\+\+\+)[ \t]*(?:\r\n|\r|\n|\Z)", text)[1]
    return yaml.safe_load(body) if text.startswith("---") else tomllib.loads(body)


def without_text(value: object) -> object:
    match value:
        case dict():
            return [(key, without_text(one)) for key, one in value.items()]
        case list():
            return [without_text(one) for one in value]
        case str():
            return str
        case _:
            return value


_OPTIONS = (
    Options.ENABLE_TABLES
    | Options.ENABLE_FOOTNOTES
    | Options.ENABLE_STRIKETHROUGH
    | Options.ENABLE_TASKLISTS
    | Options.ENABLE_DEFINITION_LIST
)


def check_structure(conversion: Conversion) -> None:
    """A reader of Markdown sees the same blocks, code and links, but for links within the page."""
    after = reread_article(conversion.article, conversion.text)
    assert list(events_of(conversion.article)) == list(events_of(after))


def events_of(article: Article) -> Iterator[object]:
    pieces: list[str] = []
    for part in article.parts:
        if is_front_matter(part.kind):
            continue
        hidden = part.kind in (PartKind.SHORTCODE, PartKind.SHORTCODE_PARAMETER, PartKind.MATH)
        if not hidden:
            pieces.append(article.text[part.start : part.end])
        elif not pieces or pieces[-1] != "x":
            pieces.append("x")
    # A CR alone ends a line in CommonMark, but not everywhere in this parser.
    text = re.sub("[\0\ud800-\udfff]", "\ufffd", re.sub(r"\r(?!\n)", "\n", "".join(pieces)))
    for event in Markdown(options=_OPTIONS).events(text):
        if isinstance(event, str):
            yield event
        elif "Text" not in event and "Html" not in event and "InlineHtml" not in event:
            yield without_fragments(event)


def without_fragments(event: object) -> object:
    """An event without what may change: fragments of links within the page, and titles."""
    if not isinstance(event, dict):
        return event
    return {
        key: re.sub("#.*", "#", value, flags=re.DOTALL) if key == "dest_url" and isinstance(value, str) else without_fragments(value)
        for key, value in event.items()
        if key != "title"
    }


@given(articles(), st.sampled_from(("utf-8", "utf-8-sig", "utf-16", "gb18030")))
def test_bytes_in_any_encoding_give_utf_8_with_the_same_mark(text: str, encoding: str) -> None:
    text = re.sub("[\ud800-\udfff]", "", text).lstrip("\ufeff")
    article = read_article(text.encode(encoding), encoding=encoding, markup=Markup.TEXT)
    conversion = conversions().convert_article(article, HANT_TW)
    assert article.text == text
    assert encode_output(conversion) == conversion.text.encode("utf-8-sig" if encoding in ("utf-8-sig", "utf-16") else "utf-8")


_CONFIGS = {"Hans": {"zh-Hant": "s2tw", "zh-Hant-TW": "s2twp", "zh-Hant-HK": "s2hkp"}, "Hant": {"zh-Hans": "tw2s", "zh-Hans-CN": "tw2sp"}}
_ROUTES = [(script, LanguageTag.parse(target), config) for script, routes in _CONFIGS.items() for target, config in routes.items()]


@given(articles(), st.sampled_from(config_names()))
def test_a_configuration_of_opencc_is_opencc(text: str, config: str) -> None:
    check_stock(plain_conversions(config).convert_article(read(text), HANT), stock(config))


@given(articles(), st.sampled_from(_ROUTES))
def test_without_glossary_and_guard_a_conversion_is_opencc(text: str, route: tuple[str, LanguageTag, str]) -> None:
    script, target, config = route
    check_stock(plain_conversions().convert_article(read(text), target, source=LanguageTag("zh", script)), stock(config))


def check_stock(conversion: Conversion, convert: Callable[[str], str]) -> None:
    """Each part is what OpenCC makes of it by itself."""
    article = conversion.article
    after = reread_article(article, conversion.text)
    for number, part in enumerate(article.parts):
        within = [change for change in conversion.changes if part.start <= change.source.start < part.end]
        # Numbers and quotes are not OpenCC's business.
        if not part.kind.convertible or any(change.rule.layer in (Layer.NUMBER, Layer.TYPOGRAPHY) for change in within):
            continue
        said = article_text(article, number)
        # OpenCC drops what follows a NUL and refuses lone surrogates.
        expected = "".join(one if re.match("[\0\ud800-\udfff]", one) else convert(one) for one in re.split("([\0\ud800-\udfff])", said))
        if number in article.escaped:
            assert article_text(after, number) == expected
        else:
            done = part.start
            pieces: list[str] = []
            for change in within:
                pieces += (article.text[done : change.source.start], change.target.text)
                done = change.source.end
            assert "".join((*pieces, article.text[done : part.end])) == expected


def in_one_script() -> st.SearchStrategy[str]:
    """Paragraphs all in one script, and not Japanese: what a mixed one is taken for depends on the rest, and so changes with it."""
    return (
        st.sampled_from((SIMPLIFIED, TRADITIONAL))
        .flatmap(
            lambda own: st.lists(
                st.lists(st.sampled_from(own + SAME_IN_BOTH), min_size=1, max_size=12).map("".join), min_size=1, max_size=4
            )
        )
        .map("\n\n".join)
    )


@given(in_one_script(), st.sampled_from(SCRIPT_TARGETS))
def test_an_output_converted_again_passes_through(text: str, target: LanguageTag) -> None:
    first = convert(read(text), target)
    second = convert(read(first.text), target)
    assert second.text == first.text
