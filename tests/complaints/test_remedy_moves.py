"""The table of what can happen to an offer, every pair of it (R22, R23)."""

from __future__ import annotations

from itertools import product

import pytest

from complaints.decision_model import Remedy, RemedyState
from complaints.errors import WrongState
from complaints.model import ComplaintId, OfficerId
from complaints.remedy_moves import MOVES, RemedyMove, move_remedy
from tests.fakes import START

# Written down a second time: from where, to where.
EXPECTED = {
    RemedyMove.APPROVE: ("proposed", "approved"),
    RemedyMove.REFUSE: ("proposed", "refused"),
    RemedyMove.TELL: ("approved", "offered"),
    RemedyMove.AGREE: ("offered", "agreed"),
    RemedyMove.DECLINE: ("offered", "declined"),
    RemedyMove.WITHDRAW: ("proposed approved offered", "withdrawn"),
    RemedyMove.RELEASE: ("agreed", "withdrawn"),
    RemedyMove.CARRY_OUT: ("agreed", "done"),
}


def offer(state: RemedyState) -> Remedy:
    """Make an offer that stands somewhere."""
    return Remedy(
        id=1,
        complaint_id=ComplaintId(1),
        episode=1,
        state=state,
        alternatives=[],
        most=0,
        covered=0,
        currency="CNY",
        proposed_by=OfficerId(1),
        proposed_at=START,
    )


def test_every_state_and_move_fit_or_not() -> None:
    """A move happens exactly where it may; a refused one changes nothing."""
    assert set(MOVES) == set(RemedyMove) == set(EXPECTED)
    for state, move in product(RemedyState, RemedyMove):
        sources, target = EXPECTED[move]
        remedy = offer(state)
        if state.value in sources.split():
            move_remedy(remedy, move)
            assert remedy.state.value == target
        else:
            with pytest.raises(WrongState):
                move_remedy(remedy, move)
            assert remedy.state is state


def test_nothing_is_carried_out_that_was_not_approved_told_and_agreed() -> None:
    """Every way from a proposal to the hand of the customer leads through all three."""
    assert _ways("proposed", "done") == [["approved", "offered", "agreed", "done"]]


def _ways(start: str, end: str) -> list[list[str]]:
    if start == end:
        return [[]]
    found = []
    for sources, target in EXPECTED.values():
        if start in sources.split():
            found += [[target, *way] for way in _ways(target, end)]
    return found
