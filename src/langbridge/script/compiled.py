"""Plans made ready to run: OpenCC configurations whose dictionaries mark what they match, kept in the user's cache folder.

Making them takes some 200 ms, loading them 10.  A folder is named by the hash of all that went into it, so an entry is never out of date;
it is checked before use, since OpenCC trusts its compiled files blindly, and made again if it is damaged.  Where the cache cannot be
written, a temporary folder serves.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import time
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TypedDict, TypeVar

from platformdirs import user_cache_path

from langbridge.dictionaries import opencc_version, read_dictionary
from langbridge.script.clauses import CLAUSE_END
from langbridge.script.marks import CODES, FIRST_CODE, MARK, SEGMENT, SPACE
from langbridge.script.opencc_adapter import Convert, load_config, load_stock, write_dictionary
from langbridge.script.plans import Plan, Stage, layer_of, wordless_plan
from langbridge.values import DictionaryError, Layer

_Rule = tuple[str, int, str]
_REGION_PHRASES = "STPhrases_GeneratedFromRegionalPhrases"
_FORM = 8
"""Raised whenever what is written below changes."""
_KEPT_SECONDS = 30 * 24 * 3600


@dataclass(frozen=True, slots=True, eq=False)
class EntryRule:
    """What a mark's code stands for: a match of `length` code points by an entry of `dictionary`, or (dictionary empty) the glossary term
    `form`.

    A plan has one object for each, so they are told apart by identity.
    """

    dictionary: str
    length: int
    form: str = ""


@dataclass(frozen=True, slots=True)
class Pass:
    """One call of OpenCC.

    `rules` are numbered by the codes in the marks.  `characters` names the dictionaries that have single characters as keys, in order.
    `delimits` says that the matches are also segments, which the next pass must not match across.
    """

    convert: Convert
    rules: tuple[EntryRule, ...]
    characters: tuple[str, ...]
    delimits: bool


@dataclass(frozen=True, slots=True)
class CompiledPlan:
    """The calls that carry a plan out.

    `segment` marks segment boundaries where no pass's own matches do; `doubtful` marks, for the guard, each stretch whose conversion
    depends on where words begin and end, and `crossing` are the phrases and terms that punctuation or spaces stand in.  `written` holds
    the glossary's forms in the target script, their words left alone.  `choices` holds, by dictionary, the phrases that have several
    readings, as OpenCC writes them: the large dictionaries need not be read again to name them.
    """

    plan: Plan
    segment: Convert | None
    passes: tuple[Pass, ...]
    doubtful: Convert | None
    crossing: tuple[str, ...]
    written: Mapping[str, str]
    choices: Mapping[str, Mapping[str, str]]


def compile_plan(plan: Plan, terms: Iterable[str] = (), *, guard: bool = True) -> CompiledPlan:
    """The plan, ready to run, with glossary forms as opaque matches in its first pass.

    The longest match of terms and dictionary phrases wins, a term wins a tie.  Raises DictionaryError when OpenCC's packages do not fit
    together.
    """
    forms = tuple(sorted(set(terms)))
    return _kept((plan, forms, guard), lambda folder: _write(folder, plan, forms, guard), lambda folder: _load(folder, plan))


def compile_text(plan: Plan) -> Convert:
    """What OpenCC makes of a text by a plan, but for the normalization of compatibility ideographs: in one call, and without marks.

    Twice as fast as OpenCC's own configuration, since each stage has its dictionaries in one.  Raises as `compile_plan` does.
    """
    return _kept((plan, "text"), lambda folder: _write_text(folder, plan), _load_text)


_Loaded = TypeVar("_Loaded")


class _PassIndex(TypedDict):
    config: str
    rules: list[_Rule]
    characters: list[str]
    delimits: bool


class _Index(TypedDict, total=False):
    """What a folder holds; that of a whole plan has `files` alone, their checksums."""

    passes: list[_PassIndex]
    segment: bool
    doubtful: bool
    crossing: list[str]
    written: dict[str, str]
    choices: dict[str, dict[str, str]]
    files: dict[str, int]


def _kept(what: tuple[object, ...], write: Callable[[Path], None], load: Callable[[Path], _Loaded]) -> _Loaded:
    """What `load` makes of the folder in the cache that `write` once wrote for the same `what`, or writes now."""
    key = hashlib.sha256(repr((_FORM, opencc_version(), *what)).encode("utf-8", "surrogatepass")).hexdigest()[:32]
    folder = user_cache_path("langbridge") / "dictionaries" / key
    try:
        return load(folder)
    except (OSError, ValueError, KeyError, DictionaryError):
        pass  # not there yet, or damaged: made (again) below
    try:
        with tempfile.TemporaryDirectory(prefix="langbridge-") as scratch:
            made = Path(scratch)
            write(made)
            # OpenCC reads its files whole while it loads, so the scratch folder may go afterwards.
            loaded = load(made)
            _keep(made, folder)
    except OSError as error:
        raise DictionaryError(
            f"OpenCC's dictionaries cannot be made ready: {error.strerror or error}",
            path=error.filename,
            remedy="they need some 20 MB in the folder for temporary files; TMPDIR names another",
        ) from error
    return loaded


def _keep(made: Path, folder: Path) -> None:
    """Put a made folder into the cache, all or nothing, and drop what was not made for a month; a cache that cannot be written is no
    failure."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="new-", dir=folder.parent) as beside:
            whole = Path(beside) / "whole"
            shutil.copytree(made, whole)
            if folder.exists():
                folder.rename(Path(beside) / "damaged")
            whole.rename(folder)
        limit = time.time() - _KEPT_SECONDS
        for other in folder.parent.iterdir():
            if other != folder and other.stat().st_mtime < limit:
                shutil.rmtree(other, ignore_errors=True)
    except OSError:
        return


