"""The command line, as a real process where that matters: output, files, exit status, stderr."""

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from app.cli import main
from index.reach import Reach
from index.search import open_index
from ingest.read import read_source

REPOSITORY = Path(__file__).resolve().parent.parent
QUESTION = "他の審議会はAI-OCRをどう扱ったか"
Senrei = Callable[..., Result]


@pytest.fixture
def senrei(sample_index: Path) -> Senrei:
    """Runs the command in this process, over the index of the samples unless another is named."""

    def run(*arguments: str | Path, stdin: str | None = None) -> Result:
        environment = {"SENREI_INDEX": str(sample_index)}
        return CliRunner().invoke(main, [str(a) for a in arguments], input=stdin, env=environment)

    return run


def run_process(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "app.cli", *map(str, arguments)]
    return subprocess.run(
        command,
        capture_output=True,
        encoding="utf-8",
        cwd=REPOSITORY,
        env={**os.environ, **environment},
        timeout=120,
        check=False,
    )


def lines_of(text: str) -> list[Any]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def bad_files(tmp_path: Path) -> Path:
    folder = tmp_path / "bad"
    folder.mkdir()
    (folder / "empty.txt").write_bytes(b"")
    (folder / "noise.txt").write_bytes(bytes(range(256)) * 40)
    (folder / "cut.docx").write_bytes(b"PK\x03\x04 not the whole of it")
    (folder / "cut.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n")
    (folder / "news.html").write_text("<p>きょうの天気は晴れです。</p>", encoding="utf-8")
    return folder


# parse


