"""The outcome of each agenda item, always with the sentence that states it.

A sentence of the chair, or an unspoken note, is read by its shape: which predicate it ends in, whether that
is negated, and whether it states, proposes or only asks. A proposal counts once assent is recorded after it.

Examples: 「原案のとおり承認することに御異議ございませんか。」 proposes, （「異議なし」の声あり） assents;
「賛成少数ですので、適当と認められない旨の答申とします。」 states.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise

from ingest.agenda import FORMAL, FORMAL_KINDS, LONG_NUMBER, MAX_ITEMS, YEAR, Item, formal_name
from ingest.closings import Closing, amends, closing_of, ruling_of
from ingest.notation import fold, squeeze, to_number
from ingest.opinions import announces_list, attaches, listed_below, listed_in, split_list
from ingest.records import Decision, Evidence, Outcome, Request, Role, SourceText, Span, Turn, TurnKind

_DO = (
    r"(?:"
    r"する|します|した|して|し、|いたします|いたしました|致します|された|される|されました"
    r"|させていただく|させていただきます|いただく|いただきます|となる|となった"
    r"|となりました|とする|とします|とした|といたします|としたい|にいたします|にします"
    r"|ということ|こと|もの|旨|べき)"
)
_TO = r"(?:こと(?:と|に)|もの(?:と|で)|と|に|旨の答申|という)"
_OPINION = r"(?:(?:附帯|付帯)?(?:意見|条件|決議)|要望(?:事項)?)"
_ATTACH = (
    rf"(?:{_OPINION}(?:等)?(?:を|も)?(?:付|附)"
    rf"|{_OPINION}を(?:添え|申し添え)|こと(?:を|と)(?:要望し|求め(?:る(?!陳情|請願|意見書|もの)|ます)|要請し)"
    rf"|{_OPINION}として(?:付|附|申し添え|述べ|伝え|\S{{2,6}}に(?:伝え|述べ|申し)|答申|お願い|いただ|いたし|[^。]{{0,90}}こと)"
    rf"|{_OPINION}といたし|{_OPINION}とします|{_OPINION}とする"
    r"|こと(?:を|という)条件(?:に|と|を)"
    r"|条件付き?で?の?(?:承認|同意)"
    r"|(?:附帯|付帯)(?:条件|意見|決議)と"
    rf"|{_OPINION}を答申[^。]{{0,6}}(?:付記|付|附)"
    r"|(?:附帯|付帯)意見と)"
)
_FIT = r"(?:適当|妥当|適切|適正|相当|適合|差し?支えない|支障(?:は|が)?ない|異議(?:は|が)?ない|ふさわしい)"

# Ordered: the first that matches names the outcome. Each comes with a sentence that it reads.
PATTERNS: tuple[tuple[Outcome, re.Pattern[str], str], ...] = (
    (
        Outcome.WITHDRAWN,
        re.compile(
            r"取り?下げ(?:を|について)?(?:了承|承認|認め|され|となっ|といた|とし|が)"
            r"|取り?下げ(?:たい)?(?:との?|の)?(?:申(?:し)?出|旨)[^。]{0,30}(?:認め|了承|承認|許可)"
            r"|取り?下げ(?:という(?:こと|扱い)|扱い)(?:で|に|と)"
            r"|撤回(?:について|の件)(?:は|を)?、?(?:承認|許可|同意|了承)"
            r"|取り?下げられた(?:もの|こと)|取り?下げ(?:た|る)(?:もの|こと)(?:と|に)"
            r"|(?:申請|応募|提案)(?:の|を)?辞退(?:のため|により|があ|され)"
            r"|撤回(?:を|の)?(?:了承|承認|認め|許可|され|申出)"
        ),
        "提案の取下げを了承して終わります",
    ),
    (
        Outcome.ADOPTED_IN_SPIRIT,
        re.compile(r"趣旨採択(?:と|す|い|さ|に)"),
        "趣旨採択とすることに決定しました",
    ),
    (Outcome.ADOPTED, re.compile(r"一部採択(?:と|す|い|さ|に)"), "一部採択とすべきものと決しました"),
    (
        Outcome.NOT_ADOPTED,
        re.compile(r"不採択(?:と|す|い|さ|に)|採択し(?:ない|ません)"),
        "不採択と決定いたしました",
    ),
    (Outcome.ADOPTED, re.compile(r"(?<!不)(?<!趣旨)採択(?:と|す|い|さ|に)"), "採択すべきものと決定しました"),
    (
        Outcome.PARTLY_OVERTURNED,
        re.compile(r"取り?消し?.{0,60}その余.{0,40}妥当"),
        "…部分は取り消し、その余は妥当である",
    ),
    (
        Outcome.OVERTURNED,
        re.compile(
            r"(?:決定|処分).{0,30}取り?消(?:す|される)べき"
            r"|(?:決定|処分)[^。]{0,12}を?取り?消し、(?:改めて|速やかに|開示|当該)"
        ),
        "決定は取り消すべきである",
    ),
    (
        Outcome.UPHELD,
        re.compile(
            r"審査請求[^。]{0,12}(?:棄却|却下)|(?:決定|処分|不開示とした[^。]{0,10})(?:は|を)[^。]{0,16}妥当"
        ),
        "部分開示とした処分は、妥当と判断する",
    ),
    (
        Outcome.POSTPONED,
        re.compile(
            rf"(?:時間|審議未了|都合).{{0,24}}(?:次回|次の|後日)"
            r"|次の?回?[^。]{0,10}(?:総会|会議|委員会|審議会|協議会|定例会|部会)?(?:に|へ)(?:送|回し|先送)"
            rf"|延期{_TO}?{_DO}"
            rf"|次回(?:の審議会)?(?:に|へ)?(?:送り|審議{_TO}?(?:な|し|い)|回し)"
            r"|先送り(?:と|に|す)"
            r"|次回(?:に|へ)(?:回|送|先送)"
            r"|(?:時間|審議時間)[^。]{0,30}次回"
            r"|(?:審議|協議|議論|検討|判断|採決|答申|結論)[^。]{0,40}(?:て|で)から(?:、?ということ)?(?:に|と)(?:す|し|い)"
            r"|を待って[^。]{0,20}(?:審議|協議|議論|検討|判断|採決)する(?:こと|もの)(?:に|と)"
        ),
        "時間の都合により、続きは次回といたします",
    ),
    (
        Outcome.CONTINUED,
        re.compile(
            r"継続(?:審議|審査|協議|検討|案件)(?:と|に|す|い|を行)"
            r"|(?:改めて|再度|次回)[^。]{0,24}(?:審議|協議|検討|議論)(?:し(?!て)|する|いた|を行|願)"
            r"|(?:もう一度|引き続き)[^。]{0,24}(?:審議|協議|検討|議論)(?:する|を行う|いただく)[^。]{0,6}(?:こと|もの)(?:と|に)"
            r"|(?:もう一度|改めて|再度)[^。]{0,16}(?:取り?上げる|相談する|考える)[^。]{0,6}こと(?:と|に)"
            r"|次回[^。]{0,60}(?:結論|決定|判断)を?(?:出す|する|下す)[^。]{0,6}(?:こと|もの)(?:と|に)"
            r"|(?:審議|議論|協議)を続け|(?:もう一度|改めて|再度)お?諮[りる]"
            r"|(?:議決|採決|決定)(?:は|を)(?:せず|見合わせ|留保)|可否を留保"
            r"|再(?:審議|協議)[)）]?$|保留(?:[(（]|$)"
            r"|引き?続き議論(?:す|を|し|い)"
            r"|次回の?(?:審議会|委員会|会議|協議会)?(?:で|に|へ)(?:再度|改めて)?(?:諮る|お諮り|取りまとめ|結論を)"
            r"|継続(?:ということ|扱い)"
            r"|継続して(?:審議|審査|協議|検討)"
            r"|引き?続き(?:審議|審査|協議|検討)(?:す|を|し|い|と)"
            r"|(?:次回|改めて|再度)[^。]{0,40}(?:審議|協議|説明)(?:す|を行|い|いただく)[^。]{0,6}"
            r"(?:こと|もの)(?:と|に)"
            r"|再(?:審議|審査|協議)(?:を|と|す|い)"
            r"|結論(?:を|は)(?:出さ(?:ず|ない)|持ち越)|結論に(?:は)?至ら(?:ず|な)"
            r"|保留(?:と|に)(?:す|し|い)"
            r"|(?:次回|継続)(?:に|へ)?継続(?:と|す)"
            r"|継続(?:と|に)(?:す|し|い|さ)"
            r"|持ち越"
        ),
        "本件は結論を出さず、次回も引き続き審議することとします",
    ),
    (
        Outcome.REJECTED,
        re.compile(
            r"(?:支障|差し?支え|異議|異存|問題)(?:は|が)?ない(?:もの)?とは(?:認め(?:られ)?|言え|いえ)(?:ない|ません|ず)"
            r"|(?<!可)否と(?:決|裁決|判断)|否決|不承認|不同意(?:と|で)|不適当|却下|(?:認定|承認|同意|可決)すべきで(?:は)?(?:ない|ありません)"
            r"|不(?:許可|認定|採用|指定|認定|選定)(?:と|に|す)"
            rf"|{_FIT}とは?(?:言|い)え(?:ず|ない|ません)"
            r"|(?:承認|同意|可決|選定|採用|了承)(?:は|を)?"
            r"(?:し(?:ない|ません|かねる)|でき(?:ない|ません)|いたし(?:ません|かね)|されな|得られな)"
            r"|賛成(?:は)?(?:でき(?:ない|ません)|しかねる)(?:という(?:こと|結論|答申)|もの|旨|と(?:す|の答申|の結論))"
            rf"|{_FIT}(?:である)?と(?:は)?(?:認め(?:られ)?(?:ない|ません)|い?えない|言えない)"
            r"|(?:妥当|適当|相当|適切)で(?:は)?ない"
            r"|認め(?:られ)?ない(?:こと|もの|旨|と(?:する|い))"
            r"|認めることは(?:でき(?:ない|ません)|困難)"
            r"|承認(?:は)?され(?:ない|ません|なかった)"
            r"|(?<!協議を)(?<!協議)(?<!審議を)(?<!審議)(?<!採決を)(?<!採決)しないこと(?:と|に)(?:する|し|いた|決)"
        ),
        "諮問第18号については、適当と認められない旨の答申とします",
    ),
    (
        Outcome.APPROVED_AMENDED,
        re.compile(
            r"修正(?:可決|承認|議決)|修正案(?:は|を|に)[^。]{0,16}(?:可決|承認|決定)|修正部分を除[^。]{0,16}(?:可決|承認|決定)"
            r"|(?:入れ替え|変更し|改め|差し?替え|追加し|追記し|加筆し|削除し|訂正し|見直し|加え)た(?:上|うえ)(?:で)?、?"
            r"(?:[^。]{0,12}として)?(?:可決|承認|決定|了承|同意|答申)"
            r"|修正案の?(?:とおり|どおり|通り)[^。]{0,6}(?:可決|承認|決|了承)"
            r"|修正を(?:加え|施し|行っ)(?:た上で|たうえで|て)[^。]{0,12}(?:承認|可決|決定|了承)"
            r"|(?:一文|文言|記述|項目|表現|語句)(?:を|に)[^。]{0,30}(?:加え|追加|修正|改め|直し)[^。]{0,30}"
            r"(?:案の?(?:とおり|どおり)|答申|承認|決定|可決|了承)"
            r"|減額(?:して|した上で|の上)[^。]{0,16}(?:交付|承認|可決|決定|認め)"
            r"|(?:差し?替え|変更|修正|改め|加え|削除|訂正)[^。]{0,12}、?(?:その?ほか|その他|それ以外)(?:は|について)"
            r"[^。]{0,16}(?:案|示し)[^。]{0,4}(?:とおり|どおり|通り)"
            r"|文言(?:を|の)修正[^。]{0,40}(?:決定|承認|了承|可決)"
            r"|修正(?:した|の上|のうえ|する(?:こと|前提))[^。]{0,30}"
            r"(?:承認|可決|案とする|決定|了承|同意|認め|とする)"
            r"|(?:改める|修正する|直す|訂正する|加える|削る|削除する)こと(?:を(?:含め|前提|条件))[^。]{0,30}"
            r"(?:決定|承認|了承|可決|同意|答申)"
            r"|一部修正[^。]{0,16}(?:承認|可決|決定|了承)"
        ),
        "修正した内容で委員会の案とすることにします",
    ),
    (
        Outcome.APPROVED,
        re.compile(
            rf"承認(?:{_DO}|と(?:す|し|い|決)|{_TO}|で(?:よ|い)|いただけ|し(?:て|た|ま|よ))"
            r"|(?:原案|提案|諮問|案|事務局案|議案)?の?(?:とおり|どおり|通り)(?:[、と]?(?:する)?(?:ことに|と)?)?"
            r"(?:可決|承認|決定|決|答申|了承|認め|認定|同意)"
            rf"|可決(?:{_DO}|と|す|い|さ)"
            r"|(?<!不)(?:認定|可決|承認|同意|了承|許可|採用|交付|選定|指定)す?べき(?:もの)?(?:と|で(?:ある|す|$)|。|$)"
            r"|(?<!不)(?:認定)(?:する|します|いたし|され)"
            rf"|同意(?:す|し(?!な|ま(?:せ|す?か)|か)|い|と(?:す|い|し)|さ|{_TO})"
            rf"|{_FIT}(?:(?:である|なもの)?(?:もの)?(?:と|として)"
            r"(?:認め(?!られな|な|ませ|が)|し|す|い|判断|答申|の答申|考え)"
            r"|(?:と|として)の?(?:答申|意見|結論)"
            r"|である(?:。|$)"
            r"|で(?:す|ある)と(?:の)?(?:判断|答申|認め))"
            r"|(?:差し?支えない|支障ない)(?:もの|と|こと|旨)"
            r"|(?:許可|承認|同意|認定|採用|進達)?相当(?:である)?と(?:決|認め(?!られな|な|ませ)|判断|答申|い(?:た|う))"
            r"|この(?:まま|まんま)?(?:案|内容|形|方向)?で(?:行き|いき|やり|進み)ましょう"
            r"|(?:を|て)(?:も)?よい(?:もの|こと)と(?:す|し|い)"
            r"|認める(?:こと|もの)と(?:す|し|い)"
            r"|(?:適正|適切|妥当|正当)に[^。]{0,20}ものと認め(?!られな|な|ませ)"
            r"|(?:原案|提案|案|諮問)の?(?:とおり|どおり|通り)(?:と|に)?(?:する|し|いたし|決)"
            rf"|{_FIT}である旨"
            r"|協議が(?:調|整|成立)(?:った|い|し)"
            r"|(?:それ|これ|原案|この案)で(?:結構|よい|いい|よろしい|差し支えない)(?:です)?と(?:いうこと|の結論|して)"
            r"|可と(?:す|し|い)|了解(?:と|す|し|い|さ)|了と(?:す|し|い|さ)"
            r"|意見(?:は)?な(?:し|い)(?:と|もの)(?:する|し|いた)"
            rf"|{_OPINION}を付(?:し|す)[^。]{{0,16}}答申"
            r"|条件(?:として|に|と)[^。]{0,20}(?:認め|承認|同意)"
            r"|(?:原案|提案|諮問|案)の?(?:とおり|どおり|通り)[^。]{1,16}こと(?:に|と)(?:決|し|いた)"
            r"|(?<!採決)(?<!審査)(?<!審議)(?<!議題と)(?<!付託)(?<!省略)(?<!公開と)(?<!聴取)(?<!延期)(?<!追加)(?<!朗読)"
            r"することに(?:決定(?:し|いた|さ)|決し|決まり)"
            r"|(?:選出|選任|互選|当選)され(?:まし)?た|適任(?:と|である)|適合するものと認め|必要(?:が|性が)あると認め"
            r"|(?:原案|提案|諮問|案)の?(?:とおり|どおり|通り)(?:に)?(?:進め|認め|答申|実施)"
            r"|承認ということ(?:で|に)|(?:計画|素|原)?案で決定"
            rf"|{_FIT}であるとの?(?:結論|答申|判断)"
            r"|(?<!不)(?:許可|認定|可決|承認|同意|指定|選任|採用|了承|廃止|実施|設置|変更|選定|決定)(?:する)?ことに(?:決定|決し)"
            r"|候補者?(?:として|に)(?:選定|決定)(?:し(?!な|ま(?:せ))|す|い)"
            r"|(?:異存|異論|異議|問題|支障)(?:は|が)?ない(?:(?:もの|ということ|こと)(?:と|で)|旨|と(?:する|し|いた|答))"
            r"|この(?:内容|案|方向|形)で(?:答申|進め|決定|了承|承認)"
            r"|認めいただ(?:い|き)(?:た|ました)|認められ(?:ました|た(?:もの)?(?:と|$))"
            r"|(?:承認|了承|同意)(?:を)?(?:いただいた|頂いた|得た)(?:という(?:こと|形)|もの)"
            rf"|{_FIT}、?という(?:答申|結論|判断|意見)(?:で|と|に)"
            r"|(?:とおり|どおり|通り)(?:でよろしい|でよい|でいかが|で異議|とさせて)"
            r"|(?:実施|進め)(?:し)?て(?:いただいて)?(?:結構|構わない|差し支えない)"
            r"|(?:全員一致|満場一致|賛成多数|挙手多数|起立多数|全員賛成|全会一致)"
            rf"(?:で|により|をもって)[^。]{{0,30}}(?:決|承認|認|可|同意|了承)"
            r"|了承(?:と|す|さ|い|し|致|を(?:いただ|得))"
            r"|(?:指定|確定|決定)(?:される|された|すること[にと]|する。)"
        ),
        "諮問第4号については、原案のとおり承認すること",
    ),
    (
        Outcome.REPORT_RECEIVED,
        re.compile(
            r"報告(?:事項|案件)?(?:に(?:ついて|関して)?は?|を|は)[^。]{0,20}(?:終わり|終了|以上|受け)"
            r"|報告(?:のとおり|として|は|を)[^。]{0,8}(?:承りました|承った|伺いました|お聞きしました)"
            r"|報告(?:は|を)(?:受けた|聞いた|お聞きした|承った)という"
        ),
        "以上で報告案件は終了いたします",
    ),
    (
        Outcome.DELEGATED,
        re.compile(
            r"(?:私|会長|委員長|座長|議長|事務局|正副\S{2,3})(?:に|へ)(?:お)?任せ(?:いただ|す|し(?!ない))|一任(?:す|し|い|と|さ|を|願)|(?:会長|委員長|正副\S{2,3})預かり(?:と|に)"
        ),
        "説明会の詳細は委員長と事務局に一任する",
    ),
)
_OF_PETITIONS = {
    Outcome.ADOPTED,
    Outcome.ADOPTED_IN_SPIRIT,
    Outcome.NOT_ADOPTED,
    Outcome.CONTINUED,
    Outcome.POSTPONED,
    Outcome.WITHDRAWN,
}
_WEAK = {Outcome.REPORT_RECEIVED, Outcome.DELEGATED}

_QUESTION = re.compile(
    r"(?:か|ね|かね|でしょう|いかが|どう|よいか|いいか|ないか|けるか)[?。]?$"
    r"|(?:御|ご)?異議(?:は|が)?(?:ございません|ありません|ない)(?:か|ね)"
    r"|いかがでしょう"
    r"|よろしい(?:です|でしょう)"
    r"|(?:と思います|存じます|考えます)が[、。]?"
)
_CALL = re.compile(
    r"(?:賛成|反対)の(?:方|委員|諸君|者)(?=[はの、にも]|$)"
    r"|(?:挙手|起立)(?:を|願|お願)"
    r"|お諮り(?:し|いた)ます"
    r"|採決(?:を?(?:し|いた|行|に)|に入)"
    r"|賛否"
)
_ELSEWHERE = re.compile(
    r"前回(?:の会議|の審議会)?(?:で|に|は)"
    r"|以前(?:に|は|の)|昨年|先例|過去に"
    r"|(?:他(?:の)?(?:市|自治体|都市|団体)|近隣(?:の)?(?:市|町|村|自治体))(?:町村)?(?!と(?:の|も|は)?(?:調整|協議|連携))"
    r"|もし|仮に"
    r"|(?:(?<!なけ)(?<!よろしけ)れば|たら|場合(?:に)?は)[、 ]"
    r"|かもしれ"
    r"|(?:と|て)(?:聞い|伺っ|言われ)"
    r"|はずで|予定(?:で(?!ござい|し)|して)"
)
_ASSENT = re.compile(
    r"異議(?:は)?(?:なし|無し|ありません|ございません|がない)"
    r"|^[「(\[〔<]{0,3}(?:はい|よし|了承|賛成|承認|同意|拍手|結構|よろしい|いいです|よいです"
    r"|全員(?:賛成|挙手|了承|異議)|委員(?:一同)?了承|一同)"
    r"|それで(?:結構|よい|いい|よろしい)"
    r"|承認する|了承"
    r"|賛成(?:する|です|します)"
    r"|全員賛成|全員(?:挙手|起立)"
    r"|(?:賛成|起立|挙手)者?(?:全員|多数)"
    r"|異議なしと認|御異議なし"
    r"|その方向で(?:進|取|い|答)"
    r"|^[「(\[〔<]{0,3}(?:お願い(?:し|いた)|そうさせて|そのようにさせて)|うなず|そのように(?:決定|答申|取り?計|いた|させ)"
    r"|とおり(?:決定|答申)"
)
_DISSENT = re.compile(r"(?:賛成|起立|挙手)者?(?:は)?少数|可否同数|反対多数|否決")
_VOTE = re.compile(
    r"(?:(?:賛成)\s?[0-9]{1,3}(?:名|人|票)?[、,・]?\s?反対\s?[0-9]{1,3}(?:名|人|票)?"
    r"|[0-9]{1,3}対[0-9]{1,3}(?:で(?:賛成|反対)?(?:多数|少数))?"
    r"|全員一致|満場一致|全会一致|全員賛成"
    r"|(?:賛成|起立|挙手)者?(?:多数|少数|全員)"
    r"|起立全員|全員(?:起立|挙手)|可否同数|委員長裁決|議長裁決|異議なし)"
)
_REQUEST = re.compile(
    r"要望(?:す|し|だが|が|と)"
    r"|(?:て|で)ほしい|ていただきたい|(?:て|で)もらいたい"
    r"|(?:を|て|よう)(?:お願い(?:し|い|で)|願いたい)"
    r"|されたい"
)
_FOLLOW_UP = re.compile(
    r"一任"
    r"|次回(?:の|に|は|まで)[^。]{0,40}(?:説明|報告|資料|審議|提出)"
    r"|改めて[^。]{0,30}(?:説明|資料|審議)"
    r"|答申(?:書|案|文)(?:に|は|の)[^。]{0,40}(?:作成|確認|送付)"
)
_REFERENCE = re.compile(
    rf"(?P<year>{YEAR})"
    r"(?:(?P<place>(?:諮問|報告|議案|審議|抽出|協議)?(?:案件|議題|議事|事項))\s?第?\s?[(]?"
    rf"(?P<places>{LONG_NUMBER}(?:[)]?(?:及び|並びに|から|、|,|と|・)[(]?{LONG_NUMBER})*)"
    rf"|{FORMAL}(?P<more>(?:(?:及び|および|並びに|から|、|,|と|・)(?:{FORMAL_KINDS})?第?{LONG_NUMBER}号)*))"
)


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence that may bear on an item's outcome.

    `named` are the items that it names by number; `foreign` tells that it names a number that no item has.
    """

    text: str
    span: Span
    turn: Turn
    position: int
    named: tuple[int, ...] = ()
    foreign: bool = False

    @property
    def authoritative(self) -> bool:
        """Whether the chair or the record itself speaks."""
        return self.turn.kind is TurnKind.NOTE or self.turn.role in {Role.CHAIR, Role.VICE_CHAIR}


