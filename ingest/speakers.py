"""How a document marks its speakers: candidate marks, the choice of a grammar, and where each turn starts.

The document decides: every grammar of `GRAMMARS` is tried on all of it, the one that finds most known
speakers is taken, and others only where they clearly belong to it. Each grammar carries an example.
"""

import re
from collections import Counter
from dataclasses import dataclass, replace

from ingest.clean import Line
from ingest.labels import is_answer_label, is_known_label, is_office, is_question_label
from ingest.notation import fold, squeeze
from ingest.notes import trailing_note
from ingest.records import Cell, SourceText

_IN_LABEL = r"[^\s()\[\]【】<>〔〕:。、,「」『』!?※→⇒○〇◯◎◆●◇■□▲△▼▽]"
# 「三好商業・ものづくり課長」, 「三好（真）委員長」
_LABEL = rf"(?!・)(?:{_IN_LABEL}{{1,6}}\([ぁ-んァ-ヶ一-鿿]{{1,2}}\)(?={_IN_LABEL}))?{_IN_LABEL}{{1,20}}"
_SPACED = r"\S(?:\s{1,4}\S){1,3}"
_BRACKET = r"[(\[【〔](?!\s?[0-9一二三四五六七八九十]{1,2}\s?[)\]】〕])[^()\[\]【】〔〕。]{1,24}[)\]】〕]"
_SUFFIX = rf"(?:\s?{_BRACKET})?"
# 「６番　荒巻」
_SEAT_AND_NAME = (
    r"第?(?:[0-9]{1,3}|[一二三四五六七八九十]{1,4})番"
    rf"\s{{1,3}}{_IN_LABEL}{{1,6}}(?:\s?{_IN_LABEL}{{1,4}})?"
)
# 「議長　山田太郎君」, 「三番　佐藤花子議員」: seat or title first, the whole name behind it.
_NAME_WITH_TITLE = rf"{_IN_LABEL}{{1,5}}\s{{0,2}}{_IN_LABEL}{{1,8}}(?:君|議員|委員|さん|氏|様)(?=\s|$|:)"
# 「議　長　山田太郎」: a title set wide, a whole name behind it.
_SPACED_TITLE = (
    r"(?:(?:副\s{0,4})?(?:議\s{0,4}長|会\s{0,4}長|委\s{0,2}員\s{0,2}長|[市町村区]\s{0,4}長|知\s{0,4}事)|教\s{0,3}育\s{0,3}長"
    r"|[^\s()、。「」]{2,12}(?:課長|部長|局長|室長|次長|係長|参事|主幹|委員長)"
    r"|第?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})\s{0,2}番)"
)
_WHOLE_NAME = r"[^\s()\[\]、。「」:0-9]{1,5}(?:\s{0,3}[^\s()\[\]、。「」:0-9]{1,5})"
_MARK = r"[○〇◯◎◆●◇■□▲△]"
_BULLET = r"[・⇒→○〇◯◎◆●◇■□\-‐－*]"


@dataclass(frozen=True, slots=True)
class Grammar:
    """One way to mark a speaker.

    Attributes:
        name: Short name, shown to people.
        pattern: On a line folded to half width, from its first character; the group `label` is the speaker,
            the match ends where the speech starts.
        example: A line that it reads.
        sure: Whether its pattern itself holds a title, so that every label counts as known.
        bare: Whether nothing but position tells a label from text, so that only known labels count.
    """

    name: str
    pattern: re.Pattern[str]
    example: str
    bare: bool = False
    sure: bool = False

    @property
    def family(self) -> str:
        """What is common to the names of grammars that go together (round mark, bracketed)."""
        return self.name.split(",")[0]


