"""The page of a PDF that a turn stands on, as an image with its words boxed; drawn only when asked for."""

import base64
import html

import streamlit as st

from app.page_context import PageContext
from app.wording_reader import READER_WORDINGS
from index.reading import MeetingRecord, TurnRecord
from ingest.page_image import PageProblem, page_image
from ingest.read_pdf import MEDIA_TYPE


def has_original(meeting: MeetingRecord, page: int | None) -> bool:
    """Whether there is a page of a PDF to show."""
    return meeting.media_type == MEDIA_TYPE and page is not None


def draw_original(
    meeting: MeetingRecord, turn: TurnRecord, last_page: int | None, said: str, context: PageContext
) -> None:
    """Draw the page on which words of a turn stand, or say why it cannot be shown.

    Args:
        meeting: Of the turn, as the reader's index gives it.
        turn: The turn.
        last_page: The last page that the turn may go on to; None where that is not known.
        said: Words of the turn to box; the whole turn if it is empty.
        context: Of the page.
    """
    words = READER_WORDINGS[context.language]
    first = turn.page or 1
    pages = (first, max(first, last_page or first))
    image = page_image(meeting.path, meeting.sha256, pages, said or turn.text)
    if isinstance(image, PageProblem):
        st.info(words.page_problems[image])
        return
    told = words.boxed[min(image.places, 2)].format(n=image.places)
    told = words.original_page.format(page=image.page, doc=meeting.doc, told=told)
    # In the page itself: an image of closed minutes gets no address of its own.
    data = base64.b64encode(image.png).decode()
    st.html(
        f'<div class="senrei original" lang="{context.language}"><p class="muted">{html.escape(told)}</p>'
        f'<img alt="{html.escape(told)}" src="data:image/png;base64,{data}"></div>'
    )