@dataclass(frozen=True, slots=True)
class _Finding:
    """An outcome with the sentence that states it, and whether that attaches an opinion.

    `since` is an earlier sentence that the statement says yes to: the request to withdraw that it grants.
    `contested` tells that another sentence on the item states another outcome.
    """

    outcome: Outcome
    statement: Statement
    opinion: bool = False
    since: Statement | None = None
    evidence: Evidence = Evidence.CONCLUSION
    contested: bool = False


_BRACKET_OR_STOP = re.compile(r"[「『（(」』）)。！？!?\n]")


def sentences(turn: Turn) -> list[tuple[str, Span]]:
    """The sentences of a turn with their places in `turn.text`.

    A full stop inside 「」 or brackets ends none.
    """
    ends: list[int] = []
    depth = 0
    for m in _BRACKET_OR_STOP.finditer(turn.text):
        c = m[0]
        depth += (c in "「『（(") - (c in "」』）)")
        if c in "。！？!?\n" and depth <= 0:
            ends.append(m.end())
            depth = 0
    found: list[tuple[str, Span]] = []
    for start, end in pairwise([0, *ends, len(turn.text)]):
        text = turn.text[start:end].strip()
        if text:
            at = turn.text.index(text[0], start)
            found.append((text, (at, at + len(text))))
    return found


