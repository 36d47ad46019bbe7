"""Facts of the header block: municipality, council, label, date, place, open or closed, attendance.

Example: 「令和5年度第2回青嶺市個人情報保護審議会会議録」 + 「1 日　時　令和5年11月14日（火）午後2時から…」.
"""

import re
from dataclasses import dataclass

from ingest.clean import Line
from ingest.municipalities import municipality_at
from ingest.notation import find_dates, find_fiscal_year, find_times, fold, squeeze, to_number
from ingest.records import Attendee

_TOWN_HALL = r"(?:役所|役場|立|長|公式|議会)"
# No official name of a municipality alone is longer.
_LONGEST_NAME = 8
_COUNCIL_END = (
    r"(?:審議会|審査会|審査委員会|委員会|協議会|懇話会|懇談会|検討会議?|推進会議|運営会議"
    r"|調査会|評議会|市民会議|本部会議|有識者会議|策定会議|総合教育会議|教育会議|連絡会議"
    r"|専門部会|分科会|部会|市議会|町議会|村議会|区議会|県議会|都議会|府議会|道議会|会議)"
)
_RECORD_WORD = (
    r"(?:会議録|議事録|会議概要|会議要旨|会議要録|議事要旨|議事概要|議事要録|要点記録|会議結果"
    r"|議事予定|会議次第|開催結果|会議の記録|会議記録|審議結果|審議概要|審議要旨|審査概要|記録|結果|概要|要旨|次第)"
)
_TITLE_WORD = re.compile(
    r"会\s{0,3}議\s{0,3}録|議\s{0,3}事\s{0,3}録|会議概要|会議要旨|会議要録|議事要旨"
    r"|議事概要|議事要録|要点記録|会議結果|議事予定|会議次第|開催結果|会議の記録|会議記録"
    r"|審議会結果|委員会記録|(?:審議会|委員会|協議会|会議|懇談会|懇話会)の記録|[(]要[旨録点][)]|議事の概要|審議概要|審議要旨|審査概要"
)
_MUNICIPALITY = re.compile(
    r"[^\s\d第回度年()「」『』【】・,、。:]{1,7}?[市区町村](?![市区町村](?![民街場営立長政役内有]))"
)
_PREFECTURE = re.compile(r"(?:北海道|東京都|京都府|大阪府|[^\s市区町村]{2,3}県)")
# 東村 + 山市: a longer name that ends in 市 right after, unless that 市 begins a word (市民, 市街).
_LONGER_NAME = re.compile(r"[^\s()・]{1,2}市(?![民街場営])")
_SESSION = re.compile(r"第\s{0,2}(?P<number>[0-9]{1,4}|[一二三四五六七八九十百元]{1,5})\s{0,2}回")
# 「令和5年11月定例会」: boards of education count by month.
_MONTHLY = re.compile(
    r"(?:(?:昭和|平成|令和)\s?[0-9元]{1,2}年\s?)?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})月"
    r"(?=\s?[^\s0-9年月日、。]{0,16}(?P<sort>定例総?会|臨時総?会|定例教育委員会|臨時教育委員会|定例|臨時))"
)
_DAY = re.compile(r"(?P<day>[0-9]{1,2}|[一二三四五六七八九])\s{0,2}日目|[(]第(?P<nth>[0-9]{1,2})[日号][)]")

