"""A citation in the form that clerks write: municipality, council, meeting, date, page, speaker."""

from app.wording import Wording
from ingest.notation import squeeze


def citation_text(  # noqa: PLR0913  # each is a part of the citation, and named
    *,
    municipality: str | None,
    council: str | None,
    meeting: str | None,
    date: str | None,
    speaker: str | None,
    page: int | None,
    doc: str,
    wording: Wording,
) -> str:
    """One line that names the source of words, without the words.

    Example: 架空市環境審議会 第2回（令和3年8月2日）会議録 5ページ、会長の発言（dai2kai.pdf）.
    """
    named = place_text(municipality, council) or wording.unknown_council
    day = wording.citation_day.format(date=wording.date_name(date)) if date else ""
    text = wording.citation_minutes.format(meeting=" ".join(filter(None, (named, meeting))) + day)
    if page:
        text = f"{text} {wording.page.format(page=page)}"
    if speaker:
        text = wording.citation_speaker.format(source=text, speaker=speaker)
    return wording.citation_file.format(source=text, doc=doc)


def place_text(municipality: str | None, council: str | None) -> str:
    """Municipality and council, the former once: most councils' names begin with it."""
    if municipality and council and squeeze(council).startswith(squeeze(municipality)):
        return council
    return " ".join(filter(None, (municipality, council)))
