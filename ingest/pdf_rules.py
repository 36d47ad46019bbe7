"""The ruling lines of a PDF page: straight lines and thin areas, the pieces of each joined."""

import ctypes
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import pypdfium2
import pypdfium2.raw as pdfium

from ingest.pdf_calls import form_objects, page_objects, without_text

# In points: ruling lines are thinner, and their pieces nearer to each other.
MAX_RULE_THICKNESS = 3.0
MAX_RULE_BREAK = 4.0
MIN_RULE_LENGTH = 8.0
# A page with more is a drawing, not a table.
MAX_OBJECTS = 50_000
MAX_BOXES = 50_000
MAX_RULES = 600
MAX_FORM_DEPTH = 8

Box = tuple[float, float, float, float]
Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Rule:
    """A ruling line in the reading frame: horizontal at y = `at`, or vertical at x = `at`."""

    horizontal: bool
    at: float
    start: float
    end: float


def ruling_lines(boxes: Iterable[Box]) -> list[Rule]:
    """The ruling lines among drawn boxes in the reading frame; none where there are too many for a table."""
    rules = _join_rules([rule for box in boxes if (rule := _rule(box))])
    return rules if len(rules) <= MAX_RULES else []


def drawn_boxes(page: pypdfium2.PdfPage) -> tuple[list[Box], bool]:
    """The boxes of the page's straight lines and thin areas, and whether it holds images."""
    boxes: list[Box] = []
    has_images = False
    for kind, item, matrix in _drawn_objects(page):
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            has_images = True
        elif kind == pdfium.FPDF_PAGEOBJ_PATH and len(boxes) <= MAX_BOXES:
            boxes.extend(islice(_path_boxes(item, matrix), MAX_BOXES))
    return (boxes if len(boxes) <= MAX_BOXES else []), has_images


def _drawn_objects(page: pypdfium2.PdfPage) -> Iterator[tuple[int, pdfium.FPDF_PAGEOBJECT, Matrix]]:
    """The page's objects other than text, those in Form XObjects included.

    Each has its type, and the matrix from its space to the page's.
    """
    objects = page_objects(page.raw, MAX_OBJECTS)
    left = MAX_OBJECTS - len(objects)
    waiting = deque([(objects, IDENTITY, 0)])
    while waiting:
        objects, outer, depth = waiting.popleft()
        for kind, item in without_text(objects):
            if kind != pdfium.FPDF_PAGEOBJ_FORM:
                yield kind, item, outer
            elif depth < MAX_FORM_DEPTH:
                content = form_objects(item, left)
                left -= len(content)
                waiting.append((content, _multiply(_matrix(item), outer), depth + 1))


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
