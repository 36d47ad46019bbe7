"""Which reader a file gets, and what is said of files that none can read."""

import io
import json
import os
import socket
import zipfile
from pathlib import Path

import docx
import pytest

from ingest.errors import IngestError, NoTextLayerError, SourceError, UnsupportedFormatError
from ingest.read import SUFFIXES, read_source

HTML = "<!DOCTYPE html><html><body><p>会長　はい。</p></body></html>"
REFUSED = {
    "b01_empty.txt": (SourceError, "the file is empty"),
    "b02_scan.pdf": (NoTextLayerError, "no text layer; run OCR first"),
    "b03_encrypted.pdf": (SourceError, "encrypted and needs a password"),
    "b04_truncated.pdf": (SourceError, "cut off or damaged"),
    "b05_truncated.docx": (SourceError, "cut off or damaged"),
    "b06_binary.txt": (UnsupportedFormatError, "a PNG image"),
    "b09_mojibake.txt": (SourceError, "the text is garbled (文字化け): utf-8 was read as cp932"),
}


def write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def word_document() -> bytes:
    built = docx.Document()
    built.add_paragraph("会長　はい。")
    saved = io.BytesIO()
    built.save(saved)
    return saved.getvalue()


def zip_archive(name: str) -> bytes:
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w") as archive:
        archive.writestr(name, "x")
    return saved.getvalue()


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.TXT", "minutes"])
def test_text_is_text_whatever_its_suffix(tmp_path: Path, name: str) -> None:
    source = read_source(write(tmp_path, name, "会長　はい。".encode("cp932")))

    assert (source.media_type, source.encoding, source.text) == ("text/plain", "cp932", "会長　はい。")


@pytest.mark.parametrize("name", ["a.html", "a.htm", "a.txt", "a.docx"])
def test_a_page_is_html_whatever_its_suffix(tmp_path: Path, name: str) -> None:
    assert read_source(write(tmp_path, name, HTML.encode())).media_type == "text/html"


def test_the_suffix_makes_html_of_a_fragment(tmp_path: Path) -> None:
    assert read_source(write(tmp_path, "a.html", "<p>会長".encode())).text == "会長\n"
    assert read_source(write(tmp_path, "a.txt", "<p>会長".encode())).text == "<p>会長"


@pytest.mark.parametrize("name", ["a.docx", "a.txt"])
def test_a_word_document_is_read_whatever_its_suffix(tmp_path: Path, name: str) -> None:
    assert read_source(write(tmp_path, name, word_document())).text == "会長　はい。\n"


def test_path_and_digest_are_those_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "a.txt", b"abc")

    source = read_source(Path("a.txt"))

    assert source.path == "a.txt"
    assert source.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_the_suffixes_are_those_that_have_a_reader() -> None:
    assert {".txt", ".md", ".html", ".htm", ".docx", ".pdf", ".jsonl", ".zst"} == SUFFIXES


@pytest.mark.parametrize(
    ("name", "data", "error", "message"),
    [
        ("a.txt", b"", SourceError, "the file is empty; save it again from its source"),
        ("a.txt", b"\xef\xbb\xbf \r\n", SourceError, "the file is empty; save it again from its source"),
        (
            "a.doc",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
            UnsupportedFormatError,
            "this is an old Office file (doc, xls) or one with a password; save it as docx without a password"
            " (txt, md, html, docx, pdf and jsonl of turns are read)",
        ),
        (
            "a.jpg",
            b"\xff\xd8\xff\xe0" + bytes(600),
            UnsupportedFormatError,
            "this is a JPEG image; run OCR and save a PDF with a text layer"
            " (txt, md, html, docx, pdf and jsonl of turns are read)",
        ),
        (
            "a.xlsx",
            zip_archive("xl/workbook.xml"),
            UnsupportedFormatError,
            "this is a zip archive but no Word document; "
            "txt, md, html, docx, pdf and jsonl of turns are read",
        ),
        (
            "a.docx",
            "会長　はい。".encode(),
            UnsupportedFormatError,
            "the file is named .docx but holds no docx data; save it again",
        ),
        (
            "a.pdf",
            "会長　はい。".encode(),
            UnsupportedFormatError,
            "the file is named .pdf but holds no pdf data; save it again",
        ),
        (
            "a.docx",
            word_document()[:9000],
            SourceError,
            "the file is cut off or damaged; fetch or save it again",
        ),
    ],
    ids=["empty", "blank", "doc", "jpeg", "xlsx", "no docx", "no pdf", "truncated"],
)
def test_files_that_cannot_be_read(
    tmp_path: Path, name: str, data: bytes, error: type[SourceError], message: str
) -> None:
    path = write(tmp_path, name, data)

    with pytest.raises(SourceError) as caught:
        read_source(path)

    assert type(caught.value) is error
    assert str(caught.value) == f"{path}: {message}"


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"a\.txt: there is no such file; check the name$"):
        read_source(tmp_path / "a.txt")


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r": this is a folder; name a file in it$"):
        read_source(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read any file")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", b"abc")
    path.chmod(0)

    with pytest.raises(SourceError, match=r": you may not read this file; check its permissions$"):
        read_source(path)


def test_something_that_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # A socket's name is limited to some hundred bytes, which the full path may exceed.
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("a.txt")
        with pytest.raises(SourceError, match="this is no regular file; copy its content"):
            read_source(Path("a.txt"))


def test_a_name_that_no_file_can_have() -> None:
    with pytest.raises(SourceError, match="the file cannot be read"):
        read_source(Path("a\0.txt"))


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(201 * 2**20)

    with pytest.raises(
        SourceError, match=r": the file has 201 MB, more than the 200 MB that are read; split"
    ):
        read_source(path)


@pytest.mark.shared
def test_every_bad_file_is_refused_or_read(shared: Path) -> None:
    bad = shared / "zoo" / "bad"
    for entry in json.loads((bad / "manifest.json").read_text()):
        name = entry["file"]
        if name not in REFUSED:
            assert len(read_source(bad / name).text) > 200
            continue
        error, words = REFUSED[name]
        with pytest.raises(IngestError) as caught:
            read_source(bad / name)
        assert type(caught.value) is error
        assert words in str(caught.value)


@pytest.mark.shared
def test_every_turn_of_the_layouts_stands_in_the_text(shared: Path) -> None:
    """Where each turn starts and ends is found in the text, in the order of the turns."""
    for gold in sorted((shared / "zoo" / "gold").glob("*.gold.json")):
        text = "".join(
            read_source(shared / "zoo" / "docs" / gold.name.removesuffix(".gold.json")).text.split()
        )
        position = 0
        for turn in json.loads(gold.read_text())["turns"]:
            for words in (turn["text_start"], turn["text_end"]):
                found = text.find(words, position)
                assert found >= 0, f"{gold.name}, turn {turn['n']}: {words}"
                position = found
