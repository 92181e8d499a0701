"""What of the outputs may be published, what waits for a person, and the way into the site's folder."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path, PurePosixPath

from langbridge.project import Layout, SiteLayout, Unreviewed, decisions_path, display_path, record_path
from langbridge.review.fitting import Fitting, Notice
from langbridge.review.groups import matches
from langbridge.review.journal import Fate, Finished, Obstacle, SiteFile, Survey, finish_interrupted, put, survey
from langbridge.review.listing import Opened, ReviewPlace, describe, describe_stale, from_root, open_reviews, project_path, select_reviews
from langbridge.review.reviews import Review, ReviewRef
from langbridge.review.site import Published, read_manifest
from langbridge.values import LangbridgeError, LanguageTag, RecordError, Risk, Substitution, UsageError


@dataclass(frozen=True, slots=True)
class Policy:
    """Which changes may be published although nobody has decided about them: by risk, and by rules as `matches` understands them."""

    unreviewed: Unreviewed = Unreviewed.SAFE
    allow: tuple[str, ...] = ()

    def holds_back(self, said: Substitution) -> bool:
        """Whether a change waits for a decision."""
        if self.unreviewed is Unreviewed.ALL or (self.unreviewed is Unreviewed.SAFE and said.risk is Risk.NONE):
            return False
        return not any(matches(rule, said) for rule in self.allow)


class Reason(StrEnum):
    """Why an output waits."""

    UNDECIDED = "undecided"
    """Changes that the policy holds back."""
    STALE = "stale"
    """Decisions whose place is gone: what a person wanted is not in the text."""
    UNWRITTEN = "unwritten"
    """Decisions that are not in the output yet."""
    SOURCE_CHANGED = "source-changed"
    SOURCE_MISSING = "source-missing"
    OUTPUT_CHANGED = "output-changed"
    OUTPUT_MISSING = "output-missing"
    RECORD_MISSING = "record-missing"
    RECORD_DAMAGED = "record-damaged"
    """The record or the decisions; the message says which."""
    SITE_FOREIGN = "site-foreign"
    """A file stands in the site that langbridge did not write."""
    SITE_EDITED = "site-edited"
    """The file in the site was edited since langbridge wrote it."""
    SITE_OUTSIDE = "site-outside"
    """A link leads out of the site's folder."""
    SITE_FOLDER = "site-folder"
    SITE_TWICE = "site-twice"
    SITE_PRECIOUS = "site-precious"
    """An article or an output stands there."""
    SITE_LANGUAGE = "site-language"
    """The site knows no such language, and would publish the file in its default one."""


_OBSTACLES: Mapping[Obstacle, tuple[Reason, str, str]] = {
    Obstacle.FOREIGN: (
        Reason.SITE_FOREIGN,
        "a file stands in the site that langbridge did not write",
        "move it away, or overwrite it with --adopt",
    ),
    Obstacle.EDITED: (
        Reason.SITE_EDITED,
        "the file in the site was edited since it was published",
        "take the edit over into the output, or overwrite it with --adopt",
    ),
    Obstacle.OUTSIDE: (
        Reason.SITE_OUTSIDE,
        "a link leads from there out of the site's folder",
        "put a folder in its place, or publish to where it leads",
    ),
    Obstacle.FOLDER: (Reason.SITE_FOLDER, "something that is no file stands there", "move it away"),
    Obstacle.TWICE: (
        Reason.SITE_TWICE,
        "another output would be written to the same file, since a folder there is a link to another one",
        "put a folder in the link's place",
    ),
}


