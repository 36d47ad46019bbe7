"""Every word that people read in an answer, on the page and in a terminal report, in Japanese and in English.

Messages of the command line about its own work (counts of ingested files, errors) are English and stand where
they are written; this module holds what a reader of minutes sees.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from index.english import is_english
from ingest.records import Outcome


class Language(StrEnum):
    """A language that answers and the page are written in."""

    JA = "ja"
    EN = "en"


def language_of(text: str) -> Language:
    """The language to answer a question in."""
    return Language.EN if is_english(text) else Language.JA


_OUTCOMES_EN: Mapping[Outcome, str] = {
    Outcome.APPROVED: "approved",
    Outcome.APPROVED_WITH_OPINION: "approved with an opinion",
    Outcome.APPROVED_AMENDED: "approved as amended",
    Outcome.REJECTED: "rejected",
    Outcome.ADOPTED: "adopted",
    Outcome.ADOPTED_IN_SPIRIT: "adopted in spirit",
    Outcome.NOT_ADOPTED: "not adopted",
    Outcome.CONTINUED: "continued",
    Outcome.POSTPONED: "postponed",
    Outcome.WITHDRAWN: "withdrawn",
    Outcome.DELEGATED: "left to the chair",
    Outcome.REPORT_RECEIVED: "report received",
    Outcome.UPHELD: "decision upheld",
    Outcome.PARTLY_OVERTURNED: "partly overturned",
    Outcome.OVERTURNED: "overturned",
    Outcome.NOT_RECORDED: "not recorded",
}


_KINDS_EN = {
    "諮問": "consultations",
    "報告": "reports",
    "議案": "bills",
    "請願": "petitions",
    "審議": "deliberations",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationWording:
    """The words of an evaluation, on its page and in a terminal."""

    title: str
    intro: str
    back: str
    missing_title: str
    missing_text: str
    taken: str
    scoped: str
    configurations: Mapping[str, str]
    of_index: str
    kind: str
    questions: str
    all_kinds: str
    measures: Mapping[str, str]
    legend: str
    latency: str
    difference: str
    interval: str
    no_interval: str
    answers: str
    worst: str
    no_worst: str
    worst_question: str
    expected: str
    found: str
    nothing_found: str
    relevant: str
    not_in_index: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The words of one language; braces are filled by `str.format`."""

    language: Language
    sentence_gap: str
    list_comma: str
    # The answer.
    found: str
    found_in_places: str
    cases: tuple[str, str]
    places: tuple[str, str]
    more_found: str
    counts: str
    outcome_count: str
    case: str
    case_quote: str
    case_not_recorded: str
    understood: str
    drop_condition: str
    drop_hint: str
    mean_all: str
    # A long list of cases, page by page, and as a file.
    shown_of: str
    previous_page: str
    next_page: str
    download: str
    period: str
    no_answer: str
    no_answer_filtered: str
    other_passages: str
    unknown_council: str
    undated: str
    # A citation as clerks write it.
    citation_day: str
    citation_minutes: str
    citation_speaker: str
    citation_file: str
    # A case on the page and in the terminal.
    proof: str
    conditions: str
    requests: str
    vote: str
    thread: str
    precedents: str
    passages: str
    page: str
    unknown_speaker: str
    attached_paper: str
    relevance: str
    no_proof: str
    doubtful: str
    doubtful_hint: str
    # Corrections by people.
    corrected: str
    corrected_step: str
    corrected_case: str
    correction: str
    correction_fields: Mapping[str, str]
    corrections: tuple[str, str]
    no_corrections: str
    no_value: str
    undone: str
    not_applied: str
    correct: str
    correct_outcome: str
    correct_conditions: str
    correct_quote: str
    correct_reason: str
    correct_button: str
    correct_turn: str
    correct_speaker: str
    correct_speaker_reason: str
    speaker_missing: str
    correct_speaker_button: str
    undo_reason: str
    undo_button: str
    correct_done: str
    correct_nothing: str
    reason_missing: str
    quote_missing: str
    correct_failed: str
    correct_busy: str
    more: str
    # The page.
    title: str
    tagline: str
    question: str
    question_hint: str
    ask: str
    examples: str
    example_question: str
    example_questions: tuple[str, ...]
    filters: str
    municipality: str
    council: str
    date_from: str
    date_to: str
    outcome: str
    every: str
    clear: str
    switch: str
    larger_text: str
    normal_text: str
    pages: Mapping[str, str]
    main_menu: str
    # A passage in its context.
    context: str
    read_on: str
    copy: str
    copied: str
    cited_here: str
    context_missing: str
    follow_up: str
    follow_up_hint: str
    follow_up_button: str
    kept_filters: str
    covers: str
    took: str
    permalink: str
    answer: str
    whole_answer: str
    loading: str
    searching: str
    empty_title: str
    empty_text: str
    missing_title: str
    missing_text: str
    nothing_title: str
    near_records: str
    nothing_advice: str
    error_title: str
    error_text: str
    period_error: str
    evaluation: EvaluationWording
    # Reports in the terminal.
    hits: tuple[str, str]
    no_hits: str
    items: tuple[str, str]
    attendees: str
    absent: str
    agenda: str
    no_agenda: str
    turns: str
    place: str
    closed: str
    warnings: str
    no_items: str
    grammar: str
    no_grammar: str
    confidence: str
    speakers: str
    # How well files were read: the table of `ingest` and its HTML report.
    quality: str
    quality_columns: tuple[str, str, str, str, str, str]
    unchanged: tuple[str, str]
    legend: tuple[str, str, str, str, str, str]

    def count(self, forms: tuple[str, str], n: int) -> str:
        """A number with its noun, in the singular or the plural form."""
        return forms[n != 1].format(n=n)

    def outcome_name(self, outcome: Outcome) -> str:
        """The outcome's name; in English with the Japanese term of the minutes behind it."""
        return outcome.label if self.language is Language.JA else f"{_OUTCOMES_EN[outcome]} ({outcome.label})"

    def kind_name(self, kind: str) -> str:
        """The sort of agenda item (諮問, 報告); in English with its meaning."""
        return kind if self.language is Language.JA else f"{_KINDS_EN.get(kind, kind)} ({kind})"

    def day_name(self, moment: str) -> str:
        """The day of an ISO 8601 moment, where the reader is, as people write it."""
        return self.date_name(datetime.datetime.fromisoformat(moment).astimezone().date().isoformat())

    def date_name(self, iso: str | None) -> str:
        """2021-04-20 as people write it (令和3年4月20日); an empty string for None."""
        if iso is None:
            return ""
        day = datetime.date.fromisoformat(iso)
        return _japanese_date(day) if self.language is Language.JA else f"{day.day} {day:%B %Y}"


