"""What an editor does with the documents that are held: read anew, report on, remove, back up."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st

from app.ingest_run import reading_report
from app.page_cards import notice_html
from app.page_context import PageContext
from app.page_library_add import begin_job, desk_of
from app.page_library_results import names_html
from app.page_library_tables import note_html
from app.wording import Wording
from app.wording_library import LIBRARY_WORDINGS, LibraryWording
from index.archive import write_archive
from index.errors import StoreBusyError
from index.holdings import HeldDocument, hides_nothing, shown_whole
from index.search import open_index
from index.update import remove_document
from index.uploads import drop_upload

# A larger backup would have to pass through this process's memory as a whole.
_MOST_DOWNLOADED_BYTES = 500 * 2**20
_CHOSEN, _REMOVING, _REMOVED = "library_chosen", "library_removing", "library_removed"


def outdated_notice(context: PageContext, editor: str, documents: Sequence[HeldDocument]) -> None:
    """Offer to read anew what an older version of the program read."""
    words = LIBRARY_WORDINGS[context.language]
    outdated = [Path(document.path) for document in documents if document.outdated]
    if not outdated or desk_of(context.settings).running:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="library_outdated"):
        st.html(note_html(words.outdated.format(n=len(outdated)), context))
        if st.button(words.read_outdated, key="library_read_outdated"):
            _begin(context, editor, outdated)


def document_forms(context: PageContext, editor: str, shown: Sequence[HeldDocument]) -> None:
    """Draw the choice among the documents that are shown, and what can be done with those chosen."""
    words = LIBRARY_WORDINGS[context.language]
    if (removed := st.session_state.pop(_REMOVED, 0)) > 0:
        st.success(words.removed.format(n=removed))
    by_path = {document.path: document for document in shown}
    kept = st.session_state.get(_CHOSEN, [])
    st.session_state[_CHOSEN] = [path for path in kept if path in by_path]
    chosen = st.multiselect(
        words.choose,
        [*by_path],
        key=_CHOSEN,
        format_func=lambda path: by_path[path].doc,
        placeholder=words.choose_hint,
        on_change=_keep_all,
        select_all=False,
    )
    if not chosen:
        label = words.choose_all.format(n=len(by_path))
        st.button(label, on_click=_choose, args=([*by_path],), key="library_choose_all", type="tertiary")
        return
    if st.session_state.get(_REMOVING):
        _removal(context, [by_path[path] for path in chosen], words)
        return
    paths = [Path(path) for path in chosen]
    with st.container(horizontal=True, key="library_chosen_actions"):
        running = desk_of(context.settings).running
        if st.button(words.read_anew, key="library_anew", help=words.read_anew_hint, disabled=running):
            _begin(context, editor, paths)
        # It shows a file as a whole, with the closed ones of its meetings.
        if set(chosen) <= shown_whole(context.index):
            st.download_button(
                words.report,
                partial(_report, paths, context.wording),
                "senrei-report.html",
                "text/html",
                key="library_report_chosen",
                on_click="ignore",
            )
        st.button(words.remove, on_click=_ask_to_remove, key="library_remove")


def backup_view(context: PageContext) -> None:
    """Draw the way to a backup of the whole index, and how one is brought back."""
    words, wording = LIBRARY_WORDINGS[context.language], context.wording
    folder = context.settings.index
    if not hides_nothing(context.index):
        st.html(notice_html(words.backup, [words.backup_closed], wording))
        return
    size = context.index.status().size_bytes
    st.html(note_html(words.backup_note.format(size=max(1, round(size / 2**20))), context))
    if size > _MOST_DOWNLOADED_BYTES:
        command = f"senrei backup senrei-backup.zip --index {folder}"
        st.html(notice_html(words.backup, [words.backup_large], wording, command=command))
    else:
        st.download_button(
            words.backup,
            partial(_backup, folder),
            "senrei-backup.zip",
            "application/zip",
            key="library_backup",
            on_click="ignore",
        )
    command = "senrei restore senrei-backup.zip --index new-index"
    st.html(notice_html(words.restore, [words.restore_note], wording, command=command))


def _choose(paths: Sequence[str]) -> None:
    st.session_state[_CHOSEN] = [*paths]


def _keep_all() -> None:
    """Another choice is not what was about to be removed."""
    st.session_state[_REMOVING] = False


def _ask_to_remove() -> None:
    st.session_state[_REMOVING] = True


def _begin(context: PageContext, editor: str, paths: Sequence[Path]) -> None:
    # The job is shown where minutes are added.
    st.session_state["library_view"] = "add"
    begin_job(context, editor, paths)


def _removal(context: PageContext, documents: Sequence[HeldDocument], words: LibraryWording) -> None:
    """Ask once more, naming the documents."""
    st.html(names_html(words.remove_question.format(n=len(documents)), words.remove_note, documents, context))
    with st.container(horizontal=True, key="library_remove_actions"):
        sure = st.button(
            words.remove_sure.format(n=len(documents)), type="primary", key="library_remove_sure"
        )
        st.button(words.remove_not, on_click=_keep_all, key="library_remove_not")
    if not sure:
        return
    try:
        _remove(context.settings.index, documents)
    except StoreBusyError:
        st.error(words.busy)
        return
    st.session_state[_REMOVING] = False
    st.session_state[_REMOVED] = len(documents)
    st.rerun()


def _remove(folder: Path, documents: Sequence[HeldDocument]) -> None:
    # An index of its own: the page's would stay the writer, and keep every other one out.
    with open_index(folder, None) as index:
        for document in documents:
            remove_document(index, document.path)
            drop_upload(folder, Path(document.path))


def _report(paths: Sequence[Path], wording: Wording) -> bytes:
    return reading_report(paths, wording).encode(errors="backslashreplace")


def _backup(folder: Path) -> bytes:
    with TemporaryDirectory(prefix="senrei-backup-") as work:
        target = Path(work) / "backup.zip"
        write_archive(folder, target)
        return target.read_bytes()
