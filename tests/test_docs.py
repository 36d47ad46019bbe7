"""The README and --help keep up with the command line."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from app.access import read_access, who
from app.cli import main

REPOSITORY = Path(__file__).resolve().parent.parent
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_is_in_the_readme(command: str) -> None:
    assert f"| `senrei {command}" in README


@pytest.mark.parametrize("command", sorted(main.commands))
def test_help_of_every_command_shows_an_example(command: str) -> None:
    result = CliRunner().invoke(main, [command, "--help"], prog_name="senrei")
    assert result.exit_code == 0
    assert f"senrei {command} " in result.output.partition("\n")[2]


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) <= 150


def test_the_example_of_roles_can_be_used(tmp_path: Path) -> None:
    told = (REPOSITORY / "docs" / "access.md").read_text(encoding="utf-8")
    file = tmp_path / "access.toml"
    file.write_text(told.partition("```toml\n")[2].partition("```")[0], encoding="utf-8")
    reader = who(read_access(file), {"email": "suzuki@city.example.lg.jp", "groups": ["shingikai"]})
    assert reader is not None
    assert (reader.editor, reader.closed) == (True, True)
