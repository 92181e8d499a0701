"""Front matter: which values are text, in place, and replacements that never break out of their strings."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import frontmatter
import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from langbridge.article import (
    DEFAULT_FRONT_MATTER_KEYS,
    Article,
    FrontMatterKeys,
    PartKind,
    article_text,
    escape,
    fit_front_matter,
    parse_article,
)
from langbridge.article.escapes import Style, read_runs
from langbridge.article.front_matter import FrontMatterFormat, front_matter_parts, read_front_matter
from langbridge.values import Edit, FrontMatterError, InvariantError, Span, apply_edits

EVERYTHING = FrontMatterKeys(frozenset(), frozenset())
BACKSLASHES = [Style.YAML_DOUBLE_QUOTED, Style.TOML_BASIC, Style.TOML_MULTILINE_BASIC, Style.JSON]


def texts(source: str, keys: FrontMatterKeys = DEFAULT_FRONT_MATTER_KEYS) -> list[str]:
    """What the convertible parts say, the runs of one value joined by a bar."""
    found = front_matter_parts(source, path=None, keys=keys)
    assert "".join(source[part.start : part.end] for part in found.parts) == source[: found.end]
    said: dict[int, list[str]] = {}
    for number, part in enumerate(found.parts):
        if part.kind.convertible:
            raw = source[part.start : part.end]
            said.setdefault(part.block, []).append(found.escaped[number].text if number in found.escaped else raw)
    assert list(said) == list(range(found.next_block))
    return ["|".join(runs) for runs in said.values()]


def yaml_texts(body: str) -> list[str]:
    return texts(f"---\n{body}\n---\n正文\n")


def replaced(source: str, table: dict[str, str], keys: FrontMatterKeys = DEFAULT_FRONT_MATTER_KEYS) -> str:
    """The front matter with single characters of its convertible parts replaced, as the pipeline does it."""
    article = parse_article(source, path=Path("a.md"), front_matter=keys)
    return apply_edits(source, fit_front_matter(article, edits_of(article, table)).merged())


def edits_of(article: Article, table: dict[str, str]) -> list[Edit]:
    edits: list[Edit] = []
    for number, part in enumerate(article.parts):
        if part.kind is PartKind.FRONT_MATTER_VALUE:
            starts = article.escaped[number].starts if number in article.escaped else range(part.start, part.end + 1)
            for at, character in enumerate(article_text(article, number)):
                if character in table:
                    edits.append(Edit(Span(starts[at], starts[at + 1]), table[character]))
    return edits


# --- where front matter is ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "found", "body"),
    [
        ("---\ntitle: 软\n---\n正文", FrontMatterFormat.YAML, "正文"),
        ("---  \r\ntitle: 软\r\n---\t\r\n正文", FrontMatterFormat.YAML, "正文"),
        ("---\rtitle: 软\r---\r正文", FrontMatterFormat.YAML, "正文"),
        ("\n\n---\ntitle: 软\n---\n正文", FrontMatterFormat.YAML, "正文"),
        ("---\ntitle: 软\n---", FrontMatterFormat.YAML, ""),
        ("---\n---\n正文", FrontMatterFormat.YAML, "正文"),
        ("---\n# 只有注释\n---\n正文", FrontMatterFormat.YAML, "正文"),
        ("---\ntitle: |\n  ---\n  软\n---\n正文", FrontMatterFormat.YAML, "正文"),
        ("+++\ntitle = '软'\n+++\n正文", FrontMatterFormat.TOML, "正文"),
        ("+++\r\ntitle = '软'\r\n+++ \r\n正文", FrontMatterFormat.TOML, "正文"),
        ("+++\n+++\n", FrontMatterFormat.TOML, ""),
        ('{"title": "软"}\n正文', FrontMatterFormat.JSON, "正文"),
        ('{\r\n "title": "}软"\r\n}\r\n正文', FrontMatterFormat.JSON, "正文"),
        ("{}\n正文", FrontMatterFormat.JSON, "正文"),
    ],
)
def test_front_matter_is_found(source: str, found: FrontMatterFormat, body: str) -> None:
    read = front_matter_parts(source, path=None, keys=DEFAULT_FRONT_MATTER_KEYS)
    assert read.format is found
    assert source[read.end :] == body


@pytest.mark.parametrize(
    "source",
    [
        "",
        "正文",
        "----\ntitle: 软\n----\n",
        " ---\ntitle: 软\n---\n",
        "---\n\n正文里有 冒号: 但没有键\n 和 [没关上的\n",
        "---\n他说的话\n\n---\n还有话\n",
        "---\n- 软\n- 件\n---\n",
        "---\n他说: 好: 吧\n---\n",
        "---\ntext that is prose: and more: of it\n---\n",
        "---",
        "+++\n正文\n+++\n",
        "+++\n正文",
        "{{< youtube x >}}\n",
        "{软件}\n",
        '{"软件"}\n',
        "{% raw %}\n",
    ],
)
def test_what_only_looks_like_it_is_body(source: str) -> None:
    assert front_matter_parts(source, path=None, keys=DEFAULT_FRONT_MATTER_KEYS).end == 0


@pytest.mark.parametrize(
    ("source", "line", "column", "says"),
    [
        ("---\ntitle: 软\n正文\n", 1, 1, "never closes"),
        ("\n---\n# 注释\n\ntitle: 软\n", 2, 1, "never closes"),
        ("+++\ntitle = '软'\n", 1, 1, "never closes"),
        ("---\ntitle: 软\nb: [软\n---\n", 4, 1, "YAML"),
        ("---\ntitle: 软: 件\n---\n", 2, 9, "mapping values"),
        ("---\r\ntitle: 软\r\n\tb: 1\r\n---\r\n", 3, 1, "YAML"),
        ("---\ntitle: 软\0件\n---\n", 2, 9, r"U\+0000"),
        ("---\ntitle: \ud800\n---\n", 2, 8, r"U\+D800"),
        ("---\ntitle: *软\n---\n", 2, 9, "YAML"),
        ("---\ntitle: *a\n---\n", 2, 8, "anchor"),
        ("---\ntitle: 软\n...\n--- \tx\n---\n", 4, 1, "second document"),
        ("+++\ntitle = '软\n+++\n", 3, 1, "TOML"),
        ("+++\na = 1\na = 2\n+++\n", 3, 6, "TOML"),
        ('{"title": "软",\n"b" 1}\n', 2, 5, "JSON"),
        ('{"title": "软"', 1, 14, "JSON"),
    ],
)
def test_broken_front_matter_is_an_error_with_its_place(source: str, line: int, column: int, says: str) -> None:
    with pytest.raises(FrontMatterError, match=says) as caught:
        front_matter_parts(source, path=Path("a.md"), keys=DEFAULT_FRONT_MATTER_KEYS)
    assert (caught.value.path, caught.value.line, caught.value.column) == (Path("a.md"), line, column)
    assert caught.value.remedy


@pytest.mark.parametrize(
    "source",
    [
        "---\na: " + "[" * 10_000 + "\n---\n",
        "---\na: " + "[" * 10_000 + "]" * 10_000 + "\n---\n",
        "---\na: " + "{a: " * 10_000 + "\n---\n",
        "+++\na = " + "[" * 10_000 + "]" * 10_000 + "\n+++\n",
        '{"a": ' + "[" * 100_000 + "]" * 100_000 + "}",
        '{"a": ' + "[" * 200 + "]" * 200 + "}",
    ],
)
def test_deep_nesting_is_an_error_not_a_crash(source: str) -> None:
    with pytest.raises(FrontMatterError):
        front_matter_parts(source, path=None, keys=DEFAULT_FRONT_MATTER_KEYS)


def test_an_alias_bomb_stays_small() -> None:
    levels = "".join(f"{name}: &{name} [{', '.join(['*' + below] * 9)}]\n" for below, name in zip("abcdefghij", "bcdefghijk", strict=True))
    source = f"---\na: &a [软, 件]\n{levels}title: 软件\n---\n"
    assert texts(source) == ["软", "件", "软件"]


def test_huge_front_matter_is_read() -> None:
    source = "---\n" + "".join(f"k{number}: 软件\n" for number in range(5_000)) + "---\n"
    assert texts(source) == ["软件"] * 5_000


# --- which values are text ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        "title: 软件",
        "title: '软件'",
        'title: "软件"',
        "title: 软件  # 注释",
        "# 注释\ntitle: 软件",
        'tags: ["软件", English, 3]',
        "tags:\n- 软件\n- English",
        "tags: {a: [x, {b: 软件}]}",
        "标题: 软件",
        "title: &锚 软件".replace("锚", "a") + "\nsubtitle: *a",
        "title: !!str 软件",
        "title: &a\n  # 注释\n  软件",
        "title: !!str &a '软件'",
        "Title: 软件",
        "a: 1\ntitle: 软件\ndraft: false\ndate: 2025-12-26T12:00:00+08:00",
        "b: {<<: {title: 软件}}",
        "? title\n: 软件",
        "😀: 😀\ntitle: 软件",
    ],
)
def test_a_yaml_value_is_found_in_place(body: str) -> None:
    assert yaml_texts(body) == ["软件"]


@pytest.mark.parametrize(
    "body",
    [
        "slug: 软件",
        "url: 软件",
        "aliases: [软件, 旧/软件]",
        "translationKey: 软件",
        "params: {slug: 软件}",
        "cover: {image: 软件.png}",
        "cover: 软件",
        "menu: {main: {parent: 软件}}",
        "source_url: 软件",
        "软件: 1",
        "? 软件\n: 1",
        "? [软件]\n: 1",
        "? {title: 软件}\n: 1",
        "title: !foo 软件",
        "title: !foo {a: 软件}",
        "# 软件",
        "a: https://例子.com/软件",
        "title: https://例子.com/软件",
        "a: /posts/软件",
        "a: ./软件",
        "a: posts/软件/",
        "a: posts/软件.md",
        "a: 软件.png",
        "a: 软件@例子.com",
        "a: mailto:软件@例子.com",
        "title: &a 软件\nslug: *a",
        "b: &a {title: 软件}\nurl: *a",
    ],
)
def test_keys_and_machine_values_are_not_text(body: str) -> None:
    assert yaml_texts(body) == []


@pytest.mark.parametrize("text", ["AI/软件", "深入 ASP.NET 软件", "什么是README.md", "软件 https://a.b/c", "2025年软件", "软件、/b"])
def test_prose_that_resembles_a_path_is_text(text: str) -> None:
    assert yaml_texts(f"title: {text}") == [text]


def test_a_url_as_a_tag_stays_and_a_title_may_name_a_file() -> None:
    assert yaml_texts("title: 软件.md\nother: 软件.md") == ["软件.md"]


def test_the_nearest_key_decides_and_a_dotted_name_first() -> None:
    keys = FrontMatterKeys(frozenset({"alt", "hero.name"}), frozenset({"cover", "name", "Deep.Alt"}))
    source = "---\ncover: {alt: 软, x: 件}\nhero: {name: 人}\nname: 名\ndeep: {alt: 留}\nother: 他\n---\n"
    assert texts(source, keys) == ["软", "人", "他"]


def test_a_user_overrules_the_default_keys() -> None:
    keys = DEFAULT_FRONT_MATTER_KEYS.adjusted(convert=["Slug"], keep=["TITLE"])
    assert texts("---\nslug: 软\ntitle: 件\nsummary: 要\n---\n", keys) == ["软", "要"]


def test_lines_of_a_value_are_runs_of_one_block() -> None:
    block = "a: |2-\n   软件\n     件件  \n\n  # 不是注释\nb: >+\n 软\n 件\n\n"
    flow = "c: 软\n  件\n\n  软\nd: '软\n\n  ''件'''\ne: \"软 \\\n   件\\n软\"\n# 注释"
    assert yaml_texts(block + flow) == ["软件|件件|# 不是注释", "软|件", "软|件|软", "软|'件'", "软|件|软"]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_ends_do_not_move_the_marks(line_end: str) -> None:
    source = "---\ntitle: 软件\n😀a: \"件😀软\"\nb: |\n  软\n  件\nc: [软, '件']\n---\n".replace("\n", line_end)
    assert texts(source) == ["软件", "件😀软", "软|件", "软", "件"]


def test_other_line_breaks_of_yaml_do_not_move_them_either() -> None:
    assert yaml_texts('a: "软\x85  件"\nb: "件\u2028 软"\nc: 软件') == ["软|件", "件|软", "软件"]


def test_duplicate_keys_are_each_read() -> None:
    assert yaml_texts("title: 软\ntitle: 件") == ["软", "件"]


def test_toml_strings_are_found_in_place() -> None:
    source = """+++
