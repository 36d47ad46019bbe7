"""A passage in its context: the turns before and after it, in a dialog over the page that cites it."""

import html
from collections.abc import Iterator, Sequence

import streamlit as st

from app.citing import citation_text
from app.page_address import READ, number, one
from app.page_context import PageContext
from app.page_links import Followed, copy_button, page_link, reader_query
from app.page_original import draw_original, has_original
from app.wording import Wording
from app.wording_reader import READER_WORDINGS
from index.errors import MeetingNotFoundError
from index.reading import MeetingRecord, TurnRecord, find_meeting, turns_around
from ingest.page_image import PageProblem
from ingest.records import Span, TurnKind

_TURNS_BEFORE = 2
_TURNS_AFTER = 3


def passage_dialog(context: PageContext, link: Followed) -> None:
    """Open the context of the passage that a link names, or the page of the original that it stands on."""
    original = one(link.query, "image") == "1"
    title = READER_WORDINGS[context.language].original if original else context.wording.context
    st.dialog(title, width="large")(_original if original else _passage)(context, link)


def _passage(context: PageContext, link: Followed) -> None:
    meeting, turns = _linked(context, link)
    if meeting is None:
        return
    turn = number(link.query, "turn")
    st.html(context_html(context, meeting, turns, turn, link.said))
    cited = next((one for one in turns if one.n == turn), None)
    if cited and has_original(meeting, cited.page):
        words = READER_WORDINGS[context.language]
        if st.button(words.original, key="original"):
            draw_original(meeting, cited, _last_page(meeting, turns, cited), link.said, context)


def _original(context: PageContext, link: Followed) -> None:
    meeting, turns = _linked(context, link)
    cited = next((one for one in turns if one.n == number(link.query, "turn")), None)
    if meeting and cited and has_original(meeting, cited.page):
        draw_original(meeting, cited, _last_page(meeting, turns, cited), link.said, context)
    elif meeting:
        st.warning(READER_WORDINGS[context.language].page_problems[PageProblem.FAILED])


def _linked(context: PageContext, link: Followed) -> tuple[MeetingRecord | None, Sequence[TurnRecord]]:
    """The meeting that a link names and the turns around the one it names; says so if there is none."""
    try:
        meeting = find_meeting(context.index, one(link.query, "doc"), one(link.query, "meeting") or None)
    except MeetingNotFoundError:
        st.warning(context.wording.context_missing)
        return None, ()
    turn = number(link.query, "turn")
    if turn is None:
        return meeting, ()
    return meeting, turns_around(context.index, meeting.key, turn, before=_TURNS_BEFORE, after=_TURNS_AFTER)


def _last_page(meeting: MeetingRecord, turns: Sequence[TurnRecord], cited: TurnRecord) -> int | None:
    """The page that a turn goes on to at most: that of the next one."""
    return next((turn.page for turn in turns if turn.n > cited.n and turn.page), meeting.pages)


def context_html(
    context: PageContext, meeting: MeetingRecord, turns: Sequence[TurnRecord], turn: int | None, said: str
) -> str:
    """A meeting's name, some of its turns with the cited words marked, and what can be done with them."""
    wording = context.wording
    cited = next((one for one in turns if one.n == turn), None)
    source = citation_text(
        municipality=meeting.municipality,
        council=meeting.council,
        meeting=meeting.label,
        date=meeting.date,
        speaker=cited.speaker if cited else None,
        page=cited.page if cited else None,
        doc=meeting.doc,
        wording=wording,
    )
    shown = "".join(_turn(one, said if one is cited else "", wording) for one in turns)
    if cited is None:
        shown = f'<blockquote lang="ja">{html.escape(said)}</blockquote>'
    values = reader_query(meeting.doc, meeting.meeting_id, turn)
    read_on = page_link(html.escape(wording.read_on), READ, values, context.manner)
    buttons = f'<p class="actions">{read_on} {copy_button(wording.copy, source)}</p>'
    return (
        f'<div class="senrei context" lang="{wording.language}"><p class="muted">{html.escape(source)}</p>'
        f'<ol class="turns">{shown}</ol>{buttons}</div>'
    )


def find_words(text: str, words: str) -> Span | None:
    """Where words stand in a text, white space aside; None where they do not, or there are none."""
    wanted = "".join(words.split())
    offsets = [at for at, character in enumerate(text) if not character.isspace()]
    at = "".join(text[offset] for offset in offsets).find(wanted) if wanted else -1
    return None if at < 0 else (offsets[at], offsets[at + len(wanted) - 1] + 1)


def _turn(turn: TurnRecord, said: str, wording: Wording) -> str:
    label = f'<div class="speaker">{html.escape(_speaker(turn, wording))}</div>'
    kind = f"{turn.kind.value} cited" if said else turn.kind.value
    words = "".join(_marked(turn.text, said))
    return f'<li class="{kind}">{label}<div class="said" lang="ja">{words}</div></li>'


def _speaker(turn: TurnRecord, wording: Wording) -> str:
    if turn.kind is not TurnKind.SPEECH:
        return wording.attached_paper
    speaker = turn.speaker or wording.unknown_speaker
    return wording.corrected_step.format(step=speaker) if turn.corrected else speaker


def _marked(text: str, said: str) -> Iterator[str]:
    start, end = find_words(text, said) or (0, 0)
    yield html.escape(text[:start])
    if end:
        yield f"<mark>{html.escape(text[start:end])}</mark>"
    yield html.escape(text[end:])
