"""The packages that a corpus may need and articles do not: each is imported where it is used, and asked for by name where it is missing."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from langbridge.values import UsageError

_EXTRAS = {"pyarrow": "parquet", "zstandard": "zstd", "fsspec": "remote", "distributed": "dask"}


def require(package: str, purpose: str) -> ModuleType:
    """Import an optional package.  Raises UsageError, with the line to install it, where it is missing."""
    try:
        return import_module(package)
    except ImportError as error:
        raise UsageError(f"{purpose} needs {package}", remedy=f'pip install "langbridge[{_EXTRAS[package]}]"') from error