def test_parse_json_is_one_object_a_line(sample_files: list[Path]) -> None:
    done = run_process("parse", *sample_files[:2], "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert [Path(one["source"]["path"]) for one in lines_of(done.stdout)] == sample_files[:2]
    assert all(one["meetings"] for one in lines_of(done.stdout))


@pytest.mark.parametrize("suffix", [".txt", ".html", ".docx", ".pdf"])
def test_parse_text_is_the_text_that_spans_refer_to(sample_files: list[Path], suffix: str) -> None:
    path = next(path for path in sample_files if path.suffix == suffix)
    done = run_process("parse", path, "--text")
    assert done.returncode == 0
    assert done.stdout == read_source(path).text


def test_parse_reports_what_a_person_wants_to_see(senrei: Senrei, sample_files: list[Path]) -> None:
    path = next(path for path in sample_files if path.name.startswith("琴ノ原市"))
    shown = senrei("parse", path).stdout
    assert "琴ノ原市個人情報保護審議会 令和6年度第3回 令和6年11月26日" in shown
    assert "【不承認】" in shown
    assert "「賛成少数ですので、諮問第12号については不承認とし" in shown
    assert "   発言者の書き方: round mark 30\n   確からしさ: 0.99\n" in shown
    assert re.search(r"^   発言者: 会長 \d+、", shown, re.MULTILINE)
    english = senrei("parse", path, "--lang", "en").stdout
    assert "【rejected (不承認)】" in english
    assert "   Confidence: 0.99\n" in english


def test_parse_counts_the_turns_of_eight_speakers(senrei: Senrei, tmp_path: Path) -> None:
    said = "".join(
        f"○{name}委員　ただいまの説明について質問があります。\n" for name in "天地玄黄宇宙洪荒日月"
    )
    path = tmp_path / "minutes.txt"
    path.write_text(f"星越町環境審議会　会議録\n日時　令和5年5月1日\n議事\n{said * 2}", encoding="utf-8")
    shown = senrei("parse", path).stdout
    assert "   発言者: 天委員 2、地委員 2、" in shown
    assert "荒委員 2、ほか2件\n" in shown


def test_parse_reports_bad_files_and_reads_the_others(bad_files: Path, sample_files: list[Path]) -> None:
    files = sorted(bad_files.iterdir())
    done = run_process("parse", *files, sample_files[0], bad_files / "absent.txt", "--json")
    assert done.returncode == 1
    assert len(lines_of(done.stdout)) == 1
    lines = done.stderr.splitlines()
    assert [line.partition(": ")[0] for line in lines] == [str(p) for p in (*files, bad_files / "absent.txt")]
    assert all(";" in line for line in lines), "each says what to do"


def test_parse_of_the_zoo_of_bad_files(shared: Path) -> None:
    files = [path for path in sorted((shared / "zoo" / "bad").iterdir()) if path.suffix != ".json"]
    done = run_process("parse", *files, "--json")
    assert done.returncode == 1
    assert done.stdout == ""
    assert [line.partition(": ")[0] for line in done.stderr.splitlines()] == [str(path) for path in files]


# ingest, status, remove


def test_ingest_adds_skips_updates_and_goes_on_after_bad_files(
    tmp_path: Path, bad_files: Path, sample_files: list[Path]
) -> None:
    folder = tmp_path / "minutes" / "令和5年度"
    folder.mkdir(parents=True)
    texts = [path for path in sample_files if path.suffix == ".txt"][:2]
    for path in texts:
        shutil.copy(path, folder)
    (folder / "~$lock.docx").write_bytes(b"locked by Word")
    (folder / "notes.xyz").write_text("no minutes", encoding="utf-8")
    index = tmp_path / "index"

    first = run_process("ingest", tmp_path / "minutes", bad_files, "--index", index)
    assert first.returncode == 1
    assert first.stdout == f"{index}: added 2, unchanged 0, updated 0, failed 5\n"
    failed, _, table = first.stderr.partition("読み取りの質（疑わしい順）:\n")
    assert len(failed.splitlines()) == 5
    assert [line.split()[0] for line in table.splitlines()[1:]] == sorted(
        (path.name for path in texts), key=table.index
    )

    changed = folder / texts[0].name
    changed.write_text(changed.read_text(encoding="utf-8") + "\n以上\n", encoding="utf-8")
    again = run_process("ingest", tmp_path / "minutes", SENREI_INDEX=str(index))
    assert again.returncode == 0, again.stderr
    assert again.stdout == f"{index}: added 0, unchanged 1, updated 1, failed 0\n"
    assert len(again.stderr.splitlines()) == 4
    assert again.stderr.endswith("変更のない1件は読み直していません。\n")

    held = lines_of(CliRunner().invoke(main, ["status", "--json", "--index", str(index)]).stdout)[0]
    assert (held["documents"], held["meetings"]) == (2, 2)

    gone = CliRunner().invoke(main, ["remove", changed.name, "absent.txt", "--index", str(index)])
    assert gone.exit_code == 1
    assert gone.stdout == f"removed {changed.name}\n"
    assert gone.stderr == f"absent.txt: not in the index {index}; check the name\n"
    held = lines_of(CliRunner().invoke(main, ["status", "--json", "--index", str(index)]).stdout)[0]
    assert held["documents"] == 1


def test_ingest_writes_a_report_of_what_it_read(
    tmp_path: Path, bad_files: Path, sample_files: list[Path]
) -> None:
    report = tmp_path / "report.html"
    arguments = ["ingest", str(sample_files[0]), "--index", str(tmp_path / "index"), "--report", str(report)]
    done = CliRunner().invoke(main, [*arguments, str(bad_files), "--lang", "en"])
    assert done.exit_code == 1
    page = report.read_text(encoding="utf-8")
    assert f'<a href="#d1">{sample_files[0]}</a>' in page
    assert f"<li>{bad_files / 'empty.txt'}: " in page
    assert CliRunner().invoke(main, arguments).exit_code == 0
    page = report.read_text(encoding="utf-8")
    assert "<li>変更のない1件は読み直していません。</li>" in page
    assert "<section" not in page


@pytest.mark.parametrize("report", ["absent/report.html", "minutes.html"])
def test_a_report_replaces_no_minutes_and_needs_a_folder(tmp_path: Path, report: str) -> None:
    minutes = tmp_path / "minutes.html"
    minutes.write_text("<p>会議録</p>", encoding="utf-8")
    arguments = [
        "ingest",
        str(tmp_path),
        "--index",
        str(tmp_path / "index"),
        "--report",
        str(tmp_path / report),
    ]
    assert CliRunner().invoke(main, arguments).exit_code == 2
    assert minutes.read_text(encoding="utf-8") == "<p>会議録</p>"


def test_ingest_of_a_folder_without_minutes(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = CliRunner().invoke(main, ["ingest", str(tmp_path / "empty"), "--index", str(tmp_path / "index")])
    assert result.exit_code == 1
    assert "holds no file of minutes" in result.stderr
    assert not (tmp_path / "index").exists()


def test_status_is_readable(senrei: Senrei, sample_index: Path, sample_files: list[Path]) -> None:
    shown = senrei("status").stdout
    assert f"index          {sample_index}" in shown
    assert f"documents      {len(sample_files)}" in shown
    assert "霧沢町" in shown


# search, ask


def test_search_json(senrei: Senrei) -> None:
    result = senrei("search", "AI-OCR", "--json", "-k", "3", "--municipality", "霧沢", "--from", "2024-01-01")
    (found,) = lines_of(result.stdout)
    assert (found["qid"], found["query"]) == (None, "AI-OCR")
    assert found["filters"] == {"municipality": ["霧沢"], "from": "2024-01-01"}
    assert [hit["rank"] for hit in found["hits"]] == [1, 2, 3]
    assert {(hit["municipality"], hit["date"]) for hit in found["hits"]} == {("霧沢町", "2024-01-23")}
    assert found["hits"][0].keys() >= {
        "rank", "score", "doc", "meeting_id", "municipality", "council", "date", "agenda", "turn", "speaker",
        "page", "span", "text", "highlights",
    }  # fmt: skip


def test_search_is_readable_and_filters_by_speaker(senrei: Senrei) -> None:
    shown = senrei("search", "画像の消去", "--speaker-role", "chair", "-k", "2").stdout
    assert shown.startswith("2件\n\n1. ")
    assert "会長" in shown


def test_a_file_of_questions_with_filters_of_their_own(senrei: Senrei, tmp_path: Path) -> None:
    questions = tmp_path / "questions.jsonl"
    lines: list[dict[str, object]] = [
        {"qid": "a", "query": QUESTION},
        {"qid": "b", "query": QUESTION, "filters": {"municipality": ["琴ノ原市"]}},
        {"qid": "c", "query": "宇宙エレベーターの建設"},
    ]
    questions.write_text("\n".join(json.dumps(line) for line in lines) + "\n\n", encoding="utf-8")
    answers = lines_of(senrei("ask", "--queries", questions, "--municipality", "霧沢町").stdout)
    assert [answer["qid"] for answer in answers] == ["a", "b", "c"]
    assert [{case["municipality"] for case in answer["cases"]} for answer in answers] == [
        {"霧沢町"},
        {"琴ノ原市"},
        set(),
    ]
    assert [answer["answered"] for answer in answers] == [True, True, False]


def test_ask_prints_outcome_quote_document_and_page(sample_index: Path) -> None:
    done = run_process("ask", QUESTION, "-k", "8", "--index", sample_index)
    assert done.returncode == 0, done.stderr
    assert "【不承認】 生活保護関係書類の読取りに係るAI-OCR（外部クラウド）の利用について" in done.stdout
    assert "結果の根拠: 「賛成少数ですので、" in done.stdout
    assert "琴ノ原市個人情報保護審議会_令和6年度第3回.pdf 2ページ" in done.stdout
    assert "審議の経過: 令和5年10月12日 継続審議 → 令和6年1月23日 承認" in done.stdout
    assert "\x1b[" not in done.stdout, "no colours where no terminal shows them"


def test_ask_answers_an_english_question_in_english(senrei: Senrei) -> None:
    shown = senrei("ask", "How did other councils handle AI-OCR?").stdout
    assert shown.startswith("Found ") or " match; " in shown
    assert "rejected (不承認)" in shown


# decisions


def test_decisions_as_json_csv_and_report(senrei: Senrei) -> None:
    items = lines_of(senrei("decisions", "--json", "--outcome", "継続審議", "--outcome", "rejected").stdout)
    assert {item["outcome"] for item in items} == {"continued", "rejected"}
    assert items[0].keys() >= {
        "doc", "meeting_id", "municipality", "council", "date", "agenda_id", "number", "title", "kind",
        "section", "outcome", "outcome_label", "quote", "conditions", "requests", "vote", "follow_up",
        "confidence", "case_id", "corrected",
    }  # fmt: skip
    table = senrei("decisions", "--csv", "--outcome", "continued", "--outcome", "rejected").stdout
    assert table.startswith("\ufeffdoc,")
    rows = [*csv.DictReader(io.StringIO(table.removeprefix("\ufeff")))]
    assert [row["quote"] for row in rows] == [item["quote"]["text"] for item in items]
    shown = senrei("decisions", "--outcome", "rejected").stdout
    assert "【不承認】" in shown
    assert senrei("decisions", "--to", "1950-01-01").stdout == "該当する案件はありません。\n"


# correct, corrections, undo


CORRECTED = "桐ヶ沢市公共施設再編検討委員会_第5回.txt"


@pytest.fixture
def editor(sample_index: Path, tmp_path: Path) -> Senrei:
    """Runs the command over a copy of the index, as 鈴木."""
    index = tmp_path / "index"
    shutil.copytree(sample_index, index)

    def run(*arguments: str | Path) -> Result:
        environment = {"SENREI_INDEX": str(index), "SENREI_EDITOR": "鈴木"}
        return CliRunner().invoke(main, [str(a) for a in arguments], env=environment)

    return run


def test_a_correction_is_shown_listed_exported_and_undone(editor: Senrei) -> None:
    reason = ("--reason", "次回に訂正された")
    done = editor("correct", CORRECTED, "--item", "議題2", "--outcome", "承認", *reason)
    assert done.exit_code == 0, done.stderr
    assert done.stdout == f'correction 1: outcome of {CORRECTED} m1 a2 is "approved", was "continued"\n'
    done = editor("correct", CORRECTED, "--turn", "14", "--speaker", "Ｈ委員", *reason, "--by", "佐藤")
    assert done.stdout == f'correction 2: speaker of {CORRECTED} m1 turn 14 is "Ｈ委員", was "Ｇ委員"\n'

    items = lines_of(editor("decisions", "--json", "--outcome", "承認").stdout)
    (item,) = [item for item in items if item["corrected"]]
    assert (item["doc"], item["agenda_id"], item["quote"]) == (CORRECTED, "a2", None)
    assert item["corrections"][0].items() >= {
        "id": 1, "field": "outcome", "old": "continued", "new": "approved", "reason": "次回に訂正された",
        "by": "鈴木",
    }.items()  # fmt: skip
    shown = editor("decisions", "--outcome", "承認").stdout
    assert "【承認】【修正済み】 議題2 旧北小学校跡施設の利活用方針について" in shown
    assert "修正済み: 審議結果を「継続審議」から「承認」に修正：理由 次回に訂正された（鈴木、" in shown

    question = "旧北小学校跡施設の利活用方針"
    (answer,) = lines_of(editor("ask", question, "-k", "1", "--json").stdout)
    assert answer["cases"][0]["corrected"]
    assert answer["cases"][0]["thread"][0]["corrected"]
    assert "は承認（修正済み：理由 次回に訂正された（鈴木、" in answer["answer"]
    spoken = [p for p in answer["cases"][0]["passages"] if p["turn"] == 14]
    assert [(p["speaker"], p["speaker_corrected"]) for p in spoken] == [("Ｈ委員", True)]
    shown = editor("ask", question, "-k", "1").stdout
    assert "記載は会議録にありません" not in shown
    assert "Ｈ委員（修正済み）" in shown

    assert [one["id"] for one in lines_of(editor("corrections", "--json").stdout)] == [1, 2]
    table = editor("corrections", "--csv").stdout
    rows = [*csv.DictReader(io.StringIO(table.removeprefix("\ufeff")))]
    assert [(row["turn"], row["new"], row["by"]) for row in rows] == [
        ("", "approved", "鈴木"),
        ("14", "Ｈ委員", "佐藤"),
    ]
    assert editor("corrections").stdout.startswith(f"修正2件\n\n1. {CORRECTED} m1 a2 旧北小学校跡施設")

    done = editor("undo", "1", "--reason", "取り違え")
    assert done.stdout == f"correction 1 undone: outcome of {CORRECTED} m1 a2\n"
    assert editor("corrections").stdout.startswith("修正1件\n\n2. ")
    assert "取り消し：理由 取り違え（鈴木、" in editor("corrections", "--all").stdout
    items = lines_of(editor("decisions", "--json", "--outcome", "継続審議").stdout)
    (item,) = [item for item in items if item["doc"] == CORRECTED]
    assert item["quote"]["text"].startswith("本件は結論を出さず")
    assert not item["corrected"]


def test_a_list_of_decisions_holds_the_corrected_ones(editor: Senrei) -> None:
    asked = ("ask", "不承認となった案件は", "--json", "--municipality", "桐ヶ沢市")
    assert lines_of(editor(*asked).stdout)[0]["cases"] == []
    for item, quote in (("a1", ()), ("a2", ("--quote", "本件は結論を出さず、 次回も引き続き審議する"))):
        done = editor("correct", CORRECTED, "--item", item, "--outcome", "不承認", "--reason", "訂正", *quote)
        assert done.exit_code == 0, done.stderr
    (answer,) = lines_of(editor(*asked).stdout)
    cases = {case["agenda_id"]: case for case in answer["cases"]}
    assert {case["outcome"] for case in cases.values()} == {"rejected"}
    assert cases["a1"]["quote"] is None
    assert cases["a1"]["passages"]
    assert cases["a2"]["quote"]["text"] == "本件は結論を出さず、次回も引き続き審議する"
    assert "は不承認（修正済み）：「本件は結論を出さず" in answer["answer"]


def test_ingest_tells_which_corrections_lost_their_item(tmp_path: Path, sample_files: list[Path]) -> None:
    path = tmp_path / CORRECTED
    shutil.copy(next(file for file in sample_files if file.name == CORRECTED), path)
    index = ("--index", str(tmp_path / "index"))

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, [*arguments, *index])

    def edit(old: str, new: str) -> Result:
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
        return run("ingest", str(path))

    run("ingest", str(path))
    run("correct", CORRECTED, "--item", "a2", "--outcome", "承認", "--reason", "訂正")
    assert "correction" not in edit("体育館", "講堂").stderr
    told = "correction 1 is without effect: 旧北小学校跡施設の利活用方針について is no longer in "
    assert told in edit("旧北小学校跡施設の利活用方針", "新しい学校の開校準備").stderr
    assert "対象が索引にないため反映されていません" in run("corrections").stdout
    assert "correction" not in edit("新しい学校の開校準備", "旧北小学校跡施設の利活用方針").stderr
    assert "反映されていません" not in run("corrections").stdout


def test_conditions_are_replaced_or_taken_away(editor: Senrei) -> None:
    reason = ("--item", "a1", "--reason", "訂正")
    editor("correct", CORRECTED, "--condition", "一", "--condition", "二", *reason)
    editor("correct", CORRECTED, "--no-conditions", *reason)
    made = lines_of(editor("corrections", "--json").stdout)
    assert [(one["field"], one["new"]) for one in made] == [("conditions", ["一", "二"]), ("conditions", [])]
    assert made[1]["old"] == ["一", "二"]


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("correct", "absent.txt", "--item", "a1", "--outcome", "承認"), "absent.txt is not in the index"),
        (("correct", CORRECTED, "--item", "a9", "--outcome", "承認"), "has no item a9 in that meeting"),
        (("correct", CORRECTED, "--turn", "999", "--speaker", "会長"), "has no turn 999 in that meeting"),
        (("correct", CORRECTED, "--item", "a2", "--outcome", "継続審議"), "is so already"),
        (
            ("correct", CORRECTED, "--item", "a2", "--outcome", "承認", "--quote", "承認した"),
            "the quote 「承認した」 does not stand in that meeting; copy it word for word",
        ),
        (("undo", "5"), "no correction 5; `senrei corrections` lists them"),
    ],
)
def test_a_correction_that_cannot_be_made_is_one_line(
    editor: Senrei, arguments: tuple[str, ...], problem: str
) -> None:
    result = editor(*arguments, "--reason", "訂正")
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1
    assert problem in result.stderr
    assert editor("corrections", "--all").stdout == "修正はありません。\n"


