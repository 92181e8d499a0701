"""A project with articles, a glossary, and the review page in front of it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.types import ASGIApp

from langbridge.glossary import Termbase
from langbridge.pipeline import Conversions, Reading, convert_again, convert_file
from langbridge.project import SourceFile
from langbridge.review import Review, find_reviews, open_review
from langbridge.review.web import Desk, create_app
from langbridge.values import HANT_TW

HOST = "127.0.0.1:8765"
ORIGIN = f"http://{HOST}"
TOKEN = "a-token"

ARTICLES = {
    "a.md": "---\ntitle: 软件的质量\n---\n\n## 软件的质量\n\n后面的软件在里面。[看](#软件的质量)\n\n回复邮件，再回复一次。\n",
    "b.md": "软件很好。\n\n<script>alert(1)</script>里面的视频，还有𠮷野家的软件。\n",
    "posts/c.md": "没有什么要看的，只有视频。\n",
}
GLOSSARY = "glossary: terms\nconcepts:\n  - id: video\n    note: as the newsroom writes it\n    zh-Hans-CN: 视频\n    zh-Hant-TW: 影音\n"


class Client:
    """A browser of sorts: it keeps cookies, and follows where it is sent on to."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self._app = app
        self._headers = dict(headers)
        self.cookies = httpx.Cookies()

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.request("GET", path, **more)

    def post(self, path: str, **more: Any) -> httpx.Response:
        return self.request("POST", path, **more)

    def request(self, method: str, path: str, **more: Any) -> httpx.Response:
        return asyncio.run(self._request(method, path, **more))

    async def _request(self, method: str, path: str, **more: Any) -> httpx.Response:
        transport = httpx.ASGITransport(self._app)
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers=self._headers, cookies=self.cookies) as client:
            answer = await client.request(method, path, **({"follow_redirects": True} | more))
            self.cookies.update(client.cookies)
            return answer


class Newsroom:
    """A folder that was converted, a desk for it, and a client that came in by the printed address."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.output = root / "output"
        self.glossary = root / "glossaries" / "terms.yaml"
        self.glossary.parent.mkdir()
        self.glossary.write_text(GLOSSARY, "utf-8")
        for name, text in ARTICLES.items():
            self.write(name, text)
        self.convert()
        self.desk = self.new_desk()
        self.client = self.new_client()

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode())

    def convert(self) -> None:
        conversions = Conversions(Termbase.load([self.glossary]))
        for name in ARTICLES:
            source = SourceFile(self.root / name, Path(name))
            convert_file(source, HANT_TW, conversions, Reading(), root=self.root, output=self.output)

    def new_desk(self) -> Desk:
        return Desk(
            find_reviews(self.output, self.root),
            self.root,
            glossaries=[self.glossary],
            reconvert=lambda refs: convert_again(refs, self.root, self.output, [self.glossary]),
        )

    def new_client(self) -> Client:
        client = Client(create_app(self.desk, hosts=[HOST], token=TOKEN), {"X-Langbridge": "review", "Origin": ORIGIN})
        client.get("/", params={"token": TOKEN})
        return client

    def get(self, path: str) -> Any:
        return self._json(self.client.get(path))

    def post(self, path: str, **body: object) -> Any:
        return self._json(self.client.post(path, json=body))

    def refuse(self, path: str, **body: object) -> httpx.Response:
        answer = self.client.post(path, json=body)
        assert answer.is_error, answer.text
        return answer

    @staticmethod
    def _json(answer: httpx.Response) -> Any:
        assert answer.status_code == 200, answer.text
        return answer.json()

    def number(self, name: str) -> int:
        return next(number for number in range(len(self.desk)) if self.desk.ref(number).relative.as_posix() == name)

    def view(self, name: str) -> Any:
        return self.get(f"/api/articles/{self.number(name)}")

    def review(self, name: str) -> Review:
        return open_review(self.desk.ref(self.number(name)), self.root)

    def text(self, name: str) -> str:
        """The output as it is on the disk, once all is written."""
        self.desk.flush()
        return (self.output / "zh-Hant-TW" / name).read_bytes().decode()

    def decide(self, name: str, source: str, verdict: str, nth: int = 0, **more: object) -> Any:
        view = self.view(name)
        return self.decide_mark(view, find_mark(view, source, nth), verdict, **more)

    def decide_mark(self, view: Mapping[str, Any], mark: int, verdict: str, **more: object) -> Any:
        return self.post(f"/api/articles/{view['id']}/decide", version=view["version"], changes=[mark], verdict=verdict, **more)


def find_mark(view: Mapping[str, Any], source: str, nth: int = 0) -> int:
    """The number of the nth mark about a text of the source."""
    found = [at for at, (row, kind) in enumerate(view["changes"]) if kind == "machine" and view["substitutions"][row]["source"] == source]
    return found[nth]


def shown(view: Mapping[str, Any], side: str) -> list[str]:
    """The rows of one side, as the page puts them together."""
    rows = []
    for _, _, pieces in view["rows"]:
        texts = []
        for piece in pieces:
            if isinstance(piece, str):
                texts.append(piece)
            else:
                said = view["substitutions"][view["changes"][piece][0]]
                state = view["states"].get(str(piece))
                texts.append(said["source"] if side == "source" else state["text"] if state else said["target"])
        rows.append("".join(texts))
    return rows


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    room = Newsroom(tmp_path)
    yield room
    room.desk.close()
