"""Which matters the papers of a coming meeting name: an order of the day (次第), a consultation (諮問書)."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from ingest.agenda import HEADING_MARKS, make_item, read_agenda_list, take_numbering, title_key
from ingest.clean import Line, split_lines
from ingest.notation import fold, squeeze
from ingest.read import read_source
from ingest.records import SourceText

# A person chooses from the list: more are not looked through.
_MOST = 12
_LONGEST = 120
# 「件名　○○について」, and the title alone on its line below 「件名」.
_NAMED = re.compile(
    r"(?:諮\s?問\s?)?(?:件\s{0,4}名(?!簿)|(?:案\s?件\s?名|事\s?案\s?名|題\s{0,4}名|事業の?名称|業務の?名称)(?:\s|[:：]|$))"
)
_TITLE = re.compile(r"(?:について|に関すること|の件)(?:[(（][^()（）]{1,12}[)）])?[。.]?$")
# 「下記について」, 「次のことについて」 name nothing; nor does what is done at any meeting.
_NAMES_NOTHING = re.compile(
    r"(?:下記|次|以下|標記|左記|本件|別紙|これ)の?(?:こと|事項|とおり)?(?:について)?"
    r"|.{0,12}(?:開会|閉会|挨拶|あいさつ|次回|日程|出欠|傍聴|議事録|会議録|署名|委嘱|その他).{0,14}"
)
# What stands before a title on its line, beside its number; and the headings of a paper's parts.
_HEAD = re.compile(r"(?:次\s{0,4}第|議\s{0,4}[題事]|案\s{0,4}件)[\s:：]*")
_PART = re.compile(
    r"(?:諮問の?)?(?:内容|目的|理由|趣旨|背景|概要|根拠|所管|担当|日\s?時|場\s?所|期間|対象|事務局|出席)"
)
_CUT = re.compile(r"[をにがはのでともや、)）]|[(（].*[)）]$|件[(（]")
_BROKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fffA-Za-z0-9)）、・]$")


def read_matters(path: Path) -> list[str]:
    """The matters that a file names, in its order, at most 12; none where no line reads as a title.

    Args:
        path: A paper of any format that minutes are read in.

    Raises:
        UnsupportedFormatError: The file is of no format that is read.
        NoTextLayerError: The file is a scanned PDF.
        SourceError: The file is missing, empty, too large, damaged, encrypted or garbled.
    """
    return matters_in(read_source(path))


def matters_in(source: SourceText) -> list[str]:
    """The matters that a text names: its agenda's items, and the titles that stand in lines of their own."""
    lines = [line for line in split_lines(source) if not line.blank]
    listed = [item.title for item in read_agenda_list(lines, planned=True) if not item.procedural]
    found: dict[str, str] = {}
    for title in (*_named(lines), *listed, *_titles(lines)):
        plain = _plain(title)
        key = title_key(plain)
        known = next((one for one in found if key in one or one in key), None)
        if known is not None and len(key) > len(known) and key.startswith(known):
            # A title that was cut by a line end, and now stands whole.
            found = {key if one == known else one: plain if one == known else t for one, t in found.items()}
        elif known is None and _is_matter(plain):
            found[key] = plain
    return [*found.values()][:_MOST]


def _named(lines: Sequence[Line]) -> Iterable[str]:
    """What stands beside 「件名」, or below it."""
    for at, line in enumerate(lines):
        text = take_numbering(line.text)[3] or line.text
        match = _NAMED.match(fold(text))
        if match:
            beside = text[match.end() :].strip(" \t\u3000:：")
            yield beside or (lines[at + 1].text if at + 1 < len(lines) else "")


def _titles(lines: Sequence[Line]) -> Iterable[str]:
    """Lines that end as titles do, with the line above where that is cut off in their midst."""
    for at, line in enumerate(lines):
        if not _TITLE.search(fold(line.text)):
            continue
        numbered = bool(take_numbering(line.text)[0])
        above = lines[at - 1] if at and not numbered and lines[at - 1].number == line.number - 1 else None
        joined = above is not None and len(above.text) >= 20 and _BROKEN.search(above.text) is not None
        yield above.text + line.text if above is not None and joined else line.text


def _plain(title: str) -> str:
    """The title without its number, and without 「（諮問）」 at its end."""
    cell = _bare(title.rsplit("\t", 1)[-1])
    named = make_item(take_numbering(cell)[3] or cell, None, (0, 0)).title
    return re.sub(r"[(（](?:諮問|報告|審議|協議|案|新規|継続)[)）]$", "", named.rstrip("。.")).strip(
        " 　「」『』"
    )


def _bare(title: str) -> str:
    """The title without 「議題：」 or 「件名」 before it."""
    title = title.strip(HEADING_MARKS)
    for head in (_NAMED, _HEAD):
        if match := head.match(fold(title)):
            title = title[match.end() :].strip(" \t\u3000:：")
    return title


def _is_matter(title: str) -> bool:
    words = squeeze(fold(title))
    tells = "。" in words or _PART.match(words) or _CUT.match(words) or _NAMES_NOTHING.fullmatch(words)
    return 5 <= len(words) <= _LONGEST and not tells
