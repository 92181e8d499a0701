"""What a run finds to do: terms in texts, settings and programs that count, and files that change while they are read."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langbridge.article import Article
from langbridge.glossary import Termbase, parse_yaml
from langbridge.jobs import (
    Action,
    Done,
    Plan,
    Result,
    Why,
    alone,
    batch_of,
    carry_out,
    plan_run,
    project_sources,
    read_manifest,
    record_plan,
)
from langbridge.jobs.makings import describe_change, making_of
from langbridge.jobs.manifest import ManifestWriter
from langbridge.jobs.planning import key_path
from langbridge.jobs.term_changes import FormFinder, changed_forms, wording_of
from langbridge.pipeline import Reading
from langbridge.project import EngineSettings, Settings, SourceFile, Typography, find_articles, output_path
from langbridge.values import ENGLISH, HANS_CN, HANT, HANT_TW


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A project of four articles."""
    (tmp_path / "posts").mkdir()
    for name in "abcd":
        (tmp_path / "posts" / f"{name}.md").write_text(f"后面的软件 {name}\n", encoding="utf-8")
    return Settings(tmp_path, tmp_path / "langbridge.yaml", (tmp_path / "posts",), (HANT_TW,), tmp_path / "output")


def plan_of(settings: Settings) -> Plan:
    sources = project_sources(settings, settings.output, lambda path: path, lambda error: pytest.fail(str(error)))
    return plan_run(settings, read_manifest(settings.root), sources, output=settings.output)


def done_of(settings: Settings, reading: Reading | None = None, *, processes: int = 1) -> list[Done]:
    """Plan and carry out; `reading` reads articles in the project's place."""
    plan = plan_of(settings)
    batch = batch_of(settings, settings.output)
    manifest = read_manifest(settings.root)
    with alone(settings.root), ManifestWriter(manifest) as writer:
        record_plan(plan, manifest, writer, settings)
        return list(carry_out(plan, settings, replace(batch, reading=reading or batch.reading), writer, processes=processes))


def whys(plan: Plan) -> dict[str, list[Why]]:
    return {Path(one.key[0]).stem: [reason.why for reason in one.reasons] for one in plan.todo}


class Deadly(Reading):
    """Reads like any other, but articles of one name kill their process."""

    def read_file(self, path: Path) -> tuple[bytes, Article]:
        if path.name == "b.md":
            os.kill(os.getpid(), signal.SIGKILL)
        return super().read_file(path)


class Overtaken(Reading):
    """Reads like any other, and then somebody writes as many bytes into the file, at once."""

    def read_file(self, path: Path) -> tuple[bytes, Article]:
        read = super().read_file(path)
        if path.name == "b.md":
            path.write_text("里面的软件 b\n", encoding="utf-8")
        return read


@pytest.mark.skipif(not hasattr(os, "fork"), reason="THIS SYSTEM CANNOT FORK: killed processes are not tested")
@pytest.mark.parametrize("processes", [1, 2])
def test_an_article_whose_process_dies_fails_alone_and_is_named(settings: Settings, processes: int) -> None:
    done = done_of(settings, Deadly(), processes=processes)
    failed = [one for one in done if one.result is Result.FAILED]
    assert len(done) == 4
    assert [Path(one.entry.path).name for one in failed] == ["b.md"]
    assert "b.md: its process was killed by SIGKILL, twice" in failed[0].entry.messages[0]
    assert whys(plan_of(settings)) == {"b": [Why.FAILED_BEFORE]}


