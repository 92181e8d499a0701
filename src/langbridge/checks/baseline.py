"""A baseline: the findings that a site already had, so that only new ones are told.

The file is JSON, a finding a line, sorted, so that it can be committed and its changes read.  Only the fingerprints count; path, rule and
message are for people.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from pathlib import Path

from langbridge.project import display_path, write_atomically
from langbridge.values import Finding, UsageError

_VERSION = 1


def read_baseline(path: Path) -> frozenset[str]:
    """The fingerprints of a baseline.  Raises UsageError where there is none, or it is damaged or newer than this langbridge."""
    try:
        loaded = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise UsageError("there is no such baseline", path=display_path(path), remedy="--write-baseline makes it") from None
    except OSError as error:
        raise UsageError(f"the baseline cannot be read: {error.strerror}", path=display_path(path)) from error
    except (ValueError, RecursionError) as error:
        raise _damaged(path, str(error)) from error
    if not isinstance(loaded, dict) or not isinstance(found := loaded.get("findings"), list):
        raise _damaged(path, "it holds no list of findings")
    if loaded.get("version") != _VERSION:
        raise UsageError(f"the baseline has version {loaded.get('version')}, not {_VERSION}", path=display_path(path), remedy=_ANEW)
    known = [mark for one in found if isinstance(one, dict) and isinstance(mark := one.get("fingerprint"), str)]
    if len(known) != len(found):
        raise _damaged(path, "a finding has no fingerprint")
    return frozenset(known)


def write_baseline(path: Path, findings: Iterable[Finding]) -> None:
    """Make findings, which have their fingerprints, the baseline.  Raises OutputError."""
    rows = sorted((one.path, one.rule, one.message, one.fingerprint) for one in findings)
    lines = [
        json.dumps({"fingerprint": known, "path": where, "rule": rule, "message": message}, ensure_ascii=False)
        for where, rule, message, known in rows
    ]
    body = ",\n    ".join(lines)
    listed = f"[\n    {body}\n  ]" if lines else "[]"
    write_atomically(path, f'{{\n  "version": {_VERSION},\n  "findings": {listed}\n}}\n'.encode())


def without_known(findings: Iterable[Finding], baseline: Collection[str]) -> list[Finding]:
    """The findings that are not in a baseline."""
    return [one for one in findings if one.fingerprint not in baseline]


_ANEW = "write it anew with --write-baseline"


def _damaged(path: Path, told: str) -> UsageError:
    return UsageError(f"the baseline is damaged: {told}", path=display_path(path), remedy=_ANEW)
