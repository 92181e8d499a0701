"""The translation memory: every answer that was ever paid for, and what people approved.

One sqlite file, safe for several runs at once; each answer is there the moment it is stored, so that a run that is killed loses none.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from langbridge.values import LanguageTag, TranslationMemoryError

MEMORY_NAME = "memory.db"
FUZZY = 85
"""From how alike, in percent, another segment is worth showing to an engine or a reviewer."""

_FORMAT = 1
_BUSY_MILLISECONDS = 30_000
_SCHEMA = """
CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY, source_tag TEXT NOT NULL, target_tag TEXT NOT NULL, source TEXT NOT NULL, target TEXT NOT NULL,
    terms TEXT NOT NULL, engine TEXT NOT NULL, version TEXT NOT NULL, context TEXT NOT NULL, faults TEXT NOT NULL,
    asked INTEGER NOT NULL, created INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS approved (
    source_tag TEXT NOT NULL, target_tag TEXT NOT NULL, source TEXT NOT NULL, target TEXT NOT NULL, note TEXT NOT NULL,
    created INTEGER NOT NULL, PRIMARY KEY (source_tag, target_tag, source)
) WITHOUT ROWID;
CREATE VIRTUAL TABLE IF NOT EXISTS sources USING fts5(source, source_tag UNINDEXED, target_tag UNINDEXED, tokenize = 'trigram');
"""


class Wanted(NamedTuple):
    """What a translation is looked up by: the protected segment, the languages, and the terms that occur in it with what they become.

    Editing a paragraph or a term makes other keys of the segments that it touches, and of no others.
    """

    source: str
    source_tag: LanguageTag
    target_tag: LanguageTag
    terms: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> str:
        told = json.dumps([self.source, str(self.source_tag), str(self.target_tag), sorted(self.terms)], ensure_ascii=False)
        return hashlib.blake2b(told.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class Answer:
    """A stored translation.  `target` is in the protected form; `faults` are what checks found wrong with it, for a person to look at.

    `engine`, `version` and `context` (the paragraphs around) say how it came about; they are no part of what it is found by.
    """

    target: str
    engine: str = ""
    version: str = ""
    context: str = ""
    faults: tuple[str, ...] = ()
    approved: bool = False
    asked: int = 0
    """How often it was asked for, where it is to be asked for again: a run that was killed goes on there.  `target` is empty then where
    nothing in the answer could be used.  0 for all that is settled."""


class Similar(NamedTuple):
    """Another segment with its translation, and how alike the two sources are, in percent."""

    source: str
    target: str
    score: float


class Unit(NamedTuple):
    """A pair as it is exchanged with other tools."""

    source: str
    target: str
    source_tag: LanguageTag
    target_tag: LanguageTag
    approved: bool
    created: int
    engine: str = ""
    note: str = ""
    terms: str = ""
    """What an answer's key holds of terms, as JSON; empty for none."""
    faults: str = ""
    """What checks found, as JSON; empty for nothing."""


class Stats(NamedTuple):
    """What a memory holds: numbers of pairs, code points of their sources, bytes of the file, answers by engine."""

    answers: int
    approved: int
    flagged: int
    characters: int
    bytes: int
    engines: dict[str, int]


