"""Files and folders into the index, one bad file at a time left out."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from app.worker import FileWorker
from embeddings.errors import EmbeddingError
from index.errors import SearchError
from index.search import Index
from index.update import IngestResult, ingest_minutes, is_unchanged
from ingest.errors import IngestError, NoTextLayerError, SourceError
from ingest.ocr import OCR_TIME_LIMIT_S, parse_scan
from ingest.parse import parse_file
from ingest.read import SUFFIXES
from ingest.records import Minutes

# Hidden files, and the lock files that Word leaves beside an open document.
_SKIPPED = (".", "~$")


def files_of(paths: Sequence[Path]) -> list[Path]:
    """The files to read: those named, and those in folders that have a suffix of minutes; each once.

    Raises:
        SourceError: A folder holds none.
    """
    files: dict[Path, Path] = {}
    for path in paths:
        found = _files_in(path) if path.is_dir() else [path]
        if not found:
            suffixes = ", ".join(sorted(SUFFIXES))
            raise SourceError(f"this folder holds no file of minutes ({suffixes}); name another", str(path))
        files |= {one.resolve(): one for one in found}
    return [*files.values()]


def mark_files(index: Index, files: Iterable[Path], *, closed: bool | None) -> None:
    """Mark files as closed, or take the mark away, before they are read: nobody shall see them in between.

    Args:
        index: Not being written by another program.
        files: Files of minutes, ingested or about to be.
        closed: None leaves every mark as it is.

    Raises:
        StoreBusyError: Another program is writing to the index.
    """
    if closed is not None:
        for path in files:
            index.store.mark_closed(path, closed=closed)


def ingest_files(
    index: Index, files: Iterable[Path], on_minutes: Callable[[Minutes], None], *, ocr: bool = False
) -> tuple[dict[IngestResult, int], list[str]]:
    """Put files into the index; how many of them came to which result, and a line for each that failed.

    Args:
        index: Open for writing.
        files: Files of minutes.
        on_minutes: Called with what was read from each file that was; an unchanged file is not read.
        ocr: Read scanned PDFs by OCR; else they fail.

    Raises:
        SearchError: The index cannot be written.
        EmbeddingError: The model cannot be used.
    """
    counts = dict.fromkeys(IngestResult, 0)
    failures: list[str] = []
    # OCR keeps its own time; the worker's limit is behind it.
    with FileWorker() as worker, FileWorker(time_limit_s=OCR_TIME_LIMIT_S + 60) as scans:
        for path in files:
            try:
                result, minutes = _ingest_file(index, worker, scans if ocr else None, path)
            except (SearchError, EmbeddingError):
                raise
            except IngestError as error:
                failures.append(" ".join(str(error).split()))
            except Exception as error:  # noqa: BLE001 - one bad file must not end the run over the others
                problem = f"{path}: not ingested ({type(error).__name__}: {error}); please report this file"
                failures.append(" ".join(problem.split()))
            else:
                counts[result] += 1
                if minutes is not None:
                    on_minutes(minutes)
    return counts, failures


def _ingest_file(
    index: Index, worker: FileWorker, scans: FileWorker | None, path: Path
) -> tuple[IngestResult, Minutes | None]:
    digest = _sha256(path)
    if digest is not None and is_unchanged(index, path, digest):
        return IngestResult.UNCHANGED, None
    try:
        minutes = worker.run(parse_file, path)
    except NoTextLayerError:
        if scans is None:
            raise
        minutes = scans.run(parse_scan, path)
    return ingest_minutes(index, minutes), minutes


def _files_in(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in SUFFIXES
        and not any(part.startswith(_SKIPPED) for part in path.relative_to(folder).parts)
        and path.is_file()
    )


def _sha256(path: Path) -> str | None:
    """Of the file's bytes; None where they cannot be read, which the reader then reports."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
