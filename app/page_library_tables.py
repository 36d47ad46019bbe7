"""The library's HTML: the table of years, the table of documents, a correction."""

import html
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby

from app.page_address import LIBRARY, READ
from app.page_context import PageContext
from app.page_links import page_link, reader_query
from app.reading_messages import told_in
from app.sentences import correction_text
from app.wording import Wording
from app.wording_library import LIBRARY_WORDINGS, LibraryWording
from index.holdings import CouncilCoverage, HeldDocument
from index.overlay import Correction
from ingest.records import CONFIDENT

# Of a council's missing numbers, so many stretches are named.
_STRETCHES = 6


def library_heading_html(view: str, views: Sequence[str], context: PageContext) -> str:
    """The page's name and the links to its parts, of which `view` is shown."""
    words = _words(context)
    links = "".join(f"<li>{_view_link(name, context, current=name == view)}</li>" for name in views)
    return _framed(
        f'<h2>{_text(words.title)}</h2><p class="muted">{_text(words.intro)}</p>'
        f'<nav class="views" aria-label="{_text(words.views_label)}"><ul>{links}</ul></nav>',
        context,
    )


def note_html(text: str, context: PageContext) -> str:
    """A line that explains what is shown."""
    return _framed(f'<p class="muted">{_text(text)}</p>', context)


def coverage_html(rows: Sequence[CouncilCoverage], years: Sequence[int], context: PageContext) -> str:
    """Councils by fiscal years: how many meetings are held, each with a link to them."""
    words = _words(context)
    undated = any(row.undated for row in rows)
    heads = [words.council, *(words.year_name(year) for year in years), *[words.undated] * undated]
    head = "".join(f'<th scope="col">{_text(name)}</th>' for name in heads)
    body = "".join(
        f"<tr>{_council_cell(row, words, context.wording)}"
        f"{''.join(_year_cell(row, year, context) for year in years)}"
        f"{f'<td>{row.undated or _DASH}</td>' * undated}</tr>"
        for row in rows
    )
    return _framed(
        f'<div class="held years" role="region" tabindex="0" aria-label="{_text(words.coverage_caption)}">'
        f"<table><caption>{_text(words.coverage_caption)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>",
        context,
    )


def documents_html(rows: Sequence[HeldDocument], shared: Collection[str], context: PageContext) -> str:
    """Documents with how well each was read; `shared` are base names that several bear."""
    words = _words(context)
    cells = [_document_cells(row, context, shared=row.doc in shared) for row in rows]
    return _framed(table_html("documents", words.documents_caption, words.columns, cells), context)


