"""Streamlit's own controls, made to speak the page's language (`page_controls.js`)."""

from pathlib import Path

import streamlit as st

from app.wording import Language
from app.wording_controls import CONTROL_WORDINGS

_SCRIPT = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")


def translate_controls(language: Language) -> None:
    """Let streamlit's controls speak a language, once a run."""
    translator = st.components.v2.component("senrei_controls", js=_SCRIPT)
    translator(key="controls", data={"words": [*CONTROL_WORDINGS[language]]}, height=0)
