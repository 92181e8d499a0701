"""The loopback service, and every engine pointed at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import deep_translator.constants  # type: ignore[import-untyped]
import pytest

from langbridge.project.engine_settings import EngineSettings
from langbridge.translation.engines import Engine, load_engine
from tests.contract.engine_server import EngineServer

KEY = "canary-7f3a91:fx"
ENVIRONMENT = dict.fromkeys(("LANGBRIDGE_OPENAI_KEY", "LANGBRIDGE_DEEPL_KEY", "LANGBRIDGE_LIBRETRANSLATE_KEY"), KEY)

MakeTestEngine = Callable[..., Engine]


@pytest.fixture
def server() -> Iterator[EngineServer]:
    with EngineServer() as server:
        yield server


@pytest.fixture
def make_engine(server: EngineServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[MakeTestEngine]:
    """Makes an engine by its name, with settings, whose service is the loopback one."""
    monkeypatch.setitem(deep_translator.constants.BASE_URLS, "GOOGLE_TRANSLATE", f"{server.url}/m")
    monkeypatch.setitem(deep_translator.constants.BASE_URLS, "MYMEMORY", f"{server.url}/get")
    urls = {"openai": f"{server.url}/v1", "deepl": server.url, "libretranslate": server.url}
    made: list[Engine] = []

    def make(name: str, **settings: object) -> Engine:
        base = EngineSettings(name, url=urls.get(name, ""), model="test" if name == "openai" else "", timeout=5)
        made.append(load_engine(replace(base, **settings), ENVIRONMENT))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for engine in made:
        engine.close()
