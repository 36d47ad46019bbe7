"""Which matters the papers of a coming meeting name."""

from pathlib import Path

import pytest

from ingest.consultation import read_matters
from ingest.errors import SourceError

CONSULTATION = """５情第１２３号
令和７年１月１０日

みどり野市個人情報保護審議会
会長　山田　太郎　様

みどり野市長　佐藤　花子

個人情報の取扱いについて（諮問）

下記の事項について、貴審議会の意見を求めます。

１　件名
　　クラウドサービスを利用した電子申請システムの導入について
２　諮問理由
　　市民の利便を図るため。
"""
AGENDA = """第3回みどり野町情報公開・個人情報保護審査会　次第

日時　令和7年2月3日（月）午後2時

１　開会
２　議題
（１）諮問第5号　住民税の申告書をAI-OCRで読み取ることに伴う個人情報の
　　　　　　　　外部委託について
（２）諮問第6号　防犯カメラの設置について
（３）その他
３　閉会
"""


def _matters(folder: Path, text: str) -> list[str]:
    path = folder / "資料.txt"
    path.write_bytes(text.encode("cp932"))
    return read_matters(path)


def test_the_subject_of_a_consultation_comes_first(tmp_path: Path) -> None:
    assert _matters(tmp_path, CONSULTATION) == [
        "クラウドサービスを利用した電子申請システムの導入について",
        "個人情報の取扱いについて",
    ]


def test_an_order_of_the_day_gives_its_items_without_what_every_meeting_has(tmp_path: Path) -> None:
    assert _matters(tmp_path, AGENDA) == [
        "住民税の申告書をAI-OCRで読み取ることに伴う個人情報の外部委託について",
        "防犯カメラの設置について",
    ]


@pytest.mark.parametrize(
    ("text", "matter"),
    [
        (
            "件　名：職員の出退勤を顔認証で記録することについて\n",
            "職員の出退勤を顔認証で記録することについて",
        ),
        ("案件名　駅前広場の利用に関する調査\n担当　交通課\n", "駅前広場の利用に関する調査"),
        ("議題　学校給食費の公会計化について（諮問）\n", "学校給食費の公会計化について"),
    ],
)
def test_a_subject_stands_beside_its_label(tmp_path: Path, text: str, matter: str) -> None:
    assert _matters(tmp_path, text) == [matter]


def test_a_letter_names_no_matter(tmp_path: Path) -> None:
    assert _matters(tmp_path, "傍聴を希望される方へ\n\n会議は公開です。受付は開会の10分前からです。\n") == []


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "資料.docx"
    path.write_bytes(b"PK\x03\x04broken")
    with pytest.raises(SourceError):
        read_matters(path)
