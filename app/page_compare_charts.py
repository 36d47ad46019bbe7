"""The charts of the page 比較する as HTML: outcomes by fiscal year, cases by prefecture.

Each mark is one item or case, carries its words and opens the passage that proves it; the bars are rows of a
table, so that they are read without seeing them. Patterns tell outcomes apart beside colours.
"""

import html
from collections import Counter
from collections.abc import Iterable, Sequence

from app.comparison import Comparison
from app.page_cards import colour_of
from app.page_compare_tables import framed, item_link, table_html
from app.page_context import PageContext
from app.wording_compare import COMPARE_WORDINGS
from app.wording_library import LIBRARY_WORDINGS
from index.cases import CaseItem
from ingest.records import Outcome

# More marks than these leave no room for the places' names in them.
_NAMED_MARKS = 80


def years_html(comparison: Comparison, context: PageContext) -> str:
    """One bar for each fiscal year, of one mark for each item, and the counts as a table."""
    words = COMPARE_WORDINGS[context.language]
    years = comparison.by_year()
    places = {item.case_id: case.place for case in comparison.cases for item in case.items}
    columns = (words.year_column, words.items_column, words.count_column)
    size = _size(sum(len(items) for _, items in years))
    rows = [
        _bar(
            _year_name(year, context),
            [(item, places[item.case_id]) for item in items],
            size,
            comparison,
            context,
        )
        for year, items in years
    ]
    chart = table_html(words.years_caption, columns, rows, css="bars")
    return framed(chart + _counts(years, context), context)


def prefectures_html(comparison: Comparison, context: PageContext) -> str:
    """One bar for each prefecture, of one mark for each case by its latest outcome."""
    words = COMPARE_WORDINGS[context.language]
    columns = (words.prefecture_column, words.items_column, words.count_column)
    size = _size(len(comparison.cases))
    found = comparison.by_prefecture()
    rows = [
        _bar(
            name or words.unknown_prefecture,
            [(case.latest, case.place) for case in cases],
            size,
            comparison,
            context,
        )
        for name, cases in found
    ]
    chart = table_html(words.prefectures_caption, columns, rows, css="bars")
    if any(name is None for name, _ in found):
        chart += f'<p class="muted">{_text(words.unknown_prefecture_note)}</p>'
    return framed(chart, context)


def _size(marks: int) -> str:
    """The class of marks that leave no room for names where there are many."""
    return " small" if marks > _NAMED_MARKS else ""


def _bar(
    name: str,
    items: Sequence[tuple[CaseItem, str]],
    size: str,
    comparison: Comparison,
    context: PageContext,
) -> str:
    marks = "".join(f"<li>{_mark(item, place, size, comparison, context)}</li>" for item, place in items)
    bar = f'<ul class="bar">{marks}</ul>' if marks else ""
    return f'<tr><th scope="row">{_text(name)}</th><td>{bar}</td><td class="count">{len(items)}</td></tr>'


def _mark(item: CaseItem, place: str, size: str, comparison: Comparison, context: PageContext) -> str:
    """A link with the outcome's name and the place, to the words that prove it or to the minutes."""
    wording = context.wording
    outcome = wording.outcome_name(item.outcome)
    date = wording.date_name(item.date) or wording.undated
    label = f'<span class="outcome">{_text(outcome)}</span>'
    named = f'<span class="place">{_text(place)}</span><span class="unseen"> {_text(date)}</span>'
    css = f"mark {colour_of(item.outcome)}{size}"
    return item_link(label + named, item, comparison, context, css=css)


def _counts(years: Iterable[tuple[int | None, Sequence[CaseItem]]], context: PageContext) -> str:
    """The same in numbers: fiscal years by outcomes."""
    words = COMPARE_WORDINGS[context.language]
    counted = [(year, Counter(item.outcome for item in items)) for year, items in years]
    outcomes = [outcome for outcome in Outcome if any(count[outcome] for _, count in counted)]
    columns = (words.year_column, *map(context.wording.outcome_name, outcomes), words.total)
    rows = [_count_row(_year_name(year, context), count, outcomes) for year, count in counted]
    rows.append(_count_row(words.total, sum((count for _, count in counted), Counter()), outcomes))
    table = table_html(words.as_numbers, columns, rows, css="numbers")
    return f"<details><summary>{_text(words.as_numbers)}</summary>{table}</details>"


def _count_row(name: str, count: Counter[Outcome], outcomes: Iterable[Outcome]) -> str:
    cells = "".join(f"<td>{count[outcome]}</td>" for outcome in outcomes)
    return f'<tr><th scope="row">{_text(name)}</th>{cells}<td>{count.total()}</td></tr>'


def _year_name(year: int | None, context: PageContext) -> str:
    if year is None:
        return COMPARE_WORDINGS[context.language].undated
    return LIBRARY_WORDINGS[context.language].year_name(year)


def _text(text: str) -> str:
    return html.escape(text)
