"""The words of the page 比較する, in Japanese and in English."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.wording import Language
from index.concerns import Concern


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareWording:
    """The words of one language; braces are filled by `str.format`."""

    language: Language
    title: str
    intro: str
    matter: str
    matter_hint: str
    compare: str
    examples: str
    places: str
    every_place: str
    place_found: tuple[str, str]
    place_absent: str
    # What was found.
    found: str
    found_case: str
    alone: str
    prepare: str
    no_longer_case: str
    cases: tuple[str, str]
    places_counted: tuple[str, str]
    nothing: str
    nothing_advice: str
    near: str
    case_missing: str
    # The first table: outcomes.
    outcomes_caption: str
    place_column: str
    case_column: str
    steps_column: str
    conditions_column: str
    drop_place: str
    no_record: str
    touched: str
    record: str
    no_conditions: str
    no_outcome: str
    read_meeting: str
    similar: str
    more_cases: str
    # The second table: concerns.
    concerns_caption: str
    concerns_note: str
    concern_column: str
    other_concern: str
    other_term: str
    questions: tuple[str, str]
    no_question: str
    answers_and_more: str
    answers_only: str
    answer: str
    no_answer: str
    cut: str
    more_concerns: str
    no_concerns: str
    # The charts.
    years_caption: str
    year_column: str
    items_column: str
    count_column: str
    undated: str
    prefectures_caption: str
    prefecture_column: str
    unknown_prefecture: str
    unknown_prefecture_note: str
    items_counted: tuple[str, str]
    as_numbers: str
    total: str
    mark: str
    # The file.
    download: str
    download_excel: str
    file_name: str
    columns: tuple[str, ...]
    kind_outcome: str
    kind_condition: str
    kind_question: str
    kind_answer: str
    kind_absent: str

    def concern_name(self, concern: Concern | None, term: str | None) -> str:
        """A concern's name; of questions that show none, the term that they share."""
        if concern is not None:
            return concern.japanese if self.language is Language.JA else concern.english
        return self.other_term.format(term=term) if term else self.other_concern

    def count(self, forms: tuple[str, str], n: int) -> str:
        """A number with its noun, in the singular or the plural form."""
        return forms[n != 1].format(n=n)


_JAPANESE = CompareWording(
    language=Language.JA,
    title="比較する",
    intro="一つの案件を、ほかの自治体がいつ、どう決め、委員が何を尋ねたか、会議録の言葉で並べます。",
    matter="比べる案件",
    matter_hint="例：AI-OCR、クラウドサービスの利用、霧沢町と琴ノ原市のAI-OCR",
    compare="比べる",
    examples="案件の例",
    places="比べる自治体",
    every_place="この件を扱ったすべての自治体",
    place_found=("{place}（{n}件）", "{place}（{n}件）"),
    place_absent="{place}（記載なし）",
    found="「{matter}」を扱った、または触れた案件：{places}の{cases}",
    found_case="「{matter}」（{place}）と、ほかの自治体の似た案件：{places}の{cases}",
    alone="ほかの自治体に似た案件は見当たりませんでした。",
    prepare="この案件の質問を準備する",
    no_longer_case="案件の指定を外す",
    cases=("{n}件", "{n}件"),
    places_counted=("{n}自治体", "{n}自治体"),
    nothing="「{matter}」を扱った案件は、この索引の会議録には見当たりませんでした",
    nothing_advice="言い方を変えるか、固有の名称を入れて試してください。",
    near="近い案件（この件を扱ったものではありません）",
    case_missing="この案件は索引にありません。取り込み直されたか、削除されました。",
    outcomes_caption="いつ、どう決めたか",
    place_column="自治体・会議体",
    case_column="案件",
    steps_column="開催日・審議結果と、その根拠の文言",
    conditions_column="付された意見・条件",
    drop_place="{place}を除く",
    no_record="記載なし（この件の記録は、索引の会議録に見当たりません）",
    touched="案件名ではなく、発言や資料の中でこの件に触れたものです。",
    record="案件の詳細",
    no_conditions="記載なし",
    no_outcome="審議結果の記載は会議録にありません。",
    read_meeting="会議録を読む",
    similar="似た案件と比べる",
    more_cases="さらに{n}件を並べる",
    concerns_caption="委員が何を尋ねたか（論点ごと）",
    concerns_note="論点は、質問に含まれる言葉で分けています。一つの質問が複数の論点に入ることがあります。",
    concern_column="論点",
    other_concern="その他",
    other_term="その他（「{term}」）",
    questions=("質問{n}件", "質問{n}件"),
    no_question="記載なし",
    answers_and_more="答えと、ほか{n}件の質問",
    answers_only="答え",
    answer="答え",
    no_answer="答えは会議録から結び付けられませんでした。",
    cut="…（続きは前後の発言で）",
    more_concerns="ほかの論点{n}件",
    no_concerns="この件についての委員の質問は、索引の会議録に見当たりませんでした。",
    years_caption="年度ごとの審議結果",
    year_column="年度",
    items_column="審議（押すと根拠の文言を開きます）",
    count_column="件数",
    undated="開催日不明",
    prefectures_caption="都道府県ごとの案件",
    prefecture_column="都道府県",
    unknown_prefecture="不明",
    unknown_prefecture_note="「不明」は、会議録と自治体名からは都道府県が決められなかったものです。",
    items_counted=("{n}件", "{n}件"),
    as_numbers="表で見る（年度ごと・結果ごとの件数）",
    total="計",
    mark="{place} {date} {outcome}",
    download="この比較をCSVで保存",
    download_excel="この比較をExcelで保存",
    file_name="比較",
    columns=(
        *("種類", "自治体", "会議体", "案件名", "会議", "開催日", "項目", "文言"),
        *("発言者", "文書", "ページ", "出典"),
    ),
    kind_outcome="審議結果",
    kind_condition="付された意見・条件",
    kind_question="質問",
    kind_answer="答え",
    kind_absent="記載なし",
)

