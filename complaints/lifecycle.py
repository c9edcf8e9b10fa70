"""The one table of moves.

How a complaint's status may change, by whom, and what must be known first.

Nothing else in the program assigns `Complaint.status`. A move either happens whole or raises.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from complaints import permissions
from complaints.errors import Invalid, NotAllowed, WrongState
from complaints.model import ACTIVE, Actor, ActorKind, Complaint, Status


class Move(StrEnum):
    """Everything that can change where a complaint stands."""

    TAKE = "take"
    ASSIGN = "assign"
    PUT_BACK = "put_back"
    WAIT = "wait"
    RESUME = "resume"
    RESOLVE = "resolve"
    UNDO_RESOLVE = "undo_resolve"
    CONFIRM = "confirm"
    REJECT = "reject"
    EXPIRE = "expire"
    CLOSE = "close"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    MERGE = "merge"
    SPLIT = "split"
    INVALIDATE = "invalidate"
    REVIEW = "review"
    SEND_BACK = "send_back"
    SEND_TO_OTHER = "send_to_other"


@dataclass(frozen=True)
class Rule:
    """One row of the table.

    `needs` names what must not be empty; `kinds` who may make the move at all.
    """

    sources: frozenset[Status]
    target: Status
    kinds: frozenset[ActorKind]
    needs: tuple[str, ...] = ()


_OFFICER = frozenset({ActorKind.OFFICER})
_CUSTOMER = frozenset({ActorKind.CUSTOMER})
_EITHER = _OFFICER | _CUSTOMER
_CLOCK = frozenset({ActorKind.CLOCK})

RULES: Mapping[Move, Rule] = {
    Move.TAKE: Rule(frozenset({Status.NEW}), Status.OPEN, _OFFICER),
    Move.ASSIGN: Rule(frozenset({Status.NEW}), Status.OPEN, _OFFICER, ("reason",)),
    Move.PUT_BACK: Rule(
        frozenset({Status.OPEN, Status.WAITING}), Status.NEW, _OFFICER, ("reason",)
    ),
    Move.WAIT: Rule(frozenset({Status.OPEN}), Status.WAITING, _OFFICER, ("reason",)),
    Move.RESUME: Rule(frozenset({Status.WAITING}), Status.OPEN, _EITHER | _CLOCK),
    Move.RESOLVE: Rule(
        frozenset({Status.OPEN, Status.WAITING}), Status.ANSWERED, _OFFICER, ("result",)
    ),
    Move.UNDO_RESOLVE: Rule(frozenset({Status.ANSWERED}), Status.OPEN, _OFFICER),
    Move.CONFIRM: Rule(frozenset({Status.ANSWERED}), Status.CLOSED, _CUSTOMER),
    Move.REJECT: Rule(frozenset({Status.ANSWERED}), Status.NEW, _CUSTOMER),
    Move.EXPIRE: Rule(frozenset({Status.ANSWERED}), Status.CLOSED, _CLOCK),
    Move.CLOSE: Rule(
        frozenset({Status.OPEN, Status.WAITING, Status.ANSWERED}),
        Status.CLOSED,
        _OFFICER,
        ("reason",),
    ),
    Move.REOPEN: Rule(frozenset({Status.CLOSED}), Status.NEW, _EITHER, ("reason",)),
    Move.WITHDRAW: Rule(ACTIVE, Status.WITHDRAWN, _CUSTOMER),
    Move.MERGE: Rule(ACTIVE, Status.MERGED, _OFFICER, ("into",)),
    Move.SPLIT: Rule(frozenset({Status.MERGED}), Status.NEW, _EITHER),
    Move.INVALIDATE: Rule(
        frozenset({Status.OPEN, Status.WAITING}),
        Status.INVALID,
        _OFFICER,
        ("reason", "explanation"),
    ),
    Move.REVIEW: Rule(frozenset({Status.INVALID}), Status.NEW, _EITHER),
    Move.SEND_BACK: Rule(frozenset({Status.CLOSED}), Status.OPEN, _OFFICER, ("reason",)),
    Move.SEND_TO_OTHER: Rule(frozenset({Status.CLOSED}), Status.NEW, _OFFICER, ("reason",)),
}


def is_possible(status: Status, actor: Actor, move: Move) -> bool:
    """Say whether the actor could make this move from this status, so that a page can offer it."""
    rule = RULES[move]
    return (
        status in rule.sources
        and actor.kind in rule.kinds
        and (actor.officer is None or permissions.may(actor.officer.role, move))
    )


def move(complaint: Complaint, actor: Actor, name: Move, **given: str) -> Status:
    """Make a move and return the status the complaint had before. Raises as `check` does."""
    check(complaint, actor, name, **given)
    before, complaint.status = complaint.status, RULES[name].target
    return before


def check(complaint: Complaint, actor: Actor, name: Move, **given: str) -> None:
    """Refuse a move that cannot be made.

    Raises:
        NotAllowed: the actor may not make this move.
        WrongState: it cannot be made from the present status.
        Invalid: something the move needs is empty; `data["field"]` names it.
    """
    rule = RULES[name]
    if actor.kind not in rule.kinds:
        raise NotAllowed("move_not_yours", move=name)
    if actor.officer is not None and not permissions.may(actor.officer.role, name):
        raise NotAllowed("move_not_yours", move=name)
    if complaint.status not in rule.sources:
        raise WrongState("move_not_possible", move=name, status=complaint.status)
    for field in rule.needs:
        if not given.get(field, "").strip():
            raise Invalid("required", field=field)
