"""How outputs fit into a site: their places by its layout, their links, and what is odd about them there."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from langbridge.project import Layout, SiteLayout
from langbridge.review.listing import Opened
from langbridge.review.reviews import ReviewRef
from langbridge.review.site_links import SiteLinks, Version
from langbridge.values import Substitution

_BOM = b"\xef\xbb\xbf"


class NoticeRule(StrEnum):
    """What is odd about an output in its site although it can be published."""

    SHARED_URL = "shared-url"
    """Its `url:` is that of the article in the other languages as well."""
    OWN_LANGUAGE = "own-language"
    """The site publishes the article itself in the target's language, which it is not in; so the output has no place."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to tell about an output: its path in the site, what it is, and what to do."""

    path: PurePosixPath
    rule: NoticeRule
    message: str
    remedy: str


class LinkedData(NamedTuple):
    """An output's bytes as they go into the site, and the links that were changed: the line, and what became what."""

    data: bytes
    changes: tuple[tuple[int, Substitution], ...]


class Fitting:
    """Outputs in a site's folder.  `everything` are all outputs that there are, `asked` those that are to be published.

    Raises UsageError where the folder does not hold what the layout names.
    """

    def __init__(self, layout: SiteLayout, folder: Path, everything: Sequence[Opened], asked: Sequence[Opened]) -> None:
        self._layout = layout
        self._folder = folder
        self.places: dict[ReviewRef, PurePosixPath] = {}
        """Where each goes, below the folder."""
        versions: dict[ReviewRef, Version] = {}
        for ref, review, _ in everything:
            place = layout.place(ref.target, ref.relative, review.source_path if review else None, folder)
            self.places[ref] = place
            if review is not None:
                versions[ref] = Version(review, place)
        self._versions = versions
        self._links = SiteLinks(layout, folder, list(versions.values()), {self.places[one.ref] for one in asked})

    def is_own(self, opened: Opened) -> bool:
        """Whether an output's place is its own article: the site has that in the target's language already."""
        if self._layout.layout is Layout.FOLDERS or opened.review is None:
            return False
        return os.path.realpath(self._folder / self.places[opened.ref]) == os.path.realpath(opened.review.source_path)

    def link(self, ref: ReviewRef, data: bytes) -> LinkedData:
        """An output's bytes with its links leading to the pages of its language.  Raises RecordError where its record cannot be used."""
        linked = self._links.link(self._versions[ref], data.decode("utf-8-sig"))
        if not linked.changes:
            return LinkedData(data, ())
        return LinkedData((_BOM if data.startswith(_BOM) else b"") + linked.text.encode(), linked.changes)

    def notices(self, asked: Sequence[Opened]) -> Iterator[Notice]:
        """What is odd about outputs although they can be published."""
        for one in asked:
            if one.review is None:
                continue
            if self.is_own(one):
                if len(one.review.record.changes):
                    yield Notice(
                        self.places[one.ref],
                        NoticeRule.OWN_LANGUAGE,
                        f"the site publishes this article itself as {self._layout.key(one.ref.target)}, which it is not in",
                        "give the article the name or folder of its own language",
                    )
            elif self._layout.layout is not Layout.FOLDERS and self._links.shares_url(self._versions[one.ref]):
                yield Notice(
                    self.places[one.ref],
                    NoticeRule.SHARED_URL,
                    "its url: begins with a slash, so all languages have one address, and only one of them is published",
                    "write slug: in the article, or url: without the slash, and each language has its own address",
                )
