"""Broken, huge and hostile files: minutes or an `IngestError`, in bounded time and memory, offline."""

import contextlib
import io
import sys
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import docx
import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.worker import FileWorker
from ingest.errors import IngestError, SourceError
from ingest.parse import parse_file
from ingest.read import SUFFIXES
from ingest.records import Minutes

TITLE = "架空市個人情報保護審議会　会議録\n日時　令和5年11月14日（火）\n"
TALK = "○会長　ただいまから会議を開きます。\n○委員　よろしくお願いします。\n"
# What the worker says of a file that brought the reader down, which no file may.
BROUGHT_DOWN = ("takes longer than", "needs more than", "the reader crashed", "please report")


def refuse_network(event: str, _: object) -> None:
    if event in {"socket.connect", "socket.getaddrinfo", "socket.sendto"}:
        raise AssertionError(f"{event} while a file was read")


@cache
def go_offline() -> None:
    """Switch this process's network off, for good: an audit hook cannot be taken back."""
    sys.addaudithook(refuse_network)


def parse_offline(path: Path) -> Minutes:
    """Parse a file; runs in the worker's process."""
    go_offline()
    return parse_file(path)


@pytest.fixture(scope="module")
def worker() -> Iterator[FileWorker]:
    """The worker of the command line; a quarter of its time must do."""
    with FileWorker(time_limit_s=15) as found:
        yield found


def outcome(worker: FileWorker, path: Path, data: bytes | str) -> Minutes | IngestError:
    """What becomes of a file with that content; never that it brought the reader down."""
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    found: Minutes | IngestError
    try:
        found = worker.run(parse_offline, path)
    except IngestError as error:
        found = error
    if isinstance(found, IngestError):
        assert not any(words in found.problem for words in BROUGHT_DOWN), found.problem[:300]
    return found


# -- any bytes ----


@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=400))
def test_any_bytes_in_any_file(tmp_path: Path, suffix: str, data: bytes) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(data)

    with contextlib.suppress(IngestError):
        parse_file(path)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    parts=st.lists(
        st.sampled_from(
            [
                *"○（）【】「」：:。、\n\n\n\t　 …-―〔〕<>",
                "会長",
                "委員",
                "事務局",
                "議案第1号",
                "（1）",
                "1 ",
                "について",
                "異議なし",
                "以上",
                "令和5年4月1日",
                "第2回",
                "審議会",
                "会議録",
                "承認",
                "採決",
                "日時",
                "出席者",
                "別紙",
            ]
        ),
        max_size=80,
    )
)
def test_any_order_of_the_words_of_minutes(tmp_path: Path, parts: list[str]) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TITLE + "".join(parts), encoding="utf-8")

    with contextlib.suppress(IngestError):
        parse_file(path)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=300))
def test_any_text_after_a_title(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TITLE + TALK + text, encoding="utf-8", errors="replace")

    with contextlib.suppress(IngestError):
        parse_file(path)


@pytest.mark.parametrize("share", [0.05, 0.5, 0.9, 0.999])
def test_files_that_were_cut_off(
    worker: FileWorker, tmp_path: Path, sample_files: list[Path], share: float
) -> None:
    for sample in sample_files:
        data = sample.read_bytes()
        found = outcome(worker, tmp_path / f"cut{sample.suffix}", data[: int(len(data) * share)])
        if sample.suffix == ".docx":
            assert isinstance(found, SourceError)


# -- crafted files ----


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 10_000 + TALK + "</div>" * 10_000,
        "<b>" * 10_000 + TALK,
        "<table><tr><td>" * 2_000 + TALK,
        "<ul><li>" * 10_000 + TALK,
        "<p>" + "&lt;" * 200_000,
        "<!--" * 100_000,
        "<td colspan=999999999 rowspan=999999999>" * 2_000,
    ],
    ids=["div", "b", "table", "list", "references", "comments", "spans"],
)
def test_pages_nested_too_deeply_or_without_end(worker: FileWorker, tmp_path: Path, page: str) -> None:
    outcome(worker, tmp_path / "a.html", f"<html><body>{page}</body></html>")


def test_a_page_that_runs_and_fetches(worker: FileWorker, tmp_path: Path) -> None:
    page = f"""<!DOCTYPE html [
      <!ENTITY a "ああああああああああ"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
      <!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d SYSTEM "file:///etc/passwd">
      <!ENTITY e SYSTEM "http://192.0.2.1/e">]>
    <html><head><meta charset="utf-8"><meta http-equiv="refresh" content="0; url=http://192.0.2.1/">
    <link rel="stylesheet" href="http://192.0.2.1/a.css"><base href="http://192.0.2.1/">
    <script src="http://192.0.2.1/a.js"></script><script>document.write("盗む")</script></head>
    <body onload="alert(1)">{"".join(f"<p>{line}</p>" for line in (TITLE + TALK * 3).splitlines())}
    <iframe src="http://192.0.2.1/"></iframe><img src="http://192.0.2.1/a.png" onerror="alert(1)">
    <object data="http://192.0.2.1/"></object><p>&c;&d;&e;</p></body></html>"""

    found = outcome(worker, tmp_path / "a.html", page)

    assert isinstance(found, Minutes)
    assert len(found.meetings[0].turns) >= 6
    assert not any(word in found.source.text for word in ("盗む", "alert", "root:", "ああああ"))


