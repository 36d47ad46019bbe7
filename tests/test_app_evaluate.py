"""`senrei eval` and the page's view of what it measured."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import main
from app.evaluation_record import last_evaluation, save_evaluation
from app.page_evaluation import evaluation_html
from app.wording import WORDINGS, Language
from tests.pages import html_of, open_page

QUESTIONS = Path(__file__).parent / "data" / "samples.questions.jsonl"
JAPANESE, ENGLISH = WORDINGS[Language.JA], WORDINGS[Language.EN]
EVIL = '<script>alert("x")</script>'


@pytest.fixture
def index(sample_index: Path, tmp_path: Path) -> Path:
    """A copy of the samples' index: an evaluation is kept in its folder."""
    return Path(shutil.copytree(sample_index, tmp_path / "index"))


@pytest.fixture
def few(tmp_path: Path) -> Path:
    """Three of the samples' questions, the last one unanswerable."""
    lines = QUESTIONS.read_text(encoding="utf-8").splitlines()
    path = tmp_path / "few.jsonl"
    path.write_text("\n".join([lines[0], lines[14], lines[-1]]), encoding="utf-8")
    return path


Evaluate = Callable[..., Result]


@pytest.fixture
def evaluate(index: Path) -> Evaluate:
    def run(*arguments: str | Path) -> Result:
        return CliRunner().invoke(main, ["eval", *map(str, arguments), "--index", str(index)])

    return run


def test_measures_are_printed_and_kept(evaluate: Evaluate, few: Path, index: Path) -> None:
    done = evaluate(few, "--json")
    assert done.exit_code == 0, done.output
    printed = json.loads(done.stdout)
    assert last_evaluation(index) == printed
    (run,) = printed["runs"]
    assert [(one["kind"], one["questions"]) for one in run["kinds"]] == [
        ("keyword", 1), ("paraphrase", 1), ("all", 2)
    ]  # fmt: skip
    mean = sum(one["ndcg10"] for one in run["questions"]) / 2
    assert run["kinds"][-1]["ndcg10"]["value"] == pytest.approx(mean, abs=1e-4)
    assert run["kinds"][0]["ndcg10"]["low"] is None
    assert 0 < run["latency_ms"]["p50"] <= run["latency_ms"]["p95"]
    answers = printed["answers"]
    assert (answers["unanswerable"], answers["abstained"], answers["answerable"]) == (1, 1, 2)
    # The paraphrase may be missed; the keywords may not.
    assert 1 <= answers["answered"] <= 2
    assert printed["difference"] is None
    looked_at = printed["worst"][0]
    least = min(run["questions"], key=lambda one: one["ndcg10"])
    assert looked_at["ndcg10"] == pytest.approx(least["ndcg10"], abs=1e-4)
    assert looked_at["expected"][0]["text"]
    assert [passage["rank"] for passage in looked_at["found"]] == [1, 2, 3]


def test_two_searches_are_compared_question_by_question(evaluate: Evaluate, few: Path) -> None:
    printed = json.loads(evaluate(few, "--compare", "lexical", "hybrid", "--json").stdout)
    assert [run["configuration"] for run in printed["runs"]] == ["lexical", "hybrid"]
    first, second = (run["kinds"][-1]["ndcg10"]["value"] for run in printed["runs"])
    difference = printed["difference"][-1]["ndcg10"]
    assert difference["value"] == pytest.approx(first - second, abs=2e-4)
    assert difference["low"] <= difference["value"] <= difference["high"]
    told = evaluate(few, "--compare", "lexical", "hybrid", "--lang", "en").stdout
    assert "Difference: words only less meaning and words (the search)" in told


def test_two_indexes_are_compared(evaluate: Evaluate, few: Path, index: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(index, tmp_path / "other"))
    gone = "早瀬川市上下水道事業経営審議会_令和5年度第2回.pdf"
    assert CliRunner().invoke(main, ["remove", gone, "--index", str(other)]).exit_code == 0
    printed = json.loads(evaluate(few, "--against", other, "--json", "--config", "dense").stdout)
    assert [Path(run["index"]).name for run in printed["runs"]] == ["index", "other"]
    assert {run["configuration"] for run in printed["runs"]} == {"dense"}
    by_kind = {one["kind"]: one["recall20"]["value"] for one in printed["difference"]}
    assert by_kind["paraphrase"] == 1


