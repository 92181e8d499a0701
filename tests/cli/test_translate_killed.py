"""A run that is killed loses nothing that was answered, and two runs share a memory."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from langbridge.translation import Memory
from tests.contract.engine_server import EngineServer, Fault

SEGMENTS, KILLS, AT_ONCE = 500, 20, 4
LANGBRIDGE = Path(sys.executable).parent / "langbridge"
ANSWERED = re.compile(r"(.)的第 (\d+) 个样本正常。")


class CountingServer(EngineServer):
    """Counts the texts that it is asked for, and tells when there were so many."""

    def __init__(self) -> None:
        super().__init__(self._count)
        self.counts: Counter[str] = Counter()
        self.reached = threading.Event()
        self._stop_at = 0
        self._counting = threading.Lock()

    def expect(self, requests: int) -> None:
        """Set `reached` when so many more requests have come."""
        with self._counting:
            self.reached.clear()
            self._stop_at = self.counts.total() + requests

    def _count(self, text: str) -> str:
        with self._counting:
            self.counts[text] += 1
            if self.counts.total() == self._stop_at:
                self.reached.set()
        return ANSWERED.sub(r"Sample \2 of the series is quite normal.", text)


@pytest.fixture
def server() -> Iterator[CountingServer]:
    server = CountingServer()
    with server:
        yield server


def start(folder: Path, output: str, memory: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [LANGBRIDGE, "translate", "long.md", "--output", output, "--memory", memory],
        cwd=folder,
        env={**os.environ, "COLUMNS": "200"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def finish(process: subprocess.Popen[bytes]) -> None:
    _, said = process.communicate(timeout=120)
    assert process.returncode == 0, said.decode()


@pytest.fixture
def project(folder: Path, server: CountingServer) -> Path:
    """An article of many short paragraphs, and an engine that takes one a request."""
    series = "甲乙丙丁戊"
    paragraphs = (f"{series[number % 5]}的第 {number} 个样本正常。" for number in range(SEGMENTS))
    (folder / "long.md").write_text("\n\n".join(paragraphs) + "\n", encoding="utf-8")
    limits = f"{{segments: 1, concurrency: {AT_ONCE}}}"
    (folder / "langbridge.yaml").write_text(f"engine: {{name: libretranslate, url: '{server.url}', limits: {limits}}}\n", encoding="utf-8")
    return folder


def test_a_run_that_is_killed_again_and_again_pays_for_nothing_twice(project: Path, server: CountingServer) -> None:
    chance = random.Random(5)
    kills = 0
    for _ in range(KILLS):
        server.expect(chance.randint(1, 2 * SEGMENTS // KILLS - 4))
        process = start(project, "killed", "killed.db")
        while not server.reached.wait(0.05) and process.poll() is None:
            pass
        kills += process.poll() is None
        process.kill()
        process.communicate()
    assert kills == KILLS
    finish(start(project, "killed", "killed.db"))
    assert len(server.counts) == SEGMENTS
    repeated = server.counts.total() - SEGMENTS
    assert repeated <= kills * AT_ONCE
    finish(start(project, "whole", "whole.db"))
    assert (project / "killed/en/long.md").read_bytes() == (project / "whole/en/long.md").read_bytes()
    assert (project / "killed/.review/en/long.md.json").exists()


def test_two_runs_at_once_share_a_memory(project: Path, server: CountingServer) -> None:
    runs = [start(project, name, "shared.db") for name in ("one", "two")]
    for run in runs:
        finish(run)
    assert (project / "one/en/long.md").read_bytes() == (project / "two/en/long.md").read_bytes()
    with Memory(project / "shared.db") as memory:
        assert memory.stats().answers == SEGMENTS
    before = server.counts.total()
    finish(start(project, "three", "shared.db"))
    assert server.counts.total() == before


@pytest.mark.skipif(os.name == "nt", reason="Windows has another way to interrupt")
def test_ctrl_c_ends_a_run_at_once_and_keeps_what_was_answered(project: Path, server: CountingServer) -> None:
    server.misbehave(*[None] * 20)
    server.always = Fault.HANG
    server.expect(20 + AT_ONCE)
    process = start(project, "stopped", "stopped.db")
    assert server.reached.wait(60)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130, said.decode()
    assert b"Traceback" not in said
    assert not (project / "stopped").exists()
    with Memory(project / "stopped.db") as memory:
        assert memory.stats().answers == 20
