"""LibreTranslate, on one's own computer or elsewhere: an open service around Argos Translate.

It takes several texts a request, plain ones: in its HTML form entities come back changed.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence

from langbridge.project.engine_settings import EngineSettings
from langbridge.translation.engines.engine import EngineLimits, MarkupForm, Query
from langbridge.translation.engines.errors import BadAnswer, Refused, ShutOut
from langbridge.translation.engines.http import HttpService, dig_items, dig_text
from langbridge.translation.engines.keys import Key, read_key
from langbridge.translation.engines.registry import with_limits
from langbridge.values import HANS, LanguageTag

_OWN_COMPUTER = "http://127.0.0.1:5000"
# Public servers refuse longer texts and more of them; one's own takes what it was started with.
_LIMITS = EngineLimits(characters=2000, segments=20, concurrency=4)
# Releases differ in what they call it: the newer ones say which script.
_SIMPLIFIED = ("zh-Hans", "zh")


class LibreTranslate:
    """A LibreTranslate server."""

    name = "libretranslate"
    version = ""
    markup = MarkupForm.TOKENS
    source_tags = (HANS,)
    uses_context = False

    def __init__(self, url: str, key: Key, limits: EngineLimits, timeout: float) -> None:
        self.limits = limits
        self._url = url.rstrip("/")
        self._key = key
        self._service = HttpService(self.name, timeout)
        self._lock = threading.Lock()
        self._code = ""

    def translate(self, queries: Sequence[Query], source_tag: LanguageTag, target_tag: LanguageTag) -> list[str]:
        """Send the texts in one request."""
        body: dict[str, object] = {
            "q": [query.text for query in queries],
            "source": self._find_code(target_tag.language),
            "target": target_tag.language,
            "format": "text",
        }
        if self._key:
            body["api_key"] = self._key
        answer = self._service.post(f"{self._url}/translate", body)
        texts = dig_items(self.name, answer, "translatedText")
        if len(texts) != len(queries):
            raise BadAnswer(f"{self.name} gave {len(texts)} answers to {len(queries)} texts")
        return [dig_text(self.name, text) for text in texts]

    def close(self) -> None:
        """Close the connections."""
        self._service.close()

    def _find_code(self, target: str) -> str:
        """What this server calls Simplified Chinese; asked once.  Raises ShutOut where it cannot translate that."""
        with self._lock:
            if not self._code:
                self._code = self._ask_code(target)
            return self._code

    def _ask_code(self, target: str) -> str:
        try:
            listed = self._service.read_json(self._service.send("GET", f"{self._url}/languages"))
        except (Refused, BadAnswer):
            return _SIMPLIFIED[-1]  # a server that hides its list; the translation itself will show whether it works
        targets = {dig_text(self.name, each, "code"): dig_items(self.name, each, "targets") for each in dig_items(self.name, listed)}
        for code in _SIMPLIFIED:
            if target in targets.get(code, ()):
                return code
        raise ShutOut(f"{self.name} has no package from Chinese to {target}", remedy="install the package zh to en on its server")


def make_engine(settings: EngineSettings, environ: Mapping[str, str]) -> LibreTranslate:
    """The engine at `url`, or at its usual port on this computer; LANGBRIDGE_LIBRETRANSLATE_KEY where the server wants a key."""
    key = read_key(environ, "LANGBRIDGE_LIBRETRANSLATE_KEY")
    return LibreTranslate(settings.url or _OWN_COMPUTER, key, with_limits(_LIMITS, settings.limits), settings.timeout)
