"""A whole index in one zip file, and back: its database, the files kept with it, its lists of words.

What is derived from the database (tantivy, FAISS) is left out and built anew, which embeds nothing. The
manifest, ``manifest.json``, names every file with its size and SHA-256; a zip that holds anything else is
refused.
"""

import hashlib
import json
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any

from index.errors import ArchiveError, SearchError, StoreNotFoundError
from index.search import open_index
from index.store import DATABASE, Store
from index.uploads import FILES

FORMAT = 1
MANIFEST = "manifest.json"
# Larger ones are restored if the caller says so.
MOST_BYTES = 64 * 2**30
_MOST_MANIFEST_BYTES = 256 * 2**20
_CHUNK_BYTES = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedFile:
    """One file of an archive; `name` is relative to the index folder, with slashes."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """What an archive holds.

    Attributes:
        made_at: ISO 8601, UTC.
        folder: Where the index lay; the paths of the files kept with it begin so.
        model: With which it was built; None for an index that nothing was ingested into.
        contents: Every file but the manifest.
    """

    made_at: str
    folder: str
    model: str | None
    documents: int
    meetings: int
    contents: tuple[ArchivedFile, ...]

    @property
    def size_bytes(self) -> int:
        """Of all files, unpacked."""
        return sum(file.size for file in self.contents)


def write_archive(folder: Path, target: Path) -> Archive:
    """Write the index of a folder into a new zip file; others may read and write the index meanwhile.

    Raises:
        StoreNotFoundError: There is no index.
        ArchiveError: The file is there already, or cannot be written.
    """
    if not (folder / DATABASE).is_file():
        raise StoreNotFoundError("no index here; make one with `senrei ingest`", str(folder))
    if target.exists():
        raise ArchiveError("there is such a file already; name another", str(target))
    with _failures_told(target), tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as work:
        database = Path(work) / DATABASE
        _snapshot(folder / DATABASE, database)
        fresh = Path(work) / "archive.zip"
        with zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED) as archive:
            files = [(DATABASE, database), *_kept_files(folder)]
            contents = tuple(_packed(archive, name, path) for name, path in files)
            packed = _described(folder, database, contents)
            values = {"format": FORMAT, **asdict(packed)}
            archive.writestr(MANIFEST, json.dumps(values, ensure_ascii=False, indent=1))
        fresh.rename(target)
    return packed


def restore_archive(source: Path, folder: Path, *, most_bytes: int = MOST_BYTES) -> Archive:
    """Make the index that an archive holds in a folder that is new or empty.

    Nothing is left behind where it fails.

    Args:
        source: The zip file.
        folder: Where the index is to be.
        most_bytes: The most that is unpacked.

    Raises:
        ArchiveError: The folder is not empty; or the file is no archive of an index, is damaged, was changed
            or is too large.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ArchiveError(f"{folder} is not empty; restore into a new folder", str(source))
    folder = folder.resolve()
    with _failures_told(source):
        folder.parent.mkdir(parents=True, exist_ok=True)
        with (
            zipfile.ZipFile(source) as archive,
            tempfile.TemporaryDirectory(dir=folder.parent, prefix=".restore-") as work,
        ):
            packed = _manifest(archive, source)
            _check_contents(archive, packed, source)
            _check_room(packed, folder.parent, most_bytes, source)
            unpacked = Path(work) / "index"
            for file in packed.contents:
                _unpack(archive, file, unpacked / file.name, source)
            _check_database(unpacked / DATABASE, source)
            _move_paths(unpacked / DATABASE, packed.folder, folder)
            _build_derived(unpacked, packed, source)
            if folder.exists():
                folder.rmdir()
            unpacked.rename(folder)
    return packed


# Writing.


def _snapshot(database: Path, target: Path) -> None:
    """A copy of the database as it is at one moment, in one file."""
    read_only = f"{database.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(read_only, uri=True)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")


def _kept_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """The files of an index folder that nothing else can bring back, by name."""
    for path in sorted([*folder.iterdir(), *(folder / FILES).rglob("*")]):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not path.is_symlink() and _is_kept(name):
            yield name, path


def _is_kept(name: str) -> bool:
    """Whether a file belongs into an archive, by its name: lists of words, evaluations, kept minutes."""
    path = PurePosixPath(name)
    if path.parts[0] == FILES and len(path.parts) > 1:
        return not any(part.startswith(".") for part in path.parts)
    return len(path.parts) == 1 and path.suffix in {".tsv", ".json"} and not name.startswith(".")


def _packed(archive: zipfile.ZipFile, name: str, path: Path) -> ArchivedFile:
    digest, size = hashlib.sha256(), 0
    info = zipfile.ZipInfo.from_file(path, name, strict_timestamps=False)
    info.compress_type = zipfile.ZIP_DEFLATED
    with path.open("rb") as file, archive.open(info, "w", force_zip64=True) as packed:
        for chunk in _chunks(file):
            digest.update(chunk)
            size += len(chunk)
            packed.write(chunk)
    return ArchivedFile(name=name, size=size, sha256=digest.hexdigest())


