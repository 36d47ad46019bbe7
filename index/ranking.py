"""How a hit's score comes about: cosine, words, what the question names and what is said around, added up."""

import math
import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence

from index.filters import Condition, all_of, compared, named, one_of
from index.preferences import Preferences
from ingest.records import Role, TurnKind

# The lead that counts as 1, and weights beside it; tuned on questions to five real minutes and to two years
# of an assembly's, where half to twice these values do about as well.
_NEAR_LEAD = 0.5
_WORDS = 0.5
_MUNICIPALITY = 0.2
_PERIOD = 0.2
_SECTION = 0.4
_DECISION = 0.6
_NAMED_DECISION = 0.9
# The share of the best item's score from which an item's decision may be what the question is after.
_NEAR_ITEM = 0.5
# What was said and decided comes before attached papers, a statement before 「資料3です」, to which cosines
# are kind, and others' words before those of who leads the meeting.
_PAPER = -0.08
_BRIEF = -0.25
_BRIEF_CHARACTERS = 80
_CHAIR = -0.05
# What a passage gains by the one before it in its item, often what it replies to, by the question that it
# answers, and by its item's best.
_BEFORE = 0.2
_QUESTION = 0.06
_ITEM = 0.2
_BEST_OF_ITEM = 4
_IRRELEVANT = 4.44
_RELEVANCE = 2.88


def lead(cosine: float, average: float) -> float:
    """How much nearer than an average passage a passage is: 0 for that, 1 for the query's own words.

    Of like meaning whatever the model: what cosines mean, and how far they spread, is each model's own.
    """
    return (cosine - average) / (1 - average) if average < 1 else 0.0


def relevance(score: float) -> float:
    """The chance, 0 to 1, that a person calls a passage of this score relevant to the question.

    A logistic fit (Platt 1999) on the first 20 passages of 74 judged questions to real and fictional minutes.
    """
    return 1 / (1 + math.exp(_IRRELEVANT - _RELEVANCE * score))


def fuse(
    leads: Mapping[int, float],
    lexical: Mapping[int, float],
    *,
    potential: float,
) -> dict[int, float]:
    """One score for each passage: a convex combination, scaled (Bruch et al. 2022, arXiv:2210.11934).

    Args:
        leads: Of every candidate.
        lexical: BM25 of the candidates that hold a word of the query.
        potential: The BM25 of a passage that holds all of the query's words. So words count little for a
            question whose words hardly stand in the minutes, and the meaning decides.
    """
    return {
        key: ahead / _NEAR_LEAD + (_WORDS * lexical.get(key, 0.0) / potential if potential > 0 else 0.0)
        for key, ahead in leads.items()
    }


def of_near_items(scores: Mapping[int, float], rows: Mapping[int, sqlite3.Row]) -> frozenset[int]:
    """The passages of items of which one passage has at least half the best score.

    Args:
        scores: Of every candidate.
        rows: Of the same, with the columns meeting and agenda_id.
    """
    best: dict[tuple[int, str | None], float] = {}
    for key, score in scores.items():
        item = rows[key]["meeting"], rows[key]["agenda_id"]
        best[item] = max(best.get(item, score), score)
    least = _NEAR_ITEM * max(best.values(), default=0.0)
    return frozenset(key for key in scores if best[rows[key]["meeting"], rows[key]["agenda_id"]] >= least)


