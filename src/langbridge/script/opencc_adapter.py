"""The one place that calls OpenCC."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path

from langbridge.values import DictionaryError

Convert = Callable[[str], str]


def load_config(path: Path) -> Convert:
    """OpenCC's conversion by a configuration file; the text must hold no NUL (OpenCC drops what follows) and no lone surrogate."""
    import opencc  # 20 ms that detecting a script need not pay

    try:
        return opencc.OpenCC(str(path)).convert
    except RuntimeError as error:
        raise DictionaryError(f"OpenCC cannot load its configuration: {error}", path=path) from error


def load_stock(config: str) -> Convert:
    """One of OpenCC's own configurations, as it comes; for comparison."""
    import opencc

    return opencc.OpenCC(config).convert


def write_dictionary(folder: Path, name: str, entries: Mapping[str, str]) -> dict[str, str]:
    """Write a dictionary in the form that OpenCC loads fastest, and return the node that names it in a configuration.

    Keys and values must be free of tabs and line breaks, values of spaces.  The program that compiles is not a documented part of the
    package: where it is missing the text form serves, which loads slower and converts as fast.
    """
    text = folder / f"{name}.txt"
    text.write_text("".join(f"{key}\t{entries[key]}\n" for key in sorted(entries)), encoding="utf-8", newline="\n")
    compiled = folder / f"{name}.ocd"
    try:
        subprocess.run([_compiler(), "-i", text, "-o", compiled, "-f", "text", "-t", "ocd"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        compiled.unlink(missing_ok=True)
        return {"type": "text", "file": text.name}
    text.unlink()
    return {"type": "ocd", "file": compiled.name}


def _compiler() -> Path:
    found = find_spec("opencc")
    return Path(found.origin if found and found.origin else "").parent / "clib" / "bin" / "opencc_dict"
