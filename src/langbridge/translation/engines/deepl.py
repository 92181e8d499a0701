"""DeepL, over version 2 of its API: tags for codes, a glossary for terms, neighbouring paragraphs as context.

Its reference: https://developers.deepl.com/api-reference/translate
"""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from langbridge.project.engine_settings import EngineSettings
from langbridge.translation.engines.engine import EngineLimits, MarkupForm, Query
from langbridge.translation.engines.errors import BadAnswer, Refused
from langbridge.translation.engines.http import HttpService, dig, dig_items, dig_text
from langbridge.translation.engines.keys import Key, require_key
from langbridge.translation.engines.registry import with_limits
from langbridge.values import HANS, HANT, EngineError, LanguageTag

_log = logging.getLogger(__name__)

_PAID = "https://api.deepl.com"
_FREE = "https://api-free.deepl.com"
# It takes 50 texts and 128 KiB a request.  Fewer are sent: all texts of a request share one context.
_LIMITS = EngineLimits(characters=8000, segments=20, concurrency=4)
_LONGEST_CONTEXT = 2000
_LONGEST_TERM = 1024  # bytes

_Terms: TypeAlias = "tuple[tuple[str, str], ...]"


class DeepL:
    """DeepL's service for those with a key."""

    name = "deepl"
    version = "v2"
    markup = MarkupForm.XML
    source_tags = (HANS, HANT)
    uses_context = True

    def __init__(self, url: str, key: Key, limits: EngineLimits, timeout: float) -> None:
        self.limits = limits
        self._url = url.rstrip("/")
        self._service = HttpService(self.name, timeout, {"Authorization": f"DeepL-Auth-Key {key}"})
        self._glossary = _Glossary(self._service, self._url)

    def translate(self, queries: Sequence[Query], source_tag: LanguageTag, target_tag: LanguageTag) -> list[str]:
        """Send the texts in one request."""
        body: dict[str, object] = {
            "text": [query.text for query in queries],
            "source_lang": source_tag.language.upper(),
            "target_lang": _target_code(target_tag),
            "tag_handling": "xml",
            "tag_handling_version": "v2",
            # Our tags stand within sentences; DeepL is not to take them for structure.
            "outline_detection": False,
            "preserve_formatting": True,
        }
        if context := _context(queries):
            body["context"] = context
        terms = tuple(term for query in queries for term in query.terms)
        if glossary := self._glossary.find(terms, source_tag.language, target_tag.language):
            body["glossary_id"] = glossary
        try:
            answer = self._service.post(f"{self._url}/v2/translate", body)
        except Refused:
            if not glossary or not self._glossary.lost(glossary):
                raise
            body["glossary_id"] = self._glossary.find(terms, source_tag.language, target_tag.language)
            answer = self._service.post(f"{self._url}/v2/translate", body)
        texts = [dig_text(self.name, each, "text") for each in dig_items(self.name, answer, "translations")]
        if len(texts) != len(queries):
            raise BadAnswer(f"{self.name} gave {len(texts)} answers to {len(queries)} texts")
        return texts

    def learn(self, terms: Iterable[tuple[str, str]]) -> None:
        """Have the next glossary hold these terms as well, so that one does for a whole run."""
        self._glossary.learn(terms)

    def close(self) -> None:
        """Delete the glossaries that others took the place of, and close the connections."""
        self._glossary.clear()
        self._service.close()


