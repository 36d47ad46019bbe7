"""Files of judged questions: both forms, and what is said where a line is wrong."""

import json
from pathlib import Path

import pytest

from index.errors import JudgementError
from index.filters import Filters
from index.judgements import ANSWERS, LEADS, TurnRef, read_judgements, within

PLACE = {"doc": "a.txt", "span": [10, 20]}
QUESTION = {"qid": "q1", "kind": "natural", "query": "何日間保存するか", "relevant": [PLACE]}


def written(folder: Path, *lines: object) -> Path:
    path = folder / "questions.jsonl"
    texts = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]
    path.write_text("\n".join(texts), encoding="utf-8")
    return path


def test_places_by_span_and_by_quote(tmp_path: Path) -> None:
    quoted = {"doc": "b.pdf", "quote": "ＡＩ－ＯＣＲ を使う", "grade": 1}
    line = {**QUESTION, "relevant": [PLACE, quoted], "filters": {"municipality": ["霧沢町"]}}
    question = read_judgements(written(tmp_path, line))[0]
    assert (question.qid, question.kind, question.query) == ("q1", "natural", "何日間保存するか")
    assert [(p.doc, p.span, p.quote, p.grade) for p in question.passages] == [
        ("a.txt", (10, 20), "", ANSWERS),
        ("b.pdf", None, "AI-OCRを使う", LEADS),
    ]
    assert question.filters == Filters(municipality=("霧沢町",))


def test_turns_with_what_is_left_out_and_the_scope(tmp_path: Path) -> None:
    line = {
        "query": "防犯カメラ",
        "gold": [{"meeting_id": "m1", "turns": [3, 5]}],
        "exclude": [{"meeting_id": "m1", "doc": "a.txt", "turns": [1]}],
        "scope": {"date_from": "2023-01-01", "date_to": "2023-12-31"},
        "filters": {"municipality": ["霧沢町"], "from": "2020-01-01"},
    }
    question = read_judgements(written(tmp_path, "", line))[0]
    assert (question.qid, question.kind) == ("line 2", "other")
    assert question.turns == tuple(TurnRef(doc=None, meeting_id="m1", turn=n) for n in (3, 5))
    assert question.excluded == (TurnRef(doc="a.txt", meeting_id="m1", turn=1),)
    assert within(question, scoped=False) == question.filters
    assert within(question, scoped=True) == Filters(
        municipality=("霧沢町",), date_from="2023-01-01", date_to="2023-12-31"
    )


def test_an_unanswerable_question_needs_no_place(tmp_path: Path) -> None:
    line = {"qid": "u", "query": "宇宙エレベーター", "unanswerable": True}
    assert read_judgements(written(tmp_path, line))[0].unanswerable


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('{"query": ', "no JSON (Expecting value at character 11); write one object a line"),
        ([1], "expected a JSON object, found list"),
        ({"qid": "q"}, '"query" is None, expected a text'),
        ({**QUESTION, "relevant": []}, "nothing answers the question; name it in"),
        ({**QUESTION, "relevant": [{**PLACE, "grade": 1}]}, "nothing answers the question; name it in"),
        ({**QUESTION, "relevant": [{**PLACE, "grade": 3}]}, '"grade" is 3, expected 2 (answers) or 1'),
        ({**QUESTION, "relevant": [{"doc": "a.txt"}]}, 'a relevant passage takes a "span" or a "quote"'),
        (
            {**QUESTION, "relevant": [{"doc": "a.txt", "span": [9, 3]}]},
            '"span" is [9, 3], expected [start, end]',
        ),
        ({**QUESTION, "relevant": "a.txt"}, "\"relevant\" is 'a.txt', expected a list of objects"),
        ({**QUESTION, "gold": [{"meeting_id": "m1", "turns": [1]}]}, "keep one of them"),
        (
            {"query": "q", "gold": [{"meeting_id": "m1", "turns": []}]},
            '"turns" is [], expected a list of numbers',
        ),
        ({**QUESTION, "scope": {"date_from": "昨日"}}, "\"date_from\" is '昨日', expected a day such as"),
        ({**QUESTION, "filters": {"town": "x"}}, "unknown filter 'town'; use one of municipality"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: object, problem: str) -> None:
    path = written(tmp_path, QUESTION, line)
    with pytest.raises(JudgementError) as caught:
        read_judgements(path)
    assert str(caught.value).startswith(f"{path}, line 2: ")
    assert problem in str(caught.value)


def test_a_file_that_is_no_file_of_questions(tmp_path: Path) -> None:
    with pytest.raises(JudgementError, match=r"absent\.jsonl: cannot be read .*; check the name"):
        read_judgements(tmp_path / "absent.jsonl")
    with pytest.raises(JudgementError, match="holds no question; write one JSON object a line"):
        read_judgements(written(tmp_path, ""))
    with pytest.raises(JudgementError, match="the qid 'q1' stands twice; give each its own"):
        read_judgements(written(tmp_path, QUESTION, QUESTION))
    (tmp_path / "sjis.jsonl").write_bytes("質問".encode("cp932"))
    with pytest.raises(JudgementError, match="is not in UTF-8; save it in UTF-8"):
        read_judgements(tmp_path / "sjis.jsonl")
