"""An ingest in a child process: what it tells, how it is cancelled, and what stands in its way."""

import shutil
import time
from pathlib import Path

import pytest

from app.ingest_job import FileState, IngestDesk, IngestJob
from app.settings import Settings
from embeddings.model import EncoderSpec
from index.search import open_index
from index.store import Store

WAIT_S = 120


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(index=tmp_path / "index", encoder=EncoderSpec())


def test_a_job_tells_of_each_file_and_leaves_a_report(
    settings: Settings, tmp_path: Path, sample_files: list[Path]
) -> None:
    broken = tmp_path / "壊れた.pdf"
    broken.write_bytes(b"%PDF-1.4 cut off")
    job = IngestJob(settings, [sample_files[0], broken, sample_files[1]], by="鈴木")
    state = job.wait(WAIT_S)
    assert not state.running
    assert state.problem is None
    assert [file.state for file in state.files] == [FileState.ADDED, FileState.FAILED, FileState.ADDED]
    assert state.done == 3
    added, failed, _ = state.files
    assert added.quality is not None
    assert added.quality.turns > 0
    assert added.passages > 0
    assert "壊れた.pdf" in (failed.problem or "")
    assert state.report is not None
    assert sample_files[0].name in state.report.read_text(encoding="utf-8")
    again = IngestJob(settings, sample_files[:1], by="鈴木").wait(WAIT_S)
    assert [file.state for file in again.files] == [FileState.UNCHANGED]
    with open_index(settings.index, None) as index:
        assert index.status().documents == 2


def test_a_job_is_cancelled_between_files(settings: Settings, sample_files: list[Path]) -> None:
    desk = IngestDesk()
    assert desk.begin(settings, sample_files, by="鈴木")
    job = desk.job
    assert job is not None
    assert not desk.begin(settings, sample_files, by="佐藤")
    while not job.state.done and job.state.running:
        time.sleep(0.02)
    job.cancel()
    state = job.wait(WAIT_S)
    assert state.stopping
    assert state.problem is None
    assert 0 < state.done < len(sample_files)
    assert {file.state for file in state.files} == {FileState.ADDED, FileState.WAITING}
    with open_index(settings.index, None) as index:
        assert index.status().documents == state.done
        assert index.dense.sequence == index.store.sequence == index.lexical.sequence
    assert not desk.running


def test_a_killed_job_leaves_the_index_as_it_was(settings: Settings, sample_files: list[Path]) -> None:
    job = IngestJob(settings, sample_files, by="鈴木")
    while not job.state.done and job.state.running:
        time.sleep(0.02)
    job.kill()
    state = job.wait(WAIT_S)
    assert not state.running
    with open_index(settings.index, None) as index:
        assert index.status().documents in {state.done, state.done + 1}
        assert index.dense.sequence == index.store.sequence


def test_a_job_says_that_another_program_writes(
    settings: Settings, sample_index: Path, sample_files: list[Path], tmp_path: Path
) -> None:
    shutil.copytree(sample_index, settings.index)
    shutil.copy(sample_files[0], tmp_path / "新しい.html")
    other = Store.open(settings.index, create=False)
    other.lock()
    state = IngestJob(settings, [tmp_path / "新しい.html"], by="鈴木").wait(WAIT_S)
    other.close()
    assert "another program is writing" in (state.problem or "")


def test_a_job_that_cannot_start_says_why(settings: Settings, sample_files: list[Path]) -> None:
    strange = Settings(index=settings.index, encoder=EncoderSpec(model="no-such-model"))
    state = IngestJob(strange, sample_files[:1], by="鈴木").wait(WAIT_S)
    assert "no-such-model" in (state.problem or "")
    assert [file.state for file in state.files] == [FileState.WAITING]
