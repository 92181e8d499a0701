"""Which script a text is in, where it was written if it says so, and what is not Chinese at all.

The script is a vote over the characters that only one script uses.  A text without such characters (工程, 中文) is the same in both
scripts, and is said to be.  An article is judged as a whole and by paragraph: one whose own characters clearly say another script than
the article's is treated as that script, and one that says little follows the article.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from langbridge.script.detection_tables import ambiguous_characters, character_tables, region_words, speaking_characters
from langbridge.values import ENGLISH, LanguageTag

if TYPE_CHECKING:
    # Only a type here: telling the script of a text does not need the readers of Markdown.
    from langbridge.article import Article

EVIDENCE_SHOWN = 10
"""How many characters or words of a kind `Detection.evidence` names, the most frequent first."""

EXCERPT_LENGTH = 40
"""The length of `Paragraph.excerpt`, in code points."""

CHINESE = LanguageTag("zh")
JAPANESE = LanguageTag("ja")
KOREAN = LanguageTag("ko")

_CLEAR = 5
"""How many times the evidence against must fit into the evidence for: a paragraph keeps its script, a text gets a region, only then."""
_LETTERS_PER_HAN = 20
"""From so many Latin letters for each Han character on, some four words, a text is English that quotes Chinese."""
_KANA_SHARE = 0.2
"""From this share of kana on, a text is Japanese; Japanese prose has over a half, Chinese that quotes Japanese names far less."""
_OWN_FORMS_SHARE = 0.1
"""Without kana, from this share of Japan's own forms on; a Chinese sentence with the name 渋谷 in it has fewer."""

_NOT_COMMON_HAN = re.compile("[^\u4e00-\u9fff]")

_RIVALS: dict[str, dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "Hant": {"TW": (("TW",), ("HK", "CN", "HK+CN")), "HK": (("HK",), ("TW", "CN"))},
    "Hans": {"CN": (("CN", "HK+CN"), ("TW", "TW+HK"))},
}
"""By script, the regions that a text can be told to be from, each with the groups of words that speak for and against it."""


