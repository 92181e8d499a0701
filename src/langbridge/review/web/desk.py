"""The reviews that are on the table: read when they are asked for, changed one at a time, written when the keys rest."""

from __future__ import annotations

import os
import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TypeAlias

from langbridge.review.decisions import Decision
from langbridge.review.reviews import Review, ReviewRef, open_review, save
from langbridge.review.web.rows import Mark, bare_marks, find_marks
from langbridge.review.web.writing import Writer
from langbridge.values import ConflictError, LangbridgeError, RecordError, UsageError

Reconvert: TypeAlias = Callable[[Sequence[ReviewRef]], Sequence["LangbridgeError | None"]]
"""Converts the articles of reviews again, with the glossaries as they are now; gives what went wrong with each."""

_UNDOABLE = 500
"""How many steps back there are."""


@dataclass(slots=True)
class _Entry:
    ref: ReviewRef
    review: Review | None = None
    stamp: tuple[object, ...] = ()
    edition: int = 0
    """Of what the numbers of changes count on: the source and what the machine makes of it."""
    bare: Sequence[Mark] = ()
    shown: tuple[Review, Sequence[Mark]] | None = None
    """The marks of a review as it was last shown."""
    trouble: LangbridgeError | None = None
    """Why the review cannot be read, or its output not be written."""


class _Past(NamedTuple):
    """What a step did to one article: its decisions before, the version that it found, and the one that it left."""

    decisions: tuple[Decision, ...]
    found: str
    left: str


_Step: TypeAlias = dict[int, _Past]
"""What can be undone at once, by the numbers of articles."""


