"""From marked pieces to turns: who says what under which agenda item, with notes and papers kept apart."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest.agenda import (
    FORMAL_KINDS,
    HEADING_MARKS,
    LONG_NUMBER,
    MAX_ITEMS,
    YEAR,
    Item,
    is_item_heading,
    item_of_number,
    make_item,
    match_heading,
    named_by_chair,
    numbered_by_chair,
    placed_by_chair,
    take_numbering,
    title_overlap,
)
from ingest.clean import join_spans
from ingest.labels import Speaker, read_label
from ingest.notation import fold, holds_sentence, squeeze
from ingest.notes import closes_note, is_note, opens_note, trailing_note
from ingest.records import Role, SourceText, Span, Turn, TurnKind
from ingest.speakers import Mark, Piece

_SECTION_HEADING = re.compile(
    r"(?:会?議事?(?:次第|要旨|概要|結果|経過|録)"
    r"|会議の(?:概要|経過|内容|結果)"
    r"|議題|議事|案件|開会|開議|閉会|散会|その他|報告|報告事項|報告案件|審議|審議事項"
    r"|審議案件|協議|協議事項|協議案件|事務連絡|連絡事項|質疑(?:応答)?|質問|意見|回答|応答|意見交換|審査事項"
    r"|(?:議案|請願|陳情|所管事務)(?:・(?:請願|陳情))?(?:審査|調査|の審査)|報告聴取"
    r"|挨拶|あいさつ|(?:開会|開議|散会|閉会|休憩|再開)の宣告"
    r"|会長(?:挨拶|あいさつ)"
    r"|市長(?:挨拶|あいさつ)"
    r"|諮問|諮問案件|諮問案件の審議|諮問事項|諮問内容|答申|採決|裁決|結論|(?:審議|審査|採決|議決|会議)結果(?:一覧表?)?"
    r"|委員間(?:協議|討議)(?:・裁決)?"
    r"|次回(?:の)?(?:開催|日程|会議).{0,8}"
    r"|傍聴者.{0,6}|委員(?:の)?紹介|資料確認|説明"
    r"|主な(?:意見|質疑).{0,10}"
    r"|会議録.{0,12})"
)
_DECISION_HEADING = re.compile(
    r"採決|裁決|結論|(?:審議|審査|会議|協議)の?結果|決定|答申|議決|意見の具申|審査結果|会議結果|協議結果"
)
_END = re.compile(
    r"(?:-\s*)?以\s*上"
    r"|(?:上記|以上)(?:の|、)?会議の(?:顛末|てん末|経過|次第|内容).{0,80}"
    r"|.{0,60}(?:署名する|署名押印する|署名いたします)。?"
    r"|(?:お?問い?合わ?せ先?"
    r"|このページに関する.{0,12}"
    r"|関連リンク|関連ファイル|ページの先頭へ.{0,4})"
)
# The record's own words on the result, outside any speech: 「審議の結果、承認された。」, 「→ 承認」.
_OUTCOME_LINE = re.compile(
    r"(?:審議|審査|協議|採決|表決|以上)の結果、|以上の(?:質疑|審議|議論|協議|説明)の(?:後|結果)"
    r"|[【\[<〔]?(?:(?:審議|審査|採決|協議)?結果|結論|採決|決定事項|議決結果)"
    r"[】\]>〕]?\s{0,2}[: 、\]】>〕]\s{0,2}\S"
    r"|[→⇒]\s{0,2}\S{2,10}。?$"
)
# 「本件は、原案のとおり承認することとした。」: nobody speaks so of what has just been decided.
_OUTCOME_SENTENCE = re.compile(
    r"(?=[^。]{8,300}。$)(?![(]?[0-9]).*(?:承認|了承|了解|決定|可決|否決|採択|認定|同意|議決|選任|選出|一任|継続審[議査]|検討|協議|審議)"
    r"(?:(?:する)?こと(?:に決定し|と(?:し|なっ|され)|で(?:了承され|一致し))|され|と(?:され|なっ)|に決定し|に決まっ)た。"
)
_FIELD_UNDER_HEADING = re.compile(
    r"(?:諮問|利用|実施|提案|処分|審査)?"
    r"(?:機関|庁|課|担当課|所管課|所管|説明員|説明者|出席者)\s{0,2}[:：].{0,200}"
)


@dataclass(slots=True)
class _Open:
    """A turn that is still being read."""

    kind: TurnKind
    label: str | None
    agenda: int | None
    table: int | None = None
    spans: list[Span] = field(default_factory=list)
    notes: list[Span] = field(default_factory=list)


@dataclass(slots=True)
class Talk:
    """The result of a walk over a meeting's body: turns and the items that were met, in order."""

    turns: list[Turn]
    items: list[Item]