def _load(folder: Path, plan: Plan) -> CompiledPlan:
    index = _read_index(folder)
    passes = tuple(
        Pass(
            load_config(folder / f"{one['config']}.json"),
            tuple(EntryRule(*rule) for rule in one["rules"]),
            tuple(one["characters"]),
            one["delimits"],
        )
        for one in index["passes"]
    )
    segment = _spaced(load_config(folder / "segment.json")) if index["segment"] else None
    doubtful = _spaced(load_config(folder / "doubtful.json")) if index["doubtful"] else None
    return CompiledPlan(plan, segment, passes, doubtful, tuple(index["crossing"]), index["written"], index["choices"])


def _load_text(folder: Path) -> Convert:
    _read_index(folder)
    return load_config(folder / "text.json")


def _read_index(folder: Path) -> _Index:
    """The index of a folder; raises DictionaryError where that or a file is not as it was written."""
    checked, _, written = (folder / "index.json").read_bytes().partition(b"\n")
    if zlib.crc32(written) != int(checked, 16):
        raise DictionaryError("damaged", path=folder / "index.json")
    index: _Index = json.loads(written)
    for name, checksum in index["files"].items():
        if zlib.crc32((folder / name).read_bytes()) != checksum:
            raise DictionaryError("damaged", path=folder / name)
    return index


def _write_index(folder: Path, index: _Index) -> None:
    index["files"] = {path.name: zlib.crc32(path.read_bytes()) for path in sorted(folder.iterdir())}
    written = json.dumps(index, ensure_ascii=False).encode()
    (folder / "index.json").write_bytes(b"%08x\n%b" % (zlib.crc32(written), written))


def _spaced(convert: Convert) -> Convert:
    return lambda text: convert(text).replace(SPACE, " ")


