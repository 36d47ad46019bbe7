"""Minutes as the JSON that `senrei parse --json` prints."""

from typing import Any

from ingest.records import AgendaItem, Decision, Meeting, Minutes, Turn


def minutes_as_json(minutes: Minutes) -> dict[str, Any]:
    """The public form of one file's minutes: ``source``, ``meetings`` and ``warnings``."""
    source = minutes.source
    return {
        "source": {
            "path": source.path,
            "media_type": source.media_type,
            "sha256": source.sha256,
            "encoding": source.encoding,
            "pages": len(source.page_starts) or None,
        },
        "meetings": [_meeting(m) for m in minutes.meetings],
        "warnings": list(minutes.warnings),
    }


def _meeting(meeting: Meeting) -> dict[str, Any]:
    return {
        "id": meeting.id,
        "municipality": meeting.municipality,
        "municipality_code": meeting.municipality_code,
        "council": meeting.council,
        "label": meeting.label,
        "date": meeting.date,
        "start": meeting.start,
        "end": meeting.end,
        "place": meeting.place,
        "open": meeting.open,
        "attendees": [{"name": a.name, "role": a.role, "present": a.present} for a in meeting.attendees],
        "agenda": [_agenda_item(a) for a in meeting.agenda],
        "turns": [_turn(t) for t in meeting.turns],
    }


def _agenda_item(item: AgendaItem) -> dict[str, Any]:
    return {
        "id": item.id,
        "number": item.number,
        "title": item.title,
        "kind": item.kind,
        "section": item.section,
        "decision": decision_as_json(item.decision),
    }


def decision_as_json(decision: Decision) -> dict[str, Any]:
    """A decision with its label, quote and requests."""
    return {
        "outcome": decision.outcome.value,
        "outcome_label": decision.outcome.label,
        "quote": decision.quote,
        "span": list(decision.span) if decision.span else None,
        "page": decision.page,
        "turn": decision.turn,
        "conditions": list(decision.conditions),
        "requests": [{"speaker": r.speaker, "turn": r.turn, "text": r.text} for r in decision.requests],
        "vote": decision.vote,
        "follow_up": decision.follow_up,
        "confidence": decision.confidence,
    }


def _turn(turn: Turn) -> dict[str, Any]:
    return {
        "n": turn.n,
        "kind": turn.kind.value,
        "speaker": turn.speaker,
        "name": turn.name,
        "title": turn.title,
        "role": turn.role.value if turn.role else None,
        "text": turn.text,
        "agenda": turn.agenda,
        "page": turn.page,
        "span": list(turn.span),
    }
