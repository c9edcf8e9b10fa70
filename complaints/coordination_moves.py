"""How a coordination request may change its state: the counterpart of `lifecycle` for them (R20).

Nothing else assigns `CoordinationRequest.state`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from complaints.coordination_model import OPEN, CoordinationRequest, RequestMove, RequestState
from complaints.errors import WrongState

_S = RequestState

#: Move → from where, to where. Only the head's signature makes an answer count.
MOVES: Final[Mapping[RequestMove, tuple[frozenset[RequestState], RequestState]]] = {
    RequestMove.ACCEPT: (frozenset({_S.ASKED}), _S.ASKED),
    RequestMove.QUESTION: (frozenset({_S.ASKED}), _S.QUESTIONED),
    RequestMove.EXPLAIN: (frozenset({_S.QUESTIONED}), _S.ASKED),
    RequestMove.ANSWER: (frozenset({_S.ASKED, _S.QUESTIONED}), _S.ANSWERED),
    RequestMove.DECLINE: (frozenset({_S.ASKED, _S.QUESTIONED}), _S.DECLINED),
    RequestMove.SIGN: (frozenset({_S.ANSWERED}), _S.SIGNED),
    RequestMove.SEND_BACK: (frozenset({_S.ANSWERED}), _S.ASKED),
    RequestMove.WITHDRAW: (OPEN, _S.WITHDRAWN),
}


def check_request(request: CoordinationRequest, name: RequestMove) -> None:
    """Refuse a move that cannot be made from the present state.

    Raises:
        WrongState: `request_move_not_possible`.
    """
    if request.state not in MOVES[name][0]:
        raise WrongState("request_move_not_possible", move=name, state=request.state)


def move_request(request: CoordinationRequest, name: RequestMove) -> None:
    """Make a move. Raises as `check_request` does."""
    check_request(request, name)
    request.state = MOVES[name][1]
    request.revision += 1
