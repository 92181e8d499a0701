"""The parts of a conversion's output, moved from those of its source: as if the output were read again."""

from __future__ import annotations

import pytest

from langbridge.article import Markup, moved_article, parse_article, reread_article
from langbridge.values import Changes, Layer, Rule, Substitution

TEXTS = [
    "",
    "软件",
    "---\ntitle: 软件\ntags: [软件, b]\n---\n\n# 软件\n\n用`code`写**软件**，见[软件](https://example.com/软件)。\n\n- 软件\n",
    '---\ntitle: "软\\u4ef6"\n---\n\n软件 {{< figure title="软件" >}}\n',
    "| 软件 | b |\n|---|---|\n| 软件 | <b>软件</b> |\n",
]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("target", ["軟體", "軟體程式", "軟", "軟體程式庫"])
@pytest.mark.parametrize("layer", [Layer.PHRASE, Layer.HUMAN])
def test_moved_parts_are_those_of_the_output_read_again(text: str, target: str, layer: Layer) -> None:
    article = parse_article(text, markup=Markup.MARKDOWN)
    said = Substitution("软件", target, Rule(layer, "test"))
    starts = [
        at for part in article.parts if part.block >= 0 for at in range(part.start, part.end) if text.startswith("软件", at, part.end)
    ]
    changes = Changes.from_found((start, said) for start in starts)
    output = changes.apply(text)
    moved, read = moved_article(article, changes, output), reread_article(article, output)
    assert (moved.text, moved.parts, moved.escaped) == (read.text, read.parts, read.escaped)


def test_a_quotation_mark_in_a_value_is_read_as_it_is_written() -> None:
    article = parse_article('---\ntitle: "软件"\n---\n', markup=Markup.MARKDOWN)
    changes = Changes.from_found([(article.text.index("软件"), Substitution("软件", '\\"軟', Rule(Layer.PHRASE, "test")))])
    output = changes.apply(article.text)
    moved = moved_article(article, changes, output)
    assert moved.escaped == reread_article(article, output).escaped
    assert moved.escaped
