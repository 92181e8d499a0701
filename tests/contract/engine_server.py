"""A translation service on the loopback that speaks the forms of five real ones, and misbehaves when it is told to.

It speaks OpenAI's chat form, DeepL's API with glossaries, LibreTranslate's, Google's page for old phones and MyMemory's JSON.  The first
request for a translation gets the first of the faults that `misbehave` was given, and so on; those after are answered well.
"""

from __future__ import annotations

import html
import json
import re
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class Fault(StrEnum):
    """What may go wrong with one request."""

    RATE_LIMITED = "429"
    RATE_LIMITED_SECONDS = "429, Retry-After: 1"
    RATE_LIMITED_DATE = "429, Retry-After: a date"
    RATE_LIMITED_AN_HOUR = "429, Retry-After: 3600"
    SERVER_ERROR = "500"
    OVERLOADED = "503, Retry-After: 1"
    BAD_GATEWAY = "502 with a page of HTML"
    HANG = "no answer at all"
    DRIP = "an answer without end, byte by byte"
    CUT = "the connection is closed without an answer"
    CUT_BODY = "the connection is closed within the answer"
    TRUNCATED_JSON = "JSON that ends early"
    HTML_PAGE = "200 with a page of HTML"
    NOT_TEXT = "200 with bytes that are no UTF-8"
    OTHER_FORM = "200 with JSON of another form"
    WRONG_COUNT = "one answer too few"
    NO_TEXT = "null instead of a text"
    LOST_CODES = "the first code of each text is lost"
    DOUBLED_CODES = "the first code of each text comes twice"
    CHINESE = "the source instead of a translation"
    QUOTA_TEXT = "the quota message instead of a translation"
    HUGE = "a translation of ten megabytes"
    REDIRECT = "302 to another address"
    UNAUTHORISED = "401 that quotes key and text"
    FORBIDDEN = "403"
    QUOTA = "456"
    BAD_REQUEST = "400 that quotes key and text"
    TOO_LARGE = "413"
    TOO_LONG = "400 with context_length_exceeded"


QUOTA_MESSAGE = "MYMEMORY WARNING: YOU USED ALL AVAILABLE FREE TRANSLATIONS FOR TODAY. NEXT AVAILABLE IN 10 HOURS"

_ERRORS: Mapping[Fault, int] = {
    Fault.RATE_LIMITED: 429,
    Fault.RATE_LIMITED_SECONDS: 429,
    Fault.RATE_LIMITED_DATE: 429,
    Fault.RATE_LIMITED_AN_HOUR: 429,
    Fault.SERVER_ERROR: 500,
    Fault.OVERLOADED: 503,
    Fault.BAD_GATEWAY: 502,
    Fault.REDIRECT: 302,
    Fault.UNAUTHORISED: 401,
    Fault.FORBIDDEN: 403,
    Fault.QUOTA: 456,
    Fault.BAD_REQUEST: 400,
    Fault.TOO_LARGE: 413,
    Fault.TOO_LONG: 400,
}
_CODE = re.compile(r"⟦/?\d+/?⟧|(?i:xqz\d+x)|</?[gx]\b[^>]*>")
_HAN = re.compile(r"[㐀-鿿]+")
_MARKS = str.maketrans("，。、！？：；（）「」『』", ",.,!?:;()\"\"''")