_TOPIC = re.compile(
    rf"(?:なお、|よって、|次に、|また、)?[^。、]{{0,12}}{FORMAL}[^。]{{0,120}}?(?:は|については|につきましては)、"
)


class _Numbers:
    """How the items of a meeting are referred to by number: 諮問第3号, 案件2及び3, 議案第4号から第6号まで."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.items = items
        self.formal: dict[str, list[int]] = defaultdict(list)
        self.printed: dict[str, list[int]] = defaultdict(list)
        self.placed: dict[int, list[int]] = defaultdict(list)
        for i, item in enumerate(items):
            if item.formal_number:
                self.formal[item.formal_number].append(i)
            if item.number:
                self.printed[squeeze(item.number)].append(i)
            if item.ordinal is not None:
                self.placed[item.ordinal].append(i)

    def named(self, text: str) -> tuple[tuple[int, ...], bool]:
        """The items that a sentence names, by their places in the agenda; whether it names another number."""
        found: set[int] = set()
        foreign = False
        folded = fold(text)
        # 「陳情第5号は、…陳情第3号と同趣旨でありますので」 tells of the first alone.
        topic = _TOPIC.match(folded)
        for m in _REFERENCE.finditer(topic[0] if topic else folded):
            meant = set(self._meant(m))
            found |= meant
            foreign |= not meant and not m["place"]
        return tuple(sorted(found)), foreign

    def _meant(self, m: re.Match[str]) -> Iterator[int]:
        if not m["place"]:
            year = squeeze(m["year"])
            first = formal_name(m)
            number = m["number"] or m["number_before"]
            kind = first.removesuffix(str(to_number(number)))
            for value in _values(number + m["more"]):
                for i in self.formal[f"{kind}{value}"]:
                    if not year or self.items[i].formal_year in {"", year}:
                        yield i
            return
        for value in _values(m["places"]):
            yield from self.printed[f"{m['place']}{value}"]
            # 「案件2」 may mean a formal number's item only where that is printed as such.
            placed = [i for i in self.placed[value] if not self.items[i].number]
            if len(self.placed[value]) == 1:
                yield from placed
            if m["place"].endswith(("案件", "議題")):
                yield from (i for i in self.placed[value] if self._numbered_by_place(i))

    def _numbered_by_place(self, i: int) -> bool:
        return bool(self.items[i].number) and self.items[i].formal_number is None


def _values(numbers: str) -> list[int]:
    """The values of 「1及び3」, or of all from the first to the last in 「第4号から第6号」."""
    values = [v for n in re.findall(LONG_NUMBER, numbers) if (v := to_number(n)) is not None]
    if "から" in numbers and len(values) == 2 and 0 < values[1] - values[0] < MAX_ITEMS:
        return list(range(values[0], values[1] + 1))
    return values


def statements(turns: Iterable[Turn], items: Sequence[Item]) -> list[Statement]:
    """All sentences of the turns in order, with the items that each names by number."""
    numbers = _Numbers(items)
    result: list[Statement] = []
    for turn in turns:
        for text, span in sentences(turn):
            named, foreign = numbers.named(text)
            result.append(Statement(text, span, turn, len(result), named, foreign))
    return result


def decide(
    items: Sequence[Item], turns: Sequence[Turn], header: Sequence[Turn], source: SourceText
) -> list[Decision]:
    """The decision of every item, in the items' order.

    Args:
        items: The meeting's agenda items; item i's turns have ``agenda == f"a{i + 1}"``.
        turns: The meeting's turns.
        header: Lines of the header's agenda list that state a result, as notes.
        source: For page numbers.
    """
    everything, told = statements(turns, items), statements(header, items)
    talk: dict[int, list[Statement]] = defaultdict(list)
    naming: dict[int, list[Statement]] = defaultdict(list)
    for s, about in _followed(everything, items):
        for i in about:
            talk[i].append(s)
        for i in s.named if s.authoritative else ():
            naming[i].append(s)
    # Where no heading and no word opened the item, the chair's sentence that names it decides.
    return [
        _decide_item(item, talk[i] or naming[i], [s for s in told if i in s.named], source)
        for i, item in enumerate(items)
    ]


_TURNS_TO = re.compile(
    r"(?:採決|お?諮り|議題|討論|質疑|取り?扱い|意見|審査|審議)[^。]{0,24}(?:ます|する|ください|たい|行う|行い|入る|移る)"
    r"|一括"
)


def _followed(
    everything: Iterable[Statement], items: Sequence[Item]
) -> Iterator[tuple[Statement, tuple[int, ...]]]:
    """Each sentence with the items that it is about.

    A sentence is about the items that it names by number; one that names none is about those that the chair
    turned to last (「次に、請願第5号を採決いたします。」), which at first is the item of its turn.
    """
    home: int | None = None
    about: tuple[int, ...] = ()
    for s in everything:
        of_turn = int(s.turn.agenda[1:]) - 1 if s.turn.agenda else None
        if of_turn != home:
            home, about = of_turn, (() if of_turn is None else (of_turn,))
        if home is None:
            # Outside every item's talk only the record's own words tell of items.
            yield s, s.named if s.turn.kind is TurnKind.NOTE else ()
            continue
        names = bool(s.named) or (s.foreign and bool(items[home].formal_number))
        if names and s.authoritative and _turns_to(squeeze(s.text)):
            about = s.named
        yield s, s.named if names else about


def _turns_to(text: str) -> bool:
    """Whether the chair goes on to the items that the sentence names, or puts them to the vote."""
    return bool(_TURNS_TO.search(text) or _QUESTION.search(text) or _CALL.search(text))


def _decide_item(
    item: Item, own: list[Statement], announced: list[Statement], source: SourceText
) -> Decision:
    requests = tuple(
        Request(speaker=s.turn.speaker, turn=s.turn.n, text=s.text)
        for s in own
        if s.turn.kind is TurnKind.SPEECH
        and s.turn.role in {Role.MEMBER, Role.VICE_CHAIR}
        and _REQUEST.search(s.text)
        and not s.text.endswith("か。")
    )
    finding = _find_outcome(item, own) or _find_outcome(item, announced)
    if finding is None:
        return Decision(requests=requests)
    neighbours = _neighbours(finding.statement, own)
    conditions = _conditions(finding, neighbours, own)
    attached = any(s.position > finding.statement.position and _attached_after(s, own) for s in neighbours)
    outcome = _with_opinion(finding, attached=attached or bool(conditions))
    quoted = _quote(finding, neighbours, with_opinion=outcome is Outcome.APPROVED_WITH_OPINION)
    start, end = finding.statement.turn.source_span(quoted[0], quoted[1])
    return Decision(
        outcome=outcome,
        quote=finding.statement.turn.text[quoted[0] : quoted[1]],
        span=(start, end),
        page=source.page_at(start),
        turn=finding.statement.turn.n,
        conditions=conditions,
        requests=requests,
        vote=_vote(finding, own),
        evidence=finding.evidence,
        confidence=_confidence(finding, outcome, neighbours),
        follow_up=next(
            (
                s.text
                for s in own[-12:]
                if s.authoritative and s is not finding.statement and _FOLLOW_UP.search(s.text)
            ),
            None,
        ),
    )


def _neighbours(decided: Statement, own: Sequence[Statement]) -> list[Statement]:
    """The sentences around a decision in its turn, and what the chair or the record adds right behind it."""
    return [
        s
        for s in own
        if (s.turn is decided.turn and abs(s.position - decided.position) <= 3)
        or (s.authoritative and 0 < s.position - decided.position <= 4)
    ]


def _attached_after(s: Statement, own: list[Statement]) -> bool:
    """Whether a sentence behind the decision attaches an opinion to it: it says so, or all agree to it."""
    asked = bool(_QUESTION.search(squeeze(s.text)))
    if attaches(s.text):
        return not asked or _agreed_to(own, own.index(s))
    return bool(re.search(_ATTACH, fold(s.text))) and _conclusive(squeeze(s.text)) and not asked


# How often outcomes with such evidence are right, estimated: on nine documents that the rules were not made
# for, 24 of 26 that are called sure here and 5 of 7 others were; the kinds that are rare there are guesses.
SURENESS = {
    Evidence.TABLE: 0.97,
    Evidence.RECORD: 0.92,
    Evidence.CONCLUSION: 0.92,
    Evidence.ASSENT: 0.9,
    Evidence.PROPOSAL: 0.7,
    Evidence.REFERENCE: 0.7,
}
_CONTESTED = 0.75
_MAYBE_ATTACHED = re.compile(
    rf"{_OPINION}(?!(?:[・や]?質問)?(?:等|など)?(?:は|も|が|の)?(?:な[くいし]|ござい|ありま|求め|聴|伺|い(?:た|か)が))"
    r"|ただし|その上で|前提"
)


def _confidence(finding: _Finding, outcome: Outcome, neighbours: Sequence[Statement]) -> float:
    """How sure an outcome is: by its evidence, less where others are stated or an opinion may be attached."""
    sure = SURENESS[finding.evidence]
    if finding.contested:
        sure = min(sure, _CONTESTED)
    plain = outcome is Outcome.APPROVED and any(_MAYBE_ATTACHED.search(fold(s.text)) for s in neighbours)
    return min(sure, _CONTESTED) if plain else sure


def _find_outcome(item: Item, own: list[Statement]) -> _Finding | None:
    """The last firm finding; a report received or a delegation only where nothing firmer is stated."""
    best: _Finding | None = None
    stated: set[Outcome] = set()
    for i, s in enumerate(own):
        found = _read(item, s, own, i)
        if found is None:
            continue
        stated |= {found.outcome} - _WEAK
        if best is not None and best.outcome not in _WEAK and (found.outcome in _WEAK or _about_text(s.text)):
            continue
        best = found
        if _closed(own, i):
            break
    if best is None:
        return _settled(item, own) or _closing(item, own)
    return replace(best, contested=len(stated) > 1)


# 「では、そのように決定しました。」
_SO_BE_IT = re.compile(
    r"^(?:それでは|では|よって|御?異議なしと認め)?、?(?:[^。、]{0,16}は、?)?(?:その(?:ように|とおり)|さよう)(?:に)?"
    r"(?:決(?:定|し|ま)|取り?計らい|いたします|させていただき|進めます|答申)"
)


def _settled(item: Item, own: list[Statement]) -> _Finding | None:
    """An approval where the chair only says that it shall be as proposed, and the assembly has agreed."""
    for i in range(len(own) - 1, 0, -1):
        if not (own[i].authoritative and _SO_BE_IT.search(squeeze(own[i].text))):
            continue
        proposal = next(
            (s for s in reversed(own[max(0, i - 3) : i]) if s.authoritative and _proposes(s)), None
        )
        if proposal is None or _procedural(squeeze(proposal.text), item):
            return None
        return _Finding(Outcome.APPROVED, own[i], since=proposal, evidence=Evidence.REFERENCE)
    return None


def _closing(item: Item, own: list[Statement]) -> _Finding | None:
    """What the chair's or the record's last words on the item come down to, where no pattern knows them."""
    for i in range(len(own) - 1, -1, -1):
        s = own[i]
        text = squeeze(s.text)
        if not s.authoritative or _ELSEWHERE.search(_predicate(text)) or _procedural(text, item):
            continue
        closing = closing_of(s.text, title=item.title, kind=item.kind)
        if closing is None or _set_aside(closing.outcome, text, item):
            continue
        if closing.outcome is Outcome.DELEGATED and re.search("文面|文案|文言|日程|資料", text):
            continue
        evidence = _evidence_of_closing(closing, s, own, i)
        if evidence is not None:
            return _Finding(closing.outcome, s, opinion=attaches(s.text), evidence=evidence)
    return None


def _evidence_of_closing(closing: Closing, s: Statement, own: list[Statement], i: int) -> Evidence | None:
    """What settles an outcome that a sentence tells by its shape; None where the talk goes on behind it."""
    if s.turn.kind is TurnKind.NOTE:
        return Evidence.RECORD
    if _agreed_to(own, i):
        return Evidence.ASSENT
    if closing.clause.requested or _CALL.search(squeeze(s.text)):
        return None
    goes_on = any(
        x.turn.kind is TurnKind.SPEECH and not x.authoritative and not _ASSENT.search(squeeze(x.text))
        for x in islice(own, i + 1, None)
    )
    if closing.clause.asked or goes_on:
        return None
    return Evidence.PROPOSAL if closing.clause.wished else Evidence.CONCLUSION


def _proposes(s: Statement) -> bool:
    text = squeeze(s.text)
    return (
        s.turn.kind is TurnKind.SPEECH
        and bool(_QUESTION.search(text) or _SOFT.search(text))
        and bool(re.search(r"こと(?:と|に|で)|として|案(?:で|の)|とおり", text))
        and not re.search(r"次回|日程|時間|閉会|散会|公開|委員長?に(?:お願い|互選)", text)
        and not _ELSEWHERE.search(_predicate(text))
    )


# 「以上で本件を終了いたします。」: what is said later, up to the next heading, is about the meeting.
_CLOSES = re.compile(
    r"(?:以上で|これで|これをもちまして)、?(?:本|この|当該?)(?:件|案|案件|議案|議題|請願|陳情|議事|審議)?"
    r"(?:の(?:審査|審議|質疑|採決))?(?:を|は)、?終(?:了|わ|結)"
)


def _closed(own: Sequence[Statement], i: int) -> bool:
    """Whether the chair ends the item right after sentence i."""
    return any(s.authoritative and _CLOSES.search(squeeze(s.text)) for s in own[i + 1 : i + 4])


def _about_text(text: str) -> bool:
    # 「この答申案でよろしいか」 settles a wording, not the item.
    return bool(re.search(r"答申(?:案|書|文|の(?:日付|文言|案))|文案|会議録|議事録", text))


def _read(item: Item, s: Statement, own: list[Statement], i: int) -> _Finding | None:
    elects = s.turn.role is Role.SECRETARIAT and re.search("選出|選任|選挙|互選", item.title)
    if not s.authoritative and not elects:
        # Until there is a chair, the secretariat holds the election.
        return None
    text = squeeze(s.text).strip("-‐―—─~～()[]<>〔〕※→⇒")
    if _ELSEWHERE.search(_predicate(text)) or _procedural(text, item):
        return None
    outcome = _outcome_of(text, item) or _labelled(s)
    asked = _withdrawal_asked(own, i) if outcome in {None, Outcome.APPROVED} else None
    if asked is not None and re.search("承認|許可|了承|認め", text):
        granted = _evidence(text, s, own, i)
        return _Finding(Outcome.WITHDRAWN, s, since=asked, evidence=granted) if granted else None
    if outcome is Outcome.REJECTED and re.search("修正案|修正動議|動議", text) and "原案" not in text:
        # Only an amendment failed.
        return None
    evidence = _evidence(text, s, own, i) if outcome is not None else None
    if outcome is Outcome.WITHDRAWN and text.rstrip("。").endswith("ですね"):
        evidence = evidence or Evidence.PROPOSAL
    if outcome is None or evidence is None:
        return None
    attached = bool(re.search(_ATTACH, text)) or attaches(s.text)
    return _Finding(_by_shape(outcome, s.text), s, opinion=attached, evidence=evidence)


def _by_shape(outcome: Outcome, sentence: str) -> Outcome:
    """The outcome, corrected where the sentence's other clauses tell more than the pattern saw."""
    if outcome is Outcome.APPROVED and amends(fold(sentence)):
        return Outcome.APPROVED_AMENDED
    if outcome in {Outcome.UPHELD, Outcome.OVERTURNED} and ruling_of(sentence) is Outcome.PARTLY_OVERTURNED:
        return Outcome.PARTLY_OVERTURNED
    return outcome


