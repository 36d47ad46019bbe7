"""Minutes, how well they were read, hits, answers and decisions as text for a terminal."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click

from app.records import Answer, Case, Citation
from app.report import FileQuality, unchanged_note
from app.sentences import correction_text, step_text, understood_text
from app.wording import Wording
from index.cases import CaseItem
from index.overlay import Correction
from index.search import Hit, IndexStatus
from ingest.records import Attendee, Decision, Meeting, Minutes, Outcome, Request, Span, TurnKind, is_doubtful

_COLOURS = {
    Outcome.APPROVED: "green",
    Outcome.APPROVED_WITH_OPINION: "yellow",
    Outcome.APPROVED_AMENDED: "yellow",
    Outcome.ADOPTED: "green",
    Outcome.ADOPTED_IN_SPIRIT: "yellow",
    Outcome.CONTINUED: "blue",
    Outcome.POSTPONED: "blue",
    Outcome.REJECTED: "red",
    Outcome.NOT_ADOPTED: "red",
    Outcome.NOT_RECORDED: "bright_black",
}

# A list of members' wishes would bury the rest of a case.
_REQUESTS = 3

_SPEAKERS = 8
_QUALITY_ROWS = 10
# Columns of the terminal; longer names and warnings are cut.
_NAME_WIDTH = 64
_WARNING_WIDTH = 60


def render_answer(answer: Answer, wording: Wording) -> str:
    """An answer: its sentences, then its cases with proof and passages."""
    told = [understood_text(answer.understood, wording), *(sentence.text for sentence in answer.sentences)]
    blocks = ["\n".join(filter(None, told))]
    blocks += ["\n".join(_case(case, wording)) for case in answer.cases]
    if answer.near:
        blocks += [wording.near_records, *("\n".join(_case(case, wording)) for case in answer.near)]
    return "\n\n".join(blocks)


def render_hits(hits: Sequence[Hit], wording: Wording) -> str:
    """Passages that were found, best first."""
    if not hits:
        return wording.no_hits
    blocks = [
        "\n".join(
            [
                f"{hit.rank}. {_place(hit.municipality, hit.council, hit.meeting_label, hit.date, wording)}",
                *([f"   {hit.agenda_title}"] if hit.agenda_title else []),
                f"   {_source(hit.doc, hit.page, _speaker(hit, wording), wording)} · "
                + wording.relevance.format(percent=round(100 * hit.relevance)),
                f"   {excerpt(hit.text, hit.highlights)}",
            ]
        )
        for hit in hits
    ]
    return "\n\n".join([wording.count(wording.hits, len(hits)), *blocks])


def render_items(items: Sequence[CaseItem], wording: Wording) -> str:
    """Agenda items with their outcomes."""
    if not items:
        return wording.no_items
    blocks = [
        "\n".join(
            [
                f"{_badges(item, wording)} {' '.join(filter(None, (item.number, item.title)))}",
                f"   {_place(item.municipality, item.council, item.meeting, item.date, wording)}",
                *_decided(item.conditions, item.requests, item.vote, wording),
                *_corrected(item.corrections, wording),
                *([f"   「{item.quote.text}」"] if item.quote else []),
                f"   {_source(item.doc, item.quote.page if item.quote else None, None, wording)}",
            ]
        )
        for item in items
    ]
    return "\n\n".join([wording.count(wording.items, len(items)), *blocks])


def render_cases(cases: Sequence[Sequence[CaseItem]], wording: Wording) -> str:
    """Cases in a line or two each: the latest outcome, the title, and how often it was dealt with."""
    if not cases:
        return wording.no_items
    return "\n".join(
        [wording.count(wording.cases, len(cases)), *(_case_lines(case, wording) for case in cases)]
    )


def _case_lines(case: Sequence[CaseItem], wording: Wording) -> str:
    item = case[-1]
    steps = f" ({' → '.join(_step(entry, wording) for entry in case)})" if len(case) > 1 else ""
    name = " ".join(filter(None, (item.number, item.title)))
    place = _place(item.municipality, item.council, item.meeting, item.date, wording)
    return f"{item.case_id[:8]} {_badges(item, wording)} {name}\n         {place}{steps}"


def _step(item: CaseItem, wording: Wording) -> str:
    return f"{wording.date_name(item.date) or wording.undated} {wording.outcome_name(item.outcome)}"


def render_case(items: Sequence[CaseItem], similar: Sequence[CaseItem], wording: Wording) -> str:
    """One case through its meetings, then the precedents."""
    parts = [f"{items[-1].case_id} {items[-1].title}", render_items(items, wording)]
    if similar:
        parts += [f"{wording.precedents}:", render_items(similar, wording)]
    return "\n\n".join(parts)


def render_corrections(corrections: Sequence[Correction], wording: Wording) -> str:
    """Corrections with their ids, oldest first."""
    if not corrections:
        return wording.no_corrections
    blocks = ["\n".join(_correction(correction, wording)) for correction in corrections]
    return "\n\n".join([wording.count(wording.corrections, len(corrections)), *blocks])


def render_minutes(minutes: Minutes, wording: Wording) -> str:
    """What was read from one file and how surely: meetings, agenda with outcomes, counts of turns, doubts."""
    source = minutes.source
    facts = [source.media_type, source.encoding]
    grammar = wording.list_comma.join(f"{mark} {count}" for mark, count in minutes.grammar)
    head = [
        f"{source.path} ({', '.join(fact for fact in facts if fact)})",
        f"   {wording.grammar}: {grammar or wording.no_grammar}",
        f"   {wording.confidence}: {minutes.confidence:.2f}",
    ]
    blocks = ["\n".join(head)]
    blocks += ["\n".join(_meeting(meeting, wording)) for meeting in minutes.meetings]
    if minutes.warnings:
        blocks.append("\n".join([f"{wording.warnings}:", *(f"   {warning}" for warning in minutes.warnings)]))
    return "\n\n".join(blocks)


def render_quality(files: Sequence[FileQuality], unchanged: int, wording: Wording) -> str:
    """A table of how well files were read, worst first, aligned where Japanese takes two columns a sign."""
    rows = [wording.quality_columns]
    for quality in sorted(files, key=lambda quality: quality.rank)[:_QUALITY_ROWS]:
        rows.append(
            (
                _cut(Path(quality.path).name, _NAME_WIDTH),
                str(quality.meetings),
                str(quality.turns),
                f"{quality.decided}/{quality.items}",
                f"{quality.confidence:.2f}",
                _cut(quality.warnings[0], _WARNING_WIDTH) if quality.warnings else "",
            )
        )
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    lines = [f"{wording.quality}:"] + ["  ".join(_padded(row, widths)).rstrip() for row in rows]
    if more := len(files) - _QUALITY_ROWS:
        lines += [wording.more.format(n=more)] if more > 0 else []
    return "\n".join([*lines, *unchanged_note(unchanged, wording)])


def render_status(status: IndexStatus, folder: str) -> str:
    """What an index holds, one fact a line."""
    dates = " to ".join(filter(None, (status.first_date, status.last_date)))
    facts = {
        "index": folder,
        "documents": status.documents,
        "meetings": status.meetings,
        "agenda items": status.agenda_items,
        "turns": status.turns,
        "passages": status.passages,
        "dates": dates or "-",
        "municipalities": ", ".join(status.municipalities) or "-",
        "councils": ", ".join(status.councils) or "-",
        "model": status.model or "-",
        "size": f"{status.size_bytes / 1e6:.1f} MB",
    }
    return "\n".join(f"{name:<15}{value}" for name, value in facts.items())


def excerpt(text: str, spans: Sequence[Span], width: int = 160) -> str:
    """At most `width` characters of a text on one line, from shortly before the first span; spans in bold.

    Click takes the bold out where no terminal shows it.
    """
    start = max(0, min(spans[0][0] - width // 4, len(text) - width)) if spans else 0
    end = min(len(text), start + width)
    pieces, position = ["…"] if start else [], start
    for span_start, span_end in spans:
        if start <= span_start and span_end <= end:
            pieces += [text[position:span_start], click.style(text[span_start:span_end], bold=True)]
            position = span_end
    pieces += [text[position:end], "…" if end < len(text) else ""]
    return " ".join("".join(pieces).split())


def _case(case: Case, wording: Wording) -> Iterator[str]:
    yield f"{_badges(case, wording)} {case.title or wording.other_passages}"
    yield f"   {_place(case.municipality, case.council, case.meeting, case.date, wording)}"
    if case.quote:
        source = _source(case.quote.doc, case.quote.page, None, wording)
        yield f"   {wording.proof}: 「{case.quote.text}」[{case.quote.ref}] {source}"
    elif not case.outcome_correction:
        yield f"   {wording.no_proof}"
    yield from _corrected(case.corrections, wording)
    yield from _decided(case.conditions, case.requests, case.vote, wording)
    if len(case.thread) > 1:
        steps = (step_text(entry, wording) for entry in case.thread)
        yield f"   {wording.thread}: {' → '.join(steps)}"
    for citation in case.passages:
        yield from _cited(citation, wording)


def _cited(citation: Citation, wording: Wording) -> Iterator[str]:
    yield f"   [{citation.ref}] {_source(citation.doc, citation.page, _speaker(citation, wording), wording)}"
    yield f"       {excerpt(citation.text, citation.highlights)}"


def _meeting(meeting: Meeting, wording: Wording) -> Iterator[str]:
    yield _place(meeting.municipality, meeting.council, meeting.label, meeting.date, wording)
    hours = "-".join(filter(None, (meeting.start, meeting.end)))
    closed = wording.closed if meeting.open is False else None
    if facts := [fact for fact in (hours, meeting.place, closed) if fact]:
        yield f"   {wording.place}: {', '.join(facts)}"
    for label, present in ((wording.attendees, True), (wording.absent, False)):
        if names := [_attendee(a) for a in meeting.attendees if a.present is present]:
            yield f"   {label}: {', '.join(names)}"
    kinds = Counter(turn.kind for turn in meeting.turns)
    counts = wording.turns.format(
        speeches=kinds[TurnKind.SPEECH], notes=kinds[TurnKind.NOTE], documents=kinds[TurnKind.DOCUMENT]
    )
    yield f"   {counts}"
    yield from _speakers(meeting, wording)
    yield f"   {wording.agenda}:" if meeting.agenda else f"   {wording.no_agenda}"
    for item in meeting.agenda:
        name = " ".join(filter(None, (item.number, item.title)))
        yield f"   {_badge(item.decision.outcome, item.decision.confidence, wording)} {name}"
        yield from (f"   {line}" for line in _decision(item.decision, wording))


def _speakers(meeting: Meeting, wording: Wording) -> Iterator[str]:
    counts = Counter(t.speaker or wording.unknown_speaker for t in meeting.turns if t.kind is TurnKind.SPEECH)
    shown = [f"{speaker} {count}" for speaker, count in counts.most_common(_SPEAKERS)]
    if more := len(counts) - len(shown):
        shown.append(wording.more.format(n=more))
    if shown:
        yield f"   {wording.speakers}: {wording.list_comma.join(shown)}"


def _decision(decision: Decision, wording: Wording) -> Iterator[str]:
    if decision.quote:
        page = f" {wording.page.format(page=decision.page)}" if decision.page else ""
        yield f"   「{decision.quote}」{page}"
    yield from _decided(decision.conditions, decision.requests, decision.vote, wording)


def _decided(
    conditions: Iterable[str], requests: Sequence[Request], vote: str | None, wording: Wording
) -> Iterator[str]:
    if vote:
        yield f"   {wording.vote}: {vote}"
    yield from (f"   {wording.conditions}: {condition}" for condition in conditions)
    shown = [*requests][:_REQUESTS]
    for request in shown:
        speaker = request.speaker or wording.unknown_speaker
        yield f"   {wording.requests}: {speaker} {excerpt(request.text, ())}"
    if more := len(requests) - len(shown):
        yield f"   {wording.requests}: {wording.more.format(n=more)}"


def _correction(correction: Correction, wording: Wording) -> Iterator[str]:
    turn = f"turn {correction.turn}" if correction.turn else None
    place = (correction.doc, correction.meeting_id, correction.agenda_id, turn, correction.title)
    yield f"{correction.id}. {' '.join(filter(None, place))}"
    yield f"   {correction_text(correction, wording)}"
    if correction.quote:
        yield f"   {wording.proof}: 「{correction.quote}」"
    if correction.undone_at:
        day = wording.day_name(correction.undone_at)
        told = wording.undone.format(reason=correction.undone_reason, by=correction.undone_by, day=day)
        yield f"   {told}"
    elif not correction.applied:
        yield f"   {wording.not_applied}"


def _corrected(corrections: Iterable[Correction], wording: Wording) -> Iterator[str]:
    yield from (f"   {wording.corrected}: {correction_text(one, wording)}" for one in corrections)


def _badges(decided: Case | CaseItem, wording: Wording) -> str:
    if decided.corrections:
        return f"{_badge(decided.outcome, None, wording)}【{wording.corrected}】"
    return _badge(decided.outcome, decided.confidence, wording)


def _badge(outcome: Outcome, confidence: float | None, wording: Wording) -> str:
    badge = click.style(f"【{wording.outcome_name(outcome)}】", fg=_COLOURS.get(outcome, "cyan"), bold=True)
    return badge + click.style(f"[{wording.doubtful}]", fg="yellow") if is_doubtful(confidence) else badge


def _place(
    municipality: str | None, council: str | None, meeting: str | None, date: str | None, wording: Wording
) -> str:
    known = (municipality, council, meeting, wording.date_name(date))
    return " ".join(part for part in known if part) or wording.unknown_council


def _source(doc: str, page: int | None, speaker: str | None, wording: Wording) -> str:
    where = f"{doc} {wording.page.format(page=page)}" if page else doc
    return f"{where} {speaker}" if speaker else where


def _speaker(words: Citation | Hit, wording: Wording) -> str | None:
    return wording.corrected_step.format(step=words.speaker) if words.speaker_corrected else words.speaker


def _attendee(attendee: Attendee) -> str:
    return f"{attendee.name} ({attendee.role})" if attendee.role else attendee.name


def _padded(row: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    for at, (text, width) in enumerate(zip(row, widths, strict=True)):
        gap = " " * (width - _width(text))
        # The first and the last column are words, those between are numbers.
        yield text + gap if at in {0, len(row) - 1} else gap + text


def _cut(text: str, width: int) -> str:
    """The text if it takes at most `width` columns, else its start and 「…」."""
    if _width(text) <= width:
        return text
    while _width(text) >= width:
        text = text[:-1]
    return f"{text}…"


def _width(text: str) -> int:
    """Columns that a terminal shows a text in."""
    return sum(
        0 if unicodedata.combining(c) else 1 + (unicodedata.east_asian_width(c) in {"W", "F"}) for c in text
    )


def number_table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows of a table as lines: its first column holds words, the others numbers."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            text + gap if at == 0 else gap + text
            for at, text in enumerate(row)
            for gap in (" " * (widths[at] - _width(text)),)
        ).rstrip()
        for row in rows
    ]
