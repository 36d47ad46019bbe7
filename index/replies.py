"""Which turns answer which question: a member asks, the office of the item or the 事務局 answers.

「委員　保存期間は。」「情報政策課　3か月です。」: the second turn answers the first. The chair's
「情報政策課、お願いします」 between them is no question and ends none.
"""

import math
import re
from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from index.terms import search_terms
from ingest.records import Role, Span, TurnKind

_ANSWERERS = (Role.PROPONENT, Role.SECRETARIAT, Role.OTHER)
_ASKS = re.compile(
    r"(?:か|かね|かな|のか|でしょう|ですよね)[。？?]|[？?]|(?:伺|うかが|尋ね|聞かせ|お聞き|教え|示し|説明して|説明を)"
    r"(?:[^。]{0,14})(?:す|い|る|たい|願|う)[^。]{0,6}(?:。|$)|(?:いかが|どう|どのように|なぜ|いつ|何|いくら)[^。]{0,20}[。]?$"
)
# The chair calls for questions and speakers; a question of the chair's own is none of these.
_CALLS = re.compile(
    r"(?:ご|御)(?:質問|質疑|意見|異議|発言|説明)|よろしい|お願い|いかがでしょう|ありませんか|ございませんか|発言を許"
)
# By what a sentence asks, whatever else it holds; one that ends as a statement asks by nothing less.
_ASKS_PLAINLY = re.compile(
    r"(?:か|かね|かな|でしょう|ですよね)[。？?]|[？?]|伺|うかが|尋ね|聞かせ|お聞き|教え|示し|説明して|説明を(?:求|お?願)"
)
_STATES = re.compile(r"(?:だ|です|ます|る|た)。?$")
# What a chair asks for in leading the meeting, beside `_CALLS`.
_LEADS = re.compile(
    r"説明(?:を|して)?(?:お?願|ください|下さい)|連絡事項|ほかに(?:あ|ご|ない)|他に(?:あ|ご|ない)"
)
# A quotation belongs to the sentence around it, with the full stops in it.
SENTENCE = re.compile(r"(?:「[^「」\n]*」|[^。！？?\n])+[。！？?]*")
_LONGEST_QUESTION = 100


class Said(Protocol):
    """Whose words, and which."""

    @property
    def role(self) -> Role | None: ...  # noqa: D102
    @property
    def text(self) -> str: ...  # noqa: D102


class Spoken(Said, Protocol):
    """What is asked of a turn."""

    @property
    def n(self) -> int: ...  # noqa: D102
    @property
    def kind(self) -> TurnKind: ...  # noqa: D102
    @property
    def agenda(self) -> str | None: ...  # noqa: D102


_T = TypeVar("_T", bound=Spoken)


def questions_answered(turns: Iterable[_T]) -> dict[int, _T]:
    """The question that each answering turn answers, by the answer's `n`; one may have several answers."""
    answered: dict[int, _T] = {}
    question: _T | None = None
    for turn in turns:
        if turn.kind is not TurnKind.SPEECH:
            continue
        if question is not None and turn.agenda != question.agenda:
            question = None
        if turn.role in _ANSWERERS:
            if question is not None:
                answered[turn.n] = question
        elif asks(turn):
            question = turn
        elif turn.role is Role.MEMBER:
            question = None
    return answered


def asks(turn: Said) -> bool:
    """Whether a member's or the chair's turn asks for something on the matter."""
    if turn.role is Role.MEMBER:
        return _ASKS.search(turn.text) is not None
    if turn.role in (Role.CHAIR, Role.VICE_CHAIR):
        return any(_ASKS.search(s) and not _CALLS.search(s) for s in SENTENCE.findall(turn.text))
    return False


def asking_parts(turn: Said) -> list[Span]:
    """Where a member's or the chair's turn asks: stretches of its text whose sentences all ask something."""
    chairs = turn.role in (Role.CHAIR, Role.VICE_CHAIR)
    parts: list[Span] = []
    last = -1
    for match in SENTENCE.finditer(turn.text):
        said = match[0].strip()
        if _is_question(said) and not (chairs and (_CALLS.search(said) or _LEADS.search(said))):
            start = match.start() + match[0].index(said)
            # A sentence that follows at once on one that asks belongs to its stretch.
            first = parts.pop()[0] if parts and last == match.start() else start
            parts.append((first, start + len(said)))
            last = match.end()
    return parts


def _is_question(sentence: str) -> bool:
    """Whether a sentence asks; 「何年も待つのはもったいない話だ。」 does not."""
    if not _ASKS.search(sentence):
        return False
    return _ASKS_PLAINLY.search(sentence) is not None or not _STATES.search(sentence)


def asked_in(question: str, answer: str) -> str:
    """The sentence of a question that a part of its answer replies to: it shares most words with it.

    Args:
        question: The whole turn; it may ask several things.
        answer: The answering turn or a part of it.
    """
    sentences = [s.strip() for s in SENTENCE.findall(question)]
    asking = [s for s in sentences if _ASKS.search(s)] or sentences[-1:]
    if len(asking) > 1:
        words = frozenset(search_terms(answer))
        asking.sort(key=lambda s: -_shared(s, words))
    return asking[0][-_LONGEST_QUESTION:] if asking else ""


def _shared(sentence: str, words: frozenset[str]) -> float:
    terms = frozenset(search_terms(sentence))
    return len(terms & words) / math.sqrt(1 + len(terms))


def answers_to(turns: Sequence[_T], n: int) -> list[_T]:
    """The turns that answer the question in turn `n`."""
    linked = questions_answered(turns)
    return [turn for turn in turns if turn.n in linked and linked[turn.n].n == n]
