"""The forms under a case by which an editor corrects it; drawn only where the server was started with one."""

from collections.abc import Callable

import streamlit as st

from app.records import Case
from app.sentences import correction_text
from app.wording import Wording
from index.corrections import (
    ItemChange,
    ItemRef,
    Signature,
    TurnRef,
    correct_item,
    correct_speaker,
    undo_correction,
)
from index.errors import QuoteNotFoundError, SearchError, StoreBusyError
from index.overlay import Correction
from index.search import Index
from ingest.records import Outcome

_DONE = "correction_done"
# Characters of a passage by which it is chosen.
_SHOWN = 30


def correction_forms(index: Index, case: Case, editor: str, wording: Wording) -> None:
    """Draw the forms, folded away, and make the correction that one of them sends."""
    ref = case.ref
    if ref is None:
        return
    with st.expander(wording.correct):
        sent = _item_form(index, case, ref, editor, wording)
        sent = _speaker_form(index, case, ref, editor, wording) or sent
        for correction in case.corrections:
            sent = undo_form(index, correction, editor, wording) or sent
    if sent:
        # The next run draws the card anew.
        st.session_state[_DONE] = True
        st.rerun()


def _item_form(index: Index, case: Case, ref: ItemRef, editor: str, wording: Wording) -> bool:
    """The form for outcome and conditions; whether a correction was made."""
    # Each correction begins a new form, so that one filled in before it cannot take it back unseen.
    last = case.corrections[-1].id if case.corrections else 0
    key = f"{ref.doc}|{ref.meeting}|{ref.item}|{last}"
    before = "\n".join(case.conditions)
    with st.form(f"correct|{key}"):
        outcome = st.selectbox(
            wording.correct_outcome,
            [*Outcome],
            index=[*Outcome].index(case.outcome),
            format_func=wording.outcome_name,
            key=f"outcome|{key}",
        )
        quote = st.text_input(wording.correct_quote, key=f"quote|{key}").strip()
        conditions = st.text_area(wording.correct_conditions, before, key=f"conditions|{key}")
        reason = st.text_input(wording.correct_reason, key=f"reason|{key}").strip()
        if not st.form_submit_button(wording.correct_button, key=f"send|{key}"):
            return False
        change = ItemChange(
            outcome=outcome if quote or outcome is not case.outcome else None,
            quote=quote or None,
            conditions=conditions.splitlines() if conditions != before else None,
        )
        if change == ItemChange() and reason:
            st.error(wording.correct_nothing)
            return False
        return _made(lambda signed: correct_item(index, ref, change, signed), editor, reason, wording)


def _speaker_form(index: Index, case: Case, ref: ItemRef, editor: str, wording: Wording) -> bool:
    """The form for the speaker of one of the passages; whether a correction was made."""
    spoken = {passage.turn: passage for passage in case.passages if passage.turn and passage.speaker}
    if not spoken:
        return False
    key = f"{ref.doc}|{ref.meeting}|{ref.item}|{[passage.speaker for passage in spoken.values()]}"
    with st.form(f"speaker|{key}"):
        turn = st.selectbox(
            wording.correct_turn,
            [*spoken],
            format_func=lambda n: f"{spoken[n].speaker}「{spoken[n].text[:_SHOWN]}…」",
            key=f"turn|{key}",
        )
        speaker = st.text_input(wording.correct_speaker, key=f"label|{key}").strip()
        reason = st.text_input(wording.correct_speaker_reason, key=f"why|{key}").strip()
        if not st.form_submit_button(wording.correct_speaker_button, key=f"save|{key}") or turn is None:
            return False
        if not speaker:
            st.error(wording.speaker_missing)
            return False
        of_turn = TurnRef(doc=ref.doc, meeting=ref.meeting, turn=turn)
        return _made(lambda signed: correct_speaker(index, of_turn, speaker, signed), editor, reason, wording)


def undo_form(index: Index, correction: Correction, editor: str, wording: Wording) -> bool:
    """The form that takes a correction back; whether it was."""
    with st.form(f"undo|{correction.id}"):
        st.caption(correction_text(correction, wording))
        reason = st.text_input(wording.undo_reason, key=f"undo-why|{correction.id}").strip()
        if not st.form_submit_button(wording.undo_button, key=f"undo-send|{correction.id}"):
            return False
        return _made(lambda signed: undo_correction(index, correction.id, signed), editor, reason, wording)


def correction_notice(wording: Wording) -> None:
    """Say once that a correction was saved."""
    if st.session_state.pop(_DONE, False):
        st.success(wording.correct_done)


def _made(change: Callable[[Signature], object], editor: str, reason: str, wording: Wording) -> bool:
    """Make a change; where it cannot be made, say why."""
    if problem := _problem(change, editor, reason, wording):
        st.error(problem)
    return not problem


def _problem(change: Callable[[Signature], object], editor: str, reason: str, wording: Wording) -> str:
    if not reason:
        return wording.reason_missing
    try:
        change(Signature(by=editor, reason=reason))
    except StoreBusyError:
        return wording.correct_busy
    except QuoteNotFoundError:
        return wording.quote_missing
    except SearchError as error:
        return wording.correct_failed.format(problem=error.problem)
    return ""
