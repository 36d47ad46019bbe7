import pytest

from ingest.clean import split_lines
from ingest.labels import is_known_label, read_label
from ingest.notation import fold
from ingest.read_html import read_html
from ingest.records import Role, SourceText
from ingest.speakers import GRAMMARS, Grammar, find_marks, lay_out


@pytest.mark.parametrize("grammar", GRAMMARS, ids=lambda g: g.name)
def test_every_grammar_reads_its_example(grammar: Grammar) -> None:
    m = grammar.pattern.match(fold(grammar.example))
    assert m is not None
    assert grammar.sure or is_known_label(m["label"])


@pytest.mark.parametrize(
    ("label", "role", "name", "title"),
    [
        ("真壁会長", Role.CHAIR, "真壁", "会長"),
        ("会　長", Role.CHAIR, None, "会長"),
        ("三田村副会長", Role.VICE_CHAIR, "三田村", "副会長"),
        ("会長職務代理者", Role.VICE_CHAIR, None, "会長職務代理者"),
        ("議長（山田太郎君）", Role.CHAIR, "山田太郎", "議長"),
        ("事務局（峰岸）", Role.SECRETARIAT, "峰岸", "事務局"),
        ("公園緑地課長", Role.PROPONENT, None, "公園緑地課長"),
        ("実施機関", Role.PROPONENT, None, "実施機関"),
        ("Ａ委員", Role.MEMBER, None, "A委員"),
        ("委員11", Role.MEMBER, None, "委員"),
        ("9番（鈴木一郎）", Role.MEMBER, "鈴木一郎", "9番"),
        ("意見・質問", Role.MEMBER, None, None),
        ("回答", Role.SECRETARIAT, None, None),
        ("三好（真）委員長", Role.CHAIR, "三好(真)", "委員長"),
        ("甲社", Role.OTHER, None, None),
    ],
)
def test_a_label_names_a_role_and_a_person(
    label: str, role: Role, name: str | None, title: str | None
) -> None:
    speaker = read_label(label)
    assert (speaker.role, speaker.name, speaker.title) == (role, name, title)


@pytest.mark.parametrize(
    "word", ["場所", "日時", "出席委員", "会議資料", "開催場所", "議題", "本庁舎", "関連リンク"]
)
def test_words_of_the_header_are_no_speakers(word: str) -> None:
    assert not is_known_label(word)


def marks_of(text: str) -> list[str | None]:
    source = SourceText(path="a.txt", media_type="text/plain", sha256="", text=text)
    return [m.label for m in find_marks(lay_out(source, split_lines(source)))[0]]


def test_the_document_decides_how_speakers_are_marked() -> None:
    colon = "会長：始めます。\n委員：質問です。\n（異議なし）\n会長：終わります。\n"
    brackets = (
        "【会長】\n始めます。\n【甲社】\n説明します。\n"
        "【資料1】\n【甲社】\n以上です。\n【委員】\n質問です。\n"
    )
    assert marks_of(colon) == ["会長", "委員", "会長"]
    assert marks_of(brackets) == ["会長", "甲社", "甲社", "委員"]


def test_an_unknown_word_before_a_colon_is_no_speaker() -> None:
    assert marks_of("会長：始めます。\n注意：これは本文です。\n委員：はい。\n") == ["会長", "委員"]


def test_a_slipped_column_of_speakers_is_set_right_or_left_open() -> None:
    slipped = (
        "委員\t暗号化の方法には二つあるが、その両方\n会長\tを使うのか、片方だけなのか。\n"
        "担当課\t両方を使います。\n会長\t分かりました。\n"
    )
    ambiguous = "会長\t始めます。\n会長 委員\t質問は。ひとつあります。\n委員\t以上です。\n"
    assert marks_of(slipped) == ["委員", "委員", "会長", "担当課"]
    assert marks_of(ambiguous) == ["会長", None, "委員"]


def test_a_cell_that_names_several_speakers_gives_each_a_paragraph_or_leaves_them_open() -> None:
    rows = "".join(
        f"<tr><td>{who}</td><td>{said}</td></tr>"
        for who, said in (
            ("会長", "ただいまから開会します。"),
            ("委員<br>環境部<br>環境課長", "<p>費用はいくらですか。</p><p>百万円です。</p>"),
            ("委員<br>会長", "一つ伺います。<br>二つ目です。<br>分かりました。"),
            ("会長", "終わります。"),
        )
    )
    source = read_html(f"<html><body><table>{rows}</table></body></html>".encode(), "a.html")
    marks = find_marks(lay_out(source, split_lines(source)))[0]
    assert [m.label for m in marks] == ["会長", "委員", "環境部環境課長", None, "会長"]
