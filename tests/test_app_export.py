import csv
import datetime
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from app.answers import answer_question
from app.dossier import Dossier, dossier_of_answer, dossier_of_cases, dossier_table
from app.dossier_word import dossier_as_word
from app.export import dossier_as_csv
from app.export_excel import dossier_as_excel
from app.export_markdown import dossier_as_markdown
from app.wording import WORDINGS, Language
from app.wording_dossier import DOSSIER_WORDINGS
from embeddings.model import Encoder
from index.case_list import list_cases
from index.cases import CaseItem, cases_of
from index.corrections import ItemChange, ItemRef, Signature, correct_item
from index.filters import Filters
from index.reading import find_meeting, turns_of
from index.search import Index, open_index
from index.update import ingest_minutes
from ingest.parse import parse_file
from ingest.records import Outcome

JAPANESE = WORDINGS[Language.JA]
WORDS = DOSSIER_WORDINGS[Language.JA]
FORMULA = '=HYPERLINK("x")'


@pytest.fixture(scope="module")
def index(encoder: Encoder, sample_index: Path) -> Iterator[Index]:
    with open_index(sample_index, encoder) as opened:
        yield opened


@pytest.fixture(scope="module")
def cases(index: Index) -> list[tuple[CaseItem, ...]]:
    return cases_of(index, list_cases(index, Filters()).case_ids)


@pytest.fixture(scope="module")
def dossier(index: Index, cases: list[tuple[CaseItem, ...]]) -> Dossier:
    return dossier_of_cases(index, cases, JAPANESE, scope="継続審議", made_on="2025-02-03")


def test_cases_are_a_table_that_excel_opens(index: Index) -> None:
    answer = answer_question(index, "意見が付いた案件は")
    table = dossier_as_csv(dossier_of_answer(answer.cases, JAPANESE), JAPANESE)
    assert table.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(table.decode("utf-8-sig"))))
    assert tuple(rows[0]) == WORDS.columns
    assert len(rows) == 1 + answer.total
    for row, case in zip(rows[1:], answer.cases, strict=True):
        told = dict(zip(rows[0], row, strict=True))
        assert told["審議結果"] == "意見付き承認"
        assert told["付された意見・条件"].splitlines() == [*case.conditions]
        assert case.quote
        assert told["結果の根拠"] == case.quote.text


def test_quotes_and_requests_stand_in_the_minutes_that_their_source_names(
    index: Index, dossier: Dossier
) -> None:
    quoted = [
        words
        for case in dossier.cases
        for meeting in case.meetings
        for words in (*([meeting.quote] if meeting.quote else []), *meeting.requests)
    ]
    assert len(quoted) > 40
    for words in quoted:
        source = dossier.sources[words.ref - 1]
        assert source.endswith(f"（{words.doc}）")
        said = "".join(turn.text for turn in turns_of(index, find_meeting(index, words.doc).key))
        assert "".join(words.text.split()) in "".join(said.split())
    assert len({*dossier.sources}) == len(dossier.sources)


def test_a_case_of_several_meetings_is_one_row_with_its_course(dossier: Dossier) -> None:
    (followed,) = (case for case in dossier.cases if len(case.meetings) > 1)
    row = dict(
        zip(WORDS.columns, dossier_table(replace(dossier, cases=(followed,)), JAPANESE)[1], strict=True)
    )
    assert row["審議の経過"] == "令和5年10月12日 継続審議 → 令和6年1月23日 承認"
    assert (row["審議結果"], row["開催日"]) == ("承認", "2024-01-23")
    assert all(line.startswith("令和5年10月12日　") for line in row["委員の要望"].splitlines()[:1])


def test_the_workbook_holds_every_case(dossier: Dossier) -> None:
    book = load_workbook(io.BytesIO(dossier_as_excel(dossier, JAPANESE)))
    sheet = book["先例"]
    table = dossier_table(dossier, JAPANESE)
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == sheet.dimensions
    rows = [list(row) for row in sheet.iter_rows()]
    assert [cell.value for cell in rows[0]] == [*WORDS.columns]
    assert len(rows) == len(table) == 52
    at = dict(zip(WORDS.columns, range(99), strict=False))
    for row, expected in zip(rows[1:], table[1:], strict=True):
        assert row[at["案件名"]].value == expected[at["案件名"]]
        assert (row[at["結果の根拠"]].value or "") == expected[at["結果の根拠"]]
        assert row[at["開催日"]].value == datetime.datetime.fromisoformat(expected[at["開催日"]])
        assert row[at["付された意見・条件"]].alignment.wrap_text
        assert all(cell.data_type in "snd" and not cell.hyperlink for cell in row)
    assert [cell.value for cell in book["抽出条件"]["A"] if cell.value][:3] == [
        "先例調べ",
        "抽出条件：継続審議、51件",
        "作成日：令和7年2月3日",
    ]


