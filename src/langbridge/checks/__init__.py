"""What is wrong with a finished article: the invariants that every run checks, and findings for people and continuous integration."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from langbridge.checks.invariants import check_conversion

if TYPE_CHECKING:
    from langbridge.checks.script_checks import check_script
    from langbridge.checks.translation_checks import check_translation_pair
    from langbridge.checks.translation_structure import check_translation

__all__ = ["check_conversion", "check_script", "check_translation", "check_translation_pair"]

_LATE = {
    "check_script": "script_checks",
    "check_translation": "translation_structure",
    "check_translation_pair": "translation_checks",
}


def __getattr__(name: str) -> object:
    """Import what looks for findings when it is asked for: a conversion only proves its invariants."""
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATE[name]}"), name)
