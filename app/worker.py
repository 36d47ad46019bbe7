"""A child process that reads files, so that a damaged one can neither hang nor exhaust the main process."""

import multiprocessing
import resource
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

from ingest.errors import IngestError, SourceError

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

Result = TypeVar("Result")

TIME_LIMIT_S = 60.0
MEMORY_LIMIT_BYTES = 2 << 30


class FileWorker:
    """Runs functions of one path in a child process with a time limit and a memory limit.

    A context manager; the child starts at the first file and again after it had to be stopped.

    Args:
        time_limit_s: Seconds that one file may take.
        memory_limit_bytes: Address space of the child process.
    """

    def __init__(
        self, *, time_limit_s: float = TIME_LIMIT_S, memory_limit_bytes: int = MEMORY_LIMIT_BYTES
    ) -> None:
        self._time_limit_s = time_limit_s
        self._memory_limit_bytes = memory_limit_bytes
        self._child: tuple[BaseProcess, Connection] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def run(self, function: Callable[[Path], Result], path: Path) -> Result:
        """``function(path)``, computed in the child.

        Raises:
            IngestError: The function raised it; or a `SourceError` because it took too long, needed too much
                memory or failed in an unforeseen way.
        """
        connection = self._connection()
        connection.send((function, path))
        if not connection.poll(self._time_limit_s):
            self._stop()
            limit = f"{self._time_limit_s:g} s"
            raise SourceError(f"reading it takes longer than {limit}; split the file", str(path))
        try:
            answer = connection.recv()
        except EOFError:
            self._stop()
            raise SourceError("the reader crashed on it; convert the file to text", str(path)) from None
        if isinstance(answer, IngestError):
            raise answer
        result: Result = answer
        return result

    def _connection(self) -> Connection:
        if self._child is None:
            # Not fork: the parent may run torch's threads, whose locks a forked child would inherit.
            context = multiprocessing.get_context("spawn")
            ours, theirs = context.Pipe()
            process = context.Process(target=_serve, args=(theirs, self._memory_limit_bytes), daemon=True)
            process.start()
            theirs.close()
            self._child = (process, ours)
        return self._child[1]

    def _stop(self) -> None:
        if self._child is not None:
            process, connection = self._child
            connection.close()
            process.kill()
            process.join()
            self._child = None


def _serve(connection: Connection, memory_limit_bytes: int) -> None:
    """The child's loop: a function and a path in, its result or an `IngestError` out."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_limit_bytes, memory_limit_bytes))
    while True:
        try:
            function, path = connection.recv()
        except (EOFError, KeyboardInterrupt):
            return
        connection.send(_attempt(function, path, memory_limit_bytes))


def _attempt(function: Callable[[Path], Result], path: Path, memory_limit_bytes: int) -> Result | IngestError:
    try:
        return function(path)
    except IngestError as error:
        return error
    except MemoryError:
        limit = f"{memory_limit_bytes / (1 << 30):g} GiB"
        return SourceError(f"reading it needs more than {limit} of memory; split the file", str(path))
    except Exception as error:  # noqa: BLE001 — one unforeseen file must not end the run over the others
        problem = f"the reader failed on it ({type(error).__name__}: {error}); please report this file"
        return SourceError(" ".join(problem.split()), str(path))