title = "软\\u4ef6" # 注释 "软"
'键' = '软\\件'
"a\\u0062" = \"\"\"
软 \\
   件\"\"\"\"\"
slug = "软"
d = 1979-05-27T07:32:00Z
f.alt = '''软'件'''
[params] # 软
list = ["软", ["件"], {slug = "软", name = "名"}, # 软
  '软',
]
[[cover."x.y"]]
alt = "替代"
src = "软"
+++
"""
    assert texts(source) == ["软件", "软\\件", '软|件""', "软'件", "软", "件", "名", "软", "替代"]


def test_json_strings_are_found_in_place() -> None:
    source = """{"title": "\\u8f6f\\ud83d\\ude00件", "slug": "软",
        "软": {"a": ["软", {"url": "软", "b": "\\"件\\""}], "c": {}}, "d": "\\ud800软\\n件"}"""
    assert texts(source) == ["软😀件", "软", '"件"', "软|件"]


# --- against the parsers -----------------------------------------------------------------------------------------------------------------

CHARACTERS = st.sampled_from("软件的 ab1:#'\"\\-,[]{}&*!|>%@`?~=😀/._\t")
STRINGS = st.one_of(st.text(CHARACTERS), st.text(st.characters(exclude_categories=["Cs"])))
KEYS = st.text(st.sampled_from("abkxyz软-_"), min_size=1)


def tree(leaves: st.SearchStrategy[object]) -> st.SearchStrategy[dict[str, object]]:
    values = st.recursive(leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=6)
    return st.dictionaries(KEYS, values, max_size=5)


SCALARS = st.one_of(STRINGS, st.integers(), st.booleans())


def leaves(value: object, keys: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*keys, key))
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, keys)
    elif isinstance(value, str):
        yield keys, value


def visible(text: str) -> str:
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f\ufeff]+", "", text)


def values_in_place(source: str) -> list[tuple[tuple[str, ...], str]]:
    read = read_front_matter(source)
    assert read is not None
    return [
        (value.keys, visible("".join(run.text for run in read_runs(source, value.start, value.end, value.style))))
        for value in read.contents.values
    ]


def write_json(data: dict[str, object], ascii_only: bool) -> str:
    return json.dumps(data, ensure_ascii=ascii_only, indent=1 if len(data) % 2 else None) + "\n正文"


@given(tree(SCALARS), st.booleans())
def test_json_values_are_what_json_reads(data: dict[str, object], ascii_only: bool) -> None:
    assert values_in_place(write_json(data, ascii_only)) == [(keys, visible(text)) for keys, text in leaves(data)]


def toml_string(text: str, style: int) -> str:
    if style == 1 and "'" not in text and text.isprintable():
        return f"'{text}'"
    if style == 2 and not text.startswith("\n"):
        return f'"""{escape(text, Style.TOML_MULTILINE_BASIC)}"""'
    if style == 3 and "''" not in text and not text.endswith("'") and text.isprintable():
        return f"'''\n{text}'''"
    return f'"{escape(text, Style.TOML_BASIC)}"'


def write_toml(value: object, style: int) -> str:
    match value:
        case dict():
            return "{" + ", ".join(f"{toml_string(key, 0)} = {write_toml(inner, style)}" for key, inner in value.items()) + "}"
        case list():
            return "[" + ", ".join(("\n # 软\n" if style else "") + write_toml(inner, style) for inner in value) + "]"
        case str():
            return toml_string(value, style)
        case _:
            return json.dumps(value)


@given(tree(SCALARS), st.integers(0, 3), st.integers(0, 2))
def test_toml_values_are_what_tomllib_reads(data: dict[str, object], style: int, shape: int) -> None:
    lines = []
    for key, value in data.items():
        name = toml_string(key, 1 if style else 0)
        if shape == 1 and isinstance(value, dict):
            lines += [f"[{name}] # [软]", *(f"{toml_string(inner, 0)} = {write_toml(item, style)}" for inner, item in value.items())]
        elif shape == 2:
            lines += [f"[[t]]\n{name}.'软' = {write_toml(value, style)} # '"]
        else:
            lines.append(f"[x.{name}]\nv = {write_toml(value, style)}")
    text = "\n".join(lines)
    parsed = tomllib.loads(text)
    # A table that is written in two places is one when it is read, so only those without keep their order.
    assert sorted(values_in_place(f"+++\n{text}\n+++\n")) == sorted((keys, visible(said)) for keys, said in leaves(parsed))


@given(
    tree(SCALARS),
    st.sampled_from([None, '"', "'", "|", ">"]),
    st.sampled_from([True, False, None]),
    st.sampled_from([20, 1000]),
    st.booleans(),
)
def test_yaml_values_are_what_yaml_reads(data: dict[str, object], style: str | None, flow: bool | None, width: int, unicode: bool) -> None:
    text = yaml.safe_dump(data, default_style=style, default_flow_style=flow, width=width, allow_unicode=unicode, sort_keys=False)
    assume(yaml_reads_it_back(text, data))
    found = dict.fromkeys(values_in_place(f"---\n{text}---\n"))
    for keys, said in leaves(data):
        if any("\u4e00" <= character <= "\u9fff" for character in said):
            assert (keys, visible(said)) in found


def yaml_reads_it_back(text: str, data: dict[str, object]) -> bool:
    """Whether PyYAML can read its own output; its plain and block styles lose some strings."""
    try:
        return bool(yaml.safe_load(text) == data)
    except yaml.YAMLError:
        return False


# --- replacing ---------------------------------------------------------------------------------------------------------------------------

SPECIAL = [
    "#",
    " #",
    ": ",
    "a:",
    "'",
    "''",
    "'''",
    '"',
    '"""',
    "\\",
    "\\n",
    "- a",
    "-",
    "[",
    "]",
    "{}",
    ",",
    "&a",
    "*a",
    "!",
    "%",
    "@",
    "`",
    "?",
    "|",
    ">",
]
NO_STRINGS = ["yes", "null", "1", "1.5", "2025-01-01", "~", "", "=", "<<"]
OTHERS = ["軟", "C++: 入門", "AI", "😀", "「", "a\u3000b", "\n", "\t", "\x07", "\u2028"]
NASTY = st.sampled_from([*SPECIAL, *NO_STRINGS, *OTHERS])


