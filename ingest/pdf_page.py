"""One PDF page → runs of text and ruling lines, in a frame where text runs right and lines go down.

pdfium gives a character at a time in the order of the content stream, which need not be reading order. Here
characters that follow each other on a line become a `Run`; lines and tables are made of runs.
"""

import ctypes
import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import pairwise
from typing import TypeVar

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from ingest.pdf_calls import loose_char_boxes
from ingest.pdf_rules import Box, Rule, drawn_boxes, ruling_lines

# In units of the character size.
MAX_GAP_IN_RUN = 0.9
MIN_GAP_AT_RULE = 0.1
WORD_GAP = 0.2
WIDE_WORD_GAP = 0.4
FIRST_WIDE = "\u3041"
MIN_OVERLAP_IN_RUN = 0.5
# In units of the character's width.
MIN_OVERLAP_OF_BOLD = 0.7
# In points.
SAME_PLACE = 2.0
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

_SPACE = re.compile(r"\s")

Numbers = NDArray[np.float64]
# The boxes of many characters, an array a side.
Boxes = tuple[Numbers, Numbers, Numbers, Numbers]
Side = TypeVar("Side", float, Numbers)


class Direction(Enum):
    """Which way text runs on the stored page: 縦書き (vertical writing) down, turned pages up or left."""

    RIGHT = "right"
    DOWN = "down"
    LEFT = "left"
    UP = "up"

    def to_reading(self, box: tuple[Side, Side, Side, Side]) -> tuple[Side, Side, Side, Side]:
        """A (left, bottom, right, top) box of the page as (left, top, right, bottom) in the reading frame.

        Takes one box, or many with an array a side.
        """
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
    text, boxes = page_characters(page, max_characters)
    direction = _direction(boxes)
    drawn, has_images = drawn_boxes(page)
    rules = ruling_lines(map(direction.to_reading, drawn))
    runs = _runs(text, direction.to_reading(boxes), rules)
    return PageContent(runs=_without_doubles(runs), rules=rules, direction=direction, has_images=has_images)


def page_characters(page: pypdfium2.PdfPage, max_characters: int) -> tuple[str, Boxes]:
    """Characters in stream order with their boxes; white space that pdfium adds has a box without width."""
    text_page = page.get_textpage()
    try:
        count = text_page.count_chars()
        if count > max_characters:
            raise OverflowError(count)
        characters = _text(text_page, count)
        boxes = loose_char_boxes(text_page.raw, count)
    finally:
        text_page.close()
    text = "".join(characters)
    if len(text) < count:
        boxes = boxes[[bool(character) for character in characters]]
    left, top, right, bottom = boxes.T
    return text, (left, bottom, right, top)


def _text(text_page: pypdfium2.PdfTextPage, count: int) -> Sequence[str]:
    """The page's characters by pdfium's index; the second half of a surrogate pair is empty."""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(text_page, 0, count, buffer)
    text = bytes(buffer)[: 2 * count].decode("utf-16-le", errors="replace")
    if written != count + 1 or len(text) != count:
        # Characters beyond the BMP or without a Unicode value put the two out of step.
        codes = [pdfium.FPDFText_GetUnicode(text_page, index) for index in range(count)]
        return [character.translate(LOOK_ALIKES) for character in _from_codes(codes)]
    return text.translate(LOOK_ALIKES)


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


