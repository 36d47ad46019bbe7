"""The words of the page 取り込み, in Japanese and in English."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.wording import WORDINGS, Language


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryWording:
    """The words of one language; braces are filled by `str.format`."""

    language: Language
    title: str
    intro: str
    views_label: str
    views: Mapping[str, str]
    name_filter: str
    nothing_named: str
    # Which meetings are held.
    coverage_caption: str
    coverage_note: str
    gaps_only: str
    no_gaps: str
    council: str
    undated: str
    fiscal_year: str
    missing: str
    cell_hint: str
    missing_in_year: str
    missing_numbers: str
    missing_year: str
    number: str
    number_range: str
    more_numbers: str
    # The documents.
    documents_caption: str
    documents_note: str
    doubtful_only: str
    no_doubtful: str
    columns: tuple[str, str, str, str, str, str, str, str]
    unknown_confidence: str
    unknown_confidence_hint: str
    unsure_speakers: str
    doubtful_outcomes: tuple[str, str]
    well_read: str
    # The corrections.
    corrections_heading: str
    corrections_note: str
    read_item: str

    def year_name(self, year: int) -> str:
        """A fiscal year as people write it: 令和5年度."""
        if self.language is Language.EN:
            return self.fiscal_year.format(year=year)
        # By a day that every era's first year has: 2019 is 令和元年度.
        era = WORDINGS[self.language].date_name(f"{year}-05-01").split("年")[0]
        return self.fiscal_year.format(year=era)


_JAPANESE = LibraryWording(
    language=Language.JA,
    title="取り込み",
    intro="この索引にどの会議録があるか、どれだけ正しく読めているかを確かめます。",
    views_label="取り込みの内容",
    views={
        "add": "会議録を加える",
        "coverage": "年度ごとの収録",
        "documents": "文書と読み取り",
        "corrections": "修正の記録",
        "backup": "控え",
    },
    name_filter="自治体・会議体・文書の名で絞り込む",
    nothing_named="この名に当たるものはありません。",
    coverage_caption="会議体ごとの会議数（年度は4月から）",
    coverage_note="「（なし）」は、前後の年度にはあるのに会議録がない年度です。回の抜けは、ほかの会議の番号から数えました。"
    "どちらも、この索引にないというだけで、開かれなかったのかもしれません。",
    gaps_only="抜けのある会議体だけ",
    no_gaps="抜けは見当たりません。",
    council="会議体",
    undated="日付なし",
    fiscal_year="{year}年度",
    missing="（なし）",
    cell_hint="{council} {year} {n}会議を読む",
    missing_in_year="{year}：{numbers}がありません",
    missing_numbers="{numbers}がありません",
    missing_year="{year}がありません",
    number="第{n}回",
    number_range="第{first}回～第{last}回",
    more_numbers="ほか{n}件",
    documents_caption="文書（疑わしい順）",
    documents_note="「確からしさ」は発言者の区切りの確かさ（1が最良）、「結果/案件」は案件のうち結果の記載が読み取れた数です。"
    "結果の記載がない会議録もあります。",
    doubtful_only="確かめたい文書だけ",
    no_doubtful="確かめたい文書はありません。",
    columns=("文書", "会議体", "開催日", "会議", "発言等", "結果/案件", "確からしさ", "確かめること"),
    unknown_confidence="－",
    unknown_confidence_hint="以前の版で取り込んだため分かりません。読み直すと表示されます。",
    unsure_speakers="発言者の区切りが不確かです。",
    doubtful_outcomes=("結果の読み取りが不確かな案件{n}件", "結果の読み取りが不確かな案件{n}件"),
    well_read="特にありません",
    corrections_heading="修正の記録（新しい順）",
    corrections_note="読み取りの誤りを人が直した記録です。会議録を取り込み直しても残ります。",
    read_item="会議録で見る",
)

_ENGLISH = LibraryWording(
    language=Language.EN,
    title="Library",
    intro="See which minutes this index holds and how surely they were read.",
    views_label="Parts of the library",
    views={
        "add": "Add minutes",
        "coverage": "Coverage by year",
        "documents": "Documents",
        "corrections": "Corrections",
        "backup": "Backup",
    },
    name_filter="Narrow by municipality, council or file name",
    nothing_named="Nothing bears this name.",
    coverage_caption="Meetings by council and fiscal year (April to March)",
    coverage_note="“(none)” marks a year without minutes between years with some. Missing numbers are "
    "counted from those of the other meetings. Either says only that this index lacks them: perhaps there "
    "was no such meeting.",
    gaps_only="Only councils with gaps",
    no_gaps="No gaps are apparent.",
    council="Council",
    undated="Undated",
    fiscal_year="FY {year}",
    missing="(none)",
    cell_hint="Read {n} of {council}, {year}",
    missing_in_year="{year}: {numbers} missing",
    missing_numbers="{numbers} missing",
    missing_year="{year} missing",
    number="No. {n}",
    number_range="Nos. {first} to {last}",
    more_numbers="{n} more",
    documents_caption="Documents, the most doubtful first",
    documents_note="Confidence is how sure it is who speaks (1 is best). Decided/items is how many agenda "
    "items have an outcome that could be read; not all minutes record one.",
    doubtful_only="Only documents to check",
    no_doubtful="No document needs a check.",
    columns=(
        *("Document", "Council", "Date", "Meetings"),
        *("Turns", "Decided/items", "Confidence", "To check"),
    ),
    unknown_confidence="-",
    unknown_confidence_hint="Not known of what an older version ingested; reading it again will show it.",
    unsure_speakers="It is uncertain who speaks.",
    doubtful_outcomes=("{n} outcome read with little certainty", "{n} outcomes read with little certainty"),
    well_read="nothing",
    corrections_heading="Corrections, latest first",
    corrections_note="What people set right where the reading was wrong; it stays when a file is read again.",
    read_item="See in the minutes",
)

LIBRARY_WORDINGS: Mapping[Language, LibraryWording] = {Language.JA: _JAPANESE, Language.EN: _ENGLISH}
