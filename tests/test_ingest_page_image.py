"""Pages of PDFs as images: where the cited words stand, and why there may be nothing to show."""

import io
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ingest import page_image as drawing
from ingest.page_image import PageImage, PageProblem, draw_page, find_stretches, page_image
from tests.conftest import SAMPLES

PDF = SAMPLES / "琴ノ原市個人情報保護審議会_令和6年度第3回.pdf"
DECISION = "賛成少数ですので、諮問第12号については不承認とし、妥当でない旨の答申をいたします。"


def digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def boxed_rows(image: PageImage) -> int:
    """How many rows of the image hold the boxes' colour."""
    pixels = np.asarray(Image.open(io.BytesIO(image.png)).convert("RGB"))
    return int((pixels == drawing.BOX_COLOUR).all(axis=2).any(axis=1).sum())


def places(text: str, words: str) -> list[list[str]]:
    return [[text[slice(*span)] for span in spans] for spans in find_stretches(text, words)]


def test_the_words_are_boxed_on_their_page() -> None:
    image = page_image(PDF, digest(PDF), (2, 2), DECISION)
    assert isinstance(image, PageImage)
    assert (image.page, image.places) == (2, 1)
    # Two lines, each of the height of the characters.
    assert 40 < boxed_rows(image) < 80
    assert Image.open(io.BytesIO(image.png)).width == drawing.WIDTH_PIXELS


def test_the_page_is_the_one_where_the_words_begin() -> None:
    data = PDF.read_bytes()
    assert draw_page(data, (1, 3), DECISION).page == 2
    elsewhere = draw_page(data, (3, 3), DECISION)
    assert (elsewhere.page, elsewhere.places) == (3, 0)
    assert boxed_rows(elsewhere) == 0


@pytest.mark.parametrize("page", [0, 4])
def test_a_page_that_is_not_there(page: int) -> None:
    with pytest.raises(ValueError, match="the PDF has 3 pages"):
        draw_page(PDF.read_bytes(), (page, page), DECISION)
    assert page_image(PDF, digest(PDF), (page, page), DECISION) is PageProblem.FAILED


def test_only_the_file_that_was_read_is_shown(tmp_path: Path) -> None:
    assert page_image(tmp_path / "gone.pdf", digest(PDF), (1, 1), "") is PageProblem.GONE
    changed = tmp_path / "changed.pdf"
    changed.write_bytes(PDF.read_bytes() + b"\n")
    assert page_image(changed, digest(PDF), (1, 1), "") is PageProblem.CHANGED
    assert page_image(tmp_path, digest(PDF), (1, 1), "") is PageProblem.GONE


def test_what_is_no_pdf_cannot_be_drawn(tmp_path: Path) -> None:
    other = tmp_path / "other.pdf"
    other.write_bytes(b"%PDF-1.7\nnothing")
    assert page_image(other, digest(other), (1, 1), "") is PageProblem.FAILED


def test_a_file_that_takes_too_long_or_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "TIME_LIMIT_S", 0.001)
    assert page_image(PDF, digest(PDF), (1, 1), "") is PageProblem.FAILED
    monkeypatch.setattr(drawing, "MAX_FILE_BYTES", 10)
    assert page_image(PDF, digest(PDF), (1, 1), "") is PageProblem.FAILED


def test_white_space_and_width_do_not_count() -> None:
    assert places("○会長 本 件は\n承認（ＡＩ）します。", "本件は承認(AI)します。") == [
        ["本 件は\n承認（ＡＩ）します。"]
    ]
    assert places("本件は承認", "") == []
    assert places("", "本件は承認") == []
    assert places("本件は不承認", "本件は承認") == []


def test_what_the_page_puts_between_is_left_out() -> None:
    text = "長い発言の始まりはここにあり、- 3 -それから次の行へと続いていきます。"
    words = "長い発言の始まりはここにあり、それから次の行へと続いていきます。"
    assert places(text, words) == [["長い発言の始まりはここにあり、", "それから次の行へと続いていきます。"]]


def test_words_that_go_on_after_the_page_are_found() -> None:
    assert places("前の発言。長い発言の始まりはここに", "長い発言の始まりはここにあり、続く。") == [
        ["長い発言の始まりはここに"]
    ]


def test_the_same_words_at_several_places_are_all_named() -> None:
    assert places("異議なし。異議なし。", "異議なし。") == [["異議なし。"], ["異議なし。"]]
    # Of those that only begin so the longest is meant.
    text = "ありがとうございました。次。ありがとうございました。以上で終わります。"
    assert places(text, "ありがとうございました。以上で終わります。") == [
        ["ありがとうございました。以上で終わります。"]
    ]
