"""What is wrong with a project's outputs as a whole: stale or missing ones, versions built otherwise than their sources, open decisions.

What is looked at are the records of the outputs.  The rules are described in `docs/checks.md`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from langbridge.article import Article, reread_article
from langbridge.checks import check_structure
from langbridge.project import SiteLayout, SourceFile, display_path, find_articles, is_same_file, output_path, record_path
from langbridge.review.listing import Opened, describe_stale, in_doubt
from langbridge.review.publishing import Policy
from langbridge.review.reviews import Review, read_if_there
from langbridge.values import Finding, LangbridgeError, LanguageTag, UsageError, line_and_column

_BOM = "\ufeff"


class Version(NamedTuple):
    """A file of a site that is an article's version in another language."""

    source: Path
    path: Path
    target: LanguageTag


def check_outputs(
    opened: Sequence[Opened],
    sources: Sequence[SourceFile],
    output: Path,
    targets: Collection[LanguageTag],
    *,
    is_theirs: Callable[[SourceFile, LanguageTag], bool] | None = None,
    every: bool = True,
) -> list[Finding]:
    """Which outputs are stale, missing, edited, or of unknown origin.

    `opened` are the reviews below `output`, `sources` the project's articles, `targets` what each should have an output for.
    `is_theirs` tells where people wrote the version, so that none is to be made.  With `every` False, files without a record are passed
    over: only a part of the reviews was opened.
    """
    findings: list[Finding] = []
    recorded = {(one.ref.target, one.ref.relative) for one in opened}
    for source in sources:
        for target in targets:
            if (target, source.relative) in recorded or os.path.lexists(output_path(output, target, source.relative)):
                continue
            if is_theirs is not None and is_theirs(source, target):
                continue
            findings.append(_of_file(source.path, "outputs.missing", f"there is no output for {target}"))
    for one in opened:
        if one.review is not None:
            findings += _conditions(one.review)
    for path in _without_record(output) if every else ():
        findings.append(_of_file(path, "outputs.without-record", "no review record tells how this was made"))
    return findings


def _conditions(review: Review) -> Iterator[Finding]:
    path = review.ref.output_path
    source = review.record.source.path
    source_is_there = os.path.lexists(review.source_path)
    if not source_is_there:
        where = review.ref.record_path if review.output_missing else path
        yield _of_file(where, "outputs.without-source", f"the source is gone: {source}")
    elif review.output_missing:
        yield _of_file(review.source_path, "outputs.missing", f"the output for {review.ref.target} is gone")
    elif review.source_changed:
        yield _of_file(path, "outputs.stale", f"the source was edited since: {source}")
    if review.output_missing:
        return
    if review.output_changed:
        yield _of_file(path, "outputs.edited", "this was edited since it was written; review --adopt makes decisions of the edits")
    elif not review.written:
        yield _of_file(path, "outputs.stale", "there are decisions that are not in the output yet")


def _without_record(output: Path) -> Iterator[Path]:
    """The articles below the folders of tags that have no record."""
    for folder in sorted(output.iterdir()) if output.is_dir() else ():
        try:
            tag = LanguageTag.parse(folder.name)
        except UsageError:
            continue
        if folder.name == str(tag) and folder.is_dir():
            for found in find_articles([folder], report=lambda error: None):
                if not os.path.lexists(record_path(output, tag, found.relative)):
                    yield found.path


def check_decisions(opened: Sequence[Opened], policy: Policy) -> list[Finding]:
    """The changes in doubt that nobody has decided about and that `policy` does not let pass, and the decisions that hold nowhere.

    A change is told at its place in the output; an output that is not there is passed over.
    """
    findings: list[Finding] = []
    for one in opened:
        review = one.review
        if review is None:
            continue
        for told in describe_stale(review):
            findings.append(_of_file(review.ref.decisions_path, "review.lost-decision", told))
        if not review.output_missing:
            findings += _undecided(review, policy)
    return findings


def _undecided(review: Review, policy: Policy) -> Iterator[Finding]:
    proposals = review.proposals
    said = proposals.substitutions
    waiting = [number for number in in_doubt(review) if policy.holds_back(said[proposals.numbers[number]])]
    if not waiting:
        return
    text = _output_text(review)
    written = review.record.changes
    growths = [len(each.target) - len(each.source) for each in written.substitutions]
    grown = [0, *accumulate(map(growths.__getitem__, written.numbers))]
    before = 0
    path = display_path(review.ref.output_path)
    for number in waiting:
        start, change = proposals.starts[number], said[proposals.numbers[number]]
        while before < len(written.starts) and written.starts[before] < start:
            before += 1
        others = [other for other in change.candidates if other != change.target]
        became = f"{change.source} stays" if change.source == change.target else f"{change.source} became {change.target}"
        doubt = f", and may be {' or '.join(others)}" if others else ""
        # An edited output is told as such; there the place may be off.
        yield Finding(
            path, *line_and_column(text, min(start + grown[before], len(text))), "review.undecided", f"{became}{doubt}: nobody has decided"
        )


def check_versions(opened: Sequence[Opened]) -> list[Finding]:
    """What in outputs is built otherwise than in the source that they were made from.

    An output that stands as langbridge wrote it was proven when it was written, and is not looked at again.
    """
    findings: list[Finding] = []
    for one in opened:
        review = one.review
        if review is None or review.output_missing or not review.output_changed:
            continue
        try:
            version = output_article(review)
        except LangbridgeError as error:
            findings.append(
                Finding(
                    display_path(review.ref.output_path),
                    error.line or 1,
                    error.column or 1,
                    "structure.markup",
                    f"it cannot be read: {error.message}",
                )
            )
        else:
            findings += check_structure(review.article, version)
    return findings


def output_article(review: Review) -> Article:
    """An output that is there, read as its source was.  Raises FrontMatterError."""
    return replace(reread_article(review.article, _output_text(review)), path=review.ref.output_path)


def site_versions(layout: SiteLayout, sources: Sequence[SourceFile], targets: Collection[LanguageTag], root: Path) -> list[Version]:
    """The files of the site that are versions of the sources, whoever wrote them; none where versions are in folders of their own."""
    if layout.layout == "folders":
        return []
    folder = layout.site.root if layout.site is not None else root
    found: list[Version] = []
    for source in sources:
        for target in targets:
            try:
                path = folder / layout.place(target, source.relative, source.path.absolute(), folder)
            except UsageError:
                continue
            if path.is_file() and not is_same_file(path, source.path):
                found.append(Version(source.path, path, target))
    return found


def _output_text(review: Review) -> str:
    return (read_if_there(review.ref.output_path) or b"").decode("utf-8", "replace").removeprefix(_BOM)


def _of_file(path: Path, rule: str, message: str) -> Finding:
    return Finding(display_path(path), 1, 1, rule, message)
