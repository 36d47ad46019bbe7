"""The editor's part of the library: files are given, ingested by a process of their own, and looked at."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from shutil import which

import streamlit as st

from app.ingest_job import IngestDesk, IngestJob, IngestManner, JobState
from app.ingestion import files_of
from app.page_context import PageContext
from app.page_library_results import dropzone_style, job_html, uploads_html
from app.page_library_tables import note_html
from app.reading_messages import told_in
from app.settings import Settings
from app.wording_library import LIBRARY_WORDINGS, LibraryWording
from index.errors import StoreNotFoundError, UploadError
from index.holdings import shown_whole
from index.reach import Reach
from index.search import Index, open_index
from index.uploads import Upload, UploadState, check_uploads, keep_upload
from ingest.errors import IngestError

Begin = Callable[[Sequence[Path]], None]

# Seconds between two looks at a job that runs.
_LOOK_S = 1.0
# Uploads of these states are ingested; a file that is to replace another one only if the editor says so.
_TAKEN = frozenset({UploadState.NEW, UploadState.KEPT, UploadState.NAMESAKE})


@st.cache_resource(show_spinner=False)
def _desk(index: Path) -> IngestDesk:
    """The desk of an index, which all sessions of the server share."""
    del index
    return IngestDesk()


def desk_of(settings: Settings) -> IngestDesk:
    """Where the jobs of an index are begun and looked at."""
    return _desk(settings.index.absolute())


def add_view(context: PageContext, editor: str) -> None:
    """Draw the job that runs or ran last, and the ways to begin one."""
    desk = desk_of(context.settings)
    job_panel(context, desk)
    if desk.running:
        return
    words = LIBRARY_WORDINGS[context.language]
    with st.container(horizontal=True, key="library_manner"):
        closed = st.checkbox(words.closed, key="library_closed", help=words.closed_hint)
        ocr = bool(which("tesseract")) and st.checkbox(words.ocr, key="library_ocr")
    begin = _Beginning(context, editor, IngestManner(ocr=ocr, closed=closed, language=context.language))
    _upload_form(context, words, begin)
    with st.expander(words.from_server):
        _path_form(context, words, begin)


class _Beginning:
    """Begins a job over files."""

    def __init__(self, context: PageContext, editor: str, manner: IngestManner) -> None:
        self._context = context
        self._editor = editor
        self._manner = manner

    def __call__(self, paths: Sequence[Path]) -> None:
        desk = desk_of(self._context.settings)
        desk.begin(
            self._context.settings,
            paths,
            by=self._editor,
            manner=self._manner,
        )
        st.rerun()


def begin_job(context: PageContext, editor: str, paths: Sequence[Path]) -> None:
    """Read files that the index holds anew, and show how it goes."""
    _Beginning(context, editor, IngestManner(language=context.language))(paths)


def job_panel(context: PageContext, desk: IngestDesk) -> None:
    """Draw the job of an index, if there is one; while it runs the panel looks again by itself."""
    if desk.job is None:
        return
    running = desk.running
    st.fragment(_job, run_every=_LOOK_S if running else None)(context, desk, desk.job, drawn_running=running)


def _job(context: PageContext, desk: IngestDesk, job: IngestJob, *, drawn_running: bool) -> None:
    words, state = LIBRARY_WORDINGS[context.language], job.state
    if drawn_running and not state.running:
        # The whole page changes: the forms come back, and the lists hold more.
        st.rerun()
    if state.running:
        st.progress(state.done / len(state.files), words.progress.format(done=state.done, n=len(state.files)))
    state = _within_reach(state, context)
    st.html(job_html(state, context))
    if state.running:
        if not state.stopping:
            st.button(words.cancel, on_click=job.cancel, key="library_cancel")
        else:
            st.button(words.kill, on_click=job.kill, key="library_kill", help=words.kill_hint)
        return
    with st.container(horizontal=True, key="library_job_over"):
        if state.report:
            st.download_button(
                words.report,
                state.report.read_bytes(),
                "senrei-report.html",
                "text/html",
                key="library_report",
                on_click="ignore",
            )
        st.button(words.close_job, on_click=_forget, args=(desk, job), key="library_close")


def _within_reach(state: JobState, context: PageContext) -> JobState:
    """The job without the files, and the report, that the editor may not see."""
    index = _index_if_any(context)
    if index is None or context.reach is Reach.ALL:
        return state
    whole = shown_whole(index)
    hidden = {file.path for file in state.files if str(Path(file.path).resolve()) not in whole}
    read = {file.path for file in state.files if file.quality}
    report = state.report if not hidden & read else None
    if state.by == context.editor:
        return replace(state, report=report)
    files = [file for file in state.files if file.path not in hidden or not (state.closed or file.quality)]
    return replace(state, files=tuple(files), hidden=len(state.files) - len(files), report=report)


def _forget(desk: IngestDesk, job: IngestJob) -> None:
    if desk.job is job:
        desk.job = None


def _upload_form(context: PageContext, words: LibraryWording, begin: Begin) -> None:
    # Another key is another box: after a job has begun it is empty.
    round_ = st.session_state.setdefault("library_round", 0)
    # The box speaks English only; its own words are covered by these.
    st.html(dropzone_style(words.drop_here))
    given = st.file_uploader(words.upload, accept_multiple_files=True, key=f"library_files_{round_}")
    if not given:
        st.html(note_html(words.upload_note, context))
        return
    index = _index_if_any(context)
    folder = context.settings.index
    uploads = check_uploads(index, folder, [(file.name, file.getvalue()) for file in given])
    st.html(uploads_html(uploads, context))
    replaced = any(upload.state is UploadState.REPLACES for upload in uploads)
    agreed = replaced and st.checkbox(words.replace, key=f"library_replace_{round_}")
    taken = [u for u in uploads if u.state in _TAKEN or (agreed and u.state is UploadState.REPLACES)]
    label = words.ingest.format(n=len(taken))
    if not st.button(label, type="primary", disabled=not taken, key="library_ingest"):
        return
    if paths := _kept(folder, taken, words, context):
        st.session_state["library_round"] = round_ + 1
        begin(paths)


def _kept(folder: Path, uploads: Sequence[Upload], words: LibraryWording, context: PageContext) -> list[Path]:
    """The paths of the files, kept in the folder of the index; none of them if one could not be."""
    try:
        if _index_if_any(context) is None:
            # A folder that holds files and no index would not be taken for a new one.
            open_index(folder, None, create=True).close()
        return [
            keep_upload(folder, upload, replace=upload.state is UploadState.REPLACES) for upload in uploads
        ]
    except UploadError as error:
        st.error(words.not_kept.format(name=error.folder, problem=error.problem))
        return []


def _index_if_any(context: PageContext) -> Index | None:
    try:
        return context.index
    except StoreNotFoundError:
        return None


def _path_form(context: PageContext, words: LibraryWording, begin: Begin) -> None:
    with st.form("library_path_form"):
        path = st.text_input(words.path, key="library_path", help=words.path_hint).strip()
        if not st.form_submit_button(words.ingest_path) or not path:
            return
    try:
        files = files_of([Path(path).expanduser()])
    except IngestError as error:
        st.error(told_in(context.language, str(error)))
        return
    if not files[0].exists():
        st.error(words.no_such_path.format(path=path))
        return
    begin(files)
