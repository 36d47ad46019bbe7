import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers.normalizers import Precompiled

from embeddings.charsmap import compile_charsmap

# Characters that stand alone: the reader looks at a letter and its combining marks together.
characters = st.characters(blacklist_characters="\0", blacklist_categories=("Cs", "Mn", "Mc", "Me", "Cf"))


def test_reads_back_japanese_replacements() -> None:
    normalizer = Precompiled(compile_charsmap({"①": "1", "㈱": "(株)", "ｱ": "ア", "　": " ", "\x07": ""}))
    assert normalizer.normalize_str("㈱ｱｱ　①②\x07号") == "(株)アア 1②号"


@given(st.dictionaries(characters, st.text(characters, max_size=4), max_size=60), characters)
def test_replaces_its_keys_and_nothing_else(replacements: dict[str, str], other: str) -> None:
    normalizer = Precompiled(compile_charsmap(replacements))
    for character, replacement in replacements.items():
        assert normalizer.normalize_str(character) == replacement
    assert normalizer.normalize_str(other) == replacements.get(other, other)


def test_holds_thousands_of_entries() -> None:
    replacements = {
        character: unicodedata.normalize("NFKC", character)
        for character in map(chr, range(0x3200, 0xFF00))
        if unicodedata.normalize("NFKC", character) != character and unicodedata.category(character)[0] != "M"
    }
    normalizer = Precompiled(compile_charsmap(replacements))
    assert {c: normalizer.normalize_str(c) for c in replacements} == replacements


@pytest.mark.parametrize("replacements", [{"": "a"}, {"\0": "a"}, {"a": "b\0"}])
def test_refuses_what_the_form_cannot_hold(replacements: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="neither an empty key nor NUL"):
        compile_charsmap(replacements)