class _Walk:
    """Reads pieces one by one; knows the current agenda item and the turn that is open."""

    def __init__(self, source: SourceText, items: Sequence[Item], names: dict[str, str | None]) -> None:
        self.source = source
        self.items = list(items)
        self.listed = bool(items)
        # How many items only the chair's words opened.
        self.told = 0
        self.names = names
        self.speakers: dict[str, Speaker] = {}
        self.current: int | None = None
        self.opened: set[int] = set()
        self.turns: list[Turn] = []
        self.open: _Open | None = None
        self.heading = ""
        self.by_heading = False
        self.announced: int | None = None
        self.first_heading = ""
        self.decided = False
        self.bulleted = False
        self.numbered: frozenset[int] = frozenset()
        self.presiding: str | None = None
        # Whether the record names no speakers at all: then it tells the results in its own words.
        self.unspoken = False

    # -- turns ----

    def start(self, label: str | None, table: int | None) -> None:
        """Open a speech; the turn before it ends."""
        self.close()
        self.open = _Open(TurnKind.SPEECH, label, self.current, table)

    def close(self) -> None:
        """End the open turn and keep it, the notes inside it right behind it."""
        if self.open is None:
            return
        turn, self.open = self.open, None
        if turn.spans:
            self.emit(turn.kind, turn.label, turn.agenda, turn.spans, covering=turn.notes)
        for note in turn.notes:
            self.emit(TurnKind.NOTE, turn.label if not turn.spans else None, turn.agenda, [note])

    def note(self, span: Span) -> None:
        """Keep an unspoken line; it does not end a speech."""
        if self.open is not None and self.open.kind is TurnKind.SPEECH:
            self.open.notes.append(span)
            return
        self.close()
        self.emit(TurnKind.NOTE, None, self.current, [span])

    def emit(
        self,
        kind: TurnKind,
        label: str | None,
        agenda: int | None,
        spans: list[Span],
        covering: Sequence[Span] = (),
    ) -> None:
        """Keep one turn, its span wide enough for the notes `covering` that stand inside it."""
        try:
            joined = join_spans(self.source.text, spans, paper=kind is TurnKind.DOCUMENT)
        except ValueError:
            return
        inside = [n for n in covering if n[0] < joined.span[1]]
        speaker = self.speaker(label) if label else None
        start, end = joined.span
        self.turns.append(
            Turn(
                n=len(self.turns) + 1,
                kind=kind,
                text=joined.text,
                span=(min([start, *(n[0] for n in inside)]), end),
                speaker=speaker.label if speaker else None,
                name=speaker.name if speaker else None,
                title=speaker.title if speaker else None,
                role=speaker.role if speaker else None,
                agenda=None if agenda is None else f"a{agenda + 1}",
                page=self.source.page_at(start),
                segments=joined.segments,
            )
        )

    # -- agenda ----

    def speaker(self, label: str) -> Speaker:
        """What a label says, each read once."""
        if label not in self.speakers:
            speaker = read_label(label, names=self.names)
            presides = self.presiding and (speaker.title or speaker.label).endswith(self.presiding)
            self.speakers[label] = replace(speaker, role=Role.CHAIR) if presides else speaker
        return self.speakers[label]

    def turn_to(self, item: int | None) -> None:
        """Make an item the current one; None where the talk is about none."""
        self.close()
        self.current = item
        self.announced = None
        self.decided = False
        if item is not None:
            self.opened.add(item)

    def unopened(self, text: str) -> int | None:
        """The item that a repeated block of headings belongs to: the likeliest one not met yet."""
        rest = [
            i
            for i in range(len(self.items))
            if i not in self.opened and not self.items[i].procedural and i > (self.current or 0)
        ]
        if not rest:
            return None
        best = max(rest, key=lambda i: title_overlap(self.items[i].key, text))
        return best if title_overlap(self.items[best].key, text) >= 0.4 else rest[0]


