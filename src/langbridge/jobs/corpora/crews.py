"""Who does the tasks: this process, several of this machine, or a cluster."""

from __future__ import annotations

import gc
import multiprocessing
import pickle
import signal
from collections import deque
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING, NamedTuple, Protocol

from langbridge.jobs.corpora.converting import StoppedError
from langbridge.jobs.corpora.tasks import Done, Task
from langbridge.jobs.corpora.work import Work
from langbridge.values import LangbridgeError

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext, SpawnContext

GC_THRESHOLD = (100_000, 20, 100)
"""As in the command line: converting makes many small objects and hardly a cycle, and looking for cycles among them takes a long time."""


class Died(NamedTuple):
    """What came of a task whose process was killed."""

    told: str


Result = Done | LangbridgeError | Died


class Crew(Protocol):
    """Does tasks, in any order."""

    @property
    def room(self) -> int:
        """How many tasks it can have at a time."""

    def submit(self, task: Task) -> None:
        """Give it a task."""

    def next(self) -> tuple[Task, Result]:
        """Wait for a task to end."""

    def close(self) -> None:
        """End it at once, whatever it is at."""


class Alone:
    """This process."""

    room = 1

    def __init__(self, work: Work) -> None:
        self._work = work
        self._tasks: deque[Task] = deque()

    def submit(self, task: Task) -> None:
        self._tasks.append(task)

    def next(self) -> tuple[Task, Result]:
        task = self._tasks.popleft()
        try:
            return task, self._work.do(task)
        except LangbridgeError as error:
            return task, error

    def close(self) -> None:
        self._tasks.clear()


class Processes:
    """Several processes of this machine, each with a pipe of its own: one that is killed takes nothing with it but its task.

    They are not forked off this process, which may have threads and holds the lock of the output folder.
    """

    def __init__(self, work: Work, count: int) -> None:
        self.room = count
        self._data = pickle.dumps(work)
        if "forkserver" in multiprocessing.get_all_start_methods():
            self._context: SpawnContext | ForkServerContext = multiprocessing.get_context("forkserver")
            self._context.set_forkserver_preload([__name__])
        else:
            self._context = multiprocessing.get_context("spawn")
        self._idle: list[_Worker] = []
        self._busy: dict[Connection, tuple[_Worker, Task]] = {}

    def submit(self, task: Task) -> None:
        while True:
            worker = self._idle.pop() if self._idle else self._hire()
            try:
                worker.connection.send(task)
            except OSError:  # killed while it had nothing to do
                worker.end()
                continue
            self._busy[worker.connection] = worker, task
            return

    def next(self) -> tuple[Task, Result]:
        connection = wait(list(self._busy))[0]
        assert isinstance(connection, Connection)
        worker, task = self._busy.pop(connection)
        try:
            answer = connection.recv()
        except (EOFError, OSError):
            worker.end()
            return task, Died(f"exit code {worker.process.exitcode}")
        self._idle.append(worker)
        return task, answer

    def close(self) -> None:
        for worker in [*self._idle, *(worker for worker, _ in self._busy.values())]:
            worker.end()
        self._idle.clear()
        self._busy.clear()

    def _hire(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(theirs, self._data), daemon=True)
        process.start()
        theirs.close()
        return _Worker(process, ours)


class _Worker(NamedTuple):
    process: BaseProcess
    connection: Connection

    def end(self) -> None:
        """Kill it: all that it writes is there whole or not at all."""
        self.connection.close()
        self.process.kill()
        self.process.join()


def _serve(connection: Connection, data: bytes) -> None:
    """Do tasks until nobody asks for more."""
    # The terminal sends Ctrl-C to every process; the parent answers it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(*GC_THRESHOLD)
    work: Work = pickle.loads(data)
    # A pipe that can be read has ended: nothing is sent to one who is busy.
    with suppress(EOFError, OSError, StoppedError):
        while True:
            task = connection.recv()
            connection.send(_answer(work, task, connection))


def _answer(work: Work, task: Task, connection: Connection) -> Done | LangbridgeError:
    try:
        return work.do(task, lambda: not connection.poll())
    except LangbridgeError as error:
        return error
    # Whatever else is raised, for want of memory it may be, ends the process, and the row that did it is found.
