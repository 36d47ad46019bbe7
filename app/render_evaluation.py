"""An evaluation, as its JSON, in a terminal."""

from collections.abc import Iterator, Mapping, Sequence

from app.contract import Json
from app.render import excerpt, number_table
from app.wording import Wording
from index.evaluate import ALL_KINDS, MEASURES


def render_evaluation(evaluation: Json, wording: Wording) -> str:
    """The measures of every run and kind, the difference of two runs, and the questions to look at."""
    words = wording.evaluation
    blocks = [
        "\n".join([run_name(evaluation, at, wording), *_table(run["kinds"], wording), latency(run, wording)])
        for at, run in enumerate(evaluation["runs"])
    ]
    if evaluation["difference"]:
        title = difference_name(evaluation, wording)
        blocks.append("\n".join([title, *_table(evaluation["difference"], wording, signed=True)]))
    blocks.append(words.interval)
    if evaluation["answers"]:
        blocks.append(words.answers.format(**evaluation["answers"]))
    blocks.append("\n".join(_worst(evaluation["worst"], wording)))
    return "\n\n".join(blocks)


def run_name(evaluation: Json, at: int, wording: Wording) -> str:
    """What a run searched with; the index, too, where two are compared."""
    run = evaluation["runs"][at]
    words = wording.evaluation
    name: str = words.configurations.get(run["configuration"], run["configuration"])
    if len({one["index"] for one in evaluation["runs"]}) > 1:
        return words.of_index.format(configuration=name, index=run["index"])
    return name


def difference_name(evaluation: Json, wording: Wording) -> str:
    """The heading of the difference of two runs."""
    first, second = (run_name(evaluation, at, wording) for at in (0, 1))
    return wording.evaluation.difference.format(first=first, second=second)


def latency(run: Json, wording: Wording) -> str:
    """How long a question took in a run."""
    return wording.evaluation.latency.format(**run["latency_ms"])


def kind_name(kind: str, wording: Wording) -> str:
    """A kind of question as it is shown."""
    return wording.evaluation.all_kinds if kind == ALL_KINDS else kind


def figure_texts(
    figure: Mapping[str, float | None], wording: Wording, *, signed: bool = False
) -> tuple[str, str]:
    """A figure and its interval."""
    sign = "+" if signed else ""
    value, low, high = figure["value"], figure["low"], figure["high"]
    if low is None or high is None:
        return f"{value:{sign}.3f}", wording.evaluation.no_interval
    return f"{value:{sign}.3f}", f"{low:{sign}.2f}～{high:{sign}.2f}"


def _table(kinds: Sequence[Json], wording: Wording, *, signed: bool = False) -> list[str]:
    """Two lines a kind: its figures, and their intervals."""
    words = wording.evaluation
    rows = [[words.kind, words.questions, *(words.measures[name] for name in MEASURES)]]
    for one in kinds:
        figures = [figure_texts(one[name], wording, signed=signed) for name in MEASURES]
        rows.append([kind_name(one["kind"], wording), str(one["questions"]), *(text for text, _ in figures)])
        rows.append(["", "", *(interval for _, interval in figures)])
    return number_table(rows)


def _worst(questions: Sequence[Json], wording: Wording) -> Iterator[str]:
    words = wording.evaluation
    yield f"{words.worst}:" if questions else words.no_worst
    for one in questions:
        yield f"- {one['qid']} {words.worst_question.format(**one)}"
        yield from (f"    {words.expected}: {_passage(passage, wording)}" for passage in one["expected"])
        for passage in one["found"]:
            mark = f" [{words.relevant}]" if passage["relevant"] else ""
            yield f"    {words.found} {passage['rank']}{mark}: {_passage(passage, wording)}"
        if not one["found"]:
            yield f"    {words.nothing_found}"


def _passage(passage: Json, wording: Wording) -> str:
    speaker = passage["speaker"] or wording.attached_paper
    return f"{passage['doc']} {speaker} {excerpt(passage['text'], (), width=60)}"
