"""Any service with OpenAI's chat form: clouds, and Ollama, llama.cpp, vLLM, LM Studio on one's own computer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from langbridge.project.engine_settings import EngineSettings
from langbridge.translation.engines.engine import EngineLimits, MarkupForm, Query
from langbridge.translation.engines.errors import BadAnswer, Refused
from langbridge.translation.engines.http import BadRequest, HttpService, dig
from langbridge.translation.engines.keys import Key, read_key
from langbridge.translation.engines.prompting import Prompt, load_prompt, read_answer, write_messages
from langbridge.translation.engines.registry import with_limits
from langbridge.values import HANS, HANT, LanguageTag, UsageError

_URL = "https://api.openai.com/v1"
_LIMITS = EngineLimits(characters=3000, segments=8, concurrency=4)


class OpenAI:
    """A model behind a chat endpoint."""

    name = "openai"
    markup = MarkupForm.BRACKETS
    source_tags = (HANS, HANT)
    uses_context = True

    def __init__(self, url: str, model: str, key: Key, prompt: Prompt, limits: EngineLimits, timeout: float) -> None:
        self.limits = limits
        self.version = f"{model}, prompt {prompt.version}"
        self._url = url.rstrip("/")
        if not self._url.endswith("/chat/completions"):
            self._url += "/chat/completions"
        self._model = model
        self._prompt = prompt
        self._service = HttpService(self.name, timeout, {"Authorization": f"Bearer {key}"} if key else {})
        self._takes_temperature = True

    def translate(self, queries: Sequence[Query], source_tag: LanguageTag, target_tag: LanguageTag) -> list[str]:
        """Send the texts in one request."""
        body: dict[str, object] = {"model": self._model, "messages": write_messages(self._prompt, queries), "stream": False}
        if self._takes_temperature:
            body["temperature"] = 0
        try:
            answer = self._service.post(self._url, body)
        except BadRequest as error:
            if error.parameter != "temperature" or not self._takes_temperature:
                raise
            # Some models that think first insist on their own.
            self._takes_temperature = False
            return self.translate(queries, source_tag, target_tag)
        return read_answer(self.name, self._read_content(answer), queries)

    def close(self) -> None:
        """Close the connections."""
        self._service.close()

    def _read_content(self, answer: object) -> str:
        choice = dig(self.name, answer, "choices", 0)
        reason = choice.get("finish_reason") if isinstance(choice, dict) else None
        message = dig(self.name, choice, "message")
        content, refusal = (message.get("content"), message.get("refusal")) if isinstance(message, dict) else (None, None)
        if reason == "content_filter" or refusal:
            raise Refused(f"{self.name}: the model refuses to translate this text")
        if reason == "length":
            raise BadAnswer(f"{self.name}: the model's answer was cut off at its greatest length", remedy="lower engine.limits.characters")
        if not isinstance(content, str):
            raise BadAnswer(f"{self.name}: the model answered without text")
        return content


def make_engine(settings: EngineSettings, environ: Mapping[str, str]) -> OpenAI:
    """The engine for `model` at `url`, or at OpenAI's own address.

    The key is LANGBRIDGE_OPENAI_KEY's.  OPENAI_API_KEY is used as well, but only for OpenAI's own address: a project's settings are not to
    send a key elsewhere that was not meant for langbridge.
    """
    if not settings.model:
        raise UsageError("the engine openai needs a model", remedy="set engine.model in langbridge.yaml")
    url = settings.url or _URL
    is_openai = urlsplit(url).hostname == urlsplit(_URL).hostname
    key = read_key(environ, "LANGBRIDGE_OPENAI_KEY", *(["OPENAI_API_KEY"] if is_openai else []))
    if is_openai and not key:
        raise UsageError("the engine openai needs a key", remedy="set LANGBRIDGE_OPENAI_KEY in the environment: see docs/engines.md")
    return OpenAI(url, settings.model, key, load_prompt(settings.prompt), with_limits(_LIMITS, settings.limits), settings.timeout)
