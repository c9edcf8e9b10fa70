"""The officers' side of the chat: linking an account, taking a case from the ping (R18, R21)."""

from __future__ import annotations

from bot.channels.protocol import IncomingKind
from bot.turn import Turn
from complaints import handling, permissions
from complaints.buttons import Verb, decode
from complaints.errors import ComplaintError, NotAllowed
from complaints.model import Complaint, ComplaintId, Officer, by
from complaints.pings import concerns


async def handle(turn: Turn, officer: Officer) -> str:
    """Deal with anything an officer sends; returns the outcome for the inbox."""
    if turn.incoming.kind is not IncomingKind.BUTTON:
        turn.say("officer.help", name=officer.name, url=turn.house.public_url)
        return "officer:help"
    tap = decode(turn.incoming.button)
    if tap is None or tap.verb not in (Verb.TAKE, Verb.OPEN):
        turn.say("button.unknown")
        turn.take_buttons_off()
        return "officer:unknown"
    try:
        complaint = await turn.work.complaints.get(ComplaintId(tap.subject_id))
        _require_visible(officer, complaint)
        if tap.verb is Verb.TAKE:
            await _take(turn, officer, complaint)
        else:
            _open(turn, complaint)
    except ComplaintError as error:
        turn.say(f"error.{error.code}", **error.data)
        if error.code != "changed_meanwhile":
            turn.take_buttons_off()
        return f"officer:{tap.verb}:{error.code}"
    return f"officer:{tap.verb}"


def _require_visible(officer: Officer, complaint: Complaint) -> None:
    permissions.require(officer, "take")
    if complaint.owner_id != officer.id and not concerns(officer, complaint):
        raise NotAllowed("not_your_right", right="take")


async def _take(turn: Turn, officer: Officer, complaint: Complaint) -> None:
    await handling.take(turn.house, turn.work, complaint.id, actor=by(officer))
    turn.say("officer.taken", number=complaint.number, url=_link(turn, complaint))


def _open(turn: Turn, complaint: Complaint) -> None:
    turn.say("officer.open", number=complaint.number, url=_link(turn, complaint))


def _link(turn: Turn, complaint: Complaint) -> str:
    return f"{turn.house.public_url}/cases/{complaint.number}"