class Memory:
    """An open memory.  Not to be shared between threads; each run or thread opens its own."""

    def __init__(self, path: Path) -> None:
        """Open the memory at `path`, begun where there is none.  Raises TranslationMemoryError where it cannot be used."""
        self.path = path
        with self._told():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(path, timeout=_BUSY_MILLISECONDS / 1000, isolation_level=None)
            try:
                self._prepare()
            except BaseException:
                self._database.close()
                raise

    def _prepare(self) -> None:
        database = self._database
        database.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")
        (form,) = database.execute("PRAGMA user_version").fetchone()
        if form > _FORMAT:
            raise TranslationMemoryError(
                f"the memory has format {form}, this langbridge reads {_FORMAT}", path=self.path, remedy="upgrade langbridge"
            )
        database.execute("PRAGMA journal_mode = WAL")
        # What is committed survives a killed process; only a power cut can lose the last answers.
        database.execute("PRAGMA synchronous = NORMAL")
        if form < _FORMAT:
            database.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} PRAGMA user_version = {_FORMAT}; COMMIT;")

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def __enter__(self) -> Memory:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def find(self, wanted: Wanted) -> Answer | None:
        """What is stored for exactly this; what a person approved wins, whatever the terms are now."""
        with self._told():
            row = self._database.execute(
                "SELECT target FROM approved WHERE source_tag = ? AND target_tag = ? AND source = ?",
                (str(wanted.source_tag), str(wanted.target_tag), wanted.source),
            ).fetchone()
            if row:
                return Answer(row[0], approved=True)
            row = self._database.execute(
                "SELECT target, engine, version, context, faults, asked FROM answers WHERE key = ?", (wanted.key,)
            ).fetchone()
        if not row:
            return None
        target, engine, version, context, faults, asked = row
        return Answer(target, engine, version, context, tuple(json.loads(faults)), asked=asked)

    def store(self, wanted: Wanted, answer: Answer) -> None:
        """Keep an engine's answer; one that is there already for the same is replaced."""
        with self._told(), self._transaction():
            self._database.execute(
                "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    wanted.key,
                    str(wanted.source_tag),
                    str(wanted.target_tag),
                    wanted.source,
                    answer.target,
                    json.dumps(wanted.terms, ensure_ascii=False),
                    answer.engine,
                    answer.version,
                    answer.context,
                    json.dumps(answer.faults, ensure_ascii=False),
                    answer.asked,
                    int(time.time()),
                ),
            )
            self._index(wanted.source, wanted.source_tag, wanted.target_tag)

    def approve(self, units: Iterable[Unit]) -> int:
        """Keep pairs that people stand for; they win for good.  Returns how many were new or other than before."""
        changed = 0
        with self._told(), self._transaction():
            for unit in units:
                tags = (str(unit.source_tag), str(unit.target_tag))
                before = self._database.execute(
                    "SELECT target FROM approved WHERE source_tag = ? AND target_tag = ? AND source = ?", (*tags, unit.source)
                ).fetchone()
                if before and before[0] == unit.target:
                    continue
                changed += 1
                self._database.execute(
                    "INSERT OR REPLACE INTO approved VALUES (?, ?, ?, ?, ?, ?)",
                    (*tags, unit.source, unit.target, unit.note, unit.created or int(time.time())),
                )
                self._index(unit.source, unit.source_tag, unit.target_tag)
        return changed

    def withdraw(self, source: str, source_tag: LanguageTag, target_tag: LanguageTag) -> None:
        """Take an approval back."""
        with self._told():
            self._database.execute(
                "DELETE FROM approved WHERE source_tag = ? AND target_tag = ? AND source = ?", (str(source_tag), str(target_tag), source)
            )

    def find_similar(self, wanted: Wanted, *, limit: int = 3) -> list[Similar]:
        """The translations of segments that are at least FUZZY percent like this one, the likest first; itself left out."""
        from rapidfuzz import fuzz, process

        grams = _trigrams(wanted.source)
        if not grams:
            return []
        tags = (str(wanted.source_tag), str(wanted.target_tag))
        with self._told():
            rows = self._database.execute(
                "SELECT source FROM sources WHERE sources MATCH ? AND source_tag = ? AND target_tag = ? AND source != ? "
                "ORDER BY rank LIMIT 50",
                (" OR ".join(f'"{gram}"' for gram in grams), *tags, wanted.source),
            ).fetchall()
            found = process.extract(wanted.source, [row[0] for row in rows], scorer=fuzz.ratio, score_cutoff=FUZZY, limit=limit)
            return [Similar(source, target, score) for source, score, _ in found if (target := self._target(source, *tags)) is not None]

    def _target(self, source: str, source_tag: str, target_tag: str) -> str | None:
        row = self._database.execute(
            "SELECT target FROM approved WHERE source = ?1 AND source_tag = ?2 AND target_tag = ?3 "
            "UNION ALL SELECT target FROM answers "
            "WHERE source = ?1 AND source_tag = ?2 AND target_tag = ?3 AND faults = '[]' AND asked = 0 LIMIT 1",
            (source, source_tag, target_tag),
        ).fetchone()
        return row[0] if row else None

    def units(self) -> Iterator[Unit]:
        """Every pair, approved ones first, each kind in order of source and tags."""
        with self._told():
            for source, target, source_tag, target_tag, created, note in self._database.execute(
                "SELECT source, target, source_tag, target_tag, created, note FROM approved ORDER BY source, source_tag, target_tag"
            ):
                yield Unit(source, target, LanguageTag.parse(source_tag), LanguageTag.parse(target_tag), True, created, note=note)
            for source, target, source_tag, target_tag, created, engine, terms, faults in self._database.execute(
                "SELECT source, target, source_tag, target_tag, created, engine, terms, faults FROM answers "
                "WHERE asked = 0 ORDER BY source, source_tag, target_tag, key"
            ):
                tags = LanguageTag.parse(source_tag), LanguageTag.parse(target_tag)
                more = (terms if terms != "[]" else "", faults if faults != "[]" else "")
                yield Unit(source, target, *tags, False, created, engine, "", *more)

    def take_in(self, units: Iterable[Unit]) -> tuple[int, int]:
        """Add pairs that come from elsewhere: approved ones as such, answers where there is none yet.

        Returns how many were new or other than before, and how many were there already.  Raises TranslationMemoryError, and adds nothing,
        for a pair whose terms or faults are not what langbridge writes.
        """
        pairs = list(units)
        approved = [unit for unit in pairs if unit.approved]
        added = self.approve(approved)
        for unit in pairs:
            if unit.approved:
                continue
            try:
                terms = tuple((str(form), str(target)) for form, target in json.loads(unit.terms or "[]"))
                faults = tuple(map(str, json.loads(unit.faults or "[]")))
            except (ValueError, TypeError) as error:
                raise TranslationMemoryError(f"a pair's terms or faults cannot be read: {error}") from error
            wanted = Wanted(unit.source, unit.source_tag, unit.target_tag, terms)
            if self.find(wanted) is None:
                self.store(wanted, Answer(unit.target, unit.engine, faults=faults))
                added += 1
        return added, len(pairs) - added

    def prune(self, *, before: int, flagged: bool = False) -> int:
        """Forget engines' answers that were stored before a time (seconds of the epoch), or with `flagged` those with faults among them.

        Approved pairs stay.  Returns how many went.
        """
        with self._told(), self._transaction():
            faulty = " AND faults != '[]'" if flagged else ""
            gone = self._database.execute(f"DELETE FROM answers WHERE created < ?{faulty}", (before,)).rowcount
            self._database.execute("DELETE FROM sources")
            rows = self._database.execute(
                "SELECT source, source_tag, target_tag FROM answers UNION SELECT source, source_tag, target_tag FROM approved"
            )
            for source, source_tag, target_tag in rows.fetchall():
                self._index(source, LanguageTag.parse(source_tag), LanguageTag.parse(target_tag))
        return gone

    def stats(self) -> Stats:
        """What the memory holds."""
        with self._told():
            answers, characters = self._database.execute(
                "SELECT count(*), coalesce(sum(length(source)), 0) FROM answers WHERE asked = 0"
            ).fetchone()
            (approved,) = self._database.execute("SELECT count(*) FROM approved").fetchone()
            (flagged,) = self._database.execute("SELECT count(*) FROM answers WHERE faults != '[]' AND asked = 0").fetchone()
            engines = dict(self._database.execute("SELECT engine, count(*) FROM answers WHERE asked = 0 GROUP BY engine ORDER BY engine"))
            return Stats(answers, approved, flagged, characters, self.path.stat().st_size, engines)

    def _index(self, source: str, source_tag: LanguageTag, target_tag: LanguageTag) -> None:
        # By a number made of what it says: to ask the index itself whether it is there would cost thirty times as much.
        told = f"{source_tag} {target_tag} {source}"
        number = int.from_bytes(hashlib.blake2b(told.encode("utf-8", "surrogatepass"), digest_size=8).digest(), signed=True)
        if not self._database.execute("SELECT 1 FROM sources WHERE rowid = ?", (number,)).fetchone():
            self._database.execute(
                "INSERT INTO sources (rowid, source, source_tag, target_tag) VALUES (?, ?, ?, ?)",
                (number, source, str(source_tag), str(target_tag)),
            )

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Say what is wrong with the file, where sqlite does."""
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise TranslationMemoryError(
                f"the translation memory cannot be used: {error}",
                path=self.path,
                remedy="move it away if it is damaged: langbridge begins another",
            ) from error


def _trigrams(text: str) -> list[str]:
    """Some stretches of three characters, evenly over the text: enough to find what is very like it."""
    step = max(1, len(text) // 24)
    grams = (text[at : at + 3] for at in range(0, len(text) - 2, step))
    return list(dict.fromkeys(gram.replace('"', '""') for gram in grams))
