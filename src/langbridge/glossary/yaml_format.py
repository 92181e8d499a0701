"""Reading a glossary from YAML, the form in which editors keep it.  `docs/glossaries.md` describes it, `docs/schemas/` has its JSON Schema.

Everything that is not as described is a GlossaryError with line, column and, for a misspelt name, the nearest right one: a glossary that
was half understood would write wrong terms with full confidence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from langbridge.glossary.drafts import USUAL_TAGS, find_fault_in_line, find_fault_in_note, parse_form_tag
from langbridge.glossary.files import check_characters, decode, read_bytes, without_bom
from langbridge.glossary.terms import Concept, Glossary, TermForm, TermStatus, is_id, make_id, settle_statuses
from langbridge.glossary.yaml_nodes import Items, Node, Pairs, Scalar, parse
from langbridge.project import suggest
from langbridge.values import GlossaryError, LanguageTag, UsageError

_FILE_KEYS = ("glossary", "note", "concepts")
_CONCEPT_KEYS = ("id", "note", "domain", "status", "ambiguous")
_FORM_KEYS = ("form", "status", "ambiguous", "note")

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_TRUTHS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_STATUSES = {status.value: status for status in TermStatus}


def read_yaml(path: Path) -> Glossary:
    """Read a glossary file.  Raises GlossaryError where it cannot be read, or is not what a glossary is."""
    return parse_yaml(decode(read_bytes(path), path), path)


def parse_yaml(text: str, path: Path) -> Glossary:
    """Read a glossary from its text; `path` names it in errors, and its stem is the glossary's id where the text gives none."""
    check_characters(text, path)
    return _Reader(path).glossary(parse(without_bom(text), path))


