from collections.abc import Iterator
from pathlib import Path

import pytest

from embeddings.model import Encoder
from index.cases import all_items
from index.questions import questions_of
from index.reading import turns_of
from index.replies import asking_parts
from index.search import Index, open_index
from index.update import ingest_minutes
from ingest.notation import squeeze
from ingest.records import Role
from tests.index_minutes import Draft


def _minutes(folder: Path) -> Draft:
    draft = Draft(path=folder / "a.txt")
    draft.say("ご質問はありませんか。", speaker="会長", role=Role.CHAIR, agenda="a1")
    draft.say(
        "丁寧な説明だった。録画は何日残るのか。誰が見られるのか。別の話だが、費用はいくらか。", agenda="a1"
    )
    draft.say("危機管理課、お願いします。", speaker="会長", role=Role.CHAIR, agenda="a1")
    draft.say("十四日間である。", speaker="危機管理課", role=Role.PROPONENT, agenda="a1")
    draft.say("閲覧は課長に限る。", speaker="事務局", role=Role.SECRETARIAT, agenda="a1")
    draft.say("いつまでも決まらないのは困った話だ。", agenda="a1")
    draft.say("映像を外へ出さないのか。", agenda="a1")
    draft.say("承認してよいか。", speaker="会長", role=Role.CHAIR, agenda="a1")
    draft.item("a1", "防犯カメラの設置について")
    draft.say("期間はどのくらいか。", agenda="a2")
    draft.item("a2", "駐輪場の整備について")
    return draft


@pytest.fixture
def index(encoder: Encoder, tmp_path: Path) -> Iterator[Index]:
    with open_index(tmp_path / "index", encoder, create=True) as opened:
        ingest_minutes(opened, _minutes(tmp_path).minutes())
        yield opened


def test_the_sentences_that_ask_come_with_the_turns_that_answer(index: Index) -> None:
    asked, unanswered = questions_of(index, all_items(index)[:1])
    assert [part.text for part in asked.parts] == [
        "録画は何日残るのか。誰が見られるのか。別の話だが、費用はいくらか。"
    ]
    assert (asked.n, asked.speaker, asked.doc) == (2, "委員", "a.txt")
    assert [(answer.n, answer.speaker, answer.text) for answer in asked.answers] == [
        (4, "危機管理課", "十四日間である。"),
        (5, "事務局", "閲覧は課長に限る。"),
    ]
    assert (unanswered.text, unanswered.answers) == ("映像を外へ出さないのか。", ())


def test_questions_of_several_items_keep_the_items_order(index: Index) -> None:
    items = [*reversed(all_items(index))]
    assert [question.agenda_id for question in questions_of(index, items)] == ["a2", "a1", "a1"]
    assert questions_of(index, []) == []


def test_spans_name_the_words_in_the_source(index: Index, tmp_path: Path) -> None:
    text = _minutes(tmp_path).text
    for question in questions_of(index, all_items(index)):
        said = [(words.span, words.text) for words in (*question.parts, question.whole)]
        said += [(answer.span, answer.text) for answer in question.answers]
        assert all(text[slice(*span)] == words for span, words in said)


def test_stretches_that_do_not_follow_on_each_other_stay_apart() -> None:
    draft = Draft(path=Path("a.txt"))
    draft.say("いつ始めるのか。夏と聞いた。費用はいくらか。")
    text = draft.turns[0].text
    assert [text[slice(*part)] for part in asking_parts(draft.turns[0])] == [
        "いつ始めるのか。",
        "費用はいくらか。",
    ]


def test_a_quotation_is_not_cut_out_of_its_question() -> None:
    draft = Draft(path=Path("a.txt"))
    draft.say("規則に「持ち込まない。使わない。」とあるが、守られているのか。確かめたい。", agenda="a1")
    assert [draft.turns[0].text[slice(*part)] for part in asking_parts(draft.turns[0])] == [
        "規則に「持ち込まない。使わない。」とあるが、守られているのか。"
    ]


@pytest.mark.parametrize(
    "said",
    [
        "ほかにございますか。",
        "連絡事項はあるか。",
        "それでは、担当課から説明してください。",
        "質問はありませんか。",
    ],
)
def test_a_chair_who_leads_the_meeting_asks_nothing(said: str) -> None:
    draft = Draft(path=Path("a.txt"))
    draft.say(said, speaker="会長", role=Role.CHAIR)
    assert asking_parts(draft.turns[0]) == []


def test_every_question_of_the_samples_stands_in_its_turn(sample_index: Path, encoder: Encoder) -> None:
    with open_index(sample_index, encoder) as opened:
        questions = questions_of(opened, all_items(opened))
        assert len(questions) > 60
        assert sum(bool(question.answers) for question in questions) > 50
        for question in questions:
            turns = {turn.n: turn for turn in turns_of(opened, question.meeting_key)}
            assert all(part.text in turns[question.n].text for part in question.parts)
            assert turns[question.n].speaker == question.speaker
            for answer in question.answers:
                assert squeeze(answer.text) == squeeze(turns[answer.n].text)
