"""One case: its course, what each meeting decided and why, what was said, and similar cases elsewhere."""

import html
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import streamlit as st

from app.citing import citation_text, place_text
from app.page_address import COMPARE, PRECEDENTS, PREPARE, READ
from app.page_cards import notice_html
from app.page_case_table import badges_html
from app.page_context import PageContext
from app.page_export import export_buttons
from app.page_links import copy_button, page_link, passage_link, reader_query
from app.precedents_state import PrecedentsState, precedents_query
from app.sentences import correction_text
from app.wording_precedents import PRECEDENTS_WORDINGS
from index.cases import CaseItem, case_of
from index.errors import CaseNotFoundError
from index.precedents import precedents
from index.questions import questions_of
from index.reading import TurnRecord, turns_of
from ingest.records import TurnKind

# What was said comes in parts of so many turns.
_TURNS_SHOWN = 20
_SIMILAR = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """A turn on a case, at one of its meetings; `exchange` says what question it is or answers."""

    item: CaseItem
    turn: TurnRecord
    exchange: str = ""


def case_view(context: PageContext, state: PrecedentsState) -> None:
    """Draw the case that the state names."""
    words = PRECEDENTS_WORDINGS[context.language]
    back = page_link(_text(words.back), PRECEDENTS, precedents_query(_list_of(state)), context.manner)
    st.html(_framed(f"<p>{back}</p>", context))
    try:
        items = case_of(context.index, state.case)
    except CaseNotFoundError:
        st.html(notice_html(words.unknown_case, [], context.wording))
        return
    turns = {
        (item.meeting_key, turn.n): turn
        for item in items
        for turn in turns_of(context.index, item.meeting_key)
    }
    st.html(_framed(_head(items, context), context))
    export_buttons(context, words.export_case, [items[-1].case_id], items[-1].title)
    for item in items:
        st.html(_framed(_meeting(item, turns, context), context))
    said = _said(context, items, turns)
    _all_said(context, said, state)
    _similar(context, items, state)


def _list_of(state: PrecedentsState) -> PrecedentsState:
    return replace(state, case="", case_part=1)


_Turns = Mapping[tuple[int, int], TurnRecord]


def _head(items: Sequence[CaseItem], context: PageContext) -> str:
    """The case's name, its course as a list, and the ways to other pages."""
    words, wording, latest = PRECEDENTS_WORDINGS[context.language], context.wording, items[-1]
    place = place_text(latest.municipality, latest.council) or wording.unknown_council
    facts = " · ".join(_text(fact) for fact in (place, latest.section) if fact)
    steps = "".join(f"<li>{_step(item, context)}</li>" for item in items)
    ways = ((words.compare, COMPARE), (words.prepare, PREPARE))
    links = " ".join(
        page_link(_text(label), page, {"case": [latest.case_id]}, context.manner) for label, page in ways
    )
    return (
        f'<h2 lang="ja">{_text(latest.title)}</h2><p lang="ja">{facts}</p>'
        f'<h3>{_text(words.course)}</h3><ol class="course">{steps}</ol><p class="actions">{links}</p>'
    )


def _step(item: CaseItem, context: PageContext) -> str:
    wording = context.wording
    day = _text(wording.date_name(item.date) or wording.undated)
    meeting = f' <span lang="ja">{_text(item.meeting)}</span>' if item.meeting else ""
    return f"<strong>{day}</strong>{meeting} {badges_html(item, context)}"


def _meeting(item: CaseItem, turns: _Turns, context: PageContext) -> str:
    """What one meeting decided: the proof, vote, conditions, requests, and corrections."""
    words, wording = PRECEDENTS_WORDINGS[context.language], context.wording
    title = " ".join(filter(None, (item.meeting, wording.date_name(item.date)))) or wording.undated
    read = page_link(_text(words.read), READ, _reader(item, None), context.manner)
    rows = [
        *_rows(wording.vote, [_japanese(item.vote)] if item.vote else []),
        *_rows(wording.conditions, _conditions(item, turns, context) or [_text(words.not_recorded)]),
        *_rows(wording.requests, [_request(item, at, turns, context) for at in range(len(item.requests))]),
    ]
    corrected = "".join(
        f'<blockquote class="correction">{_text(correction_text(one, wording))}</blockquote>'
        for one in item.corrections
    )
    return (
        f'<article class="case"><div class="where">{badges_html(item, context)}</div><h3>{_text(title)}</h3>'
        f"{_proof(item, turns, context)}{corrected}<dl>{''.join(rows)}</dl>"
        f'<p class="actions">{read}</p></article>'
    )