GRAMMARS = (
    Grammar(
        "table",
        re.compile(rf"(?P<label>{_LABEL}(?: {_LABEL})?{_SUFFIX})\s{{0,6}}\t\s{{0,8}}"),
        "会長\tただいまから会議を開きます。",
        bare=True,
    ),
    Grammar(
        "brackets",
        re.compile(
            rf"(?:{_BULLET}\s?)?[【\[〔<](?P<label>{_SEAT_AND_NAME}|{_LABEL}{_SUFFIX}|{_SPACED})[】\]〕>]\s{{0,4}}:?\s{{0,4}}"
        ),
        "【委員長】ただいまから…",
    ),
    Grammar(
        "corner quotes",
        re.compile(rf"[「『](?P<label>{_LABEL}{_SUFFIX})[」』]\s{{1,4}}"),
        "「会長」　ただいまから…",
    ),
    Grammar(
        "round mark",
        re.compile(
            rf"{_MARK}\s{{0,2}}(?P<label>{_LABEL}(?:\s{{1,3}}{_NAME_WITH_TITLE}|{_BRACKET}|\s{_BRACKET}(?=\s|:|$))?)"
            r"(?:\s{0,2}:\s{0,4}|\s{1,8}|$|(?<=[)\]】〕])(?=\S))"
        ),
        "○議長（山田太郎君）　ただいまから…",
    ),
    Grammar(
        "round mark, spaced letters",
        re.compile(
            rf"{_MARK}\s{{0,2}}(?P<label>\S(?:\s{{1,2}}\S){{1,3}}{_SUFFIX})"
            rf"(?:\s{{0,2}}:\s{{0,4}}|\s{{1,8}}|$)"
        ),
        "○会　長　ただいまから…",
        bare=True,
    ),
    Grammar(
        "round mark, bracketed",
        re.compile(rf"{_MARK}\s{{0,2}}[(【](?P<label>{_LABEL}|{_SPACED})[)】]\s{{0,4}}"),
        "◆（真壁委員）　質問いたします。",
    ),
    Grammar(
        "parentheses",
        re.compile(
            rf"(?:{_BULLET}\s{{0,2}})?[(](?P<label>{_LABEL}(?::{_LABEL}|[(][^()。]{{1,12}}[)])?|{_SPACED})[)]\s{{0,4}}:?\s{{0,4}}"
        ),
        "（会長）ただいまから…",
    ),
    Grammar(
        "closing bracket",
        re.compile(rf"(?P<label>{_LABEL}(?:[(][^()。]{{1,12}}[)])?)[)]\s{{0,4}}"),
        "会長）ただいまから…",
    ),
    Grammar(
        "colon",
        re.compile(
            rf"(?:{_BULLET}\s{{0,2}})?(?P<label>{_LABEL}{_SUFFIX}|{_SPACED})\s{{0,2}}[:=/>]\s{{0,4}}[―—-]?\s{{0,2}}"
        ),
        "会長：ただいまから…",
    ),
    Grammar(
        "label line",
        re.compile(rf"(?:{_BULLET}\s{{1,2}})?(?P<label>{_LABEL}{_SUFFIX}|\S(?:\s{{1,2}}\S){{1,3}})$"),
        "会長",
        bare=True,
    ),
    Grammar(
        "label line, name behind",
        re.compile(rf"(?:{_MARK}\s{{0,2}})?(?P<label>{_SPACED_TITLE}\s{{1,6}}{_WHOLE_NAME})$"),
        "議　長　山田太郎",
        sure=True,
    ),
    Grammar(
        "label and space",
        re.compile(
            rf"(?:{_BULLET}\s{{0,2}})?(?P<label>{_SEAT_AND_NAME}|{_LABEL}{_SUFFIX})"
            r"(?:\s{1,12}(?=\S)|(?<=[)])(?=[^\sはがのをにともへや、。]))"
        ),
        "会長　ただいまから…",
        bare=True,
    ),
    Grammar(
        "spaced letters and space",
        re.compile(rf"(?:{_BULLET}\s{{0,2}})?(?P<label>\S(?:\s{{1,4}}\S){{1,3}}{_SUFFIX})\s{{1,12}}(?=\S)"),
        "会　長　ただいまから…",
        bare=True,
    ),
)

# A visible mark tells more than position: lists of people, too, are lines of a label and a space.
_PREFERENCE = 0.6
# A mark, a label and the room behind it take no more characters of a line.
_LABEL_REACH = 80

# Headings and remarks that stand in the brackets of a speaker mark.
_NOT_A_SPEAKER = re.compile(
    r"(?:備考|摘要|例|注記|単位|出典|補足|特記事項|決定事項|.{0,4}結果|次回.{0,8}|(?:諮問|審議|報告|抽出|協議|審査)?(?:案件|議題|事項|議案)[0-9]*"
    r"|議事要旨|採決|結論|資料[0-9\-]*(?:の.{0,6})?|.*https?|開会|閉会|開議|散会|休憩|再開|挨拶|あいさつ|議事"
    r"|審議|報告|その他|異議なし|なし|了承|承認|拍手|笑い|了|注釈?|対象|オンライン|Web"
    r"|ウェブ|質疑|質疑応答|意見交換|説明|主な(?:意見|質疑|発言).{0,6}|意見の?概要|指摘事項|監査基準|別紙[0-9]*|参考|非公開|公開"
    r"|.{0,12}(?:案件|議題|議案|諮問)第?[0-9]+号?.*"
    r"|第?[0-9]+号?.*|[0-9]+|[ア-ン]|[a-zA-Z])"
)
_SENTENCE = re.compile(r"[。?!]|(?:です|ます|か|た|る)$")


