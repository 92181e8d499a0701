"""Many short texts at once: the same conversion as an article's, without the cost of treating each text as one."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate, islice
from pathlib import Path
from typing import NamedTuple

from langbridge.article import Article, Markup, parse_article
from langbridge.glossary import Termbase
from langbridge.pipeline import DEFAULT_OPTIONS, ConversionOptions, Conversions
from langbridge.project import Typography, VariantStyle
from langbridge.script import Converter, detect_text, house_style, read_plan, route, target_of_config
from langbridge.values import ArticleError, Changes, LangbridgeError, LanguageTag

LONGEST_PARAGRAPH = 2_000_000
"""A text with a longer paragraph, in code points, is refused; of one in Markdown the whole may not be longer.  Converting takes some 150
bytes of memory for each."""

_PIECE = 400_000
"""A longer text, in code points, is converted in pieces, cut at line ends."""
_GROUP = 100_000
"""About so many code points go to OpenCC in one call."""
_TYPESET = re.compile(r"[^\w\s%％+*/=@#&$~^|<>{}\[\]，。！？；：、（）《》【】…—～-]|[兆亿億]")
"""What regions may write in different ways: all but letters, digits and the marks that they share, and the units of large numbers."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_SCRIPTS = frozenset({"Hans", "Hant"})
_KINDS = frozenset({*_SCRIPTS, "Jpan", "kana", "hangul"})
"""What detection counts characters under; words count under regions."""


class ConvertedText(NamedTuple):
    """What became of a text.

    `tag` is what it was taken for, None for no language that langbridge knows.  `converted` is False where it passed through.  `changes`
    lead from the text to the new one, and are there only if they were asked for.
    """

    text: str
    tag: LanguageTag | None
    converted: bool
    changes: Changes | None = None


