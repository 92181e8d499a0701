"""What the page asks to be done: each function changes reviews on the desk and says what a window has to show differently."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from functools import partial

from langbridge.glossary import Concept
from langbridge.project import display_path
from langbridge.review.adopting import adopt_edits, edit_output, output_text
from langbridge.review.deciding import approve, decide, edit_span, withdraw
from langbridge.review.decisions import Decision, Scope, Verdict
from langbridge.review.groups import group
from langbridge.review.listing import project_path
from langbridge.review.record import Json
from langbridge.review.reviews import Review
from langbridge.review.web import terms, views, wording
from langbridge.review.web.desk import Desk
from langbridge.review.web.rows import Mark, MarkKind, row_span
from langbridge.review.web.views import Object
from langbridge.review.web.wording import Kind
from langbridge.values import Changes, ConflictError, LangbridgeError, Risk, Span, UsageError


def show(desk: Desk, article: int) -> Object:
    """An article as it is."""
    review = desk.open(article)
    return views.whole(article, review, desk.marks(article), desk.version(article), following(desk, article), desk.trouble(article))


def following(desk: Desk, article: int) -> int | None:
    """The next article, round about, in which something waits."""
    for step in range(1, len(desk)):
        number = (article + step) % len(desk)
        try:
            if desk.open(number).counts.undecided:
                return number
        except LangbridgeError:
            continue  # told in the list
    return None


def decide_marks(
    desk: Desk,
    article: int,
    version: str,
    marks: Sequence[int],
    verdict: Verdict,
    text: str = "",
    scope: Scope = Scope.PLACE,
    note: str = "",
) -> Object:
    """Decide about marks of an article, by their numbers."""

    def work(review: Review) -> Review:
        chosen = _marks(desk, article, marks)
        if any(mark.kind is MarkKind.EDIT for mark in chosen):
            if len(chosen) != 1 or verdict is not Verdict.EDIT:
                raise UsageError("a text written by hand can be edited or taken back")
            return edit_span(review, chosen[0].span, text, note)
        return decide(review, [mark.proposal for mark in chosen], verdict, text, scope, note)

    return _change(desk, article, version, work)


def show_line(desk: Desk, article: int, row: int) -> Object:
    """What stands in the output in a row of an article, as it is decided."""
    return {"text": output_text(desk.open(article), _row(desk, article, row))}


def edit_line(desk: Desk, article: int, version: str, row: int, text: str) -> Object:
    """Write a row of an article anew, also where the machine changed nothing in it."""
    return _change(desk, article, version, lambda review: edit_output(review, _row(desk, article, row), text))


def clear_marks(desk: Desk, article: int, version: str, marks: Sequence[int]) -> Object:
    """Take back what was decided about marks of an article."""

    def work(review: Review) -> Review:
        chosen = _marks(desk, article, marks)
        review = withdraw(review, [mark.proposal for mark in chosen if mark.kind is MarkKind.MACHINE])
        return _without(review, [mark.held.decision for mark in chosen if mark.kind is MarkKind.EDIT and mark.held])

    return _change(desk, article, version, work)


def accept_rest(desk: Desk, article: int, version: str, mark: int) -> Object:
    """Accept all of an article that is undecided and the same as a mark."""

    def work(review: Review) -> Review:
        proposals = review.proposals
        (chosen,) = _marks(desk, article, [mark])
        if chosen.kind is not MarkKind.MACHINE:
            raise UsageError("a text written by hand follows no rule")
        said = proposals.substitutions[proposals.numbers[chosen.proposal]]
        wanted = (said.rule, said.source, said.target)
        alike = {number: one.risk for number, one in enumerate(proposals.substitutions) if (one.rule, one.source, one.target) == wanted}
        places = [state.number for state in review.states if not state.decided and proposals.numbers[state.number] in alike]
        return _decide_all(review, places, Verdict.ACCEPT, doubtful=Risk.REVIEW in alike.values(), whole=True)

    return _change(desk, article, version, work)


def approve_article(desk: Desk, article: int, version: str) -> Object:
    """Accept all that is undecided in an article."""
    return _change(desk, article, version, approve) | {"next": following(desk, article)}


def adopt(desk: Desk, article: int, version: str) -> Object:
    """Make decisions of the edits in the output's file."""
    desk.flush()
    step = desk.change({article: adopt_edits}, {article: version})
    desk.flush()  # only then is the file known for langbridge's own again
    return {"view": show(desk, article), "step": step}


