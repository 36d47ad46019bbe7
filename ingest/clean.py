"""Lines of a source text, with page furniture marked, and turns' texts put together from them.

Hard-wrapped lines are joined, page numbers and mark-up left in a text file (``<p>``) stay out, and every
stretch of the result knows where it stands in the source.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ingest.notation import fold
from ingest.records import Cell, Segment, SourceText, Span

# "2/4   潮鳴市 都市計画課", "架空市 - 3 -": a page number beside a few words, the same on every page.
_PAGE = r"(?:[0-9]{1,3}/[0-9]{1,3}|[-‐―－—–]\s?[0-9]{1,3}\s?[-‐―－—–])"
_NUMBER_AND_MORE = re.compile(
    rf"{_PAGE}\s{{2,}}[^。、]{{2,40}}|[^。、]{{2,60}}\s{{2,}}(?:{_PAGE}|[0-9〇一二三四五六七八九十百]{{1,4}})"
)
# 「議案第9号 …について ………… 12」: an entry of a table of contents.
_CONTENTS = re.compile(r".{2,80}[…‥・.]{4,}\s{0,4}[0-9]{1,4}")
# A line that only rules off: ――――, =====.
_RULE = re.compile(r"[-‐―─—━=_*~・.…\s]{2,}")
_MARKUP = re.compile(
    r"</?(?:p|br|hr|div|span|ul|ol|li|dl|dt|dd|table|thead|tbody|tr|td|th|h[1-6]"
    r"|b|i|u|em|strong|sup|sub|font|center)"
    r"(?:\s[^<>\n]{0,80})?/?>",
    re.IGNORECASE,
)
# "- 12 -", "－１－", "12/30", "P.3", "3 ページ": a line of its own that only numbers a page.
_PAGE_NUMBER = re.compile(
    r"(?:[-‐―－—–~]\s{0,3}[0-9]{1,4}\s{0,3}[-‐―－—–~]"
    r"|(?:p|P)\.?\s?[0-9]{1,4}"
    r"|[0-9]{1,4}\s?/\s?[0-9]{1,4}"
    r"|[0-9]{1,4}\s?ページ)"
)
_SENTENCE_END = "。．！？!?」』）)］]】〕>＞…―—"


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its line end and outer white space; `start` and `end` are its source offsets."""

    number: int
    start: int
    end: int
    text: str
    indent: int
    furniture: bool = False
    level: int | None = None
    cells: tuple[Cell, ...] = ()

    @property
    def blank(self) -> bool:
        """Whether nothing is to be read on the line."""
        return not self.text or self.furniture


def split_lines(source: SourceText) -> list[Line]:
    """The source's lines in order, white space around each left out."""
    headings = {h.start: h.level for h in source.headings}
    cells_at: dict[int, list[Cell]] = {}
    starts: list[int] = []
    position = 0
    raw: list[tuple[int, str]] = []
    for original in source.text.split("\n"):
        # Mark-up left in a text file is blanked, so that offsets stay and a label is found behind it.
        text = _MARKUP.sub(lambda m: " " * len(m[0]), original) if "<" in original else original
        raw.append((position, text))
        starts.append(position)
        position += len(original) + 1
    for cell in source.cells:
        cells_at.setdefault(bisect_right(starts, cell.start) - 1, []).append(cell)
    repeated = _running_lines(text for _, text in raw)
    lines = []
    for number, (at, text) in enumerate(raw):
        body = text.strip(" \t\r\f\v　\u200b﻿")
        start = at + (text.find(body) if body else 0)
        lines.append(
            Line(
                number=number,
                start=start,
                end=start + len(body),
                text=body,
                indent=_width(text[: start - at]),
                furniture=is_furniture(body) or body in repeated,
                level=headings.get(start),
                cells=tuple(cells_at.get(number, ())),
            )
        )
    return lines


def _width(white: str) -> int:
    return sum(2 if c == "　" else 8 if c == "\t" else 1 for c in white)


def is_furniture(text: str) -> bool:
    """Whether a line only numbers a page, rules off or stands in a table of contents."""
    folded = fold(text)
    return any(p.fullmatch(folded) for p in (_PAGE_NUMBER, _RULE, _CONTENTS))


