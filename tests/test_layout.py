"""The layout that the package names app, index, ingest and embeddings depend on."""

import importlib
import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
PACKAGES = ("ingest", "embeddings", "index", "app")
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "manager", "common", "misc", "data"}
MODULES = sorted(path for package in PACKAGES for path in (REPOSITORY / package).rglob("*.py"))
TEXT_FILES = sorted(
    path
    for folder in (*PACKAGES, "tests", "bench", "docs", ".ci")
    for path in (REPOSITORY / folder).rglob("*")
    if path.suffix in {".py", ".md", ".toml", ".json", ""} and path.is_file()
) + [REPOSITORY / name for name in ("Makefile", "README.md", "pyproject.toml", "constraints.txt")]
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:home|root|work|Users)/\w|[A-Z]:\\\\Users")


@pytest.mark.parametrize("package", PACKAGES)
def test_package_name_resolves_to_this_repository(package: str) -> None:
    # Distributions of these names exist; a copy in site-packages would shadow ours.
    module = importlib.import_module(package)
    assert Path(module.__file__ or "").parent == REPOSITORY / package


def test_no_module_of_the_app_shadows_a_package() -> None:
    # Streamlit puts app/ first on sys.path, so app/index.py would become `import index`.
    assert {path.stem for path in (REPOSITORY / "app").iterdir()}.isdisjoint(PACKAGES)


def test_modules_have_telling_names() -> None:
    assert [path for path in MODULES if path.stem in VAGUE_NAMES] == []


def test_tests_are_flat() -> None:
    # A package below tests/ would take the name of ours.
    assert list((REPOSITORY / "tests").glob("*/__init__.py")) == []


def test_no_path_of_one_machine_is_written_down() -> None:
    hits = [
        f"{path.relative_to(REPOSITORY)}: {line.strip()}"
        for path in TEXT_FILES
        if path != Path(__file__).resolve()
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines()
        if MACHINE_PATH.search(line)
    ]
    assert hits == []
