"""The one tree that every langbridge error hangs from.

    LangbridgeError
    ├── UsageError            a flag, tag or path that cannot be what was meant
    ├── SettingsError         langbridge.yaml: unknown key, wrong value, broken YAML
    ├── GlossaryError         a glossary file that cannot be read or contradicts itself
    ├── ArticleError          an article that cannot be read
    │   ├── DecodingError     bytes that are not text in the encoding given or detected
    │   └── FrontMatterError  front matter that is not valid YAML, TOML or JSON
    ├── DictionaryError       OpenCC or its dictionaries are missing, damaged or of unequal versions
    ├── InvariantError        a conversion broke a promise; nothing was written
    ├── RecordError           a review record that is damaged, or newer than this langbridge
    ├── OutputError           an output or record that cannot or must not be written
    ├── ConflictError         decisions that were changed elsewhere since they were read; nothing was written
    ├── EngineError           a translation engine that failed, refused or is not set up
    └── TranslationMemoryError  a translation memory that cannot be used, or a file of one that cannot be read

Each carries where it happened and what to do about it, so that the command line can print one clear line and no traceback.
"""

from __future__ import annotations

from pathlib import Path


class LangbridgeError(Exception):
    """Something a person can put right.

    `message` says what is wrong, `remedy` what to do.  `path` names the file; `line` and `column` count from 1, `column` in code points.
    """

    def __init__(
        self,
        message: str,
        *,
        path: Path | str | None = None,
        line: int | None = None,
        column: int | None = None,
        remedy: str = "",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.line = line
        self.column = column
        self.remedy = remedy

    def __reduce__(self) -> tuple[object, ...]:
        # Exception's own form replays positional arguments only and would lose the place on the way back from a worker process.
        return _rebuild, (type(self), self.message, self.path, self.line, self.column, self.remedy)

    def __str__(self) -> str:
        place = [str(part) for part in (self.path, self.line, self.column) if part is not None]
        told = f"{':'.join(place)}: {self.message}" if place else self.message
        return f"{told} ({self.remedy})" if self.remedy else told


def _rebuild(
    kind: type[LangbridgeError], message: str, path: Path | str | None, line: int | None, column: int | None, remedy: str
) -> LangbridgeError:
    return kind(message, path=path, line=line, column=column, remedy=remedy)


class UsageError(LangbridgeError):
    """A flag, tag or path that cannot be what was meant."""


class SettingsError(LangbridgeError):
    """langbridge.yaml holds an unknown key, a wrong value or broken YAML."""


class GlossaryError(LangbridgeError):
    """A glossary file cannot be read or contradicts itself."""


class ArticleError(LangbridgeError):
    """An article cannot be read."""


class DecodingError(ArticleError):
    """Bytes are not text in the encoding that was given or detected; the message names the byte offset."""


class FrontMatterError(ArticleError):
    """Front matter is not valid YAML, TOML or JSON."""


class DictionaryError(LangbridgeError):
    """OpenCC or its dictionaries are missing, damaged or of unequal versions."""


class InvariantError(LangbridgeError):
    """A conversion broke one of langbridge's promises; nothing was written."""


class RecordError(LangbridgeError):
    """A review record cannot be read: it is damaged, or newer than this langbridge."""


class OutputError(LangbridgeError):
    """An output or record cannot be written, or must not be overwritten."""


class ConflictError(LangbridgeError):
    """Decisions were changed elsewhere since they were read; nothing was written."""


class EngineError(LangbridgeError):
    """A translation engine failed, refused or is not set up.  Holds neither keys nor the text of an article."""


class TranslationMemoryError(LangbridgeError):
    """A translation memory cannot be used, or a file to import into one cannot be read."""
