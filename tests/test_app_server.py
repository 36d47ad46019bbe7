"""`senrei serve`: its command, its address, its end."""

import signal
import socket
import sys
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import main
from app.server import server_command
from app.settings import environment_of, settings_from_environment
from tests.serving import free_port, serving


def test_serve_says_where_it_is_and_ends_with_its_child(sample_index: Path) -> None:
    with serving(sample_index) as (address, server):
        server.send_signal(signal.SIGTERM)
        output, errors = server.communicate(timeout=20)
    assert f"Senrei is at {address} (Ctrl-C ends it)" in output
    assert "WARNING" not in errors
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(f"{address}/_stcore/health")


def test_another_host_is_warned_of(sample_index: Path) -> None:
    with serving(sample_index, "--host", "0.0.0.0") as (_, server):
        server.send_signal(signal.SIGTERM)
        _, errors = server.communicate(timeout=20)
    assert "WARNING: the page will listen on 0.0.0.0. There is no login" in errors


def test_another_host_is_warned_of_where_the_page_can_write(sample_index: Path) -> None:
    with serving(sample_index, "--host", "0.0.0.0", "--editor", "鈴木") as (_, server):
        server.send_signal(signal.SIGTERM)
        _, errors = server.communicate(timeout=20)
    assert "They can also change outcomes, in the name of 鈴木." in errors


@pytest.mark.parametrize(("editor", "passed_on"), [(None, None), ("佐藤", "佐藤")])
def test_only_the_option_makes_the_page_write(
    monkeypatch: pytest.MonkeyPatch, editor: str | None, passed_on: str | None
) -> None:
    monkeypatch.setenv("SENREI_EDITOR", "鈴木")
    shown = "import os; open(os.environ['SHOWN'], 'w').write(str(os.environ.get('SENREI_EDITOR')))"
    monkeypatch.setattr("app.server.server_command", lambda *_, **__: [sys.executable, "-c", shown])
    with tempfile.NamedTemporaryFile("r", encoding="utf-8") as file:
        monkeypatch.setenv("SHOWN", file.name)
        options = ["--editor", editor] if editor else []
        arguments = ["serve", "--index", "index", "--port", str(free_port()), *options]
        assert CliRunner().invoke(main, arguments).exit_code == 0
        assert file.read() == str(passed_on)


def test_a_port_in_use_is_one_line_on_stderr(sample_index: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        result = CliRunner().invoke(main, ["serve", "--index", str(sample_index), "--port", str(port)])
    assert result.exit_code == 1
    assert result.stderr == (
        f"Error: 127.0.0.1:{port}: address already in use; choose another --port or --host\n"
    )


def test_the_server_reports_no_usage_and_opens_no_browser() -> None:
    command = server_command("127.0.0.1", 8501)
    assert "--browser.gatherUsageStats=false" in command
    assert "--server.headless=true" in command
    assert "--server.address=127.0.0.1" in command


def test_settings_reach_the_page_through_its_environment() -> None:
    values = {
        "SENREI_INDEX": "/srv/index",
        "SENREI_MODEL": "model",
        "SENREI_QUERY_PROMPT": "",
        "SENREI_EDITOR": "鈴木",
        "PATH": "/bin",
    }
    settings = settings_from_environment(values)
    assert (settings.index, settings.encoder.model, settings.encoder.query_prompt) == (
        Path("/srv/index"),
        "model",
        "",
    )
    assert settings.encoder.passage_prompt is None
    assert (settings.editor, settings_from_environment({"SENREI_EDITOR": ""}).editor) == ("鈴木", None)
    assert settings_from_environment(environment_of(settings)) == settings
    assert settings_from_environment({}).index == Path("senrei-index")
