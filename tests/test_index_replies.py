from pathlib import Path

import pytest

from embeddings.model import Encoder
from index.passages import make_passages
from index.replies import answers_to, asked_in, questions_answered
from index.search import counterparts, open_index, search
from index.update import ingest_minutes
from ingest.records import Role
from tests.index_minutes import Draft, library_minutes


def _exchange() -> Draft:
    draft = Draft(path=Path("a.txt"))
    draft.say("説明を受けたところで、ご質問はありませんか。", speaker="会長", role=Role.CHAIR, agenda="a1")
    draft.say("録画は何日残るのか。また、誰が閲覧できるのか教えてほしい。", agenda="a1")
    draft.say("危機管理課、お願いします。", speaker="会長", role=Role.CHAIR, agenda="a1")
    draft.say(
        "閲覧できるのは課長の許しを得た職員だけである。", speaker="課長", role=Role.PROPONENT, agenda="a1"
    )
    draft.say("残るのは十四日間である。", speaker="事務局", role=Role.SECRETARIAT, agenda="a1")
    draft.say("よく分かりました。", agenda="a1")
    draft.say("ほかに補足する。", speaker="課長", role=Role.PROPONENT, agenda="a1")
    return draft


def test_an_answer_is_linked_to_the_question_before_the_chairs_call() -> None:
    turns = _exchange().turns
    assert {n: question.n for n, question in questions_answered(turns).items()} == {4: 2, 5: 2}
    assert [turn.n for turn in answers_to(turns, 2)] == [4, 5]


def test_a_question_ends_with_its_agenda_item() -> None:
    draft = Draft(path=Path("a.txt"))
    draft.say("費用はいくらか。", agenda="a1")
    draft.say("次の案件を説明します。", speaker="課長", role=Role.PROPONENT, agenda="a2")
    assert questions_answered(draft.turns) == {}


def test_the_chair_may_ask_but_does_not_by_calling_for_questions() -> None:
    draft = Draft(path=Path("a.txt"))
    draft.say("この契約は毎年結び直すのか。", speaker="会長", role=Role.CHAIR)
    draft.say("五年ごとである。", speaker="課長", role=Role.PROPONENT)
    draft.say("ほかにご意見はございますか。", speaker="会長", role=Role.CHAIR)
    draft.say("補足する。", speaker="課長", role=Role.PROPONENT)
    assert {n: question.n for n, question in questions_answered(draft.turns).items()} == {2: 1, 4: 1}


@pytest.mark.parametrize(
    ("answer", "asked"),
    [
        ("残るのは十四日間である。", "録画は何日残るのか。"),
        ("職員だけが閲覧できる。", "また、誰が閲覧できるのか教えてほしい。"),
    ],
)
def test_of_several_questions_in_a_turn_the_one_that_is_answered(answer: str, asked: str) -> None:
    assert asked_in("録画は何日残るのか。また、誰が閲覧できるのか教えてほしい。", answer) == asked


def test_an_answer_is_embedded_and_found_by_its_question_which_is_not_cited() -> None:
    minutes = _exchange().minutes()
    passages = make_passages(minutes.meetings[0], minutes.source)
    answer = next(passage for passage in passages if passage.turn == 5)
    assert (answer.text, answer.question) == ("残るのは十四日間である。", 2)
    assert answer.context.endswith("録画は何日残るのか。")
    assert answer.keywords.endswith("録画は何日残るのか。")


def test_a_hit_on_an_answer_shows_its_question_and_the_other_way_round(
    encoder: Encoder, tmp_path: Path
) -> None:
    with open_index(tmp_path / "index", encoder, create=True) as index:
        ingest_minutes(index, library_minutes(tmp_path))
        hits = search(index, "貸出記録が消えるまでの期間", k=5)
        question = next(hit for hit in hits if hit.turn == 1)
        answer = next(hit for hit in hits if hit.turn == 2)
        assert (question.answers, question.question) == ((2,), None)
        assert (answer.answers, answer.question) == ((), 1)
        others = counterparts(index, [question, answer])
    assert others[question.passage_id].turn == 2
    assert others[answer.passage_id].turn == 1
