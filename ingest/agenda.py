"""Agenda items: the header's list, the headings of the body, and what opens which item.

An item is opened by a heading or by words of the chair.

Example of a list: 「6 議　題」「(1) 諮問第3号　街頭防犯カメラの画像の外部提供について」「(4) その他」.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from ingest.clean import Line
from ingest.header import field_of
from ingest.notation import find_dates, fold, holds_sentence, squeeze, to_number
from ingest.records import Span

# Longer agendas are not read to the end: every line is compared with every item.
MAX_ITEMS = 300

# What papers put before a meeting are counted as: 諮問第3号, 議員提出議案第1号, 意見書案第2号.
FORMAL_KINDS = (
    r"(?:諮問|報告|議員提出議案|議案|審議|協議|承認|認定|請願|陳情|同意|選挙|発議|意見書|意見|決議|議)(?:案)?"
)
# 「令和6年陳情第12号」: an assembly counts petitions anew every year.
YEAR = r"(?:(?:令和|平成|昭和)\s?(?:[0-9]{1,2}|元)\s?年度?\s?)?"
LONG_NUMBER = r"(?:[0-9]{1,4}|[一二三四五六七八九十百]{1,5})"
# 「第32号議案」, 「乙第12号議案」: the number may stand before what is counted.
_BACKWARD_KINDS = r"(?:議案|諮問|報告|認定|請願|陳情)"
FORMAL = (
    rf"(?:(?P<kind>{FORMAL_KINDS})第\s{{0,2}}(?P<number>{LONG_NUMBER})\s{{0,2}}号"
    rf"|(?P<series>[甲乙丙市区県]?)第\s{{0,2}}(?P<number_before>{LONG_NUMBER})\s{{0,2}}号(?P<kind_behind>{_BACKWARD_KINDS}))"
)
# Brackets and marks that stand around a heading and are no part of it.
HEADING_MARKS = "【】[]<>＜＞〈〉《》≪≫◆■○◎●◇□△▲ \u3000"

_N = r"(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})"
_NUMBERING = re.compile(
    rf"(?P<formal>{YEAR}(?:{FORMAL_KINDS}第\s{{0,2}}{LONG_NUMBER}\s{{0,2}}号"
    rf"|[甲乙丙市区県]?第\s{{0,2}}{LONG_NUMBER}\s{{0,2}}号{_BACKWARD_KINDS}))"
    r"|(?P<case>(?:諮問|審議|報告|抽出|協議|審査)?(?:案件|事案|議題|議事|事項|議案|日程|次第)"
    rf"\s{{0,2}}第?\s{{0,2}}[(]?(?:{_N}|[A-Z](?![A-Za-z])|[①-⑳⑴-⒇])[)]?)"
    rf"|(?P<nth>第\s?{_N}\s?号?)(?=\s|$)"
    rf"|(?P<bracket>[(]\s?{_N}\s?[)])"
    rf"|(?P<closing>{_N}[)])"
    r"|(?P<circle>[①-⑳⑴-⒇])"
    rf"|(?P<dotted>{_N}\s?[.．、](?=\D))"
    rf"|(?P<plain>{_N}(?=\s))"
    r"|(?P<kana>[ア-ン](?=\s|[.．、]))"
    r"|(?P<mark>[・※◆■◎●○□◇△▲*-](?=\s?\S))"
)
_REFERENCE = re.compile(rf"(?P<year>{YEAR}){FORMAL}")
_SECTION = re.compile(
    r"\s*(?:[【\[](?P<section>[^】\]]{2,30}(?:課|室|部|局|係|センター|所|館|会)[^】\]]{0,10})[】\]])\s*"
)
# 「…について【継続審議】」: the list itself tells the result.
_RESULT = re.compile(r"\s*【[^【】]{2,20}】\s*$")
_REMARK = re.compile(r"[(（][^()（）]{0,12}(?:継続審議分?|継続分?|非公開|公開)[^()（）]{0,6}[)）]")
_PROCEDURAL = re.compile(
    r"(?:.{0,6}"
    r"(?:開会|閉会|開議|散会|挨拶|あいさつ|委嘱|辞令|互選|選任|選出|自己紹介|委員の?紹介"
    r"|職員紹介|資料(?:の)?確認"
    r"|出席(?:者)?(?:の)?(?:状況|確認)"
    r"|会議録署名|署名委員|会議の公開|傍聴|事務連絡|連絡事項"
    r"|次回(?:の)?(?:開催|日程|会議).{0,12}"
    r"|前回会議の.{0,8}"
    r"|.{0,4}会議録.{0,8}確認).{0,12}"
    r"|(?:次回|今後|会議|審議会|委員会|協議会|部会)?の?(?:開催)?日程(?:等|調整)?(?:について|の調整|の確認)?"
    r"|議事日程.{0,8}|その他.{0,6}|以上|なし"
    # Headings of the record itself, and what is done with items, taken up by a list that runs into the talk.
    r"|[【〔\[(]?(?:会議|発言|審議|議事|質疑|協議)の?(?:要旨|概要|内容|経過|記録)(?:[】〕\])].*|[(].*)?"
    r"|主な(?:意見|質疑|発言|質問).{0,20}"
    r"|[(〔]?午[前後].{1,8}(?:開議|開会|散会|閉会|休憩|再開)[)〕]?"
    r"|[(](?:.{0,24}[、・])?(?:質疑|討論|採決|意見表明)[)])"
)
_GROUP = re.compile(
    r"(?:議題|議事|案件|諮問|諮問案件|諮問事項|審議|審議案件|審議事項|協議|協議事項|報告"
    r"|報告事項|報告案件|付議案件|議案|審査事項|その他)"
    r"(?:の審議|の報告|について|に関すること)?"
)
_TITLE_END = re.compile(r"(?:について|の件|に関すること|に対する(?:答申|意見)|報告|案|[)])$")


@dataclass(frozen=True, slots=True)
class Item:
    """An agenda item while the document is read; `span` is where its title stands first."""

    title: str
    number: str | None = None
    kind: str = "その他"
    section: str | None = None
    span: Span = (0, 0)
    procedural: bool = False
    ordinal: int | None = None
    key: str = field(default="")

    @property
    def formal_number(self) -> str | None:
        """諮問第3号 with half-width digits, as speech refers to the item; None if it has none."""
        return _formal(self.number or "")[0]

    @property
    def formal_year(self) -> str:
        """令和6年, where the number begins with a year; else an empty string."""
        return _formal(self.number or "")[1]


@lru_cache(maxsize=1024)
def _formal(number: str) -> tuple[str | None, str]:
    """(kind and value, year) of a printed number: 「令和6年陳情第１２号」 → 陳情12, 令和6年."""
    m = _REFERENCE.search(fold(number))
    return (formal_name(m), squeeze(m["year"])) if m else (None, "")


def formal_name(m: re.Match[str]) -> str:
    """諮問3 for a match of `FORMAL` in 諮問第三号: the form in which numbers are compared.

    意見書案 counts as 意見書; 第12号議案 is 議案12, 乙第12号議案 another.
    """
    kind = m["kind"] or m["series"] + m["kind_behind"]
    kind = kind if kind.endswith("議案") else kind.removesuffix("案")
    return f"{kind}{to_number(m['number'] or m['number_before'])}"


@dataclass(frozen=True, slots=True)
class _Entry:
    """One line of an agenda list, its numbering taken off."""

    style: str
    value: int | None
    number: str | None
    title: str
    start: int
    end: int


def take_numbering(text: str) -> tuple[str, int | None, str | None, str]:
    """(style, value, number as printed where it names the item, rest) of a heading or list line.

    「(1) 諮問第3号　防犯カメラについて」 → ("bracket", 1, "諮問第3号", "防犯カメラについて").
    """
    style, value, number = "", None, None
    at = 0
    folded = fold(text)
    for _ in range(3):
        at += len(folded[at:]) - len(folded[at:].lstrip(" \t:."))
        m = _NUMBERING.match(folded, at)
        if not m or (m.lastgroup == "mark" and style):
            break
        kind = m.lastgroup or ""
        digits = re.search(_N, m[0])
        if not style:
            style, value = kind, to_number(digits[0]) if digits else _place(m[0])
        if kind in {"formal", "case"}:
            number = re.sub(r"\s+", "", text[at : m.end()])
        at = m.end()
    rest = text[at:].strip(" 　\t:：.．、")
    # 「【事案1】…」 loses its opening bracket with the number.
    return style, value, number, rest.lstrip("】 \u3000") if rest.startswith("】") else rest


def _place(mark: str) -> int | None:
    """The place that ⑫ or ウ stands for; None for other marks."""
    for first, last in (("①", "⑳"), ("⑴", "⒇")):
        if first <= mark[-1] <= last:
            return ord(mark[-1]) - ord(first) + 1
    return "アイウエオカキクケコサシスセソ".find(mark) + 1 or None


def read_agenda_list(lines: Sequence[Line], *, planned: bool = False) -> list[Item]:
    """Items of the header's agenda list, in order; procedural ones (開会, その他) are marked as such.

    Args:
        lines: The header's lines.
        planned: Whether the header is itself an order of the day (次第), whose numbered lines are the list.
    """
    entries = _list_entries(lines)
    if not entries and planned:
        for line in lines:
            if not line.blank and (entries or take_numbering(line.text)[0]) and not field_of(line.text):
                _add_line(entries, line)
    items: list[Item] = []
    group_kind: str | None = None
    for i, entry in enumerate(entries):
        title = entry.title
        if not title:
            continue
        if _is_group(title):
            group_kind = squeeze(title)
            following = entries[i + 1] if i + 1 < len(entries) else None
            if following and following.style != entry.style and not _PROCEDURAL.fullmatch(squeeze(title)):
                continue
        items.append(
            make_item(title, entry.number, (entry.start, entry.end), group=group_kind, ordinal=entry.value)
        )
    return [i for i in items if not _GROUP.fullmatch(squeeze(i.title)) or i.procedural][:MAX_ITEMS]


def _is_group(title: str) -> bool:
    return bool(_GROUP.fullmatch(squeeze(re.sub(r"[(].*?[)]", "", title))))


def _list_entries(lines: Sequence[Line]) -> list[_Entry]:
    entries: list[_Entry] = []
    inside = False
    indent = 0
    head = ""
    for line in lines:
        if line.blank or _is_day(line):
            continue
        if _repeats_first(entries, line):
            break
        found = field_of(line.text)
        style = _entry_of(line).style
        if inside and style and style == head and any(e.style not in {"", head} for e in entries):
            # 「◇審議の内容」 under 「◇議題」 and its (1), (2) is the next heading.
            inside = False
        if found and found[0] == "agenda" and (inside or not entries or not _names_one(line.text)):
            inside, indent, head = True, line.indent, style
            _open_list(entries, line, found[1])
        elif inside:
            inside = _may_belong(line, found, entries, indent) and _add_line(entries, line)
    return entries


def _is_day(line: Line) -> bool:
    # 「令和２年12月18日（金曜日）　午後１時30分　開議」 above the order of the day is none of its items.
    return any(start == 0 for start, _, _ in find_dates(line.text[:30])) and len(line.text) <= 40


def _entry_of(line: Line) -> _Entry:
    style, value, number, title = take_numbering(line.text)
    return _Entry(style, value, number, title, line.start, line.end)


def _open_list(entries: list[_Entry], line: Line, value_start: int) -> None:
    """Take what the line that heads a list holds itself: an item, several items, or the name of a group."""
    entry = _entry_of(line)
    listed = line.text[value_start:]
    # 「議題1　…」 is an item itself, not the head of a list.
    if re.match(rf"(?:\S{{0,4}}案件|\S{{0,2}}議題)\s?{_N}", fold(line.text)):
        _append(entries, entry)
    elif take_numbering(listed)[3]:
        entries.extend(_split_inline(listed, line.start + value_start))
    elif entries and _is_group(line.text):
        _append(entries, replace(entry, style="", value=None, number=None))
    elif _is_group(entry.title) and len(squeeze(entry.title)) > 2:
        _append(entries, replace(entry, value=None, number=None))


def _names_one(text: str) -> bool:
    # 「案件(1)：情報政策室 …」 behind the list tells who explained the item; it opens no other list.
    return bool(re.match(rf"[(【<]?\S{{0,4}}(?:案件|議題|議事)\s?[(]?{_N}", fold(text)))


def _may_belong(line: Line, found: tuple[str, int] | None, entries: Sequence[_Entry], indent: int) -> bool:
    """Whether a line under the head of a list is neither a table row nor the next header field."""
    if "\t" in line.text:
        return False
    return found is None or _looks_like_field(line, found[0], entries, indent)


def _looks_like_field(line: Line, key: str, entries: Sequence[_Entry], indent: int) -> bool:
    """Whether a line of the list only looks like a header field: 「(4) その他」, 「3 開会」."""
    if key != "other":
        return False
    if not entries:
        return line.indent > indent
    style = take_numbering(line.text)[0]
    return bool(style) and any(e.style == style for e in entries)


def _split_inline(text: str, start: int) -> list[_Entry]:
    """Items that stand on one line: 「1 議題 （1）議事 ○○について（諮問） △△について（報告） 2 その他」."""
    cuts = [0]
    folded = fold(text)
    for m in re.finditer(
        rf"(?<=\s)(?:[(]{_N}[)]|[0-9]{{1,2}}[ .．、]|[①-⑳])|(?<=[て件告])\s+(?=\S)|(?<=[^0-9][)])\s+(?=\S)",
        folded,
    ):
        cuts.append(m.start())
    entries = []
    for a, b in zip(cuts, [*cuts[1:], len(text)], strict=True):
        part = text[a:b].strip()
        if part:
            at = start + a + text[a:b].index(part[0])
            style, value, number, rest = take_numbering(part)
            rest = re.sub(r"^(?:議題|議事|案件|報告|審議)[\s　]+(?=\S)", "", rest)
            entries.append(_Entry(style or "space", value, number, rest, at, at + len(part)))
    return entries


def _add_line(entries: list[_Entry], line: Line) -> bool:
    """Take a line into the list; False where it is no longer part of it."""
    entry = _entry_of(line)
    if entries and not entry.style:
        last = entries[-1]
        if _wraps(last, line):
            entries[-1] = replace(last, title=last.title + line.text, end=line.end)
            return True
        numbered = bool(last.style) and not _is_group(last.title)
        if numbered and not re.match(r"[(（【]|\S{2,6}\s?[:：]", line.text):
            return False
    _append(entries, entry)
    return True


def _repeats_first(entries: Sequence[_Entry], line: Line) -> bool:
    """Whether the list's first item comes again: there the talk begins."""
    first = next((e for e in entries if e.title and not _is_group(e.title)), None)
    return (
        first is not None
        and len(entries) > 1
        and squeeze(_entry_of(line).title) == squeeze(_RESULT.sub("", first.title))
    )


