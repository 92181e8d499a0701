"""The review page as an ASGI app: its pages, its files, and the API that they talk to."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from langbridge.review.decisions import Scope, Verdict
from langbridge.review.record import Json
from langbridge.review.web import assets, deciding, views, wording
from langbridge.review.web.desk import Desk
from langbridge.review.web.requests import Body
from langbridge.review.web.security import Gate
from langbridge.values import ConflictError, LangbridgeError, UsageError

_Work: TypeAlias = Callable[[Desk, Mapping[str, int | str], Body], Mapping[str, Json]]

_PAGES = re.compile(r"/(rules|article/[0-9]+)?").fullmatch
_LANGUAGE = "langbridge_language"
_THEME = "langbridge_theme"


def create_app(desk: Desk, *, hosts: Sequence[str], token: str) -> ASGIApp:
    """The app for a desk.  `hosts` are the values of `Host` that are answered, `token` what the first address holds."""

    async def articles(request: Request) -> Response:
        return _page(request, "articles")

    async def rules(request: Request) -> Response:
        return _page(request, "rules")

    async def article(request: Request) -> Response:
        number = int(request.path_params["article"])
        if number >= len(desk):
            return Response("there is no such article\n", 404, media_type="text/plain")
        return _page(request, "article", article=number, name=views.name(desk.ref(number)))

    def api(path: str, work: _Work, method: str = "POST") -> Route:
        async def endpoint(request: Request) -> Response:
            with wording.speaking(_language(request)):
                try:
                    body = await Body.read(request) if method == "POST" else Body(dict(request.query_params))
                    return _json(await run_in_threadpool(work, desk, request.path_params, body))
                except LangbridgeError as error:
                    status = 409 if isinstance(error, ConflictError) else 400 if isinstance(error, UsageError) else 422
                    return _json({"error": wording.told(error)}, status)

        return Route(f"/api/{path}", endpoint, methods=[method], name=path)

    pages = [
        Route("/", articles),
        Route("/rules", rules),
        Route("/article/{article:int}", article),
        Route("/static/{name}", _static),
        Route("/messages.js", _messages),
        Route("/language/{tag}", _choose_language),
    ]
    return Gate(Starlette(routes=[*pages, *(api(*route) for route in _API)]), hosts=hosts, token=token)


def _page(request: Request, page: str, **values: str | int) -> Response:
    language = _language(request)
    theme = request.cookies.get(_THEME, "")
    html = (
        assets.templates()
        .get_template(f"{page}.html")
        .render(
            page=page,
            here=request.url.path,
            language=language,
            languages=list(assets.LANGUAGES.items()),
            theme=theme if theme in ("light", "dark") else "",
            t=lambda key: assets.message(language, key),
            **values,
        )
    )
    return Response(html.encode("utf-8", "backslashreplace"), media_type="text/html")


def _language(request: Request) -> str:
    """The language of the page's own words: the one that was chosen, else Chinese for those whose browser asks for it first."""
    chosen = request.cookies.get(_LANGUAGE, "")
    if chosen in assets.LANGUAGES:
        return chosen
    return "zh-Hant" if request.headers.get("accept-language", "").strip().lower().startswith("zh") else "en"


async def _choose_language(request: Request) -> Response:
    # Only to the page's own addresses: nothing else is a place to go on to.
    here = request.query_params.get("to", "")
    response = RedirectResponse(here if _PAGES(here) else "/", 303)
    tag = request.path_params["tag"]
    if tag in assets.LANGUAGES:
        response.set_cookie(_LANGUAGE, tag, max_age=31536000, samesite="strict", httponly=True, path="/")
    return response


async def _static(request: Request) -> Response:
    found = assets.static_files().get(request.path_params["name"])
    return Response(found.data, media_type=found.media_type) if found else Response("there is no such file\n", 404, media_type="text/plain")


async def _messages(request: Request) -> Response:
    said = json.dumps(assets.messages(_language(request)), ensure_ascii=False)
    return Response(f"export default {said};\n", media_type="text/javascript; charset=utf-8")


