"""What can go wrong while a file of minutes is read.

IngestError
├── SourceError                 the file itself cannot be read
│   ├── UnsupportedFormatError  not a format that Senrei reads, or not what its name says
│   └── NoTextLayerError        a scanned PDF: images, no text
└── UnrecognisedMinutesError    readable text, but no meeting is recorded in it

Every message says where, what was found and what to do: ``a.pdf, page 3: …; run OCR first``.
"""


class IngestError(Exception):
    """A file could not be turned into minutes.

    Args:
        problem: What was found and what to do, one line, no full stop at the end.
        path: The file as the user named it.
        page: The 1-based page where it happened, if one page is to blame.
    """

    def __init__(self, problem: str, path: str, page: int | None = None) -> None:
        # Positional fields: an exception with keyword-only fields cannot be unpickled.
        super().__init__(problem, path, page)
        self.problem = problem
        self.path = path
        self.page = page

    def __str__(self) -> str:
        where = self.path if self.page is None else f"{self.path}, page {self.page}"
        return f"{where}: {self.problem}"


class SourceError(IngestError):
    """The file cannot be read: damaged, encrypted, empty, too large or unreadable."""


class UnsupportedFormatError(SourceError):
    """The file is of no format that Senrei reads."""


class NoTextLayerError(SourceError):
    """The PDF holds images only."""


class UnrecognisedMinutesError(IngestError):
    """The text was read, but it records no meeting."""
