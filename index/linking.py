"""Which agenda items are one case: the same matter at several meetings of one council or assembly.

Two items are linked by number and year (諮問第3号, 令和6年陳情第12号), or by title where the earlier meeting
left the matter open. Items of two municipalities are never one case, and an annual matter that was
closed (決算の認定) opens a new case the next time.
"""

import hashlib
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from difflib import SequenceMatcher
from itertools import pairwise

from index.store import Store
from ingest.agenda import Item
from ingest.records import Outcome

_OPEN = {Outcome.CONTINUED, Outcome.POSTPONED}
# A matter on which nothing is recorded is taken up again soon, or it is another one.
_SOON_DAYS = 400
_LATEST_DAYS = 1100
# Titles of one number that differ more than this are two matters: boards count anew at every meeting.
_SAME_TITLE = 0.6
_GOES_ON = re.compile(r"継続|再審議|再諮問|再提出|再付議|前回|補足説明|修正案|続き")
# Every meeting may have such an item; it is no matter of its own.
_EVERY_TIME = re.compile(
    r"その他|事務連絡|連絡事項|次回|所管|(?:閉会|議会閉会)中|会長|副会長|委員長|議席|会期|署名|諸般|報告事項|行政報告|一般質問"
)
_PAGE = 400


def number_of(number: str | None) -> str | None:
    """The form in which formal numbers are compared (陳情12), or None."""
    return Item(title="", number=number).formal_number if number else None


def link_items(store: Store, meetings: Sequence[int]) -> None:
    """Give the items of these meetings, and those linked with them, their case ids; within a transaction."""
    for rows in _neighbourhoods(store, meetings):
        for thread in _threads(rows):
            case_id = _case_id(thread)
            for row in thread:
                if row["case_id"] != case_id:
                    store.execute("UPDATE agenda_item SET case_id = ? WHERE id = ?", (case_id, row["id"]))


def meetings_sharing_cases(store: Store, meetings: Sequence[int]) -> list[int]:
    """Other meetings that share a case with these, to be linked anew once these are gone."""
    query = (
        "SELECT DISTINCT other.meeting FROM agenda_item AS other JOIN agenda_item AS gone "
        "ON gone.case_id = other.case_id WHERE gone.meeting IN ({marks})"
    )
    gone = frozenset(meetings)
    return sorted({row["meeting"] for row in store.rows_in(query, [*meetings])} - gone)


_ROWS = """
    SELECT agenda_item.*, meeting.municipality, meeting.council, meeting.date, document.doc
    FROM agenda_item JOIN meeting ON meeting.id = agenda_item.meeting
    JOIN document ON document.id = meeting.document
"""


def _neighbourhoods(store: Store, meetings: Sequence[int]) -> Iterator[list[sqlite3.Row]]:
    """Of each municipality, the items of these meetings with all others of their matters and numbers."""
    own: dict[str | None, list[sqlite3.Row]] = defaultdict(list)
    for row in store.rows_in(f"{_ROWS} WHERE agenda_item.meeting IN ({{marks}})", [*meetings]):
        own[row["municipality"]].append(row)
    for municipality, rows in own.items():
        found = {row["id"]: row for row in rows}
        fresh = list(rows)
        while fresh:
            near = list(_near(store, municipality, fresh))
            fresh = [row for row in near if row["id"] not in found]
            found |= {row["id"]: row for row in fresh}
        yield sorted(found.values(), key=lambda row: (row["date"] or "", row["doc"], row["id"]))


def _near(store: Store, municipality: str | None, rows: Iterable[sqlite3.Row]) -> Iterator[sqlite3.Row]:
    place = "meeting.municipality IS NULL" if municipality is None else "meeting.municipality = ?"
    given = [] if municipality is None else [municipality]
    for column in ("matter", "number_key"):
        values = sorted({row[column] for row in rows if row[column]})
        for at in range(0, len(values), _PAGE):
            part = values[at : at + _PAGE]
            marks = ", ".join("?" * len(part))
            yield from store.rows(
                f"{_ROWS} WHERE {place} AND agenda_item.{column} IN ({marks})", [*given, *part]
            )


