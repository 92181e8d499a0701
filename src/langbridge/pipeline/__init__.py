"""One article the whole way: read, detect, convert or translate, check, write output and record."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from langbridge.pipeline.conversion import DEFAULT_OPTIONS, Conversion, ConversionOptions, Conversions
from langbridge.pipeline.outputs import Reading, Written, convert_file, encode_output, learn_file, translate_file

if TYPE_CHECKING:
    from langbridge.pipeline.again import convert_again
    from langbridge.pipeline.translation import Progress, Translation, Translations, Untranslated, script_converter

__all__ = [
    "DEFAULT_OPTIONS",
    "Conversion",
    "ConversionOptions",
    "Conversions",
    "Progress",
    "Reading",
    "Translation",
    "Translations",
    "Untranslated",
    "Written",
    "convert_again",
    "convert_file",
    "encode_output",
    "learn_file",
    "script_converter",
    "translate_file",
]

_LATE = {"convert_again": "again"} | dict.fromkeys(
    ("Progress", "Translation", "Translations", "Untranslated", "script_converter"), "translation"
)


def __getattr__(name: str) -> object:
    """Import what translates, and what a review needs, when it is asked for: most runs convert."""
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATE[name]}"), name)
