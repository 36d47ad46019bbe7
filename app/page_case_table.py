"""The table of cases, and the counts by outcome over it, as HTML."""

import html
from collections.abc import Collection, Sequence
from dataclasses import replace

from app.citing import place_text
from app.page_address import PRECEDENTS
from app.page_cards import outcome_badge_html
from app.page_context import PageContext
from app.page_links import page_link
from app.precedents_state import PrecedentsState, precedents_query
from app.sentences import step_text
from app.wording_precedents import PRECEDENTS_WORDINGS
from index.case_list import CaseList, CaseOrder
from index.cases import CaseItem
from ingest.records import Outcome, is_doubtful

Cases = Sequence[Sequence[CaseItem]]

# Characters of a condition that its cell shows.
_CONDITION_SHOWN = 60


def counts_html(listed: CaseList, state: PrecedentsState, context: PageContext) -> str:
    """Links that narrow the list to one outcome, each with the number of its cases."""
    words, wording = PRECEDENTS_WORDINGS[context.language], context.wording
    chosen = state.filters.outcome
    links = [_chip(words.every_outcome.format(n=listed.total), (), state, context, current=not chosen)]
    for outcome in {**listed.counts, **dict.fromkeys(chosen, 0)}:
        name = wording.outcome_name(outcome)
        label = words.outcome_count.format(outcome=name, n=listed.counts.get(outcome, 0))
        wanted = () if chosen == (outcome,) else (outcome,)
        links.append(_chip(label, wanted, state, context, current=outcome in chosen))
    links.append(_conditioned_chip(listed.conditioned, state, context))
    return (
        f'<div class="senrei" lang="{context.language}"><nav class="counts" '
        f'aria-label="{_text(words.outcomes)}"><ul>{"".join(links)}</ul></nav>'
        f'<p class="muted">{_text(words.counts_note)}</p></div>'
    )


def orders_html(state: PrecedentsState, context: PageContext) -> str:
    """Links that put the list in another order."""
    words = PRECEDENTS_WORDINGS[context.language]
    links = "".join(
        f"<li>{_link(_text(name), state.of_list(order=order), context, current=order is state.order)}</li>"
        for order, name in words.sorted_by.items()
    )
    label = _text(words.sort_by)
    return (
        f'<div class="senrei" lang="{context.language}"><nav class="orders" aria-label="{label}">'
        f'<span class="label">{label}</span><ul>{links}</ul></nav></div>'
    )


def case_table_html(  # noqa: PLR0913  # all but three are named
    cases: Cases,
    state: PrecedentsState,
    context: PageContext,
    *,
    caption: str,
    ticked: Collection[str] = (),
    drawn: int = 0,
) -> str:
    """The cases as a table, one a row, each with a box to tick.

    Args:
        cases: Those of one part of the list.
        state: Of the list.
        context: Of the page.
        caption: Says which part it is.
        ticked: The cases whose boxes are ticked when the table is drawn.
        drawn: How often it was drawn anew; another number makes the browser forget what it holds.
    """
    words = PRECEDENTS_WORDINGS[context.language]
    named = (words.matter, words.place, words.last_date, words.outcome, words.conditions, words.vote)
    sorted_by = {CaseOrder.NEWEST: "descending", CaseOrder.OLDEST: "ascending"}.get(state.order, "")
    marks = {words.last_date: sorted_by}
    marks[words.place] = "ascending" if state.order is CaseOrder.MUNICIPALITY else ""
    marks[words.outcome] = "ascending" if state.order is CaseOrder.OUTCOME else ""
    heads = "".join(
        f'<th scope="col"{f" aria-sort={mark!r}" if (mark := marks.get(name)) else ""}>{_text(name)}</th>'
        for name in named
    )
    every = f'<input type="checkbox" data-every="" aria-label="{_text(words.select_page)}">'
    rows = "".join(_row(case, state, context, ticked=case[-1].case_id in ticked) for case in cases)
    return (
        f'<div class="senrei" lang="{context.language}">'
        f'<div class="cases" role="region" tabindex="0" aria-label="{_text(caption)}" data-drawn="{drawn}">'
        f"<table><caption>{_text(caption)}</caption>"
        f'<thead><tr><td class="tick">{every}</td>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div></div>"
    )