class BatchConverter:
    """Converts batches of texts; made once, pickled to any number of processes, and loaded in each when it is first used.

    The arguments are those of `convert`, but texts are plain unless `markup` says otherwise; None goes by signs of Markdown in each.
    What comes out is what `convert` makes of each text alone, but for the spaces around glossary terms in Latin letters, which follow the
    batch rather than the text.  Used in one thread at a time.

    Raises UsageError for a tag that is none, and GlossaryError.
    """

    def __init__(
        self,
        to: str | LanguageTag,
        *,
        source: str | LanguageTag | None = None,
        markup: Markup | None = Markup.TEXT,
        glossaries: Sequence[Path] | Termbase = (),
        options: ConversionOptions = DEFAULT_OPTIONS,
    ) -> None:
        self.target = LanguageTag.parse(to) if isinstance(to, str) else to
        self.source = LanguageTag.parse(source) if isinstance(source, str) else source
        self.markup = markup
        self.termbase = glossaries if isinstance(glossaries, Termbase) else Termbase.load(glossaries)
        self.options = options
        if options.opencc_config:
            target_of_config(options.opencc_config)
        else:
            route(None, self.target)
        self._forget()

    def __getstate__(self) -> tuple[object, ...]:
        # What is loaded stays where it is: dictionaries are no longer on the way than from the disk.
        return self.target, self.source, self.markup, self.termbase, self.options

    def __setstate__(self, state: tuple[LanguageTag, LanguageTag | None, Markup | None, Termbase, ConversionOptions]) -> None:
        self.target, self.source, self.markup, self.termbase, self.options = state
        self._forget()

    def _forget(self) -> None:
        self._conversions: Conversions | None = None
        self._writers: dict[LanguageTag | None, Converter | None] = {}

    def convert_batch(self, texts: Sequence[str]) -> list[str]:
        """The texts in the target script, in their order; what is in it already comes out as it is.

        Raises the error of the first text that cannot be converted; `convert_texts` gives each its own.

        >>> BatchConverter("zh-Hant").convert_batch(["美国历史", "這裡", "English"])
        ['美國歷史', '這裡', 'English']
        """
        made: list[str] = []
        for one in self.convert_texts(texts):
            if isinstance(one, LangbridgeError):
                raise one
            made.append(one.text)
        return made

    def convert_texts(self, texts: Sequence[str], *, changes: bool = False) -> list[ConvertedText | LangbridgeError]:
        """What became of each text, or the error that says why it cannot be converted; with `changes` also what was changed and why."""
        results: dict[int, ConvertedText | LangbridgeError] = {}
        groups: dict[tuple[LanguageTag | None, bool], list[int]] = {}
        for number, text in enumerate(texts):
            try:
                _check_text(text, self.markup)
                tag, uniform = self._judged(text)
                if uniform:
                    # Without a reason for each change it is faster, where the reasons are not wanted and decide nothing.
                    plain = not changes and not (self._sets_type(tag) and _TYPESET.search(text))
                    groups.setdefault((tag, plain), []).append(number)
                else:
                    results[number] = self._alone(text, changes=changes)
            except LangbridgeError as error:
                results[number] = error
        for (tag, plain), numbers in groups.items():
            for group in _grouped(texts, numbers):
                made = self._together([texts[number] for number in group], tag, changes=changes, plain=plain)
                results.update(zip(group, made, strict=True))
        return [results[number] for number in range(len(texts))]

    def _judged(self, text: str) -> tuple[LanguageTag | None, bool]:
        """What a text is taken for, and whether that holds for every paragraph of it, so that others like it may be converted with it."""
        if self.markup is not Markup.TEXT or len(text) > _PIECE:
            return None, False
        if self.source is not None or self.options.opencc_config:
            return self.source, True
        detection = detect_text(text)
        if detection.script in _SCRIPTS and _KINDS.intersection(detection.counts) == {detection.script}:
            return detection.tag, True
        return detection.tag, len(text.strip().splitlines()) < 2

    def _together(
        self, texts: Sequence[str], tag: LanguageTag | None, *, changes: bool, plain: bool
    ) -> list[ConvertedText | LangbridgeError]:
        """Convert texts that are all the same thing in one call; `plain` is whether the new texts are all that is needed."""
        if not self.options.opencc_config and route(tag, self.target) is None:
            return [ConvertedText(text, tag, False, Changes((), (), ()) if changes else None) for text in texts]
        if plain and (made := self._written(texts, tag)):
            return made
        try:
            conversion = self._loaded().convert_article(_article("\n".join(texts)), self.target, source=tag)
        except LangbridgeError as error:
            # One of them is the cause; by itself it shows.
            return (
                [error] if len(texts) == 1 else [one for text in texts for one in self._together([text], tag, changes=changes, plain=plain)]
            )
        if changes:
            return [
                ConvertedText(own.apply(text), tag, True, own) for text, own in zip(texts, _parted(conversion.changes, texts), strict=True)
            ]
        lines = iter(conversion.text.split("\n"))
        return [ConvertedText("\n".join(islice(lines, text.count("\n") + 1)), tag, True) for text in texts]

    def _written(self, texts: Sequence[str], tag: LanguageTag | None) -> list[ConvertedText | LangbridgeError]:
        """The texts converted without the changes; none where it cannot be done so."""
        writer = self._writer(tag)
        made = writer.write(texts) if writer else []
        if any(text.count("\n") != new.count("\n") for text, new in zip(texts, made, strict=False)):
            return []
        return [ConvertedText(new, tag, True) for new in made]

    def _sets_type(self, tag: LanguageTag | None) -> bool:
        """Whether quotes, punctuation or large numbers may be changed, which needs the reasons: typography gives way to terms."""
        if tag is None:
            return False
        return bool(self.target.region) or Typography.LOCALE in (self.options.quotes, self.options.punctuation)

    def _alone(self, text: str, *, changes: bool) -> ConvertedText:
        """Convert a text as an article of its own, a very long one piece by piece."""
        pieces = _pieces(text) if self.markup is Markup.TEXT else [text]
        made: list[str] = []
        all_changes = Changes((), (), ())
        converted = False
        at = 0
        for piece in pieces:
            article = _article(piece, self.markup)
            conversion = self._loaded().convert_article(article, self.target, source=self.source)
            made.append(conversion.text)
            converted = converted or conversion.converted
            if changes:
                all_changes = _joined(all_changes, conversion.changes, at) if at else conversion.changes
            at += len(piece)
        tag = conversion.source_tag if len(pieces) == 1 else self.source or detect_text(text).tag
        return ConvertedText("".join(made), tag, converted, all_changes if changes else None)

    def _loaded(self) -> Conversions:
        if self._conversions is None:
            self._conversions = Conversions(self.termbase, self.options)
        return self._conversions

    def _writer(self, tag: LanguageTag | None) -> Converter | None:
        """What writes texts of a tag; None where terms have Latin letters, whose spaces follow the text."""
        if tag not in self._writers:
            self._writers[tag] = self._made_writer(tag)
        return self._writers[tag]

    def _made_writer(self, tag: LanguageTag | None) -> Converter | None:
        options = self.options
        if options.opencc_config:
            return Converter(read_plan(options.opencc_config), guarded=False)
        plan = route(tag, self.target)
        if plan is None or tag is None:
            return None
        entries = self.termbase.entries(tag, self.target)
        if any(char.isascii() and char.isalnum() for entry in entries.values() for char in entry.target):
            return None
        style = house_style(self.target, dict(options.variant_forms), standard=options.variant_style is VariantStyle.STANDARD)
        return Converter(plan, entries, guarded=options.guarded, style=style)


