"""Buttons that save cases as files; a file is made when its button is pressed."""

import datetime
from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from app.dossier import Dossier, dossier_of_cases
from app.dossier_word import dossier_as_word
from app.export import dossier_as_csv
from app.export_excel import dossier_as_excel
from app.export_markdown import dossier_as_markdown
from app.page_context import PageContext
from app.wording import Wording
from app.wording_precedents import PRECEDENTS_WORDINGS
from index.cases import cases_of

_OFFICE = "application/vnd.openxmlformats-officedocument"
# By the ending of the file's name: its type, and what writes it.
_FORMS: Mapping[str, tuple[str, Callable[[Dossier, Wording], bytes]]] = {
    "xlsx": (f"{_OFFICE}.spreadsheetml.sheet", dossier_as_excel),
    "docx": (f"{_OFFICE}.wordprocessingml.document", dossier_as_word),
    "csv": ("text/csv", dossier_as_csv),
    "md": ("text/markdown", dossier_as_markdown),
}


def export_buttons(context: PageContext, label: str, case_ids: Sequence[str], scope: str) -> None:
    """Draw a button for each form of file.

    Args:
        context: Of the page.
        label: What is saved, before the buttons.
        case_ids: The cases, in the file's order.
        scope: In words, what they were selected by.
    """
    words = PRECEDENTS_WORDINGS[context.language]
    names = {"xlsx": words.excel, "docx": words.word, "csv": words.csv, "md": words.markdown}
    with st.container(horizontal=True, vertical_alignment="center", key="export"):
        st.markdown(label, width="content")
        for ending, name in names.items():
            # With the number: a button that says 2 holds the file of these 2, however quickly it is pressed.
            st.download_button(
                words.form_count.format(form=name, n=len(case_ids)) if len(case_ids) > 1 else name,
                _writing(context, ending, case_ids, scope),
                f"{words.file.format(day=_today())}.{ending}",
                _FORMS[ending][0],
                key=f"export-{ending}",
                help=f"{label}: {name}",
                on_click="ignore",
            )


def _writing(context: PageContext, ending: str, case_ids: Sequence[str], scope: str) -> Callable[[], bytes]:
    index, wording = context.index, context.wording

    def write() -> bytes:
        dossier = dossier_of_cases(
            index, cases_of(index, case_ids), wording, scope=scope, made_on=_today().isoformat()
        )
        return _FORMS[ending][1](dossier, wording)

    return write


def _today() -> datetime.date:
    return datetime.datetime.now().astimezone().date()