def _write(folder: Path, plan: Plan, forms: Sequence[str], guard: bool) -> None:
    """Write the configurations and dictionaries of a plan, and last the index that describes and checks them."""
    passes: list[_PassIndex] = []
    delimits = bool(plan.segmentation) and plan.segmentation == tuple(
        name for name in plan.stages[0].dictionaries if name in plan.segmentation
    )
    segments = bool(plan.segmentation) and not delimits
    if segments:
        # A glossary term is one segment, and so is a longer phrase of the first stage that holds one: else the shorter term would win
        # over it.
        holding = _keys_holding(plan.stages[0], forms)
        _write_config(folder, "segment", [_between(SEGMENT, (*_merged(plan.segmentation), *forms, *holding))])
    for number, stage in enumerate(plan.stages):
        codes: dict[_Rule, int] = {}
        terms = {form: _coded(codes, ("", len(form), form)) for form in forms} if number == 0 else {}
        groups = [{key: _marked(codes, key, *found) for key, found in _merged(group).items()} for group in _joined(stage.groups)]
        if number == 0 and delimits:
            longer = _later_phrases_holding(plan, forms)
            groups[0] = {simplified: _marked(codes, simplified, key, name) for simplified, (key, name) in longer.items()} | groups[0]
        groups[0] |= terms
        _write_config(folder, f"pass-{number}", groups)
        characters = [name for name in stage.dictionaries if any(len(key) == 1 for key in read_dictionary(name))]
        passes.append({"config": f"pass-{number}", "rules": list(codes), "characters": characters, "delimits": delimits and number == 0})
    doubtful = _between(MARK, (*_doubtful_phrases(plan), *forms)) if guard else {}
    if doubtful:
        _write_config(folder, "doubtful", [doubtful])
    choices = {
        name: {key: values for key, values in read_dictionary(name).items() if len(key) > 1 and " " in values}
        for stage in plan.stages
        for name in stage.dictionaries
    }
    index: _Index = {
        "passes": passes,
        "segment": segments,
        "doubtful": bool(doubtful),
        "crossing": [phrase for phrase in _phrases(plan, forms) if CLAUSE_END.search(phrase)] if doubtful else [],
        "written": _written(plan, forms),
        "choices": choices,
    }
    _write_index(folder, index)


def _write_text(folder: Path, plan: Plan) -> None:
    """Write one configuration for a whole plan, with values as OpenCC has them."""
    chain = [{"dict": _write_groups(folder, f"stage-{number}", _plain(stage.groups))} for number, stage in enumerate(plan.stages)]
    config: dict[str, object] = {"name": "text", "conversion_chain": chain}
    if plan.segmentation:
        config["segmentation"] = {"type": "mmseg", "dict": _write_groups(folder, "segments", _plain([plan.segmentation]))}
    (folder / "text.json").write_text(json.dumps(config), encoding="utf-8")
    _write_index(folder, {})


def _plain(groups: Sequence[tuple[str, ...]]) -> list[dict[str, str]]:
    return [{key: value for key, (value, _) in _merged(group).items()} for group in _joined(groups)]


def _written(plan: Plan, forms: Sequence[str]) -> dict[str, str]:
    """Each form as it is written in the plan's target script when no region's word takes its place."""
    wordless = wordless_plan(plan)
    if wordless is None or not forms:
        return {form: form for form in forms}
    return dict(zip(forms, load_stock(wordless.name)("\n".join(forms)).split("\n"), strict=True))


def _write_config(folder: Path, name: str, groups: Sequence[Mapping[str, str]]) -> None:
    config = {"name": name, "conversion_chain": [{"dict": _write_groups(folder, name, groups)}]}
    (folder / f"{name}.json").write_text(json.dumps(config), encoding="utf-8")


def _write_groups(folder: Path, name: str, groups: Sequence[Mapping[str, str]]) -> dict[str, object]:
    """Write dictionaries of which an earlier one wins, and return the node that names them in a configuration."""
    nodes: list[dict[str, object]] = [
        dict(write_dictionary(folder, f"{name}-{number}", group)) for number, group in enumerate(groups) if group
    ]
    return nodes[0] if len(nodes) == 1 else {"type": "group", "match_policy": "short_circuit", "dicts": nodes}


def _between(mark: str, keys: Iterable[str]) -> dict[str, str]:
    """Entries that leave their keys as they are, between marks."""
    return {key: mark + key.replace(" ", SPACE) + mark for key in keys}


