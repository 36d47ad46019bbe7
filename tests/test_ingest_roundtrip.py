"""Turns written out as plain minutes, in five styles of speaker marks, come back as they were."""

import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path

import pytest
import zstandard
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingest.notation import squeeze
from ingest.parse import parse_source
from ingest.records import SourceText, TurnKind

Spoken = tuple[str, str]  # speaker, text; paragraphs of the text are lines

HEADER = """\
令和5年度第2回架空市個人情報保護審議会会議録

日時　令和5年11月14日（火曜日）　午後2時から午後3時40分まで
場所　架空市役所本庁舎4階　第2委員会室
傍聴者　2人

会議の経過
"""
STYLES: dict[str, Callable[[str, str], str]] = {
    "round mark": lambda speaker, text: f"○{speaker}　{text}\n",
    "parentheses": lambda speaker, text: f"（{speaker}）{text}\n",
    "brackets": lambda speaker, text: f"【{speaker}】\n{text}\n",
    "colon": lambda speaker, text: f"{speaker}：{text}\n",
    "label line": lambda speaker, text: f"{speaker}\n{text}\n\n",
}
SPEAKERS = (
    "会長",
    "副会長",
    "真壁会長",
    "三田村副会長",
    "折笠委員",
    "小檜山委員",
    "弓削真理子委員",
    "Ａ委員",
    "事務局",
    "市民安全課長",
    "健康増進課係長",
    "教育長",
)
OPENINGS = (
    "",
    "はい。",
    "ありがとうございます。",
    "それでは、",
    "ただいまの件ですが、",
    "３点伺います。",
    "１つ目は",
    "Zoomで",
    "「個人情報」という言葉について、",
    "（資料２の）",
)
MATTERS = (
    "資料1-2の5ページに記載のとおり、",
    "令和4年4月1日から施行された改正法（以下「法」という。）に基づき、",
    "AI-OCRのaccuracyは98.5%で、",
    "委託先が「ISO 27001」の認証を取得しているかどうかを、",
    "閲覧できる職員を10名に限ったうえで、",
    "費用は年間1,250,000円、利用者は延べ3,400人を見込み、",
    "防犯カメラ（市内24か所）の映像は",
    "事務局から説明のあった『第3次計画』の内容を、",
    "要配慮個人情報が含まれないことを",
    "https://example.jp/minutes?id=3 にある様式を",
    "第5条第2項【ただし書】の規定を",
)
ENDINGS = (
    "確認したいと思います。",
    "お尋ねします。",
    "御説明いたします。",
    "検討してまいります。",
    "どのようにお考えでしょうか。",
    "いかがですか？",
    "間違いありません！",
    "「了解しました」とのことでした。",
    "しっかり進めてください（できれば年度内に）。",
)

sentences = st.builds(
    lambda opening, matters, ending: opening + "".join(matters) + ending,
    st.sampled_from(OPENINGS),
    st.lists(st.sampled_from(MATTERS), min_size=1, max_size=3),
    st.sampled_from(ENDINGS),
)
paragraphs = st.lists(sentences, min_size=1, max_size=3).map("".join)
texts = st.lists(paragraphs, min_size=1, max_size=4).map("\n".join)
# Fewer than four turns are too few to be sure who speaks.
talks = st.lists(st.tuples(st.sampled_from(SPEAKERS), texts), min_size=4, max_size=16)


def parsed(talk: Iterable[Spoken], style: str) -> list[Spoken]:
    """The speakers and texts, without white space, that the written talk is parsed to."""
    text = HEADER + "".join(STYLES[style](speaker, said) for speaker, said in talk)
    minutes = parse_source(SourceText(path="a.txt", media_type="text/plain", sha256="", text=text))
    return [
        (squeeze(turn.speaker or ""), squeeze(turn.text))
        for meeting in minutes.meetings
        for turn in meeting.turns
        if turn.kind is TurnKind.SPEECH
    ]


def squeezed(talk: Iterable[Spoken]) -> list[Spoken]:
    return [(squeeze(speaker), squeeze(text)) for speaker, text in talk]


@pytest.mark.parametrize("style", STYLES)
@settings(max_examples=40, deadline=None)
@given(talk=talks)
# A question and the sentence below it are no title, though one begins 「１つ目」 and the other 「…の件」.
@example(
    talk=[
        *[("会長", "お尋ねします。")] * 3,
        ("会長", "１つ目は防犯カメラの映像はいかがですか？\nただいまの件ですが、確認したいと思います。"),
    ]
)
def test_any_talk_comes_back(style: str, talk: Sequence[Spoken]) -> None:
    assert parsed(talk, style) == squeezed(talk)


# -- real talk ----

MEETINGS = 6
# Of turns that come back the same; lost are remarks that end a turn, 〔答弁なし〕.
REACHED = 0.99


def without_marks(text: str) -> str:
    """A turn as spoken: without remarks, and without the next item's heading behind a rule."""
    lines = text.partition("────")[0].splitlines()
    return "\n".join(line for line in lines if line.strip() and not re.match(r"\s*[〔○]", line))


def real_talks(corpus: Path) -> Iterator[list[Spoken]]:
    """The turns of a few committee meetings."""
    with corpus.open("rb") as packed:
        lines = io.TextIOWrapper(
            zstandard.ZstdDecompressor().stream_reader(packed, read_across_frames=True), encoding="utf-8"
        )
        found = 0
        for line in lines:
            meeting = json.loads(line)
            if meeting["kind"] != "committee":
                continue
            spoken = [(turn["speaker"], without_marks(turn["text"])) for turn in meeting["turns"]]
            yield [(speaker, text) for speaker, text in spoken if speaker and text]
            found += 1
            if found == MEETINGS:
                return


def same(before: Sequence[Spoken], after: Sequence[Spoken]) -> int:
    """How many turns came back the same, in order."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks())


@pytest.mark.shared
@pytest.mark.parametrize("style", STYLES)
def test_real_talk_comes_back(shared: Path, style: str) -> None:
    talks = list(real_talks(shared / "corpus" / "shinagawa-dev.jsonl.zst"))

    kept = sum(same(squeezed(talk), parsed(talk, style)) for talk in talks)

    assert kept / sum(map(len, talks)) >= REACHED
