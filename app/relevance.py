"""Whether the index holds anything on a question, and which passages and cases bear on it.

The evidence is the question's names and technical terms: 「給食費の無償化」 is not answered by minutes in
which neither 給食 nor 無償 stands, however near their passages may be in meaning.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.question import Question
from app.wording import Language
from embeddings.bundled import BUNDLED
from index.search import Hit, Index
from index.synonyms import expand_terms, read_synonyms
from index.terms import search_terms
from ingest.notation import fold

# What a question is about: words of two kanji or more, of katakana, of Latin letters.
_ANCHOR = re.compile(r"[\u4e00-\u9fff々]{2,}|[\u30a1-\u30faー]{2,}|[a-z][a-z0-9.&'-]+")
_KANJI = re.compile(r"[\u4e00-\u9fff々]+")
_LATIN = re.compile(r"[a-z][a-z0-9.&'-]+")
# An English question's names: LINE, ChatGPT, AI-OCR. Its other words are looked for by meaning alone.
_ENGLISH_NAME = re.compile(r"\b[\w&-]*[A-Z][\w&-]*[A-Z][\w&-]*")

# Shares of the anchors' weight, and cosines of the bundled model, tuned on questions to real minutes with and
# without an answer. A loan word or name that stands nowhere tells more than a kanji word: that has synonyms.
_ABSENT_LOAN_WORDS = 0.25
_ABSENT_WORDS = 0.45
_SURE_COSINE = 0.89
_LOWEST_COSINE = 0.79
# A place that the question names is evidence of its own.
_LOWEST_COSINE_IN_PLACE = 0.77
# The share of the weight of its names (GIS, LINE WORKS) that a case has to hold, where some case does.
_NAMES = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchors:
    """The words that say what a question is about, with their weight: inverse document frequency in an index.

    Attributes:
        weights: Of every anchor.
        absent: Those that no passage holds.
        names: Those in Latin letters that some passage holds.
    """

    weights: dict[str, float]
    absent: frozenset[str]
    names: frozenset[str]

    def share(self, terms: Iterable[str]) -> float:
        """The share of the anchors' weight that is theirs; 0 where there are no anchors."""
        return sum(self.weights.get(term, 0.0) for term in {*terms}) / (sum(self.weights.values()) or 1.0)


def anchors_of(index: Index, asked: Question) -> Anchors:
    """The anchors of a question's subject."""
    subject = asked.subject
    if asked.language is Language.EN:
        subject = " ".join(_ENGLISH_NAME.findall(subject))
    written = fold(subject).casefold()
    # A lemma that is not written in the question (サーバー for サーバ) may be the dictionary's own idea.
    written += re.sub(r"\s", "", written)
    terms = [
        term for term in dict.fromkeys(search_terms(subject)) if _ANCHOR.fullmatch(term) and term in written
    ]
    with index.guard:
        weights = {term: index.lexical.weight(term) for term in terms}
        replaced = _words_with_synonyms_on_record(index, subject)
        absent = frozenset(t for t in terms if t not in replaced and not index.lexical.count(t))
    return Anchors(
        weights=weights,
        absent=absent,
        names=frozenset(term for term in terms if term not in absent and _LATIN.fullmatch(term)),
    )


def _words_with_synonyms_on_record(index: Index, subject: str) -> frozenset[str]:
    """The words of a subject that are not missed where they stand nowhere: some passage holds a synonym."""
    wanted = expand_terms(subject, read_synonyms(index.store.folder))
    found = (w.instead_of for w in wanted if w.instead_of and all(index.lexical.count(t) for t in w.among))
    return frozenset(word for words in found for word in words)


def is_on_record(asked: Question, anchors: Anchors, hits: Sequence[Hit], model: str) -> bool:
    """Whether the passages that were found can answer the question at all.

    Args:
        asked: The question.
        anchors: Of its subject.
        hits: The passages found.
        model: Of their cosines: what is near is known of the bundled one only.
    """
    nearest = max((hit.dense_score for hit in hits), default=0.0)
    calibrated = model == BUNDLED
    if calibrated and nearest >= _SURE_COSINE:
        return True
    loan_words = (term for term in anchors.absent if not _KANJI.fullmatch(term))
    if anchors.share(loan_words) >= _ABSENT_LOAN_WORDS:
        return False
    # One word alone may be the asker's paraphrase (人手を減らして元が取れる).
    if len(anchors.weights) > 1 and anchors.share(anchors.absent) >= _ABSENT_WORDS:
        return False
    if not calibrated or anchors.names or (asked.lists and asked.understood.outcome):
        return bool(hits)
    return nearest >= (_LOWEST_COSINE_IN_PLACE if asked.understood.municipality else _LOWEST_COSINE)


def holds_names(anchors: Anchors, terms: Iterable[str]) -> bool:
    """Whether a case's terms hold enough of the names in the question; true where it gives none."""
    held = {_plain(term) for term in terms}
    found = anchors.share(name for name in anchors.names if _plain(name) in held)
    return found >= _NAMES * anchors.share(anchors.names)


def _plain(term: str) -> str:
    """LG-WAN as LGWAN."""
    return re.sub(r"[^a-z0-9]", "", term)


def terms_of(hits: Iterable[Hit]) -> frozenset[str]:
    """The terms of passages and of the titles of their items."""
    return frozenset(
        term for hit in hits for text in (hit.text, hit.agenda_title or "") for term in search_terms(text)
    )
