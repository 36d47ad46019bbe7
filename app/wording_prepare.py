"""The words of the page 質問を準備する and of its question sheet, in Japanese and in English."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.wording import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class PrepareWording:
    """The words of one language; braces are filled by `str.format`."""

    language: Language
    title: str
    intro: str
    matter: str
    matter_hint: str
    prepare: str
    examples: str
    # The paper of the coming meeting.
    paper: str
    paper_note: str
    drop_paper: str
    reading_paper: str
    paper_matters: str
    paper_empty: str
    # What was found.
    found: str
    found_case: str
    questions: tuple[str, str]
    places: tuple[str, str]
    answered: str
    promised: str
    nothing: str
    no_questions: str
    nothing_advice: str
    near: str
    near_note: str
    concerns_note: str
    more_questions: str
    # One question.
    pick: str
    pick_label: str
    answer: str
    no_answer: str
    cut: str
    promise: str
    later: str
    nothing_later: str
    case: str
    # The question sheet.
    sheet: str
    sheet_empty: str
    sheet_count: tuple[str, str]
    clear: str
    word: str
    sheet_title: str
    sheet_matter: str
    sheet_note: str
    number: str
    own_words: str
    asked_elsewhere: str
    decided: str
    sources: str
    made_on: str
    file: str

    def count(self, forms: tuple[str, str], n: int) -> str:
        """A number with its noun, in the singular or the plural form."""
        return forms[n != 1].format(n=n)


_JAPANESE = PrepareWording(
    language=Language.JA,
    title="質問を準備する",
    intro="次の会議の案件について、ほかの審議会で委員が尋ねたことと、その答え、その後の経過を論点ごとに並べます。"
    "使いたい質問に印を付けると、質問票（Word）にまとまります。",
    matter="準備する案件",
    matter_hint="例：クラウドサービスの利用、防犯カメラの画像の提供",
    prepare="質問を探す",
    examples="案件の例",
    paper="次の会議の資料（次第・諮問書など）から案件を選ぶ",
    paper_note="PDF・Word・HTML・テキストのファイルを読みます。ファイルは案件名を読み取るためだけに使い、保存しません。",
    drop_paper="資料のファイルをここに置くか、",
    reading_paper="資料を読んでいます…",
    paper_matters="資料にある案件（押すと、その案件の質問を探します）",
    paper_empty="この資料からは案件名を読み取れませんでした。案件を言葉で入れてください。",
    found="「{matter}」について尋ねられたこと：{places}の{questions}",
    found_case="「{matter}」と、ほかの自治体の似た案件で尋ねられたこと：{places}の{questions}",
    questions=("{n}件", "{n}件"),
    places=("{n}自治体", "{n}自治体"),
    answered="うち答えのあるもの{n}件",
    promised="今後の対応を述べたもの{n}件",
    nothing="「{matter}」を扱った案件は、この索引の会議録には見当たりませんでした",
    no_questions="「{matter}」についての委員の質問は、この索引の会議録には見当たりませんでした",
    nothing_advice="言い方を変えるか、短い言葉で試してください。",
    near="近い案件で尋ねられたこと",
    near_note="この件を扱った案件の質問が少ないため、近い案件の質問を示します。この件そのものについての質問ではありません。",
    concerns_note="論点は、質問に含まれる言葉で分けています。一つの質問が複数の論点に入ることがあります。",
    more_questions="この論点のほかの質問{n}件",
    pick="質問票に入れる",
    pick_label="質問票に入れる：{text}",
    answer="答え",
    no_answer="答えは会議録から結び付けられませんでした。",
    cut="…（続きは前後の発言で）",
    promise="今後の対応として述べたこと",
    later="その後",
    nothing_later="この案件のその後の会議の記録は、索引にありません。",
    case="案件",
    sheet="質問票",
    sheet_empty="使いたい質問に印を付けてください。",
    sheet_count=("{n}件を質問票に入れました。", "{n}件を質問票に入れました。"),
    clear="印をすべて外す",
    word="質問票をWordで保存（{n}件）",
    sheet_title="質問票",
    sheet_matter="案件",
    sheet_note="「」内は会議録の原文どおりです。[ ] の番号は末尾の出典を指します。",
    number="質問{n}",
    own_words="尋ねること（記入欄）",
    asked_elsewhere="ほかの審議会での質問",
    decided="その会議での審議結果",
    sources="出典",
    made_on="作成日：{day}",
    file="質問票_{day}",
)

_ENGLISH = PrepareWording(
    language=Language.EN,
    title="Prepare questions",
    intro="For a matter of the coming meeting: what members of other councils asked, what they were told, "
    "and what became of it, by concern. Ticked questions make up a question sheet (Word).",
    matter="Matter to prepare",
    matter_hint="For example: use of a cloud service, images of security cameras",
    prepare="Find questions",
    examples="Examples",
    paper="Choose the matter from the papers of the coming meeting (agenda, consultation)",
    paper_note="PDF, Word, HTML and text files are read. A file only names its matters and is not kept.",
    drop_paper="Drop the file of the papers here, or",
    reading_paper="Reading the paper…",
    paper_matters="Matters in the paper (a click finds the questions)",
    paper_empty="No matter could be read from this paper. Give the matter in words.",
    found="Asked about “{matter}”: {questions} in {places}",
    found_case="Asked about “{matter}” and similar cases elsewhere: {questions} in {places}",
    questions=("{n} question", "{n} questions"),
    places=("{n} municipality", "{n} municipalities"),
    answered="{n} with an answer",
    promised="{n} whose answer says what will be done",
    nothing="The minutes in this index hold no case on “{matter}”",
    no_questions="The minutes in this index hold no member's question on “{matter}”",
    nothing_advice="Try other, or fewer, words.",
    near="Asked on near matters",
    near_note="There are few questions on this matter itself; these were asked on near ones, not on it.",
    concerns_note="Concerns are told by the words in the questions; a question may stand under several.",
    more_questions="{n} more on this concern",
    pick="Put on the sheet",
    pick_label="Put on the sheet: {text}",
    answer="Answer",
    no_answer="No answer could be linked in the minutes.",
    cut="… (more in its context)",
    promise="Said to be done",
    later="Afterwards",
    nothing_later="The index holds no later meeting on this case.",
    case="Case",
    sheet="Question sheet",
    sheet_empty="Tick the questions that you want to use.",
    sheet_count=("{n} question is on the sheet.", "{n} questions are on the sheet."),
    clear="Remove all ticks",
    word="Save the sheet for Word ({n})",
    sheet_title="Question sheet",
    sheet_matter="Matter",
    sheet_note="Words in 「」 are those of the minutes. Numbers in [ ] name the sources at the end.",
    number="Question {n}",
    own_words="To ask (in own words)",
    asked_elsewhere="Asked elsewhere",
    decided="Outcome at that meeting",
    sources="Sources",
    made_on="Made on {day}",
    file="question-sheet_{day}",
)

PREPARE_WORDINGS: Mapping[Language, PrepareWording] = {Language.JA: _JAPANESE, Language.EN: _ENGLISH}
