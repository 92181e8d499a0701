"""Who may ask the review page for anything, and what a browser may do with the answer.

The page is for the one person who started it.  Other programs of the machine, other users on it, and every web site that this person's
browser has open can reach a loopback port as well, so nothing is answered unless all of this holds:

- `Host` is the address that was printed: a foreign name that was made to point at 127.0.0.1 (DNS rebinding) is refused.
- `Origin`, where the browser sends it, is that address too; a request that changes something has to have it.
- The cookie is there, which only a request with the token of the printed address is given; `SameSite=Strict`, so that no other site's
  page can have it sent along.
- Below `/api/` the header `X-Langbridge` is there, which a form on another site cannot send.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADER = "X-Langbridge"
"""What a request to the API carries beside the cookie, with any value."""

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        # Text becomes markup nowhere: an innerHTML would throw.
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
"""The Content-Security-Policy of every answer."""

_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_GO_ON = '<!doctype html><meta http-equiv="refresh" content="0; url=/"><title>langbridge</title><a href="/">langbridge</a>'
_SAFE_METHODS = frozenset({"GET", "HEAD"})


def new_token() -> str:
    """A token that nobody guesses: 256 random bits, as they can stand in an address."""
    return secrets.token_urlsafe(32)


class Gate:
    """Lets through what passes every check above, and puts the headers on every answer, refusals too."""

    def __init__(self, app: ASGIApp, *, hosts: Sequence[str], token: str) -> None:
        self._app = app
        self._hosts = frozenset(hosts)
        self._origins = frozenset(f"http://{host}" for host in hosts)
        self._token = token
        # Not the token itself: an address is seen over a shoulder and kept in a history.
        self._session = new_token()
        # Cookies know no ports, and a second review may run at another one.
        self._cookie = f"langbridge-review-{hosts[0].rpartition(':')[2]}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
            await send(message)

        await self._answer(scope)(scope, receive, send_with_headers)

    def _answer(self, scope: Scope) -> ASGIApp:
        headers = Headers(scope=scope)
        if headers.getlist("host") != headers.getlist("host")[:1] or headers.get("host", "") not in self._hosts:
            return _refuse("this is not the address that langbridge review printed", 421)
        origin = headers.get("origin")
        if origin not in self._origins if origin is not None else scope["method"] not in _SAFE_METHODS:
            return _refuse("this request comes from another site", 403)
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token")
        if scope["path"] == "/" and given and scope["method"] in _SAFE_METHODS:
            if not _same(given[0], self._token):
                return _refuse("this is not the address that langbridge review printed, or it is an older one's", 403)
            # Where a link on another site led here, that site is still what began a redirect, and the new cookie would not be sent along.
            linked = headers.get("sec-fetch-site") == "cross-site"
            response: Response = HTMLResponse(_GO_ON) if linked else RedirectResponse("/", 303)
            response.set_cookie(self._cookie, self._session, httponly=True, samesite="strict", path="/")
            return response
        cookies = cookie_parser("; ".join(headers.getlist("cookie")))
        if not _same(cookies.get(self._cookie, ""), self._session):
            return _refuse("open the address that langbridge review printed; it has a token in it", 403)
        if scope["path"].startswith("/api/") and HEADER not in headers:
            return _refuse(f"a request to the API carries the header {HEADER}", 403)
        return self._app


def _same(given: str, expected: str) -> bool:
    """Compare in a time that tells nothing about where the difference is."""
    return secrets.compare_digest(given.encode("utf-8", "surrogateescape"), expected.encode())


def _refuse(reason: str, status: int) -> ASGIApp:
    return PlainTextResponse(f"langbridge review: {reason}\n", status)
