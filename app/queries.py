"""Files of questions: one JSON object a line with ``query``, and maybe ``qid`` and ``filters``."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

import click

from index.filters import Filters, filters_from_json


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryLine:
    """One question, the filters to answer it with, and the id that its answer bears."""

    query: str
    filters: Filters
    qid: object


def read_queries(lines: Iterable[str], default: Filters, name: str) -> list[QueryLine]:
    """The questions of a file; a line without filters of its own gets the default ones.

    Raises:
        click.ClickException: A line is no such object; the message names it.
    """
    found = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                found.append(_query_line(line, default))
            except ValueError as error:
                raise click.ClickException(f"{name}, line {number}: {error}") from error
    return found


def _query_line(line: str, default: Filters) -> QueryLine:
    value = json.loads(line)
    if not isinstance(value, dict) or not isinstance(value.get("query"), str) or not value["query"].strip():
        raise ValueError('expected a JSON object with a "query"')
    filters = value.get("filters")
    if filters is not None and not isinstance(filters, dict):
        raise ValueError(f'"filters" takes an object, got {filters!r}')
    return QueryLine(
        query=value["query"], filters=filters_from_json(filters) if filters else default, qid=value.get("qid")
    )
