"""Bodies of requests, read into what they should be."""

from __future__ import annotations

import json
from collections.abc import Sequence
from enum import StrEnum
from typing import TypeVar

from starlette.requests import Request

from langbridge.values import UsageError

_Choice = TypeVar("_Choice", bound=StrEnum)

_LONGEST = 4_000_000
"""More bytes than any decision has."""
_DIGITS = 10
"""More than the number of any article has."""


class Body:
    """A JSON object; each method raises UsageError where the value of a key is not what it should be."""

    def __init__(self, values: dict[str, object]) -> None:
        self._values = values

    @classmethod
    async def read(cls, request: Request) -> Body:
        """Read a request's body, as long as it is no longer than anything that the page sends."""
        data = bytearray()
        async for chunk in request.stream():
            data += chunk
            if len(data) > _LONGEST:
                raise UsageError("the request is too long")
        try:
            loaded = json.loads(data)
        except (ValueError, RecursionError) as error:
            raise UsageError("the request is no JSON") from error
        if not isinstance(loaded, dict):
            raise UsageError("the request is no JSON object")
        return cls(loaded)

    def has(self, key: str) -> bool:
        return key in self._values

    def text(self, key: str, default: str | None = None) -> str:
        value = self._values.get(key, default)
        if not isinstance(value, str) or any("\ud800" <= sign <= "\udfff" for sign in value):
            raise UsageError(f"{key} is no text")
        return value

    def number(self, key: str) -> int:
        return _number(key, self._values.get(key))

    def optional_number(self, key: str) -> int | None:
        value = self._values.get(key)
        return None if value is None else _number(key, value)

    def optional_texts(self, key: str) -> list[str] | None:
        value = self._values.get(key)
        if value is not None and not (isinstance(value, list) and all(isinstance(each, str) for each in value)):
            raise UsageError(f"{key} is no list of texts")
        return value

    def numbers(self, key: str) -> list[int]:
        value = self._values.get(key)
        if not isinstance(value, list):
            raise UsageError(f"{key} is no list")
        return [_number(key, each) for each in value]

    def choice(self, key: str, choices: type[_Choice], default: str | None = None) -> _Choice:
        value = self.text(key, default)
        try:
            return choices(value)
        except ValueError:
            raise UsageError(f"{key} is {value}, and has to be one of {', '.join(choices)}") from None

    def by_number(self, key: str) -> dict[int, object] | None:
        """An object whose keys are numbers of articles; None where there is none."""
        value = self._values.get(key)
        if value is None:
            return None
        if not isinstance(value, dict) or not all(str(each).isdecimal() and len(each) < _DIGITS for each in value):
            raise UsageError(f"{key} is no object by numbers")
        return {int(each): one for each, one in value.items()}

    def versions(self, key: str = "versions") -> dict[int, str]:
        found = self.by_number(key) or {}
        if not all(isinstance(each, str) for each in found.values()):
            raise UsageError(f"{key} holds something else than versions")
        return {number: str(each) for number, each in found.items()}

    def numbers_by_number(self, key: str) -> dict[int, Sequence[int]] | None:
        found = self.by_number(key)
        return None if found is None else {number: Body({key: each}).numbers(key) for number, each in found.items()}


def _number(key: str, value: object) -> int:
    if type(value) is not int or value < 0:
        raise UsageError(f"{key} is no number")
    return value