def badges_html(item: CaseItem, context: PageContext) -> str:
    """The outcome, whether it is to be checked, and whether a person set it or the conditions."""
    wording = context.wording
    shown = outcome_badge_html(item.outcome, wording)
    if item.corrections:
        return f'{shown} <span class="badge corrected">{_text(wording.corrected)}</span>'
    if is_doubtful(item.confidence):
        hint = _text(wording.doubtful_hint)
        return f'{shown} <span class="badge amber" title="{hint}">{_text(wording.doubtful)}</span>'
    return shown


def _row(case: Sequence[CaseItem], state: PrecedentsState, context: PageContext, *, ticked: bool) -> str:
    words, wording = PRECEDENTS_WORDINGS[context.language], context.wording
    item = case[-1]
    title = f'<span lang="ja">{_text(item.title)}</span>'
    opened = _link(title, replace(state, case=item.case_id, case_part=1), context)
    section = f'<div class="muted" lang="ja">{_text(item.section)}</div>' if item.section else ""
    box = (
        f'<input type="checkbox" data-tick="{_text(item.case_id)}"{" checked" * ticked} '
        f'aria-label="{_text(words.select.format(title=item.title))}">'
    )
    outcome = badges_html(item, context)
    if len(case) > 1:
        outcome += f'<div class="muted">{_text(" → ".join(step_text(s, wording) for s in item.thread))}</div>'
    place = place_text(item.municipality, item.council) or wording.unknown_council
    day = wording.date_name(item.date) or wording.undated
    cells = (
        (words.place, f'<span lang="ja">{_text(place)}</span>'),
        (
            words.last_date,
            f'<span class="day">{_text(day)}</span>',
        ),
        (words.outcome, outcome),
        (words.conditions, _conditions(case, context)),
        (words.vote, _vote(item, context)),
    )
    shown = "".join(f'<td data-label="{_text(name)}">{cell}</td>' for name, cell in cells)
    return f'<tr><td class="tick">{box}</td><th scope="row">{opened}{section}</th>{shown}</tr>'


def _conditions(case: Sequence[CaseItem], context: PageContext) -> str:
    """How many conditions the case was given, and how the first one begins."""
    words = PRECEDENTS_WORDINGS[context.language]
    conditions = [condition for item in case for condition in item.conditions]
    if not conditions:
        return f'<span class="muted">{_text(words.no_conditions)}</span>'
    first = conditions[0]
    cut = first if len(first) <= _CONDITION_SHOWN else f"{first[:_CONDITION_SHOWN]}…"
    count = _text(words.condition_count.format(n=len(conditions)))
    return f'<strong>{count}</strong> <span lang="ja">{_text(cut)}</span>'


def _vote(item: CaseItem, context: PageContext) -> str:
    words = PRECEDENTS_WORDINGS[context.language]
    if item.vote:
        return f'<span lang="ja">{_text(item.vote)}</span>'
    return f'<span class="muted">{_text(words.no_vote)}</span>'


def _chip(
    label: str, outcomes: tuple[Outcome, ...], state: PrecedentsState, context: PageContext, *, current: bool
) -> str:
    narrowed = state.of_list(filters=replace(state.filters, outcome=outcomes))
    return f"<li>{_link(_text(label), narrowed, context, current=current)}</li>"


def _conditioned_chip(count: int, state: PrecedentsState, context: PageContext) -> str:
    """How many cases were given conditions; a link to them where there are any, or back from them."""
    words = PRECEDENTS_WORDINGS[context.language]
    label = _text(words.outcome_count.format(outcome=words.conditioned, n=count))
    if not count and not state.conditioned:
        return f'<li class="muted">{label}</li>'
    attached = replace(state.of_list(), conditioned=not state.conditioned)
    return f"<li>{_link(label, attached, context, current=state.conditioned)}</li>"


def _link(label: str, state: PrecedentsState, context: PageContext, *, current: bool = False) -> str:
    link = page_link(label, PRECEDENTS, precedents_query(state), context.manner)
    return link.replace("<a ", '<a aria-current="true" ', 1) if current else link


def _text(text: str) -> str:
    return html.escape(text)
