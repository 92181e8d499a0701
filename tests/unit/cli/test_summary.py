"""What the convert summary tells beside its table."""

from __future__ import annotations

from pathlib import Path

import pytest

from langbridge.cli.summary import print_summary
from langbridge.glossary import Termbase, parse_yaml
from langbridge.jobs import Batch, Job, run_jobs
from langbridge.pipeline import Reading
from langbridge.project import SourceFile
from langbridge.values import HANT_TW

GLOSSARY = """\
glossary: test
concepts:
  - id: coffee
    zh-Hans-CN: [咖啡, {form: 架非, status: deprecated}]
    zh-Hant-TW: 咖啡
"""


@pytest.fixture
def batch(tmp_path: Path) -> Batch:
    return Batch(Termbase([parse_yaml(GLOSSARY, Path("test.yaml"))]), Reading(), tmp_path, tmp_path / "output")


def test_a_deprecated_form_is_told_once_with_the_preferred_one(tmp_path: Path, batch: Batch, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "post.md").write_text("架非与软件，还有架非。\n", encoding="utf-8")
    print_summary(list(run_jobs([Job(SourceFile(tmp_path / "post.md", Path("post.md")), HANT_TW)], batch)), [], None)
    told = capsys.readouterr().err
    assert told.count("架非 is deprecated, 咖啡 is preferred") == 1
    assert "post.md" in told


def test_a_form_that_is_not_deprecated_is_not_told(tmp_path: Path, batch: Batch, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "post.md").write_text("咖啡与软件。\n", encoding="utf-8")
    print_summary(list(run_jobs([Job(SourceFile(tmp_path / "post.md", Path("post.md")), HANT_TW)], batch)), [], None)
    assert "deprecated" not in capsys.readouterr().err
