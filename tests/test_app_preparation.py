"""What is prepared of a matter, the sheet of it, and that every word of both is on record."""

import datetime
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document

from app.matters import cases_on
from app.preparation import Preparation, PreparedQuestion, chosen_groups, prepare
from app.question_sheet_word import question_sheet_as_word
from app.wording import Language
from app.wording_prepare import PREPARE_WORDINGS
from embeddings.model import Encoder
from index.search import Index, open_index
from index.update import ingest_minutes
from ingest.records import Outcome, Role
from tests.index_minutes import Draft

WORDS = PREPARE_WORDINGS[Language.JA]
TITLE = "公園への防犯カメラの設置について"
REPEATED = "画像は何日間保存し、どのように消去するのでしょうか。"


def _first_meeting() -> Draft:
    draft = Draft(path=Path("第1回.txt"))
    draft.say(f"{TITLE}、説明を願います。", speaker="会長", role=Role.CHAIR, agenda="a1")
    draft.say("公園に防犯カメラを10台設置します。", speaker="公園課", role=Role.PROPONENT, agenda="a1")
    draft.say(REPEATED, speaker="A委員", agenda="a1")
    draft.say(
        "7日間です。消去の証明については、防犯カメラの事業者に確認して、検討いたします。",
        speaker="公園課",
        role=Role.PROPONENT,
        agenda="a1",
    )
    draft.say("設置の費用はいくらですか。", speaker="B委員", agenda="a1")
    span = draft.say("では、本件は継続審議とします。", speaker="会長", role=Role.CHAIR, agenda="a1")
    draft.item("a1", TITLE, outcome=Outcome.CONTINUED, span=span)
    return draft


def _second_meeting() -> Draft:
    draft = Draft(path=Path("第2回.txt"), label="第2回", date="2023-07-10")
    draft.say("証明書を毎年提出させることにしました。", speaker="公園課", role=Role.PROPONENT, agenda="a1")
    span = draft.say("本件は承認することに決定しました。", speaker="会長", role=Role.CHAIR, agenda="a1")
    draft.item("a1", TITLE, outcome=Outcome.APPROVED, span=span)
    return draft


def _other_city() -> Draft:
    council = "あけぼの市個人情報保護審議会"
    draft = Draft(path=Path("あけぼの.txt"), municipality="あけぼの市", council=council, date="2024-02-01")
    draft.say("防犯カメラを駅前に設置します。", speaker="交通課", role=Role.PROPONENT, agenda="a1")
    draft.say(REPEATED, speaker="委員", agenda="a1")
    draft.say("14日間保存します。", speaker="交通課", role=Role.PROPONENT, agenda="a1")
    draft.item("a1", "駅前の防犯カメラの設置について")
    return draft


@pytest.fixture(scope="module")
def index(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with open_index(tmp_path_factory.mktemp("prepared") / "index", encoder, create=True) as opened:
        for draft in (_first_meeting(), _second_meeting(), _other_city()):
            ingest_minutes(opened, draft.minutes())
        yield opened


@pytest.fixture(scope="module")
def preparation(index: Index) -> Preparation:
    return prepare(index, cases_on(index, "防犯カメラ"))


def _asked(preparation: Preparation, text: str) -> PreparedQuestion:
    return next(one for one in preparation.questions if one.asked.text == text)


def test_what_an_answer_says_will_be_done_stands_with_what_became_of_it(preparation: Preparation) -> None:
    asked = _asked(preparation, REPEATED)
    assert [promise.text for promise in asked.promises] == [
        "消去の証明については、防犯カメラの事業者に確認して、検討いたします。"
    ]
    assert [(item.date, item.outcome) for item in asked.later] == [("2023-07-10", Outcome.APPROVED)]
    assert [item.quote.text for item in asked.later if item.quote] == ["本件は承認することに決定しました。"]


def test_a_question_asked_in_the_same_words_stands_once(preparation: Preparation) -> None:
    deletion = next(
        group for group in preparation.groups if group.concern and group.concern.key == "deletion"
    )
    assert [one.asked.text for one in deletion.questions] == [REPEATED]
    assert deletion.questions[0].promises


def test_questions_stand_under_each_of_their_concerns(preparation: Preparation) -> None:
    of = {group.concern.key: group for group in preparation.groups if group.concern}
    assert {"deletion", "cost"} <= of.keys()
    assert [one.asked.speaker for one in of["cost"].questions] == ["B委員"]
    assert not of["cost"].questions[0].asked.answers


def test_ids_stay_when_a_file_is_ingested_anew(index: Index, preparation: Preparation) -> None:
    ingest_minutes(index, _first_meeting().minutes())
    again = prepare(index, cases_on(index, "防犯カメラ"))
    assert [one.id for one in again.questions] == [one.id for one in preparation.questions]


def test_where_little_was_asked_near_cases_stand_apart(preparation: Preparation, index: Index) -> None:
    assert not {one.id for one in preparation.near_questions} & {one.id for one in preparation.questions}
    nothing = prepare(index, cases_on(index, "公園の夜間照明"))
    assert not nothing.questions
    assert REPEATED in [one.asked.text for one in nothing.near_questions]


def test_a_chosen_question_stands_in_one_group(preparation: Preparation) -> None:
    ids = [one.id for one in preparation.questions]
    chosen = [one.id for group in chosen_groups(preparation.groups, ids) for one in group.questions]
    assert sorted(chosen) == sorted(ids)
    assert chosen_groups(preparation.groups, []) == []


def test_the_sheet_quotes_the_minutes_and_numbers_its_sources(preparation: Preparation) -> None:
    groups = chosen_groups(preparation.groups, [one.id for one in preparation.questions])
    day = datetime.date(2025, 1, 20)
    document = Document(io.BytesIO(question_sheet_as_word("防犯カメラ", groups, WORDS, made_on=day)))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts[0] == WORDS.sheet_title
    assert "作成日：令和7年1月20日" in texts
    on_record = "".join(draft.text for draft in (_first_meeting(), _second_meeting(), _other_city()))
    quotes = [match for text in texts if (match := re.fullmatch(r"「(.+)」 ?\[(\d+)\]", text))]
    assert len(quotes) >= 4
    assert all(quote[1] in on_record for quote in quotes)
    sources = [text for text in texts if re.match(r"\[\d+\]\t", text)]
    assert {int(quote[2]) for quote in quotes} == {*range(1, len(sources) + 1)}
    assert sum(text.startswith("質問") and text[2:].isdigit() for text in texts) == len(preparation.questions)
    assert len(document.tables) == len(preparation.questions)
