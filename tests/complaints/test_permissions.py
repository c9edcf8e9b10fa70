"""The table of rights, every pair of it: what a role may do, and that nobody else may."""

from __future__ import annotations

from itertools import product

import pytest

from complaints.errors import NotAllowed
from complaints.model import Officer, OfficerId, Role
from complaints.permissions import RIGHTS, may, require
from tests.fakes import START

# What REQUIREMENTS.md says of the roles, written down a second time.
MANAGE = "duty_manager lobby_manager supervisor office quality_office senior_leader administrator"
HANDLE = f"{MANAGE} staff department_handler department_head"
JUDGE = "lobby_manager supervisor office quality_office senior_leader"
EVERYBODY = " ".join(Role)
EXPECTED: dict[str, str] = {
    # Cases and who has them (R1, R4, R10, R11, R18, R19, R21, R26).
    **dict.fromkeys(["file", "take", "put_back", "hand_over", "reply", "note"], HANDLE),
    **dict.fromkeys(["classify", "standing", "merge", "split", "link", "sign_info"], HANDLE),
    **dict.fromkeys(["wait", "resume", "resolve", "undo_resolve", "escalate"], HANDLE),
    **dict.fromkeys(["ask_extension", "promise_visit", "report_upward"], HANDLE),
    **dict.fromkeys(["assign", "close", "reopen", "pause", "roster"], MANAGE),
    # R13: raising is free, lowering is not.
    "raise_severity": HANDLE,
    "lower_severity": MANAGE,
    # R13, R28: what is major is lowered, and led, from above the place.
    **dict.fromkeys(["lower_major", "task_force"], "office quality_office senior_leader"),
    # R16, R17, R27: two people judge, a manager writes down that a review is wanted.
    **dict.fromkeys(["investigate", "judge"], HANDLE),
    "invalidate": JUDGE,
    "review": MANAGE,
    "recuse": MANAGE,
    # R20: departments are asked; anybody may hold a seat that answers.
    "coordinate": HANDLE,
    "onsite": HANDLE,
    "answer_request": EVERYBODY,
    # R22, R23: what is promised and who says yes; the limits are another table.
    **dict.fromkeys(["offer", "carry_out"], HANDLE),
    **dict.fromkeys(["approve", "release"], MANAGE),
    # R32.
    "pend": HANDLE,
    # R33, R35, R44.
    **dict.fromkeys(["revisit", "figures", "export"], MANAGE),
    **dict.fromkeys(["check", "send_back", "send_to_other"], "quality_office"),
    # R9.
    "internal_file": EVERYBODY,
    "internal_enter": "hr quality_office",
    "internal": "hr quality_office senior_leader",
    # R34: a finding is written by whoever may judge persons, processes or the house.
    "find": f"{JUDGE} duty_manager department_head hr",
    # The desk itself.
    **dict.fromkeys(["officers", "policy"], "administrator"),
    "lexicon": "administrator quality_office",
}


def officer(role: Role, *, is_active: bool = True) -> Officer:
    """Make somebody with a role."""
    return Officer(
        id=OfficerId(1), name="林晓芸", role=role, created_at=START, is_active=is_active
    )


def test_every_right_is_written_down_here() -> None:
    """A new right is given to nobody by accident."""
    assert set(RIGHTS) == set(EXPECTED)


@pytest.mark.parametrize(("right", "role"), list(product(sorted(RIGHTS), Role)))
def test_every_pair_of_role_and_right(right: str, role: Role) -> None:
    """Who has a right may use it, unless they have left; whoever has it not is refused."""
    has_it = role in EXPECTED[right].split()

    assert may(role, right) is has_it
    if has_it:
        assert require(officer(role), right).role is role
    else:
        with pytest.raises(NotAllowed):
            require(officer(role), right)
    with pytest.raises(NotAllowed):
        require(officer(role, is_active=False), right)


@pytest.mark.parametrize("role", Role)
def test_an_unknown_right_belongs_to_nobody(role: Role) -> None:
    """Also not to the administrator."""
    assert not may(role, "everything")