UNCERTAIN = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """The unit that turns are made of: a line, or one paragraph of a table cell.

    `label` is set where the document's table already says who speaks; it is `UNCERTAIN` where a row names
    several speakers and does not tell whose words are whose.
    """

    start: int
    end: int
    text: str
    line: Line
    label: str | None = None
    row_heading: bool = False
    table: int | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a speaker starts: the piece's index, the label as printed, and where the speech begins in it.

    `label` is None where the document does not tell for certain who speaks; `continues` is set where the row
    of a table goes on with what the row above began.
    """

    piece: int
    label: str | None
    speech_start: int
    grammar: str
    continues: bool = False


def lay_out(source: SourceText, lines: list[Line]) -> list[Piece]:
    """The document as pieces in reading order; rows of a speaker table come with their speakers."""
    by_row = _speaker_rows(source)
    pieces: list[Piece] = []
    row_end = -1
    for line in lines:
        if line.start < row_end:
            continue
        first = next((c for c in line.cells if (c.table, c.row) in by_row), None)
        if first is None:
            pieces.extend(_line_pieces(line))
            continue
        row_cells, columns = by_row[(first.table, first.row)]
        row_end = max(c.end for c in row_cells)
        pieces.extend(_row_pieces(source, line, row_cells, columns))
    return pieces


def _line_pieces(line: Line) -> list[Piece]:
    """A line as one piece; a row 「問1 …」 | 「答1 …」 as one for each cell."""
    if line.blank:
        return []
    cells = line.text.split("\t")
    if len(cells) == 1 or not all(_UNNAMED.match(fold(c.strip())) for c in cells):
        return [Piece(line.start, line.end, line.text, line)]
    pieces, at = [], line.start
    for cell in cells:
        body = cell.strip()
        start = at + cell.index(body)
        pieces.append(Piece(start, start + len(body), body, line))
        at += len(cell) + 1
    return pieces


def _speaker_rows(source: SourceText) -> dict[tuple[int, int], tuple[list[Cell], tuple[str, ...]]]:
    """Rows of tables of speech: (table, row) → its cells and the table's kind, see `_table_kind`."""
    tables: dict[int, dict[int, list[Cell]]] = {}
    for cell in source.cells:
        tables.setdefault(cell.table, {}).setdefault(cell.row, []).append(cell)
    found: dict[tuple[int, int], tuple[list[Cell], tuple[str, ...]]] = {}
    kinds = {table: _table_kind(source, rows) for table, rows in tables.items()}
    for table, rows in tables.items():
        headings = kinds[table]
        if headings is None and () in kinds.values() and _only_speech(source, rows):
            # One remark may have a table of its own.
            headings = ()
        if headings is not None:
            found.update({(table, row): (cells, headings) for row, cells in rows.items()})
    return found


def _only_speech(source: SourceText, rows: dict[int, list[Cell]]) -> bool:
    """Whether every row of a table is a known speaker and a sentence."""
    texts = [[source.text[c.start : c.end].strip() for c in cells] for cells in rows.values()]
    return all(
        len(row) == 2 and is_known_label(row[0].rstrip(":：")) and "。" in row[1] for row in texts if any(row)
    )


def _table_kind(source: SourceText, rows: dict[int, list[Cell]]) -> tuple[str, ...] | None:
    """() for a speaker | speech table, the column headings for question | answer, None for any other."""

    def words(cell: Cell) -> str:
        return squeeze(source.text[cell.start : cell.end])

    first = [words(c) for c in next(iter(rows.values()))]
    if len(first) >= 2 and is_question_label(first[-2]) and is_answer_label(first[-1]):
        return tuple(first)
    pairs = [(words(r[0]).rstrip(":"), words(r[-1])) for r in rows.values() if len(r) >= 2 and words(r[0])]
    speaking = [p for p in pairs if is_known_label(p[0]) and "。" in p[1]]
    return () if len(speaking) >= 3 and len(speaking) * 2 >= len(pairs) else None


