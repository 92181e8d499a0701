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
    from langbridge.translation.memory import MEMORY_NAME, Memory, Stats, Unit
    from langbridge.translation.segmenting import segment_article
    from langbridge.translation.segments import HAN, Code, CodeKind, Content, Segment, plain, protected
    from langbridge.translation.terms import Term, Terms
    from langbridge.translation.tmx import read_tmx, write_tmx
    from langbridge.translation.translator import ConvertScript, Estimate, Translated, Translator, describe_errors

_ROOMS = {
    "assembling": ("Rendering", "assemble", "read_written"),
    "calling": ("Caller", "load_caller"),
    "checks": ("Fault", "check_consistency", "check_pair"),
    "memory": ("MEMORY_NAME", "Memory", "Stats", "Unit"),
    "segmenting": ("segment_article",),
    "segments": ("HAN", "Code", "CodeKind", "Content", "Segment", "plain", "protected"),
    "terms": ("Term", "Terms"),
    "tmx": ("read_tmx", "write_tmx"),
    "translator": ("ConvertScript", "Estimate", "Translated", "Translator", "describe_errors"),
}
_MODULES = {name: module for module, names in _ROOMS.items() for name in names}

__all__ = [
    "HAN",
    "MEMORY_NAME",
    "Caller",
    "Code",
    "CodeKind",
    "Content",
    "ConvertScript",
    "Estimate",
    "Fault",
    "Memory",
    "Rendering",
    "Segment",
    "Stats",
    "Term",
    "Terms",
    "Translated",
    "Translator",
    "Unit",
    "assemble",
    "check_consistency",
    "check_pair",
    "describe_errors",
    "load_caller",
    "plain",
    "protected",
    "read_tmx",
    "read_written",
    "segment_article",
    "write_tmx",
]


def __getattr__(name: str) -> object:
    """Import the module that has the name."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
