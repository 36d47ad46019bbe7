import re
from pathlib import Path

import pytest

from ingest.agenda import Item, make_item
from ingest.decisions import PATTERNS, decide, outcome_of_cell
from ingest.opinions import listed_in
from ingest.parse import parse_source
from ingest.records import Decision, Evidence, Outcome, SourceText, is_doubtful

HEADER = (
    "令和5年度第1回架空市個人情報保護審議会会議録\n"
    "日時　令和5年5月10日（水）午後2時から\n場所　架空市役所\n議題\n"
    "(1) 諮問第1号　防犯カメラの設置について\n(2) 諮問第2号　予約システムの導入について\n会議の経過\n"
)


def decisions(first: str, second: str = "○会長　次の議題です。\n") -> tuple[Decision, Decision]:
    text = (
        HEADER
        + "(1) 諮問第1号　防犯カメラの設置について\n○会長　実施機関から説明をお願いします。\n"
        + "○防犯課長　資料1のとおりです。\n"
        + first
        + "(2) 諮問第2号　予約システムの導入について\n○健康課長　資料2のとおりです。\n"
        + second
    )
    minutes = parse_source(SourceText(path="a.txt", media_type="text/plain", sha256="", text=text))
    one, two = minutes.meetings[0].agenda
    for item in (one, two):
        if item.decision.span is not None and item.decision.quote is not None:
            start, end = item.decision.span
            assert "".join(text[start:end].split()) == "".join(item.decision.quote.split())
    return one.decision, two.decision


@pytest.mark.parametrize(("outcome", "example"), [(o, e) for o, _, e in PATTERNS], ids=lambda x: str(x)[:20])
def test_every_pattern_reads_its_example(outcome: Outcome, example: str) -> None:
    found = next(o for o, pattern, _ in PATTERNS if pattern.search(example))
    assert found == outcome


@pytest.mark.parametrize(
    ("words", "outcome"),
    [
        (
            "○会長　原案のとおり承認することに御異議ございませんか。\n（「異議なし」の声あり）\n",
            Outcome.APPROVED,
        ),
        ("○会長　適当と認めてよろしいですか。\n（異議なし）\n", Outcome.APPROVED),
        ("○会長　賛成少数ですので、諮問第1号は適当と認められない旨の答申とします。\n", Outcome.REJECTED),
        ("○会長　本件は結論を出さず、次回も引き続き審議することとします。\n", Outcome.CONTINUED),
        ("○会長　この議題の審議は、国の指針が示された後に延期することにいたします。\n", Outcome.POSTPONED),
        ("○会長　では、提案の取下げを了承して終わります。\n", Outcome.WITHDRAWN),
        (
            "○会長　詳細は会長に一任していただくということでよろしいですか。\n（異議なし）\n",
            Outcome.DELEGATED,
        ),
        ("（1）承認することに決定した。\n", Outcome.NOT_RECORDED),
    ],
)
def test_the_outcome_is_what_the_chair_concludes(words: str, outcome: Outcome) -> None:
    assert decisions(words)[0].outcome == outcome


def test_conditions_are_told_one_by_one_and_verbatim() -> None:
    decision, _ = decisions(
        "○会長　それでは、提供の記録を年1回報告すること、手引きを整備すること、"
        "この2点を意見として付した上で、諮問第1号については適当と認めるということでいかがでしょうか。\n（「異議なし」の声あり）\n"
    )
    assert decision.outcome == Outcome.APPROVED_WITH_OPINION
    assert decision.conditions == ("提供の記録を年1回報告すること", "手引きを整備すること")
    assert decision.vote == "異議なし"


