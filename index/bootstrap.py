"""Bootstrap confidence intervals of means over questions, and of the difference of two runs of the same ones.

The questions are drawn anew, with replacement, many times over; where the middle 95% of the means lie is
the interval (percentile bootstrap, Efron 1979; for retrieval Sakai, SIGIR 2006). Two runs are compared in
pairs: each draw takes the same questions from both, so that what is hard for both does not blur their
difference. Of few questions the interval comes out too narrow, and nil where all went alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_DRAWS = 10_000
_TAIL_PERCENT = 2.5
# The same figures give the same interval in every run.
_SEED = 20_250


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A mean and its 95% interval; no interval where a single question says nothing about others."""

    value: float
    low: float | None = None
    high: float | None = None


def mean_figure(values: Sequence[float]) -> Figure:
    """The mean of one value a question.

    Raises:
        ValueError: There are no values.
    """
    if not values:
        raise ValueError("no values to take the mean of")
    mean = float(np.mean(values))
    if len(values) < 2:
        return Figure(value=mean)
    count = len(values)
    drawn = np.random.default_rng(_SEED).multinomial(count, [1 / count] * count, _DRAWS)
    means = drawn @ np.asarray(values, dtype=np.float64) / count
    low, high = np.percentile(means, [_TAIL_PERCENT, 100 - _TAIL_PERCENT])
    return Figure(value=mean, low=float(low), high=float(high))


def difference_figure(of: Sequence[float], than: Sequence[float]) -> Figure:
    """How much greater the mean of the first run is, its questions in the order of the second's.

    Raises:
        ValueError: The runs differ in length, or are empty.
    """
    return mean_figure([a - b for a, b in zip(of, than, strict=True)])
