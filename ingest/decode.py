"""Bytes of a text or HTML file → text: in which Japanese encoding they are, and whether they are text."""

import re
from dataclasses import dataclass

from ingest.errors import SourceError, UnsupportedFormatError

BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
# The order breaks ties; euc_jis_2004 adds the ① and ㈱ that EUC-JP files hold and euc_jp refuses.
CANDIDATES = ("utf-8", "cp932", "euc_jp", "euc_jis_2004")
UNMARKED_UTF_16 = ("utf-16-le", "utf-16-be")
NAMES = {"euc_jis_2004": "euc_jp"}
# Which encoding was misread as which; one misreading is what "文字化け" nearly always is.
MISREADINGS = (
    ("utf-8", "cp932"),
    ("utf-8", "euc_jp"),
    ("utf-8", "cp1252"),
    ("utf-8", "latin-1"),
    ("cp932", "cp1252"),
    ("cp932", "latin-1"),
    ("cp932", "euc_jp"),
    ("euc_jp", "cp932"),
    ("euc_jp", "cp1252"),
    ("euc_jp", "latin-1"),
)
SAMPLE_CHARACTERS = 200_000
MAX_BROKEN_SHARE = 0.01
MAX_CONTROL_SHARE = 0.005
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa\u30fc]")
_COMMON = re.compile(
    "[\u3001-\u3002\u300c-\u300f\u3041-\u3096\u30a1-\u30fc\u4e00-\u9fff\uff01-\uff5e\u3000 -~\n]"
)
_ODD = re.compile("[\x80-\x9f\uff61-\uff9f\ue000-\uf8ff\ufffd]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class DecodedText:
    r"""Text with line ends as ``\n`` and no byte order mark, and the encoding that it was in."""

    text: str
    encoding: str
    warnings: tuple[str, ...] = ()


def decode_text(data: bytes, path: str, declared: str | None = None) -> DecodedText:
    """Decode a text file.

    Args:
        data: The file's bytes.
        path: Named in errors.
        declared: The encoding that an HTML page declares; it only decides where the bytes leave a doubt.

    Raises:
        UnsupportedFormatError: The bytes are not text.
        SourceError: The text was garbled before it was saved (文字化け).
    """
    decoded = _decode_marked(data) or _decode_best(data, declared)
    if decoded is None or _share(_CONTROL, decoded.text) > MAX_CONTROL_SHARE:
        raise UnsupportedFormatError(
            "this is no text in UTF-8, UTF-16, CP932 (Shift_JIS), EUC-JP or ISO-2022-JP but binary data; "
            "give the minutes as txt, html, docx or pdf",
            path,
        )
    misread = find_misreading(decoded.text)
    if misread is not None:
        right, wrong = misread
        raise SourceError(
            f"the text is garbled (文字化け): {right} was read as {wrong}; save the original as UTF-8",
            path,
        )
    if _is_broken(decoded.text, decoded.text.count("\ufffd")):
        raise SourceError(
            "the text is garbled: many characters are lost (\ufffd); save the original as UTF-8", path
        )
    return decoded


def find_misreading(text: str) -> tuple[str, str] | None:
    """The (true, wrong) pair of encodings that garbled a text, None where it is sound.

    >>> find_misreading("縺薙ｓ縺ｫ縺｡縺ｯ縲∽ｼ夊ｭｰ縺ｧ縺吶")
    ('utf-8', 'cp932')
    """
    sample = text[:SAMPLE_CHARACTERS]
    for right, wrong in MISREADINGS:
        restored = sample.encode(wrong, errors="ignore").decode(right, errors="replace")
        # Japanese prose is a third to a half kana; a sound text restored so has none and breaks everywhere.
        if (
            _share(_KANA, restored) > 0.1
            and _share(_KANA, restored) > 3 * _share(_KANA, sample)
            and restored.count("\ufffd") < 0.3 * len(restored)
        ):
            return right, wrong
    return None


def _decode_marked(data: bytes) -> DecodedText | None:
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decode(data[len(mark) :], encoding)
    return None


def _decode_best(data: bytes, declared: str | None) -> DecodedText | None:
    """Decode in the encoding that leaves least broken and looks most like Japanese."""
    if b"\x1b$" in data and data.isascii():
        return _decode(data, "iso2022_jp")
    if b"\0" not in data and _is_utf_8(data):
        return _decode(data, "utf-8")
    encodings = UNMARKED_UTF_16 + CANDIDATES if b"\0" in data else CANDIDATES
    readings = [(encoding, decoded) for encoding in encodings if (decoded := _decode(data, encoding))]
    if not readings:
        return None
    return max(readings, key=lambda reading: _plausibility(reading[1].text) + (reading[0] == declared) / 4)[1]


def _is_utf_8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _decode(data: bytes, encoding: str) -> DecodedText | None:
    """Decode, with a few broken bytes replaced; None where more than a few are."""
    try:
        text, broken = data.decode(encoding), 0
    except UnicodeDecodeError:
        text = data.decode(encoding, errors="replace")
        broken = text.count("\ufffd")
    if _is_broken(text, broken):
        return None
    name = NAMES.get(encoding, encoding)
    warnings = (f"{broken} characters could not be read as {name} and stand as \ufffd",) if broken else ()
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return DecodedText(text=text, encoding=name, warnings=warnings)


def _is_broken(text: str, broken: int) -> bool:
    """Whether more characters are lost than the one that a cut leaves at the end."""
    return broken > max(1, len(text) * MAX_BROKEN_SHARE)


def _plausibility(text: str) -> float:
    """How Japanese a text looks: above 1 for prose, below 0 for noise.

    Half-width kana and private characters count against it: they are what a wrong encoding gives.
    """
    sample = text[:SAMPLE_CHARACTERS]
    return _share(_COMMON, sample) + _share(_KANA, sample) - 2 * _share(_ODD, sample)


def _share(pattern: re.Pattern[str], text: str) -> float:
    sample = text[:SAMPLE_CHARACTERS]
    return len(pattern.findall(sample)) / max(1, len(sample))
