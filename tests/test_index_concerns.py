import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from embeddings.model import Encoder
from index.cases import all_items
from index.concerns import FILE_NAME, concerns_in, grouped_by_concern, read_concerns
from index.questions import questions_of
from index.search import Index, open_index


@pytest.fixture(scope="module")
def index(sample_index: Path, encoder: Encoder) -> Iterator[Index]:
    with open_index(sample_index, encoder) as opened:
        yield opened


def _keys(text: str, folder: Path) -> list[str]:
    return [concern.key for concern in concerns_in(text, read_concerns(folder))]


def test_the_shipped_file_is_all_of_use(tmp_path: Path) -> None:
    concerns = read_concerns(tmp_path)
    assert concerns.problems == ()
    assert len(concerns.all) > 25
    assert all(re.search(r"[A-Z]", concern.english) for concern in concerns.all)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("事業者が再委託をする場合はどうするのか。", ["subcontracting"]),
        ("データはどの国の データ センターに置くのか。", ["location"]),
        ("読み取った画像はいつ消去するのか。", ["deletion"]),
        ("アクセスログは取るのか。", ["logs"]),
        ("プログラムは誰が作るのか。", ["responsibility"]),
        ("安全管理措置は十分か。", ["security"]),
        ("通学路は安全か。", ["safety"]),
        ("入札の参加資格は公平か。", ["fairness"]),
        ("騒音は測ったのか。", ["environment"]),
        ("保護者の気持ちはどうか。", []),
    ],
)
def test_concerns_are_told_by_whole_words(text: str, keys: list[str], tmp_path: Path) -> None:
    assert _keys(text, tmp_path) == keys


def test_a_file_in_the_index_folder_adds_words_and_concerns(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text(
        "# ours\nsubcontracting\t再委託\tSubcontracting\t又委託\nmeals\t給食\tMeals\t給食\t献立\n",
        encoding="utf-8",
    )
    assert _keys("又委託はあるのか。", tmp_path) == ["subcontracting"]
    assert _keys("献立はどう決めるのか。", tmp_path) == ["meals"]


def test_lines_that_are_no_concern_are_named(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / FILE_NAME
    path.write_bytes("meals\t給食\n".encode() + b"\xff\xfe\n" + "meals\t給食\tMeals\t献立\n".encode())
    with caplog.at_level(logging.WARNING):
        concerns = read_concerns(tmp_path)
    assert [f"line {n}" in problem for n, problem in zip((1, 2), concerns.problems, strict=True)] == [
        True,
        True,
    ]
    assert concerns.by_term["献立"][0].key == "meals"


def test_questions_stand_under_each_of_their_concerns_the_most_frequent_first(index: Index) -> None:
    questions = questions_of(index, all_items(index))
    groups = grouped_by_concern(index, questions)
    named = [group for group in groups if group.concern]
    sizes = [len(group.questions) for group in named]
    assert sizes == sorted(sizes, reverse=True)
    assert groups[: len(named)] == named
    concerns = read_concerns(index.store.folder)
    for group in named:
        assert all(group.concern in concerns_in(question.text, concerns) for question in group.questions)
    grouped = {id(question) for group in groups for question in group.questions}
    assert grouped == {id(question) for question in questions}


def test_questions_without_a_concern_are_grouped_by_a_term_that_they_share(index: Index) -> None:
    groups = grouped_by_concern(index, questions_of(index, all_items(index)))
    others = [group for group in groups if group.concern is None]
    counted = [id(question) for group in others for question in group.questions]
    assert len(set(counted)) == len(counted)
    for group in others:
        assert group.term is None or len(group.questions) > 1


def test_most_questions_of_the_samples_show_a_concern(index: Index) -> None:
    questions = questions_of(index, all_items(index))
    concerns = read_concerns(index.store.folder)
    assert sum(bool(concerns_in(q.text, concerns)) for q in questions) / len(questions) > 0.7
