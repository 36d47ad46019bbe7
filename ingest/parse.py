"""From a file to `Minutes`: the entrance of this package.

Marks of speakers are found first; then the file is cut into meetings and attached papers; each meeting's
header, agenda, turns and decisions are read in that order.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from ingest.agenda import (
    Item,
    is_item_heading,
    item_of_number,
    make_item,
    match_heading,
    read_agenda_list,
    take_numbering,
    title_key,
    title_overlap,
)
from ingest.clean import Line, is_furniture, join_spans, split_lines
from ingest.decisions import SURENESS, decide
from ingest.errors import UnrecognisedMinutesError
from ingest.header import HeaderFacts, field_of, is_title, names_meeting, read_header
from ingest.labels import is_known_label, read_label
from ingest.municipalities import municipality_code
from ingest.notation import find_dates, fold, squeeze
from ingest.notes import is_note
from ingest.papers import PastDecision, is_letterhead, item_of_paper, past_decisions, split_papers
from ingest.read import read_source
from ingest.records import (
    AgendaItem,
    Decision,
    Evidence,
    Meeting,
    Minutes,
    Outcome,
    RecordedMeeting,
    RecordedTurn,
    Role,
    SourceText,
    Turn,
    TurnKind,
)
from ingest.speakers import Mark, Piece, find_marks, lay_out, reads_as_speech
from ingest.turns import numbered_headings, read_turns

PARSER_VERSION = "8"
"""Changes whenever the same file would give other minutes, so that an index knows what to read again."""

_BODY_CUE = re.compile(
    r"(?:[■◆◇○●〇◎0-9.．、()\s]{0,6})[【\[<]?\s?"
    r"(?:会?議事の概要"
    r"|会議の(?:経過|概要|内容|状況|記録)(?:及び.{0,8})?"
    r"|会議内容|審議経過"
    r"|議事(?:の)?(?:経過|要旨|概要|内容|録|記録)"
    r"|会議(?:録|概要|要旨|経過)"
    r"|審議(?:内容|の内容|の概要|経過|の経過)"
    r"|発言の?(?:内容|要旨)|質疑(?:応答|内容)"
    r"|主な(?:意見|発言|質疑)(?:等|・質疑)?"
    r"|内容)\s?[】\]>]?"
)
_HEADER_LIMIT = 120


@dataclass(frozen=True, slots=True)
class _Section:
    """One meeting's pieces [first, last) and the papers [last, end) behind it."""

    first: int
    last: int
    end: int


def parse_file(path: Path) -> Minutes:
    """Read a file of minutes.

    Raises:
        IngestError: The file cannot be read, or holds no minutes.
    """
    return parse_source(read_source(path))


def parse_source(source: SourceText) -> Minutes:
    """Read minutes from a source text.

    Raises:
        UnrecognisedMinutesError: The text records no meeting.
    """
    if source.recorded:
        told = tuple(_recorded_meeting(source, meeting) for meeting in source.recorded)
        return Minutes(source=source, meetings=told, warnings=source.warnings)
    pieces = lay_out(source, split_lines(source))
    marks, grammar = find_marks(pieces)
    meetings = _read_meetings(source, pieces, marks)
    sure = confidence(meetings)
    warnings = list(source.warnings)
    if not grammar:
        warnings.append("no speaker marks were recognised: the text is kept without speakers")
    elif sure < DOUBTFUL:
        meetings = _read_meetings(source, pieces, [])
        warnings.append(
            f"who speaks is doubtful (confidence {sure:.2f}): the text is kept as paragraphs without speakers"
        )
    _check(source, meetings)
    ambiguous = sum(t.speaker is None and t.kind is TurnKind.SPEECH for m in meetings for t in m.turns)
    if ambiguous:
        warnings.append(f"{ambiguous} turns have no certain speaker")
    used = sorted(grammar.items(), key=lambda pair: -pair[1])
    return Minutes(
        source=source,
        meetings=tuple(meetings),
        grammar=tuple(used),
        confidence=round(sure, 2),
        warnings=tuple(warnings),
    )


