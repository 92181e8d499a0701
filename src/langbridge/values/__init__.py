"""Frozen, typed values that every room shares; they import nothing of ours."""

from langbridge.values.changes import Change, Changes, Layer, Place, Risk, Rule, Substitution, TextSpan
from langbridge.values.errors import (
    ArticleError,
    DecodingError,
    DictionaryError,
    FrontMatterError,
    GlossaryError,
    InvariantError,
    LangbridgeError,
    OutputError,
    RecordError,
    SettingsError,
    UsageError,
)
from langbridge.values.findings import Finding, Severity
from langbridge.values.spans import Edit, Span, apply_edits, line_and_column
from langbridge.values.tags import ENGLISH, HANS, HANS_CN, HANT, HANT_HK, HANT_TW, SCRIPT_TARGETS, LanguageTag

__all__ = [
    "ENGLISH",
    "HANS",
    "HANS_CN",
    "HANT",
    "HANT_HK",
    "HANT_TW",
    "SCRIPT_TARGETS",
    "ArticleError",
    "Change",
    "Changes",
    "DecodingError",
    "DictionaryError",
    "Edit",
    "Finding",
    "FrontMatterError",
    "GlossaryError",
    "InvariantError",
    "LangbridgeError",
    "LanguageTag",
    "Layer",
    "OutputError",
    "Place",
    "RecordError",
    "Risk",
    "Rule",
    "SettingsError",
    "Severity",
    "Span",
    "Substitution",
    "TextSpan",
    "UsageError",
    "apply_edits",
    "line_and_column",
]
