"""SQLite, the only truth: records, passages, vectors and the log of changes that FAISS and tantivy replay.

One writer at a time holds the lock file; readers never wait for it (WAL). Every change to the passages or
vectors stands in the log with a sequence number, in the transaction that made it.
"""

import fcntl
import json
import sqlite3
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

import numpy as np
from numpy.typing import NDArray

from index.errors import AmbiguousDocumentError, StoreBusyError, StoreDamagedError, StoreNotFoundError
from index.reach import CLOSED_TABLE, Reach, hidden_passages_query, hiding_views

SCHEMA_VERSION = 3
DATABASE = "senrei.sqlite"
_LOCK = "writer.lock"
_CHUNK = 500
_BUSY_TIMEOUT_S = 5

Ids = NDArray[np.int64]
Vectors = NDArray[np.float32]
Target = Literal["passage", "vector"]

# Refers to no row: a correction outlives the rows that it was made on, which another ingest replaces.
# An index made before there were corrections gets the table with its first one.
CORRECTION_TABLE = """
CREATE TABLE IF NOT EXISTS correction (
    id INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT NOT NULL, doc TEXT NOT NULL, meeting_id TEXT NOT NULL,
    agenda_id TEXT, number TEXT, title TEXT, turn INTEGER, turn_sha256 TEXT, field TEXT NOT NULL,
    old TEXT NOT NULL, new TEXT NOT NULL, quote TEXT, reason TEXT NOT NULL, made_by TEXT NOT NULL,
    made_at TEXT NOT NULL, undone_by TEXT, undone_at TEXT, undone_reason TEXT, target INTEGER, machine TEXT,
    sha256 TEXT, council TEXT, date TEXT
)
"""
# How sure it is who speaks in a document; an older index gets the table with its next ingest.
READING_TABLE = """
CREATE TABLE IF NOT EXISTS reading (
    document INTEGER PRIMARY KEY REFERENCES document ON DELETE CASCADE, confidence REAL NOT NULL
)
"""
_SCHEMA = """
CREATE TABLE manifest (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE document (
    id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, doc TEXT NOT NULL, sha256 TEXT NOT NULL,
    media_type TEXT NOT NULL, encoding TEXT, pages INTEGER, built_by TEXT NOT NULL, warnings TEXT NOT NULL,
    ingested_at TEXT NOT NULL
);
CREATE INDEX document_doc ON document (doc);
CREATE TABLE meeting (
    id INTEGER PRIMARY KEY, document INTEGER NOT NULL REFERENCES document ON DELETE CASCADE,
    meeting_id TEXT NOT NULL, municipality TEXT, municipality_code TEXT, council TEXT, label TEXT, date TEXT,
    start_time TEXT, end_time TEXT, place TEXT, open INTEGER, attendees TEXT NOT NULL,
    UNIQUE (document, meeting_id)
);
CREATE INDEX meeting_date ON meeting (date);
CREATE TABLE agenda_item (
    id INTEGER PRIMARY KEY, meeting INTEGER NOT NULL REFERENCES meeting ON DELETE CASCADE,
    agenda_id TEXT NOT NULL, number TEXT, title TEXT NOT NULL, kind TEXT NOT NULL, section TEXT,
    matter TEXT, number_key TEXT, case_id TEXT NOT NULL,
    outcome TEXT NOT NULL, quote TEXT, quote_start INTEGER, quote_end INTEGER, quote_page INTEGER,
    quote_turn INTEGER, conditions TEXT NOT NULL, requests TEXT NOT NULL, vote TEXT, follow_up TEXT,
    confidence REAL, UNIQUE (meeting, agenda_id)
);
CREATE INDEX agenda_item_case ON agenda_item (case_id);
CREATE INDEX agenda_item_matter ON agenda_item (matter);
CREATE INDEX agenda_item_number ON agenda_item (number_key);
CREATE INDEX agenda_item_outcome ON agenda_item (outcome);
CREATE TABLE turn (
    id INTEGER PRIMARY KEY, meeting INTEGER NOT NULL REFERENCES meeting ON DELETE CASCADE, n INTEGER NOT NULL,
    kind TEXT NOT NULL, speaker TEXT, name TEXT, title TEXT, role TEXT, text TEXT NOT NULL,
    span_start INTEGER NOT NULL, span_end INTEGER NOT NULL, agenda_id TEXT, page INTEGER,
    UNIQUE (meeting, n)
);
CREATE TABLE vector (
    id INTEGER PRIMARY KEY AUTOINCREMENT, input_sha256 BLOB NOT NULL UNIQUE, vector BLOB NOT NULL
);
CREATE TABLE passage (
    id INTEGER PRIMARY KEY AUTOINCREMENT, meeting INTEGER NOT NULL REFERENCES meeting ON DELETE CASCADE,
    vector INTEGER NOT NULL REFERENCES vector, kind TEXT NOT NULL, turn INTEGER, speaker TEXT, role TEXT,
    agenda_id TEXT, outcome TEXT, text TEXT NOT NULL, context TEXT NOT NULL, keywords TEXT NOT NULL,
    span_start INTEGER NOT NULL, span_end INTEGER NOT NULL, page INTEGER, question INTEGER
);
CREATE INDEX passage_meeting ON passage (meeting);
CREATE INDEX passage_vector ON passage (vector);
CREATE TABLE change (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, target TEXT NOT NULL, added INTEGER NOT NULL,
    ids BLOB NOT NULL
);
"""
# Tables that an index made by an older program may lack.
_LATER_TABLES = (CORRECTION_TABLE, READING_TABLE, CLOSED_TABLE)
# What an index of each older version lacks.
_COLUMNS_SINCE = {
    "1": (
        "ALTER TABLE agenda_item ADD COLUMN confidence REAL",
        "ALTER TABLE agenda_item ADD COLUMN matter TEXT",
        "ALTER TABLE agenda_item ADD COLUMN number_key TEXT",
        "CREATE INDEX agenda_item_matter ON agenda_item (matter)",
        "CREATE INDEX agenda_item_number ON agenda_item (number_key)",
    ),
    "2": ("ALTER TABLE passage ADD COLUMN question INTEGER",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What an index was built with."""

    store_id: str
    model: str
    fingerprint: str
    dimension: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One entry of the log: passages or vectors that came or went."""

    sequence: int
    target: str
    added: bool
    ids: Ids


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow:
    """One file in the index; `doc` is its base name, `path` its resolved path."""

    id: int
    path: str
    doc: str
    sha256: str
    media_type: str
    pages: int | None
    warnings: tuple[str, ...]
    ingested_at: str
    meetings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageText:
    """What the lexical index holds of a passage."""

    id: int
    text: str
    keywords: str


class Store:
    """The SQLite database of one index folder."""

    def __init__(self, folder: Path, connection: sqlite3.Connection) -> None:
        self.folder = folder
        self._connection = connection
        self._lock: IO[str] | None = None
        self._reach = Reach.ALL

    @classmethod
    def open(cls, folder: Path, *, create: bool) -> "Store":
        """Open the store of a folder.

        Raises:
            StoreNotFoundError: There is none, and `create` is false.
            StoreDamagedError: The folder holds something else, or a store of another version.
        """
        path = folder / DATABASE
        if not path.exists():
            _refuse_absent(folder, create=create)
            folder.mkdir(parents=True, exist_ok=True)
        with _damage_told(folder):
            store = cls(folder, _connect(path))
        try:
            store._prepare()
        except BaseException:
            store.close()
            raise
        return store

    def limit(self, reach: Reach) -> None:
        """From now on see no more than `reach`, and write nothing but what is derived; called once."""
        if reach is Reach.ALL:
            return
        with self.transaction():
            for statement in (*_LATER_TABLES, *hiding_views(reach)):
                self.execute(statement)
        self._reach = reach

    def close(self) -> None:
        """Close the database and give the writer's lock back."""
        self._connection.close()
        self.unlock()

    def _prepare(self) -> None:
        if self._is_blank():
            self.lock()
            # Another program may have been quicker.
            if self._is_blank():
                self._make_schema()
            self.unlock()
        if self._facts().get("schema_version") in _COLUMNS_SINCE:
            self._bring_up()
        version = self._facts().get("schema_version")
        if version != str(SCHEMA_VERSION):
            raise StoreDamagedError(
                f"the index has schema version {version}, this program reads {SCHEMA_VERSION}; "
                "ingest into a new folder",
                str(self.folder),
            )

    def _bring_up(self) -> None:
        """Make an older index one of this version; the next ingest fills the columns that it lacked."""
        self.lock()
        try:
            with self.transaction():
                version = self._facts()["schema_version"]
                for statement in (s for v, added in _COLUMNS_SINCE.items() if v >= version for s in added):
                    self.execute(statement)
                self.set_facts({"schema_version": str(SCHEMA_VERSION)})
        finally:
            self.unlock()

    def _is_blank(self) -> bool:
        return not self.rows("SELECT 1 FROM sqlite_master LIMIT 1")

    def _make_schema(self) -> None:
        with self.transaction():
            for statement in (*_SCHEMA.split(";\n"), *_LATER_TABLES):
                self.execute(statement)
            self.set_facts({"schema_version": str(SCHEMA_VERSION), "store_id": uuid.uuid4().hex})

    # The writer's lock and transactions.

    def lock(self) -> None:
        """Become the only writer, until `unlock` or the end of the process.

        Raises:
            StoreBusyError: Another program is the writer.
        """
        if self._lock is not None:
            return
        handle = (self.folder / _LOCK).open("w", encoding="utf-8")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            handle.close()
            raise StoreBusyError(
                "another program is writing to this index; try again when it has finished", str(self.folder)
            ) from error
        self._lock = handle

    def unlock(self) -> None:
        """Let other writers in."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    @property
    def locked(self) -> bool:
        """Whether this store is the writer."""
        return self._lock is not None

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; the caller holds the lock."""
        self.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self.execute("COMMIT")

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Reads that all see the same state, whatever a writer does meanwhile; may be nested."""
        if self._connection.in_transaction:
            yield
            return
        self._connection.execute("BEGIN")
        try:
            yield
        finally:
            self._connection.execute("COMMIT")

    def execute(self, statement: str, values: Sequence[object] = ()) -> int:
        """Run one statement; the id of the row that it inserted, if it did."""
        with _damage_told(self.folder):
            return self._connection.execute(statement, values).lastrowid or 0

    def insert(self, table: str, **values: object) -> int:
        """Insert one row; its id."""
        names = ", ".join(values)
        marks = ", ".join("?" * len(values))
        return self.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", [*values.values()])

    def rows(self, query: str, values: Sequence[object] = ()) -> list[sqlite3.Row]:
        """All rows of a query."""
        with _damage_told(self.folder):
            return self._connection.execute(query, values).fetchall()

    def rows_in(self, query: str, values: Sequence[object]) -> list[sqlite3.Row]:
        """All rows of a query whose one ``{marks}`` stands for any number of values."""
        found: list[sqlite3.Row] = []
        for at in range(0, len(values), _CHUNK):
            part = values[at : at + _CHUNK]
            found += self.rows(query.format(marks=", ".join("?" * len(part))), part)
        return found

    # What the index was built with.

    def _facts(self) -> dict[str, str]:
        return {row["key"]: row["value"] for row in self.rows("SELECT key, value FROM manifest")}

    def set_facts(self, facts: dict[str, str]) -> None:
        """Write facts of the manifest."""
        for key, value in facts.items():
            self.execute("INSERT OR REPLACE INTO manifest VALUES (?, ?)", (key, value))

    @property
    def store_id(self) -> str:
        """Made once for each store, so that derived files of another one are not taken for its own."""
        return self._facts()["store_id"]

    @property
    def manifest(self) -> Manifest | None:
        """What the index was built with; None until something was ingested."""
        facts = self._facts()
        if "fingerprint" not in facts:
            return None
        return Manifest(
            store_id=facts["store_id"],
            model=facts["model"],
            fingerprint=facts["fingerprint"],
            dimension=int(facts["dimension"]),
        )

    # The log.

    @property
    def sequence(self) -> int:
        """The number of the last change; 0 in an empty store."""
        return int(self.rows("SELECT coalesce(max(sequence), 0) AS last FROM change")[0]["last"])

    def log(self, target: Target, ids: Sequence[int], *, added: bool) -> None:
        """Note in the log that passages or vectors came or went."""
        if ids:
            blob = np.asarray(ids, dtype="<i8").tobytes()
            self.insert("change", target=target, added=int(added), ids=blob)

    def changes_since(self, sequence: int, target: Target) -> list[Change]:
        """The changes after a sequence number, oldest first."""
        query = "SELECT * FROM change WHERE sequence > ? AND target = ? ORDER BY sequence"
        return [
            Change(
                sequence=row["sequence"],
                target=row["target"],
                added=bool(row["added"]),
                ids=np.frombuffer(row["ids"], dtype="<i8").astype(np.int64),
            )
            for row in self.rows(query, (sequence, target))
        ]

    # What derived indexes are built from.

    def vectors(self, ids: Sequence[int] | None = None) -> tuple[Ids, Vectors]:
        """Vectors by id, or all: ids of shape (n,), float32 of shape (n, dimension)."""
        query = "SELECT id, vector FROM main.vector"
        rows = self.rows(query) if ids is None else self.rows_in(f"{query} WHERE id IN ({{marks}})", ids)
        found = np.array([row["id"] for row in rows], dtype=np.int64)
        if not rows:
            return found, np.zeros((0, 0), dtype=np.float32)
        halves = np.frombuffer(b"".join(row["vector"] for row in rows), dtype="<f2")
        return found, halves.astype(np.float32).reshape(len(rows), -1)

    def passage_texts(self, ids: Sequence[int] | None = None) -> Iterator[PassageText]:
        """Passages by id, or all."""
        # All of them, however limited this store is: what is derived serves every reader.
        query = "SELECT id, text, keywords FROM main.passage"
        rows = self.rows(query) if ids is None else self.rows_in(f"{query} WHERE id IN ({{marks}})", ids)
        return (PassageText(id=row["id"], text=row["text"], keywords=row["keywords"]) for row in rows)

    def hidden_passages(self) -> list[int]:
        """The passages that are out of reach."""
        query = hidden_passages_query(self._reach)
        return [row["id"] for row in self.rows(query)] if query else []

    def hidden_vectors(self) -> Ids:
        """The vectors that only passages out of reach have."""
        query = hidden_passages_query(self._reach)
        vectors = {row["vector"] for row in self.rows(query)} if query else set()
        # A text that also stands in open minutes is embedded once for both.
        shared = "SELECT DISTINCT vector FROM passage WHERE vector IN ({marks})"
        vectors -= {row["vector"] for row in self.rows_in(shared, [*vectors])}
        return np.array([*vectors], dtype=np.int64)

    # Documents.

    def mark_closed(self, path: Path, *, closed: bool) -> None:
        """Mark a file's minutes as closed or take the mark away, also before it is ingested.

        Raises:
            StoreBusyError: Another program is writing.
        """
        change = "INSERT OR IGNORE INTO closed_document VALUES (?)"
        if not closed:
            change = "DELETE FROM closed_document WHERE path = ?"
        was_writer = self.locked
        self.lock()
        try:
            with self.transaction():
                self.execute(CLOSED_TABLE)
                self.execute(change, (str(path.resolve()),))
        finally:
            if not was_writer:
                self.unlock()

    def move_mark(self, old: str, new: str) -> None:
        """Let the mark of a file that was moved be that of its new path; part of a transaction."""
        self.execute(CLOSED_TABLE)
        marked = self.rows("SELECT 1 FROM closed_document WHERE path = ?", (old,))
        if marked and old != new:
            self.execute("INSERT OR IGNORE INTO closed_document VALUES (?)", (new,))

    def document_path(self, doc: str) -> str | None:
        """The path of the document that a path or a base name stands for; None where there is none.

        Raises:
            AmbiguousDocumentError: Several documents bear the name.
        """
        query = "SELECT path FROM document WHERE {} = ?"
        found = self.rows(query.format("path"), (str(Path(doc).resolve()),))
        found = found or self.rows(query.format("doc"), (doc,))
        if len(found) > 1:
            raise AmbiguousDocumentError(
                f"{len(found)} documents are called {doc}; give the path of one, such as {found[0]['path']}",
                str(self.folder),
            )
        return str(found[0]["path"]) if found else None

    def reading_confidence(self) -> dict[int, float]:
        """By document, how sure it is who speaks, 0 to 1; without those ingested before it was kept."""
        if not self.rows("SELECT 1 FROM sqlite_master WHERE name = 'reading'"):
            return {}
        rows = self.rows("SELECT document, confidence FROM reading")
        return {row["document"]: row["confidence"] for row in rows}

    def documents(self) -> list[DocumentRow]:
        """All files in the index, by name."""
        query = (
            "SELECT *, (SELECT count(*) FROM meeting WHERE meeting.document = document.id) AS meetings "
            "FROM document ORDER BY doc, path"
        )
        return [
            DocumentRow(
                id=row["id"],
                path=row["path"],
                doc=row["doc"],
                sha256=row["sha256"],
                media_type=row["media_type"],
                pages=row["pages"],
                warnings=tuple(json.loads(row["warnings"])),
                ingested_at=row["ingested_at"],
                meetings=row["meetings"],
            )
            for row in self.rows(query)
        ]


@contextmanager
def _damage_told(folder: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise StoreDamagedError(
            f"{DATABASE} cannot be used ({error}); check its permissions or ingest into a new folder",
            str(folder),
        ) from error


def _refuse_absent(folder: Path, *, create: bool) -> None:
    if not create:
        raise StoreNotFoundError("no index here; make one with `senrei ingest`", str(folder))
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise StoreDamagedError("not an index, but not empty either; choose another folder", str(folder))


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    return connection