def _withdrawal_asked(own: Sequence[Statement], i: int) -> Statement | None:
    """The sentence shortly before that tells of a request to withdraw: 「取下げの申出がございました。」."""
    told = re.compile(r"(?:取り?下げ|撤回)[^。]{0,12}申し?(?:出|入れ)")
    near = (s for s in reversed(own[max(0, i - 2) : i]) if s.authoritative)
    return next((s for s in near if told.search(squeeze(s.text))), None)


def _labelled(s: Statement) -> Outcome | None:
    """The outcome of a note that is a label and a word: 「審議結果：承認」, 「【結論】承認」, 「→承認」."""
    m = re.match(
        r"(?:[→⇒]|[【\[<]?.{0,6}(?:結果|結論|採決|決定事項)[】\]>:、]+)(?P<word>.{2,12}?)。?$",
        squeeze(s.text),
    )
    return outcome_of_cell(m["word"]) if m and s.turn.kind is TurnKind.NOTE else None


def _predicate(text: str) -> str:
    """The sentence behind its topic: 「前回継続とした諮問第7号については、」 tells nothing of today."""
    return re.split(r"(?:について|につきまして|に関して)は、?", text)[-1]


_PROCEDURE = re.compile(
    r"傍聴|発言の(?:訂正|取消|取り消し)|入室|退室|会期|(?:会議|議事)録|署名(?:委員|人)|発言を(?:許|求)|暫時|休憩|付託|本日[^。]{0,4}結論を出すこと|質疑を終|討論を終"
    r"|(?:正午|[0-9]{1,2}時)[^。]{0,8}(?:過ぎ|回)|このまま(?:継続|続)|議席|秘密会(?!において|で)|日程(?:に追加|の変更|を変更)"
)


