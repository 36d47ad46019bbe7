"""What stands around the turns of a meeting, as HTML: its head, its agenda, what was found, other parts."""

import html
from collections.abc import Iterator, Sequence

from app.citing import place_text
from app.page_address import READ
from app.page_cards import outcome_badge_html
from app.page_context import PageContext
from app.page_links import page_link
from app.page_reader_state import reader_address
from app.page_reader_turns import agenda_anchor, framed, marked_words_html, meeting_anchor, part_anchor
from app.sentences import correction_text, step_text
from app.shown_meeting import ShownMeeting
from app.wording_reader import READER_WORDINGS
from index.cases import CaseItem
from index.reading import MeetingRecord, TurnMatches
from ingest.records import Attendee, Request, is_doubtful

# More people than this are folded away.
_PEOPLE_SHOWN = 8
# Found turns that are listed at once, and at all; how much of each is shown before and after the first word.
_FOUND_SHOWN = 5
_FOUND_LISTED = 200
_BEFORE, _AFTER = 18, 42


def head_html(shown: ShownMeeting, context: PageContext) -> str:
    """The meeting's name, when, where, who, and the meetings before and after."""
    meeting, words, wording = shown.meeting, READER_WORDINGS[context.language], context.wording
    facts = [
        (words.date, _text(wording.date_name(meeting.date) or words.not_recorded)),
        (words.time, _text(words.period.format(meeting.start or "", meeting.end or ""))),
        (words.place, _text(meeting.place or words.not_recorded)),
        (words.access, _text(_access(meeting, context))),
        (words.attendees, _people(meeting.attendees, context)),
        (words.source, _source(meeting, context)),
    ]
    if not (meeting.start or meeting.end):
        del facts[1]
    listed = "".join(f"<dt>{_text(name)}</dt><dd>{value}</dd>" for name, value in facts)
    name = _text(_name(meeting, context))
    title = f'<h2 id="{meeting_anchor(meeting.key)}" tabindex="-1" lang="ja">{name}</h2>'
    return f"{framed(f'{title}<dl>{listed}</dl>', context)}{neighbours_html(shown, context)}"


def neighbours_html(shown: ShownMeeting, context: PageContext) -> str:
    """Links to the meetings of the same council before and after; empty where there are none."""
    words, near = READER_WORDINGS[context.language], shown.neighbours
    links = [
        _neighbour(meeting, label, shown, context)
        for meeting, label in ((near.before, words.before), (near.after, words.after))
        if meeting
    ]
    if not links:
        return ""
    shown_links = "".join(f"<li>{link}</li>" for link in links)
    return framed(
        f'<nav class="ways" aria-label="{_text(words.neighbours)}"><ul>{shown_links}</ul></nav>', context
    )


def agenda_html(shown: ShownMeeting, context: PageContext) -> str:
    """The agenda as a table of contents, with each item's outcome and the words that prove it."""
    words = READER_WORDINGS[context.language]
    heading = f'<h3 id="{agenda_anchor(shown.meeting.key)}" tabindex="-1">{_text(words.agenda)}</h3>'
    if not shown.items:
        none = f'<p class="muted">{_text(words.no_agenda)}</p>'
        return framed(f'<div class="agenda">{heading}{none}</div>', context)
    items = "".join(f"<li>{_item(item, shown, context)}</li>" for item in shown.items)
    opened = f'<nav class="agenda" aria-label="{_text(words.agenda_nav)}">'
    return framed(f"{opened}{heading}<ol>{items}</ol></nav>", context)


def found_html(shown: ShownMeeting, context: PageContext) -> str:
    """Which turns hold the words that are looked for."""
    words, found, state = READER_WORDINGS[context.language], shown.found, shown.state
    times = sum(len(match.spans) for match in found)
    template = words.found if found else words.found_none
    told = template.format(words=state.find, turns=len(found), times=times)
    without = reader_address(state.without_words())
    stop = page_link(_text(words.stop_finding), READ, without, context.manner)
    told_html = f'<p role="status" class="lead">{_text(told)} <span class="stop">{stop}</span></p>'
    listed = [f"<li>{_match(match, shown, context)}</li>" for match in found[:_FOUND_LISTED]]
    hits = f"<ol>{''.join(listed[:_FOUND_SHOWN])}</ol>" if listed else ""
    if rest := listed[_FOUND_SHOWN:]:
        more = _text(words.found_more.format(n=len(found) - _FOUND_SHOWN))
        hits += (
            f'<details><summary>{more}</summary><ol start="{_FOUND_SHOWN + 1}">{"".join(rest)}</ol></details>'
        )
    nav = f'<nav aria-label="{_text(words.found_nav)}">{hits}</nav>' if hits else ""
    return framed(f'<section class="found">{told_html}{nav}</section>', context)


