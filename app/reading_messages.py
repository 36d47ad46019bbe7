"""What the parser says of a file, in the reader's language; it speaks English itself.

A message that is not known here is shown as it is: it is better to read it in English than not at all.
"""

import re

from app.wording import Language

# By what the English message holds, how it is said in Japanese; {1} is what the first group matched.
_SAID = {
    # What the parser doubts.
    r"^no speaker marks were recognised": "発言者の印が見つからず、発言者を分けていません。",
    r"^who speaks is doubtful \(confidence ([\d.]+)\)": (
        "発言者の区切りが不確かなため（{1}）、発言者を分けていません。"
    ),
    r"^(\d+) turns have no certain speaker": "発言者のはっきりしない発言が{1}件あります。",
    r"^the text was read from images by OCR": (
        "画像からOCRで読み取った文字です。引用するときは原本と見比べてください。"
    ),
    r"^(\d+) characters could not be read as (\S+)": (
        "{2}として読めない文字が{1}字あります（�で表しています）。"
    ),
    # Why a file was not read, and what to do.
    r"no text layer|fonts without Unicode": (
        "文字情報のないPDF（画像だけ）です。OCRで文字を付けたPDFにしてください。"
    ),
    r"needs a password|is encrypted|without a password": (
        "パスワードがかかっています。外して保存し直してください。"
    ),
    r"file is empty|holds no text|holds no meeting|has no pages": (
        "中身がありません。元のファイルを保存し直してください。"
    ),
    r"cut off or damaged|cannot be unpacked|page cannot be read|is damaged|no whole": (
        "ファイルが壊れているか、途中で切れています。入手し直すか、保存し直してください。"
    ),
    r"no minutes were recognised": (
        "会議録として読めません（表題・案件・発言者がない）。会議の記録かどうか確かめてください。"
    ),
    r"has no line breaks to tell speakers by": (
        "改行がなく発言を分けられません。段落ごとに改行して保存し直してください。"
    ),
    r"text is garbled": "文字化けしています。元のファイルをUTF-8で保存し直してください。",
    r"is named (\S+) but holds no": "「{1}」という名前と中身が合いません。保存し直してください。",
    r"binary data|is no plain Word|of a kind that is not read|no Word document|; save it as docx|PNG|JPEG"
    r"|GIF|TIFF|archive; unpack|are read\)": (
        "読める形式ではありません。PDF・Word（docx）・HTML・テキストで保存し直してください。"
    ),
    r"only arranges frames": "枠だけのページです。会議録が表示されている枠を保存してください。",
    r"split (?:it|the (?:file|PDF))$": (
        "大きすぎるか、読み取りに時間がかかりすぎます。ファイルを分けてください。"
    ),
    r"there is no such file": "ファイルが見つかりません。名前か置き場所が変わっています。",
    r"may not read this file": "読む権限がありません。ファイルのアクセス権を確かめてください。",
    r"this folder holds no file of minutes": (
        "このフォルダには読める形式のファイルがありません。別の場所を指定してください。"
    ),
    r"line (\d+)[: ]": "{1}行目が決まった形になっていません。保存し直してください。",
    r"OCR": "OCRで読み取れませんでした。文字情報のあるPDFを用意してください。",
    r"please report this file": "思わぬ原因で読めませんでした。管理者に伝えてください。",
    # What a run over several files came to.
    r"^correction (\d+) is without effect: (.+) is no longer in (.+)$": (
        "修正{1}は、対象の「{2}」が{3}からなくなったため、反映されていません。"
    ),
    r"another program is writing": (
        "別のプログラムがこの索引に書き込んでいます。終わってからもう一度実行してください。"
    ),
    r"was built with the model": ("この索引は別の埋め込みモデルで作られています。管理者に伝えてください。"),
}


def told_in(language: Language, message: str) -> str:
    """A message of the parser in the reader's language."""
    if language is Language.EN:
        return message
    for pattern, japanese in _SAID.items():
        if found := re.search(pattern, message):
            return japanese.format(message, *found.groups())
    return message
