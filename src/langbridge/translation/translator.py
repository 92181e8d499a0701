"""Segments to English: what the memory and the glossary know, then an engine, with every answer checked before it counts.

An answer that lost its codes or fails a check is asked for once more, with the reason.  Codes that get lost again are kept by translating
what stands between them; faults that stay are told, for a person to look at.  What has no answer stays in its own language, and so does
what got one that is no translation: the source itself, nothing, an apology, the news that a quota is used up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from enum import IntEnum
from functools import partial
from typing import TypeAlias

from langbridge.article import PartKind
from langbridge.glossary import Termbase
from langbridge.translation.calling import Caller, Failure
from langbridge.translation.checks import Fault, check_pair
from langbridge.translation.engines import Engine, MarkupForm, Query, choose_source_tag
from langbridge.translation.english import english_typography
from langbridge.translation.markup import MarkupFault, restore, serialise
from langbridge.translation.memory import Answer, Memory, Similar, Wanted
from langbridge.translation.segments import HAN, Code, Content, Segment, codes_of, join, plain, protected
from langbridge.translation.sentences import join_answers, split_content
from langbridge.translation.terms import Term, Terms
from langbridge.values import EngineError, LanguageTag, Layer

_SPACES = re.compile(" {2,}")
_NO_TRANSLATION = frozenset({"answer", "empty", "untranslated"})
"""The rules whose faults leave nothing that could stand in an article, not even for a person to look at."""

ConvertScript: TypeAlias = Callable[[str, LanguageTag, LanguageTag], str]
"""A text from one Chinese script to another: what an engine that takes one script only is handed."""


@dataclass(frozen=True, slots=True)
class Translated:
    """What became of one segment.

    `content` is None where there is no translation; `errors` then say why.  `layer` says where it is from (memory, glossary, engine),
    `engine` and `version` which one.  `faults` are why a person should look at it; `approved` that one did.  `similar` is what the memory
    holds for segments that are nearly the same.
    """

    content: Content | None
    layer: Layer = Layer.ENGINE
    engine: str = ""
    version: str = ""
    faults: tuple[str, ...] = ()
    approved: bool = False
    similar: tuple[Similar, ...] = ()
    errors: tuple[EngineError, ...] = ()


class Estimate:
    """What a translation would take: counts of segments, and of the code points that an engine would be sent."""

    __slots__ = ("characters", "glossary", "memory", "segments", "to_translate")

    def __init__(self) -> None:
        self.segments = self.memory = self.glossary = self.to_translate = self.characters = 0


class _Stage(IntEnum):
    """What is asked of an engine: how often it was asked before, and one more."""

    FIRST = 1
    AGAIN = 2
    BETWEEN_CODES = 3


@dataclass(slots=True)
class _Task:
    """One thing to translate, and all segments that say it."""

    wanted: Wanted
    content: Content
    kind: PartKind
    terms: tuple[Term, ...]
    before: str
    after: str
    numbers: list[int] = field(default_factory=list)
    similar: tuple[Similar, ...] = ()
    stage: _Stage = _Stage.FIRST
    reason: str = ""
    best: Translated | None = None
    """The best answer so far, where it is not good enough."""
    pieces: list[Content] = field(default_factory=list)
    answers: dict[int, Content | MarkupFault] = field(default_factory=dict)
    engine: Engine | None = None
    errors: tuple[EngineError, ...] = ()


class Translator:
    """Translates the segments of articles into English; for one thread.

    Without a `memory` nothing is remembered, and without `checked` every answer counts whose codes are right: that is for layout tests.
    """

    def __init__(
        self,
        caller: Caller,
        target_tag: LanguageTag,
        *,
        termbase: Termbase | None = None,
        memory: Memory | None = None,
        convert: ConvertScript | None = None,
        checked: bool = True,
    ) -> None:
        self._caller = caller
        self._target_tag = target_tag
        self._termbase = termbase or Termbase()
        self._memory = memory
        self._convert = convert
        self._checked = checked
        # Codes take room as well, and in the other script a text may be a little longer.
        self._limit = max(1, min(engine.limits.characters for engine in caller.engines) * 4 // 5)
        self._terms: dict[LanguageTag, Terms] = {}

    @property
    def engine(self) -> str:
        """The name of the engine that is asked first."""
        return self._caller.engines[0].name

    def estimate(self, segments: Sequence[Segment], source_tag: LanguageTag) -> Estimate:
        """What `translate` would do, without doing it."""
        estimate = Estimate()
        for task, found in self._tasks(segments, source_tag):
            estimate.segments += len(task.numbers)
            if found is None:
                estimate.to_translate += len(task.numbers)
                estimate.characters += len(plain(task.content))
            elif found.layer is Layer.GLOSSARY:
                estimate.glossary += len(task.numbers)
            else:
                estimate.memory += len(task.numbers)
        return estimate

    def translate(self, segments: Sequence[Segment], source_tag: LanguageTag) -> Iterator[tuple[int, Translated]]:
        """Each segment's number with what became of it, as it comes; an answer is in the memory before it is told."""
        tasks: list[_Task] = []
        for task, found in self._tasks(segments, source_tag):
            if found is not None:
                yield from self._told(segments, task, found)
            else:
                tasks.append(task)
        for stage in _Stage:
            for task in self._answered([task for task in tasks if task.stage == stage], source_tag):
                done = self._judge(task, source_tag)
                if done is not None:
                    yield from self._told(segments, task, done)

    # What is known already --------------------------------------------------------------------------------------------------------------

    def _tasks(self, segments: Sequence[Segment], source_tag: LanguageTag) -> Iterator[tuple[_Task, Translated | None]]:
        """What there is to translate, each thing once, and what is known of it."""
        terms = self._terms.setdefault(source_tag, Terms(self._termbase.entries(source_tag, self._target_tag)))
        tasks: dict[Wanted, _Task] = {}
        texts = [plain(segment.content) for segment in segments]
        for number, segment in enumerate(segments):
            found = terms.find(texts[number])
            bare = source_tag.without_region
            wanted = Wanted(protected(segment.content), bare, self._target_tag, tuple((term.form, term.targets[0]) for term in found))
            task = tasks.get(wanted)
            if task is None:
                before, after = (texts[at] if 0 <= at < len(texts) else "" for at in (number - 1, number + 1))
                task = tasks[wanted] = _Task(wanted, segment.content, segment.kind, found, before, after)
            task.numbers.append(number)
        for task in tasks.values():
            yield task, self._known(task)

    def _known(self, task: _Task) -> Translated | None:
        stored = self._memory.find(task.wanted) if self._memory else None
        if stored is not None and stored.asked:
            task.stage = _Stage(stored.asked + 1)
            task.reason = "; ".join(stored.faults)
            if stored.target and not isinstance(
                content := restore(stored.target, task.content, MarkupForm.BRACKETS, exact=True), MarkupFault
            ):
                task.best = Translated(content, Layer.ENGINE, stored.engine, stored.version, stored.faults)
        elif stored is not None:
            content = restore(stored.target, task.content, MarkupForm.BRACKETS, exact=True)
            if not isinstance(content, MarkupFault):
                return Translated(content, Layer.MEMORY, stored.engine, stored.version, stored.faults, stored.approved)
        if len(task.terms) == 1 and task.terms[0].final and task.content == (task.terms[0].form,):
            return Translated((task.terms[0].targets[0],), Layer.GLOSSARY)
        return None

    def _told(self, segments: Sequence[Segment], task: _Task, found: Translated) -> Iterator[tuple[int, Translated]]:
        """The result for each segment of a task, with that segment's own codes."""
        for number in task.numbers:
            content = found.content
            if content is not None:
                content = _with_codes(content, segments[number].content)
                if not found.approved:
                    content = english_typography(content, segments[number].kind, markdown=False)
            yield (
                number,
                Translated(content, found.layer, found.engine, found.version, found.faults, found.approved, task.similar, found.errors),
            )

    # Asking an engine -------------------------------------------------------------------------------------------------------------------

    def _answered(self, tasks: Sequence[_Task], source_tag: LanguageTag) -> Iterator[_Task]:
        """The tasks with the answers of one round, each as its last piece comes."""
        queries: list[Callable[[Engine], Query]] = []
        owners: list[tuple[_Task, int]] = []
        for task in tasks:
            if self._memory and not task.pieces:  # looked for once, however often it is asked
                task.similar = tuple(self._memory.find_similar(task.wanted))
            task.pieces = self._cut(task)
            task.answers.clear()
            task.errors = ()
            for number, piece in enumerate(task.pieces):
                queries.append(partial(self._query, task, piece, source_tag))
                owners.append((task, number))
        left = {id(task): len(task.pieces) for task in tasks}
        yield from (task for task in tasks if not task.pieces)
        with closing(self._caller.translate(queries, source_tag, self._target_tag)) as outcomes:
            for outcome in outcomes:
                task, number = owners[outcome.number]
                if isinstance(outcome, Failure):
                    task.errors = outcome.errors
                else:
                    task.engine = outcome.engine
                    task.answers[number] = restore(outcome.text, task.pieces[number], outcome.engine.markup)
                left[id(task)] -= 1
                if not left[id(task)]:
                    yield task

    def _cut(self, task: _Task) -> list[Content]:
        contents = [task.content] if task.stage is not _Stage.BETWEEN_CODES else [(piece,) for piece in task.content if _is_chinese(piece)]
        return [piece for content in contents for piece in split_content(content, self._limit)]

    def _query(self, task: _Task, piece: Content, source_tag: LanguageTag, engine: Engine) -> Query:
        taken = choose_source_tag(engine, source_tag)

        def as_taken(text: str) -> str:
            if self._convert is None or taken.script == source_tag.script:
                return text
            return self._convert(text, source_tag, taken)

        content = join(as_taken(each) if isinstance(each, str) else each for each in piece)
        text = plain(piece)
        terms = tuple((as_taken(term.form), term.targets[0]) for term in task.terms if term.form in text)
        if not engine.uses_context:
            return Query(serialise(content, engine.markup), terms, reason=task.reason)
        examples = tuple((as_taken(source), target) for source, target, _ in task.similar)
        return Query(serialise(content, engine.markup), terms, as_taken(task.before), as_taken(task.after), examples, task.reason)

    # Judging what came ------------------------------------------------------------------------------------------------------------------

    def _judge(self, task: _Task, source_tag: LanguageTag) -> Translated | None:
        """What to make of a task's answers; None where it is to be asked for again."""
        fault = next((answer for answer in task.answers.values() if isinstance(answer, MarkupFault)), None)
        answered = len(task.answers) == len(task.pieces) and task.engine is not None
        if answered and fault is None:
            content = self._joined(task)
            found = self._check(task, content, source_tag)
            faults = tuple(f"{one.rule}: {one.message}" for one in found)
            if task.stage is _Stage.BETWEEN_CODES:
                faults = ("codes: the engine loses them; what stands between was translated piece by piece", *faults)
            if none := next((one for one in found if one.rule in _NO_TRANSLATION), None):
                task.errors = (EngineError(f"{_named(task)[0]} gave no translation: {none.message}"),)
            elif task.best is None or len(faults) < len(task.best.faults):
                task.best = Translated(content, Layer.ENGINE, *_named(task), faults)
            if faults and task.stage is _Stage.FIRST:
                self._ask_again(task, faults)
                return None
        elif answered and fault is not None and task.stage is not _Stage.BETWEEN_CODES and task.best is None:
            self._ask_again(task, (fault.message,))
            return None
        if task.best is None:
            return Translated(None, errors=task.errors or (EngineError("the markup in it was lost each time"),))
        if answered:
            self._store(task, task.best)
        return task.best

    def _ask_again(self, task: _Task, faults: tuple[str, ...]) -> None:
        """Put a task into the next stage; a run that is killed before it is over goes on with that."""
        if self._memory:
            target = protected(task.best.content) if task.best is not None and task.best.content is not None else ""
            self._memory.store(task.wanted, Answer(target, *_named(task), faults=faults, asked=int(task.stage)))
        task.stage = _Stage(task.stage + 1)
        task.reason = "; ".join(faults)

    def _joined(self, task: _Task) -> Content:
        answers = [answer for _, answer in sorted(task.answers.items()) if not isinstance(answer, MarkupFault)]
        if task.stage is not _Stage.BETWEEN_CODES:
            return join_answers(task.pieces, answers)
        texts = iter(answers)
        row: list[str | Code] = []
        for piece in task.content:
            if _is_chinese(piece):
                pieces = split_content((piece,), self._limit)
                said = plain(join_answers(pieces, [next(texts) for _ in pieces])).strip()
                # Words need a space between them where Chinese has none, but not within a pair of codes.
                row.append(f" {said} ")
            else:
                row.append(piece)
        # Read as an answer, it gets the spaces around codes that an answer gets.
        text = _SPACES.sub(" ", protected(join(row))).strip()
        restored = restore(text, task.content, MarkupForm.BRACKETS)
        return join(row) if isinstance(restored, MarkupFault) else restored

    def _check(self, task: _Task, content: Content, source_tag: LanguageTag) -> tuple[Fault, ...]:
        if not self._checked:
            return ()
        terms = [(term.form, term.targets) for term in task.terms if term.final]
        target = english_typography(content, task.kind, markdown=False)
        return check_pair(task.content, target, source_tag=source_tag, terms=terms, kind=task.kind)

    def _store(self, task: _Task, found: Translated) -> None:
        if self._memory and found.content is not None:
            context = "\n".join(filter(None, (task.before, task.after)))
            self._memory.store(task.wanted, Answer(protected(found.content), found.engine, found.version, context, found.faults))


def _named(task: _Task) -> tuple[str, str]:
    """The name and version of the engine that answered last."""
    return (task.engine.name, task.engine.version) if task.engine else ("", "")


def _is_chinese(piece: str | Code) -> bool:
    return isinstance(piece, str) and HAN.search(piece) is not None


def _with_codes(content: Content, source: Content) -> Content:
    """A translation of one segment as that of another one that differs in what its codes stand for."""
    own = {(code.number, code.kind): code for code in codes_of(source)}
    return tuple(own.get((piece.number, piece.kind), piece) if isinstance(piece, Code) else piece for piece in content)


def describe_errors(errors: Iterable[EngineError]) -> str:
    """Why a segment was not translated, each reason once."""
    return "; ".join(dict.fromkeys(str(error) for error in errors))