def _row_pieces(source: SourceText, line: Line, cells: list[Cell], columns: tuple[str, ...]) -> list[Piece]:
    filled = [c for c in cells if source.text[c.start : c.end].strip()]
    if not filled:
        return []
    if columns:
        return _question_row(source, line, cells, filled, columns)
    if len(filled) == 1:
        # A heading over the whole width; or the first column is empty and the last speaker goes on.
        alone = filled[0]
        return _cell_pieces(source, line, alone, None, heading=len(cells) == 1 or alone.column == 0)
    speakers = _labels_of_cell(source.text[filled[0].start : filled[0].end])
    if len(speakers) == 1 and not is_known_label(speakers[0]):
        if squeeze(speakers[0]) in {"発言者", "発言者名"}:
            return []
        if _NOT_A_SPEAKER.fullmatch(fold(speakers[0])):
            return [p for c in filled for p in _cell_pieces(source, line, c, None)]
    return _spoken_row(source, line, filled[-1], speakers)


def _labels_of_cell(text: str) -> list[str]:
    """The speakers of a cell that names one a line; a wrapped label (環境部 / 環境課長) is one."""
    labels: list[str] = []
    for label in filter(
        None, (re.sub(rf"^{_MARK}|[:：]$|\s", "", line.strip()) for line in text.split("\n"))
    ):
        wrapped = labels and (
            not is_known_label(labels[-1])
            or not is_known_label(label)
            or (is_office(labels[-1]) and not is_office(label))
        )
        if wrapped:
            labels[-1] += label
        else:
            labels.append(label)
    return labels


def _spoken_row(source: SourceText, line: Line, cell: Cell, speakers: list[str]) -> list[Piece]:
    """What is said in a row; of several speakers each has a paragraph, or else it is nobody's for certain."""
    if len(speakers) == 1:
        return _cell_pieces(source, line, cell, speakers[0])
    pieces = _cell_pieces(source, line, cell, UNCERTAIN)
    if len(pieces) != len(speakers):
        return pieces
    return [replace(piece, label=label) for piece, label in zip(pieces, speakers, strict=True)]


def _question_row(
    source: SourceText, line: Line, cells: list[Cell], filled: list[Cell], columns: tuple[str, ...]
) -> list[Piece]:
    """A row of a table 質問 | 回答: a question with its answer, a heading, or the result of it all."""
    first = fold(source.text[filled[0].start : filled[0].end])
    if len(filled) == 1 and re.match(r"\s*[【\[<(]", first):
        return _cell_pieces(source, line, filled[0], None, heading=True)
    if re.fullmatch(r".{0,8}(?:結果|結論|意見の具申).{0,12}", squeeze(first)):
        return [p for c in filled for p in _cell_pieces(source, line, c, None, heading=c is filled[0])]
    labels = dict(zip((c.column for c in cells), columns[-len(cells) :], strict=False))
    spoken = [
        (c, labels.get(c.column))
        for c in filled
        if squeeze(source.text[c.start : c.end]) != labels.get(c.column)
    ]
    return [p for c, label in spoken for p in _cell_pieces(source, line, c, label)]


def _cell_pieces(
    source: SourceText, line: Line, cell: Cell, label: str | None, *, heading: bool = False
) -> list[Piece]:
    pieces: list[Piece] = []
    at = cell.start
    for text in source.text[cell.start : cell.end].split("\n"):
        body = text.strip()
        if body:
            start = at + text.index(body)
            pieces.append(
                Piece(start, start + len(body), body, line, None if pieces else label, heading, cell.table)
            )
        at += len(text) + 1
    return pieces


def find_marks(pieces: list[Piece]) -> tuple[list[Mark], dict[str, int]]:
    """Every place where a speaker starts, in order, and how often each grammar was used.

    The grammar with most known speakers wins. Another one is taken beside it if it finds at least a tenth as
    many and shares a speaker with it, or is of the same bare kind.
    """
    table = [Mark(i, p.label or None, p.start, "table") for i, p in enumerate(pieces) if p.label is not None]
    starts = [fold(piece.text[:_LABEL_REACH]) for piece in pieces]
    if table:
        # A short table or list beside the others is told by its labels.
        beside = [m for m in _candidates(GRAMMARS[0], pieces, starts) if is_known_label(m.label or "")]
        both = {m.piece: m for m in [*beside, *table]}
        return [both[i] for i in sorted(both)], {"table": len(both)}
    candidates = {g.name: _candidates(g, pieces, starts) for g in GRAMMARS}
    counts = {g.name: sum(_is_known(m, g) for m in candidates[g.name]) for g in GRAMMARS}
    primary = max(GRAMMARS, key=lambda g: counts[g.name] * (_PREFERENCE if g.bare else 1.0))
    bullets = _unnamed_bullets(pieces)
    aside = _asides(pieces)
    if len(bullets) > counts[primary.name]:
        named = [
            m
            for g in GRAMMARS
            if not g.bare
            for m in candidates[g.name]
            if is_known_label(m.label or "") and not _is_heading_of_list(m.label or "")
        ]
        both = {m.piece: m for m in [*bullets, *named]}
        return [both[i] for i in sorted(both)], {"bullets": len(bullets)}
    if counts[primary.name] < 2:
        return [], {}
    chosen = [
        primary,
        *(g for g in GRAMMARS if g is not primary and _belongs(g, primary, candidates, counts)),
    ]
    marks: dict[int, Mark] = {}
    for grammar in chosen:
        for mark in _accepted(grammar, candidates[grammar.name]):
            marks.setdefault(mark.piece, mark)
    for mark in aside:
        marks.setdefault(mark.piece, mark)
    used = Counter(m.grammar for m in marks.values())
    settled = _settle_columns(pieces, [marks[i] for i in sorted(marks)])
    return _without_signatures(pieces, settled), dict(used)


