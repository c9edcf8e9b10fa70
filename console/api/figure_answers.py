"""What other programs are answered about a period."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from complaints.clock_model import ClockKind
from complaints.model import (
    Category,
    CloseReason,
    Solved,
)
from console.api.fields import Answer


class ShareAnswer(Answer):
    """A part of `n`; `rate` is 0 to 1, null without any."""

    count: int
    n: int
    rate: float | None


class SurveyAnswer(Answer):
    """What customers answered. Shares are of the answers given; silence counts as nothing.

    `resolution` is the part that said solved, `satisfaction` the part that gave 4 or 5.
    """

    sent: int
    answered: int
    solved: dict[Solved, int]
    scores: dict[int, int]
    mean: float | None
    response: ShareAnswer
    resolution: ShareAnswer
    satisfaction: ShareAnswer


class CategoryAnswer(Answer):
    """How many complaints of a category were filed, and how many ended how."""

    category: Category
    filed: int
    closed: int
    withdrawn: int
    merged: int
    invalid: int


class ClockFiguresAnswer(Answer):
    """How many clocks of a kind were kept and missed."""

    kind: ClockKind
    kept: int
    missed: int


class CheckFiguresAnswer(Answer):
    """Checks made in the period (考核); those sent back were late, unapt, or both."""

    checked: int
    passed: int
    late: int
    unapt: int
    sent_back: int


class FiguresAnswer(Answer):
    """A period in numbers (R35)."""

    from_: datetime = Field(serialization_alias="from")
    to: datetime
    survey: SurveyAnswer
    categories: list[CategoryAnswer]
    clocks: list[ClockFiguresAnswer]
    close_reasons: dict[CloseReason, int]
    checks: CheckFiguresAnswer
