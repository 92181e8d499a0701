"""From Chinese to English: segments with codes for markup, a memory, engines, and checks of what they answer.

`segment_article` cuts an article up, a `Translator` translates the segments, and `assemble` puts them back.  Everything here is imported
when it is asked for: most runs of langbridge translate nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from langbridge.translation.assembling import Rendering, assemble, read_written
    from langbridge.translation.calling import Caller, load_caller
    from langbridge.translation.checks import Fault, check_consistency, check_pair
    from langbridge.translation.engines import MarkupForm
    from langbridge.translation.markup import MarkupFault, restore
    from langbridge.translation.memory import MEMORY_NAME, Answer, Memory, Stats, Unit, Wanted
    from langbridge.translation.segmenting import segment_article
    from langbridge.translation.segments import HAN, Code, CodeKind, Content, Segment, plain, protected
    from langbridge.translation.terms import Term, Terms
    from langbridge.translation.tmx import read_tmx, write_tmx
    from langbridge.translation.translator import ConvertScript, Estimate, Translated, Translator, describe_errors
    from langbridge.translation.xliff import Xliff, XliffArticle, XliffNote, XliffState, XliffUnit, read_xliff, unique_ids, write_xliff

_ROOMS = {
    "assembling": ("Rendering", "assemble", "read_written"),
    "calling": ("Caller", "load_caller"),
    "checks": ("Fault", "check_consistency", "check_pair"),
    "engines": ("MarkupForm",),
    "markup": ("MarkupFault", "restore"),
    "memory": ("MEMORY_NAME", "Answer", "Memory", "Stats", "Unit", "Wanted"),
    "segmenting": ("segment_article",),
    "segments": ("HAN", "Code", "CodeKind", "Content", "Segment", "plain", "protected"),
    "terms": ("Term", "Terms"),
    "tmx": ("read_tmx", "write_tmx"),
    "translator": ("ConvertScript", "Estimate", "Translated", "Translator", "describe_errors"),
    "xliff": ("Xliff", "XliffArticle", "XliffNote", "XliffState", "XliffUnit", "read_xliff", "unique_ids", "write_xliff"),
}
_MODULES = {name: module for module, names in _ROOMS.items() for name in names}

__all__ = [
    "HAN",
    "MEMORY_NAME",
    "Answer",
    "Caller",
    "Code",
    "CodeKind",
    "Content",
    "ConvertScript",
    "Estimate",
    "Fault",
    "MarkupFault",
    "MarkupForm",
    "Memory",
    "Rendering",
    "Segment",
    "Stats",
    "Term",
    "Terms",
    "Translated",
    "Translator",
    "Unit",
    "Wanted",
    "Xliff",
    "XliffArticle",
    "XliffNote",
    "XliffState",
    "XliffUnit",
    "assemble",
    "check_consistency",
    "check_pair",
    "describe_errors",
    "load_caller",
    "plain",
    "protected",
    "read_tmx",
    "read_written",
    "read_xliff",
    "restore",
    "segment_article",
    "unique_ids",
    "write_tmx",
    "write_xliff",
]


def __getattr__(name: str) -> object:
    """Import the module that has the name."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