_FIELDS = {
    "name": r"会議名|会議の名称|会議名称|審議会等?の?名称?|委員会名|附属機関の名称|名称|会\s{0,4}議\s{0,4}名",
    "date": (
        r"日\s{0,6}時|と\s{0,4}き|開\s{0,6}議|開催日時?|開催日及び場所|開催年月日"
        r"|開\s{0,4}催\s{0,4}日\s{0,4}時?"
        r"|開[会催議]の?日時(?:[、・及び]{1,2}場所)?|期\s{0,6}日|年月日|会議の日時|実施日時?|開催日時及び場所|開催日時・場所"
    ),
    "place": r"場\s{0,6}所|ところ|開催場所|会\s{0,6}場|開\s{0,4}催\s{0,4}場\s{0,4}所|会議の場所|実施場所",
    "open": (
        r"公開・非公開(?:の別)?"
        r"|公開又は非公開の別|公開または非公開の別"
        r"|会議の公開・?非公開?(?:の別)?"
        r"|公開の可否|会議の公開|公開区分|公開状況"
    ),
    "attendees": (
        r"出\s{0,4}席\s{0,4}者"
        r"|出\s{0,4}席\s{0,4}委\s{0,4}員"
        r"|出\s{0,4}席|委\s{0,4}員|出席議員|出席状況|審議者|出席委員氏名|参加者|構成員"
    ),
    "absentees": r"欠\s{0,4}席\s{0,4}者|欠\s{0,4}席\s{0,4}委\s{0,4}員|欠席議員|欠\s{0,4}席",
    "secretariat": r"事\s{0,4}務\s{0,4}局(?:職員(?:職?氏名)?)?|事務局職員職氏名",
    "proponents": (
        r"実施機関(?:[(]説明者[)])?"
        r"|説明(?:員|者)|担当課|町側|市側|執行部|理事者"
        r"|説明のため出席した者(?:の職氏名)?"
        r"|関係課|出席職員"
    ),
    "other": (
        r"傍\s{0,4}聴\s{0,4}[者人](?:数|の数)?"
        r"|配[布付]資料|会議資料|資\s{0,6}料|非公開(?:の)?理由|問い?合わ?せ先?|その他"
        r"|関連リンク|審議対象期間|担当部署|所管課|会議の?経過|会議の内容|会議録|会議の概要"
        r"|議事の概要|議事要旨|会議の状況|審議経過|更新日.{0,20}|掲載日.{0,20}|会議結果|作成者"
        r"|閉会|開会"
    ),
    "agenda": (
        r"議\s{0,6}案|(?:審査|審議|抽出|付議)(?:対象|事案)|議\s{0,6}題(?:(?:及び|と)(?:審議)?結果|等)?"
        r"|案\s{0,6}件"
        r"|議\s{0,6}事(?:\s{0,4}(?:日\s{0,4}程|次\s{0,4}第))?"
        r"|会議次第|次\s{0,6}第|会議の議題"
        r"|付議(?:案件|事件|事項)"
        r"|(?:本日の)?(?:会議|委員会)に付(?:し|す)た?(?:事件|案件|議案)|(?:付託|審査|本日の)(?:事件|案件)"
        r"|審議(?:事項|案件)|報告(?:事項|案件)|協議(?:事項|案件)|諮問(?:事項|案件)|会議(?:事項|内容)"
        r"|議事内容|審査(?:事項|案件)|日\s{0,6}程"
    ),
}
_BULLET = r"(?:一(?=\s)|[■◆◇○●・〇◎□▼▽*-]|[0-9]{1,2}[.．、)]?|[(][0-9]{1,2}[)]|[①-⑳])?\s{0,4}[【\[<(]?\s{0,2}"
_FIELD = {
    key: re.compile(
        rf"{_BULLET}(?P<name>{words})(?:\s{{0,2}}[(]第[^()]{{1,6}}[)]|[(][^()]{{1,8}}[)])?\s{{0,2}}[】\]>)]?(?:\s{{0,4}}[:\t]\s{{0,8}}|\s{{1,12}}|$)"
    )
    for key, words in _FIELDS.items()
}


def field_of(text: str) -> tuple[str, int] | None:
    """(key, where the value starts) if the line opens a header field, else None.

    Keys: name, date, place, open, attendees, absentees, secretariat, proponents, agenda, other.
    """
    folded = fold(text)
    for key, pattern in _FIELD.items():
        m = pattern.match(folded)
        if m:
            return key, m.end()
    return None


def is_title(text: str) -> bool:
    """Whether a line is a title of minutes: names the record and is no sentence."""
    folded = fold(text)
    return len(folded) <= 90 and "。" not in folded and bool(_TITLE_WORD.search(folded))


def names_meeting(text: str) -> bool:
    """Whether a title names a council or a session, so that it can open another meeting of the file."""
    folded = fold(text)
    return is_title(text) and bool(_SESSION.search(folded) or re.search(_COUNCIL_END, squeeze(folded)))


