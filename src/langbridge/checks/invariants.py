"""What must hold of every conversion, checked on every run: a breach fails the article and nothing is written."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from operator import add, gt

from langbridge.article import Article, PartKind, reread_article
from langbridge.checks.unseen import are_unseen
from langbridge.values import Changes, InvariantError, LangbridgeError, Layer, Substitution, line_and_column


def check_conversion(article: Article, changes: Changes, text: str) -> None:
    """Raise InvariantError, naming the place, unless `text` is the article with its convertible parts changed and nothing else.

    That is: undoing the changes gives the source; each change lies in one convertible part, or is a link that follows its heading; lines
    and line endings are as many as before; and where a change could have made markup of text or text of markup, the output, read again,
    has the same parts in the same order, the protected ones alike code point for code point.
    """
    if changes.undo(text) != article.text:
        raise _broken(article, 0, "undoing the changes does not give the source")
    _check_places(article, changes)
    for ending in ("\n", "\r"):
        if text.count(ending) != article.text.count(ending):
            raise _broken(article, 0, "the number of lines changed")
    if not are_unseen(article, changes):
        check_structure(article, changes, text)


def _check_places(article: Article, changes: Changes) -> None:
    starts = changes.starts
    lengths = [len(said.source) for said in changes.substitutions]
    ends = list(map(add, starts, map(lengths.__getitem__, changes.numbers)))
    if any(map(gt, ends, starts[1:])):
        raise _broken(article, 0, "two changes overlap")
    followed = {link.span.start: link.span.end for link in article.fragment_links}
    scalar_starts = [scalar.start for scalar in article.scalars]
    first = 0
    for _, end, kind, _ in article.parts:
        last = bisect_left(starts, end, first)
        if last > first and not (kind.convertible and ends[last - 1] <= end):
            for number in range(first, last):
                said = changes.substitutions[changes.numbers[number]]
                linked = said.rule.layer is Layer.LINK and followed.get(starts[number]) == ends[number]
                around = bisect_right(scalar_starts, starts[number]) - 1
                quoted = said.rule.id == "requote" and around >= 0 and ends[number] <= article.scalars[around].end
                if not (linked or quoted or (kind.convertible and ends[number] <= end)):
                    raise _broken(article, starts[number], f"{said.source!r} would have become {said.target!r} in protected text ({kind})")
        first = last
    if first < len(starts):
        raise _broken(article, starts[first], "a change lies behind the end of the article")


def check_structure(article: Article, changes: Changes, text: str) -> None:
    """Read the output as the article was read, and compare what both are made of."""
    try:
        after = reread_article(article, text)
    except LangbridgeError as error:
        raise _broken(article, 0, f"the output cannot be read again: {error.message}") from error
    if _protected(after) == _protected(article):
        return  # most articles: no link follows a heading, no piece of prose falls in two
    links = {
        start: changes.substitutions[number]
        for start, number in zip(changes.starts, changes.numbers, strict=True)
        if changes.substitutions[number].rule.layer is Layer.LINK
    }
    ours, theirs = list(_structure(article, links)), list(_structure(after, {}))
    for (kind, before, start), (other, now, _) in zip_longest(ours, theirs, fillvalue=("end of the article", "", len(article.text))):
        if (kind, before) != (other, now):
            raise _broken(article, start, f"the {kind} {before[:40]!r} would have become the {other} {now[:40]!r}")


def _protected(article: Article) -> list[str]:
    """The kinds of an article's parts, each protected one followed by its text."""
    said: list[str] = []
    for start, end, kind, block in article.parts:
        said.append(kind)
        if block < 0:
            said.append(article.text[start:end])
    return said


def _structure(article: Article, links: Mapping[int, Substitution]) -> Iterator[tuple[str, str, int]]:
    """What an article's body is made of: each protected part with its text and each run of convertible ones, by kind; and where it stands.

    The front matter is proven when its values are fitted.  `links` are links that have followed their headings, by where they start,
    ascending.
    """
    before = ""
    places = list(links)
    for start, end, kind, block in article.parts:
        if kind in (PartKind.FRONT_MATTER, PartKind.FRONT_MATTER_VALUE):
            continue
        if block < 0:
            link = bisect_left(places, start)
            followed = links[places[link]] if link < len(places) and places[link] < end else None
            text = article.text[start:end]
            yield kind, text if followed is None else text.replace(f"#{followed.source}", f"#{followed.target}"), start
        elif kind != before:
            yield kind, "", start
        before = "" if block < 0 else kind


def _broken(article: Article, offset: int, what: str) -> InvariantError:
    line, column = line_and_column(article.text, offset)
    return InvariantError(
        f"{what}; nothing was written",
        path=article.path,
        line=line,
        column=column,
        remedy="this is a fault of langbridge: put the place between langbridge:off and langbridge:on comments, and report it",
    )
