"""Attached papers (諮問書, 資料, 運用状況 …) and tables of past decisions behind or between the minutes.

A paper becomes one entry of kind `document`; it belongs to the agenda item whose title it repeats. A table
with a column 結論 or 審議結果 gives the decisions of earlier meetings, each proved by its own cell.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.agenda import Item, take_numbering, title_key, title_overlap
from ingest.decisions import outcome_of_cell
from ingest.notation import find_dates, find_fiscal_year, fold, squeeze, to_number
from ingest.records import Outcome, SourceText, Span
from ingest.speakers import Piece

_LETTERHEAD = re.compile(r"\S{0,12}第\s?[0-9]{1,6}\s?号(?:の[0-9]+)?")
_PAPER_TITLE = re.compile(
    r"(?:諮\s{0,3}問\s{0,3}書|答\s{0,3}申\s{0,3}書|意\s{0,3}見\s{0,3}書"
    r"|【?(?:別紙|別添|参考資料|資料|様式)\s?(?:第?[0-9０-９]{0,2})(?:[-－][0-9０-９]+)?"
    r"(?:号)?】?)"
    r"|.{4,50}"
    r"(?:運用状況|実施状況|監査結果|結果報告書?|報告書|の概要|事業概要|に関する基本情報"
    r"|について[(]通知[)]|監査基準)"
)
_ADDRESSEE = re.compile(r"\S{2,30}(?:各位|会長\s{0,3}様|様|殿)")


def starts_paper(pieces: Sequence[Piece], i: int) -> bool:
    """Whether an attached paper starts at piece i: a letterhead above its date, or a paper's title."""
    text = fold(pieces[i].text).strip()
    if _LETTERHEAD.fullmatch(text):
        return i + 1 < len(pieces) and any(True for _ in find_dates(pieces[i + 1].text))
    if _ADDRESSEE.fullmatch(text):
        return not (i > 0 and _LETTERHEAD.fullmatch(fold(pieces[i - 1].text).strip()))
    return bool(_PAPER_TITLE.fullmatch(text)) and "。" not in text and "\t" not in text


def is_letterhead(pieces: Sequence[Piece], i: int) -> bool:
    """Whether a letter with number and date starts at piece i (「3情第12号」 above 「令和3年7月15日」)."""
    return (
        bool(_LETTERHEAD.fullmatch(fold(pieces[i].text).strip()))
        and i + 1 < len(pieces)
        and any(True for _ in find_dates(pieces[i + 1].text[:20]))
    )


