"""The tables of the page 比較する as HTML: outcomes by case, questions by concern and municipality."""

import html
from collections.abc import Iterable, Iterator, Sequence

from app.citing import citation_text, place_text
from app.comparison import ComparedCase, ComparedConcern, Comparison, key_of
from app.page_address import COMPARE, PRECEDENTS, PREPARE
from app.page_cards import outcome_badge_html
from app.page_context import PageContext
from app.page_links import copy_button, page_link, passage_link, reader_query
from app.sentences import correction_text
from app.wording_compare import COMPARE_WORDINGS, CompareWording
from index.cases import CaseItem
from index.questions import AskedQuestion, LinkedAnswer
from ingest.records import is_doubtful

# Concerns that are shown at once, and how much of an answer.
_CONCERNS = 8
_ANSWER = 220


def compare_heading_html(context: PageContext) -> str:
    """What the page is for."""
    words = COMPARE_WORDINGS[context.language]
    return framed(f'<h2>{_text(words.title)}</h2><p class="muted">{_text(words.intro)}</p>', context)


def found_html(comparison: Comparison, context: PageContext) -> str:
    """How many cases are compared, and of what."""
    words, matter = COMPARE_WORDINGS[context.language], comparison.matter
    template = words.found_case if matter.own else words.found
    told = template.format(
        matter=matter.text,
        place=comparison.cases[0].place if comparison.cases else "",
        cases=words.count(words.cases, len(comparison.cases)),
        places=words.count(words.places_counted, len({case.place for case in comparison.cases})),
    )
    alone = f"<p>{_text(words.alone)}</p>" if matter.own and len(matter.cases) == 1 else ""
    own = matter.own
    query = {"q": ["" if own else matter.text], "case": [own[-1].case_id if own else ""]}
    way = page_link(_text(words.prepare), PREPARE, query, context.manner)
    return framed(
        f'<section class="answer" role="status"><p class="lead">{_text(told)}</p>{alone}</section>'
        f'<p class="actions">{way}</p>',
        context,
    )


def outcomes_html(comparison: Comparison, context: PageContext) -> str:
    """One row for each case, and one for each place without any."""
    words = COMPARE_WORDINGS[context.language]
    columns = (words.place_column, words.case_column, words.steps_column, words.conditions_column)
    rows = [_case_row(case, comparison, context) for case in comparison.rows]
    rows += [_absent_row(place, comparison, context) for place in comparison.absent]
    return framed(table_html(words.outcomes_caption, columns, rows, css="outcomes cards"), context)


def concerns_html(comparison: Comparison, context: PageContext) -> str:
    """Concerns by municipalities, with one question in each cell; the rarer ones folded away."""
    words = COMPARE_WORDINGS[context.language]
    if not comparison.concerns:
        return framed(f'<p class="muted">{_text(words.no_concerns)}</p>', context)
    columns = (words.concern_column, *comparison.places)
    rows = [_concern_row(concern, comparison, context) for concern in comparison.concerns]
    shown = table_html(words.concerns_caption, columns, rows[:_CONCERNS], css="concerns cards")
    note = f'<p class="muted">{_text(words.concerns_note)}</p>'
    if len(rows) > _CONCERNS:
        more = words.more_concerns.format(n=len(rows) - _CONCERNS)
        rest = table_html(more, columns, rows[_CONCERNS:], css="concerns cards")
        shown += f"<details><summary>{_text(more)}</summary>{rest}</details>"
    return framed(shown + note, context)


def near_html(comparison: Comparison, context: PageContext) -> str:
    """The nearest cases where none deals with the matter, each with a way to compare it."""
    words = COMPARE_WORDINGS[context.language]
    items = [case[-1] for case in comparison.matter.near]
    listed = "".join(f"<li>{_case_link(item, context)} {_where(item, context)}</li>" for item in items)
    return framed(f"<h3>{_text(words.near)}</h3><ul>{listed}</ul>", context)


def table_html(caption: str, columns: Sequence[str], rows: Iterable[str], *, css: str) -> str:
    """A table with its caption in a box of its own, which scrolls; the rows are HTML."""
    head = "".join(f'<th scope="col">{_text(column)}</th>' for column in columns)
    return (
        f'<div class="compared {css}" tabindex="0" role="region" aria-label="{_text(caption)}"><table>'
        f"<caption>{_text(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody>"
        "</table></div>"
    )


def cell_html(inner: str, label: str, *, css: str = "") -> str:
    """A cell that names its column where the table becomes cards."""
    kind = f' class="{css}"' if css else ""
    return f'<td{kind} data-label="{_text(label)}">{inner}</td>'


def framed(inner: str, context: PageContext) -> str:
    """HTML in the page's frame."""
    return f'<div class="senrei compare" lang="{context.language}">{inner}</div>'