# usage and errors


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask",),
        ("ask", "  "),
        ("ask", "質問", "--queries", "pyproject.toml"),
        ("search", "質問", "--from", "令和3年"),
        ("search", "質問", "--from", "2024-01-02", "--to", "2024-01-01"),
        ("search", "質問", "--outcome", "継続"),
        ("search", "質問", "--speaker-role", "mayor"),
        ("search", "質問", "-k", "0"),
        ("parse",),
        ("unknown",),
        ("serve", "--port", "0"),
        ("serve", "--editor", " "),
        ("correct", "a.txt", "--item", "a1", "--outcome", "承認"),
        ("correct", "a.txt", "--item", "a1", "--outcome", "承認", "--reason", " "),
        ("correct", "a.txt", "--item", "a1", "--outcome", "承認", "--reason", "理由", "--by", ""),
        ("correct", "a.txt", "--item", "a1", "--outcome", "可", "--reason", "理由"),
        ("correct", "a.txt", "--reason", "理由"),
        ("correct", "a.txt", "--item", "a1", "--reason", "理由"),
        ("correct", "a.txt", "--outcome", "承認", "--reason", "理由"),
        ("correct", "a.txt", "--turn", "1", "--reason", "理由"),
        ("correct", "a.txt", "--item", "a1", "--turn", "1", "--speaker", "会長", "--reason", "理由"),
        ("correct", "a.txt", "--item", "a1", "--condition", "一", "--quote", "一", "--reason", "理由"),
        ("correct", "a.txt", "--item", "a1", "--condition", "一", "--no-conditions", "--reason", "理由"),
        ("undo", "1"),
        ("undo", "x", "--reason", "理由"),
    ],
)
def test_wrong_usage_has_exit_status_2(senrei: Senrei, arguments: tuple[str, ...]) -> None:
    result = senrei(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""


@pytest.mark.parametrize(
    "command", [("ask", "質問"), ("search", "質問"), ("status",), ("decisions",), ("corrections",)]
)
def test_an_absent_index_is_one_line_on_stderr(tmp_path: Path, command: tuple[str, ...]) -> None:
    result = CliRunner().invoke(main, [*command, "--index", str(tmp_path / "absent")])
    assert result.exit_code == 1
    assert result.stderr == f"Error: {tmp_path}/absent: no index here; make one with `senrei ingest`\n"


def test_an_unknown_model_is_one_line_on_stderr(senrei: Senrei, tmp_path: Path) -> None:
    result = senrei("search", "質問", "--model", tmp_path / "model")
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1
    assert result.stderr.startswith("Error: ")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "line 2: Expecting property name"),
        ('{"qid": 1}', 'line 2: expected a JSON object with a "query"'),
        ('{"query": "a", "filters": {"town": "b"}}', "line 2: unknown filter 'town'"),
        ('{"query": "a", "filters": ["b"]}', 'line 2: "filters" takes an object'),
    ],
)
def test_a_bad_line_of_questions_is_named(senrei: Senrei, tmp_path: Path, line: str, problem: str) -> None:
    questions = tmp_path / "questions.jsonl"
    questions.write_text(f'{{"query": "AI-OCR"}}\n{line}\n', encoding="utf-8")
    result = senrei("search", "--queries", questions)
    assert result.exit_code == 1
    assert f"{questions}, {problem}" in result.stderr


