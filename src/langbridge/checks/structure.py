"""Whether a version of an article is built as its source: the same blocks in the same order, the same code, links and markup.

A version that a run has just written is proven by `check_conversion`; this is for those that people have edited or written since, so it
tells every difference and goes on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

from langbridge.article import Article, PartKind
from langbridge.project import display_path
from langbridge.values import Finding, line_and_column

# What stands within another block goes where the sentence takes it, and a value of the front matter may be left out.
_MOVING = frozenset(
    {
        PartKind.FRONT_MATTER_VALUE,
        PartKind.LINK_TEXT,
        PartKind.LINK_TITLE,
        PartKind.IMAGE_ALT,
        PartKind.SHORTCODE_PARAMETER,
        PartKind.HTML_ATTRIBUTE,
    }
)
_RULES = {
    PartKind.CODE: "structure.code",
    PartKind.URL: "structure.link",
    PartKind.SHORTCODE: "structure.markup",
    PartKind.HTML: "structure.markup",
    PartKind.MATH: "structure.markup",
}
_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
# A link to a heading follows its heading.
_FRAGMENT = re.compile(r"#[^\s\"'`<>)]*")
_SHOWN = 40


class _Block(NamedTuple):
    kind: PartKind
    start: int


def check_structure(source: Article, version: Article, *, same_links: bool = True) -> list[Finding]:
    """What in `version` is built otherwise than `source`, by place in the version.

    What is missing is told at the line that it has in the source, as long as the version is.  `same_links` False is for versions in a
    site, whose links within it lead to pages of their own language: only links to other hosts are compared.
    """
    findings = [*_block_findings(source, version), *_thing_findings(source, version, same_links)]
    return sorted(findings, key=lambda one: (one.line, one.column, one.rule))


def _block_findings(source: Article, version: Article) -> Iterator[Finding]:
    ours, theirs = _blocks(source), _blocks(version)
    matcher = SequenceMatcher(None, [one.kind for one in ours], [one.kind for one in theirs], autojunk=False)
    for what, first, last, start, end in matcher.get_opcodes():
        if what == "equal":
            continue
        lost, new = ours[first:last], theirs[start:end]
        line = line_and_column(source.text, lost[0].start)[0] if lost else 0
        if not new:
            message = f"{_named(lost)} of line {line} of the source is not here"
            yield _finding_of_lost(source, version, lost[0].start, "structure.blocks", message)
        else:
            message = f"{_named(new)}, where the source has {f'{_named(lost)} (line {line})' if lost else 'nothing'}"
            yield _finding(version, new[0].start, "structure.blocks", message)


def _blocks(article: Article) -> list[_Block]:
    """Every block below the front matter, in order."""
    blocks: dict[int, _Block] = {}
    for part in article.parts:
        if part.block >= 0 and part.kind not in _MOVING:
            blocks.setdefault(part.block, _Block(part.kind, part.start))
    return list(blocks.values())


def _named(blocks: list[_Block]) -> str:
    counted = Counter(one.kind.replace("-", " ") for one in blocks)
    return " and ".join(f"a {kind}" if number == 1 else f"{number} {kind}s" for kind, number in counted.items())


def _thing_findings(source: Article, version: Article, same_links: bool) -> Iterator[Finding]:
    ours, theirs = _things(source, same_links), _things(version, same_links)
    for key in dict.fromkeys((*ours, *theirs)):
        kind, text = key
        mine, other = ours.get(key, []), theirs.get(key, [])
        shown = text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
        for start in mine[len(other) :]:
            line = line_and_column(source.text, start)[0]
            message = f"the {_NAMES[kind]} {shown!r} of line {line} of the source is not here"
            yield _finding_of_lost(source, version, start, _RULES[kind], message)
        for start in other[len(mine) :]:
            yield _finding(version, start, _RULES[kind], f"the source has no {_NAMES[kind]} {shown!r}")


_NAMES = {
    PartKind.CODE: "code",
    PartKind.URL: "link",
    PartKind.SHORTCODE: "shortcode",
    PartKind.HTML: "HTML",
    PartKind.MATH: "formula",
}


def _things(article: Article, same_links: bool) -> dict[tuple[PartKind, str], list[int]]:
    """Code, links, shortcodes, HTML and formulas, each with the places where it stands."""
    things: dict[tuple[PartKind, str], list[int]] = {}
    for start, end, kind, _ in article.parts:
        if kind not in _RULES:
            continue
        text = article.text[start:end].strip()
        if kind is not PartKind.CODE:
            if not same_links and kind is PartKind.URL and not _ELSEWHERE.match(text):
                continue
            if not same_links and kind is not PartKind.MATH and _HOLDS_LINK.search(text):
                continue
            text = _FRAGMENT.sub("#", text) if kind is not PartKind.MATH and not _ELSEWHERE.match(text) else text
        things.setdefault((kind, text), []).append(start)
    return things


_HOLDS_LINK = re.compile(r"\bhref\s*=|\bref\s", re.IGNORECASE)


def _finding_of_lost(source: Article, version: Article, start: int, rule: str, message: str) -> Finding:
    line = min(line_and_column(source.text, start)[0], version.text.count("\n") + (not version.text.endswith("\n")))
    return Finding(_path(version), max(line, 1), 1, rule, message)


def _finding(version: Article, start: int, rule: str, message: str) -> Finding:
    return Finding(_path(version), *line_and_column(version.text, start), rule, message)


def _path(article: Article) -> str:
    return display_path(article.path) if article.path is not None else "-"
