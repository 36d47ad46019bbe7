"""The words of exported cases (Word, Excel, CSV, Markdown), in Japanese and in English."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.wording import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierWording:
    """The words of one language; braces are filled by `str.format`.

    Attributes:
        columns: Of the table with one case a row, as `app.dossier.dossier_table` fills them.
        overview: Columns of the table that a document begins with.
    """

    title: str
    scope: str
    scope_all: str
    made_on: str
    note: str
    columns: tuple[str, ...]
    overview: tuple[str, str, str, str, str]
    place: str
    section: str
    meeting: str
    not_recorded: str
    sources: str
    request: str
    unnamed_request: str
    dated: str
    sheet: str
    sheet_scope: str
    cut: str


_JAPANESE = DossierWording(
    title="先例調べ",
    scope="抽出条件：{conditions}",
    scope_all="抽出条件：なし（収録している全案件）",
    made_on="作成日：{day}",
    note="「」内と引用は会議録の原文どおりです。[ ] の番号は末尾の出典を指します。",
    columns=(
        *("自治体", "会議体", "会議", "開催日", "案件名", "種別", "担当課", "審議結果", "審議の経過"),
        *(
            "付された意見・条件",
            "委員の要望",
            "採決",
            "結果の根拠",
            "発言者",
            "文書",
            "ページ",
            "出典",
            "備考",
        ),
    ),
    overview=("番号", "自治体・会議体", "開催日", "案件名", "審議結果"),
    place="自治体・会議体",
    section="担当課",
    meeting="{meeting}（{date}）",
    not_recorded="記載なし",
    sources="出典",
    request="{speaker}「{text}」",
    unnamed_request="「{text}」",
    dated="{date}　{text}",
    sheet="先例",
    sheet_scope="抽出条件",
    cut="…（長いため以下略）",
)

_ENGLISH = DossierWording(
    title="Precedents",
    scope="Selected by: {conditions}",
    scope_all="Selected by: nothing (all cases held)",
    made_on="Made on {day}",
    note="Words in 「」 and quotes are those of the minutes. Numbers in [ ] name the sources at the end.",
    columns=(
        *("Municipality", "Council", "Meeting", "Date", "Matter", "Kind", "Section", "Outcome", "Course"),
        *("Opinions and conditions", "Requests", "Vote", "Proof of the outcome", "Speaker", "Document"),
        *("Page", "Source", "Remarks"),
    ),
    overview=("No.", "Council", "Date", "Matter", "Outcome"),
    place="Council",
    section="Section",
    meeting="{meeting} ({date})",
    not_recorded="not recorded",
    sources="Sources",
    request="{speaker}「{text}」",
    unnamed_request="「{text}」",
    dated="{date}: {text}",
    sheet="Precedents",
    sheet_scope="Selection",
    cut="… (cut, too long for a cell)",
)

DOSSIER_WORDINGS: Mapping[Language, DossierWording] = {Language.JA: _JAPANESE, Language.EN: _ENGLISH}
