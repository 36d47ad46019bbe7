"""DiscussNet JSON → `SourceText`: what the record search of many assemblies sends for one day of a session.

An object holds the list ``tenant_minutes``, an entry of which is one speech, one heading or the roll of those
present: ``{"minute_id", "title", "page_no", "minute_type_code", "body": "<pre>○議長（…君）　…</pre>"}``.
Around it may stand what the day is called (``tenant_name``, ``council_name``, ``schedule_name``), and a file
may hold several days. The text that spans refer to holds each day's name, its date, and the bodies in order.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
from html import unescape
from typing import Any

from ingest.decode import decode_text
from ingest.errors import SourceError
from ingest.notation import find_dates, fold, squeeze
from ingest.records import Heading, SourceText

MEDIA_TYPE = "application/json"
MAX_SIZE_BYTES = 32 * 2**20
MINUTES = "tenant_minutes"

# Of `minute_type_code`: 1 目次, 2 名簿, 3 議題, 4 議長, 5 質問, 6 答弁, 7 一覧, 8 文書, 9 資料.
_CONTENTS, _AGENDA = 1, 3
_SPEECHES = frozenset({4, 5, 6})
_AGENDA_LEVEL = 3

# Fields that name the assembly, the session and the day; the first that is filled counts.
_ASSEMBLY = ("tenant_name", "assembly_name", "municipality")
_SESSION = ("council_name", "name")
_DAY = ("schedule_name",)

_LINE_END = re.compile(r"<br\b[^<>]*>|</(?:p|div|li|tr|pre)\s*>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--.*?-->", re.DOTALL)
_MARK = re.compile(r"[○〇◯◎◆●◇■□▲△]\s{0,2}")
_YEAR_MONTH = re.compile(
    r"(?P<year>(?:昭和|平成|令和)(?:[0-9]{1,2}|元)年|[0-9]{4}年)(?:(?P<month>[0-9]{1,2})月)?"
)
# 「令和5年12月教育民生委員会（第3回）」: the name behind the year and the month.
_COMMITTEE = re.compile(r"[^\s0-9年月度第回()]{2,30}(?:委員会|分科会|協議会|審査会|懇談会)")
_MONTH_DAY = re.compile(r"(?P<month>[0-9]{1,2})月(?P<day>[0-9]{1,2})日")

Entry = Mapping[str, Any]


def looks_like_discussnet(data: bytes) -> bool:
    """Whether the bytes are JSON with a list of minutes."""
    return data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in {b"{", b"["} and f'"{MINUTES}"'.encode() in data


def read_discussnet(data: bytes, path: str) -> SourceText:
    """Read the days of a session.

    Raises:
        UnsupportedFormatError: The bytes are not text.
        SourceError: The file is too large, no JSON, or holds no minutes.
    """
    if len(data) > MAX_SIZE_BYTES:
        limit = MAX_SIZE_BYTES // 2**20
        raise SourceError(f"the file has {len(data) / 2**20:.0f} MB, more than {limit} MB; split it", path)
    decoded = decode_text(data, path)
    try:
        days = [day for day in _days(json.loads(decoded.text), {}) if _bodies(day[1])]
    except (ValueError, RecursionError):
        raise SourceError("this is no JSON; save the whole answer of the record search again", path) from None
    if not days:
        raise SourceError(
            f'the JSON has no list "{MINUTES}" with a "body" to read; save the whole answer', path
        )
    parts: list[str] = []
    headings: list[Heading] = []
    length = 0
    for facts, entries in days:
        bodies = _bodies(entries)
        for text, level in (*_title_lines(facts, bodies), *bodies):
            if level:
                headings.append(Heading(start=length, end=length + len(text), level=level))
            parts.append(f"{text}\n")
            length += len(parts[-1])
    return SourceText(
        path=path,
        media_type=MEDIA_TYPE,
        sha256=sha256(data).hexdigest(),
        text="".join(parts),
        encoding=decoded.encoding,
        headings=tuple(headings),
        warnings=decoded.warnings,
    )


def _days(node: object, around: Mapping[str, str]) -> Iterator[tuple[Mapping[str, str], list[Entry]]]:
    """Each list of minutes with the texts of the objects around it, the nearest first to count."""
    if isinstance(node, list):
        for child in node:
            yield from _days(child, around)
    elif isinstance(node, dict):
        facts = {**around, **{k: v for k, v in node.items() if isinstance(v, str) and v.strip()}}
        entries = node.get(MINUTES)
        if isinstance(entries, list):
            yield facts, [entry for entry in entries if isinstance(entry, dict)]
        else:
            for child in node.values():
                yield from _days(child, facts)


def _title_lines(facts: Mapping[str, str], bodies: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """The day's name and, where neither it nor the roll of those present tells it, its date."""
    assembly, session, day = (" ".join(_first(facts, keys).split()) for keys in (_ASSEMBLY, _SESSION, _DAY))
    committee = _COMMITTEE.search(squeeze(session))
    lines = []
    if assembly or session:
        lines.append(f"{assembly}{committee[0] if committee else ''}会議録　{session}　{day}".strip())
    roll = _plain(facts.get("member_list", ""))
    if roll:
        lines.append(roll)
    told = _date_of(session, day)
    if told and not any(find_dates("\n".join([*lines, bodies[0][0]]))):
        lines.append(f"{told.year}年{told.month}月{told.day}日（{'月火水木金土日'[told.weekday()]}）")
    return [(line, 0) for line in lines]