def _merged(names: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Each key of several dictionaries with its preferred value and the first dictionary that holds it."""
    merged: dict[str, tuple[str, str]] = {}
    for name in names:
        for key, values in read_dictionary(name).items():
            merged.setdefault(key, (values.split(" ", 1)[0], name))
    return merged


def _marked(codes: dict[_Rule, int], key: str, value: str, dictionary: str) -> str:
    """A dictionary value with marks around it; one character for one needs none, since it shows by comparison."""
    if len(key) == len(value) == 1:
        return value
    return MARK + _code(codes, (dictionary, len(key), "")) + value + MARK


def _coded(codes: dict[_Rule, int], term: _Rule) -> str:
    return MARK + _code(codes, term) + MARK


def _code(codes: dict[_Rule, int], rule: _Rule) -> str:
    number = codes.setdefault(rule, len(codes))
    if number >= CODES:
        raise DictionaryError(f"the glossaries hold more than {CODES} terms", remedy="split them")
    return chr(FIRST_CODE + number)


def _joined(groups: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Groups of dictionaries, neighbours made one where it cannot show: OpenCC is twice as fast with one dictionary as with two."""
    joined: list[tuple[str, ...]] = []
    for group in groups:
        if joined and not _shortens(joined[-1], group):
            joined[-1] += group
        else:
            joined.append(group)
    return joined


def _shortens(earlier: Sequence[str], later: Sequence[str]) -> bool:
    """Whether a key of an earlier group is the beginning of a longer key of the later one, so that the order of trying shows."""
    keys = set(chain.from_iterable(read_dictionary(name) for name in earlier))
    return any(
        key[:length] in keys and key not in keys
        for key in chain.from_iterable(read_dictionary(name) for name in later)
        for length in range(1, len(key))
    )


def _later_phrases_holding(plan: Plan, forms: Sequence[str]) -> dict[str, tuple[str, str]]:
    """The region's phrases that properly contain a glossary form, by their Simplified form, each with its own form and dictionary.

    OpenCC lists the Simplified form of a region phrase for its first stage only where the characters alone would not lead there; without
    the others, a term in the first stage would win over the longer phrase of the last one.
    """
    holding: dict[str, tuple[str, str]] = {}
    single = {ord(key): values[0] for key, values in read_dictionary("TSCharacters").items()}
    for stage in plan.stages[1:]:
        for name in stage.dictionaries:
            simplified = {key.translate(single): key for key in read_dictionary(name) if len(key) > 1}
            holding |= {one: (simplified[one], name) for one in _holding(simplified, forms)}
    return holding


def _keys_holding(stage: Stage, forms: Sequence[str]) -> list[str]:
    """The keys of a stage that properly contain a glossary form."""
    return [key for name in stage.dictionaries for key in _holding(read_dictionary(name), forms)]


def _holding(keys: Iterable[str], forms: Sequence[str]) -> list[str]:
    """Those of the keys that are longer than some form and contain it."""
    lengths = sorted({len(form) for form in forms})
    wanted = set(forms)
    return [
        key
        for key in keys
        if any(key[at : at + length] in wanted for length in lengths if length < len(key) for at in range(len(key) - length + 1))
    ]


def _phrases(plan: Plan, forms: Sequence[str]) -> list[str]:
    """All that can match more than a character, each once."""
    names = dict.fromkeys((*plan.segmentation, *chain.from_iterable(stage.dictionaries for stage in plan.stages)))
    return sorted({*forms, *(key for name in names for key in read_dictionary(name) if len(key) > 1)})


def _doubtful_phrases(plan: Plan) -> list[str]:
    """The phrases that come out otherwise than their characters would one by one: only where one of them stands can a word boundary matter.

    A later stage's own keys are in the script in between, and match only texts that both scripts write alike; OpenCC lists the Simplified
    forms of its region phrases for the first stage, and those are all taken.
    """
    phrases: list[str] = []
    if len(plan.stages) > 1 and any(layer_of(name) is Layer.REGION for name in plan.stages[-1].dictionaries):
        phrases += (key for name in plan.segmentation if name == _REGION_PHRASES for key in read_dictionary(name))
    for stage in plan.stages:
        merged = _merged(stage.dictionaries)
        single = {key: value for key, (value, _) in merged.items() if len(key) == 1}
        phrases += (
            key
            for key, (value, name) in merged.items()
            if len(key) > 1 and plan.guards(name) and value != "".join(single.get(character, character) for character in key)
        )
    return phrases
