"""The form under a case by which an editor corrects it; drawn only where the server was started with one."""

import streamlit as st

from app.records import Case
from app.wording import Wording
from index.corrections import ItemChange, ItemRef, Signature, correct_item
from index.errors import QuoteNotFoundError, SearchError, StoreBusyError
from index.search import Index
from ingest.records import Outcome

_DONE = "correction_done"


def correction_form(index: Index, case: Case, editor: str, wording: Wording) -> None:
    """Draw the form, folded away, and make the correction that it sends."""
    ref = case.ref
    if ref is None:
        return
    # Each correction begins a new form, so that one filled in before it cannot take it back unseen.
    last = case.corrections[-1].id if case.corrections else 0
    key = f"{ref.doc}|{ref.meeting}|{ref.item}|{last}"
    before = "\n".join(case.conditions)
    with st.expander(wording.correct), st.form(f"correct|{key}"):
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
            return
        change = ItemChange(
            outcome=outcome if quote or outcome is not case.outcome else None,
            quote=quote or None,
            conditions=conditions.splitlines() if conditions != before else None,
        )
        signature = Signature(by=editor, reason=reason) if reason else None
        if problem := _problem(index, ref, change, signature, wording):
            st.error(problem)
            return
    # The next run draws the card anew.
    st.session_state[_DONE] = True
    st.rerun()


def correction_notice(wording: Wording) -> None:
    """Say once that a correction was saved."""
    if st.session_state.pop(_DONE, False):
        st.success(wording.correct_done)


def _problem(
    index: Index, ref: ItemRef, change: ItemChange, signature: Signature | None, wording: Wording
) -> str:
    """Make the correction; why it could not be made, or an empty text."""
    if signature is None:
        return wording.reason_missing
    if change == ItemChange():
        return wording.correct_nothing
    try:
        correct_item(index, ref, change, signature)
    except StoreBusyError:
        return wording.correct_busy
    except QuoteNotFoundError:
        return wording.quote_missing
    except SearchError as error:
        return wording.correct_failed.format(problem=error.problem)
    return ""
