"""The page's HTML: every text that comes from a question or from minutes is escaped here."""

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from app.citing import citation_text
from app.page_address import COMPARE, PRECEDENTS
from app.page_context import PageContext
from app.page_links import copy_button, page_link, passage_link, reader_query
from app.records import Answer, Case, Citation, Sentence
from app.sentences import correction_text, step_text, understood_text
from app.wording import Language, Wording
from app.wording_precedents import PRECEDENTS_WORDINGS
from index.search import IndexStatus
from ingest.records import Outcome, Request, Span, is_doubtful

_COLOURS = {
    Outcome.APPROVED: "green",
    Outcome.ADOPTED: "green",
    Outcome.APPROVED_WITH_OPINION: "amber",
    Outcome.APPROVED_AMENDED: "amber",
    Outcome.ADOPTED_IN_SPIRIT: "amber",
    Outcome.CONTINUED: "blue",
    Outcome.POSTPONED: "blue",
    Outcome.REJECTED: "red",
    Outcome.NOT_ADOPTED: "red",
    Outcome.UPHELD: "violet",
    Outcome.PARTLY_OVERTURNED: "violet",
    Outcome.OVERTURNED: "violet",
    Outcome.WITHDRAWN: "teal",
    Outcome.DELEGATED: "teal",
    Outcome.REPORT_RECEIVED: "teal",
    Outcome.NOT_RECORDED: "grey",
}
# Passages that a card shows at once; a link to one of the others unfolds it.
_OPEN_PASSAGES = 2
_MARK = re.compile(r"\[(\d+)\]")


def heading_html(wording: Wording) -> str:
    """The page's name and what it is for."""
    other = "Senrei" if wording.language is Language.JA else "先例"
    title = f'{_text(wording.title)} <span class="muted">{other}</span>'
    return _framed(f'<h1>{title}</h1><p class="muted">{_text(wording.tagline)}</p>', wording)


def menu_style(wording: Wording) -> str:
    """A style that names the button which opens the menu on a phone: streamlit's is an arrow."""
    name = json.dumps(wording.main_menu, ensure_ascii=False)
    return f'<style>[data-testid="stExpandSidebarButton"]::after {{ content: {name}; }}</style>'


def answer_html(answer: Answer, context: PageContext, link: str) -> str:
    """The answer: what was found, and folded away the sentences that the cards repeat."""
    wording, notes = context.wording, _footnotes(answer.cases, context)
    lead = answer.sentences[: 1 + (len(answer.cases) > 1)]
    title = f'<h2 class="unseen">{_text(wording.answer)}</h2>'
    shown = f'{title}<p class="lead">{wording.sentence_gap.join(_sentence(one, notes) for one in lead)}</p>'
    if rest := answer.sentences[len(lead) :]:
        sentences = "".join(f"<li>{_sentence(sentence, notes)}</li>" for sentence in rest)
        summary = _text(wording.whole_answer)
        shown += (
            f"<details{' open' * (len(rest) == 1)}><summary>{summary}</summary><ul>{sentences}</ul></details>"
        )
    took = wording.took.format(took_ms=answer.took_ms)
    permalink = f'<a href="{_text(link)}">{_text(wording.permalink)}</a>'
    foot = f'<p class="muted">{permalink} <span class="took">· {_text(took)}</span></p>'
    if understood := understood_text(answer.understood, wording):
        foot = f'<p class="muted">{_text(understood)}</p>{foot}'
    return _framed(f'<section class="answer" role="status">{shown}</section>{foot}', wording)


def near_heading_html(wording: Wording) -> str:
    """The heading over the records that are near the question and do not answer it."""
    return _framed(f"<h2>{_text(wording.near_records)}</h2>", wording)


def coverage_html(status: IndexStatus, wording: Wording) -> str:
    """What the index covers."""
    covers = wording.covers.format(
        municipalities=len(status.municipalities),
        meetings=status.meetings,
        items=status.agenda_items,
        first=wording.date_name(status.first_date) or wording.undated,
        last=wording.date_name(status.last_date) or wording.undated,
    )
    return _framed(f'<p class="muted">{_text(covers)}</p>', wording)


