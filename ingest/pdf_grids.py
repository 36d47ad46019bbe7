"""Tables of a PDF that are drawn with ruling lines."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.pdf_lines import (
    Line,
    RowCell,
    TableRow,
    group_lines,
    has_room,
    is_adjacent,
    join_label,
    line_pitch,
)
from ingest.pdf_page import Run
from ingest.pdf_rules import Rule

# In points.
TOUCHING = 3.0
SAME_EDGE = 6.0
# A sheet with more fields is no table of minutes.
MAX_FIELDS = 5000
# In characters.
MAX_LABEL_LENGTH = 15

# A field of a grid: 0-based row and column.
Field = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A ruled table: column edges, row edges, and for each field the first field of its cell."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    owners: tuple[tuple[Field, ...], ...]

    def holds(self, run: Run) -> bool:
        """Whether a run stands inside the table."""
        x = (run.left + run.right) / 2
        return self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= run.middle <= self.ys[-1]

    def rows(self, runs: Iterable[Run]) -> list[TableRow]:
        """The table's rows with the given runs in their cells; rows without text are left out."""
        contents: dict[Field, list[Run]] = {}
        for run in runs:
            contents.setdefault(self._owner(run), []).append(run)
        rows: list[TableRow] = []
        for row in range(len(self.ys) - 1):
            cells = self._row_cells(row, contents)
            if any(cell.lines for cell in cells):
                rows.extend(self._split_row(TableRow(cells=cells, edges=self.xs, top=self.ys[row])))
        if rows:
            rows[0].starts_table = True
        return rows

    def _owner(self, run: Run) -> Field:
        column = bisect_right(self.xs, (run.left + run.right) / 2) - 1
        row = bisect_right(self.ys, run.middle) - 1
        return self.owners[min(row, len(self.ys) - 2)][min(column, len(self.xs) - 2)]

    def _row_cells(self, row: int, contents: dict[Field, list[Run]]) -> list[RowCell]:
        cells: list[RowCell] = []
        owners = self.owners[row]
        column = 0
        while column < len(owners):
            span = 1
            while column + span < len(owners) and owners[column + span] == owners[column]:
                span += 1
            if owners[column] == (row, column):
                lines = _cell_lines(contents.get((row, column), []))
                cells.append(RowCell(lines=lines, column_span=span))
            else:
                cells.append(RowCell(column_span=span, covered=True))
            column += span
        return cells

    def _split_row(self, row: TableRow) -> list[TableRow]:
        """Split a row that holds several turns with no rule between them, else join the lines of its label.

        The turns are told by labels in the first cell that stand beside lines of the last.
        """
        labels, text = row.cells[0], row.cells[-1]
        if len(row.cells) == 1 or not labels.lines or not _are_labels(labels.lines):
            return [row]
        # The column keeps as much margin on the right as on the left.
        edge = self.xs[labels.column_span] - max(0.0, labels.lines[0].left - self.xs[0])
        starts = _label_starts(labels.lines, edge, line_pitch(text.lines or labels.lines))
        if (
            len(row.cells) == 2
            and len(starts) > 1
            and all(_stands_beside(start, text.lines) for start in starts)
        ):
            return _rows_at([start.top for start in starts], row, edge)
        labels.lines = join_label(labels.lines, edge)
        return [row]


def find_grids(rules: Sequence[Rule]) -> list[Grid]:
    """The ruled tables of two or more columns on a page, from top to bottom."""
    grids = [grid for cluster in _connected(rules) if (grid := _grid(cluster))]
    # A table drawn inside a cell of another is read as that cell's text.
    outer = [
        grid for grid in grids if not any(_contains(other, grid) for other in grids if other is not grid)
    ]
    return sorted(outer, key=lambda grid: grid.ys[0])


def _contains(outer: Grid, inner: Grid) -> bool:
    return (
        outer.xs[0] <= inner.xs[0]
        and inner.xs[-1] <= outer.xs[-1]
        and outer.ys[0] <= inner.ys[0]
        and inner.ys[-1] <= outer.ys[-1]
    )


