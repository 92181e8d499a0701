"""What the check of every conversion takes for granted."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from langbridge.article import Article, Markup, parse_article

_QUOTES = "“”‘’「」『』"
_PIECES = [
    *_QUOTES,
    *(
        "字",
        "后面",
        "a",
        "1",
        "，",
        "·",
        "—",
        " ",
        "  ",
        "\n",
        "\n\n",
        "\t",
        "\\",
        "!",
        ":",
        "@",
        "www.",
        "https://a.b/c",
        "a@b.cn",
        "&amp;",
    ),
    *(
        "**",
        "*",
        "__",
        "_",
        "~~",
        "`",
        "``",
        "[",
        "]",
        "](",
        ")",
        "](u",
        "(",
        '"',
        "<",
        ">",
        "<a title=",
        "</a>",
        "<!-- ",
        " -->",
        "|",
        "$",
        "$$",
    ),
    *("# ", "- ", "1. ", "> ", "---\n", "|-|-|\n", "{{< x ", " >}}", "{% ", " %}", "[^1]", "[a]: u\n", "\\(", "\\)", "```\n", "{#b}"),
]


def structure(article: Article) -> list[tuple[str, str]]:
    return [(part.kind, "" if part.kind.convertible else article.text[part.start : part.end]) for part in article.parts]


@settings(max_examples=400)
@given(pieces=st.lists(st.sampled_from(_PIECES), max_size=25), others=st.lists(st.sampled_from(_QUOTES), min_size=25, max_size=25))
def test_no_markup_sees_which_quotation_mark_it_is(pieces: list[str], others: list[str]) -> None:
    before = parse_article("x\n\n" + "".join(pieces), markup=Markup.MARKDOWN)
    signs = list(before.text)
    replacements = iter(others)
    for part in before.parts:
        if part.kind.convertible:
            signs[part.start : part.end] = [next(replacements) if sign in _QUOTES else sign for sign in signs[part.start : part.end]]
    assert structure(parse_article("".join(signs), markup=Markup.MARKDOWN)) == structure(before)
