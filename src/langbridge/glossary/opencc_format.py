"""Glossaries as OpenCC's dictionaries: the text form, a key, a tab, values between spaces; and the JSON form, a configuration with the
dictionary in it.

The text form and its limits are those of OpenCC 1.4: lines that begin with `#` are comments, a key stands once, and a value ends at a
space.  In a configuration a dictionary of the type `inline` has `entries`, one value a key, used as it is; comments and trailing commas
are taken as OpenCC takes them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from langbridge.glossary.files import without_bom
from langbridge.glossary.pairs import Direction, Exported, Pair, collect_pairs, numbered_lines, without_unfit
from langbridge.glossary.terms import Glossary
from langbridge.values import GlossaryError, line_and_column


def parse_opencc_text(text: str, path: Path) -> list[Pair]:
    """The pairs of a text dictionary.  Raises GlossaryError at the first line that OpenCC would not take."""
    pairs: list[Pair] = []
    for number, line in numbered_lines(without_bom(text)):
        if not line.strip() or line.startswith("#"):
            continue
        key, tab, values = line.partition("\t")
        targets = tuple(value for value in values.split(" ") if value)
        if not tab or not key or not targets:
            remedy = "write the key, a tab, and what it becomes"
            raise GlossaryError("this is no entry of a dictionary", path=path, line=number, remedy=remedy)
        pairs.append(Pair(key, targets, number))
    return pairs


def write_opencc_text(glossaries: Sequence[Glossary], direction: Direction) -> Exported:
    """One direction of glossaries as a text dictionary: all readings of an ambiguous form, the likeliest first, which OpenCC takes."""
    pairs, left_out = collect_pairs(glossaries, direction)
    fit, unfit = without_unfit(pairs, _find_fault_in_text)
    lines = (f"{pair.form}\t{' '.join(pair.targets)}\n" for pair in fit)
    return Exported("".join(lines), (*left_out, *unfit))


def _find_fault_in_text(pair: Pair) -> str:
    if any(" " in target for target in pair.targets):
        return "to a text with spaces, at which OpenCC would cut it"
    return "a comment to OpenCC, since it begins with #" if pair.form.startswith("#") else ""


def write_opencc_json(glossaries: Sequence[Glossary], direction: Direction) -> Exported:
    """One direction of glossaries as a configuration that converts their forms and leaves all else as it is."""
    pairs, left_out = collect_pairs(glossaries, direction)
    if several := sum(len(pair.targets) > 1 for pair in pairs):
        left_out.append(f"the other readings of {several} ambiguous form{'s' if several > 1 else ''}: the likeliest is written")
    dictionary = {"type": "inline", "entries": {pair.form: pair.targets[0] for pair in pairs}}
    config = {
        "name": f"{', '.join(glossary.id for glossary in glossaries)}: {direction.source} to {direction.target}",
        "segmentation": {"type": "mmseg", "dict": dictionary},
        "conversion_chain": [{"dict": dictionary}],
    }
    return Exported(json.dumps(config, ensure_ascii=False, indent=2) + "\n", tuple(left_out))


def parse_opencc_json(text: str, path: Path) -> tuple[list[Pair], list[str]]:
    """The pairs of a configuration's inline dictionaries, the first to have a key winning; and a line for what is not in the file.

    Raises GlossaryError for what is no JSON, has no inline dictionary, or has one that OpenCC would not take.
    """
    body = _plain_json(without_bom(text))
    try:
        config = json.loads(body, object_pairs_hook=_Object)
    except json.JSONDecodeError as error:
        raise GlossaryError(f"this is not valid JSON: {error.msg}", path=path, line=error.lineno, column=error.colno) from error
    except (RecursionError, ValueError) as error:
        raise GlossaryError("this is not a configuration of OpenCC: it nests too deep, or holds a monstrous number", path=path) from error
    chain = config.get("conversion_chain") if isinstance(config, _Object) else None
    if not isinstance(chain, list):
        remedy = "a configuration of OpenCC has a conversion_chain"
        raise GlossaryError("this is no configuration of OpenCC", path=path, remedy=remedy)
    pairs: dict[str, Pair] = {}
    elsewhere: dict[str, None] = {}
    found = False
    for stage in chain:
        for dictionary in _dictionaries(stage):
            kind, entries = dictionary.get("type"), dictionary.get("entries")
            if kind != "inline":
                elsewhere[str(dictionary.get("file", kind))] = None
                continue
            found = True
            if not isinstance(entries, _Object):
                raise GlossaryError("an inline dictionary has no entries", path=path, remedy='give it "entries": {"软件": "軟體"}')
            for pair in _pairs(entries, body, path):
                pairs.setdefault(pair.form, pair)
    if not found:
        raise GlossaryError("the configuration has no dictionary of the type inline", path=path, remedy="import its text dictionaries")
    told = [f"the dictionaries that the configuration only names: {', '.join(elsewhere)}"] if elsewhere else []
    return list(pairs.values()), told


class _Object(dict[str, object]):
    """An object of JSON that remembers which keys it had twice."""

    def __init__(self, pairs: list[tuple[str, object]]) -> None:
        super().__init__(pairs)
        seen: set[str] = set()
        self.twice = next((key for key, _ in pairs if key in seen or seen.add(key)), None)  # type: ignore[func-returns-value]


def _dictionaries(node: object) -> Iterator[_Object]:
    """The dictionaries of a stage, groups taken apart."""
    waiting = [node.get("dict") if isinstance(node, _Object) else None]
    while waiting:
        each = waiting.pop()
        if isinstance(each, _Object):
            members = each.get("dicts")
            if each.get("type") == "group" and isinstance(members, list):
                waiting += reversed(members)
            else:
                yield each


def _pairs(entries: _Object, body: str, path: Path) -> Iterator[Pair]:
    for form, target in entries.items():
        written = body.find(json.dumps(form, ensure_ascii=False))
        line = line_and_column(body, written)[0] if written >= 0 else 0
        if entries.twice == form:
            raise GlossaryError(f"{form!r} is there twice", path=path, line=line or None, remedy="keep one of them")
        if not form or not isinstance(target, str) or not target:
            raise GlossaryError(f"{form!r} does not become a text", path=path, line=line or None, remedy="both are texts, and not empty")
        yield Pair(form, (target,), line)


_NOT_JSON = re.compile(r'"(?:[^"\\\n]|\\.)*"|//[^\n]*|/\*.*?\*/|,(?=(?:\s|//[^\n]*|/\*.*?\*/)*[}\]])', re.DOTALL)


def _plain_json(text: str) -> str:
    """The text with spaces for comments and for commas before a closing bracket, which OpenCC takes and JSON does not."""
    return _NOT_JSON.sub(lambda found: found[0] if found[0].startswith('"') else re.sub(r"[^\n]", " ", found[0]), text)
