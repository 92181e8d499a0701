"""Which terms of the glossaries mean something else than before, and which articles hold one of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from langbridge.glossary import Termbase
from langbridge.jobs.manifest import STATE_FOLDER
from langbridge.project import write_atomically
from langbridge.values import SCRIPT_TARGETS, LangbridgeError, LanguageTag

if TYPE_CHECKING:
    from langbridge.article import Article
    from langbridge.pipeline import Reading

_FOLDER = "terms"

Wording = Mapping[str, Mapping[str, str]]
"""By target tag and form, a digest of all that becomes of the form: what it is written as, its candidates, notes and warnings."""


def wording_of(termbase: Termbase, targets: Iterable[LanguageTag]) -> Wording:
    """What a termbase says now."""
    said: dict[str, dict[str, str]] = {}
    for target in targets:
        told: dict[str, list[str]] = {}
        # An article is one of these by its detected tag; one of another region has the forms of its script alone.
        for source in SCRIPT_TARGETS:
            for form, entry in termbase.entries(source, target).items():
                told.setdefault(form, []).append(f"{source} {entry!r}")
        said[str(target)] = {form: blake2b("\n".join(rows).encode(), digest_size=6).hexdigest() for form, rows in told.items()}
    return said


def read_wording(root: Path, terms: str) -> Wording | None:
    """What the glossaries said in the state that `terms` names; None where nobody knows any more."""
    if not terms:
        return {}
    try:
        loaded = json.loads(_path(root, terms).read_bytes())
    except (OSError, ValueError):
        return None
    if not isinstance(loaded, dict) or not all(isinstance(forms, dict) for forms in loaded.values()):
        return None
    return loaded


def keep_wording(root: Path, glossaries: Sequence[Path], terms: str, targets: Sequence[LanguageTag], used: Iterable[str]) -> None:
    """Keep what the glossaries say now, in the state that `terms` names; of earlier states only those that are `used` stay.

    Raises GlossaryError where they cannot be read, OutputError where it cannot be written.
    """
    known = read_wording(root, terms)
    if not terms or (known is not None and all(str(target) in known for target in targets)):
        return
    path = _path(root, terms)
    said = wording_of(Termbase.load(glossaries), targets)
    write_atomically(path, json.dumps({**(known or {}), **said}, ensure_ascii=False, separators=(",", ":")).encode())
    kept = {path.name, *(f"{name}.json" for name in used)}
    for old in path.parent.glob("*.json"):
        if old.name not in kept:
            old.unlink(missing_ok=True)


def changed_forms(old: Wording | None, new: Wording, target: LanguageTag) -> set[str] | None:
    """The forms that mean something else, are new or are gone; None where that cannot be known."""
    if old is None or (old and str(target) not in old):
        return None
    before, after = old.get(str(target), {}), new[str(target)]
    return {form for form in {*before, *after} if before.get(form) != after.get(form)}


class FormFinder:
    """Finds forms in text, however many they are."""

    def __init__(self, forms: Iterable[str]) -> None:
        self.forms = frozenset(forms)
        lengths: dict[str, set[int]] = {}
        for form in self.forms:
            lengths.setdefault(form[0], set()).add(len(form))
        self._lengths = lengths
        self._first = re.compile(f"[{''.join(map(re.escape, lengths))}]") if lengths else re.compile("(?!)")

    def find(self, text: str) -> list[str]:
        """The forms that stand anywhere in a text, sorted."""
        found: set[str] = set()
        for match in self._first.finditer(text):
            at = match.start()
            for length in self._lengths[text[at]]:
                form = text[at : at + length]
                if form in self.forms:
                    found.add(form)
        return sorted(found)


def text_to_search(path: Path, target: LanguageTag, reading: Reading, *, escaped: bool) -> str:
    """All of an article's file, and what it says besides where that reads otherwise: escapes, and terms across markup.

    Empty where it cannot be read, which the run then tells.
    """
    from langbridge.article.decoding import decode

    try:
        data = path.read_bytes()
        if not escaped and target.is_chinese:
            return decode(data, path=path).text
        article = reading.read(data, path)
    except (OSError, LangbridgeError):
        return ""
    return "\n".join((article.text, *_readable(article, target)))


def _readable(article: Article, target: LanguageTag) -> Sequence[str]:
    if target.is_chinese:
        from langbridge.article import article_text

        return [article_text(article, number) for number in article.escaped]
    from langbridge.translation import plain, segment_article

    return [plain(segment.content) for segment in segment_article(article)]


def _path(root: Path, terms: str) -> Path:
    return root / STATE_FOLDER / _FOLDER / f"{terms}.json"