def forget_stale(desk: Desk, article: int, version: str, numbers: Sequence[int]) -> Object:
    """Drop decisions whose places are gone, by their numbers in the list of these."""

    def work(review: Review) -> Review:
        if not all(number < len(review.stale) for number in numbers):
            raise UsageError("there is no such decision")
        return _without(review, [review.stale[number].decision for number in numbers])

    step = desk.change({article: work}, {article: version})
    return {"view": show(desk, article), "step": step}


def undo(desk: Desk, article: int | None, versions: Mapping[int, str], steps: Sequence[str] | None = None) -> Object:
    """Take back the last of `steps` that there still is; without such a list the last one that has to do with an article, else the last.

    A window that shows `article` is told what it has to show differently, and each how many of its steps are `left`.
    """
    before = desk.marks(article) if article is not None else []
    left = next((number for number in reversed(range(len(steps or ()))) if steps and desk.knows_step(steps[number])), 0)
    changed = desk.undo(article, versions, steps[left] if steps else None) if steps != [] else []
    told: Object = {"undone": changed, "names": [views.name(desk.ref(each)) for each in changed], "left": left}
    told |= {"versions": {str(each): desk.version(each) for each in changed}}
    return told | _shown(desk, article, before) if article in changed else told


def list_rules(desk: Desk) -> Object:
    """All rules, risky ones first, with the versions of the articles that were looked at."""
    numbered = desk.read_all()
    groups = group([review for _, review in numbered])
    told: list[Json] = []
    members: dict[str, Mapping[int, Sequence[int]]] = {}
    for each in groups:
        key = terms.short_hash(each.rule.layer, each.rule.id, each.source, each.target)
        members[key] = {numbered[member][0]: places for member, places in each.members}
        told.append(views.grouped(key, each, list(members[key]), numbered[each.members[0][0]][1]))
    desk.keep_rules(members)
    return {"rules": told, "versions": {str(number): desk.version(number) for number, _ in numbered}}


def list_places(desk: Desk, key: str, most: int = 600) -> Object:
    """The places of a rule in all articles; no more than `most` of them."""
    articles: list[Json] = []
    versions: Object = {}
    for number, places in _members(desk, key).items():
        review = desk.open(number)
        versions[str(number)] = desk.version(number)
        if most > 0:
            rows = views.places(review, places[:most])
            tags = {"source_tag": str(review.record.source.tag), "target_tag": str(review.record.output.tag)}
            articles.append({"id": number, "name": views.name(desk.ref(number)), **tags, "places": rows, "all": len(rows) == len(places)})
        most -= len(places)
    return {"articles": articles, "versions": versions, "more": max(0, -most)}


def decide_rule(desk: Desk, key: str, versions: Mapping[int, str], verdict: Verdict, only: Mapping[int, Sequence[int]] | None) -> Object:
    """Decide about all undecided places of a rule, or about `only` those that are named by article and number."""
    members = _members(desk, key)
    if only is not None and not set(only) <= set(members):
        raise ConflictError("the places of this rule are others now", remedy="look at it again")

    def work(number: int, review: Review) -> Review:
        said = review.proposals
        ours = set(members[number])
        undecided = _undecided(review, ours)
        wanted = undecided if only is None else ours & set(only[number])
        return _decide_all(review, sorted(wanted), verdict, doubtful=_is_doubtful(said, ours), whole=undecided <= wanted)

    step = desk.change({number: partial(work, number) for number in (members if only is None else only)}, versions)
    undecided = risky = 0
    for number, places in members.items():
        review = desk.open(number)
        left = _undecided(review, set(places))
        undecided += len(left)
        risky += sum(_is_doubtful(review.proposals, {place}) for place in left)
    return {
        "key": key,
        "undecided": undecided,
        "risky": risky,
        "step": step,
        "versions": {str(number): desk.version(number) for number in members},
    }


def _undecided(review: Review, places: Set[int]) -> set[int]:
    return set(places) - {place for held in review.resolution.held for place in held.places}


def _is_doubtful(proposals: Changes, places: Iterable[int]) -> bool:
    return any(proposals.substitutions[proposals.numbers[place]].risk is Risk.REVIEW for place in places)


