"""Filters of a search: what was asked for, and the SQL that keeps to it exactly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingest.records import Outcome, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Only what meets all of these is found; an empty or None field asks for nothing.

    Attributes:
        municipality: Any of these names, whole or in part (宇都宮 → 宇都宮市).
        council: Any of these names, whole or in part.
        date_from: First day, ISO 8601; meetings without a date are left out.
        date_to: Last day.
        outcome: Any of these outcomes of the agenda item.
        speaker_role: Any of these roles of the speaker.
        agenda_kind: Any of these kinds of agenda item (諮問, 報告 …).
        section: Any of these offices that put the item forward, whole or in part (情報政策課).
    """

    municipality: tuple[str, ...] = ()
    council: tuple[str, ...] = ()
    date_from: str | None = None
    date_to: str | None = None
    outcome: tuple[Outcome, ...] = ()
    speaker_role: tuple[Role, ...] = ()
    agenda_kind: tuple[str, ...] = ()
    section: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """An SQL condition over ``meeting``, ``agenda_item`` and ``passage``, with its values."""

    sql: str
    values: tuple[str, ...]


_JSON_KEYS = {
    "municipality": "municipality",
    "council": "council",
    "from": "date_from",
    "to": "date_to",
    "outcome": "outcome",
    "speaker_role": "speaker_role",
    "agenda_kind": "agenda_kind",
    "section": "section",
}


def filters_from_json(values: Mapping[str, object]) -> Filters:
    """Filters as JSON has them: municipality, council, from, to, outcome, speaker_role, agenda_kind, section.

    Raises:
        ValueError: A key or a value is unknown.
    """
    if unknown := sorted(set(values) - set(_JSON_KEYS)):
        raise ValueError(f"unknown filter {unknown[0]!r}; use one of {', '.join(_JSON_KEYS)}")
    return Filters(
        municipality=_strings(values, "municipality"),
        council=_strings(values, "council"),
        date_from=_string(values, "from"),
        date_to=_string(values, "to"),
        outcome=tuple(Outcome(value) for value in _strings(values, "outcome")),
        speaker_role=tuple(Role(value) for value in _strings(values, "speaker_role")),
        agenda_kind=_strings(values, "agenda_kind"),
        section=_strings(values, "section"),
    )


def filters_as_json(filters: Filters) -> dict[str, object]:
    """The reverse of `filters_from_json`, without the fields that ask for nothing."""
    values: dict[str, object] = {}
    for key, field in _JSON_KEYS.items():
        value = getattr(filters, field)
        if value:
            values[key] = [str(v) for v in value] if isinstance(value, tuple) else value
    return values


def meeting_condition(filters: Filters) -> Condition:
    """What the filters ask of the meeting and its agenda item."""
    return all_of(
        named("meeting.municipality", filters.municipality),
        named("meeting.council", filters.council),
        compared("meeting.date >= ?", filters.date_from),
        compared("meeting.date <= ?", filters.date_to),
        one_of("agenda_item.outcome", filters.outcome),
        one_of("agenda_item.kind", filters.agenda_kind),
        named("agenda_item.section", filters.section),
    )


def passage_condition(filters: Filters) -> Condition:
    """What the filters ask of a passage, its meeting and its agenda item."""
    return all_of(meeting_condition(filters), one_of("passage.role", filters.speaker_role))


def all_of(*conditions: Condition) -> Condition:
    """The condition that all of these hold."""
    asked = [condition for condition in conditions if condition.sql]
    return Condition(
        sql=" AND ".join(condition.sql for condition in asked),
        values=tuple(value for condition in asked for value in condition.values),
    )


def named(column: str, names: Sequence[str]) -> Condition:
    """The condition that a column holds one of the names, whole or in part; that of nothing without names."""
    # instr, not LIKE: a name may hold % or _.
    sql = " OR ".join([f"instr({column}, ?) > 0"] * len(names))
    return Condition(sql=f"({sql})" if sql else "", values=tuple(names))


def compared(sql: str, value: str | None) -> Condition:
    """The condition with its one value; that of nothing where the value is None."""
    return Condition(sql=sql, values=(value,)) if value else Condition(sql="", values=())


def one_of(column: str, values: Sequence[str]) -> Condition:
    """The condition that a column holds one of the values; that of nothing where there are none."""
    marks = ", ".join("?" * len(values))
    return Condition(sql=f"{column} IN ({marks})" if marks else "", values=tuple(str(v) for v in values))


def _strings(values: Mapping[str, object], key: str) -> tuple[str, ...]:
    value = values.get(key)
    if value is None:
        return ()
    if isinstance(value, str):
        return (value,)
    if isinstance(value, Sequence) and all(isinstance(v, str) for v in value):
        return tuple(value)
    raise ValueError(f"filter {key!r} takes a text or a list of texts, got {value!r}")


def _string(values: Mapping[str, object], key: str) -> str | None:
    value = values.get(key)
    if value is None or isinstance(value, str):
        return value or None
    raise ValueError(f"filter {key!r} takes a text, got {value!r}")
