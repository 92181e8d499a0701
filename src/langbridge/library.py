"""langbridge from Python: the same rooms as the command line's, for a text at a time.

For many articles, keep a `Conversions`: it keeps what takes time to load.  For millions of short texts, in an engine of your own, take a
`BatchConverter`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import overload

from langbridge.article import Markup, parse_article
from langbridge.glossary import Termbase
from langbridge.jobs.corpora.texts import BatchConverter
from langbridge.pipeline import DEFAULT_OPTIONS, Conversion, ConversionOptions, Conversions
from langbridge.script import ArticleDetection, detect_article
from langbridge.values import Changes, LanguageTag

__all__ = ["BatchConverter", "convert", "detect", "explain"]


def convert(
    text: str,
    to: str | LanguageTag,
    *,
    source: str | LanguageTag | None = None,
    markup: Markup | None = None,
    glossaries: Sequence[Path] | Termbase = (),
    options: ConversionOptions = DEFAULT_OPTIONS,
) -> Conversion:
    """Convert a text to a target tag; the result holds the new text and every change.

    `source` says what the text is where detection should not; `markup` None goes by signs of Markdown in it; `glossaries` are files, the
    later winning. Raises UsageError for a tag that is none, GlossaryError, FrontMatterError, and InvariantError where something that must
    not change would have.

    >>> convert("美国历史", "zh-Hant").text
    '美國歷史'
    """
    termbase = glossaries if isinstance(glossaries, Termbase) else Termbase.load(glossaries)
    return Conversions(termbase, options).convert_article(parse_article(text, markup=markup), _tag(to), source=_tag(source))


def explain(
    text: str,
    to: str | LanguageTag,
    *,
    source: str | LanguageTag | None = None,
    markup: Markup | None = None,
    glossaries: Sequence[Path] | Termbase = (),
    options: ConversionOptions = DEFAULT_OPTIONS,
) -> Changes:
    """The changes that `convert` would make of a text, each with its rule, candidates and risk.

    >>> [change.rule.id for change in explain("头发", "zh-Hant")]
    ['STPhrases:头发']
    """
    return convert(text, to, source=source, markup=markup, glossaries=glossaries, options=options).changes


def detect(text: str, *, markup: Markup | None = None) -> ArticleDetection:
    """What a text is: its language, script, region where there is evidence, and the paragraphs that are something else.

    >>> str(detect("這裡說的是什麼").tag)
    'zh-Hant'
    """
    return detect_article(parse_article(text, markup=markup))


@overload
def _tag(given: str | LanguageTag) -> LanguageTag: ...
@overload
def _tag(given: None) -> None: ...
def _tag(given: str | LanguageTag | None) -> LanguageTag | None:
    return LanguageTag.parse(given) if isinstance(given, str) else given
