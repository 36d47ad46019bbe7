"""The HTML report and the table of how well files were read."""

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import pytest
from lxml import html

from app.render import render_quality
from app.report import FileQuality, document_html, quality_of, report_page
from app.wording import WORDINGS, Language, Wording
from ingest.parse import parse_file
from ingest.records import Minutes, Turn, TurnKind

JAPANESE, ENGLISH = WORDINGS[Language.JA], WORDINGS[Language.EN]
KINDS = {"a": TurnKind.SPEECH, "b": TurnKind.SPEECH, "n": TurnKind.NOTE, "d": TurnKind.DOCUMENT}

HOSTILE = """星越町環境審議会　会議録
日時　令和5年5月1日
議事
○会長　ただいまから<script>alert("1")</script>を議題といたします。
○「<img src=x>」委員　https://example.test/a.png を御覧ください。＆ &amp; もあります。
○会長　ほかに御質問はありますか。
（「なし」の声あり）
○事務局　特にありません。</div></section>
"""


@pytest.fixture(scope="module")
def samples(sample_files: list[Path]) -> list[Minutes]:
    return [parse_file(path) for path in sample_files]


@pytest.fixture
def hostile(tmp_path: Path) -> Minutes:
    path = tmp_path / "<b>&.txt"
    path.write_text(HOSTILE, encoding="utf-8")
    return parse_file(path)


def page_of(minutes: list[Minutes]) -> str:
    return report_page([(quality_of(one), document_html(one, JAPANESE)) for one in minutes], [], 0, JAPANESE)


def all_of(page: str, xpath: str) -> list[html.HtmlElement]:
    found = html.document_fromstring(page).xpath(xpath)
    assert isinstance(found, list)
    return [one for one in found if isinstance(one, html.HtmlElement)]


def texts_of(page: str) -> list[html.HtmlElement]:
    return all_of(page, "//div[@class='text']")


def words_of(elements: Sequence[html.HtmlElement]) -> list[str]:
    return [str(one.text_content()) for one in elements]


def turns_of(minutes: Minutes) -> list[Turn]:
    return [turn for meeting in minutes.meetings for turn in meeting.turns]


def squeeze(text: str) -> str:
    return "".join(text.split())


def quality(path: str, confidence: float, *warnings: str, items: int = 2, decided: int = 2) -> FileQuality:
    return FileQuality(
        path=path,
        meetings=1,
        turns=20,
        items=items,
        decided=decided,
        confidence=confidence,
        warnings=warnings,
    )


def test_the_text_of_each_document_is_the_source(samples: list[Minutes]) -> None:
    assert sorted(words_of(texts_of(page_of(samples)))) == sorted(one.source.text for one in samples)


@pytest.mark.parametrize("kind", TurnKind)
def test_every_turn_is_coloured_by_its_kind(samples: list[Minutes], kind: TurnKind) -> None:
    for one in samples:
        (text,) = texts_of(page_of([one]))
        coloured = squeeze("".join(e.text or "" for e in text if KINDS.get(e.get("class")) is kind))
        missing = [turn for turn in turns_of(one) if turn.kind is kind and squeeze(turn.text) not in coloured]
        assert not missing


def test_every_speech_names_its_speaker_once(samples: list[Minutes]) -> None:
    for one in samples:
        (text,) = texts_of(page_of([one]))
        named = [e.get("data-who") for e in text if e.get("data-who")]
        speeches = sorted((t for t in turns_of(one) if t.kind is TurnKind.SPEECH), key=lambda t: t.span)
        assert named == [turn.speaker or JAPANESE.unknown_speaker for turn in speeches]


def test_decisions_and_agenda_headings_stand_out(samples: list[Minutes]) -> None:
    for one in samples:
        (text,) = texts_of(page_of([one]))
        strong = squeeze("".join(e.text or "" for e in text.iter("strong")))
        headings = {squeeze(e.text or "") for e in text.iter("em")}
        for meeting in one.meetings:
            assert all(squeeze(i.decision.quote or "") in strong for i in meeting.agenda)
            assert headings <= {squeeze(item.title) for item in meeting.agenda}
        assert headings


def test_what_no_turn_covers_has_no_colour(samples: list[Minutes]) -> None:
    (text,) = texts_of(page_of([samples[0]]))
    title = samples[0].source.text.split("\n", 1)[0]
    assert title in (text.text or "")


def test_markup_in_minutes_and_names_is_shown_as_text(hostile: Minutes) -> None:
    page = page_of([hostile])
    assert words_of(texts_of(page)) == [hostile.source.text]
    assert '<script>alert("1")</script>' in hostile.source.text
    assert all_of(page, "//script | //img | //b") == []
    assert words_of(all_of(page, "//h2")) == [hostile.source.path]


def test_the_page_asks_for_nothing_from_elsewhere(samples: list[Minutes], hostile: Minutes) -> None:
    assert not re.search(r"https?://|url\(|@import", page_of(samples))
    page = page_of([*samples, hostile])
    assert all_of(page, "//link | //script | //img | //iframe") == []
    assert all_of(page, "//@src/.. | //@href[not(starts-with(., '#'))]/..") == []


def test_the_contents_lead_to_every_document_worst_first() -> None:
    files = [
        quality("good.txt", 0.99),
        quality("bad.txt", 0.2, "no marks"),
        quality("none.txt", 0.99, decided=0),
    ]
    page = report_page([(one, f"text of {one.path}") for one in files], ["x.pdf: <no> text"], 3, ENGLISH)
    names = ["bad.txt", "none.txt", "good.txt"]
    assert words_of(all_of(page, "//a")) == names
    assert words_of(all_of(page, "//section")) == [f"{name}text of {name}" for name in names]
    targets = [one.get("href") for one in all_of(page, "//a")]
    assert targets == [f"#{one.get('id')}" for one in all_of(page, "//section")]
    assert words_of(all_of(page, "//li")) == ["x.pdf: <no> text", "3 unchanged files were not read again."]
    assert words_of(all_of(page, "//tbody/tr[1]/td"))[1:] == ["1", "20", "2/2", "0.20", "no marks"]


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


@pytest.mark.parametrize("wording", WORDINGS.values(), ids=[*WORDINGS])
def test_the_table_is_aligned_and_shows_the_ten_worst(wording: Wording) -> None:
    files = [quality(f"会議録{'甲' * n}.txt", 0.5 + n / 100, "警告", items=n) for n in range(12)]
    files.append(quality("議" * 80 + ".txt", 0.1, "長い警告" * 40))
    title, head, *rows, more, unchanged = render_quality(files, 1, wording).splitlines()
    assert title == f"{wording.quality}:"
    assert len(rows) == 10
    assert rows[0].startswith("議" * 31 + "…")
    assert rows[0].endswith("…")
    assert rows[1].split() == ["会議録.txt", "1", "20", "2/0", "0.50", "警告"]
    # The confidence is the last column of numbers: it ends in the same place everywhere.
    ends = {width(re.split(r"(?<=0\.\d\d) ", row)[0]) for row in rows}
    assert ends == {width(head[: head.index(wording.quality_columns[4]) + len(wording.quality_columns[4])])}
    assert more == wording.more.format(n=3)
    assert unchanged == wording.count(wording.unchanged, 1)