DOUBTFUL = 0.5
"""Below this confidence nobody is named as a speaker."""


def confidence(meetings: Sequence[Meeting]) -> float:
    """How sure it is who speaks, 0 to 1.

    Of the turns with a label, the share whose label names a title, office or person weighs 0.4, the share
    that holds a sentence 0.4, the share that another speaker follows 0.2; fewer than four turns count less.
    """
    spoken = [[t for t in m.turns if t.kind is TurnKind.SPEECH] for m in meetings]
    turns = [t for own in spoken for t in own]
    labelled = [t for t in turns if t.speaker]
    if not turns:
        return 0.0
    known = sum(is_known_label(t.speaker or "") for t in labelled) / len(labelled) if labelled else 1.0
    said = sum(reads_as_speech(t.text) for t in turns) / len(turns)
    pairs = [(a.speaker, b.speaker) for own in spoken for a, b in pairwise(own)]
    changes = sum(a != b or a is None for a, b in pairs) / len(pairs) if pairs else 1.0
    return (0.4 * known + 0.4 * said + 0.2 * changes) * min(1.0, len(turns) / 4)


def _read_meetings(source: SourceText, pieces: Sequence[Piece], marks: Sequence[Mark]) -> list[Meeting]:
    meetings: list[Meeting] = []
    papers: list[Piece] = []
    for section in _sections(pieces, marks):
        meeting = _read_section(source, pieces, marks, section, meetings)
        if meetings and (meeting.council is None or meeting.municipality is None):
            # 「第2回」 alone opens another meeting of the council that the first title names.
            meeting = _of_council(meeting, meetings[0])
        meetings.append(meeting)
        papers.extend(pieces[section.last : section.end])
    return _with_papers(source, meetings, papers)


def _of_council(meeting: Meeting, first: Meeting) -> Meeting:
    return replace(
        meeting,
        council=first.council,
        municipality=first.municipality,
        municipality_code=first.municipality_code,
    )


def _check(source: SourceText, meetings: Sequence[Meeting]) -> None:
    turns = [t for m in meetings for t in m.turns if t.kind is not TurnKind.DOCUMENT]
    facts = sum(m.date is not None or m.council is not None for m in meetings)
    titled = any(is_title(line) for line in source.text[:4000].splitlines())
    if any(m.agenda or len(turns) >= 2 for m in meetings) and facts and (titled or len(turns) >= 3):
        return
    longest = max((len(line) for line in source.text.split("\n")), default=0)
    if longest > 20_000:
        problem = (
            f"a line of {longest:,} characters has no line breaks to tell speakers by; "
            "save the minutes with one paragraph a line"
        )
    else:
        problem = (
            "no minutes were recognised: no title such as 会議録, no agenda and no speakers; "
            "check that this file is a record of a meeting"
        )
    raise UnrecognisedMinutesError(problem, source.path)


# -- sections ----


def _sections(pieces: Sequence[Piece], marks: Sequence[Mark]) -> list[_Section]:
    """Cut the file into meetings, each with the papers behind it."""
    marked = {m.piece for m in marks}
    starts = [0] if pieces else []
    for i in range(1, len(pieces)):
        if i not in marked and _opens_meeting(pieces, i, starts[-1]):
            starts.append(i)
    bounds = [*starts, len(pieces)]
    sections = []
    for first, end in pairwise(bounds):
        sections.append(_Section(first, _end_of_talk(pieces, marks, first, end), end))
    return sections


# 「第2回」 or 「第2回（5月30日）」 on a line of its own, in a file of several meetings.
_SESSION_LINE = re.compile(
    r"[◆◇■●○]?(?:第[0-9一二三四五六七八九十]{1,3}(?:回|日)目?|[0-9一二三]日目)(?:会議|委員会|審議会)?(?:[(].{0,20}[)])?"
    r"|\S{2,24}[(]第?[0-9一二三四五六七八九十]{1,2}日目?[)]"
)


