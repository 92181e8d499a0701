"""Changes at their places in articles, as a line on a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from langbridge.cli.telling import tell
from langbridge.values import Layer

if TYPE_CHECKING:
    from langbridge.review import ReviewPlace


def print_places(path: str, places: Sequence[ReviewPlace], most: int) -> None:
    """Print the first few of an article's places, each with its line, what stands around it, and the rule; then how many more there are."""
    for place in places[:most]:
        change = f"{place.source} (kept)" if place.source == place.target else f"{place.source}→{place.target}"
        others = [one for one in place.candidates if one != place.target]
        more = f"  or {' '.join(others)}" if others else ""
        # Brackets say where the change is on a terminal without colours as well.
        around = f"{printable(place.before)}[{typer.style(printable(change), fg='yellow')}]{printable(place.after)}"
        # What checks said of an engine's answer is why the place is in doubt; the notes of other rules stand in their files.
        why = f": {place.rule.note}" if place.rule.note and place.rule.layer in (Layer.ENGINE, Layer.MEMORY) else ""
        rule = typer.style(f"{place.rule.layer} {printable(place.rule.id + why)}", dim=True)
        tell(f"  {path}:{place.line}:{place.column}  {around}{printable(more)}  {rule}")
    if len(places) > most:
        tell(f"  and {len(places) - most} more")


def printable(text: str) -> str:
    """A text without what a terminal would obey: control characters are shown as escapes."""
    return text if text.isprintable() else "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)
