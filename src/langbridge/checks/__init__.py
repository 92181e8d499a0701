"""What is wrong with a finished article: the invariants that every run checks, and findings for people and continuous integration."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from langbridge.checks.invariants import check_conversion

if TYPE_CHECKING:
    from langbridge.checks.baseline import read_baseline, without_known, write_baseline
    from langbridge.checks.fingerprints import fingerprinted
    from langbridge.checks.folding import folded
    from langbridge.checks.links import LinkChecker
    from langbridge.checks.reports import github_command, sarif_log
    from langbridge.checks.rules import RULES, CheckRule, rule_of
    from langbridge.checks.script_checks import check_script
    from langbridge.checks.structure import check_structure
    from langbridge.checks.translation_checks import check_translation_pair
    from langbridge.checks.translation_structure import check_translation

__all__ = [
    "RULES",
    "CheckRule",
    "LinkChecker",
    "check_conversion",
    "check_script",
    "check_structure",
    "check_translation",
    "check_translation_pair",
    "fingerprinted",
    "folded",
    "github_command",
    "read_baseline",
    "rule_of",
    "sarif_log",
    "without_known",
    "write_baseline",
]

_LATE = {
    "RULES": "rules",
    "CheckRule": "rules",
    "LinkChecker": "links",
    "check_script": "script_checks",
    "check_structure": "structure",
    "check_translation": "translation_structure",
    "check_translation_pair": "translation_checks",
    "fingerprinted": "fingerprints",
    "folded": "folding",
    "github_command": "reports",
    "read_baseline": "baseline",
    "rule_of": "rules",
    "sarif_log": "reports",
    "without_known": "baseline",
    "write_baseline": "baseline",
}


def __getattr__(name: str) -> object:
    """Import what looks for findings when it is asked for: a conversion only proves its invariants."""
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATE[name]}"), name)