def _wraps(last: _Entry, line: Line) -> bool:
    """Whether an unnumbered line goes on with the title above it."""
    if _is_group(last.title) or re.match(r"[(（※]", line.text):
        return False
    title = fold(_SECTION.sub("", last.title)).strip()
    return not _TITLE_END.search(title) or title.count("(") > title.count(")")


def _append(entries: list[_Entry], entry: _Entry) -> None:
    # 「諮問機関：…」 under an item names its section, not another item.
    if re.match(r"[*\s]*(?:諮問|利用|実施|提案|担当|所管|説明)\S{0,4}\s?[:：]", entry.title):
        return
    if not re.search(r"[。]$|^[(（]?※", entry.title):
        entries.append(entry)


def make_item(
    title: str, number: str | None, span: Span, *, group: str | None = None, ordinal: int | None = None
) -> Item:
    """An item from its printed title, number and section taken out.

    Its kind is read from the number, the title or the heading of its group.
    """
    section = None
    m = _SECTION.search(title)
    if m:
        section = m["section"].strip()
        title = _SECTION.sub(" ", title)
    title = _RESULT.sub("", _REMARK.sub("", title)).strip(" 　")
    leading = re.match(r"(?P<number>報告|諮問|審議|協議|議案|そ\s?の\s?他)[\s　]{1,3}(?=\S{4})", title)
    if leading:
        named = squeeze(leading["number"])
        number, title = number or (None if named == "その他" else named), title[leading.end() :]
    trailing = re.search(
        r"[(（]\s?((?:諮問|報告|議案|請願|陳情|認定|承認|同意)第\s?[0-9０-９一二三四五六七八九十]{1,3}\s?号)\s?[)）]$",
        title,
    )
    if trailing:
        number = number or squeeze(trailing[1])
        title = title[: trailing.start()].strip(" 　")
    title = re.sub(r"\s*\n\s*", "", title)
    key = title_key(title)
    return Item(
        title=title,
        number=number,
        kind=_kind(number, title, group),
        section=section,
        span=span,
        procedural=bool(_PROCEDURAL.fullmatch(squeeze(title))) and not _REFERENCE.search(fold(number or "")),
        ordinal=ordinal,
        key=key,
    )


