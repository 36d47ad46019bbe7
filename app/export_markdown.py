"""Cases as Markdown with numbered sources."""

import re
from collections.abc import Iterator

from app.citing import place_text
from app.dossier import (
    Dossier,
    DossierCase,
    DossierMeeting,
    made_text,
    remarks,
    request_text,
    scope_text,
)
from app.wording import Wording
from app.wording_dossier import DOSSIER_WORDINGS, DossierWording

# What Markdown would take for a mark; a backslash before it shows it as it is.
_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~&])")
# Marks at the beginning of a line: of lists, numbered or not, and of underlined headings.
_LINE_MARKS = re.compile(r"^(\s*)(?=[-+=])|^(\s*\d+)(?=[.)])", re.MULTILINE)


def dossier_as_markdown(dossier: Dossier, wording: Wording) -> bytes:
    """The cases as a Markdown file in UTF-8."""
    return ("\n".join(_lines(dossier, wording)) + "\n").encode()


def _lines(dossier: Dossier, wording: Wording) -> Iterator[str]:
    words = DOSSIER_WORDINGS[wording.language]
    yield f"# {words.title}"
    for line in (scope_text(dossier, wording), made_text(dossier, wording), words.note):
        if line:
            yield from ("", _plain(line))
    for number, case in enumerate(dossier.cases, start=1):
        yield from ("", f"## {number}. {_inline(case.title or wording.other_passages)}", "")
        yield from _facts(case, wording, words)
        for meeting in case.meetings:
            yield from _meeting(meeting, wording, words)
    yield from ("", f"## {words.sources}", "")
    for ref, source in enumerate(dossier.sources, start=1):
        yield f"- \\[{ref}\\] {_inline(source)}"


def _facts(case: DossierCase, wording: Wording, words: DossierWording) -> Iterator[str]:
    place = place_text(case.municipality, case.council) or wording.unknown_council
    yield _labelled(words.place, place)
    if case.section:
        yield _labelled(words.section, case.section)


def _meeting(meeting: DossierMeeting, wording: Wording, words: DossierWording) -> Iterator[str]:
    date = wording.date_name(meeting.date) or wording.undated
    named = words.meeting.format(meeting=meeting.label, date=date) if meeting.label else date
    yield from ("", f"### {_inline(named)}", "")
    yield _labelled(wording.outcome, wording.outcome_name(meeting.outcome))
    for remark in remarks(meeting, wording):
        yield f"- {_inline(remark)}"
    if meeting.vote:
        yield _labelled(wording.vote, meeting.vote)
    for condition in meeting.conditions or [words.not_recorded]:
        yield _labelled(wording.conditions, condition)
    for request in meeting.requests:
        said = f"{_inline(request_text(request, wording))} \\[{request.ref}\\]"
        yield f"- **{wording.requests}**　{said}"
    if meeting.quote:
        quoted = _plain(meeting.quote.text).replace("\n", "\n> ")
        yield from ("", f"{wording.proof}", "", f"> {quoted} \\[{meeting.quote.ref}\\]")


def _labelled(label: str, text: str) -> str:
    return f"- **{label}**　{_inline(text)}"


def _inline(text: str) -> str:
    return _plain(" ".join(text.splitlines()))


def _plain(text: str) -> str:
    """The text so that Markdown shows it as it is."""
    return _LINE_MARKS.sub(r"\g<0>\\", _MARKS.sub(r"\\\1", text))
