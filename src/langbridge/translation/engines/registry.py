"""Engines by name: ours, and those that other packages bring through the entry point group `langbridge.engines`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import TypeAlias

from langbridge.project.engine_settings import EngineLimitSettings, EngineSettings
from langbridge.project.suggestions import suggest
from langbridge.translation.engines.engine import Engine, EngineLimits
from langbridge.values import UsageError

MakeEngine: TypeAlias = Callable[[EngineSettings, Mapping[str, str]], Engine]
"""What an entry point names: makes the engine from its settings and the environment.  Raises UsageError for what is missing."""

GROUP = "langbridge.engines"

# Each is a module of this folder with a function `make_engine`.
_BUILT_IN = ("deepl", "google", "libretranslate", "mymemory", "none", "openai", "pseudo")
_MODULES = {"google": "deep_translator_engines", "mymemory": "deep_translator_engines", "none": "no_engine"}


def load_engine(settings: EngineSettings, environ: Mapping[str, str]) -> Engine:
    """The engine that the settings name.  A built-in name is always ours; an entry point is loaded when it is named, and only then.

    Raises UsageError for an unknown name, for settings or keys that it lacks, and for a package whose engine cannot be loaded.
    """
    if settings.name in _BUILT_IN:
        module = import_module(f"langbridge.translation.engines.{_MODULES.get(settings.name, settings.name)}")
        make: MakeEngine = module.make_engine
        return make(settings, environ)
    for point in entry_points(group=GROUP, name=settings.name):
        return _load(point, settings, environ)
    raise UsageError(f"there is no engine {settings.name}", remedy=suggest(settings.name, engine_names()))


def engine_names() -> tuple[str, ...]:
    """Every name that `load_engine` knows, without loading any."""
    return tuple(sorted({*_BUILT_IN, *(point.name for point in entry_points(group=GROUP))}))


def _load(point: EntryPoint, settings: EngineSettings, environ: Mapping[str, str]) -> Engine:
    package = point.dist.name if point.dist else point.value
    try:
        make = point.load()
    except (ImportError, AttributeError) as error:
        raise UsageError(f"the engine {point.name} of {package} cannot be loaded: {error}", remedy=f"install {package} again") from error
    engine: object = make(settings, environ) if callable(make) else None
    if not isinstance(engine, Engine):
        raise UsageError(f"what {package} gives for {point.name} is no engine", remedy="see docs/engines.md: How to add an engine")
    return engine


def with_limits(limits: EngineLimits, wanted: EngineLimitSettings) -> EngineLimits:
    """An engine's own limits with those that the settings put in their place."""
    own = limits
    return replace(
        own,
        characters=wanted.characters or own.characters,
        segments=wanted.segments or own.segments,
        concurrency=wanted.concurrency or own.concurrency,
        requests_per_second=wanted.requests_per_second or own.requests_per_second,
        characters_per_minute=wanted.characters_per_minute or own.characters_per_minute,
    )
