"""What the parser made of each file, as one HTML page: the whole text, coloured by who speaks.

The page holds everything it shows: no script, no image, nothing from elsewhere. Speakers stand in the margin
as CSS content, so that the text of a document is the source's text, character for character.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby, pairwise

from app.wording import Wording
from ingest.records import Minutes, Outcome, SourceText, Span, Turn, TurnKind

_STYLE = """
body{font:15px/1.9 sans-serif;max-width:64em;margin:2em auto;padding:0 1em;color:#1a1a1a;background:#fff}
table{border-collapse:collapse}th,td{padding:.1em .8em;text-align:left;border-bottom:1px solid #ccc}
td{vertical-align:top;overflow-wrap:anywhere}td.r{text-align:right}h2{overflow-wrap:anywhere}
section{content-visibility:auto;contain-intrinsic-size:auto 60em}
.text{position:relative;padding-left:11em;white-space:pre-wrap;overflow-wrap:anywhere;color:#707070}
.legend{color:#707070}.legend>*{padding:.2em .5em}
.a,.b,.n,.d,.h,.q{color:#1a1a1a;-webkit-box-decoration-break:clone;box-decoration-break:clone}
.a{background:#dcebfb}.b{background:#fdeed3}.n{background:#e3e3e3}.d{background:#e2f3e2}
.h{background:#f0e0f7;font-style:normal;font-weight:bold}strong{border-bottom:3px solid #b00020}
[data-who]::before{content:attr(data-who);position:absolute;left:0;width:10em;overflow:hidden;
white-space:nowrap;text-overflow:ellipsis;color:#1a1a1a;font-weight:normal}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileQuality:
    """How well one file could be read; `decided` of its `items` have an outcome, `confidence` is 0 to 1."""

    path: str
    meetings: int
    turns: int
    items: int
    decided: int
    confidence: float
    warnings: tuple[str, ...]

    @property
    def rank(self) -> tuple[float, float, int, str]:
        """Sorts the worst file first."""
        return (self.confidence, self.decided / max(1, self.items), -len(self.warnings), self.path)


@dataclass(frozen=True, slots=True)
class _Run:
    """How a stretch of text is shown: the element, its class, the speaker beside it, a tooltip."""

    tag: str
    style: str
    speaker: str | None = None
    tooltip: str | None = None


def quality_of(minutes: Minutes) -> FileQuality:
    """Counts of what was read from one file."""
    decisions = [item.decision for meeting in minutes.meetings for item in meeting.agenda]
    return FileQuality(
        path=minutes.source.path,
        meetings=len(minutes.meetings),
        turns=sum(len(meeting.turns) for meeting in minutes.meetings),
        items=len(decisions),
        decided=sum(decision.outcome is not Outcome.NOT_RECORDED for decision in decisions),
        confidence=minutes.confidence,
        warnings=minutes.warnings,
    )


def report_page(
    documents: Sequence[tuple[FileQuality, str]], failures: Sequence[str], unchanged: int, wording: Wording
) -> str:
    """The page: a table of contents and the documents, each with its `document_html`, worst first.

    Args:
        documents: The files that were read.
        failures: A line for each file that could not be.
        unchanged: How many files were left as they are.
        wording: The words of one language.
    """
    ranked = sorted(documents, key=lambda document: document[0].rank)
    heads = "".join(f"<th>{escape(name)}</th>" for name in wording.quality_columns)
    rows = "\n".join(_row(f"d{n}", quality) for n, (quality, _) in enumerate(ranked, 1))
    sections = "\n".join(
        f'<section id="d{n}"><h2>{escape(quality.path)}</h2>{body}</section>'
        for n, (quality, body) in enumerate(ranked, 1)
    )
    title = escape(wording.quality)
    return f"""<!DOCTYPE html>
<html lang="{wording.language}"><head><meta charset="utf-8"><title>{title}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head>
<body><h1>{title}</h1>{_list([*failures, *unchanged_note(unchanged, wording)])}
<table><thead><tr>{heads}</tr></thead><tbody>
{rows}
</tbody></table>
<p class="legend">{_legend(wording)}</p>
{sections}
</body></html>
"""


def unchanged_note(unchanged: int, wording: Wording) -> list[str]:
    """A line on the files that were not read again, if there are any."""
    return [wording.count(wording.unchanged, unchanged)] if unchanged else []


def document_html(minutes: Minutes, wording: Wording) -> str:
    """One document: the parser's doubts, then its text with turns, headings and decisions marked."""
    source = minutes.source
    runs: list[_Run | None] = [None] * len(source.text)
    _paint_turns(runs, minutes, wording)
    _paint_agenda(runs, minutes, wording)
    return f'{_list(minutes.warnings)}<div class="text">{"".join(_marked(source.text, runs))}</div>'


def _paint_turns(runs: list[_Run | None], minutes: Minutes, wording: Wording) -> None:
    turns = [turn for meeting in minutes.meetings for turn in meeting.turns]
    tints = 0
    # Notes last: they stand inside speeches.
    for kind in (TurnKind.DOCUMENT, TurnKind.SPEECH, TurnKind.NOTE):
        for turn in turns:
            if turn.kind is not kind:
                continue
            tints += kind is TurnKind.SPEECH
            run = _run_of(turn, "ab"[tints % 2], wording)
            for start, end in _stretches(turn, minutes.source):
                runs[start:end] = [run] * (end - start)


def _run_of(turn: Turn, tint: str, wording: Wording) -> _Run:
    if turn.kind is TurnKind.SPEECH:
        return _Run("span", tint, turn.speaker or wording.unknown_speaker)
    return _Run("span", "n" if turn.kind is TurnKind.NOTE else "d")


def _stretches(turn: Turn, source: SourceText) -> Iterator[Span]:
    """Where a turn's words stand, line breaks between them included, and page furniture left out."""
    spans = [(s.source_start, s.source_start + s.length) for s in turn.segments] or [turn.span]
    yield from spans
    yield from ((end, start) for (_, end), (start, _) in pairwise(spans) if source.text[end:start].isspace())


def _paint_agenda(runs: list[_Run | None], minutes: Minutes, wording: Wording) -> None:
    text = minutes.source.text
    # Titles are often wrapped, so they are sought in the text without its white space.
    offsets = [at for at, character in enumerate(text) if not character.isspace()]
    squeezed = "".join(text[at] for at in offsets)
    for item in (item for meeting in minutes.meetings for item in meeting.agenda):
        outcome = wording.outcome_name(item.decision.outcome)
        title = "".join(item.title.split())
        heading = _Run("em", "h", None, outcome)
        for found in _occurrences(squeezed, title):
            start, end = offsets[found], offsets[found + len(title) - 1] + 1
            if runs[start] is None:
                runs[start:end] = [heading] * (end - start)
        if item.decision.span is not None:
            _strengthen(runs, item.decision.span, outcome)


def _occurrences(text: str, part: str) -> Iterator[int]:
    at = text.find(part) if part else -1
    while at >= 0:
        yield at
        at = text.find(part, at + len(part))


def _strengthen(runs: list[_Run | None], span: Span, outcome: str) -> None:
    for at in range(*span):
        run = runs[at]
        runs[at] = _Run("strong", run.style if run else "q", run.speaker if run else None, outcome)


def _marked(text: str, runs: Sequence[_Run | None]) -> Iterator[str]:
    """The escaped text in elements; a speaker is named where another's words or tint came before."""
    at, before = 0, ("", "")
    for run, same in groupby(runs):
        start, at = at, at + sum(1 for _ in same)
        piece = escape(text[start:at], quote=False)
        if run is None:
            yield piece
            continue
        who = (run.speaker or "", run.style)
        named = f' data-who="{escape(run.speaker)}"' if run.speaker and who != before else ""
        told = f' title="{escape(run.tooltip)}"' if run.tooltip else ""
        yield f'<{run.tag} class="{run.style}"{named}{told}>{piece}</{run.tag}>'
        before = who if run.speaker else before


def _row(anchor: str, quality: FileQuality) -> str:
    numbers = (quality.meetings, quality.turns, f"{quality.decided}/{quality.items}")
    cells = "".join(f'<td class="r">{number}</td>' for number in (*numbers, f"{quality.confidence:.2f}"))
    warning = escape(quality.warnings[0]) if quality.warnings else ""
    return f'<tr><td><a href="#{anchor}">{escape(quality.path)}</a></td>{cells}<td>{warning}</td></tr>'


def _legend(wording: Wording) -> str:
    turn, note, paper, item, quote, rest = (escape(name) for name in wording.legend)
    return (
        f'<span class="a">{turn}</span> <span class="b">{turn}</span> <span class="n">{note}</span> '
        f'<span class="d">{paper}</span> <em class="h">{item}</em> <strong class="a">{quote}</strong> '
        f"<span>{rest}</span>"
    )


def _list(lines: Sequence[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>" if lines else ""