def item_link(
    label: str, item: CaseItem, comparison: Comparison, context: PageContext, *, css: str = ""
) -> str:
    """A link to the words that prove an item's outcome, or to where it begins; the label is HTML."""
    turn = item.quote.turn if item.quote else comparison.begins.get(key_of(item))
    said = item.quote.text if item.quote else ""
    values = reader_query(item.doc, item.meeting_id, turn)
    return passage_link(label, values, said, context.manner, css=css)


def item_source(item: CaseItem, speaker: str | None, page: int | None, context: PageContext) -> str:
    """Where words of an item's meeting stand, as clerks cite it."""
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


def _case_row(case: ComparedCase, comparison: Comparison, context: PageContext) -> str:
    words, item = COMPARE_WORDINGS[context.language], case.latest
    council = place_text(item.municipality, item.council) or context.wording.unknown_council
    place = f'<span class="place">{_text(case.place)}</span>'
    if council != case.place:
        place += f'<br><span class="council">{_text(item.council or council)}</span>'
    # Of several cases of one place the first has the link.
    if next(row for row in comparison.rows if row.place == case.place) is case:
        place += _drop_link(case.place, comparison, context)
    named = f'<span lang="ja">{_text(item.title)}</span>'
    if not case.named:
        named += f'<p class="muted">{_text(words.touched)}</p>'
    ways = [page_link(_text(words.record), PRECEDENTS, {"case": [item.case_id]}, context.manner)]
    if not comparison.matter.own:
        ways.append(page_link(_text(words.similar), COMPARE, {"case": [item.case_id]}, context.manner))
    steps = "".join(f"<li>{_step(one, comparison, context)}</li>" for one in case.items)
    conditions = "".join(f"<li>{one}</li>" for one in _conditions(case, context))
    none = f'<span class="muted">{_text(words.no_conditions)}</span>'
    return (
        f'<tr><th scope="row">{place}</th>'
        + cell_html(f'{named}<div class="actions">{" ".join(ways)}</div>', words.case_column)
        + cell_html(f'<ol class="steps">{steps}</ol>', words.steps_column, css="steps")
        + cell_html(f"<ul>{conditions}</ul>" if conditions else none, words.conditions_column)
        + "</tr>"
    )


def _absent_row(place: str, comparison: Comparison, context: PageContext) -> str:
    words = COMPARE_WORDINGS[context.language]
    told = f'<td colspan="3" class="absent">{_text(words.no_record)}</td>'
    named = f'<span class="place">{_text(place)}</span>{_drop_link(place, comparison, context)}'
    return f'<tr><th scope="row">{named}</th>{told}</tr>'


def _drop_link(place: str, comparison: Comparison, context: PageContext) -> str:
    """A link to the comparison without a place; none where it is the only one."""
    shown = {case.place for case in comparison.cases}
    others = [one for one in dict.fromkeys((*shown, *comparison.absent)) if one != place]
    if not others:
        return ""
    label = COMPARE_WORDINGS[context.language].drop_place.format(place=place)
    own = comparison.matter.own
    query = {
        "q": ["" if own else comparison.matter.text],
        "case": [own[-1].case_id if own else ""],
        "place": sorted(others),
    }
    return f'<div class="actions">{page_link(_text(label), COMPARE, query, context.manner)}</div>'


def _step(item: CaseItem, comparison: Comparison, context: PageContext) -> str:
    """One meeting: its day, its outcome, and the words that prove it or the way to its minutes."""
    words, wording = COMPARE_WORDINGS[context.language], context.wording
    head = f'<span class="day">{_text(wording.date_name(item.date) or words.undated)}</span> '
    head += outcome_badge_html(item.outcome, wording)
    if is_doubtful(item.confidence) and not item.corrections:
        hint = f'title="{_text(wording.doubtful_hint)}"'
        head += f' <span class="badge amber" {hint}>{_text(wording.doubtful)}</span>'
    told = "".join(f'<p class="muted">{_text(correction_text(one, wording))}</p>' for one in item.corrections)
    quote = item.quote
    if quote is None:
        if not item.corrections:
            told = f'<p class="muted">{_text(words.no_outcome)}</p>'
        way = item_link(_text(words.read_meeting), item, comparison, context)
        return f'{head}{told}<div class="actions">{way}</div>'
    said = _quote_link(item, quote.text, quote.turn, context)
    speaker = comparison.speakers.get((item.meeting_key, quote.turn or 0))
    facts = [speaker, wording.page.format(page=quote.page) if quote.page else None]
    source = " · ".join(_text(fact) for fact in facts if fact)
    copied = copy_button(wording.copy, item_source(item, speaker, quote.page, context))
    proof = f'<div>{said} <span class="muted">{source}</span></div>'
    return f'{head}{proof}{told}<div class="actions">{copied}</div>'