@given(st.lists(st.text(CHARACTERS, min_size=1).map(lambda text: f"{text}软"), min_size=1, max_size=4), NASTY, st.integers(0, 3))
def test_whatever_is_written_into_toml_reads_as_meant(values: list[str], replacement: str, style: int) -> None:
    source = "+++\n" + "".join(f"k{number} = {toml_string(value, style)}\n" for number, value in enumerate(values)) + "+++\n"
    target = replaced(source, {"软": replacement}, EVERYTHING)
    before, after = tomllib.loads(source[4:-4]), tomllib.loads(target[4:-4])
    assert list(after) == list(before)
    for key, value in before.items():
        assert after[key] in (value, value.replace("软", replacement))
        assert after[key] != value or replacement == "软" or is_machine(value)


@given(st.lists(st.text(CHARACTERS, min_size=1).map(lambda text: f"软{text}软"), min_size=1, max_size=4), NASTY, st.booleans())
def test_whatever_is_written_into_json_reads_as_meant(values: list[str], replacement: str, ascii_only: bool) -> None:
    source = write_json({f"k{number}": value for number, value in enumerate(values)}, ascii_only)
    target = replaced(source, {"软": replacement}, EVERYTHING)
    after = json.loads(target.removesuffix("\n正文"))
    assert [after[f"k{number}"] for number in range(len(values))] == [
        value if is_machine(value) else value.replace("软", replacement) for value in values
    ]


