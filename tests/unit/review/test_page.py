"""The page that is sent: one file that shows all and asks for nothing."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from tests.unit.review.conftest import Project

from langbridge.review import Review, Scope, Verdict, decide
from langbridge.review.page import render_page


class Columns(HTMLParser):
    """Reads the two columns of the rows, as a browser would."""

    def __init__(self) -> None:
        super().__init__()
        self.columns: dict[str, list[str]] = {"source": [], "output": []}
        self.links: set[str] = set()
        self.ids: set[str] = set()
        self._side = ""
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.ids.add(str(given["id"]))
        if tag == "a":
            self.links.add(str(given["href"]))
        if tag == "div":
            self._depth += 1
            names = (given.get("class") or "").split()
            if "cell" in names:
                self._side, self._depth = names[1], 0
                self.columns[self._side].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "div":
            self._depth -= 1
            if self._depth < 0:
                self._side = ""

    def handle_data(self, data: str) -> None:
        if self._side:
            self.columns[self._side][-1] += data


def read(page: str) -> Columns:
    columns = Columns()
    columns.feed(page)
    return columns


@pytest.fixture
def review(project: Project) -> Review:
    project.write("## 软件\n\n<script>alert(1)</script> 里面的软件 & 𠮷。\n\n回复邮件。\n")
    project.convert()
    return project.open()


def test_it_shows_source_and_output_whole(review: Review) -> None:
    columns = read(render_page([review])).columns
    assert columns["source"] == review.source_text.splitlines()
    assert columns["output"] == review.settled().text.splitlines()


def test_it_shows_what_is_decided(review: Review) -> None:
    decided = decide(review, [0], Verdict.REJECT, scope=Scope.ARTICLE, note="as we write it")
    page = render_page([decided])
    assert read(page).columns["output"][0] == "## 軟件"
    assert "as we write it" in page


def test_every_mark_leads_to_its_reason(review: Review) -> None:
    found = read(render_page([review, review]))
    assert {link.removeprefix("#") for link in found.links} <= found.ids
    assert "a0-r0" in found.ids and "a1-r0" in found.ids


def test_reasons_hold_rules_steps_and_candidates(review: Review) -> None:
    page = html.unescape(render_page([review]))
    for said in ("TWPhrases:軟件", "软件 → 軟件 → 軟體", "回覆 · 回復 · 回複"):
        assert said in page


def test_it_asks_for_nothing_and_runs_nothing(review: Review) -> None:
    page = render_page([review])
    assert "<script" not in page
    assert not re.search(r"\ssrc=|\sstyle=|\son[a-z]+=|url\(|@import|https?://", page)
    assert "&lt;script&gt;alert(1)" in page


def test_its_policy_allows_its_own_style_alone(review: Review) -> None:
    page = render_page([review])
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in page


def test_it_speaks_chinese_too(review: Review) -> None:
    page = render_page([review], language="zh-Hant")
    assert '<html lang="zh-Hant">' in page
    assert "變更與理由" in page


def test_texts_are_in_their_own_language(review: Review) -> None:
    page = render_page([review])
    assert 'lang="zh-Hans-CN"' in page or 'lang="zh-Hans"' in page
    assert 'lang="zh-Hant-TW"' in page


def test_a_page_of_nothing() -> None:
    assert "<main" in render_page([])


def test_it_can_be_written_whatever_the_article_holds(project: Project, tmp_path: Path) -> None:
    project.write("软件\u2028里面\x0c \ufffd\n")
    project.convert()
    (tmp_path / "page.html").write_text(render_page([project.open()]), "utf-8")