def test_a_closed_pipe_is_no_error(sample_index: Path) -> None:
    command = f'"{sys.executable}" -m app.cli decisions --json --index "{sample_index}" | head -n 1'
    done = subprocess.run(
        command, shell=True, capture_output=True, encoding="utf-8", cwd=REPOSITORY, timeout=60, check=True
    )
    assert len(lines_of(done.stdout)) == 1
    assert done.stderr == ""


def test_starting_loads_no_model_and_no_page() -> None:
    code = "import sys, app.cli; print({'torch', 'streamlit', 'sentence_transformers'} & {*sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        encoding="utf-8",
        cwd=REPOSITORY,
        timeout=60,
        check=True,
    )
    assert done.stdout == "set()\n"


def test_cases_are_listed_and_one_is_followed(senrei: Senrei) -> None:
    cases = [json.loads(line) for line in senrei("cases", "--json").stdout.splitlines()]
    followed = next(case for case in cases if len(case["items"]) > 1)
    assert [item["outcome"] for item in followed["items"]] == ["continued", "approved"]
    told = senrei("case", followed["case_id"][:10])
    assert followed["case_id"] in told.stdout
    assert "【継続審議】" in told.stdout
    assert "他の自治体の類似案件:" in told.stdout
    assert "→" not in senrei("cases", "--outcome", "rejected").stdout
    unknown = senrei("case", "zz")
    assert unknown.exit_code == 1
    assert "no such case; `senrei cases` lists them" in unknown.output


def test_files_are_marked_as_closed_and_opened_again(
    senrei: Senrei, sample_files: list[Path], tmp_path: Path
) -> None:
    folder, path = tmp_path / "index", next(f for f in sample_files if f.suffix == ".txt")

    def seen_on_the_page() -> int:
        with open_index(folder, None, reach=Reach.UNMARKED) as index:
            return index.status().documents

    assert senrei("ingest", str(path), "--index", str(folder), "--closed").exit_code == 0
    assert seen_on_the_page() == 0
    assert json.loads(senrei("status", "--index", str(folder), "--json").stdout)["documents"] == 1
    assert senrei("ingest", str(path), "--index", str(folder)).exit_code == 0
    assert seen_on_the_page() == 0
    assert senrei("ingest", str(path), "--index", str(folder), "--not-closed").exit_code == 0
    assert seen_on_the_page() == 1
