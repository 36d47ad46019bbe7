"""What minutes set apart from the matter in hand, and what they do not."""

import pytest

from index.set_apart import set_apart_topics, sets_apart


@pytest.mark.parametrize(
    ("sentence", "topic"),
    [
        ("手数料の改定は、使用料審議会で別途議論いただく予定である。", "手数料の改定"),
        ("なお、障害児の通所につきましては、改めて諮問いたします。", "障害児の通所"),
        ("夜間の貸出しについては、次回の協議会で審議します。", "夜間の貸出し"),
        ("職員の顔写真に関しては、今後検討してまいります。", "職員の顔写真"),
        ("公用車の記録は、今回の諮問には含まれません。", "公用車の記録"),
        ("学校のカメラは本計画の対象外です。", "学校のカメラ"),
        ("はい。保険料の通知については、令和９年度以降、対象としていく予定です。", "保険料の通知"),
    ],
)
def test_a_topic_left_to_another_time_is_set_apart(sentence: str, topic: str) -> None:
    assert set_apart_topics(sentence) == [topic]


@pytest.mark.parametrize(
    "sentence",
    [
        "手数料の改定は、使用料審議会で別途議論いただきました。",
        "障害児の通所については、改めて諮問されるのでしょうか。",
        "AI-OCRについては、来年度から導入する予定です。",
        "台帳には、住所、氏名が含まれます。",
        "個人情報は入力しないよう画面で注意を表示します。",
        "本件を承認します。",
    ],
)
def test_what_is_done_asked_or_in_hand_is_not_set_apart(sentence: str) -> None:
    assert set_apart_topics(sentence) == []


def test_a_name_is_set_apart_by_the_topic_that_holds_it() -> None:
    said = "システムは来月から使います。回数券の廃止などについては、来年度に改めて諮問する予定です。"
    assert sets_apart(said, ["回数券"])
    assert not sets_apart(said, ["システム", "諮問"])
    assert not sets_apart(said, [])
