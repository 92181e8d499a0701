"""The same change in many places, looked at as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from langbridge.review.reviews import Review
from langbridge.review.settling import is_decidable
from langbridge.values import Risk, Rule, Substitution


@dataclass(frozen=True, slots=True)
class Group:
    """All places where one rule makes the same of the same: how many, in how many articles, how many are undecided, how many of those of
    risk review."""

    rule: Rule
    source: str
    target: str
    candidates: tuple[str, ...]
    steps: tuple[str, ...]
    places: int
    articles: int
    undecided: int
    risky: int
    members: tuple[tuple[int, tuple[int, ...]], ...]
    """For each review, by its number among those that were grouped, the numbers of its proposals."""


@dataclass(slots=True)
class _Gathering:
    said: Substitution
    undecided: int = 0
    risky: int = 0
    members: dict[int, list[int]] = field(default_factory=dict)


def group(reviews: Sequence[Review]) -> list[Group]:
    """The proposals of many reviews, by rule and texts: those with undecided places of risk review first, then those with most places."""
    gathered: dict[tuple[str, str, str, str], _Gathering] = {}
    for index, review in enumerate(reviews):
        proposals = review.proposals
        decided = {place for held in review.resolution.held for place in held.places}
        mine = [_gathering(gathered, said) if is_decidable(said) else None for said in proposals.substitutions]
        risky = [said.risk is Risk.REVIEW for said in proposals.substitutions]
        for place, number in enumerate(proposals.numbers):
            one = mine[number]
            if one is None:
                continue
            one.members.setdefault(index, []).append(place)
            if place not in decided:
                one.undecided += 1
                one.risky += risky[number]
    groups = [_finished(each) for each in gathered.values() if each.members]
    return sorted(groups, key=lambda each: (not each.risky, -each.places, each.source, each.target, each.rule.layer, each.rule.id))


def _gathering(gathered: dict[tuple[str, str, str, str], _Gathering], said: Substitution) -> _Gathering:
    key = (said.rule.layer, said.rule.id, said.source, said.target)
    one = gathered.get(key)
    if one is None:
        one = gathered[key] = _Gathering(said)
    elif not one.said.candidates and said.candidates:
        one.said = said  # the same change, in doubt elsewhere: what else it could be belongs to the group
    return one


def _finished(one: _Gathering) -> Group:
    said = one.said
    return Group(
        said.rule,
        said.source,
        said.target,
        said.candidates,
        said.steps,
        sum(map(len, one.members.values())),
        len(one.members),
        one.undecided,
        one.risky,
        tuple((index, tuple(places)) for index, places in one.members.items()),
    )


def matches(rule_text: str, said: Substitution) -> bool:
    """Whether a substitution is meant by a RULE of the command line.

    RULE is a layer (`typography`), an id (`STPhrases:发`), the id's dictionary (`STPhrases`), layer and id (`phrase:STPhrases:发`), or what
    becomes what (`软件→軟體`, `软件=軟體`).
    """
    rule = said.rule
    names = {rule.layer, rule.id, rule.id.partition(":")[0], f"{rule.layer}:{rule.id}", f"{rule.layer} {rule.id}"}
    names |= {f"{said.source}{sign}{said.target}" for sign in "→="}
    return rule_text in names - {""}
