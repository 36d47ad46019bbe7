"""What a question is understood to ask for."""

import pytest

from app.question import Question, read_question
from app.wording import Language
from index.terms import search_terms
from ingest.records import Outcome

MUNICIPALITIES = ("霧沢町", "琴ノ原市", "青嶺市", "札幌市")
APPROVALS = (Outcome.APPROVED, Outcome.APPROVED_WITH_OPINION, Outcome.APPROVED_AMENDED)


def read(text: str) -> Question:
    return read_question(text, MUNICIPALITIES)


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("他の審議会はLINE WORKSをどう扱ったか", "LINE WORKS"),
        ("AI-OCRの導入について教えてください", "AI-OCRの導入"),
        ("給付金の額はいくらですか？", "給付金の額"),
        ("霧沢町のAI-OCRの審議結果は", "AI-OCR"),
        ("保存期間の規程の有無を尋ねたのは誰か", "保存期間の規程の有無"),
        ("霧沢町で画像の消去について質問した委員", "画像の消去"),
        ("ﾏｲﾅﾝﾊﾞｰｶｰﾄﾞの利用について", "マイナンバーカードの利用"),
        ("Ａ Ｉ－Ｏ Ｃ Ｒ　ＲＰＡ", "Ａ Ｉ－Ｏ Ｃ Ｒ　ＲＰＡ"),
    ],
)
def test_words_that_frame_a_question_are_no_subject(question: str, subject: str) -> None:
    assert read(question).subject == subject


def test_a_question_is_searched_by_its_subject_and_a_longer_english_one_whole() -> None:
    assert read("他の審議会はRPAをどう扱ったか").query == "RPA"
    assert read("How did other councils handle RPA?").query == "RPA"
    whole = "What happens to the data when a contract with a company ends?"
    assert read(whole).query == whole


@pytest.mark.parametrize(
    ("question", "municipalities"),
    [
        ("霧沢町と琴ノ原市の違いは", ("霧沢町", "琴ノ原市")),
        ("青嶺での図書館の検討状況", ("青嶺市",)),
        ("琴ノ原市以外の自治体では", ()),
        ("What did Sapporo city decide?", ("札幌市",)),
        ("図書館の休館日", ()),
    ],
)
def test_municipalities_are_understood(question: str, municipalities: tuple[str, ...]) -> None:
    assert read(question).understood.municipality == municipalities


@pytest.mark.parametrize(
    ("question", "kinds", "outcomes"),
    [
        ("承認された諮問案件は", ("諮問",), APPROVALS),
        ("令和3年度の報告案件の一覧", ("報告",), ()),
        ("不採択となった陳情はいくつ", ("請願",), (Outcome.NOT_ADOPTED,)),
        ("意見が付いた案件はいくつ", (), (Outcome.APPROVED_WITH_OPINION,)),
        ("条件を付けられた案件は", (), (Outcome.APPROVED_WITH_OPINION,)),
        ("意見を付して承認された案件は", (), (Outcome.APPROVED_WITH_OPINION,)),
        ("Which cases were approved with an opinion?", (), (Outcome.APPROVED_WITH_OPINION,)),
        ("諮問第3号の結果は", (), ()),
    ],
)
def test_the_sort_of_item_is_understood(
    question: str, kinds: tuple[str, ...], outcomes: tuple[Outcome, ...]
) -> None:
    understood = read_question(question, []).understood
    assert (understood.agenda_kind, understood.outcome) == (kinds, outcomes)


def test_the_office_that_put_items_forward_is_understood() -> None:
    asked = read_question("情報政策課の案件で継続審議になったものは", [], ["情報政策課", "政策課"])
    assert (asked.understood.section, asked.understood.outcome) == (
        ("情報政策課",),
        (Outcome.CONTINUED, Outcome.POSTPONED),
    )
    assert read_question("情報政策課の説明は何か", [], ["情報政策課"]).understood.section == ()


