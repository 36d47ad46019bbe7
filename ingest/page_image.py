"""A page of a PDF as an image, with words of its minutes boxed: the original beside what was read of it.

A PDF may come from anywhere, and pdfium is neither safe from every file nor made for threads: pages are drawn
by a process of its own, `python -m ingest.page_image`, with bounds on its time and memory.
"""

import io
import json
import resource
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

import pypdfium2
from PIL import ImageDraw

from ingest.notation import fold
from ingest.pdf_page import page_characters

# Of the file, the process and the image; a page of A4 is 1,240 pixels wide at 150 dpi.
MAX_FILE_BYTES = 200_000_000
MAX_CHARACTERS = 60_000
MAX_MEMORY_BYTES = 3_000_000_000
TIME_LIMIT_S = 20
WIDTH_PIXELS = 1240
MAX_HEIGHT_PIXELS = 4000
MAX_SCALE = 4.0
MAX_PAGES_TRIED = 8
# Words are known by this many characters at least where they go on after something else (a page's foot).
_SURE = 8
# How much may stand between two stretches of the words: page furniture, a label, a note.
_BETWEEN = 200
BOX_COLOUR = (176, 32, 32)

_Box = tuple[float, float, float, float]
_Spans = tuple[tuple[int, int], ...]


class PageProblem(StrEnum):
    """Why a page cannot be shown: its file is gone, is another one than was read, or cannot be drawn."""

    GONE = "gone"
    CHANGED = "changed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageImage:
    """A page as a PNG image.

    Attributes:
        page: From 1.
        places: At how many places of the page the words stand, all of them boxed; 0 where none was found.
    """

    png: bytes
    page: int
    places: int


def page_image(path: Path, digest: str, pages: tuple[int, int], words: str) -> PageImage | PageProblem:
    """Draw a page of a PDF with words boxed.

    Args:
        path: The file.
        digest: SHA-256 of the file that was read; of another one no page is shown.
        pages: The first and the last that the words may begin on, from 1; drawn is the one where they do, or
            else the first.
        words: What to box; white space does not count. Words that go on after the page are boxed on it.

    Returns:
        The page; or why there is none.
    """
    data = _same_file(path, digest)
    if isinstance(data, PageProblem):
        return data
    asked = json.dumps({"pages": pages, "words": words}).encode()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "ingest.page_image"],
            input=b"%d\n%s%s" % (len(asked), asked, data),
            capture_output=True,
            timeout=TIME_LIMIT_S,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return PageProblem.FAILED
    told, _, png = done.stdout.partition(b"\n")
    page, places = map(int, told.split())
    return PageImage(png=png, page=page, places=places)


def draw_page(data: bytes, pages: tuple[int, int], words: str) -> PageImage:
    """Draw a page in this process; as `page_image`.

    Raises:
        PdfiumError: The file is damaged.
        ValueError: It has no such page.
        OverflowError: A page is too full.
    """
    document = pypdfium2.PdfDocument(data)
    try:
        first, last = pages[0], min(pages[1], pages[0] + MAX_PAGES_TRIED - 1, len(document))
        if not 1 <= first <= len(document):
            raise ValueError(f"the PDF has {len(document)} pages, not {first}")
        for number in range(first, last + 1):
            read = _read(document[number - 1], words)
            if read.stretches:
                return _drawn(read, number)
        return _drawn(_read(document[first - 1], words), first)
    finally:
        document.close()


def find_stretches(text: str, words: str) -> list[_Spans]:
    """Where words stand in a page's text: for each place the stretches of the text that are the words.

    White space does not count. What a page puts between two stretches is left out; what goes on after the
    page's end is not needed. Only the places where most of the words stand are given.
    """
    page, offsets = _squeezed(text)
    wanted, _ = _squeezed(words)
    if not wanted:
        return []
    start = wanted[:_SURE]
    found = [_aligned(page, wanted, at) for at in _occurrences(page, start)]
    best = max(map(_rank, found), default=None)
    return [
        tuple((offsets[first], offsets[end - 1] + 1) for first, end in spans)
        for spans in found
        if _rank(spans) == best
    ]


def _rank(spans: _Spans) -> tuple[int, int]:
    """How much of the words stretches are, then how little they are torn apart."""
    return sum(end - first for first, end in spans), -len(spans)


def _same_file(path: Path, digest: str) -> bytes | PageProblem:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            return PageProblem.FAILED
        data = path.read_bytes()
    except OSError:
        return PageProblem.GONE
    return data if sha256(data).hexdigest() == digest else PageProblem.CHANGED


