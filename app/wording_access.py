"""The words of signing in, in Japanese and in English."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.wording import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessWording:
    """The words of one language; braces are filled by `str.format`."""

    title: str
    text: str
    sign_in: str
    stranger_title: str
    stranger_text: str
    ask_contact: str
    ask_anyone: str
    sign_out: str
    broken: str


ACCESS_WORDINGS: Mapping[Language, AccessWording] = {
    Language.JA: AccessWording(
        title="サインインしてください",
        text="会議録を読むには、サインインが必要です。",
        sign_in="サインインする",
        stranger_title="会議録を読む権限がありません",
        stranger_text="{who} でサインインしていますが、この画面を使う人として登録されていません。",
        ask_contact="使えるようにするには、次の担当にお尋ねください：{contact}",
        ask_anyone="使えるようにするには、この画面を管理する人にお尋ねください。",
        sign_out="サインアウト",
        broken="サインインの設定が読めません。この画面を管理する人にお知らせください。",
    ),
    Language.EN: AccessWording(
        title="Please sign in",
        text="You have to sign in to read the minutes.",
        sign_in="Sign in",
        stranger_title="You may not read the minutes",
        stranger_text="You are signed in as {who}, who is not registered for these pages.",
        ask_contact="To be let in, please ask: {contact}",
        ask_anyone="To be let in, please ask whoever runs these pages.",
        sign_out="Sign out",
        broken="The settings of the sign-in cannot be read. Please tell whoever runs these pages.",
    ),
}
