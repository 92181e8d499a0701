"""What is text for readers in a tag `{% name … %}` of Hexo, Jekyll or Liquid; all else in it names things.

Hexo's own tags are described at https://hexo.io/docs/tag-plugins, those of its themes NexT, Butterfly and Volantis in their documents.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from langbridge.article.prose import HAN

_WORD = re.compile(r"""(?P<name>[\w-]+)\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)')|"(?P<text>[^"]*)"|'(?P<inner>[^']*)'|[^\s"']+""")
_PIECE = re.compile(r"[^,;|:@\[\]]+")
_QUOTED_IN_QUOTES = re.compile(r'"([^"]*)"')
_NAMES_SOMETHING = re.compile(r"[^\s]*(?:/|://|\.[A-Za-z0-9]{1,5}$)\S*|[\w-]+[:=]\S*")

# The tags with text among their words, and how many of the first words are none: the slug of post_link, the path of asset_img.
# fmt: off
_SKIPPED = {
    "note": 0, "notel": 0, "post_link": 1, "asset_link": 1, "asset_img": 1, "codeblock": 0, "code": 0, "blockquote": 0, "quote": 0,
    "link": 0, "folding": 0, "fold": 0, "details": 0, "spoiler": 0, "collapse": 0, "label": 0, "cell": 0, "checkbox": 0, "radio": 0,
    "timeline": 0, "timenode": 0, "button": 0, "btn": 0, "hideToggle": 0, "hideBlock": 0, "hideInline": 0, "tip": 0, "tab": 0, "p": 0,
    "span": 0, "pullquote": 0, "box": 0, "callout": 0, "subtabs": 1, "include_code": 0,
}
# fmt: on
# In these only what is quoted is text: the words before it are classes, a path, a size.
_QUOTED_ONLY = frozenset({"img", "image", "asset_img", "include_code"})
_BY_COMMAS = frozenset({"btn", "button"})


def tag_texts(text: str, name: str, start: int, end: int, parameters: Collection[str]) -> Iterator[tuple[int, int]]:
    """The stretches of a tag's arguments that are text for readers and hold Han, in order: (start, end) in code points.

    `parameters` names the arguments `name="…"` that are text, in any tag: `{% include figure.html caption="…" %}`.
    """
    if HAN.search(text, start, end) is None:
        return
    skipped = _SKIPPED.get(name)
    if name in _BY_COMMAS and (comma := text.find(",", start, end)) >= 0:
        start = comma + 1  # before it stands an address
    for number, word in enumerate(_WORD.finditer(text, start, end)):
        if word["name"] is not None:
            group = "double" if word["double"] is not None else "single"
            if word["name"] in parameters and HAN.search(word[group]):
                yield word.span(group)
            continue
        if (skipped is None and name not in _QUOTED_ONLY) or number < (skipped or 0) or HAN.search(word[0]) is None:
            continue
        quoted = "text" if word["text"] is not None else "inner" if word["inner"] is not None else None
        if quoted is not None:
            inner = list(_QUOTED_IN_QUOTES.finditer(text, *word.span(quoted)))
            yield from (each.span(1) for each in inner if HAN.search(each[1])) if inner else [word.span(quoted)]
        elif name not in _QUOTED_ONLY and _NAMES_SOMETHING.fullmatch(word[0]) is None:
            # Commas and the like part the arguments from each other: they must not become full-width.
            yield from (piece.span() for piece in _PIECE.finditer(text, *word.span()) if HAN.search(piece[0]))