def _first(facts: Mapping[str, str], keys: tuple[str, ...]) -> str:
    return next((facts[key] for key in keys if key in facts), "")


def _date_of(session: str, day: str) -> date | None:
    """「令和6年12月定例会」 with 「01月15日－05号」 → 2025-01-15: a session goes on into the next year."""
    opened, held = _YEAR_MONTH.search(squeeze(session)), _MONTH_DAY.search(squeeze(day))
    if opened is None or held is None:
        return None
    iso = next((found[2] for found in find_dates(f"{opened['year']}{held[0]}")), None)
    if iso is None:
        return None
    told = date.fromisoformat(iso)
    next_year = opened["month"] is not None and int(held["month"]) + 6 < int(opened["month"])
    return told.replace(year=told.year + 1) if next_year else told


def _bodies(entries: list[Entry]) -> list[tuple[str, int]]:
    """What each entry says, and for the heading of an agenda item its level, else 0."""
    found = []
    for entry in entries:
        text = _plain(entry["body"]) if isinstance(entry.get("body"), str) else ""
        code = _code(entry)
        if text and code != _CONTENTS:
            level = _AGENDA_LEVEL if code == _AGENDA and "\n" not in text else 0
            found.append((_with_mark(text, _speaker(entry, code)), level))
    return found


def _code(entry: Entry) -> int | None:
    code = str(entry.get("minute_type_code"))
    return int(code) if re.fullmatch("[0-9]", code) else None


def _speaker(entry: Entry, code: int | None) -> str:
    speaker = entry.get("speaker") or (entry.get("title") if code in _SPEECHES else None)
    return _MARK.sub("", speaker.strip(), count=1) if isinstance(speaker, str) else ""


def _with_mark(text: str, speaker: str) -> str:
    """The speech with its speaker before it, as most bodies have it already: 「○議長（…君）　…」."""
    if not speaker or _MARK.match(text):
        return text
    said = text.removeprefix(speaker).lstrip() if fold(text).startswith(fold(speaker)) else text
    return f"○{speaker}　{said}"


def _plain(body: str) -> str:
    text = _TAG.sub("", _LINE_END.sub("\n", body.replace("\r\n", "\n").replace("\r", "\n")))
    return "\n".join(line.rstrip() for line in unescape(text).replace("\u00a0", " ").split("\n")).strip("\n")
