"""langbridge: articles across Traditional Chinese, Simplified Chinese and English, with every change explained.

>>> from langbridge import convert
>>> convert("美国历史", "zh-Hant").text
'美國歷史'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from langbridge.version import VERSION

if TYPE_CHECKING:
    from langbridge.article import Article, Markup, Part, PartKind, parse_article, read_article
    from langbridge.glossary import Termbase, TermEntry
    from langbridge.library import BatchConverter, convert, detect, explain
    from langbridge.pipeline import Conversion, ConversionOptions, Conversions
    from langbridge.script import ArticleDetection, Detection
    from langbridge.values import Change, Changes, LangbridgeError, LanguageTag, Layer, Risk, Rule, Substitution

__version__ = VERSION

_HOMES = {
    "langbridge.article": ("Article", "Markup", "Part", "PartKind", "parse_article", "read_article"),
    "langbridge.glossary": ("TermEntry", "Termbase"),
    "langbridge.library": ("BatchConverter", "convert", "detect", "explain"),
    "langbridge.pipeline": ("Conversion", "ConversionOptions", "Conversions"),
    "langbridge.script": ("ArticleDetection", "Detection"),
    "langbridge.values": ("Change", "Changes", "LangbridgeError", "LanguageTag", "Layer", "Risk", "Rule", "Substitution"),
}

__all__ = [
    "Article",
    "ArticleDetection",
    "BatchConverter",
    "Change",
    "Changes",
    "Conversion",
    "ConversionOptions",
    "Conversions",
    "Detection",
    "LangbridgeError",
    "LanguageTag",
    "Layer",
    "Markup",
    "Part",
    "PartKind",
    "Risk",
    "Rule",
    "Substitution",
    "TermEntry",
    "Termbase",
    "__version__",
    "convert",
    "detect",
    "explain",
    "parse_article",
    "read_article",
]


def __getattr__(name: str) -> object:
    """Import a name when it is first asked for: `langbridge --help` needs none of them."""
    for home, names in _HOMES.items():
        if name in names:
            found: object = getattr(import_module(home), name)
            globals()[name] = found
            return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