@given(
    st.lists(st.text(CHARACTERS, min_size=1).map(lambda text: f"{text}软件"), min_size=1, max_size=4),
    NASTY,
    st.sampled_from([None, '"', "'", "|", ">"]),
    st.booleans(),
    st.booleans(),
    st.sampled_from([12, 1000]),
)
def test_whatever_is_written_into_yaml_reads_as_meant(
    values: list[str], replacement: str, style: str | None, flow: bool, unicode: bool, width: int
) -> None:
    data: dict[str, object] = {"k": list(values), "z": {"y": values[0]}}
    text = yaml.safe_dump(data, default_style=style, default_flow_style=flow, width=width, allow_unicode=unicode, sort_keys=False)
    assume(yaml_reads_it_back(text, data) and not any(map(is_machine, values)))
    source = f"---\n# 软\n{text}---\n软\n"
    try:
        target = replaced(source, {"软": replacement}, EVERYTHING)
    except InvariantError as error:
        # Only what spans lines may be refused: it cannot be quoted on the spot.
        assert error.line
        assert style in ("|", ">") or width == 12
        return
    metadata, _ = frontmatter.parse(target)
    expected = [value.replace("软", replacement) for value in values]
    assert metadata == {"k": expected, "z": {"y": expected[0]}}
    assert "# 软\n" in target


