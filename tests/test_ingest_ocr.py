"""OCR of scans that are drawn here: lines of text → image → PDF without a text layer."""

import hashlib
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image, ImageDraw, ImageFont

from app.cli import main
from ingest.errors import NoTextLayerError, SourceError
from ingest.ocr import READ_BY_OCR, OcrUnavailableError, _without_word_gaps, ocr_pdf, parse_scan, read_scan
from ingest.read import read_source
from ingest.records import Cell, SourceText, WordBox

PAGES = (
    (
        "令和５年度第２回白鷺野市情報公開審議会会議録",
        "日時　令和５年８月２２日　午後２時から",
        "○会長　それでは議題に入ります。",
        "○事務局　資料を御覧ください。",
    ),
    ("○委員　私は原案に賛成します。", "○会長　原案のとおり承認します。"),
)
DPI = 150


def _has_japanese_model() -> bool:
    if shutil.which("tesseract") is None:
        return False
    listed = subprocess.run(("tesseract", "--list-langs"), capture_output=True, text=True, check=False)
    return "jpn" in listed.stdout.split()


needs_tesseract = pytest.mark.skipif(
    not _has_japanese_model(), reason="needs the Debian packages tesseract-ocr and tesseract-ocr-jpn"
)


@pytest.fixture(scope="session")
def japanese_font() -> str:
    """The file of a Japanese font."""
    if shutil.which("fc-match"):
        pattern = ("fc-match", "--format", "%{lang}\n%{file}", ":lang=ja")
        found = subprocess.run(pattern, capture_output=True, text=True, check=True).stdout
        languages, _, file = found.partition("\n")
        if "ja" in languages.split("|"):
            return file
    pytest.skip("needs a Japanese font, such as that of the Debian package fonts-noto-cjk")


