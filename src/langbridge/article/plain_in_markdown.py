"""Text that comes from elsewhere, written so that Markdown reads it as text.

CommonMark lets a backslash stand before any ASCII punctuation (section 2.4 of its specification, version 0.31).  Only what could mean
something where it stands gets one, since people read the source: `3 * 4`, `snake_case` and `AT&T` stay as they are.
"""

from __future__ import annotations

import re

from langbridge.article.model import Markup, PartKind

_ALWAYS = r"""
    \\(?=[!-/:-@\[-`{-~])            # a backslash that would escape what follows
  | `
  | \*(?=\S)|(?<=\S)\*               # emphasis needs text on one side; between spaces an asterisk is one
  | (?<![A-Za-z0-9])_(?=\S)|(?<=\S)_(?![A-Za-z0-9])
  | <(?=[A-Za-z/!?])                 # a tag, a comment, an autolink
  | &(?=\#?[A-Za-z0-9]+;)            # an entity
  | \[(?=\^)|\](?=[(\[:])|!(?=\[)
  | ~(?=~)|(?<=~)~
  | \$(?=\S)|(?<=\S)\$(?=\S*\$)      # a formula, where a site has them
"""
_INLINE = re.compile(_ALWAYS, re.VERBOSE)
_IN_CELL = re.compile(_ALWAYS + r"| \|", re.VERBOSE)
# What would begin a heading, a quote, a list, a rule or a definition, had it the line's beginning.
_BLOCK = re.compile(r"(?:#{1,6}(?=[ \t]|$)|>|[-+*](?=[ \t]|$)|={3,}$|-{3,}$|:(?=[ \t:]))|(\d{1,9})([.)])(?=[ \t]|$)")
_BREAK = re.compile(r"\s*[\n\r\x0b\x0c\x85\u2028\u2029]\s*")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_SHORTCODE = re.compile(r"\{(?=[{%])")
_QUOTED = frozenset({PartKind.LINK_TITLE, PartKind.SHORTCODE_PARAMETER, PartKind.HTML_ATTRIBUTE})


def write_plain(text: str, kind: PartKind, markup: Markup = Markup.MARKDOWN, *, first: bool = True) -> str:
    """`text` as it has to be written in a part of that kind so that it is read as it is; not for front matter, which has its own escapes.

    Line breaks become spaces.  `first` says that the text begins its block.  In the quotes of a title, a parameter or an attribute,
    quotation marks become typographic ones.
    """
    text = _BREAK.sub(" ", text)
    if markup is Markup.TEXT:
        return text
    # A site's templates know no escape: a space keeps the braces from being one.
    text = _SHORTCODE.sub("{ ", text)
    if kind in _QUOTED:
        text = re.sub(r'(?<![^\s(\[])"', "“", text).replace('"', "”")
        return text.replace("<", "&lt;") if kind is PartKind.HTML_ATTRIBUTE else text
    if kind is PartKind.HTML_TEXT:
        return re.sub(r"&(?=#?[A-Za-z0-9]+;)", "&amp;", text).replace("<", "&lt;")
    text = (_IN_CELL if kind is PartKind.TABLE_CELL else _INLINE).sub(lambda found: f"\\{found[0]}", text)
    if first and (found := _BLOCK.match(text)):
        number = found[1] or ""
        text = f"{number}\\{text[len(number) :]}"
    return text


def read_plain(text: str, kind: PartKind) -> str:
    """What `write_plain` was given, from what it wrote: without its backslashes."""
    return text if kind in _QUOTED or kind is PartKind.HTML_TEXT else _ESCAPED.sub(r"\1", text)
