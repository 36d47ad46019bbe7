"""What of an index a reader may see: closed minutes (非公開) are kept from those who are not allowed them.

A meeting is closed if its minutes say so (「会議の公開：非公開」; the record's `open` is false), or if its
file was marked when it was ingested (`senrei ingest --closed`). Minutes that only note 「一部非公開」
are not.

The rule, in one place: a store that is limited has, on its own connection, a temporary view in the place of
each table of records. SQLite looks names up among the temporary ones first, so every query there is, and
every one that will be written, finds only what the reader may see: searches, items, cases and their threads,
counts, lists of filters, turns, neighbours, corrections. What is derived from the store (vectors, terms) is
shared, and searched without what is out of reach: see `Store.hidden_passages` and `hidden_vectors`.
"""

from collections.abc import Iterator
from enum import StrEnum

# Paths of the files that were marked; a mark outlives the records, which another ingest replaces.
CLOSED_TABLE = "CREATE TABLE IF NOT EXISTS closed_document (path TEXT PRIMARY KEY) WITHOUT ROWID"


class Reach(StrEnum):
    """How far a reader's sight goes."""

    # Everything, as for the person at the machine that holds the index.
    ALL = "all"
    # Everything but the files that were marked as closed.
    UNMARKED = "unmarked"
    # Neither these nor meetings whose minutes say that they were closed.
    OPEN = "open"


_MARKED = "SELECT id FROM main.document WHERE path IN (SELECT path FROM main.closed_document)"
# A file all of whose meetings were closed.
_WHOLLY_CLOSED = "SELECT document FROM main.meeting GROUP BY document HAVING max(open IS NOT 0) = 0"
_HIDDEN_DOCUMENTS = {Reach.UNMARKED: _MARKED, Reach.OPEN: f"{_MARKED} UNION {_WHOLLY_CLOSED}"}
_HIDDEN_MEETINGS = {
    Reach.UNMARKED: f"SELECT id FROM main.meeting WHERE document IN ({_MARKED})",
    Reach.OPEN: f"SELECT id FROM main.meeting WHERE document IN ({_MARKED}) OR open = 0",
}
_OF_MEETINGS = {"meeting": "id", "agenda_item": "meeting", "turn": "meeting", "passage": "meeting"}
_OF_DOCUMENTS = {"document": "id", "reading": "document"}
# Under `OPEN` a correction whose meeting is no longer there is kept back too: nothing says that it was open.
_CORRECTIONS = {
    Reach.UNMARKED: "path NOT IN (SELECT path FROM main.closed_document)",
    Reach.OPEN: """
        EXISTS (SELECT 1 FROM document JOIN meeting ON meeting.document = document.id
        WHERE document.path = correction.path AND meeting.meeting_id = correction.meeting_id)
    """,
}


def hiding_views(reach: Reach) -> Iterator[str]:
    """The statements by which a connection sees no more than `reach`; none for `ALL`."""
    if reach is Reach.ALL:
        return
    columns = [*((t, c, _HIDDEN_MEETINGS) for t, c in _OF_MEETINGS.items())]
    columns += [*((t, c, _HIDDEN_DOCUMENTS) for t, c in _OF_DOCUMENTS.items())]
    for table, column, hidden in columns:
        kept = f"{column} NOT IN ({hidden[reach]})"
        yield f"CREATE TEMP VIEW {table} AS SELECT * FROM main.{table} WHERE {kept}"
    kept = _CORRECTIONS[reach]
    yield f"CREATE TEMP VIEW correction AS SELECT * FROM main.correction WHERE {kept}"


def hidden_passages_query(reach: Reach) -> str | None:
    """The query for id and vector of the passages that `reach` leaves out; None for `ALL`."""
    if reach is Reach.ALL:
        return None
    return f"SELECT id, vector FROM main.passage WHERE meeting IN ({_HIDDEN_MEETINGS[reach]})"
