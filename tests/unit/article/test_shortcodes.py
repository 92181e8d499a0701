"""Hugo shortcodes and the tags of other site makers."""

from __future__ import annotations

import pytest

from langbridge.article import DEFAULT_SHORTCODE_PARAMETERS, PartKind
from langbridge.article.markdown import markdown_parts
from langbridge.article.shortcodes import find_shortcodes


def convertible(text: str, parameters: frozenset[str] = DEFAULT_SHORTCODE_PARAMETERS) -> list[str]:
    body = markdown_parts(text, 0, first_block=0, shortcode_parameters=parameters)
    assert "".join(text[part.start : part.end] for part in body.parts) == text
    return [text[part.start : part.end] for part in body.parts if part.kind.convertible]


def kinds(text: str) -> list[tuple[str, str]]:
    body = markdown_parts(text, 0, first_block=0, shortcode_parameters=DEFAULT_SHORTCODE_PARAMETERS)
    return [(part.kind.value, text[part.start : part.end]) for part in body.parts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{{< figure src="软.png" title="标题" id="软" >}}', ["标题"]),
        ("{{% figure alt=`图\n示` caption=说明 %}}", ["图", "示", "说明"]),
        ('{{< figure\n  title="标 \\"题\\" &amp; 目"\n  src="软"\n>}}', ["标 ", "题", " ", " 目"]),
        ('{{< figure title = "标题" />}}', ["标题"]),
        ('{{< youtube "软件" `软件` 软件 >}}', []),
        ('{{< x data-title="软件" "title=软件" >}}', []),
        ('{{< x title="见 https://a.com/软件 后" >}}', ["见 ", " 后"]),
        ('{{< x title="a >}} b 题" >}}后', ["a >}} b 题", "后"]),
    ],
)
def test_only_named_parameters_are_converted(text: str, expected: list[str]) -> None:
    assert convertible(text) == expected


def test_the_settings_name_the_parameters() -> None:
    text = '{{< card heading="标题" title="题目" >}}'
    assert convertible(text, frozenset({"heading"})) == ["标题"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{< note >}}\n软件 **工程**\n{{< /note >}}\n", ["软件 ", "工程"]),
        ("{{% tip %}}- 软件{{% /tip %}}\n", ["- 软件"]),
        ("{{< highlight go >}}\n软件\n\n```\n{{< /highlight >}}\n后\n", ["后"]),
        ("{{<mermaid>}}\n图 --> 软\n{{</mermaid>}}\n后", ["后"]),
        ("{{< math >}}软{{< / math >}}后", ["后"]),
        ('{{< gist a "b" >}}\n软件\n', ["软件"]),
        ("{{< code />}}软{{< code >}}件{{< /code >}}", ["软"]),
        ("{% raw %}\n软\n{% endraw %}后{% quote 软 %}引{% endquote %}", ["后", "软", "引"]),
    ],
)
def test_inner_text_is_converted_unless_it_is_code(text: str, expected: list[str]) -> None:
    assert convertible(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        '[甲]({{< relref "软件.md" >}})',
        '<a href="{{< ref "软件" >}}">甲</a>',
        '{{</* figure title="软件" */>}}甲',
        '{{%/* figure title="软件"\n*/%}}甲',
        "甲 {{ 软件 }} {{软件}} {% 软件 %}",
        '甲\n\n```\n{{< figure title="软件" >}}\n```\n',
        '甲 `{{< figure title="软件" >}}`',
        '<!-- {{< figure title="软件" >}} -->甲\n',
        "甲{{< x `软|件\n\n- 软` >}}\n",
        '| 甲 | {{< x "软|件" >}} |\n|--|--|\n',
    ],
)
def test_the_rest_is_protected_wherever_it_stands(text: str) -> None:
    converted = "".join(convertible(text))
    assert "甲" in converted or text.startswith("<!--")
    assert "软" not in converted


def test_a_shortcode_does_not_disturb_markdown_around_it() -> None:
    text = '**甲{{< x "**" >}}乙** `{{< y "`" >}}` [丙]({{< ref "a b)" >}} "丁")'
    assert convertible(text) == ["甲", "乙", " ", " ", "丙", "丁"]


def test_a_shortcode_in_a_formula_is_part_of_it() -> None:
    assert kinds("$a_{{< x >}}$") == [("math", "$a_{{< x >}}$")]


@pytest.mark.parametrize("text", ["{{< x 软件", '{{< x "软件 >}}', "{{</* 软件 >}}", "{{% x 软件 {{< y >}}", "{{< x `软件 >}}"])
def test_an_open_shortcode_protects_its_line_and_is_told(text: str) -> None:
    body = markdown_parts(f"甲\n\n乙 {text}\n丙\n", 0, first_block=0, shortcode_parameters=())
    assert body.warnings == ["line 3: this shortcode is not closed; the rest of the line stays as it is"]
    assert convertible(f"甲\n\n乙 {text}\n丙\n") == ["甲", "乙 ", "丙"]


def test_braces_that_never_close_are_text() -> None:
    body = markdown_parts("甲 {{ 乙 {% 丙\n丁 }} %}", 0, first_block=0, shortcode_parameters=())
    assert body.warnings == []
    assert convertible("甲 {{ 乙 {% 丙\n丁 }} %}") == ["甲 {{ 乙 {% 丙", "丁 }} %}"]


def test_relref_within_the_page_is_a_fragment_link() -> None:
    text = '[甲]({{< relref "#后面" >}}) {{< ref path="#后面" >}} {{< x "#后面" >}} {{< relref "a.md#后面" >}}'
    body = markdown_parts(text, 0, first_block=0, shortcode_parameters=())
    assert [(text[slice(*link.span)], link.anchor) for link in body.fragment_links] == [("后面", "后面")]


def test_text_without_shortcodes_is_not_looked_at() -> None:
    assert find_shortcodes("{{< x >}} 后", 9, ()).parts == []
    assert [part.kind for part in find_shortcodes("{{< x >}} 后", 0, ()).parts] == [PartKind.SHORTCODE]