def translate(text: str) -> str:
    """English of a kind: a word for every two Han characters; codes, numbers and Latin words as they are."""
    words = _HAN.sub(lambda found: " " + " ".join(["word"] * ((len(found[0]) + 1) // 2)) + " ", text)
    return re.sub(r" +", " ", words.translate(_MARKS)).strip()


@dataclass(frozen=True)
class Seen:
    """A request as it came."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: object
    texts: tuple[str, ...] = ()
    """What was to be translated."""


class EngineServer(ThreadingHTTPServer):
    """The service; a context that closes it.  `url` has no stroke at its end."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, translating: Callable[[str], str] = translate) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.translating = translating
        self.seen: list[Seen] = []
        self.glossaries: dict[str, dict[str, str]] = {}
        self.languages: list[dict[str, object]] = [
            {"code": "zh-Hans", "name": "Chinese", "targets": ["en"]},
            {"code": "en", "name": "English", "targets": ["zh-Hans"]},
        ]
        self.always: Fault | None = None
        """What goes wrong with every request once the others have had their faults."""
        self.refused_parameters: tuple[str, ...] = ()
        """Parameters of a chat that this server has never heard of."""
        self.glossaries_allowed = True
        self.several_as_prose = False
        """Whether a chat about several texts is answered in prose, as by a weak model."""
        self.released = threading.Event()
        self._faults: deque[Fault | None] = deque()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def asked(self) -> list[tuple[str, ...]]:
        """The texts of each request for a translation."""
        return [seen.texts for seen in self.seen if seen.texts]

    def misbehave(self, *faults: Fault | None) -> None:
        """Have the next requests go wrong, each in its way; None is for one that goes well."""
        self._faults.extend(faults)

    def note(self, seen: Seen) -> Fault | None:
        """Remember a request, and take the fault that is meant for it."""
        with self._lock:
            self.seen.append(seen)
            if not seen.texts:
                return None
            return self._faults.popleft() if self._faults else self.always

    def __enter__(self) -> EngineServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.released.set()
        self.shutdown()
        self._thread.join()
        self.server_close()

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients may go away: that is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: EngineServer
    # Headers and body leave in one packet, and at once: otherwise Nagle's algorithm and delayed acknowledgement add 40 ms to each answer.
    wbufsize = -1
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        parameters = {key: values[0] for key, values in parse_qs(parts.query).items()}
        match parts.path:
            case "/m":
                self._answer_text(parameters, [parameters["q"]], _google)
            case "/get":
                self._answer_text(parameters, [parameters["q"]], _mymemory)
            case "/languages":
                self._note(None)
                self._send(200, self.server.languages)
            case "/v2/glossaries":
                self._note(None)
                listed = [{"glossary_id": number, "ready": True, **made} for number, made in self.server.glossaries.items()]
                self._send(200, {"glossaries": listed})
            case _:
                self._note(None)
                self._send(404, {"error": "no such thing"})

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        body = json.loads(content)
        match urlsplit(self.path).path:
            case "/v1/chat/completions":
                if unknown := next((name for name in self.server.refused_parameters if name in body), None):
                    self._note(body)
                    self._send(400, {"error": {"message": "Unsupported value", "param": unknown, "code": "unsupported_value"}})
                    return
                keys, texts = _read_chat(body)
                self._answer_text(body, texts, lambda answers: _chat([] if self.server.several_as_prose else keys, answers))
            case "/v2/translate":
                self._answer_text(body, body["text"], lambda answers: {"translations": [{"text": answer} for answer in answers]})
            case "/translate":
                self._answer_text(body, body["q"], lambda answers: {"translatedText": list(answers)})
            case "/v2/glossaries":
                self._note(body)
                if not self.server.glossaries_allowed:
                    self._send(456, {"message": "Quota for glossaries exceeded"})
                    return
                number = f"glossary-{len(self.server.glossaries) + 1}"
                self.server.glossaries[number] = body
                self._send(201, {"glossary_id": number, "ready": True, **body})
            case _:
                self._note(body)
                self._send(404, {"error": "no such thing"})

    def do_DELETE(self) -> None:
        self._note(None)
        self.server.glossaries.pop(self.path.rpartition("/")[2])
        self._send(204, None)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def _note(self, body: object, texts: Sequence[str] = ()) -> Fault | None:
        return self.server.note(Seen(self.command, self.path, dict(self.headers), body, tuple(texts)))

    def _answer_text(self, body: object, texts: Sequence[str], form: Callable[[Sequence[str | None]], object]) -> None:
        fault = self._note(body, texts)
        answers: list[str | None] = [self.server.translating(text) for text in texts]
        match fault:
            case Fault.HANG:
                self.server.released.wait()
                self.close_connection = True
            case Fault.DRIP:
                self._drip()
            case Fault.CUT:
                self.close_connection = True
            case Fault.HTML_PAGE:
                self._send(200, "<html><body><h1>Welcome</h1></body></html>")
            case Fault.NOT_TEXT:
                self._send(200, b"\xff\xfe\x80{")
            case Fault.OTHER_FORM:
                self._send(200, {"result": ["something"], "responseData": None})
            case Fault.TRUNCATED_JSON:
                self._send(200, _encode(form(answers))[:-12])
            case Fault.CUT_BODY:
                self._send(200, _encode(form(answers)), missing=10)
            case Fault.WRONG_COUNT:
                self._send(200, form(answers[:-1]))
            case Fault.NO_TEXT:
                self._send(200, form([None for _ in answers]))
            case Fault.LOST_CODES:
                self._send(200, form([_CODE.sub("", answer or "", count=1) for answer in answers]))
            case Fault.DOUBLED_CODES:
                self._send(200, form([_CODE.sub(lambda found: found[0] * 2, answer or "", count=1) for answer in answers]))
            case Fault.CHINESE:
                self._send(200, form(texts))
            case Fault.QUOTA_TEXT:
                self._send(200, form([QUOTA_MESSAGE for _ in answers]))
            case Fault.HUGE:
                self._send(200, form(["word " * 2_000_000 for _ in answers]))
            case None:
                self._send(200, form(answers))
            case _:
                self._send_error(fault, texts)

    def _send_error(self, fault: Fault, texts: Sequence[str]) -> None:
        quoted = f"Incorrect key {self.headers.get('Authorization', '')} for {' '.join(texts)}"
        body: object = {"error": {"message": quoted, "code": "invalid_request", "param": None}, "message": quoted}
        headers: dict[str, str] = {}
        match fault:
            case Fault.RATE_LIMITED_SECONDS | Fault.OVERLOADED:
                headers["Retry-After"] = "1"
            case Fault.RATE_LIMITED_DATE:
                headers["Retry-After"] = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
            case Fault.RATE_LIMITED_AN_HOUR:
                headers["Retry-After"] = "3600"
            case Fault.REDIRECT:
                headers["Location"] = f"{self.server.url}/elsewhere"
            case Fault.BAD_GATEWAY:
                body = "<html><h1>502 Bad Gateway</h1></html>"
            case Fault.TOO_LONG:
                body = {"error": {"message": quoted, "code": "context_length_exceeded"}}
        self._send(_ERRORS[fault], body, headers)

    def _drip(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "1000000")
        self.end_headers()
        self.close_connection = True
        while not self.server.released.wait(0.02):
            try:
                self.wfile.write(b" ")
                self.wfile.flush()
            except OSError:
                return

    def _send(self, status: int, body: object, headers: Mapping[str, str] | None = None, *, missing: int = 0) -> None:
        content = _encode(body) if body is not None else b""
        try:
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content[: len(content) - missing])
            self.wfile.flush()
        except OSError:
            self.close_connection = True
        if missing:
            self.close_connection = True


def _encode(body: object) -> bytes:
    if isinstance(body, bytes):
        return body
    return body.encode() if isinstance(body, str) else json.dumps(body, ensure_ascii=False).encode()


def _read_chat(body: Mapping[str, object]) -> tuple[list[str], list[str]]:
    """The keys and texts of what a chat asks to have translated; one text alone has no key."""
    messages = body["messages"]
    assert isinstance(messages, list)
    found = re.search(r"<(source\d*)>\n(.*)\n</\1>\Z", messages[-1]["content"], re.DOTALL)
    assert found, "the last message ends with the texts"
    if "JSON" not in messages[0]["content"]:
        return [], [found[2]]
    texts = json.loads(found[2])
    return list(texts), list(texts.values())


def _chat(keys: Sequence[str], answers: Sequence[str | None]) -> object:
    content: str | None = json.dumps(dict(zip(keys, answers, strict=False)), ensure_ascii=False) if keys else (answers or [""])[0]
    return {"choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": content}}]}


def _google(answers: Sequence[str | None]) -> object:
    shown = "".join(f'<div class="result-container">{html.escape(answer or "")}</div>' for answer in answers)
    return f"<html><body><div class='header'>Translate</div>{shown}</body></html>"


def _mymemory(answers: Sequence[str | None]) -> object:
    answer = answers[0] if answers else ""
    return {"responseData": {"translatedText": answer, "match": 0.85}, "quotaFinished": False, "responseStatus": 200, "matches": []}