def read_turns(  # noqa: PLR0913  # what the header tells and what the body holds
    source: SourceText,
    pieces: Sequence[Piece],
    marks: Sequence[Mark],
    items: Sequence[Item],
    names: dict[str, str | None],
    *,
    presiding: str | None = None,
) -> Talk:
    """Walk over a meeting's body.

    Args:
        source: The source text.
        pieces: The body's pieces, `Mark.piece` counts from the first of them.
        marks: The speaker marks inside the body.
        items: Items of the header's list; items that only the body names are added.
        names: Attendees: name → role or group.
        presiding: A title that presides here though it names no chair.
    """
    walk = _Walk(source, items, names)
    walk.presiding = presiding
    walk.unspoken = not marks
    at_mark = {m.piece: m for m in marks}
    walk.numbered = numbered_headings(pieces, at_mark) if not items else frozenset()
    walk.bulleted = sum(bool(re.match(r"[・⇒→○◎◆●〇◯]", pieces[m.piece].text)) for m in marks) * 2 > len(
        marks
    )
    i = 0
    while i < len(pieces):
        i = _step(walk, pieces, i, at_mark)
    walk.close()
    return Talk(walk.turns, walk.items)


def _step(walk: _Walk, pieces: Sequence[Piece], i: int, marks: dict[int, Mark]) -> int:
    """Read piece i; returns the index of the next piece to read."""
    piece = pieces[i]
    if i in marks:
        _speak(walk, pieces, i, marks)
        return i + 1
    taken = _read_note(walk, pieces, i, marks) or _read_heading(walk, pieces, i, marks)
    if taken:
        return i + taken
    if _END.fullmatch(fold(piece.text).strip()):
        walk.close()
    elif not _in_sentence(walk) and _is_outcome_line(piece.text) and not _reported(pieces, i):
        walk.close()
        walk.emit(TurnKind.NOTE, None, walk.current, [(piece.start, piece.end)])
    elif walk.open is not None and walk.open.kind is TurnKind.SPEECH and not _ends_turn(walk, piece):
        _add_speech(walk, piece, piece.start)
    else:
        return _narrate(walk, pieces, i, marks)
    return i + 1


def _read_note(walk: _Walk, pieces: Sequence[Piece], i: int, marks: dict[int, Mark]) -> int:
    """How many pieces from i are one unspoken note; 0 if none."""
    piece = pieces[i]
    if (
        is_note(piece.text)
        and not is_item_heading(piece.text.strip("【】[]<>＜＞"))
        and not _is_section_heading(piece)
        and match_heading(piece.text, walk.items) is None
    ):
        walk.note((piece.start, piece.end))
        return 1
    wrapped = opens_note(piece.text) and i + 1 < len(pieces) and i + 1 not in marks
    if wrapped and closes_note(pieces[i + 1].text):
        walk.note((piece.start, pieces[i + 1].end))
        return 2
    return 0


def _said(pieces: Sequence[Piece], i: int, marks: dict[int, Mark]) -> str:
    """What is said from piece i on, up to the next speaker or heading."""
    words = [pieces[i].text[max(0, marks[i].speech_start - pieces[i].start) :]]
    for j in range(i + 1, min(i + 30, len(pieces))):
        heading = pieces[j].row_heading or is_item_heading(pieces[j].text) or _is_section_heading(pieces[j])
        if j in marks or heading:
            break
        words.append(pieces[j].text)
    return "".join(words)


# The secretariat leads the meeting until there is a chair.
_MAY_CHAIR = frozenset({Role.CHAIR, Role.VICE_CHAIR, Role.SECRETARIAT})
_QUOTED_TITLE = re.compile(
    rf"(?P<number>{FORMAL_KINDS}第\s?{LONG_NUMBER}\s?号)?"
    r"\s?[「『](?P<title>[^「」『』。]{6,160}(?:について|の件|に関すること))[」』]"
)


_STEPS_UP = re.compile(
    r"[〔(\[][^〔〕()\[\]。]{0,20}(?:登壇|降壇|起立|演壇|質問席|自席)[^〔〕()\[\]。]{0,8}[〕)\]]\s{0,4}"
)