def in_context(scores: Mapping[int, float], rows: Mapping[int, sqlite3.Row]) -> dict[int, float]:
    """Scores with what a passage gains by what is said around it: an answer says little of what was asked.

    Args:
        scores: Of every candidate.
        rows: Of the same, with the columns meeting, agenda_id, turn and question; ids are numbered in a
            meeting's order.
    """
    of_turn: dict[tuple[int, int], float] = {}
    for key, row in rows.items():
        turn = row["meeting"], row["turn"] or -1
        of_turn[turn] = max(of_turn.get(turn, 0.0), scores[key])
    asked = {
        key: score + _QUESTION * of_turn.get((rows[key]["meeting"], rows[key]["question"] or 0), 0.0)
        for key, score in scores.items()
    }
    of_item: dict[tuple[int, str | None], list[float]] = defaultdict(list)
    items = {key: (row["meeting"], row["agenda_id"]) for key, row in rows.items()}
    for key in sorted(asked, key=lambda key: -asked[key]):
        of_item[items[key]].append(asked[key])
    means = {item: sum(best[:_BEST_OF_ITEM]) / len(best[:_BEST_OF_ITEM]) for item, best in of_item.items()}
    before = {key: asked[key - 1] for key in asked if items.get(key - 1) == items[key]}
    return {
        key: score + _BEFORE * max(0.0, before.get(key, 0.0)) + _ITEM * means[items[key]]
        for key, score in asked.items()
    }


def preferred(row: sqlite3.Row, preferences: Preferences, *, near: bool) -> float:
    """What a passage gains by its place, office, period or decision, where the question names it.

    Args:
        row: With the columns municipality, section, date and outcome.
        preferences: Of the question.
        near: Whether its item is near the question; the decision of another is not what is asked for.
    """
    here = row["municipality"] in preferences.municipality
    then = preferences.date_from is not None and (
        preferences.date_from <= (row["date"] or "") <= (preferences.date_to or "")
    )
    office = any(name in (row["section"] or "") for name in preferences.section)
    gained = _MUNICIPALITY * here + _PERIOD * then + _SECTION * office
    elsewhere = bool(preferences.municipality) and not here
    at_another_time = bool(preferences.date_from) and not then
    if preferences.decision and near and row["outcome"] and not elsewhere and not at_another_time:
        if not preferences.outcome:
            gained += _DECISION
        elif row["outcome"] in preferences.outcome:
            gained += _NAMED_DECISION
    return gained


def prior(row: sqlite3.Row) -> float:
    """What a passage gains or loses by its sort and length, whatever the question.

    Args:
        row: With the columns kind, role, characters and outcome.
    """
    if row["outcome"]:
        return 0.0
    brevity: float = max(0.0, 1 - row["characters"] / _BRIEF_CHARACTERS)
    paper, chair = row["kind"] == TurnKind.DOCUMENT, row["role"] == Role.CHAIR
    return _BRIEF * brevity + (_PAPER if paper else 0.0) + (_CHAIR if chair else 0.0)


def without_overlaps(ranked: Sequence[sqlite3.Row], k: int) -> list[int]:
    """The ids of the best k rows, less those that show again what a better one shows.

    Args:
        ranked: With the columns id, document, span_start and span_end, best first.
        k: The most ids to return.
    """
    taken: list[sqlite3.Row] = []
    for row in ranked:
        if len(taken) == k:
            break
        if not any(_shows_again(row, better) for better in taken):
            taken.append(row)
    return [row["id"] for row in taken]


def _shows_again(row: sqlite3.Row, better: sqlite3.Row) -> bool:
    if row["document"] != better["document"]:
        return False
    shared: int = min(row["span_end"], better["span_end"]) - max(row["span_start"], better["span_start"])
    shorter: int = min(row["span_end"] - row["span_start"], better["span_end"] - better["span_start"])
    return shared * 2 > shorter


def preference_condition(preferences: Preferences) -> Condition | None:
    """The condition that a passage is all that the question names; None where it names nothing."""
    if not preferences:
        return None
    return all_of(
        one_of("meeting.municipality", preferences.municipality),
        named("agenda_item.section", preferences.section),
        one_of("passage.outcome", preferences.outcome),
        Condition(sql="passage.outcome IS NOT NULL" if preferences.decision else "", values=()),
        compared("meeting.date >= ?", preferences.date_from),
        compared("meeting.date <= ?", preferences.date_to),
    )
