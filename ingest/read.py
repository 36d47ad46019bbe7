"""File → `SourceText`: which reader a file needs, told by its content first and its suffix second."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

from ingest.errors import SourceError, UnsupportedFormatError
from ingest.read_discussnet import looks_like_discussnet, read_discussnet
from ingest.read_docx import read_docx
from ingest.read_html import looks_like_html, read_html
from ingest.read_jsonl import looks_like_turns, read_jsonl
from ingest.read_pdf import read_pdf
from ingest.read_text import read_text
from ingest.read_voices import looks_like_voices, read_voices
from ingest.records import SourceText

SUFFIXES: frozenset[str] = frozenset({".txt", ".md", ".html", ".htm", ".docx", ".pdf", ".jsonl", ".zst"})
READ_FORMATS = "txt, md, html, docx, pdf and jsonl of turns are read"
MAX_SIZE_BYTES = 200 * 2**20
# Acrobat accepts a header anywhere in the first 1024 bytes.
PDF_HEADER_WINDOW_BYTES = 1024

# First bytes of files that are often found among minutes, or named .txt by mistake.
KNOWN_SIGNATURES = (
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "an old Office file (doc, xls) or one with a password; save it as docx without a password",
    ),
    (b"{\\rtf", "a Rich Text file; save it as docx or pdf"),
    (b"\x89PNG", "a PNG image; run OCR and save a PDF with a text layer"),
    (b"\xff\xd8\xff", "a JPEG image; run OCR and save a PDF with a text layer"),
    (b"GIF8", "a GIF image; run OCR and save a PDF with a text layer"),
    (b"II*\0", "a TIFF image; run OCR and save a PDF with a text layer"),
    (b"MM\0*", "a TIFF image; run OCR and save a PDF with a text layer"),
    (b"\x1f\x8b", "a gzip archive; unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive; unpack it first"),
    (b"Rar!", "a RAR archive; unpack it first"),
)
ZIP_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")

Reader = Callable[[bytes, str], SourceText]


def read_source(path: Path) -> SourceText:
    """Read one file of minutes.

    Raises:
        UnsupportedFormatError: The file is of no format that is read.
        NoTextLayerError: The file is a scanned PDF.
        SourceError: The file is missing, empty, too large, damaged, encrypted or garbled.
    """
    data = _read_bytes(path)
    return _reader_for(data, path)(data, str(path))


def _read_bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise SourceError("this is a folder; name a file in it", str(path))
        if not path.is_file():
            raise SourceError("this is no regular file; copy its content to a file first", str(path))
        if size > MAX_SIZE_BYTES:
            raise SourceError(_too_large(size), str(path))
        data = path.read_bytes()
    except FileNotFoundError:
        raise SourceError("there is no such file; check the name", str(path)) from None
    except PermissionError:
        raise SourceError("you may not read this file; check its permissions", str(path)) from None
    except (OSError, ValueError) as error:
        raise SourceError(
            f"the file cannot be read ({error}); check the name and the disk", str(path)
        ) from error
    if not data.strip(b"\0 \t\r\n\f\xef\xbb\xbf"):
        raise SourceError("the file is empty; save it again from its source", str(path))
    return data


def _too_large(size: int) -> str:
    limit = MAX_SIZE_BYTES // 2**20
    return f"the file has {size / 2**20:.0f} MB, more than the {limit} MB that are read; split it"


def _reader_for(data: bytes, path: Path) -> Reader:
    suffix = path.suffix.lower()
    if data.startswith(b"%PDF-") or (suffix == ".pdf" and b"%PDF-" in data[:PDF_HEADER_WINDOW_BYTES]):
        return read_pdf
    if data.startswith(ZIP_SIGNATURES):
        return _reader_for_zip(data, path)
    records = _reader_for_records(data, suffix)
    if records is not None:
        return records
    for signature, what in KNOWN_SIGNATURES:
        if data.startswith(signature):
            raise UnsupportedFormatError(f"this is {what} ({READ_FORMATS})", str(path))
    if looks_like_html(data) or suffix in {".html", ".htm"}:
        return read_voices if looks_like_voices(data) else read_html
    if suffix in {".pdf", ".docx"}:
        kind = suffix.removeprefix(".")
        raise UnsupportedFormatError(
            f"the file is named {suffix} but holds no {kind} data; save it again", str(path)
        )
    return read_text


def _reader_for_records(data: bytes, suffix: str) -> Reader | None:
    if looks_like_turns(data):
        return read_jsonl
    return read_discussnet if suffix == ".json" or looks_like_discussnet(data) else None


def _reader_for_zip(data: bytes, path: Path) -> Reader:
    try:
        names = set(zipfile.ZipFile(io.BytesIO(data)).namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise SourceError("the file is cut off or damaged; fetch or save it again", str(path)) from None
    if "word/document.xml" in names or path.suffix.lower() == ".docx":
        return read_docx
    raise UnsupportedFormatError(f"this is a zip archive but no Word document; {READ_FORMATS}", str(path))