def case_html(case: Case, context: PageContext) -> str:
    """One case as a card: where and when, the outcome and its proof, conditions, course, passages."""
    wording = context.wording
    parts = [
        _where(case, wording),
        f'<h3 lang="ja">{_text(case.title or wording.other_passages)}</h3>',
        _proof(case, context),
        _corrections(case, wording),
        _facts(case, wording),
        _passages(case, context),
        _other_pages(case, context),
    ]
    return _framed(f'<article class="case">{"".join(parts)}</article>', wording)


def outcome_badge_html(outcome: Outcome, wording: Wording) -> str:
    """The outcome's name on its colour."""
    return f'<span class="badge {colour_of(outcome)}">{_text(wording.outcome_name(outcome))}</span>'


def colour_of(outcome: Outcome) -> str:
    """The class of the outcome's colour."""
    return _COLOURS[outcome]


def notice_html(
    title: str, paragraphs: Iterable[str], wording: Wording, *, command: str = "", error: bool = False
) -> str:
    """A screen that has no answer to show: what is the matter, and what to do."""
    shown = "".join(f"<p>{_text(paragraph)}</p>" for paragraph in paragraphs)
    shown += f"<p><code>{_text(command)}</code></p>" if command else ""
    role = "alert" if error else "status"
    return _framed(
        f'<section class="notice{" error" * error}" role="{role}"><h2>{_text(title)}</h2>{shown}</section>',
        wording,
    )


def empty_index_html(context: PageContext) -> str:
    """A screen for an index that holds nothing yet."""
    wording = context.wording
    return notice_html(wording.empty_title, [wording.empty_text], wording, command=context.ingest_command)


def marked_html(text: str, spans: Iterable[Span]) -> str:
    """Escaped text with the spans marked."""
    pieces, position = [], 0
    for start, end in spans:
        pieces += [_text(text[position:start]), f"<mark>{_text(text[start:end])}</mark>"]
        position = end
    return "".join([*pieces, _text(text[position:])])


def _where(case: Case, wording: Wording) -> str:
    badge = outcome_badge_html(case.outcome, wording)
    facts = [
        ("municipality", case.municipality),
        ("council", case.council or (None if case.municipality else wording.unknown_council)),
        ("meeting", case.meeting),
        ("date", wording.date_name(case.date) or wording.undated),
    ]
    shown = (f'<span class="{name}">{_text(value)}</span>' for name, value in facts if value)
    if is_doubtful(case.confidence) and not case.corrections:
        hint = f'title="{_text(wording.doubtful_hint)}"'
        badge += f'<span class="badge amber" {hint}>{_text(wording.doubtful)}</span>'
    if case.corrections:
        badge += f'<span class="badge corrected">{_text(wording.corrected)}</span>'
    return f'<div class="where">{badge}{"".join(shown)}</div>'


def _proof(case: Case, context: PageContext) -> str:
    wording, quote = context.wording, case.quote
    if quote is None and case.outcome_correction:
        return ""
    if quote is None:
        return f'<p class="muted">{_text(wording.no_proof)}</p>'
    page = f" {wording.page.format(page=quote.page)}" if quote.page else ""
    note = _footnotes([case], context).get(str(quote.ref), "")
    source = f'<span class="muted">{_text(quote.doc + page)}</span> {note}'
    label = f'<span class="label">{_text(wording.proof)}</span>'
    values = reader_query(quote.doc, case.meeting_id, quote.turn)
    words = passage_link(f"「{_text(quote.text)}」", values, quote.text, context.manner, css="quote")
    return f'<blockquote>{label}<br><span lang="ja">{words}</span> {source}</blockquote>'


def _corrections(case: Case, wording: Wording) -> str:
    """Who corrected the case, when and why: the proof of an outcome that a person set without a quote."""
    label = f'<span class="label">{_text(wording.corrected)}</span>'
    return "".join(
        f'<blockquote class="correction">{label}<br>{_text(correction_text(one, wording))}</blockquote>'
        for one in case.corrections
    )


