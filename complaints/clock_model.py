"""What is promised and what time itself does: clocks, more time that is asked for, due things."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from complaints.model import ComplaintId, OfficerId


class ClockKind(StrEnum):
    """What a clock measures (R19); `clocks.STARTS` and `clocks.STOPS` say from when to when."""

    TAKE = "take"
    PLAN = "plan"
    RESULT = "result"
    DEPARTMENT = "department"
    VISIT = "visit"
    REPORT = "report"
    PULSE = "pulse"
    SILENT = "silent"
    REVIEW = "review"
    ONSITE = "onsite"
    FINDING = "finding"
    FINDING_REVIEW = "finding_review"
    FINDING_REPORT = "finding_report"
    FINDING_TALK = "finding_talk"


#: Clocks of a responsibility finding (R34): nothing of its complaint may tell that they run.
CONFIDENTIAL_CLOCKS = frozenset(
    {
        ClockKind.FINDING,
        ClockKind.FINDING_REVIEW,
        ClockKind.FINDING_REPORT,
        ClockKind.FINDING_TALK,
    }
)


@dataclass(kw_only=True, eq=False)
class Clock:
    """A promise with a deadline. `stopped_at` is when it was kept, or ended with the case.

    `span` is what was promised, as a policy writes it, `budget` the same in seconds of counted
    time; `subject_id` the request it belongs to, if any. `reached` is the percent of the last step
    of its ladder that was taken. While it rests `paused_at` is set; `revision` counts what makes
    its scheduled steps outdated.
    """

    id: int
    complaint_id: ComplaintId
    episode: int
    kind: ClockKind
    started_at: datetime
    due_at: datetime
    stopped_at: datetime | None = None
    is_kept: bool | None = None
    span: str = ""
    budget: int = 0
    subject_id: int | None = None
    reached: int = 0
    revision: int = 0
    paused_at: datetime | None = None
    paused_until: datetime | None = None
    pause_reason: str = ""
    is_for_customer: bool = False


@dataclass(kw_only=True, eq=False)
class Extension:
    """More time that somebody asked for a clock, and what was decided by somebody else."""

    id: int
    clock_id: int
    complaint_id: ComplaintId
    span: str
    reason: str
    asked_by: OfficerId
    asked_at: datetime
    decided_by: OfficerId | None = None
    decided_at: datetime | None = None
    is_approved: bool | None = None


class DueKind(StrEnum):
    """What time itself does."""

    SILENCE = "silence"
    STEP = "step"
    PAUSE_OVER = "pause_over"
    SNOOZE = "snooze"
    UNANSWERED = "unanswered"
    REVISIT = "revisit"
    FETCH = "fetch"
    MERGED_RESULT = "merged_result"
    CALL = "call"
    INTERNAL = "internal"
    PENDING_ROUND = "pending_round"
    OPEN_LONG = "open_long"
    MEASURE = "measure"
    SUMMARY = "summary"


@dataclass(kw_only=True, eq=False)
class Due:
    """Something that is to happen at `due_at`, once. `subject_id` is the row it is about."""

    id: int
    kind: DueKind
    subject_id: int
    due_at: datetime
    guard: str = ""
    done_at: datetime | None = None
    attempts: int = 0
    error: str = ""
