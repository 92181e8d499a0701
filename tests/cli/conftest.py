"""The command line as its users have it: the real entry point, in a project of its own."""

from __future__ import annotations

import io
import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from langbridge.cli.main import run as run_langbridge


@dataclass(frozen=True)
class Called:
    """What a call left behind."""

    code: int
    output: bytes
    stderr: str

    @property
    def stdout(self) -> str:
        return self.output.decode("utf-8")

    @property
    def json(self) -> Any:  # whatever the command wrote
        return json.loads(self.output)


Call = Callable[..., Called]


class _Stream(io.TextIOWrapper):
    """Standard output or error in a test; what is left of it after the entry point has run stays readable."""

    def __init__(self) -> None:
        self.bytes = io.BytesIO()
        super().__init__(self.bytes, encoding="utf-8", write_through=True)


@pytest.fixture
def langbridge(monkeypatch: pytest.MonkeyPatch) -> Call:
    """Call langbridge with arguments, and `stdin` as bytes, as the shell does."""

    def call(*arguments: str | Path, stdin: bytes = b"") -> Called:
        with monkeypatch.context() as patched:
            out, err = _Stream(), _Stream()
            patched.setattr(sys, "argv", ["langbridge", *map(str, arguments)])
            patched.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
            patched.setattr(sys, "stdout", out)
            patched.setattr(sys, "stderr", err)
            code: object = 0
            try:
                run_langbridge()
            except SystemExit as ended:
                code = ended.code or 0
        assert isinstance(code, int)
        return Called(code, out.bytes.getvalue(), err.bytes.getvalue().decode("utf-8"))

    return call


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, without a project's settings."""
    for name in ("LANGBRIDGE_TARGETS", "LANGBRIDGE_OUTPUT", "LANGBRIDGE_GLOSSARIES"):
        monkeypatch.delenv(name, raising=False)
    # Wide enough that no message is folded.
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def project(folder: Path, repository: Path) -> Path:
    """A working folder with this repository's articles, glossaries and settings."""
    for name in ("seeds", "glossaries"):
        shutil.copytree(repository / name, folder / name)
    shutil.copy(repository / "langbridge.yaml", folder)
    return folder