_ENGLISH = CompareWording(
    language=Language.EN,
    title="Compare",
    intro="One matter side by side: who dealt with it, when, with what outcome, and what members asked, "
    "in the words of the minutes.",
    matter="Matter to compare",
    matter_hint="For example: AI-OCR, use of a cloud service",
    compare="Compare",
    examples="Examples",
    places="Municipalities to compare",
    every_place="All that dealt with the matter",
    place_found=("{place} ({n} case)", "{place} ({n} cases)"),
    place_absent="{place} (no record)",
    found="Dealt with “{matter}” or touched on it: {cases} in {places}",
    found_case="“{matter}” ({place}) and similar cases elsewhere: {cases} in {places}",
    alone="No similar case was found in another municipality.",
    prepare="Prepare questions on this matter",
    no_longer_case="Compare another matter",
    cases=("{n} case", "{n} cases"),
    places_counted=("{n} municipality", "{n} municipalities"),
    nothing="The minutes in this index hold no case on “{matter}”",
    nothing_advice="Try other words, or the proper name.",
    near="Near cases (they do not deal with the matter)",
    case_missing="This case is not in the index; it was ingested anew or removed.",
    outcomes_caption="When, and with what outcome",
    place_column="Municipality and council",
    case_column="Case",
    steps_column="Date, outcome, and the words that prove it",
    conditions_column="Opinions and conditions attached",
    drop_place="Leave out {place}",
    no_record="No record (the minutes in this index hold nothing on this matter)",
    touched="The title does not name the matter; what was said or a paper touches on it.",
    record="Details of the case",
    no_conditions="none recorded",
    no_outcome="The minutes record no decision.",
    read_meeting="Read the minutes",
    similar="Compare with similar cases",
    more_cases="Show {n} more",
    concerns_caption="What members asked, by concern",
    concerns_note="Concerns are told by the words in the questions; a question may stand under several.",
    concern_column="Concern",
    other_concern="Other",
    other_term="Other (「{term}」)",
    questions=("{n} question", "{n} questions"),
    no_question="none recorded",
    answers_and_more="Answer, and {n} more",
    answers_only="Answer",
    answer="Answer",
    no_answer="No answer could be linked in the minutes.",
    cut="… (more in its context)",
    more_concerns="{n} more concerns",
    no_concerns="The minutes in this index hold no member's question on this matter.",
    years_caption="Outcomes by fiscal year (April to March)",
    year_column="Fiscal year",
    items_column="Items (each opens the words that prove it)",
    count_column="Count",
    undated="undated",
    prefectures_caption="Cases by prefecture",
    prefecture_column="Prefecture",
    unknown_prefecture="unknown",
    unknown_prefecture_note="“unknown”: neither the minutes nor the name tell the prefecture.",
    items_counted=("{n}", "{n}"),
    as_numbers="As a table (counts by fiscal year and outcome)",
    total="All",
    mark="{place} {date} {outcome}",
    download="Save this comparison as CSV",
    download_excel="Save this comparison for Excel",
    file_name="comparison",
    columns=(
        *("Sort", "Municipality", "Council", "Case", "Meeting", "Date", "Item", "Words"),
        *("Speaker", "Document", "Page", "Source"),
    ),
    kind_outcome="outcome",
    kind_condition="opinion or condition",
    kind_question="question",
    kind_answer="answer",
    kind_absent="no record",
)

COMPARE_WORDINGS: Mapping[Language, CompareWording] = {Language.JA: _JAPANESE, Language.EN: _ENGLISH}
