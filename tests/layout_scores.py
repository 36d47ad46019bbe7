"""How well minutes in many layouts are read: turns, speakers, facts, items and outcomes against gold.

A turn is found when a predicted one starts and ends as the gold says, white space and width set aside; an
item when one title contains the other or most of their characters agree (`difflib` ratio 0.7).
"""

import difflib
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from ingest.notation import squeeze
from ingest.parse import parse_file
from ingest.records import Meeting, Minutes, Outcome, Turn, TurnKind

Counts = dict[str, list[int]]


def score_folder(folder: Path) -> dict[str, float]:
    """Shares over a folder's documents: turn_f1, speaker, facts, agenda, outcome; and the count invented."""
    sums: Counts = defaultdict(lambda: [0, 0])
    invented = 0
    for path in sorted(folder.glob("*.gold.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        minutes = parse_file(folder / gold["doc"])
        counts, wrong = score_document(gold, minutes)
        invented += wrong
        for name, (right, of) in counts.items():
            sums[name][0] += right
            sums[name][1] += of
    return {name: right / max(of, 1) for name, (right, of) in sums.items()} | {"invented": invented}


def score_document(gold: dict[str, Any], minutes: Minutes) -> tuple[Counts, int]:
    """(right, of) for each measure of one document, and how many outcomes were invented."""
    speeches = [t for m in minutes.meetings for t in m.turns if t.kind is TurnKind.SPEECH]
    wanted = [t for t in gold["turns"] if t["kind"] == "speech" and t.get("text_start")]
    pairs = _found(wanted, speeches)
    named = [(g, t) for g, t in pairs if g["speaker"] and not g.get("uncertain")]
    items = [a for a in gold["agenda"] if not a.get("procedural")]
    outcomes = [_outcome_of(a, minutes.meetings, gold) for a in items]
    right = sum(o in {a["outcome"], *a.get("accept", [])} for o, a in zip(outcomes, items, strict=True))
    invented = sum(
        o not in {None, "not_recorded"} and a["outcome"] == "not_recorded" and o not in a.get("accept", [])
        for o, a in zip(outcomes, items, strict=True)
    )
    counts = {
        "turn_f1": [2 * len(pairs), len(wanted) + len(speeches)],
        "speaker": [sum(_same_speaker(g["speaker"], t) for g, t in named), len(named)],
        "facts": _facts(gold, minutes.meetings),
        "agenda": [sum(o is not None for o in outcomes), len(items)],
        "outcome": [right, len(items)],
    }
    return counts, invented


def _found(wanted: list[dict[str, Any]], speeches: list[Turn]) -> list[tuple[dict[str, Any], Turn]]:
    left = [(squeeze(t.text), t) for t in speeches]
    pairs = []
    for gold in wanted:
        start, end = squeeze(gold["text_start"])[:12], squeeze(gold["text_end"])[-12:]
        hit = next((x for x in left if x[0].startswith(start) and x[0].endswith(end)), None)
        if hit:
            left.remove(hit)
            pairs.append((gold, hit[1]))
    return pairs


def _same_speaker(gold: str, turn: Turn) -> bool:
    return squeeze(gold) in {squeeze(x) for x in (turn.speaker, turn.name, turn.title) if x}


def _facts(gold: dict[str, Any], meetings: tuple[Meeting, ...]) -> list[int]:
    right = of = 0
    for told in gold["meetings"]:
        best = max(meetings, key=lambda m: m.date == told["date"], default=Meeting(id=""))
        for name in ("municipality", "council", "date"):
            if told.get(name):
                of += 1
                right += squeeze(getattr(best, name) or "") == squeeze(told[name])
    return [right, of]


def _outcome_of(item: dict[str, Any], meetings: tuple[Meeting, ...], gold: dict[str, Any]) -> str | None:
    """The outcome that was read for a gold item; None if the item was not found."""
    dates = {m["id"]: m["date"] for m in gold["meetings"] if m.get("id")}
    near = [
        (
            _likeness(item["title"], a.title) + 0.5 * (m.date == dates.get(item.get("meeting"))),
            a.decision.outcome,
        )
        for m in meetings
        for a in m.agenda
        if _likeness(item["title"], a.title) >= 0.7
    ]
    best: Outcome | None = max(near, key=lambda pair: pair[0])[1] if near else None
    return None if best is None else best.value


def _likeness(one: str, other: str) -> float:
    a, b = squeeze(one), squeeze(other)
    if (a in b or b in a) and min(len(a), len(b)) >= 4:
        return 1.0
    return difflib.SequenceMatcher(None, a[:200], b[:200], autojunk=False).ratio()
