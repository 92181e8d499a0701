"""Glossaries as they were parsed, kept in the user's cache folder: parsing YAML takes five times as long as reading them from there.

A file is named by the hash of all that went into it, so it is never out of date.  It is plain JSON behind a checksum; what is damaged is
parsed and written again, and where the cache cannot be written, nothing is kept.
"""

from __future__ import annotations

import contextlib
import json
import time
import zlib
from hashlib import sha256
from pathlib import Path

from langbridge.glossary.files import decode, read_bytes
from langbridge.glossary.terms import Concept, Glossary, TermForm, TermStatus
from langbridge.glossary.yaml_format import parse_yaml
from langbridge.project import write_atomically
from langbridge.values import LanguageTag, OutputError
from langbridge.version import VERSION

_FORM = 1
"""Raised whenever what is written below changes, or what `parse_yaml` makes of a file."""
_KEPT_SECONDS = 30 * 24 * 3600
_WORTH_KEEPING = 2_000
"""Bytes; a smaller glossary is parsed as fast as it is found."""


def read_glossary(path: Path) -> Glossary:
    """What `read_yaml` reads, from the cache where the same bytes were read before.  Raises GlossaryError as that does."""
    data = read_bytes(path)
    if len(data) < _WORTH_KEEPING:
        return parse_yaml(decode(data, path), path)
    from platformdirs import user_cache_path

    # A glossary that names no id has that of its file.
    key = sha256(f"{_FORM} {VERSION} {path.stem!r}\n".encode("utf-8", "surrogatepass") + data).hexdigest()[:32]
    kept = user_cache_path("langbridge") / "glossaries" / f"{key}.json"
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):  # not there yet, or damaged
        return _load(kept.read_bytes(), path)
    glossary = parse_yaml(decode(data, path), path)
    _keep(kept, glossary)
    return glossary


def _keep(kept: Path, glossary: Glossary) -> None:
    """Write what was parsed, and drop what was not written for a month; a cache that cannot be written is no failure."""
    concepts = [
        (
            *(concept.id, concept.note, concept.domain, concept.line, concept.column),
            {
                str(tag): [(one.text, one.status, one.ambiguous, one.note, one.line, one.column) for one in forms]
                for tag, forms in concept.forms.items()
            },
        )
        for concept in glossary.concepts
    ]
    written = json.dumps([glossary.id, glossary.note, concepts], ensure_ascii=False, separators=(",", ":")).encode()
    with contextlib.suppress(OSError, OutputError):
        write_atomically(kept, b"%08x\n%b" % (zlib.crc32(written), written))
        limit = time.time() - _KEPT_SECONDS
        for other in kept.parent.iterdir():
            if other != kept and other.stat().st_mtime < limit:
                other.unlink()


def _load(data: bytes, path: Path) -> Glossary:
    """A glossary from what `_keep` wrote.  Raises ValueError where that is damaged; KeyError and TypeError where it is something else."""
    checked, _, written = data.partition(b"\n")
    if zlib.crc32(written) != int(checked, 16):
        raise ValueError("damaged")
    glossary_id, note, said = json.loads(written)
    statuses = {str(status): status for status in TermStatus}
    tags: dict[str, LanguageTag] = {}
    concepts: list[Concept] = []
    for concept_id, concept_note, domain, line, column, tagged in said:
        forms: dict[LanguageTag, tuple[TermForm, ...]] = {}
        for name, listed in tagged.items():
            if name not in tags:
                tags[name] = LanguageTag.parse(name)
            forms[tags[name]] = tuple(
                TermForm(text, statuses[status], ambiguous, form_note, at, column_at)
                for text, status, ambiguous, form_note, at, column_at in listed
            )
        concepts.append(Concept(concept_id, forms, concept_note, domain, line, column))
    return Glossary(glossary_id, tuple(concepts), note, path)
