"""From the parser's byte offsets to code points."""

from __future__ import annotations


class Offsets:
    """Code point offsets for byte offsets in UTF-8, cheap when they are asked for in nearly ascending order."""

    __slots__ = ("_byte", "_plain", "_point", "data")

    def __init__(self, readable: str) -> None:
        self.data = readable.encode()
        self._plain = readable.isascii()
        self._byte = self._point = 0

    def at(self, byte: int) -> int:
        """The code point that the byte begins."""
        if self._plain:
            return byte
        if byte >= self._byte:
            self._point += len(self.data[self._byte : byte].decode())
        else:
            self._point -= len(self.data[byte : self._byte].decode())
        self._byte = byte
        return self._point