def _described(folder: Path, database: Path, contents: tuple[ArchivedFile, ...]) -> Archive:
    with closing(Store.open(database.parent, create=False)) as store:
        counts = {
            table: int(store.rows(f"SELECT count(*) FROM {table}")[0][0]) for table in ("document", "meeting")
        }
        manifest = store.manifest
    return Archive(
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        folder=str(folder.resolve()),
        model=manifest.model if manifest else None,
        documents=counts["document"],
        meetings=counts["meeting"],
        contents=contents,
    )


# Reading.


def _manifest(archive: zipfile.ZipFile, source: Path) -> Archive:
    try:
        info = archive.getinfo(MANIFEST)
        if info.file_size > _MOST_MANIFEST_BYTES:
            raise ArchiveError("its manifest is too large; this is no backup of Senrei", str(source))
        values = json.loads(archive.read(info))
        found = values.pop("format")
        if found != FORMAT:
            problem = f"its format is {found}, this program reads {FORMAT}; use the version that made it"
            raise ArchiveError(problem, str(source))
        return _described_by(values)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ArchiveError("this is no backup of Senrei: it has no manifest", str(source)) from error


def _described_by(values: Mapping[str, Any]) -> Archive:
    contents = tuple(
        ArchivedFile(name=str(file["name"]), size=int(file["size"]), sha256=str(file["sha256"]))
        for file in values["contents"]
    )
    return Archive(
        made_at=str(values["made_at"]),
        folder=str(values["folder"]),
        model=values["model"],
        documents=int(values["documents"]),
        meetings=int(values["meetings"]),
        contents=contents,
    )


def _check_contents(archive: zipfile.ZipFile, packed: Archive, source: Path) -> None:
    """The zip holds what its manifest names, each once, and nothing that would leave the folder."""
    named = {file.name: file for file in packed.contents}
    for name in named:
        if name != DATABASE and not _is_safe(name):
            raise ArchiveError(f"it holds a file that belongs into no index: {name!r}", str(source))
    found = [info for info in archive.infolist() if info.filename != MANIFEST]
    if DATABASE not in named or sorted(info.filename for info in found) != sorted(
        file.name for file in packed.contents
    ):
        raise ArchiveError("it does not hold what its manifest names; fetch it again", str(source))
    if any(info.file_size != named[info.filename].size for info in found):
        raise ArchiveError("its files are not of the sizes that its manifest names", str(source))


def _is_safe(name: str) -> bool:
    path = PurePosixPath(name)
    plain = path.as_posix() == name and not path.is_absolute() and ".." not in path.parts
    return plain and not set(name) & {"\\", "\0", ":"} and _is_kept(name)


def _check_room(packed: Archive, parent: Path, most_bytes: int, source: Path) -> None:
    free = shutil.disk_usage(parent).free
    for most, what in ((most_bytes, "are unpacked at most"), (free, "are free on the disk")):
        if packed.size_bytes > most:
            needed = f"it unpacks to {packed.size_bytes / 2**20:,.0f} MB"
            raise ArchiveError(f"{needed}; {most / 2**20:,.0f} MB {what}", str(source))


def _unpack(archive: zipfile.ZipFile, file: ArchivedFile, target: Path, source: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with archive.open(file.name) as packed, target.open("xb") as unpacked:
        for chunk in _chunks(packed):
            size += len(chunk)
            if size > file.size:
                break
            digest.update(chunk)
            unpacked.write(chunk)
    if size != file.size or digest.hexdigest() != file.sha256:
        problem = (
            f"{file.name} is not what its manifest names: it is damaged or was changed; take another backup"
        )
        raise ArchiveError(problem, str(source))


def _check_database(database: Path, source: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        sound = connection.execute("PRAGMA quick_check").fetchone()[0] == "ok"
        # Ours has tables and indexes only; a trigger would run what somebody else wrote.
        foreign = connection.execute(
            "SELECT name FROM sqlite_master WHERE type NOT IN ('table', 'index')"
        ).fetchone()
    if not sound or foreign:
        raise ArchiveError(f"its {DATABASE} is no database of Senrei, or is damaged", str(source))


def _move_paths(database: Path, old: str, new: Path) -> None:
    """Let the documents whose files are kept with the index lie where these are now."""
    before, after = f"{old}/{FILES}/", f"{new}/{FILES}/"
    with closing(sqlite3.connect(database)) as connection, connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in {"document", "correction"} & set(tables):
            connection.execute(
                f"UPDATE {table} SET path = ? || substr(path, ?) WHERE substr(path, 1, ?) = ?",
                (after, len(before) + 1, len(before), before),
            )


def _build_derived(folder: Path, packed: Archive, source: Path) -> None:
    with open_index(folder, None) as index:
        held = index.status()
    if (held.documents, held.meetings) != (packed.documents, packed.meetings):
        raise ArchiveError("its database does not hold what its manifest names; take another", str(source))


@contextmanager
def _failures_told(path: Path) -> Iterator[None]:
    """Make one kind of error of all that can go wrong with the file."""
    try:
        yield
    except SearchError:
        raise
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError) as error:
        raise ArchiveError("this is no zip file, or a damaged one; fetch it again", str(path)) from error
    except sqlite3.DatabaseError as error:
        raise ArchiveError(f"its database cannot be used ({error})", str(path)) from error
    except OSError as error:
        problem = f"{error.strerror or error}; check the name, the permissions and the disk"
        raise ArchiveError(problem, str(path)) from error


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK_BYTES):
        yield chunk
