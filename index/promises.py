"""What an answer says will be done: 「検討してまいります」, 「次回御報告いたします」.

Told by the form of a sentence alone. One that tells how something is done (職員が確認します) says nothing of
it, nor does one that begins a report (御説明させていただきます).
"""

import re

from index.replies import SENTENCE
from ingest.notation import fold
from ingest.records import Span

_QUOTED = re.compile(r"「[^「」]*」")
# What is done about a matter afterwards.
_DEEDS = (
    "検討|研究|調査|精査|確認|協議|調整|対応|対処|周知|公表|改善|反映|徹底|整備|配慮|留意|指導|要請|相談|点検|提示|提出|連絡|努力"
    "|見直し|見直|議論|勉強|参考に|取り入れ|働きかけ|働き掛け|取り組|取組|進め|お示し|お知らせ|努め|広げ|図っ|考え|持ち帰"
)
# What is done at once as often as later, in the same words.
_TOLD = "報告|回答|説明|答え"
# A will to do it, in the forms that people of an office use.
_WILL = (
    r"(?:て|で)?(?:い|行)(?:きます|きたい|く(?:所存|予定|考え|方針))"
    r"|(?:て|で)?(?:まい|参)(?:ります|りたい|る(?:所存|予定|考え|方針))"
    r"|(?:させて|さして)(?:いただ|頂)(?:きます|きたい|く(?:所存|予定|考え))"
    r"|たい(?:と|というふうに|というように)(?:思|考|存)|る(?:所存|つもり|予定)"
)
_POLITE = r"(?:し|いたし|致し|申し上げ)?ます"
_JOINED = r"(?:を|も|は|など|等)?"
_WILLED = re.compile(rf"(?:{_DEEDS}){_JOINED}(?:し|いたし|致し|り|み|っ)?て?(?:{_WILL})")
# These say so in the plain form, too: no procedure is described by them.
_PLAIN = re.compile(
    rf"(?:検討|研究|見直し|努力|改善){_JOINED}{_POLITE}|努めます|取り組みます|持ち帰り(?:ます|まして|たい)"
    r"|検討課題(?:と|に)(?:させ|し|いたし)|ように(?:いた|致)?します(?=[。、]|が|$)"
    r"|(?:検討|研究)(?:する|していく)[。.]?$"
)
_LATER = (
    r"次回|次の(?:審議会|委員会|会議)|後日|改めて|あらためて|追って|早急|速やか|すみやか|至急"
    r"|(?:決ま|まとま|分か|わか|でき|出来|整い|判明し)(?:り|っ)?(?:次第|ましたら|たら)"
)
_ENDS = r"(?=[。、!！]|が|ので|とともに|から|$)"
_TELLS_LATER = re.compile(
    rf"(?:{_LATER}).*(?:{_TOLD}){_JOINED}(?:{_POLITE}|(?:し|いたし|致し)?て?(?:{_WILL})){_ENDS}"
)
_DOES_LATER = re.compile(
    rf"(?:{_LATER}|今後|これから|早速|年度内|来年度|次年度).*(?:{_DEEDS}){_JOINED}{_POLITE}{_ENDS}"
)
# What was, what is only supposed or asked, and what cannot be.
_NOT_TO_COME = re.compile(
    r"(?:ました|でした|ておりました|ていました)(?:が、?)?[。!！]?$|(?:ます|たい)と(?:、|言|い[うっわ]|なると|すれば)"
    r"|ますか|たいのですが|たいところ(?:です|では)"
)

# The last clause before the verb says that others do it.
_OTHERS = re.compile(
    "(?:国|[都道府]?県|政府|省|庁|業者|議会|審議会|委員会|会社|先方|他市|本人|利用者|保護者|管理者|機構|連合)"
    "(?:に(?:おいて|おきまして|より|よって)|の?(?:ほう|方|側)[でが]|[がは])[^、。]*$"
)


def promises_in(text: str) -> list[Span]:
    """Where an answer says that something will be done: those of its sentences, in order.

    Args:
        text: The words of an office or of the secretariat; what members wish is not told from it.
    """
    found: list[Span] = []
    for match in SENTENCE.finditer(text):
        said = match[0].strip()
        if said and _promises(_QUOTED.sub("", fold(said))):
            start = match.start() + match[0].index(said)
            found.append((start, start + len(said)))
    return found


def _promises(sentence: str) -> bool:
    if _NOT_TO_COME.search(sentence):
        return False
    forms = (_WILLED, _PLAIN, _TELLS_LATER, _DOES_LATER)
    found = (match for form in forms for match in form.finditer(sentence))
    return any(not _OTHERS.search(sentence[: match.start()]) for match in found)