class Desk:
    """Reviews by number, for one process that several windows talk to.

    Each answer carries a review's version, and each change says which it saw: a review that another window or another program changed
    meanwhile raises ConflictError.  Decisions are on the disk when a method returns; outputs follow as soon as no more decisions come.
    """

    def __init__(
        self, refs: Sequence[ReviewRef], root: Path, *, glossaries: Sequence[Path] = (), reconvert: Reconvert | None = None
    ) -> None:
        self.root = root
        self.reconvert = reconvert
        # What a page may write to lies in the project, whatever the settings and links in it say.
        self.glossaries = tuple(path for path in glossaries if _lies_in(path, root))
        self._entries = [_Entry(ref) for ref in refs]
        self._lock = threading.RLock()
        self._steps: dict[str, _Step] = {}
        self._writer = Writer(self._snapshot, self._written)
        self._rules: tuple[tuple[int, ...], Mapping[str, Mapping[int, Sequence[int]]]] | None = None
        self._reader: threading.Thread | None = None
        self._closed = False

    def __len__(self) -> int:
        return len(self._entries)

    def ref(self, number: int) -> ReviewRef:
        """Raises UsageError for a number that no article has."""
        return self._entry(number).ref

    def trouble(self, number: int) -> LangbridgeError | None:
        """What went wrong with an article's record or output."""
        return self._entry(number).trouble

    @property
    def troubles(self) -> list[LangbridgeError]:
        """All that went wrong and still is."""
        return [entry.trouble for entry in self._entries if entry.trouble]

    def known(self, number: int) -> Review | None:
        """A review, if it has been read."""
        return self._entry(number).review

    def open(self, number: int) -> Review:
        """A review as the files are now.  Raises RecordError where it cannot be read."""
        with self._lock:
            entry = self._entry(number)
            if entry.review is None or (not self._writer.is_writing(number) and _stamp(entry) != entry.stamp):
                self._read(number, entry)
            assert entry.review is not None
            return entry.review

    def version(self, number: int) -> str:
        """What a window has to show that it saw."""
        review = self.open(number)
        return f"{self._entry(number).edition:x}.{review.version[:24]}"

    def marks(self, number: int) -> Sequence[Mark]:
        """What a page shows of a review as changes."""
        review = self.open(number)
        entry = self._entry(number)
        if entry.shown is None or entry.shown[0] is not review:
            entry.shown = review, find_marks(review, entry.bare)
        return entry.shown[1]

    def read_all(self) -> list[tuple[int, Review]]:
        """All reviews that can be read, with their numbers."""
        found = []
        for number in range(len(self)):
            try:
                found.append((number, self.open(number)))
            except LangbridgeError:
                continue  # told in the list
        return found

    def keep_rules(self, members: Mapping[str, Mapping[int, Sequence[int]]]) -> None:
        """Keep what was found about rules: by a rule's key the numbers of articles and of their proposals."""
        self._rules = tuple(entry.edition for entry in self._entries), members

    @property
    def rules(self) -> Mapping[str, Mapping[int, Sequence[int]]] | None:
        """What was kept about rules, unless an article is another one by now."""
        self.read_all()
        known = self._rules
        return known[1] if known and known[0] == tuple(entry.edition for entry in self._entries) else None

    def read_ahead(self) -> bool:
        """Whether all reviews have been read; begins to read them, if nobody has."""
        with self._lock:
            unread = [number for number, entry in enumerate(self._entries) if entry.review is None and not entry.trouble]
            if unread and self._reader is None:
                self._reader = threading.Thread(target=self._read_ahead, args=(unread,), daemon=True)
                self._reader.start()
        return not unread

    def change(self, changes: Mapping[int, Callable[[Review], Review]], versions: Mapping[int, str]) -> str:
        """Change reviews and save their decisions: all of them, or none where one is not the version that was seen.

        Gives the name by which `undo` knows the step; it is empty where nothing became different.  Raises ConflictError where a version
        is another, and whatever a change raises.
        """
        with self._lock:
            for number in changes:
                if versions.get(number) != self.version(number):
                    raise _conflict(self.ref(number))
            new = {number: change(self.open(number)) for number, change in changes.items()}
            step: _Step = {}
            name = secrets.token_hex(8)  # a window may remember those of an earlier process
            try:
                for number, review in new.items():
                    was, found = self.open(number).file.decisions, self.version(number)
                    if review.file.decisions != was:
                        self._save(number, review)
                        step[number] = _Past(was, found, self.version(number))
            finally:  # what is saved can be undone, even where a later one failed
                if step:
                    self._steps[name] = step
                    for old in list(self._steps)[:-_UNDOABLE]:
                        del self._steps[old]
            return name if step else ""

    def knows_step(self, name: str) -> bool:
        """Whether the step of a name can be taken back."""
        return name in self._steps

    def undo(self, number: int | None, versions: Mapping[int, str], name: str | None = None) -> list[int]:
        """Take back the step of a name; without one the last step, or the last that has to do with an article.

        Gives the numbers of the articles that it had changed; none where there is no such step any more.  Raises ConflictError where
        one of them was changed since by somebody else.
        """
        with self._lock:
            if name is None:
                name = next((name for name, step in reversed(self._steps.items()) if number is None or number in step), "")
            step = self._steps.pop(name, None)  # if it does not fit now, it never will again
            if step is None:
                return []
            for each, past in step.items():
                if self.version(each) != past.left or versions.get(each, past.left) != past.left:
                    raise _conflict(self.ref(each))
            for each, past in step.items():
                self._save(each, self.open(each).with_decisions(past.decisions))
                # An empty file has another version than none; the step before shall find what it left all the same.
                earlier = next((one for one in reversed(self._steps.values()) if each in one), {})
                if each in earlier and earlier[each].left == past.found:
                    earlier[each] = earlier[each]._replace(left=self.version(each))
            return list(step)

    def convert_again(self, numbers: Sequence[int]) -> tuple[list[int], list[LangbridgeError]]:
        """Convert articles with the glossaries as they are now; gives the numbers of those that came out otherwise, and what failed."""
        assert self.reconvert is not None
        with self._writer.resting(), self._lock:
            before = {number: self.open(number).proposals for number in numbers}
            errors = self.reconvert([self.ref(number) for number in numbers])
            for number in numbers:
                self._read(number, self._entry(number))
            changed = [number for number in numbers if self.open(number).proposals != before[number]]
            # What was decided about other changes than these is not to be taken back by a key.
            self._steps = {name: step for name, step in self._steps.items() if step.keys().isdisjoint(changed)}
        return changed, [error for error in errors if error is not None]

    def flush(self) -> None:
        """Write all outputs that wait, now."""
        self._writer.flush()

    def close(self) -> None:
        """Write what waits, and take no more."""
        self._closed = True
        self._writer.close()

    def _entry(self, number: int) -> _Entry:
        if not 0 <= number < len(self._entries):
            raise UsageError("there is no such article")
        return self._entries[number]

    def _read(self, number: int, entry: _Entry) -> None:
        stamp = _stamp(entry)
        try:
            review = open_review(entry.ref, self.root)
            if review.record.source_text is None and not _lies_in(review.source_path, self.root):
                raise RecordError("its source is outside the project", path=entry.ref.record_path)
        except LangbridgeError as error:
            entry.review, entry.trouble = None, error
            raise
        entry.review, entry.trouble, entry.stamp = review, None, stamp
        if not any(entry.stamp[-1:]):  # the source's place is known only now
            entry.stamp = _stamp(entry)
        entry.bare = bare_marks(review.proposals)
        entry.edition = hash((review.record.source.sha256, review.proposals)) & 0xFFFFFFFFFFFF
        if not review.written and not review.output_changed:
            # Decisions came from elsewhere, by git perhaps, or the last run was ended before it wrote.
            self._writer.put(number)

    def _read_ahead(self, numbers: Sequence[int]) -> None:
        for number in numbers:
            if self._closed:
                return
            try:
                self.open(number)
            except LangbridgeError:
                continue  # kept as the entry's trouble

    def _save(self, number: int, review: Review) -> None:
        entry = self._entry(number)
        entry.review = save(review)
        entry.stamp = _stamp(entry)
        entry.trouble = None
        self._writer.put(number)

    def _snapshot(self, number: int) -> Review | None:
        with self._lock:
            return self._entry(number).review

    def _written(self, number: int, snapshot: Review, outcome: Review | LangbridgeError) -> None:
        """Take over what the writer left; decisions may have gone on meanwhile."""
        with self._lock:
            entry = self._entry(number)
            if isinstance(outcome, LangbridgeError):
                entry.trouble = outcome
            elif entry.review is snapshot:
                entry.review = outcome
                entry.stamp = _stamp(entry)
            else:
                self._read(number, entry)


def _stamp(entry: _Entry) -> tuple[object, ...]:
    """What tells that one of a review's files is another now."""
    ref = entry.ref
    source = entry.review.source_path if entry.review else None
    return tuple(_state(path) for path in (ref.record_path, ref.decisions_path, ref.output_path, source))


def _state(path: Path | None) -> tuple[int, int, int] | None:
    if path is None:
        return None
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _lies_in(path: Path, folder: Path) -> bool:
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def _conflict(ref: ReviewRef) -> ConflictError:
    return ConflictError(f"{ref.name} was changed elsewhere since this window read it", remedy="look at it again")