def split_papers(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Cut the pieces behind the minutes into papers; short letterheads stay with the letter they head."""
    papers: list[list[Piece]] = []
    letter = False
    for i, piece in enumerate(pieces):
        starts = starts_paper(pieces, i)
        inside_letter = letter and papers and len(papers[-1]) < 14 and not is_letterhead(pieces, i)
        if not papers or (starts and not inside_letter and len(papers[-1]) > 1):
            papers.append([])
            letter = is_letterhead(pieces, i)
        papers[-1].append(piece)
    return papers


def item_of_paper(text: str, items: Sequence[tuple[int, Item]], previous: int | None) -> int | None:
    """The item that a paper belongs to: that of the longest title repeated near its top, else `previous`.

    Args:
        text: The paper's text.
        items: Candidates as (index, item), the likelier ones first.
        previous: The item of the paper before it: a 別紙 without a title of its own goes with it.
    """
    key = title_key(text[:1200])
    whole = [(len(item.key), -i) for i, item in items if len(item.key) >= 8 and item.key in key]
    if whole:
        return -max(whole)[1]
    nearest, best = max(
        ((_nearness(item, text), (i, item)) for i, item in items),
        key=lambda pair: pair[0],
        default=(0.0, None),
    )
    return best[0] if best and nearest >= 0.7 and len(best[1].key) >= 8 else previous


def _nearness(item: Item, text: str) -> float:
    """How far a paper's first line and an item's title agree: the larger share of the one in the other."""
    heading = re.sub(r"[^\s年度]{1,6}[市区町村](?!民)", "", text.split("\n", 1)[0])
    back = title_overlap(title_key(heading), item.title) if len(heading) >= 10 else 0.0
    return max(title_overlap(item.key, text[:160]), back)


@dataclass(frozen=True, slots=True)
class PastDecision:
    """One row of a table of decisions."""

    council: str | None
    label: str | None
    date: str | None
    titles: tuple[str, ...]
    outcome: Outcome
    quote: str | None
    quote_span: Span | None
    row_span: Span


@dataclass(frozen=True, slots=True)
class _Row:
    """A table row: its cells' texts with their places in the source."""

    cells: tuple[tuple[str, Span], ...]
    span: Span


def past_decisions(source: SourceText, pieces: Sequence[Piece]) -> list[PastDecision]:
    """Decisions told by tables with a column for the result (結論, 審議結果, 答申内容)."""
    found: list[PastDecision] = []
    columns: dict[str, int] = {}
    year: str | None = None
    council: str | None = None
    rows: list[_Row] = []
    above: list[str] = []
    for row in _rows(source, pieces):
        words = [squeeze(c) for c, _ in row.cells]
        if len(words) == 1:
            year = find_fiscal_year(words[0]) or year
            named = re.search(
                r"([^\s、。「」()0-9]{2,30}(?:審議会|審査会|委員会|協議会))を?(?:[0-9]+回)?(?:開催|の状況)",
                words[0],
            )
            council = re.sub(r"^.*(?:年度は|は、)", "", named[1]) if named else council
        header = _columns(words) or _columns(
            [w or (above[i] if i < len(above) else "") for i, w in enumerate(words)]
        )
        above = words
        if header:
            if columns:
                found.extend(_decisions(source, rows, columns, year, council))
            columns, rows = header, []
            continue
        if columns and len(words) > 1:
            rows.append(row)
            continue
        if columns:
            found.extend(_decisions(source, rows, columns, year, council))
            columns, rows = {}, []
    if columns:
        found.extend(_decisions(source, rows, columns, year, council))
    return found


def _rows(source: SourceText, pieces: Sequence[Piece]) -> list[_Row]:
    """Lines as table rows; a line within an unclosed cell (``<p>`` … ``</p>``) belongs to the row above."""
    rows: list[_Row] = []
    pending: tuple[int, int] | None = None
    row_ends = _row_ends(source)
    for piece in pieces:
        if rows and piece.start < row_ends.get(rows[-1].span[0], -1):
            # A cell of several paragraphs.
            start = rows[-1].span[0]
            rows[-1] = _Row(tuple(_cells(source.text[start : piece.end], start)), (start, piece.end))
            continue
        # An empty first cell is white space at the line's beginning.
        line_start = source.text.rfind("\n", 0, piece.start) + 1
        start, end = (pending[0], piece.end) if pending else (line_start, piece.end)
        text = source.text[start:end]
        if text.count("<p>") > text.count("</p>") and len(text) < 4000:
            pending = (start, end)
            continue
        pending = None
        rows.append(_Row(tuple(_cells(text, start)), (start, end)))
    return rows


def _row_ends(source: SourceText) -> dict[int, int]:
    """Where each table row ends that the format tells, by where the line that it begins on starts."""
    rows: dict[tuple[int, int], tuple[int, int]] = {}
    for cell in source.cells:
        start, end = rows.get((cell.table, cell.row), (cell.start, cell.end))
        rows[cell.table, cell.row] = (min(start, cell.start), max(end, cell.end))
    return {source.text.rfind("\n", 0, start) + 1: end for start, end in rows.values()}


def _cells(text: str, start: int) -> list[tuple[str, Span]]:
    cells: list[tuple[str, Span]] = []
    at = 0
    for part in text.split("\t"):
        cells.append((re.sub(r"</?[a-zA-Z][^<>]{0,40}>", "", part), (start + at, start + at + len(part))))
        at += len(part) + 1
    return cells


def _columns(words: Sequence[str]) -> dict[str, int] | None:
    """Which column holds what, if the row heads a table of decisions or of meetings with their matters."""
    if len(words) < 2:
        return None
    columns: dict[str, int] = {}
    for i, word in enumerate(words):
        if re.fullmatch(r"結論|(?:審議|審査|会議|議決)?結果|答申内容|答申の内容|議決結果|決定", word):
            columns["result"] = i
        elif re.fullmatch(r".*(?:開催日|年月日|期日|日時).*", word):
            columns["date"] = i
        elif re.fullmatch(
            r"(?!.*結果).*(?:会議内容|諮問事項|案件|議題|審議事項|件名|審査請求の内容|審議内容|施設).*|名称",
            word,
        ):
            columns.setdefault("title", i)
        elif re.fullmatch(r"回数?|会議名|回", word):
            columns["label"] = i
    # Where no column tells the titles, the numbers name the items.
    numbered = [i for i, word in enumerate(words) if re.fullmatch(r"(?:事件|議案)?番号", word)]
    if numbered:
        columns.setdefault("title", numbered[0])
    complete = "title" in columns and ("result" in columns or "date" in columns)
    return columns if complete else None


def _decisions(
    source: SourceText, rows: Sequence[_Row], columns: dict[str, int], year: str | None, council: str | None
) -> list[PastDecision]:
    # A row that goes on after a page break has no first cell; it belongs to the row above.
    joined: list[list[_Row]] = []
    for row in rows:
        if joined and not squeeze(row.cells[0][0]) and _goes_on(row, columns):
            joined[-1].append(row)
        elif not set(squeeze("".join(c for c, _ in row.cells))) <= set("-"):
            joined.append([row])
    return [d for group in joined if (d := _decision(source, group, columns, year, council))]


def _goes_on(row: _Row, columns: dict[str, int]) -> bool:
    """Whether a row without a first cell belongs to the row above: not where its title has a number."""
    at = columns["title"]
    return at == 0 or (len(row.cells) > at and not take_numbering(row.cells[at][0].strip())[0])


def _decision(
    source: SourceText, group: Sequence[_Row], columns: dict[str, int], year: str | None, council: str | None
) -> PastDecision | None:
    def cell(name: str) -> str:
        at = columns.get(name)
        return "" if at is None else "".join(row.cells[at][0] for row in group if len(row.cells) > at)

    result_at = columns.get("result")
    results = (
        []
        if result_at is None
        else [
            row.cells[result_at]
            for row in group
            if len(row.cells) > result_at and squeeze(row.cells[result_at][0])
        ]
    )
    if all(_BLANK.fullmatch(squeeze(text)) for text, _ in results):
        results = []
    outcome = outcome_of_cell("".join(text for text, _ in results)) if results else Outcome.NOT_RECORDED
    if outcome is None:
        return None
    dates = list(find_dates(cell("date")))
    number = to_number(squeeze(cell("label")).strip("第回"))
    titles = _titles(cell("title") or cell("label"))
    if not titles:
        return None
    quote, span = _quote(source, results)
    return PastDecision(
        council=council,
        label=f"{year or ''}第{number}回" if number else None,
        date=dates[0][2] if dates else None,
        titles=titles,
        outcome=outcome,
        quote=quote,
        quote_span=span,
        row_span=(group[0].span[0], group[-1].span[1]),
    )


def _quote(source: SourceText, results: Sequence[tuple[str, Span]]) -> tuple[str | None, Span | None]:
    """The cell that states the result, and its rest on the next page if only white space parts the two."""
    if not results:
        return None, None
    text, (start, end) = results[0]
    quote = text.strip()
    for more, (more_start, more_end) in results[1:]:
        if source.text[end:more_start].strip():
            break
        quote, end = quote + more.strip(), more_end
    start += len(source.text[start:end]) - len(source.text[start:end].lstrip())
    return quote, (start, start + len(source.text[start:end].rstrip()))


_BLANK = re.compile(r"[-‐―—－–・]*")
_GROUP_HEAD = re.compile(r"\s*(?:諮問|審議|報告|協議)(?:案件|事項)(?:の審議|の報告)?[\s　]+")


def _titles(text: str) -> tuple[str, ...]:
    body = _GROUP_HEAD.sub("", re.sub(r"\s*\n\s*", "\n", text.strip()), count=1)
    parts = re.split(r"(?:^|[\s\n])[・*-]\s?|\n(?=[・*-])", body)
    listed = (
        [squeeze(p) for p in parts[1:]]
        if len(parts) > 1
        else [squeeze(p) for p in re.split(r"(?:(?<=について)|(?<=[)）]))\s+", body)]
    )
    return tuple(t for t in listed if len(t) >= 4)
