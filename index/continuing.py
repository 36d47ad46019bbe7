"""Whether an item takes up, under another title, what an earlier meeting left open.

Titles decide first: both must be about one subject (`index.titles.agreement`). Then the matter must have been
left open, or the later item must say that it comes back (「前回ご審議いただいた」), and no other item of the
two meetings may be nearer in meaning. What is in doubt stays two cases.
"""

import re
import sqlite3
from datetime import date

import numpy as np
from numpy.typing import NDArray

from index.bodies import body_of, is_assembly
from index.store import Store
from index.titles import Agreement, agreement, is_named_in, names_no_subject, takes_up
from ingest.agenda import Item
from ingest.records import Outcome

OPEN = frozenset({Outcome.CONTINUED, Outcome.POSTPONED})
# A matter on which nothing is recorded is taken up again soon, or it is another one.
SOON_DAYS = 400
LATEST_DAYS = 1100
# From the committee to the plenary meeting of one session; the next session may have a bill of that title.
_REFERRAL_DAYS = 45
# Every meeting may have such an item; it is no matter of its own.
EVERY_TIME = re.compile(
    r"その他|事務連絡|連絡事項|次回|所管|(?:閉会|議会閉会)中|会長|副会長|委員長|議席|会期|署名|諸般|報告事項|行政報告|一般質問"
)
# What is said at an item's beginning where it comes back: the first speeches, and no more of each than this.
_OPENING_TURNS = 4
_OPENING_CHARACTERS = 400
_REFERS = re.compile(
    r"前回[^。]{0,40}(?:審議|協議|審査|説明|諮問|質問|指摘|宿題|保留|継続|持ち帰)"
    r"|継続(?:審議|審査|協議)(?:案件|分|中|と(?:し|な)[^。]{0,4}た|に(?:し|な)[^。]{0,4}た)"
    r"|(?:引き続き|改めて|再度)[^。]{0,12}(?:審議|審査|協議|諮問|説明)|補足説明"
)
_SENTENCE = re.compile(r"[^。]+")

Vector = NDArray[np.float32]


class Evidence:
    """What the store holds on items beside their titles, read once for each meeting."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._openings: dict[int, tuple[str, ...]] = {}
        self._vectors: dict[int, dict[str, Vector]] = {}

    def references(self, row: sqlite3.Row) -> tuple[str, ...]:
        """The sentences at an item's beginning that say that it comes back."""
        if row["id"] not in self._openings:
            query = (
                "SELECT text FROM turn WHERE meeting = ? AND agenda_id = ? AND kind = 'speech' "
                "AND n IS NOT ? ORDER BY n LIMIT ?"
            )
            # The words that continue the item again (「継続審議とした」) are none of its beginning.
            values = (row["meeting"], row["agenda_id"], row["quote_turn"], _OPENING_TURNS)
            opening = (turn["text"][:_OPENING_CHARACTERS] for turn in self._store.rows(query, values))
            sentences = (said for text in opening for said in _SENTENCE.findall(text))
            self._openings[row["id"]] = tuple(said for said in sentences if _REFERS.search(said))
        return self._openings[row["id"]]

    def are_nearest(self, a: sqlite3.Row, b: sqlite3.Row) -> bool | None:
        """Whether two items are nearer to each other than to what else their two meetings dealt with.

        None where the meetings dealt with nothing else, or said nothing on one of the two.
        """
        of_a, of_b = self._items(a["meeting"]), self._items(b["meeting"])
        if a["agenda_id"] not in of_a or b["agenda_id"] not in of_b or len(of_a) + len(of_b) < 3:
            return None
        here, there = of_a[a["agenda_id"]], of_b[b["agenda_id"]]
        both = float(here @ there)
        return both >= max(float(other @ there) for other in of_a.values()) and both >= max(
            float(other @ here) for other in of_b.values()
        )

    def _items(self, meeting: int) -> dict[str, Vector]:
        """The mean vector of each item's passages."""
        if meeting not in self._vectors:
            query = (
                "SELECT agenda_id, vector.vector FROM passage JOIN vector ON vector.id = passage.vector "
                "WHERE meeting = ? AND agenda_id IS NOT NULL"
            )
            passages: dict[str, list[Vector]] = {}
            for row in self._store.rows(query, (meeting,)):
                vector = np.frombuffer(row["vector"], dtype="<f2").astype(np.float32)
                passages.setdefault(row["agenda_id"], []).append(vector)
            means = {item: np.mean(vectors, axis=0) for item, vectors in passages.items()}
            self._vectors[meeting] = {item: mean / np.linalg.norm(mean) for item, mean in means.items()}
        return self._vectors[meeting]