def _threads(rows: Sequence[sqlite3.Row]) -> list[list[sqlite3.Row]]:
    """The rows, which come by date, in groups that are one case each."""
    head = {row["id"]: row["id"] for row in rows}

    def find(key: int) -> int:
        while head[key] != key:
            key = head[key]
        return key

    for one, other in _links(rows):
        head[find(other["id"])] = find(one["id"])
    threads: dict[int, list[sqlite3.Row]] = defaultdict(list)
    for row in rows:
        threads[find(row["id"])].append(row)
    return [*threads.values()]


def _links(rows: Sequence[sqlite3.Row]) -> Iterator[tuple[sqlite3.Row, sqlite3.Row]]:
    matters: dict[str, list[sqlite3.Row]] = defaultdict(list)
    numbers: dict[str, list[sqlite3.Row]] = defaultdict(list)
    for row in rows:
        matters[row["matter"]].append(row)
        if row["number_key"]:
            numbers[row["number_key"]].append(row)
    for same in matters.values():
        yield from ((a, b) for a, b in pairwise(same) if _goes_on(a, b))
    for same in numbers.values():
        yield from ((a, b) for a, b in _pairs_in_reach(same) if _one_number(a, b))


def _pairs_in_reach(rows: Sequence[sqlite3.Row]) -> Iterator[tuple[sqlite3.Row, sqlite3.Row]]:
    """Pairs of dated rows, which come by date, no further apart than a case lasts."""
    dated = [row for row in rows if row["date"]]
    for at, row in enumerate(dated):
        last = (date.fromisoformat(row["date"]) + timedelta(days=_LATEST_DAYS)).isoformat()
        for behind in range(at + 1, len(dated)):
            if dated[behind]["date"] > last:
                break
            yield row, dated[behind]


def _goes_on(a: sqlite3.Row, b: sqlite3.Row) -> bool:
    """Whether the later of two items of one title takes up what the earlier left open."""
    if _other_years(a, b) or (a["number_key"] and b["number_key"] and a["number_key"] != b["number_key"]):
        return False
    days = _days(a["date"], b["date"])
    outcome = Outcome(a["outcome"])
    if outcome in _OPEN or _GOES_ON.search(b["title"]) or days == 0:
        return days is None or days <= _LATEST_DAYS
    every_time = _EVERY_TIME.search(a["title"])
    return outcome is Outcome.NOT_RECORDED and not every_time and days is not None and days <= _SOON_DAYS


def _one_number(a: sqlite3.Row, b: sqlite3.Row) -> bool:
    """Whether two items of one number are one matter: of one year and much the same title."""
    days = _days(a["date"], b["date"])
    if _other_years(a, b) or days is None or days > (_LATEST_DAYS if _year(a) else _SOON_DAYS):
        return False
    titles = SequenceMatcher(None, a["title"], b["title"], autojunk=False)
    # The quick ratios are upper bounds, and most pairs fall at the first.
    return all(
        ratio() >= _SAME_TITLE for ratio in (titles.real_quick_ratio, titles.quick_ratio, titles.ratio)
    )


def _year(row: sqlite3.Row) -> str:
    return Item(title="", number=row["number"]).formal_year


def _other_years(a: sqlite3.Row, b: sqlite3.Row) -> bool:
    return bool(_year(a) and _year(b)) and _year(a) != _year(b)


def _days(first: str | None, last: str | None) -> int | None:
    if not first or not last:
        return None
    return abs((date.fromisoformat(last) - date.fromisoformat(first)).days)


def _case_id(thread: Sequence[sqlite3.Row]) -> str:
    """16 hex digits of the case's matter and its first day: the same however often files are read."""
    first = thread[0]
    return hashlib.sha256(f"{first['matter']}\n{first['date'] or first['doc']}".encode()).hexdigest()[:16]
