"""What pages are made of: messages in both languages, templates, files."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest
from tests.unit.review.web.conftest import Newsroom

from langbridge.review.decisions import Verdict
from langbridge.review.web import assets
from langbridge.values import Layer


def said_in(name: str) -> str:
    return "\n".join(each.read_text("utf-8") for each in files(assets.__package__).joinpath(name).iterdir())


def test_both_languages_say_the_same_things() -> None:
    english, chinese = assets.messages("en"), assets.messages("zh-Hant")
    assert list(english) == list(chinese)
    for key in english:
        assert places(english[key]) == places(chinese[key]), key


def places(said: object) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", str(said).replace("'", "")))


def test_every_message_that_is_used_is_there_and_none_is_left_over() -> None:
    script, template = said_in("static"), said_in("templates")
    used = set(re.findall(r"""\bt\(\s*["']([a-z_]+)["']\s*[,)]""", script + template))
    used |= set(re.findall(r'"(key_[a-z_]+)"', script))
    for one, other in re.findall(r'\bt\([^"()]*\? "([a-z_]+)" : "([a-z_]+)"', script):
        used |= {one, other}
    # Those that are made of a prefix and a value, and those that only Python asks for.
    used |= {f"layer_{layer}" for layer in Layer} | {f"verdict_{verdict}" for verdict in Verdict}
    used |= {f"filter_{state}" for state in ("all", "waiting", "risky", "decided", "stale")}
    used |= {f"scope_{scope}" for scope in ("place", "article", "everywhere")}
    used |= {"overview", "figures", "page_made", "source_changed", "output_changed"}
    assert used == set(assets.messages("en"))


def test_scripts_make_no_markup_of_text() -> None:
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|DOMParser|srcdoc", said_in("static")
    )


def test_scripts_and_styles_ask_no_other_site() -> None:
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", said_in("static") + said_in("templates"))
    assert not re.search(r"@import|url\(", said_in("static"))


@pytest.mark.parametrize(("asked", "language"), [("zh-TW,zh;q=0.9", "zh-Hant"), ("en-US", "en"), ("de", "en"), ("", "en")])
def test_the_language_is_the_browsers_until_one_is_chosen(newsroom: Newsroom, asked: str, language: str) -> None:
    html = newsroom.client.get("/", headers={"Accept-Language": asked}).text
    assert f'<html lang="{language}"' in html


def test_a_language_that_was_chosen_stays(newsroom: Newsroom) -> None:
    newsroom.client.get("/language/zh-Hant", params={"to": "/rules"})
    assert '<html lang="zh-Hant"' in newsroom.client.get("/rules").text
    assert "所有文章" in newsroom.client.get("/messages.js").text


def test_the_theme_is_in_the_page_from_its_first_byte(newsroom: Newsroom) -> None:
    newsroom.client.cookies.set("langbridge_theme", "dark", "127.0.0.1")
    assert 'data-theme="dark"' in newsroom.client.get("/").text
    newsroom.client.cookies.set("langbridge_theme", '"><script>', "127.0.0.1")
    assert "data-theme" not in newsroom.client.get("/").text


def test_there_is_no_page_for_an_article_that_is_not_there(newsroom: Newsroom) -> None:
    assert newsroom.client.get("/article/99").status_code == 404
    assert newsroom.client.get("/article/x").status_code == 404


def test_the_documentation_tells_every_key(repository: Path) -> None:
    told = (repository / "docs" / "review.md").read_text("utf-8")
    names = {"ArrowDown": "↓", "ArrowUp": "↑", "Enter": "↵", " ": "␣"}
    bound = re.findall(r'^\s*\[\[(".*?")\], "key_', said_in("static"), re.MULTILINE)
    assert len(bound) > 25
    for keys in bound:
        for key in re.findall(r'"(.*?)"', keys):
            assert f"`{names.get(key, key)}`" in told or key in "12345678", key