def _article(text: str, markup: Markup | None = Markup.TEXT) -> Article:
    return parse_article(text, markup=markup)


def _check_text(text: str, markup: Markup | None) -> None:
    """Raise ArticleError for a text that cannot be converted here."""
    if found := _SURROGATE.search(text):
        raise ArticleError(f"it holds half of a character, U+{ord(found[0]):04X}, at character {found.start() + 1}")
    if len(text) > LONGEST_PARAGRAPH:
        longest = len(text) if markup is not Markup.TEXT else max(map(len, re.split("[\r\n]", text)))
        if longest > LONGEST_PARAGRAPH:
            what = "it" if markup is not Markup.TEXT else "a paragraph of it"
            raise ArticleError(f"{what} has {longest:,} characters, and at most {LONGEST_PARAGRAPH:,} are converted at once")


def _grouped(texts: Sequence[str], numbers: Sequence[int]) -> Iterator[list[int]]:
    group: list[int] = []
    size = 0
    for number in numbers:
        group.append(number)
        size += len(texts[number])
        if size >= _GROUP:
            yield group
            group, size = [], 0
    if group:
        yield group


def _pieces(text: str) -> list[str]:
    """A text cut at line ends into pieces of about _PIECE code points, or of a line where that is longer."""
    pieces: list[str] = []
    at = 0
    while len(text) - at > _PIECE:
        end = text.rfind("\n", at, at + _PIECE) + 1 or text.find("\n", at + _PIECE) + 1
        if not end:
            break
        pieces.append(text[at:end])
        at = end
    return [*pieces, text[at:]]


def _parted(changes: Changes, texts: Sequence[str]) -> list[Changes]:
    """The changes of joined texts as changes of each."""
    parted: list[Changes] = []
    first = 0
    for base, text in zip(accumulate((len(text) + 1 for text in texts), initial=0), texts, strict=False):
        last = bisect_left(changes.starts, base + len(text) + 1, first)
        numbers = changes.numbers[first:last]
        used = {number: order for order, number in enumerate(dict.fromkeys(numbers))}
        parted.append(
            Changes(
                [changes.substitutions[number] for number in used],
                [start - base for start in changes.starts[first:last]],
                [used[number] for number in numbers],
            )
        )
        first = last
    return parted


def _joined(before: Changes, after: Changes, at: int) -> Changes:
    """The changes of a text and of what follows it from `at` on."""
    known = len(before.substitutions)
    return Changes(
        [*before.substitutions, *after.substitutions],
        [*before.starts, *(at + start for start in after.starts)],
        [*before.numbers, *(known + number for number in after.numbers)],
    )
