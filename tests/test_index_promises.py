"""What is a promise in an answer, and what is none."""

import pytest

from index.promises import promises_in


@pytest.mark.parametrize(
    "sentence",
    [
        "検討します。",
        "ご指摘の点は、持ち帰って検討いたします。",
        "今後の運用の中で検討してまいりたいと考えております。",
        "看板の設置も検討してまいりますが、時期は未定です。",
        "日程と託児については検討する。",
        "引き続き検討していく。",
        "今後の検討課題とさせていただきます。",
        "先進地の例を研究してまいります。",
        "委託先の管理を徹底してまいります。",
        "分かりやすい広報に努めてまいります。",
        "対象の校区は、順次広げていきたいと思います。",
        "次回の審議会で報告いたします。",
        "事業者に確認の上、後日回答いたします。",
        "画像は7日で消去するようにいたします。",
        "令和8年度に見直していく予定です。",
        "ご意見を踏まえて考えていきたいと思っているところでございます。",
    ],
)
def test_will_is_a_promise(sentence: str) -> None:
    assert promises_in(sentence) == [(0, len(sentence))]


@pytest.mark.parametrize(
    "sentence",
    [
        "検討した結果、国内の設備に限りました。",
        "これまで庁内で検討してきました。",
        "現在、検討しております。",
        "条件の追加を検討されたい。",
        "費用についても検討していただきたい。",
        "検討していくのでしょうか。",
        "検討はいたしません。",
        "検討する予定はありません。",
        "職員が2人で確認します。",
        "ただいまから資料1についてご説明いたします。",
        "昨年度の実績をご報告します。",
        "利用者は増えてまいります。",
        "国が検討していくと聞いております。",
        "指定の手続は、県が進めてまいります。",
        "事業者は「検討します」と答えました。",
        "参加していきたいという声を頂いております。",
        "公募を行ってまいりますので、選定は1者となります。",
    ],
)
def test_what_was_done_asked_or_told_of_others_is_none(sentence: str) -> None:
    assert promises_in(sentence) == []


def test_promises_are_whole_sentences_with_their_places() -> None:
    text = "保存期間は7日です。 延長は検討します。\n周知に努めてまいります"
    assert [text[start:end] for start, end in promises_in(text)] == [
        "延長は検討します。",
        "周知に努めてまいります",
    ]
    assert promises_in("") == []
