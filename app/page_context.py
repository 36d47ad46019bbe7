"""What every page is drawn with: the index and the model, opened once, and the reader's manner."""

from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from app.page_address import Manner
from app.settings import Settings
from app.wording import WORDINGS, Language, Wording
from embeddings.model import Encoder, EncoderSpec, load_encoder
from index.reach import Reach
from index.search import Index, open_index
from index.store import DATABASE


@dataclass(frozen=True, slots=True, kw_only=True)
class PageContext:
    """The settings, who reads, and how.

    Attributes:
        editor: Who may correct and ingest; None for a reader.
        reach: How far the reader's sight goes: `index` finds nothing beyond.
    """

    settings: Settings
    manner: Manner
    editor: str | None = None
    reach: Reach = Reach.OPEN

    @property
    def language(self) -> Language:
        """The page's language."""
        return self.manner.language

    @property
    def wording(self) -> Wording:
        """The words that all pages share."""
        return WORDINGS[self.manner.language]

    @property
    def ingest_command(self) -> str:
        """What fills the index from a terminal."""
        return f"senrei ingest PATH --index {self.settings.index}"

    @property
    def index(self) -> Index:
        """The index, with its model.

        Raises:
            StoreNotFoundError: There is none yet.
            SearchError: It cannot be opened.
            EmbeddingError: The model cannot be used.
        """
        try:
            inode = (self.settings.index / DATABASE).stat().st_ino
        except OSError:
            inode = 0
        return _opened(self.settings.index, self.settings.encoder, inode).limited(self.reach)


@st.cache_resource(show_spinner=False)
def _encoder(spec: EncoderSpec) -> Encoder:
    encoder = load_encoder(spec)
    encoder.load()
    return encoder


@st.cache_resource(show_spinner=False, max_entries=1)
def _opened(folder: Path, spec: EncoderSpec, inode: int) -> Index:
    """The index, opened once; `inode` tells a new index in the same folder from the one that is open."""
    del inode
    return open_index(folder, _encoder(spec))
