"""tantivy over the terms of the passages: derived from the store, caught up by replaying its log."""

import json
import math
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from pathlib import Path

import tantivy

from index.store import Change, PassageText, Store
from index.synonyms import Wanted
from index.terms import PAIR_SIGN, PIECE_SIGN, pairs_of, read_terms

_SEQUENCE_FILE = "sequence.json"
# Raised when the terms or fields change, so that an older folder is rebuilt.
_FORMAT = 3
_HEAP_BYTES = 64_000_000
# What a term weighs that stands in a passage's keywords (council, agenda title) rather than in its text; what
# pairs and pieces weigh beside the terms; and a synonym beside the word asked. Tuned on two years of minutes.
_KEYWORD_WEIGHT = 0.3
_PAIR_WEIGHT = 0.1
_PIECE_WEIGHT = 0.2
_SYNONYM_WEIGHT = 0.3
# A term's BM25 is its IDF times at most k1 + 1; tantivy's k1 is 1.2.
_BEST_PER_IDF = 2.2

_SCHEMA = (
    tantivy.SchemaBuilder()
    .add_integer_field("passage", indexed=True, fast=True)
    .add_text_field("text", tokenizer_name="whitespace", index_option="freq")
    .add_text_field("keywords", tokenizer_name="whitespace", index_option="freq")
    .add_text_field("pairs", tokenizer_name="whitespace", index_option="freq")
    .add_text_field("pieces", tokenizer_name="whitespace", index_option="freq")
    .build()
)


class LexicalIndex:
    """BM25 over passages; `sequence` is the store's change that it holds."""

    def __init__(self, folder: Path, store_id: str) -> None:
        self._folder = folder
        self._store_id = store_id
        self._writer: tantivy.IndexWriter | None = None
        self.sequence = -1
        self._index = tantivy.Index(_SCHEMA)
        self._whole = self
        self._hidden: Callable[[], Sequence[int]] = tuple
        self.reload()

    def without(self, hidden: Callable[[], Sequence[int]]) -> "LexicalIndex":
        """The same index, as it would search and count without some passages; for reading only.

        Args:
            hidden: Gives the ids of these passages; asked anew each time.
        """
        part = copy(self)
        part._hidden = hidden
        return part

    def reload(self) -> None:
        """Read what the folder holds now; a folder that is absent, damaged or foreign counts as not built."""
        if self._writer is not None:
            return
        found = _read_sequence(self._folder, self._store_id)
        if found != self.sequence and found >= 0:
            try:
                self._index = tantivy.Index.open(str(self._folder))
            except ValueError:
                found = -1
        self.sequence = found

    def catch_up(self, store: Store) -> None:
        """Replay the changes that are missing, or build all anew; the caller is the store's writer."""
        with store.snapshot():
            last = store.sequence
            if self.sequence == last:
                return
            if self.sequence < 0 or self.sequence > last:
                self._rebuild(store)
            else:
                self._replay(store, store.changes_since(self.sequence, "passage"))
        self.sequence = last
        _write_sequence(self._folder, self._store_id, last)
        self._index.reload()

    def close(self) -> None:
        """Let go of the writer."""
        if self._writer is not None:
            self._writer.wait_merging_threads()
            self._writer = None

    def search(
        self, terms: Iterable[str | Wanted], limit: int, within: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        """The passages that hold any of the terms: id and BM25 score, best first.

        Args:
            terms: Those of the query, plain or of `expand_terms`; one that is repeated weighs more.
            limit: The most passages to return.
            within: Only these passages; None stands for all.
        """
        weights = {wanted.term: self._weight(wanted) for wanted in _wanted(terms)}
        if not weights or (within is not None and not len(within)):
            return []
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, q) for q in _term_queries(weights)])
        if within is None:
            query = self._visible(query)
        else:
            only = tantivy.Query.term_set_query(_SCHEMA, "passage", list(within))
            only = tantivy.Query.const_score_query(only, 0.0)
            query = tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, only)])
        searcher = self._whole._index.searcher()
        hits = searcher.search(query, limit, count=False).hits
        ids = searcher.fast_field_values("passage", [address for _, address in hits])
        return [(int(found or 0), float(score)) for found, (score, _) in zip(ids, hits, strict=True)]

    def __len__(self) -> int:
        return int(self._whole._index.searcher().num_docs) - len(self._hidden())

    def count(self, term: str) -> int:
        """How many passages hold a term, in their text or their keywords."""
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, q) for q in _term_queries({term: 1.0})])
        # Not the document frequency: that counts deleted passages too.
        found = self._whole._index.searcher().search(self._visible(query), 1)
        return int(found.count or 0)  # type: ignore[attr-defined]  # missing in its stubs

    def holds(self, words: Sequence[str]) -> bool:
        """Whether these words stand in some passage in this order, or together in its keywords."""
        if all(self.count(term) for term in (pairs_of(words) if len(words) > 1 else words)):
            return True
        queries = (tantivy.Query.term_query(_SCHEMA, "keywords", word, index_option="freq") for word in words)
        together = tantivy.Query.boolean_query([(tantivy.Occur.Must, query) for query in queries])
        return bool(self._index.searcher().search(together, 1).hits)

    def weight(self, term: str) -> float:
        """A term's inverse document frequency: high for one that few passages hold."""
        return _idf(self.count(term), len(self))

    def is_held(self, term: str) -> bool:
        """Whether some passage's text holds a term, pair or piece."""
        return bool(self._frequency(term))

    def potential(self, terms: Iterable[str | Wanted]) -> float:
        """About the highest score that a text could reach which holds all of these terms."""
        words = [word for word in _wanted(terms) if word.instead_of or _field(word.term) == "text"]
        own = [word for word in words if not word.instead_of]
        if translations := [word for word in words if self._is_translation(word)]:
            # Of a question in another language no other word can stand in a passage.
            own = [word for word in (*own, *translations) if self.is_held(word.term)]
        return _BEST_PER_IDF * sum(word.count * self._rarity(word.term) for word in own)

    def _weight(self, wanted: Wanted) -> float:
        """What a term's BM25 is multiplied by; a synonym, however rare, weighs less than what was asked."""
        if not wanted.instead_of:
            return wanted.count
        if self._is_translation(wanted):
            return 1.0
        asked = sum(self._rarity(word) for word in wanted.instead_of)
        found = sum(self._rarity(term) for term in wanted.among)
        return _SYNONYM_WEIGHT * min(1.0, asked / found)

    def _is_translation(self, wanted: Wanted) -> bool:
        """Whether a synonym stands for words that no passage holds, such as those of an English question."""
        return bool(wanted.instead_of) and not any(self.is_held(word) for word in wanted.instead_of)

    def _rarity(self, term: str) -> float:
        return _idf(self._frequency(term), len(self))

    def _frequency(self, term: str) -> int:
        """About how many passages hold a term in their text; exact where some are hidden."""
        searcher = self._whole._index.searcher()
        if not self._hidden():
            return int(searcher.doc_freq(_field(term), term))
        query = tantivy.Query.term_query(_SCHEMA, _field(term), term, index_option="freq")
        return int(searcher.search(self._visible(query), 1).count or 0)  # type: ignore[attr-defined]  # see count

    def _visible(self, query: tantivy.Query) -> tantivy.Query:
        """The query, for none of the hidden passages."""
        hidden = self._hidden()
        if not hidden:
            return query
        out = tantivy.Query.term_set_query(_SCHEMA, "passage", list(hidden))
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.MustNot, out)])

    def _rebuild(self, store: Store) -> None:
        self.close()
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True)
        self._index = tantivy.Index(_SCHEMA, str(self._folder))
        writer = self._writing()
        for passage in store.passage_texts():
            writer.add_document(_document(passage))
        writer.commit()

    def _replay(self, store: Store, changes: Sequence[Change]) -> None:
        writer = self._writing()
        for change in changes:
            # Also before adding: after a crash the change may be there already.
            for passage_id in change.ids.tolist():
                writer.delete_documents_by_term("passage", passage_id)
            if change.added:
                for passage in store.passage_texts(change.ids.tolist()):
                    writer.add_document(_document(passage))
        writer.commit()

    def _writing(self) -> tantivy.IndexWriter:
        if self._writer is None:
            self._writer = self._index.writer(_HEAP_BYTES, 1)
        return self._writer


