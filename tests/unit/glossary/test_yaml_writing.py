from __future__ import annotations

import os
from pathlib import Path

import pytest

from langbridge.glossary import Concept, add_concepts, make_concept, parse_yaml, read_yaml
from langbridge.glossary.yaml_writing import append_concepts
from langbridge.values import GlossaryError, OutputError, UsageError

PATH = Path("ai.yaml")
NEW = make_concept([("zh-Hans-CN", "软件"), ("zh-Hant-TW", "軟體"), ("zh-Hant-TW", "软体"), ("en", "software")], note="a: b")
LINES = ["- id: software", '  note: "a: b"', "  zh-Hans-CN: 软件", "  zh-Hant-TW: [軟體, 软体]", "  en: software"]


def block(column: int) -> str:
    return "".join(f"{' ' * column}{line}\n" for line in LINES)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("concepts:\n", "concepts:\n" + block(2)),
        ("concepts: # none yet\n", "concepts: # none yet\n" + block(2)),
        ("concepts: []\n", "concepts:\n" + block(2)),
        ("concepts: ~\nnote: x\n", "concepts:\n" + block(2) + "note: x\n"),
        ("concepts:\n- id: a\n  en: A", "concepts:\n- id: a\n  en: A\n" + block(0)),
        ("concepts:\n    -   id: a\n        en: A # why\n", "concepts:\n    -   id: a\n        en: A # why\n" + block(4)),
        ("concepts:\n  - id: a\n    en: A\n\nnote: last\n", "concepts:\n  - id: a\n    en: A\n" + block(2) + "\nnote: last\n"),
        ("concepts:\n  - id: a\n    en: A\n\n  # - id: b\n", "concepts:\n  - id: a\n    en: A\n\n  # - id: b\n" + block(2)),
        (
            "concepts:\n  - id: a\n    en: A\n    note: |\n      x\n      y\n",
            "concepts:\n  - id: a\n    en: A\n    note: |\n      x\n      y\n" + block(2),
        ),
        ("concepts:\n  - {id: a, en: A,\n     note: x}\n", "concepts:\n  - {id: a, en: A,\n     note: x}\n" + block(2)),
        (
            "concepts:\n  - id: a\n    en: A\n\n  - id: b\n    en: B\n",
            "concepts:\n  - id: a\n    en: A\n\n  - id: b\n    en: B\n\n" + block(2),
        ),
    ],
)
def test_a_concept_is_put_behind_the_last_one(before: str, after: str) -> None:
    assert append_concepts(before, PATH, [NEW]) == after
    windows = before.replace("\n", "\r\n")
    if "\r\n" in windows:
        assert append_concepts("\ufeff" + windows, PATH, [NEW]) == "\ufeff" + after.replace("\n", "\r\n")


def test_a_list_in_brackets_is_refused_with_its_place() -> None:
    with pytest.raises(GlossaryError, match="hyphen") as caught:
        append_concepts("concepts: [{id: a, en: A}]\n", PATH, [NEW])
    assert (caught.value.line, caught.value.column) == (1, 11)


def test_adding_begins_a_file_adds_to_it_and_leaves_alone_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "My terms.yaml"
    assert add_concepts(path, [NEW]) == 1
    assert read_yaml(path).id == "my-terms"
    written = path.read_bytes()
    assert add_concepts(path, [NEW]) == 0
    assert path.read_bytes() == written
    other = make_concept([("en", "OpenAI")], do_not_translate=True)
    assert add_concepts(path, [NEW, other]) == 1
    assert path.read_bytes() == written + b"  - id: openai\n    status: do-not-translate\n    en: OpenAI\n"


def test_an_id_that_is_taken_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    path = tmp_path / "ai.yaml"
    add_concepts(path, [NEW])
    written = path.read_bytes()
    fine = make_concept([("en", "fine")])
    taken = make_concept([("en", "software"), ("ja", "x")])
    with pytest.raises(GlossaryError, match="says something else") as caught:
        add_concepts(path, [fine, taken])
    assert caught.value.line == 3
    with pytest.raises(GlossaryError):
        add_concepts(path, [fine, make_concept([("en", "fine"), ("ja", "x")])])
    assert path.read_bytes() == written


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.yaml", tmp_path / "link.yaml"
    add_concepts(real, [NEW])
    link.symlink_to(real)
    add_concepts(link, [make_concept([("en", "x")])])
    assert link.is_symlink()
    assert len(read_yaml(real).concepts) == 2


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_an_error_of_ours(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(OutputError):
            add_concepts(tmp_path / "ai.yaml", [NEW])
    finally:
        tmp_path.chmod(0o700)


def test_a_file_whose_name_gives_no_id_is_not_begun(tmp_path: Path) -> None:
    with pytest.raises(GlossaryError, match="id"):
        add_concepts(tmp_path / "术语.yaml", [NEW])
    assert not list(tmp_path.iterdir())


def test_making_a_concept() -> None:
    concept = make_concept([("cht", "通過"), ("cht", "透過"), ("en", "by way of")], ambiguous=["透過"], domain="d")
    text = "concepts:\n  - {id: by-way-of, domain: d, zh-Hant: [通過, 透過], en: by way of, ambiguous: [透過]}\n"
    assert parse_yaml(text, PATH).concepts == (concept,)


@pytest.mark.parametrize(
    ("forms", "arguments", "kind"),
    [
        ([("zh-Hant", "軟體")], {}, GlossaryError),
        ([("en", "x")], {"concept_id": "A b"}, GlossaryError),
        ([("en", " ")], {}, GlossaryError),
        ([("en", "a\nb")], {}, GlossaryError),
        ([("en", "x")], {"ambiguous": ["y"]}, GlossaryError),
        ([("en", "x")], {"note": "\0"}, GlossaryError),
        ([("en", "x")], {"domain": "a\nb"}, GlossaryError),
        ([], {"concept_id": "x"}, GlossaryError),
        ([("zh-Han", "x")], {}, UsageError),
    ],
)
def test_what_no_concept_may_hold(forms: list[tuple[str, str]], arguments: dict[str, object], kind: type[Exception]) -> None:
    with pytest.raises(kind):
        make_concept(forms, **arguments)  # type: ignore[arg-type]


def test_new_text_is_read_before_it_is_saved() -> None:
    # A concept that could not be read again must not reach the file, whoever made it.
    with pytest.raises(GlossaryError):
        append_concepts("concepts:\n", PATH, [Concept("a b", NEW.forms)])
