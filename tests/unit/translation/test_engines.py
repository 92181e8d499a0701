from __future__ import annotations

import json
import os
import pickle
import re
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from langbridge.project.engine_settings import EngineLimitSettings, EngineSettings
from langbridge.translation.engines import (
    BadAnswer,
    Engine,
    EngineLimits,
    Query,
    RateLimited,
    choose_source_tag,
    engine_names,
    load_engine,
    with_limits,
)
from langbridge.translation.engines.http import read_retry_after
from langbridge.translation.engines.prompting import SHIPPED, load_prompt, read_answer, write_messages
from langbridge.values import ENGLISH, HANS, HANT, HANT_TW, UsageError

REPOSITORY = Path(__file__).parents[3]

# The registry ---------------------------------------------------------------------------------------------------------------------------


def test_an_unknown_engine_is_told_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean libretranslate"):
        load_engine(EngineSettings("libre-translate"), {})


@pytest.mark.parametrize(
    ("settings", "environ", "told"),
    [
        (EngineSettings("deepl"), {}, "LANGBRIDGE_DEEPL_KEY"),
        (EngineSettings("openai"), {}, "engine.model"),
        (EngineSettings("openai", model="m"), {}, "LANGBRIDGE_OPENAI_KEY"),
        (EngineSettings("openai", model="m"), {"LANGBRIDGE_OPENAI_KEY": "two words"}, "cannot be a key"),
        (EngineSettings("google", url="http://127.0.0.1:1"), {}, "has no url"),
        (EngineSettings("openai", model="m", url="http://127.0.0.1:1", prompt=Path("none.txt")), {}, "cannot be read"),
    ],
)
def test_what_an_engine_lacks_is_told(settings: EngineSettings, environ: dict[str, str], told: str) -> None:
    with pytest.raises(UsageError, match=told) as caught:
        load_engine(settings, environ)
    assert "two words" not in str(caught.value)


def test_a_key_may_end_in_a_line_break() -> None:
    load_engine(EngineSettings("deepl"), {"LANGBRIDGE_DEEPL_KEY": "key\n"}).close()


def test_openais_own_key_stays_with_openai() -> None:
    elsewhere = load_engine(EngineSettings("openai", model="m", url="http://127.0.0.1:1"), {"OPENAI_API_KEY": "canary"})
    assert "authorization" not in vars(elsewhere)["_service"]._client.headers
    own = load_engine(EngineSettings("openai", model="m"), {"OPENAI_API_KEY": "canary"})
    assert vars(own)["_service"]._client.headers["authorization"] == "Bearer canary"
    elsewhere.close()
    own.close()


def test_settings_put_their_limits_in_place_of_the_engines() -> None:
    limits = with_limits(EngineLimits(1000, 10, 4), EngineLimitSettings(segments=1, requests_per_second=0.5))
    assert limits == EngineLimits(1000, 1, 4, requests_per_second=0.5)


def test_the_script_is_the_articles_where_the_engine_takes_it() -> None:
    engine = load_engine(EngineSettings("pseudo"), {})
    assert choose_source_tag(engine, HANT_TW) == HANT
    libre = load_engine(EngineSettings("libretranslate"), {})
    assert choose_source_tag(libre, HANT_TW) == HANS
    libre.close()


# Engines from elsewhere -------------------------------------------------------------------------------------------------------------------


