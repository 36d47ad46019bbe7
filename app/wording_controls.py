"""What streamlit's own controls say, in the words of the page's language.

Each is a pattern of what streamlit says, in JavaScript's notation, and what the page says instead.
"""

from collections.abc import Mapping, Sequence

from app.wording import Language

_LOST = "Streamlit server is not responding.*"

CONTROL_WORDINGS: Mapping[Language, Sequence[tuple[str, str]]] = {
    Language.JA: (
        ("Skip to main content", "本文へ進む"),
        ("App pages", "ページ"),
        ("Sidebar", "サイドバー"),
        ("Collapse sidebar", "サイドバーを閉じる"),
        ("Expand sidebar", "サイドバーを開く"),
        ("Close|Dismiss", "閉じる"),
        ("Help for (.*)", "$1の説明"),
        ("Open", "候補を開く"),
        ("Choose an option", "選んでください"),
        ("No results", "当たる候補がありません"),
        (r"(\d+) options? available\.", "候補は$1件です。"),
        ("Selected values", "選んだもの"),
        ("Remove (.*)", "$1を外す"),
        ("Choose date", "日付を選ぶ"),
        ("Choose date, (.*)", "日付を選ぶ（$1）"),
        ("year, (.*)", "$1の年"),
        ("month, (.*)", "$1の月"),
        ("day, (.*)", "$1の日"),
        ("Empty", "未入力"),
        ("Previous month", "前の月"),
        ("Next month", "次の月"),
        (
            r"Use arrow keys to navigate dates\..*",
            "矢印キーで日付を選び、Enterで決めます。Escで閉じます。",
        ),
        ("file upload", "ファイルを選ぶ"),
        ("Upload", "ファイルを選ぶ"),
        ("Connection error", "サーバーから応答がありません"),
        (
            _LOST,
            "しばらく待っても戻らないときは、この画面を管理する人にお知らせください。入力した条件はアドレスに残っています。",
        ),
    ),
    Language.EN: (
        ("App pages", "Pages"),
        ("Upload", "Choose files"),
        ("Connection error", "The server does not answer"),
        (
            _LOST,
            "If it stays so, please tell whoever runs these pages. "
            "What you asked for is kept in the page's address.",
        ),
    ),
}