@pytest.mark.parametrize(
    "words",
    [
        "○会長　承認してよいでしょうか。\n○委員　まだ質問があります。\n",
        "○委員　前回の会議で同じ案件は承認されたと聞いています。\n",
        "○会長　諮問第2号は前回承認しました。\n○委員　はい。\n",
        "○会長　継続審査とすることに賛成の方は挙手願います。\n（挙手少数）\n",
        "○防犯課長　庁内の会議では承認されました。\n",
    ],
    ids=[
        "unanswered question",
        "told by a member",
        "another item",
        "a motion that failed",
        "told by the division",
    ],
)
def test_what_decides_nothing_is_not_recorded(words: str) -> None:
    decision, _ = decisions(words)
    assert (decision.outcome, decision.quote) == (Outcome.NOT_RECORDED, None)


def test_a_members_wish_is_a_request_and_no_condition() -> None:
    decision, _ = decisions(
        "○乙川委員　保存期間は短くしていただきたい。\n○会長　諮問第1号は原案のとおり承認いたします。\n"
    )
    assert decision.outcome == Outcome.APPROVED
    assert decision.conditions == ()
    assert [r.speaker for r in decision.requests] == ["乙川委員"]


def test_cells_of_a_table_of_decisions() -> None:
    assert outcome_of_cell("承認") == Outcome.APPROVED
    assert outcome_of_cell("部分開示とした処分は、妥当と判断する。") == Outcome.UPHELD
    assert outcome_of_cell("資料1") is None


def test_a_decision_needs_its_quote() -> None:
    with pytest.raises(ValueError, match="needs the quote"):
        Decision(outcome=Outcome.APPROVED)


def test_items_without_turns_are_not_recorded() -> None:
    item: Item = make_item("防犯カメラについて", None, (0, 0))
    source = SourceText(path="a.txt", media_type="text/plain", sha256="", text="")
    assert decide([item], [], [], source) == [Decision()]


