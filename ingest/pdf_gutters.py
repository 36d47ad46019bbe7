"""Text set in two columns on a PDF page, told by the gap between them, without ruling lines.

Where both columns start anew at the same heights again and again, they are a table of 質問 and 回答; else the
left one is read down to its end, then the right one.
"""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from ingest.pdf_lines import Line, PageItem, RowCell, TableRow, is_adjacent, line_pitch

# In units of the character size.
MIN_GUTTER = 1.0
MAX_RAGGED_EDGE = 2.5
MIN_COLUMN_WIDTH = 12
# Where a gutter may be, as a share of the page's text width.
GUTTER_ZONE = (0.35, 0.65)
# In lines.
MIN_LINES = 6
MIN_BANDS = 3
MAX_BAND_LINES = 6
MIN_FULL_SHARE = 0.4

Halves = tuple[Line | None, Line | None]


def find_gutter(lines: Sequence[Line]) -> float | None:
    """The x between two columns of set text on a page; None where the page has one column."""
    if len(lines) < MIN_LINES:
        return None
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    first, last = (left + share * (right - left) for share in GUTTER_ZONE)
    gaps = [
        (before.right, after.left)
        for line in lines
        for before, after in pairwise(line.runs)
        if after.left - before.right >= MIN_GUTTER * after.size and before.right < last and after.left > first
    ]
    if len(gaps) < MIN_LINES:
        return None
    middles = [(max(start, first) + min(end, last)) / 2 for start, end in gaps]
    gutter = max(middles, key=lambda x: sum(start < x < end for start, end in gaps))
    return gutter if _fills_columns(lines, gutter) else None


def items_in_columns(lines: Sequence[Line], gutter: float) -> list[PageItem]:
    """The lines of a page of two columns in reading order; lines across both columns stay where they are."""
    items: list[PageItem] = []
    block: list[Line] = []
    for line in lines:
        if _spans(line, gutter):
            items.extend(_block_items(block, gutter))
            block = []
            items.append(line)
        else:
            block.append(line)
    return [*items, *_block_items(block, gutter)]


def _fills_columns(lines: Sequence[Line], gutter: float) -> bool:
    """Whether most lines have text on both sides, and that on the left fills its column, as prose does."""
    halves = [_halves(line, gutter) for line in lines if not _spans(line, gutter)]
    lefts = [left for left, right in halves if left and right]
    if len(lefts) < max(MIN_LINES, len(lines) / 2):
        return False
    size = median(left.size for left in lefts)
    edges = sorted(left.right for left in lefts)
    edge = edges[len(edges) * 9 // 10]
    full = sum(left.right > edge - MAX_RAGGED_EDGE * size for left in lefts)
    width = edge - min(left.left for left in lefts)
    return full >= MIN_FULL_SHARE * len(lefts) and width >= MIN_COLUMN_WIDTH * size


def _spans(line: Line, gutter: float) -> bool:
    return any(run.left < gutter < run.right for run in line.runs)


def _halves(line: Line, gutter: float) -> Halves:
    left = [run for run in line.runs if run.right <= gutter]
    right = line.runs[len(left) :]
    return Line(runs=left) if left else None, Line(runs=right) if right else None


def _block_items(block: Sequence[Line], gutter: float) -> list[PageItem]:
    """A table where the block falls into bands of a few lines with white space across both columns."""
    halves = [_halves(line, gutter) for line in block]
    bands = _bands(block)
    if len(bands) >= MIN_BANDS and median(len(band) for band in bands) <= MAX_BAND_LINES:
        return [
            _band_row([_halves(line, gutter) for line in band], gutter, first=band is bands[0])
            for band in bands
        ]
    return [*(left for left, _ in halves if left), *(right for _, right in halves if right)]


def _bands(block: Sequence[Line]) -> list[list[Line]]:
    pitch = line_pitch(block)
    bands: list[list[Line]] = []
    for line in block:
        if bands and is_adjacent(bands[-1][-1], line, pitch):
            bands[-1].append(line)
        else:
            bands.append([line])
    return bands


def _band_row(band: Sequence[Halves], gutter: float, *, first: bool) -> TableRow:
    lefts, rights = [left for left, _ in band if left], [right for _, right in band if right]
    top = min(line.top for line in (*lefts, *rights))
    return TableRow(
        cells=[RowCell(lines=lefts), RowCell(lines=rights)], edges=(gutter,), top=top, starts_table=first
    )
