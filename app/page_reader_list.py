"""The list of minutes to read, as HTML: a table, which becomes cards on a phone."""

import html
from collections.abc import Mapping, Sequence

from app.citing import place_text
from app.page_address import READ
from app.page_context import PageContext
from app.page_links import page_link, reader_query
from app.page_reader_state import ReaderState, reader_address
from app.page_reader_turns import framed
from app.wording_reader import READER_WORDINGS
from index.reading import MeetingRecord, MeetingSize

# A long list comes in parts of so many.
LIST_ROWS = 30


def reader_heading_html(context: PageContext) -> str:
    """What the page is for."""
    words = READER_WORDINGS[context.language]
    return framed(f'<h2>{_text(words.choose)}</h2><p class="muted">{_text(words.choose_hint)}</p>', context)


def list_html(
    rows: Sequence[MeetingRecord],
    sizes: Mapping[int, MeetingSize],
    total: int,
    state: ReaderState,
    context: PageContext,
) -> str:
    """The minutes of a part of the list, and the ways to the other parts.

    Args:
        rows: The meetings, latest first.
        sizes: Of each by its key.
        total: How many there are in all parts.
        state: The list, with its part.
        context: Of the page.
    """
    words, wording = READER_WORDINGS[context.language], context.wording
    if not rows:
        return framed(f'<p role="status">{_text(words.none_match)}</p>', context)
    first = ((state.part or 1) - 1) * LIST_ROWS + 1
    told = wording.shown_of.format(total=total, first=first, last=first + len(rows) - 1)
    columns = (words.meeting, words.date, words.size_column, words.source)
    head = "".join(f'<th scope="col">{_text(column)}</th>' for column in columns)
    body = "".join(_row(meeting, sizes[meeting.key], context) for meeting in rows)
    table = (
        f'<div class="listed"><table><caption>{_text(told)}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )
    return framed(table + _parts(total, state, context), context)


def _row(meeting: MeetingRecord, size: MeetingSize, context: PageContext) -> str:
    words, wording = READER_WORDINGS[context.language], context.wording
    name = place_text(meeting.municipality, meeting.council) or wording.unknown_council
    label = f'<span lang="ja">{_text(" ".join(filter(None, (name, meeting.label))))}</span>'
    link = page_link(label, READ, reader_query(meeting.doc, meeting.meeting_id, None), context.manner)
    closed = f' <span class="tag">{_text(words.is_closed)}</span>' if meeting.is_open is False else ""
    cells = (
        (words.date, wording.date_name(meeting.date) or wording.undated),
        (words.size_column, words.size.format(items=size.items, turns=size.turns)),
        (words.source, meeting.doc),
    )
    shown = "".join(f'<td data-label="{_text(name)}">{_text(value)}</td>' for name, value in cells)
    return f'<tr><th scope="row">{link}{closed}</th>{shown}</tr>'


def _parts(total: int, state: ReaderState, context: PageContext) -> str:
    """Links to the parts before and after."""
    words, wording, part = READER_WORDINGS[context.language], context.wording, state.part or 1
    links = []
    if part > 1:
        links.append((wording.previous_page.format(n=LIST_ROWS), part - 1))
    if (left := total - part * LIST_ROWS) > 0:
        links.append((wording.next_page.format(n=min(LIST_ROWS, left)), part + 1))
    shown = "".join(
        f"<li>{page_link(_text(label), READ, reader_address(state.at_part(to)), context.manner)}</li>"
        for label, to in links
    )
    return f'<nav class="ways" aria-label="{_text(words.list_parts)}"><ul>{shown}</ul></nav>' if links else ""


def _text(text: str) -> str:
    return html.escape(text)
