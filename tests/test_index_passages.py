from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from index.passages import Passage, make_passages
from ingest.records import Decision, Minutes, Outcome, Role, Segment, SourceText, Turn, TurnKind
from tests.index_minutes import Draft, camera_minutes, library_minutes

_SENTENCES = st.lists(
    st.text(alphabet="あいう、\t\n", min_size=0, max_size=60).map(lambda s: f"{s}。"), min_size=1, max_size=20
)


def _passages(minutes: Minutes, max_characters: int = 400) -> list[Passage]:
    return make_passages(minutes.meetings[0], minutes.source, max_characters=max_characters)


def test_a_turn_is_a_passage_that_stands_in_the_source() -> None:
    minutes = camera_minutes(Path())
    first = _passages(minutes)[0]
    assert first.text == "防犯カメラの映像は何日間保存するのか。"
    assert minutes.source.text[slice(*first.span)] == first.text
    assert (first.turn, first.speaker, first.role, first.agenda) == (1, "委員", Role.MEMBER, "a1")
    assert (first.kind, first.page, first.outcome) == ("speech", None, None)


def test_context_and_keywords_name_place_and_matter_but_are_no_part_of_the_text() -> None:
    first = _passages(camera_minutes(Path()))[0]
    assert first.context == "みどり野市 駅前広場への防犯カメラの設置について"
    assert first.keywords == (
        "みどり野市 みどり野市個人情報保護審議会 第1回 駅前広場への防犯カメラの設置について"
    )


def test_a_note_is_a_passage_only_where_it_records_a_decision() -> None:
    draft = Draft(path=Path("a.txt"))
    draft.note("（資料に基づき説明）", agenda="a1")
    span = draft.note("（異議なく承認された。）", agenda="a1")
    draft.item("a1", "防犯カメラについて", outcome=Outcome.APPROVED, span=span)
    (passage,) = _passages(draft.minutes())
    assert (passage.text, passage.kind, passage.outcome) == (
        "（異議なく承認された。）",
        "note",
        Outcome.APPROVED,
    )


def test_a_decision_outside_the_turns_is_a_passage_of_its_own() -> None:
    draft = Draft(path=Path("a.txt"))
    span = draft.write("※案件3は時間の都合により次回に送る。")
    draft.say("始めます。")
    draft.item("a3", "案件3", outcome=Outcome.POSTPONED, span=span)
    first, second = _passages(draft.minutes())
    assert (first.kind, first.text, first.turn) == ("decision", "※案件3は時間の都合により次回に送る。", None)
    assert (first.agenda, first.outcome) == ("a3", Outcome.POSTPONED)
    assert second.kind == "speech"


def test_a_long_turn_is_cut_at_sentence_ends_into_even_parts() -> None:
    draft = Draft(path=Path("a.txt"))
    sentence = "映像の保存については、要綱で期間を定めている。"
    draft.say(sentence * 30)
    parts = _passages(draft.minutes(), max_characters=200)
    assert "".join(part.text for part in parts) == sentence * 30
    assert all(part.text.endswith("。") and 100 < len(part.text) <= 200 for part in parts)
    assert all(part.turn == 1 for part in parts)


def test_passages_never_cross_speakers() -> None:
    draft = Draft(path=Path("a.txt"))
    draft.say("はい。", speaker="会長")
    draft.say("どうぞ。", speaker="委員")
    assert [(p.speaker, p.text) for p in _passages(draft.minutes())] == [
        ("会長", "はい。"),
        ("委員", "どうぞ。"),
    ]


def test_a_short_reply_is_embedded_after_its_question_but_cited_alone() -> None:
    draft = Draft(path=Path("a.txt"))
    draft.say("サーバは市内に置くのか。", speaker="委員")
    draft.say("そうである。", speaker="担当課")
    reply = _passages(draft.minutes())[1]
    assert reply.context == "みどり野市\nサーバは市内に置くのか。"
    assert reply.text == "そうである。"


def test_a_paper_is_cut_at_its_lines_and_headings_go_with_what_follows() -> None:
    draft = Draft(path=Path("a.txt"))
    rows = [f"区分{n}\t{'件数と内容の説明' * 8}" for n in range(3)]
    draft.paper("1 概要\n" + "\n".join(rows))
    texts = [p.text for p in _passages(draft.minutes())]
    assert texts == [f"1 概要\n{rows[0]}", rows[1], rows[2]]


def test_short_rows_of_a_paper_are_kept_together() -> None:
    passages = _passages(library_minutes(Path()))
    assert passages[-1].kind == "document"
    assert passages[-1].text.count("\n") == 1


def test_the_span_of_a_part_skips_what_the_turn_leaves_out() -> None:
    text = "○会長　前半です。（拍手）後半です。"
    turn = Turn(
        n=1,
        kind=TurnKind.SPEECH,
        text="前半です。後半です。",
        span=(0, len(text)),
        segments=(
            Segment(text_start=0, source_start=4, length=5),
            Segment(text_start=5, source_start=13, length=5),
        ),
    )
    draft = Draft(path=Path("a.txt"), text=text, turns=[turn])
    spans = [p.span for p in _passages(draft.minutes(), max_characters=6)]
    assert [text[slice(*span)] for span in spans] == ["前半です。", "後半です。"]


def test_pages_are_those_of_the_passages_themselves() -> None:
    draft = Draft(path=Path("a.pdf"))
    draft.say("一枚目の発言です。" * 3)
    minutes = draft.minutes()
    source = SourceText(
        path="a.pdf", media_type="application/pdf", sha256="0", text=minutes.source.text, page_starts=(0, 10)
    )
    pages = [p.page for p in make_passages(minutes.meetings[0], source, max_characters=10)]
    assert pages == [1, 1, 2]


@given(sentences=_SENTENCES, kind=st.sampled_from([TurnKind.SPEECH, TurnKind.DOCUMENT]))
def test_passages_hold_every_letter_of_a_turn_once_and_in_order(sentences: list[str], kind: TurnKind) -> None:
    draft = Draft(path=Path("a.txt"))
    text = "".join(sentences)
    draft.say(text, kind=kind)
    passages = _passages(draft.minutes(), max_characters=50)
    assert "".join("".join(p.text.split()) for p in passages) == "".join(text.split())
    assert all(draft.text[slice(*p.span)] == p.text for p in passages)
    assert all(a.span[1] <= b.span[0] for a, b in pairwise(passages))


def test_an_undecided_item_marks_no_passage() -> None:
    assert Decision().span is None
    assert all(p.outcome is None for p in _passages(library_minutes(Path())))
