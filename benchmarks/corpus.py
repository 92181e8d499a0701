"""What the benchmarks convert: the seeds, and a corpus generated from their clauses and OpenCC's phrases, the same on every run.

The shared seeds are taken where `LANGBRIDGE_SHARED` names their folder, the project's own otherwise.  The generated corpus always comes
from the project's own.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

import opencc

from langbridge.article import Article, PartKind, article_text, read_article
from langbridge.dictionaries import read_dictionary
from langbridge.glossary import TermEntry
from langbridge.script import detect_article

ROOT = Path(__file__).resolve().parent.parent
_HAN = re.compile("[\u4e00-\u9fff]")
_CLAUSE = re.compile(r"[\w .%]+")
"""A clause without quotes and markup, which can stand anywhere, in front matter too."""
_BREAK = re.compile("[，。！？；：\n]")
_RANDOM_SEED = 20260101
_PHRASE_SHARE = 1 / 8
"""How many of the generated clauses are phrases of OpenCC's, to bring in words that the seeds do not have."""


@dataclass(frozen=True)
class Corpus:
    """Articles of one script, as files hold them."""

    name: str
    script: str
    articles: tuple[bytes, ...]

    @property
    def texts(self) -> list[str]:
        return [data.decode("utf-8-sig") for data in self.articles]


def seed_folder() -> Path:
    shared = os.environ.get("LANGBRIDGE_SHARED")
    return Path(shared) / "seeds" if shared else ROOT / "seeds"


def seed_corpus(script: str) -> Corpus:
    """The seeds in one script (`Hans`, `Hant`)."""
    found = [path.read_bytes() for path in _seed_paths(seed_folder())]
    return Corpus("seeds", script, tuple(data for data in found if _script(read_article(data)) == script))


def generated_corpus(script: str, *, count: int = 3, size: int = 10_240) -> Corpus:
    """Articles of about `size` bytes each."""
    return Corpus("generated", script, tuple(generate_article(script, size, number) for number in range(count)))


def generate_article(script: str, size: int, number: int = 0) -> bytes:
    """A Hugo post of about `size` bytes: front matter, then sections of prose with the markup that posts have."""
    random = Random(f"{_RANDOM_SEED} {script} {number}")
    prose = _prose(random, script)
    pieces = [_front_matter(prose, number)]
    length = len(pieces[0].encode())
    while length < size:
        section = _section(random, prose, number)
        pieces.append(section)
        length += len(section.encode())
    whole = "".join(pieces).encode()
    cut = whole.rfind(b"\n", 0, size) + 1
    kept = whole[:cut]
    # A code block that was cut through is closed again.
    return kept + b"```\n" if kept.count(b"\n```") % 2 else kept


def generate_terms(script: str, count: int) -> dict[str, TermEntry]:
    """Glossary terms of two to four characters, each with a target of its own length: phrases of OpenCC's, chosen evenly over all."""
    phrases = [phrase for phrase in _phrases(script) if 2 <= len(phrase) <= 4]
    chosen = Random(_RANDOM_SEED).sample(phrases, count)
    other = _stock("s2tw" if script == "Hans" else "tw2s")
    return {form: TermEntry(form, other.convert(form), (f"benchmark.{number}",)) for number, form in enumerate(chosen)}


def _front_matter(prose: Iterator[str], number: int) -> str:
    title, description, first, second = (next(prose) for _ in range(4))
    return (
        f'---\ntitle: "{title}"\ndate: 2026-01-01T08:00:00+08:00\ndescription: {description}\n'
        f"tags: [{first[:6]}, {second[:6]}]\nslug: generated-{number}\ndraft: false\n---\n"
    )


def _section(random: Random, prose: Iterator[str], number: int) -> str:
    def sentence() -> str:
        return "，".join(next(prose) for _ in range(random.randint(2, 4))) + "。"

    def paragraph() -> str:
        return "".join(sentence() for _ in range(random.randint(3, 6)))

    linked = f"[{next(prose)}](https://example.com/{number}/{random.randint(1, 999)}?q=语言)"
    extras = [
        f'\n{{{{< figure src="/images/{number}.png" title="{next(prose)}" >}}}}\n',
        "".join(f"\n{order}. {sentence()}" for order in range(1, 4)) + "\n",
        f"\n| {next(prose)[:8]} | {next(prose)[:8]} |\n|---|---:|\n" + "".join(f"| {next(prose)} | {count} |\n" for count in range(3)),
        f"\n```python\n# {next(prose)}\nprint({random.randint(1, 999)})\n```\n",
        f"\n> {sentence()}\n",
        f'\n![{next(prose)}](/images/{number}.png "{next(prose)}")\n',
    ]
    return (
        f"\n## {next(prose)}\n\n{paragraph()}\n\n{sentence()}**{next(prose)}**，{linked}，`code-{number}`{sentence()}\n"
        f"{random.choice(extras)}\n{paragraph()}\n"
    )


def _prose(random: Random, script: str) -> Iterator[str]:
    clauses, phrases = _clauses(script), _phrases(script)
    while True:
        yield random.choice(phrases) if random.random() < _PHRASE_SHARE else random.choice(clauses)


@cache
def _clauses(script: str) -> tuple[str, ...]:
    """The clauses of the project's seeds, those in the other script converted."""
    clauses: list[str] = []
    for path in _seed_paths(ROOT / "seeds"):
        article = read_article(path.read_bytes(), path=path)
        there = _script(article)
        convert = _stock("tw2s" if script == "Hans" else "s2tw").convert if there != script else str
        for number, part in enumerate(article.parts):
            if part.kind is PartKind.PARAGRAPH:
                clauses += (convert(one) for one in _BREAK.split(article_text(article, number)) if len(_HAN.findall(one)) > 3)
    return tuple(dict.fromkeys(one.strip() for one in clauses if _CLAUSE.fullmatch(one)))


@cache
def _phrases(script: str) -> tuple[str, ...]:
    """OpenCC's phrases, in one script."""
    read = read_dictionary("STPhrases")
    phrases = read if script == "Hans" else (values.split(" ", 1)[0] for values in read.values())
    return tuple(dict.fromkeys(phrase for phrase in phrases if _CLAUSE.fullmatch(phrase)))


def _seed_paths(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix in {".md", ".txt"})


@cache
def _stock(config: str) -> opencc.OpenCC:
    return opencc.OpenCC(config)


def _script(article: Article) -> str:
    tag = detect_article(article).tag
    return tag.script if tag else ""