def test_a_calendar_year_begins_in_january() -> None:
    asked = read_question("令和三年に継続審議になった案件は", [])
    assert (asked.understood.date_from, asked.understood.date_to) == (None, None)
    asked = read_question("令和3年に継続審議になった案件は", [])
    assert (asked.understood.date_from, asked.understood.date_to) == ("2021-01-01", "2021-12-31")


def test_the_time_and_the_places_of_other_minutes_are_understood() -> None:
    asked = read_question("令和3年10月の札幌市や福岡県内での防犯カメラの議論", ["久留米市"])
    assert asked.period == ("2021-10-01", "2021-10-31")
    # 久留米市 lies in 福岡県.
    assert asked.elsewhere == ("札幌市",)
    assert read("防犯カメラの議論").period is None


def test_a_question_for_all_of_a_sort_names_period_and_outcomes() -> None:
    asked = read("令和3年度から令和4年度までの会議で承認された諮問案件は")
    assert asked.lists
    assert (asked.understood.date_from, asked.understood.date_to) == ("2021-04-01", "2023-03-31")
    assert asked.understood.outcome == APPROVALS
    assert search_terms(asked.subject) == []


@pytest.mark.parametrize(
    ("question", "outcomes"),
    [
        ("継続審議になった案件は", (Outcome.CONTINUED, Outcome.POSTPONED)),
        ("不承認となった案件はありますか", (Outcome.REJECTED,)),
        ("趣旨採択された請願は", (Outcome.ADOPTED_IN_SPIRIT,)),
        ("不採択になった陳情の一覧", (Outcome.NOT_ADOPTED,)),
        ("意見を付して承認した案件は何件ありますか", (Outcome.APPROVED_WITH_OPINION,)),
        ("Which cases were rejected?", (Outcome.REJECTED,)),
    ],
)
def test_outcomes_are_understood(question: str, outcomes: tuple[Outcome, ...]) -> None:
    asked = read(question)
    assert asked.lists
    assert asked.understood.outcome == outcomes


def test_a_year_or_an_outcome_inside_a_subject_filters_nothing() -> None:
    asked = read("令和2年度の公文書の開示請求は何件あったか")
    assert not asked.lists
    assert asked.understood.date_from is None
    assert asked.subject == "令和2年度の公文書の開示請求"
    assert read("承認の通知を電子で送る仕組み").understood.outcome == ()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("How did other councils handle LINE WORKS?", Language.EN),
        ("convenience store certificates", Language.EN),
        ("LINE WORKS", Language.JA),
        ("A I - O C R", Language.JA),
        ("Web会議の録画", Language.JA),
    ],
)
def test_names_alone_are_no_english_question(text: str, language: Language) -> None:
    assert read(text).language is language


def test_a_list_of_one_council_names_it_without_its_municipality() -> None:
    councils = ("霧沢町情報公開・個人情報保護審査会", "青嶺市図書館協議会")
    asked = read_question(
        "霧沢町情報公開・個人情報保護審査会で継続審議になった案件は", ["霧沢町", "青嶺市"], (), councils
    )
    assert asked.understood.council == ("情報公開・個人情報保護審査会",)
    assert asked.understood.municipality == ("霧沢町",)
    asked = read_question("図書館協議会の案件の一覧", ["霧沢町", "青嶺市"], (), councils)
    assert (asked.understood.council, asked.understood.municipality, asked.subject) == (
        ("図書館協議会",),
        (),
        "",
    )
    asked = read_question("図書館協議会ではどんな質問が出たか", ["霧沢町"], (), councils)
    assert asked.understood.council == ()


def test_what_is_taken_for_decided_is_told_apart_from_the_decision() -> None:
    assert read("霧沢町でプールの回数券の廃止はいつ承認されたか").decided == ("プール", "回数券", "廃止")
    assert read("霧沢町でプールの回数券の廃止はどう説明されたか").decided == ()
