"""Directives in HTML comments: `<!-- langbridge:off -->` protects all up to `<!-- langbridge:on -->`."""

from __future__ import annotations

import re

from langbridge.article.model import Part, PartKind

_DIRECTIVE = re.compile(r"<!--\s*langbridge:(\S*?)\s*-->")


class Directives:
    """Collects an article's directives in reading order and says what they protect."""

    def __init__(self) -> None:
        self.protected: list[Part] = []
        self.noticed: list[tuple[int, str]] = []
        self._off: int | None = None
        self._off_end = 0

    def read(self, comment: str, start: int) -> bool:
        """Take a comment that stands at `start`; True when it is one of ours."""
        found = _DIRECTIVE.fullmatch(comment)
        if not found:
            return False
        name = found[1]
        if name == "off":
            if self._off is None:
                self._off, self._off_end = start, start + len(comment)
        elif name == "on":
            if self._off is None:
                self.noticed.append((start, "langbridge:on has no langbridge:off before it"))
            else:
                self.protected.append(Part(self._off_end, start, PartKind.FOREIGN))
                self._off = None
        else:
            self.noticed.append((start, f"langbridge:{name} is not a directive; there are langbridge:off and langbridge:on"))
        return True

    def finish(self, end: int) -> None:
        """Close what is still open at the article's end."""
        if self._off is not None:
            self.protected.append(Part(self._off_end, end, PartKind.FOREIGN))
            self.noticed.append((self._off, "langbridge:off is never followed by langbridge:on; all below it stays as it is"))