def _behind_note(walk: _Walk, mark: Mark, piece: Piece) -> Mark:
    """The mark with its speech behind a remark that it begins with: 「〔登壇〕」."""
    m = _STEPS_UP.match(fold(walk.source.text[mark.speech_start : piece.end]))
    return replace(mark, speech_start=mark.speech_start + m.end()) if m else mark


def _speak(walk: _Walk, pieces: Sequence[Piece], i: int, marks: dict[int, Mark]) -> None:
    piece, mark = pieces[i], _behind_note(walk, marks[i], pieces[i])
    words = walk.source.text[mark.speech_start : piece.end]
    if mark.continues and walk.open is not None:
        _add_speech(walk, piece, mark.speech_start)
        return
    walk.close()
    if walk.announced is not None:
        walk.turn_to(walk.announced)
    if mark.label and walk.speaker(mark.label).role in _MAY_CHAIR:
        said = _said(pieces, i, marks)
        sentences = re.findall(r"[^。]+。?", said)
        taken_up, concluded = _taken_up(walk, mark, said)
        item = _opened_by(walk, mark, said, sentences) if taken_up is None else taken_up
        if item is not None and item != walk.current and not concluded:
            walk.turn_to(item)
        walk.announced = taken_up if concluded else _announced_by(walk, sentences)
    walk.start(mark.label, piece.table)
    if words.strip() and is_note(re.sub(r"</?[a-z]+>", "", words).strip()):
        walk.note((mark.speech_start, piece.end))
    elif words.strip():
        _add_speech(walk, piece, mark.speech_start)


def _opened_by(walk: _Walk, mark: Mark, said: str, sentences: Sequence[str]) -> int | None:
    """The item that the chair's first words open: by its number, or where the body has no headings."""
    opening = "".join(sentences[:2])
    # Later sentences may close one item and announce the next.
    first = sentences[: 4 if walk.current is None else 1]
    placed = (placed_by_chair(sentence, walk.items, walk.current) for sentence in first)
    item = next((i for i in placed if i is not None), None)
    if item is not None:
        return item
    if not walk.by_heading or walk.current is None:
        item = named_by_chair(opening, walk.items, walk.current)
    if item is None and not walk.listed:
        item = _quoted_item(walk, mark, said)
    if item is None and len(walk.items) == walk.told:
        item = _told_item(walk, mark, sentences)
    return numbered_by_chair(opening, walk.items, walk.current) if item is None else item


def _announced_by(walk: _Walk, sentences: Sequence[str]) -> int | None:
    """The item that the chair's last words open for the next speaker: 「次に、(2)に入ります。」."""
    numbered = (numbered_by_chair(s.strip(), walk.items, walk.current) for s in sentences[1:])
    found = next((i for i in numbered if i is not None), None)
    if found is not None or len(sentences) < 3 or (walk.by_heading and walk.current is not None):
        return found
    return named_by_chair("".join(sentences[2:][-2:]), walk.items, walk.current)


def _quoted_item(walk: _Walk, mark: Mark, said: str) -> int | None:
    """An item that only the chair names, by its title in quotes: 「諮問第1号『…について』、説明を…」."""
    m = _QUOTED_TITLE.search(fold(said[:400]))
    if not m or not re.search(r"説明|審議|議題|案件|諮問|報告|協議", said):
        return None
    title = said[m.start("title") : m.end("title")]
    if match_heading(title, walk.items) is not None or len(walk.items) >= MAX_ITEMS:
        return None
    number = said[m.start("number") : m.end("number")] if m["number"] else None
    walk.items.append(make_item(title, number, (mark.speech_start, mark.speech_start)))
    return len(walk.items) - 1


# 「それでは、二つ目に移ります。」, 「最初は…」: the chair goes on to a matter.
_GOES_ON = re.compile(
    r"(?:(?:それでは|では|はい|次|続きまして|続いて|さて)[、。]?){0,2}(?:早速[^。]{0,8}。)?"
    r"(?:まず|最初|初め|次|続いて|続きまして|最後|(?:[一二三四五六七八九]|[1-9])(?:つ目|点目|番目|番))"
)
_TOLD_TITLE = re.compile(
    r"(?:^[はに、。]?|[、。])(?P<title>(?!(?:この|その|これ|それ|ただ|今|先ほど|本件|皆|御|ご|委員|事務局|質疑|説明|資料|お手元))"
    r"[^、。!?「」]{6,60}?(?:について|の件|に関すること|の素案|計画案|条例案|予算案))"
    r"(?:です|で(?:ござい|あり)|に(?:入|移)|を(?:議題|上程|お|審議|協議)|、|$|。)"
)


