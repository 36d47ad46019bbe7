import csv
import io
from dataclasses import replace
from pathlib import Path

from app.answers import answer_question
from app.export import cases_as_csv
from app.wording import WORDINGS, Language
from embeddings.model import Encoder
from index.search import open_index

JAPANESE = WORDINGS[Language.JA]


def test_cases_are_a_table_that_excel_opens(sample_index: Path, encoder: Encoder) -> None:
    with open_index(sample_index, encoder) as index:
        answer = answer_question(index, "意見が付いた案件は")
    table = cases_as_csv(answer.cases, JAPANESE)
    assert table.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(table.decode("utf-8-sig"))))
    assert tuple(rows[0]) == JAPANESE.csv_columns
    assert len(rows) == 1 + answer.total
    for row, case in zip(rows[1:], answer.cases, strict=True):
        told = dict(zip(rows[0], row, strict=True))
        assert told["審議結果"] == "意見付き承認"
        assert told["付された意見・条件"].splitlines() == [*case.conditions]
        assert case.quote
        assert told["結果の根拠"] == case.quote.text


def test_a_formula_is_only_text(sample_index: Path, encoder: Encoder) -> None:
    with open_index(sample_index, encoder) as index:
        case = answer_question(index, "意見が付いた案件は").cases[0]
    table = cases_as_csv([replace(case, title='=HYPERLINK("x")')], JAPANESE).decode("utf-8-sig")
    assert next(csv.DictReader(io.StringIO(table)))["案件名"] == '\'=HYPERLINK("x")'
