"""What 会議録を読む shows, as its address has it: a list of minutes, or one meeting and a place in it."""

from dataclasses import dataclass, replace

from app.page_address import Query, number, one


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderState:
    """What the page shows; without a document it is the list of minutes.

    Attributes:
        doc: Base name or path of the file.
        meeting: Which of its meetings; empty for the first.
        turn: The turn to go to, and to mark.
        part: Which part of a long list or meeting, from 1; of a meeting None for the one with the turn.
        whole: Show a long meeting on one page.
        find: Words that are looked for within the meeting.
        image: Show the page of the source that the turn stands on.
        municipality: Only minutes of this one are listed; empty for all.
        council: Only minutes of this one are listed; empty for all.
        year: Only minutes of this fiscal year are listed.
    """

    doc: str = ""
    meeting: str = ""
    turn: int | None = None
    part: int | None = None
    whole: bool = False
    find: str = ""
    image: bool = False
    municipality: str = ""
    council: str = ""
    year: int | None = None

    def at(self, turn: int | None) -> "ReaderState":
        """The same meeting at another turn."""
        return replace(self, turn=turn, part=None, image=False)

    def at_part(self, part: int) -> "ReaderState":
        """The same list or meeting at another part."""
        return replace(self, turn=None, part=part, image=False)

    def as_whole(self, *, whole: bool) -> "ReaderState":
        """The same meeting on one page, or in parts."""
        return replace(self, whole=whole, part=None, image=False)

    def without_words(self) -> "ReaderState":
        """The same meeting without words that are looked for."""
        return replace(self, find="", image=False)

    def of(self, doc: str, meeting: str) -> "ReaderState":
        """Another meeting, from its beginning; words that are looked for stay so."""
        return ReaderState(doc=doc, meeting=meeting, find=self.find)


def reader_state(query: Query) -> ReaderState:
    """The state that an address asks for; what it asks for wrongly is left out."""
    year = number(query, "year")
    return ReaderState(
        doc=one(query, "doc"),
        meeting=one(query, "meeting"),
        turn=number(query, "turn"),
        part=number(query, "part"),
        whole=one(query, "whole") == "1",
        find=one(query, "find"),
        image=one(query, "image") == "1",
        municipality=one(query, "municipality"),
        council=one(query, "council"),
        year=year if year and year < 9999 else None,
    )


def reader_address(state: ReaderState) -> dict[str, list[str]]:
    """The address that asks for a state, but for `image`, which is a look at something and no place."""
    part = {"part": [str(state.part)] if state.part and (state.part > 1 or state.doc) else []}
    if not state.doc:
        return {
            "municipality": [state.municipality],
            "council": [state.council],
            "year": [str(state.year or "")],
            **part,
        }
    return {
        "doc": [state.doc],
        "meeting": [state.meeting],
        "turn": [str(state.turn or "")],
        **part,
        "whole": ["1" if state.whole else ""],
        "find": [state.find],
    }
