from hypothesis import given
from hypothesis import strategies as st

from ingest.clean import join_spans, split_lines
from ingest.records import SourceText


def source(text: str) -> SourceText:
    return SourceText(path="a.txt", media_type="text/plain", sha256="", text=text)


def test_a_wrapped_line_is_joined_and_every_stretch_knows_its_place() -> None:
    text = "会長　本日は諮問\n　が2件です。\n以上です。"
    joined = join_spans(text, [(3, 9), (10, 16), (17, 22)])
    assert joined.text == "本日は諮問が2件です。\n以上です。"
    for segment in joined.segments:
        stretch = joined.text[segment.text_start : segment.text_start + segment.length]
        assert text[segment.source_start : segment.source_start + segment.length] == stretch


def test_latin_words_broken_by_a_wrap_keep_their_space() -> None:
    assert join_spans("LINE\nWORKS", [(0, 4), (5, 10)]).text == "LINE WORKS"


def test_page_numbers_and_running_headers_are_furniture() -> None:
    page = "第2回架空市審議会会議録\n○会長　はい、次に進みます。\n- {} -\n"
    lines = split_lines(source("".join(page.format(n) for n in range(1, 6))))
    kept = [line.text for line in lines if not line.blank]
    assert kept == ["○会長　はい、次に進みます。"] * 5


def test_markup_left_in_a_text_file_is_no_text() -> None:
    text = "<p>会長</p>\t<p>始めます。</p>"
    (line,) = [x for x in split_lines(source(text)) if not x.blank]
    assert line.text.split("\t")[0].strip() == "会長"
    assert join_spans(text, [(0, len(text))]).text.replace("\t", "") == "会長始めます。"


@given(st.text(alphabet="会長。\n　 -1<p>\t", max_size=80))
def test_lines_stand_where_they_say(text: str) -> None:
    for line in split_lines(source(text)):
        assert 0 <= line.start <= line.end <= len(text)
        assert "\n" not in text[line.start : line.end]
