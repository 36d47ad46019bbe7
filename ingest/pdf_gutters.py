"""Text set in two columns on a PDF page, told by where lines start and end, without ruling lines.

Where both columns start anew at the same heights again and again, they are a table of 質問 and 回答; else the
left one is read down to its end, then the right one.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.pdf_lines import PARAGRAPH_PITCH, Line, PageItem, RowCell, TableRow, line_pitch

# In points.
BIN = 2.0
# In units of the character size.
MAX_RAGGED_EDGE = 2.5
MIN_COLUMN_WIDTH = 12
SAME_TOP = 0.5
# Where the right column may start, as a share of the page's text width.
START_ZONE = (0.4, 0.7)
# In lines.
MIN_LINES = 6
MIN_FULL_SHARE = 0.4
MAX_SPANNING_SHARE = 0.25
MIN_BANDS = 3
MIN_ALIGNED_BANDS = 0.8


@dataclass(slots=True, kw_only=True)
class _Band:
    """Lines of both columns between two stretches of white space across the page."""

    lefts: list[Line]
    rights: list[Line]

    @property
    def is_aligned(self) -> bool:
        if not self.lefts or not self.rights:
            return False
        return abs(self.lefts[0].top - self.rights[0].top) < SAME_TOP * self.lefts[0].size


def find_gutter(lines: Sequence[Line]) -> float | None:
    """The x at which the right one of two columns of set text starts; None where the page has one column."""
    if not lines:
        return None
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    first, last = (left + share * (right - left) for share in START_ZONE)
    starts = Counter(round(run.left / BIN) for line in lines for run in line.runs if first < run.left < last)
    if not starts:
        return None
    gutter = (starts.most_common(1)[0][0] - 1) * BIN
    return gutter if _is_set_in_columns(lines, gutter) else None


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


def _is_set_in_columns(lines: Sequence[Line], gutter: float) -> bool:
    """Whether most lines keep to a column, and those on the left fill theirs, as prose does."""
    spanning = sum(_spans(line, gutter) for line in lines)
    lefts, rights = _halves([line for line in lines if not _spans(line, gutter)], gutter)
    if min(len(lefts), len(rights)) < MIN_LINES or spanning > MAX_SPANNING_SHARE * len(lines):
        return False
    size = sorted(left.size for left in lefts)[len(lefts) // 2]
    edges = sorted(left.right for left in lefts)
    edge = edges[len(edges) * 9 // 10]
    full = sum(right > edge - MAX_RAGGED_EDGE * size for right in edges)
    width = edge - min(left.left for left in lefts)
    return full >= MIN_FULL_SHARE * len(lefts) and width >= MIN_COLUMN_WIDTH * size


def _spans(line: Line, gutter: float) -> bool:
    return any(run.left < gutter < run.right for run in line.runs)


def _halves(lines: Iterable[Line], gutter: float) -> tuple[list[Line], list[Line]]:
    """The parts of lines left and right of the gutter."""
    lefts, rights = [], []
    for line in lines:
        left = [run for run in line.runs if run.right <= gutter]
        right = line.runs[len(left) :]
        if left:
            lefts.append(Line(runs=left))
        if right:
            rights.append(Line(runs=right))
    return lefts, rights


def _block_items(block: Sequence[Line], gutter: float) -> list[PageItem]:
    lefts, rights = _halves(block, gutter)
    bands = _bands(lefts, rights)
    if len(bands) >= MIN_BANDS and sum(band.is_aligned for band in bands) >= MIN_ALIGNED_BANDS * len(bands):
        return [_band_row(band, gutter, first=band is bands[0]) for band in bands]
    return [*lefts, *rights]


def _bands(lefts: Sequence[Line], rights: Sequence[Line]) -> list[_Band]:
    pitch = line_pitch(lefts)
    bands: list[_Band] = []
    bottom = float("-inf")
    tagged = [*((line, True) for line in lefts), *((line, False) for line in rights)]
    for line, is_left in sorted(tagged, key=lambda entry: entry[0].top):
        if line.top - bottom > PARAGRAPH_PITCH * pitch - line.size:
            bands.append(_Band(lefts=[], rights=[]))
        (bands[-1].lefts if is_left else bands[-1].rights).append(line)
        bottom = max(bottom, line.bottom)
    return bands


def _band_row(band: _Band, gutter: float, *, first: bool) -> TableRow:
    top = min(line.top for line in (*band.lefts, *band.rights))
    cells = [RowCell(lines=band.lefts), RowCell(lines=band.rights)]
    return TableRow(cells=cells, edges=(gutter,), top=top, starts_table=first)
