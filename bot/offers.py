"""What customers say to an offer, and to a judgement that they complain in vain (R17, R22)."""

from __future__ import annotations

from typing import Final

from bot.turn import Turn
from complaints import remedy_answers, validity
from complaints.buttons import Tap, Verb
from complaints.errors import NotFound
from complaints.model import CUSTOMER, Complaint

VERBS: Final = frozenset({Verb.AGREE, Verb.DECLINE})


async def tapped(turn: Turn, tap: Tap) -> None:
    """Take the customer's yes to one alternative, or their no to all of them."""
    remedy = await turn.work.decisions.get_remedy(tap.subject_id)
    complaint = await turn.own_complaint(remedy.complaint_id)
    if complaint is None:
        raise NotFound("not_found")
    house, work = turn.house, turn.work
    if tap.verb is Verb.AGREE:
        choice = int(tap.argument or "0")
        await remedy_answers.agree(house, work, complaint, remedy, choice, actor=CUSTOMER)
        turn.say("customer.agreed", complaint=complaint, number=complaint.number)
    else:
        await remedy_answers.decline(house, work, complaint, remedy, actor=CUSTOMER)
        turn.say("customer.declined", complaint=complaint)


async def review(turn: Turn, complaint: Complaint) -> None:
    """Have a judgement reviewed by the next level."""
    await validity.ask_review(turn.house, turn.work, complaint, "", actor=CUSTOMER)
    turn.say(
        "customer.review",
        complaint=complaint,
        number=complaint.number,
        time=turn.time(complaint.promised_at),
    )