def _conditions(case: ComparedCase, context: PageContext) -> Iterator[str]:
    """The conditions of all meetings, each opening where it was decided."""
    for item in case.items:
        for condition in item.conditions:
            yield _quote_link(item, condition, item.quote.turn if item.quote else None, context)


def _quote_link(item: CaseItem, text: str, turn: int | None, context: PageContext) -> str:
    values = reader_query(item.doc, item.meeting_id, turn)
    linked = passage_link(f"「{_text(text)}」", values, text, context.manner, css="quote")
    return f'<span lang="ja">{linked}</span>'


def _concern_row(concern: ComparedConcern, comparison: Comparison, context: PageContext) -> str:
    words = COMPARE_WORDINGS[context.language]
    name = _text(words.concern_name(concern.concern, concern.term))
    count = _text(words.count(words.questions, concern.count))
    cells = "".join(
        cell_html(_asked(concern.by_place.get(place, ()), comparison, context), place)
        for place in comparison.places
    )
    return f'<tr><th scope="row">{name}<br><span class="muted">{count}</span></th>{cells}</tr>'


def _asked(questions: Sequence[AskedQuestion], comparison: Comparison, context: PageContext) -> str:
    """One question in a cell; its answers and the other questions folded away."""
    words = COMPARE_WORDINGS[context.language]
    if not questions:
        return f'<span class="none muted">－<span class="unseen">{_text(words.no_question)}</span></span>'
    first, rest = questions[0], questions[1:]
    label = words.answers_and_more.format(n=len(rest)) if rest else words.answers_only
    folded = _answers(first, comparison, context)
    for question in rest:
        answers = _answers(question, comparison, context)
        folded += f"<li>{_question(question, comparison, context)}<ul>{answers}</ul></li>"
    return (
        f"{_question(first, comparison, context)}"
        f'<details><summary>{_text(label)}</summary><ul class="answers">{folded}</ul></details>'
    )


def _question(question: AskedQuestion, comparison: Comparison, context: PageContext) -> str:
    item = comparison.items[question.meeting_key, question.agenda_id]
    values = reader_query(question.doc, question.meeting_id, question.n)
    said = question.parts[0].text if len(question.parts) == 1 else question.whole.text
    linked = passage_link(f"「{_text(question.text)}」", values, said, context.manner, css="quote")
    source = _source(question.speaker, question.page, item, context, corrected=question.corrected)
    return f'<span lang="ja">{linked}</span> {source}'


def _answers(question: AskedQuestion, comparison: Comparison, context: PageContext) -> str:
    words = COMPARE_WORDINGS[context.language]
    if not question.answers:
        return f'<li class="muted">{_text(words.no_answer)}</li>'
    item = comparison.items[question.meeting_key, question.agenda_id]
    return "".join(f"<li>{_answer(answer, item, words, context)}</li>" for answer in question.answers)


def _answer(answer: LinkedAnswer, item: CaseItem, words: CompareWording, context: PageContext) -> str:
    values = reader_query(item.doc, item.meeting_id, answer.n)
    shown = answer.text if len(answer.text) <= _ANSWER else answer.text[:_ANSWER].rstrip()
    cut = _text(words.cut) if shown != answer.text else ""
    linked = passage_link(f"「{_text(shown)}」", values, answer.text, context.manner, css="quote")
    source = _source(answer.speaker, answer.page, item, context, corrected=answer.corrected)
    return f'<span class="label">{_text(words.answer)}</span> <span lang="ja">{linked}</span>{cut} {source}'


def _source(
    speaker: str | None, page: int | None, item: CaseItem, context: PageContext, *, corrected: bool
) -> str:
    wording = context.wording
    named = speaker or wording.unknown_speaker
    facts = [
        wording.corrected_step.format(step=named) if corrected else named,
        wording.date_name(item.date) or wording.undated,
        wording.page.format(page=page) if page else None,
    ]
    return f'<span class="muted">{" · ".join(_text(fact) for fact in facts if fact)}</span>'


def _case_link(item: CaseItem, context: PageContext) -> str:
    label = f'<span lang="ja">{_text(item.title)}</span>'
    return page_link(label, COMPARE, {"case": [item.case_id]}, context.manner)


def _where(item: CaseItem, context: PageContext) -> str:
    wording = context.wording
    named = place_text(item.municipality, item.council) or wording.unknown_council
    date = wording.date_name(item.date) or wording.undated
    return f'<span class="muted">{_text(named)} · {_text(date)}</span>'


def _text(text: str) -> str:
    return html.escape(text)
