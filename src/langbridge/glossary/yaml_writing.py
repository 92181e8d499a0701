"""Adding concepts to a glossary that people keep by hand: what is there stays as it is, byte for byte."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from langbridge.glossary.files import decode, read_bytes, without_bom, write_text
from langbridge.glossary.terms import Concept, TermForm, TermStatus, make_id, settle_statuses
from langbridge.glossary.yaml_format import parse_yaml
from langbridge.glossary.yaml_nodes import Items, Node, Pairs, Scalar, parse
from langbridge.values import GlossaryError

# Texts that need no quotes, in brackets or out of them: letters of any script with digits, single spaces and harmless marks between them.
_is_plain = re.compile(r"[^\W\d_](?:[\w.+/()·、。，；：？！…—（）「」『』《》“”‘’-]| (?=[\w(]))*").fullmatch
_NOT_TEXTS = frozenset({"true", "false", "yes", "no", "on", "off", "y", "n", "null"})
_MUST_ESCAPE = re.compile(r'["\\\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]')
_SHORT_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}


def add_concepts(path: Path, concepts: Sequence[Concept]) -> int:
    """Append concepts to the glossary file, or begin the file with them; returns how many were new.

    A concept that is there already, with the same forms and notes, is left alone.  All are added or none.

    Raises GlossaryError where a concept has the id of another one, or the file is no glossary; OutputError where it cannot be written.
    """
    text = decode(read_bytes(path), path) if path.exists() else _begin(path)
    known = {concept.id: concept for concept in parse_yaml(text, path).concepts}
    new: list[Concept] = []
    for concept in concepts:
        same_id = known.setdefault(concept.id, concept)
        if same_id is concept:
            new.append(concept)
        elif same_id != concept:
            raise GlossaryError(
                f"there is a concept {concept.id!r} already, and it says something else",
                path=path,
                line=same_id.line or None,
                column=same_id.column or None,
                remedy="choose another id, or change that concept by hand",
            )
    if new:
        write_text(path, append_concepts(text, path, new))
    return len(new)


def append_concepts(text: str, path: Path, concepts: Sequence[Concept]) -> str:
    """The text of a glossary with concepts put behind its last one.

    Raises GlossaryError where its list of concepts is written so that nothing can be put behind it.
    """
    before = parse_yaml(text, path).concepts
    body = without_bom(text)
    bom = text[: len(text) - len(body)]
    newline = "\r\n" if "\r\n" in body else "\n"
    found = _find_concepts(parse(body, path))
    if isinstance(found, Items) and found.items and not found.flow:
        head, tail = _split(body, _end(found))
        column = found.column - 1
        lines = _spacing(body, found)
    else:
        # Nothing is there yet, and `concepts: []` has to give way to a list.
        head, tail = _split(body[: _start(found)].rstrip(" ") + body[_end(found) :], _start(found))
        column = 2
        lines = []
    gap = list(lines)
    for concept in concepts:
        lines += [*_concept_lines(concept, column), *gap]
    if gap:
        lines.pop()
    if head and not head.endswith("\n"):
        head += newline
    result = bom + head + "".join(line + newline for line in lines) + tail
    # Whatever way the file is written: what is about to be saved says what was meant, or nothing is saved.
    try:
        right = parse_yaml(result, path).concepts == (*before, *concepts)
    except GlossaryError:
        right = False
    if not right:
        raise GlossaryError(
            "nothing can be put behind the concepts as they are written here",
            path=path,
            line=found.line,
            column=found.column,
            remedy="write the list of concepts as lines that begin with a hyphen",
        )
    return result


def _begin(path: Path) -> str:
    glossary_id = make_id(path.stem)
    if not glossary_id:
        raise GlossaryError(
            "no id for a glossary can be made of the file's name", path=path, remedy="name it with ASCII letters, as my-terms.yaml"
        )
    return f"glossary: {glossary_id}\nconcepts:\n"


def _find_concepts(root: Node | None) -> Node:
    assert isinstance(root, Pairs)  # `parse_yaml` has read it
    return next(value for key, value in root.pairs if isinstance(key, Scalar) and key.text == "concepts")


def _start(node: Node) -> int:
    return node.start.index if node.start else 0


def _end(node: Node) -> int:
    return node.end.index if node.end else 0


def _split(body: str, end: int) -> tuple[str, str]:
    """Cut the text behind the line in which `end` lies, and behind comments if nothing else follows."""
    if not body[:end].endswith("\n"):  # as it does behind a block scalar
        end = body.find("\n", end) + 1 or len(body)
    rest = [line.strip() for line in body[end:].splitlines()]
    if any(rest) and all(line.startswith("#") for line in rest if line):
        end = len(body)
    return body[:end], body[end:]


def _spacing(body: str, concepts: Items) -> list[str]:
    """An empty line, if that is how the file sets its concepts apart."""
    lines = body.splitlines()
    spaced = len(concepts.items) > 1 and not lines[concepts.items[-1].line - 2].strip()
    return [""] if spaced else []


def _concept_lines(concept: Concept, column: int) -> Iterator[str]:
    """A concept as an item of a block list whose hyphens stand `column` code points from the left."""
    indent = " " * (column + 2)
    yield f"{' ' * column}- id: {_scalar(concept.id)}"
    if concept.note:
        yield f"{indent}note: {_scalar(concept.note)}"
    if concept.domain:
        yield f"{indent}domain: {_scalar(concept.domain)}"
    if concept.do_not_translate:
        yield f"{indent}status: {TermStatus.DO_NOT_TRANSLATE}"
    ambiguous = _ambiguous_texts(concept)
    for tag, forms in concept.forms.items():
        yield f"{indent}{_scalar(str(tag))}: {_forms(forms, ambiguous, concept.do_not_translate)}"
    if ambiguous:
        yield f"{indent}ambiguous: [{', '.join(map(_scalar, ambiguous))}]"


def _ambiguous_texts(concept: Concept) -> list[str]:
    """The texts that are ambiguous wherever they stand in the concept."""
    marked: dict[str, bool] = {}
    for _, form in concept.tagged_forms():
        marked[form.text] = marked.get(form.text, True) and form.ambiguous
    return [text for text, everywhere in marked.items() if everywhere]


def _forms(forms: tuple[TermForm, ...], ambiguous: list[str], fixed: bool) -> str:
    statuses = [form.status for form in forms]
    implied = (TermStatus.PREFERRED, TermStatus.ADMITTED)
    stated = [None if status in implied else status for status in statuses]
    plain = fixed or settle_statuses(stated) == statuses
    written = []
    for form in forms:
        keys = [f"form: {_scalar(form.text)}"]
        if not fixed and not (plain and form.status in implied):
            keys.append(f"status: {form.status}")
        if form.ambiguous and form.text not in ambiguous:
            keys.append("ambiguous: true")
        if form.note:
            keys.append(f"note: {_scalar(form.note)}")
        written.append(_scalar(form.text) if len(keys) == 1 else f"{{{', '.join(keys)}}}")
    return written[0] if len(written) == 1 else f"[{', '.join(written)}]"


def _scalar(text: str) -> str:
    """A text as YAML: as it is where every reader takes it for itself, else in double quotes."""
    if _is_plain(text) and text.lower() not in _NOT_TEXTS:
        return text
    return f'"{_MUST_ESCAPE.sub(_escape, text)}"'


def _escape(found: re.Match[str]) -> str:
    character = found.group()
    return _SHORT_ESCAPES.get(character) or f"\\u{ord(character):04x}"
