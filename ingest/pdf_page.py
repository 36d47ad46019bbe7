"""One PDF page → runs of text and ruling lines, in a frame where text runs right and lines go down.

pdfium gives a character at a time in the order of the content stream, which need not be reading order. Here
characters that follow each other on a line become a `Run`; lines and tables are made of runs.
"""

import ctypes
import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import islice

import pypdfium2
import pypdfium2.raw as pdfium

# In units of the character size.
MAX_GAP_IN_RUN = 0.9
MIN_GAP_AT_RULE = 0.1
WORD_GAP = 0.2
WIDE_WORD_GAP = 0.4
FIRST_WIDE = "\u3041"
MIN_OVERLAP_IN_RUN = 0.5
# In points: ruling lines are thinner, and their pieces nearer to each other.
MAX_RULE_THICKNESS = 3.0
MAX_RULE_BREAK = 4.0
MIN_RULE_LENGTH = 8.0
SAME_PLACE = 2.0
# A page with more is a drawing, not a table.
MAX_OBJECTS = 50_000
MAX_BOXES = 50_000
MAX_RULES = 600
MAX_FORM_DEPTH = 8
DIRECTION_SAMPLE = 300
HALF_MARKS = "、。，．・）」』】〕〉》：；"

# Fonts draw a radical and the character of its shape with one glyph; many PDFs then name the radical.
LOOK_ALIKES = {
    code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)
} | str.maketrans(
    "\u2e9f\u2ea0\u2ec1\u2ec4\u2ed1\u2ed8\u2edd\u2ee4\u2ee8\u2ee9\u2eef\u2ef2", "母民虎西長青食鬼麦黄竜亀"
)
# pdfium gives U+0002, in bulk U+FFFE, for a hyphen at a line's end.
LOOK_ALIKES |= str.maketrans("\x02\ufffe", "--")

Box = tuple[float, float, float, float]
Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class Direction(Enum):
    """Which way text runs on the stored page: 縦書き (vertical writing) down, turned pages up or left."""

    RIGHT = "right"
    DOWN = "down"
    LEFT = "left"
    UP = "up"

    def to_reading(self, box: Box) -> Box:
        """A (left, bottom, right, top) box of the page as (left, top, right, bottom) in the reading frame."""
        left, bottom, right, top = box
        match self:
            case Direction.RIGHT:
                return left, -top, right, -bottom
            case Direction.DOWN:
                return -top, -right, -bottom, -left
            case Direction.LEFT:
                return -right, bottom, -left, top
            case Direction.UP:
                return bottom, left, top, right

    def to_page(self, box: Box) -> Box:
        """The inverse of `to_reading`."""
        left, top, right, bottom = box
        match self:
            case Direction.RIGHT:
                return left, -bottom, right, -top
            case Direction.DOWN:
                return -bottom, -right, -top, -left
            case Direction.LEFT:
                return -right, top, -left, bottom
            case Direction.UP:
                return top, left, bottom, right


@dataclass(slots=True, kw_only=True)
class Run:
    """Characters that stand side by side; a box in the reading frame, y growing downwards."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def size(self) -> float:
        """The height of the characters."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """The height of the line's middle."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Rule:
    """A ruling line in the reading frame: horizontal at y = `at`, or vertical at x = `at`."""

    horizontal: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PageContent:
    """What stands on one page."""

    runs: list[Run]
    rules: list[Rule]
    direction: Direction
    has_images: bool


def read_page(page: pypdfium2.PdfPage, max_characters: int) -> PageContent:
    """Read a page's text and ruling lines.

    Raises:
        PdfiumError: The page is damaged.
        OverflowError: The page holds more than `max_characters`.
    """
    characters = _characters(page, max_characters)
    direction = _direction(characters)
    boxes, has_images = _drawn_boxes(page)
    rules = _join_rules([rule for box in boxes if (rule := _rule(direction.to_reading(box)))])
    if len(rules) > MAX_RULES:
        rules = []
    runs = _runs([(character, direction.to_reading(box)) for character, box in characters], rules)
    return PageContent(runs=_without_doubles(runs), rules=rules, direction=direction, has_images=has_images)


def _characters(page: pypdfium2.PdfPage, max_characters: int) -> list[tuple[str, Box]]:
    """Characters in stream order with their boxes; white space that pdfium adds has a box without width."""
    text_page = page.get_textpage()
    try:
        count = text_page.count_chars()
        if count > max_characters:
            raise OverflowError(count)
        box = pdfium.FS_RECTF()
        characters = []
        for index, character in enumerate(_text(text_page, count)):
            pdfium.FPDFText_GetLooseCharBox(text_page, index, box)
            if character:
                characters.append((character, (box.left, box.bottom, box.right, box.top)))
        return characters
    finally:
        text_page.close()