def _procedural(text: str, item: Item) -> bool:
    """Whether the sentence settles how the meeting goes on, not the item."""
    m = _PROCEDURE.search(text)
    if m is not None and m[0] not in squeeze(item.title) and not re.search("継続審[査議]", text):
        return True
    # A motion's result is not the item's, unless it is about the item itself: to continue or withdraw it.
    return "動議" in text and not re.search("継続|延期|保留|撤回|取り?下げ", text)


def _evidence(text: str, s: Statement, own: list[Statement], i: int) -> Evidence | None:
    """What settles the outcome that a sentence names: itself, or the assent after it; None for nothing."""
    if s.turn.kind is TurnKind.NOTE:
        return Evidence.RECORD
    if _QUESTION.search(text) or _CALL.search(text):
        # 「継続審査とすることに賛成」 with few in favour only says what was not decided.
        return Evidence.ASSENT if _agreed_to(own, i) else None
    if _SOFT.search(text):
        if _agreed_to(own, i):
            return Evidence.ASSENT
        # 「…としたいと思います。」 stands if the item's talk ends with it.
        answered = any(
            x.turn.kind is TurnKind.SPEECH and not x.authoritative for x in islice(own, i + 1, None)
        )
        return None if answered else Evidence.PROPOSAL
    return Evidence.CONCLUSION if _conclusive(text) else None


