"""One output under review: what was proposed, what is decided, and what waits."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from langbridge.article import Article, FrontMatterKeys, Markup, parse_article
from langbridge.project import REVIEW_FOLDER, decisions_path, display_path, output_path
from langbridge.review.decisions import Decision, DecisionFile, read_decisions, write_decisions
from langbridge.review.record import Record, digest, read_record
from langbridge.review.settling import Held, Resolution, Settled, Stale, decided_rows, in_order, is_decidable, resolve, settle
from langbridge.review.surroundings import SourceLines
from langbridge.review.writing import check_links, made_by, pending_path, write_pair
from langbridge.values import Changes, LanguageTag, OutputError, RecordError, Risk, UsageError

_BOM = "\ufeff"


class ReviewRef(NamedTuple):
    """Where the files of one output are; `relative` is the article's path below its tag's folder."""

    target: LanguageTag
    relative: Path
    record_path: Path
    decisions_path: Path
    output_path: Path

    @property
    def name(self) -> str:
        """What the review is called: `zh-Hant-TW/posts/first.md`."""
        return f"{self.target}/{self.relative.as_posix()}"

    @property
    def output_folder(self) -> Path:
        """The folder of all outputs, above that of the tag."""
        return self.output_path.parents[len(self.relative.parts)]


class State(NamedTuple):
    """What is decided about a proposal; `number` is its place in `Review.proposals`."""

    number: int
    held: Held | None = None

    @property
    def decided(self) -> bool:
        return self.held is not None

    @property
    def decision(self) -> Decision | None:
        return self.held.decision if self.held else None

    @property
    def how(self) -> str:
        """`place`, `article`, or empty where it is undecided."""
        return str(self.held.decision.scope) if self.held else ""


class Counts(NamedTuple):
    """How much of an output is what: `changes` can be decided, of which `undecided` are not, of which `risky` are of risk review; `stale`
    decisions hold nowhere."""

    changes: int
    undecided: int
    risky: int
    stale: int


@dataclass(frozen=True)
class Review:
    """One output with its record and decisions; what is read from disk is read once, when it is opened."""

    ref: ReviewRef
    record: Record
    file: DecisionFile
    source_text: str
    """The source as the record knows it: what the changes fit, even where the file was edited since."""
    source_path: Path
    source_changed: bool
    output_changed: bool
    """Whether the output was edited since it was written."""
    output_missing: bool
    bom: bool = False
    """Whether the output begins with a byte order mark, as its source does."""

    @property
    def proposals(self) -> Changes:
        """The machine's changes."""
        return self.record.proposals

    @property
    def version(self) -> str:
        """Of the decisions file, when it was read."""
        return self.file.version

    @cached_property
    def lines(self) -> SourceLines:
        """The lines of the source."""
        return SourceLines(self.source_text)

    @cached_property
    def resolution(self) -> Resolution:
        """Where the decisions hold."""
        return resolve(self.lines, self.proposals, self.file.decisions) if self.file.decisions else Resolution()

    @cached_property
    def states(self) -> list[State]:
        """One for each proposal that can be decided, in order."""
        held = {place: each for each in self.resolution.held for place in each.places}
        decidable = [is_decidable(said) for said in self.proposals.substitutions]
        return [State(place, held.get(place)) for place, number in enumerate(self.proposals.numbers) if decidable[number]]

    @cached_property
    def edits(self) -> list[Held]:
        """The decisions at places where the machine changed nothing, or several things, in order."""
        return [each for each in self.resolution.held if len(each.places) != 1]

    @property
    def stale(self) -> tuple[Stale, ...]:
        """The decisions that hold nowhere."""
        return self.resolution.stale

    @cached_property
    def counts(self) -> Counts:
        """How much of it is what."""
        every = Counter(self.proposals.numbers)
        left = every - Counter(self.proposals.numbers[place] for each in self.resolution.held for place in each.places)
        said = self.proposals.substitutions
        decidable = [number for number in every if is_decidable(said[number])]
        return Counts(
            sum(every[number] for number in decidable),
            sum(left[number] for number in decidable),
            sum(left[number] for number in decidable if said[number].risk is Risk.REVIEW),
            len(self.stale),
        )

    @cached_property
    def written(self) -> bool:
        """Whether the output, as it was last written, has the decisions applied."""
        if self.record.proposed is None and not self.resolution.held:
            return True
        meant = [row for row in decided_rows(self.source_text, self.proposals, self.resolution.held) if is_decidable(row[1])]
        changes = self.record.changes
        return meant == [
            (start, said)
            for start, number in zip(changes.starts, changes.numbers, strict=True)
            if is_decidable(said := changes.substitutions[number])
        ]

    @cached_property
    def article(self) -> Article:
        """The source, read the way it was for the conversion."""
        settings = self.record.settings
        try:
            keys, parameters = settings["front_matter"], settings["shortcode_parameters"]
            if not isinstance(keys, dict) or not isinstance(parameters, list):
                raise TypeError("they have another form")
            return parse_article(
                self.source_text,
                path=Path(display_path(self.source_path)),
                markup=Markup(str(settings["markup"])),
                front_matter=FrontMatterKeys(frozenset(map(str, keys["convert"])), frozenset(map(str, keys["keep"]))),
                shortcode_parameters=frozenset(map(str, parameters)),
                encoding=self.record.source.encoding,
                bom=self.bom,
            )
        except (KeyError, TypeError, ValueError) as error:
            raise RecordError(
                f"the review record does not say how its source was read: {error}",
                path=display_path(self.ref.record_path),
                remedy="convert the article again",
            ) from error

    def settled(self, *, check: bool = True) -> Settled:
        """The text as decided.  Raises OutputError where a decision's text would break the markup."""
        return settle(self.article, self.proposals, self.file.decisions, check=check)

    def with_decisions(self, decisions: Sequence[Decision]) -> Review:
        """The review with other decisions, in the order of their places."""
        resolution = resolve(self.lines, self.proposals, decisions)
        file = replace(self.file, decisions=in_order(decisions, resolution))
        new = _keeping(self, replace(self, file=file), "lines", "article")
        new.__dict__["resolution"] = resolution
        return new


