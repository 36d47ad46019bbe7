"""Training pairs of a query and the passage that answers it, made from minutes and nothing else.

Sorts of pairs, each from what the minutes themselves hold together:

    answer      the end of a member's question, or its plain form → the answering turn
    sentence    one sentence of a turn → the rest of the turn (inverse cloze task, arXiv:1906.00300)
    topic       「…についてお伺いします」: the topic named → what is said about it, and its answer
    title       the title of an agenda item → the turns under it
    keywords    the rarest nouns of a passage → the passage
"""

import io
import json
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import log
from pathlib import Path
from typing import Any

import zstandard

from index.terms import search_terms

PASSAGE_CHARACTERS = 260
_HELD_OUT_KINDS = frozenset({"paraphrase", "question_to_answer", "plenary_item"})
_SHORTEST_PASSAGE = 40
_SHORTEST_QUERY = 8
_LONGEST_QUERY = 110
# What a passage is embedded after, as in index/passages.py.
_QUESTION_TAIL = 80
_TITLE_HEAD = 30
# Shares of turns that give a pair of the sort, and of left-out sentences that stay in the passage.
_TITLE_SHARE = 0.35
_KEYWORDS_SHARE = 0.3
_KEPT_SHARE = 0.15

_CHAIR = re.compile(r"(?:委員長|議長|主査|会長|座長)(?:[（(]|$|代理)")
_MEMBER = re.compile(r"(?:委員|議員)(?:[（(]|$)|^[0-9０-９一二三四五六七八九十]+番")
# 「○鈴木（貴）委員　…」; in part of the corpus the space behind it is lost.
_LABEL = re.compile(
    r"^○[^\s。、]{1,25}?(?:委員長|主査|会長|議長|国務大臣|副大臣|大臣政務官|補佐人|参考人|公述人|証人|委員|議員|君)"
    r"(?:[（(][^）)]{1,20}[）)])?[\s　]*"
)
_NOTE = re.compile(
    r"〔[^〕]*〕|（[^（）]*(?:拍手|発言する者|呼ぶ者|あり|登壇)[^（）]*）|[─―－-]{4,}[^\n]*(?:\n.*)?",
    re.DOTALL,
)
_SENTENCE = re.compile(r"[^。！？\n]+[。！？]?")
_TOPIC = re.compile(
    r"(?:^|[、。])(?:(?:まず|次に|初めに|最後に|続いて|続きまして|それから|それと|あと|そして|では|また|さらに|質問の)[^、]{0,8}、)*"
    r"(?P<topic>[^、。]{6,60}?)(?:について|に関して|につきまして)(?:の|は|も)?"
    r"(?:ご?質問|お?伺|お?聞き|お尋ね|ご?説明|お答え|申し上げ|ご?報告|です|でございます|でありま)"
)
_ITEM = re.compile(
    r"(?:[（(][0-9０-９]+[）)]|予定表[0-9０-９]+[、\s]*|[0-9０-９]+[、．\s]+|第[0-9０-９]+号(?:議案)?[、\s]*)"
    r"(?P<title>[^。\n]{8,80}?)(?:について)?(?:の件)?(?:を|、以上[^。\n]{1,10}を)(?:一括して)?(?:議題|聴取|説明)"
)
_ASKS = re.compile(r"か[。？]?$|伺|聞|尋|教え")
_LEADING = re.compile(
    r"^(?:(?:まず|次に|初めに|最後に|続いて|それで|それから|それと|あと|そして|では|また|さらに|ただ|なので|ですので|そこで|"
    r"その中で|一方で|やはり|本当に|ちょっと|そうすると|あわせて|例えば|特に)[^、]{0,6}、)+"
)
# What a question ends with beyond its matter, and what a plain question would have there.
_POLITE: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), plain)
    for pattern, plain in (
        (
            r"(?:について|に関して)?(?:も|は|を|、)?(?:ご?(?:説明|見解|所見|答弁)を?)?(?:お伺い|お聞き|お尋ね|伺い|聞き|教え|お聞かせ|お示し)[^。、]*[。]?$",
            "",
        ),
        (r"(?:ということで)?(?:よろしい|いい|ある|ない)?の?でしょうか[。]?$", "か"),
        (r"と?思うのですけ?れ?ども?、?[^。]*$", ""),
        (r"(?:をお願い|をお願いいた|願い)[^。]*$", ""),
        (r"(?:です|でございます)(?:か|かね)?[。？]?$", ""),
    )
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A query and a passage that answers it.

    Attributes:
        query: As somebody would type it, or as it was said.
        passage: With the context that it is embedded after, if it has one.
        kind: ``answer``, ``sentence``, ``topic``, ``title`` or ``keywords``.
        meeting: Whose other passages are hard to tell apart.
        turn: Place of the passage's turn in the meeting; neighbours may answer the same query.
    """

    query: str
    passage: str
    kind: str
    meeting: str
    turn: int


@dataclass(frozen=True, slots=True)
class _Said:
    """One turn, without its label and notes."""

    role: str
    text: str


def read_meetings(path: Path) -> Iterator[dict[str, Any]]:
    """The meetings of a JSONL.zst file, one at a time."""
    with path.open("rb") as packed:
        lines = io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(packed), encoding="utf-8")
        for line in lines:
            yield json.loads(line)


def held_out_meetings(questions: Path) -> frozenset[str]:
    """The meetings that answer a dev question of a kind that training could give away."""
    with questions.open(encoding="utf-8") as lines:
        asked = [json.loads(line) for line in lines]
    return frozenset(g["meeting_id"] for q in asked if q["kind"] in _HELD_OUT_KINDS for g in q["gold"])


def make_pairs(meetings: Iterable[dict[str, Any]], seed: int = 0) -> list[Pair]:
    """All pairs of these meetings, shuffled.

    Args:
        meetings: As the corpus has them: ``meeting_id`` and ``turns`` of ``speaker`` and ``text``.
        seed: Of the random choices.
    """
    chance = random.Random(seed)
    said = {str(m["meeting_id"]): _turns_of(m) for m in meetings}
    weights = _term_weights(turn.text for turns in said.values() for turn in turns)
    pairs: list[Pair] = []
    for meeting, turns in said.items():
        for at, kind, context, asked, said_there in _of_meeting(turns, weights, chance):
            query, passage = asked.strip(" 　、。"), f"{context}\n{said_there.strip()}".strip()
            if (
                len(query) <= _LONGEST_QUERY
                and len(passage) >= _SHORTEST_PASSAGE
                and _says_something(query, weights)
            ):
                pairs.append(Pair(query=query, passage=passage, kind=kind, meeting=meeting, turn=at))
    chance.shuffle(pairs)
    return pairs


def _says_something(query: str, weights: Mapping[str, float]) -> bool:
    """Whether a query names a matter: its words weigh as much as two that a twentieth of all turns hold."""
    return len(query) >= _SHORTEST_QUERY and sum(weights.get(term, 0.0) for term in _nouns(query)) >= 2 * log(
        20
    )


def _turns_of(meeting: dict[str, Any]) -> list[_Said]:
    turns = []
    for turn in meeting["turns"]:
        label = _LABEL.match(turn["text"])
        speaker = label[0].strip("○ 　\n") if label else turn["speaker"]
        text = _NOTE.sub("", turn["text"][label.end() if label else 0 :])
        turns.append(_Said(role=_role(speaker), text=re.sub(r"[ \t　]+", "", text).strip()))
    return turns


def _role(speaker: str) -> str:
    if "会議録情報" in speaker:
        return "record"
    if _CHAIR.search(speaker) or speaker.startswith(("委員長", "議長")):
        return "chair"
    return "member" if _MEMBER.search(speaker) or speaker.endswith("君") else "staff"


def _of_meeting(
    turns: Sequence[_Said], weights: Mapping[str, float], chance: random.Random
) -> Iterator[tuple[int, str, str, str, str]]:
    """Place of the turn, kind, context, query and passage of each pair."""
    title = ""
    for at, turn in enumerate(turns):
        if turn.role == "record":
            continue
        if turn.role == "chair":
            found = [*_ITEM.finditer(turn.text)]
            title = found[-1]["title"] if found else title
            continue
        sentences = _SENTENCE.findall(turn.text)
        before = turns[at - 1] if at else None
        asked = before.text[-_QUESTION_TAIL:] if before and before.role == "member" != turn.role else ""
        for kind, query, passage in _pairs_of_turn(sentences, weights, chance):
            yield at, kind, chance.choice(("", title[:_TITLE_HEAD], asked)), query, passage
        if title and len(turn.text) >= 2 * _SHORTEST_PASSAGE and chance.random() < _TITLE_SHARE:
            yield at, "title", chance.choice(("", asked)), title, _window(sentences, chance)
        after = turns[at + 1] if at + 1 < len(turns) else None
        if turn.role == "member" and after and after.role == "staff":
            for kind, query, passage in _answer_pairs(sentences, after, chance):
                yield at + 1, kind, chance.choice(("", title[:_TITLE_HEAD])), query, passage


def _pairs_of_turn(
    sentences: Sequence[str], weights: Mapping[str, float], chance: random.Random
) -> Iterator[tuple[str, str, str]]:
    window = _window_of(sentences, chance)
    whole = [s for s in window if len(s) >= 2 * _SHORTEST_QUERY]
    if len(whole) > 1:
        left_out = chance.choice(whole)
        keep = chance.random() < _KEPT_SHARE
        query = plain_question(left_out) if chance.random() < 0.5 else left_out
        yield "sentence", query, "".join(s for s in window if keep or s is not left_out)
        if chance.random() < _KEYWORDS_SHARE:
            yield "keywords", _keywords(window, weights, chance), "".join(window)
    for at, sentence in enumerate(sentences):
        if match := _TOPIC.search(sentence):
            yield "topic", match["topic"], "".join(sentences[at + 1 : at + 8])[:PASSAGE_CHARACTERS]


def _keywords(window: Sequence[str], weights: Mapping[str, float], chance: random.Random) -> str:
    terms = Counter(search_terms("".join(window)))
    ranked = sorted(terms, key=lambda term: -min(terms[term], 3) * weights.get(term, 0.0))
    chosen = ranked[: chance.choice((2, 3, 4, 5))]
    chance.shuffle(chosen)
    return " ".join(chosen)


def _answer_pairs(
    question: Sequence[str], answer: _Said, chance: random.Random
) -> Iterator[tuple[str, str, str]]:
    asked = [s for s in question if len(s) >= _SHORTEST_QUERY]
    if not asked:
        return
    reply = _SENTENCE.findall(answer.text)
    tail = "".join(asked[-chance.choice((1, 1, 2, 3)) :])
    yield "answer", tail[-_LONGEST_QUERY:], _window(reply, chance, from_start=0.7)
    yield "answer", plain_question(asked[-1]), _window(reply, chance, from_start=0.7)
    if len(asked) > 4:
        earlier = chance.choice(asked[:-1])
        if _ASKS.search(earlier):
            yield "answer", plain_question(earlier), _window(reply, chance, from_start=0.5)
    for sentence in asked[-6:]:
        if match := _TOPIC.search(sentence):
            yield "topic", match["topic"], _window(reply, chance, from_start=0.8)


def plain_question(sentence: str) -> str:
    """A sentence of speech as somebody would type it: without the words that lead in and the polite end."""
    plain = _LEADING.sub("", sentence.strip())
    for pattern, ending in _POLITE:
        shorter = pattern.sub(ending, plain)
        if shorter != plain and len(shorter) >= _SHORTEST_QUERY:
            return shorter.strip("、。 　")
    return plain.strip("、。 　")


def _window(sentences: Sequence[str], chance: random.Random, from_start: float = 0.3) -> str:
    return "".join(_window_of(sentences, chance, from_start=from_start))


def _window_of(sentences: Sequence[str], chance: random.Random, from_start: float = 0.3) -> list[str]:
    """Sentences in a row, together about as long as a passage of the index."""
    start = 0 if chance.random() < from_start else chance.randrange(max(1, len(sentences)))
    taken: list[str] = []
    for sentence in sentences[start:]:
        if taken and sum(map(len, taken)) + len(sentence) > PASSAGE_CHARACTERS:
            break
        taken.append(sentence[:PASSAGE_CHARACTERS])
    return taken


def _term_weights(texts: Iterable[str]) -> dict[str, float]:
    found: Counter[str] = Counter()
    count = 0
    for text in texts:
        count += 1
        found.update(_nouns(text))
    return {term: log(count / n) for term, n in found.items() if n > 1}


@cache
def _nouns(text: str) -> frozenset[str]:
    return frozenset(term for term in search_terms(text) if len(term) > 1)
