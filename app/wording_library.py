"""The words of the page 取り込み, in Japanese and in English."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.ingest_job import FileState
from app.wording import WORDINGS, Language
from index.uploads import UploadState


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryWording:
    """The words of one language; braces are filled by `str.format`."""

    language: Language
    title: str
    intro: str
    views_label: str
    views: Mapping[str, str]
    name_filter: str
    nothing_named: str
    # Which meetings are held.
    coverage_caption: str
    coverage_note: str
    gaps_only: str
    no_gaps: str
    council: str
    undated: str
    fiscal_year: str
    missing: str
    cell_hint: str
    missing_in_year: str
    missing_numbers: str
    missing_year: str
    number: str
    number_range: str
    more_numbers: str
    # The documents.
    documents_caption: str
    documents_note: str
    doubtful_only: str
    no_doubtful: str
    columns: tuple[str, str, str, str, str, str, str, str]
    unknown_confidence: str
    unknown_confidence_hint: str
    unsure_speakers: str
    doubtful_outcomes: tuple[str, str]
    well_read: str
    # The corrections.
    corrections_heading: str
    corrections_note: str
    read_item: str

    # Files on their way into the index.
    upload: str
    upload_note: str
    drop_here: str
    ocr: str
    closed: str
    closed_hint: str
    hidden_files: str
    given_caption: str
    given_columns: tuple[str, str]
    upload_states: Mapping[UploadState, str]
    replace: str
    ingest: str
    not_kept: str
    from_server: str
    path: str
    path_hint: str
    ingest_path: str
    no_such_path: str
    progress: str
    cancel: str
    kill: str
    kill_hint: str
    stopping: str
    cancelled: str
    job_running: str
    job_over: str
    job_stopped: str
    file_count: str
    files_caption: str
    file_columns: tuple[str, str, str, str]
    file_states: Mapping[FileState, str]
    embedded: str
    was_read: str
    more_files: str
    report: str
    close_job: str

    # The documents that are held, in an editor's hands.
    outdated: str
    read_outdated: str
    choose: str
    choose_hint: str
    read_anew: str
    read_anew_hint: str
    remove: str
    remove_question: str
    remove_note: str
    remove_sure: str
    remove_not: str
    removed: str
    busy: str
    # The backup.
    backup: str
    backup_note: str
    backup_large: str
    backup_closed: str
    choose_all: str
    restore: str
    restore_note: str

    def year_name(self, year: int) -> str:
        """A fiscal year as people write it: 令和5年度."""
        if self.language is Language.EN:
            return self.fiscal_year.format(year=year)
        # By a day that every era's first year has: 2019 is 令和元年度.
        era = WORDINGS[self.language].date_name(f"{year}-05-01").split("年")[0]
        return self.fiscal_year.format(year=era)


_JAPANESE = LibraryWording(
    language=Language.JA,
    title="取り込み",
    intro="この索引にどの会議録があるか、どれだけ正しく読めているかを確かめます。",
    views_label="取り込みの内容",
    views={
        "add": "会議録を加える",
        "coverage": "年度ごとの収録",
        "documents": "文書と読み取り",
        "corrections": "修正の記録",
        "backup": "控え",
    },
    name_filter="自治体・会議体・文書の名で絞り込む",
    nothing_named="この名に当たるものはありません。",
    coverage_caption="会議体ごとの会議数（年度は4月から）",
    coverage_note="「（なし）」は、前後の年度にはあるのに会議録がない年度です。回の抜けは、ほかの会議の番号から数えました。"
    "どちらも、この索引にないというだけで、開かれなかったのかもしれません。",
    gaps_only="抜けのある会議体だけ",
    no_gaps="抜けは見当たりません。",
    council="会議体",
    undated="日付なし",
    fiscal_year="{year}年度",
    missing="（なし）",
    cell_hint="{council} {year} {n}会議を読む",
    missing_in_year="{year}：{numbers}がありません",
    missing_numbers="{numbers}がありません",
    missing_year="{year}がありません",
    number="第{n}回",
    number_range="第{first}回～第{last}回",
    more_numbers="ほか{n}件",
    documents_caption="文書（疑わしい順）",
    documents_note="「確からしさ」は発言者の区切りの確かさ（1が最良）、「結果/案件」は案件のうち結果の記載が読み取れた数です。"
    "結果の記載がない会議録もあります。",
    doubtful_only="確かめたい文書だけ",
    no_doubtful="確かめたい文書はありません。",
    columns=("文書", "会議体", "開催日", "会議", "発言等", "結果/案件", "確からしさ", "確かめること"),
    unknown_confidence="－",
    unknown_confidence_hint="以前の版で取り込んだため分かりません。読み直すと表示されます。",
    unsure_speakers="発言者の区切りが不確かです。",
    doubtful_outcomes=("結果の読み取りが不確かな案件{n}件", "結果の読み取りが不確かな案件{n}件"),
    well_read="特にありません",
    corrections_heading="修正の記録（新しい順）",
    corrections_note="読み取りの誤りを人が直した記録です。会議録を取り込み直しても残ります。",
    read_item="会議録で見る",
    upload="会議録のファイル（いくつでも）",
    upload_note="PDF・Word（docx）・HTML・テキストを読めます。加えたファイルはこのサーバーの索引フォルダに保管します。",
    drop_here="ここにファイルをまとめて置く",
    ocr="画像だけのPDFをOCRで読む（時間がかかります）",
    closed="非公開の会議録として加える",
    closed_hint="非公開の会議録を見てよい人だけが、調べたり読んだりできます。",
    hidden_files="ほかに非公開の{n}件があります。",
    given_caption="選んだファイル",
    given_columns=("ファイル", "索引との関係"),
    upload_states={
        UploadState.NEW: "新しい文書です",
        UploadState.KEPT: "同じファイルがあります（変更がなければ読み直しません）",
        UploadState.REPLACES: "同じ名前で内容の異なるファイルがあります（下で選ぶと置き換えます）",
        UploadState.HELD: "同じ内容の文書があるため加えません（{other}）",
        UploadState.NAMESAKE: "同じ名前の文書が別の場所から取り込まれています（{other}）。両方が残ります",
        UploadState.TWICE: "同じ名前のファイルが2つ選ばれているため加えません",
    },
    replace="内容の異なる同じ名前のファイルを置き換える",
    ingest="{n}件を取り込む",
    not_kept="「{name}」を保管できませんでした：{problem}",
    from_server="サーバーにあるファイルやフォルダを取り込む",
    path="ファイルかフォルダの場所",
    path_hint="このサーバーの中の場所です。フォルダなら、その中の会議録をすべて取り込みます。",
    ingest_path="この場所から取り込む",
    no_such_path="「{path}」は見つかりません。場所を確かめてください。",
    progress="{n}件のうち{done}件が済みました",
    cancel="途中で止める",
    kill="いますぐ止める",
    kill_hint="読みかけのファイルは取り込まれません。索引は壊れません。",
    stopping="いまのファイルが終わりしだい止まります。",
    cancelled="途中で止めました。済んだ分は索引に入っています。残りはもう一度取り込めます。",
    job_running="取り込んでいます（{by}）。このページを離れても続きます。調べものもできます。",
    job_over="取り込みが終わりました：{counts}",
    job_stopped="取り込みを続けられませんでした：{counts}",
    file_count="{state}{n}件",
    files_caption="ファイルごとの結果",
    file_columns=("ファイル", "結果", "読み取り", "確かめること・対処"),
    file_states={
        FileState.WAITING: "未処理",
        FileState.READING: "処理中",
        FileState.ADDED: "追加",
        FileState.UPDATED: "更新",
        FileState.UNCHANGED: "変更なし",
        FileState.FAILED: "失敗",
    },
    embedded="（{n}箇所まで）",
    was_read="会議{meetings}・発言等{turns}・結果{decided}/{items}案件・確からしさ{confidence}",
    more_files="ほか{n}件",
    report="読み取りの報告を保存（HTML）",
    close_job="この結果を閉じる",
    outdated="{n}件は以前の版で読み取ったままです。",
    read_outdated="いまの版で読み直す",
    choose="文書を選ぶ（読み直す・報告を見る・削除する）",
    choose_hint="上の一覧から選ぶ",
    read_anew="読み直す",
    read_anew_hint="ファイルが変わったものと、以前の版で読み取ったものを読み直します。人の修正は残ります。",
    remove="削除…",
    remove_question="次の{n}件を索引から削除しますか",
    remove_note="このページから加えたファイルは、ファイルごと消えます。ほかの場所の元のファイルは消えません。"
    "修正の記録は残り、同じ会議録を取り込み直すとまた反映されます。",
    remove_sure="{n}件を削除する",
    remove_not="やめる",
    removed="{n}件を削除しました。",
    busy="別の取り込みがこの索引に書き込んでいます。終わってからもう一度試してください。",
    backup="控えを作って保存",
    backup_note="索引の全体（会議録の記録・加えたファイル・修正・語の一覧）を1つのファイルにします（約{size}MB以内）。"
    "非公開の会議録も入ります。",
    backup_large="大きな索引のため、サーバーで次のコマンドを実行してください。使いながらでも作れます。",
    backup_closed="あなたには見えない非公開の会議録があるため、ここでは作れません。管理者に頼んでください。",
    choose_all="上の{n}件をすべて選ぶ",
    restore="控えから戻す",
    restore_note="使っている索引に重ねて戻すことはできません。サーバーで次のコマンドを実行して新しいフォルダに戻し、"
    "そのフォルダで senrei serve を始めてください。中身はすべて確かめてから戻します。",
)

_ENGLISH = LibraryWording(
    language=Language.EN,
    title="Library",
    intro="See which minutes this index holds and how surely they were read.",
    views_label="Parts of the library",
    views={
        "add": "Add minutes",
        "coverage": "Coverage by year",
        "documents": "Documents",
        "corrections": "Corrections",
        "backup": "Backup",
    },
    name_filter="Narrow by municipality, council or file name",
    nothing_named="Nothing bears this name.",
    coverage_caption="Meetings by council and fiscal year (April to March)",
    coverage_note="“(none)” marks a year without minutes between years with some. Missing numbers are "
    "counted from those of the other meetings. Either says only that this index lacks them: perhaps there "
    "was no such meeting.",
    gaps_only="Only councils with gaps",
    no_gaps="No gaps are apparent.",
    council="Council",
    undated="Undated",
    fiscal_year="FY {year}",
    missing="(none)",
    cell_hint="Read {n} of {council}, {year}",
    missing_in_year="{year}: {numbers} missing",
    missing_numbers="{numbers} missing",
    missing_year="{year} missing",
    number="No. {n}",
    number_range="Nos. {first} to {last}",
    more_numbers="{n} more",
    documents_caption="Documents, the most doubtful first",
    documents_note="Confidence is how sure it is who speaks (1 is best). Decided/items is how many agenda "
    "items have an outcome that could be read; not all minutes record one.",
    doubtful_only="Only documents to check",
    no_doubtful="No document needs a check.",
    columns=(
        *("Document", "Council", "Date", "Meetings"),
        *("Turns", "Decided/items", "Confidence", "To check"),
    ),
    unknown_confidence="-",
    unknown_confidence_hint="Not known of what an older version ingested; reading it again will show it.",
    unsure_speakers="It is uncertain who speaks.",
    doubtful_outcomes=("{n} outcome read with little certainty", "{n} outcomes read with little certainty"),
    well_read="nothing",
    corrections_heading="Corrections, latest first",
    corrections_note="What people set right where the reading was wrong; it stays when a file is read again.",
    read_item="See in the minutes",
    upload="Files of minutes, any number",
    upload_note="PDF, Word (docx), HTML and text are read. Files are kept in this server's index folder.",
    drop_here="Drop files here",
    ocr="Read scanned PDFs by OCR (slow)",
    closed="Add as closed minutes",
    closed_hint="Only those who may see closed minutes will find and read them.",
    hidden_files="{n} closed ones are not shown.",
    given_caption="Files chosen",
    given_columns=("File", "In the index"),
    upload_states={
        UploadState.NEW: "new",
        UploadState.KEPT: "the same file is there; it is not read again unless something changed",
        UploadState.REPLACES: "a file of this name with other content is there; tick “Replace” below",
        UploadState.HELD: "the same content is held already, so it is left out ({other})",
        UploadState.NAMESAKE: "a document of this name was ingested from {other}; both will stay",
        UploadState.TWICE: "two of the files bear this name; this one is left out",
    },
    replace="Replace files of the same name and other content",
    ingest="Ingest {n}",
    not_kept="“{name}” could not be kept: {problem}",
    from_server="Ingest a file or folder on the server",
    path="Path of the file or folder",
    path_hint="A place on this server; of a folder, all minutes in it are ingested.",
    ingest_path="Ingest from there",
    no_such_path="“{path}” does not exist. Check the path.",
    progress="{done} of {n} done",
    cancel="Stop",
    kill="Stop at once",
    kill_hint="The file in hand is left out. The index is not harmed.",
    stopping="It will stop after the file in hand.",
    cancelled="Stopped. What is done is in the index; the rest can be ingested again.",
    job_running="Ingesting ({by}). It goes on when you leave this page, and searching goes on as well.",
    job_over="Finished: {counts}",
    job_stopped="The ingest could not go on: {counts}",
    file_count="{state} {n}",
    files_caption="Result of each file",
    file_columns=("File", "Result", "What was read", "To check, or to do"),
    file_states={
        FileState.WAITING: "waiting",
        FileState.READING: "in hand",
        FileState.ADDED: "added",
        FileState.UPDATED: "updated",
        FileState.UNCHANGED: "unchanged",
        FileState.FAILED: "failed",
    },
    embedded=" ({n} passages so far)",
    was_read="{meetings} meetings, {turns} turns, {decided}/{items} decided, confidence {confidence}",
    more_files="and {n} more",
    report="Save the reading report (HTML)",
    close_job="Close this result",
    outdated="{n} were read by an older version.",
    read_outdated="Read them anew",
    choose="Choose documents, to read anew, report on or remove",
    choose_hint="From the list above",
    read_anew="Read anew",
    read_anew_hint="Files that changed, or that an older version read, are read anew. Corrections stay.",
    remove="Remove…",
    remove_question="Remove these {n} from the index?",
    remove_note="Files that were added on this page are deleted as well; files elsewhere are not. "
    "Corrections stay on record, and hold again when the same minutes are ingested again.",
    remove_sure="Remove {n}",
    remove_not="Keep them",
    removed="{n} removed.",
    busy="Another ingest is writing to this index. Try again when it has finished.",
    backup="Make and save a backup",
    backup_note="One file with the whole index: records, added files, corrections, lists of words (at most "
    "about {size} MB). Closed minutes are in it, too.",
    backup_large="The index is large: run this command on the server. The index may be in use meanwhile.",
    backup_closed="There are closed minutes that you may not see: ask whoever runs this server for a backup.",
    choose_all="Choose all {n} above",
    restore="Restore a backup",
    restore_note="A backup is not restored over an index in use. Run this command on the server, which makes "
    "a new folder of it, and start senrei serve with that folder. Everything is checked before.",
)

LIBRARY_WORDINGS: Mapping[Language, LibraryWording] = {Language.JA: _JAPANESE, Language.EN: _ENGLISH}
