import pytest

from index.titles import Agreement, agreement, is_named_in, names_no_subject, takes_up

NONE, PARTLY, WHOLLY = Agreement


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("図書館の予約について", "図書館予約システムの導入について（継続審議分）", WHOLLY),
        ("住民票の写しのコンビニ交付について", "コンビニ交付による住民票の写しの交付の導入について", WHOLLY),
        ("申請書の読み取りにおけるＡＩ－ＯＣＲの利用", "AI-OCRを用いた申請書の読取りについて", WHOLLY),
        ("緑道の再整備に関する陳情", "緑道の再整備を求める陳情", WHOLLY),
        ("防犯カメラの設置について", "防犯カメラの運用について", PARTLY),
        ("AI-OCRの利用について", "AI-OCRについて", PARTLY),
        ("川沿いの緑道の再整備について", "緑道の再整備について", PARTLY),
        ("窓口の短縮に反対する請願", "窓口の短縮を求める請願", NONE),
        ("AI-OCRの利用について", "市税申告書におけるAI-OCRの利用について", NONE),
        ("市税におけるAI-OCRの利用について", "福祉におけるAI-OCRの利用について", NONE),
        ("小学校給食費について", "中学校給食費について", NONE),
        ("水道料金の改定について", "下水道料金の改定について", NONE),
        ("庁舎の整備について", "新庁舎の整備について", NONE),
        ("第2期計画の策定について", "第3期計画の策定について", NONE),
        ("個人情報の取扱いについて", "保有個人情報の提供について", NONE),
    ],
)
def test_how_far_titles_agree(one: str, other: str, expected: Agreement) -> None:
    assert agreement(one, other) is agreement(other, one) is expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("防犯カメラについて（継続審議分）", True),
        ("防犯カメラについて（継続）", True),
        ("前回の補足説明について", True),
        ("予算の修正案について", True),
        ("業務継続計画の改定について", False),
        ("申請手続きの見直しについて", False),
        ("防犯カメラについて", False),
    ],
)
def test_a_title_says_that_a_matter_comes_back(title: str, *, expected: bool) -> None:
    assert takes_up(title) is expected


def test_a_title_without_a_subject_and_a_subject_in_speech() -> None:
    assert names_no_subject("継続審議案件について")
    assert names_no_subject("前回の補足説明について")
    assert not names_no_subject("防犯カメラの補足説明について")
    assert is_named_in("防犯カメラの設置について", "前回ご審議いただいた防犯カメラの件です")
    assert not is_named_in("防犯カメラの設置について", "前回ご審議いただいた件です")
    assert not is_named_in("AI-OCRについて", "前回ご審議いただいたAI-OCRの件です")