def _kind(number: str | None, title: str, group: str | None) -> str:
    for text in (number or "", _tail(title), group or "", title):
        for word, kind in (
            ("諮問", "諮問"),
            ("請願", "請願"),
            ("陳情", "請願"),
            ("議案", "議案"),
            ("報告", "報告"),
            ("審議", "審議"),
            ("協議", "審議"),
            ("審査", "審議"),
        ):
            if word in text and not (text is title and word in {"審議", "審査", "協議"}):
                return kind
    return "その他" if _PROCEDURAL.fullmatch(squeeze(title)) else "審議"


def _tail(title: str) -> str:
    m = re.search(r"[(（]([^()（）]{1,8})[)）]$|(報告)$", title.strip())
    return (m[1] or m[2]) if m else ""


def title_key(title: str) -> str:
    """What is compared of a title: without width, white space, punctuation, brackets and 「について」."""
    text = squeeze(title)
    text = re.sub(r"(?:について|の件|に関すること)(?=$|[(])", "", text)
    return re.sub(r"[「」『』【】()\[\]、。・,.:]", "", text)


@lru_cache(maxsize=4096)
def _bigrams(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))


def title_overlap(key: str, text: str) -> float:
    """Share of a title's character pairs that stand in the text, 0 to 1."""
    return _share(key, _bigrams(title_key(text)))