def _without_page(text: str) -> str:
    """A running line without the number that differs from page to page."""
    return re.sub(
        r"[0-9]+/[0-9]+|[-‐―－—–]\s?[0-9]+\s?[-‐―－—–]|\s[0-9〇一二三四五六七八九十百]+$", "#", text
    )


def _running_lines(texts: Iterable[str]) -> frozenset[str]:
    """Lines that come again beside page numbers: a running header or footer."""
    neighbours: Counter[str] = Counter()
    occurrences: Counter[str] = Counter()
    previous = ""
    numbered: dict[str, list[str]] = {}
    before_number = False
    for text in texts:
        body = text.strip(" \t\r\f　")
        if not body:
            continue
        occurrences[body] += 1
        if _NUMBER_AND_MORE.fullmatch(fold(body)):
            numbered.setdefault(_without_page(fold(body)), []).append(body)
        is_number = bool(_PAGE_NUMBER.fullmatch(fold(body)))
        if is_number:
            neighbours[previous] += 1
        elif before_number:
            neighbours[body] += 1
        before_number, previous = is_number, body
    footers = frozenset(t for same in numbered.values() if len(same) >= 2 for t in same)
    return footers | frozenset(
        t
        for t, n in neighbours.items()
        if n >= 2 and occurrences[t] >= 3 and n >= occurrences[t] - 2 and not t.endswith("。") and len(t) >= 6
    )


@dataclass(frozen=True, slots=True)
class JoinedText:
    """Text put together from stretches of the source."""

    text: str
    segments: tuple[Segment, ...]
    span: Span


def join_spans(source: str, spans: Iterable[Span], *, paper: bool = False) -> JoinedText:
    r"""Put stretches of the source together: within a sentence without a break, after one with ``\n``.

    Args:
        source: The source's text.
        spans: The stretches, in order; mark-up inside them is left out.
        paper: Whether short lines and list entries keep their line breaks, as a paper needs it.

    Raises:
        ValueError: There is nothing to join.
    """
    parts: list[str] = []
    segments: list[Segment] = []
    length = 0
    first = last = -1
    for start, end in (piece for span in spans for piece in _without_markup(source, span)):
        if parts:
            breaks = paper and _keeps_break(parts[-1], source[start:end])
            glue = "\n" if breaks else _glue(parts[-1], source[start])
            if glue:
                parts.append(glue)
            length += len(glue)
        else:
            first = start
        parts.append(source[start:end])
        segments.append(Segment(text_start=length, source_start=start, length=end - start))
        length += end - start
        last = end
    if first < 0:
        raise ValueError("no text to join")
    return JoinedText(text="".join(parts), segments=tuple(segments), span=(first, last))


def _without_markup(source: str, span: Span) -> list[Span]:
    pieces: list[Span] = []
    at = span[0]
    for m in _MARKUP.finditer(source, *span):
        pieces.append((at, m.start()))
        at = m.end()
    pieces.append((at, span[1]))
    return [p for p in (_trim(source, p) for p in pieces) if p[0] < p[1]]


def _trim(source: str, span: Span) -> Span:
    start, end = span
    while start < end and source[start].isspace():
        start += 1
    while end > start and source[end - 1].isspace():
        end -= 1
    return start, end


# A line shorter than this was not wrapped: it is a heading, a list entry or a table row.
_UNWRAPPED = 25
_LIST_MARK = re.compile(
    r"[・■○●◆◇□※*-]|[(（]?[0-9０-９一二三四五六七八九十]{1,3}[)）.．、\s　]"
    r"|[①-⑳]|[ア-ン][\s　]|【|第[0-9０-９]"
)


def _keeps_break(before: str, after: str) -> bool:
    return len(before) < _UNWRAPPED or bool(_LIST_MARK.match(after)) or "\t" in before or "\t" in after


def _glue(before: str, after: str) -> str:
    if before[-1] in _SENTENCE_END:
        return "\n"
    # A Latin word broken off needs its space; Japanese needs none.
    latin = before[-1].isascii() and before[-1].isalnum() and after.isascii() and after.isalnum()
    return " " if latin else ""
