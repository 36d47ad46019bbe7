"""Which pieces of the model's vocabulary a text of Japanese or European words can use.

multilingual-e5-small has 250,000 pieces for a hundred languages; their vectors are most of its weights. A
piece stays if all its characters are Latin, Greek, kana, ideographs, digits or signs. A text of such
characters is cut as before, piece for piece: the cut is the likeliest sequence of pieces that spell the
text, and a piece with any other character spells no part of it. So its vector stays the same, bit for bit.

Of the other scripts (Cyrillic, Hangul, Arabic, ...) the single characters stay, so that a name in them is
spelled out rather than unknown.
"""

import re
from collections.abc import Iterable

_READ_WHOLE = re.compile(
    "["
    "\u0000-\u03ff"  # ASCII, Latin with diacritics, Greek
    "\u1d00-\u2bff"  # more of both; punctuation, arrows, numbers in circles, "▁" and other signs
    "\u2e00-\u312f"  # punctuation, radicals, kana, bopomofo
    "\u3190-\u9fff"  # kanbun, enclosed and squared characters, ideographs
    "\uf900-\ufaff"  # compatibility ideographs
    "\ufe00-\ufe6f"  # variation selectors, vertical and small forms
    "\uff00-\uff9f\uffe0-\uffff"  # full-width Latin, half-width kana
    "\U0001b000-\U0001b16f"  # historic kana
    "\U0001d400-\U0001d7ff"  # mathematical letters
    "\U0001f000-\U0003ffff"  # emoji, rare ideographs
    "]+"
)


def is_read_whole(text: str) -> bool:
    """Whether a normalised text is cut into the same pieces as by the complete vocabulary."""
    return not text or _READ_WHOLE.fullmatch(text) is not None


def kept_pieces(pieces: Iterable[str]) -> list[int]:
    """Give the ids of the pieces that stay, in rising order."""
    return [i for i, piece in enumerate(pieces) if len(piece) == 1 or is_read_whole(piece)]