_SOFT = re.compile(
    r"(?:(?<!いただき)たい|たい(?:と思い(?:ます)?|と存じ(?:ます)?|と考え(?:ます)?|です)|と(?:思い|存じ)ます|ということで|ください|下さい|願い(?:いた|し|申し上げ)?(?:ます|たい))。?$"
)


def _outcome_of(text: str, item: Item) -> Outcome | None:
    for outcome, pattern, _ in PATTERNS:
        m = pattern.search(text)
        if m and not _set_aside(outcome, text, item):
            return _as_of_kind(outcome, m, item)
    return None


def _set_aside(outcome: Outcome, text: str, item: Item) -> bool:
    """Whether an outcome cannot be the item's, though the sentence has its words."""
    if item.kind == "請願" and outcome not in _OF_PETITIONS:
        return True
    if outcome is Outcome.REPORT_RECEIVED:
        # A committee's report was heard, not the bill.
        return item.kind in {"議案", "請願"}
    # What is to be amended may be what the opinion asks for.
    return outcome is Outcome.APPROVED_AMENDED and bool(re.search(rf"よう(?:に|、)?{_OPINION}", text))


def _as_of_kind(outcome: Outcome, m: re.Match[str], item: Item) -> Outcome | None:
    """The outcome as it is called for items of this kind: a report that is 了承 was received."""
    text = m.string
    if item.kind != "請願" and not re.search("請願|陳情|要望|意見書", item.title):
        # A textbook or an application for a grant is 採択, too.
        outcome = {Outcome.ADOPTED: Outcome.APPROVED, Outcome.NOT_ADOPTED: Outcome.REJECTED}.get(
            outcome, outcome
        )
    if outcome is not Outcome.APPROVED:
        return outcome
    if _negated(text[m.end() - 1 : m.end() + 12]):
        return None
    acknowledged = re.search("了(?:承|と|解)", m[0]) and (item.kind == "報告" or "報告" in text)
    reported = item.kind == "報告" and not re.search("承認|可決|同意|議決|認定", m[0])
    return Outcome.REPORT_RECEIVED if acknowledged or reported else outcome


