"""A real LibreTranslate on the loopback, with a home-made package: whole articles through the command line, and faults that no stub has.

`make libretranslate` makes its environment; `make test` calls that first.  Its home and all folders of the XDG are its own, so nothing that
it writes outlives the tests, and it finds no models but ours.
"""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from langbridge.project.engine_settings import EngineSettings
from langbridge.review import read_record
from langbridge.translation import Caller, load_caller
from langbridge.translation.calling import Answer, Failure
from langbridge.translation.engines import Query
from langbridge.values import ENGLISH, HANS, HANT, LanguageTag

_SECONDS_TO_START = 60
_LANGBRIDGE = Path(sys.executable).parent / "langbridge"

# What must come through, found without our parser.
UNTOUCHED = {
    "URLs": re.compile(r"https?://[^\s)\"'>，。]+"),
    "shortcodes": re.compile(r"\{\{[<%] *[\w/-]+"),
    "keys": re.compile(r"^[A-Za-z_]+:(?= )", re.MULTILINE),
    "dates": re.compile(r"\d{4}-\d{2}-\d{2}T[\d:+]+"),
    "code": re.compile(r"`[^`\n]+`"),
    "blocks of code": re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL),
    "notes": re.compile(r"\[\^\w+\]:?"),
    "empty lines": re.compile(r"^$", re.MULTILINE),
    "list markers": re.compile(r"^ *(?:[-*]|\d+\.)(?= )", re.MULTILINE),
    "headings": re.compile(r"^#{1,6}(?= )", re.MULTILINE),
    "cells": re.compile(r"\|"),
}


