"""Each sample, parsed, against what its text says (written from the text, not from the program's output)."""

import json
from pathlib import Path
from typing import Any

import pytest

from ingest.notation import squeeze
from ingest.parse import parse_file
from ingest.read import SUFFIXES
from ingest.records import AgendaItem, Meeting, TurnKind

REPOSITORY = Path(__file__).resolve().parent.parent
SAMPLES = REPOSITORY / "samples"
EXPECTED = json.loads((REPOSITORY / "tests/data/samples.expected.json").read_text(encoding="utf-8"))
EACH_SAMPLE = pytest.mark.parametrize("expected", EXPECTED, ids=lambda expected: str(expected["file"]))


def parse_meeting(expected: dict[str, Any]) -> Meeting:
    (meeting,) = parse_file(SAMPLES / expected["file"]).meetings
    return meeting


def find_item(meeting: Meeting, title: str) -> AgendaItem:
    # A trailing bracket such as （継続） or （随意契約） may or may not count as part of the title.
    bare = squeeze(title).partition("(")[0]
    (item,) = [item for item in meeting.agenda if bare in squeeze(item.title)]
    return item


def test_every_sample_has_an_expectation() -> None:
    files = {path.name for path in SAMPLES.iterdir() if path.suffix in SUFFIXES}
    assert files == {expected["file"] for expected in EXPECTED}


@EACH_SAMPLE
def test_header_facts(expected: dict[str, Any]) -> None:
    meeting = parse_meeting(expected)
    assert (meeting.municipality, meeting.council, meeting.date) == (
        expected["municipality"],
        expected["council"],
        expected["date"],
    )


@EACH_SAMPLE
def test_every_turn_is_found(expected: dict[str, Any]) -> None:
    turns = parse_meeting(expected).turns
    assert sum(turn.kind is TurnKind.SPEECH for turn in turns) == expected["speech_turns"]


@EACH_SAMPLE
def test_every_agenda_item_has_its_outcome(expected: dict[str, Any]) -> None:
    meeting = parse_meeting(expected)
    found = [find_item(meeting, item["title"]).decision.outcome for item in expected["agenda"]]
    accepted = [{item["outcome"], *item.get("accepted", [])} for item in expected["agenda"]]
    assert [outcome in outcomes for outcome, outcomes in zip(found, accepted, strict=True)] == [
        True for _ in accepted
    ], found


@EACH_SAMPLE
def test_every_decision_is_quoted_from_the_text(expected: dict[str, Any]) -> None:
    minutes = parse_file(SAMPLES / expected["file"])
    text = squeeze(minutes.source.text)
    decisions = [item.decision for meeting in minutes.meetings for item in meeting.agenda]
    assert [decision.quote for decision in decisions if squeeze(decision.quote or "") not in text] == []
