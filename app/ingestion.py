"""Files and folders into the index, one bad file at a time left out."""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.worker import FileWorker
from embeddings.errors import EmbeddingError
from index.corrections import list_corrections
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


@dataclass(frozen=True, slots=True, kw_only=True)
class FileOutcome:
    """What became of one file.

    Attributes:
        path: The file as it was named.
        result: None where it failed.
        minutes: What was read; None where the file is unchanged or failed.
        problem: Why it failed and what to do, one line.
    """

    path: Path
    result: IngestResult | None = None
    minutes: Minutes | None = None
    problem: str | None = None


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
    index: Index,
    files: Iterable[Path],
    *,
    ocr: bool = False,
    on_progress: Callable[[int], None] | None = None,
) -> Iterator[FileOutcome]:
    """Put files into the index, and say of each what became of it before the next one is taken.

    Args:
        index: Open for writing.
        files: Files of minutes.
        ocr: Read scanned PDFs by OCR; else they fail.
        on_progress: Called with the number of passages of a file that are embedded so far.

    Raises:
        SearchError: The index cannot be written.
        EmbeddingError: The model cannot be used.
    """
    # OCR keeps its own time; the worker's limit is behind it.
    with FileWorker() as worker, FileWorker(time_limit_s=OCR_TIME_LIMIT_S + 60) as scans:
        reading = _Reading(index=index, worker=worker, scans=scans if ocr else None, on_progress=on_progress)
        for path in files:
            try:
                outcome = reading.ingest(path)
            except (SearchError, EmbeddingError):
                raise
            except IngestError as error:
                outcome = FileOutcome(path=path, problem=" ".join(str(error).split()))
            except Exception as error:  # noqa: BLE001 - one bad file must not end the run over the others
                problem = f"{path}: not ingested ({type(error).__name__}: {error}); please report this file"
                outcome = FileOutcome(path=path, problem=" ".join(problem.split()))
            yield outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """What a run over files works with; `scans` is the worker for OCR, if it is asked for."""

    index: Index
    worker: FileWorker
    scans: FileWorker | None
    on_progress: Callable[[int], None] | None

    def ingest(self, path: Path) -> FileOutcome:
        """Put one file into the index."""
        digest = _sha256(path)
        if digest is not None and is_unchanged(self.index, path, digest):
            return FileOutcome(path=path, result=IngestResult.UNCHANGED)
        try:
            minutes = self.worker.run(parse_file, path)
        except NoTextLayerError:
            if self.scans is None:
                raise
            minutes = self.scans.run(parse_scan, path)
        result = ingest_minutes(self.index, minutes, on_progress=self.on_progress)
        return FileOutcome(path=path, result=result, minutes=minutes)


def corrections_in_force(index: Index) -> frozenset[int]:
    """The ids of the corrections that an ingest may leave without effect."""
    return frozenset(correction.id for correction in list_corrections(index) if correction.applied)


def lost_corrections(index: Index, in_force: Collection[int]) -> list[str]:
    """A line for each correction that was in force, and is not any more."""
    return [
        f"correction {c.id} is without effect: {c.title or f'turn {c.turn}'} is no longer in {c.doc}"
        for c in list_corrections(index)
        if c.id in in_force and not c.applied
    ]


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
