"""Google's web page and MyMemory, through the package deep-translator: no key, no promise.  The one module that imports it.

The package knows addresses, parameters and where the translation stands in the answer.  What it lacks is ours: it has no timeout and no
limit to what it reads, shares state between calls, and lets the article into its exceptions.  So each text gets an object of its own, and
the one name by which the package's functions reach the network, `requests`, means our HTTP client in them.
"""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Mapping, Sequence
from types import FunctionType
from typing import ClassVar, cast
from urllib.parse import urlsplit

from deep_translator import GoogleTranslator, MyMemoryTranslator  # type: ignore[import-untyped]
from deep_translator.exceptions import BaseError  # type: ignore[import-untyped]

from langbridge.project.engine_settings import EngineSettings
from langbridge.translation.engines.engine import EngineLimits, MarkupForm, Query
from langbridge.translation.engines.errors import BadAnswer, RateLimited, ShutOut, TooLong
from langbridge.translation.engines.http import HttpService
from langbridge.translation.engines.registry import with_limits
from langbridge.values import HANS, HANT, EngineError, LanguageTag, UsageError

# Google's page takes 5,000 characters, but its address becomes too long at about 1,800 Chinese ones.
_GOOGLE_LIMITS = EngineLimits(characters=1500, segments=1, concurrency=4, requests_per_second=5)
_MYMEMORY_LIMITS = EngineLimits(characters=490, segments=1, concurrency=2, requests_per_second=2)


class _Page:
    """What the package's functions expect of an answer."""

    status_code = 200

    def __init__(self, content: bytes) -> None:
        self._content = content

    @property
    def text(self) -> str:
        return self._content.decode("utf-8", errors="replace")

    def json(self) -> object:
        return json.loads(self._content)

    def close(self) -> None:
        """It was read wholly."""


class _Requests:
    """What the package's functions take for the module `requests`."""

    def __init__(self, service: HttpService, look: Callable[[bytes], None]) -> None:
        self._service = service
        self._look = look

    def get(self, url: str, params: Mapping[str, str], proxies: object = None) -> _Page:
        # The package asks MyMemory in the clear.
        if url.startswith("http://") and not _is_own_computer(url):
            url = f"https://{url[7:]}"
        content = self._service.send("GET", url, parameters=params)
        self._look(content)
        return _Page(content)


def _is_own_computer(url: str) -> bool:
    return urlsplit(url).hostname in ("127.0.0.1", "::1", "localhost")


def _with_requests(translate: FunctionType, requests: _Requests) -> FunctionType:
    """The package's own function, with another `requests` among its globals.  The package itself stays as it is, for others who use it."""
    return FunctionType(translate.__code__, {**translate.__globals__, "requests": requests}, translate.__name__, translate.__defaults__)


class _ThroughPackage:
    """What both engines share."""

    name: str
    version = ""
    markup = MarkupForm.TOKENS
    uses_context = False
    source_tags = (HANS, HANT)
    _translator: type[GoogleTranslator] | type[MyMemoryTranslator]
    _codes: ClassVar[Mapping[str, str]]
    _longest: int
    """Of so many characters the package takes none."""

    def __init__(self, limits: EngineLimits, timeout: float) -> None:
        self.limits = limits
        self._service = HttpService(self.name, timeout)
        function = cast("FunctionType", self._translator.translate)
        # The package calls itself again through the object, so the class has to have the function, not only this call.
        replaced = {"translate": _with_requests(function, _Requests(self._service, self._look))}
        self._class = cast(
            "Callable[..., GoogleTranslator | MyMemoryTranslator]", type(self._translator.__name__, (self._translator,), replaced)
        )

    def translate(self, queries: Sequence[Query], source_tag: LanguageTag, target_tag: LanguageTag) -> list[str]:
        """Ask for one text after the other."""
        source, target = self._codes["zh-Hant" if source_tag.script == "Hant" else "zh-Hans"], self._codes.get(target_tag.language, "")
        if not target:
            raise ShutOut(f"{self.name} does not translate to {target_tag} here")
        return [self._ask(query.text, source, target) for query in queries]

    def close(self) -> None:
        """Close the connections."""
        self._service.close()

    def _ask(self, text: str, source: str, target: str) -> str:
        if not any(sign.isalnum() for sign in text):
            return text  # for which Google's page gives nothing
        if len(text) >= self._longest:
            raise TooLong(f"{self.name} takes no text of {len(text)} characters")
        try:
            answer = self._class(source=source, target=target).translate(text)
        except EngineError:
            raise
        except (BaseError, LookupError, TypeError, ValueError, AttributeError, StopIteration, RecursionError):
            answer = None
        # Raised here and not there: the package's errors quote the text.
        if not isinstance(answer, str) or not answer.strip():
            raise BadAnswer(f"{self.name} answered without a translation")
        return self._clean(answer, text)

    def _look(self, content: bytes) -> None:
        """Raise for an answer that the package would take for a good one."""

    def _clean(self, answer: str, text: str) -> str:
        return answer


class Google(_ThroughPackage):
    """Google Translate's page for old phones."""

    name = "google"
    _translator = GoogleTranslator
    _longest = 5000
    _codes: ClassVar = {"zh-Hans": "zh-CN", "zh-Hant": "zh-TW", "en": "en"}

    def _look(self, content: bytes) -> None:
        if b"/sorry/" in content and b"result-container" not in content:
            raise RateLimited("google asks whether we are a person")


class MyMemory(_ThroughPackage):
    """MyMemory: translations by people and machines, in common use; texts are kept there."""

    name = "mymemory"
    _translator = MyMemoryTranslator
    _longest = 500
    _codes: ClassVar = {"zh-Hans": "zh-CN", "zh-Hant": "zh-TW", "en": "en-US"}

    def _look(self, content: bytes) -> None:
        """Its errors come with a status of success, and their text as the translation."""
        try:
            data = json.loads(content)
            status, said = str(data.get("responseStatus", 200)), str((data.get("responseData") or {}).get("translatedText") or "").upper()
            spent = data.get("quotaFinished") is True
        except (ValueError, AttributeError, RecursionError):
            return  # the package will find fault with it
        if spent or said.startswith("MYMEMORY WARNING") or status == "429":
            raise ShutOut("mymemory's free quota for today is used up", remedy="go on tomorrow, or set another engine")
        if said.startswith("QUERY LENGTH LIMIT"):
            raise TooLong("mymemory takes no text of this length")
        if status != "200":
            raise ShutOut(f"mymemory answered with its own status {status}" if status.isdecimal() else "mymemory answered with an error")

    def _clean(self, answer: str, text: str) -> str:
        """It writes quotes as entities."""
        return answer if "&" in text else html.unescape(answer)


def make_engine(settings: EngineSettings, environ: Mapping[str, str]) -> Google | MyMemory:
    """The engine; it needs no key.  Raises UsageError for an address: the package knows them itself."""
    if settings.url:
        raise UsageError(f"the engine {settings.name} has no url", remedy="take engine.url out")
    if settings.name == "google":
        return Google(with_limits(_GOOGLE_LIMITS, settings.limits), settings.timeout)
    return MyMemory(with_limits(_MYMEMORY_LIMITS, settings.limits), settings.timeout)
