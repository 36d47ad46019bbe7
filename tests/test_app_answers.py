"""Answers from an index of the samples: the cases, their outcomes, and that every word of them is backed."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.answers import answer_question
from app.contract import answer_as_json
from app.records import Answer, Case
from app.wording import Language
from embeddings.model import Encoder
from index.cases import all_items
from index.filters import Filters
from index.search import Index, open_index
from ingest.notation import squeeze
from ingest.read import read_source
from ingest.records import Outcome

QUESTION = "他の審議会はAI-OCRをどう扱ったか"
QUESTIONS = (
    QUESTION,
    "継続審議になった案件は",
    "霧沢町のAI-OCRの審議結果は",
    "個人情報を外部のサーバに置くことへの意見",
    "How did other councils handle AI-OCR?",
)


@pytest.fixture(scope="module")
def index(sample_index: Path, encoder: Encoder) -> Iterator[Index]:
    with open_index(sample_index, encoder) as opened:
        yield opened


def outcomes(answer: Answer) -> dict[str | None, set[Outcome]]:
    found: dict[str | None, set[Outcome]] = {}
    for case in answer.cases:
        found.setdefault(case.municipality, set()).add(case.outcome)
    return found


def test_the_cases_of_several_municipalities_with_their_outcomes(index: Index) -> None:
    answer = answer_question(index, QUESTION, k=10)
    assert answer.answered
    assert (
        outcomes(answer).items()
        >= {
            "霧沢町": {Outcome.CONTINUED, Outcome.APPROVED},
            "琴ノ原市": {Outcome.REJECTED},
            "梓ヶ原市": {Outcome.APPROVED_WITH_OPINION},
            "汐凪市": {Outcome.APPROVED},
        }.items()
    )


def test_every_case_holds_the_name_that_was_asked_for(index: Index) -> None:
    answer = answer_question(index, QUESTION, k=10)
    for case in answer.cases:
        said = "".join([case.title or "", *(citation.text for citation in case.passages)])
        assert re.search("AI[-‐－]?OCR|AI\\W?OCR", squeeze(said)), case.title


def test_a_case_brings_its_conditions_and_its_thread(index: Index) -> None:
    cases = answer_question(index, QUESTION, k=10).cases
    with_opinion = next(case for case in cases if case.outcome is Outcome.APPROVED_WITH_OPINION)
    assert len(with_opinion.conditions) == 2
    continued = next(case for case in cases if case.outcome is Outcome.CONTINUED)
    assert [entry.outcome for entry in continued.thread] == [Outcome.CONTINUED, Outcome.APPROVED]


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_citation_stands_in_its_source_at_its_span(
    index: Index, sample_files: list[Path], question: str
) -> None:
    texts = {path.name: read_source(path).text for path in sample_files}
    answer = answer_question(index, question)
    assert answer.answered
    for case in answer.cases:
        cited = [(c.text, c.doc, c.span) for c in case.passages]
        cited += [(case.quote.text, case.quote.doc, case.quote.span)] if case.quote else []
        for text, doc, span in cited:
            where = squeeze(texts[doc][slice(*span)])
            sentences = [sentence for sentence in squeeze(text).split("。") if len(sentence) >= 8]
            assert all(sentence in where for sentence in sentences), text


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_sentence_is_backed_by_a_citation(index: Index, question: str) -> None:
    answer = answer_question(index, question)
    refs = [citation.ref for case in answer.cases for citation in case.passages]
    assert sorted(refs) == [*range(1, len(refs) + 1)]
    cited = dict.fromkeys(ref for sentence in answer.sentences for ref in sentence.refs)
    assert [*cited] == [*range(1, len(answer.cases) + 1)]
    for sentence in answer.sentences:
        assert sentence.refs
        assert {*sentence.refs} <= {*refs}
        assert all(f"[{ref}]" in sentence.text for ref in sentence.refs)


@pytest.mark.parametrize("question", QUESTIONS)
def test_outcomes_are_those_of_the_decision_records(index: Index, question: str) -> None:
    recorded = {(i.doc, i.meeting, i.agenda_id): (i.outcome, i.quote) for i in all_items(index)}
    for case in answer_question(index, question).cases:
        outcome, quote = recorded[case.passages[0].doc, case.meeting, case.agenda_id or ""]
        assert case.outcome is outcome
        assert (case.quote and case.quote.text) == (quote and quote.text)


def test_an_outcome_is_backed_by_the_citation_that_holds_its_quote(index: Index) -> None:
    for case in answer_question(index, QUESTION).cases:
        if case.quote:
            proof = next(c for c in case.passages if c.ref == case.quote.ref)
            assert proof.span[0] <= case.quote.span[0]
            assert case.quote.span[1] <= proof.span[1]


def test_a_question_for_all_of_a_sort_gets_every_one(index: Index) -> None:
    answer = answer_question(index, "継続審議になった案件は", k=1)
    waiting = {Outcome.CONTINUED, Outcome.POSTPONED}
    items = [item for item in all_items(index) if item.outcome in waiting]
    assert len(items) > 1
    assert answer.total == len(answer.cases) == len(items)
    assert {*answer.understood.outcome} == waiting
    dates = [case.date or "" for case in answer.cases]
    assert dates == sorted(dates, reverse=True)


def test_k_bounds_the_cases_but_not_the_total(index: Index) -> None:
    answer = answer_question(index, QUESTION, k=2)
    assert len(answer.cases) == 2
    assert answer.total > 2
    assert f"{answer.total}件のうち" in answer.text


def test_filters_of_the_caller_come_before_those_of_the_question(index: Index) -> None:
    asked = "霧沢町のAI-OCRの審議結果は"
    assert {case.municipality for case in answer_question(index, asked).cases} == {"霧沢町"}
    answer = answer_question(index, asked, filters=Filters(municipality=("琴ノ原市",)))
    assert {case.municipality for case in answer.cases} == {"琴ノ原市"}
    assert answer.understood == Filters()


def test_filters_bound_the_cases(index: Index) -> None:
    filters = Filters(date_from="2024-01-01", outcome=(Outcome.APPROVED, Outcome.REJECTED))
    cases: tuple[Case, ...] = answer_question(index, QUESTION, filters=filters, k=10).cases
    assert {case.outcome for case in cases} == {Outcome.APPROVED, Outcome.REJECTED}
    assert all((case.date or "") >= "2024-01-01" for case in cases)


@pytest.mark.parametrize(
    "question",
    [
        "宇宙エレベーターの建設をどう判断したか",
        "Slackの利用について審議会はどう判断したか",
        "競馬場の騒音対策",
        "How did other councils treat lunar colonies and asteroid mining?",
    ],
)
def test_what_is_not_on_record_is_not_answered(index: Index, question: str) -> None:
    answer = answer_question(index, question)
    assert not answer.answered
    assert answer.total == 0
    (sentence,) = answer.sentences
    assert sentence.refs == ()


def test_nothing_within_the_filters_says_so(index: Index) -> None:
    answer = answer_question(index, QUESTION, filters=Filters(date_to="1990-01-01"))
    assert answer.text == "お尋ねの件に当たる記録は、指定された絞り込みの範囲には見当たりませんでした。"


def test_an_english_question_is_answered_in_english_with_japanese_quotes(index: Index) -> None:
    answer = answer_question(index, "How did other councils handle AI-OCR?", k=10)
    assert answer.language is Language.EN
    assert answer.sentences[0].text.startswith("Found ")
    assert "rejected (不承認)" in answer.text
    assert "「賛成少数ですので、諮問第12号については不承認とし" in answer.text


def test_the_language_can_be_chosen(index: Index) -> None:
    assert "approved" in answer_question(index, QUESTION, language=Language.EN).text


def test_the_json_form_has_the_keys_of_the_interface(index: Index) -> None:
    value = answer_as_json(answer_question(index, QUESTION), "q1")
    assert (value["qid"], value["query"], value["answered"]) == ("q1", QUESTION, True)
    case = value["cases"][0]
    assert case.keys() >= {
        "case_id", "municipality", "council", "meeting", "date", "agenda_id", "agenda_title", "outcome",
        "outcome_label", "quote", "conditions", "vote", "thread", "passages",
    }  # fmt: skip
    assert case["passages"][0].keys() >= {"ref", "doc", "turn", "speaker", "page", "span", "text", "score"}
    decided = next(case for case in value["cases"] if case["quote"])
    assert decided["quote"].keys() >= {"text", "doc", "turn", "page", "span"}
    assert decided["outcome_label"] == Outcome(decided["outcome"]).label


def test_a_condition_of_the_question_can_be_taken_away(index: Index) -> None:
    asked = "継続審議になった案件は"
    narrowed = answer_question(index, asked)
    wide = answer_question(index, asked, without=("outcome",))
    assert {case.outcome for case in narrowed.cases} <= {Outcome.CONTINUED, Outcome.POSTPONED}
    assert wide.understood == Filters()
    assert wide.total > narrowed.total


def test_where_nothing_answers_the_nearest_records_are_offered_apart(index: Index) -> None:
    answer = answer_question(index, "プールの水温の基準はどう決まったか")
    printed = answer_as_json(answer)
    assert (printed["answered"], printed["cases"], printed["total"]) == (False, [], 0)
    assert any("プール" in case["agenda_title"] for case in printed["near"])
    assert len(answer.sentences) == 1
    far = answer_question(index, "宇宙エレベーターの建設")
    assert (far.answered, far.near) == (False, ())


def test_a_passage_is_followed_by_its_counterpart(index: Index) -> None:
    answer = answer_question(index, "防犯カメラの画像は何日間保存するのか")
    texts = [passage.text for case in answer.cases for passage in case.passages]
    assert len(set(texts)) == len(texts)
    refs = [passage.ref for case in answer.cases for passage in case.passages]
    assert sorted(refs) == [*range(1, len(refs) + 1)]


def test_what_a_case_set_apart_is_not_given_as_decided_by_it(index: Index) -> None:
    answer = answer_question(index, "潮見崎市の環境審議会で手数料の改定はいつ承認されたか")
    assert not answer.answered
    assert "別途" in answer.near[0].passages[0].text
    assert answer_question(index, "潮見崎市の環境審議会で手数料の改定はどう説明されたか").answered


@pytest.mark.parametrize(
    "question",
    ["琴ノ原市が生活保護のAI-OCRを承認した理由", "星越町が窓口チャットボットの導入を否決したのはなぜか"],
)
def test_a_case_that_was_decided_otherwise_is_near_but_no_answer(index: Index, question: str) -> None:
    answer = answer_question(index, question)
    assert not answer.answered
    assert answer.near
    assert answer_question(
        index, question.replace("承認した", "不承認とした").replace("否決", "承認")
    ).answered


def test_a_word_that_stands_only_in_parts_is_missed(index: Index) -> None:
    """水力 stands nowhere together with 発電所, whose parts and 建設 stand here and there."""
    assert not answer_question(index, "水力発電所の建設に審議会は賛成したか").answered
    assert answer_question(index, "マイナンバーカードの情報の利用に審議会は賛成したか").answered


@pytest.mark.parametrize(
    ("question", "answered"),
    [
        ("令和5年8月の審議会で下水道使用料の改定はどう議論されたか", True),
        ("令和2年5月の審議会で下水道使用料の改定はどう議論されたか", False),
        ("早瀬川市の下水道使用料の改定についての意見", True),
        # 早瀬川市's minutes say nothing of this city.
        ("札幌市の下水道使用料の改定についての意見", False),
    ],
)
def test_a_case_of_another_time_or_place_is_near_but_no_answer(
    index: Index, question: str, *, answered: bool
) -> None:
    answer = answer_question(index, question)
    assert answer.answered is answered
    assert answered or answer.near
