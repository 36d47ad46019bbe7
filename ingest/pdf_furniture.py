"""Running heads, feet and page numbers of a PDF: what stands in the same place on page after page."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.pdf_lines import Line

# In points.
SAME_HEIGHT = 3.0
# How many lines from the page's edge may be furniture, and how many pages either way are looked at.
MAX_LINES = 4
NEARBY_PAGES = 4
MIN_SHARE = 3 / 8

# No number of pages has more digits; int() refuses thousands of them.
_DIGITS = re.compile("[0-9]{1,9}")
_WHITE = re.compile(r"\s+")
_DASH = "[-\u2010-\u2015\u2212~〜]"
_PAGE_NUMBER = re.compile(
    rf"{_DASH}\s*\d{{1,4}}\s*{_DASH}|\(\s*\d{{1,4}}\s*\)|\d{{1,4}}\s*/\s*\d{{1,4}}|\d{{1,4}}\s*ページ"
    r"|[Pp](age)?\.?\s*\d{1,4}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _EdgeLine:
    """A line near a page's edge: its words without digits and white space, its numbers, its height."""

    words: str
    numbers: tuple[int, ...]
    height: float

    def repeats(self, other: "_EdgeLine", pages_between: int) -> bool:
        """Whether two lines say the same but for numbers that count pages."""
        return (
            self.words == other.words
            and abs(self.height - other.height) <= SAME_HEIGHT
            and len(self.numbers) == len(other.numbers)
            # Two pages on a sheet count by two.
            and all(
                number - twin in {0, pages_between, 2 * pages_between}
                for number, twin in zip(self.numbers, other.numbers, strict=True)
            )
        )


def without_furniture(pages: Sequence[Sequence[Line]]) -> list[Sequence[Line]]:
    """The lines of each page without running heads, feet and page numbers.

    A line is furniture if a line at its height with the same words, up to page numbers, is on three of the
    eight pages around it (heads of left and right pages differ), and no other text is further out.

    Args:
        pages: The lines of each page that stand in no ruled table, from top to bottom.
    """
    heads = [_edge(lines[:MAX_LINES]) for lines in pages]
    feet = [_edge(lines[: -MAX_LINES - 1 : -1]) for lines in pages]
    kept: list[Sequence[Line]] = []
    for page, lines in enumerate(pages):
        above = _repeated(heads, page)
        below = max(_repeated(feet, page), int(len(lines) > 1 and is_page_number(lines[-1].text)))
        kept.append(lines[above : max(above, len(lines) - below)])
    return kept


def is_page_number(text: str) -> bool:
    """Whether a line is nothing but a page number in its usual dress: －１－, 1/3, 2ページ."""
    return _PAGE_NUMBER.fullmatch(unicodedata.normalize("NFKC", text.strip())) is not None


def _edge(lines: Sequence[Line]) -> list[_EdgeLine]:
    """Lines from the outside in."""
    edge = []
    for line in lines:
        words = _WHITE.sub("", unicodedata.normalize("NFKC", line.text))
        numbers = tuple(int(digits) for digits in _DIGITS.findall(words))
        edge.append(_EdgeLine(words=_DIGITS.sub("#", words), numbers=numbers, height=line.bottom))
    return edge


def _repeated(edges: Sequence[Sequence[_EdgeLine]], page: int) -> int:
    """How many lines of a page's edge, from the outside in, are repeated on nearby pages."""
    nearby = [
        other
        for other in range(page - NEARBY_PAGES, page + NEARBY_PAGES + 1)
        if other != page and 0 <= other < len(edges)
    ]
    for count, line in enumerate(edges[page]):
        twins = sum(any(line.repeats(twin, page - other) for twin in edges[other]) for other in nearby)
        if not twins or twins < MIN_SHARE * len(nearby):
            return count
    return len(edges[page])