@dataclass(frozen=True, slots=True)
class HeaderFacts:
    """What the header states; None where it is silent."""

    municipality: str | None = None
    prefecture: str | None = None
    council: str | None = None
    label: str | None = None
    date: str | None = None
    start: str | None = None
    end: str | None = None
    place: str | None = None
    open: bool | None = None
    attendees: tuple[Attendee, ...] = ()


def read_header(lines: list[Line], whole: list[Line]) -> HeaderFacts:
    """Read the facts of one meeting's header.

    Args:
        lines: The header's lines, title included.
        whole: All lines of the meeting, for a municipality named only elsewhere (the contact block).
    """
    values = _field_values(lines)
    # A line broken in the middle of the title ("…プール / 指定管理者…会議録") reads on in the next one.
    titles = [_text(line) for line in lines[:12] if line.text]
    named = " ".join(values.get("name", []))
    title = _title_of(titles)
    council = _council(named) or _best_council([title, *titles])
    municipality = (
        _municipality(council or "") or _municipality(squeeze(named)) or _municipality_nearby(whole, council)
    )
    if council and municipality and not council.startswith(municipality) and not _municipality(council):
        council = municipality + council
    when = " ".join(values.get("date", []))
    date, times = _date(when, lines, title)
    return HeaderFacts(
        municipality=municipality,
        prefecture=_prefecture_of(municipality, [*lines, *whole[-20:]]),
        council=council,
        label=_label(title, named, " ".join(titles[:4])),
        date=date,
        start=times[0] if times else None,
        end=times[1] if len(times) > 1 else None,
        place=_place(values, when),
        open=_open(values.get("open", [])),
        attendees=_attendees(values),
    )


def _best_council(titles: list[str]) -> str | None:
    """The first council that the titles name, one with its municipality before one without."""
    councils = [c for t in titles if (c := _council(t))]
    return next((c for c in councils if _municipality(c)), councils[0] if councils else None)


def _text(line: Line) -> str:
    return re.sub(r"\s+", " ", fold(line.text))


def _title_of(titles: list[str]) -> str:
    for i, text in enumerate(titles):
        if is_title(text):
            if _council(text) or _SESSION.search(text):
                return text
            joined = "".join(titles[max(0, i - 2) : i]) + text
            return joined if len(joined) <= 120 else text
    return next((t for t in titles if _SESSION.search(t)), titles[0] if titles else "")


def _field_values(lines: list[Line]) -> dict[str, list[str]]:
    """Header fields with their values: the rest of the line and the lines up to the next field."""
    values: dict[str, list[str]] = {}
    key: str | None = None
    for line in lines:
        if line.blank:
            continue
        found = field_of(line.text)
        if found:
            key = found[0]
            rest = fold(line.text)[found[1] :].strip()
            values.setdefault(key, []).append(rest)
        elif key:
            values[key].append(_text(line))
    return {k: [x for x in v if x] for k, v in values.items()}


def _council(text: str) -> str | None:
    """The council that a title names: 「令和5年度第2回青嶺市環境審議会会議録」 → 青嶺市環境審議会."""
    body = squeeze(re.sub(r"[|｜\-–].{0,20}(?:ホームページ|サイト|市|町)$", "", text))
    body = re.sub(r"[(][^()]{0,30}[)]", "", body).replace("|", " ")
    body = re.sub(
        r"(?:(?:昭和|平成|令和)[0-9元]{1,2}|[0-9]{4})年度?(?:[0-9]{1,2}月(?:[0-9]{1,2}日)?)?", " ", body
    )
    body = re.sub(
        r"第[0-9一二三四五六七八九十]{1,4}[回期]|(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})月(?=定例|臨時)|[0-9]{1,3}回目?|定例会|臨時会|定例|臨時|【|】|■|◆|○|「|」",
        " ",
        body,
    )
    body = re.sub(r"^\s*(?:会議名称?|会議の名称|名称):?", " ", body)
    for part in sorted(body.split(), key=len, reverse=True):
        m = re.match(
            rf"(?P<council>\S{{2,40}}?{_COUNCIL_END})(?=(?:会議|総会|定例会|臨時会|本会議)?(?:の|について)?{_RECORD_WORD}|$|[(、・:])",
            part,
        )
        if m and not re.fullmatch(rf"(?:本日の|今回の|前回)?{_COUNCIL_END}|.*[、。].*", m["council"]):
            return str(m["council"])
    return None


