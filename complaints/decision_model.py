"""What is decided about a complaint, and by whom: remedies, approvals, validity, checks.

Money is counted in the smallest unit of the house's currency, never in floating numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from complaints.model import ComplaintId, OfficerId


class RemedyKind(StrEnum):
    """What a customer can be given (R23)."""

    APOLOGY = "apology"
    EXCHANGE = "exchange"
    RETURN = "return"
    RECALL = "recall"
    REPAIR = "repair"
    REWORK = "rework"
    REFUND = "refund"
    REPLACEMENT = "replacement"
    WAIVER = "waiver"
    COMPENSATION = "compensation"
    MEDICAL = "medical"


#: These are sums of money; the others may cost something, and may not.
MONEY: Final = frozenset(
    {RemedyKind.REFUND, RemedyKind.WAIVER, RemedyKind.COMPENSATION, RemedyKind.MEDICAL}
)
#: Somebody else always looks at these, however small the sum.
ALWAYS_APPROVED: Final = frozenset({RemedyKind.RECALL, RemedyKind.MEDICAL})


class RemedyState(StrEnum):
    """Where a remedy stands; changed only through `remedy_moves`."""

    PROPOSED = "proposed"
    REFUSED = "refused"
    APPROVED = "approved"
    OFFERED = "offered"
    DECLINED = "declined"
    AGREED = "agreed"
    DONE = "done"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Alternative:
    """One of the things a customer may choose; `amount` is 0 where no money is meant."""

    kind: RemedyKind
    amount: int = 0
    text: str = ""


@dataclass(kw_only=True, eq=False)
class Demand:
    """What the customer asks for (诉求): form and amount, in their words. The newest counts."""

    id: int
    complaint_id: ComplaintId
    at: datetime
    text: str = ""
    kind: RemedyKind | None = None
    amount: int = 0
    currency: str = ""
    officer_id: OfficerId | None = None


@dataclass(kw_only=True, eq=False)
class Remedy:
    """An offer with one or several alternatives, and what became of it (R22).

    `most` is the greatest amount among the alternatives, `covered` all that the matter may cost
    with it; `kind`, `amount` and `text` are those of the one agreed on. `mediator` is a third
    party who mediated (调停); `is_goodwill` says that nothing was owed (协商).
    """

    id: int
    complaint_id: ComplaintId
    episode: int
    state: RemedyState
    alternatives: list[dict[str, Any]]
    most: int
    covered: int
    currency: str
    proposed_by: OfficerId
    proposed_at: datetime
    words: str = ""
    is_goodwill: bool = False
    mediator: str = ""
    told_at: datetime | None = None
    agreed_at: datetime | None = None
    agreed_via: str = ""
    agreed_words: str = ""
    kind: RemedyKind | None = None
    amount: int = 0
    text: str = ""
    done_by: OfficerId | None = None
    done_at: datetime | None = None
    done_words: str = ""
    version: int = 1

    @property
    def choices(self) -> list[Alternative]:
        """What the customer can choose from."""
        return [
            Alternative(RemedyKind(one["kind"]), int(one["amount"]), str(one["text"]))
            for one in self.alternatives
        ]


class ApprovalKind(StrEnum):
    """What somebody else has to agree to first."""

    REMEDY = "remedy"
    RESULT = "result"
    INVALID = "invalid"
    PENDING = "pending"
    PLAN = "plan"
    SUMMARY = "summary"


class ApprovalState(StrEnum):
    """Where a request for approval stands; it lapses when what it is about is taken back."""

    OPEN = "open"
    GRANTED = "granted"
    REFUSED = "refused"
    LAPSED = "lapsed"


@dataclass(kw_only=True, eq=False)
class Approval:
    """A request that somebody with the authority agrees; never decided by who asked.

    `subject_id` is the remedy, invalidity, ledger entry, summary report or complaint that it is
    about; `amount` is all that the matter would have cost then; `detail` holds a result that
    waits, or the words of a plan or report as they were asked about.
    """

    id: int
    complaint_id: ComplaintId
    kind: ApprovalKind
    subject_id: int
    asked_by: OfficerId
    asked_at: datetime
    amount: int = 0
    currency: str = ""
    detail: dict[str, Any] = field(default_factory=dict)
    state: ApprovalState = ApprovalState.OPEN
    decided_by: OfficerId | None = None
    decided_at: datetime | None = None
    reason: str = ""
    version: int = 1


@dataclass(kw_only=True, eq=False)
class Investigation:
    """What was found out (R16, R25). `gap` is a gap in management (管理漏洞), `is_liable` whether
    the house is to blame as far as is known; `told` lists who has heard the facts."""

    id: int
    complaint_id: ComplaintId
    episode: int
    officer_id: OfficerId
    at: datetime
    facts: str
    gap: str = ""
    is_liable: bool | None = None
    told: list[str] = field(default_factory=list)


class InvalidReason(StrEnum):
    """Why a complaint may be judged invalid (R17)."""

    SELF_CAUSED = "self_caused"
    NOT_PROMISED = "not_promised"
    QUARREL = "quarrel"
    ANONYMOUS = "anonymous"
    UNTRACEABLE = "untraceable"
    LATE_ATTITUDE = "late_attitude"


class Motive(StrEnum):
    """What moved the complainant: a promise misread (一般无效), or ill will (恶意)."""

    MISREAD = "misread"
    MALICE = "malice"


@dataclass(kw_only=True, eq=False)
class Invalidity:
    """The judgement that a complaint is invalid: one person proposes it, another confirms it.

    `rule` is the code of the published rule that the explanation rests on.
    """

    id: int
    complaint_id: ComplaintId
    episode: int
    reason: InvalidReason
    motive: Motive
    explanation: str
    rule: str
    proposed_by: OfficerId
    proposed_at: datetime
    confirmed_by: OfficerId | None = None
    confirmed_at: datetime | None = None


class Bar(StrEnum):
    """Why an officer must keep out of a complaint (回避)."""

    NAMED = "named"
    DECLARED = "declared"
    JUDGED = "judged"
    SENT_BACK = "sent_back"


#: Who is barred for one of these does not even see the complaint; the others may not handle it.
HIDING: Final = frozenset({Bar.NAMED, Bar.DECLARED})


@dataclass(kw_only=True, eq=False)
class Recusal:
    """An officer who keeps out of a complaint, until somebody lifts it."""

    id: int
    complaint_id: ComplaintId
    officer_id: OfficerId
    bar: Bar
    at: datetime
    reason: str = ""
    set_by: OfficerId | None = None
    lifted_by: OfficerId | None = None
    lifted_at: datetime | None = None


@dataclass(kw_only=True, eq=False)
class Check:
    """What the quality office says of a finished complaint (考核, R44)."""

    id: int
    complaint_id: ComplaintId
    episode: int
    officer_id: OfficerId
    at: datetime
    is_timely: bool
    is_apt: bool
    words: str = ""

    @property
    def is_passed(self) -> bool:
        """Whether nothing has to be done again."""
        return self.is_timely and self.is_apt
