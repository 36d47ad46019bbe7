"""The child process that reads files: limits, errors, and that it serves on after each."""

import os
import time
from pathlib import Path

import pytest

from app.worker import FileWorker
from ingest.errors import IngestError, NoTextLayerError, SourceError


def size_of(path: Path) -> int:
    return path.stat().st_size


def refuse(path: Path) -> None:
    raise NoTextLayerError("images only; run OCR first", str(path), 3)


def sleep(_: Path) -> None:
    time.sleep(60)


def fill_memory(_: Path) -> int:
    return len(bytearray(1 << 40))


def crash(_: Path) -> None:
    os._exit(7)


def stumble(_: Path) -> None:
    raise ZeroDivisionError("division\nby zero")


def fail(worker: FileWorker, function: object, path: Path) -> IngestError:
    with pytest.raises(IngestError) as caught:
        worker.run(function, path)  # type: ignore[arg-type]
    return caught.value


def test_results_and_errors_come_back(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("会議録", encoding="utf-8")
    with FileWorker() as worker:
        assert worker.run(size_of, path) == 9
        error = fail(worker, refuse, path)
        assert isinstance(error, NoTextLayerError)
        assert str(error) == f"{path}, page 3: images only; run OCR first"
        assert worker.run(size_of, path) == 9


@pytest.mark.parametrize(
    ("function", "problem"),
    [
        (sleep, "reading it takes longer than 5 s; split the file"),
        (crash, "the reader crashed on it; convert the file to text"),
        (fill_memory, "reading it needs more than 2 GiB of memory; split the file"),
        (stumble, "the reader failed on it (ZeroDivisionError: division by zero); please report this file"),
    ],
)
def test_a_bad_file_is_reported_in_one_line_and_the_next_is_read(
    tmp_path: Path, function: object, problem: str
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("会議録", encoding="utf-8")
    with FileWorker(time_limit_s=5) as worker:
        error = fail(worker, function, path)
        assert isinstance(error, SourceError)
        assert str(error) == f"{path}: {problem}"
        assert worker.run(size_of, path) == 9