def _text(text_page: pypdfium2.PdfTextPage, count: int) -> list[str]:
    """The page's characters by pdfium's index; the second half of a surrogate pair is empty."""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(text_page, 0, count, buffer)
    text = bytes(buffer)[: 2 * count].decode("utf-16-le", errors="replace")
    if written != count + 1 or len(text) != count:
        # Characters beyond the BMP or without a Unicode value put the two out of step.
        codes = [pdfium.FPDFText_GetUnicode(text_page, index) for index in range(count)]
        return [character.translate(LOOK_ALIKES) for character in _from_codes(codes)]
    return list(text.translate(LOOK_ALIKES))


def _from_codes(codes: list[int]) -> Iterator[str]:
    high = 0
    for code in codes:
        if high and 0xDC00 <= code < 0xE000:
            yield chr(0x10000 + ((high - 0xD800) << 10) + code - 0xDC00)
        elif 0xD800 <= code < 0xDC00:
            high = code
            yield ""
            continue
        else:
            # pdfium puts U+FFFE for a hyphen that ends a line.
            yield (
                "-"
                if code == 0xFFFE
                else chr(code)
                if 0 < code < 0x110000 and not 0xDC00 <= code < 0xE000
                else "\ufffd"
            )
        high = 0


def _direction(characters: list[tuple[str, Box]]) -> Direction:
    """The way most characters of a page follow each other."""
    counts = dict.fromkeys(Direction, 0)
    step = max(1, len(characters) // DIRECTION_SAMPLE)
    for index in range(1, len(characters), step):
        before, after = characters[index - 1][1], characters[index][1]
        if before[2] - before[0] <= 0 or after[2] - after[0] <= 0:
            continue
        across = (after[0] + after[2] - before[0] - before[2]) / 2
        up = (after[1] + after[3] - before[1] - before[3]) / 2
        if abs(across) > 2 * abs(up):
            counts[Direction.RIGHT if across > 0 else Direction.LEFT] += 1
        elif abs(up) > 2 * abs(across):
            counts[Direction.UP if up > 0 else Direction.DOWN] += 1
    return max(counts, key=lambda direction: counts[direction])


def _runs(characters: list[tuple[str, Box]], rules: list[Rule]) -> list[Run]:
    """Join characters that stand side by side on a line with no ruling line between them."""
    uprights = [rule for rule in rules if not rule.horizontal]
    runs: list[Run] = []
    pen = 0.0
    for character, (left, top, right, bottom) in characters:
        if right <= left or character in "\r\n\t":
            continue
        run = runs[-1] if runs else None
        if run is None or not _continues(run, pen, (left, top, right, bottom), uprights):
            if character != " ":
                runs.append(Run(text=character, left=left, top=top, right=right, bottom=bottom))
                pen = right
            continue
        if character == run.text[-1] and left < pen - 0.7 * (right - left):
            continue  # printed twice to look bold
        # A mark of punctuation may fill half its square only.
        if left - pen > _word_gap(run.text[-1], character) * run.size and not run.text[-1].isspace():
            run.text += " "
        run.text += character
        pen = max(pen, right)
        if not character.isspace():
            run.right = pen
            run.top, run.bottom = min(run.top, top), max(run.bottom, bottom)
    return [run for run in runs if run.text.strip()]


def _word_gap(before: str, after: str) -> float:
    """From which gap on, in ems, a space stands between two characters; 日 fills but part of its square."""
    if before in HALF_MARKS:
        return math.inf
    both_wide = before >= FIRST_WIDE and after >= FIRST_WIDE
    return WIDE_WORD_GAP if both_wide else WORD_GAP


def _continues(run: Run, pen: float, box: Box, uprights: list[Rule]) -> bool:
    """Whether a character follows a run whose last character, spaces included, ends at `pen`."""
    left, top, _, bottom = box
    gap, size = left - pen, run.bottom - run.top
    if not -size < gap < MAX_GAP_IN_RUN * size:
        return False
    if min(run.bottom, bottom) - max(run.top, top) < MIN_OVERLAP_IN_RUN * min(size, bottom - top):
        return False
    if gap < MIN_GAP_AT_RULE * size:
        return True
    middle = (top + bottom) / 2
    return not any(
        run.right - 1 <= rule.at <= left + 1 and rule.start <= middle <= rule.end for rule in uprights
    )


def _without_doubles(runs: list[Run]) -> list[Run]:
    """Drop a run that is printed once more at nearly the same place, as shadows and bold letters are."""
    kept: list[Run] = []
    taken: set[tuple[str, int, int]] = set()
    for run in runs:
        run.text = run.text.rstrip()
        column, row = int(run.left // SAME_PLACE), int(run.top // SAME_PLACE)
        places = {(run.text, column + across, row + down) for across in (-1, 0, 1) for down in (-1, 0, 1)}
        if taken.isdisjoint(places):
            taken.add((run.text, column, row))
            kept.append(run)
    return kept


def _drawn_boxes(page: pypdfium2.PdfPage) -> tuple[list[Box], bool]:
    """The boxes of the page's straight lines and thin areas, and whether it holds images."""
    boxes: list[Box] = []
    has_images = False
    for item, matrix in islice(_page_objects(page), MAX_OBJECTS):
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            has_images = True
        elif kind == pdfium.FPDF_PAGEOBJ_PATH and len(boxes) <= MAX_BOXES:
            boxes.extend(islice(_path_boxes(item, matrix), MAX_BOXES))
    return (boxes if len(boxes) <= MAX_BOXES else []), has_images


def _page_objects(page: pypdfium2.PdfPage) -> Iterator[tuple[pdfium.FPDF_PAGEOBJECT, Matrix]]:
    """The page's objects, those in Form XObjects included, with the matrix from their space to the page's."""
    for index in range(pdfium.FPDFPage_CountObjects(page)):
        yield from _with_form_content(pdfium.FPDFPage_GetObject(page, index), IDENTITY, 0)


def _with_form_content(
    item: pdfium.FPDF_PAGEOBJECT, outer: Matrix, depth: int
) -> Iterator[tuple[pdfium.FPDF_PAGEOBJECT, Matrix]]:
    if pdfium.FPDFPageObj_GetType(item) != pdfium.FPDF_PAGEOBJ_FORM:
        yield item, outer
    elif depth < MAX_FORM_DEPTH:
        matrix = _multiply(_matrix(item), outer)
        for index in range(max(0, pdfium.FPDFFormObj_CountObjects(item))):
            yield from _with_form_content(pdfium.FPDFFormObj_GetObject(item, index), matrix, depth + 1)


def _matrix(item: pdfium.FPDF_PAGEOBJECT) -> Matrix:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, matrix):
        return IDENTITY
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _multiply(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _path_boxes(item: pdfium.FPDF_PAGEOBJECT, outer: Matrix) -> Iterator[Box]:
    """A thin path as it is, a wider one as its straight segments."""
    matrix = _multiply(_matrix(item), outer)
    points = _path_points(item, matrix)
    if not points:
        return
    across = [point[0] for point, _ in points]
    up = [point[1] for point, _ in points]
    if min(max(across) - min(across), max(up) - min(up)) <= MAX_RULE_THICKNESS:
        yield min(across), min(up), max(across), max(up)
        return
    for index in range(1, len(points)):
        (x0, y0), _ = points[index - 1]
        (x1, y1), drawn = points[index]
        if drawn:
            yield min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _path_points(item: pdfium.FPDF_PAGEOBJECT, matrix: Matrix) -> list[tuple[tuple[float, float], bool]]:
    """A path's corners on the page, each with whether a straight line leads to it; closing lines included."""
    a, b, c, d, e, f = matrix
    points: list[tuple[tuple[float, float], bool]] = []
    start = (0.0, 0.0)
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(min(MAX_BOXES, pdfium.FPDFPath_CountSegments(item))):
        segment = pdfium.FPDFPath_GetPathSegment(item, index)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = (a * x.value + c * y.value + e, b * x.value + d * y.value + f)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            start = point
        points.append((point, kind == pdfium.FPDF_SEGMENT_LINETO))
        if pdfium.FPDFPathSegment_GetClose(segment):
            points.append((start, True))
    return points


def _rule(box: Box) -> Rule | None:
    """A box in the reading frame as a ruling line, if it is thin and straight."""
    left, top, right, bottom = box
    if bottom - top <= MAX_RULE_THICKNESS and right - left > bottom - top:
        return Rule(horizontal=True, at=(top + bottom) / 2, start=left, end=right)
    if right - left <= MAX_RULE_THICKNESS and bottom - top > right - left:
        return Rule(horizontal=False, at=(left + right) / 2, start=top, end=bottom)
    return None


def _join_rules(rules: list[Rule]) -> list[Rule]:
    """Join the pieces of each ruling line: dashes, cell by cell borders, and lines drawn twice."""
    joined: list[Rule] = []
    line: list[Rule] = []
    for rule in sorted(rules):
        if line and (rule.horizontal != line[0].horizontal or rule.at - line[0].at > MAX_RULE_THICKNESS):
            joined.extend(_join_line(line))
            line = []
        line.append(rule)
    joined.extend(_join_line(line))
    return [rule for rule in joined if rule.end - rule.start >= MIN_RULE_LENGTH]


def _join_line(pieces: list[Rule]) -> Iterator[Rule]:
    """Join pieces of about the same position along the line."""
    current: Rule | None = None
    for piece in sorted(pieces, key=lambda rule: rule.start):
        if current and piece.start - current.end <= MAX_RULE_BREAK:
            end = max(current.end, piece.end)
            current = Rule(horizontal=piece.horizontal, at=current.at, start=current.start, end=end)
            continue
        if current:
            yield current
        current = piece
    if current:
        yield current