def _json(value: Mapping[str, Json], status: int = 200) -> Response:
    try:
        data = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:  # half of a surrogate pair, which some encodings let into an article
        data = json.dumps(value, separators=(",", ":")).encode()
    return Response(data, status, media_type="application/json")


def _list_articles(desk: Desk, where: Mapping[str, int | str], body: Body) -> Mapping[str, Json]:
    ready = desk.read_ahead()
    if ready:
        desk.read_all()  # what other programs changed meanwhile
    rows: list[Json] = [views.listed(number, desk.ref(number), desk.known(number), desk.trouble(number)) for number in range(len(desk))]
    return {"ready": ready, "articles": rows}


def _undo(desk: Desk, where: Mapping[str, int | str], body: Body) -> Mapping[str, Json]:
    article = body.optional_number("article")
    versions = body.versions() if article is None else {article: body.text("version")}
    return deciding.undo(desk, article, versions, body.optional_texts("steps"))


def _at(where: Mapping[str, int | str]) -> int:
    return int(where["article"])


_API: tuple[tuple[str, _Work, str], ...] = (
    ("articles", _list_articles, "GET"),
    ("articles/{article:int}", lambda desk, where, body: deciding.show(desk, _at(where)), "GET"),
    (
        "articles/{article:int}/decide",
        lambda desk, where, body: deciding.decide_marks(
            desk,
            _at(where),
            body.text("version"),
            body.numbers("changes"),
            body.choice("verdict", Verdict),
            body.text("text", ""),
            body.choice("scope", Scope, Scope.PLACE),
            body.text("note", ""),
        ),
        "POST",
    ),
    (
        "articles/{article:int}/rows/{row:int}",
        lambda desk, where, body: deciding.show_line(desk, _at(where), int(where["row"])),
        "GET",
    ),
    (
        "articles/{article:int}/rows/{row:int}",
        lambda desk, where, body: deciding.edit_line(desk, _at(where), body.text("version"), int(where["row"]), body.text("text")),
        "POST",
    ),
    (
        "articles/{article:int}/clear",
        lambda desk, where, body: deciding.clear_marks(desk, _at(where), body.text("version"), body.numbers("changes")),
        "POST",
    ),
    (
        "articles/{article:int}/rest",
        lambda desk, where, body: deciding.accept_rest(desk, _at(where), body.text("version"), body.number("change")),
        "POST",
    ),
    ("articles/{article:int}/approve", lambda desk, where, body: deciding.approve_article(desk, _at(where), body.text("version")), "POST"),
    ("articles/{article:int}/adopt", lambda desk, where, body: deciding.adopt(desk, _at(where), body.text("version")), "POST"),
    (
        "articles/{article:int}/forget",
        lambda desk, where, body: deciding.forget_stale(desk, _at(where), body.text("version"), body.numbers("stale")),
        "POST",
    ),
    ("undo", _undo, "POST"),
    ("rules", lambda desk, where, body: deciding.list_rules(desk), "GET"),
    ("rules/{key}", lambda desk, where, body: deciding.list_places(desk, str(where["key"])), "GET"),
    (
        "rules/{key}",
        lambda desk, where, body: deciding.decide_rule(
            desk, str(where["key"]), body.versions(), body.choice("verdict", Verdict), body.numbers_by_number("only")
        ),
        "POST",
    ),
    (
        "glossary/preview",
        lambda desk, where, body: deciding.preview_entry(
            desk, body.number("article"), body.number("change"), body.text("source") if body.has("source") else None, body.text("target")
        ),
        "POST",
    ),
    (
        "glossary",
        lambda desk, where, body: deciding.write_entry(
            desk,
            body.number("article"),
            body.text("version"),
            body.text("source"),
            body.text("target"),
            body.text("english", ""),
            body.text("note"),
            body.number("glossary"),
        ),
        "POST",
    ),
)