def _facts(case: Case, wording: Wording) -> str:
    rows = [*_rows(wording.vote, [case.vote] if case.vote else [])]
    rows += _rows(wording.conditions, case.conditions)
    if len(case.thread) > 1:
        rows += _rows(wording.thread, [" → ".join(step_text(entry, wording) for entry in case.thread)])
    rows += _rows(wording.requests, [_request(request) for request in case.requests])
    return f"<dl>{''.join(rows)}</dl>" if rows else ""


def _rows(name: str, values: Sequence[str]) -> Iterator[str]:
    for value in values:
        yield f"<dt>{_text(name)}</dt><dd>{_text(value)}</dd>"
        name = ""


def _request(request: Request) -> str:
    return f"{request.speaker}「{request.text}」" if request.speaker else f"「{request.text}」"


def _passages(case: Case, context: PageContext) -> str:
    wording, passages = context.wording, case.passages
    shown, folded = (
        "".join(_passage(case, citation, context) for citation in part)
        for part in (passages[:_OPEN_PASSAGES], passages[_OPEN_PASSAGES:])
    )
    listed = f'<p class="label">{_text(wording.passages)}</p><ol class="passages">{shown}</ol>'
    if folded:
        more = wording.more.format(n=len(passages) - _OPEN_PASSAGES)
        listed += f'<details><summary>{_text(more)}</summary><ol class="passages">{folded}</ol></details>'
    return listed


def _other_pages(case: Case, context: PageContext) -> str:
    """Links to the case's own page and to its comparison; none for mere remarks."""
    if not case.case_id:
        return ""
    words, values = PRECEDENTS_WORDINGS[context.language], {"case": [case.case_id]}
    opened = page_link(_text(words.case_file), PRECEDENTS, values, context.manner)
    compared = page_link(_text(words.compare), COMPARE, values, context.manner)
    return f'<p class="actions">{opened} {compared}</p>'


def _passage(case: Case, citation: Citation, context: PageContext) -> str:
    wording = context.wording
    page = wording.page.format(page=citation.page) if citation.page else None
    speaker = citation.speaker or wording.attached_paper
    if citation.speaker_corrected:
        speaker = wording.corrected_step.format(step=speaker)
    relevance = wording.relevance.format(percent=round(100 * citation.score)) if citation.score else None
    source = " · ".join(_text(fact) for fact in (citation.doc, page, relevance) if fact)
    head = f'[{citation.ref}] <span class="speaker">{_text(speaker)}</span> {source}'
    said = marked_html(citation.text, citation.highlights)
    values = reader_query(citation.doc, case.meeting_id, citation.turn)
    opened = passage_link(_text(wording.context), values, citation.text, context.manner)
    cited = citation_text(
        municipality=case.municipality,
        council=case.council,
        meeting=case.meeting,
        date=case.date,
        speaker=citation.speaker,
        page=citation.page,
        doc=citation.doc,
        wording=wording,
    )
    return (
        f'<li id="ref-{citation.ref}"><div class="source">{head}</div>'
        f'<div class="said" lang="ja">{said}</div>'
        f'<div class="actions">{opened} {copy_button(wording.copy, cited)}</div></li>'
    )


def _sentence(sentence: Sentence, notes: Mapping[str, str]) -> str:
    """A sentence whose ``[3]`` are links to the passages; other brackets are words of the minutes."""
    refs = {str(ref) for ref in sentence.refs}
    return _MARK.sub(
        lambda match: notes.get(match[1], match[0]) if match[1] in refs else match[0], _text(sentence.text)
    )


def _footnotes(cases: Iterable[Case], context: PageContext) -> dict[str, str]:
    """The links to all passages of these cases, by their number."""
    return {
        str(citation.ref): _footnote(case, citation, context) for case in cases for citation in case.passages
    }


def _footnote(case: Case, citation: Citation, context: PageContext) -> str:
    values = reader_query(citation.doc, case.meeting_id, citation.turn)
    return passage_link(f"[{citation.ref}]", values, citation.text, context.manner, css="ref")


def _framed(inner: str, wording: Wording) -> str:
    return f'<div class="senrei" lang="{wording.language}">{inner}</div>'


def _text(text: str) -> str:
    return html.escape(text)
