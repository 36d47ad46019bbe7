"""Speaker labels: is a string one, what role does it name, who is it.

Examples: 「真壁会長」 → chair, name 真壁; 「事務局（峰岸）」 → secretariat; 「公園緑地課長」 → proponent;
「Ａ委員」 → member.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from ingest.notation import squeeze
from ingest.records import Role

_CHAIR = r"(?:会長|委員長|議長|座長|部会長|分科会長|主宰|進行役|職務代理者?)"
_MEMBER = r"(?:委員|議員|構成員|評議員|幹事|理事|監事)"
_SECRETARIAT = r"(?:事務局|書記長?|司会|庶務)"
_OFFICE = (
    r"(?:相談所|営業所|課|室|部|局|係|班|署|センター|事務所|支所|図書館|公民館|保健所|消防本部|本部|推進チーム"
    r"|担当)"
)
_OFFICIAL = (
    r"(?:市長|町長|村長|区長|知事|教育長|管理者|センター長|署長|院長|学長|事務長|本部長|部長|課長|係長|室長|局長|所長|館長|園長|校長"
    r"|次長|参事官?|主幹|主査|主任|主事|技師|補佐|課長補佐|理事者|副?参与|政策監|監|職員"
    r"|課員|係員|担当者?|実施機関|実施機構|諮問機関|利用機関|諮問実施機関|処分庁|担当課"
    r"|所管課|主管課|原課|説明員|説明者|提案者|執行部|当局)"
)
_GUEST = (
    r"(?:申請者|事業者|審査請求人|請求人|陳情者|請願者|参考人|傍聴者|オブザーバー"
    r"|アドバイザー|所有者|住民|町民|市民|代理人|監査人|弁護士|コンサルタント|受託者|参加者|一同|紹介議員|代表者?|発表者|応募者|受託法人)"
)
_QUESTION = r"(?:意見・質問|質問・意見|御意見・御質問|質問|意見|質疑|問|質問者)"
_ANSWER = r"(?:回答|答弁|応答|答|市の回答|事務局回答|回答者)"
_LETTER = r"(?:[A-ZＡ-Ｚa-z0-9０-９①-⑳]{1,2}|[ァ-ヶ])"

_TITLED = re.compile(
    rf"(?:(?P<name>.{{1,20}}?)(?<![副前新元])"
    rf"(?=副?職?(?:{_CHAIR}|{_MEMBER}|{_OFFICIAL}|{_OFFICE}|{_SECRETARIAT}|{_GUEST})))?"
    r"(?P<title>(?:副|前|新|元|臨時|仮)?"
    rf"(?:{_CHAIR}|{_MEMBER}|{_OFFICIAL}|{_OFFICE}|{_SECRETARIAT}|{_GUEST}))"
    rf"(?:職務代理者?|代理|{_LETTER}|全員|一同|\(?{_LETTER}\)?)?"
)
_SEAT_NUMBER = r"第?(?:[0-9]{1,3}|[一二三四五六七八九十百]{1,5})番"
_SEAT = re.compile(
    rf"(?P<seat>{_SEAT_NUMBER})(?!目|線|地|街|館)(?P<holder>[^0-9()、。]{{1,8}}?)?(?:委員|議員)?"
)
# 「議長山田太郎君」, 「三番佐藤花子議員」
_NAMED_BEHIND = re.compile(
    rf"(?P<title>{_SEAT_NUMBER}|.{{0,14}}?(?:{_CHAIR}|{_OFFICIAL}|{_SECRETARIAT})|(?:副|臨時|仮){_CHAIR})"
    r"(?P<name>[^()\s]{2,8}?)(?:君|議員|委員|さん|氏|様)"
)
_PERSON = re.compile(r".{2,12}(?:君|さん|氏|様)")
_BRACKETED = re.compile(r"(?P<outer>[^(\[【〔]{1,20})[(\[【〔](?P<inner>[^()\[\]【】〔〕]{1,24})[)\]】〕]")

# 「三好（真）委員」: a second character tells two of one surname apart.
# 「議長山田太郎」, as labels set wide on a line of their own have it.
_TITLE_FIRST = re.compile(
    rf"(?P<title>(?:副|臨時|仮)?{_CHAIR}|副?[市町村区]長|副?知事|教育長|{_SEAT_NUMBER}"
    r"|[^()]{2,12}?(?:課長|部長|局長|室長|次長|係長|参事|主幹|委員長))(?P<name>[^()]{2,8})"
)
_DEPUTY = re.compile(r".{1,6}代理")
_NAMESAKE = re.compile(r"(?P<surname>[^()]{1,6})\([ぁ-んァ-ヶ一-鿿]{1,2}\)(?=.)")

# Words of the header block that end like an office or a title but name no speaker.
_HEADER_WORD = re.compile(
    r".{0,8}(?:"
    r"場所|住所|会場|会議室|会議所|庁舎|日時|日程|議題|議事|次第|案件|資料|出席者?|欠席者?"
    r"|出席委員|欠席委員|出席職員|説明のため出席した者|傍聴人?|公開|非公開|会議名|名称"
    r"|部数|全部|一部|内部|外部|本部会議|所属|氏名|役職|発言者|件名|事項|概要|結果|経過"
    r"|採決|結論|電話|メール|以上|全員出席|備考|摘要|箇所|個所|場合|関係|関係課|備考|摘要|問合せ先"
    r"|お問い合わせ先?|連絡先|審議会|委員会|協議会|会議録|議事録)"
)


@lru_cache(maxsize=4096)
def is_known_label(label: str) -> bool:
    """Whether the string names a speaker by title, office, seat number or as a person (君, さん)."""
    text = _NAMESAKE.sub(r"\g<surname>", squeeze(label), count=1)
    if not text or len(text) > 32 or _HEADER_WORD.fullmatch(text):
        return False
    if ":" in text:
        return is_known_label(text.split(":")[0])
    bracketed = _BRACKETED.fullmatch(text)
    if bracketed:
        return is_known_label(bracketed["outer"]) or bool(_SEAT.fullmatch(bracketed["outer"]))
    return (
        any(p.fullmatch(text) for p in (_TITLED, _SEAT, _PERSON, _NAMED_BEHIND, _DEPUTY))
        or is_question_label(text)
        or is_answer_label(text)
    )


def is_office(label: str) -> bool:
    """Whether the label names an office (環境課, 水道部) rather than a person's title."""
    return bool(re.search(rf"{_OFFICE}$", squeeze(label)))


