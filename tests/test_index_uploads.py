"""Files that are given to an index: safe names, and never one silently in the place of another."""

from pathlib import Path

import pytest

from embeddings.model import Encoder
from index.errors import UploadError
from index.search import open_index
from index.update import ingest_minutes
from index.uploads import Upload, UploadState, check_uploads, drop_upload, keep_upload, safe_name
from tests.index_minutes import Draft


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("会議録.pdf", "会議録.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("..\\..\\会議録.txt", "会議録.txt"),
        ("/root/.ssh/会議録.txt", "会議録.txt"),
        ("..", "document"),
        ("", "document"),
        (".pdf", "pdf"),
        ("~$会議録.docx", "会議録.docx"),
        ("会\u202e議\n録\0.txt", "会議録.txt"),
        # macOS writes が in two parts.
        ("か\u3099.txt", "が.txt"),
    ],
)
def test_a_name_is_made_safe(name: str, kept: str) -> None:
    assert safe_name(name) == kept
    assert safe_name(kept) == kept


def test_a_long_name_keeps_its_suffix() -> None:
    name = safe_name(f"{'会議録' * 100}.docx")
    assert len(name.encode()) <= 200
    assert name.startswith("会議録会議録")
    assert name.endswith(".docx")


def test_a_file_does_not_silently_take_the_place_of_another(tmp_path: Path) -> None:
    (new,) = check_uploads(None, tmp_path, [("a/会議録.txt", "一".encode())])
    assert (new.name, new.state) == ("会議録.txt", UploadState.NEW)
    path = keep_upload(tmp_path, new)
    assert path == tmp_path / "files" / "会議録.txt"
    same, twice = check_uploads(None, tmp_path, [("会議録.txt", "一".encode()), ("会議録.txt", b"")])
    assert (same.state, twice.state) == (UploadState.KEPT, UploadState.TWICE)
    keep_upload(tmp_path, same)
    (other,) = check_uploads(None, tmp_path, [("会議録.txt", "二".encode())])
    assert other.state is UploadState.REPLACES
    with pytest.raises(UploadError, match=r"^会議録\.txt: a file of this name with other content is kept"):
        keep_upload(tmp_path, other)
    assert path.read_text(encoding="utf-8") == "一"
    keep_upload(tmp_path, other, replace=True)
    assert path.read_text(encoding="utf-8") == "二"
    assert [one.name for one in path.parent.iterdir()] == ["会議録.txt"]


def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UploadError, match="no name for a file"):
        keep_upload(tmp_path, Upload(name="../a.txt", content=b"", state=UploadState.NEW))
    assert not (tmp_path / "a.txt").exists()


def test_a_folder_that_cannot_be_written_to_says_so(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("in the way", encoding="utf-8")
    with pytest.raises(UploadError, match="cannot be kept"):
        keep_upload(tmp_path, Upload(name="a.txt", content=b"", state=UploadState.NEW))


def test_what_the_index_holds_from_elsewhere_is_told(encoder: Encoder, tmp_path: Path) -> None:
    draft = Draft(path=tmp_path / "elsewhere" / "a.txt")
    draft.say("それでは始めます。")
    with open_index(tmp_path / "index", encoder, create=True) as index:
        ingest_minutes(index, draft.minutes())
        given = [("b.txt", draft.text.encode()), ("a.txt", b"other")]
        held, namesake = check_uploads(index, tmp_path / "index", given)
    assert (held.state, namesake.state) == (UploadState.HELD, UploadState.NAMESAKE)
    assert held.other == namesake.other == str(draft.path.resolve())


def test_only_kept_files_are_deleted(tmp_path: Path) -> None:
    elsewhere = tmp_path / "a.txt"
    elsewhere.write_text("一", encoding="utf-8")
    kept = keep_upload(tmp_path, Upload(name="b.txt", content=b"", state=UploadState.NEW))
    assert not drop_upload(tmp_path, elsewhere)
    assert drop_upload(tmp_path, kept.resolve())
    assert not drop_upload(tmp_path, kept.resolve())
    assert elsewhere.exists()
    assert not kept.exists()