def test_a_document_that_the_index_lacks_is_named(evaluate: Evaluate, index: Path, few: Path) -> None:
    gone = "早瀬川市上下水道事業経営審議会_令和5年度第2回.pdf"
    assert CliRunner().invoke(main, ["remove", gone, "--index", str(index)]).exit_code == 0
    done = evaluate(few)
    assert done.exit_code == 0
    assert f"The judgements name documents or meetings that the index does not hold: {gone}" in done.stderr
    kept = last_evaluation(index)
    assert kept
    assert kept["not_in_index"] == [gone]


def test_wrong_use_is_told_in_one_line(evaluate: Evaluate, tmp_path: Path, few: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text('\n{"query": "問い", "relevant": []}\n', encoding="utf-8")
    done = evaluate(bad)
    assert done.exit_code == 1
    assert done.stderr.startswith(f"Error: {bad}, line 2: nothing answers the question; name it in")
    assert len(done.stderr.splitlines()) == 1
    assert evaluate(few, "--compare", "hybrid", "best").exit_code == 2
    both = evaluate(few, "--compare", "hybrid", "dense", "--against", tmp_path)
    assert both.exit_code == 2
    assert "give either --compare or --against" in both.stderr


def test_a_table_for_people(evaluate: Evaluate, few: Path) -> None:
    told = evaluate(few, "--scoped").stdout
    assert "nDCG@10" in told
    assert "全体" in told
    assert "答えのない質問1問のうち1問で答えを控え" in told
    assert "（paraphrase、nDCG@10 " in told


def test_the_page_shows_the_last_evaluation(
    monkeypatch: pytest.MonkeyPatch, evaluate: Evaluate, index: Path, few: Path
) -> None:
    assert JAPANESE.evaluation.title not in html_of(open_page(monkeypatch, index))
    none_yet = html_of(open_page(monkeypatch, index, "evaluation"))
    assert JAPANESE.evaluation.missing_title in none_yet
    assert f"senrei eval QUESTIONS.jsonl --index {index}" in none_yet
    assert evaluate(few, "--compare", "hybrid", "dense").exit_code == 0
    assert f">{JAPANESE.evaluation.title}</a>" in html_of(open_page(monkeypatch, index))
    page = open_page(monkeypatch, index, "evaluation")
    shown = html_of(page)
    assert shown.count("<table>") == 3
    assert '<th scope="row">全体</th><td>2</td>' in shown
    assert "値上げは店の経営に打撃だという訴え" in shown
    page.button(key="switch").click().run()
    in_english = html_of(page)
    assert ENGLISH.evaluation.worst in in_english
    assert '<th scope="row">All</th>' in in_english


def test_words_of_questions_and_minutes_are_escaped(evaluate: Evaluate, few: Path, index: Path) -> None:
    assert evaluate(few).exit_code == 0
    evaluation = last_evaluation(index)
    assert evaluation
    evaluation["questions_file"] = EVIL
    evaluation["not_in_index"] = [EVIL]
    evaluation["runs"][0]["kinds"][0]["kind"] = EVIL
    looked_at = evaluation["worst"][0]
    looked_at.update(query=EVIL, kind=EVIL)
    looked_at["found"][0].update(doc=EVIL, speaker=EVIL, text=EVIL)
    shown = evaluation_html(evaluation, JAPANESE)
    assert "<script" not in shown
    assert shown.count("&lt;script&gt;") == 8


def test_an_evaluation_of_another_version_is_none(tmp_path: Path) -> None:
    assert last_evaluation(tmp_path) is None
    save_evaluation(tmp_path, {"version": 0})
    assert last_evaluation(tmp_path) is None
    (tmp_path / "evaluation.json").write_text("{", encoding="utf-8")
    assert last_evaluation(tmp_path) is None