def is_question_label(label: str) -> bool:
    """Whether the label is a heading for what members ask (意見・質問, 問)."""
    return bool(re.fullmatch(rf"(?:委員(?:から)?の?)?{_QUESTION}(?:等|事項|内容)?", squeeze(label)))


def is_answer_label(label: str) -> bool:
    """Whether the label is a heading for what is answered (回答, 答)."""
    return bool(re.fullmatch(rf"(?:事務局の?|市の?|担当課の?)?{_ANSWER}(?:等|事項|内容)?", squeeze(label)))


@dataclass(frozen=True, slots=True)
class Speaker:
    """A label with what can be read from it."""

    label: str
    name: str | None
    title: str | None
    role: Role


def read_label(label: str, *, names: dict[str, str | None] | None = None) -> Speaker:
    """Split a printed label into name and title and name its role.

    Args:
        label: As printed, marks already dropped; white space inside is removed.
        names: Attendees of the header: name → printed role or group (会長, 事務局), for labels without a
            title.
    """
    text = re.sub(r"\s+", "", label)
    folded = squeeze(label)
    namesake = _NAMESAKE.match(folded)
    if namesake:
        folded = namesake["surname"] + folded[namesake.end() :]
    name, title = _name_and_title(folded)
    named_behind = _NAMED_BEHIND.fullmatch(folded) or _TITLE_FIRST.fullmatch(folded)
    role = role_of(title if title and named_behind and not _TITLED.fullmatch(folded) else folded)
    known = (names or {}).get(name or folded) or _listed_role(folded, names or {})
    if known and role in {Role.PROPONENT, Role.OTHER}:
        role = role_of(known) if role_of(known) is not Role.OTHER else role
    if namesake and name == namesake["surname"]:
        name = namesake[0]
    return Speaker(label=text, name=name, title=title, role=role)


