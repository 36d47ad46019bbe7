"""Which agenda items are one case: the same matter at several meetings of one council or assembly.

Two items are linked by number and year (諮問第3号, 令和6年陳情第12号), by title where the earlier meeting
left the matter open, or by what `index.continuing` finds where the title has changed. Items of two
municipalities are never one case, and an annual matter that was closed (決算の認定) opens a new case the
next time.
"""

import hashlib
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from difflib import SequenceMatcher
from itertools import groupby, pairwise

from index.bodies import body_of, is_assembly
from index.continuing import (
    EVERY_TIME,
    LATEST_DAYS,
    OPEN,
    SOON_DAYS,
    Evidence,
    continues,
    days_between,
    is_referred,
    may_continue,
    other_numbers,
    other_years,
    year_of,
)
from index.store import Store
from index.titles import Agreement, takes_up
from ingest.agenda import Item
from ingest.records import Outcome

# Part of what says how a file was put into the index: raised when other items are linked than before.
LINKING_VERSION = 2
# Titles of one number that differ more than this are two matters: boards count anew at every meeting.
_SAME_TITLE = 0.6

Row = sqlite3.Row


def number_of(number: str | None) -> str | None:
    """The form in which formal numbers are compared (陳情12), or None."""
    return Item(title="", number=number).formal_number if number else None


def link_items(store: Store, meetings: Sequence[int]) -> None:
    """Give the items of these meetings, and those linked with them, their case ids; within a transaction."""
    evidence = Evidence(store)
    for rows in _neighbourhoods(store, meetings):
        for thread in _threads(rows, evidence):
            case_id = _case_id(thread)
            for row in thread:
                if row["case_id"] != case_id:
                    store.execute("UPDATE agenda_item SET case_id = ? WHERE id = ?", (case_id, row["id"]))


def meetings_near(store: Store, meetings: Sequence[int]) -> list[int]:
    """Other meetings whose cases depend on these: to be linked anew once these are changed or gone."""
    query = (
        "SELECT DISTINCT other.meeting FROM agenda_item AS other JOIN agenda_item AS own "
        "ON own.case_id = other.case_id WHERE own.meeting IN ({marks})"
    )
    near = {row["meeting"] for row in store.rows_in(query, [*meetings])}
    near |= {row["meeting"] for rows in _neighbourhoods(store, meetings) for row in rows}
    return sorted(near - frozenset(meetings))


_ROWS = """
    SELECT agenda_item.id, agenda_item.meeting, agenda_id, number, title, matter, number_key, case_id,
        outcome, quote_turn, meeting.municipality, meeting.council, meeting.date, document.doc
    FROM agenda_item JOIN meeting ON meeting.id = agenda_item.meeting
    JOIN document ON document.id = meeting.document
"""


def _neighbourhoods(store: Store, meetings: Sequence[int]) -> Iterator[list[Row]]:
    """Of each municipality, the items of these meetings with all others that may be of their cases."""
    own: dict[str | None, list[Row]] = defaultdict(list)
    for row in store.rows_in(f"{_ROWS} WHERE agenda_item.meeting IN ({{marks}})", [*meetings]):
        own[row["municipality"]].append(row)
    for municipality, rows in own.items():
        found = {row["id"]: row for row in rows}
        fresh = list(rows)
        while fresh:
            near = [*_of_matters(store, municipality, fresh), *_in_reach(store, municipality, fresh)]
            new = {row["id"]: row for row in near if row["id"] not in found}
            found |= new
            fresh = [*new.values()]
        yield sorted(found.values(), key=_order)


def _order(row: Row) -> tuple[str, str, int]:
    return row["date"] or "", row["doc"], row["id"]


def _of_matters(store: Store, municipality: str | None, rows: Iterable[Row]) -> list[Row]:
    """All items whose titles are those of these rows."""
    matters = sorted({row["matter"] for row in rows if row["matter"]})
    found = store.rows_in(f"{_ROWS} WHERE agenda_item.matter IN ({{marks}})", matters)
    return [row for row in found if row["municipality"] == municipality]


def _in_reach(store: Store, municipality: str | None, rows: Sequence[Row]) -> list[Row]:
    """The municipality's items that one of these may be linked with by number or by content."""
    dated = [row for row in rows if row["date"]]
    if not dated or municipality is None:
        return []
    first, last = min(row["date"] for row in dated), max(row["date"] for row in dated)
    query = f"{_ROWS} WHERE meeting.municipality = ? AND meeting.date BETWEEN ? AND ?"
    pool = store.rows(query, (municipality, _moved(first, -LATEST_DAYS), _moved(last, LATEST_DAYS)))
    return [other for other in pool if any(_may_be_linked(row, other) for row in dated)]


def _may_be_linked(one: Row, other: Row) -> bool:
    a, b = sorted((one, other), key=_order)
    same_number = a["number_key"] and a["number_key"] == b["number_key"]
    return bool(same_number and _one_number(a, b)) or may_continue(a, b)