def _opens_meeting(pieces: Sequence[Piece], i: int, previous: int) -> bool:
    session_line = bool(_SESSION_LINE.fullmatch(squeeze(pieces[i].text)))
    if not session_line and not names_meeting(pieces[i].text):
        return False
    near = [p.text for p in pieces[i + 1 : i + (4 if session_line else 14)]]
    dated = any(_is_date_line(t) for t in near)
    same = any(squeeze(p.text) == squeeze(pieces[i].text) for p in pieces[previous : previous + 4])
    return dated and not same and i - previous > 6


def _is_date_line(text: str) -> bool:
    found = field_of(text)
    return bool(found and found[0] == "date") or (
        bool(next(find_dates(text[:40]), None)) and bool(re.search(r"[(（][月火水木金土日]", text))
    )


# 「（参考）諮問書の写し」
_ATTACHED = re.compile(r"[(【<\[](?:参考|資料|添付資料?|別紙|別添)\s?[0-9]{0,2}[)】>\]][^。]{0,30}")


def _end_of_talk(pieces: Sequence[Piece], marks: Sequence[Mark], first: int, end: int) -> int:
    """Where the minutes end and the papers behind them begin: at 「以上」 on its own or a letterhead."""
    first_mark = min((m.piece for m in marks if first <= m.piece < end), default=first)
    last_mark = max((m.piece for m in marks if first <= m.piece < end), default=first)
    for i in range(first_mark + 1, end):
        if is_letterhead(pieces, i) or re.fullmatch(r"[(（【]別\s?[紙添][)）】]", pieces[i].text):
            return i
        if i > last_mark and _ATTACHED.fullmatch(fold(pieces[i].text)):
            return i
        if re.fullmatch(r"(?:-\s*)?以\s*上", pieces[i].text):
            return i + 1
    return end


# -- one meeting ----


def _read_section(
    source: SourceText,
    pieces: Sequence[Piece],
    marks: Sequence[Mark],
    section: _Section,
    before: Sequence[Meeting],
) -> Meeting:
    """Read one meeting; `before` are those above it, with whose numbered items it may go on."""
    own = [m for m in marks if section.first <= m.piece < section.last]
    body = _body_start(pieces, own, section)
    header_pieces = pieces[section.first : body]
    whole = [p.line for p in pieces[section.first : section.last]]
    facts = read_header([p.line for p in header_pieces], whole)
    listed = read_agenda_list([p.line for p in header_pieces], planned=_is_plan(header_pieces))
    results = past_decisions(source, header_pieces)
    listed = _items_of_results(results) if any(row.quote for row in results) else listed
    results += past_decisions(source, [p for p in pieces[body : section.last] if "\t" in p.line.text])
    inherited = [] if listed or not before else _numbered_items(before[0])
    names = {a.name: a.role for a in facts.attendees}
    body_pieces = pieces[body : _trim_tail(pieces, own, section.last)]
    body_marks = [replace(m, piece=m.piece - body) for m in own if body <= m.piece < body + len(body_pieces)]
    presiding = _presiding(own, facts)
    talk = read_turns(source, body_pieces, body_marks, listed or inherited, names, presiding=presiding)
    turns = talk.turns
    decisions = decide(talk.items, turns, _announcements(source, header_pieces), source)
    decisions = [
        _told_by_header(item, decision, results, source)
        for item, decision in zip(talk.items, decisions, strict=True)
    ]
    spoken_of = {t.agenda for t in turns}
    items = [
        # Of an earlier day's items, those that nobody comes back to are left out.
        replace(item, procedural=True)
        if i < len(inherited) and f"a{i + 1}" not in spoken_of and decision.outcome is Outcome.NOT_RECORDED
        else item
        for i, (item, decision) in enumerate(zip(talk.items, decisions, strict=True))
    ]
    return _meeting(f"m{len(before) + 1}", facts, items, decisions, turns)


def _numbered_items(meeting: Meeting) -> list[Item]:
    return [make_item(a.title, a.number, (0, 0)) for a in meeting.agenda if a.number]


