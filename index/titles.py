"""The key under which titles of one matter are the same, however they are written from meeting to meeting."""

import re
import unicodedata

# What is added to a title from meeting to meeting: 「(継続審議分)」「【環境部】」「について」.
_EXTRAS = re.compile(r"【[^】]*】|[(\[][^()\[\]]*(?:継続|再審議|再諮問|修正|追加説明)[^()\[\]]*[)\]]")
_END = re.compile(r"(?:の件)?(?:について)?(?:の(?:報告|審議|諮問|答申))?$")
_NOT_LETTERS = re.compile(r"[\W_]+")


def title_key(title: str) -> str:
    """The title without white space, signs and what is added to it from meeting to meeting."""
    folded = _EXTRAS.sub("", unicodedata.normalize("NFKC", title).casefold())
    return _END.sub("", _NOT_LETTERS.sub("", folded)) or folded