WORDING = [
    line.split("\t")
    for line in (Path(__file__).parent / "data/decision_wording.tsv").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize(("outcome", "words"), WORDING, ids=[words[:40] for _, words in WORDING])
def test_wording_from_many_councils(outcome: str, words: str) -> None:
    named = re.search(r"諮問|議案|陳情", words)
    kind = "請願" if "adopted" in outcome else named[0] if named else "諮問"
    kind = named[0] if named and named[0] == "陳情" else kind
    title = f"{kind}第1号　" + (
        "受付時間に関する請願" if "adopted" in outcome else "防犯カメラの設置について"
    )
    text = (
        "令和5年度第1回架空市個人情報保護審議会会議録\n日時　令和5年5月10日（水）午後2時から\n"
        f"議題\n(1) {title}\n会議の経過\n(1) {title}\n"
        "○会長　説明をお願いします。\n○防犯課長　資料1のとおりです。\n"
        "○委員　質問です。\n" + words.replace("\\n", "\n") + "\n(2) その他\n○事務局　次回は6月です。\n"
    )
    minutes = parse_source(SourceText(path="a.txt", media_type="text/plain", sha256="", text=text))
    assert minutes.meetings[0].agenda[0].decision.outcome == outcome


@pytest.mark.parametrize(
    ("words", "evidence", "doubtful"),
    [
        ("○会長　諮問第1号は、原案のとおり承認することに決定しました。\n", Evidence.CONCLUSION, False),
        ("○会長　承認することでよろしいですか。\n（異議なし）\n", Evidence.ASSENT, False),
        ("審議の結果、承認された。\n", Evidence.RECORD, False),
        ("○会長　では、承認ということにしたいと思います。\n", Evidence.PROPOSAL, True),
        (
            "○会長　本件は否決とします。\n○委員　待ってください。\n○会長　では、承認することに決定します。\n",
            Evidence.CONCLUSION,
            True,
        ),
    ],
)
def test_how_an_outcome_is_stated_tells_how_sure_it_is(
    words: str, evidence: Evidence, doubtful: bool
) -> None:
    decision, nothing = decisions(words)
    assert (decision.evidence, is_doubtful(decision.confidence)) == (evidence, doubtful)
    assert (nothing.evidence, nothing.confidence) == (None, None)


COMMITTEE = """\
令和5年 架空市議会 建設委員会会議録
日時　令和5年6月12日（月）午前10時
出席委員　真壁委員長　峰岸委員　安孫子委員
会議の経過
○真壁委員長　ただいまから建設委員会を開きます。
1 請願・陳情審査
(1)令和5年陳情第8号　川沿いの緑道の再整備に関する陳情
(2)令和4年陳情第8号　バス路線の再編の一時凍結を求める陳情
(10)令和4年陳情第11号　バス路線の再編の一時凍結を求める陳情
○真壁委員長　令和5年陳情第8号、川沿いの緑道の再整備に関する陳情を議題に供します。
○峰岸委員　反対です。
○真壁委員長　本件を採択とすることに賛成の方は挙手願います。
（賛成者挙手）
○真壁委員長　賛成者少数でございます。よって、本件は不採択と決定いたしました。以上で本件を終了いたします。
正午を過ぎましたが、このまま継続して審議することでよろしいでしょうか。
（「はい」と呼ぶ者あり）
○真壁委員長　次に、令和4年陳情第8号の取扱いについてご意見を伺います。
○安孫子委員　継続でお願いします。
○真壁委員長　本陳情を継続とすることに賛成の方は挙手願います。
（賛成者挙手）
○真壁委員長　賛成者多数につき、継続と決定いたしました。
次に、令和4年陳情第11号の取扱いについてご意見を伺います。
○安孫子委員　不採択です。
○真壁委員長　本件を採択とすることに賛成の方は挙手願います。
（賛成者挙手）
○真壁委員長　賛成者少数でございます。よって、本件は不採択と決定いたしました。
次に、令和4年請願第1号、駅前広場の改良を求める請願、および令和4年請願第2号、駅前の駐輪場の増設を求める請願を一括して議題に供します。
令和4年請願第1号および令和4年請願第2号は、採決も一括して行います。
○峰岸委員　賛成です。
○真壁委員長　採択とすることにご異議ございませんか。
（「異議なし」と呼ぶ者あり）
○真壁委員長　ご異議なしと認めます。よって、本件は採択と決定いたしました。以上で本件を終了いたします。
○真壁委員長　令和3年陳情第7号、体育館の新設を求める陳情については、陳情者より取下げの申し出がございました。
本件を承認することにご異議ありませんか。
（「異議なし」と呼ぶ者あり）
○真壁委員長　以上で委員会を閉じます。
"""


def test_petitions_of_one_number_or_title_are_told_apart() -> None:
    source = SourceText(path="a.txt", media_type="text/plain", sha256="", text=COMMITTEE)
    agenda = parse_source(source).meetings[0].agenda
    assert [(a.number, a.decision.outcome) for a in agenda] == [
        ("令和5年陳情第8号", Outcome.NOT_ADOPTED),
        ("令和4年陳情第8号", Outcome.CONTINUED),
        ("令和4年陳情第11号", Outcome.NOT_ADOPTED),
        ("令和4年請願第1号", Outcome.ADOPTED),
        ("令和3年陳情第7号", Outcome.WITHDRAWN),
    ]
    assert agenda[-1].decision.quote == (
        "令和3年陳情第7号、体育館の新設を求める陳情については、陳情者より取下げの申し出がございました。\n"
        "本件を承認することにご異議ありませんか。"
    )


@pytest.mark.parametrize(
    ("sentence", "listed"),
    [
        (
            "本導入を妥当と認め、誤回答の件数を四半期ごとに公表することとの意見を付けます。",
            ["誤回答の件数を四半期ごとに公表すること"],
        ),
        (
            "その際、取組を毎年度公表すること、減免を検討することを附帯意見といたします。",
            ["取組を毎年度公表すること", "減免を検討すること"],
        ),
        ("附帯意見として、利用者の意見を聴くことを付したいと思います。", ["利用者の意見を聴くこと"]),
    ],
)
def test_conditions_come_without_what_leads_up_to_them(sentence: str, listed: list[str]) -> None:
    assert listed_in(sentence) == listed