def is_machine(value: str) -> bool:
    """Whether a value under an unknown key is left alone for its look."""
    return not front_matter_parts(f"+++\nq = {toml_string(value, 0)}\n+++\n", path=None, keys=EVERYTHING).scalars


@pytest.mark.parametrize(
    ("source", "replacement", "target"),
    [
        ("title: 软件", "軟", "title: 軟件"),
        ("title: 软件", "C++: 入門", 'title: "C++: 入門件"'),
        ("title: 软件 # 软", "#1 ", 'title: "#1 件" # 软'),
        ("title: 软", "no", 'title: "no"'),
        ("title: 软", "", 'title: ""'),
        ("title: 软件", '"', 'title: "\\"件"'),
        ("title: 件软", '"', 'title: 件"'),
        ('title: 件\\软"x', ": ", 'title: "件\\\\: \\"x"'),
        ("title: 件, 软", "a, b", "title: 件, a, b"),
        ("tags: [软, 件]", "a, b", 'tags: ["a, b", 件]'),
        ("title: '软''件'", "'", "title: '''''件'"),
        ("title: '软\"''件'", "\n", 'title: "\\u000A\\"\'件"'),
        ('title: "软\\"件"', '"\\', 'title: "\\"\\\\\\"件"'),
        ('title: "\\u8F6F\\u4EF6"', "軟", 'title: "軟\\u4EF6"'),
        ("title: &a 软", ": ", 'title: &a ": "'),
        ("title: 件\n  软", "- : x", 'title: "件\n  - : x"'),
        ("title: |\n  软: 件 # x", "'\"#:", "title: |\n  '\"#:: 件 # x"),
    ],
)
def test_a_value_is_requoted_only_where_it_must_be(source: str, replacement: str, target: str) -> None:
    assert replaced(f"---\n{source}\n---\n", {"软": replacement}) == f"---\n{target}\n---\n"


