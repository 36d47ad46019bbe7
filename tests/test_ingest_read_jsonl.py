import json
from pathlib import Path

import pytest
import zstandard

from ingest.errors import SourceError
from ingest.parse import parse_file
from ingest.records import Outcome, Role

MEETING = {
    "meeting_id": "r05-1",
    "municipality": "架空区",
    "title": "2023年5月10日 総務委員会",
    "committee": "総務委員会",
    "date": "2023-05-10",
    "kind": "committee",
    "turns": [
        {
            "i": 1,
            "speaker": "山本委員長",
            "text": "ただいまより開会いたします。\n────────\n令和5年陳情第3号　受付時間に関する陳情",
        },
        {"i": 2, "speaker": "乙川委員", "text": "窓口の受付時間を延ばしていただきたい。"},
        {"i": 4, "speaker": "山本委員長", "text": "よって、令和5年陳情第3号は不採択と決定いたしました。"},
    ],
}


def write(folder: Path, *lines: object, packed: bool = False) -> Path:
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()
    path = folder / ("meetings.jsonl.zst" if packed else "meetings.jsonl")
    path.write_bytes(zstandard.compress(text) if packed else text)
    return path


@pytest.mark.parametrize("packed", [False, True])
def test_turns_keep_their_numbers_speakers_and_words(tmp_path: Path, packed: bool) -> None:
    minutes = parse_file(write(tmp_path, MEETING, MEETING | {"meeting_id": "r05-2"}, packed=packed))
    first = minutes.meetings[0]
    assert [m.id for m in minutes.meetings] == ["r05-1", "r05-2"]
    assert (first.municipality, first.council, first.date) == ("架空区", "総務委員会", "2023-05-10")
    assert [(t.n, t.speaker, t.role) for t in first.turns] == [
        (1, "山本委員長", Role.CHAIR),
        (2, "乙川委員", Role.MEMBER),
        (4, "山本委員長", Role.CHAIR),
    ]
    for turn in first.turns:
        assert minutes.source.text[turn.span[0] : turn.span[1]].split()[0] in turn.text


def test_items_and_decisions_are_read_from_what_is_said(tmp_path: Path) -> None:
    (item,) = parse_file(write(tmp_path, MEETING)).meetings[0].agenda
    assert (item.number, item.title) == ("令和5年陳情第3号", "受付時間に関する陳情")
    assert (item.decision.outcome, item.decision.turn) == (Outcome.NOT_ADOPTED, 4)
    assert [r.turn for r in item.decision.requests] == [2]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ({"turns": "none"}, 'line 1 has no list "turns"'),
        (MEETING | {"turns": [{"i": "1"}]}, "line 1: a turn needs a number"),
        (MEETING | {"date": "10 May"}, 'line 1: "date" must be YYYY-MM-DD'),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: object, problem: str) -> None:
    with pytest.raises(SourceError, match=problem):
        parse_file(write(tmp_path, line))


def test_a_damaged_archive_is_named(tmp_path: Path) -> None:
    path = write(tmp_path, MEETING, packed=True)
    path.write_bytes(path.read_bytes()[:20])
    with pytest.raises(SourceError, match=r"archive is damaged|holds no meeting|is no JSON"):
        parse_file(path)


@pytest.mark.shared
def test_two_years_of_an_assembly_are_loaded(shared: Path) -> None:
    minutes = parse_file(shared / "corpus/shinagawa-dev.jsonl.zst")
    turns = [t for m in minutes.meetings for t in m.turns]
    assert (len(minutes.meetings), len(turns)) == (324, 43_589)
    assert all(t.role is not None for t in turns)
