"""Who dealt with a matter, when, with what outcome, and what members asked: side by side.

Everything comes from the records of agenda items and from turns; nothing is concluded from them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.matters import Case, Matter, cases_on, is_named, questions_on
from index.cases import CaseItem
from index.concerns import Concern, grouped_by_concern
from index.filters import Filters
from index.holdings import fiscal_year_of
from index.prefectures import prefectures_of
from index.questions import AskedQuestion
from index.reading import first_turns, turns_at
from index.search import Index
from ingest.municipalities import prefecture_order

# An item is named by its meeting's key and its agenda id.
ItemKey = tuple[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedCase:
    """One case: a row of the comparison.

    Attributes:
        place: The municipality; where it is not known, the council or the file.
        prefecture: None where it is not known.
        items: What each meeting made of it, by date; at least one.
        named: Whether its title names the matter; otherwise what was said touches on it.
    """

    place: str
    prefecture: str | None
    items: Case
    named: bool = True

    @property
    def latest(self) -> CaseItem:
        """What the last meeting made of it."""
        return self.items[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedConcern:
    """What was asked on one concern, by place.

    Attributes:
        concern: None for questions that show none.
        term: Of those, a term that they share; None for the rest.
        by_place: The questions of each place, the one to show first in front; places without any are absent.
    """

    concern: Concern | None
    term: str | None
    by_place: Mapping[str, tuple[AskedQuestion, ...]]

    @property
    def count(self) -> int:
        """How many turns asked about it."""
        return sum(map(len, self.by_place.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A matter, compared.

    Attributes:
        cases: All cases of the places compared, those of one place together, best place first.
        shown: How many of them the tables show: the first ones.
        absent: Places that were asked for and of which nothing on the matter is on record.
        found_places: All places that dealt with the matter, compared or not, with the number of their cases.
        concerns: What was asked in the cases shown, most frequent first.
        speakers: Who said the words that prove an outcome, by meeting key and turn.
        begins: Of items whose outcome no words prove, the first turn.
    """

    matter: Matter
    cases: tuple[ComparedCase, ...]
    shown: int
    absent: tuple[str, ...]
    found_places: Mapping[str, int]
    concerns: tuple[ComparedConcern, ...]
    speakers: Mapping[tuple[int, int], str | None]
    begins: Mapping[ItemKey, int]

    @property
    def rows(self) -> tuple[ComparedCase, ...]:
        """The cases that the tables show."""
        return self.cases[: self.shown]

    @property
    def places(self) -> tuple[str, ...]:
        """The places of the cases shown."""
        return tuple(dict.fromkeys(case.place for case in self.rows))

    @property
    def items(self) -> dict[ItemKey, CaseItem]:
        """The items of the cases shown, as questions name them."""
        return {key_of(item): item for case in self.rows for item in case.items}

    def by_year(self) -> list[tuple[int | None, tuple[CaseItem, ...]]]:
        """All items by fiscal year, in order, with the empty years between; last those without a date."""
        years: dict[int | None, list[CaseItem]] = defaultdict(list)
        for case in self.cases:
            for item in case.items:
                years[fiscal_year_of(item.date, item.meeting)].append(item)
        known = [year for year in years if year is not None]
        if known:
            for year in range(min(known), max(known)):
                years.setdefault(year, [])
        return [
            (year, tuple(sorted(years[year], key=lambda item: item.date or "")))
            for year in sorted(years, key=lambda year: (year is None, year or 0))
        ]

    def by_prefecture(self) -> list[tuple[str | None, tuple[ComparedCase, ...]]]:
        """All cases by prefecture, from north to south; last those of which it is not known."""
        order = (*prefecture_order(), None)
        found = {case.prefecture for case in self.cases}
        return [(one, tuple(c for c in self.cases if c.prefecture == one)) for one in order if one in found]


def compare(index: Index, matter: Matter, places: Sequence[str] = (), *, shown: int = 20) -> Comparison:
    """The comparison of the places that dealt with a matter, or of those that are named.

    Args:
        index: An index with an encoder.
        matter: Of `app.matters`.
        places: Municipalities to compare, whether they dealt with it or not; none stands for all that did.
        shown: How many cases the tables show at most.
    """
    cases = [*matter.cases]
    named = places or matter.understood.municipality
    missing = [name for name in places if name not in {*map(_place, cases)}]
    if missing and not matter.own:
        # Among very many cases of others a place's own may not have come forth.
        cases += cases_on(index, matter.text, Filters(municipality=tuple(missing))).cases
    # Cases that the matter is the subject of come before those that touch on it.
    cases.sort(key=lambda case: not is_named(matter, case))
    compared = _compared(index, matter, dict.fromkeys(cases))
    found: dict[str, int] = defaultdict(int)
    for case in compared:
        found[case.place] += 1
    chosen = [case for case in compared if not named or case.place in named]
    return Comparison(
        matter=matter,
        cases=tuple(chosen),
        shown=shown,
        absent=tuple(name for name in named if name not in found),
        found_places=dict(found),
        concerns=_concerns(index, matter, chosen[:shown]),
        speakers=_speakers(index, chosen),
        begins=first_turns(index, (key_of(item) for case in chosen for item in case.items if not item.quote)),
    )


def _compared(index: Index, matter: Matter, cases: Iterable[Case]) -> list[ComparedCase]:
    by_place: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        by_place[_place(case)].append(case)
    prefectures = prefectures_of(index, [*by_place])
    return [
        ComparedCase(place=place, prefecture=prefectures[place], items=case, named=is_named(matter, case))
        for place, of_place in by_place.items()
        for case in of_place
    ]


def key_of(item: CaseItem) -> ItemKey:
    """What names the item."""
    return item.meeting_key, item.agenda_id


def _place(case: Case) -> str:
    return case[-1].municipality or case[-1].council or case[-1].doc


def _concerns(index: Index, matter: Matter, cases: Sequence[ComparedCase]) -> tuple[ComparedConcern, ...]:
    questions = questions_on(index, matter, [case.items for case in cases])
    places = {key_of(item): case.place for case in cases for item in case.items}
    compared: list[ComparedConcern] = []
    for group in grouped_by_concern(index, questions):
        by_place: dict[str, list[AskedQuestion]] = defaultdict(list)
        # One that was answered says most; the others keep their order.
        for question in sorted(group.questions, key=lambda question: not question.answers):
            by_place[places[question.meeting_key, question.agenda_id]].append(question)
        compared.append(
            ComparedConcern(
                concern=group.concern,
                term=group.term,
                by_place={place: tuple(of_place) for place, of_place in by_place.items()},
            )
        )
    return tuple(compared)


def _speakers(index: Index, cases: Iterable[ComparedCase]) -> dict[tuple[int, int], str | None]:
    wanted = {
        (item.meeting_key, item.quote.turn)
        for case in cases
        for item in case.items
        if item.quote and item.quote.turn
    }
    return {place: turn.speaker for place, turn in turns_at(index, wanted).items()}