def _share(key: str, of: frozenset[str]) -> float:
    pairs = _bigrams(key)
    return len(pairs & of) / len(pairs) if pairs else 0.0


def match_heading(text: str, items: Sequence[Item]) -> int | None:
    """Index of the item whose title or number the heading line is; None if it is no item's heading.

    Marks and brackets around the line are set aside.
    """
    if not items or _tells(fold(text)):
        return None
    style, value, number, rest = take_numbering(text.strip(HEADING_MARKS))
    key = make_item(rest, number, (0, 0)).key if rest else ""
    formal = _formal(number)[0] if number else None
    if not rest and not formal and style in {"nth", "case"}:
        # 「【諮問案件1】」 is no 「1 開会」.
        return _item_at(value, items, procedural=style != "case")
    numbered = item_of_number(number, items) if number else None
    if numbered is not None:
        return numbered
    best, best_score = None, 0.0
    for i, item in enumerate(items):
        if number and _other_number(number, item):
            continue
        same = formal and item.formal_number == formal and title_overlap(item.key, key) > 0.5
        same = same or (value == item.ordinal and len(key) >= 4 and item.key.startswith(key))
        same = same or (number and not key and squeeze(item.number or "") == squeeze(number))
        score = 1.0 if same else _likeness(key, item.key) if key and item.key else 0.0
        if score > best_score:
            best, best_score = i, score
    return best if best_score >= 0.8 else None


