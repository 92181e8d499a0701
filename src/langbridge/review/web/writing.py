"""Writing outputs behind the keys: a key is answered when its decision is saved; the output follows when the keys rest."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from langbridge.review.reviews import Review, write_settled
from langbridge.values import LangbridgeError

_REST = 0.6
"""For how many seconds no decision about an article comes before its output is written."""


class Writer:
    """One thread that writes the outputs of reviews which were put to it, each as it is then.

    `snapshot` gives a review by its number; `written` gets it back, with what came of it: the review with its new record, or the error.
    """

    def __init__(self, snapshot: Callable[[int], Review | None], written: Callable[[int, Review, Review | LangbridgeError], None]) -> None:
        self._snapshot = snapshot
        self._written = written
        self._due: dict[int, float] = {}
        self._writing: int | None = None
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._closed = False
        # Held while one is written, so that `flush` returns when all is on the disk.
        self._turn = threading.RLock()

    def put(self, number: int) -> None:
        """Write this one soon."""
        with self._changed:
            self._due[number] = time.monotonic() + _REST
            if self._thread is None and not self._closed:
                self._thread = threading.Thread(target=self._run, daemon=True)
                self._thread.start()
            self._changed.notify()

    def is_writing(self, number: int) -> bool:
        """Whether this one's files are being replaced right now."""
        return self._writing == number

    @contextmanager
    def resting(self) -> Iterator[None]:
        """Nothing waits at the beginning, and nothing is written by this thread's others within; taken before the desk's own lock."""
        with self._turn:
            self.flush()
            yield

    def flush(self) -> None:
        """Write all that waits, in this thread."""
        with self._turn:
            while True:
                with self._changed:
                    number = next(iter(self._due), None)
                    if number is None:
                        return
                    del self._due[number]
                self._write(number)

    def close(self) -> None:
        """Write all that waits, and end the thread."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self.flush()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        while True:
            with self._changed:
                if self._closed:
                    return
                left = min(self._due.values()) - time.monotonic() if self._due else None
                if left is None or left > 0:
                    self._changed.wait(left)
                    continue
            with self._turn:
                with self._changed:
                    now = time.monotonic()
                    number = next((each for each, due in self._due.items() if due <= now), None)
                    if number is None:
                        continue
                    del self._due[number]
                self._write(number)

    def _write(self, number: int) -> None:
        review = self._snapshot(number)
        if review is None:
            return
        self._writing = number
        try:
            self._written(number, review, self._settle(review))
        finally:
            self._writing = None

    @staticmethod
    def _settle(review: Review) -> Review | LangbridgeError:
        try:
            return write_settled(review)
        except LangbridgeError as error:
            return error
