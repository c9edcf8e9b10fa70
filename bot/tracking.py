"""Progress on request (R7): where each complaint of this chat stands, and its private link."""

from __future__ import annotations

from bot.turn import Turn
from complaints.model import Complaint, Status

_SHOWN = 5


async def progress(turn: Turn) -> None:
    """Say how the customer's complaints stand, newest first."""
    known = await turn.work.complaints.latest_of(turn.chat.customer_id, turn.chat.id)
    if not known:
        turn.say("progress.none")
        return
    lines = [await _line(turn, complaint) for complaint in known[:_SHOWN]]
    link = f"{turn.house.public_url}/status/{known[0].status_token}"
    turn.say_text("\n".join([*lines, turn.words("progress.link", url=link)]))


async def _line(turn: Turn, complaint: Complaint) -> str:
    owner = ""
    if complaint.owner_id is not None:
        owner = (await turn.work.people.get_officer(complaint.owner_id)).name
    status = complaint.status
    key = f"progress.{status}"
    if status is Status.NEW and turn.at > complaint.promised_at:
        key = "progress.late"
    return turn.words(
        key, number=complaint.number, name=owner, time=turn.time(complaint.promised_at)
    )