def _tells(text: str) -> bool:
    """Whether a line is part of a sentence about an item: 「請願第5号については、紹介議員から説明を」."""
    return bool(
        re.search(r"(?:について|につきまして|に関して|に対して)は|とのこと|(?:ました|ます)$", text)
        and not re.search(
            r"(?:請願|陳情|意見書|決議|条例|予算|決算|について|の件)書?(?:[(].{0,12}[)])?$", text
        )
    )


def _item_at(ordinal: int | None, items: Sequence[Item], *, procedural: bool = True) -> int | None:
    """Index of the one item of this place in the list that has no formal number; None for none or several."""
    placed = [
        i
        for i, item in enumerate(items)
        if item.ordinal == ordinal and not item.formal_number and (procedural or not item.procedural)
    ]
    return placed[0] if len(placed) == 1 and ordinal is not None else None


def item_of_number(number: str, items: Sequence[Item]) -> int | None:
    """Index of the one item that a formal number (諮問第3号) is the number of; None where none or several."""
    if _formal(number)[0] is None:
        return None
    found = [i for i, item in enumerate(items) if item.formal_number and not _other_number(number, item)]
    return found[0] if len(found) == 1 else None


def _other_number(number: str, item: Item) -> bool:
    """Whether a formal number is not the item's: two petitions of one title are two items."""
    formal, year = _formal(number)
    if formal is None or item.formal_number is None:
        return False
    return formal != item.formal_number or (bool(year) and item.formal_year not in {"", year})


