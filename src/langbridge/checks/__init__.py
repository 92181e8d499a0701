"""What is wrong with a finished article: the invariants that every run checks, and findings for people and continuous integration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from langbridge.checks.invariants import check_conversion

if TYPE_CHECKING:
    from langbridge.checks.script_checks import check_script

__all__ = ["check_conversion", "check_script"]


def __getattr__(name: str) -> object:
    """Import what looks for findings when it is asked for: a conversion only proves its invariants."""
    if name != "check_script":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from langbridge.checks.script_checks import check_script

    return check_script
