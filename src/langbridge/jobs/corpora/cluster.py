"""A cluster of Dask's does the tasks: the one file that imports it."""

from __future__ import annotations

import gc
import hashlib
import logging
import pickle
import threading
from contextlib import suppress

import distributed

from langbridge.jobs.corpora.crews import GC_THRESHOLD, Died, Result
from langbridge.jobs.corpora.tasks import Done, Task
from langbridge.jobs.corpora.work import Work
from langbridge.values import LangbridgeError, UsageError

LOCAL_CLUSTER = "local-cluster"
"""Instead of a scheduler's address: a cluster of this machine's own processes, for as long as the job takes."""

_CONNECT_SECONDS = 20
_CLOSE_SECONDS = 1
_AHEAD = 2
"""Tasks that wait for each thread of the cluster, so that none is idle while the next is on its way."""

_UNWATCHED = {"distributed.worker.profile.enabled": False, "distributed.admin.system-monitor.gil.enabled": False}
"""Nobody looks at a local cluster's dashboard: its workers need not watch their own stacks a hundred times a second."""


class Cluster:
    """A cluster at a scheduler's address, or LOCAL_CLUSTER.  Raises UsageError where it cannot be reached."""

    def __init__(self, work: Work, scheduler: str, count: int) -> None:
        self._data = pickle.dumps(work)
        self._cluster: distributed.LocalCluster | None = None
        try:
            if scheduler == LOCAL_CLUSTER:
                self._cluster = _local_cluster(count)
            self._client = distributed.Client(  # type: ignore[no-untyped-call]
                self._cluster or scheduler, timeout=_CONNECT_SECONDS, set_as_default=False
            )
        except (OSError, TimeoutError, ValueError, RuntimeError) as error:
            self._close_cluster()
            raise UsageError(f"--scheduler {scheduler}: no Dask scheduler answers: {error}", remedy="such as tcp://host:8786") from error
        self._ended = distributed.as_completed([], loop=self._client.loop)  # type: ignore[no-untyped-call]
        self._tasks: dict[object, tuple[distributed.Future[Done], Task]] = {}

    @property
    def room(self) -> int:
        return _AHEAD * max(1, sum(self._client.nthreads().values()))  # type: ignore[no-untyped-call]

    def submit(self, task: Task) -> None:
        future = self._client.submit(_do, self._data, task, pure=False)
        self._tasks[future.key] = future, task
        self._ended.add(future)  # type: ignore[no-untyped-call]

    def next(self) -> tuple[Task, Result]:
        future = next(self._ended)
        while future.status in ("lost", "pending"):
            # Its worker has died with the result, and the scheduler has it done again.
            self._ended.add(future)  # type: ignore[no-untyped-call]
            future = next(self._ended)
        _, task = self._tasks.pop(future.key)
        if future.status == "finished":
            result: Done = future.result()
            return task, result
        if future.status != "error":
            raise UsageError("the Dask scheduler has gone", remedy="start it, and the same command goes on where it stopped")
        error = future.exception()
        if isinstance(error, LangbridgeError):
            return task, error
        if isinstance(error, ImportError):
            raise UsageError(f"a worker of the cluster cannot do it: {error}", remedy="install the same langbridge on all") from error
        # The scheduler gives up a task that has ended several workers; want of memory and the like end only the task.
        return task, Died(str(error))

    def close(self) -> None:
        with suppress(OSError, TimeoutError):
            self._client.cancel([future for future, _ in self._tasks.values()])  # type: ignore[no-untyped-call]
            self._client.close(timeout=_CLOSE_SECONDS)  # type: ignore[no-untyped-call]
        self._close_cluster()

    def _close_cluster(self) -> None:
        if self._cluster is not None:
            with suppress(OSError, TimeoutError):
                self._cluster.close(timeout=_CLOSE_SECONDS)


def _local_cluster(count: int) -> distributed.LocalCluster:
    """A cluster of this machine's processes.  Raises RuntimeError where they end while they start, and again when they are started anew."""
    for last in (False, False, True):
        try:
            return distributed.LocalCluster(  # type: ignore[no-untyped-call]
                n_workers=count, threads_per_worker=1, dashboard_address=None, silence_logs=logging.CRITICAL, config=_UNWATCHED
            )
        except RuntimeError:
            if last:
                raise
    raise AssertionError("three attempts either give a cluster or raise")


_lock = threading.Lock()
_known: tuple[str, Work] | None = None


def _do(data: bytes, task: Task) -> Done:
    """Do a task in a process of the cluster, which keeps what it has loaded.

    One at a time: converting holds Python's lock, so that a worker with several threads would gain nothing by them.
    """
    global _known
    with _lock:
        digest = hashlib.sha256(data).hexdigest()
        if _known is None or _known[0] != digest:
            _known = digest, pickle.loads(data)
        # The process is not ours alone: what we set is set back.
        usual = gc.get_threshold()
        gc.set_threshold(*GC_THRESHOLD)
        try:
            return _known[1].do(task)
        finally:
            gc.set_threshold(*usual)
