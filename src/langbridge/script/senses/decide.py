"""Weighing the evidence: words, rules of context and names against what the conversion wrote on its own."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from langbridge.dictionaries import read_dictionary
from langbridge.script.clauses import CLAUSE_ENDS
from langbridge.script.senses import names, rules
from langbridge.script.senses.clause import Clause, Verdict
from langbridge.script.senses.words import DIVIDED, GUESS, LIKELY, LONGEST, OVERRULING, SURE, words

MARGIN = 2.1
"""A place is doubtful when the best reading leads the next by less than this."""

_UNQUESTIONED = 3.0
"""The margin of a form that is nearly always right by itself, or that something speaks for, where nothing speaks for another."""

_LONG = 4.5
"""The weight of a sure word of three characters or more: those of two come about by chance where one word ends and the next begins."""

_PHRASE, _TRUSTED, _INSIDE, _UNTRUSTED = 2.0, 2.0, 1.9, 1.0

_DEFAULTS = {"范": "范", "咸": "咸", "朴": "朴", "签": "簽", "钟": "鍾", "准": "準", "郁": "郁", "吁": "吁"}
"""Characters that, where no phrase of OpenCC's holds them, have more often another form than OpenCC's first: all the common words with the
first form are phrases, and what is left are names."""

_DOUBTED = frozenset("干里复范咸朴郁签斗松谷采征准周钟系卷丑余云游冲涂岳姜脏御胡尸困术朱仆恶杰筑折舍辟历划丰沈刮")
"""Characters whose single form is a guess where nothing else speaks: both forms are words of their own."""

_SETTLED_IN_WORDS = frozenset("系卷云冲涂岳御胡困术朱仆恶筑折舍辟历划丰沈刮尸丑松征准周脏")
"""Those of them whose other form all the common words with it have in OpenCC's phrases: inside any other word the usual one is right."""


class Place(NamedTuple):
    """A character to decide: its offset in the clause, what stands there so far, and whether a phrase of OpenCC's wrote it."""

    offset: int
    reading: str
    phrase: bool = False


class Sense(NamedTuple):
    """A decided character: what to write, the readings weighed, likeliest first, whether a person should look, and why, in words."""

    offset: int
    reading: str
    candidates: tuple[str, ...]
    doubtful: bool
    reason: str
    margin: float = 9.0


_RARE = frozenset("斗咸卷干里系周范采复谷签朴郁杰御")
"""Characters so seldom left by OpenCC's phrases that each such place is worth a look."""

_NAMES = frozenset(("nr", "nrt", "nrfg", "ns", "nz", "eng", "x"))
"""The segmenter's kinds of words that persons and places are called by; inside anything else is 裏."""
_NUMBERS = frozenset("0123456789一二两三四五六七八九十百千万余多来几数半")

_SETTLED = frozenset("造作成品药剂图片版备程")


def _look(clause: Clause, place: Place, first: Verdict) -> bool:
    """Whether a person should look at a place although `first`, its reading, leads well."""
    text, offset, reading = clause.text, place.offset, first.reading
    character = text[offset]
    if character in _RARE and not place.phrase and first.weight <= LIKELY and not _is_plain(clause, offset, reading):
        return character not in _SETTLED_IN_WORDS or not clause.known_word(offset)
    if reading == "製":
        return text[offset + 1 : offset + 2] not in _SETTLED or offset + 1 == len(text)
    return _divided(text, offset) or character == "斗" or (character == "后" and offset == 0 and clause.guesses_word(0))


def _is_plain(clause: Clause, offset: int, reading: str) -> bool:
    """Whether the segmenter sees what needs no look: inside a thing that has a name (日志|里), or a Chinese name in its own form
    (周晓松)."""
    start, end, kind = clause.word_at(offset)
    if clause.text[offset] == "里" and reading == "裏":
        alone = end - start == 1 or (start == offset and clause.guesses_word(offset) and not names.spells(clause.text, offset + 1))
        before = clause.text[max(0, offset - 1) : offset]
        return alone and before != "" and before not in _NUMBERS and clause.word_at(offset - 1)[2] not in _NAMES
    return kind == "nr" and reading == clause.text[offset] and end - start > 1


def _divided(text: str, offset: int) -> bool:
    if text[max(0, offset - 1) : offset] not in _IN_DIVIDED and text[offset + 1 : offset + 2] not in _IN_DIVIDED:
        return False
    return any(text[start : start + length] in DIVIDED for length in (2, 3) for start in range(max(0, offset - length + 1), offset + 1))


def senses_from_simplified(text: str, places: Sequence[Place]) -> list[Sense]:
    """Decide the places of a clause of Simplified text; readings are OpenCC's standard Traditional forms."""
    clause = Clause(text)
    return [_decided(clause, place) for place in places if not place.phrase or text[place.offset] in _OVERRULED]


def is_suspect(text: str, offset: int, reading: str, *, phrase: bool) -> bool:
    """Whether there can be evidence for another reading of a place, or a doubt: most are passed over by a look at their neighbours."""
    character = text[offset]
    if phrase and character not in _OVERRULED:
        return False
    befores, behinds = (_NEAR_OVERRULING if phrase else _NEAR)[character]
    if character == "斗" or text[offset + 1 : offset + 2] in behinds or (offset and text[offset - 1] in befores):
        return True
    if character in _IN_DIVIDED and _divided(text, offset):
        return True
    if character in rules.RULES:
        return rules.contradicts(text, offset, reading, weight=0)
    if phrase:
        return character in _OVERRULED_BY_RULE and (
            (character in "布里" and names.may_stand(text, offset, reading)) or rules.contradicts(text, offset, reading, weight=2)
        )
    return (
        character in _DOUBTED
        or (character == "后" and (offset == 0 or text[offset - 1] in CLAUSE_ENDS))
        or reading == "製"
        or _DEFAULTS.get(character, reading) != reading
        or names.may_stand(text, offset, reading)
        or rules.contradicts(text, offset, reading, weight=0)
    )


