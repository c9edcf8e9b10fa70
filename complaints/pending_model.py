"""What cannot be settled now (未了事宜, R32), and the calls that nobody answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from complaints.clock_model import ClockKind
from complaints.model import ComplaintId, OfficerId


class PendingCause(StrEnum):
    """Why a complaint cannot be settled now."""

    CAUSE_UNCLEAR = "cause_unclear"
    PARTS_MISSING = "parts_missing"
    CUSTOMER_ABSENT = "customer_absent"
    UNREACHABLE = "unreachable"
    OTHER = "other"


_WORK: Final = frozenset({ClockKind.RESULT, ClockKind.VISIT})
#: Which clocks rest while a complaint is on the ledger, until the day it is expected to be
#: settled. All others run on; above all the customer still hears of the progress, unless nobody
#: reaches them.
RESTS_WHILE_PENDING: Final[Mapping[PendingCause, frozenset[ClockKind]]] = {
    PendingCause.CAUSE_UNCLEAR: _WORK,
    PendingCause.PARTS_MISSING: _WORK,
    PendingCause.CUSTOMER_ABSENT: _WORK,
    PendingCause.UNREACHABLE: _WORK | {ClockKind.PULSE},
    PendingCause.OTHER: _WORK,
}


class PendingState(StrEnum):
    """Where an entry of the ledger stands; it lapses when the case ends before the approval."""

    ASKED = "asked"
    OPEN = "open"
    REFUSED = "refused"
    LAPSED = "lapsed"
    SETTLED = "settled"


@dataclass(kw_only=True, eq=False)
class Pending:
    """An entry of the ledger: asked for by one, entered with another's approval.

    `words` are the house's own about the cause, `missing` what is missing; `expected_on` is the
    business day on which it should be settled. `outcome` says what happened in the end;
    `settled_by` is None when time or the customer settled it.
    """

    id: int
    complaint_id: ComplaintId
    episode: int
    cause: PendingCause
    responsible_id: OfficerId
    expected_on: date
    asked_by: OfficerId
    asked_at: datetime
    words: str = ""
    missing: str = ""
    state: PendingState = PendingState.ASKED
    entered_by: OfficerId | None = None
    entered_at: datetime | None = None
    settled_by: OfficerId | None = None
    settled_at: datetime | None = None
    outcome: str = ""


class CallResult(StrEnum):
    """What came of a call in which the customer was not spoken to."""

    NO_ANSWER = "no_answer"
    BUSY = "busy"
    WRONG_NUMBER = "wrong_number"
    CALLS_BACK = "calls_back"


@dataclass(kw_only=True, eq=False)
class CallAttempt:
    """A call that did not reach the customer; `at` is when it was made."""

    id: int
    complaint_id: ComplaintId
    officer_id: OfficerId
    at: datetime
    result: CallResult
    words: str = ""
