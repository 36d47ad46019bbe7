"""Answers, hits and items as the JSON of the public interface: keys may be added, never renamed."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import Any

from app.queries import QueryLine
from app.records import Answer, Case, Citation
from index.cases import CaseItem, ThreadEntry
from index.filters import filters_as_json
from index.overlay import Correction, Value
from index.search import Hit

Json = dict[str, Any]


def answer_as_json(answer: Answer, qid: object = None) -> Json:
    """One answer, as `senrei ask --json` prints it."""
    return {
        "qid": qid,
        "query": answer.query,
        "answered": answer.answered,
        "answer": answer.text,
        "total": answer.total,
        "understood": filters_as_json(answer.understood),
        "cases": [_case(case) for case in answer.cases],
        "near": [_case(case) for case in answer.near],
        "took_ms": answer.took_ms,
    }


def hits_as_json(line: QueryLine, hits: Sequence[Hit], took_ms: float) -> Json:
    """One query's hits, as `senrei search --json` prints them."""
    return {
        "qid": line.qid,
        "query": line.query,
        "filters": filters_as_json(line.filters),
        "took_ms": took_ms,
        "hits": [_hit(hit) for hit in hits],
    }


def item_as_json(item: CaseItem) -> Json:
    """One agenda item, as `senrei decisions --json` prints it."""
    return {
        "doc": item.doc,
        "meeting_id": item.meeting_id,
        "municipality": item.municipality,
        "council": item.council,
        "date": item.date,
        "agenda_id": item.agenda_id,
        "number": item.number,
        "title": item.title,
        "kind": item.kind,
        "section": item.section,
        "outcome": item.outcome.value,
        "outcome_label": item.outcome.label,
        "quote": item.quote
        and {
            "text": item.quote.text,
            "turn": item.quote.turn,
            "page": item.quote.page,
            "span": [*item.quote.span],
        },
        "conditions": [*item.conditions],
        "requests": [_request(request.speaker, request.turn, request.text) for request in item.requests],
        "vote": item.vote,
        "follow_up": item.follow_up,
        "confidence": item.confidence,
        "case_id": item.case_id,
        "corrected": bool(item.corrections),
        "corrections": [_correction_in_force(correction) for correction in item.corrections],
    }


def case_items_as_json(items: Sequence[CaseItem]) -> Json:
    """One case, as `senrei cases --json` prints it: its items by date, the latest first in what it says."""
    latest = items[-1]
    return {
        "case_id": latest.case_id,
        "municipality": latest.municipality,
        "council": latest.council,
        "title": latest.title,
        "number": latest.number,
        "outcome": latest.outcome.value,
        "outcome_label": latest.outcome.label,
        "first_date": items[0].date,
        "last_date": latest.date,
        "items": [{"meeting": item.meeting, **item_as_json(item)} for item in items],
    }


def items_as_csv(items: Iterable[CaseItem]) -> str:
    """Agenda items, as `senrei decisions --csv` prints them; lists and quotes as JSON inside their cells."""
    table = io.StringIO()
    writer = csv.writer(table)
    for number, item in enumerate(items):
        row = item_as_json(item)
        quote = row.pop("quote")
        row["quote"], row["quote_page"] = (quote["text"], quote["page"]) if quote else (None, None)
        if number == 0:
            writer.writerow(row)
        writer.writerow(_csv_cell(value) for value in row.values())
    return table.getvalue()


def correction_as_json(correction: Correction) -> Json:
    """One correction, as `senrei corrections --json` prints it."""
    return {
        "id": correction.id,
        "doc": correction.doc,
        "document_path": correction.document_path,
        "meeting_id": correction.meeting_id,
        "agenda_id": correction.agenda_id,
        "title": correction.title,
        "turn": correction.turn,
        "field": correction.field,
        "old": _corrected_value(correction.old),
        "new": _corrected_value(correction.new),
        "quote": correction.quote,
        "reason": correction.reason,
        "by": correction.by,
        "at": correction.at,
        "applied": correction.applied,
        "undone_by": correction.undone_by,
        "undone_at": correction.undone_at,
        "undone_reason": correction.undone_reason,
    }


def corrections_as_csv(corrections: Iterable[Correction]) -> str:
    """Corrections, as `senrei corrections --csv` prints them; conditions as JSON inside their cells."""
    table = io.StringIO()
    writer = csv.writer(table)
    for number, correction in enumerate(corrections):
        row = correction_as_json(correction)
        if number == 0:
            writer.writerow(row)
        writer.writerow(_csv_cell(value) for value in row.values())
    return table.getvalue()


def _correction_in_force(correction: Correction) -> Json:
    shown = ("id", "field", "old", "new", "reason", "by", "at")
    return {key: value for key, value in correction_as_json(correction).items() if key in shown}


def _corrected_value(value: Value) -> object:
    return [*value] if isinstance(value, tuple) else value


def _csv_cell(value: object) -> object:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value


def _case(case: Case) -> Json:
    quote = case.quote
    return {
        "case_id": case.case_id,
        "municipality": case.municipality,
        "council": case.council,
        "meeting": case.meeting,
        "date": case.date,
        "agenda_id": case.agenda_id,
        "agenda_title": case.title,
        "outcome": case.outcome.value,
        "outcome_label": case.outcome.label,
        "quote": quote
        and {
            "text": quote.text,
            "doc": quote.doc,
            "turn": quote.turn,
            "page": quote.page,
            "span": [*quote.span],
            "ref": quote.ref,
        },
        "conditions": [*case.conditions],
        "requests": [_request(request.speaker, request.turn, request.text) for request in case.requests],
        "vote": case.vote,
        "thread": [_thread_entry(entry) for entry in case.thread],
        "passages": [_citation(citation) for citation in case.passages],
        "corrected": bool(case.corrections),
        "corrections": [_correction_in_force(correction) for correction in case.corrections],
    }


def _citation(citation: Citation) -> Json:
    return {
        "ref": citation.ref,
        "doc": citation.doc,
        "turn": citation.turn,
        "speaker": citation.speaker,
        "page": citation.page,
        "span": [*citation.span],
        "text": citation.text,
        "score": citation.score,
        "highlights": [[*span] for span in citation.highlights],
        "speaker_corrected": citation.speaker_corrected,
    }


def _thread_entry(entry: ThreadEntry) -> Json:
    return {
        "meeting": entry.meeting,
        "date": entry.date,
        "outcome": entry.outcome.value,
        "doc": entry.doc,
        "agenda_id": entry.agenda_id,
        "corrected": entry.corrected,
    }


def _request(speaker: str | None, turn: int, text: str) -> Json:
    return {"speaker": speaker, "turn": turn, "text": text}


def _hit(hit: Hit) -> Json:
    return {
        "rank": hit.rank,
        "score": round(hit.relevance, 4),
        "doc": hit.doc,
        "meeting_id": hit.meeting_id,
        "municipality": hit.municipality,
        "council": hit.council,
        "date": hit.date,
        "agenda": hit.agenda_id and {"id": hit.agenda_id, "title": hit.agenda_title},
        "turn": hit.turn,
        "speaker": hit.speaker,
        "page": hit.page,
        "span": [*hit.span],
        "text": hit.text,
        "highlights": [[*span] for span in hit.highlights],
        "question": hit.question,
        "answers": [*hit.answers],
        "speaker_corrected": hit.speaker_corrected,
    }
