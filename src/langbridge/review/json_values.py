"""What was read from JSON, as what it should be; TypeError says what is there instead."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TypeAlias

Json: TypeAlias = "str | int | float | bool | Sequence[Json] | Mapping[str, Json] | None"


def as_row(value: object, length: int) -> list[object]:
    """A list of at least so many entries; those after them are room for later."""
    row = as_list(value)
    if len(row) < length:  # more is room for later
        raise ValueError(f"a row has {len(row)} of {length} entries")
    return row[:length]


def as_list(value: object) -> list[object]:
    """A list."""
    if not isinstance(value, list):
        raise TypeError(f"there is a {type(value).__name__} where a list should be")
    return value


def as_mapping(value: object) -> dict[str, Json]:
    """An object."""
    if not isinstance(value, dict):
        raise TypeError(f"there is a {type(value).__name__} where an object should be")
    return value


def as_text(value: object) -> str:
    """A text."""
    if not isinstance(value, str):
        raise TypeError(f"there is a {type(value).__name__} where text should be")
    return value


def as_path(value: object) -> str:
    """The name of a file; ValueError where none can be called so."""
    text = as_text(value)
    if b"\0" in os.fsencode(text):
        raise ValueError("a file's name has a NUL in it")
    return text


def as_count(value: object) -> int:
    """A number that counts: whole, and not negative."""
    if type(value) is not int or value < 0:
        raise TypeError(f"{value!r} stands where a count should be")
    return value
