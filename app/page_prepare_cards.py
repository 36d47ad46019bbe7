"""The questions of the page 質問を準備する as HTML: groups by concern, each question with its box to tick."""

import html
from collections.abc import Collection, Iterable, Sequence

from app.citing import citation_text
from app.page_address import PRECEDENTS
from app.page_cards import outcome_badge_html
from app.page_context import PageContext
from app.page_links import copy_button, page_link, passage_link, reader_query
from app.preparation import Preparation, PreparedGroup, PreparedQuestion
from app.wording_compare import COMPARE_WORDINGS
from app.wording_prepare import PREPARE_WORDINGS
from index.cases import CaseItem
from index.questions import LinkedAnswer

# Of a concern, the questions that are shown at once, and how much of an answer.
_SHOWN = 4
_ANSWER = 260


def prepare_heading_html(context: PageContext) -> str:
    """What the page is for."""
    words = PREPARE_WORDINGS[context.language]
    return _framed(f'<h2>{_text(words.title)}</h2><p class="muted">{_text(words.intro)}</p>', context)


def prepared_found_html(preparation: Preparation, context: PageContext) -> str:
    """How many questions there are, in how many municipalities, and how many were answered."""
    words, questions, matter = PREPARE_WORDINGS[context.language], preparation.questions, preparation.matter
    template = words.found_case if matter.own else words.found
    places = {one.item.municipality or one.item.council or one.item.doc for one in questions}
    told = template.format(
        matter=matter.text.removesuffix("について"),
        questions=words.count(words.questions, len(questions)),
        places=words.count(words.places, len(places)),
    )
    counts = {
        words.answered: sum(bool(one.asked.answers) for one in questions),
        words.promised: sum(bool(one.promises) for one in questions),
    }
    counted = context.wording.list_comma.join(text.format(n=n) for text, n in counts.items() if n)
    return _framed(
        f'<section class="answer" role="status"><p class="lead">{_text(told)}</p>'
        f"<p>{_text(counted)}</p></section>",
        context,
    )


def groups_html(
    groups: Sequence[PreparedGroup],
    context: PageContext,
    *,
    ticked: Collection[str] = (),
    near: bool = False,
    drawn: int = 0,
) -> str:
    """The groups, one section each, with a list of them before.

    Args:
        groups: Of a preparation.
        context: Of the page.
        ticked: The questions whose boxes are ticked when this is drawn.
        near: Whether they are of near matters, which is said.
        drawn: How often it was drawn anew; another number makes the browser forget what it holds.
    """
    words = PREPARE_WORDINGS[context.language]
    sections = "".join(_section(at, group, context, ticked, near=near) for at, group in enumerate(groups))
    told = f'<p class="muted">{_text(words.concerns_note)}</p>'
    if near:
        told = f'<h3 class="near">{_text(words.near)}</h3><p class="muted">{_text(words.near_note)}</p>'
    return _framed(f'<div data-drawn="{drawn}">{told}{sections}</div>', context)


def _section(
    at: int, group: PreparedGroup, context: PageContext, ticked: Collection[str], *, near: bool
) -> str:
    words = PREPARE_WORDINGS[context.language]
    name = COMPARE_WORDINGS[context.language].concern_name(group.concern, group.term)
    count = words.count(words.questions, len(group.questions))
    shown = "".join(_article(one, context, ticked) for one in group.questions[:_SHOWN])
    if rest := group.questions[_SHOWN:]:
        more = "".join(_article(one, context, ticked) for one in rest)
        label = _text(words.more_questions.format(n=len(rest)))
        shown += f"<details><summary>{label}</summary>{more}</details>"
    anchor = f"{'near' if near else 'concern'}-{at}"
    level = "h4" if near else "h3"
    return (
        f'<section class="concern" aria-labelledby="{anchor}"><{level} id="{anchor}">{_text(name)} '
        f'<span class="muted">{_text(count)}</span></{level}>{shown}</section>'
    )