def word_file(main: bytes) -> bytes:
    """A Word document with that main part."""
    empty = io.BytesIO()
    docx.Document().save(empty)
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(empty) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for name in old.namelist():
            new.writestr(name, main if name == "word/document.xml" else old.read(name))
    return packed.getvalue()


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def entity_bomb() -> bytes:
    entities = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 12))
    body = f"<w:document {W}><w:body><w:p><w:r><w:t>&e11;</w:t></w:r></w:p></w:body></w:document>"
    return f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY e0 "ああ">{entities}]>{body}'.encode()


def nested_tables() -> bytes:
    opening, closing = "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"
    return f"<w:document {W}><w:body>{opening * 5_000}{closing * 5_000}</w:body></w:document>".encode()


@pytest.mark.parametrize(
    "main", [lambda: b"<" + bytes(220 << 20), entity_bomb, nested_tables], ids=["zip", "entities", "tables"]
)
def test_word_documents_that_swell(worker: FileWorker, tmp_path: Path, main: Callable[[], bytes]) -> None:
    found = outcome(worker, tmp_path / "a.docx", word_file(main()))

    assert isinstance(found, SourceError)


def test_a_word_document_that_understates_its_size(worker: FileWorker, tmp_path: Path) -> None:
    data = word_file(b"<" + bytes(220 << 20))
    size = (1 + (220 << 20)).to_bytes(4, "little")
    assert data.count(size) == 2

    found = outcome(worker, tmp_path / "a.docx", data.replace(size, (1000).to_bytes(4, "little")))

    assert isinstance(found, SourceError)


@pytest.mark.parametrize("pages", [2_001, 10_000])
def test_a_pdf_of_too_many_pages(worker: FileWorker, tmp_path: Path, pages: int) -> None:
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(595, 842)
    written = io.BytesIO()
    document.save(written)
    document.close()

    found = outcome(worker, tmp_path / "a.pdf", written.getvalue())

    assert isinstance(found, SourceError)
    assert f"the PDF has {pages} pages, more than the 2000 that are read; split it" in str(found)


# -- long lines ----

UNITS = (
    *"（(「『【〔<あ1１。、…-　",
    "（「",
    "（あ）",
    "「あ」、",
    "令和",
    "令和5年4月1日",
    "第1号",
    "午後",
    "○会長　",
    "会長：はい。",
    "議案第1号について",
    "異議なし、",
    "a ",
    "<p>",
    "\t",
    "\x0c",
)


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("place", ["title", "speech", "label"])
def test_a_line_of_one_thing_again_and_again(
    worker: FileWorker, tmp_path: Path, unit: str, place: str
) -> None:
    many = unit * (60_000 // len(unit))
    text = {
        "title": f"架空市{many}会議録\n{TITLE}{TALK * 2}",
        "speech": f"{TITLE}{TALK * 2}○会長　{many}\n{TALK}",
        "label": f"{TITLE}{TALK * 2}{many}\n{TALK}",
    }[place]

    outcome(worker, tmp_path / "a.txt", text)


def test_five_megabytes_in_one_line(worker: FileWorker, tmp_path: Path) -> None:
    text = TITLE + "会長　これについて、委員の意見を伺います（資料2を参照）。" * 60_000

    found = outcome(worker, tmp_path / "a.txt", text)

    assert isinstance(found, IngestError) or found.warnings


# -- many lines ----

MANY = 16_000
LINES: dict[str, Callable[[], str]] = {
    "one character": lambda: TITLE + "あ\n" * MANY,
    "speakers who say nothing": lambda: TITLE + "会長\n" * MANY,
    "marks without speech": lambda: TITLE + "○会長\n" * MANY,
    "attendees": lambda: TITLE + "".join(f"委員　山田{i}太郎\n" for i in range(MANY)) + TALK * 3,
    "agenda": lambda: TITLE + "議題\n" + "".join(f"（{i}）施設の使用\n" for i in range(1, MANY)) + TALK * 3,
    "bills": lambda: TITLE + "".join(f"議案第{i}号　条例の改正について\n" for i in range(MANY)) + TALK * 3,
    "items in the talk": lambda: (
        TITLE + "".join(f"議案第{i}号　条例{i}について\n{TALK}" for i in range(MANY // 4))
    ),
    "answers": lambda: TITLE + "【質疑】\n" + "①はい、そうです。\n②はい、どうも。\n" * (MANY // 2),
    "notes at the end": lambda: TITLE + TALK * 2 + "（「異議なし」の声あり）\n" * MANY,
    "brackets at the end": lambda: TITLE + TALK * 2 + "あ）\n" * MANY + "終わった。\n",
    "one long speech": lambda: TITLE + TALK * 2 + "それはそうです。\n" * MANY,
    "meetings": lambda: "".join(
        f"第{i % 99}回\n令和5年4月{i % 28 + 1}日（土）\n{TALK * 4}" for i in range(MANY // 10)
    ),
    "page numbers": lambda: TITLE + TALK * 2 + "- 1 -\n架空市審議会の紙面\n" * (MANY // 2),
    "header fields": lambda: TITLE + "日時　令和5年4月1日\n" * MANY + TALK * 2,
}


@pytest.mark.parametrize("case", LINES)
def test_many_lines_of_one_kind(worker: FileWorker, tmp_path: Path, case: str) -> None:
    outcome(worker, tmp_path / "a.txt", LINES[case]())
