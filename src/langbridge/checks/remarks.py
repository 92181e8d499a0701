"""What a rule says about a place in a block, before it is known where the block stands in its file."""

from __future__ import annotations

from typing import NamedTuple


class Remark(NamedTuple):
    """A rule that a text breaks: `at` is the offset in the text, in code points, `rule` its stable id, `message` for people."""

    at: int
    rule: str
    message: str
