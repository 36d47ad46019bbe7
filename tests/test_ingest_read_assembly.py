"""Files that the record searches of assemblies give: DiscussNet JSON, pages and text downloads of VOICES."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from ingest.errors import SourceError
from ingest.parse import parse_file
from ingest.read import SUFFIXES, read_source
from ingest.records import Meeting, Outcome, Role, TurnKind

FOLDER = Path(__file__).parent / "data" / "assembly"


def only_meeting(name: str) -> Meeting:
    minutes = parse_file(FOLDER / name)
    assert minutes.confidence > 0.9
    (meeting,) = minutes.meetings
    return meeting


def decisions(meeting: Meeting) -> list[tuple[str | None, Outcome]]:
    return [(item.number, item.decision.outcome) for item in meeting.agenda]


def speakers(meeting: Meeting) -> set[tuple[str | None, Role | None]]:
    return {(t.speaker, t.role) for t in meeting.turns if t.kind is TurnKind.SPEECH}


def speeches(meeting: Meeting) -> int:
    return sum(t.kind is TurnKind.SPEECH for t in meeting.turns)


def write(folder: Path, content: object, name: str = "day.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    return path


def speech(title: str, body: str, code: int = 4) -> dict[str, object]:
    return {"minute_id": 1, "title": title, "minute_type_code": code, "body": body}


# -- DiscussNet ----


def test_a_day_of_discussnet_is_one_meeting() -> None:
    meeting = only_meeting("day.json")
    assert (meeting.municipality, meeting.council, meeting.date) == ("花折市", "花折市議会", "2024-06-12")
    assert meeting.label is not None
    assert "第2回" in meeting.label
    assert speakers(meeting) == {
        ("議長（三谷一也君）", Role.CHAIR),
        ("市長（森下三郎君）", Role.PROPONENT),
        ("環境部長（八木四季君）", Role.PROPONENT),
        ("１０番（村瀬二葉君）", Role.MEMBER),
    }
    assert speeches(meeting) == 14
    assert decisions(meeting) == [
        ("議案第38号", Outcome.APPROVED),
        ("議案第39号", Outcome.REJECTED),
        ("請願第２号", Outcome.CONTINUED),
    ]


def test_spans_refer_to_the_plain_text_of_the_bodies() -> None:
    minutes = parse_file(FOLDER / "day.json")
    assert "10円<税込み>引き下げる" in minutes.source.text
    assert "<pre" not in minutes.source.text.lower()
    for item in minutes.meetings[0].agenda:
        span = item.decision.span
        assert span is not None
        assert minutes.source.text[slice(*span)].replace("\n　", "") == item.decision.quote


def test_the_heading_of_an_item_belongs_to_no_speech() -> None:
    meeting = only_meeting("day.json")
    assert not any("△" in turn.text for turn in meeting.turns)


def test_days_of_one_file_are_meetings_and_run_into_the_next_year() -> None:
    first, second = parse_file(FOLDER / "committee.json").meetings
    assert {first.council, second.council} == {"花折市議会教育民生委員会"}
    assert (first.date, second.date) == ("2023-12-14", "2024-01-16")
    assert [d[1] for d in decisions(first) + decisions(second)] == [Outcome.APPROVED, Outcome.NOT_ADOPTED]
    assert ("高瀬委員長", Role.CHAIR) in speakers(first)
    assert ("沢村委員", Role.MEMBER) in speakers(first)


def test_a_speech_without_a_mark_gets_its_speaker_from_the_title(tmp_path: Path) -> None:
    day = {
        "tenant_minutes": [
            speech("（名簿）", "<pre>椎葉市議会会議録\n令和６年３月５日（火曜日）</pre>", 2),
            speech("議長（東一郎君）", "<pre>議長（東一郎君）　会議を開きます。</pre>"),
            speech("◆３番（西二葉君）", "<p>道路の補修はいつ終わりますか。</p>", 5),
            {"speaker": "建設課長（南三郎君）", "body": "来月末に終わります。"},
            speech("議長（東一郎君）", "<pre>◯議長（東一郎君）　散会いたします。</pre>"),
        ]
    }
    (meeting,) = parse_file(write(tmp_path, day)).meetings
    assert meeting.date == "2024-03-05"
    assert [(t.speaker, t.text) for t in meeting.turns] == [
        ("議長（東一郎君）", "会議を開きます。"),
        ("３番（西二葉君）", "道路の補修はいつ終わりますか。"),
        ("建設課長（南三郎君）", "来月末に終わります。"),
        ("議長（東一郎君）", "散会いたします。"),
    ]


def test_a_table_of_contents_is_left_out(tmp_path: Path) -> None:
    entries = [speech("目次", "<pre>議案第1号……3</pre>", 1), speech("議長", "<pre>○議長　開会します。</pre>")]
    source = read_source(write(tmp_path, {"tenant_minutes": entries}, "day.txt"))
    assert source.text == "○議長　開会します。\n"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("{'tenant_minutes': [", "this is no JSON"),
        ("[" * 100_000, "this is no JSON"),
        ('{"council_schedules": []}', 'the JSON has no list "tenant_minutes"'),
        ('{"tenant_minutes": [{"body": ""}, 3]}', 'the JSON has no list "tenant_minutes" with a "body"'),
    ],
)
def test_json_without_minutes_is_refused_in_one_line(tmp_path: Path, content: str, problem: str) -> None:
    path = tmp_path / "day.json"
    path.write_text(content, "utf-8")
    with pytest.raises(SourceError, match=problem) as refused:
        parse_file(path)
    assert str(refused.value).startswith(f"{path}: ")
    assert "\n" not in str(refused.value)


def test_json_is_read_only_where_it_is_named() -> None:
    # A folder may hold any other JSON; such a file is read where it is named.
    assert ".json" not in SUFFIXES


# -- VOICES, kensakusystem ----


@pytest.mark.parametrize(("name", "encoding"), [("frame.html", "cp932"), ("anchors.html", "utf-8")])
def test_an_index_of_speakers_is_no_part_of_the_record(name: str, encoding: str) -> None:
    source = read_source(FOLDER / name)
    assert source.sha256 == sha256((FOLDER / name).read_bytes()).hexdigest()
    assert source.encoding == encoding
    assert source.text.count("市長（曽根万里君）") == 1
    meeting = only_meeting(name)
    assert (meeting.municipality, meeting.council, meeting.date) == ("雪舟市", "雪舟市議会", "2022-12-14")
    assert speeches(meeting) == 12
    assert speakers(meeting) == {
        ("議長（白石千代君）", Role.CHAIR),
        ("市長（曽根万里君）", Role.PROPONENT),
        ("健康福祉部長（千葉十郎君）", Role.PROPONENT),
        ("８番（高野百合君）", Role.MEMBER),
    }
    assert decisions(meeting) == [("議案第71号", Outcome.APPROVED), ("請願第5号", Outcome.NOT_ADOPTED)]


def test_links_that_name_no_speakers_stay(tmp_path: Path) -> None:
    path = tmp_path / "contents.html"
    links = "".join(f'<li><a href="#i{n}">議題{n}　公園の改修について</a></li>' for n in range(1, 4))
    path.write_text(f"<html><body><ul>{links}</ul><p>○会長　開会します。</p></body></html>", "utf-8")
    assert read_source(path).text.count("公園の改修について") == 3


def test_a_page_of_frames_names_the_frames(tmp_path: Path) -> None:
    path = tmp_path / "frames.html"
    path.write_text(
        '<HTML><FRAMESET COLS="30%,*"><FRAME SRC="voiweb.exe?ACT=202" NAME="INDEX">'
        "<FRAME NAME='TEXT' SRC='voiweb.exe?ACT=203'></FRAMESET></HTML>",
        "utf-8",
    )
    with pytest.raises(SourceError, match=r"ACT=202, voiweb\.exe\?ACT=203\); save the frame that shows"):
        read_source(path)


def test_a_downloaded_plenary_is_read() -> None:
    meeting = only_meeting("download.txt")
    assert (meeting.municipality, meeting.council, meeting.date) == ("霧沢市", "霧沢市議会", "2018-09-12")
    assert speeches(meeting) == 17
    assert {role for _, role in speakers(meeting)} == {Role.CHAIR, Role.MEMBER, Role.PROPONENT}
    assert decisions(meeting) == [
        ("議案第45号", Outcome.APPROVED),
        ("議案第46号", Outcome.REJECTED),
        ("請願第3号", Outcome.ADOPTED),
    ]


def test_a_downloaded_committee_is_read() -> None:
    meeting = only_meeting("committee.txt")
    assert (meeting.municipality, meeting.council) == ("砂浜町", "砂浜町議会産業建設委員会")
    assert (meeting.date, meeting.place) == ("2021-03-16", "第1委員会室")
    assert ("副委員長（中村八郎君）", Role.VICE_CHAIR) in speakers(meeting)
    assert decisions(meeting) == [("議案第12号", Outcome.APPROVED), ("陳情第2号", Outcome.CONTINUED)]