def _told_item(walk: _Walk, mark: Mark, sentences: Sequence[str]) -> int | None:
    """An item that only the chair's words open: 「それでは二つ目、街路樹の剪定の基準についてです。」."""
    for at, sentence in enumerate(sentences[:3]):
        goes_on = _GOES_ON.match(fold(sentence.strip()))
        if not goes_on:
            continue
        told = "".join(sentences[at : at + 2]).strip()[goes_on.end() :]
        m = _TOLD_TITLE.search(fold(told))
        if m is None or len(walk.items) >= MAX_ITEMS or is_item_heading(m["title"]):
            return None
        title = told[m.start("title") : m.end("title")].strip()
        known = match_heading(title, walk.items)
        if known is not None:
            return known
        walk.items.append(make_item(title, None, (mark.speech_start, mark.speech_start)))
        walk.told += 1
        return len(walk.items) - 1
    return None


_TAKEN_UP = re.compile(
    rf"(?P<number>{YEAR}(?:{FORMAL_KINDS}第\s?{LONG_NUMBER}\s?号|[甲乙丙市区県]?第\s?{LONG_NUMBER}\s?号議案))[、\s]{{0,2}}"
    r"(?P<title>[^。]{4,240}?)"
    r"(?:(?:、以上[^。]{0,12})?(?:について|の件)?を(?:一括)?(?:し?て)?(?:議題|上程)"
    r"|(?:について|につきまして)は、?[^。]{0,60}(?:取り?下げ|撤回)[^。]{0,12}申し?(?:出|入れ))"
)


_CONCLUDES = re.compile(
    r"(?:決定|可決|否決|採択|承認|認定|同意)(?:いた|され|し)|(?:賛成|挙手|起立)者?(?:多数|少数|全員)"
    r"|異議(?:なし|がない)と認め|以上で[^。]{0,30}終"
)


def _taken_up(walk: _Walk, mark: Mark, said: str) -> tuple[int | None, bool]:
    """The item that the chair takes up by number and title, 「陳情第6号、…を求める陳情を議題に供します」.

    With it, whether the chair concludes another item first: then it begins with the next speaker.
    """
    m = _TAKEN_UP.search(fold(said[:700]))
    if not m:
        return None, False
    concluded = walk.current is not None and bool(_CONCLUDES.search(fold(said[: m.start()])))
    number, title = said[m.start("number") : m.end("number")], said[m.start("title") : m.end("title")]
    known = item_of_number(number, walk.items)
    if known is None:
        known = match_heading(f"{number} {title}", walk.items)
    if known is not None:
        return known, concluded
    if len(walk.items) >= MAX_ITEMS:
        return None, False
    walk.items.append(make_item(title, number, (mark.speech_start, mark.speech_start)))
    return len(walk.items) - 1, concluded


def _add_speech(walk: _Walk, piece: Piece, start: int) -> None:
    assert walk.open is not None
    text = walk.source.text[start : piece.end]
    cut = trailing_note(text)
    end = piece.end if cut is None else start + cut
    if walk.source.text[start:end].strip():
        walk.open.spans.append((start, end))
    if cut is not None:
        walk.open.notes.append((end, piece.end))


def _ends_turn(walk: _Walk, piece: Piece) -> bool:
    if walk.open is not None and walk.open.table != piece.table and walk.open.table is not None:
        return True
    if piece.row_heading or piece.line.level is not None or _is_section_heading(piece):
        return True
    return walk.bulleted and bool(re.match(r"[・⇒→○◎◆●〇◯＜<■]", piece.text))


def _is_section_heading(piece: Piece) -> bool:
    text = fold(piece.text).strip()
    inner = re.sub(r"^[【\[<(〔≪《〈]\s?|\s?[】\]>)〕≫》〉]$", "", text)
    rest = take_numbering(inner)[3]
    bare = squeeze(re.sub(r"[(（].{0,24}[)）]$", "", rest))
    if not bare or len(bare) > 24:
        return False
    numbered = rest != inner or inner != text
    return bool(_SECTION_HEADING.fullmatch(bare)) and (
        numbered or len(bare) > 2 or piece.line.level is not None or bool(re.search(r"[(（]", rest))
    )


