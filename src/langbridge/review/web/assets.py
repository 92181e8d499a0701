"""What the page is made of beside its data: templates, styles, scripts and messages, all read from this package."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from jinja2 import Environment

LANGUAGES: Mapping[str, str] = {"en": "English", "zh-Hant": "正體中文"}
"""The languages of the page's own words, and what each calls itself."""

_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


class Asset(NamedTuple):
    """A file that the page loads."""

    data: bytes
    media_type: str


@cache
def static_files() -> Mapping[str, Asset]:
    """All of them by name: what is asked for is looked up here and never made a path of."""
    return {
        each.name: Asset(each.read_bytes(), _TYPES[each.name[each.name.rindex(".") :]])
        for each in files(__package__).joinpath("static").iterdir()
        if each.name.endswith(tuple(_TYPES))
    }


@cache
def messages(language: str) -> Mapping[str, str | Mapping[str, str]]:
    """The page's words in a language; one that depends on a number has a form for each plural of the language."""
    said: dict[str, str | Mapping[str, str]] = json.loads(files(__package__).joinpath("messages", f"{language}.json").read_bytes())
    return said


def message(language: str, key: str) -> str:
    """One of them that depends on no number."""
    said = messages(language)[key]
    assert isinstance(said, str), key
    return said


@cache
def templates() -> Environment:
    """Jinja2 with this package's templates; everything that is put into one is escaped."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    folder = files(__package__).joinpath("templates")
    names = {each.name for each in folder.iterdir()}
    load = FunctionLoader(lambda name: folder.joinpath(name).read_text("utf-8") if name in names else None)
    return Environment(loader=load, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