def parts_html(shown: ShownMeeting, context: PageContext) -> str:
    """Which part of a long meeting is shown, and links to the others; empty for a short one."""
    words, state = READER_WORDINGS[context.language], shown.state
    if shown.parts < 2:
        return ""
    links = [_part(number, shown, context) for number in range(1, shown.parts + 1)]
    whole = reader_address(state.as_whole(whole=not state.whole))
    label = words.in_parts if state.whole else words.whole
    links.append(page_link(_text(label), READ, whole, context.manner))
    first, last = shown.bounds(shown.part) if shown.part else (1, len(shown.places))
    told = words.shown.format(total=len(shown.places), first=first, last=last)
    anchor = part_anchor(shown.meeting.key, shown.part or 0)
    listed = "".join(f"<li>{link}</li>" for link in links)
    return framed(
        f'<nav class="ways" aria-label="{_text(words.parts)}" id="{anchor}" tabindex="-1">'
        f'<p class="muted">{_text(told)}</p><ul>{listed}</ul></nav>',
        context,
    )


def next_part_html(shown: ShownMeeting, context: PageContext) -> str:
    """A link to the part of a long meeting after the one that is shown; empty after the last."""
    words = READER_WORDINGS[context.language]
    if shown.part is None or shown.part == shown.parts:
        return ""
    first, last = shown.bounds(shown.part + 1)
    values = reader_address(shown.state.at_part(shown.part + 1))
    link = page_link(_text(words.next_part.format(first=first, last=last)), READ, values, context.manner)
    return framed(f'<p class="ways">{link}</p>', context)


def _name(meeting: MeetingRecord, context: PageContext) -> str:
    place = place_text(meeting.municipality, meeting.council) or context.wording.unknown_council
    return " ".join(filter(None, (place, meeting.label)))


def _access(meeting: MeetingRecord, context: PageContext) -> str:
    words = READER_WORDINGS[context.language]
    if meeting.is_open is None:
        return words.not_recorded
    return words.is_open if meeting.is_open else words.is_closed


def _people(attendees: Sequence[Attendee], context: PageContext) -> str:
    words, wording = READER_WORDINGS[context.language], context.wording
    present, absent = (
        [" ".join(filter(None, (one.role, one.name))) for one in attendees if one.present is here]
        for here in (True, False)
    )
    if not present and not absent:
        return _text(words.not_recorded)
    told = [f'<span lang="ja">{_text(wording.list_comma.join(present))}</span>'] if present else []
    if absent:
        names = _text(wording.list_comma.join(absent))
        told.append(f'<span class="tag">{_text(words.absent)}</span> <span lang="ja">{names}</span>')
    listed = "<br>".join(told)
    if len(present) + len(absent) <= _PEOPLE_SHOWN:
        return listed
    summary = wording.count(words.people, len(present))
    if absent:
        summary = words.and_absent.format(present=summary, absent=wording.count(words.people, len(absent)))
    return f"<details><summary>{_text(summary)}</summary>{listed}</details>"


def _source(meeting: MeetingRecord, context: PageContext) -> str:
    words = READER_WORDINGS[context.language]
    return _text(
        words.source_pages.format(doc=meeting.doc, pages=meeting.pages) if meeting.pages else meeting.doc
    )


def _neighbour(meeting: MeetingRecord, label: str, shown: ShownMeeting, context: PageContext) -> str:
    name = " ".join(filter(None, (meeting.label, context.wording.date_name(meeting.date))))
    values = reader_address(shown.state.of(meeting.doc, meeting.meeting_id))
    inner = f'{_text(label)} <span lang="ja">{_text(name or meeting.doc)}</span>'
    return page_link(inner, READ, values, context.manner)