def preview_entry(desk: Desk, article: int, mark: int, source: str | None, target: str) -> Object:
    """What an entry for all articles would say and change; or the entry that says it already."""
    review = desk.open(article)
    record = review.record
    one = _marks(desk, article, [mark])[0]
    source = review.source_text[slice(*one.span)] if source is None else source
    told: Object = {
        "source": source,
        "target": target,
        "source_tag": str(record.source.tag),
        "target_tag": str(record.output.tag),
        "note": f"decided in the review of {display_path(review.ref.relative)}",
        "glossaries": [_relative(desk, number) for number in range(len(desk.glossaries))],
        "articles": [],
    }
    try:
        if owner := terms.find_owner(desk.glossaries, desk.root, source, record.source.tag, record.output.tag):
            return told | {"own": dict(owner._asdict()), "fault": wording.worded(Kind.ERRORS, _owned(owner, source))}
        concept = terms.draft(source, record.source.tag, target, record.output.tag)
    except LangbridgeError as error:
        return told | {"fault": wording.told(error)}
    effects: list[Json] = [{"id": each, "name": views.name(desk.ref(each)), "places": found} for each, found in _effects(desk, concept)]
    return told | {"articles": effects}


def write_entry(desk: Desk, article: int, version: str, source: str, target: str, english: str, note: str, glossary: int) -> Object:
    """Write an entry for all articles, and convert those again that it speaks of."""
    if not 0 <= glossary < len(desk.glossaries):
        raise UsageError("there is no such glossary")
    if version != desk.version(article):
        raise ConflictError("this article was changed elsewhere", remedy="look at it again")
    record = desk.open(article).record
    path = desk.glossaries[glossary]
    if owner := terms.find_owner(desk.glossaries, desk.root, source, record.source.tag, record.output.tag):
        raise UsageError(_owned(owner, source), path=owner.path, line=owner.line or None)
    concept = terms.draft(source, record.source.tag, target, record.output.tag, english=english, note=note)
    affected = [number for number, _ in _effects(desk, concept)]
    terms.write_entry(path, concept)
    changed, faults = desk.convert_again(affected) if desk.reconvert else ([], [UsageError("convert again to apply the new entry")])
    articles: list[Json] = [{"id": each, "name": views.name(desk.ref(each))} for each in changed]
    return {
        "path": _relative(desk, glossary),
        "articles": articles,
        "faults": [wording.told(fault) for fault in faults],
        "view": show(desk, article),
    }


def _owned(owner: terms.Owner, source: str) -> str:
    return f"{owner.concept} says already what becomes of {source}"


def _effects(desk: Desk, concept: Concept) -> list[tuple[int, int]]:
    return list(terms.find_effects(concept, desk.read_all()))


def _relative(desk: Desk, number: int) -> str:
    return project_path(desk.glossaries[number], desk.root)


def _decide_all(review: Review, places: Sequence[int], verdict: Verdict, *, doubtful: bool, whole: bool) -> Review:
    """Decide the same about several places.  Where they are all there are and there is no doubt, it holds throughout the article, also for
    what an edit of the source will bring."""
    if not places:
        return review
    return decide(review, places, verdict, scope=Scope.ARTICLE if whole and not doubtful else Scope.PLACE)


def _change(desk: Desk, article: int, version: str, work: Callable[[Review], Review]) -> Object:
    before = desk.marks(article)
    step = desk.change({article: work}, {article: version})
    return _shown(desk, article, before) | {"step": step}


def _shown(desk: Desk, article: int, before: Sequence[Mark]) -> Object:
    """What a window that showed `before` has to show now."""
    review = desk.open(article)
    states = views.changed(before, desk.marks(article))
    if states is None:
        return {"view": show(desk, article)}
    told: Object = {"version": desk.version(article), "counts": views.counted(review), "states": states}
    return told | {"trouble": views.trouble_told(desk.trouble(article))}


def _marks(desk: Desk, article: int, numbers: Sequence[int]) -> list[Mark]:
    marks = desk.marks(article)
    if not numbers or not all(0 <= number < len(marks) and marks[number].kind is not MarkKind.FIXED for number in numbers):
        raise UsageError("there is no such change to decide about")
    return [marks[number] for number in numbers]


def _row(desk: Desk, article: int, row: int) -> Span:
    span = row_span(desk.open(article).source_text, desk.marks(article), row)
    if span is None:
        raise UsageError("there is no such line")
    return span


def _without(review: Review, gone: Sequence[Decision]) -> Review:
    if not gone:
        return review
    known = {id(each) for each in gone}
    return review.with_decisions([each for each in review.file.decisions if id(each) not in known])


def _members(desk: Desk, key: str) -> Mapping[int, Sequence[int]]:
    """The places of a rule: the numbers of articles, and of their proposals."""
    if desk.rules is None:
        list_rules(desk)
    found = (desk.rules or {}).get(key)
    if found is None:
        raise ConflictError("this rule changes nothing any more", remedy="look at the list again")
    return found