def _moved(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


class _Threads:
    """Rows, which come by date, in groups that are one case each."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._head = {row["id"]: row["id"] for row in rows}
        self._rows = rows

    def join(self, one: Row, other: Row) -> None:
        """Make the cases of two rows one."""
        self._head[self.of(other)] = self.of(one)

    def of(self, row: Row) -> int:
        """What the rows of one case have in common."""
        key: int = row["id"]
        while self._head[key] != key:
            key = self._head[key]
        return key

    def all(self) -> list[list[Row]]:
        """The groups, each by date."""
        threads: dict[int, list[Row]] = defaultdict(list)
        for row in self._rows:
            threads[self.of(row)].append(row)
        return [*threads.values()]


def _threads(rows: Sequence[Row], evidence: Evidence) -> list[list[Row]]:
    """The rows, which come by date, in groups that are one case each."""
    threads = _Threads(rows)
    for one, other in _links(rows):
        threads.join(one, other)
    # A case that begins on a day may be one that was left open before; of several for one, none is sure.
    beginnings = sorted((thread[0] for thread in threads.all() if thread[0]["date"]), key=_order)
    for _, on_a_day in groupby(beginnings, key=lambda row: row["date"]):
        for one, other in _taken_up(threads.all(), [*on_a_day], evidence):
            threads.join(one, other)
    return threads.all()


def _taken_up(
    threads: Sequence[Sequence[Row]], beginnings: Sequence[Row], evidence: Evidence
) -> Iterator[tuple[Row, Row]]:
    """The last item before a day of each case that an item of that day takes up, and that item."""
    day = beginnings[0]["date"]
    earlier = ([row for row in thread if row["date"] and row["date"] < day] for thread in threads)
    left = [rows[-1] for rows in earlier if rows]
    sure = {
        (a["id"], b["id"]): found for a in left for b in beginnings if (found := continues(a, b, evidence))
    }
    for a in left:
        for b in beginnings:
            found = sure.get((a["id"], b["id"]), Agreement.NONE)
            rivals = [of for pair, of in sure.items() if (pair[0] == a["id"]) != (pair[1] == b["id"])]
            if found and all(rival < found for rival in rivals):
                yield a, b


def _links(rows: Sequence[Row]) -> Iterator[tuple[Row, Row]]:
    matters: dict[str, list[Row]] = defaultdict(list)
    numbers: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        matters[row["matter"]].append(row)
        if row["number_key"]:
            numbers[row["number_key"]].append(row)
    for same in matters.values():
        yield from ((a, b) for a, b in pairwise(same) if _goes_on(a, b))
    for same in numbers.values():
        yield from ((a, b) for a, b in _pairs_in_reach(same) if _one_number(a, b))


def _pairs_in_reach(rows: Sequence[Row]) -> Iterator[tuple[Row, Row]]:
    """Pairs of dated rows, which come by date, no further apart than a case lasts."""
    dated = [row for row in rows if row["date"]]
    for at, row in enumerate(dated):
        last = _moved(row["date"], LATEST_DAYS)
        for behind in range(at + 1, len(dated)):
            if dated[behind]["date"] > last:
                break
            yield row, dated[behind]


def _goes_on(a: Row, b: Row) -> bool:
    """Whether the later of two items of one title takes up what the earlier left open."""
    if other_numbers(a, b):
        return False
    days = days_between(a["date"], b["date"])
    if a["outcome"] in OPEN or takes_up(b["title"]) or days == 0 or is_referred(a, b):
        return days is None or days <= LATEST_DAYS
    every_time = EVERY_TIME.search(a["title"])
    unrecorded = a["outcome"] == Outcome.NOT_RECORDED
    return unrecorded and not every_time and days is not None and days <= SOON_DAYS


def _one_number(a: Row, b: Row) -> bool:
    """Whether two items of one number are one matter: of one year and much the same title."""
    days = days_between(a["date"], b["date"])
    if other_years(a, b) or days is None or days > (LATEST_DAYS if year_of(a) else SOON_DAYS):
        return False
    if not _of_one_body(a, b):
        return False
    titles = SequenceMatcher(None, a["title"], b["title"], autojunk=False)
    # The quick ratios are upper bounds, and most pairs fall at the first.
    return all(
        ratio() >= _SAME_TITLE for ratio in (titles.real_quick_ratio, titles.quick_ratio, titles.ratio)
    )


def _of_one_body(a: Row, b: Row) -> bool:
    """Whether two items can be of one body: boards count by themselves, an assembly for its committees."""
    one, other = (body_of(row["council"], row["municipality"]) for row in (a, b))
    return one == other or None in {one, other} or is_assembly(one) or is_assembly(other)


def _case_id(thread: Sequence[Row]) -> str:
    """16 hex digits of the case's matter and its first day: the same however often files are read."""
    first = thread[0]
    return hashlib.sha256(f"{first['matter']}\n{first['date'] or first['doc']}".encode()).hexdigest()[:16]
