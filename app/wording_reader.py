"""The words of 会議録を読む: the list of minutes, a meeting with its agenda and turns, pages as images."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.wording import Language
from ingest.page_image import PageProblem
from ingest.records import Role, TurnKind

_ERAS = ((2019, "令和"), (1989, "平成"), (1926, "昭和"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderWording:
    """The words of one language; braces are filled by `str.format`."""

    language: Language
    # The list of minutes.
    choose: str
    choose_hint: str
    year: str
    none_match: str
    meeting: str
    size_column: str
    size: str
    list_parts: str
    to_list: str
    # A meeting.
    date: str
    time: str
    period: str
    place: str
    access: str
    is_open: str
    is_closed: str
    attendees: str
    people: tuple[str, str]
    absent: str
    and_absent: str
    source: str
    source_pages: str
    not_recorded: str
    before: str
    after: str
    neighbours: str
    roles: Mapping[Role, str]
    role: str
    kinds: Mapping[TurnKind, str]
    page: str
    number: str
    # The agenda.
    agenda: str
    agenda_nav: str
    no_agenda: str
    to_agenda: str
    section: str
    proof: str
    outside: str
    continued: str
    # Turns.
    turns: str
    no_turns: str
    decided: str
    here: str
    turn_missing: str
    link: str
    link_name: str
    copy_name: str
    answers: str
    question: str
    answer_name: str
    question_name: str
    # Parts of a long meeting.
    parts: str
    part: str
    shown: str
    next_part: str
    whole: str
    in_parts: str
    # Search within the meeting.
    find: str
    find_hint: str
    find_button: str
    found: str
    found_none: str
    found_more: str
    found_nav: str
    stop_finding: str
    next_hit: str
    # The page of a PDF as an image.
    original: str
    original_name: str
    original_page: str
    boxed: tuple[str, str, str]
    page_problems: Mapping[PageProblem, str]

    def year_name(self, year: int) -> str:
        """A fiscal year (from April on) as people write it: 令和5年度（2023年度）."""
        if self.language is Language.EN:
            return f"FY {year} (April {year} to March {year + 1})"
        first, era = next((era for era in _ERAS if year >= era[0]), (0, ""))
        of_era = year - first + 1
        named = f"{era}{'元' if of_era == 1 else of_era}年度" if era else ""
        return f"{named}（{year}年度）" if named else f"{year}年度"


_JAPANESE = ReaderWording(
    language=Language.JA,
    choose="読む会議録を選ぶ",
    choose_hint="自治体・会議体・年度で絞り込み、会議の名前を押すと開きます。新しい順に並んでいます。",
    year="年度",
    none_match="この条件に合う会議録は索引にありません。条件を「すべて」に戻してください。",
    meeting="会議",
    size_column="件数",
    size="案件{items}件・発言等{turns}件",
    list_parts="一覧の続き",
    to_list="会議録の一覧",
    date="開催日",
    time="時刻",
    period="{}～{}",
    place="場所",
    access="公開・非公開",
    is_open="公開",
    is_closed="非公開",
    attendees="出席者",
    people=("{n}人", "{n}人"),
    absent="欠席",
    and_absent="{present}（ほかに欠席{absent}）",
    source="文書",
    source_pages="{doc}（全{pages}ページ）",
    not_recorded="記載なし",
    before="前の会議",
    after="次の会議",
    neighbours="同じ会議体の前後の会議",
    roles={
        Role.CHAIR: "会長・議長",
        Role.VICE_CHAIR: "副会長・副議長",
        Role.MEMBER: "委員・議員",
        Role.SECRETARIAT: "事務局",
        Role.PROPONENT: "実施機関・説明員",
        Role.OTHER: "その他",
    },
    role="（{role}）",
    kinds={TurnKind.NOTE: "注記", TurnKind.DOCUMENT: "資料"},
    page="{page}ページ",
    number="{n}番",
    agenda="案件（目次）",
    agenda_nav="案件の目次",
    no_agenda="案件の記載はありません。",
    to_agenda="目次へ戻る ↑",
    section="担当",
    proof="この発言を読む",
    outside="案件に入らない部分",
    continued="（続き）",
    turns="発言",
    no_turns="この会議の発言の記録はありません。",
    decided="決定",
    here="リンク先の発言",
    turn_missing="リンクの示す発言は、この会議録にありません。会議録のはじめから表示しています。",
    link="リンク",
    link_name="この発言（{n}番）へのリンク",
    copy_name="発言{n}番の出典をコピー",
    answers="答え → {speaker}（{n}番）",
    question="← 質問 {speaker}（{n}番）",
    answer_name="この質問への答え（発言{n}番、{speaker}）",
    question_name="この答えの質問（発言{n}番、{speaker}）",
    parts="会議録の区切り",
    part="{first}～{last}番",
    shown="全{total}件のうち{first}～{last}番目の発言等を表示しています。",
    next_part="続きを読む（{first}～{last}番）",
    whole="全部を1ページに表示（印刷向き）",
    in_parts="区切って表示",
    find="この会議録の中を探す",
    find_hint="例：再委託",
    find_button="探す",
    found="「{words}」は{turns}件の発言等に{times}か所あります。",
    found_none="「{words}」はこの会議録にありません。",
    found_more="ほか{n}件",
    found_nav="見つかった発言",
    stop_finding="探すのをやめる",
    next_hit="次の該当箇所 ↓",
    original="原本のページを見る",
    original_name="発言{n}番がある原本のページを画像で見る",
    original_page="{doc} {page}ページ。{told}",
    boxed=(
        "言葉の位置が分からないため、枠は付けていません。",
        "引用した言葉を枠で囲んでいます。",
        "同じ言葉がこのページに{n}か所あり、すべて枠で囲んでいます。",
    ),
    page_problems={
        PageProblem.GONE: "原本のファイルが取り込んだ場所にないため、ページを表示できません。",
        PageProblem.CHANGED: "原本のファイルが取り込んだ後に変わったため、ページを表示できません。"
        "取り込み直すと表示できます。",
        PageProblem.FAILED: "このページは画像にできませんでした。原本のファイルを開いて確かめてください。",
    },
)

_ENGLISH = ReaderWording(
    language=Language.EN,
    choose="Choose minutes to read",
    choose_hint="Narrow by municipality, council and year; a meeting's name opens it. The latest come first.",
    year="Fiscal year",
    none_match="The index holds no minutes that meet these conditions. Set them back to All.",
    meeting="Meeting",
    size_column="Size",
    size="{items} items, {turns} turns",
    list_parts="Other parts of the list",
    to_list="All minutes",
    date="Date",
    time="Time",
    period="{}–{}",
    place="Place",
    access="Public",
    is_open="open to the public",
    is_closed="closed",
    attendees="Present",
    people=("{n} person", "{n} people"),
    absent="absent",
    and_absent="{present} ({absent} absent)",
    source="Document",
    source_pages="{doc} ({pages} pages)",
    not_recorded="not recorded",
    before="Previous meeting",
    after="Next meeting",
    neighbours="Meetings of the same council before and after",
    roles={
        Role.CHAIR: "chair",
        Role.VICE_CHAIR: "vice chair",
        Role.MEMBER: "member",
        Role.SECRETARIAT: "secretariat",
        Role.PROPONENT: "proponent",
        Role.OTHER: "other",
    },
    role=" ({role})",
    kinds={TurnKind.NOTE: "Note", TurnKind.DOCUMENT: "Paper"},
    page="page {page}",
    number="no. {n}",
    agenda="Agenda",
    agenda_nav="Agenda as table of contents",
    no_agenda="No agenda items are recorded.",
    to_agenda="Back to the agenda ↑",
    section="Section",
    proof="read it there",
    outside="Outside the agenda items",
    continued="(continued)",
    turns="What was said",
    no_turns="No turns are recorded of this meeting.",
    decided="Decision",
    here="linked turn",
    turn_missing="These minutes do not hold the turn that the link names; they are shown from the beginning.",
    link="Link",
    link_name="Link to this turn, number {n}",
    copy_name="Copy the citation of turn {n}",
    answers="answer → {speaker} (no. {n})",
    question="← question {speaker} (no. {n})",
    answer_name="The answer to this question (turn {n}, {speaker})",
    question_name="The question that this answers (turn {n}, {speaker})",
    parts="Parts of these minutes",
    part="{first} to {last}",
    shown="Turns {first} to {last} of {total} are shown.",
    next_part="Read on ({first} to {last})",
    whole="Show all on one page (for printing)",
    in_parts="Show in parts",
    find="Find within these minutes",
    find_hint="e.g. 再委託",
    find_button="Find",
    found="「{words}」 stands at {times} places in {turns} turns.",
    found_none="「{words}」 does not stand in these minutes.",
    found_more="{n} more",
    found_nav="Turns that were found",
    stop_finding="Stop finding",
    next_hit="Next place ↓",
    original="See the original page",
    original_name="See the original page of turn {n} as an image",
    original_page="{doc}, page {page}. {told}",
    boxed=(
        "Where the words stand could not be found, so nothing is boxed.",
        "The cited words are boxed.",
        "The same words stand at {n} places of this page; all are boxed.",
    ),
    page_problems={
        PageProblem.GONE: "The original file is no longer where it was ingested from: no page to show.",
        PageProblem.CHANGED: "The original file has changed since it was ingested: no page to show. "
        "Ingest it again to see it.",
        PageProblem.FAILED: "This page could not be made an image. Open the original file to check it.",
    },
)

READER_WORDINGS: Mapping[Language, ReaderWording] = {Language.JA: _JAPANESE, Language.EN: _ENGLISH}