def _likeness(a: str, b: str) -> float:
    if a == b:
        return 1.0
    if len(a) * 3 < len(b) or len(b) * 3 < len(a):
        return 0.0
    short, long = sorted((a, b), key=len)
    if len(short) >= 6 and long.startswith(short) and len(short) * 3 >= len(long):
        return 0.9
    if len(short) < 6 or len(short) * 2 < len(long):
        return 0.0
    pa, pb = _bigrams(a), _bigrams(b)
    return len(pa & pb) / max(len(pa), len(pb))


_ITEM_HEADING = re.compile(
    rf"[(]?\s?(?:(?:諮問|審議|報告|抽出|協議|審査)?(?:案件|事案|議題|議事|次第)\s{{0,2}}第?\s?[(]?(?:{_N}|[A-Z](?=\s)|[①-⑳⑴-⒇])[)]?"
    rf"|{YEAR}(?:{FORMAL_KINDS}第\s?{LONG_NUMBER}\s?号|[甲乙丙市区県]?第\s?{LONG_NUMBER}\s?号{_BACKWARD_KINDS}))"
    r"(?![のはにをがで])"
    r"|(?:審査|審議|報告|協議|諮問|抽出)(?:\s?[0-9]{1,2}\s+\S|[】\]]\s?\S{4})"
    r"|(?:(?:諮問|報告|協議|審議|審査)(?:事項|案件)?|そ\s?の\s?他)\s{1,3}\S{4,60}(?:について|の件|状況|報告)(?:[(][^()]{1,12}[)])?$"
)


