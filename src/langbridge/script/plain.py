"""The text of a conversion without its reasons: what a corpus needs, in a fraction of the time."""

from __future__ import annotations

import re

from langbridge.script.compiled import CompiledPlan
from langbridge.script.marks import CUT, FIRST_CODE, MARK, SEGMENT
from langbridge.script.variants import HouseStyle

_CODE = "[\U000f0000-\U0010ffff]"
# A term's code stands alone between marks and stays; an entry's stands before its value and goes.
_ENTRY_CODE = re.compile(f"{MARK}{_CODE}(?!{MARK})")
_TERM = re.compile(_CODE)


def run_plain(plan: CompiledPlan, text: str, style: HouseStyle, targets: dict[str, str]) -> str:
    """What a plan makes of a text in a style, with each glossary form replaced by its target."""
    if plan.segment:
        text = plan.segment(text)
    for one in plan.passes:
        text = _ENTRY_CODE.sub(MARK, one.convert(text)).replace(MARK, SEGMENT if one.delimits else "")
    text = style(text).replace(SEGMENT, "").replace(CUT, "")
    if not targets:
        return text
    rules = plan.passes[0].rules
    return _TERM.sub(lambda code: targets[rules[ord(code[0]) - FIRST_CODE].form], text)