def _item(item: CaseItem, shown: ShownMeeting, context: PageContext) -> str:
    wording = context.wording
    title = " ".join(filter(None, (item.number, item.title)))
    name = f'<span lang="ja">{_text(title)}</span>'
    turn = shown.begins.get(item.agenda_id, item.quote.turn if item.quote else None)
    if turn is not None:
        name = page_link(name, READ, reader_address(shown.state.at(turn)), context.manner)
    badge = outcome_badge_html(item.outcome, wording)
    if is_doubtful(item.confidence) and not item.corrections:
        badge += f' <span class="badge amber">{_text(wording.doubtful)}</span>'
    if item.corrections:
        badge += f' <span class="badge corrected">{_text(wording.corrected)}</span>'
    facts = [*_proof(item, shown, context), *_facts(item, shown, context)]
    listed = "".join(f"<dt>{_text(label)}</dt><dd>{value}</dd>" for label, value in facts)
    return f'<div class="item">{name} {badge}</div>{f"<dl>{listed}</dl>" if listed else ""}'


def _proof(item: CaseItem, shown: ShownMeeting, context: PageContext) -> Iterator[tuple[str, str]]:
    """What backs an item's outcome: the minutes' words, or a person's correction; HTML after its name."""
    words, wording = READER_WORDINGS[context.language], context.wording
    if item.quote:
        quote = f'<span lang="ja">「{_text(item.quote.text)}」</span>'
        if item.quote.turn is not None:
            values = reader_address(shown.state.at(item.quote.turn))
            quote += f" {page_link(_text(words.proof), READ, values, context.manner)}"
        yield wording.proof, quote
    for correction in item.corrections:
        yield wording.corrected, _text(correction_text(correction, wording))


def _facts(item: CaseItem, shown: ShownMeeting, context: PageContext) -> Iterator[tuple[str, str]]:
    """What else the record says of an item; HTML after its name."""
    words, wording = READER_WORDINGS[context.language], context.wording
    if item.section:
        yield words.section, f'<span lang="ja">{_text(item.section)}</span>'
    if item.vote:
        yield wording.vote, f'<span lang="ja">{_text(item.vote)}</span>'
    for condition in item.conditions:
        yield wording.conditions, f'<span lang="ja">{_text(condition)}</span>'
    for request in item.requests:
        yield wording.requests, _request(request, shown, context)
    if len(item.thread) > 1:
        yield wording.thread, _text(" → ".join(step_text(entry, wording) for entry in item.thread))


def _request(request: Request, shown: ShownMeeting, context: PageContext) -> str:
    said = f'<span lang="ja">{_text(request.speaker or "")}「{_text(request.text)}」</span>'
    values = reader_address(shown.state.at(request.turn))
    return page_link(said, READ, values, context.manner)


def _match(match: TurnMatches, shown: ShownMeeting, context: PageContext) -> str:
    """A link to a found turn: who speaks, and some words around the first place."""
    words, wording, turn = READER_WORDINGS[context.language], context.wording, match.turn
    start, end = match.spans[0]
    first, last = max(0, start - _BEFORE), min(len(turn.text), end + _AFTER)
    spans = [(s - first, min(e, last) - first) for s, e in match.spans if s < last]
    around = marked_words_html(turn.text[first:last], (), spans)
    around = f"{'…' * (first > 0)}{around}{'…' * (last < len(turn.text))}"
    kind = words.kinds.get(turn.kind) or turn.speaker or wording.unknown_speaker
    label = f'<span class="speaker">{_text(kind)}</span> <span lang="ja">{around}</span>'
    return page_link(label, READ, reader_address(shown.state.at(turn.n)), context.manner)


def _part(number: int, shown: ShownMeeting, context: PageContext) -> str:
    words = READER_WORDINGS[context.language]
    first, last = shown.bounds(number)
    label = _text(words.part.format(first=first, last=last))
    if number == shown.part:
        return f'<strong aria-current="true">{label}</strong>'
    return page_link(label, READ, reader_address(shown.state.at_part(number)), context.manner)


def _text(text: str) -> str:
    return html.escape(text)