def test_a_formula_is_only_text(dossier: Dossier) -> None:
    evil = replace(dossier, cases=(replace(dossier.cases[0], title=FORMULA),))
    table = dossier_as_csv(evil, JAPANESE).decode("utf-8-sig")
    assert next(csv.DictReader(io.StringIO(table)))["案件名"] == f"'{FORMULA}"
    sheet = load_workbook(io.BytesIO(dossier_as_excel(evil, JAPANESE)))["先例"]
    cell = sheet.cell(2, 1 + WORDS.columns.index("案件名"))
    assert (cell.value, cell.data_type, cell.quotePrefix) == (FORMULA, "s", True)


def test_a_text_too_long_for_a_cell_says_so(dossier: Dossier) -> None:
    long = replace(dossier, cases=(replace(dossier.cases[0], title="長" * 40_000),))
    sheet = load_workbook(io.BytesIO(dossier_as_excel(long, JAPANESE)))["先例"]
    value = str(sheet.cell(2, 1 + WORDS.columns.index("案件名")).value)
    assert len(value) <= 32_767
    assert value.endswith(WORDS.cut)


def test_the_document_of_word_proves_each_outcome_with_a_numbered_source(dossier: Dossier) -> None:
    document = Document(io.BytesIO(dossier_as_word(dossier, JAPANESE)))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts[:3] == ["先例調べ", "抽出条件：継続審議、51件", "作成日：令和7年2月3日"]
    assert len(document.tables[0].rows) == 1 + len(dossier.cases)
    listed = texts[texts.index("出典") + 1 :]
    assert listed == [f"[{ref}]\t{source}" for ref, source in enumerate(dossier.sources, start=1)]
    for case in dossier.cases:
        for meeting in case.meetings:
            if meeting.quote:
                assert f"{meeting.quote.text} [{meeting.quote.ref}]" in texts
            assert {*meeting.conditions} <= {*texts}
    assert "付された意見・条件　記載なし" in texts


def test_markdown_shows_the_words_as_they_are(dossier: Dossier) -> None:
    evil = replace(dossier.cases[0], title="1. <b>*強調*</b> & `印`")
    written = dossier_as_markdown(replace(dossier, cases=(evil, *dossier.cases)), JAPANESE).decode()
    assert r"## 1. 1\. \<b\>\*強調\*\</b\> \& \`印\`" in written
    plain = re.sub(r"\\(.)", r"\1", written)
    for case in dossier.cases:
        for meeting in case.meetings:
            if meeting.quote:
                assert f"> {meeting.quote.text} [{meeting.quote.ref}]" in plain
    for ref, source in enumerate(dossier.sources, start=1):
        assert f"- [{ref}] {source}" in plain


def test_a_correction_is_told_in_every_form(
    encoder: Encoder, tmp_path: Path, sample_files: list[Path]
) -> None:
    path = next(path for path in sample_files if "霧沢町" in path.name)
    with open_index(tmp_path / "index", encoder, create=True) as index:
        ingest_minutes(index, parse_file(path))
        before = cases_of(index, list_cases(index, Filters()).case_ids)[0][-1]
        ref = ItemRef(doc=before.document_path, meeting=before.meeting_id, item=before.agenda_id)
        change = ItemChange(outcome=Outcome.WITHDRAWN)
        correct_item(index, ref, change, Signature(by="鈴木", reason="取下書による"))
        cases = cases_of(index, [before.case_id])
        dossier = dossier_of_cases(index, cases, JAPANESE)
    assert dossier.cases[0].latest.quote is None
    told = "理由 取下書による（鈴木、"
    assert told in dossier_as_csv(dossier, JAPANESE).decode()
    assert told in dossier_as_markdown(dossier, JAPANESE).decode()
    document = Document(io.BytesIO(dossier_as_word(dossier, JAPANESE)))
    assert any(told in paragraph.text for paragraph in document.paragraphs)


def test_the_files_are_english_too(index: Index, cases: list[tuple[CaseItem, ...]]) -> None:
    english = WORDINGS[Language.EN]
    dossier = dossier_of_cases(index, cases[:2], english)
    assert "# Precedents" in dossier_as_markdown(dossier, english).decode()
    sheet = load_workbook(io.BytesIO(dossier_as_excel(dossier, english)))["Precedents"]
    assert sheet.cell(1, 1).value == "Municipality"
    assert len(DOSSIER_WORDINGS[Language.EN].columns) == len(WORDS.columns)
