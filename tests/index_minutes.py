"""Fictional minutes for the tests of the index: what a parser would make of them, built by hand."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from ingest.records import (
    AgendaItem,
    Decision,
    Meeting,
    Minutes,
    Outcome,
    Role,
    Segment,
    SourceText,
    Span,
    Turn,
    TurnKind,
)


@dataclass(kw_only=True)
class Draft:
    """A file of minutes that is being written down, turn by turn."""

    path: Path
    municipality: str | None = "みどり野市"
    council: str | None = "みどり野市個人情報保護審議会"
    label: str = "第1回"
    date: str | None = "2023-05-10"
    text: str = ""
    turns: list[Turn] = field(default_factory=list)
    items: list[AgendaItem] = field(default_factory=list)

    def write(self, text: str) -> Span:
        start = len(self.text)
        self.text += f"{text}\n"
        return start, start + len(text)

    def say(
        self,
        text: str,
        *,
        speaker: str | None = "委員",
        role: Role | None = Role.MEMBER,
        kind: TurnKind = TurnKind.SPEECH,
        agenda: str | None = None,
    ) -> Span:
        span = self.write(text)
        self.turns.append(
            Turn(
                n=len(self.turns) + 1,
                kind=kind,
                text=text,
                span=span,
                speaker=speaker,
                role=role,
                agenda=agenda,
                segments=(Segment(text_start=0, source_start=span[0], length=len(text)),),
            )
        )
        return span

    def note(self, text: str, *, agenda: str | None = None) -> Span:
        return self.say(text, speaker=None, role=None, kind=TurnKind.NOTE, agenda=agenda)

    def paper(self, text: str, *, agenda: str | None = None) -> Span:
        return self.say(text, speaker=None, role=None, kind=TurnKind.DOCUMENT, agenda=agenda)

    def item(
        self, key: str, title: str, *, outcome: Outcome = Outcome.NOT_RECORDED, span: Span | None = None
    ) -> None:
        quote = self.text[slice(*span)] if span else None
        decision = Decision(outcome=outcome, quote=quote, span=span)
        self.items.append(AgendaItem(id=key, title=title, kind="諮問", decision=decision))

    def minutes(self) -> Minutes:
        meeting = Meeting(
            id="m1",
            municipality=self.municipality,
            council=self.council,
            label=self.label,
            date=self.date,
            agenda=tuple(self.items),
            turns=tuple(self.turns),
        )
        source = SourceText(
            path=str(self.path),
            media_type="text/plain",
            sha256=hashlib.sha256(self.text.encode()).hexdigest(),
            text=self.text,
            encoding="utf-8",
        )
        return Minutes(source=source, meetings=(meeting,))


def camera_minutes(folder: Path) -> Minutes:
    """みどり野市: cameras approved with an opinion, a chat service put off."""
    draft = Draft(path=folder / "midorino.txt")
    draft.say("防犯カメラの映像は何日間保存するのか。", agenda="a1")
    draft.say(
        "映像は十四日間保存し、その後は自動で消去する。",
        speaker="危機管理課",
        role=Role.PROPONENT,
        agenda="a1",
    )
    span = draft.note(
        "（防犯カメラの設置については、保存期間を守る旨の意見を付して承認された。）", agenda="a1"
    )
    draft.item("a1", "駅前広場への防犯カメラの設置について", outcome=Outcome.APPROVED_WITH_OPINION, span=span)
    draft.say("相談業務に外部のチャットサービスを使う理由を聞きたい。", agenda="a2")
    draft.say(
        "電話に出られない保護者とも連絡が取れるためである。",
        speaker="子育て課",
        role=Role.PROPONENT,
        agenda="a2",
    )
    span = draft.say("本件は継続審議とする。", speaker="会長", role=Role.CHAIR, agenda="a2")
    draft.item("a2", "子育て相談におけるチャットサービスの利用について", outcome=Outcome.CONTINUED, span=span)
    return draft.minutes()


def library_minutes(folder: Path) -> Minutes:
    """汐見町: a library's lending records, and no decision recorded."""
    draft = Draft(
        path=folder / "shiomi.txt",
        municipality="汐見町",
        council="汐見町図書館協議会",
        label="令和4年度第2回",
        date="2022-11-02",
    )
    draft.say("図書館の貸出記録はいつ消えるのですか。", agenda="a1")
    draft.say("返却されると翌日には消えます。", speaker="館長", role=Role.SECRETARIAT, agenda="a1")
    draft.paper("貸出冊数\t令和3年度\t一万二千冊\n貸出冊数\t令和4年度\t一万五千冊", agenda="a1")
    draft.item("a1", "図書館システムの更新について")
    return draft.minutes()


def second_meeting(folder: Path) -> Minutes:
    """みどり野市 again: the chat service approved."""
    draft = Draft(path=folder / "midorino2.txt", label="第2回", date="2023-08-21")
    draft.say("前回の宿題について説明する。", speaker="子育て課", role=Role.PROPONENT, agenda="a1")
    span = draft.say("それでは、本件は承認することとする。", speaker="会長", role=Role.CHAIR, agenda="a1")
    title = "子育て相談におけるチャットサービスの利用について（継続審議分）"
    draft.item("a1", title, outcome=Outcome.APPROVED, span=span)
    return draft.minutes()
