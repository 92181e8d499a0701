"""What a glossary says about one form in one direction: the answer that the script and translation rooms work with."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TermEntry:
    """What becomes of `form` when an article goes from one tag to another.

    `target` is the text to write.  `final` is False where concepts share the form or it is marked ambiguous; then `candidates` holds every
    reading, likeliest first (the first is the target), and the change is one to review.  A do-not-translate form has itself as target.
    `concepts` are the ids of the concepts behind it (`ai.inference`), `note` is for people: glossary file, concept, the other readings'
    meanings. `warning` is non-empty for a deprecated source form.
    """

    form: str
    target: str
    concepts: tuple[str, ...]
    note: str = ""
    final: bool = True
    candidates: tuple[str, ...] = ()
    warning: str = ""
