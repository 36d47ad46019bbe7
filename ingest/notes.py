"""Unspoken lines: （「異議なし」の声あり）, —資料をもとに説明—, [市民課退室], （拍手）."""

import re

from ingest.notation import fold

_OPEN, _CLOSE = r"[(\[〔<【~〜―—─‐-]", r"[)\]〕>】~〜―—─‐-]"
_WHOLE = re.compile(
    rf"{_OPEN}{{1,3}}\s{{0,3}}[^()\[\]〔〕<>]{{0,3}}.{{1,160}}?\s{{0,3}}{_CLOSE}{{1,3}}。?", re.DOTALL
)
_SAID = (
    r"異議なし|異議無し|異議ありません|意見なし|質問なし|質疑なし|発言なし|なし|無し"
    r"|特になし|ありません|了承|承認|同意|賛成|反対|拍手|笑|声あり|声有り|呼ぶ者|言う人"
    r"|発言する者|挙手|起立|着席|入室|退室|退席|入場|退場|説明|朗読|配[付布]|投影|休憩"
    r"|再開|開会|閉会|省略|採点|集計|投票|暫時|登壇|降壇|一同|全員|自己紹介|うなずく|首肯"
    r"|了|資料|あいさつ|挨拶|互選|録音|非公開|審議終了"
)
_TRAILING = re.compile(
    rf"\s{{0,8}}(?P<note>[(〔\[<](?=[^()〔〕\[\]<>]*(?:{_SAID}))[^()〔〕\[\]<>。]{{1,60}}[)〕\]>])$"
)
_BARE = re.compile(
    r"(?:特に)?(?:意見|質問|質疑|異議|発言)?(?:なし|無し)"
    r"|異議(?:なし|無し)(?:の声(?:あり)?)?"
    r"|全員(?:挙手|賛成|了承|異議なし)"
    r"|(?:委員)?一同(?:了承|異議なし)"
)
# 「午前11時12分　休憩」, 「午後３時再開」
_N = r"(?:[0-9]{1,2}|[一二三四五六七八九十]{1,4})"
_TIME = rf"(?:(?:午前|午後)?\s?{_N}時\s?(?:{_N}分|半)?|正午|[0-9]{{1,2}}:[0-9]{{2}})"
_STAGE = r"(?:開会|開議|閉会|散会|休憩|再開|延会|終了|閉議|開始|中断|休会)"
_TIME_LINE = re.compile(rf"{_TIME}\s{{0,8}}に?{_STAGE}|{_STAGE}\s{{0,8}}[(]?\s?{_TIME}\s?[)]?")
_REMARK_LINE = re.compile(r"※.{0,200}")
# 「（結論）原案のとおり了承された。」
_CONCLUSION_LINE = re.compile(
    r"[(\[〔<【](?:審議|協議|採決)?の?(?:結論|結果|決定(?:事項)?)[)\]〕>】].{2,300}"
)


def is_note(text: str) -> bool:
    """Whether a whole line is unspoken: in brackets or dashes, or a bare 「なし」, 「異議なし」."""
    folded = fold(text).strip()
    if _CONCLUSION_LINE.fullmatch(folded):
        return True
    if len(folded) > 170 or not folded:
        return False
    if any(form.fullmatch(folded) for form in (_BARE, _TIME_LINE, _REMARK_LINE)):
        return True
    m = _WHOLE.fullmatch(folded)
    return (
        bool(m)
        and _one_bracket(folded)
        and not re.fullmatch(r"[(\[〔<【]\s?[0-9ア-ンa-zA-Z一二三四五六七八九十]{1,2}\s?[)\]〕>】]", folded)
    )


def _one_bracket(text: str) -> bool:
    """Whether the bracket that opens the line is closed at its end: not so in 「(3) …について（報告）」."""
    pair = {"(": ")", "[": "]", "〔": "〕", "<": ">", "【": "】"}.get(text[0])
    if pair is None:
        return True
    depth = 0
    for i, c in enumerate(text):
        depth += (c == text[0]) - (c == pair)
        if depth == 0:
            return i >= len(text.rstrip("。")) - 1
    return False


def opens_note(text: str) -> bool:
    """Whether a line opens a remark in dashes, waves or brackets that a later line closes."""
    folded = fold(text).strip()
    return bool(re.match(r"[~〜―—─\[〔(]", folded)) and not re.search(r"[~〜―—─\])〕]", folded[1:])


def closes_note(text: str) -> bool:
    """Whether a line closes a remark opened above it."""
    return bool(re.search(r"[~〜―—─\])〕]\s*$", fold(text)))


def trailing_note(text: str) -> int | None:
    """Where a remark at the end of a spoken line starts: 「…よろしいですか。（異議なし）」; else None."""
    m = _TRAILING.search(fold(text))
    if not m or not fold(text)[: m.start()].rstrip().endswith(
        ("。", "?", "か", "!", ")", "す", "る", "い", "。 ")
    ):
        return None
    return m.start("note")
