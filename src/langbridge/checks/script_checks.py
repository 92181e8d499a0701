"""Whether a finished article is in one script and one region throughout.  The rules are described in `docs/checks.md`."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, chain

from langbridge.article import Article
from langbridge.checks.characters import find_characters, find_variants, foreign_signs
from langbridge.checks.marks import find_punctuation, find_quotes, mark_signs
from langbridge.checks.prose import Block, read_blocks
from langbridge.checks.region_words import find_region_words, region_word_signs
from langbridge.checks.remarks import Remark
from langbridge.glossary import Termbase
from langbridge.project import display_path
from langbridge.script import detect_article
from langbridge.values import Finding, LanguageTag, UsageError, line_and_column


def check_script(article: Article, target: LanguageTag, *, termbase: Termbase | None = None) -> list[Finding]:
    """What in an article is of another script or region than `target`, a Chinese tag with a script, by place.

    Only text that would be converted counts.  A paragraph that is clearly Japanese, Korean or English is left alone, and one that is wholly
    in the other script is told once.  Words, quotation marks and punctuation are looked at only where the target names a region.

    Raises UsageError for a tag that is no Chinese script.
    """
    if not target.is_chinese or target.script not in ("Hant", "Hans"):
        raise UsageError(f"{target} is no Chinese script, and only those are checked", remedy="one such as zh-Hant-TW or zh-Hans")
    terms = termbase or Termbase()
    suspects = _suspects(list(read_blocks(article)), target, terms)
    if not suspects:
        return []
    detection = detect_article(article)
    if detection.tag is not None and not detection.tag.is_chinese and not detection.mixed:
        return []
    others = detection.mixed_tags()
    path = display_path(article.path) if article.path is not None else "-"
    findings: list[Finding] = []
    for block in suspects:
        tag = others.get(block.number, detection.tag)
        if tag is not None and not tag.is_chinese:
            continue
        for remark in sorted(_remarks(block, tag, target, terms)):
            line, column = line_and_column(article.text, block.offset(remark.at))
            findings.append(Finding(path, line, column, remark.rule, remark.message))
    return sorted(findings, key=lambda one: (one.line, one.column, one.rule))


def _suspects(blocks: Sequence[Block], target: LanguageTag, termbase: Termbase) -> list[Block]:
    """The blocks that hold a sign of something to remark: in a sound article few or none, and the others are not looked at closely."""
    texts = [block.text for block in blocks]
    joined = "\n".join(texts)
    signs = [foreign_signs(joined, target)]
    if target.region:
        signs += (region_word_signs(joined, target, termbase), mark_signs(joined, target))
    starts = list(accumulate((len(text) + 1 for text in texts), initial=0))
    return [blocks[number] for number in sorted({bisect_right(starts, at) - 1 for at in chain.from_iterable(signs)})]


def _remarks(block: Block, tag: LanguageTag | None, target: LanguageTag, termbase: Termbase) -> Iterator[Remark]:
    text = block.text
    characters = list(find_characters(text, target))
    if characters and tag is not None and tag.script and tag.script != target.script:
        more = len(characters) - 1
        told = f", and {more} more of this paragraph" if more else ""
        yield Remark(characters[0].at, characters[0].rule, f"{characters[0].message}{told}: it is in {tag}")
        return
    yield from characters
    yield from find_variants(text, target)
    if target.region:
        yield from find_region_words(text, target, termbase)
        yield from find_quotes(text, target)
        yield from find_punctuation(text, target)
