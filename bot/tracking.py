"""Progress on request (R7): where each complaint of this chat stands, and its private link."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from bot.channels.protocol import IncomingKind
from bot.turn import Turn
from complaints.model import Complaint, Status

_SHOWN = 5
_NUMBER: Final = re.compile(r"(?:HY)?[ -]?(\d{6})[ -]?(\d{3,6})")


def number_in(text: str) -> str:
    """Write the complaint number that a text is as it is printed; "" if it is something else."""
    plain = unicodedata.normalize("NFKC", text).strip().upper()
    found = _NUMBER.fullmatch(plain)
    return f"HY-{found[1]}-{found[2]}" if found else ""


async def progress(turn: Turn) -> None:
    """Say how one complaint stands, the one with the number given, or the newest ones."""
    number = number_in(turn.incoming.text)
    is_wanted = turn.incoming.kind is IncomingKind.COMMAND and bool(turn.incoming.text.strip())
    if number or is_wanted:
        # Another customer's number gets the answer of one that does not exist.
        customer_id, chat_id = turn.chat.customer_id, turn.chat.id
        found = await turn.work.complaints.find_own(number, customer_id, chat_id)
        await _tell(turn, [found] if found else [], "progress.unknown")
    else:
        known = await turn.work.complaints.latest_of(turn.chat.customer_id, turn.chat.id)
        await _tell(turn, known, "progress.none")


async def _tell(turn: Turn, known: Sequence[Complaint], otherwise: str) -> None:
    if not known:
        turn.say(otherwise)
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
