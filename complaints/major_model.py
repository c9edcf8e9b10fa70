"""What a major complaint has beyond any other (R28–R30): who knows, who works on it, what is done.

A complaint that is or was major has one `Major`; everything else here hangs on the complaint.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from complaints.model import ComplaintId, OfficerId


@dataclass(kw_only=True, eq=False)
class Major:
    """Since when a complaint is major, and which senior leader knows of it (R28).

    `recorded_by` is who told the leader on the phone, None when the leader has tapped. `cards`
    are the codes of the emergency cards that somebody has chosen. The summary report is due at
    `summary_due_at`, which is set once the event has been dealt with; `summary_done_at` is when a
    senior leader agreed to it. All but the cards begin anew when the complaint becomes major
    again or is opened again.
    """

    id: int
    complaint_id: ComplaintId
    begun_at: datetime
    acknowledged_by: OfficerId | None = None
    acknowledged_at: datetime | None = None
    recorded_by: OfficerId | None = None
    cards: list[str] = field(default_factory=list)
    dealt_with_at: datetime | None = None
    summary_due_at: datetime | None = None
    summary_done_at: datetime | None = None
    version: int = 1


@dataclass(kw_only=True, eq=False)
class Member:
    """An officer of the task force (专项小组); `task` is what is theirs in it.

    Who has left keeps the row, with `until`.
    """

    id: int
    complaint_id: ComplaintId
    officer_id: OfficerId
    is_lead: bool
    since: datetime
    set_by: OfficerId
    task: str = ""
    until: datetime | None = None


class MeasureState(StrEnum):
    """How far a measure is: carried out by one person, verified by another."""

    PLANNED = "planned"
    DONE = "done"
    VERIFIED = "verified"
    DROPPED = "dropped"


#: Somebody still has something to do.
UNFINISHED: Final = frozenset({MeasureState.PLANNED, MeasureState.DONE})


@dataclass(kw_only=True, eq=False)
class Measure:
    """One measure of the plan (措施): what, which department, who, until when.

    It counts once a senior leader has agreed to the plan (`approved_at`).
    """

    id: int
    complaint_id: ComplaintId
    text: str
    department: str
    officer_id: OfficerId
    due_at: datetime
    added_by: OfficerId
    added_at: datetime
    state: MeasureState = MeasureState.PLANNED
    approved_at: datetime | None = None
    done_by: OfficerId | None = None
    done_at: datetime | None = None
    done_words: str = ""
    verified_by: OfficerId | None = None
    verified_at: datetime | None = None
    version: int = 1

    def is_late(self, now: datetime) -> bool:
        """Say whether it should have been carried out by now."""
        return self.state is MeasureState.PLANNED and self.due_at <= now


class Section(StrEnum):
    """The parts of the summary report (重大投诉处理报告) that somebody writes (R28).

    The measures are the plan itself and are not written twice.
    """

    COURSE = "course"
    INVESTIGATION = "investigation"
    CAUSE = "cause"
    OUTCOME = "outcome"
    IMPROVEMENT = "improvement"


@dataclass(kw_only=True, eq=False)
class Summary:
    """The summary report of one episode; `sections` are keyed by `Section`.

    It is whole once a senior leader has agreed to it (`approved_at`), and stays as it was then.
    """

    id: int
    complaint_id: ComplaintId
    episode: int
    sections: dict[str, str]
    written_by: OfficerId
    written_at: datetime
    approved_by: OfficerId | None = None
    approved_at: datetime | None = None
    version: int = 1


@dataclass(kw_only=True, eq=False)
class Crisis:
    """A crisis (危机) and the chain it climbs (R29).

    `stages` are those of the policy when it began, each {name, who, plans} and, once reached,
    {entered_at, entered_by}, and what was decided there: {decided, decided_by, decided_at}.
    `stage` is the index of the present one. `plans` are the alternatives, each {text,
    proposed_by, at}; `chosen` is the index of the one a senior leader chose. Instants in them are
    texts (ISO 8601), people are ids as texts.
    """

    id: int
    complaint_id: ComplaintId
    reason: str
    begun_by: OfficerId
    begun_at: datetime
    stages: list[dict[str, Any]]
    stage: int = 0
    plans: list[dict[str, Any]] = field(default_factory=list)
    chosen: int | None = None
    chosen_by: OfficerId | None = None
    chosen_at: datetime | None = None
    chosen_reason: str = ""
    ended_by: OfficerId | None = None
    ended_at: datetime | None = None
    outcome: str = ""
    version: int = 1


@dataclass(kw_only=True, eq=False)
class EmergencyCall:
    """Somebody who was called: at a stage of a crisis, or from an emergency card.

    `occasion` is `crisis:<stage>` or `card:<code>`, `label` its name then. `officer_id` is None
    for somebody outside the desk, such as a site's contact, who is phoned; `name` and `phone` are
    theirs. `is_pinged` says whether a chat carried the call.
    """

    id: int
    complaint_id: ComplaintId
    occasion: str
    label: str
    name: str
    at: datetime
    called_by: OfficerId
    phone: str = ""
    officer_id: OfficerId | None = None
    is_pinged: bool = False
    acknowledged_at: datetime | None = None
    version: int = 1