def _proof(item: CaseItem, turns: _Turns, context: PageContext) -> str:
    words, wording, quote = PRECEDENTS_WORDINGS[context.language], context.wording, item.quote
    if quote is None:
        return "" if item.corrections else f'<p class="muted">{_text(wording.no_proof)}</p>'
    source = _proof_source(item, turns, context)
    link = passage_link(
        f"「{_text(quote.text)}」", _reader(item, quote.turn), quote.text, context.manner, css="quote"
    )
    copied = copy_button(
        words.copy_quote, words.condition_source.format(text=f"「{quote.text}」", source=source)
    )
    return (
        f'<blockquote><span class="label">{_text(wording.proof)}</span><br><span lang="ja">{link}</span>'
        f'<div class="muted" lang="ja">{_text(source)}</div><div class="actions">{copied}</div></blockquote>'
    )


def _conditions(item: CaseItem, turns: _Turns, context: PageContext) -> list[str]:
    """The conditions, each with a button that copies it with the source of the decision."""
    words = PRECEDENTS_WORDINGS[context.language]
    source = _proof_source(item, turns, context) if item.quote else _source(item, None, None, context)
    return [
        f"{_japanese(condition)} "
        + copy_button(words.copy_condition, words.condition_source.format(text=condition, source=source))
        for condition in item.conditions
    ]


def _request(item: CaseItem, at: int, turns: _Turns, context: PageContext) -> str:
    words, request = PRECEDENTS_WORDINGS[context.language], item.requests[at]
    turn = turns.get((item.meeting_key, request.turn))
    source = _source(item, request.speaker, turn.page if turn else None, context)
    link = passage_link(
        f"「{_text(request.text)}」", _reader(item, request.turn), request.text, context.manner
    )
    copied = copy_button(
        words.copy_condition, words.condition_source.format(text=f"「{request.text}」", source=source)
    )
    return f'<span lang="ja">{_text(request.speaker or "")}{link}</span> {copied}'


def _proof_source(item: CaseItem, turns: _Turns, context: PageContext) -> str:
    quote = item.quote
    turn = turns.get((item.meeting_key, quote.turn or 0)) if quote else None
    return _source(item, turn.speaker if turn else None, quote.page if quote else None, context)


def _said(context: PageContext, items: Sequence[CaseItem], turns: _Turns) -> list[_Said]:
    """All turns on the case, in the order of its meetings; answers name who asked."""
    words = PRECEDENTS_WORDINGS[context.language]
    exchanges: dict[tuple[int, int], str] = {}
    for asked in questions_of(context.index, items):
        if asked.answers:
            named = dict.fromkeys(
                answer.speaker or context.wording.unknown_speaker for answer in asked.answers
            )
            speakers = context.wording.list_comma.join(named)
            exchanges[asked.meeting_key, asked.n] = words.answered_by.format(speakers=speakers)
        for answer in asked.answers:
            by = asked.speaker or context.wording.unknown_speaker
            exchanges.setdefault((asked.meeting_key, answer.n), words.answer_to.format(speaker=by))
    return [
        _Said(item=item, turn=turn, exchange=exchanges.get((meeting, turn.n), ""))
        for item in items
        for (meeting, _), turn in turns.items()
        if meeting == item.meeting_key and turn.agenda_id == item.agenda_id
    ]