@dataclass(frozen=True, slots=True)
class Detection:
    """What a text says about its language, script and region.

    `tag` is `zh-Hant` or `zh-Hans`, with a region only where words clearly say so; `zh` where both scripts write it alike or the votes are
    equal; `ja`, `ko`, `en` (text in Latin letters); None where there are no letters that langbridge knows.

    `script` is the tag's script: `Hant`, `Hans`, `Jpan`, `Kore`, `Latn`, or empty where it is not known.

    `confidence` is (for + 1) / (for + against + 2): the share of the characters that speak for the tag, as if one more had spoken on
    either side.  One character alone gives 0.67, ten 0.92, none 0.5.  It is about language and script, never about the region; without
    a tag it is 0.

    `evidence` gives by kind what was found and how often: characters under `Hant`, `Hans`, `Jpan` (in neither Chinese script), `kana`,
    `hangul`, and words under `TW`, `HK`, `CN`, `TW+HK`, `HK+CN`; the most frequent ten of each.  `counts` gives the sum of each kind, all
    of it.

    `same_in_both` is whether the text is Chinese and no character of it could differ between the scripts.  A text may be `zh` without:
    于 and 里 are in both scripts, but are mostly written 於 and 裡 in one of them.

    `clear` is whether the text says its tag's script strongly enough to overrule the article it stands in.
    """

    tag: LanguageTag | None
    script: str
    confidence: float
    evidence: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    same_in_both: bool = False
    clear: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One block of an article: a paragraph, heading, cell or front-matter value.

    `block` is its number in the article's parts, `line` counts from 1, `excerpt` is its beginning.  `detection` is what it says by itself,
    `tag` what it is treated as: its own where that is clear, the article's otherwise.
    """

    block: int
    line: int
    excerpt: str
    tag: LanguageTag | None
    detection: Detection


@dataclass(frozen=True, slots=True)
class ArticleDetection:
    """What an article is.  Only convertible text has a vote: code, URLs and markup have none.

    `mixed` are the paragraphs that are treated as something else than the article: those in the other Chinese script, in Japanese or
    Korean, and Chinese ones in an English article.  All others are treated as what the article is.
    """

    document: Detection
    mixed: tuple[Paragraph, ...]
    encoding: str

    @property
    def tag(self) -> LanguageTag | None:
        return self.document.tag

    def mixed_tags(self) -> dict[int, LanguageTag]:
        """What the mixed paragraphs are treated as, by the number of their block."""
        return {one.block: one.tag for one in self.mixed if one.tag}


def detect_text(text: str) -> Detection:
    """What one text says by itself, be it a word or a book.

    Raises DictionaryError when OpenCC's dictionaries are missing or damaged.
    """
    return _judge(text, _Votes(text))


def detect_blocks(texts: Sequence[str]) -> list[Detection]:
    """What each of several texts says by itself."""
    return [detect_text(text) for text in texts]


def detect_article(article: Article) -> ArticleDetection:
    """What an article is, by the vote of its whole convertible text, and which of its paragraphs are something else.

    Raises DictionaryError when OpenCC's dictionaries are missing or damaged.
    """
    blocks = _blocks(article)
    text, votes = _whole(blocks)
    document = _judge(text, votes)
    return ArticleDetection(document, tuple(_mixed(blocks, document, votes)), article.encoding)


def detect_paragraphs(article: Article) -> tuple[Paragraph, ...]:
    """What each paragraph, heading, cell and front-matter value of an article says, and what it is treated as.

    Slower than `detect_article`, which looks closely only where there is something to find.

    Raises DictionaryError when OpenCC's dictionaries are missing or damaged.
    """
    blocks = _blocks(article)
    document = _judge(*_whole(blocks))
    return tuple(_paragraph(block, document) for block in blocks)


class _Votes:
    """The characters of a text, sorted by what they speak for."""

    __slots__ = ("against_japanese", "by_kind", "counts", "han", "latin", "other")

    def __init__(self, text: str) -> None:
        tables = character_tables()
        # Two passes over the text at C speed; all that follows looks at each different character once, and at few.
        counter = Counter(speaking_characters().findall(text))
        others = Counter(_NOT_COMMON_HAN.findall(text))
        self.by_kind: dict[str, dict[str, int]] = {}
        for kind, chars in (("Hant", tables.traditional), ("Hans", tables.simplified), ("Jpan", tables.japanese)):
            if here := chars.intersection(counter):
                self.by_kind[kind] = {char: counter[char] for char in here}
        self.against_japanese = sum(counter[char] for char in tables.not_japanese.intersection(counter))
        self.han = len(text) - others.total()
        self.latin = self.other = 0
        for char, count in others.items():
            if not char.isalpha():
                continue
            elif char < "\u0250":
                self.latin += count
            elif _is_rare_han(char):
                self.han += count
            elif letter := _kind_of_letter(char):
                self.by_kind.setdefault(letter, {})[char] = count
            else:
                self.other += count
        self.counts = {kind: sum(chars.values()) for kind, chars in self.by_kind.items()}

    def count(self, kind: str) -> int:
        return self.counts.get(kind, 0)

    def different(self, kind: str) -> int:
        return len(self.by_kind.get(kind, ()))


def _judge(text: str, votes: _Votes) -> Detection:
    """A text's language by its letters, then its script by the vote, then its region by its words."""
    han, kana, hangul = votes.han, votes.count("kana"), votes.count("hangul")
    east_asian = han + kana + hangul
    if votes.latin + votes.other >= _LETTERS_PER_HAN * east_asian:
        if votes.other > votes.latin or not votes.latin:
            return _detection(votes, None, "", 0, 0)
        return _detection(votes, ENGLISH, "Latn", votes.latin, east_asian + votes.other, clear=not east_asian)
    if hangul > han + kana:
        return _detection(votes, KOREAN, "Kore", hangul, han + kana, clear=True)
    if _is_japanese(votes):
        clear = kana > 1 or votes.different("Jpan") > 1
        return _detection(votes, JAPANESE, "Jpan", kana + votes.count("Jpan"), votes.against_japanese, clear=clear)
    traditional, simplified = votes.count("Hant"), votes.count("Hans")
    if traditional == simplified:
        return _detection(
            votes, CHINESE, "", traditional, simplified, same_in_both=not traditional and ambiguous_characters().isdisjoint(text)
        )
    script, other = ("Hant", "Hans") if traditional > simplified else ("Hans", "Hant")
    clear = votes.different(script) > 1 and votes.count(script) >= _CLEAR * votes.count(other)
    return _with_region(text, _detection(votes, LanguageTag("zh", script), script, votes.count(script), votes.count(other), clear=clear))


def _is_japanese(votes: _Votes) -> bool:
    """Kana tell Japanese; without them, forms that no Chinese text has, and none (or few) that no Japanese text has."""
    kana = votes.count("kana")
    if votes.against_japanese * _CLEAR > votes.han + kana:
        return False
    if kana:
        return kana >= _KANA_SHARE * (votes.han + kana)
    own = votes.count("Jpan")
    return own > 0 and own >= _OWN_FORMS_SHARE * votes.han and own >= _CLEAR * votes.against_japanese


def _with_region(text: str, detection: Detection) -> Detection:
    """Add the words that speak for regions, and the region that two different ones or more speak for, five times as often as against."""
    regions = _RIVALS.get(detection.script)
    if regions is None or detection.tag is None:
        return detection
    words = region_words(detection.script)
    found: dict[str, Counter[str]] = {}
    for word, count in Counter(words.pattern.findall(text)).items():
        if group := words.groups.get(word):
            found.setdefault(group, Counter())[word] = count
    if not found:
        return detection
    counts = {group: counter.total() for group, counter in found.items()}
    region = ""
    for name, (for_it, against_it) in regions.items():
        spoken = {word for group in for_it for word in found.get(group, ())}
        in_favour, contrary = (sum(counts.get(group, 0) for group in groups) for groups in (for_it, against_it))
        if len(spoken) > 1 and spoken - words.glyphs and in_favour >= _CLEAR * contrary:
            region = name
    return Detection(
        LanguageTag(detection.tag.language, detection.tag.script, region),
        detection.script,
        detection.confidence,
        {**detection.evidence, **{group: _most_frequent(found[group]) for group in sorted(found)}},
        {**detection.counts, **{group: counts[group] for group in sorted(counts)}},
        clear=detection.clear,
    )


