"""What pages and the API show of coordination requests (R20).

Made by `storage.coordination_queries`, never changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from complaints.clock_model import Clock
from complaints.coordination_model import CoordinationRequest, RequestState, RequestStep
from complaints.model import Category, Officer, OfficerId, Severity


@dataclass(frozen=True)
class Seat:
    """The codes of the departments that an officer answers for, and of those they sign for."""

    answers_for: Sequence[str] = ()
    signs_for: Sequence[str] = ()


#: Answers for no department.
NO_SEAT = Seat()


@dataclass(frozen=True)
class CaseRequest:
    """A request about one complaint, its steps in order, and its newest clock."""

    request: CoordinationRequest
    steps: Sequence[RequestStep]
    clock: Clock | None


@dataclass(frozen=True)
class CaseCoordination:
    """All that departments were asked about one complaint, oldest first.

    `people` are the viewer and whoever they stand in for now; `names` those of the officers who
    occur. `to_call` is when the customer had to be called about the progress and has not been
    yet, None when there is nothing to tell.
    """

    requests: Sequence[CaseRequest]
    people: Sequence[Officer]
    names: Mapping[OfficerId, str]
    to_call: datetime | None


@dataclass(frozen=True)
class RequestRow:
    """An open request in a list. Long numbers in what was asked are masked (R41).

    `started_at` and `due_at` are those of its clock while it runs.
    """

    id: int
    number: str
    category: Category
    severity: Severity
    place: str
    department: str
    text: str
    state: RequestState
    asked_by: OfficerId
    asker_name: str
    asked_at: datetime
    handler_name: str
    started_at: datetime | None
    due_at: datetime | None
