"""The web page's server: streamlit as a child process."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click

from app.access import AccessError, read_access, secrets_toml
from app.settings import ACCESS, CLOSED, EDITOR, Settings, environment_of

PAGE = Path(__file__).with_name("page.py")
LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
# The first that a reader's machine has; none is fetched.
_FONTS = (
    "'Noto Sans JP', 'Noto Sans CJK JP', 'BIZ UDPGothic', 'Hiragino Sans', 'Yu Gothic UI', Meiryo, sans-serif"
)
# Not in a configuration file: streamlit would look for it in the folder that it is started from.
_OPTIONS = {
    "server.headless": "true",
    "server.fileWatcherType": "none",
    "browser.gatherUsageStats": "false",
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "theme.base": "light",
    "theme.primaryColor": "#1f5f8b",
    "theme.backgroundColor": "#ffffff",
    "theme.secondaryBackgroundColor": "#f3f5f7",
    "theme.textColor": "#1d2733",
    "theme.linkColor": "#17507a",
    "theme.borderColor": "#b9c3ce",
    "theme.showWidgetBorder": "true",
    "theme.font": _FONTS,
    "theme.headingFont": _FONTS,
}


def server_command(host: str, port: int, *, secrets: Path | None = None) -> list[str]:
    """The command line of the page's server; `secrets` is the file that its sign-in reads."""
    options = {**_OPTIONS, "server.address": host, "server.port": str(port)}
    if secrets:
        options["secrets.files"] = str(secrets)
    flags = [f"--{name}={value}" for name, value in options.items()]
    return [sys.executable, "-m", "streamlit", "run", str(PAGE), *flags]


def run_server(host: str, port: int, settings: Settings) -> int:
    """Serve the page until it is interrupted; the exit status.

    Raises:
        click.ClickException: The address cannot be listened on, or the file of roles cannot be used.
    """
    _check_address(host, port)
    with ExitStack() as stack:
        secrets = None
        if settings.access:
            secrets = stack.enter_context(_secrets(settings.access, f"http://{host}:{port}"))
        elif host not in LOCAL_HOSTS:
            _warn_of(host, settings)
        click.echo(f"Senrei is at http://{host}:{port} (Ctrl-C ends it)")
        return _serve(server_command(host, port, secrets=secrets), settings)


def _warn_of(host: str, settings: Settings) -> None:
    warning = (
        f"WARNING: the page will listen on {host}. There is no login: everyone who can reach this "
        "machine can read all minutes in the index."
    )
    if settings.closed:
        warning += " Those that were marked as closed are among them."
    if settings.editor:
        warning += f" They can also change outcomes, in the name of {settings.editor}."
    click.secho(f"{warning} `senrei serve --access` asks for a sign-in.", fg="red", bold=True, err=True)


@contextmanager
def _secrets(access: Path, address: str) -> Iterator[Path]:
    """The file that streamlit's sign-in reads: only this user can, and it goes with the server."""
    try:
        text = secrets_toml(read_access(access), address)
    except AccessError as error:
        raise click.ClickException(" ".join(str(error).split())) from error
    with tempfile.TemporaryDirectory(prefix="senrei-") as folder:
        path = Path(folder) / "secrets.toml"
        path.touch(mode=0o600)
        path.write_text(text, encoding="utf-8")
        yield path


def _serve(command: Sequence[str], settings: Settings) -> int:
    # Only the options let the page write or show closed minutes; not the environment.
    own = {EDITOR, CLOSED, ACCESS}
    environment = {name: value for name, value in os.environ.items() if name not in own}
    with subprocess.Popen(command, env={**environment, **environment_of(settings)}) as child:
        signal.signal(signal.SIGTERM, lambda *_: child.terminate())
        try:
            return child.wait()
        except KeyboardInterrupt:
            child.terminate()
            child.wait()
            return 0


def _check_address(host: str, port: int) -> None:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        problem = error.strerror or str(error)
        raise click.ClickException(
            f"{host}:{port}: {problem.lower()}; choose another --port or --host"
        ) from error