def _items_of_results(results: Sequence[PastDecision]) -> list[Item]:
    """The agenda, where the header lists it in a table of items and results."""
    items = []
    for row in results:
        for title in row.titles:
            _, value, number, rest = take_numbering(title)
            items.append(make_item(rest, number, row.row_span, ordinal=value))
    return items


def _told_by_header(
    item: Item, decision: Decision, results: Sequence[PastDecision], source: SourceText
) -> Decision:
    """The decision, or where the talk states none the one that the header's table of results states."""
    if decision.outcome is not Outcome.NOT_RECORDED:
        return decision
    for row in results:
        told = row.quote_span is not None and any(
            title_overlap(item.key, title) >= 0.8
            or (len(title) >= 5 and item.key.startswith(title_key(title)))
            or item_of_number(title, [item]) is not None
            for title in row.titles
        )
        if told and row.quote_span is not None:
            return replace(
                decision,
                outcome=row.outcome,
                quote=row.quote,
                span=row.quote_span,
                page=source.page_at(row.quote_span[0]),
                evidence=Evidence.TABLE,
                confidence=SURENESS[Evidence.TABLE],
            )
    return decision


def _is_plan(header: Sequence[Piece]) -> bool:
    return any(re.search(r"議事予定|次\s{0,3}第", fold(p.text)) for p in header[:4])


def _body_start(pieces: Sequence[Piece], marks: Sequence[Mark], section: _Section) -> int:
    """Where the talk starts: after a heading such as 「会議の経過」, else at the first item or speech."""
    first = next((m for at, m in enumerate(marks) if _speaks(pieces, marks, at)), None)
    limit = first.piece if first else section.last
    header_items = read_agenda_list([p.line for p in pieces[section.first : limit]])
    repeated = _first_repeated_title(pieces, section.first, limit, header_items)
    for i in range(limit - 1, section.first, -1):
        if _BODY_CUE.fullmatch(fold(pieces[i].text).strip()):
            return i + 1 if repeated is None else min(i + 1, repeated)
        if _is_date_line(pieces[i].text):
            # A cue above the header's facts opens the header, not the talk.
            break
    if repeated is not None:
        return repeated
    if first is None and (told := _first_told_item(pieces, section)) is not None:
        return told
    if first is None:
        return min(section.last, section.first + _HEADER_LIMIT)
    return _lead_in(pieces, section.first, first.piece, header_items)


def _lead_in(pieces: Sequence[Piece], header: int, speech: int, header_items: Sequence[Item]) -> int:
    """Where the headings and notes right above the first speech begin; at the speech if there are none."""
    start = speech
    # One item right above the talk is its heading, not a list.
    listed_until = max((item.span[1] for item in header_items), default=-1) if len(header_items) > 1 else -1
    for i in range(speech - 1, max(header, speech - 16), -1):
        if pieces[i].start < listed_until:
            break
        if _leads_in(pieces[i]):
            start = i
        elif field_of(pieces[i].text):
            break
    return start


def _speaks(pieces: Sequence[Piece], marks: Sequence[Mark], at: int) -> bool:
    """Whether a mark opens speech: sentences follow before the next mark, heading or header field."""
    mark = marks[at]
    until = min(marks[at + 1].piece if at + 1 < len(marks) else mark.piece + 6, mark.piece + 6, len(pieces))
    spoken = pieces[mark.piece].text[mark.speech_start - pieces[mark.piece].start :]
    for i in range(mark.piece + 1, until):
        if field_of(pieces[i].text) or is_item_heading(pieces[i].text) or is_note(pieces[i].text):
            break
        spoken += pieces[i].text
    return "。" in spoken and reads_as_speech(spoken)


def _first_repeated_title(
    pieces: Sequence[Piece], first: int, limit: int, items: Sequence[Item]
) -> int | None:
    """The body's first heading: an agenda item's title that stands a second time before anybody speaks."""
    if not items:
        return None
    listed_until = max(i.span[1] for i in items)
    for i in range(first, limit):
        if pieces[i].start < listed_until:
            continue
        text = pieces[i].text + (pieces[i + 1].text if i + 1 < limit else "")
        for candidate in (text, pieces[i].text):
            if match_heading(candidate, items) is not None:
                return i
    return None