def _squeezed(text: str) -> tuple[str, list[int]]:
    """The text without white space, in half width, and where each of its characters stands."""
    plain = fold(text)
    offsets = [at for at, character in enumerate(plain) if not character.isspace()]
    return "".join(plain[at] for at in offsets), offsets


def _occurrences(text: str, part: str) -> Iterator[int]:
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + len(part))


def _aligned(page: str, words: str, at: int) -> _Spans:
    """The stretches of the page that are the words, from a place where they begin."""
    spans: list[tuple[int, int]] = []
    done = 0
    while True:
        length = _common(page, at, words, done)
        spans.append((at, at + length))
        done, at = done + length, at + length
        going_on = words[done : done + _SURE]
        following = page.find(going_on, at, at + _BETWEEN + _SURE) if len(going_on) == _SURE else -1
        if following < 0:
            return tuple(spans)
        at = following


def _common(page: str, at: int, words: str, done: int) -> int:
    length = 0
    longest = min(len(page) - at, len(words) - done)
    while length < longest and page[at + length] == words[done + length]:
        length += 1
    return length


@dataclass(frozen=True, slots=True, kw_only=True)
class _ReadPage:
    """A page, the boxes of its characters, and where the words stand among them."""

    page: pypdfium2.PdfPage
    boxes: Sequence[_Box]
    stretches: Sequence[_Spans]


def _read(page: pypdfium2.PdfPage, words: str) -> _ReadPage:
    text, sides = page_characters(page, MAX_CHARACTERS)
    boxes = [*zip(*(side.tolist() for side in sides), strict=True)]
    return _ReadPage(page=page, boxes=boxes, stretches=find_stretches(text, words))


def _drawn(read: _ReadPage, number: int) -> PageImage:
    width, height = read.page.get_size()
    scale = min(WIDTH_PIXELS / width, MAX_HEIGHT_PIXELS / height, MAX_SCALE)
    bitmap = read.page.render(scale=scale)
    image = bitmap.to_pil().convert("RGB")
    position = bitmap.get_posconv(read.page)
    pen = ImageDraw.Draw(image)
    for start, end in (span for spans in read.stretches for span in spans):
        # White space that pdfium adds has no width.
        shown = [box for box in read.boxes[start:end] if box[2] > box[0]]
        for left, bottom, right, top in _by_line(shown):
            corners = [position.to_bitmap(left, bottom), position.to_bitmap(right, top)]
            _box(pen, corners, image.size)
    written = io.BytesIO()
    image.save(written, "PNG")
    return PageImage(png=written.getvalue(), page=number, places=len(read.stretches))


def _by_line(boxes: Sequence[_Box]) -> Iterator[_Box]:
    """One box for each run of characters that stand in one line or column, one after the other."""
    run: _Box | None = None
    for box in boxes:
        if run is not None and _beside(run, box):
            run = (min(run[0], box[0]), min(run[1], box[1]), max(run[2], box[2]), max(run[3], box[3]))
            continue
        if run is not None:
            yield run
        run = box
    if run is not None:
        yield run


def _beside(run: _Box, box: _Box) -> bool:
    size = max(box[2] - box[0], box[3] - box[1])
    across = min(run[2], box[2]) - max(run[0], box[0])
    up = min(run[3], box[3]) - max(run[1], box[1])
    in_line = up > size / 2 and across > -size
    in_column = across > size / 2 and up > -size / 2 and run[2] - run[0] < 2 * size
    return in_line or in_column


def _box(pen: ImageDraw.ImageDraw, corners: Sequence[tuple[int, int]], size: tuple[int, int]) -> None:
    across, down = sorted(x for x, _ in corners), sorted(y for _, y in corners)
    margin = 2
    pen.rectangle(
        (
            max(0, across[0] - margin),
            max(0, down[0] - margin),
            min(size[0] - 1, across[1] + margin),
            min(size[1] - 1, down[1] + margin),
        ),
        outline=BOX_COLOUR,
        width=2,
    )


def main() -> None:
    """Draw what stdin asks for: the length of a JSON object, the object, the PDF."""
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (TIME_LIMIT_S, TIME_LIMIT_S))
    length = int(sys.stdin.buffer.readline())
    asked = json.loads(sys.stdin.buffer.read(length))
    image = draw_page(sys.stdin.buffer.read(), (*asked["pages"],), asked["words"])
    sys.stdout.buffer.write(b"%d %d\n%s" % (image.page, image.places, image.png))


if __name__ == "__main__":
    main()