def _negated(after: str) -> bool:
    return bool(
        re.match(
            r".{0,6}(?:認め(?:られ)?|言え|いえ)(?:ない|ません|ず)|.{0,3}(?:ない(?!か)|ません(?!か)|かね(?!ま?せ)|ず(?:に|、)|得な)",
            after,
        )
    )


def _conclusive(text: str) -> bool:
    """Whether the sentence states something as done or settled, as its last words show."""
    ending = text.rstrip("。.」』)]")
    return bool(
        re.search(
            r"(?:"
            r"ます|ました|する|した|とする|される|された|なる|なった|なりました|です|である|認める"
            r"|終わる|付す|行う|いただく|いただきます|存じます|ましょう|とのこと|承認|可決|同意"
            r"|了承|採択|決定|妥当|となり)$",
            ending,
        )
    ) and not re.search(
        r"(?:お願い|願い|いただきたい|と思います|考えます|していただき(?:たい|ます)ようお願い)"
        r"(?:し|いた|申)?(?:ます|たい)?$",
        ending,
    )


def _agreed_to(own: list[Statement], i: int) -> bool:
    """Whether the record says that the proposal of sentence i was agreed to."""
    for s in own[i + 1 : i + 7]:
        text = squeeze(s.text)
        if _DISSENT.search(text):
            return False
        may_assent = s.authoritative or s.turn.role is Role.MEMBER
        only_calls = _CALL.search(text) and not re.search("全員|多数", text)
        if may_assent and _ASSENT.search(text) and not only_calls:
            return True
    return False