def _keeping(old: Review, new: Review, *names: str) -> Review:
    """The new review with what was worked out for the old one and is still right."""
    new.__dict__.update({name: old.__dict__[name] for name in names if name in old.__dict__})
    return new


def find_reviews(output: Path, root: Path) -> list[ReviewRef]:
    """Every output with a record below an output folder, by name; `root` is the project's folder."""
    output = root / output
    records = output / REVIEW_FOLDER
    found: list[ReviewRef] = []
    for folder, folders, names in os.walk(records):
        folders.sort()
        relative = Path(folder).relative_to(records)
        if not relative.parts:
            continue
        try:
            target = LanguageTag.parse(relative.parts[0])
        except UsageError:
            folders.clear()
            continue
        for name in sorted(names):
            if name.endswith(".json") and not name.startswith("."):
                article = Path(*relative.parts[1:], name.removesuffix(".json"))
                found.append(
                    ReviewRef(
                        target, article, Path(folder, name), decisions_path(output, target, article), output_path(output, target, article)
                    )
                )
    return sorted(found, key=lambda ref: (str(ref.target), ref.relative.parts))


def open_review(ref: ReviewRef, root: Path) -> Review:
    """Read the record, decisions, source and output of a review.

    Raises RecordError where one of the first two is damaged, OutputError where a link leads one of its files out of the project.
    """
    check_links(ref.output_folder, root, ref.record_path, ref.decisions_path, ref.output_path)
    record = read_record(ref.record_path)
    file = read_decisions(ref.decisions_path, record.source.path, ref.target)
    source_path = root / record.source.path
    source, output = read_if_there(source_path), read_if_there(ref.output_path)
    changed = source is None or not record.was_made_from(source)
    if output is not None and not record.made(output) and (other := made_by(pending_path(ref.record_path), output)) is not None:
        record = other  # a run was killed between the two files
    edited = output is not None and not record.made(output)
    text = record.source_text
    if text is None:
        text = _source_text(record, None if changed else source, None if edited else output, ref)
    if output is not None:
        bom = output.startswith(_BOM.encode())
    else:
        bom = source is not None and source.decode(record.source.encoding, "replace").startswith(_BOM)
    return Review(ref, record, file, text, source_path, changed, edited, output is None, bom)


def read_if_there(path: Path) -> bytes | None:
    """The bytes of a file; None where there is none that can be read."""
    try:
        return path.read_bytes()
    except OSError:
        return None


def _source_text(record: Record, source: bytes | None, output: bytes | None, ref: ReviewRef) -> str:
    """The source of a record that does not hold it itself, from one of its files, as long as that is not edited."""
    if source is not None:
        return source.decode(record.source.encoding).removeprefix(_BOM)
    if output is not None:
        return record.changes.undo(output.decode().removeprefix(_BOM))
    raise RecordError(
        "neither source nor output is what it was when this review record was written",
        path=display_path(ref.record_path),
        remedy="convert the article again",
    )


def save(review: Review, expected_version: str | None = None) -> Review:
    """Write the decisions; gives the review with the file's new version.

    Raises ConflictError where the file is not `expected_version`, by default the version that was read.
    """
    file = review.file if expected_version is None else replace(review.file, version=expected_version)
    return _keeping(review, replace(review, file=write_decisions(file)), "lines", "article", "resolution", "states", "counts")


def write_settled(review: Review) -> Review:
    """Write output and record anew with the decisions applied; gives the review with the new record.

    Raises OutputError where the output was edited by hand, or a decision's text would break the markup.
    """
    ref = review.ref
    there = read_if_there(ref.output_path)
    settled = review.settled()
    data = ((_BOM if review.bom else "") + settled.text).encode()
    # An output whose edits have become decisions is what they give, and only its record is behind.
    if there is not None and there != data and not review.record.made(there):
        raise OutputError(
            "the output was edited since it was written, and is not overwritten",
            path=display_path(ref.output_path),
            remedy="make decisions of its edits: langbridge review --adopt",
        )
    record = replace(
        review.record,
        output=replace(review.record.output, sha256=digest(data), characters=len(settled.text)),
        changes=settled.changes,
        proposed=None if settled.changes == review.proposals else review.proposals,
        source_text=review.source_text,
    )
    write_pair(ref.output_path, data, ref.record_path, record, unchanged=there == data)
    new = replace(review, record=record, output_changed=False, output_missing=False)
    return _keeping(review, new, "lines", "article", "resolution", "states", "counts")
