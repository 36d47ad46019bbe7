"""The web page's server: streamlit as a child process."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import click

from app.settings import CLOSED, EDITOR, Settings, environment_of

PAGE = Path(__file__).with_name("page.py")
LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
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
}


def server_command(host: str, port: int) -> list[str]:
    """The command line of the page's server."""
    options = {**_OPTIONS, "server.address": host, "server.port": str(port)}
    flags = [f"--{name}={value}" for name, value in options.items()]
    return [sys.executable, "-m", "streamlit", "run", str(PAGE), *flags]


def run_server(host: str, port: int, settings: Settings) -> int:
    """Serve the page until it is interrupted; the exit status.

    Raises:
        click.ClickException: The address cannot be listened on.
    """
    _check_address(host, port)
    if host not in LOCAL_HOSTS:
        warning = (
            f"WARNING: the page will listen on {host}. There is no login: everyone who can reach this "
            "machine can read all minutes in the index."
        )
        if settings.editor:
            warning += f" They can also change outcomes, in the name of {settings.editor}."
        click.secho(warning, fg="red", bold=True, err=True)
    click.echo(f"Senrei is at http://{host}:{port} (Ctrl-C ends it)")
    # Only --editor lets the page write, and only --closed shows closed minutes; not the environment.
    environment = {name: value for name, value in os.environ.items() if name not in {EDITOR, CLOSED}}
    with subprocess.Popen(
        server_command(host, port), env={**environment, **environment_of(settings)}
    ) as child:
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
