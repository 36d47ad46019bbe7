"""What an index holds: its documents with how surely each was read, and its meetings by council and year.

A gap is told from what is held alone: a year without minutes between years with some, and a number that the
labels of the other meetings pass over (第1回, 第3回). Whether a meeting was held at all, no index can say.
"""

import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.overlay import Correction
from index.search import Index
from index.store import Store
from index.update import BUILT_BY
from ingest.notation import find_dates, fold
from ingest.records import CONFIDENT, Outcome

# A fiscal year (年度) begins on the first of April.
_FIRST_MONTH = 4
_NUMBERED = re.compile(
    r"(?P<year>(?:(?:昭和|平成|令和)[0-9元]{1,2}|[0-9]{4})年度?)?第(?P<number>[0-9]{1,4})回"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldDocument:
    """One file that the index holds, and how well it was read.

    Attributes:
        key: Of the store.
        doc: Base name; `path` is the resolved path.
        meeting_id: Of its first meeting; None where it holds none.
        councils: The bodies that met, in the file's order, each once.
        first_date: Of its meetings, ISO 8601; None where no date is known.
        decided: Of the `items` on the agendas, those with a recorded outcome.
        doubtful: Of the outcomes, those that a person should check.
        confidence: How sure it is who speaks, 0 to 1; None where the file was ingested before it was kept.
        warnings: What the parser doubts.
        outdated: Whether an older version of the program read it, so that reading it again may change it.
        ingested_at: ISO 8601, UTC.
    """

    key: int
    doc: str
    path: str
    meeting_id: str | None
    councils: tuple[str, ...]
    first_date: str | None
    last_date: str | None
    meetings: int
    turns: int
    items: int
    decided: int
    doubtful: int
    confidence: float | None
    warnings: tuple[str, ...]
    outdated: bool
    ingested_at: str

    @property
    def to_check(self) -> bool:
        """Whether a person should look at how it was read."""
        unsure = self.confidence is not None and self.confidence < CONFIDENT
        return unsure or bool(self.doubtful or self.warnings)

    @property
    def rank(self) -> tuple[object, ...]:
        """Sorts the most doubtful document first."""
        sure = 1.0 if self.confidence is None else self.confidence
        return (not self.to_check, sure, -self.doubtful, -len(self.warnings), self.doc, self.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberGap:
    """Numbers that no held meeting of a series has, though a later one is held.

    Attributes:
        series: The year as the labels write it (令和5年度); empty for numbers that run through the years.
        numbers: The absent numbers, ascending.
    """

    series: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CouncilCoverage:
    """The held meetings of one council.

    Attributes:
        years: Number of meetings by fiscal year, which begins in April.
        undated: Meetings of which no year is known.
        missing_years: Fiscal years without a meeting, between years with some.
        missing_numbers: What the labels of the meetings pass over.
    """

    municipality: str | None
    council: str | None
    years: Mapping[int, int]
    undated: int
    missing_years: tuple[int, ...]
    missing_numbers: tuple[NumberGap, ...]

    @property
    def has_gaps(self) -> bool:
        """Whether a year or a number is missing."""
        return bool(self.missing_years or self.missing_numbers)


def held_documents(index: Index) -> list[HeldDocument]:
    """All documents, the most doubtful first."""
    with index.guard, index.store.snapshot():
        store = index.store
        meetings: dict[int, list[sqlite3.Row]] = defaultdict(list)
        query = "SELECT id, document, meeting_id, municipality, council, date FROM meeting ORDER BY id"
        for row in store.rows(query):
            meetings[row["document"]].append(row)
        counts = _Counts(store)
        documents = store.rows("SELECT id, path, doc, built_by, warnings, ingested_at FROM document")
    held = [_document(row, meetings[row["id"]], counts) for row in documents]
    return sorted(held, key=lambda document: document.rank)


def coverage(index: Index) -> list[CouncilCoverage]:
    """The councils by municipality and name, each with its meetings by fiscal year and the gaps in them."""
    with index.guard, index.store.snapshot():
        rows = index.store.rows("SELECT municipality, council, label, date FROM meeting ORDER BY date, id")
    councils: dict[tuple[str, str], list[sqlite3.Row]] = defaultdict(list)
    for row in rows:
        councils[row["municipality"] or "", row["council"] or ""].append(row)
    return [_coverage(*names, councils[names]) for names in sorted(councils)]


def fiscal_year_of(date: str | None, label: str | None = None) -> int | None:
    """The year in whose April the fiscal year of a day began: 2024-01-23 → 2023.

    Args:
        date: ISO 8601.
        label: Of the meeting, whose 年度 stands in where the date is not known.
    """
    if date:
        year, month = int(date[:4]), int(date[5:7])
        return year if month >= _FIRST_MONTH else year - 1
    numbered = _NUMBERED.search(fold(label or ""))
    year_named = (numbered["year"] if numbered else None) or ""
    if not year_named.endswith("年度"):
        return None
    # A day of that year, also of the first year of an era (令和元年5月1日).
    found = next(iter(find_dates(f"{year_named.removesuffix('度')}5月1日")), None)
    return int(found[2][:4]) if found else None


class _Counts:
    """Turns and agenda items of each meeting, and the confidence of each document."""

    def __init__(self, store: Store) -> None:
        turns = store.rows("SELECT meeting, count(*) AS n FROM turn GROUP BY meeting")
        self.turns = {row["meeting"]: int(row["n"]) for row in turns}
        query = """
            SELECT meeting, count(*) AS items, sum(outcome != ?) AS decided,
                sum(confidence IS NOT NULL AND confidence < ?) AS doubtful
            FROM agenda_item GROUP BY meeting
        """
        values = (Outcome.NOT_RECORDED.value, CONFIDENT)
        self.items = {row["meeting"]: row for row in store.rows(query, values)}
        self.confidence = store.reading_confidence()

    def of_items(self, meetings: Sequence[int], column: str) -> int:
        """The sum of a column over meetings."""
        return sum(self.items[meeting][column] for meeting in meetings if meeting in self.items)


def _document(row: sqlite3.Row, meetings: Sequence[sqlite3.Row], counts: _Counts) -> HeldDocument:
    keys = [meeting["id"] for meeting in meetings]
    dates = sorted(meeting["date"] for meeting in meetings if meeting["date"])
    bodies = dict.fromkeys(m["council"] or m["municipality"] for m in meetings)
    return HeldDocument(
        key=row["id"],
        doc=row["doc"],
        path=row["path"],
        meeting_id=meetings[0]["meeting_id"] if meetings else None,
        councils=tuple(body for body in bodies if body),
        first_date=dates[0] if dates else None,
        last_date=dates[-1] if dates else None,
        meetings=len(meetings),
        turns=sum(counts.turns.get(key, 0) for key in keys),
        items=counts.of_items(keys, "items"),
        decided=counts.of_items(keys, "decided"),
        doubtful=counts.of_items(keys, "doubtful"),
        confidence=counts.confidence.get(row["id"]),
        warnings=tuple(json.loads(row["warnings"])),
        outdated=row["built_by"] != BUILT_BY,
        ingested_at=row["ingested_at"],
    )


def _coverage(municipality: str, council: str, meetings: Sequence[sqlite3.Row]) -> CouncilCoverage:
    years: dict[int, int] = defaultdict(int)
    undated = 0
    for meeting in meetings:
        year = fiscal_year_of(meeting["date"], meeting["label"])
        if year is None:
            undated += 1
        else:
            years[year] += 1
    held = sorted(years)
    return CouncilCoverage(
        municipality=municipality or None,
        council=council or None,
        years={year: years[year] for year in held},
        undated=undated,
        missing_years=tuple(year for a, b in pairwise(held) for year in range(a + 1, b)),
        # Of meetings whose council is not known, no two need be of one series.
        missing_numbers=tuple(_number_gaps(meetings)) if council else (),
    )


def _number_gaps(meetings: Sequence[sqlite3.Row]) -> Iterator[NumberGap]:
    """The gaps in each series of numbers; `meetings` are by date."""
    series: dict[str, list[int]] = defaultdict(list)
    for meeting in meetings:
        numbered = _NUMBERED.search(fold(meeting["label"] or ""))
        if numbered:
            series[numbered["year"] or ""].append(int(numbered["number"]))
    for name, numbers in series.items():
        # Numbers that go back are those of several years, which the labels do not name.
        if not name and any(b < a for a, b in pairwise(numbers)):
            continue
        # A year's numbers begin with 1; where the ones that run on begin, no label says.
        first = 1 if name else min(numbers)
        missing = sorted(set(range(first, max(numbers))) - set(numbers))
        if missing:
            yield NumberGap(series=name, numbers=tuple(missing))


def shown_whole(index: Index) -> frozenset[str]:
    """The paths of the documents of which nothing is beyond the reach of the index's reader."""
    own, whole = _meetings_by_path(index), _meetings_by_path(index.whole)
    return frozenset(path for path, meetings in own.items() if whole.get(path) == meetings)


def hides_nothing(index: Index) -> bool:
    """Whether the index's reader may see all that it holds."""
    return _meetings_by_path(index) == _meetings_by_path(index.whole)


def _meetings_by_path(index: Index) -> dict[str, int]:
    query = """
        SELECT path, count(meeting.id) AS n FROM document
        LEFT JOIN meeting ON meeting.document = document.id GROUP BY document.id
    """
    with index.guard, index.store.snapshot():
        return {row["path"]: row["n"] for row in index.store.rows(query)}


def turn_of_correction(index: Index, correction: Correction) -> int | None:
    """Where a correction's object is read: the turn itself, or of an item its proof, else its beginning."""
    if correction.turn is not None:
        return correction.turn
    query = """
        SELECT coalesce(quote_turn, (
            SELECT min(n) FROM turn WHERE turn.meeting = meeting.id AND turn.agenda_id = agenda_item.agenda_id
        )) AS n
        FROM agenda_item JOIN meeting ON meeting.id = agenda_item.meeting
        JOIN document ON document.id = meeting.document
        WHERE document.path = ? AND meeting.meeting_id = ? AND agenda_item.agenda_id = ?
    """
    values = (correction.document_path, correction.meeting_id, correction.agenda_id)
    with index.guard, index.store.snapshot():
        rows = index.store.rows(query, values)
    return rows[0]["n"] if rows else None
