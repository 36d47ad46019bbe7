"""The ingest that runs for a page: a child process, and what it has told so far.

A job belongs to the server, not to a browser: it goes on while nobody looks, and everyone sees the same one.
"""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from app.ingest_child import IngestRequest
from app.report import FileQuality
from app.settings import Settings, environment_of
from app.wording import Language

_ROOT = Path(__file__).resolve().parent.parent
# A report on more files would be too large to open.
_MOST_REPORTED = 100


class FileState(StrEnum):
    """How far a file is, or what became of it."""

    WAITING = "waiting"
    READING = "reading"
    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    FAILED = "failed"

    @property
    def over(self) -> bool:
        """Whether nothing more will happen to the file."""
        return self not in {FileState.WAITING, FileState.READING}


@dataclass(frozen=True, slots=True, kw_only=True)
class FileProgress:
    """One file of a job.

    Attributes:
        quality: How well it was read; None where it was not.
        problem: Why it failed, in the parser's English.
        passages: So many of its passages are embedded.
    """

    path: str
    state: FileState = FileState.WAITING
    quality: FileQuality | None = None
    problem: str | None = None
    passages: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class JobState:
    """What a job has done so far.

    Attributes:
        by: The editor who began it.
        at: When, ISO 8601, UTC.
        closed: Whether the files are marked as closed minutes.
        running: Whether the process still runs.
        hidden: How many files are left out of `files`, because the reader may not see them.
        stopping: Whether it was asked to end.
        problem: Why it could not go on; None where it could.
        lost: Lines on corrections that are without effect since.
        report: The page that shows how each file was read, once it is written.
    """

    by: str
    at: str
    files: tuple[FileProgress, ...]
    closed: bool = False
    hidden: int = 0
    running: bool = True
    stopping: bool = False
    problem: str | None = None
    lost: tuple[str, ...] = ()
    report: Path | None = None

    @property
    def done(self) -> int:
        """How many files are over."""
        return sum(file.state.over for file in self.files)


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestManner:
    """How a job takes its files.

    Attributes:
        ocr: Read scanned PDFs by OCR.
        closed: Mark the files as closed minutes; else each keeps the mark that it has or has not.
        language: Of the report.
    """

    ocr: bool = False
    closed: bool = False
    language: Language = Language.JA


_PLAIN = IngestManner()


class IngestJob:
    """An ingest in a child process.

    Args:
        settings: The index and its model.
        paths: Files of minutes.
        by: The editor who begins it.
        manner: How the files are taken.
    """

    def __init__(
        self,
        settings: Settings,
        paths: Sequence[Path],
        *,
        by: str,
        manner: IngestManner = _PLAIN,
    ) -> None:
        self._guard = threading.Lock()
        names = tuple(str(path.absolute()) for path in paths)
        at = datetime.now(UTC).isoformat(timespec="seconds")
        self._state = JobState(
            by=by, at=at, closed=manner.closed, files=tuple(FileProgress(path=name) for name in names)
        )
        folder = Path(tempfile.mkdtemp(prefix="senrei-ingest-"))
        # It goes when the job is forgotten.
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        report = folder / "report.html" if len(names) <= _MOST_REPORTED else None
        request = IngestRequest(
            paths=names,
            report=str(report) if report else None,
            ocr=manner.ocr,
            closed=manner.closed,
            language=manner.language,
        )
        self._said = (folder / "said").open("w+", encoding="utf-8", errors="replace")
        self._child = subprocess.Popen(
            [sys.executable, "-m", "app.ingest_child"],
            cwd=_ROOT,
            env={**os.environ, **environment_of(settings)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            encoding="utf-8",
        )
        self._listener = threading.Thread(target=self._listen, args=(request, report), daemon=True)
        self._listener.start()

    @property
    def state(self) -> JobState:
        """What it has done so far."""
        with self._guard:
            return self._state

    def cancel(self) -> None:
        """Let it end after the file in hand; what is done stays."""
        self._change(stopping=True)
        self._child.terminate()

    def kill(self) -> None:
        """End it at once; the file in hand is left out, and the index stays as it was before that file."""
        self._change(stopping=True)
        self._child.kill()

    def wait(self, timeout_s: float) -> JobState:
        """What it has done when it is over."""
        self._listener.join(timeout_s)
        return self.state

    def _listen(self, request: IngestRequest, report: Path | None) -> None:
        ended = False
        with self._child as child, self._said as said:
            assert child.stdin is not None
            assert child.stdout is not None
            # A child that could not start has closed its end.
            with contextlib.suppress(BrokenPipeError):
                child.stdin.write(request.as_json())
                child.stdin.close()
            for line in child.stdout:
                event = json.loads(line)
                ended = ended or event["event"] in {"end", "stopped"}
                self._take(event)
            child.wait()
            said.seek(0)
            told = said.read().strip().splitlines()
        if not ended and not self.state.stopping:
            self._change(problem=told[-1] if told else f"the process ended with status {child.returncode}")
        self._change(running=False, report=report if report and report.exists() else None)

    def _take(self, event: Mapping[str, Any]) -> None:
        match event["event"]:
            case "reading":
                self._change_file(event["path"], state=FileState.READING)
            case "embedded":
                file = next(file for file in self.state.files if file.state is FileState.READING)
                self._change_file(file.path, passages=event["passages"])
            case "failed":
                self._change_file(event["path"], state=FileState.FAILED, problem=event["problem"])
            case "done":
                quality = event["quality"] and FileQuality(
                    **{**event["quality"], "warnings": tuple(event["quality"]["warnings"])}
                )
                self._change_file(event["path"], state=FileState(event["result"]), quality=quality)
            case "end":
                self._change(lost=tuple(event["lost"]))
            case "stopped":
                self._change(problem=event["problem"])
            case _:
                pass

    def _change_file(self, path: str, **values: Any) -> None:  # noqa: ANN401 - fields of FileProgress
        files = self.state.files
        changed = tuple(replace(file, **values) if file.path == path else file for file in files)
        self._change(files=changed)

    def _change(self, **values: Any) -> None:  # noqa: ANN401 - fields of JobState
        with self._guard:
            self._state = replace(self._state, **values)


@dataclass(slots=True)
class IngestDesk:
    """Of one index, the job that runs or ran last; one at a time."""

    job: IngestJob | None = None
    guard: threading.Lock = field(default_factory=threading.Lock)

    @property
    def running(self) -> bool:
        """Whether a job runs."""
        return self.job is not None and self.job.state.running

    def begin(
        self,
        settings: Settings,
        paths: Sequence[Path],
        *,
        by: str,
        manner: IngestManner = _PLAIN,
    ) -> bool:
        """Begin a job; False, and nothing is begun, where one runs already."""
        with self.guard:
            if self.running:
                return False
            self.job = IngestJob(settings, paths, by=by, manner=manner)
            return True
