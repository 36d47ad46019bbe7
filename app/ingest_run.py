"""What a run of `ingest` over several files came to."""

from collections.abc import Iterable
from pathlib import Path

from app.ingestion import FileOutcome
from app.report import FileQuality, document_html, quality_of, report_page
from app.wording import Wording
from app.worker import FileWorker
from index.update import IngestResult
from ingest.errors import IngestError
from ingest.parse import parse_file


class IngestRun:
    """Takes in what became of each file.

    Args:
        wording: Of the report.
        reported: Keep what the report shows of each document, which takes the memory of its text.
    """

    def __init__(self, wording: Wording, *, reported: bool) -> None:
        self.counts = dict.fromkeys(IngestResult, 0)
        self.failures: list[str] = []
        self._wording = wording
        self._reported = reported
        self._read: list[tuple[FileQuality, str]] = []

    def add(self, outcome: FileOutcome) -> None:
        """Take in what became of a file."""
        if outcome.result is None:
            self.failures.append(outcome.problem or "")
        else:
            self.counts[outcome.result] += 1
        if outcome.minutes:
            shown = document_html(outcome.minutes, self._wording) if self._reported else ""
            self._read.append((quality_of(outcome.minutes), shown))

    @property
    def read(self) -> list[FileQuality]:
        """How well each file was read, of those that were."""
        return [quality for quality, _ in self._read]

    @property
    def unchanged(self) -> int:
        """How many files were left as they are."""
        return self.counts[IngestResult.UNCHANGED]

    def report(self) -> str:
        """The page that shows how each file was read, as HTML."""
        return report_page(self._read, self.failures, self.unchanged, self._wording)


def reading_report(paths: Iterable[Path], wording: Wording) -> str:
    """The page that shows how files are read, as HTML; nothing is ingested."""
    run = IngestRun(wording, reported=True)
    with FileWorker() as worker:
        for path in paths:
            try:
                run.add(
                    FileOutcome(path=path, result=IngestResult.ADDED, minutes=worker.run(parse_file, path))
                )
            except IngestError as error:
                run.add(FileOutcome(path=path, problem=" ".join(str(error).split())))
    return run.report()
