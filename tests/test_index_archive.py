"""A whole index in one file and back; and what is refused."""

import hashlib
import json
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from app.cli import main
from embeddings.model import Encoder
from index.archive import MANIFEST, restore_archive, write_archive
from index.corrections import ItemChange, ItemRef, Signature, correct_item, list_corrections
from index.errors import ArchiveError, StoreNotFoundError
from index.search import open_index, search
from index.store import DATABASE, Store
from index.update import ingest_minutes
from index.uploads import Upload, UploadState, keep_upload
from ingest.parse import parse_file
from ingest.records import Outcome

QUERY = "AI-OCRの導入"


@pytest.fixture
def folder(sample_index: Path, sample_files: list[Path], encoder: Encoder, tmp_path: Path) -> Path:
    """An index with a file that is kept with it, a correction and words of its own."""
    folder = tmp_path / "index"
    shutil.copytree(sample_index, folder)
    content = sample_files[0].read_bytes() + "\n以上".encode()
    upload = Upload(name=f"控え_{sample_files[0].name}", content=content, state=UploadState.NEW)
    kept = keep_upload(folder, upload)
    with open_index(folder, encoder) as index:
        ingest_minutes(index, parse_file(kept))
        item = index.store.rows("SELECT agenda_id FROM agenda_item ORDER BY id DESC")[0]["agenda_id"]
        ref = ItemRef(doc=kept.name, meeting=None, item=item)
        correct_item(index, ref, ItemChange(outcome=Outcome.WITHDRAWN), Signature(by="鈴木", reason="誤読"))
    (folder / "synonyms.tsv").write_text("かわせみくん\tAI-OCR\n", encoding="utf-8")
    return folder


def test_an_index_comes_back_as_it_was(folder: Path, encoder: Encoder, tmp_path: Path) -> None:
    target, new = tmp_path / "backup.zip", tmp_path / "deep" / "new"
    packed = write_archive(folder, target)
    assert {file.name for file in packed.contents} > {DATABASE, "synonyms.tsv"}
    assert packed.documents == 18
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup.zip", "index"]
    assert restore_archive(target, new) == packed
    assert [path.name for path in new.parent.iterdir()] == ["new"]
    with open_index(folder, encoder) as old, open_index(new, encoder) as restored:
        before, after = search(old, QUERY), search(restored, QUERY)
        assert [(hit.text, hit.score) for hit in before] == [(hit.text, hit.score) for hit in after]
        assert search(restored, "かわせみくん")[0].text == search(old, "かわせみくん")[0].text
        (made,) = list_corrections(restored)
        assert made.applied
        assert Path(made.document_path).parent == new / "files"
        # What is kept with the index is found where it is now; other files stay where they are.
        paths = [Path(document.path) for document in restored.store.documents()]
        assert [path.parent for path in paths].count(new / "files") == 1
        assert all(path.exists() for path in paths)


def test_a_backup_needs_no_pause_of_the_writer(folder: Path, tmp_path: Path) -> None:
    writer = Store.open(folder, create=False)
    writer.lock()
    with writer.transaction():
        writer.execute("UPDATE document SET doc = 'half done'")
        write_archive(folder, tmp_path / "backup.zip")
    writer.close()
    restore_archive(tmp_path / "backup.zip", tmp_path / "new")
    with open_index(tmp_path / "new", None) as index:
        assert "half done" not in {document.doc for document in index.store.documents()}


def test_a_backup_takes_the_place_of_nothing(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "backup.zip").write_text("other", encoding="utf-8")
    with pytest.raises(ArchiveError, match="there is such a file already"):
        write_archive(folder, tmp_path / "backup.zip")
    with pytest.raises(ArchiveError, match="check the name"):
        write_archive(folder, tmp_path / "nowhere" / "backup.zip")
    with pytest.raises(StoreNotFoundError):
        write_archive(tmp_path, tmp_path / "new.zip")
    write_archive(folder, tmp_path / "new.zip")
    with pytest.raises(ArchiveError, match="is not empty; restore into a new folder"):
        restore_archive(tmp_path / "new.zip", folder)
    assert (folder / "synonyms.tsv").exists()


Change = Callable[[dict[str, bytes], dict[str, Any]], None]


def rename(old: str, new: str) -> Change:
    """Let a file of the archive, and of its manifest, bear another name."""

    def change(files: dict[str, bytes], manifest: dict[str, Any]) -> None:
        files[new] = files.pop(old)
        next(one for one in manifest["contents"] if one["name"] == old)["name"] = new

    return change


def put(name: str, content: bytes) -> Change:
    """Change a file, and leave the manifest as it is."""

    def change(files: dict[str, bytes], manifest: dict[str, Any]) -> None:
        del manifest
        files[name] = content

    return change