def _first_told_item(pieces: Sequence[Piece], section: _Section) -> int | None:
    """Where a record without speakers begins: the first heading of an item that sentences follow."""
    numbered = numbered_headings(pieces[section.first : section.last], {})
    headings = [
        i
        for i in range(section.first, section.last)
        if is_item_heading(pieces[i].text) or i - section.first in numbered
    ]
    for i, until in pairwise([*headings, section.last]):
        if any("。" in p.text for p in pieces[i + 1 : until]):
            return _first_of_run(headings, i)
    return None


def _first_of_run(headings: Sequence[int], i: int) -> int:
    """The first of the headings right above heading i: two items may be told together."""
    while i - 1 in headings:
        i -= 1
    return i


def _leads_in(piece: Piece) -> bool:
    """Whether a piece above the first speech belongs to the talk: a note or a short numbered heading."""
    text = fold(piece.text).strip()
    if is_note(piece.text) or is_item_heading(piece.text) or piece.row_heading:
        return True
    return (
        len(text) <= 24
        and bool(re.match(r"[(]?[0-9]{1,2}[).．、\s]", text))
        and bool(re.search(r"開\s{0,2}会|議\s{0,2}題|議\s{0,2}事|挨拶|あいさつ|報告|審議|案件", text))
    )


def _trim_tail(pieces: Sequence[Piece], marks: Sequence[Mark], last: int) -> int:
    """Cut what stands behind the last speech and is no sentence: signatures, contact blocks, links."""
    if not marks:
        return last
    final = marks[-1].piece
    start = last
    while start > final + 1 and not _is_talk(pieces[start - 1].text):
        start -= 1
    for i in range(start, last):
        above = pieces[i - 1].text
        if is_note(above) or re.search(r"[。？！?!）)」】］\]〕]\s*$", above):
            return i
    return last


def _is_talk(text: str) -> bool:
    return (
        bool(re.search(r"。|[？！?!]$", text.rstrip()))
        or "\t" in text
        or bool(re.match(r"[0-9０-９(（]", text))
        or is_note(text)
    )


def _announcements(source: SourceText, header: Sequence[Piece]) -> list[Turn]:
    """Sentences of the header that may state a result, as notes: 「(※案件(3)は次回に審議する。)」."""
    notes = []
    for piece in header:
        if re.search(r"(?:た|る|す)。?\s?[)）]?$", piece.text) and re.search(
            r"案件|議題|諮問|議案|報告", piece.text
        ):
            joined = join_spans(source.text, [(piece.start, piece.end)])
            notes.append(
                Turn(n=0, kind=TurnKind.NOTE, text=joined.text, span=joined.span, segments=joined.segments)
            )
    return notes


def _presiding(marks: Sequence[Mark], facts: HeaderFacts) -> str | None:
    """The title that presides though it names no chair: in an education board the superintendent (教育長)."""
    if not facts.council or not re.search(r"教育委員会|教育会議", facts.council):
        return None
    chairs = any(m.label and read_label(m.label).role is Role.CHAIR for m in marks)
    return None if chairs else "教育長"


def _meeting(
    meeting_id: str,
    facts: HeaderFacts,
    items: Sequence[Item],
    decisions: Sequence[Decision],
    turns: Sequence[Turn],
) -> Meeting:
    agenda = tuple(
        AgendaItem(
            id=f"a{i + 1}",
            title=item.title,
            number=item.number,
            kind=item.kind,
            section=item.section,
            decision=decision,
        )
        for i, (item, decision) in enumerate(zip(items, decisions, strict=True))
        if not item.procedural
    )
    kept = {a.id for a in agenda}
    return Meeting(
        id=meeting_id,
        municipality=facts.municipality,
        municipality_code=municipality_code(facts.municipality, facts.prefecture)
        if facts.municipality
        else None,
        council=facts.council,
        label=facts.label,
        date=facts.date,
        start=facts.start,
        end=facts.end,
        place=facts.place,
        open=facts.open,
        attendees=facts.attendees,
        agenda=agenda,
        turns=tuple(t if t.agenda in kept else replace(t, agenda=None) for t in turns),
    )


