"""Lines and table rows of a PDF page, made of runs of text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.pdf_page import Run

# In units of the character size.
WORD_GAP = 0.25
WIDE_GAP = 0.75
MAX_WIDE_SPACES = 3
SAME_LINE_OVERLAP = 0.5
MAX_RUBY_SIZE = 0.65
# In units of the usual distance between lines.
PARAGRAPH_PITCH = 1.35

WIDE_SPACE = "\u3000"


@dataclass(slots=True, kw_only=True)
class Line:
    """Runs on one line, from left to right."""

    runs: list[Run]

    @property
    def left(self) -> float:
        """The left edge of its first run."""
        return self.runs[0].left

    @property
    def right(self) -> float:
        """The right edge of its last run."""
        return self.runs[-1].right

    @property
    def top(self) -> float:
        """The top of its highest run."""
        return min(run.top for run in self.runs)

    @property
    def bottom(self) -> float:
        """The bottom of its lowest run."""
        return max(run.bottom for run in self.runs)

    @property
    def size(self) -> float:
        """The size of its largest characters."""
        return max(run.size for run in self.runs)

    @property
    def text(self) -> str:
        """Its runs with the gaps between them."""
        return "".join(gap + run.text for gap, run in zip(self.gaps(), self.runs, strict=True))

    def gaps(self) -> list[str]:
        """The white space before each run; none before the first."""
        return [
            "",
            *(_space(before, after) for before, after in pairwise(self.runs)),
        ]


@dataclass(slots=True, kw_only=True)
class RowCell:
    """A cell's lines; `covered` stands for a place that a cell above or to the left spans."""

    lines: list[Line] = field(default_factory=list)
    column_span: int = 1
    covered: bool = False


@dataclass(slots=True, kw_only=True)
class TableRow:
    """A table row; `edges` are the x of the table's column borders, by which it is known on the next page."""

    cells: list[RowCell]
    edges: tuple[float, ...]
    top: float
    starts_table: bool = False

    @property
    def text(self) -> str:
        """Its cells, separated by tabs."""
        return "\t".join("\n".join(line.text for line in cell.lines) for cell in self.cells)


PageItem = Line | TableRow


def group_lines(runs: Iterable[Run]) -> list[Line]:
    """Runs → lines from top to bottom; runs whose heights overlap by half share a line. Ruby is left out."""
    lines: list[Line] = []
    tallest: Run | None = None
    for run in sorted(runs, key=lambda run: (run.middle, run.left)):
        if tallest and _overlap(run, tallest) >= SAME_LINE_OVERLAP:
            lines[-1].runs.append(run)
            tallest = max(tallest, run, key=lambda r: r.size)
        else:
            lines.append(Line(runs=[run]))
            tallest = run
    for line in lines:
        line.runs.sort(key=lambda run: run.left)
    return [
        line
        for index, line in enumerate(lines)
        if index + 1 == len(lines) or not _is_ruby(line, over=lines[index + 1])
    ]


def join_label(lines: list[Line], right_edge: float) -> list[Line]:
    """Join the lines of a label that its column is too narrow for（デジタル推進／課長）.

    Args:
        lines: The lines of a cell.
        right_edge: The x of the column's right border.
    """
    joined: list[Line] = []
    for line in lines:
        if joined and not has_room(joined[-1], line, right_edge):
            joined[-1] = Line(runs=[*joined[-1].runs, *line.runs])
        else:
            joined.append(line)
    return joined


def has_room(line: Line, following: Line, right_edge: float) -> bool:
    """Whether the next line's first character would still have fit before the right edge."""
    last = line.runs[-1]
    return last.right + following.runs[0].size <= right_edge


def line_pitch(lines: Sequence[Line]) -> float:
    """The usual distance from line to line inside a paragraph: what a quarter of the distances stay below."""
    pitches = sorted(after.top - before.top for before, after in pairwise(lines) if after.top > before.top)
    return pitches[len(pitches) // 4] if pitches else 0.0


def is_adjacent(line: Line, following: Line, pitch: float) -> bool:
    """Whether two lines stand as close as lines of one paragraph do."""
    return following.top - line.top <= max(PARAGRAPH_PITCH * pitch, following.size)


def _is_ruby(line: Line, *, over: Line) -> bool:
    """Whether a line gives readings: small kana close over larger text, nowhere beyond it."""
    return (
        line.size <= MAX_RUBY_SIZE * over.size
        and over.top - line.bottom < 0.4 * line.size
        and over.left - line.size <= line.left
        and line.right <= over.right + line.size
        and all("\u3041" <= character <= "\u30ff" or character.isspace() for character in line.text)
    )


def _overlap(run: Run, other: Run) -> float:
    """The share of the lower one's height at which two runs stand beside each other."""
    shared = min(run.bottom, other.bottom) - max(run.top, other.top)
    return shared / max(0.1, min(run.size, other.size))


def _space(before: Run, after: Run) -> str:
    gap, size = after.left - before.right, min(before.size, after.size)
    if gap < WORD_GAP * size:
        return ""
    if gap < WIDE_GAP * size:
        return " "
    return WIDE_SPACE * max(1, min(MAX_WIDE_SPACES, round(gap / max(0.1, size))))