class _Glossary:
    """The terms of this run as a glossary in the account, found again by a name that is made of what is in it.

    A glossary there cannot be changed.  So terms that are new make a new one with all that came before; what it replaces stays until the
    end, since other threads may just be using it.
    """

    def __init__(self, service: HttpService, url: str) -> None:
        self._service = service
        self._url = f"{url}/v2/glossaries"
        self._lock = threading.Lock()
        self._terms: dict[str, str] = {}
        self._learnt: dict[str, str] = {}
        self._id = ""
        self._made: list[str] = []
        self._works = True

    def learn(self, terms: Iterable[tuple[str, str]]) -> None:
        with self._lock:
            self._learnt |= _usable(terms)

    def find(self, terms: Sequence[tuple[str, str]], source: str, target: str) -> str:
        """The id of a glossary that holds these terms, empty where there are none or the account allows no glossary."""
        usable = _usable(terms)
        with self._lock:
            if not usable or not self._works:
                return ""
            if not self._id or not usable.items() <= self._terms.items():
                merged = self._terms | self._learnt | usable
                try:
                    self._id = self._keep(tuple(sorted(merged.items())), source, target)
                except Refused as error:
                    # Terms are checked afterwards in any case.
                    _log.warning("DeepL keeps no glossary for us, so terms are only checked: %s", error)
                    self._works = False
                    return ""
                self._terms = merged
            return self._id

    def lost(self, number: str) -> bool:
        """Whether a glossary is no longer there, as when another run that made it has ended; the next `find` then makes it again."""
        with self._lock:
            listed = self._service.read_json(self._service.send("GET", self._url))
            if any(dig("deepl", each, "glossary_id") == number for each in dig_items("deepl", listed, "glossaries")):
                return False
            if self._id == number:
                self._id = ""
            return True

    def _keep(self, terms: _Terms, source: str, target: str) -> str:
        """The glossary with exactly these terms, made where the account does not have it yet."""
        entries = "\n".join(f"{form}\t{wanted}" for form, wanted in terms)
        name = f"langbridge-{source}-{target}-{hashlib.sha256(entries.encode()).hexdigest()[:16]}"
        listed = self._service.read_json(self._service.send("GET", self._url))
        for each in dig_items("deepl", listed, "glossaries"):
            if dig("deepl", each, "name") == name and dig("deepl", each, "ready") is True:
                return dig_text("deepl", each, "glossary_id")
        made = self._service.post(
            self._url, {"name": name, "source_lang": source, "target_lang": target, "entries": entries, "entries_format": "tsv"}
        )
        number = dig_text("deepl", made, "glossary_id")
        self._made.append(number)
        return number

    def clear(self) -> None:
        made, self._made = self._made, []
        for number in made:
            if number != self._id:
                try:
                    self._service.send("DELETE", f"{self._url}/{number}")
                except EngineError as error:
                    _log.warning("a glossary that is no longer used could not be deleted: %s", error)


def _usable(terms: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {form: wanted for form, wanted in terms if _fits(form) and _fits(wanted)}


def _fits(form: str) -> bool:
    return (
        bool(form.strip()) and form == form.strip() and not any(sign in form for sign in "\t\n\r") and len(form.encode()) <= _LONGEST_TERM
    )


def _context(queries: Sequence[Query]) -> str:
    """What stands before the first text and after the last; DeepL does not translate it, nor count it."""
    before, after = queries[0].before[-_LONGEST_CONTEXT:], queries[-1].after[:_LONGEST_CONTEXT]
    return "\n\n".join(part for part in (before, after) if part)


def _target_code(tag: LanguageTag) -> str:
    """DeepL wants to know which English; without a region it is American, as in most of the press that writes about technology."""
    if tag.language == "en":
        return "EN-GB" if tag.region == "GB" else "EN-US"
    return tag.language.upper()


def make_engine(settings: EngineSettings, environ: Mapping[str, str]) -> DeepL:
    """The engine for the key in LANGBRIDGE_DEEPL_KEY.

    A key that ends in `:fx` belongs to the free service, which has an address of its own.  Raises UsageError where there is none.
    """
    key = require_key("deepl", environ, "LANGBRIDGE_DEEPL_KEY")
    url = settings.url or (_FREE if key.endswith(":fx") else _PAID)
    return DeepL(url, key, with_limits(_LIMITS, settings.limits), settings.timeout)