# -- papers ----


def _with_papers(source: SourceText, meetings: list[Meeting], papers: Sequence[Piece]) -> list[Meeting]:
    """Give each attached paper to the meeting and item whose title it repeats.

    The meetings that tables of past decisions tell of are added.
    """
    if not papers or not meetings:
        return meetings
    # A paper for a coming meeting repeats its planned agenda; those meetings come first.
    order = sorted(
        range(len(meetings)), key=lambda i: any(t.kind is TurnKind.SPEECH for t in meetings[i].turns)
    )
    candidates = [(m, a, meetings[m].agenda[a]) for m in order for a in range(len(meetings[m].agenda))]
    items = [(i, Item(title=c[2].title, key=title_key(c[2].title))) for i, c in enumerate(candidates)]
    found: int | None = None
    for paper in split_papers(papers):
        text = source.text[paper[0].start : paper[-1].end]
        found = item_of_paper(text, items, found)
        at, agenda = (
            (candidates[found][0], candidates[found][2].id) if found is not None else (order[0], None)
        )
        joined = join_spans(source.text, [(p.start, p.end) for p in paper], paper=True)
        turn = Turn(
            n=len(meetings[at].turns) + 1,
            kind=TurnKind.DOCUMENT,
            text=joined.text,
            span=joined.span,
            agenda=agenda,
            page=source.page_at(joined.span[0]),
            segments=joined.segments,
        )
        meetings[at] = replace(meetings[at], turns=(*meetings[at].turns, turn))
        if "答申" in "".join(p.text for p in paper[:12]):
            meetings[at] = _with_opinion(source, meetings[at], paper, turn)
    return [*meetings, *_past_meetings(source, papers, meetings[order[0]], len(meetings))]


def _with_opinion(source: SourceText, meeting: Meeting, paper: Sequence[Piece], turn: Turn) -> Meeting:
    """The decisions that an attached 答申 states under the items' titles, where the minutes state none."""
    items = [make_item(a.title, a.number, (0, 0)) for a in meeting.agenda]
    under: dict[int, list[Piece]] = {}
    current: int | None = None
    for piece in paper:
        heading = match_heading(piece.text, items)
        if heading is not None:
            current = heading
        elif current is not None:
            under.setdefault(current, []).append(piece)
    agenda = list(meeting.agenda)
    for i, pieces in under.items():
        joined = join_spans(source.text, [(p.start, p.end) for p in pieces], paper=True)
        note = Turn(
            n=turn.n,
            kind=TurnKind.NOTE,
            text=joined.text,
            span=joined.span,
            agenda="a1",
            segments=joined.segments,
        )
        (told,) = decide([items[i]], [note], [], source)
        if agenda[i].decision.outcome is Outcome.NOT_RECORDED and told.outcome is not Outcome.NOT_RECORDED:
            agenda[i] = replace(agenda[i], decision=replace(told, requests=agenda[i].decision.requests))
    return replace(meeting, agenda=tuple(agenda))


def _past_meetings(source: SourceText, papers: Sequence[Piece], owner: Meeting, before: int) -> list[Meeting]:
    """Meetings known only from tables of past decisions in the papers.

    Rows of one council, label and date are one meeting.
    """
    grouped: dict[tuple[str | None, str | None, str | None], list[PastDecision]] = {}
    for past in past_decisions(source, papers):
        grouped.setdefault((past.council, past.label, past.date), []).append(past)
    return [
        _past_meeting(source, f"m{before + i + 1}", owner, rows) for i, rows in enumerate(grouped.values())
    ]


