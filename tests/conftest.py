"""What the tests share: the real encoder, an index of the samples, and the way to what may be absent."""

import os
import shutil
from pathlib import Path

import pytest

from embeddings.model import Encoder, load_encoder
from index.search import open_index
from index.update import ingest_minutes
from ingest.parse import parse_file
from ingest.read import SUFFIXES

REPOSITORY = Path(__file__).resolve().parent.parent
SAMPLES = REPOSITORY / "samples"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The bundled model, loaded once."""
    return load_encoder()


@pytest.fixture(scope="session")
def sample_files() -> list[Path]:
    """Every file of minutes in samples/, sorted by name."""
    return sorted(path for path in SAMPLES.iterdir() if path.suffix in SUFFIXES)


@pytest.fixture(scope="session")
def sample_index(
    encoder: Encoder, sample_files: list[Path], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A folder that holds an index of samples/; open it, but do not change it: all tests share it."""
    folder = tmp_path_factory.mktemp("samples") / "index"
    with open_index(folder, encoder, create=True) as index:
        for path in sample_files:
            ingest_minutes(index, parse_file(path))
    return folder


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real minutes and gold beside a developer's checkout; no part of the project."""
    folder = REPOSITORY.parent / "shared"
    if not folder.is_dir():
        pytest.skip("needs ../shared, which this machine does not have")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Chromium; its absence is a failure where SENREI_REQUIRE_BROWSER is set."""
    found = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if found is None:
        problem = "Chromium is not installed: sudo apt-get install chromium fonts-noto-cjk"
        if os.environ.get("SENREI_REQUIRE_BROWSER"):
            pytest.fail(problem)
        pytest.skip(problem)
    return found