def _read_heading(walk: _Walk, pieces: Sequence[Piece], i: int, marks: dict[int, Mark]) -> int:
    """How many pieces from i are the heading of an item or a section; 0 if none."""
    piece = pieces[i]
    if (
        walk.open is not None
        and walk.open.kind is TurnKind.SPEECH
        and _in_sentence(walk)
        and not _follows_heading(walk, piece)
        and piece.line.level is None
        and not piece.row_heading
    ):
        return 0
    found = _item_heading(walk, pieces, i, marks)
    if found:
        return found
    printed = (piece.row_heading and len(piece.text) <= 120) or (piece.line.level or 0) > 1
    if (
        _is_section_heading(piece)
        or _stands_alone(walk, pieces, i, marks)
        or (printed and not holds_sentence(piece.text))
    ):
        _open_section(walk, pieces, i)
        return 1
    return 0


def _is_outcome_line(text: str) -> bool:
    folded = fold(text).strip()
    return bool(_OUTCOME_LINE.match(folded) or _OUTCOME_SENTENCE.fullmatch(folded))


def _reported(pieces: Sequence[Piece], i: int) -> bool:
    """Whether the sentence that begins at piece i is said by somebody: 「採決の結果、…と決しました。」."""
    if not re.match(r".{0,4}結果、", pieces[i].text):
        return False
    sentence = re.split(r"(?<=。)", "".join(p.text for p in pieces[i : i + 5]), maxsplit=1)[0]
    return bool(re.search(r"(?<!され)(?:ました|ます|です|ません)。$", sentence))


def _stands_alone(walk: _Walk, pieces: Sequence[Piece], i: int, marks: dict[int, Mark]) -> bool:
    """Whether a line right above a speaker is a heading by its place: what was said above it is complete."""
    text = fold(pieces[i].text).strip()
    if _in_sentence(walk) or (i + 1 < len(pieces) and i + 1 not in marks):
        return False
    if i + 1 == len(pieces) or len(text) > 80 or holds_sentence(text) or re.search(r"[。、?!]$", text):
        return False
    return bool(re.match(r"[【\[<≪《〈■◆]", text) or _TITLE_END.search(text))


_TITLE_END = re.compile(r"(?:について|の件|に関すること|の状況|報告)(?:[(][^()]{1,20}[)])?[】\]>≫》〉]?$")


def _follows_heading(walk: _Walk, piece: Piece) -> bool:
    """Whether an item's heading stands below a line that is no speech: 「２ 請願・陳情審査」."""
    if walk.open is None or not walk.open.spans or not is_item_heading(piece.text):
        return False
    above = walk.source.text[slice(*walk.open.spans[-1])]
    return len(above) <= 40 and bool(take_numbering(above)[0]) and not re.search(r"[、。]", above)


def _in_sentence(walk: _Walk) -> bool:
    """Whether the open turn's last line breaks off inside a sentence."""
    if walk.open is None or not walk.open.spans:
        return False
    last = walk.open.spans[-1]
    return not re.search(r"[。．！？!?」)）〕\]…>＞]\s*$", walk.source.text[last[0] : last[1]])


def _item_heading(walk: _Walk, pieces: Sequence[Piece], i: int, marks: dict[int, Mark]) -> int:
    texts = _heading_candidates(pieces, i, marks)
    for count, text in texts:
        item = match_heading(text, walk.items)
        if item is not None:
            walk.heading, walk.by_heading = text, True
            walk.first_heading = ""
            walk.turn_to(item)
            return count + _skip_fields(walk, pieces, i + count, marks, item)
    titled = _TITLE_END.search(fold(pieces[i].text).strip()) and not _is_section_heading(pieces[i])
    if (
        is_item_heading(pieces[i].text)
        or i in walk.numbered
        or (titled and _stands_alone(walk, pieces, i, marks))
    ):
        if len(walk.items) >= MAX_ITEMS:
            # Its talk is no longer that of the item above.
            walk.turn_to(None)
            return 1
        return _new_item(walk, pieces, i, marks)
    return 0


