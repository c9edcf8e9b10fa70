"""The one table of moves of internal complaints; nothing else assigns their state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from complaints.errors import WrongState
from complaints.internal_model import UNDECIDED, InternalComplaint, InternalState


class InternalMove(StrEnum):
    """Everything that changes where an internal complaint stands."""

    INVESTIGATE = "investigate"
    DECIDE = "decide"
    DECIDE_FINALLY = "decide_finally"
    ASK_REVIEW = "ask_review"


@dataclass(frozen=True)
class Rule:
    """From where a move is made, and where it leads."""

    sources: frozenset[InternalState]
    target: InternalState


RULES: Final[Mapping[InternalMove, Rule]] = {
    InternalMove.INVESTIGATE: Rule(frozenset({InternalState.FILED}), InternalState.INVESTIGATING),
    InternalMove.DECIDE: Rule(UNDECIDED, InternalState.DECIDED),
    InternalMove.DECIDE_FINALLY: Rule(UNDECIDED, InternalState.FINAL),
    InternalMove.ASK_REVIEW: Rule(frozenset({InternalState.DECIDED}), InternalState.REVIEW),
}


def check_internal(internal: InternalComplaint, move: InternalMove) -> None:
    """Refuse a move that cannot be made from where it stands.

    Raises:
        WrongState: `internal_final` after the final level, else `internal_not_possible`.
    """
    if internal.state in RULES[move].sources:
        return
    if internal.state is InternalState.FINAL:
        raise WrongState("internal_final", number=internal.number)
    raise WrongState("internal_not_possible", move=move, state=internal.state)


def move_internal(internal: InternalComplaint, move: InternalMove) -> None:
    """Make a move; raises as `check_internal` does."""
    check_internal(internal, move)
    internal.state = RULES[move].target
