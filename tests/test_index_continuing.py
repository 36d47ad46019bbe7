"""Which items of different titles become one case, on hand-made minutes and the real model."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from embeddings.model import Encoder
from index.cases import all_cases
from index.search import Index, open_index
from index.update import ingest_minutes, remove_document
from ingest.records import Minutes, Outcome, Role
from tests.index_minutes import Draft

COUNCIL = "架空市個人情報保護審議会"
ASSEMBLY = "架空市議会"
OPEN, DONE, SILENT = Outcome.CONTINUED, Outcome.APPROVED, Outcome.NOT_RECORDED
# What the parts of these matters are about: (words of the office, words of a member).
SAID = {
    "camera": (
        "駅前の広場に防犯カメラを置き、画像を14日間保存します。",
        "通行人が映り込むことをどう考えるのか。",
    ),
    "library": ("本の予約と貸出しの履歴を新しい機械で扱います。", "読んだ本の履歴はいつ消えるのか。"),
    "tax": (
        "市民税の申告書を機械で読み取り、入力の手間を省きます。",
        "読み違えた税額はだれが確かめるのか。",
    ),
    "welfare": ("生活保護の申請書を機械で読み取り、台帳に入れます。", "受給者の病歴まで読み取るのか。"),
    "lunch": ("給食費を口座から引き落とす仕組みに改めます。", "滞納している家庭にはどう伝えるのか。"),
    "waste": ("粗大ごみの収集を電子で受け付けます。", "高齢の方は電話のままでよいのか。"),
}
# Title, subject (a key of SAID), outcome, and what the chair opens the item with.
Item = tuple[str, str, Outcome, str]
PLAIN = "説明をお願いします。"


def meeting(
    folder: Path, day: str, items: Sequence[Item], council: str = COUNCIL, town: str = "架空市"
) -> Minutes:
    draft = Draft(path=folder / f"{town}{council}{day}.txt", municipality=town, council=council, date=day)
    for number, (title, subject, outcome, opening) in enumerate(items, start=1):
        key = f"a{number}"
        told, asked = SAID[subject]
        draft.say(opening, speaker="会長", role=Role.CHAIR, agenda=key)
        draft.say(told, speaker="担当課長", role=Role.PROPONENT, agenda=key)
        draft.say(asked, agenda=key)
        decided = {OPEN: "本件は継続審議とします。", DONE: "本件は承認します。"}.get(outcome)
        span = draft.say(decided, speaker="会長", role=Role.CHAIR, agenda=key) if decided else None
        draft.item(key, title, outcome=outcome, span=span)
    return draft.minutes()


@pytest.fixture
def index(encoder: Encoder, tmp_path: Path) -> Iterator[Index]:
    with open_index(tmp_path / "index", encoder, create=True) as opened:
        yield opened


def threads(index: Index) -> list[list[str]]:
    """The titles of every case that more than one meeting dealt with."""
    return sorted([item.title for item in case] for case in all_cases(index) if len(case) > 1)


OTHER: Item = ("粗大ごみの収集の受付について", "waste", DONE, PLAIN)
CAMERA = "防犯カメラの設置について"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # Only what is done about the subject is added, and the matter was left open.
        (
            ("図書館の予約について", "library", OPEN, PLAIN),
            ("図書館予約システムの導入について", "library", DONE, PLAIN),
        ),
        (
            ("防犯カメラについて", "camera", OPEN, PLAIN),
            ("防犯カメラの設置について（継続審議分）", "camera", DONE, PLAIN),
        ),
        # Something else is done about it, but the title or the chair says that it comes back.
        (
            (CAMERA, "camera", OPEN, PLAIN),
            ("防犯カメラの運用について（前回の補足説明）", "camera", DONE, PLAIN),
        ),
        (
            (CAMERA, "camera", OPEN, PLAIN),
            (
                "防犯カメラの運用について",
                "camera",
                DONE,
                "前回ご審議いただいた件です。改めて説明をお願いします。",
            ),
        ),
        # The later title says more of the subject.
        (
            ("給食費の徴収について", "lunch", OPEN, PLAIN),
            ("給食費の徴収における口座振替の導入について（継続審議分）", "lunch", DONE, PLAIN),
        ),
        # Nothing was recorded, and the later item says that it comes back.
        (
            ("図書館の予約について", "library", SILENT, PLAIN),
            ("図書館予約サービスの利用について（継続審議分）", "library", DONE, PLAIN),
        ),
        # The later title names nothing: what is said at its beginning does.
        (
            (CAMERA, "camera", OPEN, PLAIN),
            ("前回の補足説明について", "camera", DONE, "前回ご審議いただいた防犯カメラの設置の件です。"),
        ),
        # A technology alone, but the title says that it comes back and nothing else can be meant.
        (
            ("AI-OCRの利用について", "tax", OPEN, PLAIN),
            ("AI-OCRの導入について（継続審議分）", "tax", DONE, PLAIN),
        ),
    ],
)
def test_a_matter_left_open_goes_on_under_another_title(
    index: Index, tmp_path: Path, before: Item, after: Item
) -> None:
    ingest_minutes(index, meeting(tmp_path, "2023-09-05", [after, OTHER]))
    ingest_minutes(index, meeting(tmp_path, "2023-05-10", [OTHER, before]))
    assert threads(index) == [[before[0], after[0]]]


TAX: Item = ("市税申告書の読取りにおけるAI-OCRの利用について", "tax", OPEN, PLAIN)
BACK = "前回ご審議いただいた件です。改めて説明をお願いします。"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # One technology, two matters; even where the chair says that something comes back.
        (TAX, ("生活保護申請書の読取りにおけるAI-OCRの利用について", "welfare", DONE, PLAIN)),
        (TAX, ("生活保護申請書の読取りにおけるAI-OCRの利用について（継続審議分）", "welfare", DONE, BACK)),
        (
            ("AI-OCRの利用について", "tax", OPEN, PLAIN),
            ("生活保護におけるAI-OCRの利用について", "welfare", DONE, BACK),
        ),
        (("AI-OCRの利用について", "tax", OPEN, PLAIN), ("AI-OCRの導入について", "tax", DONE, PLAIN)),
        # Something else is done about the subject, and nothing says that it comes back.
        ((CAMERA, "camera", OPEN, PLAIN), ("防犯カメラの運用について", "camera", DONE, PLAIN)),
        # It was closed.
        (
            ("図書館の予約について", "library", DONE, PLAIN),
            ("図書館予約システムの導入について", "library", DONE, BACK),
        ),
        # Nothing was recorded, and nothing says that it comes back.
        (
            ("図書館の予約について", "library", SILENT, PLAIN),
            ("図書館予約システムの導入について", "library", DONE, PLAIN),
        ),
        # Another place, another period, another year.
        (
            ("駅前の防犯カメラについて", "camera", OPEN, PLAIN),
            ("公園の防犯カメラについて", "camera", DONE, BACK),
        ),
        (
            ("第2期図書館計画について", "library", OPEN, PLAIN),
            ("第3期図書館計画の策定について", "library", DONE, BACK),
        ),
        (
            ("令和4年度給食費について", "lunch", OPEN, PLAIN),
            ("令和5年度給食費の改定について", "lunch", DONE, BACK),
        ),
        (
            ("小学校の給食費について", "lunch", OPEN, PLAIN),
            ("中学校の給食費の改定について", "lunch", DONE, BACK),
        ),
        # A title that says nothing of the matter, at a meeting that says nothing of it either.
        ((CAMERA, "camera", OPEN, PLAIN), ("前回の補足説明について", "library", DONE, BACK)),
        (("その他", "camera", OPEN, PLAIN), ("その他（継続審議分）の続き", "camera", DONE, BACK)),
    ],
)
def test_what_only_looks_alike_stays_two_cases(
    index: Index, tmp_path: Path, before: Item, after: Item
) -> None:
    ingest_minutes(index, meeting(tmp_path, "2023-05-10", [OTHER, before]))
    ingest_minutes(index, meeting(tmp_path, "2023-09-05", [after, OTHER]))
    assert threads(index) == []


def test_other_councils_and_municipalities_take_nothing_up(index: Index, tmp_path: Path) -> None:
    after: Item = ("防犯カメラの設置の検討について（継続審議分）", "camera", DONE, BACK)
    ingest_minutes(index, meeting(tmp_path, "2023-05-10", [(CAMERA, "camera", OPEN, PLAIN)]))
    ingest_minutes(index, meeting(tmp_path, "2023-06-10", [after], council="架空市環境審議会"))
    ingest_minutes(index, meeting(tmp_path, "2023-07-10", [after], town="幻町"))
    assert threads(index) == []
    ingest_minutes(index, meeting(tmp_path, "2023-08-10", [after]))
    assert threads(index) == [[CAMERA, after[0]]]


def test_of_two_that_may_be_meant_none_is(index: Index, tmp_path: Path) -> None:
    both: list[Item] = [
        ("防犯カメラの設置について", "camera", OPEN, PLAIN),
        ("防犯カメラの画像の保存について", "camera", OPEN, PLAIN),
    ]
    after: Item = ("防犯カメラの運用について（継続審議分）", "camera", DONE, BACK)
    ingest_minutes(index, meeting(tmp_path, "2023-05-10", both[:1]))
    ingest_minutes(index, meeting(tmp_path, "2023-09-10", [after]))
    alone = threads(index)
    assert alone == [[both[0][0], after[0]]]
    ingest_minutes(index, meeting(tmp_path, "2023-06-10", both[1:]))
    assert threads(index) == []
    # Once the other one is gone, what is left is meant.
    remove_document(index, f"架空市{COUNCIL}2023-06-10.txt")
    assert threads(index) == alone


def test_a_bill_goes_from_the_plenary_to_the_committee_and_back(index: Index, tmp_path: Path) -> None:
    steps = [
        ("2023-06-01", ASSEMBLY, "緑道の再整備に関する陳情", SILENT),
        ("2023-06-10", "総務常任委員会", "緑道の再整備に関する陳情", DONE),
        ("2023-06-20", ASSEMBLY, "緑道の再整備を求める陳情", DONE),
        # The next session's.
        ("2023-09-10", "総務常任委員会", "緑道の再整備に関する陳情", DONE),
    ]
    for day, council, title, outcome in reversed(steps):
        minutes = meeting(tmp_path, day, [(title, "waste", outcome, PLAIN)], council=council)
        ingest_minutes(index, minutes)
    assert sorted(len(case) for case in all_cases(index)) == [1, 3]
    # Boards decide once and for all.
    for day, council in (("2023-06-10", "架空市緑化審議会"), ("2023-06-20", "架空市緑化審議会")):
        minutes = meeting(tmp_path, day, [("緑道の管理について", "waste", DONE, PLAIN)], council=council)
        ingest_minutes(index, minutes)
    assert sorted(len(case) for case in all_cases(index)) == [1, 1, 1, 3]


def test_cases_are_the_same_in_any_order(index: Index, tmp_path: Path) -> None:
    files = [
        meeting(tmp_path, "2023-05-10", [OTHER, ("図書館の予約について", "library", OPEN, PLAIN), TAX]),
        meeting(tmp_path, "2023-07-10", [("図書館予約システムの導入について", "library", OPEN, PLAIN)]),
        meeting(tmp_path, "2023-09-10", [("図書館予約の導入（継続審議分）", "library", DONE, PLAIN), OTHER]),
    ]
    found = []
    for order in ((0, 1, 2), (2, 1, 0), (1, 2, 0)):
        for number in order:
            ingest_minutes(index, files[number])
        found.append(sorted((case[0].case_id, len(case)) for case in all_cases(index)))
        for minutes in files:
            remove_document(index, minutes.source.path)
    assert found[0] == found[1] == found[2]
    assert max(length for _, length in found[0]) == 3