def describe(**values: object) -> Change:
    """Change the manifest."""

    def change(files: dict[str, bytes], manifest: dict[str, Any]) -> None:
        del files
        manifest.update(values)

    return change


def with_trigger(files: dict[str, bytes], manifest: dict[str, Any]) -> None:
    """A database that would do more than hold rows, truly described."""
    connection = sqlite3.connect(":memory:")
    connection.deserialize(files[DATABASE])
    connection.execute("CREATE TRIGGER evil AFTER INSERT ON document BEGIN DELETE FROM document; END")
    connection.commit()
    files[DATABASE] = connection.serialize()
    connection.close()
    entry = next(one for one in manifest["contents"] if one["name"] == DATABASE)
    entry.update(size=len(files[DATABASE]), sha256=hashlib.sha256(files[DATABASE]).hexdigest())


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (
            put("synonyms.tsv", "かわせみくん\tAI-OCS\n".encode()),
            "synonyms.tsv is not what its manifest names",
        ),
        (put("synonyms.tsv", b"longer" * 99), "not of the sizes"),
        (put("more.tsv", b""), "does not hold what its manifest names"),
        (rename("synonyms.tsv", "../synonyms.tsv"), "belongs into no index"),
        (rename("synonyms.tsv", "/tmp/synonyms.tsv"), "belongs into no index"),
        (rename("synonyms.tsv", "files/../../synonyms.tsv"), "belongs into no index"),
        (rename("synonyms.tsv", "files\\..\\synonyms.tsv"), "belongs into no index"),
        (rename("synonyms.tsv", "lexical/meta.json"), "belongs into no index"),
        (rename("synonyms.tsv", "files/.hidden"), "belongs into no index"),
        (rename(DATABASE, "other.tsv"), "does not hold what its manifest names"),
        (describe(format=2), "its format is 2, this program reads 1"),
        (describe(contents=None), "no backup of Senrei"),
        (describe(documents=3), "its database does not hold what its manifest names"),
        (with_trigger, "is no database of Senrei"),
    ],
)
def test_a_changed_archive_is_refused(folder: Path, tmp_path: Path, change: Change, problem: str) -> None:
    write_archive(folder, tmp_path / "backup.zip")
    with zipfile.ZipFile(tmp_path / "backup.zip") as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(files.pop(MANIFEST))
    change(files, manifest)
    with zipfile.ZipFile(tmp_path / "changed.zip", "w") as archive:
        for name, content in {**files, MANIFEST: json.dumps(manifest).encode()}.items():
            archive.writestr(name, content)
    with pytest.raises(ArchiveError, match=problem):
        restore_archive(tmp_path / "changed.zip", tmp_path / "outer" / "new")
    assert list((tmp_path / "outer").iterdir()) == []
    assert not (tmp_path / "synonyms.tsv").exists()


def test_what_is_no_archive_or_too_large_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "text.zip").write_text("no zip", encoding="utf-8")
    with pytest.raises(ArchiveError, match="no zip file"):
        restore_archive(tmp_path / "text.zip", tmp_path / "new")
    zipfile.ZipFile(tmp_path / "empty.zip", "w").close()
    with pytest.raises(ArchiveError, match="no backup of Senrei"):
        restore_archive(tmp_path / "empty.zip", tmp_path / "new")
    with pytest.raises(ArchiveError, match="check the name"):
        restore_archive(tmp_path / "absent.zip", tmp_path / "new")
    write_archive(folder, tmp_path / "backup.zip")
    with pytest.raises(ArchiveError, match="are unpacked at most"):
        restore_archive(tmp_path / "backup.zip", tmp_path / "new", most_bytes=1000)
    whole = (tmp_path / "backup.zip").read_bytes()
    (tmp_path / "damaged.zip").write_bytes(whole[:90_000] + bytes(500) + whole[90_500:])
    with pytest.raises(ArchiveError):
        restore_archive(tmp_path / "damaged.zip", tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_the_commands_say_what_they_did(folder: Path, tmp_path: Path) -> None:
    target, new = str(tmp_path / "backup.zip"), str(tmp_path / "new")
    made = CliRunner().invoke(main, ["backup", target, "--index", str(folder)])
    assert made.output.startswith(f"{target}: 18 documents, 18 meetings, ")
    restored = CliRunner().invoke(main, ["restore", target, "--index", new])
    assert restored.output.startswith(f"{new}: 18 documents, 18 meetings, ")
    again = CliRunner().invoke(main, ["restore", target, "--index", new])
    assert again.exit_code == 1
    assert "is not empty" in again.stderr