@pytest.fixture(scope="session")
def address(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where LibreTranslate listens."""
    environment = repository / ".venv-libretranslate"
    if not (environment / "packages").is_dir():
        pytest.skip("NO LIBRETRANSLATE: `make libretranslate` did not make its environment, and no real engine is tested")
    home = tmp_path_factory.mktemp("libretranslate")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folders = {f"XDG_{name}_HOME": str(home / name.lower()) for name in ("DATA", "CACHE", "CONFIG", "STATE")}
    # One thread a request: where many share few processors, those of OpenMP wait for each other.
    variables = {"HOME": str(home), "ARGOS_PACKAGES_DIR": str(environment / "packages"), "ARGOS_DEVICE_TYPE": "cpu", "OMP_NUM_THREADS": "1"}
    options = ["--disable-web-ui", "--disable-files-translation", "--threads", "2", "--batch-limit", "30", "--char-limit", "3000"]
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(
            [environment / "bin" / "libretranslate", "--host", "127.0.0.1", "--port", str(port), *options],
            env={"PATH": os.environ["PATH"], **folders, **variables},
            cwd=home,
            stdout=log,
            stderr=log,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait(process, url, home / "log")
            yield url
        finally:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    """Wait until the server answers, or fail with what it said."""
    end = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < end:
        try:
            with urlopen(f"{url}/languages", timeout=5):
                return
        except OSError:
            pass
        try:
            process.wait(timeout=0.2)
        except subprocess.TimeoutExpired:
            continue
        break
    pytest.fail(f"LibreTranslate does not answer:\n{log.read_text(errors='replace')[-2000:]}")


class Translated:
    """What one run over all articles left behind."""

    def __init__(self, folder: Path, sources: list[Path], url: str) -> None:
        self.folder = folder
        self.sources = sources
        self._url = url
        self.summary = self.run("first")

    def run(self, output: str, url: str = "") -> Any:
        """Translate all articles into a folder; returns the summary."""
        named = ["--engine", "libretranslate", "--url", url or self._url, "--memory", str(self.folder / "memory.db")]
        called = subprocess.run(
            [str(_LANGBRIDGE), "translate", *map(str, self.sources), *named, "--output", str(self.folder / output), "--format", "json"],
            capture_output=True,
            check=False,
            cwd=self.sources[0].parents[1],
        )
        assert called.returncode == 0, called.stderr.decode()
        return json.loads(called.stdout)["articles"]


@pytest.fixture(scope="session")
def translated(address: str, repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Translated:
    """The project's articles, and the five real ones where they are at hand, translated in one run."""
    shared = Path(os.environ["LANGBRIDGE_SHARED"]) / "seeds" if "LANGBRIDGE_SHARED" in os.environ else None
    sources = sorted([*(repository / "seeds").iterdir(), *(shared.iterdir() if shared else ())])
    return Translated(tmp_path_factory.mktemp("translated"), sources, address)


def test_every_segment_of_every_article_is_translated(translated: Translated) -> None:
    assert len(translated.summary) == len(translated.sources) >= 4
    for told in translated.summary:
        assert (told["status"], told["untranslated"]) == ("translated", [])
        assert told["segments"] == told["engine"] + told["glossary"] + told["memory"] > 10
        # A good part passes all checks, and what does not is kept for a person.
        assert 0 < told["review"] < told["segments"]


def test_what_is_not_prose_is_as_it_was(translated: Translated) -> None:
    for source in translated.sources:
        before = source.read_text(encoding="utf-8")
        after = (translated.folder / "first" / "en" / source.name).read_text(encoding="utf-8")
        for what, pattern in UNTOUCHED.items():
            assert Counter(pattern.findall(after)) == Counter(pattern.findall(before)), f"{what} of {source.name}"


def test_records_explain_every_difference(translated: Translated) -> None:
    for source in translated.sources:
        output = translated.folder / "first" / "en" / source.name
        record = read_record(translated.folder / "first" / ".review" / "en" / f"{source.name}.json")
        assert record.kind == "translation"
        assert record.changes.apply(source.read_text(encoding="utf-8")) == output.read_text(encoding="utf-8")


def test_links_within_a_page_follow_their_headings(translated: Translated) -> None:
    name = "2026-01-vector-search.md"
    after = (translated.folder / "first" / "en" / name).read_text(encoding="utf-8")
    (fragment,) = re.findall(r"\]\(#([^)]+)\)", after)
    slugs = [re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in re.findall(r"^#+ (.*)$", after, re.MULTILINE)]
    assert fragment in slugs


def test_a_second_run_needs_no_engine(translated: Translated) -> None:
    for told in translated.run("second", url="http://127.0.0.1:9"):
        assert (told["engine"], told["untranslated"]) == (0, [])
    for source in translated.sources:
        first, second = (translated.folder / run / "en" / source.name for run in ("first", "second"))
        assert first.read_bytes() == second.read_bytes()


@pytest.fixture
def caller(address: str) -> Iterator[Caller]:
    opened = load_caller(EngineSettings("libretranslate", url=address), {})
    yield opened
    opened.close()


def answers(caller: Caller, texts: list[str], tag: LanguageTag = HANS) -> list[Answer | Failure]:
    return sorted(caller.translate([Query(text) for text in texts], tag, ENGLISH), key=lambda one: one.number)


def test_traditional_text_is_sent_as_the_language_that_the_server_has(caller: Caller) -> None:
    (answer,) = answers(caller, ["我们没有问题。"], HANT)  # converted, as an engine that takes Simplified alone gets it
    assert isinstance(answer, Answer)
    assert answer.text == "we no question。"  # it takes the last mark from the source: that is left to our typography


def test_tokens_come_back(caller: Caller) -> None:
    (answer,) = answers(caller, ["我们 Xqz1X 没有 Xqz2X 问题。"])
    assert isinstance(answer, Answer)
    assert answer.text.split() == ["we", "Xqz1X", "no", "Xqz2X", "question。"]


def test_a_text_that_the_server_finds_too_long_is_left_alone(caller: Caller) -> None:
    first, second = answers(caller, ["我们没有问题。", "我们没有问题。" * 1000])
    assert isinstance(first, Answer)
    assert isinstance(second, Failure)


def test_more_texts_than_the_server_takes_at_once_are_sent_in_turn(caller: Caller) -> None:
    assert all(isinstance(answer, Answer) for answer in answers(caller, [f"我们没有问题{number}。" for number in range(50)]))
