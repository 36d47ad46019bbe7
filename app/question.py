"""What a question asks for: its subject, and the places, period and outcomes that it names.

Examples: 「令和3年度の久留米市で承認された諮問案件は」 names 久留米市, 2021-04-01 to 2022-03-31 and the
approvals, and asks for every such item. 「他の審議会はLINE WORKSをどう扱ったか」 asks about LINE WORKS;
the rest only frames the question.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from app.wording import Language, language_of
from index.filters import Filters
from index.preferences import APPROVALS, ITEM, YEAR, asks_for_all, named_period, read_preferences
from index.terms import romaji_names
from ingest.municipalities import municipality_at, municipality_code, prefecture_of_code
from ingest.notation import fold
from ingest.records import Outcome

# Words that frame a question; minutes that contain them answer it no better for that.
_FRAMES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?:他の|ほかの|よその|各|他)(?:自治体|審議会|委員会|市町村|市区町村|団体|都市|市|町|区)(?:で|に|の|から)?(?:は|も)?",
        r"(?:自治体|審議会|委員会)(?:で|に)?は",
        r"(?:に|と)?(?:ついて|関して|関する)(?:の|は)?",
        r"(?:を|は|が|と)?(?:どのように|どう|いかに)(?:扱|取り扱|対応|判断|審議|議論|決|処理|説明|な)(?:っ|い|し|め|さ|ら|れ|て|た|ま|す|る|の|か)*",
        r"(?:どのような|どんな|何の|どの)",
        r"(?:を)?(?:教えて|示して|挙げて|知りたい|調べて|まとめて)(?:ください|下さい|ほしい|欲しい)?",
        r"(?:の)?(?:審議|審査)?(?:結果|結論|取扱い|扱い)(?:の)?(?:比較|一覧)?(?:は|を)?(?=[?？。\s]*$)",
        r"(?:について|を|と)?(?:質問|発言|指摘|説明|回答|答弁|尋ね|聞い|述べ|答え)(?:を?し)?た(?:の|人|方|委員)(?:は|って)?"
        r"(?:(?:誰|だれ|どなた|どの(?:委員|人|課)|[^、。]{1,12}(?:の)?どちら)(?:です|でし|た)*か?)?(?=[?？。\s]*$)",
        r"(?:は)?(?:何件|いくつ|いくら|どれ|なぜ|いつ|どこ|誰|だれ|何|なに)(?:です|でし|あり|あっ|ある|ます|まし|た)*か?(?=[?？。\s]*$)",
        rf"{ITEM}(?:の一覧|一覧)?(?:は|を|が|に)?(?:ある|あり|あった|あっ)?(?:ます|ました|た)?か?(?=[?？。\s]*$)",
        r"\b(?:which|what) (?:committee )?(?:member|councillor|official)s?\b.{0,40}?"
        r"\b(?:asked|raised|said|mentioned|pointed out)\b(?: about| that)?",
        r"\b(?:how|what|which|when|where|why|who)\b(?: (?:did|do|does|is|are|was|were|has|have))?",
        r"\b(?:the |any )?other (?:councils?|cities|towns|municipalities)\b",
        r"\b(?:the|any) (?:councils?|municipalit(?:y|ies))\b",
        r"\b(?:handled?|deal with|dealt with|treat(?:ed)?|decided? on|compare)\b",
    )
)
# What follows the outcome's word in 「…された案件は」, 「…となった案件は」.
_OUTCOME_TAIL = r"(?:と|に|を)?(?:し|さ|な|せ)?(?:っ|れ|ら)?(?:て|た|いる)*"
# The first pattern that is found says which outcomes are asked for.
_OUTCOMES: tuple[tuple[re.Pattern[str], tuple[Outcome, ...]], ...] = tuple(
    (re.compile(rf"(?:{pattern}){_OUTCOME_TAIL}", re.IGNORECASE), outcomes)
    for pattern, outcomes in (
        (
            r"(?:附帯|付帯)?(?:意見|条件)(?:付き|[をがの]付(?:けられ|し|い|け|され))(?:で|て|た)*(?:承認|可決)?"
            r"|(?:\bapproved? )?\bwith (?:an? )?(?:opinions?|conditions?)\b",
            (Outcome.APPROVED_WITH_OPINION,),
        ),
        (r"修正(?:承認|可決)", (Outcome.APPROVED_AMENDED,)),
        (r"不承認|不同意|否決|認め(?:られ)?な(?:い|かった)|\breject\w*|\brefus\w*", (Outcome.REJECTED,)),
        (r"不採択|\bnot adopted\b", (Outcome.NOT_ADOPTED,)),
        (r"趣旨採択", (Outcome.ADOPTED_IN_SPIRIT,)),
        (r"採択|\badopted\b", (Outcome.ADOPTED,)),
        (
            r"継続(?:審議|審査)?|再審議|保留|先送り|持ち越し?|\bcontinued\b|\bdeferred\b|\bpostponed\b",
            (Outcome.CONTINUED, Outcome.POSTPONED),
        ),
        (r"延期", (Outcome.POSTPONED,)),
        (r"取り?下げ|撤回|\bwithdrawn\b", (Outcome.WITHDRAWN,)),
        (r"承認|可決|同意|認め(?:られ)?た|差し支えない|\bapproved?\b|\bagreed?(?: to)?\b", APPROVALS),
    )
)
# 「諮問案件」, 「陳情」: the sort of item that is asked for, by its name in the index.
_KINDS = re.compile(
    r"(?P<kind>諮問|報告|議案|請願|陳情)(?:(?:され|を受け)た)?(?:案件|事項|議題)?"
    r"(?=(?:の(?:審議|審査)?(?:結果|結論))?(?:の?一覧)?(?:は|を|が)?(?:全部で|すべて|何件|いくつ|どれ)?"
    r"(?:ある|あり|です|ます|か)*[?？。\s]*$)"
)
# 「撤回した理由」, but not 「撤回を求める陳情」.
_ASSERTS = re.compile(
    r"(?:承認|可決|同意|採択|否決|却下|継続|保留|延期|先送り|審議|審査|撤回|下げ|差し?戻し?)(?:と|に|を)?"
    r"(?:した|して|され|な[っり]|しな|せず|ら?れ)|認め(?:た|られ|な)"
    r"|(?:ect|us|ov|e?r|on|adopt|draw|agre)ed\b|\bwithdrawn\b|\bdid\b.*\b(?:reject|refuse|approve|adopt|postpone|withdraw)\b"
)
_MATTER = re.compile(r"[\u4e00-\u9fff々\u30a1-\u30faーa-zA-Z0-9-]{2,}")
# ﾏｲﾅﾝﾊﾞｰ: folding keeps lengths, and these letters with their marks.
_HALF_WIDTH = re.compile("[\uff66-\uff9f]+")
_FEW_WORDS = 3
_PERIOD = re.compile(rf"{YEAR}(?:(?:から|～|〜|-){YEAR}(?:まで)?)?(?:の会議)?(?:で|に|の|は|、)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question as it was understood.

    Attributes:
        text: As it was asked.
        language: To answer in.
        subject: What is left once framing words and understood filters are taken away; may be empty.
        understood: The filters that the question itself names.
        lists: It asks for every item of a sort, not for a subject's details.
        decided: The matters of which it says or asks that they were decided: 手数料, 改定 in
            「手数料の改定はいつ承認されたか」; none where it names no outcome.
        asserted: The outcomes that it takes for granted; none where it asks whether.
        period: First and last day of the years, months or days that it names.
        elsewhere: The municipalities and prefectures that it names and the index does not hold.
    """

    text: str
    language: Language
    subject: str
    understood: Filters
    lists: bool
    decided: tuple[str, ...] = ()
    asserted: tuple[Outcome, ...] = ()
    period: tuple[str, str] | None = None
    elsewhere: tuple[str, ...] = ()

    @property
    def query(self) -> str:
        """What to search for: without the framing words, which would be found everywhere.

        A longer English question keeps them: its meaning is found better by the whole sentence.
        """
        whole = self.language is Language.EN and len(self.subject.split()) > _FEW_WORDS
        return self.text if whole else self.subject or self.text