class _Reader:
    """Turns the nodes of one file into the model."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.tags: dict[str, LanguageTag] = {}
        """The names of tags that have been looked at and found right."""

    def error(self, node: Node, message: str, remedy: str = "") -> GlossaryError:
        return GlossaryError(message, path=self.path, line=node.line, column=node.column, remedy=remedy)

    def glossary(self, root: Node | None) -> Glossary:
        if root is None:
            raise GlossaryError("the glossary is empty", path=self.path, remedy="give it a list of concepts, as docs/glossaries.md shows")
        found = self.keys(root, "a glossary", _FILE_KEYS)
        glossary_id = self.id(found["glossary"], "glossary") if "glossary" in found else make_id(self.path.stem)
        if not glossary_id:
            raise self.error(root, f"no id can be made of the file name {self.path.name!r}", "give the file one: glossary: my-terms")
        if "concepts" not in found:
            raise self.error(root, "the glossary has no concepts", "give it a list of them under the key concepts")
        concepts: dict[str, Concept] = {}
        for node in self.items(found["concepts"], "concepts"):
            concept = self.concept(node)
            if (first := concepts.setdefault(concept.id, concept)) is not concept:
                told = f"the id {concept.id!r} is taken by the concept in line {first.line}"
                raise self.error(node, told, "give each concept its own id")
        return Glossary(glossary_id, tuple(concepts.values()), self.note(found.get("note")), self.path)

    def concept(self, node: Node) -> Concept:
        found = self.keys(node, "a concept", _CONCEPT_KEYS, tags=True)
        if "id" not in found:
            raise self.error(node, "the concept has no id", "give it one, of lower-case letters, digits and hyphens")
        concept_id = self.id(found.pop("id"), "concept")
        note = self.note(found.pop("note", None))
        domain = self.line_of_text(found.pop("domain", None), "domain")
        fixed = self.concept_status(found.pop("status", None))
        ambiguous = self.ambiguous_texts(found.pop("ambiguous", None))
        forms: dict[LanguageTag, tuple[TermForm, ...]] = {}
        for name, value in found.items():
            tag = self.tags[name]
            if tag in forms:
                raise self.error(value, f"{name} stands for {tag}, which the concept has already", "put the forms of one tag into one list")
            forms[tag] = self.forms(value, tag, fixed, ambiguous)
        if not forms:
            raise self.error(node, f"the concept {concept_id!r} has no form in any language", "give it forms, such as zh-Hans-CN: 软件")
        known = {form.text for of_tag in forms.values() for form in of_tag}
        for text, place in ambiguous.items():
            if text not in known:
                raise self.error(place, f"{text!r} is said to be ambiguous but is no form of this concept", suggest(text, known))
        return Concept(concept_id, forms, note, domain, node.line, node.column)

    def forms(self, value: Node, tag: LanguageTag, fixed: TermStatus | None, ambiguous: dict[str, Node]) -> tuple[TermForm, ...]:
        if isinstance(value, Scalar):
            _, form = self.form(value, ambiguous)
            return (replace(form, status=fixed) if fixed else form,)
        nodes = value.items if isinstance(value, Items) else [value]
        if not nodes:
            raise self.error(value, f"{tag} has no form", "remove the key, or give it one")
        stated: list[TermStatus | None] = []
        forms: list[TermForm] = []
        for node in nodes:
            status, form = self.form(node, ambiguous)
            if fixed and status and status is not fixed:
                raise self.error(node, f"the whole concept is {fixed}, so its form cannot be {status}", "remove one of the two")
            if status is TermStatus.PREFERRED and status in stated:
                raise self.error(node, f"{tag} has two preferred forms", "let one of them be admitted")
            stated.append(fixed or status)
            forms.append(form)
        return tuple(
            form if form.status is status else replace(form, status=status)
            for form, status in zip(forms, settle_statuses(stated), strict=True)
        )

    def form(self, node: Node, ambiguous: dict[str, Node]) -> tuple[TermStatus | None, TermForm]:
        if not isinstance(node, Pairs):
            text = self.form_text(node)
            return None, TermForm(text, TermStatus.PREFERRED, text in ambiguous, "", node.line, node.column)
        found = self.keys(node, "a form", _FORM_KEYS)
        if "form" not in found:
            raise self.error(node, "a form in braces needs the key form", "write {form: 软件, status: admitted}")
        text = self.form_text(found["form"])
        status = self.status(found["status"]) if "status" in found else None
        marked = self.truth(found["ambiguous"]) if "ambiguous" in found else False
        note = self.note(found.get("note"))
        return status, TermForm(text, TermStatus.PREFERRED, marked or text in ambiguous, note, node.line, node.column)

    def form_text(self, node: Node) -> str:
        text = self.text(node, "a form")
        if fault := find_fault_in_line(text):
            raise self.error(node, f"a form {fault}", "remove it, or give it text")
        return text

    def concept_status(self, node: Node | None) -> TermStatus | None:
        if node is None:
            return None
        status = self.status(node)
        if status is not TermStatus.DO_NOT_TRANSLATE:
            raise self.error(node, f"a whole concept cannot be {status}", f"write it on the form: {{form: …, status: {status}}}")
        return status

    def ambiguous_texts(self, node: Node | None) -> dict[str, Node]:
        if node is None:
            return {}
        return {self.form_text(item): item for item in self.items(node, "ambiguous")}

    def status(self, node: Node) -> TermStatus:
        text = self.text(node, "a status")
        if text not in _STATUSES:
            raise self.error(node, f"{text!r} is not a status", suggest(text, _STATUSES))
        return _STATUSES[text]

    def truth(self, node: Node) -> bool:
        if isinstance(node, Scalar) and node.plain and node.text.lower() in _TRUTHS:
            return _TRUTHS[node.text.lower()]
        raise self.error(node, "ambiguous is either true or false here", "write ambiguous: true")

    def id(self, node: Node, what: str) -> str:
        text = self.text(node, f"the id of a {what}")
        if not is_id(text):
            made = make_id(text)
            raise self.error(
                node,
                f"{text!r} cannot be the id of a {what}: lower-case letters, digits and hyphens only",
                f"write {made}" if made else "write one such as machine-learning",
            )
        return text

    def note(self, node: Node | None) -> str:
        if node is None:
            return ""
        text = self.text(node, "a note")
        if fault := find_fault_in_note(text):
            raise self.error(node, f"a note {fault}", "remove it")
        return text

    def line_of_text(self, node: Node | None, what: str) -> str:
        if node is None:
            return ""
        text = self.text(node, f"the {what}")
        if fault := find_fault_in_line(text):
            raise self.error(node, f"the {what} {fault}", "remove it, or give it text")
        return text

    def text(self, node: Node, what: str) -> str:
        """The text of a scalar as it is written: `en: 2024` and `en: No` are the texts that they look like."""
        if not isinstance(node, Scalar):
            raise self.error(node, f"{what} is a text, and this is a {_kind(node)}", "write a text; quote it if it holds : [ ] { } or #")
        if node.plain and node.text in _NULLS:
            remedy = f'quote it if you mean the word: "{node.text}"' if node.text else "write it, or remove the key"
            raise self.error(node, f"{what} may not be empty", remedy)
        return node.text

    def items(self, node: Node, key: str) -> Sequence[Node]:
        """The items of a list; nothing at all is an empty list."""
        if isinstance(node, Items):
            return node.items
        if isinstance(node, Scalar) and node.plain and node.text in _NULLS:
            return ()
        raise self.error(node, f"{key} is a list, and this is a {_kind(node)}", f"write {key}: [...], or items that begin with a hyphen")

    def keys(self, node: Node, what: str, known: Sequence[str], *, tags: bool = False) -> dict[str, Node]:
        """The values of a mapping by their keys, which are all `known`, or tags of languages where `tags` says so."""
        if not isinstance(node, Pairs):
            raise self.error(node, f"{what} has keys and values, and this is a {_kind(node)}", f"write keys such as {', '.join(known[:3])}")
        found: dict[str, Node] = {}
        for key, value in node.pairs:
            name = self.text(key, "a key")
            if name not in known and not (tags and name in self.tags):
                self.check_key(key, name, what, known, tags)
            if name in found:
                raise self.error(key, f"the key {name} stands twice in {what}", "keep one of them")
            found[name] = value
        return found

    def check_key(self, node: Node, name: str, what: str, known: Sequence[str], tags: bool) -> None:
        if not tags:
            raise self.error(node, f"{what} has no key {name!r}", suggest(name, known))
        if name in USUAL_TAGS:
            self.tags[name] = parse_form_tag(name)
            return
        from difflib import get_close_matches  # late: most glossaries never need it

        # `nte` could be a language by its looks, and `zn-Hant-TW` as well.
        slip = get_close_matches(name, known, n=1, cutoff=0.75) if len(name) > 2 else []
        if not slip and not name.startswith("zh") and "-" in name:
            slip = get_close_matches(name, USUAL_TAGS, n=1, cutoff=0.85)
        if slip:
            raise self.error(node, f"{what} has no key {name!r}", f"did you mean {slip[0]}?")
        try:
            self.tags[name] = parse_form_tag(name)
        except UsageError as error:
            raise self.error(node, f"{what} has no key {name!r}: {error.message}", error.remedy) from error


def _kind(node: Node) -> str:
    return "list" if isinstance(node, Items) else "mapping" if isinstance(node, Pairs) else "text"