def example(language: str) -> str:
    """The block of the document that shows how an engine is added."""
    text = (REPOSITORY / "docs" / "engines.md").read_text("utf-8").partition("## How to add an engine")[2]
    found = re.search(rf"```{language}\n(.*?)```", text, re.DOTALL)
    assert found
    return found[1]


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of installed packages, with the document's example and some that are broken."""
    import tomllib

    project = tomllib.loads(example("toml"))["project"]
    points = {
        **project["entry-points"]["langbridge.engines"],
        "absent": "langbridge_absent:make",
        "empty": "langbridge_upper:nothing",
        "number": "langbridge_upper:NUMBER",
        "deepl": "langbridge_upper:make_engine",
    }
    (tmp_path / "langbridge_upper.py").write_text(example("python") + "\nNUMBER = 7\n", "utf-8")
    about = tmp_path / "langbridge_upper-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n", "utf-8")
    (about / "entry_points.txt").write_text("[langbridge.engines]\n" + "".join(f"{a} = {b}\n" for a, b in points.items()), "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "langbridge_upper", raising=False)
    return tmp_path


def test_the_documents_example_is_an_engine(installed: Path) -> None:
    assert "upper" in engine_names()
    assert "langbridge_upper" not in sys.modules
    settings = EngineSettings("upper", options=(("ending", "?"),))
    engine = load_engine(settings, {})
    assert isinstance(engine, Engine)
    assert engine.translate([Query("beta ⟦1⟧")], HANT, ENGLISH) == ["BETA ⟦1⟧?"]
    with pytest.raises(UsageError, match="ending"):
        load_engine(EngineSettings("upper"), {})


@pytest.mark.parametrize(("name", "told"), [("absent", "cannot be loaded"), ("empty", "cannot be loaded"), ("number", "is no engine")])
def test_an_engine_that_cannot_be_loaded_is_told_with_its_package(name: str, told: str, installed: Path) -> None:
    with pytest.raises(UsageError, match=told) as caught:
        load_engine(EngineSettings(name), {})
    assert "langbridge-upper" in str(caught.value)


def test_a_built_in_name_is_always_ours(installed: Path) -> None:
    engine = load_engine(EngineSettings("deepl"), {"LANGBRIDGE_DEEPL_KEY": "key"})
    assert type(engine).__module__.startswith("langbridge.")
    engine.close()


@pytest.mark.parametrize("name", ["none", "pseudo", "openai", "libretranslate"])
def test_an_engine_imports_what_it_needs_and_no_more(name: str) -> None:
    program = (
        "import sys\nfrom langbridge.project.engine_settings import EngineSettings\n"
        "from langbridge.translation.engines import load_engine\n"
        f"load_engine(EngineSettings({name!r}, model='m', url='http://127.0.0.1:1'), {{}})\nprint(*sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=dict(os.environ))
    loaded = set(ran.stdout.split())
    assert not {"requests", "deep_translator", "bs4"} & loaded
    assert ("httpx" in loaded) == (name not in ("none", "pseudo"))


# HTTP -----------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "seconds"), [("7", 7.0), (" 1.5 ", 1.5), ("0", 0.0), ("", None), ("soon", None), ("-3", None), ("9" * 30, None)]
)
def test_retry_after_in_seconds(value: str, seconds: float | None) -> None:
    assert read_retry_after(value) == seconds


def test_retry_after_as_a_date() -> None:
    now = datetime.now(UTC)
    assert read_retry_after(format_datetime(now + timedelta(seconds=100), usegmt=True)) == pytest.approx(100, abs=5)
    assert read_retry_after(format_datetime(now - timedelta(seconds=100), usegmt=True)) == 0
    assert read_retry_after("Sun Nov  6 08:49:37 1994") == 0


def test_errors_survive_the_way_from_another_process() -> None:
    error = pickle.loads(pickle.dumps(RateLimited("slow", retry_after=3.0, remedy="wait")))
    assert (type(error), str(error), error.retry_after) == (RateLimited, "slow (wait)", 3.0)


# Prompts and answers of language models ---------------------------------------------------------------------------------------------------


def test_the_shipped_prompt_keeps_its_number() -> None:
    """Who changes a word of it names it anew: translations that came from the old one must not pass for the new one's."""
    import hashlib

    text = load_prompt(None).text
    assert (SHIPPED, hashlib.sha256(text.encode()).hexdigest()[:8]) == ("english-1", "0a993ba6")


def test_a_prompt_needs_a_place_for_the_form_of_the_answer(tmp_path: Path) -> None:
    path = tmp_path / "prompt.txt"
    path.write_text("Translate.", "utf-8")
    with pytest.raises(UsageError, match=r"\$answer"):
        load_prompt(path)


def test_reasons_name_the_text_they_are_about() -> None:
    messages = write_messages(load_prompt(None), [Query("一"), Query("二", reason="a code was lost")])
    assert "2: a code was lost" in messages[1]["content"]
    assert "$" not in messages[0]["content"]


TWO = [Query("一"), Query("二")]


@pytest.mark.parametrize(
    ("content", "wanted", "answers"),
    [
        ("One.", TWO[:1], ["One."]),
        ("<think>\nLet me see: 一\n</think>\n\nOne.", TWO[:1], ["One."]),
        ("```\nOne.\n```", TWO[:1], ["One."]),
        ("<source>\nOne.\n</source>", TWO[:1], ["One."]),
        ('{"1": "one"}', TWO[:1], ['{"1": "one"}']),
        ('{"1": "one", "2": "two"}', TWO, ["one", "two"]),
        ('```json\n{"2": "two", "1": "one"}\n```', TWO, ["one", "two"]),
        ('<think>hm</think>{"1": "one\\n1", "2": " \\"two\\" "}', TWO, ["one\n1", '"two"']),
    ],
)
def test_answers_are_read(content: str, wanted: Sequence[Query], answers: list[str]) -> None:
    assert read_answer("openai", content, wanted) == answers


@pytest.mark.parametrize(
    "content",
    [
        "",
        "One. Two.",
        '["one", "two"]',
        '{"1": "one"}',
        '{"1": "one", "2": "two", "3": "three"}',
        '{"1": "one", "1": "two"}',
        '{"1": "one", "2": "two", "2": "three"}',
        '{"0": "one", "1": "two"}',
        '{"1": "one", "2": 2}',
        '{"1": "one", "2": ""}',
        '{"1": "one", "2": {"text": "two"}}',
        '{"1": "one", "2": "two"',
        '{"1": "one", "2": "two"} Done!',
        json.dumps([["1", "one"], ["2", "two"]]),
        "{}",
        "[" * 100_000,
    ],
)
def test_answers_that_are_not_exactly_the_texts_are_bad(content: str) -> None:
    with pytest.raises(BadAnswer):
        read_answer("openai", content, TWO)


def test_nothing_is_no_answer_to_something() -> None:
    with pytest.raises(BadAnswer):
        read_answer("openai", "<think>so</think>", TWO[:1])