def is_item_heading(text: str) -> bool:
    """Whether a line by its form alone opens an item: 「【諮問案件1】」, 「諮問第3号　…」."""
    folded = fold(text.strip(HEADING_MARKS)).strip()
    folded = re.sub(
        rf"^(?:日程\s?第\s?{_N}[、,\s]{{1,3}}|[(]{_N}[)]\s{{0,3}}|{_N}[).．、]\s{{0,3}}|{_N}\s{{1,3}})",
        "",
        folded,
    )
    if text.count("\t") > 1:
        # A row of a table.
        return False
    # A petition's title may itself hold a full stop.
    whole = not holds_sentence(folded) or bool(re.search(r"(?:請願|陳情|意見書)(?:[(].{0,12}[)])?$", folded))
    return len(folded) <= 160 and whole and not _tells(folded) and bool(_ITEM_HEADING.match(folded))


def named_by_chair(text: str, items: Sequence[Item], current: int | None) -> int | None:
    """Index of the not yet opened item that the chair's words turn to, e.g. 「次に、議題2に入ります」.

    A formal number counts most, then the item's ordinal beside 議題 or 案件, then the title's own words.
    """
    opening = fold(text[:260])
    if not re.search(
        r"説明|議題|案件|議事|諮問|報告|審議|審査|続き|続いて|次に|次の|移り|入り|始め|について(?:です|でござい)"
        r"|お願い|提案|上程",
        opening,
    ):
        return None
    start = 0 if current is None else current + 1
    named = [m[0] for m in _REFERENCE.finditer(opening[:120])]
    pairs = _bigrams(title_key(opening[:160]))
    ordinal = re.search(
        rf"(?:(?:議題|案件|議事|次第|日程)(?:の|第)?\s?[(]?|(?:次に|続いて|続きまして)、?[(])(?P<n>{_N})[)]?"
        r"(?:番目|つ目|点目)?",
        opening[:80],
    )
    for i in range(start, len(items)):
        item = items[i]
        if item.formal_number and any(not _other_number(number, item) for number in named):
            return i
        if len(item.key) >= 4 and _share(item.key, pairs) >= 0.6 and not _GROUP.fullmatch(item.key):
            return i
    if ordinal:
        n = to_number(ordinal["n"])
        return next((i for i in range(start, len(items)) if items[i].ordinal == n), None)
    return _next_by_word(opening, items, start)


def placed_by_chair(sentence: str, items: Sequence[Item], current: int | None) -> int | None:
    """Index of another item that a sentence begins with by its place: 「②、委託先の追加について」."""
    # Folding would make ② a plain 2.
    m = re.match(rf"\s?[(]({_N})[)]", fold(sentence)) or re.match(
        r"[^。]{0,12}?([①-⑳])(?=[、のにではへ])", sentence
    )
    if m is None:
        return None
    place = to_number(m[1])
    found = [i for i, item in enumerate(items) if item.ordinal == place]
    found = [i for i in found if not items[i].procedural] or found
    return found[0] if len(found) == 1 and found[0] != current else None


_MOVES_ON = re.compile(
    r"^.{0,16}?(?:まず|次は|次に|次の|続いて|続きまして|[二三四五]つ目|[2-9](?:つ|点|番)目|最後|では、|それでは|報告事項)"
)


def numbered_by_chair(text: str, items: Sequence[Item], current: int | None) -> int | None:
    """Index of another item that the chair moves on to by number: 「次に、陳情第9号の取扱いについて」."""
    if not _MOVES_ON.match(text):
        return None
    named = _REFERENCE.search(fold(text[:80]))
    found = [
        i
        for i, item in enumerate(items)
        if named and item.formal_number and not _other_number(named[0], item)
    ]
    return found[0] if found and found[0] != current else None


def _next_by_word(opening: str, items: Sequence[Item], start: int) -> int | None:
    """The next item, if the chair moves on and names a word of four characters or more that only it has."""
    if start >= len(items) or not _MOVES_ON.match(opening):
        return None
    key = items[start].key
    others = "".join(item.key for i, item in enumerate(items) if i != start)
    words = (key[i : i + 4] for i in range(len(key) - 3))
    return start if any(w in opening[:60] and w not in others for w in words) else None
