"""Whole files: structure that any minutes keep, bad input, and the scores on real minutes at hand."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.contract import minutes_as_json
from ingest.errors import IngestError, UnrecognisedMinutesError
from ingest.notation import squeeze
from ingest.parse import parse_file, parse_source
from ingest.records import Minutes, Outcome, SourceText, TurnKind


def parse_text(text: str) -> Minutes:
    return parse_source(SourceText(path="a.txt", media_type="text/plain", sha256="", text=text))


def minutes_or_refusal(text: str) -> Minutes | IngestError:
    try:
        return parse_text(text)
    except IngestError as error:
        return error


def check_faithful(minutes: Minutes) -> None:
    """Every turn, segment and quote stands in the source where it says."""
    text = minutes.source.text
    for meeting in minutes.meetings:
        items = {a.id for a in meeting.agenda}
        assert [t.n for t in meeting.turns] == list(range(1, len(meeting.turns) + 1))
        for turn in meeting.turns:
            assert turn.agenda is None or turn.agenda in items
            for s in turn.segments:
                stretch = turn.text[s.text_start : s.text_start + s.length]
                assert text[s.source_start : s.source_start + s.length] == stretch
                assert turn.span[0] <= s.source_start
                assert s.source_start + s.length <= turn.span[1]
        for item in meeting.agenda:
            quote, span = item.decision.quote, item.decision.span
            assert (quote is None) == (item.decision.outcome is Outcome.NOT_RECORDED)
            if quote is not None and span is not None:
                assert squeeze(quote) in squeeze(text[span[0] : span[1]])


SPEAKER = st.sampled_from(["会長", "委員", "事務局", "担当課"])
SPEECH = st.text(
    alphabet="はい、質問です承認する案件については異議なし。（）○１2\n　", min_size=1, max_size=60
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(SPEAKER, SPEECH), min_size=2, max_size=12))
def test_whatever_is_said_stands_where_the_record_says(said: list[tuple[str, str]]) -> None:
    head = "第1回架空市審議会会議録\n日時　令和5年5月10日\n議題　防犯カメラについて\n会議の経過\n"
    text = head + "".join(f"○{who}　始めます。{what}\n" for who, what in said)
    check_faithful(parse_text(text))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_read_or_refused(text: str) -> None:
    result = minutes_or_refusal(text)
    if isinstance(result, IngestError):
        assert str(result).startswith("a.txt: ")
    else:
        check_faithful(result)


def test_a_note_between_two_paragraphs_does_not_end_the_turn() -> None:
    minutes = parse_text(
        "第1回架空市審議会会議録\n日時　令和5年5月10日\n会議の経過\n"
        "○会長　御異議ございませんか。\n　　（「異議なし」の声あり）\n"
        "　異議なしと認めます。\n○委員　はい。\n"
    )
    speech, note, _ = minutes.meetings[0].turns
    assert (speech.text, speech.kind) == ("御異議ございませんか。\n異議なしと認めます。", TurnKind.SPEECH)
    assert (note.text, note.kind, note.speaker) == ("（「異議なし」の声あり）", TurnKind.NOTE, None)
    assert speech.span[0] < note.span[0] < speech.span[1]


def test_two_meetings_in_one_file() -> None:
    meeting = (
        "令和5年度第{}回架空市個人情報保護審議会会議録\n日時　令和5年{}月10日（水）\n"
        "場所　市役所\n出席者　会長、委員\n"
        "【諮問案件1】\n防犯カメラの設置について\n（委員）質問です。\n（実施機関）お答えします。\n（会長）ほかにありますか。\n"
        "—質疑はなく、本件は承認される。—\n以上\n"
    )
    minutes = parse_text(meeting.format(1, 5) + meeting.format(2, 7))
    assert [(m.label, m.date) for m in minutes.meetings] == [
        ("令和5年度第1回", "2023-05-10"),
        ("令和5年度第2回", "2023-07-10"),
    ]
    assert [a.decision.outcome for m in minutes.meetings for a in m.agenda] == [Outcome.APPROVED] * 2


def test_papers_behind_the_minutes_go_to_the_item_whose_title_they_repeat() -> None:
    minutes = parse_text(
        "第1回架空市個人情報保護審議会会議録\n日時　令和5年5月10日（水）\n"
        "【諮問案件1】\n相談用チャットの導入について\n"
        "（委員）質問です。\n（実施機関）お答えします。\n（会長）承認いたします。\n以上\n"
        "5相第12号\n令和5年4月20日\n架空市個人情報保護審議会会長　様\n"
        "諮　問　書\n相談用チャットの導入について\n"
        "1 業務概要\n相談をチャットで受け付けるものである。\n"
    )
    (paper,) = [t for t in minutes.meetings[0].turns if t.kind is TurnKind.DOCUMENT]
    assert paper.agenda == "a1"
    assert paper.speaker is None
    assert "チャットで受け付ける" in paper.text


def test_a_table_of_past_decisions_tells_of_other_meetings() -> None:
    minutes = parse_text(
        "第3回架空市個人情報保護審議会会議録\n日時　令和5年5月10日（水）\n"
        "【諮問案件1】\n相談用チャットの導入について\n"
        "（委員）質問です。\n（実施機関）お答えします。\n（会長）承認いたします。\n以上\n"
        "令和4年度個人情報保護制度の運用状況\n"
        "令和4年度は、個人情報保護審議会を2回開催しました。\n"
        "回数\t開催日・場所\t会議内容及び諮問事項\t結論\n"
        "1\t令和4年6月1日 市役所\t・地図システムの更新について\t承認\n"
        "2\t令和4年9月1日 市役所\t・健診予約の委託について\t継続審議\n"
    )
    told = [(m.label, m.date, a.title, a.decision.outcome) for m in minutes.meetings[1:] for a in m.agenda]
    assert told == [
        ("令和4年度第1回", "2022-06-01", "地図システムの更新について", Outcome.APPROVED),
        ("令和4年度第2回", "2022-09-01", "健診予約の委託について", Outcome.CONTINUED),
    ]


def test_text_without_a_meeting_is_refused_with_a_reason() -> None:
    with pytest.raises(UnrecognisedMinutesError, match=r"^a\.txt: no minutes were recognised: .*check"):
        parse_text("市は十日、新しい図書館の計画を発表した。\n会長は「良い計画だ」と述べた。\n")
    with pytest.raises(UnrecognisedMinutesError, match="no line breaks"):
        parse_text("○会長　始めます。" * 5000)


def load_score(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", shared / "tools/score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def totals(shared: Path, gold_folder: str, documents: str) -> dict[str, float]:
    score = load_score(shared)
    sums: dict[str, list[int]] = {}
    for path in sorted((shared / gold_folder).glob("*.gold.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        minutes = parse_file(shared / documents / gold["doc"])
        row: dict[str, Any] = score.score_parse_doc(gold, minutes_as_json(minutes), minutes.source.text)
        found, wanted, predicted = row["turns"]
        row["turn_f1"] = (2 * found, wanted + predicted)
        row["invented"] = (row["invented"], 1)
        for key in ("turn_f1", "speaker", "outcome", "agenda", "meta", "invented"):
            held = sums.setdefault(key, [0, 0])
            held[0] += row[key][0]
            held[1] += row[key][1]
    return {key: right / of for key, (right, of) in sums.items()}


@pytest.mark.shared
@pytest.mark.parametrize(
    ("gold", "documents", "least"),
    [("gold", "seeds", (0.97, 0.97, 0.95)), ("zoo/gold", "zoo/docs", (0.97, 0.97, 0.95))],
)
def test_real_minutes_are_read_as_their_gold_says(
    shared: Path, gold: str, documents: str, least: tuple[float, float, float]
) -> None:
    reached = totals(shared, gold, documents)
    assert reached["invented"] == 0
    assert (reached["turn_f1"], reached["speaker"], reached["outcome"]) >= least
    assert min(reached["speaker"], reached["outcome"], reached["agenda"], reached["meta"]) >= 0.95


@pytest.mark.shared
def test_bad_files_are_refused_in_one_line(shared: Path) -> None:
    for path in sorted((shared / "zoo/bad").glob("b*")):
        with pytest.raises(IngestError) as caught:
            parse_file(path)
        assert "\n" not in str(caught.value)
        assert path.name in str(caught.value)


def _said_under(minutes: Minutes, title: str) -> list[str]:
    (meeting,) = minutes.meetings
    (item,) = [item for item in meeting.agenda if title in item.title]
    return [turn.text for turn in meeting.turns if turn.agenda == item.id]


def test_a_numbered_case_is_not_the_line_of_that_number_in_the_order_of_the_day() -> None:
    minutes = parse_text(
        "みどり野市個人情報保護審議会 第2回会議概要\n日　時：令和5年5月10日（水）\n\n議事の概要\n\n"
        "1 前回会議の概要報告\n\n―意見はなく、会議概要は確定される。―\n\n2 諮問案件の審議\n\n"
        "【諮問案件1】\n\n放置自転車の管理において、撤去の記録を業者のサーバに置くことの\n公益上の必要性の有無について\n\n"
        "諮問機関：交通対策課\n\n（A委員）記録はいつ消しますか。\n\n（実施機関）返還から1年で消します。\n\n"
        "―他に質問はなく、この件に関しては承認される。―\n\n【諮問案件2】\n\n図書館の予約の仕組みの更新について\n\n"
        "諮問機関：図書館\n\n（B委員）費用は変わりますか。\n\n（実施機関）変わりません。\n\n"
        "―質問等はなく、この件に関しては承認される。―\n"
    )
    assert _said_under(minutes, "放置自転車の管理")[:2] == [
        "記録はいつ消しますか。",
        "返還から1年で消します。",
    ]
    assert _said_under(minutes, "図書館の予約")[0] == "費用は変わりますか。"
    assert [item.decision.outcome for item in minutes.meetings[0].agenda] == [Outcome.APPROVED] * 2


def test_an_item_whose_heading_is_missing_begins_where_the_headings_begin_anew() -> None:
    minutes = parse_text(
        "第4回みどり野市個人情報保護審議会議事概要\n日時　令和5年8月1日（火）\n\n案 件\n\n1 諮問案件\n\n"
        "(1) 電子申込みの仕組みへの決済機能の追加について\n\n(2) 申請管理の仕組みの構築について\n\n"
        "諮問案件 1 電子申込みの仕組みへの決済機能の追加について\n\n"
        "1 諮問内容\n\n(1) 対象業務\n\n電子申込みの業務\n\n"
        "2 議事要旨（委員からの質問）\n\n委員： 手数料はいくらですか。\n\n実施機関： 1件につき50円です。\n\n"
        "3 委員間協議・裁決\n\n全員一致で同意する。\n\n1 諮問内容\n\n(1) 対象業務\n\n申請管理の業務\n\n"
        "2 議事要旨（委員からの質問）\n\n委員： 紙の申請は残りますか。\n\n実施機関： 残ります。\n\n"
        "3 委員間協議・裁決\n\n追加の資料を求め、再審議を行う。\n"
    )
    assert "手数料はいくらですか。" in _said_under(minutes, "決済機能")
    assert "紙の申請は残りますか。" in _said_under(minutes, "申請管理")
    assert not any("紙の申請" in text for text in _said_under(minutes, "決済機能"))
