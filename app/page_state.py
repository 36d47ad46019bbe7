"""What the page shows, as its address has it: ``?q=…&municipality=…&outcome=…&without=…&part=2&lang=en``."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from app.wording import Language
from index.filters import Filters
from ingest.records import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class PageState:
    """A question, its filters, the page's language, and which conditions of the question do not count.

    `part` is the part of a long list that is shown, from 1.
    """

    question: str = ""
    filters: Filters
    language: Language = Language.JA
    without: tuple[str, ...] = ()
    part: int = 1


def state_from_query(query: Mapping[str, Sequence[str]]) -> PageState:
    """The state that an address asks for; what it asks for wrongly is left out."""
    return PageState(
        question=_first(query, "q").strip(),
        filters=Filters(
            municipality=tuple(query.get("municipality", ())),
            council=tuple(query.get("council", ())),
            date_from=_day(_first(query, "from")),
            date_to=_day(_first(query, "to")),
            outcome=tuple(Outcome(value) for value in query.get("outcome", ()) if value in set(Outcome)),
        ),
        language=Language.EN if _first(query, "lang") == Language.EN else Language.JA,
        without=tuple(query.get("without", ())),
        part=_number(_first(query, "part")),
    )


def query_of(state: PageState) -> dict[str, list[str]]:
    """The address that asks for a state; what has its default is left out."""
    filters = state.filters
    values = {
        "q": [state.question],
        "municipality": [*filters.municipality],
        "council": [*filters.council],
        "from": [filters.date_from or ""],
        "to": [filters.date_to or ""],
        "outcome": [outcome.value for outcome in filters.outcome],
        "without": [*state.without],
        "part": ["" if state.part == 1 else str(state.part)],
        "lang": ["" if state.language is Language.JA else state.language.value],
    }
    return {name: given for name, value in values.items() if (given := [one for one in value if one])}


def link_of(state: PageState) -> str:
    """The address as a relative link."""
    return f"?{urlencode(query_of(state), doseq=True)}"


def _first(query: Mapping[str, Sequence[str]], name: str) -> str:
    return next(iter(query.get(name, ())), "")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 7 and int(text) else 1


def _day(text: str) -> str | None:
    try:
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        return None