@dataclass(frozen=True, slots=True)
class Wait:
    """One thing that keeps an output from being published; `details` are stale decisions, `places` undecided proposals."""

    reason: Reason
    message: str
    remedy: str
    details: tuple[str, ...] = ()
    places: tuple[ReviewPlace, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """An output that was asked for: its path in the site, its source as the record has it (empty without one), and what it waits for."""

    path: PurePosixPath
    output: Path
    source: str
    target: LanguageTag
    waits: tuple[Wait, ...] = ()
    fate: Fate | None = None
    """What becomes of it in the site; None while it waits."""
    links: tuple[tuple[int, Substitution], ...] = ()
    """The links that lead elsewhere in the site than in the output: the line in the output, from 1, and what becomes what."""


@dataclass(frozen=True, slots=True)
class Publication:
    """What came of publishing to `folder` from the project in `root`.

    `written` says whether the candidates are in the site now: not in a dry run, and not while one of them waits.  `gone` are files
    published earlier that come from no output any more; they stay.  `finished` tells of a set that was stopped earlier.  `own` are
    outputs in the language that the site publishes their articles themselves in.
    """

    root: Path
    folder: Path
    candidates: tuple[Candidate, ...]
    gone: tuple[tuple[PurePosixPath, Published], ...] = ()
    finished: Finished | None = None
    written: bool = False
    own: tuple[Path, ...] = ()
    notices: tuple[Notice, ...] = ()

    @property
    def waiting(self) -> tuple[Candidate, ...]:
        return tuple(one for one in self.candidates if one.waits)

    def to_object(self) -> dict[str, object]:
        """The publication as `docs/schemas/publish.schema.json` describes it."""
        finished = self.finished
        return {
            "folder": display_path(self.folder),
            "written": self.written,
            "files": [_candidate_object(one, self.root) for one in self.candidates],
            "own": [project_path(path, self.root) for path in self.own],
            "notices": [{"path": str(one.path), "rule": one.rule, "message": one.message, "remedy": one.remedy} for one in self.notices],
            "gone": [{"path": str(path), "source": one.source, "target": str(one.target)} for path, one in self.gone],
            "finished": None
            if finished is None
            else {"completed": [str(path) for path in finished.completed], "left": [str(path) for path in finished.left]},
        }


def publish_outputs(
    output: Path,
    root: Path,
    folder: Path,
    *,
    targets: Collection[LanguageTag] = (),
    paths: Sequence[Path] = (),
    policy: Policy | None = None,
    adopt: bool = False,
    write: bool = True,
    layout: SiteLayout | None = None,
) -> Publication:
    """Publish the outputs for `targets` and of `paths`, or all, to a site's folder: where the `layout` has them, without one TAG/PATH.

    They go together or not at all: while one of them waits, nothing is written.  A set that was stopped earlier is finished before
    anything else.  `write` False only looks.  Links lead to the pages of each output's language in the site.

    Raises UsageError where nothing is there to be published, the folder is the output folder or no folder of the layout, OutputError where
    something cannot be written or another publish is at work, RecordError where the site's journal or manifest is damaged.
    """
    output = root / output
    layout = layout or SiteLayout(Layout.FOLDERS, {})
    _check_folder(folder, output)
    finished = finish_interrupted(folder) if write else None
    recorded = open_reviews(output, root)
    everything = recorded + list(_without_record(output, {one.ref.output_path for one in recorded}))
    asked = select_reviews(everything, targets=targets, paths=paths)
    fitting = Fitting(layout, folder, everything, asked)
    chosen = [one for one in asked if not fitting.is_own(one)]
    looked = [(one, *_examine(one, root, policy or Policy(), layout, fitting.places[one.ref])) for one in chosen]
    examined = [_fitted(*one, fitting) for one in looked]
    # An article or an output must not be overwritten, whatever is adopted.
    precious = {os.path.realpath(one.ref.output_path) for one in everything}
    precious |= {os.path.realpath(one.review.source_path) for one in everything if one.review}
    files = [SiteFile(one.path, data, one.source, one.target) for one, data in examined if data is not None]
    seen = survey(folder, files, adopt=adopt)
    candidates = [_met(one, seen, folder, precious) for one, _ in examined]
    written = write and not any(one.waits for one in candidates)
    if written:
        # Looked at again with the site locked: somebody may have come in between.
        seen = put(folder, files, adopt=adopt)
        candidates = [_met(one, seen, folder, precious) for one in candidates]
        written = not seen.obstacles
    there = set(fitting.places.values())
    gone = tuple((path, one) for path, one in sorted(read_manifest(folder).items()) if path not in there)
    own = tuple(one.ref.output_path for one in asked if fitting.is_own(one))
    return Publication(root, folder, tuple(candidates), gone, finished, written, own, tuple(fitting.notices(asked)))


def _fitted(opened: Opened, candidate: Candidate, data: bytes | None, fitting: Fitting) -> tuple[Candidate, bytes | None]:
    """An output with its links leading to the pages of its language."""
    if data is None or candidate.waits or opened.review is None:
        return candidate, data
    linked = fitting.link(opened.ref, data)
    return replace(candidate, links=linked.changes), linked.data


def _check_folder(folder: Path, output: Path) -> None:
    if Path(os.path.realpath(folder)).is_relative_to(os.path.realpath(output)):
        raise UsageError("this is in the output folder", path=display_path(folder), remedy="name the folder of your site's articles")


def _without_record(output: Path, recorded: Collection[Path]) -> Iterator[Opened]:
    """The files below the folders of tags that have no record: nothing is known of them."""
    for folder in sorted(output.iterdir()) if output.is_dir() else ():
        tag = _tag_of(folder)
        if tag is None:
            continue
        for path in sorted(folder.rglob("*")):
            relative = path.relative_to(folder)
            if path in recorded or any(part.startswith(".") for part in relative.parts) or not path.is_file():
                continue
            record = record_path(output, tag, relative)
            ref = ReviewRef(tag, relative, record, decisions_path(output, tag, relative), path)
            yield Opened(ref, error=RecordError("there is no review record", path=display_path(record)))


def _tag_of(folder: Path) -> LanguageTag | None:
    try:
        tag = LanguageTag.parse(folder.name)
    except UsageError:
        return None
    return tag if folder.name == str(tag) and folder.is_dir() else None


def _examine(opened: Opened, root: Path, policy: Policy, layout: SiteLayout, place: PurePosixPath) -> tuple[Candidate, bytes | None]:
    """What an output waits for, and its bytes, None where there are none."""
    ref = opened.ref
    candidate = Candidate(place, ref.output_path, "", ref.target)
    if opened.review is None:
        return replace(candidate, waits=(_trouble(opened, root),)), None
    review = opened.review
    candidate = replace(candidate, source=review.record.source.path)
    try:
        data = ref.output_path.read_bytes()
    except OSError as error:
        told = "the output is gone" if isinstance(error, FileNotFoundError) else f"the output cannot be read: {error.strerror}"
        return replace(candidate, waits=(Wait(Reason.OUTPUT_MISSING, told, "langbridge convert writes it again"),)), None
    return replace(candidate, waits=(*_language_waits(ref.target, layout), *_waits(review, data, policy))), data


def _trouble(opened: Opened, root: Path) -> Wait:
    if not os.path.lexists(opened.ref.record_path):
        told = "nothing is known of this file, since it has no review record"
        return Wait(Reason.RECORD_MISSING, told, "convert its article again, or move the file out of the output folder")
    error = opened.error or LangbridgeError("it cannot be read")
    bare = LangbridgeError(error.message, path=error.path, line=error.line, column=error.column)
    return Wait(Reason.RECORD_DAMAGED, str(from_root(bare, root)), error.remedy)


def _language_waits(target: LanguageTag, layout: SiteLayout) -> Iterator[Wait]:
    if layout.site is not None and not layout.knows(target):
        known = ", ".join(one.key for one in layout.site.languages) or "only one"
        yield Wait(
            Reason.SITE_LANGUAGE,
            f"the site has no language {layout.key(target)} ({known}), and would publish this in its default language",
            "langbridge doctor says what to add, or name the site's language under languages: in langbridge.yaml",
        )


def _waits(review: Review, data: bytes, policy: Policy) -> Iterator[Wait]:
    if not os.path.lexists(review.source_path):
        remedy = f"get it back, or remove the output and {display_path(review.ref.record_path)}"
        yield Wait(Reason.SOURCE_MISSING, f"the source is gone: {review.record.source.path}", remedy)
    elif review.source_changed:
        yield Wait(Reason.SOURCE_CHANGED, "the source was edited since", "langbridge convert, then look at what is new")
    if not review.record.made(data):
        yield Wait(
            Reason.OUTPUT_CHANGED, "the output was edited since it was written", "langbridge review --adopt makes decisions of the edits"
        )
    elif not review.written:
        yield Wait(Reason.UNWRITTEN, "there are decisions that are not in the output yet", "langbridge convert applies them")
    if review.stale:
        details = tuple(describe_stale(review))
        told = "a decision holds nowhere any more" if len(details) == 1 else f"{len(details)} decisions hold nowhere any more"
        yield Wait(Reason.STALE, told, "decide anew, then langbridge review --forget-stale", details=details)
    if held := _held_back(review, policy):
        told = "a change waits for a decision" if len(held) == 1 else f"{len(held)} changes wait for a decision"
        yield Wait(Reason.UNDECIDED, told, "langbridge review, or --allow its rule", places=tuple(describe(review, held)))


def _held_back(review: Review, policy: Policy) -> list[int]:
    proposals = review.proposals
    held = [policy.holds_back(said) for said in proposals.substitutions]
    return [state.number for state in review.states if not state.decided and held[proposals.numbers[state.number]]]


def _met(candidate: Candidate, seen: Survey, folder: Path, precious: Collection[str]) -> Candidate:
    """A candidate with what stands in its way in the site, or else what becomes of it there."""
    waits = list(candidate.waits)
    if os.path.realpath(folder / candidate.path) in precious:
        waits.append(Wait(Reason.SITE_PRECIOUS, "this would overwrite an article or an output", "publish to another folder"))
    elif obstacle := seen.obstacles.get(candidate.path):
        waits.append(Wait(*_OBSTACLES[obstacle]))
    return replace(candidate, waits=tuple(waits), fate=None if waits else seen.fates.get(candidate.path))


def _candidate_object(one: Candidate, root: Path) -> dict[str, object]:
    return {
        "path": str(one.path),
        "output": project_path(one.output, root),
        "source": one.source,
        "target": str(one.target),
        "fate": one.fate,
        "links": [
            {"line": line, "source": said.source, "target": said.target, "rule": {"layer": said.rule.layer, "id": said.rule.id}}
            for line, said in one.links
        ],
        "waits": [
            {
                "reason": wait.reason,
                "message": wait.message,
                "remedy": wait.remedy,
                "details": list(wait.details),
                "places": [place.to_object() for place in wait.places],
            }
            for wait in one.waits
        ],
    }