_KINDS = ("Hant", "Hans", "Jpan", "kana", "hangul")


def _detection(
    votes: _Votes, tag: LanguageTag | None, script: str, in_favour: int, against: int, *, same_in_both: bool = False, clear: bool = False
) -> Detection:
    evidence = {kind: _most_frequent(votes.by_kind[kind]) for kind in _KINDS if kind in votes.by_kind}
    counts = {kind: votes.counts[kind] for kind in _KINDS if kind in votes.counts}
    return Detection(tag, script, _confidence(in_favour, against) if tag else 0.0, evidence, counts, same_in_both, clear)


def _confidence(in_favour: int, against: int) -> float:
    return round((in_favour + 1) / (in_favour + against + 2), 4)


def _most_frequent(counts: Mapping[str, int]) -> dict[str, int]:
    if len(counts) > EVIDENCE_SHOWN:
        least = sorted(counts.values())[-EVIDENCE_SHOWN]
        counts = {each: count for each, count in counts.items() if count >= least}
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:EVIDENCE_SHOWN])


def _is_rare_han(char: str) -> bool:
    """Whether a character is a Han ideograph outside the main block: in the extensions or among the compatibility forms."""
    return "\u3400" <= char <= "\u4dbf" or "\uf900" <= char <= "\ufaff" or "\U00020000" <= char <= "\U0003ffff"


def _kind_of_letter(char: str) -> str | None:
    """`kana` or `hangul`; None for all else, the marks ・ and ー that Chinese names borrow among it."""
    if "\u3041" <= char <= "\u3096" or "\u30a1" <= char <= "\u30fa" or "\uff66" <= char <= "\uff9d":
        return "kana"
    if "\uac00" <= char <= "\ud7a3" or "\u1100" <= char <= "\u11ff" or "\u3131" <= char <= "\u318e":
        return "hangul"
    return None


class _Block(NamedTuple):
    """The text of an article's block, escapes read, and the line it begins on."""

    number: int
    line: int
    text: str


def _blocks(article: Article) -> list[_Block]:
    """The blocks that may be converted.  A word may go on across emphasis or a link: a block's pieces are joined with nothing between."""
    pieces: dict[int, list[str]] = {}
    lines: dict[int, int] = {}
    line, counted = 1, 0
    for number, part in enumerate(article.parts):
        if not part.kind.convertible:
            continue
        if part.block not in pieces:
            line += article.text.count("\n", counted, part.start)
            counted = part.start
            pieces[part.block] = []
            lines[part.block] = line
        escaped = article.escaped.get(number)
        pieces[part.block].append(escaped.text if escaped else article.text[part.start : part.end])
    joined = (_Block(number, lines[number], "".join(texts)) for number, texts in pieces.items())
    return [block for block in joined if block.text and not block.text.isspace()]


def _whole(blocks: Sequence[_Block]) -> tuple[str, _Votes]:
    text = "\n".join(block.text for block in blocks)
    return text, _Votes(text)


def _mixed(blocks: Sequence[_Block], document: Detection, votes: _Votes) -> Iterator[Paragraph]:
    """The paragraphs that are clearly something else than their article."""
    suspects: set[str] | None = None
    if document.script in _RIVALS:
        # In a Chinese article a paragraph can be something else only if it has one of the characters that do not speak for the article.
        suspects = {char for kind, chars in votes.by_kind.items() if kind != document.script for char in chars}
        if not suspects:
            return
    for block in blocks:
        if block.text.isascii() or (suspects is not None and suspects.isdisjoint(block.text)):
            continue
        paragraph = _paragraph(block, document)
        if paragraph.tag != document.tag and paragraph.detection.script != "Latn":
            yield paragraph


def _paragraph(block: _Block, document: Detection) -> Paragraph:
    """A block with its own tag where that is clear and of another language or script than the article's, else with the article's tag."""
    votes = _Votes(block.text)
    own = _judge(block.text, votes)
    tag = document.tag
    clear = own.clear
    if tag == JAPANESE and own.script in _RIVALS:
        # 国会 is as good Japanese as Chinese: in a Japanese article only what no Japanese would write makes a paragraph Chinese.
        clear = clear and votes.against_japanese > 1
    if clear and own.tag is not None and (tag is None or own.tag.without_region != tag.without_region):
        tag = own.tag
    return Paragraph(block.number, block.line, _excerpt(block.text), tag, own)


def _excerpt(text: str) -> str:
    """The beginning of a text on one line, fit to be printed: control characters and lone surrogates are shown as U+FFFD."""
    flat = " ".join(text[: EXCERPT_LENGTH * 4].split())
    printable = "".join(char if char.isprintable() else "\ufffd" for char in flat)
    return printable if len(printable) <= EXCERPT_LENGTH else printable[: EXCERPT_LENGTH - 1] + "…"
