"""Changes that markup cannot see: where they are said to be unseen, the output read again has the parts of its source."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from langbridge.article import Article, Markup, parse_article
from langbridge.checks.invariants import check_structure
from langbridge.checks.unseen import are_unseen
from langbridge.values import Changes, FrontMatterError, Layer, Rule, Substitution

TERM = "智能体"
RULE = Rule(Layer.GLOSSARY, "test.agent")


def changes_of(article: Article, targets: list[str]) -> Changes:
    """Every term of an article's text becomes one of the targets, in turn."""
    table = [Substitution(TERM, target, RULE) for target in targets]
    starts = [
        at
        for part in article.parts
        if part.block >= 0
        for at in range(part.start, part.end - len(TERM) + 1)
        if article.text.startswith(TERM, at)
    ]
    return Changes.from_found((start, table[number % len(table)]) for number, start in enumerate(starts))


def unseen(text: str, target: str) -> bool:
    article = parse_article(text, markup=Markup.MARKDOWN)
    changes = changes_of(article, [target])
    assert len(changes)
    return are_unseen(article, changes)


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("用智能体做。", "智能體"),
        ("a.智能体<b", "智能體"),
        ("用智能体做。", " AI 代理"),
        ("「智能体」", "AI 代理"),
        ("智能体\n\n- 智能体\n- **智能体**", "AI 代理"),
        ("看[智能体](https://example.com)。", "AI 代理"),
        ('{{< figure src="a.png" title="智能体" >}}', "AI 代理"),
        ("---\ntitle: 智能体\n---\n\n文", "AI 代理"),
    ],
)
def test_what_markup_does_not_see(text: str, target: str) -> None:
    assert unseen(f"字\n\n{text}" if not text.startswith("---") else text, target)


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("字\n智能体", "- 代理"),
        ("字\n智能体", " AI 代理"),
        ("字**智能体**", " AI 代理"),
        ("字1.智能体", " AI"),
        ("字<智能体>", "AI"),
        ("字&智能体;", "AI"),
        ("字智能体", "www.a.com"),
        ("字www.a.com智能体", "AI 代理"),
        ("字$智能体$", "AI 代理"),
        (":::智能体", "AI"),
        ('<p title="智能体">字</p>', "AI 代理"),
        ("{{< figure title=智能体 >}}", "AI 代理"),
        ("字[智能体]\n\n[智能體]: https://example.com", "智能體"),
        ("字[智能\\]智能体]\n\n[智能\\]智能體]: https://example.com", "智能體"),
        ("字[foo 智能体]\n\n[foo\n智能體]: https://example.com", "智能體"),
    ],
)
def test_what_markup_may_see(text: str, target: str) -> None:
    assert not unseen(text, target)


_SIGNS = [
    *"，的*_`|[<&;{$@.:\"'()!a9",
    "**",
    "~~",
    "1.",
    "](u)",
    "</b>",
    "{{",
    "\\(",
    "www.",
    "http://",
    "http://a.com/",
    ":::",
    "===",
    "%}",
]
_SPACED = ["\n", "\n\n", " ", "    ", "\u3000", "- ", "# ", "> ", "<a ", "<div>\n", "<!-- ", "!!! ", "import ", "[^1]: ", "[r]: http://x"]
_SHORTCODES = ["{{< f title=", '{{< f t="', '" >}}']
_PIECES = st.sampled_from([TERM, TERM, TERM, *_SIGNS, *_SPACED, *_SHORTCODES])
_TARGETS = st.sampled_from(["AI 代理", " AI 代理", "AI", " AI", "AI ", "代理 ", "x", "import", "www", "智能體"])


@settings(max_examples=300)
@given(st.lists(_PIECES, min_size=2, max_size=12), st.lists(_TARGETS, min_size=1, max_size=3))
def test_what_is_unseen_leaves_the_parts_as_they_are(pieces: list[str], targets: list[str]) -> None:
    text = "".join(pieces)
    try:
        article = parse_article(text, markup=Markup.MARKDOWN)
    except FrontMatterError:
        return
    changes = changes_of(article, targets)
    if not article.escaped and are_unseen(article, changes):
        check_structure(article, changes, changes.apply(text))
