"""The table of moves, every pair of it (promise 4)."""

from __future__ import annotations

from itertools import product

import pytest

from complaints import lifecycle
from complaints.errors import Invalid, NotAllowed, WrongState
from complaints.lifecycle import RULES, Move
from complaints.model import (
    BOT,
    CLOCK,
    CUSTOMER,
    Actor,
    Channel,
    Complaint,
    ComplaintId,
    Officer,
    OfficerId,
    Role,
    Status,
    by,
)
from tests.fakes import START

# What DESIGN.md and R26 say, written down a second time: from where, to where, by whom.
MANAGERS = {
    Role.DUTY_MANAGER,
    Role.LOBBY_MANAGER,
    Role.SUPERVISOR,
    Role.OFFICE,
    Role.QUALITY_OFFICE,
    Role.SENIOR_LEADER,
    Role.ADMINISTRATOR,
}
HANDLERS = MANAGERS | {Role.STAFF, Role.DEPARTMENT_HANDLER, Role.DEPARTMENT_HEAD}
EXPECTED: dict[Move, tuple[str, str, set[Role | Actor]]] = {
    Move.TAKE: ("new", "open", {*HANDLERS}),
    Move.ASSIGN: ("new", "open", {*MANAGERS}),
    Move.PUT_BACK: ("open waiting", "new", {*HANDLERS}),
    Move.WAIT: ("open", "waiting", {*HANDLERS}),
    Move.RESUME: ("waiting", "open", {*HANDLERS, CUSTOMER, CLOCK}),
    Move.RESOLVE: ("open waiting", "answered", {*HANDLERS}),
    Move.UNDO_RESOLVE: ("answered", "open", {*HANDLERS}),
    Move.CONFIRM: ("answered", "closed", {CUSTOMER}),
    Move.REJECT: ("answered", "new", {CUSTOMER}),
    Move.EXPIRE: ("answered", "closed", {CLOCK}),
    Move.CLOSE: ("open waiting answered", "closed", {*MANAGERS}),
    Move.REOPEN: ("closed", "new", {*MANAGERS, CUSTOMER}),
    Move.WITHDRAW: ("new open waiting answered", "withdrawn", {CUSTOMER}),
    Move.MERGE: ("new open waiting answered", "merged", {*HANDLERS}),
    Move.SPLIT: ("merged", "new", {*HANDLERS, CUSTOMER}),
    Move.INVALIDATE: (
        "open waiting",
        "invalid",
        MANAGERS - {Role.DUTY_MANAGER, Role.ADMINISTRATOR},
    ),
    Move.REVIEW: ("invalid", "new", {*MANAGERS, CUSTOMER}),
    Move.SEND_BACK: ("closed", "open", {Role.QUALITY_OFFICE}),
    Move.SEND_TO_OTHER: ("closed", "new", {Role.QUALITY_OFFICE}),
}


GIVEN = {
    "reason": "因为",
    "result": "修好了",
    "into": "HY-260311-002",
    "explanation": "您的心情我们理解。",
}


def officer(role: Role) -> Actor:
    """Make somebody of a role."""
    return by(Officer(id=OfficerId(1), name="x", role=role, created_at=START))


def complaint(status: Status) -> Complaint:
    """Make a complaint that stands somewhere."""
    return Complaint(
        id=ComplaintId(1),
        number="HY-260311-001",
        channel=Channel.PHONE,
        text="灯坏了",
        received_at=START,
        promised_at=START,
        status_token="t",
        status=status,
    )


ACTORS: dict[str, tuple[Actor, Role | Actor]] = {
    "customer": (CUSTOMER, CUSTOMER),
    "bot": (BOT, BOT),
    "clock": (CLOCK, CLOCK),
    **{role.value: (officer(role), role) for role in Role},
}


def test_the_table_has_every_move() -> None:
    """Nothing changes a status that is not in the table, and the test knows all of it."""
    assert set(RULES) == set(Move) == set(EXPECTED)


@pytest.mark.parametrize("move", Move)
def test_every_status_and_actor_fits_the_move_or_not(move: Move) -> None:
    """A move happens exactly where and by whom it may; a refused one changes nothing."""
    sources, target, allowed = EXPECTED[move]

    for status, (actor, who) in product(Status, ACTORS.values()):
        case = complaint(status)
        may = who in allowed and status.value in sources.split()
        if may:
            before = lifecycle.move(case, actor, move, **GIVEN)
            assert (before, case.status.value) == (status, target), who
        else:
            with pytest.raises(WrongState if who in allowed else NotAllowed):
                lifecycle.move(case, actor, move, **GIVEN)
            assert case.status is status, who
        assert lifecycle.is_possible(status, actor, move) is may, (status, who)


@pytest.mark.parametrize(
    ("move", "field"),
    [
        (Move.WAIT, "reason"),
        (Move.RESOLVE, "result"),
        (Move.CLOSE, "reason"),
        (Move.REOPEN, "reason"),
        (Move.INVALIDATE, "reason"),
        (Move.SEND_BACK, "reason"),
        (Move.SEND_TO_OTHER, "reason"),
    ],
)
@pytest.mark.parametrize(
    "given", [{}, {"reason": "", "result": ""}, {"reason": " ", "result": "\n"}]
)
def test_what_must_be_known_first_may_not_be_blank(
    move: Move, field: str, given: dict[str, str]
) -> None:
    """The refusal names the field, and the complaint stays where it is."""
    case = complaint(Status(EXPECTED[move][0].split()[0]))
    before = case.status

    with pytest.raises(Invalid) as refused:
        lifecycle.move(case, officer(_somebody_for(move)), move, **given)

    assert refused.value.data["field"] == field
    assert case.status is before


def _somebody_for(move: Move) -> Role:
    """Choose an officer who may make a move."""
    return next(role for role in Role if role in EXPECTED[move][2])