def _connected(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Groups of rules that touch or cross one another."""
    group_of = list(range(len(rules)))

    def root(index: int) -> int:
        while group_of[index] != index:
            group_of[index] = group_of[group_of[index]]
            index = group_of[index]
        return index

    levels = [index for index, rule in enumerate(rules) if rule.horizontal]
    uprights = [index for index, rule in enumerate(rules) if not rule.horizontal]
    for level in levels:
        for upright in uprights:
            if _touch(rules[level], rules[upright]):
                group_of[root(level)] = root(upright)
    groups: dict[int, list[Rule]] = {}
    for index, rule in enumerate(rules):
        groups.setdefault(root(index), []).append(rule)
    return list(groups.values())


def _touch(level: Rule, upright: Rule) -> bool:
    return (
        level.start - TOUCHING <= upright.at <= level.end + TOUCHING
        and upright.start - TOUCHING <= level.at <= upright.end + TOUCHING
    )


def _grid(rules: Sequence[Rule]) -> Grid | None:
    """The grid that rules make; a table may lack its outer borders. None where it has a single column."""
    levels = [rule for rule in rules if rule.horizontal]
    uprights = [rule for rule in rules if not rule.horizontal]
    xs = _positions([r.at for r in uprights] + [end for r in levels for end in (r.start, r.end)])
    ys = _positions([r.at for r in levels] + [end for r in uprights for end in (r.start, r.end)])
    if len(xs) < 3 or len(ys) < 2 or len(xs) * len(ys) > MAX_FIELDS:
        return None
    owners: list[list[Field]] = []
    for row, (top, bottom) in enumerate(pairwise(ys)):
        owners.append([])
        for column, (left, right) in enumerate(pairwise(xs)):
            if column and not _is_ruled(uprights, left, top, bottom):
                owners[row].append(owners[row][column - 1])
            elif row and not _is_ruled(levels, top, left, right):
                owners[row].append(owners[row - 1][column])
            else:
                owners[row].append((row, column))
    return Grid(xs=xs, ys=ys, owners=tuple(map(tuple, owners)))


def _positions(values: Iterable[float]) -> tuple[float, ...]:
    """Values in order; those as near as the two sides of a line are taken as one."""
    positions: list[float] = []
    for value in sorted(values):
        if not positions or value - positions[-1] > SAME_EDGE:
            positions.append(value)
    return tuple(positions)


def _is_ruled(rules: Iterable[Rule], at: float, start: float, end: float) -> bool:
    """Whether a rule at this position covers more than half of a stretch."""
    return any(
        abs(rule.at - at) <= SAME_EDGE and min(rule.end, end) - max(rule.start, start) > (end - start) / 2
        for rule in rules
    )


def _cell_lines(runs: Iterable[Run]) -> list[Line]:
    """The lines of a cell; letters set below each other in a narrow cell are one line."""
    lines = group_lines(runs)
    if len(lines) > 1 and all(len(line.text) == 1 for line in lines):
        return [Line(runs=[run for line in lines for run in line.runs])]
    return lines


def _are_labels(lines: Iterable[Line]) -> bool:
    return all(
        len(line.text) <= MAX_LABEL_LENGTH and not line.text.endswith(("。", "、", "，")) for line in lines
    )


def _label_starts(lines: Sequence[Line], edge: float, pitch: float) -> list[Line]:
    """The first lines of the labels in a column."""
    starts = [lines[0]]
    for before, line in pairwise(lines):
        if not is_adjacent(before, line, pitch) or has_room(before, line, edge):
            starts.append(line)
    return starts


def _stands_beside(label: Line, lines: Iterable[Line]) -> bool:
    middle = (label.top + label.bottom) / 2
    return any(line.top <= middle <= line.bottom for line in lines)


def _rows_at(tops: Sequence[float], row: TableRow, edge: float) -> list[TableRow]:
    """Cut a row of two cells at the heights where its labels start."""
    rows: list[TableRow] = []
    for index, top in enumerate(tops):
        # Half a line of tolerance, as a label may be set a little higher or lower than its text.
        start = top - row.cells[0].lines[0].size / 2 if index else float("-inf")
        end = tops[index + 1] - row.cells[0].lines[0].size / 2 if index + 1 < len(tops) else float("inf")
        parts = [[line for line in cell.lines if start <= line.top < end] for cell in row.cells]
        cells = [RowCell(lines=join_label(parts[0], edge)), RowCell(lines=parts[1])]
        rows.append(TableRow(cells=cells, edges=row.edges, top=top))
    return rows
