"""How fast files are read and parsed, in which memory, and that both grow with the text and no faster."""

import argparse
import io
import json
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from html import escape
from multiprocessing import get_context
from pathlib import Path
from statistics import median

import docx
import pypdfium2

from embeddings.model import EncoderSpec, load_encoder
from index.passages import make_passages
from ingest.errors import IngestError
from ingest.parse import parse_source
from ingest.read import read_source
from ingest.records import SourceText, TurnKind

DESCRIPTION = """\
Measures, on one core, reading and parsing the same fictional minutes in each format. The minutes are built
from samples/: the talk of one meeting, again and again, up to the size asked for (PDF: one sample's pages).

First table, one row a format; each format is measured in a process of its own:
  text MB     the UTF-8 text that the file holds
  read MB/s   megabytes of that text a second, from the file to text
  parse MB/s  the same, from the text to meetings, turns and decisions
  RSS MB      peak memory of the process after reading, then after parsing; that of imports alone above
  share       time to read and parse / time to encode the passages that come of it; the baseline is encoding

Second table, growth: the time to parse 1x, 2x and 4x the text, as ratios of the time for 1x, the baseline. A
parser whose time grows with the text gives 1, 2, 4; a quadratic one 1, 4, 16. `lines` are minutes as above,
`one line` is their talk without line breaks (refused or kept as one speech), 5 MB at 4x; `seconds` is for 4x.
"""
EPILOG = """\
examples:
  python bench/parse.py                          the standard run, two minutes
  python bench/parse.py --megabytes 0.5          a quick look
  python bench/parse.py --passages-per-second 60 without loading the model: shares against a rate you measured
"""
REPOSITORY = Path(__file__).resolve().parent.parent
TEXT_SAMPLE = REPOSITORY / "samples" / "青嶺市個人情報保護審議会_令和5年度第2回.txt"
PDF_SAMPLE = REPOSITORY / "samples" / "早瀬川市上下水道事業経営審議会_令和5年度第2回.pdf"
FORMATS = ("txt", "html", "docx", "pdf", "jsonl")
GROWTH = (1, 2, 4)
ONE_LINE_MB = 5.0
ENCODED_PASSAGES = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What reading and parsing one file showed; times are medians, memory the peak so far."""

    text_mb: float
    read_s: float
    parse_s: float
    start_mb: float
    read_mb: float
    parse_mb: float
    passages: int


def peak_mb() -> float:
    """Peak memory of this process."""
    # Not getrusage: a process starts there with the peak of the one that started it.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split(maxsplit=1)[0]) / 1024


def timed(function: Callable[[], object], rounds: int) -> float:
    """The median time of some rounds, in seconds."""
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        function()
        times.append(time.perf_counter() - started)
    return median(times)


def measure_file(path: Path, rounds: int) -> Figures:
    """Read and parse one file; run in a process of its own, so that the peaks are this file's."""
    start = peak_mb()
    read_s = timed(lambda: read_source(path), rounds)
    source = read_source(path)
    after_reading = peak_mb()
    parse_s = timed(lambda: parse_source(source), rounds)
    after_parsing = peak_mb()
    meetings = parse_source(source).meetings
    return Figures(
        text_mb=len(source.text.encode()) / 1e6,
        read_s=read_s,
        parse_s=parse_s,
        start_mb=start,
        read_mb=after_reading,
        parse_mb=after_parsing,
        passages=sum(len(make_passages(meeting, source)) for meeting in meetings),
    )


# -- fictional minutes ----


def make_minutes(megabytes: float, *, line_breaks: bool = True) -> str:
    """The sample's header once and its talk repeated, UTF-8 of about that size."""
    text = read_source(TEXT_SAMPLE).text
    cut = parse_source(read_source(TEXT_SAMPLE)).meetings[0].turns[0].span[0]
    start = text.rindex("\n", 0, cut) + 1
    header, talk = text[:start], text[start:].rstrip("\n").removesuffix("以上").rstrip() + "\n"
    talk = talk if line_breaks else "".join(talk.split("\n"))
    again = max(1, round((megabytes * 1e6 - len(header.encode())) / len(talk.encode())))
    # A number in every sentence, so that no line comes twice: what was read before may be remembered.
    return header + "".join(talk.replace("。", f"({n})。") for n in range(again))


def make_file(kind: str, folder: Path, megabytes: float) -> Path:
    """Write the minutes in one of `FORMATS`."""
    path = folder / f"minutes.{kind}"
    makers: dict[str, Callable[[str], bytes]] = {
        "txt": str.encode,
        "html": _as_html,
        "docx": _as_docx,
        "pdf": lambda text: _as_pdf(len(text.encode())),
        "jsonl": _as_jsonl,
    }
    path.write_bytes(makers[kind](make_minutes(megabytes)))
    return path


def _as_html(text: str) -> bytes:
    paragraphs = "".join(f"<p>{escape(line)}</p>\n" for line in text.splitlines())
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>{paragraphs}</body></html>'.encode()
    )