def _municipality(text: str) -> str | None:
    folded = squeeze(text)
    prefecture = _PREFECTURE.match(folded)
    start = prefecture.end() if prefecture else 0
    official = municipality_at(folded, start) or ""
    m = _MUNICIPALITY.match(folded, start)
    if not m:
        return official or (prefecture[0] if prefecture else None)
    longer = _LONGER_NAME.match(folded, m.end()) if m[0][-1] in "町村" else None
    return max(official, folded[m.start() : longer.end() if longer else m.end()], key=len)


def _prefecture_of(municipality: str | None, lines: list[Line]) -> str | None:
    """The prefecture that is written before the municipality (東京都府中市), where it is."""
    if not municipality:
        return None
    before = re.compile(rf"({_PREFECTURE.pattern})(?:[^\s市区町村]{{1,4}}郡)?{re.escape(municipality)}")
    return next((m[1] for line in lines if (m := before.search(squeeze(line.text)))), None)


def _of_town_hall(text: str) -> str | None:
    """The longest official name that stands before 役所, 役場 and their like (会場:所沢市役所)."""
    for hall in re.finditer(rf"(?<=[市区町村]){_TOWN_HALL}", text):
        end = hall.start()
        for start in range(max(end - _LONGEST_NAME, 0), end):
            if municipality_at(text[:end], start) == text[start:end]:
                return text[start:end]
    return None


def _municipality_nearby(lines: list[Line], council: str | None) -> str | None:
    """A municipality named anywhere in the lines beside the council or by its town hall (○○市役所)."""
    squeezed = [squeeze(line.text) for line in lines]
    for text in squeezed:
        if council and len(council) >= 4 and (at := text.find(council)) > 0:
            before = re.search(r"([^\s\d第回度年()「」【】・,、。:]{1,6}?[市区町村])$", text[:at])
            if before:
                return str(before[1])
    for text in squeezed:
        if official := _of_town_hall(text):
            return official
        m = re.search(rf"((?![第回度年場所会号副])[々一-鿿ァ-ヶー]{{1,6}}?[市区町村]){_TOWN_HALL}", text)
        if m and _municipality(m[1]):
            return str(m[1])
    return None


def _label(title: str, named: str, top: str) -> str | None:
    """令和5年度第2回（1日目）, from the title, else the name field, else the lines at the top."""
    for text in (title, named, top):
        session = _SESSION.search(fold(text))
        if not session:
            continue
        year = find_fiscal_year(text) or find_fiscal_year(title) or find_fiscal_year(top) or _year_of(text)
        number = to_number(session["number"])
        day = _DAY.search(fold(text))
        return f"{year}第{number}回" + _day_of(day)
    month = _MONTHLY.search(squeeze(f"{title} {top}"))
    day = _DAY.search(fold(top))
    told = f"{month[0]}{month['sort']}" if month else find_fiscal_year(title) or ""
    return f"{told}{_day_of(day)}" or _committee(title)


def _committee(title: str) -> str | None:
    """The part of an assembly that a title names, where no number tells its meetings: 厚生環境委員会."""
    m = re.search(
        r"(?:[市区町村県都府道]議会|^)\s*(?P<name>[^\s議市区町村県]{2,16}?(?:委員会|協議会|分科会))",
        fold(title),
    )
    return m["name"] if m else None


def _day_of(m: re.Match[str] | None) -> str:
    if m is None:
        return ""
    return f"（{to_number(m['day'])}日目）" if m["day"] else m[0].replace("(", "（").replace(")", "）")


def _year_of(text: str) -> str:
    """The calendar year right before a session, as assemblies count them: 「令和3年第2回定例会」."""
    m = re.search(r"((?:昭和|平成|令和)[0-9元]{1,2}年)\s*(?=第[0-9]{1,3}回)", re.sub(r"\s", "", fold(text)))
    return str(m[1]) if m else ""


def _date(when: str, lines: list[Line], title: str) -> tuple[str | None, list[str]]:
    for text in (
        when,
        title,
        *(_text(line) for line in lines if not re.search(r"更新|掲載|公開日|作成", line.text)),
    ):
        found = next(iter(find_dates(text)), None)
        if found:
            return found[2], _meeting_times(text[found[1] :])
    return None, []


