"""Records of turns as JSON lines (also Zstandard-compressed): meetings whose speakers are already told apart.

One meeting a line: ``{"meeting_id", "municipality", "title", "committee", "date", "kind", "turns": [{"i",
"speaker", "text"}]}``. The text that spans refer to holds the meetings' titles and turns in order, a turn as
「○speaker　text」.
"""

import hashlib
import io
import json
from datetime import date
from typing import Any

import zstandard

from ingest.errors import SourceError
from ingest.records import RecordedMeeting, RecordedTurn, SourceText

MAX_UNPACKED_BYTES = 200 * 2**20


def looks_like_turns(data: bytes) -> bool:
    """Whether the bytes are lines of such records, packed or not."""
    head = data[:4096].lstrip()
    return data.startswith(b"(\xb5/\xfd") or (head.startswith(b"{") and b'"turns"' in data[:65536])


def read_jsonl(data: bytes, path: str) -> SourceText:
    """Read meetings with their turns.

    Raises:
        SourceError: A line is no JSON, lacks a field, or the file unpacks to too much.
    """
    parts: list[str] = []
    meetings: list[RecordedMeeting] = []
    length = 0
    for number, line in enumerate(_lines(data, path), start=1):
        if not line.strip():
            continue
        record = _record(line, number, path)
        parts.append(f"{record['title']}\n")
        length += len(parts[-1])
        turns: list[RecordedTurn] = []
        for turn in record["turns"]:
            speaker, text = _of_turn(turn, number, path)
            mark = f"○{speaker}　" if speaker else ""
            parts.append(f"{mark}{text}\n")
            start = length + len(mark)
            turns.append(RecordedTurn(n=int(turn["i"]), speaker=speaker, start=start, end=start + len(text)))
            length += len(parts[-1])
        meetings.append(_meeting(record, tuple(turns), number, path))
    if not meetings:
        raise SourceError("the file holds no meeting; each line must be one JSON object", path)
    return SourceText(
        path=path,
        media_type="application/jsonl",
        sha256=hashlib.sha256(data).hexdigest(),
        text="".join(parts),
        encoding="utf-8",
        recorded=tuple(meetings),
    )


def _lines(data: bytes, path: str) -> io.TextIOWrapper:
    if data.startswith(b"(\xb5/\xfd"):
        try:
            reader = zstandard.ZstdDecompressor().stream_reader(data, read_across_frames=True)
            data = reader.read(MAX_UNPACKED_BYTES + 1)
        except zstandard.ZstdError:
            raise SourceError("the Zstandard archive is damaged; fetch it again", path) from None
        if len(data) > MAX_UNPACKED_BYTES:
            limit = MAX_UNPACKED_BYTES // 2**20
            raise SourceError(f"the file unpacks to more than {limit} MB; split it", path)
    return io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig", errors="replace")


def _record(line: str, number: int, path: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        raise SourceError(f"line {number} is no JSON; each line must be one meeting", path) from None
    if not isinstance(record, dict) or not isinstance(record.get("turns"), list):
        raise SourceError(f'line {number} has no list "turns"; each line must be one meeting', path)
    record["title"] = str(record.get("title") or record.get("meeting_id") or f"line {number}").replace(
        "\n", " "
    )
    return record


def _of_turn(turn: object, number: int, path: str) -> tuple[str | None, str]:
    if (
        not isinstance(turn, dict)
        or not isinstance(turn.get("i"), int)
        or not isinstance(turn.get("text"), str)
    ):
        raise SourceError(f'line {number}: a turn needs a number "i" and a string "text"', path)
    speaker = turn.get("speaker")
    return (str(speaker) if speaker else None), turn["text"].replace("\r\n", "\n").strip("\n")


def _meeting(
    record: dict[str, Any], turns: tuple[RecordedTurn, ...], number: int, path: str
) -> RecordedMeeting:
    day = record.get("date")
    try:
        told = date.fromisoformat(day).isoformat() if isinstance(day, str) and day else None
    except ValueError:
        raise SourceError(f'line {number}: "date" must be YYYY-MM-DD, found {day!r}', path) from None
    return RecordedMeeting(
        id=str(record.get("meeting_id") or f"m{number}"),
        municipality=record.get("municipality"),
        council=record.get("committee"),
        label=record["title"],
        date=told,
        turns=turns,
    )
