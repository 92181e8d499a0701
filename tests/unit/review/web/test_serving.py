"""The server itself: where it listens, and how it ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from tests.unit.review.web.conftest import Newsroom, find_mark

from langbridge.review.web import Desk, serve
from langbridge.values import UsageError

SERVE = """
import sys
from pathlib import Path
from langbridge.review import find_reviews
from langbridge.review.web import Desk, serve

root = Path(sys.argv[1])
desk = Desk(find_reviews(root / "output", root), root)
serve(desk, announce=lambda address: print(address, flush=True), timeout=float(sys.argv[2]) if len(sys.argv) > 2 else None)
print("ended in order")
"""


@contextmanager
def serving(root: Path, *more: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    with subprocess.Popen(
        [sys.executable, "-c", SERVE, str(root), *more], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()


def test_the_address_is_on_this_machine_with_a_token(newsroom: Newsroom) -> None:
    with serving(newsroom.root) as (_, address):
        assert address.startswith("http://127.0.0.1:")
        with httpx.Client(follow_redirects=True) as client:
            assert client.get(address.split("?")[0]).status_code == 403
            answer = client.get(address)
            assert answer.status_code == 200
            assert "token" not in str(answer.url)


def test_it_listens_on_the_loopback_alone(newsroom: Newsroom) -> None:
    with serving(newsroom.root) as (process, address):
        port = int(address.split(":")[2].split("/")[0])
        table = Path("/proc/net/tcp")
        if not table.is_file():
            pytest.skip("THIS SYSTEM HAS NO TABLE OF SOCKETS")
        listening = [line.split()[1] for line in table.read_text().splitlines()[1:] if line.split()[3] == "0A"]
        assert [each for each in listening if each.endswith(f":{port:04X}")] == [f"0100007F:{port:04X}"]
        assert process.poll() is None


@pytest.mark.skipif(os.name == "nt", reason="signals are others there")
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_at_once_and_writes_what_was_decided(newsroom: Newsroom, ending: signal.Signals) -> None:
    view = newsroom.view("b.md")
    newsroom.desk.close()
    with serving(newsroom.root) as (process, address):
        base = address.split("/?")[0]
        # The connection stays open, as a browser's does.
        with httpx.Client(follow_redirects=True, headers={"X-Langbridge": "review", "Origin": base}) as client:
            client.get(address)
            version = client.get(f"{base}/api/articles/{view['id']}").json()["version"]
            body = {"version": version, "changes": [find_mark(view, "软件")], "verdict": "reject"}
            assert client.post(f"{base}/api/articles/{view['id']}/decide", json=body).status_code == 200
            process.send_signal(ending)
            out, err = process.communicate(timeout=20)
    assert err == ""
    if ending is signal.SIGINT:
        assert (process.returncode, out) == (0, "ended in order\n")
    assert (newsroom.output / "zh-Hant-TW" / "b.md").read_text("utf-8").startswith("軟件很好")


def test_it_ends_when_nobody_asks(newsroom: Newsroom) -> None:
    with serving(newsroom.root, "0.2") as (process, _):
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (0, "ended in order\n", "")


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(UsageError, match="cannot be used"):
        serve(Desk([], tmp_path), announce=pytest.fail, port=taken.getsockname()[1])


@pytest.mark.parametrize("port", [-1, 70000])
def test_a_port_that_is_none_is_told(tmp_path: Path, port: int) -> None:
    with pytest.raises(UsageError, match="is no port"):
        serve(Desk([], tmp_path), announce=pytest.fail, port=port)
