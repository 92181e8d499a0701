"""A real Chromium in front of a real review page."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from langbridge.glossary import Termbase
from langbridge.pipeline import Conversions, Reading, convert_again, convert_file
from langbridge.project import SourceFile
from langbridge.review import find_reviews
from langbridge.review.web import Desk, create_app
from langbridge.review.web.security import new_token
from langbridge.values import HANS_CN, HANT_TW

_PLACES = ("chromium", "chromium-browser", "google-chrome")
_QUIET = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """The system's Chromium; tests are skipped, saying so, where there is none.

    For a module only: while it is there, its event loop runs in this thread, and no test may run another.
    """
    named = os.environ.get("LANGBRIDGE_CHROMIUM") or next(filter(None, map(shutil.which, _PLACES)), None)
    if named is None:
        pytest.skip("NO CHROMIUM IS INSTALLED: the review page is not tested in a browser")
    sync_api = pytest.importorskip("playwright.sync_api", reason="PLAYWRIGHT IS NOT INSTALLED: the review page is not tested in a browser")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=named, args=_QUIET)
        yield chromium
        chromium.close()


def until(page: Any, script: str, given: object = None) -> None:
    """Wait until a script is true.  It is asked from here: the page's policy forbids it to evaluate a text by itself."""
    deadline = time.monotonic() + 15
    while not page.evaluate(script, given):
        assert time.monotonic() < deadline, (script, page.inner_text("body"))
        page.wait_for_timeout(10)


class Served:
    """A project and the address of its review page."""

    def __init__(self, root: Path, desk: Desk, address: str) -> None:
        self.root = root
        self.desk = desk
        self.address = address
        self.base = address.split("/?")[0]

    def article(self, name: str) -> str:
        """The address of an article's page."""
        number = next(number for number in range(len(self.desk)) if self.desk.ref(number).name == name)
        return f"{self.base}/article/{number}"

    def text(self, name: str) -> str:
        """An output as it is on the disk, once all is written."""
        self.desk.flush()
        return (self.root / "output" / name).read_bytes().decode()


@pytest.fixture
def serve_project(tmp_path: Path, repository: Path) -> Iterator[Callable[..., Served]]:
    """Convert articles to Taiwan's and the mainland's Chinese and serve the review of what came of them."""
    ends: list[Callable[[], None]] = []

    def start(articles: dict[str, bytes]) -> Served:
        import uvicorn

        glossary = tmp_path / "glossaries" / "terms.yaml"
        glossary.parent.mkdir()
        shutil.copy(repository / "glossaries" / "software.yaml", glossary)
        conversions = Conversions(Termbase.load([glossary]))
        for name, data in articles.items():
            (tmp_path / name).write_bytes(data)
            for target in (HANT_TW, HANS_CN):
                source = SourceFile(tmp_path / name, Path(name))
                convert_file(source, target, conversions, Reading(), root=tmp_path, output=tmp_path / "output")
        desk = Desk(
            find_reviews(tmp_path / "output", tmp_path),
            tmp_path,
            glossaries=[glossary],
            reconvert=lambda refs: convert_again(refs, tmp_path, tmp_path / "output", [glossary]),
        )
        listening = socket.create_server(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        token = new_token()
        app = create_app(desk, hosts=[f"127.0.0.1:{port}"], token=token)
        server = uvicorn.Server(
            uvicorn.Config(
                app, log_config=None, access_log=False, lifespan="off", ws="none", timeout_graceful_shutdown=0, log_level="critical"
            )
        )
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()

        def end() -> None:
            server.should_exit = True
            thread.join()
            listening.close()
            desk.close()

        ends.append(end)
        return Served(tmp_path, desk, f"http://127.0.0.1:{port}/?token={token}")

    yield start
    for end in ends:
        end()


@pytest.fixture
def open_page(browser: Any) -> Iterator[Callable[..., Any]]:
    """Open a page that fails the test for a message on its console, an error in a script, or a request to elsewhere."""
    contexts: list[Any] = []
    faults: list[str] = []

    def start(served: Served, *, quiet: bool = True, **more: Any) -> Any:
        context = browser.new_context(
            **({"viewport": {"width": 1280, "height": 800}, "locale": "en-US", "reduced_motion": "reduce"} | more)
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        if quiet:
            page.on("console", lambda message: faults.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: faults.append(f"error: {error}"))
        page.on("request", lambda request: faults.append(request.url) if not request.url.startswith(served.base) else None)
        page.goto(served.address)
        return page

    yield start
    for context in contexts:
        context.close()
    assert faults == []
