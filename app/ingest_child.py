"""An ingest in a process of its own, so that the page's process stays a reader: `python -m app.ingest_child`.

It is told what to do by one JSON object on stdin (`IngestRequest`) and by its environment (`app.settings`),
and tells what happens by one JSON object a line on stdout: ``{"event": "begin", "total": 2}``, then for each
file ``reading``, any number of ``embedded``, and ``done`` or ``failed``; last ``end``, or ``stopped`` with
the reason why it could not go on. A SIGTERM ends it after the file in hand.
"""

import json
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from app.ingest_run import IngestRun
from app.ingestion import FileOutcome, corrections_in_force, ingest_files, lost_corrections, mark_files
from app.report import quality_of
from app.settings import settings_from_environment
from app.wording import WORDINGS, Language
from embeddings.errors import EmbeddingError
from embeddings.model import load_encoder
from index.errors import SearchError
from index.search import open_index

# People who read come before files that are read in.
_NICENESS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestRequest:
    """What the process is to do.

    Attributes:
        paths: Files of minutes.
        report: Where to write the page that shows how each file was read; None for nowhere.
        ocr: Read scanned PDFs by OCR.
        closed: Mark the files as closed minutes first; else each keeps the mark that it has or has not.
        language: Of the report.
    """

    paths: tuple[str, ...]
    report: str | None = None
    ocr: bool = False
    closed: bool = False
    language: Language = Language.JA

    def as_json(self) -> str:
        """The object that stdin gives."""
        return json.dumps(asdict(self), ensure_ascii=False)


def request_from_json(text: str) -> IngestRequest:
    """The reverse of `IngestRequest.as_json`."""
    values = json.loads(text)
    return IngestRequest(
        paths=tuple(values["paths"]),
        report=values["report"],
        ocr=values["ocr"],
        closed=values["closed"],
        language=Language(values["language"]),
    )


def main() -> None:
    """Ingest what stdin names."""
    os.nice(_NICENESS)
    cancelled = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: cancelled.set())
    request = request_from_json(sys.stdin.read())
    try:
        _ingest(request, cancelled)
    except (SearchError, EmbeddingError) as error:
        _tell("stopped", problem=" ".join(str(error).split()))
        sys.exit(1)


def _ingest(request: IngestRequest, cancelled: threading.Event) -> None:
    settings = settings_from_environment(os.environ)
    run = IngestRun(WORDINGS[request.language], reported=request.report is not None)
    paths = [Path(path) for path in request.paths]
    with open_index(settings.index, load_encoder(settings.encoder), create=True) as index:
        mark_files(index, paths, closed=request.closed or None)
        in_force = corrections_in_force(index)
        for outcome in ingest_files(
            index, _in_turn(paths, cancelled), ocr=request.ocr, on_progress=_embedded
        ):
            _tell_outcome(outcome)
            run.add(outcome)
        lost = lost_corrections(index, in_force)
    if request.report:
        # Names of files need not be Unicode.
        Path(request.report).write_text(run.report(), encoding="utf-8", errors="backslashreplace")
    _tell("end", cancelled=cancelled.is_set(), lost=lost)


def _in_turn(files: Sequence[Path], cancelled: threading.Event) -> Iterator[Path]:
    _tell("begin", total=len(files))
    for n, path in enumerate(files, start=1):
        if cancelled.is_set():
            return
        _tell("reading", n=n, path=str(path))
        yield path


def _embedded(passages: int) -> None:
    _tell("embedded", passages=passages)


def _tell_outcome(outcome: FileOutcome) -> None:
    path = str(outcome.path)
    if outcome.result is None:
        _tell("failed", path=path, problem=outcome.problem)
    else:
        quality = asdict(quality_of(outcome.minutes)) if outcome.minutes else None
        _tell("done", path=path, result=outcome.result.value, quality=quality)


def _tell(event: str, **facts: object) -> None:
    # Names of files need not be Unicode: JSON in ASCII holds them all.
    sys.stdout.write(f"{json.dumps({'event': event, **facts})}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
