"""The turns of a meeting as HTML: who says what, what it decides, what was corrected, and links to each."""

import html
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise

from app.citing import citation_text
from app.page_address import READ
from app.page_cards import outcome_badge_html
from app.page_context import PageContext
from app.page_links import copy_button, page_link, passage_link, reader_query
from app.page_original import has_original
from app.page_passage import find_words
from app.page_reader_state import reader_address
from app.sentences import correction_text
from app.shown_meeting import ShownMeeting
from app.wording_reader import READER_WORDINGS, ReaderWording
from index.cases import CaseItem
from index.reading import TurnRecord, merged_spans
from ingest.records import Role, Span, TurnKind


def meeting_anchor(key: int) -> str:
    """The id of the HTML element with which a meeting begins."""
    return f"m{key}"


def part_anchor(key: int, part: int) -> str:
    """The id of the HTML element before a part of a long meeting."""
    return f"m{key}-part{part}"


def agenda_anchor(key: int) -> str:
    """The id of a meeting's agenda."""
    return f"m{key}-agenda"


def turn_anchor(key: int, turn: int) -> str:
    """The id of a turn."""
    return f"m{key}-t{turn}"


def turns_html(shown: ShownMeeting, context: PageContext) -> str:
    """The turns that are shown, under the agenda items that they belong to."""
    words = READER_WORDINGS[context.language]
    heading = f"<h3>{_text(words.turns)}</h3>"
    if not shown.turns:
        return framed(f'{heading}<p class="muted">{_text(words.no_turns)}</p>', context)
    drawn = _Turns(shown, context)
    grouped = groupby(shown.turns, key=lambda turn: turn.agenda_id)
    return framed(heading + "".join(drawn.section(agenda, [*turns]) for agenda, turns in grouped), context)


def framed(inner: str, context: PageContext) -> str:
    """HTML in the page's frame."""
    return f'<div class="senrei reader" lang="{context.language}">{inner}</div>'


def marked_words_html(text: str, proofs: Iterable[Span], found: Iterable[Span]) -> str:
    """Escaped text with the words that prove a decision and the words that were looked for marked."""
    proofs, found = merged_spans(proofs), merged_spans(found)
    edges = sorted({0, len(text), *(at for span in (*proofs, *found) for at in span)})
    pieces = []
    for start, end in pairwise(edges):
        piece = _text(text[start:end])
        if any(first <= start < last for first, last in found):
            piece = f"<mark>{piece}</mark>"
        if any(first <= start < last for first, last in proofs):
            piece = f'<strong class="proof">{piece}</strong>'
        pieces.append(piece)
    return "".join(pieces)


