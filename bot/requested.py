"""Taking up by one tap what one's department was asked (R20)."""

from __future__ import annotations

from typing import Final

from bot.turn import Turn
from complaints import coordination_answers
from complaints.buttons import Tap, Verb
from complaints.coordination_model import READING
from complaints.model import Complaint, Officer, by

VERBS: Final = frozenset({Verb.ACCEPT})


async def tapped(turn: Turn, officer: Officer, tap: Tap) -> None:
    """Work on a request; whether it is the officer's is checked now, not when it was sent."""
    request = await turn.work.coordination.get(tap.subject_id)
    await coordination_answers.accept(turn.house, turn.work, request, actor=by(officer))
    complaint = await turn.work.complaints.get(request.complaint_id)
    url = f"{turn.house.public_url}/cases/{complaint.number}"
    turn.say("officer.accepted", number=complaint.number, url=url)
    turn.take_buttons_off()


async def is_asked(turn: Turn, officer: Officer, complaint: Complaint) -> bool:
    """Say whether an officer may look at a complaint because their department was asked."""
    return any(
        request.department == officer.department and request.state in READING
        for request in await turn.work.coordination.requests_of(complaint.id)
    )
