"""A real server process for tests."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
START_S = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(index: Path, *options: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A real server over an index: its address and its process."""
    port = free_port()
    command = [sys.executable, "-m", "app.cli", "serve", "--index", str(index), "--port", str(port), *options]
    server = subprocess.Popen(
        command,
        cwd=REPOSITORY,
        env=dict(os.environ),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/_stcore/health", server)
        yield address, server
    finally:
        server.terminate()
        server.communicate(timeout=20)


def wait_for(url: str, server: subprocess.Popen[str]) -> None:
    for _ in range(START_S * 5):
        assert server.poll() is None, server.communicate()
        try:
            with urllib.request.urlopen(url) as response:
                if response.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    pytest.fail(f"no answer from {url}")
