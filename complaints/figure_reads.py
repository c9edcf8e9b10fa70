"""The figures of a period: counts with what they are counted over, shares with their n."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from complaints.clock_model import ClockKind
from complaints.decision_reads import CheckFigures
from complaints.model import Category, CloseReason, Solved

#: Customers who give this score or a better one are content.
CONTENT_FROM = 4


@dataclass(frozen=True)
class Share:
    """A part of `n`; never shown without it (promise 5)."""

    count: int
    n: int

    @property
    def rate(self) -> float | None:
        """The part, 0 to 1; None of nothing."""
        return self.count / self.n if self.n else None


@dataclass(frozen=True)
class SurveyFigures:
    """What customers answered to the surveys of a period; silence counts as nothing (promise 5).

    Every share is taken of the number of answers, which is the sum of its own mapping. `mean` is
    that of the scores, 1 to 5, None without any.
    """

    sent: int
    answered: int
    solved: Mapping[Solved, int]
    scores: Mapping[int, int]
    mean: float | None

    @property
    def response(self) -> Share:
        """How many of those asked have answered."""
        return Share(self.answered, self.sent)

    @property
    def resolution(self) -> Share:
        """How many of those who said whether it is solved said yes; "partly" is no yes."""
        return Share(self.solved[Solved.YES], sum(self.solved.values()))

    @property
    def satisfaction(self) -> Share:
        """How many of those who gave a score gave 4 or 5."""
        content = sum(n for score, n in self.scores.items() if score >= CONTENT_FROM)
        return Share(content, sum(self.scores.values()))


@dataclass(frozen=True)
class CategoryFigures:
    """How many complaints of a category were filed in a period, and how many ended how.

    Only `closed` ones were dealt with to their end.
    """

    category: Category
    filed: int
    closed: int
    withdrawn: int
    merged: int
    invalid: int


@dataclass(frozen=True)
class ClockFigures:
    """How many clocks of the complaints received in a period were kept and missed.

    Missed is also one that still runs past its end; one that ended with the case is neither.
    """

    kind: ClockKind
    kept: int
    missed: int


@dataclass(frozen=True)
class Figures:
    """A period in numbers (R35): `from_` inclusive, `to` not."""

    from_: datetime
    to: datetime
    survey: SurveyFigures
    categories: Sequence[CategoryFigures]
    clocks: Sequence[ClockFigures]
    close_reasons: Mapping[CloseReason, int]
    checks: CheckFigures