def read_question(
    text: str, municipalities: Iterable[str], offices: Iterable[str] = (), councils: Iterable[str] = ()
) -> Question:
    """Understand a question about minutes of the given municipalities, offices and councils."""
    subject = _HALF_WIDTH.sub(lambda kana: unicodedata.normalize("NFKC", kana[0]), text.strip())
    municipalities = tuple(municipalities)
    lists = asks_for_all(subject)
    bodies: list[str] = []
    if lists:
        # Before the places: 「霧沢町情報公開審査会」 is the council, and names the municipality as well.
        for name in sorted({*map(_body_of, councils)}, key=len, reverse=True):
            taken, subject = _take(subject, re.compile(rf"{re.escape(fold(name))}(?:が|の|から|で|に|は)*"))
            bodies += [name] if taken else []
    places = []
    for name in municipalities:
        taken, subject = _take(subject, _place(name))
        places += [name] if taken else []
    date_from = date_to = None
    outcomes: tuple[Outcome, ...] = ()
    kinds: tuple[str, ...] = ()
    sections: list[str] = []
    if lists:
        # Elsewhere 「令和2年度の開示請求」 may be a matter of a later meeting, 「承認」 a word of the matter.
        date_from, date_to, subject = _take_period(subject)
        outcomes, subject = _take_outcomes(subject)
        for name in sorted(offices, key=len, reverse=True):
            taken, subject = _take(subject, re.compile(rf"{re.escape(fold(name))}(?:が|の|から|で|に)*"))
            sections += [name] if taken else []
        kind, subject = _take(subject, _KINDS)
        kinds = () if kind is None else ({"陳情": "請願"}.get(kind["kind"], kind["kind"]),)
    for frame in _FRAMES:
        _, subject = _take(subject, frame)
    return Question(
        text=text.strip(),
        language=language_of(text),
        subject=subject.strip(" \u3000?？。、,.!"),
        understood=Filters(
            municipality=tuple(places),
            council=tuple(bodies),
            date_from=date_from,
            date_to=date_to,
            outcome=outcomes,
            agenda_kind=kinds,
            section=tuple(sections),
        ),
        lists=lists,
        decided=_decided(subject),
        asserted=read_preferences(text, ()).outcome if _ASSERTS.search(fold(text).casefold()) else (),
        period=named_period(text),
        elsewhere=_places_elsewhere(text, municipalities),
    )


