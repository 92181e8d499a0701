"""One article from one script to the other: detect, convert what may be converted, let links follow, and prove that nothing else was
touched."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from langbridge.article import Article, PartKind, escape, fit_front_matter, follow_headings
from langbridge.checks import check_conversion
from langbridge.glossary import Termbase
from langbridge.pipeline.drafts import Draft, Table
from langbridge.pipeline.typesetting import Texts, overrule_draft, space_terms, typeset
from langbridge.project import Typography, VariantStyle
from langbridge.script import ArticleDetection, Converter, detect_article, house_style, read_plan, route
from langbridge.values import Changes, Edit, LanguageTag, Layer, Rule, Span, Substitution

_REQUOTED = Rule(Layer.TYPOGRAPHY, "requote", "the front matter could not be read otherwise")


@dataclass(frozen=True, slots=True)
class Conversion:
    """An article in another script: the new text, and every change that leads there from the article's own.

    `source_tag` is what the article is taken for; None where it holds no language that langbridge knows.  `converted` is False where the
    article passed through, since it is in the target's script already or not Chinese.
    """

    article: Article
    detection: ArticleDetection | None
    source_tag: LanguageTag | None
    target_tag: LanguageTag
    text: str
    changes: Changes
    converted: bool


@dataclass(frozen=True, slots=True)
class ConversionOptions:
    """What shapes a conversion besides the article and the terms.

    `guarded` holds OpenCC's phrases to word boundaries.  `quotes` and `punctuation` say whose the output has, `variant_style` and
    `variant_forms` which glyphs.  With `opencc_config` every article goes through that configuration of OpenCC as it is: no detection, no
    glossary, no guard, no house style, no typography.
    """

    guarded: bool = True
    quotes: Typography = Typography.AUTO
    punctuation: Typography = Typography.AUTO
    variant_style: VariantStyle = VariantStyle.PRESS
    variant_forms: tuple[tuple[str, str], ...] = ()
    opencc_config: str = ""


DEFAULT_OPTIONS = ConversionOptions()


@dataclass(slots=True)
class Conversions:
    """Converts articles with one termbase and one set of options; it keeps what takes time to load."""

    termbase: Termbase = field(default_factory=Termbase)
    options: ConversionOptions = DEFAULT_OPTIONS
    _converters: dict[tuple[LanguageTag | None, LanguageTag], Converter | None] = field(default_factory=dict)

    def convert_article(self, article: Article, target: LanguageTag, *, source: LanguageTag | None = None) -> Conversion:
        """Convert an article; `source` says what it is where detection should not.

        Paragraphs in the other script than the article's go their own way: those in the target's script already stay as they are.
        Raises UsageError for a target that script conversion cannot produce, InvariantError where something that must not change would
        have.
        """
        detection = None
        tags: Mapping[int, LanguageTag] = {}
        if not self.options.opencc_config and source is None:
            detection = detect_article(article)
            source = detection.tag
            tags = detection.mixed_tags()
        groups: dict[LanguageTag | None, list[int]] = {}
        for number, part in enumerate(article.parts):
            if part.block >= 0:
                groups.setdefault(tags.get(part.block, source), []).append(number)
        draft = Draft(Table())
        converted = False
        for tag, numbers in groups.items():
            converter = self._converter(tag, target)
            if converter is not None:
                converted = converted or tag == source
                self._convert_parts(article, converter, numbers, tag, target, draft)
        if len(groups) > 1:
            draft.sort()
        _fit_front_matter(article, draft)
        if article.fragment_links:
            draft.replace(0, len(draft.starts), follow_headings(article, draft.found()))
        changes = draft.changes()
        text = changes.apply(article.text)
        check_conversion(article, changes, text)
        return Conversion(article, detection, source, target, text, changes, converted)

    def _convert_parts(
        self,
        article: Article,
        converter: Converter,
        numbers: Sequence[int],
        source: LanguageTag | None,
        target: LanguageTag,
        draft: Draft,
    ) -> None:
        """Put the changes of some parts into the draft of the article's."""
        texts = Texts.of(article, numbers)
        converted = converter.convert([texts.joined])
        (column,) = converted.columns
        own = Draft(draft.table, column.starts, draft.table.take(converted.substitutions, column.numbers))
        options = self.options
        if source is not None and not options.opencc_config:
            space_terms(article, texts, own)
            overrule_draft(
                own, typeset(article, texts, source=source, target=target, quotes=options.quotes, punctuation=options.punctuation)
            )
        _locate(article, texts, own, draft)

    def _converter(self, source: LanguageTag | None, target: LanguageTag) -> Converter | None:
        key = (source, target)
        if key not in self._converters:
            self._converters[key] = self._made(source, target)
        return self._converters[key]

    def _made(self, source: LanguageTag | None, target: LanguageTag) -> Converter | None:
        options = self.options
        if options.opencc_config:
            return Converter(read_plan(options.opencc_config), guarded=False)
        plan = route(source, target)
        if plan is None or source is None:
            return None
        style = house_style(target, dict(options.variant_forms), standard=options.variant_style is VariantStyle.STANDARD)
        return Converter(plan, self.termbase.entries(source, target), guarded=options.guarded, style=style)


def _locate(article: Article, texts: Texts, own: Draft, draft: Draft) -> None:
    """Put changes of the joined texts of parts, as changes of the article, into the draft of these."""
    first = 0
    for number, text, base in zip(texts.numbers, texts.texts, texts.starts, strict=True):
        last = bisect_left(own.starts, base + len(text), first)
        if first == last:
            continue
        escaped = article.escaped.get(number)
        if escaped is None:
            moved = article.parts[number].start - base
            draft.starts += [start + moved for start in own.starts[first:last]]
            draft.numbers += own.numbers[first:last]
        else:
            for start, said in own.found(first, last):
                raw_start, raw_end = escaped.starts[start - base], escaped.starts[start - base + len(said.source)]
                # In the front matter the replacement is fitted later, together with the value around it.
                in_value = article.parts[number].kind is PartKind.FRONT_MATTER_VALUE
                target = said.target if in_value else escape(said.target, escaped.style)
                draft.starts.append(raw_start)
                draft.numbers.append(draft.table.number(_rewritten(said, article.text[raw_start:raw_end], target)))
        first = last


def _rewritten(said: Substitution, source: str, target: str) -> Substitution:
    if (source, target) == (said.source, said.target):
        return said
    return Substitution(source, target, said.rule, said.steps, said.candidates, said.risk)


def _fit_front_matter(article: Article, draft: Draft) -> None:
    """Write the changes of front-matter values so that each value, read again, says what was meant."""
    if not article.scalars:
        return
    count = bisect_left(draft.starts, article.scalars[-1].end)
    if not count:
        return
    head = draft.found(0, count)
    fitting = fit_front_matter(article, [Edit(Span(start, start + len(said.source)), said.target) for start, said in head])
    fitted = [(start, _rewritten(said, said.source, edit.replacement)) for (start, said), edit in zip(head, fitting.edits, strict=True)]
    fitted += (
        (edit.span.start, Substitution(article.text[edit.span.start : edit.span.end], edit.replacement, _REQUOTED))
        for edit in fitting.quoting
    )
    if fitting.quoting:
        # An insertion comes before what begins at the same place.
        fitted.sort(key=lambda one: (one[0], len(one[1].source)))
    if fitted != head:
        draft.replace(0, count, fitted)
