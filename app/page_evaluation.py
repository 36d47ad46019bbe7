"""The page that shows the last evaluation of the search."""

import html
from collections.abc import Iterator, Sequence
from pathlib import Path

import streamlit as st

from app.contract import Json
from app.evaluation_record import last_evaluation
from app.page_address import ASK, EVALUATION, put_address, take_address
from app.page_cards import notice_html
from app.page_context import PageContext
from app.page_links import page_link
from app.render_evaluation import difference_name, figure_texts, kind_name, latency, run_name
from app.wording import Wording
from index.evaluate import MEASURES


def evaluation_link(folder: Path, context: PageContext) -> None:
    """Draw the link to this page, where there is something to see."""
    if last_evaluation(folder):
        st.html(_link(context.wording.evaluation.title, EVALUATION, context))


def evaluation_page(context: PageContext) -> None:
    """Draw the last evaluation of an index, or how to make one."""
    take_address(EVALUATION)
    put_address(EVALUATION, {})
    wording, folder = context.wording, context.settings.index
    words = wording.evaluation
    st.html(_link(words.back, ASK, context))
    evaluation = last_evaluation(folder)
    if evaluation is None:
        command = f"senrei eval QUESTIONS.jsonl --index {folder}"
        st.html(notice_html(words.missing_title, [words.missing_text], wording, command=command))
    else:
        # The evaluation saw all minutes, and quotes them.
        quoted = not context.index.store.hidden_passages()
        st.html(evaluation_html(evaluation, wording, quoted=quoted))


def evaluation_html(evaluation: Json, wording: Wording, *, quoted: bool = True) -> str:
    """An evaluation: a table for each search, their difference, and the questions to look at if `quoted`."""
    parts = "".join(_parts(evaluation, wording, quoted=quoted))
    return f'<div class="senrei" lang="{wording.language}">{parts}</div>'


def _parts(evaluation: Json, wording: Wording, *, quoted: bool) -> Iterator[str]:
    words = wording.evaluation
    taken = words.taken.format(day=wording.day_name(evaluation["at"]), file=evaluation["questions_file"]) + (
        words.scoped if evaluation["scoped"] else ""
    )
    yield f'<h2>{_text(words.title)}</h2><p>{_text(words.intro)}</p><p class="muted">{_text(taken)}</p>'
    if quoted and evaluation.get("not_in_index"):
        told = words.not_in_index.format(names=wording.list_comma.join(evaluation["not_in_index"]))
        yield f'<p role="alert">{_text(told)}</p>'
    for at, run in enumerate(evaluation["runs"]):
        yield _table(run_name(evaluation, at, wording), run["kinds"], wording)
        yield f'<p class="muted">{_text(latency(run, wording))}</p>'
    if evaluation["difference"]:
        yield _table(difference_name(evaluation, wording), evaluation["difference"], wording, signed=True)
    yield f'<p class="muted">{_text(words.legend)} {_text(words.interval)}</p>'
    if evaluation["answers"]:
        yield f"<p>{_text(words.answers.format(**evaluation['answers']))}</p>"
    if quoted:
        yield _worst(evaluation["worst"], wording)


def _table(title: str, kinds: Sequence[Json], wording: Wording, *, signed: bool = False) -> str:
    words = wording.evaluation
    names = [words.kind, words.questions, *(words.measures[name] for name in MEASURES)]
    head = "".join(f'<th scope="col">{_text(name)}</th>' for name in names)
    rows = "".join(
        f'<tr><th scope="row">{_text(kind_name(one["kind"], wording))}</th><td>{one["questions"]}</td>'
        + "".join(_figure(one[name], wording, signed=signed) for name in MEASURES)
        + "</tr>"
        for one in kinds
    )
    # A phone's screen scrolls the table, not the page.
    return (
        f'<div class="figures"><table><caption>{_text(title)}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _figure(figure: Json, wording: Wording, *, signed: bool) -> str:
    value, interval = figure_texts(figure, wording, signed=signed)
    return f'<td>{value}<br><span class="muted">{_text(interval)}</span></td>'


def _worst(questions: Sequence[Json], wording: Wording) -> str:
    words = wording.evaluation
    if not questions:
        return f"<p>{_text(words.no_worst)}</p>"
    shown = "".join(
        f'<article class="case"><h3>{_text(words.worst_question.format(**one))}</h3>'
        f"{_listed(words.expected, one['expected'], wording)}"
        f"{_listed(words.found, one['found'], wording) if one['found'] else _text(words.nothing_found)}"
        "</article>"
        for one in questions
    )
    return f"<h2>{_text(words.worst)}</h2>{shown}"


def _listed(label: str, passages: Sequence[Json], wording: Wording) -> str:
    items = "".join(_passage(passage, wording) for passage in passages)
    return f'<p class="label">{_text(label)}</p><ol class="passages">{items}</ol>'


def _passage(passage: Json, wording: Wording) -> str:
    facts = [passage["doc"], wording.date_name(passage["date"])]
    source = " · ".join(_text(fact) for fact in facts if fact)
    speaker = _text(passage["speaker"] or wording.attached_paper)
    mark = f' <span class="badge green">{_text(wording.evaluation.relevant)}</span>'
    return (
        f'<li><div class="source"><span class="speaker">{speaker}</span> {source}'
        f"{mark if passage.get('relevant') else ''}</div>"
        f'<div class="said" lang="ja">{_text(passage["text"])}</div></li>'
    )


def _link(text: str, page: str, context: PageContext) -> str:
    return f'<div class="senrei"><p>{page_link(_text(text), page, {}, context.manner)}</p></div>'


def _text(text: str) -> str:
    return html.escape(text)
