"""What one officer may decide when asked (R16, R23, R26, R28): which kinds, and how much money."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from complaints.decision_model import ApprovalKind
from complaints.model import Officer, Role, Severity
from complaints.money import digits_of
from complaints.permissions import CONFIRM_INVALID, PASS_RESULT, may
from complaints.policy import Authority

#: More than any sum; what a column of the database still holds.
_ANY_SUM: Final = 2**63 - 1


@dataclass(frozen=True)
class Mandate:
    """What an officer may decide: approvals of a kind about complaints of these severities.

    Remedies go by their amount instead: up to `money`, in the smallest unit of the house's
    currency; below 0 none at all.
    """

    severities: Mapping[ApprovalKind, frozenset[Severity]] = field(default_factory=dict)
    money: int = -1

    def covers(self, kind: ApprovalKind, severity: Severity, amount: int) -> bool:
        """Say whether this may be decided."""
        if kind is ApprovalKind.REMEDY:
            return amount <= self.money
        return severity in self.severities.get(kind, ())


#: Decides nothing.
NO_MANDATE: Final = Mandate()


def mandate_of(authority: Authority, officer: Officer) -> Mandate:
    """Say what an officer's role may decide; programs and leavers decide nothing."""
    if officer.is_service or not officer.is_active or not may(officer.role, "approve"):
        return NO_MANDATE
    passes = frozenset(s for s in Severity if officer.role in PASS_RESULT[s])
    is_leader = officer.role is Role.SENIOR_LEADER
    return Mandate(
        severities={
            ApprovalKind.RESULT: passes,
            # Who passes a result also agrees that there is none for the time being.
            ApprovalKind.PENDING: passes,
            ApprovalKind.INVALID: frozenset(s for s in Severity if _may_judge(officer.role, s)),
            ApprovalKind.PLAN: frozenset(Severity) if is_leader else frozenset(),
            ApprovalKind.SUMMARY: frozenset(Severity) if is_leader else frozenset(),
        },
        money=_money(authority, officer.role),
    )


def _money(authority: Authority, role: Role) -> int:
    most, unit = authority.most(role), 10 ** digits_of(authority.currency)
    return _ANY_SUM if most is None else int(most * unit)


def _may_judge(role: Role, severity: Severity) -> bool:
    return role in (PASS_RESULT[severity] if severity is Severity.MAJOR else CONFIRM_INVALID)
