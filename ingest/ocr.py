"""Scanned PDF → a copy with a text layer, by the OCR program that the machine has.

``ocrmypdf`` if it is installed, else Tesseract alone on images of the pages. Both run on this machine and
read Japanese with Tesseract's model ``jpn``. Neither is a part of Senrei: a scan is read so only on request.
"""

import os
import re
import shutil
import subprocess
from dataclasses import replace
from hashlib import sha256
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

import pypdfium2

from ingest.errors import SourceError
from ingest.parse import parse_source
from ingest.read import read_source
from ingest.records import Minutes, SourceText

OCR_TIME_LIMIT_S = 600.0
LANGUAGE = "jpn"
RESOLUTION_DPI = 300
POINTS_PER_INCH = 72
# An A1 sheet at 300 dpi; Tesseract refuses more than 32767.
MAX_SIDE_PIXELS = 10_000
INSTALL = "install the Debian packages tesseract-ocr and tesseract-ocr-jpn, or ocrmypdf and tesseract-ocr-jpn"
READ_BY_OCR = "the text was read from images by OCR; compare what you cite with the pages"
FIRST_WIDE = "\u2e80"
WIDE_SPACE = "\u3000"
_SPACES = re.compile(f"[ {WIDE_SPACE}]+")


class OcrUnavailableError(SourceError):
    """No OCR program with a model of Japanese is installed."""


def parse_scan(path: Path) -> Minutes:
    """Read and parse a scanned PDF, as `parse_file` does others.

    Raises:
        IngestError: It cannot be read, by `read_scan`, or records no meeting.
    """
    return parse_source(read_scan(path))


def read_scan(path: Path, *, timeout_s: float = OCR_TIME_LIMIT_S) -> SourceText:
    """Read a scanned PDF by OCR; its path, digest and pages are those of the scan itself.

    Raises:
        OcrUnavailableError: There is no OCR program.
        NoTextLayerError: OCR found no text either.
        SourceError: OCR failed or took too long, or the file cannot be read.
    """
    with TemporaryDirectory(prefix="senrei-ocr-") as folder:
        try:
            copy = ocr_pdf(path, folder=Path(folder), timeout_s=timeout_s)
            recognised = copy.with_suffix(".txt").read_text(encoding="utf-8")
            source = _without_word_gaps(read_source(copy), recognised)
        except SourceError as error:
            # The user knows the scan, not its copy.
            raise type(error)(error.problem, str(path), error.page) from None
        digest = sha256(path.read_bytes()).hexdigest()
    return replace(source, path=str(path), sha256=digest, warnings=(*source.warnings, READ_BY_OCR))


def ocr_pdf(path: Path, *, folder: Path, timeout_s: float = OCR_TIME_LIMIT_S) -> Path:
    """Write a copy of a scanned PDF with a text layer into `folder`, and name it.

    The recognised text stands beside it, under the same name with the suffix ``.txt``. A text layer that the
    PDF already has is not kept.

    Args:
        path: The scan.
        folder: An existing folder of the caller's; images of the pages are put there too for a while.
        timeout_s: Seconds for the whole file.

    Raises:
        OcrUnavailableError: There is no OCR program, or no model of Japanese for it.
        SourceError: OCR failed or took too long.
    """
    deadline = monotonic() + timeout_s
    _check_installed(path)
    copy = folder / "ocr.pdf"
    try:
        if shutil.which("ocrmypdf"):
            # Forced, since a PDF with a text layer of no use is sent here too.
            options = ["--force-ocr", "--output-type", "pdf", "--quiet", "--oversample", str(RESOLUTION_DPI)]
            options += ["--language", LANGUAGE, "--sidecar", str(copy.with_suffix(".txt").absolute())]
            command = ("ocrmypdf", *options, str(path.absolute()), str(copy.absolute()))
            _run(*command, folder=folder, deadline=deadline)
        else:
            _run_tesseract(path, copy, deadline)
    except (subprocess.TimeoutExpired, TimeoutError):
        raise SourceError(f"OCR takes longer than {timeout_s:g} s; split the PDF", str(path)) from None
    except subprocess.CalledProcessError as error:
        said = " ".join(error.stderr.decode(errors="replace").split()[-30:]) or f"status {error.returncode}"
        raise SourceError(f"OCR failed ({said}); save the PDF again", str(path)) from None
    return copy


