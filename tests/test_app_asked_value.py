import pytest

from app.asked_value import asked_value
from ingest.notation import fold


@pytest.mark.parametrize(
    ("question", "answer", "other"),
    [
        ("コンビニ交付の手数料はいくらか", "１枚 115円です。", "手数料を引き下げます。"),
        ("給食は何円か", "無償とします。", "3人です。"),
        ("How much is the fee?", "300円", "3件"),
        ("会費はいくらか", "年に 30 万円ほどです。", "30人です。"),
        ("改修の費用は", "2億5,000万円", "改修を行います。"),
        ("変換率は何パーセントか", "約98～99%の正確性", "高い正確性"),
        ("要望の割合は?", "3割ほど", "多くの方"),
        ("利用した世帯は何世帯か", "八十世帯", "八十件"),
        ("苦情は何件あったか", "2回ありました。", "ありました。"),
        ("画像は何日間保存するのか", "3か月です。", "3台です。"),
        ("いくつの自治体が使っているか", "約80自治体", "多くの自治体"),
        ("How many cameras are there?", "12台", "12円"),
        ("How long are images kept?", "14日間", "14人"),
        ("契約期間は", "5年", "長期"),
        ("意見募集の期間は", "12月1日から1月9日まで", "約1か所"),
        ("保存は何年か", "完了の日から5年間です。", "令和2年4月1日から始めます。"),
        ("通知は何通送るのか", "約800通", "約800人"),
        ("受託業者はどこか", "株式会社ミドリ情報に委託します。", "民間の事業者に委託します。"),
        ("Which company runs the server?", "ミズホシステムズです。", "民間の事業者です。"),
    ],
)
def test_a_value_is_told_by_its_unit(question: str, answer: str, other: str) -> None:
    value = asked_value(question)
    assert value is not None
    assert value.search(fold(answer))
    assert not value.search(fold(other))


@pytest.mark.parametrize(
    "question",
    [
        "防犯カメラの設置",
        "なぜ継続になったか",
        "手数料の引下げの理由は",
        "委託先の監督",
        "何年に導入したか",
        "Which items were continued?",
    ],
)
def test_most_questions_ask_for_no_value(question: str) -> None:
    assert asked_value(question) is None
