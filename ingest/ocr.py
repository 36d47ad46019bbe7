"""Scanned PDF → a copy with a text layer, by the OCR program that the machine has.

``ocrmypdf`` if it is installed, else Tesseract alone on the images of the pages. Both run here, and read Japanese with
Tesseract's model ``jpn``. Neither is a part of Senrei: a scan is read by OCR only where the user asks for it.
"""

import shutil
import subprocess
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

import pypdfium2

from ingest.errors import SourceError
from ingest.read import read_source
from ingest.records import SourceText

OCR_TIME_LIMIT_S = 600.0
LANGUAGE = "jpn"
RESOLUTION_DPI = 300
POINTS_PER_INCH = 72
# An A1 sheet at 300 dpi; Tesseract refuses more than 32767.
MAX_SIDE_PIXELS = 10_000
INSTALL = "install the Debian packages tesseract-ocr and tesseract-ocr-jpn, or ocrmypdf and tesseract-ocr-jpn"
READ_BY_OCR = "the text was read from images by OCR; compare what you cite with the pages"


class OcrUnavailableError(SourceError):
    """No OCR program with a model of Japanese is installed."""


def read_scan(path: Path, *, timeout_s: float = OCR_TIME_LIMIT_S) -> SourceText:
    """Read a scanned PDF by OCR; its path, digest and pages are those of the scan itself.

    Raises:
        OcrUnavailableError: There is no OCR program.
        NoTextLayerError: OCR found no text either.
        SourceError: OCR failed or took too long, or the file cannot be read.
    """
    with TemporaryDirectory(prefix="senrei-ocr-") as folder:
        try:
            source = read_source(ocr_pdf(path, folder=Path(folder), timeout_s=timeout_s))
        except SourceError as error:
            # The user knows the scan, not its copy.
            raise type(error)(error.problem, str(path), error.page) from None
        digest = sha256(path.read_bytes()).hexdigest()
    return replace(source, path=str(path), sha256=digest, warnings=(*source.warnings, READ_BY_OCR))


def ocr_pdf(path: Path, *, folder: Path, timeout_s: float = OCR_TIME_LIMIT_S) -> Path:
    """Write a copy of a scanned PDF with a text layer into `folder`, and name it.

    A text layer that the PDF already has is not kept.

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
            options = ("--force-ocr", "--output-type", "pdf", "--language", LANGUAGE, "--quiet")
            _run("ocrmypdf", *options, str(path.absolute()), str(copy), folder=folder, deadline=deadline)
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
    _run("tesseract", names.name, copy.stem, "-l", LANGUAGE, "pdf", folder=copy.parent, deadline=deadline)
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
    subprocess.run(command, cwd=folder, capture_output=True, check=True, timeout=timeout_s)