def _decided(clause: Clause, place: Place) -> Sense:
    character = clause.text[place.offset]
    verdicts = [_base(character, place)]
    word = _by_word(clause, place.offset, place.reading, phrase=place.phrase)
    if word:
        verdicts.append(word)
    verdicts += rules.by_context(clause, place.offset)
    if character in _DOUBTED and _is_plain(clause, place.offset, place.reading):
        verdicts.append(Verdict(place.reading, 2, "inside what the word before it names" if character == "里" else "in a personal name"))
    if len(verdicts) == 1 and character in _SETTLED_IN_WORDS and (whole := clause.known_word(place.offset)):
        verdicts.append(Verdict(place.reading, 2, f"the usual form, in the word {whole}"))
    if not (word and word.weight > 2) and not (place.phrase and character != "布" and character != "里"):
        verdicts += filter(None, (names.foreign(clause, place.offset), names.personal(clause, place.offset)))
    best: dict[str, Verdict] = {}
    for one in verdicts:
        if one.reading not in best or best[one.reading].weight < one.weight:
            best[one.reading] = one
    ranked = sorted(best.values(), key=lambda one: -one.weight)
    first = ranked[0]
    margin = _UNQUESTIONED if first.weight >= _TRUSTED else 0.5
    if len(ranked) > 1:
        margin = first.weight - ranked[1].weight
    candidates = tuple(dict.fromkeys((*(one.reading for one in ranked), *_readings(character))))
    if (place.phrase and first.reading != place.reading and first.weight < SURE) or _look(clause, place, first):
        margin = min(margin, 0.5)
    return Sense(place.offset, first.reading, candidates, margin < MARGIN, first.reason, margin)


def _base(character: str, place: Place) -> Verdict:
    if place.phrase:
        return Verdict(place.reading, _PHRASE, "as OpenCC's phrase has it")
    usual = _DEFAULTS.get(character, place.reading)
    if character in _DOUBTED:
        return Verdict(usual, _UNTRUSTED, "the usual form; nothing around it tells")
    return Verdict(usual, _TRUSTED, "the usual form")


def _by_word(clause: Clause, offset: int, so_far: str, *, phrase: bool) -> Verdict | None:
    """What the longest of our words around a place says; a word that the segmenter tears apart says nothing.

    Against a phrase of OpenCC's only those count that are marked so; a word inside a longer one of the segmenter's counts less.
    """
    text = clause.text
    known = words().get(text[offset])
    if not known or (text[max(0, offset - 1) : offset + 1] not in _PAIRS and text[offset : offset + 2] not in _PAIRS):
        return None
    for length in range(min(LONGEST, len(text)), 1, -1):
        for start in range(max(0, offset - length + 1), min(offset, len(text) - length) + 1):
            found = known.get(text[start : start + length])
            if found is None:
                continue
            end = start + length
            if found.weight == GUESS:
                return None
            weight: float = found.weight
            if found.reading != so_far:
                if (phrase and weight < OVERRULING) or clause.tears(start, end):
                    continue
                if weight < OVERRULING and not clause.whole(start, end):
                    weight = min(weight, _INSIDE)
            if length > 2 and weight == SURE:
                weight = _LONG
            return Verdict(found.reading, weight, f"in the word {text[start:end]}")
    return None


def _readings(character: str) -> list[str]:
    return read_dictionary("STCharacters").get(character, character).split(" ")


_OVERRULED = (
    frozenset(character for character, known in words().items() if any(one.weight >= OVERRULING for one in known.values()))
    | rules.OVERRULING
    | frozenset("布里").union(*DIVIDED)
)
"""Characters on which a phrase of OpenCC's may be overruled or doubted."""

_OVERRULED_BY_RULE = frozenset("后制周复并里布干刮面折划卷冲云")
"""Characters on which context overrules a phrase of OpenCC's; on the others only words and names do."""
_IN_DIVIDED = frozenset().union(*DIVIDED)


def _neighbours(*, overruling: bool) -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """For each character what stands before and behind it in words that read it otherwise than OpenCC does by itself."""
    found: dict[str, tuple[set[str], set[str]]] = {}
    for character, known in words().items():
        usual = _readings(character)[0]
        befores, behinds = found.setdefault(character, (set(), set()))
        for word, one in known.items():
            if one.weight < OVERRULING if overruling else one.reading == usual:
                continue
            for at in (at for at, each in enumerate(word) if each == character):
                befores.update(word[at - 1 : at])
                behinds.update(word[at + 1 : at + 2])
    for character in rules.HANDLED | _UNLISTED:
        found.setdefault(character, (set(), set()))
    return {character: (frozenset(befores), frozenset(behinds)) for character, (befores, behinds) in found.items()}


_PAIRS = frozenset(pair for known in words().values() for word in known for pair in map("".join, pairwise(word)))
"""What stands side by side in our words: where a character and its neighbour are not among them, no word needs to be looked for."""

_UNLISTED = frozenset("汇径") | _DOUBTED
_NEAR = _neighbours(overruling=False)
_NEAR_OVERRULING = _neighbours(overruling=True)

HANDLED_FROM_SIMPLIFIED = frozenset(words()) | rules.HANDLED | _UNLISTED
"""The characters that can be decided."""