def _check_installed(path: Path) -> None:
    if shutil.which("tesseract") is None:
        raise OcrUnavailableError(f"OCR needs a program that is not installed; {INSTALL}", str(path))
    listed = subprocess.run(("tesseract", "--list-langs"), capture_output=True, check=False)
    if LANGUAGE not in listed.stdout.decode(errors="replace").split():
        raise OcrUnavailableError("Tesseract has no model of Japanese; install tesseract-ocr-jpn", str(path))


def _run_tesseract(path: Path, copy: Path, deadline: float) -> None:
    images = _draw_pages(path, copy.parent, deadline)
    # A file of names makes one PDF of all the pages.
    names = copy.with_name("pages.txt")
    names.write_text("".join(f"{image.name}\n" for image in images), encoding="utf-8")
    command = ("tesseract", names.name, copy.stem, "-l", LANGUAGE, "pdf", "txt")
    _run(*command, folder=copy.parent, deadline=deadline)
    for used in (names, *images):
        used.unlink()


def _draw_pages(path: Path, folder: Path, deadline: float) -> list[Path]:
    """One grey PNG a page."""
    images: list[Path] = []
    try:
        with pypdfium2.PdfDocument(path) as document:
            for index in range(len(document)):
                if monotonic() > deadline:
                    raise TimeoutError
                page = document[index]
                dpi = min(RESOLUTION_DPI, MAX_SIDE_PIXELS * POINTS_PER_INCH / max(page.get_size()))
                images.append(folder / f"page-{index + 1:05}.png")
                image = page.render(scale=dpi / POINTS_PER_INCH, grayscale=True).to_pil()
                # Tesseract takes the size of the page from the resolution.
                image.save(images[-1], dpi=(dpi, dpi))
                page.close()
    except pypdfium2.PdfiumError:
        problem = "the PDF is damaged or encrypted; fetch it again or save it without a password"
        raise SourceError(problem, str(path)) from None
    return images


def _run(*command: str, folder: Path, deadline: float) -> None:
    timeout_s = max(deadline - monotonic(), 0)
    # More threads make Tesseract slower on few processors; ocrmypdf does as many pages at a time.
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=True, timeout=timeout_s)


def _without_word_gaps(source: SourceText, recognised: str) -> SourceText:
    """Undo the space that OCR puts after every word of the text layer, be there a gap on the page or not.

    Args:
        source: What was read from the text layer: 令 和 5 年.
        recognised: The same text with true spaces only, in which a line of `source` is looked up.
    """
    spaced = {"".join(line.split()): line.strip() for line in recognised.splitlines()}
    pieces: list[str] = []
    for line in source.text.splitlines(keepends=True):
        true_line = spaced.get("".join(line.split()))
        places = None if true_line is None else _places_of_spaces(true_line)
        pieces += _characters(line, places)
    # The new offset of each old one.
    offsets = [*accumulate(map(len, pieces), initial=0)]
    return replace(
        source,
        text="".join(pieces),
        page_starts=tuple(offsets[start] for start in source.page_starts),
        cells=tuple(replace(cell, start=offsets[cell.start], end=offsets[cell.end]) for cell in source.cells),
        boxes=tuple(replace(box, start=offsets[box.start], end=offsets[box.end]) for box in source.boxes),
    )


def _places_of_spaces(line: str) -> set[int]:
    """After how many characters, spaces not counted, a space stands."""
    return {len("".join(line[: gap.start()].split())) for gap in _SPACES.finditer(line)}


def _characters(line: str, places: set[int] | None) -> list[str]:
    """The characters of a line, empty for a space that goes; without `places`, one beside Japanese goes."""
    characters = list(line)
    for gap in _SPACES.finditer(line):
        before, after = line[: gap.start()], line[gap.end() :]
        if places is None:
            stays = WIDE_SPACE in gap[0] or max(before[-1:], after[:1]) < FIRST_WIDE
        else:
            stays = len("".join(before.split())) in places
        for at in range(*gap.span()):
            # A wide gap is told by wide spaces alone.
            narrow_in_wide = line[at] == " " and WIDE_SPACE in gap[0]
            if not stays or narrow_in_wide:
                characters[at] = ""
    return characters