def test_an_article_that_vanishes_before_it_is_planned_fails_alone(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = output_path(settings.output, HANT_TW, Path("b.md"))
    theirs.parent.mkdir(parents=True)
    theirs.write_text("他們的\n", encoding="utf-8")
    listed = find_articles

    def vanish(*named: Any, **options: Any) -> list[SourceFile]:
        found = listed(*named, **options)
        (settings.root / "posts/b.md").unlink()
        return found

    monkeypatch.setattr("langbridge.jobs.planning.find_articles", vanish)
    done = done_of(settings)
    assert [(Path(one.entry.path).name, one.result is Result.FAILED) for one in done] == [(f"{name}.md", name == "b") for name in "abcd"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the class is not known to a process that does not come from this one")
def test_an_article_that_changed_while_it_was_read_is_done_again(settings: Settings) -> None:
    done_of(settings, Overtaken())
    assert whys(plan_of(settings)) == {"b": [Why.SOURCE_CHANGED]}
    (done,) = done_of(settings)
    assert "裡面的軟體" in (settings.output / "zh-Hant-TW/b.md").read_text(encoding="utf-8")
    assert done.result is Result.WRITTEN
    assert not plan_of(settings).todo


def test_a_run_that_is_closed_leaves_the_rest_to_the_next(settings: Settings) -> None:
    plan, batch = plan_of(settings), batch_of(settings, settings.output)
    manifest = read_manifest(settings.root)
    with ManifestWriter(manifest) as writer:
        record_plan(plan, manifest, writer, settings)
        done = carry_out(plan, settings, batch, writer, processes=1)
        first = next(done)
        done.close()
    left = plan_of(settings)
    assert len(left.todo) == 3
    assert first.entry.key not in {one.key for one in left.todo}
    assert {one.action for one in left.planned} == {Action.NOTHING, Action.CONVERT}


def test_settings_that_shape_nothing_do_nothing_again(settings: Settings) -> None:
    now = making_of(settings, HANT_TW)
    for other in (
        replace(settings, engine=EngineSettings("deepl")),
        replace(settings, publish_allow=("region",)),
        replace(settings, targets=(HANT_TW, HANS_CN)),
    ):
        assert making_of(other, HANT_TW) == now
    for other, key in (
        (replace(settings, quotes=Typography.KEEP), "typography.quotes"),
        (replace(settings, front_matter_keep=frozenset({"title"})), "front_matter.keep"),
        (replace(settings, variant_forms=(("台", "臺"),)), "variants.forms"),
    ):
        assert describe_change(now, making_of(other, HANT_TW)) == ([key], [])


def test_english_is_made_with_the_engine_and_not_with_typography(settings: Settings) -> None:
    now = making_of(settings, ENGLISH)
    assert making_of(replace(settings, quotes=Typography.KEEP), ENGLISH) == now
    assert making_of(replace(settings, engine=EngineSettings(timeout=5)), ENGLISH) == now
    other = replace(settings, engine=EngineSettings("openai", model="large", fallback=EngineSettings("deepl")))
    changed, _ = describe_change(now, making_of(other, ENGLISH))
    assert {"engine.name", "engine.model", "engine.fallback.name"} <= set(changed)


def termbase(text: str) -> Termbase:
    return Termbase([parse_yaml(text, Path("g.yaml"))])


def test_the_forms_that_mean_something_else_by_target() -> None:
    old = termbase("glossary: g\nconcepts:\n  - {id: a, zh-Hans: 甲乙, zh-Hant-TW: 甲丙}\n  - {id: b, zh-Hans: 丁, zh-Hant-TW: 丁戊}\n")
    new = termbase("glossary: g\nconcepts:\n  - {id: a, zh-Hans: 甲乙, zh-Hant-TW: 甲己}\n  - {id: c, zh-Hans: 庚, zh-Hant-TW: 辛}\n")
    targets = (HANT_TW, HANT)
    before, after = wording_of(old, targets), wording_of(new, targets)
    assert changed_forms(before, after, HANT_TW) == {"甲乙", "甲丙", "甲己", "丁", "丁戊", "庚", "辛"}
    assert changed_forms(before, before, HANT_TW) == set()
    assert changed_forms({}, after, HANT_TW) == set(after["zh-Hant-TW"])
    assert changed_forms(None, after, HANT_TW) is None
    assert changed_forms({"zh-Hant": {}}, after, HANT_TW) is None


@given(st.lists(st.text("ab软[^]-\\件", min_size=1, max_size=4), max_size=6), st.text("ab软[^]-\\件", max_size=40))
def test_forms_are_found_wherever_they_stand(forms: Sequence[str], text: str) -> None:
    assert FormFinder(forms).find(text) == sorted({form for form in forms if form in text})


@contextmanager
def working_in(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def test_an_article_has_one_name_however_it_is_reached(tmp_path: Path) -> None:
    (tmp_path / "posts").mkdir()
    with working_in(tmp_path / "posts"):
        assert key_path(Path("a.md"), tmp_path) == key_path(Path("../posts/a.md"), tmp_path) == "posts/a.md"
        assert key_path(tmp_path / "posts" / "a.md", tmp_path) == "posts/a.md"
        assert key_path(Path("/elsewhere/a.md"), tmp_path) == "/elsewhere/a.md"