def _heading_candidates(pieces: Sequence[Piece], i: int, marks: dict[int, Mark]) -> list[tuple[int, str]]:
    """The line, and the line with the one or two after it, longest first: a long title is wrapped."""
    candidates: list[tuple[int, str]] = []
    text = ""
    for count in range(1, 5):
        at = i + count - 1
        if (
            at >= len(pieces)
            or (count > 1 and (at in marks or _is_section_heading(pieces[at])))
            or holds_sentence(pieces[at].text)
            or len(text) > 260
        ):
            break
        text += pieces[at].text
        candidates.append((count, text))
    return candidates[::-1]


def _new_item(walk: _Walk, pieces: Sequence[Piece], i: int, marks: dict[int, Mark]) -> int:
    """Open an item that only the body names."""
    inner = pieces[i].text.strip(HEADING_MARKS)
    _, value, number, rest = take_numbering(inner)
    count = 1
    # 「【諮問案件1】」 alone: the title stands in the lines below, up to a field, a note or a speaker.
    while i + count < len(pieces) and i + count not in marks and not _title_complete(rest):
        following = pieces[i + count].text
        if (
            is_note(following)
            or _FIELD_UNDER_HEADING.fullmatch(following)
            or holds_sentence(following)
            or len(rest) > 400
            or is_item_heading(following)
        ):
            break
        rest += following
        count += 1
    item = make_item(rest or inner, number, (pieces[i].start, pieces[i + count - 1].end), ordinal=value)
    walk.items.append(item)
    walk.heading = pieces[i].text
    walk.turn_to(len(walk.items) - 1)
    return count + _skip_fields(walk, pieces, i + count, marks, len(walk.items) - 1)


def _title_complete(title: str) -> bool:
    return bool(
        re.search(
            r"(?:について|の件|報告|に関すること|請願書?|陳情書?|条例|予算|決算)(?:[(（].{0,20}[)）])?$",
            title.strip(),
        )
    ) or (len(title) >= 8 and bool(re.search(r"[)）]$", title)))


def numbered_headings(pieces: Sequence[Piece], marks: dict[int, Mark]) -> frozenset[int]:
    """Pieces that are numbered headings of items: (1), (2), … in one style, with speech between each two."""
    runs: dict[str, list[int]] = {}
    values: dict[str, int] = {}
    for i, piece in enumerate(pieces):
        style, value, _, rest = take_numbering(piece.text)
        if (
            i in marks
            or value is None
            or style == "mark"
            or value != values.get(style, 0) + 1
            or holds_sentence(piece.text)
            or len(rest) < 5
            or len(piece.text) > 120
        ):
            continue
        titled = bool(
            re.search(
                r"(?:について|の件|報告|に関すること|(?:について)?[(（][^()（）]{1,12}[)）])$",
                fold(rest).strip(),
            )
        )
        spoken = not runs.get(style) or any(
            j in marks or (not marks and "。" in pieces[j].text) for j in range(runs[style][-1] + 1, i)
        )
        wrapped = (
            not titled
            and i + 1 < len(pieces)
            and i + 1 not in marks
            and bool(re.search(r"(?:について|の件)[^。]{0,14}$", pieces[i + 1].text))
        )
        if (titled or wrapped) and spoken and not _is_section_heading(piece):
            runs.setdefault(style, []).append(i)
            values[style] = value
    best = max(runs.values(), key=len, default=[])
    return frozenset(best)


def _skip_fields(walk: _Walk, pieces: Sequence[Piece], i: int, marks: dict[int, Mark], item: int) -> int:
    """Pass over 「諮問機関：…」 and a section in brackets under a heading; keep the section."""
    count = 0
    while i + count < len(pieces) and i + count not in marks:
        text = pieces[i + count].text
        remark = re.fullmatch(r"(?:[(（][^()（）]{2,20}[)）])?\s*(?:【[^】]{2,30}】)?", text)
        if not _FIELD_UNDER_HEADING.fullmatch(text) and not (count == 0 and remark and "【" in text):
            break
        section = re.match(
            r"(?:諮問機関|提案課|担当課|所管課|実施機関)\s{0,2}[:：]\s{0,2}(?P<section>[^(（]{2,60})", text
        ) or re.search(r"【(?P<section>[^】]+)】", text)
        if section and walk.items[item].section is None:
            walk.items[item] = replace(walk.items[item], section=section["section"].strip())
        count += 1
    return count