def table_html(kind: str, caption: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table that becomes cards on a phone.

    Args:
        kind: Its class.
        caption: Text.
        columns: Text of the heads; the first column names its row.
        rows: HTML of the cells.
    """
    head = "".join(f'<th scope="col">{_text(name)}</th>' for name in columns)
    body = "".join(_row(columns, cells) for cells in rows)
    return (
        f'<div class="held cards {kind}"><table><caption>{_text(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(columns: Sequence[str], cells: Sequence[str]) -> str:
    shown = "".join(
        f'<td data-label="{_text(label)}">{cell}</td>'
        for label, cell in zip(columns[1:], cells[1:], strict=True)
    )
    return f'<tr><th scope="row">{cells[0]}</th>{shown}</tr>'


def corrections_html(correction: Correction, turn: int | None, context: PageContext) -> str:
    """One correction: of what, by whom, when and why, and whether it was taken back."""
    wording, words = context.wording, _words(context)
    what = correction.title or correction.doc
    facts = [correction_text(correction, wording)]
    if correction.undone_at:
        facts.append(
            wording.undone.format(
                reason=correction.undone_reason,
                by=correction.undone_by,
                day=wording.day_name(correction.undone_at),
            )
        )
    elif not correction.applied:
        facts.append(wording.not_applied)
    told = "".join(f"<p>{_text(fact)}</p>" for fact in facts)
    values = reader_query(correction.doc, correction.meeting_id, turn)
    link = page_link(_text(words.read_item), READ, values, context.manner)
    source = f'<p class="muted">{_text(correction.doc)} {link}</p>'
    return _framed(f'<article class="case"><h3 lang="ja">{_text(what)}</h3>{told}{source}</article>', context)


def to_check_texts(document: HeldDocument, context: PageContext) -> list[str]:
    """What a person should look at in a document, each a sentence."""
    words = _words(context)
    unsure = document.confidence is not None and document.confidence < CONFIDENT
    told = [told_in(context.language, warning) for warning in document.warnings]
    if unsure and not told:
        told.append(words.unsure_speakers)
    if document.doubtful:
        told.append(context.wording.count(words.doubtful_outcomes, document.doubtful))
    return told


_DASH = "－"


def _council_cell(row: CouncilCoverage, words: LibraryWording, wording: Wording) -> str:
    name = row.council or wording.unknown_council
    # Most names of councils begin with that of the municipality.
    told_apart = row.municipality and not name.startswith(row.municipality)
    place = f'<span class="muted">{_text(row.municipality or "")}</span><br>' if told_apart else ""
    gaps = "".join(f'<br><span class="gap">{_text(gap)}</span>' for gap in gap_texts(row, words, wording))
    return f'<th scope="row"><span lang="ja">{place}{_text(name)}</span>{gaps}</th>'


def gap_texts(row: CouncilCoverage, words: LibraryWording, wording: Wording) -> Iterator[str]:
    """What is missing of a council, each a sentence."""
    if row.missing_years:
        years = wording.list_comma.join(words.year_name(year) for year in row.missing_years)
        yield words.missing_year.format(year=years)
    for gap in row.missing_numbers:
        stretches = [*_stretches(gap.numbers, words)]
        more = len(stretches) - _STRETCHES
        named = stretches[:_STRETCHES] + [words.more_numbers.format(n=more)] * (more > 0)
        form = words.missing_in_year if gap.series else words.missing_numbers
        yield form.format(year=gap.series, numbers=wording.list_comma.join(named))


def _stretches(numbers: Sequence[int], words: LibraryWording) -> Iterator[str]:
    for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        first, *_, last = [n for _, n in run] * 2
        if last - first > 1:
            yield words.number_range.format(first=first, last=last)
        else:
            yield from (words.number.format(n=n) for n in range(first, last + 1))


def _year_cell(row: CouncilCoverage, year: int, context: PageContext) -> str:
    words = _words(context)
    if year in row.missing_years:
        return f'<td class="gap">{_text(words.missing)}</td>'
    if not (n := row.years.get(year, 0)):
        return f'<td class="muted">{_DASH}</td>'
    hint = words.cell_hint.format(council=row.council or "", year=words.year_name(year), n=n)
    values = {
        "municipality": [row.municipality or ""],
        "council": [row.council or ""],
        "from": [f"{year}-04-01"],
        "to": [f"{year + 1}-03-31"],
    }
    label = f'<span aria-hidden="true">{n}</span><span class="unseen">{_text(hint)}</span>'
    return f"<td>{page_link(label, READ, values, context.manner)}</td>"


def _document_cells(row: HeldDocument, context: PageContext, *, shared: bool) -> tuple[str, ...]:
    wording, words = context.wording, _words(context)
    name = page_link(
        f'<span lang="ja">{_text(row.doc)}</span>',
        READ,
        reader_query(row.path if shared else row.doc, row.meeting_id, None),
        context.manner,
    )
    told = to_check_texts(row, context)
    check = "".join(f"<li>{_text(one)}</li>" for one in told)
    path = f'<br><span class="muted">{_text(row.path)}</span>' if shared else ""
    return (
        f"{name}{path}",
        f'<span lang="ja">{_text(wording.list_comma.join(row.councils)) or _DASH}</span>',
        _text(_days(row, wording)),
        str(row.meetings),
        str(row.turns),
        f"{row.decided}/{row.items}",
        _confidence(row, words),
        f"<ul>{check}</ul>" if told else f'<span class="muted">{_text(words.well_read)}</span>',
    )


def _days(row: HeldDocument, wording: Wording) -> str:
    if row.first_date == row.last_date:
        return wording.date_name(row.first_date) or wording.undated
    return wording.period.format(wording.date_name(row.first_date), wording.date_name(row.last_date))


def _confidence(row: HeldDocument, words: LibraryWording) -> str:
    if row.confidence is None:
        return (
            f'<span title="{_text(words.unknown_confidence_hint)}">{_text(words.unknown_confidence)}</span>'
        )
    return f"{row.confidence:.2f}"


def _view_link(name: str, context: PageContext, *, current: bool) -> str:
    label = _text(_words(context).views[name])
    link = page_link(label, LIBRARY, {"view": [name]}, context.manner)
    return link.replace("<a ", '<a aria-current="page" ', 1) if current else link


def _words(context: PageContext) -> LibraryWording:
    return LIBRARY_WORDINGS[context.language]


def _framed(inner: str, context: PageContext) -> str:
    return f'<div class="senrei" lang="{context.language}">{inner}</div>'


def _text(text: str) -> str:
    return html.escape(text)
