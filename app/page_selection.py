"""What is ticked, of a list of cases in all its parts, or of questions: in the boxes and in the address."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

import streamlit as st

from app.page_address import Query, one

_SCRIPT = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
_KEY = "ticks"
# An address stays short enough for every browser; more ticks than these are lost on a reload.
_MOST_IN_ADDRESS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What is ticked: those of `ids`, or where `every` holds all others."""

    every: bool = False
    ids: frozenset[str] = field(default_factory=frozenset)

    def of(self, ids: Iterable[str]) -> list[str]:
        """Those of the ids that are ticked, in their order."""
        return [one for one in ids if (one in self.ids) != self.every]

    def changed(self, shown: Collection[str], ticked: Collection[str]) -> "Selection":
        """The selection after the boxes that are shown were ticked so."""
        listed = {one for one in shown if (one in ticked) != self.every}
        return replace(self, ids=(self.ids - {*shown}) | listed)


def selection_from_query(query: Query) -> Selection | None:
    """The selection that an address names; None where it names none."""
    ids, every = frozenset(query.get("pick", ())), one(query, "picked") == "all"
    return Selection(every=every, ids=ids) if ids or every else None


def selection_in_query(selection: Selection) -> dict[str, list[str]]:
    """The reverse of `selection_from_query`."""
    return {
        "picked": ["all" if selection.every else ""],
        "pick": sorted(selection.ids)[:_MOST_IN_ADDRESS],
    }


def listen_to_ticks(keep: Callable[[Collection[str], Collection[str]], None]) -> None:
    """Listen to the boxes, once a run; `keep` gets the ids shown and those of them ticked."""

    def changed() -> None:
        ticks = st.session_state[_KEY].get("ticks")
        if ticks:
            keep(ticks["shown"], ticks["ticked"])

    listener = st.components.v2.component("senrei_ticks", js=_SCRIPT)
    listener(key=_KEY, on_ticks_change=changed, height=0)