@pytest.mark.parametrize(
    ("source", "replacement", "target"),
    [
        ("t = '软件'", "軟", "t = '軟件'"),
        ("t = '软\\\"件'", "'", 't = "\'\\\\\\"件"'),
        ("t = '''软'件'''", "'", "t = '''''件'''"),
        ("t = '''软''件'''", "'", 't = """\'\'\'件"""'),
        ("t = '''件软'''", "'", 't = """件\'"""'),
        ('t = """软"件"""', '""', 't = """\\"\\""件"""'),
    ],
)
def test_toml_quotes_are_kept_where_they_can_be(source: str, replacement: str, target: str) -> None:
    assert replaced(f"+++\n{source}\n+++\n", {"软": replacement}) == f"+++\n{target}\n+++\n"


@pytest.mark.parametrize(("source", "replacement"), [("|\n  软", "\n"), ("|\n  软", ""), ("|\n  软\n  件", " a"), ("件\n  软\n  件", "a ")])
def test_what_cannot_be_said_is_refused(source: str, replacement: str) -> None:
    with pytest.raises(InvariantError) as caught:
        replaced(f"---\ntitle: {source}\n---\n", {"软": replacement})
    assert caught.value.line == 2


def test_an_edit_outside_every_value_is_refused() -> None:
    article = parse_article("---\ntitle: 软\n---\n件\n", path=Path("a.md"))
    with pytest.raises(ValueError, match="no value"):
        fit_front_matter(article, [Edit(Span(4, 5), "x: y")])
    with pytest.raises(ValueError, match="no value"):
        fit_front_matter(article, [Edit(Span(17, 18), "x: y")])


