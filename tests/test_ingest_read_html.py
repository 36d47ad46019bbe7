"""Web pages: what is main content, how it flows, tables as rows."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import IngestError, SourceError
from ingest.read_html import looks_like_html, read_html

SPEECH = "それでは、議題に入ります。事務局から説明をお願いいたします。"


def page(body: str, head: str = "") -> bytes:
    return f'<!DOCTYPE html><html lang="ja"><head>{head}</head><body>{body}</body></html>'.encode()


def text_of(body: str, head: str = "") -> str:
    return read_html(page(body, head), "a.html").text


@pytest.mark.parametrize(
    ("encoding", "declaration"),
    [
        ("utf-8", '<meta charset="utf-8">'),
        ("utf-8", ""),
        ("cp932", '<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">'),
        ("cp932", '<meta charset="utf-8">'),
        ("euc_jp", '<meta charset="EUC-JP">'),
        ("euc_jp", ""),
        ("iso2022_jp", ""),
    ],
)
def test_reads_every_encoding_whatever_is_declared(encoding: str, declaration: str) -> None:
    data = f"<html><head>{declaration}</head><body><p>会長　{SPEECH}</p></body></html>".encode(encoding)

    source = read_html(data, "a.html")

    assert source.text == f"会長　{SPEECH}\n"
    assert source.encoding == encoding
    assert source.media_type == "text/html"


def test_reads_xhtml_with_an_xml_declaration() -> None:
    declaration = '<?xml version="1.0" encoding="Shift_JIS"?>'
    data = f"{declaration}<!DOCTYPE html><html><body><p>会議録の本文</p></body></html>"

    assert read_html(data.encode("cp932"), "a.html").text == "会議録の本文\n"
    assert looks_like_html(data.encode("cp932"))


def test_white_space_collapses_as_in_a_browser() -> None:
    body = "<p>  会長　本日は \n よろしく\nお願い  <b>いたし</b>ます。AI -\nOCR&nbsp;の件 </p>"

    assert text_of(body) == "会長　本日は よろしくお願い いたします。AI - OCR の件\n".replace("は よ", "はよ")


def test_breaks_and_blocks_end_lines() -> None:
    body = "<div>会長<br>委員<br><br>事務局</div>そのほか<section><p>以上</p></section><pre>一\n  二</pre>"

    assert text_of(body) == "会長\n委員\n事務局\nそのほか\n以上\n一\n  二\n"


def test_readings_of_ruby_are_left_out() -> None:
    assert text_of("<p><ruby>鬼頭<rp>（</rp><rt>きとう</rt><rp>）</rp></ruby>議長</p>") == "鬼頭議長\n"


def test_headings_are_recorded_with_their_level() -> None:
    source = read_html(page(f"<h1>会議録</h1><p>{SPEECH}</p><h3>(1) 議題<br>その一</h3>"), "a.html")

    assert [(source.text[h.start : h.end], h.level) for h in source.headings] == [
        ("会議録", 1),
        ("(1) 議題\nその一", 3),
    ]


def test_a_table_becomes_rows_with_cells() -> None:
    body = """<table><caption>会議録の表</caption><thead><tr><th>発言者</th><th>内容</th></tr></thead><tbody>
      <tr><td><p>会長</p></td><td><p>はい。</p><p>（異議なし）</p>承認します。</td></tr>
      <tr><td colspan="2">2 報告</td></tr>
      <tr><td> </td><td>&nbsp;</td></tr>
      <tr><td>委員</td><td></td></tr></tbody></table>"""

    source = read_html(page(body), "a.html")

    assert source.text == (
        "会議録の表\n発言者\t内容\n会長\tはい。\n（異議なし）\n承認します。\n2 報告\n委員\t\n"
    )
    cells = [(c.row, c.column, c.column_span, c.header, source.text[c.start : c.end]) for c in source.cells]
    assert cells == [
        (0, 0, 1, True, "発言者"),
        (0, 1, 1, True, "内容"),
        (1, 0, 1, False, "会長"),
        (1, 1, 1, False, "はい。\n（異議なし）\n承認します。"),
        (2, 0, 2, False, "2 報告"),
        (4, 0, 1, False, "委員"),
        (4, 1, 1, False, ""),
    ]


def test_a_cell_that_reaches_down_stands_in_its_first_row() -> None:
    body = """<table><tr><td rowspan="2">会長</td><td>はい。</td></tr><tr><td>では採決します。</td></tr>
      <tr><td>委員</td><td>賛成です。</td></tr></table>"""

    source = read_html(page(body), "a.html")

    assert source.text == "会長\tはい。\n\tでは採決します。\n委員\t賛成です。\n"
    assert [(c.row, c.column) for c in source.cells] == [(0, 0), (0, 1), (1, 1), (2, 0), (2, 1)]


def test_tables_that_lay_out_the_page_are_unwrapped() -> None:
    body = f"""<table><tr><td><h1>会議録</h1><table><tr><td>会長</td><td>{SPEECH}</td></tr>
      <tr><td>委員</td><td>はい。</td></tr></table></td></tr></table>"""

    source = read_html(page(body), "a.html")

    assert source.text == f"会議録\n会長\t{SPEECH}\n委員\tはい。\n"
    assert {cell.table for cell in source.cells} == {0}


def test_two_tables_are_numbered() -> None:
    table = "<table><tr><td>日時</td><td>四月一日</td></tr></table>"

    assert [c.table for c in read_html(page(f"{table}<p>{SPEECH}</p>{table}"), "a.html").cells] == [
        0,
        0,
        1,
        1,
    ]


def test_a_definition_list_becomes_rows() -> None:
    body = "<dl><dt>日時</dt><dd>四月一日</dd><div><dt>出席者</dt><dd>会長</dd><dd>委員</dd></div></dl>"

    source = read_html(page(body), "a.html")

    assert source.text == "日時\t四月一日\n出席者\t会長\n委員\n"
    assert [cell.header for cell in source.cells] == [True, False, True, False]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<ol><li>日時：四月<li>場所：<p>市役所</p></ol>", "1. 日時：四月\n2. 場所：\n市役所\n"),
        ('<ol start="3"><li>三つ目<li value="7">七つ目<li>八つ目</ol>', "3. 三つ目\n7. 七つ目\n8. 八つ目\n"),
        ("<ol><li>(1) 議題<li>(2) 報告</ol>", "(1) 議題\n(2) 報告\n"),
        ('<ol style="list-style: none"><li>議題<li>報告</ol>', "議題\n報告\n"),
        ("<ul><li>意見<ul><li>補足</ul><li>意見二</ul>", "意見\n補足\n意見二\n"),
    ],
    ids=["numbered", "start", "own numbers", "styled away", "bullets"],
)
def test_automatic_numbers_of_lists_are_written_out(body: str, text: str) -> None:
    assert text_of(body) == text


def test_chrome_is_dropped() -> None:
    body = f"""<a href="#c">本文へスキップ</a><header><p>文字サイズ</p></header><nav>くらし</nav>
      <ul><li><a href="/a">くらし</a><li><a href="/b">図書館</a><li><a href="/c">市議会</a></ul>
      <div id="pankuzu">ホーム &gt; 市政</div><div class="globalNav">市政</div>
      <p>ここから本文です。</p><article><header><h1>会議録</h1></header>
      <p>会長　{SPEECH}</p><p>委員　{SPEECH}</p>
      <ul><li><a href="1.pdf">資料一</a><li><a href="2.pdf">資料二</a><li><a href="3.pdf">資料三</a></ul>
      </article>
      <p><a href="#top">ページの先頭へ戻る</a></p><h2>このページに関するお問い合わせ</h2><p>総務課</p>
      <aside>関連</aside><div class="inquiry">電話</div><footer>架空市役所</footer>
      <script>var a="会長　これは本文ではありません";</script><style>p{{}}</style><button>拡大</button>"""

    assert text_of(body) == f"会議録\n会長　{SPEECH}\n委員　{SPEECH}\n資料一\n資料二\n資料三\n"


def test_an_element_that_holds_most_of_the_page_is_kept_whatever_its_name() -> None:
    assert (
        text_of(f'<div class="sidebar"><p>会長　{SPEECH}</p></div><p>以上</p>') == f"会長　{SPEECH}\n以上\n"
    )


def test_a_menu_is_dropped_however_long() -> None:
    menu = "".join(f'<li><a href="/{n}">くらしの手続き、届出と証明</a>' for n in range(50))

    assert text_of(f"<nav><ul>{menu}</ul></nav><p>会長　{SPEECH}</p>") == f"会長　{SPEECH}\n"


def test_control_characters_around_chrome_do_no_harm() -> None:
    text = text_of(f"<p>会\x01長</p><nav>くらし</nav>\x02委員<p>{SPEECH * 20}&#3;</p>")

    assert text.startswith("会長\n委員\n")


def test_a_main_element_is_the_content_if_it_holds_most_of_the_page() -> None:
    assert text_of(f"<p>お知らせ</p><main><p>会長　{SPEECH}</p></main>") == f"会長　{SPEECH}\n"
    assert text_of(f"<p>会長　{SPEECH}</p><main><p>お知らせ</p></main>") == f"会長　{SPEECH}\nお知らせ\n"


def test_the_contact_words_inside_the_minutes_end_nothing() -> None:
    speech = "".join(f"<p>委員　{SPEECH}</p>" for _ in range(20))

    assert text_of(f"<h2>お問い合わせ</h2><p>窓口の件</p>{speech}").startswith("お問い合わせ\n窓口の件\n")


@pytest.mark.parametrize(
    ("title", "first_line"),
    [
        ("令和５年度会議録", "令和５年度会議録"),
        ("令和５年度会議録｜架空市", "令和５年度会議録｜架空市"),
        ("会議録 - 令和５年度", "令和５年度会議録"),
        ("", "令和５年度会議録"),
    ],
)
def test_the_title_stands_first_where_the_page_does_not_say_it(title: str, first_line: str) -> None:
    text = text_of(f"<h1>令和５年度会議録</h1><p>{SPEECH}</p>", f"<title>{title}</title>")

    assert text.split("\n")[0] == first_line
    assert text.count("令和５年度会議録") == 1 + (first_line != "令和５年度会議録")


def test_malformed_tables_and_lists_lose_nothing() -> None:
    body = f"<table><p>会長　{SPEECH}</p><tr>委員　{SPEECH}</tr></table><dl><p>事務局　{SPEECH}</p></dl>"

    text = text_of(body)

    assert all(f"{who}　{SPEECH}" in text for who in ("会長", "委員", "事務局"))


def test_tags_that_are_never_closed_are_no_depth() -> None:
    assert text_of(f"<p>会長<font>{SPEECH}" * 500).count(SPEECH) == 500


def test_a_page_nested_too_deeply_is_refused() -> None:
    with pytest.raises(SourceError, match="nested too deeply"):
        read_html(page("<div>" * 400 + SPEECH), "a.html")


@pytest.mark.parametrize("body", ["", "<script>var a=1;</script>", "<!-- 会議録 -->"])
def test_a_page_without_text_is_refused(body: str) -> None:
    with pytest.raises(SourceError) as caught:
        read_html(page(body), "a.html")

    assert str(caught.value) == "a.html: the page holds no text; save it again after it has loaded in full"


def test_a_page_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.read_html.MAX_SIZE_BYTES", 2**20)

    with pytest.raises(SourceError, match=r"^a.html: the page has 2 MB, more than 1 MB; split it$"):
        read_html(page("会" * 700_000), "a.html")


TAG_NAMES = (
    "table,tr,td,th,td rowspan=9,td colspan=9,/td,/table,dl,dt,dd,/dl,ol start=4,li,/ol,div,/div,h2,/h2,"
    "pre,/pre,br,nav,/nav,main,ruby,rt,/ruby,!-- --,title,p,head,body"
)
TAGS = st.sampled_from(TAG_NAMES.split(",")).map("<{}>".format)


@given(st.lists(TAGS | st.text(alphabet="会長 \n\t\v議題。&<>\0", max_size=8)))
def test_any_markup_is_read_or_refused_and_cells_hold(pieces: list[str]) -> None:
    try:
        source = read_html("".join(pieces).encode(), "a.html")
    except IngestError:
        return
    ends = [0]
    for cell in source.cells:
        assert ends[-1] <= cell.start <= cell.end <= len(source.text)
        assert "\t" not in source.text[cell.start : cell.end]
        ends.append(cell.end)
    assert "\u00a0" not in source.text
    assert all(source.text[h.start : h.end].strip() for h in source.headings)


@given(st.binary(max_size=500))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(IngestError):
        read_html(b"<html>" + data, "a.html")
