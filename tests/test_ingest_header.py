import pytest

from ingest.clean import split_lines
from ingest.header import HeaderFacts, field_of, is_title, read_header
from ingest.records import SourceText


def facts(text: str) -> HeaderFacts:
    lines = split_lines(SourceText(path="a.txt", media_type="text/plain", sha256="", text=text))
    return read_header(lines, lines)


@pytest.mark.parametrize(
    ("title", "municipality", "council", "label"),
    [
        (
            "令和5年度第2回青嶺市個人情報保護審議会会議録",
            "青嶺市",
            "青嶺市個人情報保護審議会",
            "令和5年度第2回",
        ),
        (
            "第74回 白鷺野市情報公開・個人情報保護審査会　会議録",
            "白鷺野市",
            "白鷺野市情報公開・個人情報保護審査会",
            "第74回",
        ),
        (
            "星越町行政改革推進委員会　令和6年度第4回会議録",
            "星越町",
            "星越町行政改革推進委員会",
            "令和6年度第4回",
        ),
        ("茜ヶ丘市都市計画審議会　議事録（第112回）", "茜ヶ丘市", "茜ヶ丘市都市計画審議会", "第112回"),
        ("第７回葦ヶ池町農業委員会総会議事録", "葦ヶ池町", "葦ヶ池町農業委員会", "第7回"),
        (
            "楠ヶ原市入札監視委員会（平成29年度第3回）審議概要",
            "楠ヶ原市",
            "楠ヶ原市入札監視委員会",
            "平成29年度第3回",
        ),
        (
            "令和３年第２回霧ヶ瀬町議会定例会会議録（第３日）",
            "霧ヶ瀬町",
            "霧ヶ瀬町議会",
            "令和3年第2回（第3日）",
        ),
        ("架空県雪見市四日市市交流協議会　会議録", "雪見市", "架空県雪見市四日市市交流協議会", None),
        (
            "令和3年度第1回桐生ヶ原市環境審議会会議概要（2日目）",
            "桐生ヶ原市",
            "桐生ヶ原市環境審議会",
            "令和3年度第1回（2日目）",
        ),
    ],
)
def test_a_title_names_the_municipality_the_council_and_the_session(
    title: str, municipality: str, council: str, label: str | None
) -> None:
    read = facts(title + "\n日時　令和5年5月10日（水）\n")
    assert (read.municipality, read.council, read.label) == (municipality, council, label)


@pytest.mark.parametrize("name", ["所沢市", "会津若松市", "四日市市", "度会町"])
def test_the_town_hall_names_the_municipality(name: str) -> None:
    assert facts(f"環境審議会会議録\n日時　令和5年5月10日（水）\n会場　{name}役所2階\n").municipality == name


def test_date_times_and_place() -> None:
    read = facts(
        "青嶺市環境審議会会議録\n更新日：2024年9月2日\n"
        "1 日　　時　令和６年７月18日（木）午後１時30分から３時まで\n"
        "2 場　　所　青嶺市役所　第2委員会室\n3 公開・非公開の別　公開\n"
    )
    assert (read.date, read.start, read.end) == ("2024-07-18", "13:30", "15:00")
    assert (read.place, read.open) == ("青嶺市役所 第2委員会室", True)


@pytest.mark.parametrize(
    ("roll", "people"),
    [
        (
            "出席者　真壁会長、三田村副会長、折笠委員",
            [("真壁", "会長"), ("三田村", "副会長"), ("折笠", "委員")],
        ),
        ("出席者　(会長) 甲野 太郎 (副会長) 乙川 花子", [("甲野太郎", "会長"), ("乙川花子", "副会長")]),
        ("出席委員　甲野太郎（会長） 乙川花子（副会長）", [("甲野太郎", "会長"), ("乙川花子", "副会長")]),
        ("事務局　総務課長、文書係２名", []),
        ("出席者　委員８名", []),
    ],
)
def test_a_roll_names_persons_and_no_offices(roll: str, people: list[tuple[str, str]]) -> None:
    read = facts(f"青嶺市環境審議会会議録\n日時　令和6年7月18日\n{roll}\n")
    assert [(a.name, a.role) for a in read.attendees] == people


def test_who_is_absent_is_not_present() -> None:
    read = facts("青嶺市環境審議会会議録\n日時　令和6年7月18日\n出席者　真壁会長\n欠席者　安孫子委員\n")
    assert [(a.name, a.present) for a in read.attendees] == [("真壁", True), ("安孫子", False)]


def test_what_the_header_does_not_state_is_none() -> None:
    read = facts("会議録\n")
    assert read == HeaderFacts()


def test_the_prefecture_before_the_name_tells_towns_of_one_name_apart() -> None:
    read = facts("広島県府中市都市計画審議会会議録\n日時　令和6年7月18日\n")
    assert (read.prefecture, read.municipality) == ("広島県", "府中市")


def test_fields_and_titles() -> None:
    assert field_of("６　議　　題　（1）防犯カメラについて") is not None
    assert field_of("防犯カメラについて") is None
    assert is_title("会　議　録")
    assert not is_title("会議録は後日公表します。")
