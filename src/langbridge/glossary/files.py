"""Glossary files on disk: text in, text out, and a clear error where that fails."""

from __future__ import annotations

import re
from pathlib import Path

from langbridge.project import write_atomically
from langbridge.values import GlossaryError, line_and_column

_BOM = "\ufeff"

# What YAML does not allow in a file, and no editor wants in a table: control characters but tab and line ends, and the two non-characters
# that a wrong byte order gives.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


def read_bytes(path: Path) -> bytes:
    """The bytes of a glossary file.  Raises GlossaryError where it cannot be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        remedy = "check the name, or the glossaries in langbridge.yaml"
        raise GlossaryError("there is no such glossary", path=path, remedy=remedy) from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise GlossaryError(f"the glossary cannot be read: {reason}", path=path) from error


def decode(data: bytes, path: Path, *, remedy: str = "save the file as UTF-8") -> str:
    """The text of a glossary, which is UTF-8 with or without a byte order mark; the mark stays, as U+FEFF.

    Raises GlossaryError at the first byte that is not UTF-8, and at the first character that may not stand in a glossary.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        line, column = line_and_column(before, len(before))
        raise GlossaryError(
            f"byte {error.start} (0x{data[error.start]:02X}) is not UTF-8", path=path, line=line, column=column, remedy=remedy
        ) from error
    check_characters(text, path)
    return text


def check_characters(text: str, path: Path) -> None:
    """Raise GlossaryError at the first control character that may not stand in a glossary."""
    if found := _FORBIDDEN.search(text):
        line, column = line_and_column(text, found.start())
        told = f"the control character U+{ord(found.group()):04X} may not stand in a glossary"
        raise GlossaryError(told, path=path, line=line, column=column, remedy="remove it")


def without_bom(text: str) -> str:
    """The text without the byte order mark that some editors put first."""
    return text.removeprefix(_BOM)


def write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all.  A link is followed: a glossary is the user's own, wherever it lives.

    Raises OutputError where it cannot be written.
    """
    write_atomically(path.resolve() if path.is_symlink() else path, text.encode("utf-8"), durable=True)
