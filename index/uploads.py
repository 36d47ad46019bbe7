"""Files that people give to the index from elsewhere: kept in its folder, under safe names."""

import hashlib
import os
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from index.errors import UploadError
from index.search import Index

FILES = "files"
# Of a name with its suffix; file systems hold 255 bytes.
_MOST_BYTES = 200
_NAMELESS = "document"
# What hides a file, or marks the lock file of an open document, so that no folder's ingest would take it.
_HIDDEN = ".~$ "


class UploadState(StrEnum):
    """How a file that is given stands to what the index has.

    NEW: nothing of it is known. KEPT: the same file is kept already. REPLACES: a file of this name with other
    content is kept. HELD: the index holds the same content, from another place. NAMESAKE: the index holds a
    file of this name with other content, from another place. TWICE: two of the files that are given bear this
    name.
    """

    NEW = "new"
    KEPT = "kept"
    REPLACES = "replaces"
    HELD = "held"
    NAMESAKE = "namesake"
    TWICE = "twice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that is given.

    Attributes:
        name: Under which it is kept.
        state: How it stands to what the index has.
        other: The path of the document that is meant by HELD and NAMESAKE.
    """

    name: str
    content: bytes
    state: UploadState
    other: str | None = None


def check_uploads(index: Index | None, folder: Path, given: Sequence[tuple[str, bytes]]) -> list[Upload]:
    """How files stand to what the index has; nothing is written.

    Args:
        index: None where there is none yet.
        folder: Of the index.
        given: Names as the browser tells them, and contents.
    """
    names = [safe_name(name) for name, _ in given]
    uploads: list[Upload] = []
    for at, (name, (_, content)) in enumerate(zip(names, given, strict=True)):
        if name in names[:at]:
            uploads.append(Upload(name=name, content=content, state=UploadState.TWICE))
        else:
            uploads.append(_checked(index, folder, name, content))
    return uploads


def keep_upload(folder: Path, upload: Upload, *, replace: bool = False) -> Path:
    """Keep a file in the folder of an index; its path.

    Args:
        folder: Of the index.
        upload: As `check_uploads` made it.
        replace: Let it take the place of a file of its name that has other content.

    Raises:
        UploadError: There is such a file, and `replace` is false; or the file cannot be written.
    """
    path = folder / FILES / upload.name
    # Whatever the name was made of, the file lies in the folder.
    if upload.name != safe_name(upload.name):
        raise UploadError("this is no name for a file; give it another one", upload.name)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not replace and path.read_bytes() != upload.content:
            problem = (
                "a file of this name with other content is kept already; replace it or rename the new one"
            )
            raise UploadError(problem, upload.name)
        fresh = path.with_name(f".{upload.name[:40]}.{os.getpid()}.new")
        fresh.write_bytes(upload.content)
        fresh.replace(path)
    except OSError as error:
        problem = f"the file cannot be kept ({error.strerror}); check the disk and the folder's permissions"
        raise UploadError(problem, upload.name) from error
    return path


def drop_upload(folder: Path, path: Path) -> bool:
    """Delete a file that is kept in the folder of an index; False where it is none of these."""
    kept = (folder / FILES).resolve()
    if path.parent != kept or not path.is_file():
        return False
    path.unlink()
    return True


def safe_name(name: str) -> str:
    """The name that a file is kept under: without folders, control characters and what would hide it."""
    base = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    base = "".join(c for c in base if unicodedata.category(c)[0] != "C").lstrip(_HIDDEN).strip()
    stem, dot, suffix = base.rpartition(".")
    if not dot or not stem:
        stem, suffix = base or _NAMELESS, ""
    suffix = f".{suffix}" if suffix else ""
    room = max(0, _MOST_BYTES - len(suffix.encode()))
    return f"{stem.encode()[:room].decode(errors='ignore')}{suffix}"


def _checked(index: Index | None, folder: Path, name: str, content: bytes) -> Upload:
    digest = hashlib.sha256(content).hexdigest()
    path = folder / FILES / name
    if path.exists():
        same = hashlib.sha256(path.read_bytes()).hexdigest() == digest
        return Upload(name=name, content=content, state=UploadState.KEPT if same else UploadState.REPLACES)
    for state, column, value in (
        (UploadState.HELD, "sha256", digest),
        (UploadState.NAMESAKE, "doc", name),
    ):
        if other := _held(index, column, value):
            return Upload(name=name, content=content, state=state, other=other)
    return Upload(name=name, content=content, state=UploadState.NEW)


def _held(index: Index | None, column: str, value: str) -> str | None:
    if index is None:
        return None
    with index.guard, index.store.snapshot():
        rows = index.store.rows(f"SELECT path FROM document WHERE {column} = ? ORDER BY id", (value,))
    return rows[0]["path"] if rows else None
