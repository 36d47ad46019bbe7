from collections.abc import Iterator
from pathlib import Path

import pytest

from app.matters import cases_like, cases_on, questions_on
from embeddings.model import Encoder
from index.cases import all_cases
from index.errors import CaseNotFoundError
from index.filters import Filters
from index.search import Index, open_index
from index.update import ingest_minutes
from ingest.records import Outcome, Role
from tests.index_minutes import Draft


@pytest.fixture(scope="module")
def index(sample_index: Path, encoder: Encoder) -> Iterator[Index]:
    with open_index(sample_index, encoder) as opened:
        yield opened


def _places(cases: tuple[tuple[object, ...], ...]) -> list[object]:
    return [getattr(case[0], "municipality", None) for case in cases]


def test_every_case_on_a_matter_with_all_its_meetings(index: Index) -> None:
    matter = cases_on(index, "AI-OCR")
    assert {*_places(matter.cases)} == {"琴ノ原市", "梓ヶ原市", "霧沢町", "楓ノ台市", "雁ヶ瀬市", "汐凪市"}
    followed = next(case for case in matter.cases if case[0].municipality == "霧沢町")
    assert [item.outcome for item in followed] == [Outcome.CONTINUED, Outcome.APPROVED]
    assert matter.near == ()
    for case in matter.cases:
        assert any((item.meeting_key, item.agenda_id) in matter.passages for item in case)


def test_a_matter_with_few_cases_gets_no_others(index: Index) -> None:
    assert {*_places(cases_on(index, "防犯カメラ").cases)} == {"蒼原市", "青嶺市", "白鷺野市"}
    assert _places(cases_on(index, "学校給食費").cases) == ["雁ヶ瀬市"]


@pytest.mark.parametrize("matter", ["宇宙エレベーターの建設", "競馬場の騒音対策", "Slackの利用"])
def test_what_is_not_on_record_has_no_cases(index: Index, matter: str) -> None:
    assert cases_on(index, matter).cases == ()


def test_what_is_done_about_a_matter_is_no_condition(index: Index) -> None:
    plain, wordy = cases_on(index, "クラウド"), cases_on(index, "クラウドサービスの利用")
    assert {*_places(wordy.cases)} == {*_places(plain.cases)}
    assert _places(cases_on(index, "目的外利用").cases) == ["白鷺野市"]


def test_nearest_cases_stand_apart(index: Index) -> None:
    matter = cases_on(index, "プールの水温の基準")
    assert matter.cases == ()
    assert "プール" in matter.near[0][0].title


def test_municipalities_that_the_matter_names_narrow_it(index: Index) -> None:
    matter = cases_on(index, "霧沢町と琴ノ原市のAI-OCR")
    assert {*matter.understood.municipality} == {*_places(matter.cases)} == {"霧沢町", "琴ノ原市"}
    given = cases_on(index, "AI-OCR", Filters(municipality=("汐凪市",)))
    assert _places(given.cases) == ["汐凪市"]


@pytest.mark.parametrize(
    "asked", ["AI-OCRにどんな意見が付いたか", "AI-OCRについての質問", "What did others ask about AI-OCR?"]
)
def test_that_worries_are_asked_for_is_none_of_the_matter(index: Index, asked: str) -> None:
    assert {*_places(cases_on(index, asked).cases)} == {*_places(cases_on(index, "AI-OCR").cases)}


def test_an_english_matter(index: Index) -> None:
    places = {*_places(cases_on(index, "What did others worry about when they used a cloud service?").cases)}
    assert places >= {"青嶺市", "琴ノ原市", "大楠原市"}


def test_a_case_comes_first_and_like_ones_elsewhere_after_it(index: Index) -> None:
    own = next(case for case in all_cases(index) if case[0].municipality == "霧沢町" and len(case) > 1)
    matter = cases_like(index, own[0].case_id)
    assert matter.text == own[-1].title
    assert matter.cases[0] == matter.own == own
    others = {*_places(matter.cases[1:])}
    assert others >= {"梓ヶ原市", "琴ノ原市", "汐凪市"}
    assert "霧沢町" not in others


def test_an_unknown_case_is_told(index: Index) -> None:
    with pytest.raises(CaseNotFoundError):
        cases_like(index, "ffffffffffffffff")


def test_of_a_turn_that_asks_about_many_things_only_what_bears_on_the_matter(
    encoder: Encoder, tmp_path: Path
) -> None:
    draft = Draft(path=Path("定例会.txt"))
    filler = "町内の皆様からも多くの声をいただいており、大切なことと考えております。" * 12
    draft.say(
        f"通学路の安全について伺います。いつ点検しますか。{filler}"
        f"次に、防犯カメラについて伺います。画像は何日間保存しますか。{filler}"
        f"最後に図書館について伺います。開館の時刻は変わりますか。{filler}職員の数は足りていますか。",
        agenda="a1",
    )
    draft.say("順次お答えします。画像は7日間保存します。", speaker="町長", role=Role.PROPONENT, agenda="a1")
    draft.item("a1", "一般質問")
    with open_index(tmp_path / "index", encoder, create=True) as opened:
        ingest_minutes(opened, draft.minutes())
        matter = cases_on(opened, "防犯カメラ")
        (asked,) = questions_on(opened, matter, matter.cases)
    assert "画像は何日間保存しますか。" in asked.text
    assert "図書館" not in asked.text
    assert "点検" not in asked.text