def _meeting_times(text: str) -> list[str]:
    return find_times(re.split(r"場\s{0,4}所|会\s{0,4}場", text)[0][:60])


def _place(values: dict[str, list[str]], when: str) -> str | None:
    place = values.get("place", [])
    if place:
        return place[0] or None
    m = re.search(r"場\s{0,4}所\s{0,2}:?\s{0,4}(?P<place>[^()。]{2,40})", when)
    return m["place"].strip() if m else None


def _open(values: list[str]) -> bool | None:
    text = squeeze(" ".join(values))[:20]
    if not text or re.match(r"一部", text):
        return None
    return not text.startswith("非公開") if re.match(r"非?公開", text) else None


_GROUPS = {
    "attendees": ("委員", True),
    "absentees": ("委員", False),
    "secretariat": ("事務局", True),
    "proponents": ("実施機関", True),
}
_GROUP_MARK = re.compile(
    r"[(【<]?\s?(?P<group>委\s{0,2}員|実施機関|担当課|事務局|出席委員|欠席委員|出席|欠席)\s?[)】>]?\s{0,3}:?\s{0,3}(?=\S)"
)
_MEMBER_TITLE = r"副?会長|副?委員長|副?議長|会長職務代理者?|職務代理者?|委員|議員"
# (会長) 甲野 太郎; 甲野太郎(会長); 甲野会長. A name without any title is taken from a list of members only.
_PERSON = (
    re.compile(
        rf"[(](?P<role>{_MEMBER_TITLE})[)]\s{{0,2}}"
        rf"(?P<name>[^\s、,()0-9:]{{1,5}}?(?:\s[^\s、,()0-9:]{{1,4}})?)(?<!副)(?:{_MEMBER_TITLE})?"
    ),
    re.compile(
        rf"(?P<name>[^\s、,()0-9:]{{1,5}}?(?:\s[^\s、,()0-9:]{{1,4}})?)\s?[(](?P<role>{_MEMBER_TITLE})[)]"
    ),
    re.compile(rf"(?P<name>[^\s、,()0-9:A-Za-z]{{1,5}}?)(?<!副)(?P<role>{_MEMBER_TITLE})"),
)
_BARE_NAME = re.compile(r"[一-鿿々ぁ-んァ-ヶ]{3,6}|[一-鿿々]{1,4}\s[一-鿿々ぁ-んァ-ヶ]{1,4}")
_NO_NAME = re.compile(r".*(?:[名人外他員長課室部局係会様]|ほか|委員会|欠席|出席|全員|なし)")


def _attendees(values: dict[str, list[str]]) -> tuple[Attendee, ...]:
    people: list[Attendee] = []
    for key, (group, present) in _GROUPS.items():
        for line in values.get(key, []):
            people.extend(_people(line, group, present=present))
    return tuple(dict.fromkeys(people))


def _people(line: str, group: str, *, present: bool) -> list[Attendee]:
    """The persons that one line of a roll names; offices (総務課長) name no person."""
    marked = _GROUP_MARK.match(line)
    if marked:
        mark = squeeze(marked["group"])
        present = present and "欠席" not in mark
        group = {"委員": "委員", "出席委員": "委員", "欠席委員": "委員", "事務局": "事務局"}.get(mark, group)
        line = line[marked.end() :]
    found = []
    between = r"\s+(?=[(])" if line.startswith("(") else r"(?<=[)])\s"
    for part in re.split(rf"[、,/]|\s{{2,}}|{between}", line):
        person = _person(part.strip(), listed=group == "委員" and bool(re.search(r"[、,)]", line)))
        if person:
            found.append(
                Attendee(name=person[0], role=person[1] if group == "委員" else group, present=present)
            )
    return found


def _person(text: str, *, listed: bool) -> tuple[str, str | None] | None:
    """(name, role) of one entry of a roll; None if it is no person."""
    for pattern in _PERSON:
        m = pattern.fullmatch(text)
        if m and not _NO_NAME.fullmatch(squeeze(m["name"])):
            return squeeze(m["name"]), m["role"]
    if listed and _BARE_NAME.fullmatch(text) and not _NO_NAME.fullmatch(squeeze(text)):
        return squeeze(text), None
    return None