def _all_said(context: PageContext, said: Sequence[_Said], state: PrecedentsState) -> None:
    """The part of what was said that is shown, by meeting, and links to the other parts."""
    words = PRECEDENTS_WORDINGS[context.language]
    part = max(1, min(state.case_part, -(-len(said) // _TURNS_SHOWN)))
    first = (part - 1) * _TURNS_SHOWN
    shown = said[first : first + _TURNS_SHOWN]
    blocks = "".join(
        _said_at(one, said, shown, context) for one in dict.fromkeys(s.item.meeting_key for s in shown)
    )
    others = " ".join(_part_links(part, len(said), state, context))
    if not said:
        blocks = f'<p class="muted">{_text(words.no_turns)}</p>'
    st.html(_framed(f'<h2 id="said">{_text(words.said)}</h2>{blocks}<p class="parts">{others}</p>', context))


def _said_at(meeting: int, said: Sequence[_Said], shown: Sequence[_Said], context: PageContext) -> str:
    words, wording = PRECEDENTS_WORDINGS[context.language], context.wording
    of_meeting = [one for one in said if one.item.meeting_key == meeting]
    here = [one for one in shown if one.item.meeting_key == meeting]
    item = here[0].item
    name = " ".join(filter(None, (item.meeting, wording.date_name(item.date)))) or wording.undated
    first = of_meeting.index(here[0]) + 1
    title = words.said_of.format(meeting=name, total=len(of_meeting), first=first, last=first + len(here) - 1)
    turns = "".join(_turn(one, context) for one in here)
    return f'<h3>{_text(title)}</h3><ol class="turns">{turns}</ol>'


def _turn(said: _Said, context: PageContext) -> str:
    wording, turn, item = context.wording, said.turn, said.item
    speaker = wording.attached_paper
    if turn.kind is TurnKind.SPEECH:
        speaker = turn.speaker or wording.unknown_speaker
    if turn.corrected:
        speaker = wording.corrected_step.format(step=speaker)
    page = f' <span class="muted">{_text(wording.page.format(page=turn.page))}</span>' if turn.page else ""
    mark = f' <span class="exchange">{_text(said.exchange)}</span>' if said.exchange else ""
    opened = passage_link(_text(wording.context), _reader(item, turn.n), turn.text, context.manner)
    source = _source(item, turn.speaker, turn.page, context)
    copied = copy_button(wording.copy, source)
    return (
        f'<li class="{turn.kind.value}"><div><span class="speaker" lang="ja">{_text(speaker)}</span>'
        f'{page}{mark}</div><div class="said" lang="ja">{_text(turn.text)}</div>'
        f'<div class="actions">{opened} {copied}</div></li>'
    )


def _part_links(part: int, total: int, state: PrecedentsState, context: PageContext) -> Iterator[str]:
    wording = context.wording
    if part > 1:
        yield _case_link(
            wording.previous_page.format(n=_TURNS_SHOWN), state.case, state, context, part=part - 1
        )
    if left := max(0, total - part * _TURNS_SHOWN):
        label = wording.next_page.format(n=min(_TURNS_SHOWN, left))
        yield _case_link(label, state.case, state, context, part=part + 1)


def _similar(context: PageContext, items: Sequence[CaseItem], state: PrecedentsState) -> None:
    """The most similar cases of other municipalities."""
    words, wording = PRECEDENTS_WORDINGS[context.language], context.wording
    with st.spinner(wording.searching):
        found = precedents(context.index, items, _SIMILAR)
    listed = "".join(
        f"<li>{badges_html(item, context)} "
        f'{_case_link(item.title, item.case_id, state, context)} <span class="muted" lang="ja">'
        f"{_text(place_text(item.municipality, item.council))} "
        f"{_text(wording.date_name(item.date) or wording.undated)}</span></li>"
        for item in found
    )
    note = words.similar_note if found else words.no_similar
    st.html(
        _framed(
            f'<h2>{_text(words.similar)}</h2><p class="muted">{_text(note)}</p>'
            f'<ul class="similar">{listed}</ul>',
            context,
        )
    )


def _case_link(
    label: str, case_id: str, state: PrecedentsState, context: PageContext, *, part: int = 1
) -> str:
    values = precedents_query(replace(state, case=case_id, case_part=part))
    return page_link(_text(label), PRECEDENTS, values, context.manner)


def _rows(name: str, values: Sequence[str]) -> Iterator[str]:
    """Rows of a description list; the values are HTML."""
    for value in values:
        yield f"<dt>{_text(name)}</dt><dd>{value}</dd>"
        name = ""


def _source(item: CaseItem, speaker: str | None, page: int | None, context: PageContext) -> str:
    return citation_text(
        municipality=item.municipality,
        council=item.council,
        meeting=item.meeting,
        date=item.date,
        speaker=speaker,
        page=page,
        doc=item.doc,
        wording=context.wording,
    )


def _reader(item: CaseItem, turn: int | None) -> dict[str, list[str]]:
    return reader_query(item.doc, item.meeting_id, turn)


def _japanese(text: str) -> str:
    return f'<span lang="ja">{_text(text)}</span>'


def _framed(inner: str, context: PageContext) -> str:
    return f'<div class="senrei" lang="{context.language}">{inner}</div>'


def _text(text: str) -> str:
    return html.escape(text)
