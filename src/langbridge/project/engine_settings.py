"""Which translation engine a project wants, and how it is to be used.  Keys are not here: they come from the environment alone."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from langbridge.project.yaml_nodes import Place
from langbridge.values import SettingsError

LONGEST_TIMEOUT = 3600.0


@dataclass(frozen=True, slots=True)
class EngineLimitSettings:
    """Limits that are put in place of an engine's own; None leaves its own."""

    characters: int | None = None
    """A request."""
    segments: int | None = None
    """A request."""
    concurrency: int | None = None
    """Requests at a time."""
    requests_per_second: float | None = None
    characters_per_minute: int | None = None

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if value is not None and not (math.isfinite(value) and value > 0):
                raise SettingsError(f"engine.limits.{field.name} is {value}", remedy="write a number above 0")


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """An engine by its name, with what it needs.  Raises SettingsError for a value that cannot be meant."""

    name: str = "none"
    url: str = ""
    """The service's address; empty for the engine's own."""
    model: str = ""
    timeout: float = 60.0
    """Seconds for one request, from the first byte sent to the last one received."""
    price: float | None = None
    """For a million characters, in whatever currency the project counts."""
    prompt: Path | None = None
    """A prompt instead of the one that comes with langbridge."""
    limits: EngineLimitSettings = EngineLimitSettings()
    options: tuple[tuple[str, str], ...] = ()
    """What an engine from elsewhere wants to know beyond that."""
    fallback: EngineSettings | None = None
    """The engine that is asked what this one did not answer."""

    def __post_init__(self) -> None:
        if not 0 < self.timeout <= LONGEST_TIMEOUT:
            raise SettingsError(f"engine.timeout is {self.timeout:g}", remedy=f"write seconds, above 0 and at most {LONGEST_TIMEOUT:g}")
        if self.price is not None and not (math.isfinite(self.price) and self.price >= 0):
            raise SettingsError(f"engine.price is {self.price}", remedy="write what a million characters cost")
        if self.url:
            _check_url(self.url)
        if self.fallback is not None and self.fallback.fallback is not None:
            raise SettingsError("engine.fallback has a fallback of its own", remedy="name one engine and one fallback")


def _check_url(url: str) -> None:
    remedy = "write one such as http://127.0.0.1:8080/v1"
    try:
        parts = urlsplit(url)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        raise SettingsError("engine.url is no address", remedy=remedy) from None
    # Not quoted before this: an address may hold a password.
    if parts.username is not None or parts.password is not None:
        raise SettingsError("engine.url holds a name or password", remedy="keys come from the environment: see docs/engines.md")
    if parts.scheme not in ("http", "https") or not parts.hostname or not port_is_fine or any(sign.isspace() for sign in url):
        raise SettingsError(f"engine.url is no address of a service: {url}", remedy=remedy)
    if parts.query or parts.fragment:
        raise SettingsError("engine.url holds more than an address", remedy="leave out what follows the ? or #")


ENGINE_KEYS: Mapping[str, tuple[str, ...]] = {
    "name": (),
    "url": (),
    "model": (),
    "timeout": (),
    "price": (),
    "prompt": (),
    "limits": tuple(field.name for field in fields(EngineLimitSettings)),
    "options": (),
    "fallback": (),
}
"""Every key that `engine` may have, and the fixed ones below it."""


def read_engine_settings(place: Place, root: Path) -> EngineSettings:
    """What stands under `engine` (or under its `fallback`): a mapping, or a name alone.  A prompt's path is relative to `root`.

    Raises SettingsError with file, line and column.
    """
    from yaml.nodes import ScalarNode

    if isinstance(place.node, ScalarNode):
        return EngineSettings(place.text())
    settings = EngineSettings()
    named = False
    for key, value in place.entries(ENGINE_KEYS):
        try:
            match key:
                case "name":
                    settings, named = replace(settings, name=value.text()), True
                case "url":
                    settings = replace(settings, url=value.text())
                case "model":
                    settings = replace(settings, model=value.text())
                case "timeout":
                    settings = replace(settings, timeout=_number(value))
                case "price":
                    settings = replace(settings, price=_number(value))
                case "prompt":
                    settings = replace(settings, prompt=_prompt(value, root))
                case "limits":
                    settings = replace(settings, limits=_limits(value))
                case "options":
                    settings = replace(settings, options=tuple((name, option.text()) for name, option in value.pairs()))
                case "fallback":
                    settings = replace(settings, fallback=read_engine_settings(value, root))
        except SettingsError as error:
            if error.path is not None:
                raise
            value.fail(error.message, error.remedy)
    if not named:
        place.fail(f"{place.name} has no name", "write name: and one of the engines in docs/engines.md")
    return settings


def _limits(place: Place) -> EngineLimitSettings:
    limits = EngineLimitSettings()
    for key, value in place.entries(ENGINE_KEYS["limits"]):
        try:
            limits = replace(limits, **_limit(key, value))
        except SettingsError as error:
            if error.path is not None:
                raise
            value.fail(error.message, error.remedy)
    return limits


def _limit(key: str, place: Place) -> dict[str, Any]:
    return {key: _number(place) if key == "requests_per_second" else _whole(place)}


def _number(place: Place) -> float:
    try:
        return float(place.text())
    except ValueError:
        place.fail(f"{place.name} is no number: {place.text()}", "write a number such as 20")


def _whole(place: Place) -> int:
    try:
        return int(place.text())
    except ValueError:
        place.fail(f"{place.name} is no whole number: {place.text()}", "write a number such as 20")


def _prompt(place: Place, root: Path) -> Path:
    path = root / place.text()
    if not path.is_file():
        place.fail(f"{place.name} names {place.text()}, which is no file", "name a text file")
    return path