def _past_meeting(
    source: SourceText, meeting_id: str, owner: Meeting, rows: Sequence[PastDecision]
) -> Meeting:
    agenda: list[AgendaItem] = []
    turns: list[Turn] = []
    council = rows[0].council or owner.council
    if council and owner.municipality and not council.startswith(owner.municipality):
        council = owner.municipality + council
    for row in rows:
        joined = join_spans(source.text, [row.row_span])
        turns.append(
            Turn(
                n=len(turns) + 1,
                kind=TurnKind.DOCUMENT,
                text=joined.text,
                span=joined.span,
                agenda=f"a{len(agenda) + 1}",
                page=source.page_at(joined.span[0]),
                segments=joined.segments,
            )
        )
        for title in row.titles:
            decision = Decision(
                outcome=row.outcome,
                quote=row.quote,
                span=row.quote_span,
                page=source.page_at(row.quote_span[0]) if row.quote_span else None,
                turn=len(turns),
                evidence=Evidence.TABLE if row.quote else None,
                confidence=SURENESS[Evidence.TABLE] if row.quote else None,
            )
            agenda.append(AgendaItem(id=f"a{len(agenda) + 1}", title=title, kind="諮問", decision=decision))
    return Meeting(
        id=meeting_id,
        municipality=owner.municipality,
        municipality_code=owner.municipality_code,
        council=council,
        label=rows[0].label,
        date=rows[0].date,
        agenda=tuple(agenda),
        turns=tuple(turns),
    )


# -- turns that the format tells apart ----


def _recorded_meeting(source: SourceText, meeting: RecordedMeeting) -> Meeting:
    """A meeting with its turns as recorded; agenda items and decisions are read from what is said."""
    pieces: list[Piece] = []
    marks: list[Mark] = []
    of_turn = [(turn, _pieces_of(source, turn)) for turn in meeting.turns]
    for turn, own in of_turn:
        if own:
            marks.append(Mark(len(pieces), turn.speaker, own[0].start, "recorded"))
            pieces.extend(own)
    talk = read_turns(source, pieces, marks, [], {})
    starts = [turn.start for turn in meeting.turns]
    number = {t.n: meeting.turns[bisect_right(starts, t.span[0]) - 1].n for t in talk.turns}
    decisions = [_renumbered(d, number) for d in decide(talk.items, talk.turns, [], source)]
    agenda_at = {t.segments[0].source_start: t.agenda for t in talk.turns if t.segments}
    turns = [_recorded_turn(source, turn, own, agenda_at) for turn, own in of_turn if own]
    facts = HeaderFacts(
        municipality=meeting.municipality, council=meeting.council, label=meeting.label, date=meeting.date
    )
    return _meeting(meeting.id, facts, talk.items, decisions, turns)


def _renumbered(decision: Decision, number: dict[int, int]) -> Decision:
    """The decision with its turns numbered as the file numbers them."""
    requests = tuple(replace(r, turn=number[r.turn]) for r in decision.requests)
    return replace(decision, turn=None if decision.turn is None else number[decision.turn], requests=requests)


def _recorded_turn(
    source: SourceText, turn: RecordedTurn, pieces: Sequence[Piece], agenda_at: dict[int, str | None]
) -> Turn:
    joined = join_spans(source.text, [(p.start, p.end) for p in pieces], paper=True)
    speaker = read_label(turn.speaker) if turn.speaker else None
    return Turn(
        n=turn.n,
        kind=TurnKind.SPEECH,
        text=joined.text,
        span=joined.span,
        speaker=speaker.label if speaker else None,
        name=speaker.name if speaker else None,
        title=speaker.title if speaker else None,
        role=speaker.role if speaker else None,
        agenda=agenda_at.get(pieces[0].start),
        segments=joined.segments,
    )


def _pieces_of(source: SourceText, turn: RecordedTurn) -> list[Piece]:
    pieces: list[Piece] = []
    at = turn.start
    for number, line in enumerate(source.text[turn.start : turn.end].split("\n")):
        body = line.strip()
        if body and not is_furniture(body):
            start = at + line.index(body)
            piece = Line(number, start, start + len(body), body, 0)
            pieces.append(Piece(start, start + len(body), body, piece))
        at += len(line) + 1
    return pieces
