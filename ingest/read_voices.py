"""Pages of VOICES and similar record searches → `SourceText`, without the index of speakers above the record.

Such a page lists who speaks as links to places on the page, ``<A HREF="#HUID000001">議長（…君）</A>``, and
goes on with the record. Read as text, the list would be speeches without words. A page of frames holds none.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from html import unescape

from ingest.decode import decode_text
from ingest.errors import SourceError
from ingest.labels import is_known_label
from ingest.read_html import declared_encoding, read_html
from ingest.records import SourceText

MIN_INDEX_LINKS = 3

_LINK = r"<a\s[^<>]*?href\s*=\s*[\"']?#"
_LINK_BYTES = re.compile(_LINK.encode(), re.IGNORECASE)
_FRAMES = re.compile(rb"<frameset\b", re.IGNORECASE)
_FRAME_SOURCE = re.compile(rb"<frame\s[^<>]*?src\s*=\s*[\"']?(?P<source>[!-~]{1,60}?)[\"'\s>]", re.IGNORECASE)
_INDEX_LINK = re.compile(rf"{_LINK}[^<>]*>(?P<label>(?:[^<]|<(?!/a\b)){{1,200}}?)</a\s*>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_MARK = re.compile(r"^[\s○〇◯◎◆●◇■□0-9.:：]*(?=\D)")


def looks_like_voices(data: bytes) -> bool:
    """Whether an HTML page is made of frames or links to places on itself, as an index of speakers does."""
    found = _LINK_BYTES.finditer(data)
    return (
        bool(_FRAMES.search(data))
        or sum(1 for _ in zip(found, range(MIN_INDEX_LINKS), strict=False)) == MIN_INDEX_LINKS
    )


def read_voices(data: bytes, path: str) -> SourceText:
    """Read a web page whose index of speakers, if it has one, is not part of the record.

    Raises:
        UnsupportedFormatError: The bytes are not text.
        SourceError: The page holds frames instead of a record, or `read_html` cannot read it.
    """
    if _FRAMES.search(data):
        sources = ", ".join(m["source"].decode("ascii") for m in _FRAME_SOURCE.finditer(data))
        raise SourceError(
            f"the page only arranges frames ({sources or 'unnamed'}); save the frame that shows the record",
            path,
        )
    decoded = decode_text(data, path, declared_encoding(data))
    record = _without_index(decoded.text)
    if record == decoded.text:
        return read_html(data, path)
    # With a byte order mark the page's own charset no longer counts.
    source = read_html(record.encode("utf-8-sig"), path)
    return replace(
        source, sha256=sha256(data).hexdigest(), encoding=decoded.encoding, warnings=decoded.warnings
    )


def _without_index(page: str) -> str:
    """The page without runs of links that name speakers and have no words between them."""
    kept: list[str] = []
    at = 0
    for start, end in _index_runs(page):
        kept.append(page[at:start])
        at = end
    return "".join([*kept, page[at:]])


def _index_runs(page: str) -> Iterator[tuple[int, int]]:
    run: list[re.Match[str]] = []
    for link in _INDEX_LINK.finditer(page):
        if run and _TAG.sub("", page[run[-1].end() : link.start()]).replace("&nbsp;", "").strip(
            " \r\n\t　|｜・/／"
        ):
            yield from _run_span(run)
            run = []
        run.append(link)
    yield from _run_span(run)


def _run_span(run: list[re.Match[str]]) -> Iterator[tuple[int, int]]:
    """Where the links stand, if there are some and most of them name a speaker; tags between them stay."""
    named = sum(is_known_label(_MARK.sub("", unescape(_TAG.sub("", link["label"])))) for link in run)
    if len(run) >= MIN_INDEX_LINKS and 2 * named > len(run):
        for link in run:
            yield link.start(), link.end()
