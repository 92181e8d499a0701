"""One HTTP client for every engine: a timeout that holds, answers of a bounded size, and errors that tell neither keys nor articles."""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from ssl import SSLContext
from urllib.parse import urlsplit

import httpx

from langbridge.translation.engines.errors import BadAnswer, RateLimited, Refused, ShutOut, TooLong, Unavailable
from langbridge.values import EngineError
from langbridge.version import VERSION

LARGEST_ANSWER = 8 * 1024 * 1024
"""Bytes, unpacked; the longest honest answer is a hundredth of this."""

# It tells whole addresses at the level of information, and those of Google and MyMemory hold the article's text.
logging.getLogger("httpx").setLevel(logging.WARNING)


@cache
def _trusted() -> SSLContext:
    """Whom to believe; read once, since that takes longer than a request."""
    return httpx.create_ssl_context()


class HttpService:
    """A service at an address.  Threads may share it.  Redirects are not followed: they would take keys and text to another place."""

    def __init__(self, name: str, timeout: float, headers: Mapping[str, str] | None = None) -> None:
        self.name = name
        self._timeout = timeout
        self._client = httpx.Client(
            headers={"User-Agent": f"langbridge/{VERSION}", **(headers or {})},
            timeout=timeout,
            verify=_trusted(),
            # No limits: a pool that is full closes connections that another thread has just been given.  Threads are limited by the caller.
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=None),
            follow_redirects=False,
        )

    def post(self, url: str, body: Mapping[str, object]) -> object:
        """The JSON that comes back for a body in JSON."""
        return self.read_json(self.send("POST", url, body=body))

    def send(
        self, method: str, url: str, *, body: Mapping[str, object] | None = None, parameters: Mapping[str, str] | None = None
    ) -> bytes:
        """What comes back with a status of success.  Raises an EngineError for all else."""
        result = self._attempt(method, url, body, parameters)
        # Raised here and not where it was caught: httpx' own errors quote headers and addresses, and would hang on this one as its context.
        if isinstance(result, EngineError):
            raise result
        return result

    def read_json(self, content: bytes) -> object:
        """Parse an answer.  Raises BadAnswer."""
        try:
            parsed: object = json.loads(content)
        except (ValueError, RecursionError):
            failure = BadAnswer(f"{self.name} did not answer in JSON, or the answer was cut off", remedy=_ADDRESS)
        else:
            return parsed
        raise failure

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _attempt(
        self, method: str, url: str, body: Mapping[str, object] | None, parameters: Mapping[str, str] | None
    ) -> bytes | EngineError:
        host = urlsplit(url).hostname or "?"
        ends = time.monotonic() + self._timeout
        try:
            with self._client.stream(method, url, json=body, params=parameters) as response:
                content = bytearray()
                for chunk in response.iter_bytes():
                    content += chunk
                    if len(content) > LARGEST_ANSWER:
                        return BadAnswer(f"{self.name} sent more than {LARGEST_ANSWER // 1024 // 1024} MB")
                    # httpx counts the time from byte to byte; a server that drips would hold on to us for ever.
                    if time.monotonic() > ends:
                        return Unavailable(f"{self.name} took longer than {self._timeout:g} s to answer")
                return bytes(content) if response.is_success else self._explain(response, bytes(content))
        except httpx.TimeoutException:
            return Unavailable(f"{self.name} at {host} did not answer in {self._timeout:g} s")
        except httpx.ConnectError:
            return Unavailable(f"{self.name} at {host} cannot be reached", remedy="is it running, and is engine.url right?")
        except (httpx.DecodingError, httpx.TooManyRedirects):
            return BadAnswer(f"{self.name} at {host} sent what cannot be unpacked")
        except (httpx.UnsupportedProtocol, httpx.InvalidURL, httpx.LocalProtocolError):
            return ShutOut(f"{self.name} cannot be asked at this address", remedy="look at engine.url and at the key")
        except (httpx.TransportError, httpx.StreamError) as error:
            return Unavailable(f"the connection with {self.name} at {host} broke: {type(error).__name__}")

    def _explain(self, response: httpx.Response, content: bytes) -> EngineError:
        """The error that a status means."""
        status = response.status_code
        told = f"{self.name} answered {status}"
        match status:
            case 429:
                return RateLimited(f"{told}: too many requests", retry_after=read_retry_after(response.headers.get("Retry-After", "")))
            case 401 | 403:
                return ShutOut(f"{told}: it wants a key, or another one", remedy="set the key in the environment: see docs/engines.md")
            case 402 | 456:
                return ShutOut(f"{told}: its quota is used up", remedy="look at the account there, or set engine.fallback")
            case 404 | 405:
                return ShutOut(f"{told}: there is no such service, or no such model", remedy="look at engine.url and engine.model")
            case 413 | 414:
                return TooLong(f"{told}: the request is too long", remedy="lower engine.limits.characters")
            case 408 | 425:
                return Unavailable(told)
            case _ if status >= 500:
                return Unavailable(told, retry_after=read_retry_after(response.headers.get("Retry-After", "")))
            case _ if 300 <= status < 400:
                return ShutOut(f"{told}: it sends us to another address", remedy="set engine.url to where it is now")
        code, parameter = _read_codes(content)
        shown = f"{told} ({code})" if code else told
        if "context_length" in code or "too_long" in code:
            return TooLong(shown, remedy="lower engine.limits.characters")
        return BadRequest(shown, parameter)


