"""How a remedy may change its state: the counterpart of `lifecycle` for offers (R22, R23).

Nothing else assigns `Remedy.state`.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from complaints.decision_model import Remedy, RemedyState
from complaints.errors import WrongState

_S = RemedyState


class RemedyMove(StrEnum):
    """Everything that can happen to an offer."""

    APPROVE = "approve"
    REFUSE = "refuse"
    TELL = "tell"
    AGREE = "agree"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    RELEASE = "release"
    CARRY_OUT = "carry_out"


#: Move → from where, to where. What has not been approved is neither told nor carried out.
MOVES: Final[Mapping[RemedyMove, tuple[frozenset[RemedyState], RemedyState]]] = {
    RemedyMove.APPROVE: (frozenset({_S.PROPOSED}), _S.APPROVED),
    RemedyMove.REFUSE: (frozenset({_S.PROPOSED}), _S.REFUSED),
    RemedyMove.TELL: (frozenset({_S.APPROVED}), _S.OFFERED),
    RemedyMove.AGREE: (frozenset({_S.OFFERED}), _S.AGREED),
    RemedyMove.DECLINE: (frozenset({_S.OFFERED}), _S.DECLINED),
    RemedyMove.WITHDRAW: (frozenset({_S.PROPOSED, _S.APPROVED, _S.OFFERED}), _S.WITHDRAWN),
    RemedyMove.RELEASE: (frozenset({_S.AGREED}), _S.WITHDRAWN),
    RemedyMove.CARRY_OUT: (frozenset({_S.AGREED}), _S.DONE),
}

#: Nobody has said yes or no yet.
PENDING: Final = frozenset({_S.PROPOSED, _S.APPROVED, _S.OFFERED})
#: What was promised or given.
BINDING: Final = frozenset({_S.AGREED, _S.DONE})


def check_remedy(remedy: Remedy, name: RemedyMove) -> None:
    """Refuse a move that cannot be made from the present state.

    Raises:
        WrongState: `remedy_move_not_possible`.
    """
    if remedy.state not in MOVES[name][0]:
        raise WrongState("remedy_move_not_possible", move=name, state=remedy.state)


def move_remedy(remedy: Remedy, name: RemedyMove) -> None:
    """Make a move. Raises as `check_remedy` does."""
    check_remedy(remedy, name)
    remedy.state = MOVES[name][1]
