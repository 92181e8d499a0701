"""Which files git says have changed since a commit."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from langbridge.values import UsageError

# Neither programs that a repository's own configuration names nor a prompt for a password have a place in a run.
_GIT = ("git", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=", "--no-pager", "--no-optional-locks")
_SECONDS = 60


def changed_since(ref: str, root: Path) -> frozenset[str]:
    """The real paths of the files that differ from a commit, branch or tag, and of those that git does not know and does not ignore.

    Raises UsageError where git is not there, the folder is in no repository, or the repository has no such commit.
    """
    top = _git(root, "rev-parse", "--show-toplevel")
    if top is None:
        raise UsageError(f"--since {ref}: the project is in no git repository", remedy="leave --since out")
    if _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}") is None:
        raise UsageError(f"--since {ref}: the repository has no such commit, branch or tag", remedy="name one that git log shows")
    folder = Path(os.fsdecode(top.rstrip(b"\r\n")))
    told = [
        _git(
            folder,
            "diff",
            "--name-only",
            "-z",
            "--no-renames",
            "--no-ext-diff",
            "--no-textconv",
            "--no-relative",
            "--end-of-options",
            ref,
            "--",
        ),
        _git(folder, "ls-files", "--others", "--exclude-standard", "-z"),
    ]
    if None in told:
        raise UsageError(f"--since {ref}: git cannot compare with it", remedy="see what git diff says")
    names = (name for each in told if each for name in each.split(b"\0") if name)
    return frozenset(os.path.realpath(folder / os.fsdecode(name)) for name in names)


def _git(folder: Path, *arguments: str) -> bytes | None:
    """What git prints; None where it fails.  Raises UsageError where there is no git."""
    environ = os.environ | {"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    try:
        ended = subprocess.run([*_GIT, *arguments], cwd=folder, env=environ, capture_output=True, check=False, timeout=_SECONDS)
    except FileNotFoundError:
        raise UsageError("--since needs git, which is not installed", remedy="leave --since out") from None
    except subprocess.TimeoutExpired:
        raise UsageError(f"--since: git did not answer within {_SECONDS} seconds", remedy="leave --since out") from None
    except ValueError:
        raise UsageError("--since: this is no name of a commit", remedy="name one that git log shows") from None
    return ended.stdout if ended.returncode == 0 else None
