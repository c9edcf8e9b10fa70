"""Internal complaints (员工投诉, R9): what the house keeps of them, in a register of its own.

They are not complaints with a mark. Every list, search, count, figure, export, ping, feed line and
clock of the desk is about `Complaint`; a mark would have to be remembered in each of them, now and
by whoever adds the next one, and forgetting it once would tell an office who complained of whom.
What is in tables of its own is shown by nothing that does not ask for it by name, and the one
condition on those tables stands in `storage.visibility` (promise 7).

They share no number with complaints either: a hole in the numbers of the day would tell everybody
that something internal was filed, and about when. Their own series has no gap; whoever keeps out
of one sees a gap there, which the register explains in the same words to everybody.

The five classes of R11 and their words are about customers' matters, so the classifier is not
asked, and nothing that is said here can teach it; the policy has a small list of classes instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from complaints.model import OfficerId


class InternalState(StrEnum):
    """Where an internal complaint stands; changed only through `internal_moves`."""

    FILED = "filed"
    INVESTIGATING = "investigating"
    DECIDED = "decided"
    REVIEW = "review"
    FINAL = "final"


#: Somebody still owes a decision.
UNDECIDED = frozenset({InternalState.FILED, InternalState.INVESTIGATING, InternalState.REVIEW})


class Side(StrEnum):
    """Which of the two whom a decision is told."""

    COMPLAINANT = "complainant"
    PERSON = "person"


class Outcome(StrEnum):
    """What was decided."""

    UPHELD = "upheld"
    PARTLY = "partly"
    NOT_UPHELD = "not_upheld"


@dataclass(kw_only=True, eq=False)
class InternalComplaint:
    """What somebody who works here complains of.

    Exactly one of `complainant_id` (an officer), `complainant` (the name of a former employee,
    entered by `entered_by`) and `receipt_hash` (anonymous) is set. Of an anonymous one `filed_at`
    is only the beginning of the day. `person` is who is complained about, as written, and
    `person_id` their account if they have one. `due_at` is the end of the clock that runs:
    answered or reported upward the same day, later the review. `answered_at` is when the first of
    the two was done, `is_kept` whether that was in time.
    """

    id: int
    number: str
    category: str
    text: str
    filed_at: datetime
    due_at: datetime
    state: InternalState = InternalState.FILED
    level: int = 0
    complainant_id: OfficerId | None = None
    complainant: str = ""
    receipt_hash: str = ""
    entered_by: OfficerId | None = None
    person_id: OfficerId | None = None
    person: str = ""
    department: str = ""
    demand: str = ""
    occurred: str = ""
    facts: str = ""
    reported_to: str = ""
    reported_at: datetime | None = None
    answered_at: datetime | None = None
    is_kept: bool | None = None
    version: int = 1

    @property
    def is_anonymous(self) -> bool:
        """Whether nobody knows who filed it."""
        return bool(self.receipt_hash)


@dataclass(kw_only=True, eq=False)
class InternalDecision:
    """A decision at one level, and the words each side is told.

    `grounds` stay in the register. `*_told` says how a side without an account was told; "" means
    that this is still to be done, "console" that they read it for themselves.
    """

    id: int
    internal_id: int
    level: int
    outcome: Outcome
    grounds: str
    to_complainant: str
    to_person: str
    decided_by: OfficerId
    decided_at: datetime
    is_final: bool
    complainant_told: str = ""
    person_told: str = ""
    review_by: Side | None = None
    review_words: str = ""
    review_at: datetime | None = None


@dataclass(kw_only=True, eq=False)
class KeptOut:
    """Somebody named in an internal complaint: they neither see nor handle it (回避)."""

    id: int
    internal_id: int
    officer_id: OfficerId


def format_internal(at: datetime, zone: ZoneInfo, count: int) -> str:
    """Write a number of the internal register: prefix, business day, count of the day."""
    return f"HN-{at.astimezone(zone):%y%m%d}-{count:03d}"