# 「小　松　重　信」: a name set wide, as below the words 署名委員.
_SIGNATURE = re.compile(r"\S{1,4}(?:\s{1,6}\S{1,4}){1,6}")


def _without_signatures(pieces: list[Piece], marks: list[Mark]) -> list[Mark]:
    """The marks but for those at the end that only a name follows: who signs the minutes says nothing."""
    kept = list(marks)
    while kept:
        last = kept[-1]
        said = pieces[last.piece].text[last.speech_start - pieces[last.piece].start :].strip()
        if not _SIGNATURE.fullmatch(said) or re.search(r"[。、]", said):
            break
        kept.pop()
    return kept


def _unnamed_bullets(pieces: list[Piece]) -> list[Mark]:
    """Opinions 「・…」, answers 「⇒…」, 「Ｑ．」「Ａ．」, ①② under 【意見】: nobody's words for certain."""
    found = []
    under = ""
    for i, piece in enumerate(pieces):
        heading = re.fullmatch(r"[【\[<(〔](.{2,10})[】\]>)〕]", fold(piece.text))
        under = heading[1] if heading else under
        m = _UNNAMED.match(fold(piece.text))
        if m is None or (m["circle"] and not _is_heading_of_list(under)):
            continue
        following = pieces[i + 1].text if i + 1 < len(pieces) else ""
        if "。" in piece.text or ("。" in following and not _UNNAMED.match(fold(following))):
            found.append(Mark(i, None, piece.start + m.end(), "bullets"))
    answered = any(re.match(r"[⇒→AＡ①-⑳1答]", pieces[m.piece].text) for m in found)
    return found if answered else []


_ASIDE = re.compile(
    r"[【\[<(〔《≪〈]?\s?(?:主な(?:意見|質疑|発言)|質疑応答|委員間(?:討議|協議)|自由討議|意見交換|質疑|意見|討議)"
    r".{0,8}?\s?[】\]>)〕》≫〉]?"
)
_ASIDE_MARK = re.compile(r"(?:[・⇒→]|[問答](?=\s))\s{0,3}(?![(【])")


def _asides(pieces: list[Piece]) -> list[Mark]:
    """Opinions 「・…」 or 「問 …」「答 …」 under a heading of their own, amid speeches that are marked."""
    found: list[Mark] = []
    under = False
    for i, piece in enumerate(pieces):
        text = fold(piece.text).strip()
        m = _ASIDE_MARK.match(text)
        if m is None:
            under = bool(_ASIDE.fullmatch(text))
        elif under or text[0] in "問答":
            found.append(Mark(i, None, piece.start + m.end(), "asides"))
    return found if len(found) > 1 else []


_UNNAMED = re.compile(
    r"(?:[・⇒→]|[QA][0-9]{0,2}[.:．]|[問答][0-9]{1,2}(?=\s)|(?P<circle>[1-9①-⑳])(?=\s))\s{0,3}(?![(【])"
)


def _is_heading_of_list(label: str) -> bool:
    """Whether 【意見】, 【質疑】, 【回答】 heads a list of them rather than naming who speaks."""
    return bool(
        re.fullmatch(
            r"(?:主な)?(?:意見|質疑|質問|質疑応答|意見・質問|回答|応答)(?:等|内容|の概要)?", squeeze(label)
        )
    )


