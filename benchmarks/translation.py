"""How many short segments a second langbridge adds to an engine that answers at once, and finds in its memory: wall time, all checks on."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from report import Report, Row

from langbridge.article import Markup, parse_article
from langbridge.pipeline import Translations
from langbridge.project.engine_settings import EngineLimitSettings, EngineSettings
from langbridge.translation import Memory, Translator, load_caller
from langbridge.values import ENGLISH, HANS

_CONNECTIONS = 8


def measure(report: Report, *, segments: int, rounds: int) -> None:
    """An article of short paragraphs: first through an engine on the loopback, one paragraph a request, then from the memory alone."""
    section = "translation of short segments: segments a second, wall time"
    text = "\n\n".join(f"系列{'甲乙丙丁戊'[number % 5]}的第 {number} 个样本正常。" for number in range(segments)) + "\n"
    article = parse_article(text, markup=Markup.MARKDOWN)
    asked: list[float] = []
    known: list[float] = []
    with subprocess.Popen(
        [sys.executable, Path(__file__).with_name("loopback_engine.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as engine:
        assert engine.stdin is not None
        assert engine.stdout is not None
        url = engine.stdout.readline().strip()
        limits = EngineLimitSettings(segments=1, concurrency=_CONNECTIONS)
        settings = EngineSettings("libretranslate", url=url, limits=limits)
        for number in range(rounds + 1):
            with TemporaryDirectory() as folder, Memory(Path(folder) / "memory.db") as memory:
                for rates in (asked, known):
                    caller = load_caller(settings, {})
                    translations = Translations(Translator(caller, ENGLISH, memory=memory), memory)
                    start = time.perf_counter()
                    made = translations.translate_article(article, ENGLISH, source=HANS)
                    elapsed = time.perf_counter() - start
                    caller.close()
                    assert made.segments == segments
                    assert not made.untranslated
                    if number:  # the first round loads what is loaded once
                        rates.append(segments / elapsed)
        engine.stdin.close()
    for name, rates, target in (
        ("from the memory", known, 1000),
        (f"through an engine, {_CONNECTIONS} connections", asked, 200),
    ):
        report.add(
            Row(
                section,
                name,
                f"{segments:,} segments",
                median(rates),
                unit="a second",
                low=min(rates),
                high=max(rates),
                best=max(rates),
                target=target,
            )
        )
