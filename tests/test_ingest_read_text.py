"""Plain text: encodings, line ends, pages, and what is refused."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.decode import decode_text, find_misreading
from ingest.errors import IngestError, SourceError, UnsupportedFormatError
from ingest.read_text import read_text

MINUTES = (
    "令和５年度第１回架空市環境審議会会議録\n"
    "○会長　それでは、議題の(1)に入ります。事務局から説明をお願いいたします。\n"
    "○事務局（環境課長）　資料１を御覧ください。ＣＯ２の排出量は、平成25年度に比べて12％減りました。\n"
    "○会長　ほかに御質問がなければ、本件は原案のとおり承認することとしてよろしいでしょうか。\n"
    "（「異議なし」の声あり）\n"
)


@pytest.mark.parametrize(
    ("encoding", "mark", "read_as"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", b"\xef\xbb\xbf", "utf-8"),
        ("cp932", b"", "cp932"),
        ("euc_jp", b"", "euc_jp"),
        ("iso2022_jp", b"", "iso2022_jp"),
        ("utf-16-le", b"\xff\xfe", "utf-16-le"),
        ("utf-16-be", b"\xfe\xff", "utf-16-be"),
        ("utf-16-le", b"", "utf-16-le"),
        ("utf-16-be", b"", "utf-16-be"),
        ("utf-32-le", b"\xff\xfe\x00\x00", "utf-32-le"),
    ],
    ids=str,
)
def test_reads_every_encoding(encoding: str, mark: bytes, read_as: str) -> None:
    source = read_text(mark + MINUTES.encode(encoding), "a.txt")

    assert source.text == MINUTES
    assert source.encoding == read_as
    assert source.media_type == "text/plain"
    assert source.warnings == ()


@pytest.mark.parametrize("encoding", ["cp932", "euc_jis_2004"])
def test_reads_the_characters_that_vendors_added(encoding: str) -> None:
    text = MINUTES + "① 株式会社架空（㈱）の申出について\n"

    assert read_text(text.encode(encoding), "a.txt").text == text


def test_keeps_the_text_as_it_is_but_for_line_ends() -> None:
    data = "　第１回\r\n\r\n  会長\tはい。 \r日時\u3000\n".encode()

    assert read_text(data, "a.txt").text == "　第１回\n\n  会長\tはい。 \n日時\u3000\n"


def test_form_feeds_start_pages() -> None:
    source = read_text("表紙\n\f会長　はい。\n\f以上\n\f".encode(), "a.txt")

    assert source.page_starts == (0, 4, 12)
    assert source.page_at(source.text.index("会長")) == 2
    assert source.page_at(source.text.index("以上")) == 3


def test_text_without_form_feeds_has_no_pages() -> None:
    source = read_text(MINUTES.encode(), "a.txt")

    assert source.page_starts == ()
    assert source.page_at(0) is None


def test_a_character_cut_at_the_end_is_a_warning() -> None:
    source = read_text(MINUTES.encode()[:-8], "a.txt")

    assert source.text.startswith("令和５年度第１回架空市環境審議会会議録\n")
    assert source.warnings == ("1 characters could not be read as utf-8 and stand as \ufffd",)


def test_ascii_is_text() -> None:
    assert read_text(b"The 3rd meeting\nChair: opened at 10:00\n", "a.txt").encoding == "utf-8"


def test_binary_data_is_refused() -> None:
    with pytest.raises(UnsupportedFormatError) as caught:
        read_text(bytes(range(256)) * 40, "a.txt")

    assert str(caught.value) == (
        "a.txt: this is no text in UTF-8, UTF-16, CP932 (Shift_JIS), EUC-JP or ISO-2022-JP but binary data; "
        "give the minutes as txt, html, docx or pdf"
    )


@pytest.mark.parametrize(
    ("right", "wrong"), [("utf-8", "cp932"), ("utf-8", "latin-1"), ("cp932", "latin-1"), ("euc_jp", "cp932")]
)
def test_garbled_text_is_refused(right: str, wrong: str) -> None:
    garbled = MINUTES.encode(right).decode(wrong, errors="replace").encode()

    with pytest.raises(SourceError, match="the text is garbled"):
        read_text(garbled, "a.txt")


def test_the_message_on_garbled_text_says_what_happened() -> None:
    with pytest.raises(SourceError) as caught:
        read_text(MINUTES.encode().decode("cp932", errors="replace").encode(), "a.txt")

    assert str(caught.value) == (
        "a.txt: the text is garbled (文字化け): utf-8 was read as cp932; save the original as UTF-8"
    )


def test_lost_characters_are_refused() -> None:
    with pytest.raises(SourceError, match="many characters are lost"):
        read_text(("会\ufffd" * 100).encode(), "a.txt")


@pytest.mark.parametrize(
    "text", [MINUTES, "ｱｲｳｴｵの半角カナを含む会議録です。\n" * 3, "Ｃｈａｉｒ\n", "縺れた糸の議論\n"]
)
def test_sound_text_is_not_called_garbled(text: str) -> None:
    assert find_misreading(text) is None


def test_a_text_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.read_text.MAX_SIZE_BYTES", 2**20)

    with pytest.raises(SourceError, match=r"^a.txt: the text has 2 MB, more than 1 MB; split it$"):
        read_text(b"a" * 2 * 2**20, "a.txt")


@given(st.text(alphabet="あいうえお会長委員議題、。（）１２３ \n", min_size=30))
def test_japanese_survives_every_encoding(text: str) -> None:
    prose = MINUTES + text
    for encoding in ("utf-8", "cp932", "euc_jp", "iso2022_jp"):
        assert decode_text(prose.encode(encoding), "a.txt").text == prose


@given(st.binary(max_size=2000))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(IngestError):
        source = read_text(data, "a.txt")
        assert "\r" not in source.text
        assert all(0 <= start <= len(source.text) for start in source.page_starts)


def test_a_drawn_table_reads_as_cells_and_every_character_keeps_its_place() -> None:
    drawn = (
        "┌────┬──────┐\n│会場　　│市役所　　　│\n├────┼──────┤\n"
        "│議題　　│１　防犯灯　│\n│　　　　│２　公園　　│\n└────┴──────┘\n本文は縦棒│を含む。\n"
    )
    text = read_text(drawn.encode(), "a.txt").text
    assert len(text) == len(drawn)
    assert [line.strip().split("\t") for line in text.split("\n")[1:5:2]] == [
        ["会場　　", "市役所"],
        ["議題　　", "１　防犯灯"],
    ]
    assert text.split("\n")[4].strip() == "２　公園"
    assert text.split("\n")[6] == "本文は縦棒│を含む。"
