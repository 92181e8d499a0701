"""What changed in an output and why, kept so that a person can look at it and decide.

A conversion needs records, and decisions where there are some; the other names are for those who review.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from langbridge.review.record import Record, RecordedText, RecordKind, Summary, digest, parse_record, read_record, summarise, write_record
from langbridge.review.writing import check_links, made_by, pending_path, write_pair

if TYPE_CHECKING:
    from langbridge.review.adopting import adopt, adopt_edits, decode_output
    from langbridge.review.bulk import Wishes, fulfil
    from langbridge.review.checking import Version, check_decisions, check_outputs, check_versions, output_article, site_versions
    from langbridge.review.deciding import approve, decide, edit_span, withdraw
    from langbridge.review.decisions import Decision, DecisionFile, Scope, Verdict, read_decisions, write_decisions
    from langbridge.review.exchange import Imported, export_decisions, import_decisions
    from langbridge.review.groups import Group, group, matches
    from langbridge.review.journal import Finished
    from langbridge.review.listing import (
        Opened,
        ReviewPlace,
        condition,
        describe,
        describe_stale,
        in_doubt,
        list_object,
        open_reviews,
        select_reviews,
    )
    from langbridge.review.publishing import Candidate, Policy, Publication, publish_outputs
    from langbridge.review.reviews import Counts, Review, ReviewRef, State, find_reviews, open_review, save, write_settled
    from langbridge.review.settling import Held, Resolution, Settled, Stale, in_order, is_decidable, resolve, settle, step_below
    from langbridge.review.surroundings import SourceLines, Surroundings

_LATE = {
    name: module
    for module, names in {
        "adopting": ("adopt", "adopt_edits", "decode_output"),
        "checking": ("Version", "check_decisions", "check_outputs", "check_versions", "output_article", "site_versions"),
        "deciding": ("approve", "decide", "edit_span", "withdraw"),
        "decisions": ("Decision", "DecisionFile", "Scope", "Verdict", "read_decisions", "write_decisions"),
        "exchange": ("Imported", "export_decisions", "import_decisions"),
        "groups": ("Group", "group", "matches"),
        "reviews": ("Counts", "Review", "ReviewRef", "State", "find_reviews", "open_review", "save", "write_settled"),
        "settling": ("Held", "Resolution", "Settled", "Stale", "in_order", "is_decidable", "resolve", "settle", "step_below"),
        "surroundings": ("SourceLines", "Surroundings"),
        "bulk": ("Wishes", "fulfil"),
        "journal": ("Finished",),
        "listing": (
            "Opened",
            "ReviewPlace",
            "condition",
            "describe",
            "describe_stale",
            "in_doubt",
            "list_object",
            "open_reviews",
            "select_reviews",
        ),
        "publishing": ("Candidate", "Policy", "Publication", "publish_outputs"),
    }.items()
    for name in names
}

__all__ = [
    "Candidate",
    "Counts",
    "Decision",
    "DecisionFile",
    "Finished",
    "Group",
    "Held",
    "Imported",
    "Opened",
    "Policy",
    "Publication",
    "Record",
    "RecordKind",
    "RecordedText",
    "Resolution",
    "Review",
    "ReviewPlace",
    "ReviewRef",
    "Scope",
    "Settled",
    "SourceLines",
    "Stale",
    "State",
    "Summary",
    "Surroundings",
    "Verdict",
    "Version",
    "Wishes",
    "adopt",
    "adopt_edits",
    "approve",
    "check_decisions",
    "check_links",
    "check_outputs",
    "check_versions",
    "condition",
    "decide",
    "decode_output",
    "describe",
    "describe_stale",
    "digest",
    "edit_span",
    "export_decisions",
    "find_reviews",
    "fulfil",
    "group",
    "import_decisions",
    "in_doubt",
    "in_order",
    "is_decidable",
    "list_object",
    "made_by",
    "matches",
    "open_review",
    "open_reviews",
    "output_article",
    "parse_record",
    "pending_path",
    "publish_outputs",
    "read_decisions",
    "read_record",
    "resolve",
    "save",
    "select_reviews",
    "settle",
    "site_versions",
    "step_below",
    "summarise",
    "withdraw",
    "write_decisions",
    "write_pair",
    "write_record",
    "write_settled",
]


def __getattr__(name: str) -> object:
    """Import what only a review needs when it is asked for."""
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATE[name]}"), name)
