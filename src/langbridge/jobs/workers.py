"""Processes that do one task at a time, so that one which dies takes one task with it, whose name is known.

`concurrent.futures` cannot say which task ended a worker, and drops all the others with it.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from langbridge.values import LangbridgeError

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

_Setting = TypeVar("_Setting")
_Task = TypeVar("_Task")
_Result = TypeVar("_Result")

_GRACE = 1.0
"""Seconds that a worker has to clean up when it is told to end; one that is deep in a library does not hear it."""


class Died(NamedTuple):
    """How a worker ended: the number of the signal that killed it as a negative number, else its exit code."""

    code: int

    def __str__(self) -> str:
        if self.code >= 0:
            return f"its process ended by itself, with {self.code}"
        try:
            return f"its process was killed by {signal.Signals(-self.code).name}"
        except ValueError:
            return f"its process was killed by signal {-self.code}"


def work_in_processes(
    tasks: Iterable[_Task], prepare: Callable[[_Setting], Callable[[_Task], _Result]], setting: _Setting, count: int
) -> Generator[tuple[_Task, _Result | Died], None, None]:
    """Do tasks in `count` processes and give each with its result as it ends.

    `prepare` is called once in each process, and what it returns for each task there.  A task whose process dies is done once more when all
    others are done, alone, since another may have taken the memory; where its process dies again, the result is `Died`.  Tasks are taken
    one by one, as they are needed.  Closing the generator ends the processes within two seconds, in the middle of their tasks.

    Raises the LangbridgeError that `prepare` raised in a process.
    """
    crew = _Crew(prepare, setting)
    try:
        dead: deque[_Task] = deque()
        for task, result in crew.do(iter(tasks), count):
            if isinstance(result, Died):
                dead.append(task)
            else:
                yield task, result
        for task in dead:
            yield from crew.do(iter((task,)), 1)
        crew.dismiss()
    finally:
        crew.end()


class _Worker(Generic[_Task]):
    """One process, and what it is at."""

    def __init__(self, process: BaseProcess, connection: Connection) -> None:
        self.process = process
        self.connection = connection
        self.task: _Task | None = None


class _Crew(Generic[_Setting, _Task, _Result]):
    """The processes of one call."""

    def __init__(self, prepare: Callable[[_Setting], Callable[[_Task], _Result]], setting: _Setting) -> None:
        self._prepare = prepare
        self._setting = setting
        self._idle: list[_Worker[_Task]] = []
        self._busy: dict[Connection, _Worker[_Task]] = {}

    def do(self, tasks: Iterator[_Task], count: int) -> Iterator[tuple[_Task, _Result | Died]]:
        """Do tasks, at most `count` at a time."""
        while True:
            while len(self._busy) < count and (task := next(tasks, None)) is not None:
                self._hand(task)
            if not self._busy:
                return
            for connection in wait(list(self._busy)):
                if isinstance(connection, Connection):
                    yield self._collect(self._busy.pop(connection))

    def _hand(self, task: _Task) -> None:
        worker = self._idle.pop() if self._idle else self._start()
        worker.task = task
        self._busy[worker.connection] = worker
        # It has died meanwhile: its end of the connection says so when it is asked.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            worker.connection.send(task)

    def _collect(self, worker: _Worker[_Task]) -> tuple[_Task, _Result | Died]:
        task = worker.task
        if task is None:
            raise RuntimeError("an idle worker has a result")
        try:
            result: _Result | LangbridgeError = worker.connection.recv()
        except (EOFError, ConnectionResetError):
            worker.process.join()
            worker.connection.close()
            return task, Died(worker.process.exitcode or 0)
        self._idle.append(worker)
        if isinstance(result, LangbridgeError):
            raise result
        return task, result

    def _start(self) -> _Worker[_Task]:
        ours, theirs = multiprocessing.Pipe()
        process = multiprocessing.Process(target=_serve, args=(theirs, self._prepare, self._setting), daemon=True)
        process.start()
        # A copy of its end in another process would keep us from seeing its death.
        theirs.close()
        return _Worker(process, ours)

    def dismiss(self) -> None:
        """Let idle workers end by themselves."""
        for worker in self._idle:
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                worker.connection.send(None)

    def end(self) -> None:
        """End all workers: those that are busy in the middle of their tasks, in which they clean up if they can."""
        workers = [*self._idle, *self._busy.values()]
        for worker in self._busy.values():
            worker.process.terminate()
        until = time.monotonic() + _GRACE
        for worker in workers:
            worker.process.join(max(0.0, until - time.monotonic()))
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()
            worker.connection.close()
            worker.process.close()
        self._idle.clear()
        self._busy.clear()


def _serve(connection: Connection, prepare: Callable[[_Setting], Callable[[_Task], _Result]], setting: _Setting) -> None:
    # The terminal sends Ctrl-C to every process; the parent answers it, and ends its workers by the other signal.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda _signal, _frame: sys.exit(0))
    try:
        do = prepare(setting)
    except LangbridgeError as error:
        connection.recv()
        connection.send(error)
        return
    # The parent's end: it was killed, and nobody wants the rest.
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while (task := connection.recv()) is not None:
            connection.send(do(task))