def _document(passage: PassageText) -> tantivy.Document:
    read = read_terms(passage.text)
    document = tantivy.Document()
    document.add_integer("passage", passage.id)
    document.add_text("text", " ".join(read.terms))
    document.add_text("keywords", " ".join(read_terms(passage.keywords).terms))
    document.add_text("pairs", " ".join(read.pairs))
    document.add_text("pieces", " ".join(read.pieces))
    return document


def _wanted(terms: Iterable[str | Wanted]) -> list[Wanted]:
    given = [*terms]
    plain = Counter(term for term in given if isinstance(term, str))
    return [
        *(Wanted(term=term, count=count) for term, count in plain.items()),
        *(term for term in given if isinstance(term, Wanted)),
    ]


def _field(term: str) -> str:
    if term.startswith(PIECE_SIGN):
        return "pieces"
    return "pairs" if PAIR_SIGN in term else "text"


_FIELDS = {
    "text": (("text", 1.0), ("keywords", _KEYWORD_WEIGHT)),
    "pairs": (("pairs", _PAIR_WEIGHT),),
    "pieces": (("pieces", _PIECE_WEIGHT),),
}


def _term_queries(weights: Mapping[str, float]) -> Iterable[tantivy.Query]:
    for term, weight in weights.items():
        for field, share in _FIELDS[_field(term)]:
            query = tantivy.Query.term_query(_SCHEMA, field, term, index_option="freq")
            yield tantivy.Query.boost_query(query, share * weight)


def _idf(found: int, of: int) -> float:
    return math.log1p((of - found + 0.5) / (found + 0.5))


def _read_sequence(folder: Path, store_id: str) -> int:
    try:
        held = json.loads((folder / _SEQUENCE_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return -1
    fits = isinstance(held, dict) and held.get("store_id") == store_id and held.get("format") == _FORMAT
    return int(held["sequence"]) if fits else -1


def _write_sequence(folder: Path, store_id: str, sequence: int) -> None:
    held = {"store_id": store_id, "format": _FORMAT, "sequence": sequence}
    fresh = folder / f"{_SEQUENCE_FILE}.new"
    with fresh.open("w", encoding="utf-8") as file:
        json.dump(held, file)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(folder / _SEQUENCE_FILE)