class _Turns:
    """The turns of one meeting, drawn with what the whole meeting says about each."""

    def __init__(self, shown: ShownMeeting, context: PageContext) -> None:
        self._shown = shown
        self._context = context
        self._words: ReaderWording = READER_WORDINGS[context.language]
        self._items: Mapping[str, CaseItem] = {item.agenda_id: item for item in shown.items}
        self._begins = shown.begins
        self._answers = shown.answers
        self._found = {match.turn.n: match.spans for match in shown.found}
        order = [match.turn.n for match in shown.found]
        self._next = dict(pairwise(order))
        self._speakers = {place.n: place.speaker for place in shown.places}

    def section(self, agenda: str | None, turns: Sequence[TurnRecord]) -> str:
        """Turns that follow each other and belong to one agenda item, or to none."""
        listed = "".join(self._turn(turn) for turn in turns)
        return f'{self._heading(agenda, turns[0].n)}<ol class="turns">{listed}</ol>'

    def _heading(self, agenda: str | None, n: int) -> str:
        words = self._words
        item = self._items.get(agenda or "")
        if item is None:
            return f'<h4 class="item">{_text(words.outside)}</h4>' if self._items else ""
        title = " ".join(filter(None, (item.number, item.title)))
        name = f'<span lang="ja">{_text(title)}</span>'
        if self._begins.get(item.agenda_id) != n:
            name += f' <span class="muted">{_text(words.continued)}</span>'
        badge = outcome_badge_html(item.outcome, self._context.wording)
        up = f'<a href="#" data-near="{agenda_anchor(self._shown.meeting.key)}">{_text(words.to_agenda)}</a>'
        return f'<h4 class="item">{name} {badge}</h4><p class="actions to-agenda">{up}</p>'

    def _turn(self, turn: TurnRecord) -> str:
        words, asked = self._words, turn.n == self._shown.state.turn
        proved = [item for item in self._shown.items if item.quote and item.quote.turn == turn.n]
        spans = [find_words(turn.text, item.quote.text) for item in proved if item.quote]
        said = marked_words_html(turn.text, filter(None, spans), self._found.get(turn.n, ()))
        anchor = turn_anchor(self._shown.meeting.key, turn.n)
        classes = [turn.kind.value, *(["cited"] if asked else []), *(["deciding"] if proved else [])]
        here = f'<p class="here">{_text(words.here)}</p>' if asked else ""
        return (
            f'<li id="{anchor}" class="{" ".join(classes)}" tabindex="-1">'
            f'{here}<div class="head">{self._head(turn)}</div><div class="said" lang="ja">{said}</div>'
            f"{''.join(map(self._decision, proved))}{self._correction(turn)}"
            f'<div class="actions">{" ".join(self._actions(turn))}</div></li>'
        )

    def _head(self, turn: TurnRecord) -> str:
        words, wording = self._words, self._context.wording
        if turn.kind is TurnKind.SPEECH:
            speaker = turn.speaker or wording.unknown_speaker
            label = wording.corrected_step.format(step=speaker) if turn.corrected else speaker
            name = f'<span class="speaker">{_text(label)}</span>{self._role(turn.role, speaker)}'
        else:
            name = f'<span class="tag">{_text(words.kinds[turn.kind])}</span>'
        page = f"{words.page.format(page=turn.page)} · " if turn.page else ""
        place = f"{page}{words.number.format(n=turn.n)}"
        return f'<span>{name}</span> <span class="muted place">{_text(place)}</span>'

    def _role(self, role: Role | None, speaker: str) -> str:
        """What the speaker is, unless the label says so itself."""
        words = self._words
        if role is None or any(part in speaker for part in role_terms(role)):
            return ""
        return f'<span class="muted role">{_text(words.role.format(role=words.roles[role]))}</span>'

    def _decision(self, item: CaseItem) -> str:
        badge = outcome_badge_html(item.outcome, self._context.wording)
        label = f'<span class="label">{_text(self._words.decided)}</span>'
        return f'<p class="decision">{label} {badge} <span lang="ja">{_text(item.title)}</span></p>'

    def _correction(self, turn: TurnRecord) -> str:
        made = self._shown.corrections.get(turn.n)
        if made is None:
            return ""
        wording = self._context.wording
        return f'<p class="correction">{_text(correction_text(made, wording))}</p>'

    def _actions(self, turn: TurnRecord) -> Iterator[str]:
        words, context, meeting = self._words, self._context, self._shown.meeting
        question = self._shown.questions.get(turn.n)
        if question in self._speakers:
            yield self._way(words.question, words.question_name, question)
        for answer in self._answers.get(turn.n, ()):
            yield self._way(words.answers, words.answer_name, answer)
        values = reader_query(meeting.doc, meeting.meeting_id, turn.n)
        yield _named(page_link(_text(words.link), READ, values, context.manner), words.link_name, n=turn.n)
        source = citation_text(
            municipality=meeting.municipality,
            council=meeting.council,
            meeting=meeting.label,
            date=meeting.date,
            speaker=turn.speaker,
            page=turn.page,
            doc=meeting.doc,
            wording=context.wording,
        )
        yield _named(copy_button(context.wording.copy, source), words.copy_name, n=turn.n)
        if has_original(meeting, turn.page):
            seen = passage_link(_text(words.original), {**values, "image": ["1"]}, "", context.manner)
            yield _named(seen, words.original_name, n=turn.n)
        if (following := self._next.get(turn.n)) is not None:
            yield self._way(words.next_hit, words.next_hit, following)

    def _way(self, label: str, name: str, n: int) -> str:
        """A link to another turn of the meeting."""
        speaker = self._speakers.get(n) or self._context.wording.unknown_speaker
        values = reader_address(self._shown.state.at(n))
        link = page_link(_text(label.format(n=n, speaker=speaker)), READ, values, self._context.manner)
        return _named(link, name, n=n, speaker=speaker)


def role_terms(role: Role) -> Sequence[str]:
    """Japanese words of which a speaker's label has one if it tells the role by itself."""
    return _ROLE_TERMS.get(role, ())


_ROLE_TERMS = {
    Role.CHAIR: ("会長", "議長", "委員長", "座長"),
    Role.VICE_CHAIR: ("副会長", "副議長", "副委員長"),
    Role.MEMBER: ("委員", "議員", "番"),
    Role.SECRETARIAT: ("事務局",),
}


def _named(element: str, name: str, **values: object) -> str:
    """A link or button with a name that says more than its label to those who hear it."""
    return element.replace(" ", f' aria-label="{_text(name.format(**values))}" ', 1)


def _text(text: str) -> str:
    return html.escape(text)
