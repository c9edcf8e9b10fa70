"""Approving by one tap in the officers' chat; refusing with a reason that is tapped or written."""

from __future__ import annotations

from typing import Any, Final

from bot.turn import Turn, asked
from complaints import approvals, deciding
from complaints.buttons import Tap, Verb, button
from complaints.decision_model import Approval
from complaints.model import Complaint, Officer, by

VERBS: Final = frozenset({Verb.APPROVE, Verb.REFUSE, Verb.BECAUSE})
#: Why somebody may refuse; words for it stand in the catalogues.
_REASONS: Final = ("too_much", "facts", "other_way")
_ASKED: Final = "refusal"


async def tapped(turn: Turn, officer: Officer, tap: Tap) -> None:
    """Deal with a tap on a request; whether the officer may decide is checked now, not then."""
    approval = await turn.work.decisions.get_approval(tap.subject_id)
    complaint = await turn.work.complaints.get(approval.complaint_id)
    if tap.verb is Verb.APPROVE:
        await _decide(turn, officer, approval, complaint, is_granted=True)
    elif tap.verb is Verb.BECAUSE and tap.argument in _REASONS:
        reason = turn.words(f"refusal.{tap.argument}")
        await _decide(turn, officer, approval, complaint, is_granted=False, reason=reason)
    else:
        await _ask_why(turn, officer, approval, complaint)


async def written(turn: Turn, officer: Officer) -> bool:
    """Take words as the reason that was just asked for; returns whether one was."""
    name, subject = asked(turn.chat)
    if name != _ASKED or not turn.incoming.text.strip():
        return False
    approval = await turn.work.decisions.get_approval(subject)
    complaint = await turn.work.complaints.get(approval.complaint_id)
    reason = turn.incoming.text
    await _decide(turn, officer, approval, complaint, is_granted=False, reason=reason)
    return True


async def _ask_why(turn: Turn, officer: Officer, approval: Approval, complaint: Complaint) -> None:
    await approvals.require_decider(turn.house, turn.work, complaint, approval, officer)
    turn.expect(_ASKED, approval.id)
    rows = [
        [button(turn.words(f"refusal.{why}"), Verb.BECAUSE, approval.id, why)] for why in _REASONS
    ]
    turn.say("officer.refuse_why", rows, **_about(turn, approval, complaint))


async def _decide(
    turn: Turn,
    officer: Officer,
    approval: Approval,
    complaint: Complaint,
    *,
    is_granted: bool,
    reason: str = "",
) -> None:
    actor = by(officer)
    await deciding.decide(
        turn.house, turn.work, approval.id, is_granted=is_granted, actor=actor, reason=reason
    )
    turn.expect_nothing()
    key = "officer.approved" if is_granted else "officer.refused"
    turn.say(key, **_about(turn, approval, complaint))
    turn.take_buttons_off()


def _about(turn: Turn, approval: Approval, complaint: Complaint) -> dict[str, Any]:
    return {"number": complaint.number, "what": turn.words(f"approval.{approval.kind}")}
