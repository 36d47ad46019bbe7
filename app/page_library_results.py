"""HTML of files on their way into the index: what is known of those given, and what became of each."""

import html
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from app.ingest_job import FileProgress, FileState, JobState
from app.page_address import READ
from app.page_context import PageContext
from app.page_library_tables import table_html
from app.page_links import page_link, reader_query
from app.reading_messages import told_in
from app.report import FileQuality
from app.wording_library import LIBRARY_WORDINGS
from index.holdings import HeldDocument
from index.uploads import Upload
from ingest.records import CONFIDENT

# How many files are listed: those that need a look come first.
_MOST_LISTED = 50
_READ_ANEW = (FileState.ADDED, FileState.UPDATED)


def uploads_html(uploads: Sequence[Upload], context: PageContext) -> str:
    """Files that are given, each with how it stands to what the index has."""
    words = LIBRARY_WORDINGS[context.language]
    rows = [
        (
            f'<span lang="ja">{_text(upload.name)}</span>',
            _text(words.upload_states[upload.state].format(other=upload.other or "")),
        )
        for upload in uploads
    ]
    return _framed(table_html("given", words.given_caption, words.given_columns, rows), context)


def dropzone_style(drop: str) -> str:
    """A style that gives the box for files words in the page's language."""
    instructions = '[data-testid="stFileUploaderDropzoneInstructions"]'
    words = json.dumps(drop, ensure_ascii=False)
    return (
        f"<style>{instructions} span {{ display: none; }} "
        f"{instructions} > div::after {{ content: {words}; }}</style>"
    )


def names_html(question: str, note: str, documents: Sequence[HeldDocument], context: PageContext) -> str:
    """What is about to be done to documents, which are named with the paths of their files."""
    names = "".join(
        f'<li lang="ja">{_text(document.doc)}<br><span class="muted">{_text(document.path)}</span></li>'
        for document in documents
    )
    return _framed(
        f'<section class="notice" role="alert"><h3>{_text(question)}</h3><ul>{names}</ul>'
        f"<p>{_text(note)}</p></section>",
        context,
    )


def job_html(state: JobState, context: PageContext) -> str:
    """What a job has done so far: a sentence, what stood in its way, and its files."""
    words = LIBRARY_WORDINGS[context.language]
    told = [_summary(state, context)]
    if state.stopping:
        told.append(words.stopping if state.running else words.cancelled)
    lost = "".join(f"<li>{_text(told_in(context.language, line))}</li>" for line in state.lost)
    if state.hidden:
        told.append(words.hidden_files.format(n=state.hidden))
    sentences = "".join(f"<p>{_text(sentence)}</p>" for sentence in told)
    if state.problem:
        sentences += f'<p role="alert">{_text(told_in(context.language, state.problem))}</p>'
    listed = sorted(state.files, key=lambda file: _rank(file, running=state.running))
    rows = [[*_cells(file, context)] for file in listed[:_MOST_LISTED]]
    more = len(listed) - _MOST_LISTED
    rest = f'<p class="muted">{_text(words.more_files.format(n=more))}</p>' if more > 0 else ""
    table = table_html("files", words.files_caption, words.file_columns, rows)
    lines = f"<ul>{lost}</ul>" if lost else ""
    notice = f'<section class="notice" role="status">{sentences}{lines}</section>'
    return _framed(f"{notice}{table}{rest}", context)


def _summary(state: JobState, context: PageContext) -> str:
    wording, words = context.wording, LIBRARY_WORDINGS[context.language]
    if state.running:
        return words.job_running.format(by=state.by)
    counts = Counter(file.state for file in state.files)
    named = [
        words.file_count.format(state=words.file_states[kind], n=counts[kind])
        for kind in FileState
        if counts[kind]
    ]
    form = words.job_stopped if state.problem else words.job_over
    return form.format(counts=wording.list_comma.join(named))


def _rank(file: FileProgress, *, running: bool) -> int:
    """Where a file stands in the list: what happens now, then what needs a look."""
    if file.state is FileState.WAITING:
        return 4 if running else 1
    if file.state is FileState.READING:
        return 0
    if file.state is FileState.FAILED:
        return 1
    return 2 if file.quality and _to_check(file.quality) else 3


def _cells(file: FileProgress, context: PageContext) -> Iterator[str]:
    words = LIBRARY_WORDINGS[context.language]
    name = f'<span lang="ja">{_text(Path(file.path).name)}</span>'
    if file.state.over and file.state is not FileState.FAILED:
        values = reader_query(Path(file.path).name, None, None)
        yield page_link(name, READ, values, context.manner)
    else:
        yield name
    state = words.file_states[file.state]
    yield _text(f"{state}{words.embedded.format(n=file.passages)}" if _embedding(file) else state)
    yield _text(_read(file.quality, context)) if file.quality else ""
    yield _text(_advice(file, context))


def _embedding(file: FileProgress) -> bool:
    return file.state is FileState.READING and file.passages > 0


def _read(quality: FileQuality, context: PageContext) -> str:
    return LIBRARY_WORDINGS[context.language].was_read.format(
        meetings=quality.meetings,
        turns=quality.turns,
        decided=quality.decided,
        items=quality.items,
        confidence=f"{quality.confidence:.2f}",
    )


def _advice(file: FileProgress, context: PageContext) -> str:
    """What to do about a file: why it failed, or what to check in it."""
    words = LIBRARY_WORDINGS[context.language]
    if file.problem:
        return told_in(context.language, file.problem)
    if file.quality is None or file.state not in _READ_ANEW:
        return ""
    if file.quality.warnings:
        return " ".join(told_in(context.language, warning) for warning in file.quality.warnings)
    return words.unsure_speakers if _to_check(file.quality) else words.well_read


def _to_check(quality: FileQuality) -> bool:
    return bool(quality.warnings) or quality.confidence < CONFIDENT


def _framed(inner: str, context: PageContext) -> str:
    return f'<div class="senrei" lang="{context.language}">{inner}</div>'


def _text(text: str) -> str:
    return html.escape(text)