def _name_and_title(label: str) -> tuple[str | None, str | None]:
    if bracketed := _BRACKETED.fullmatch(label):
        inner = bracketed["inner"]
        unnamed = _TITLED.fullmatch(inner) or (len(inner) < 2 and inner.isascii())
        return (None if unnamed else re.sub(r"(?:君|さん|氏|様)$", "", inner)), bracketed["outer"]
    if (m := _SEAT.fullmatch(label)) and m["holder"]:
        return m["holder"], m["seat"]
    if m := _NAMED_BEHIND.fullmatch(label):
        return m["name"], m["title"]
    m = _TITLED.fullmatch(label)
    if m is None:
        first = _TITLE_FIRST.fullmatch(label)
        person = re.fullmatch(r"(.{2,10})(?:君|さん|氏|様)", label)
        return (first["name"], first["title"]) if first else (person[1] if person else None, None)
    name: str | None = m["name"]
    if name and (
        re.fullmatch(_LETTER, name)
        or re.search(rf"(?:{_OFFICE}|{_CHAIR}|{_OFFICIAL})$", name)
        or not _looks_like_surname(m)
    ):
        return None, label
    return name, m["title"]


def _looks_like_surname(m: re.Match[str]) -> bool:
    # 「市民課長」 is an office, 「真壁会長」 a person: only 会長, 委員 and the like follow a name.
    return bool(re.fullmatch(rf"(?:副|前|新|元)?(?:{_CHAIR}|{_MEMBER})", m["title"])) and len(m["name"]) <= 6


def _listed_role(label: str, names: dict[str, str | None]) -> str | None:
    return next((r for n, r in names.items() if len(n) >= 2 and label.startswith(n)), None)


def role_of(label: str) -> Role:
    """The role that a label's words name; `Role.OTHER` where they name none."""
    text = squeeze(label).split(":")[0]
    if re.fullmatch(
        r".*(?:副(?:会長|委員長|議長|座長|部会長).*|.*職務代理者?|(?:会長|委員長|議長|座長|部会長)代理者?|.{1,6}代理)",
        text,
    ):
        return Role.VICE_CHAIR
    if re.fullmatch(r".{0,8}事務局(?:長|次長|員|職員|主任|主査|書記|係長|参事|補佐)(?:[(\[【〔].*)?", text):
        return Role.SECRETARIAT
    if re.match(rf"{_SECRETARIAT}(?:$|[(\[【〔A-Z0-9])", text) or re.fullmatch(
        rf".{{0,12}}{_SECRETARIAT}", text
    ):
        return Role.SECRETARIAT
    if is_answer_label(text):
        return Role.SECRETARIAT
    if is_question_label(text):
        return Role.MEMBER
    outer = re.sub(r"[(\[【〔][^()\[\]【】〔〕]*[)\]】〕]$", "", text)
    return _role_by_title(outer or text)


def _role_by_title(text: str) -> Role:
    if re.fullmatch(
        rf"(?:(?!.*(?:町内|自治|連合|老人|婦人|商工|P.?T.?A)).{{0,10}})?{_CHAIR}(?:職務代理者?)?", text
    ):
        return Role.CHAIR
    if re.fullmatch(r".*(?:分科会|部会)主査", text):
        return Role.MEMBER
    if re.fullmatch(r".{0,6}監査委員|教育委員", text):
        # In an assembly they report and answer.
        return Role.PROPONENT
    if re.search(rf"{_MEMBER}(?:{_LETTER}|全員|一同)?$", text) or _SEAT.fullmatch(text):
        return Role.MEMBER
    if re.search(rf"(?:{_OFFICIAL}|{_OFFICE})(?:{_LETTER}|代理)?$", text):
        return Role.PROPONENT
    return Role.OTHER
