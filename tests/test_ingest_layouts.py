"""Minutes in many layouts: those the parser was mended on, and others that nobody looked at meanwhile."""

from pathlib import Path

import pytest

from tests.layout_scores import score_folder

LAYOUTS = Path(__file__).parent / "data/layouts"


@pytest.mark.parametrize(
    ("half", "least"),
    [
        ("tuned", {"turn_f1": 0.99, "speaker": 0.99, "facts": 0.94, "agenda": 0.97, "outcome": 0.94}),
        ("held_out", {"turn_f1": 0.85, "speaker": 0.97, "facts": 0.80, "agenda": 0.80, "outcome": 0.55}),
    ],
)
def test_layouts_are_read(half: str, least: dict[str, float]) -> None:
    reached = score_folder(LAYOUTS / half)
    assert {name: reached[name] for name in least if reached[name] < least[name]} == {}


def test_no_outcome_is_invented_in_the_layouts_that_were_looked_at() -> None:
    assert score_folder(LAYOUTS / "tuned")["invented"] == 0
