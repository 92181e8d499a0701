"""Every link of the documents leads somewhere: the file is there, and the heading that an anchor names.

Anchors are read by GitHub's rules, on which the documents are shown.  So are the paths that documents name in backquotes and that
messages and docstrings of the program name.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pyromark
import pytest

from langbridge.checks.rules import RULES, CheckRule

REPOSITORY = Path(__file__).parents[2]
DOCUMENTS = sorted((*REPOSITORY.glob("*.md"), *REPOSITORY.glob("docs/**/*.md")))
PROGRAM = sorted(REPOSITORY.glob("src/**/*.py"))
_HTML_TARGET = re.compile(r"""\b(?:href|src)=["']([^"']+)["']""")
_HTML_ANCHOR = re.compile(r"""\b(?:id|name)=["']([^"']+)["']""")
_OWN_PATH = re.compile(r"^(?:docs|src|tests|benchmarks|seeds)/[\w./-]+$")
_IN_PROGRAM = re.compile(r"\bdocs/[\w/-]+\.(?:md|schema\.json)(?:#[\w-]+)?")


def name(path: Path) -> str:
    return path.relative_to(REPOSITORY).as_posix()


@cache
def read(path: Path) -> tuple[list[str], frozenset[str], list[str]]:
    """The links of a document, the anchors that can be linked to, and its texts in backquotes."""
    links: list[str] = []
    anchors: set[str] = set()
    quoted: list[str] = []
    heading: list[str] | None = None
    options = pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_FOOTNOTES
    for event in pyromark.events(path.read_text(encoding="utf-8"), options=options):
        match event:
            case {"Start": {"Heading": _}}:
                heading = []
            case {"End": {"Heading": _}}:
                assert heading is not None
                anchors.add(free(github_anchor("".join(heading)), anchors))
                heading = None
            case {"Start": {"Link": {"dest_url": str(destination)}} | {"Image": {"dest_url": str(destination)}}}:
                links.append(destination)
            case {"InlineHtml": str(html)} | {"Html": str(html)}:
                links += _HTML_TARGET.findall(html)
                anchors.update(_HTML_ANCHOR.findall(html))
            case {"Text": str(text)} | {"Code": str(text)}:
                if heading is not None:
                    heading.append(text)
                if "Code" in event:
                    quoted.append(text)
    return links, frozenset(anchors), quoted


def github_anchor(heading: str) -> str:
    """A heading as GitHub makes an anchor of it: letters, digits, hyphens and underscores in lower case, a space becomes a hyphen."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def free(anchor: str, taken: set[str]) -> str:
    """The anchor, with a number behind where the same heading has come before."""
    numbered = (f"{anchor}-{number}" if number else anchor for number in range(len(taken) + 1))
    return next(one for one in numbered if one not in taken)


def wrong(link: str, here: Path) -> str:
    """What is wrong with a link in a file; empty where it leads somewhere."""
    target, _, anchor = unquote(link).partition("#")
    path = (here.parent / target).resolve() if target else here
    if not path.is_relative_to(REPOSITORY):
        return f"{link}: leads out of the repository"
    if not path.exists():
        return f"{link}: there is no such file"
    if anchor and anchor not in read(path)[1]:
        return f"{link}: {name(path)} has no such heading"
    return ""


def outside(link: str) -> bool:
    return re.match(r"[a-z][a-z+.-]*:", link) is not None


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_links_and_anchors_lead_somewhere(document: Path) -> None:
    assert [said for link in read(document)[0] if not outside(link) and (said := wrong(link, document))] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_links_to_the_web_are_encrypted(document: Path) -> None:
    assert [link for link in read(document)[0] if outside(link) and not link.startswith(("https://", "mailto:"))] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_paths_in_backquotes_are_there(document: Path) -> None:
    named = {text for text in read(document)[2] if _OWN_PATH.match(text)}
    assert [path for path in sorted(named) if not (REPOSITORY / path).exists()] == []


def test_the_documents_that_the_program_names_are_there() -> None:
    missing = [
        f"{name(path)}: {said}"
        for path in PROGRAM
        for link in _IN_PROGRAM.findall(path.read_text(encoding="utf-8"))
        if (said := wrong(link, REPOSITORY / "README.md"))
    ]
    assert missing == []


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_every_rule_of_check_has_its_heading(rule: CheckRule) -> None:
    assert wrong(f"docs/{rule.document}", REPOSITORY / "README.md") == ""


def test_every_page_is_on_the_map() -> None:
    index = REPOSITORY / "docs" / "index.md"
    listed = {(index.parent / link.partition("#")[0]).resolve() for link in read(index)[0] if not outside(link)}
    assert {name(path) for path in DOCUMENTS if path.parent == index.parent and path != index and path not in listed} == set()


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("Exit codes", "exit-codes"),
        ("langbridge glossary check", "langbridge-glossary-check"),
        ("What `check` finds", "what-check-finds"),
        ("Front matter: keys, order & quotes", "front-matter-keys-order--quotes"),
        ("script.region-word", "scriptregion-word"),
        ("還做不到的事", "還做不到的事"),
        ("--format json", "--format-json"),
    ],
)
def test_anchors_are_github_s(heading: str, anchor: str) -> None:
    assert github_anchor(heading.replace("`", "")) == anchor


def test_a_heading_that_comes_again_gets_a_number() -> None:
    assert free("a", {"a", "a-1"}) == "a-2"
    assert free("a", {"b"}) == "a"