def _direction(boxes: Boxes) -> Direction:
    """The way most characters of a page follow each other."""
    left, bottom, right, top = boxes
    after = np.arange(1, len(left), max(1, len(left) // DIRECTION_SAMPLE))
    shown = right > left
    after = after[shown[after] & shown[after - 1]]
    before = after - 1
    across = left[after] + right[after] - left[before] - right[before]
    up = bottom[after] + top[after] - bottom[before] - top[before]
    level, upright = abs(across) > 2 * abs(up), abs(up) > 2 * abs(across)
    counts = {
        Direction.RIGHT: np.count_nonzero(level & (across > 0)),
        Direction.DOWN: np.count_nonzero(upright & (up < 0)),
        Direction.LEFT: np.count_nonzero(level & (across < 0)),
        Direction.UP: np.count_nonzero(upright & (up > 0)),
    }
    return max(counts, key=lambda direction: counts[direction])


def _runs(text: str, boxes: Boxes, rules: Sequence[Rule]) -> list[Run]:
    """Join characters that stand side by side on a line with no ruling line between them."""
    left, top, right, bottom = boxes
    writer = _RunWriter(uprights=[rule for rule in rules if not rule.horizontal])
    for start, end in pairwise(_stretches(text, boxes)):
        for i in range(start, end):
            at_pen = writer.add(text[i], (left.item(i), top.item(i), right.item(i), bottom.item(i)))
            if at_pen and i + 1 < end:
                writer.go_on(text[i + 1 : end], right.item(end - 1))
                break
    return [run for run in writer.runs if run.text.strip()]


def _stretches(text: str, boxes: Boxes) -> list[int]:
    """Where to cut the text into pieces whose characters follow closely at one height, without white space.

    Those need no look at each: whatever run takes the first takes all.
    """
    left, top, right, bottom = boxes
    size, width, gap = (bottom - top)[1:], right - left, left[1:] - right[:-1]
    follows = (
        (top[1:] == top[:-1])
        & (bottom[1:] == bottom[:-1])
        & (width[:-1] > 0)
        & (width[1:] > 0)
        & (-size < gap)
        & (gap < MIN_GAP_AT_RULE * size)
        & (left[1:] >= right[:-1] - MIN_OVERLAP_OF_BOLD * width[1:])
        & (right[1:] >= right[:-1])
    )
    cuts = np.ones(len(text) + 1, dtype=bool)
    cuts[1:-1] = ~follows
    for space in _SPACE.finditer(text):
        cuts[space.start()] = cuts[space.end()] = True
    return np.flatnonzero(cuts).tolist()


@dataclass(slots=True, kw_only=True)
class _RunWriter:
    """Writes characters into runs; `pen` is where the last character ends, spaces included."""

    uprights: list[Rule]
    runs: list[Run] = field(default_factory=list)
    pen: float = 0.0

    def add(self, character: str, box: Box) -> bool:
        """Take one more character; whether the pen stands at its right edge then."""
        left, top, right, bottom = box
        if right <= left or character in "\r\n\t":
            return False
        run = self.runs[-1] if self.runs else None
        if run is None or not _continues(run, self.pen, box, self.uprights):
            if character == " ":
                return False
            self.runs.append(Run(text=character, left=left, top=top, right=right, bottom=bottom))
            self.pen = right
            return True
        if character == run.text[-1] and left < self.pen - MIN_OVERLAP_OF_BOLD * (right - left):
            return False  # printed twice to look bold
        # A mark of punctuation may fill half its square only.
        if left - self.pen > _word_gap(run.text[-1], character) * run.size and not run.text[-1].isspace():
            run.text += " "
        run.text += character
        self.pen = max(self.pen, right)
        if not character.isspace():
            run.right = self.pen
            run.top, run.bottom = min(run.top, top), max(run.bottom, bottom)
        return self.pen == right

    def go_on(self, text: str, right: float) -> None:
        """Take characters that follow the last one closely at the same height, up to this right edge."""
        self.runs[-1].text += text
        self.runs[-1].right = self.pen = right


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
    taken: dict[str, set[tuple[int, int]]] = {}
    for run in runs:
        run.text = run.text.rstrip()
        column, row = int(run.left // SAME_PLACE), int(run.top // SAME_PLACE)
        places = taken.setdefault(run.text, set())
        if not places or places.isdisjoint((column + i, row + j) for i in (-1, 0, 1) for j in (-1, 0, 1)):
            places.add((column, row))
            kept.append(run)
    return kept