def _with_opinion(finding: _Finding, *, attached: bool) -> Outcome:
    if finding.outcome is Outcome.APPROVED and (finding.opinion or attached):
        return Outcome.APPROVED_WITH_OPINION
    return finding.outcome


_LIST = re.compile(
    r"(?P<list>.*?こと)(?:、?(?:以上の?|この)[0-9一二三四五六七八九十]点)?"
    rf"(?:を|との|という|の)?(?:、)?(?:前提|{_OPINION}|直し|修正)"
)
_QUOTED_CONDITION = re.compile(r"「([^「」]{4,200}こと)」")
_LIST_AFTER = re.compile(
    rf"{_OPINION}(?:として|は)、?(?P<list>[^。]*?こと)(?:を|と)(?:付|附|申し添え|いたし|し)"
)


def _conditions(finding: _Finding, neighbours: list[Statement], own: list[Statement]) -> tuple[str, ...]:
    """Opinions and conditions attached by the decision, verbatim, one by one."""
    if finding.outcome not in {Outcome.APPROVED, Outcome.APPROVED_AMENDED, Outcome.APPROVED_WITH_OPINION}:
        return ()
    found = [
        condition
        for k, s in enumerate(neighbours)
        for condition in _conditions_in(s, neighbours[k + 1 :], finding, own)
    ]
    return tuple(dict.fromkeys(c for c in found if 4 <= len(c) <= 300))


def _conditions_in(
    s: Statement, following: Sequence[Statement], finding: _Finding, own: list[Statement]
) -> list[str]:
    """What one sentence attaches; `following` are the sentences that may list it."""
    is_decision = s is finding.statement
    if s.authoritative and attaches(s.text) and (is_decision or _attached_after(s, own)):
        return _attached_by(s, own)
    # Search a form with the characters' places kept, so that the condition is cut verbatim.
    text = fold(s.text)
    amends = is_decision and finding.outcome is Outcome.APPROVED_AMENDED and re.search("直し|修正", text)
    asked_only = not is_decision and _QUESTION.search(squeeze(s.text)) and not _agreed_to(own, own.index(s))
    if asked_only or not (re.search(_ATTACH, text) or amends):
        return []
    if quoted := _QUOTED_CONDITION.findall(s.text):
        return list(quoted)
    if m := _LIST_AFTER.search(text) or _LIST.search(text):
        return split_list(s.text[m.start("list") : m.end("list")])
    if re.search(r"次の(?:とおり|意見)|以下の", text):
        return [x.text.rstrip("。") for x in following if x.text.rstrip("。").endswith("こと")]
    return []


def _attached_by(s: Statement, own: Sequence[Statement]) -> list[str]:
    """The opinions that a sentence attaches: those in it, or the list below it that it announces."""
    listed = listed_in(s.text)
    if listed or not announces_list(s.text):
        return listed
    below = [
        x.text
        for x in own
        if 0 < x.position - s.position <= 12 and (x.authoritative or x.turn.kind is TurnKind.DOCUMENT)
    ]
    return list(listed_below(below))


def _quote(finding: _Finding, neighbours: list[Statement], *, with_opinion: bool) -> Span:
    """The sentence, and with an opinion the next one that attaches it, as a stretch of the turn's text."""
    start, end = finding.statement.span
    if finding.since is not None and finding.since.turn is finding.statement.turn:
        start = finding.since.span[0]
    if with_opinion and not finding.opinion:
        following = next(
            (
                s
                for s in neighbours
                if s.turn is finding.statement.turn
                and s.position == finding.statement.position + 1
                and (re.search(_ATTACH, fold(s.text)) or attaches(s.text))
            ),
            None,
        )
        end = following.span[1] if following else end
    text = finding.statement.turn.text
    while start < end and text[start] in "―—─-～~（(［[〔<＜※ 　":
        start += 1
    while (
        end > start
        and text[end - 1] in "―—─-～~）)］]〕>＞ 　"
        and not text[start:end].count("（") + text[start:end].count("(")
    ):
        end -= 1
    return start, end


def _vote(finding: _Finding, own: list[Statement]) -> str | None:
    """How it was voted, as printed, from the decision and the sentences around it."""
    at = own.index(finding.statement) if finding.statement in own else 0
    near = [finding.statement, *own[at + 1 : at + 4], *own[max(0, at - 4) : at][::-1]]
    for s in near:
        m = _VOTE.search(fold(s.text))
        if m:
            return s.text[m.start() : m.end()]
    return None


def outcome_of_cell(text: str) -> Outcome | None:
    """The outcome that a cell of a 結論 or 結果 column states, None if it states none.

    Examples: 「承認」, 「継続審議」, 「…決定は妥当である。」.
    """
    word = squeeze(text)
    plain = {o.label: o for o in Outcome if o is not Outcome.NOT_RECORDED}
    if word in plain:
        return plain[word]
    if word in {"継続", "保留"}:
        return Outcome.CONTINUED
    outcome = _outcome_of(word + ("する" if re.fullmatch(r"[一-鿿]{2,8}", word) else ""), Item(title=""))
    told = [c for part in _lines_of_cell(text) if (c := closing_of(part, title="", kind="審議"))]
    outcome = outcome or (told[0].outcome if told else None)
    attached = re.search(_ATTACH, word) or any(attaches(part) for part in _lines_of_cell(text))
    return Outcome.APPROVED_WITH_OPINION if outcome is Outcome.APPROVED and attached else outcome


def _lines_of_cell(text: str) -> list[str]:
    return [part for line in text.split("\n") for part in re.findall(r"[^。]+。?", line.strip())]