def _settle_columns(pieces: list[Piece], marks: list[Mark]) -> list[Mark]:
    """Mend speaker columns that slipped against the text, as text taken from a table over a page break does.

    A row that begins inside a sentence of the row above goes on with it, whatever its label, and a cell with
    two labels holds that of the row below: from there on labels run one row ahead, until a row has none or
    both ways agree. Rows of two labels one after another do not tell who speaks.
    """
    settled: list[Mark] = []
    ahead: str | None = None
    for k, mark in enumerate(marks):
        piece = pieces[mark.piece]
        if mark.grammar != "table" or "\t" not in piece.text:
            settled.append(mark)
            continue
        two = _two_labels(piece.text)
        if two and (
            _many_sentences(piece, mark)
            or (k + 1 < len(marks) and _two_labels(pieces[marks[k + 1].piece].text))
        ):
            settled.append(replace(mark, label=None))
            ahead = None
        elif two:
            settled.append(replace(mark, label=two[0]))
            ahead = None if trailing_note(piece.text) is not None else two[1]
        elif settled and mark.piece and _breaks_off(pieces[mark.piece - 1].text) and _goes_on(piece, mark):
            settled.append(replace(mark, label=settled[-1].label, continues=True))
            ahead = mark.label
        else:
            settled.append(replace(mark, label=ahead or mark.label))
            ahead = None if ahead is None or ahead == mark.label else mark.label
        following = marks[k + 1].piece if k + 1 < len(marks) else len(pieces)
        if following > mark.piece + 1 and pieces[mark.piece + 1].line.indent >= 8:
            ahead = None
    return settled


def _many_sentences(piece: Piece, mark: Mark) -> bool:
    return piece.text[mark.speech_start - piece.start :].count("。") > 1


def _two_labels(text: str) -> tuple[str, str] | None:
    parts = text.split("\t", maxsplit=1)[0].split()
    if (
        len(parts) == 2
        and len(parts[0]) > 1
        and all(is_known_label(p) for p in parts)
        and squeeze(parts[0]) != "事務局"
    ):
        return parts[0], parts[1]
    return None


def _goes_on(piece: Piece, mark: Mark) -> bool:
    # A particle, an ending or a small kana opens no sentence: it belongs to the row above.
    said = piece.text[mark.speech_start - piece.start :]
    return bool(
        re.match(
            r"など|[をゃゅょっんれるり]|が[^ん]|に(?!つい|関)|の(?!ち)|から|まで|より|へ|う[^ちえけそれ]",
            said,
        )
    )


def _breaks_off(text: str) -> bool:
    return not re.search(r"[。．！？!?」』)）>＞〕\]…]\s*$", text)


def _candidates(grammar: Grammar, pieces: list[Piece], starts: list[str]) -> list[Mark]:
    """The pieces that a grammar reads as marked; `starts` are their first characters, folded."""
    found = []
    for i, (piece, start) in enumerate(zip(pieces, starts, strict=True)):
        m = grammar.pattern.match(start)
        if not m or piece.row_heading:
            continue
        label = "".join(piece.text[m.start("label") : m.end("label")].split())
        if _NOT_A_SPEAKER.fullmatch(fold(label)) and not is_known_label(label):
            continue
        found.append(Mark(i, label, piece.start + m.end(), grammar.name))
    return found


def _belongs(
    other: Grammar, primary: Grammar, candidates: dict[str, list[Mark]], counts: dict[str, int]
) -> bool:
    if counts[other.name] < max(2, counts[primary.name] // 10):
        return False
    if (other.bare and primary.bare) or (other.family == primary.family):
        return True
    known = {squeeze(m.label or "") for m in candidates[primary.name]}
    shared = sum(
        squeeze(m.label or "") in known for m in candidates[other.name] if is_known_label(m.label or "")
    )
    return shared * 2 >= counts[other.name] and not (other.bare and not primary.bare)


def _is_known(mark: Mark, grammar: Grammar) -> bool:
    return grammar.sure or is_known_label(mark.label or "")


def _accepted(grammar: Grammar, marks: list[Mark]) -> list[Mark]:
    """Known labels, and in a grammar with visible marks also unknown ones that come back (甲社, 丙団体)."""
    often = Counter(squeeze(m.label or "") for m in marks)
    return [
        m for m in marks if _is_known(m, grammar) or (not grammar.bare and often[squeeze(m.label or "")] >= 2)
    ]


def reads_as_speech(text: str) -> bool:
    """Whether a stretch of text holds a sentence, as speech does and a list of attendees does not."""
    return bool(_SENTENCE.search(fold(text.strip())))