def _places_elsewhere(text: str, municipalities: Iterable[str]) -> tuple[str, ...]:
    """The official names of municipalities and prefectures in a text, less the given ones and theirs."""
    folded, at, found = fold(text), 0, []
    while at < len(folded):
        name = municipality_at(folded, at)
        found += [name] if name else []
        at += len(name) if name else 1
    held = " ".join(f"{prefecture_of_code(municipality_code(m) or '')} {fold(m)}" for m in municipalities)
    return tuple(name for name in dict.fromkeys(found) if name not in held)


def _decided(subject: str) -> tuple[str, ...]:
    """The names in a question that names an outcome, but for the outcome's word itself."""
    outcome, rest = next(
        ((found, rest) for p, _ in _OUTCOMES for found, rest in [_take(subject, p)] if found), (None, "")
    )
    return tuple(dict.fromkeys(_MATTER.findall(fold(rest)))) if outcome else ()


def _body_of(council: str) -> str:
    """A council's name without the municipality's: 霧沢町情報公開審査会 → 情報公開審査会."""
    return re.sub(r"^[^\s]{1,7}?[市区町村](?=.{5})", "", council)


def _place(municipality: str) -> re.Pattern[str]:
    """The name, 「吹田市の」 or 「吹田で」 but not 「吹田市以外」, or as English has it, "Suita's"."""
    spelt = "|".join(map(re.escape, romaji_names(municipality)))
    english = rf"|\b(?:{spelt})(?:[ -](?:city|shi|ku|cho|machi|son|mura))?(?:'s)?\b" if spelt else ""
    name = fold(municipality)
    stem = name[:-1] if len(name) > 2 and name[-1] in "市区町村" else name
    japanese = (
        rf"(?:{re.escape(name)}(?!以外|を除)|{re.escape(stem)}(?=[でにのはがと、]))(?:で|に|の|は|が|と|、)*"
    )
    return re.compile(japanese + english, re.IGNORECASE)


def _take(text: str, pattern: re.Pattern[str]) -> tuple[re.Match[str] | None, str]:
    """The pattern's first match in the folded text, and the unfolded text without any of its matches."""
    first, rest, position = None, "", 0
    # The rest stays unfolded: its white space says where a word of spaced-out letters ends (A I　O C R).
    for match in pattern.finditer(fold(text)):
        first = first or match
        rest += text[position : match.start()] + " "
        position = match.end()
    return first, rest + text[position:]


def _take_period(text: str) -> tuple[str | None, str | None, str]:
    """The first and last day of the year or years that the text names, and the text without them."""
    match, rest = _take(text, _PERIOD)
    period = named_period(match[0]) if match else None
    return (*period, rest) if period else (None, None, text)


def _take_outcomes(text: str) -> tuple[tuple[Outcome, ...], str]:
    for pattern, outcomes in _OUTCOMES:
        found, rest = _take(text, pattern)
        if found:
            return outcomes, rest
    return (), text
