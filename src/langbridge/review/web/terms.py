"""A decision for all articles: an entry in one of the project's glossaries, and which articles it changes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from langbridge.glossary import Concept, Glossary, Termbase, add_concepts, make_concept
from langbridge.project import display_path
from langbridge.review.reviews import Review
from langbridge.values import GlossaryError, LanguageTag


class Owner(NamedTuple):
    """The glossary entry that says already what becomes of a form: it is what has to be changed."""

    concept: str
    path: str
    line: int


def find_owner(paths: Sequence[Path], root: Path, form: str, source: LanguageTag, target: LanguageTag) -> Owner | None:
    """The entry of the glossaries for a form in this direction; a second one would only make it ambiguous.  Raises GlossaryError."""
    termbase = Termbase.load(paths)
    entry = termbase.entries(source, target).get(form)
    if entry is None:
        return None
    full_id = entry.concepts[0]
    for glossary, concept in termbase.search():
        if glossary.full_id(concept) == full_id:
            path = glossary.path.relative_to(root) if glossary.path.is_relative_to(root) else glossary.path
            return Owner(full_id, display_path(path), concept.line)
    return Owner(full_id, "", 0)


def draft(source: str, source_tag: LanguageTag, target: str, target_tag: LanguageTag, *, english: str = "", note: str = "") -> Concept:
    """The entry that says what becomes of a form.  Its id comes from the English form, else from the forms themselves.

    Raises GlossaryError or UsageError for what no glossary may hold.
    """
    forms = [(str(source_tag), source), (str(target_tag), target)]
    if source_tag == target_tag:
        raise GlossaryError("source and output have the same tag, and no entry tells them apart")
    concept_id = "" if english.strip() else f"review-{short_hash(source, target)}"
    return make_concept([*forms, *([("en", english.strip())] if english.strip() else [])], concept_id=concept_id, note=note)


def find_effects(concept: Concept, reviews: Sequence[tuple[int, Review]]) -> Iterator[tuple[int, int]]:
    """The numbers of the reviews whose sources hold a form that the entry speaks of, and in how many places."""
    termbase = Termbase([Glossary("review", (concept,))])
    for number, review in reviews:
        source, target = review.record.source.tag, review.record.output.tag
        entries = termbase.entries(source, target)
        # Within one script, what stays as it is would have stayed without the entry.
        forms = [form for form, entry in entries.items() if form != entry.target or source.script != target.script]
        if found := sum(map(review.source_text.count, forms)):
            yield number, found


def write_entry(path: Path, concept: Concept) -> None:
    """Put an entry behind the others of a glossary file, which stay as they are, byte for byte.  Raises GlossaryError and OutputError."""
    add_concepts(path, [concept])


def short_hash(*texts: str) -> str:
    """Twelve hex digits that tell texts from others."""
    return hashlib.blake2b("\n".join(texts).encode(), digest_size=6).hexdigest()
