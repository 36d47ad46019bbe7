"""The page run without a browser."""

import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app.server import PAGE

# The test runner of streamlit draws the first page only; the others are drawn by themselves.
_OTHER_PAGE = "from app.page import draw_page\ndraw_page({name!r})\n"


def open_page(
    monkeypatch: pytest.MonkeyPatch, index: Path, named: str = "", /, **address: str | list[str]
) -> AppTest:
    """A page over an index, opened at an address; the one at the root if none is named."""
    monkeypatch.setenv("SENREI_INDEX", str(index))
    # Streamlit puts the page in its place; child processes of later tests would run it.
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    if named:
        page = AppTest.from_string(_OTHER_PAGE.format(name=named), default_timeout=120)
    else:
        page = AppTest.from_file(str(PAGE), default_timeout=120)
    for name, value in address.items():
        page.query_params[name] = value
    return page.run()


def html_of(page: AppTest) -> str:
    """All HTML that the page shows."""
    assert not page.exception
    return "\n".join(element.proto.body for element in page.get("html"))