_ERAS = (
    (datetime.date(2019, 5, 1), "令和"),
    (datetime.date(1989, 1, 8), "平成"),
    (datetime.date(1926, 12, 25), "昭和"),
)


def _japanese_date(day: datetime.date) -> str:
    for first, era in _ERAS:
        if day >= first:
            year = day.year - first.year + 1
            return f"{era}{'元' if year == 1 else year}年{day.month}月{day.day}日"
    return f"{day.year}年{day.month}月{day.day}日"


_JAPANESE = Wording(
    language=Language.JA,
    sentence_gap="",
    list_comma="、",
    found="{cases}が見つかりました{refs}。",
    found_in_places="{places}の{cases}が見つかりました{refs}。",
    cases=("{n}件", "{n}件"),
    places=("{n}自治体", "{n}自治体"),
    more_found="{total}件のうち、関係の深い{cases}を示します{refs}。",
    counts="内訳は{counts}です{refs}。",
    outcome_count="{outcome}{count}件",
    case="{council}（{date}）「{title}」は{outcome}",
    case_quote="：「{quote}」{refs}。",
    case_not_recorded="（審議結果の記載は会議録にありません）{refs}。",
    understood="質問から読み取った条件：{conditions}",
    drop_condition="{condition} ✕",
    drop_hint="質問から読み取った条件です。押すと外します。",
    mean_all="外した条件を戻す",
    shown_of="全{total}件のうち{first}～{last}件目",
    previous_page="前の{n}件",
    next_page="次の{n}件",
    download="全件をCSVで保存",
    period="{}～{}",
    no_answer="お尋ねの件に当たる記録は、この索引の会議録には見当たりませんでした。",
    no_answer_filtered="お尋ねの件に当たる記録は、指定された絞り込みの範囲には見当たりませんでした。",
    other_passages="その他の発言・資料",
    unknown_council="会議体不明",
    undated="開催日不明",
    citation_day="（{date}）",
    citation_minutes="{meeting}会議録",
    citation_speaker="{source}、{speaker}の発言",
    citation_file="{source}（{doc}）",
    proof="結果の根拠",
    conditions="付された意見・条件",
    requests="委員の要望",
    vote="採決",
    thread="審議の経過",
    precedents="他の自治体の類似案件",
    passages="関連する発言・資料",
    page="{page}ページ",
    unknown_speaker="発言者不明",
    attached_paper="資料・記録",
    relevance="関連度 {percent}%",
    no_proof="審議結果の記載は会議録にありません。",
    doubtful="要確認",
    doubtful_hint="結果の読み取りに確信が持てません。引用箇所の前後を会議録で確かめてください。",
    corrected="修正済み",
    corrected_step="{step}（修正済み）",
    corrected_case="（修正済み：理由 {reason}（{by}、{day}）。会議録の該当箇所{refs}）。",
    correction="{field}を「{old}」から「{new}」に修正：理由 {reason}（{by}、{day}）",
    correction_fields={"outcome": "審議結果", "conditions": "付された意見・条件", "speaker": "発言者"},
    corrections=("修正{n}件", "修正{n}件"),
    no_corrections="修正はありません。",
    no_value="なし",
    undone="取り消し：理由 {reason}（{by}、{day}）",
    not_applied="対象が索引にないため反映されていません",
    correct="この記録を修正する",
    correct_outcome="正しい審議結果",
    correct_conditions="付された意見・条件（1行に1件）",
    correct_quote="結果の根拠となる会議録の文言（あれば、原文のまま）",
    correct_reason="修正の理由（必須）",
    correct_button="修正を保存",
    correct_turn="発言者を直す発言",
    correct_speaker="正しい発言者（例：会長、山田委員）",
    correct_speaker_reason="発言者を直す理由（必須）",
    speaker_missing="正しい発言者を入れてください。",
    correct_speaker_button="発言者の修正を保存",
    undo_reason="取り消す理由（必須）",
    undo_button="この修正を取り消す",
    correct_done="修正を保存しました。",
    correct_nothing="審議結果・意見・根拠のどれも変わっていません。",
    reason_missing="修正の理由を書いてください。",
    quote_missing="根拠の文言がこの会議の会議録に見つかりません。原文のとおりに写してください。",
    correct_failed="修正できませんでした：{problem}",
    correct_busy="別のプログラムがこの索引に書き込んでいます。終わってからもう一度保存してください。",
    more="ほか{n}件",
    title="先例",
    tagline="審議会の会議録から、先例と審議結果を原文の引用つきで調べます。",
    question="知りたいこと",
    question_hint="例：AI-OCRの導入にどんな意見が付いたか",
    ask="調べる",
    examples="質問の例",
    example_question="{matter}の審議結果は",
    example_questions=("継続審議になった案件は", "意見が付いた案件は"),
    filters="絞り込み",
    municipality="自治体",
    council="会議体",
    date_from="開催日（から）",
    date_to="開催日（まで）",
    outcome="審議結果",
    every="すべて",
    clear="絞り込みを解除",
    switch="English",
    larger_text="文字を大きく",
    normal_text="文字を標準に",
    pages={
        "": "質問する",
        "precedents": "先例を調べる",
        "compare": "比較する",
        "prepare": "質問を準備する",
        "read": "会議録を読む",
        "library": "取り込み",
        "evaluation": "検索の評価",
    },
    main_menu="メニュー",
    context="前後の発言",
    read_on="会議録で続きを読む",
    copy="出典をコピー",
    copied="コピーしました",
    cited_here="引用箇所",
    context_missing="この会議録は索引にありません。取り込み直されて名前が変わったか、削除されました。",
    follow_up="続けて尋ねる",
    follow_up_hint="上の条件のまま、別のことを尋ねます",
    follow_up_button="尋ねる",
    kept_filters="読み取った条件を絞り込みに移しました。",
    covers="収録：{municipalities}自治体・{meetings}会議・{items}案件（{first}～{last}）",
    took="{took_ms:.0f}ミリ秒",
    permalink="この答えへのリンク",
    answer="答え",
    whole_answer="案件ごとの答え",
    loading="索引とモデルを読み込んでいます…",
    searching="調べています…",
    empty_title="索引に会議録がまだありません",
    empty_text="会議録のファイルかフォルダを、次のコマンドで取り込んでください。取り込みが済むと、このページで調べられます。",
    missing_title="索引が見つかりません",
    missing_text="索引フォルダ {folder} がまだありません。会議録を次のコマンドで取り込むと作られます。",
    nothing_title="当たる記録が見つかりませんでした",
    near_records="近い記録（質問への答えではありません）",
    nothing_advice="言い方を変える、固有の名称を入れる、絞り込みを解除する、のいずれかを試してください。",
    error_title="調べられませんでした",
    error_text="次の理由で調べられませんでした。管理者に伝えてください。",
    period_error="開催日の「から」が「まで」より後になっています。",
    evaluation=EvaluationWording(
        title="検索の評価",
        intro="答えの箇所が分かっている質問で、検索がどれだけその箇所を上位に出せるかを測ったものです。",
        back="検索に戻る",
        missing_title="評価がまだありません",
        missing_text="判定つきの質問のファイルを用意し、次のコマンドで評価してください。結果がここに表示されます。",
        taken="{day}に{file}で評価",
        scoped="（各質問の期間に絞って検索）",
        configurations={"hybrid": "意味と語句（通常の検索）", "dense": "意味だけ", "lexical": "語句だけ"},
        of_index="{configuration}・{index}",
        kind="質問の種類",
        questions="質問数",
        all_kinds="全体",
        measures={
            "ndcg10": "nDCG@10",
            "recall20": "再現率@20",
            "success1": "成功@1",
            "success5": "成功@5",
            "success10": "成功@10",
            "mrr10": "MRR@10",
        },
        legend="nDCG@10は答えの箇所が上位10件のどれだけ上にあるか（1が最良）、再現率@20は該当箇所のうち上位20件に出た割合、"
        "成功@nは上位n件に答えが出た質問の割合、MRR@10は最初の答えの順位の逆数の平均です。",
        latency="1問の所要時間：中央値{p50:.0f}ミリ秒、95パーセンタイル{p95:.0f}ミリ秒",
        difference="差：「{first}」－「{second}」（正なら前者が上）",
        interval="各値の下は95%信頼区間（質問の再抽出による）です。質問の少ない種類では狭く出すぎることがあります。",
        no_interval="－",
        answers="答えのない質問{unanswerable}問のうち{abstained}問で答えを控え、"
        "答えのある質問{answerable}問のうち{answered}問に答えました。",
        worst="見直したい質問（nDCG@10の低い順）",
        no_worst="答えの箇所がどの質問でも最良の順に出ました。",
        worst_question="{query}（{kind}、nDCG@10 {ndcg10:.2f}）",
        expected="出るべき箇所",
        found="実際の上位",
        nothing_found="何も見つかりませんでした。",
        relevant="該当",
        not_in_index="判定が指す次の資料・会議は索引にありません：{names}",
    ),
    hits=("{n}件", "{n}件"),
    no_hits="見つかりませんでした。",
    items=("{n}案件", "{n}案件"),
    attendees="出席者",
    absent="欠席者",
    agenda="案件",
    no_agenda="案件の記載はありません。",
    turns="発言{speeches}件、注記{notes}件、資料{documents}件",
    place="場所",
    closed="非公開",
    warnings="注意",
    no_items="該当する案件はありません。",
    grammar="発言者の書き方",
    no_grammar="見つかりません",
    confidence="確からしさ",
    speakers="発言者",
    quality="読み取りの質（疑わしい順）",
    quality_columns=("ファイル", "会議", "発言等", "結果/案件", "確からしさ", "注意"),
    unchanged=("変更のない{n}件は読み直していません。", "変更のない{n}件は読み直していません。"),
    legend=("発言", "注記", "資料", "案件名", "結果の根拠", "どの発言にも含まれない部分"),
)