def test_given_edits_come_back_one_for_one() -> None:
    article = parse_article('---\na: 软件\nb: "软"\n---\n', path=Path("a.md"))
    given_edits = edits_of(article, {"软": ': "', "件": "x"})
    fitting = fit_front_matter(article, given_edits)
    assert [edit.span for edit in fitting.edits] == [edit.span for edit in given_edits]
    assert [edit.replacement for edit in fitting.edits] == [': \\"', "x", ': \\"']
    assert fitting.quoting == [Edit(Span(7, 7), '"'), Edit(Span(9, 9), '"')]


@given(st.text(), st.sampled_from(BACKSLASHES))
def test_what_is_escaped_can_be_read_again(text: str, style: Style) -> None:
    raw = f"{style.quote}{escape(text, style)}{style.quote}"
    assert visible("".join(run.text for run in read_runs(raw, 0, len(raw), style))) == re.sub(r"[\ud800-\udfff]", "", visible(text))


PARSERS: dict[Style, Callable[[str], object]] = {
    Style.YAML_DOUBLE_QUOTED: lambda raw: yaml.safe_load(raw),
    Style.YAML_SINGLE_QUOTED: lambda raw: yaml.safe_load(raw),
    Style.JSON: json.loads,
    Style.TOML_BASIC: lambda raw: tomllib.loads(f"x = {raw}")["x"],
    Style.TOML_MULTILINE_BASIC: lambda raw: tomllib.loads(f"x = {raw}")["x"],
}


@pytest.mark.parametrize("style", PARSERS)
@given(text=st.text(st.characters(exclude_categories=["Cs", "Cn"])))
def test_parsers_read_what_is_escaped(style: Style, text: str) -> None:
    if style is Style.YAML_SINGLE_QUOTED:
        text = "".join(filter(str.isprintable, text))
    assert PARSERS[style](f"{style.quote}{escape(text, style)}{style.quote}") == text