def _open_section(walk: _Walk, pieces: Sequence[Piece], i: int) -> None:
    text = pieces[i].text
    bare = squeeze(take_numbering(text.strip("【】[]<>＜＞"))[3])
    walk.close()
    if walk.first_heading and bare == walk.first_heading and (walk.decided or walk.current is not None):
        item = walk.unopened("".join(p.text for p in pieces[i + 1 : i + 12]))
        if item is not None:
            walk.turn_to(item)
    elif re.match(r"その他|閉会|散会|事務連絡|連絡事項|次回|開会", bare):
        walk.turn_to(None)
    elif walk.current is not None and not walk.first_heading:
        walk.first_heading = bare
    walk.heading = text
    walk.decided = bool(_DECISION_HEADING.search(bare))


def _narrate(walk: _Walk, pieces: Sequence[Piece], i: int, marks: dict[int, Mark]) -> int:
    """Read text that no speaker says, a note or a paper; returns the index of the next piece.

    It is a note if it is one short remark or stands under a heading such as 採決.
    """
    count = 1
    while (
        i + count < len(pieces) and i + count not in marks and not _breaks_narration(walk, pieces[i + count])
    ):
        count += 1
    if walk.unspoken and walk.current is not None:
        _tell(walk, pieces[i : i + count])
        return i + count
    spans = [(p.start, p.end) for p in pieces[i : i + count]]
    text = "".join(p.text for p in pieces[i : i + count])
    walk.close()
    kind = (
        TurnKind.NOTE
        if not any(p.text.count("\t") > 1 for p in pieces[i : i + count])
        and (
            _DECISION_HEADING.search(fold(walk.heading))
            or (walk.bulleted and len(text) <= 200)
            or _is_remark(text)
            or _DECISION_HEADING.search(fold(text[:30]).split("。")[0])
        )
        else TurnKind.DOCUMENT
    )
    if kind is TurnKind.DOCUMENT or "。" in text or len(text) >= 8:
        walk.emit(kind, None, walk.current, spans)
    return i + count


# What somebody asks or claims, under a heading or behind a label of its own: 「【実施機関の主張】…」.
_CLAIMS = re.compile(r"意見|質問|質疑|主張|回答|応答|説明|争点|論点|発言|要望|趣旨|経緯|背景")
_LABELLED = re.compile(r"[【\[<〔〈《](?P<label>[^】\]>〕〉》]{1,20})[】\]>〕〉》]")
_LISTED = re.compile(
    r"[・･※→⇒○●◇◆\-‐－*]|[①-⑳⑴-⒇]|[(][0-9ア-ンa-zA-Z一二三四五六七八九十]{1,2}[)]|[問答QA][0-9:.]"
)


def _tell(walk: _Walk, pieces: Sequence[Piece]) -> None:
    """Keep what a record without speakers tells: its own sentences as notes, claims and lists as papers."""
    walk.close()
    under_item = match_heading(walk.heading, walk.items) is not None
    claimed = not under_item and bool(_CLAIMS.search(fold(walk.heading)))
    for piece in pieces:
        text = fold(piece.text).strip()
        label = _LABELLED.match(text)
        others = bool(_LISTED.match(text)) or bool(label and _CLAIMS.search(label["label"]))
        kind = TurnKind.DOCUMENT if others or claimed or "\t" in text else TurnKind.NOTE
        walk.emit(kind, None, walk.current, [(piece.start, piece.end)])


def _is_remark(text: str) -> bool:
    return len(text) <= 120 and bool(
        re.search(r"(?:した|する|された|となった|行った|なし|である)。?$", text.strip())
    )


def _breaks_narration(walk: _Walk, piece: Piece) -> bool:
    if is_note(piece.text) or opens_note(piece.text) or _END.fullmatch(fold(piece.text).strip()):
        return True
    if (
        _is_section_heading(piece)
        or piece.row_heading
        or piece.line.level is not None
        or is_item_heading(piece.text)
    ):
        return True
    if walk.bulleted and re.match(r"[・⇒→○◎◆●〇◯＜<■]", piece.text):
        return True
    return not holds_sentence(piece.text) and match_heading(piece.text, walk.items) is not None