_ENGLISH = Wording(
    language=Language.EN,
    sentence_gap=" ",
    list_comma=", ",
    found="Found {cases} {refs}.",
    found_in_places="Found {cases} in {places} {refs}.",
    cases=("{n} case", "{n} cases"),
    places=("{n} municipality", "{n} municipalities"),
    more_found="{total} match; the closest {cases} are shown {refs}.",
    counts="Outcomes: {counts} {refs}.",
    outcome_count="{outcome} {count}",
    case="{council} ({date}), 「{title}」: {outcome}",
    case_quote=", 「{quote}」 {refs}.",
    case_not_recorded="; the minutes record no decision {refs}.",
    understood="Understood from the question: {conditions}",
    drop_condition="{condition} ✕",
    drop_hint="Understood from the question. Press to take it away.",
    mean_all="Bring back the conditions taken away",
    shown_of="{first} to {last} of {total}",
    previous_page="Previous {n}",
    next_page="Next {n}",
    download="Save all as CSV",
    period="{} to {}",
    no_answer="The minutes in this index hold nothing on this question.",
    no_answer_filtered="The minutes within the chosen filters hold nothing on this question.",
    other_passages="Other remarks and papers",
    unknown_council="unknown council",
    undated="undated",
    citation_day=" ({date})",
    citation_minutes="{meeting}, minutes",
    citation_speaker="{source}, {speaker}",
    citation_file="{source} ({doc})",
    proof="What proves the outcome",
    conditions="Opinions and conditions",
    requests="Members' requests",
    vote="Vote",
    thread="Course of the case",
    precedents="Similar cases of other municipalities",
    passages="Remarks and papers",
    page="page {page}",
    unknown_speaker="unknown speaker",
    attached_paper="paper or note",
    relevance="relevance {percent} %",
    no_proof="The minutes record no decision on this item.",
    doubtful="to be checked",
    doubtful_hint="The outcome was read with little certainty: check the minutes around the quote.",
    corrected="Corrected",
    corrected_step="{step} [corrected]",
    corrected_case="; corrected, because: {reason} ({by}, {day}); on record at {refs}.",
    correction="{field} corrected from 「{old}」 to 「{new}」, because: {reason} ({by}, {day})",
    correction_fields={"outcome": "Outcome", "conditions": "Opinions and conditions", "speaker": "Speaker"},
    corrections=("{n} correction", "{n} corrections"),
    no_corrections="There are no corrections.",
    no_value="none",
    undone="undone, because: {reason} ({by}, {day})",
    not_applied="without effect: what it corrects is not in the index",
    correct="Correct this record",
    correct_outcome="The right outcome",
    correct_conditions="Opinions and conditions, one a line",
    correct_quote="Words of the minutes that prove the outcome (if any, word for word)",
    correct_reason="Reason for the correction (required)",
    correct_button="Save the correction",
    correct_turn="Passage whose speaker is wrong",
    correct_speaker="The right speaker, as the minutes would print it",
    correct_speaker_reason="Reason for another speaker (required)",
    speaker_missing="Name the right speaker.",
    correct_speaker_button="Save the speaker",
    undo_reason="Reason for taking it back (required)",
    undo_button="Take this correction back",
    correct_done="The correction is saved.",
    correct_nothing="Neither the outcome nor the conditions nor the quote has changed.",
    reason_missing="Please give the reason for the correction.",
    quote_missing="These words do not stand in the minutes of this meeting; copy them word for word.",
    correct_failed="The correction was not made: {problem}",
    correct_busy="Another program is writing to this index. Save again when it has finished.",
    more="and {n} more",
    title="Senrei",
    tagline="Precedents and decisions of municipal councils, with word-for-word quotes from their minutes.",
    question="Your question",
    question_hint="e.g. What opinion was attached to AI-OCR?",
    ask="Search",
    examples="Example questions",
    example_question="What was decided on {matter}?",
    example_questions=("Which cases were continued?", "Which cases were approved with an opinion?"),
    filters="Filters",
    municipality="Municipality",
    council="Council",
    date_from="Meeting date, from",
    date_to="Meeting date, to",
    outcome="Outcome",
    every="All",
    clear="Clear filters",
    switch="日本語",
    larger_text="Larger text",
    normal_text="Normal text",
    pages={
        "": "Ask",
        "precedents": "Precedents",
        "compare": "Compare",
        "prepare": "Prepare questions",
        "read": "Read minutes",
        "library": "Library",
        "evaluation": "Search quality",
    },
    main_menu="Menu",
    context="In context",
    read_on="Read on in the minutes",
    copy="Copy citation",
    copied="Copied",
    cited_here="cited words",
    context_missing="These minutes are not in the index: they were ingested under another name, or removed.",
    follow_up="Ask on",
    follow_up_hint="Another question, within the same conditions",
    follow_up_button="Ask on",
    kept_filters="The conditions that were understood are filters now.",
    covers="Holds {items} items of {meetings} meetings, {municipalities} municipalities ({first} to {last})",
    took="{took_ms:.0f} ms",
    permalink="Link to this answer",
    answer="Answer",
    whole_answer="Case by case",
    loading="Loading the index and the model…",
    searching="Searching…",
    empty_title="The index holds no minutes yet",
    empty_text="Add files or folders of minutes with this command; then they can be searched here.",
    missing_title="No index found",
    missing_text="The index folder {folder} does not exist yet. This command creates it from your minutes.",
    nothing_title="Nothing on record",
    near_records="Near records (no answer to the question)",
    nothing_advice="Try other words, a specific name, or fewer filters.",
    error_title="The search failed",
    error_text="The search failed for this reason; please tell whoever runs this page.",
    period_error="The start of the period is later than its end.",
    evaluation=EvaluationWording(
        title="Evaluation of the search",
        intro="How high the search ranks the passages that are known to answer a set of questions.",
        back="Back to the search",
        missing_title="No evaluation yet",
        missing_text="Write a file of questions with judgements and evaluate with this command; "
        "the result is then shown here.",
        taken="Evaluated on {day} with {file}",
        scoped=" (searched within each question's own period)",
        configurations={
            "hybrid": "meaning and words (the search)",
            "dense": "meaning only",
            "lexical": "words only",
        },
        of_index="{configuration}, {index}",
        kind="Kind of question",
        questions="Questions",
        all_kinds="All",
        measures={
            "ndcg10": "nDCG@10",
            "recall20": "Recall@20",
            "success1": "Success@1",
            "success5": "Success@5",
            "success10": "Success@10",
            "mrr10": "MRR@10",
        },
        legend="nDCG@10: how high the relevant passages stand among the first 10 (1 is best); recall@20: the "
        "share of them among the first 20; success@n: the share of questions with an answer among the first "
        "n; MRR@10: the mean of 1 / rank of the first answer.",
        latency="Time for a question: median {p50:.0f} ms, 95th percentile {p95:.0f} ms",
        difference="Difference: {first} less {second} (above 0 the former is better)",
        interval="Below each figure its 95% interval, by drawing the questions anew; of few questions it may "
        "be too narrow.",
        no_interval="-",
        answers="{abstained} of {unanswerable} questions without an answer in the minutes rightly got none; "
        "{answered} of {answerable} others got an answer.",
        worst="Questions to look at, lowest nDCG@10 first",
        no_worst="Every question found its passages in the best order.",
        worst_question="{query} ({kind}, nDCG@10 {ndcg10:.2f})",
        expected="Should be found",
        found="Came first",
        nothing_found="Nothing was found.",
        relevant="relevant",
        not_in_index="The judgements name documents or meetings that the index does not hold: {names}",
    ),
    hits=("{n} passage", "{n} passages"),
    no_hits="Nothing found.",
    items=("{n} item", "{n} items"),
    attendees="Present",
    absent="Absent",
    agenda="Agenda",
    no_agenda="No agenda items are recorded.",
    turns="{speeches} speeches, {notes} notes, {documents} papers",
    place="Place",
    closed="closed session",
    warnings="Warnings",
    no_items="No such items.",
    grammar="Marks of speakers",
    no_grammar="none found",
    confidence="Confidence",
    speakers="Speakers",
    quality="How well files were read, most doubtful first",
    quality_columns=("file", "meetings", "turns", "decided/items", "confidence", "warning"),
    unchanged=("{n} unchanged file was not read again.", "{n} unchanged files were not read again."),
    legend=("speech", "note", "paper", "agenda item", "what proves the outcome", "in no turn"),
)

WORDINGS: Mapping[Language, Wording] = {Language.JA: _JAPANESE, Language.EN: _ENGLISH}