def _as_docx(text: str) -> bytes:
    document = docx.Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _as_pdf(size: int) -> bytes:
    """The pages of the PDF sample again and again, until their text has about that size in bytes."""
    document = pypdfium2.PdfDocument.new()
    sample = pypdfium2.PdfDocument(PDF_SAMPLE)
    again = max(1, round(size / len(read_source(PDF_SAMPLE).text.encode())))
    # At once, so that the pages share their fonts as those of one long file do.
    document.import_pages(sample, pages=list(range(len(sample))) * again)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _as_jsonl(text: str) -> bytes:
    source = SourceText(path="minutes.txt", media_type="text/plain", sha256="", text=text)
    meeting = parse_source(source).meetings[0]
    turns = [
        {"i": turn.n, "speaker": turn.speaker, "text": turn.text}
        for turn in meeting.turns
        if turn.kind is TurnKind.SPEECH
    ]
    record = {
        "meeting_id": "m1",
        "municipality": meeting.municipality,
        "title": meeting.label,
        "committee": meeting.council,
        "date": meeting.date,
        "turns": turns,
    }
    return json.dumps(record, ensure_ascii=False).encode()


# -- tables ----


def encoding_rate(threads: int) -> float:
    """Passages that the default model encodes a second with so many threads."""
    # torch reads it when it starts.
    os.environ["OMP_NUM_THREADS"] = str(threads)
    source = read_source(TEXT_SAMPLE)
    texts = [p.text for m in parse_source(source).meetings for p in make_passages(m, source)]
    texts = (texts * (ENCODED_PASSAGES // len(texts) + 1))[:ENCODED_PASSAGES]
    encoder = load_encoder(EncoderSpec(device="cpu"))
    encoder.encode_passages(texts[:8])
    return len(texts) / timed(lambda: encoder.encode_passages(texts), 3)


def print_formats(megabytes: float, rounds: int, rate: float) -> None:
    """Measure every format and print the first table."""
    context = get_context("spawn")
    print(f"encoding, the baseline of share: {rate:.1f} passages/s")
    for kind in FORMATS:
        with tempfile.TemporaryDirectory() as folder, context.Pool(1) as pool:
            path = make_file(kind, Path(folder), megabytes)
            found = pool.apply(measure_file, (path, rounds))
        if kind == FORMATS[0]:
            print(f"imports alone: RSS {found.start_mb:.0f} MB")
            print(
                f"{'format':8}{'text MB':>9}{'read MB/s':>11}{'parse MB/s':>12}{'RSS MB':>14}"
                f"{'passages':>10}{'share':>9}"
            )
        share = (found.read_s + found.parse_s) / (found.passages / rate)
        memory = f"{found.read_mb:.0f} / {found.parse_mb:.0f}"
        print(
            f"{kind:8}{found.text_mb:9.2f}{found.text_mb / found.read_s:11.2f}"
            f"{found.text_mb / found.parse_s:12.2f}{memory:>14}{found.passages:10}{share:9.2%}",
            flush=True,
        )


def parse_or_refuse(source: SourceText) -> None:
    """Parse a source; that it records no meeting is an answer too."""
    try:
        parse_source(source)
    except IngestError:
        return


def print_growth(megabytes: float, rounds: int) -> None:
    """Measure how the time grows with the text and print the second table."""
    print(f"\n{'growth':10}{'1x':>7}{'2x':>7}{'4x':>7}{'4x MB':>9}{'seconds':>9}   baseline: 1x")
    for name, largest, line_breaks in (("lines", megabytes, True), ("one line", ONE_LINE_MB, False)):
        times = []
        for factor in GROWTH:
            text = make_minutes(largest * factor / GROWTH[-1], line_breaks=line_breaks)
            source = SourceText(path="minutes.txt", media_type="text/plain", sha256="", text=text)
            times.append(timed(partial(parse_or_refuse, source), rounds))
        ratios = "".join(f"{each / times[0]:7.2f}" for each in times)
        print(f"{name:10}{ratios}{largest:9.2f}{times[-1]:9.2f}", flush=True)


def positive(text: str) -> float:
    """Read a number above 0."""
    number = float(text)
    if not number > 0:
        raise ValueError(text)
    return number


def main() -> None:
    """Measure every format, then the growth, and print both tables."""
    parser = argparse.ArgumentParser(
        description=DESCRIPTION, epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--megabytes", type=positive, default=2.0, help="of text, default %(default)s")
    parser.add_argument("--rounds", type=int, default=3, help="rounds timed, default %(default)s")
    parser.add_argument(
        "--passages-per-second", type=positive, help="rate of encoding, default: measured on 64 passages"
    )
    parser.add_argument(
        "--threads", type=int, default=os.cpu_count(), help="of encoding, default: all, %(default)s"
    )
    arguments = parser.parse_args()

    rate = arguments.passages_per_second or encoding_rate(arguments.threads)
    print_formats(arguments.megabytes, arguments.rounds, rate)
    print_growth(arguments.megabytes, arguments.rounds)


if __name__ == "__main__":
    main()
