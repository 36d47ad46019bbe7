"""FAISS over the vectors of the passages: derived from the store, caught up by replaying its log.

Inner product of rows of L2 norm 1, so a score is a cosine. Exact (Flat) at this size.
"""

import os
import re
from collections.abc import Sequence
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from index.store import Ids, Store, Vectors

_MEAN_SAMPLE = 1000


class DenseIndex:
    """Nearest vectors; `sequence` is the store's change that it holds."""

    def __init__(self, folder: Path, store_id: str) -> None:
        self._folder = folder
        self._prefix = f"dense-{store_id[:12]}-"
        self._index: faiss.IndexIDMap2 | None = None
        self.sequence = -1
        self._saved = -1
        self._mean: NDArray[np.float32] | None = None
        self._load()

    def __len__(self) -> int:
        return int(self._index.ntotal) if self._index is not None else 0

    def catch_up(self, store: Store) -> None:
        """Replay the changes that are missing, or build all anew, in memory; `save` keeps the result."""
        with store.snapshot():
            last = store.sequence
            if self.sequence == last:
                return
            if self.sequence < 0 or self.sequence > last:
                self._index = None
                self._add(*store.vectors())
            else:
                for change in store.changes_since(self.sequence, "vector"):
                    if change.added:
                        self._add(*store.vectors(change.ids.tolist()))
                    elif self._index is not None:
                        self._index.remove_ids(faiss.IDSelectorBatch(change.ids))
        self.sequence = last
        self._mean = None

    def save(self) -> None:
        """Write the index under its sequence number and drop older files; the caller is the writer."""
        if self.sequence == self._saved or self._index is None:
            return
        path = self._folder / f"{self._prefix}{self.sequence}.faiss"
        fresh = path.with_suffix(".new")
        faiss.write_index(self._index, str(fresh))
        with fresh.open("rb") as file:
            os.fsync(file.fileno())
        fresh.replace(path)
        for old in self._folder.glob("dense-*"):
            if old != path:
                old.unlink(missing_ok=True)
        self._saved = self.sequence

    def search(
        self,
        vector: NDArray[np.float32],
        limit: int,
        within: Ids | None = None,
        *,
        without: Ids | None = None,
    ) -> list[tuple[int, float]]:
        """The nearest vectors: id and cosine, best first.

        Args:
            vector: The query, shape (dimension,), L2 norm 1.
            limit: The most vectors to return.
            within: Only these vectors; None stands for all.
            without: None of these; not looked at where `within` is given.
        """
        if self._index is None or not len(self) or (within is not None and not len(within)):
            return []
        parameters = None
        if within is not None:
            parameters = faiss.SearchParameters()
            parameters.sel = faiss.IDSelectorBatch(within)
        elif without is not None and len(without):
            # Left out before the nearest are chosen, so that they take no other's place.
            hidden = faiss.IDSelectorBatch(without)
            parameters = faiss.SearchParameters()
            parameters.sel = faiss.IDSelectorNot(hidden)
        scores, ids = self._index.search(vector[np.newaxis, :], min(limit, len(self)), params=parameters)
        return [(int(i), float(s)) for i, s in zip(ids[0], scores[0], strict=True) if i >= 0]

    def mean_score(self, vector: NDArray[np.float32]) -> float:
        """About the mean cosine of a query with all vectors, told from a sample of them."""
        if self._index is None or not len(self):
            return 0.0
        if self._mean is None:
            ids = faiss.vector_to_array(self._index.id_map)
            step = max(1, len(ids) // _MEAN_SAMPLE)
            self._mean = np.mean([self._index.reconstruct(int(i)) for i in ids[::step]], axis=0)
        return float(self._mean @ vector)

    def scores(self, vector: NDArray[np.float32], ids: Sequence[int]) -> list[float]:
        """The cosine of each of these vectors with the query, in their order."""
        if self._index is None or not ids:
            return []
        rows = np.stack([self._index.reconstruct(int(i)) for i in ids])
        return [float(score) for score in rows @ vector]

    def _add(self, ids: Ids, vectors: Vectors) -> None:
        if not len(ids):
            return
        if self._index is None:
            self._index = faiss.IndexIDMap2(faiss.IndexFlatIP(vectors.shape[1]))
        self._index.add_with_ids(vectors, ids)

    def _load(self) -> None:
        held = re.compile(re.escape(self._prefix) + r"(\d+)\.faiss")
        found = [(int(m[1]), path) for path in self._folder.iterdir() if (m := held.fullmatch(path.name))]
        for sequence, path in sorted(found, reverse=True):
            try:
                index = faiss.read_index(str(path))
            except RuntimeError:
                # Damaged, or another process has just replaced it: the store has it all.
                continue
            if isinstance(index, faiss.IndexIDMap2):
                self._index, self.sequence, self._saved = index, sequence, sequence
                return
