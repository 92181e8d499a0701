"""A test for each sentence about who may ask the review page for what."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any

import pytest
from tests.unit.review.web.conftest import HOST, ORIGIN, TOKEN, Client, Newsroom, shown

from langbridge.review.web import create_app
from langbridge.review.web.security import POLICY, new_token


def stranger(newsroom: Newsroom, **headers: str) -> Client:
    return Client(create_app(newsroom.desk, hosts=[HOST], token=TOKEN), {"X-Langbridge": "review", "Origin": ORIGIN, **headers})


def entered(newsroom: Newsroom) -> Client:
    client = stranger(newsroom)
    client.get("/", params={"token": TOKEN})
    return client


@pytest.mark.parametrize("path", ["/", "/rules", "/article/0", "/static/review.css", "/messages.js", "/api/articles", "/nothing"])
def test_without_the_cookie_nothing_is_answered(newsroom: Newsroom, path: str) -> None:
    assert stranger(newsroom).get(path).status_code == 403


def test_the_token_gives_a_cookie_that_scripts_and_other_sites_do_not_get(newsroom: Newsroom) -> None:
    answer = stranger(newsroom).get("/", params={"token": TOKEN}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert TOKEN not in cookie


def test_after_the_token_the_address_is_clean(newsroom: Newsroom) -> None:
    answer = stranger(newsroom).get("/", params={"token": TOKEN})
    assert str(answer.url) == f"{ORIGIN}/"
    assert answer.status_code == 200


@pytest.mark.parametrize("token", ["", "a-toke", "a-token2", "é", "A-TOKEN"])
def test_a_wrong_token_opens_nothing(newsroom: Newsroom, token: str) -> None:
    client = stranger(newsroom)
    assert client.get("/", params={"token": token}).status_code == 403
    assert client.get("/api/articles").status_code == 403


def test_the_token_is_long_and_never_the_same() -> None:
    assert len(new_token()) >= 43
    assert new_token() != new_token()


def test_a_cookie_that_is_not_ours_is_refused(newsroom: Newsroom) -> None:
    assert stranger(newsroom, Cookie=f"langbridge-review-8765={TOKEN}").get("/").status_code == 403
    assert stranger(newsroom, Cookie="langbridge-review-8765=").get("/").status_code == 403


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8765", "127.0.0.1", "127.0.0.1:8766", "127.0.0.1:8765.evil.example", ""])
def test_a_foreign_host_is_refused_even_with_the_cookie(newsroom: Newsroom, host: str) -> None:
    client = entered(newsroom)
    assert client.get("/api/articles").status_code == 200
    assert client.get("/api/articles", headers={"Host": host}).status_code == 421


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://127.0.0.1:8765", "http://127.0.0.1:8766", "http://127.0.0.1"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_foreign_origin_is_refused_even_with_the_cookie(newsroom: Newsroom, origin: str, method: str) -> None:
    client = entered(newsroom)
    assert client.request(method, "/api/articles/0", headers={"Origin": origin}).status_code == 403


def test_a_write_without_an_origin_is_refused(newsroom: Newsroom) -> None:
    client = entered(newsroom)
    del client._headers["Origin"]
    assert client.get("/api/articles").status_code == 200
    view = newsroom.view("a.md")
    assert client.post(f"/api/articles/{view['id']}/approve", json={"version": view["version"]}).status_code == 403


def test_the_api_wants_a_header_that_a_form_cannot_send(newsroom: Newsroom) -> None:
    client = entered(newsroom)
    del client._headers["X-Langbridge"]
    assert client.get("/").status_code == 200
    assert client.get("/api/articles").status_code == 403


def test_no_answer_may_be_read_by_another_site(newsroom: Newsroom) -> None:
    answer = entered(newsroom).get("/api/articles")
    assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize("path", ["/", "/rules", "/article/0", "/static/article.js", "/api/articles", "/nothing"])
def test_every_answer_forbids_inline_scripts_and_foreign_places(newsroom: Newsroom, path: str) -> None:
    for client in (entered(newsroom), stranger(newsroom)):
        headers = client.get(path).headers
        assert headers["content-security-policy"] == POLICY
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "no-store"
    assert "unsafe" not in POLICY
    assert "default-src 'none'" in POLICY


@pytest.mark.parametrize("path", ["/", "/rules", "/article/0"])
def test_pages_have_nothing_inline_and_nothing_from_elsewhere(newsroom: Newsroom, path: str) -> None:
    html = newsroom.client.get(path).text
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", html)
    assert all(each.startswith(("/", "#")) and not each.startswith("//") for each in re.findall(r'(?:href|src)="([^"]*)"', html))


@pytest.mark.parametrize(
    "path",
    [
        "/static/../security.py",
        "/static/..%2Fsecurity.py",
        "/static/%2e%2e/%2e%2e/record.py",
        "/static//etc/passwd",
        "/static/security.py",
        "/article/../../glossaries/terms.yaml",
        "/api/articles/..%2f..%2fglossaries%2fterms.yaml",
        "/api/articles/-1",
        "/api/articles/99",
        "/output/zh-Hant-TW/a.md",
    ],
)
def test_paths_lead_nowhere_but_to_what_is_in_the_tables(newsroom: Newsroom, path: str) -> None:
    answer = newsroom.client.get(path)
    assert answer.is_error
    assert "root:" not in answer.text
    assert "concepts" not in answer.text


def test_an_article_that_links_out_of_the_project_is_not_shown(newsroom: Newsroom, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "secret.md"
    output = newsroom.output / "zh-Hant-TW" / "b.md"
    outside.write_bytes(output.read_bytes())
    output.unlink()
    output.symlink_to(outside)
    answer = newsroom.client.get(f"/api/articles/{newsroom.number('b.md')}")
    assert answer.status_code == 422
    assert "leads out of the project" in answer.json()["error"]


def test_a_record_that_names_a_file_outside_the_project_shows_none_of_it(
    newsroom: Newsroom, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "secret.md"
    ref = newsroom.desk.ref(newsroom.number("b.md"))
    record = json.loads(ref.record_path.read_bytes())
    outside.write_bytes((newsroom.root / "b.md").read_bytes())
    record["source"]["path"] = str(outside)
    del record["text"]
    ref.record_path.write_text(json.dumps(record), "utf-8")
    assert "outside the project" in newsroom.client.get(f"/api/articles/{newsroom.number('b.md')}").json()["error"]


def test_a_glossary_outside_the_project_is_not_offered(newsroom: Newsroom, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "terms.yaml"
    outside.write_bytes(newsroom.glossary.read_bytes())
    link = newsroom.root / "glossaries" / "link.yaml"
    link.symlink_to(outside)
    desk = type(newsroom.desk)([], newsroom.root, glossaries=[outside, link, newsroom.glossary])
    assert desk.glossaries == (newsroom.glossary,)


def test_a_page_goes_on_to_its_own_addresses_only(newsroom: Newsroom) -> None:
    for to in ("https://evil.example/", "//evil.example", "/\\evil.example", "/rules?x=1", "javascript:alert(1)"):
        answer = newsroom.client.get("/language/zh-Hant", params={"to": to}, follow_redirects=False)
        assert answer.headers["location"] == "/"
    assert newsroom.client.get("/language/zh-Hant", params={"to": "/article/1"}, follow_redirects=False).headers["location"] == "/article/1"


def test_markup_in_an_article_is_data(newsroom: Newsroom) -> None:
    answer = newsroom.client.get(f"/api/articles/{newsroom.number('b.md')}")
    assert answer.headers["content-type"] == "application/json"
    assert "<script>alert(1)</script>" in shown(answer.json(), "output")[2]


def test_markup_in_a_name_is_escaped(newsroom: Newsroom) -> None:
    folder = newsroom.root / "output"
    for path in (folder / "zh-Hant-TW" / "b.md", folder / ".review" / "zh-Hant-TW" / "b.md.json"):
        path.rename(path.with_name(path.name.replace("b.md", "<img src=x onerror=alert(1)>.md")))
    newsroom.desk = newsroom.new_desk()
    newsroom.client = newsroom.new_client()
    html = newsroom.client.get(f"/article/{newsroom.number('<img src=x onerror=alert(1)>.md')}").text
    assert "<img" not in html
    assert "&lt;img" in html


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b'{"version": 1}',
        b'{"version": "x", "changes": "all", "verdict": "accept"}',
        b'{"version": "x", "changes": [-1], "verdict": "accept"}',
        b'{"version": "x", "changes": [true], "verdict": "accept"}',
        b'{"version": "x", "changes": [0], "verdict": "delete"}',
        b'{"version": "x", "changes": [0], "verdict": "edit", "text": "\\ud800"}',
        b'{"version": "x", "changes": [0], "verdict": "accept", "scope": "everything"}',
        b"[" * 100_000,
        b'"' + b"x" * 4_000_001,
    ],
)
def test_a_body_that_no_page_sends_is_refused(newsroom: Newsroom, body: bytes) -> None:
    before = {path: path.read_bytes() for path in newsroom.root.rglob("*") if path.is_file()}
    answer = newsroom.client.post("/api/articles/0/decide", content=body)
    assert answer.status_code == 400
    assert {path: path.read_bytes() for path in newsroom.root.rglob("*") if path.is_file()} == before


def test_websockets_are_closed(newsroom: Newsroom) -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        raise AssertionError

    async def connect() -> None:
        await create_app(newsroom.desk, hosts=[HOST], token=TOKEN)({"type": "websocket", "path": "/"}, receive, send)

    asyncio.run(connect())
    assert sent == [{"type": "websocket.close", "code": 1008}]
