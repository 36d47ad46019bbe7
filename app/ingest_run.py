"""What a run of `ingest` over several files came to."""

from app.ingestion import FileOutcome
from app.report import FileQuality, document_html, quality_of, report_page
from app.wording import Wording
from index.update import IngestResult


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