def days_between(first: str | None, last: str | None) -> int | None:
    """Days from one date to the other, None where one is unknown."""
    if not first or not last:
        return None
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


def year_of(row: sqlite3.Row) -> str:
    """令和6年, where the item's number begins with a year."""
    return Item(title="", number=row["number"]).formal_year


def other_years(a: sqlite3.Row, b: sqlite3.Row) -> bool:
    """Whether the numbers of two items name different years."""
    return bool(year_of(a) and year_of(b)) and year_of(a) != year_of(b)


def other_numbers(a: sqlite3.Row, b: sqlite3.Row) -> bool:
    """Whether two items have numbers, and different ones."""
    both = a["number_key"] and b["number_key"]
    return other_years(a, b) or bool(both and a["number_key"] != b["number_key"])


def is_referred(a: sqlite3.Row, b: sqlite3.Row) -> bool:
    """Whether an item goes from an assembly's committee to its plenary meeting, or undecided back."""
    days = days_between(a["date"], b["date"])
    if not is_assembly(_body(a)) or _body(a) != _body(b) or days is None or not 0 <= days <= _REFERRAL_DAYS:
        return False
    from_committee, to_committee = ("委員会" in row["council"] for row in (a, b))
    if from_committee == to_committee:
        return False
    return from_committee or a["outcome"] == Outcome.NOT_RECORDED or a["outcome"] in OPEN


def may_continue(a: sqlite3.Row, b: sqlite3.Row) -> bool:
    """Whether the later item can take up the earlier one, by all that costs little to tell."""
    days = days_between(a["date"], b["date"])
    if days is None or not 0 < days <= LATEST_DAYS or a["matter"] == b["matter"] or other_numbers(a, b):
        return False
    if _body(a) is None or _body(a) != _body(b) or not _is_left(a, b, days):
        return False
    if EVERY_TIME.search(a["title"]) or EVERY_TIME.search(b["title"]):
        return False
    return agreement(a["title"], b["title"]) > Agreement.NONE or _names_nothing(b)


def continues(a: sqlite3.Row, b: sqlite3.Row, evidence: Evidence) -> Agreement:
    """How surely the later of two items takes up the earlier; of what is unsure, not at all."""
    if not may_continue(a, b):
        return Agreement.NONE
    agreed = agreement(a["title"], b["title"])
    near = evidence.are_nearest(a, b)
    if near is False:
        return Agreement.NONE
    says_so = takes_up(b["title"])
    if not agreed:
        named = any(is_named_in(a["title"], said) for said in evidence.references(b))
        return Agreement.PARTLY if named and a["outcome"] in OPEN else Agreement.NONE
    if agreed is Agreement.WHOLLY and (a["outcome"] in OPEN or is_referred(a, b)):
        return agreed
    # A reference in speech may be to another matter: then the meaning of what was said has to agree, too.
    returns = says_so or (bool(evidence.references(b)) and (near or agreed is Agreement.WHOLLY))
    return agreed if returns else Agreement.NONE


def _body(row: sqlite3.Row) -> str | None:
    return body_of(row["council"], row["municipality"])


def _is_left(a: sqlite3.Row, b: sqlite3.Row, days: int) -> bool:
    """Whether the earlier item is not closed, or closed only for a committee."""
    if a["outcome"] in OPEN or is_referred(a, b):
        return True
    return a["outcome"] == Outcome.NOT_RECORDED and days <= SOON_DAYS


def _names_nothing(row: sqlite3.Row) -> bool:
    return takes_up(row["title"]) and names_no_subject(row["title"])