@pytest.fixture
def scan(tmp_path: Path, japanese_font: str) -> Path:
    """An A4 scan of `PAGES`."""
    font = ImageFont.truetype(japanese_font, 11 * DPI // 72)
    images = []
    for lines in PAGES:
        image = Image.new("L", (DPI * 595 // 72, DPI * 842 // 72), color=255)
        draw = ImageDraw.Draw(image)
        for index, line in enumerate(lines):
            draw.text((DPI, DPI + index * DPI // 3), line, font=font, fill=0)
        images.append(image)
    path = tmp_path / "走査 1.pdf"
    images[0].save(path, resolution=DPI, save_all=True, append_images=images[1:])
    return path


@pytest.fixture
def blank(tmp_path: Path) -> Path:
    """A scan of an empty page."""
    path = tmp_path / "blank.pdf"
    Image.new("L", (400, 600), color=255).save(path, resolution=DPI)
    return path


def _only(program: str, folder: Path) -> str:
    """A PATH on which one program stands."""
    folder.mkdir()
    found = shutil.which(program)
    assert found
    (folder / program).symlink_to(found)
    return str(folder)


def _share_found(text: str) -> float:
    """Of the characters of `PAGES` by pairs, in any order."""
    squeezed = "".join(text.split())
    lines = ["".join(line.split()) for lines in PAGES for line in lines]
    pairs = [line[at : at + 2] for line in lines for at in range(len(line) - 1)]
    wide = squeezed.translate(str.maketrans("0123456789〇", "０１２３４５６７８９○"))
    return sum(pair in wide for pair in pairs) / len(pairs)


def test_without_a_program_the_message_names_the_packages(
    blank: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(OcrUnavailableError) as raised:
        ocr_pdf(blank, folder=tmp_path)
    assert str(raised.value) == (
        f"{blank}: OCR needs a program that is not installed; install the Debian packages tesseract-ocr and"
        " tesseract-ocr-jpn, or ocrmypdf and tesseract-ocr-jpn"
    )


@needs_tesseract
def test_without_a_japanese_model_the_message_names_its_package(
    blank: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    with pytest.raises(OcrUnavailableError, match=r"no model of Japanese; install tesseract-ocr-jpn$"):
        ocr_pdf(blank, folder=tmp_path)


@needs_tesseract
def test_tesseract_writes_a_copy_with_a_text_layer(
    scan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", _only("tesseract", tmp_path / "programs"))
    folder = tmp_path / "copies"
    folder.mkdir()
    copy = ocr_pdf(scan, folder=folder)
    assert len(read_source(copy).page_starts) == len(PAGES)
    assert {path.suffix for path in folder.iterdir()} == {".pdf", ".txt"}


@needs_tesseract
@pytest.mark.parametrize("program", ["tesseract", "ocrmypdf"])
def test_the_words_of_a_scan(
    program: str, scan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"needs {program}")
    if program == "tesseract":
        monkeypatch.setenv("PATH", _only(program, tmp_path / "programs"))
    with pytest.raises(NoTextLayerError):
        read_source(scan)
    source = read_scan(scan)
    assert _share_found(source.text) > 0.85
    assert "原案に賛成します" in source.text
    assert source.page_at(source.text.index("原案に賛成")) == 2
    assert source.path == str(scan)
    assert source.sha256 == hashlib.sha256(scan.read_bytes()).hexdigest()
    assert source.warnings == (READ_BY_OCR,)
    at = source.text.index("賛成します")
    box = next(box for box in source.boxes if box.start <= at < box.end)
    assert box.page == 2
    assert 0 <= box.left < box.right <= 595 + 1
    # The first line of a page begins an inch below its upper edge.
    assert box.top == pytest.approx(842 - 72, abs=15)


@needs_tesseract
def test_the_turns_of_a_scan(scan: Path) -> None:
    (meeting,) = parse_scan(scan).meetings
    assert meeting.date == "2023-08-22"
    assert [turn.speaker for turn in meeting.turns] == ["会長", "事務局", "委員", "会長"]


@needs_tesseract
def test_an_empty_page_has_no_text_after_ocr_either(blank: Path) -> None:
    with pytest.raises(NoTextLayerError) as raised:
        read_scan(blank)
    assert raised.value.path == str(blank)


@needs_tesseract
@pytest.mark.parametrize("program", ["tesseract", "ocrmypdf"])
@pytest.mark.parametrize("timeout_s", [0, 0.2])
def test_ocr_that_takes_too_long_is_stopped(
    timeout_s: float, program: str, scan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"needs {program}")
    if program == "tesseract":
        monkeypatch.setenv("PATH", _only(program, tmp_path / "programs"))
    with pytest.raises(SourceError, match=rf": OCR takes longer than {timeout_s:g} s; split the PDF$"):
        ocr_pdf(scan, folder=tmp_path, timeout_s=timeout_s)


@needs_tesseract
@pytest.mark.parametrize("alone", [True, False])
def test_a_damaged_file_is_named(alone: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if alone:
        monkeypatch.setenv("PATH", _only("tesseract", tmp_path / "programs"))
    elif shutil.which("ocrmypdf") is None:
        pytest.skip("needs ocrmypdf")
    path = tmp_path / "cut.pdf"
    path.write_bytes(b"%PDF-1.4\n1 0 obj <<")
    with pytest.raises(SourceError) as raised:
        ocr_pdf(path, folder=tmp_path)
    assert raised.value.path == str(path)
    assert "\n" not in str(raised.value)


def _source(text: str) -> SourceText:
    return SourceText(
        path="a.pdf", media_type="application/pdf", sha256="0" * 64, text=text, page_starts=(0,)
    )


def test_spaces_stay_where_the_line_has_them() -> None:
    source = _source("〇 事務 局 な お 、 本 日 は\n日　　時　　令 和 5 年\n")
    spaced = _without_word_gaps(source, "〇事務局 なお、本日は\n\n日 時 令和5年\n\f")
    assert spaced.text == "〇事務局 なお、本日は\n日　　時　　令和5年\n"


def test_spaces_beside_japanese_go_where_the_line_is_not_found() -> None:
    source = _source("第 2 回　審 議 会 Web 会 議 AI OCR\n")
    assert _without_word_gaps(source, "").text == "第2回　審議会Web会議AI OCR\n"


def test_offsets_follow_the_text() -> None:
    text = "議 題\n承 認\t原 案\n"
    box = WordBox(start=4, end=7, page=2, left=0, bottom=0, right=9, top=9)
    cell = Cell(table=0, row=0, column=1, start=8, end=11)
    source = replace(_source(text), page_starts=(0, 4), boxes=(box,), cells=(cell,))
    spaced = _without_word_gaps(source, "議題")
    assert spaced.text == "議題\n承認\t原案\n"
    assert spaced.page_starts == (0, 3)
    spans = [(box.start, box.end) for box in spaced.boxes] + [(cell.start, cell.end) for cell in spaced.cells]
    assert [spaced.text[slice(*span)] for span in spans] == ["承認", "原案"]


@needs_tesseract
def test_ingest_reads_scans_only_on_request(scan: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    without = CliRunner().invoke(main, ["ingest", str(scan), "--index", str(index)])
    assert (without.exit_code, without.stdout) == (1, f"{index}: added 0, unchanged 0, updated 0, failed 1\n")
    assert "ingest --ocr" in without.stderr
    done = CliRunner().invoke(main, ["ingest", "--ocr", str(scan), "--index", str(index)])
    assert (done.exit_code, done.stdout) == (0, f"{index}: added 1, unchanged 0, updated 0, failed 0\n")
