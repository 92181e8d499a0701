"""The server of the review page: on this machine alone, until Ctrl-C or until nobody has asked for a while."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import time
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from langbridge.review.web.app import create_app
from langbridge.review.web.desk import Desk
from langbridge.review.web.security import new_token
from langbridge.values import UsageError

LOOPBACK = "127.0.0.1"


def serve(desk: Desk, *, announce: Callable[[str], None], port: int = 0, timeout: float | None = None) -> None:
    """Serve the review page until Ctrl-C, or until no request came for `timeout` seconds; then write what is still to be written.

    `announce` gets the address, with the token in it, as soon as the port answers.  Port 0 takes a free one.
    Raises UsageError where the port is taken; any error in writing the last outputs is in `desk.troubles`.
    """
    with _listen(port) as listening:
        port = listening.getsockname()[1]
        token = new_token()
        watched = _Watched(create_app(desk, hosts=(f"{LOOPBACK}:{port}", f"localhost:{port}"), token=token))
        server = _Server(
            uvicorn.Config(
                watched,
                log_config=None,
                log_level="critical",
                access_log=False,
                lifespan="off",
                server_header=False,
                proxy_headers=False,  # nobody stands between, and nobody may claim to
                ws="none",
                timeout_graceful_shutdown=0,
            ),
            watched,
            timeout,
            desk.close,
        )
        announce(f"http://{LOOPBACK}:{port}/?token={token}")
        # uvicorn ends in order on Ctrl-C and raises it again afterwards; what it started out to do is done then.
        with contextlib.suppress(KeyboardInterrupt):
            server.run(sockets=[listening])


def _listen(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((LOOPBACK, port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        raise UsageError(f"port {port} cannot be used: {error.strerror}", remedy="leave --port out, and a free one is taken") from error
    except OverflowError as error:
        listening.close()
        raise UsageError(f"{port} is no port", remedy="leave --port out, and a free one is taken") from error
    return listening


class _Watched:
    """The app, and when it was last asked for anything; a request that is being answered counts as now."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._open = 0
        self._asked = time.monotonic()

    @property
    def idle(self) -> float:
        """For how many seconds nobody has asked."""
        return 0.0 if self._open else time.monotonic() - self._asked

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._open += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._open -= 1
            self._asked = time.monotonic()


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, watched: _Watched, timeout: float | None, close: Callable[[], None]) -> None:
        super().__init__(config)
        self._watched = watched
        self._timeout = timeout
        self._close = close

    async def main_loop(self) -> None:
        """uvicorn's own, with an end when the time is up."""
        if self._timeout is None:
            await super().main_loop()
            return
        waiting = asyncio.create_task(self._end_when_idle(self._timeout))
        try:
            await super().main_loop()
        finally:
            waiting.cancel()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """uvicorn's own; and what is to be written last is written before a SIGTERM is let through."""
        await super().shutdown(sockets)
        self._close()

    async def _end_when_idle(self, timeout: float) -> None:
        while (left := timeout - self._watched.idle) > 0:
            await asyncio.sleep(left)
        self.should_exit = True
