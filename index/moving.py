"""A file that was moved or renamed: known again, so that it takes its old place with its corrections."""

from pathlib import Path

from index.overlay import has_corrections, prepare_corrections
from index.store import Store
from ingest.records import Minutes


def former_path(store: Store, minutes: Minutes) -> str | None:
    """The path under which the index holds a file, or corrections of it, that now lies somewhere else.

    It is the same file if its bytes are the same, or its name and all its meetings (council and date). Where
    the old file still exists, or more than one may be meant, there is none.

    Args:
        store: The store, which does not hold the file under its present path.
        minutes: Of the file.
    """
    path = Path(minutes.source.path).resolve()
    if not path.is_file():
        return None
    return _document(store, minutes, path) or _without_document(store, minutes, path)


def _document(store: Store, minutes: Minutes, path: Path) -> str | None:
    query = "SELECT path FROM document WHERE {} = ? AND path != ?"
    same = _gone(store, query.format("sha256"), minutes.source.sha256, path)
    if len(same) == 1:
        return same[0]
    named = [
        old
        for old in _gone(store, query.format("doc"), path.name, path)
        if _meetings(store, old) == _met(minutes)
    ]
    return named[0] if len(named) == 1 and not same else None


def _gone(store: Store, query: str, value: str, path: Path) -> list[str]:
    return [row["path"] for row in store.rows(query, (value, str(path))) if not Path(row["path"]).exists()]


_Met = frozenset[tuple[str, str | None, str | None, str | None]]


def _met(minutes: Minutes) -> _Met | None:
    """Municipality, council and date of each meeting; None where a council or a date is unknown."""
    met = {(m.id, m.municipality, m.council, m.date) for m in minutes.meetings}
    return frozenset(met) if met and all(all(one[2:]) for one in met) else None


def _meetings(store: Store, path: str) -> _Met:
    query = """
        SELECT meeting_id, municipality, council, date FROM meeting
        JOIN document ON document.id = meeting.document WHERE path = ?
    """
    return frozenset((*row,) for row in store.rows(query, (path,)))


def _without_document(store: Store, minutes: Minutes, path: Path) -> str | None:
    """The path of corrections whose document was taken out of the index."""
    if not has_corrections(store):
        return None
    prepare_corrections(store)
    orphans = store.rows(
        "SELECT DISTINCT path, doc, meeting_id, sha256, council, date FROM correction "
        "WHERE path NOT IN (SELECT path FROM document) AND path != ?",
        (str(path),),
    )
    # A file that is still there was taken out of the index: it keeps its corrections.
    orphans = [row for row in orphans if not Path(row["path"]).exists()]
    same = {row["path"] for row in orphans if row["sha256"] == minutes.source.sha256}
    met = {(one[0], *one[2:]) for one in _met(minutes) or ()}
    named = {row["path"] for row in orphans if row["doc"] == path.name}
    strange = {row["path"] for row in orphans if (row["meeting_id"], row["council"], row["date"]) not in met}
    found = same or named - strange
    return found.pop() if len(found) == 1 else None
