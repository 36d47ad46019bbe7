"""Plain text → `SourceText`; the text has the decoded file's length, so spans are offsets into it."""

from hashlib import sha256

from ingest.decode import decode_text
from ingest.errors import SourceError
from ingest.records import SourceText
from ingest.ruled_tables import without_rules

MEDIA_TYPE = "text/plain"
MAX_SIZE_BYTES = 32 * 2**20


def read_text(data: bytes, path: str) -> SourceText:
    """Read a text file; a form feed starts a new page.

    Raises:
        UnsupportedFormatError: The bytes are not text.
        SourceError: The file is too large, or its text was garbled before it was saved.
    """
    if len(data) > MAX_SIZE_BYTES:
        raise SourceError(
            f"the text has {len(data) / 2**20:.0f} MB, more than {MAX_SIZE_BYTES // 2**20} MB; split it", path
        )
    decoded = decode_text(data, path)
    text = without_rules(decoded.text)
    return SourceText(
        path=path,
        media_type=MEDIA_TYPE,
        sha256=sha256(data).hexdigest(),
        text=text,
        encoding=decoded.encoding,
        page_starts=_page_starts(text),
        warnings=decoded.warnings,
    )


def _page_starts(text: str) -> tuple[int, ...]:
    """Offsets after each form feed; a form feed that ends the last page starts none."""
    pages = text.removesuffix("\n").removesuffix("\f").split("\f")
    if len(pages) == 1:
        return ()
    starts = [0]
    for page in pages[:-1]:
        starts.append(starts[-1] + len(page) + 1)
    return tuple(starts)
