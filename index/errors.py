"""What can go wrong while an index is opened, written or searched.

SearchError
├── StoreNotFoundError      no index in the folder
├── StoreDamagedError       the folder holds something that is not an index of this version, or a damaged one
├── StoreBusyError          another program is writing to the index
├── ManifestMismatchError   the index was built with another embedding model
├── AmbiguousDocumentError  several documents of the index bear the name
├── CaseNotFoundError       no case, or several, have the id
├── MeetingNotFoundError    no meeting of this name is in the index
├── JudgementError          a file of judged questions cannot be read
├── UploadError             a file that is given to the index cannot be kept
├── ArchiveError            a backup cannot be written, or is none that can be restored
└── CorrectionError         a correction names what the index does not hold, or changes nothing
    └── QuoteNotFoundError  its quote does not stand in the minutes

Every message says where, what was found and what to do.
"""


class SearchError(Exception):
    """An index could not be used.

    Args:
        problem: What was found and what to do, one line, no full stop at the end.
        folder: The folder of the index.
    """

    def __init__(self, problem: str, folder: str) -> None:
        super().__init__(problem, folder)
        self.problem = problem
        self.folder = folder

    def __str__(self) -> str:
        return f"{self.folder}: {self.problem}"


class StoreNotFoundError(SearchError):
    """The folder holds no index."""


class StoreDamagedError(SearchError):
    """The index is damaged, foreign or of another version."""


class StoreBusyError(SearchError):
    """Another program is writing to the index."""


class ManifestMismatchError(SearchError):
    """The index was built with another embedding model than the one in use."""


class AmbiguousDocumentError(SearchError):
    """Several documents of the index bear the name."""


class CaseNotFoundError(SearchError):
    """No case, or several, have the id that was given."""


class MeetingNotFoundError(SearchError):
    """The index holds no meeting that a link names; `folder` is what it names."""


class JudgementError(SearchError):
    """A file of judged questions, or a line of it, cannot be used; `folder` is the file and the line."""


class UploadError(SearchError):
    """A file that is given to the index cannot be kept; `folder` is its name."""


class ArchiveError(SearchError):
    """A backup cannot be written, or is none that can be restored; `folder` is its file."""


class CorrectionError(SearchError):
    """A correction names what the index does not hold, or changes nothing."""


class QuoteNotFoundError(CorrectionError):
    """The words that are to prove a corrected outcome do not stand in the meeting."""
