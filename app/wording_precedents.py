"""The words of the page 先例を調べる, in Japanese and in English."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.wording import Language
from index.case_list import CaseOrder


@dataclass(frozen=True, slots=True, kw_only=True)
class PrecedentsWording:
    """The words of one language; braces are filled by `str.format`."""

    intro: str
    words: str
    words_hint: str
    find: str
    fiscal_year: str
    any_year: str
    kind: str
    section: str
    # Counts per outcome.
    outcomes: str
    every_outcome: str
    outcome_count: str
    conditioned: str
    counts_note: str
    # The table.
    caption: str
    select: str
    select_page: str
    matter: str
    place: str
    last_date: str
    outcome: str
    conditions: str
    vote: str
    no_vote: str
    no_conditions: str
    condition_count: str
    sort_by: str
    sorted_by: Mapping[CaseOrder, str]
    nothing: str
    ask_instead: str
    # The selection and what is written of it.
    export_all: str
    export_selected: str
    select_all: str
    clear_selection: str
    excel: str
    word: str
    csv: str
    markdown: str
    form_count: str
    file: str
    # One case.
    back: str
    course: str
    copy_quote: str
    copy_condition: str
    condition_source: str
    said: str
    said_of: str
    no_turns: str
    answer_to: str
    answered_by: str
    case_file: str
    compare: str
    prepare: str
    read: str
    export_case: str
    similar: str
    similar_note: str
    no_similar: str
    unknown_case: str
    not_recorded: str


_JAPANESE = PrecedentsWording(
    intro="審議会の案件を、結果・年度・担当課などで探し、起案に使える形で書き出します。",
    words="案件名・発言に含まれる語",
    words_hint="例：防犯カメラ　（空白で区切ると、すべてを含む案件）",
    find="探す",
    fiscal_year="年度",
    any_year="すべての年度",
    kind="案件の種別",
    section="担当課",
    outcomes="審議結果ごとの件数",
    every_outcome="すべて {n}件",
    outcome_count="{outcome} {n}件",
    conditioned="意見・条件付き",
    counts_note="複数の会議で審議された案件は、それぞれの会議の結果に数えます。",
    caption="案件の一覧（{total}件のうち{first}～{last}件目）",
    select="「{title}」を選ぶ",
    select_page="この表の案件をすべて選ぶ",
    matter="案件名・担当課",
    place="自治体・会議体",
    last_date="最終の開催日",
    outcome="審議結果",
    conditions="付された意見・条件",
    vote="採決",
    no_vote="記載なし",
    no_conditions="記載なし",
    condition_count="{n}件",
    sort_by="並べ替え",
    sorted_by={
        CaseOrder.NEWEST: "新しい順",
        CaseOrder.OLDEST: "古い順",
        CaseOrder.MUNICIPALITY: "自治体名順",
        CaseOrder.OUTCOME: "審議結果順",
    },
    nothing="この条件に当たる案件はありません。条件を減らすか、別の語で探してください。",
    ask_instead="意味の近い記録を「質問する」で調べる",
    export_all="該当する全{n}件を書き出す",
    export_selected="選んだ{n}件を書き出す",
    select_all="該当する全{n}件を選ぶ",
    clear_selection="選択をすべて外す",
    excel="Excel",
    word="Word",
    csv="CSV",
    markdown="Markdown",
    form_count="{form}（{n}件）",
    file="先例_{day}",
    back="一覧に戻る",
    course="審議の経過",
    copy_quote="引用と出典をコピー",
    copy_condition="出典つきでコピー",
    condition_source="{text}（出典：{source}）",
    said="この案件の発言・資料",
    said_of="{meeting}の発言・資料（{total}件のうち{first}～{last}件目）",
    no_turns="この会議の会議録に、この案件の発言・資料の記載はありません。",
    answer_to="{speaker}の質問への答え",
    answered_by="質問（答え：{speakers}）",
    case_file="この案件の経過と全発言",
    compare="この案件をほかの自治体と比べる",
    prepare="この案件の質問を準備する",
    read="会議録を読む",
    export_case="この案件を書き出す",
    similar="他の自治体の類似案件",
    similar_note="案件名の意味と語句が近い順です。",
    no_similar="類似案件は見つかりませんでした。",
    unknown_case="この案件は索引にありません。取り込み直されて変わったか、削除されました。",
    not_recorded="記載なし",
)

_ENGLISH = PrecedentsWording(
    intro="Find the matters of councils by outcome, year or section, and save them ready for a proposal.",
    words="Words in the title or in what was said",
    words_hint="e.g. 防犯カメラ (with several words, the cases that hold all of them)",
    find="Find",
    fiscal_year="Fiscal year",
    any_year="Every year",
    kind="Kind of item",
    section="Section",
    outcomes="Cases by outcome",
    every_outcome="All: {n}",
    outcome_count="{outcome}: {n}",
    conditioned="with conditions",
    counts_note="A case that came before several meetings counts for the outcome of each.",
    caption="Cases {first} to {last} of {total}",
    select="Select 「{title}」",
    select_page="Select all cases of this table",
    matter="Matter, section",
    place="Municipality, council",
    last_date="Last meeting",
    outcome="Outcome",
    conditions="Opinions and conditions",
    vote="Vote",
    no_vote="not recorded",
    no_conditions="not recorded",
    condition_count="{n}",
    sort_by="Order",
    sorted_by={
        CaseOrder.NEWEST: "Latest first",
        CaseOrder.OLDEST: "Oldest first",
        CaseOrder.MUNICIPALITY: "By municipality",
        CaseOrder.OUTCOME: "By outcome",
    },
    nothing="No case meets these conditions. Take one away, or try another word.",
    ask_instead="Look for records of like meaning under “Ask”",
    export_all="Save all {n} cases as",
    export_selected="Save the {n} selected as",
    select_all="Select all {n} cases",
    clear_selection="Clear the selection",
    excel="Excel",
    word="Word",
    csv="CSV",
    markdown="Markdown",
    form_count="{form} ({n})",
    file="precedents_{day}",
    back="Back to the list",
    course="Course",
    copy_quote="Copy quote and source",
    copy_condition="Copy with its source",
    condition_source="{text} (source: {source})",
    said="What was said and submitted",
    said_of="{meeting}: {first} to {last} of {total}",
    no_turns="The minutes of this meeting hold nothing said or submitted on this case.",
    answer_to="answers {speaker}",
    answered_by="question (answered by {speakers})",
    case_file="This case: its course and all that was said",
    compare="Compare this case with other municipalities",
    prepare="Prepare questions on this case",
    read="Read the minutes",
    export_case="Save this case as",
    similar="Similar cases of other municipalities",
    similar_note="Those whose titles are nearest in meaning and words come first.",
    no_similar="No similar cases were found.",
    unknown_case="The index does not hold this case. It changed with another ingest, or was removed.",
    not_recorded="not recorded",
)

PRECEDENTS_WORDINGS: Mapping[Language, PrecedentsWording] = {Language.JA: _JAPANESE, Language.EN: _ENGLISH}
