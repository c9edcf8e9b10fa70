"""Who may do what. Rights are named by strings so that moves and other acts share one table.

Whom a complaint may be shown to at all is decided in the query (promise 7); this is about acting
on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from complaints.errors import NotAllowed
from complaints.model import Officer, OfficerId, Role, Severity
from complaints.policy_people import SEATS

_MANAGERS: Final = frozenset(
    {
        Role.DUTY_MANAGER,
        Role.LOBBY_MANAGER,
        Role.SUPERVISOR,
        Role.OFFICE,
        Role.QUALITY_OFFICE,
        Role.SENIOR_LEADER,
        Role.ADMINISTRATOR,
    }
)
_HANDLERS: Final = _MANAGERS | {Role.STAFF, Role.DEPARTMENT_HANDLER, Role.DEPARTMENT_HEAD}

#: Who confirms that a complaint is invalid (R16).
CONFIRM_INVALID: Final = frozenset(
    {Role.LOBBY_MANAGER, Role.SUPERVISOR, Role.OFFICE, Role.QUALITY_OFFICE, Role.SENIOR_LEADER}
)
#: Who sets up a task force for a major complaint, and says that it is none (R13, R28).
LEADING: Final = frozenset({Role.OFFICE, Role.QUALITY_OFFICE, Role.SENIOR_LEADER})
#: Who passes a result before the customer reads it, by severity (R13, R26).
PASS_RESULT: Final[Mapping[Severity, frozenset[Role]]] = {
    Severity.MINOR: CONFIRM_INVALID | {Role.DUTY_MANAGER},
    Severity.SERIOUS: CONFIRM_INVALID,
    Severity.MAJOR: frozenset({Role.SENIOR_LEADER}),
}

#: Right → roles that have it. The first block are lifecycle moves, the rest are acts without a
#: move.
RIGHTS: Final[Mapping[str, frozenset[Role]]] = {
    "take": _HANDLERS,
    "assign": _MANAGERS,
    "put_back": _HANDLERS,
    "wait": _HANDLERS,
    "resume": _HANDLERS,
    "resolve": _HANDLERS,
    "undo_resolve": _HANDLERS,
    "close": _MANAGERS,
    "reopen": _MANAGERS,
    "merge": _HANDLERS,
    "split": _HANDLERS,
    "link": _HANDLERS,
    "invalidate": CONFIRM_INVALID,
    "review": _MANAGERS,
    "send_back": frozenset({Role.QUALITY_OFFICE}),
    "send_to_other": frozenset({Role.QUALITY_OFFICE}),
    "file": _HANDLERS,
    "reply": _HANDLERS,
    "note": _HANDLERS,
    "classify": _HANDLERS,
    "standing": _HANDLERS,
    "raise_severity": _HANDLERS,
    "lower_severity": _MANAGERS,
    "lower_major": LEADING,
    "task_force": LEADING,
    "escalate": _HANDLERS,
    "pause": _MANAGERS,
    "ask_extension": _HANDLERS,
    "promise_visit": _HANDLERS,
    "report_upward": _HANDLERS,
    "coordinate": _HANDLERS,
    "answer_request": frozenset(Role),
    "onsite": _HANDLERS,
    "hand_over": _HANDLERS,
    "sign_info": _HANDLERS,
    "offer": _HANDLERS,
    "carry_out": _HANDLERS,
    "release": _MANAGERS,
    "approve": _MANAGERS,
    "investigate": _HANDLERS,
    "judge": _HANDLERS,
    "recuse": _MANAGERS,
    "pend": _HANDLERS,
    "check": frozenset({Role.QUALITY_OFFICE}),
    "revisit": _MANAGERS,
    "figures": _MANAGERS,
    "export": _MANAGERS,
    "internal_file": frozenset(Role),
    "internal_enter": frozenset({Role.HR, Role.QUALITY_OFFICE}),
    "internal": frozenset(SEATS),
    "find": frozenset(
        {
            Role.DUTY_MANAGER,
            Role.LOBBY_MANAGER,
            Role.SUPERVISOR,
            Role.DEPARTMENT_HEAD,
            Role.OFFICE,
            *SEATS,
        }
    ),
    "officers": frozenset({Role.ADMINISTRATOR}),
    "roster": _MANAGERS,
    "policy": frozenset({Role.ADMINISTRATOR}),
    "lexicon": frozenset({Role.ADMINISTRATOR, Role.QUALITY_OFFICE}),
}


def may(role: Role, right: str) -> bool:
    """Say whether a role has a right; an unknown right belongs to nobody."""
    return role in RIGHTS.get(right, frozenset())


def require(officer: Officer | None, right: str) -> Officer:
    """Refuse unless the officer is active and has the right; returns who it is.

    Raises:
        NotAllowed: not theirs.
    """
    if officer is None or not officer.is_active or not may(officer.role, right):
        raise NotAllowed("not_your_right", right=right)
    return officer


def right_over(officer: Officer | None, owner_id: OfficerId | None) -> str:
    """Name the right that changing the owner of a complaint needs.

    One's own may be handed over or put back; whatever is not one's own, a manager assigns.
    """
    return "hand_over" if officer is not None and officer.id == owner_id else "assign"