class BadRequest(Refused):
    """The service found fault with the request.  `parameter` is the one it named, if any."""

    def __init__(self, message: str, parameter: str = "") -> None:
        super().__init__(message)
        self.parameter = parameter

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.message, self.parameter)


_ADDRESS = "is engine.url the address of such a service?"
_CODE = re.compile(r"[a-zA-Z][a-zA-Z0-9_.-]{0,39}")


def _read_codes(content: bytes) -> tuple[str, str]:
    """The error's code and parameter in an error of OpenAI's form.  Only names: everything else may quote the article or the key."""
    try:
        error = json.loads(content)["error"]
        found = [str(error.get(key) or "") for key in ("code", "param")]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return "", ""
    code, parameter = (value if _CODE.fullmatch(value) else "" for value in found)
    return code, parameter


def read_retry_after(value: str) -> float | None:
    """Seconds from a Retry-After header, which holds seconds or a date (RFC 9110, 10.2.3); None where it holds neither."""
    value = value.strip()
    if re.fullmatch(r"\d{1,9}(\.\d+)?", value):
        return float(value)
    try:
        then = parsedate_to_datetime(value)
    except ValueError:
        return None
    then = then if then.tzinfo else then.replace(tzinfo=UTC)
    return max((then - datetime.now(UTC)).total_seconds(), 0.0)


def dig(name: str, answer: object, *path: str | int) -> object:
    """What stands in an answer of JSON below these keys and places.  Raises BadAnswer where nothing does."""
    for step in path:
        try:
            answer = answer[step]  # type: ignore[index]
        except (LookupError, TypeError):
            answer = None
        if answer is None:
            raise BadAnswer(f"{name} answered in another form than it should", remedy=_ADDRESS)
    return answer


def dig_items(name: str, answer: object, *path: str | int) -> list[object]:
    """The list that stands there.  Raises BadAnswer where none does."""
    found = dig(name, answer, *path)
    if not isinstance(found, list):
        raise BadAnswer(f"{name} answered in another form than it should", remedy=_ADDRESS)
    return found


def dig_text(name: str, answer: object, *path: str | int) -> str:
    """The text that stands there.  Raises BadAnswer where none does."""
    found = dig(name, answer, *path) if path else answer
    if not isinstance(found, str):
        raise BadAnswer(f"{name} answered in another form than it should", remedy=_ADDRESS)
    return found
