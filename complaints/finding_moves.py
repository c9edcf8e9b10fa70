"""The one table of moves of findings (R34); nothing else assigns `Finding.state`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from complaints.errors import WrongState
from complaints.finding_model import Finding, FindingState


class FindingMove(StrEnum):
    """Everything that changes where a finding stands."""

    AWAIT_CAUSE = "await_cause"
    CAUSE_PLAIN = "cause_plain"
    DECIDE = "decide"
    CONFIRM = "confirm"
    SEND_BACK = "send_back"
    REPORT = "report"
    CARRY_OUT = "carry_out"


@dataclass(frozen=True)
class Rule:
    """From where a move is made, and where it leads."""

    source: FindingState
    target: FindingState


RULES: Final[Mapping[FindingMove, Rule]] = {
    FindingMove.AWAIT_CAUSE: Rule(FindingState.OPEN, FindingState.PENDING),
    FindingMove.CAUSE_PLAIN: Rule(FindingState.PENDING, FindingState.OPEN),
    FindingMove.DECIDE: Rule(FindingState.OPEN, FindingState.DECIDED),
    FindingMove.CONFIRM: Rule(FindingState.DECIDED, FindingState.REVIEWED),
    FindingMove.SEND_BACK: Rule(FindingState.DECIDED, FindingState.OPEN),
    FindingMove.REPORT: Rule(FindingState.REVIEWED, FindingState.REPORTED),
    FindingMove.CARRY_OUT: Rule(FindingState.REPORTED, FindingState.DONE),
}


def check_finding(finding: Finding, move: FindingMove) -> None:
    """Refuse a move that cannot be made from where it stands.

    Raises:
        WrongState: `finding_not_possible`.
    """
    if finding.state is not RULES[move].source:
        raise WrongState("finding_not_possible", move=move, state=finding.state)


def move_finding(finding: Finding, move: FindingMove) -> None:
    """Make a move; raises as `check_finding` does."""
    check_finding(finding, move)
    finding.state = RULES[move].target