def _article(question: PreparedQuestion, context: PageContext, ticked: Collection[str]) -> str:
    words, asked, item = PREPARE_WORDINGS[context.language], question.asked, question.item
    source = _source(item, asked.speaker, asked.page, context)
    said = asked.parts[0].text if len(asked.parts) == 1 else asked.whole.text
    values = reader_query(asked.doc, asked.meeting_id, asked.n)
    linked = passage_link(f"「{_text(asked.text)}」", values, said, context.manner, css="quote")
    label = _text(words.pick_label.format(text=asked.text[:60]))
    checked = " checked" * (question.id in ticked)
    box = (
        f'<label class="pick"><input type="checkbox" data-tick="{question.id}" aria-label="{label}"{checked}>'
        f" <span>{_text(words.pick)}</span></label>"
    )
    case = page_link(
        f'<span lang="ja">{_text(item.title)}</span>',
        PRECEDENTS,
        {"case": [item.case_id]},
        context.manner,
    )
    rows = [
        *(_row(words.answer, _answer(one, item, context)) for one in asked.answers),
        *(
            _row(words.promise, _said(one.text, one.answer.n, item, context), css="promise")
            for one in question.promises
        ),
        *_later(question, context),
        _row(words.case, f"{case} {outcome_badge_html(item.outcome, context.wording)}"),
    ]
    if not asked.answers:
        rows.insert(0, _row(words.answer, f'<span class="muted">{_text(words.no_answer)}</span>'))
    return (
        f'<article class="asked">{box}<blockquote lang="ja">{linked}</blockquote>'
        f'<p class="muted" lang="ja">{_text(source)}</p><dl>{"".join(rows)}</dl>'
        f'<p class="actions">{copy_button(context.wording.copy, source)}</p></article>'
    )


def _row(label: str, inner: str, *, css: str = "") -> str:
    kind = f' class="{css}"' if css else ""
    return f"<dt{kind}>{_text(label)}</dt><dd{kind}>{inner}</dd>"


def _answer(answer: LinkedAnswer, item: CaseItem, context: PageContext) -> str:
    words, wording = PREPARE_WORDINGS[context.language], context.wording
    shown = answer.text if len(answer.text) <= _ANSWER else answer.text[:_ANSWER].rstrip()
    cut = f" {_text(words.cut)}" if shown != answer.text else ""
    named = answer.speaker or wording.unknown_speaker
    speaker = wording.corrected_step.format(step=named) if answer.corrected else named
    values = reader_query(item.doc, item.meeting_id, answer.n)
    linked = passage_link(f"「{_text(shown)}」", values, answer.text, context.manner, css="quote")
    return f'<span lang="ja">{linked}</span>{cut} <span class="muted" lang="ja">{_text(speaker)}</span>'


def _said(text: str, turn: int, item: CaseItem, context: PageContext) -> str:
    values = reader_query(item.doc, item.meeting_id, turn)
    linked = passage_link(f"「{_text(text)}」", values, text, context.manner, css="quote")
    return f'<span lang="ja">{linked}</span>'


def _later(question: PreparedQuestion, context: PageContext) -> Iterable[str]:
    """What later meetings made of the case; that nothing is held is said where there was a promise."""
    words, wording = PREPARE_WORDINGS[context.language], context.wording
    steps = []
    for item in question.later:
        day = wording.date_name(item.date) or wording.undated
        values = reader_query(item.doc, item.meeting_id, item.quote.turn if item.quote else None)
        said = item.quote.text if item.quote else item.title
        opened = passage_link(_text(day), values, said, context.manner)
        steps.append(f"<li>{opened} {outcome_badge_html(item.outcome, wording)}</li>")
    if steps:
        yield _row(words.later, f'<ol class="later">{"".join(steps)}</ol>')
    elif question.promises:
        yield _row(words.later, f'<span class="muted">{_text(words.nothing_later)}</span>')


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


def _framed(inner: str, context: PageContext) -> str:
    return f'<div class="senrei prepare" lang="{context.language}">{inner}</div>'


def _text(text: str) -> str:
    return html.escape(text)
