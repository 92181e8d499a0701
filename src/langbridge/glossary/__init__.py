"""The team's terms: what a form becomes in each language, finally.

`Termbase.load` reads glossary files, and `Termbase.entries` answers for one direction.  The other names read, extend, check and exchange
glossaries.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from langbridge.glossary.entries import TermEntry
from langbridge.glossary.termbase import Termbase
from langbridge.glossary.terms import Concept, Glossary, TermForm, TermStatus
from langbridge.glossary.yaml_format import parse_yaml, read_yaml

if TYPE_CHECKING:
    from langbridge.glossary.conflicts import check_glossaries
    from langbridge.glossary.csv_format import find_formulas, write_table
    from langbridge.glossary.drafts import make_concept, parse_form_tag
    from langbridge.glossary.formats import GlossaryForm, Imported, export_glossaries, form_of_name, import_glossary
    from langbridge.glossary.pairs import Direction, Exported
    from langbridge.glossary.starters import read_starters
    from langbridge.glossary.yaml_writing import add_concepts

__all__ = [
    "Concept",
    "Direction",
    "Exported",
    "Glossary",
    "GlossaryForm",
    "Imported",
    "TermEntry",
    "TermForm",
    "TermStatus",
    "Termbase",
    "add_concepts",
    "check_glossaries",
    "export_glossaries",
    "find_formulas",
    "form_of_name",
    "import_glossary",
    "make_concept",
    "parse_form_tag",
    "parse_yaml",
    "read_starters",
    "read_yaml",
    "write_table",
]

_LATE = {
    "Direction": "pairs",
    "Exported": "pairs",
    "GlossaryForm": "formats",
    "Imported": "formats",
    "add_concepts": "yaml_writing",
    "check_glossaries": "conflicts",
    "export_glossaries": "formats",
    "find_formulas": "csv_format",
    "form_of_name": "formats",
    "import_glossary": "formats",
    "make_concept": "drafts",
    "parse_form_tag": "drafts",
    "read_starters": "starters",
    "write_table": "csv_format",
}


def __getattr__(name: str) -> object:
    """Import what keeps and checks glossaries when it is asked for: a conversion only reads them."""
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATE[name]}"), name)
