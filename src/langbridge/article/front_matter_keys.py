"""Which keys of front matter hold prose, and which hold what machines read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FrontMatterKeys:
    """Which keys hold prose (`convert`) and which hold what machines read (`keep`); other strings are looked at one by one.

    A name means that key at any depth, a dotted one (`cover.alt`) its end of the path.  The nearest key decides: `alt` within `cover` is
    converted although `cover` is kept.  A dotted name comes before a plain one, and `keep` before `convert`.  Letter case does not count,
    as in Hugo.
    """

    convert: frozenset[str]
    keep: frozenset[str]

    def __post_init__(self) -> None:
        object.__setattr__(self, "convert", frozenset(map(str.lower, self.convert)))
        object.__setattr__(self, "keep", frozenset(map(str.lower, self.keep)))

    def adjusted(self, *, convert: Iterable[str] = (), keep: Iterable[str] = ()) -> FrontMatterKeys:
        """These keys with a user's own names, which overrule: one that is to be converted is no longer kept, and the other way about."""
        more, fewer = frozenset(map(str.lower, convert)), frozenset(map(str.lower, keep))
        return FrontMatterKeys((self.convert - fewer) | more, (self.keep - more) | fewer)

    def is_prose(self, keys: Iterable[str]) -> bool | None:
        """Whether the value under these keys, outermost first, is prose; None where no name says so."""
        path = [key.lower() for key in keys]
        for last in range(len(path), 0, -1):
            for first in range(last):
                name = ".".join(path[first:last])
                if name in self.keep:
                    return False
                if name in self.convert:
                    return True
            if _MACHINE_KEY.search(path[last - 1]):
                return False
        return None


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Hugo's own front matter, and the parameters that widespread themes (PaperMod, Stack, Blowfish, Docsy) add to it.
DEFAULT_FRONT_MATTER_KEYS = FrontMatterKeys(
    convert=_names("""
        title linktitle subtitle description summary abstract excerpt lead keywords tags categories series topics
        alt caption attribution name label text heading headline tagline footer
    """),
    keep=_names("""
        slug url aliases permalink canonical canonicalurl path file filename src href link
        date lastmod publishdate expirydate draft weight translationkey layout type id uuid guid identifier
        lang language languages languagecode locale markup outputs template schema class css
        image images img featured_image featuredimage thumbnail banner cover icon logo avatar video videos audio
        menu menus parent pageref build _build sitemap _target resources.name
    """),
)
_MACHINE_KEY = re.compile(r"(?:^|[_-])(?:url|uri|href|link|path|slug|date|id|uuid|file|image|img|src|class|key)s?$")
