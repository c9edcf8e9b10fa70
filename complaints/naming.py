"""Notices that an officer is named in a complaint, and keeps them out of it (回避).

Whole names of officers are looked for in what the customer says. Somebody who only has the same
name is let back in by a manager (`recusals.lift`).
"""

from __future__ import annotations

from datetime import datetime

from complaints import clocks, pings
from complaints.decision_model import Bar
from complaints.house import House
from complaints.lifecycle import RULES, Move
from complaints.model import BOT, Complaint, OfficerId
from complaints.ports import UnitOfWork
from complaints.record import record
from complaints.recusals import bar, barred


async def note_named(
    house: House, work: UnitOfWork, complaint: Complaint, *texts: str, at: datetime
) -> None:
    """Keep out every officer whose name stands in a text; one who owns the complaint loses it."""
    named = await work.decisions.named_in("\n".join(texts))
    if not named:
        return
    known = await barred(work, complaint)
    for officer_id in named:
        if Bar.NAMED not in known.get(officer_id, ()):
            await bar(work, complaint, officer_id, Bar.NAMED, at, actor=BOT)
            await _take_away(house, work, complaint, officer_id, at)


async def _take_away(
    house: House, work: UnitOfWork, complaint: Complaint, owner_id: OfficerId, at: datetime
) -> None:
    """Put a complaint back for anybody else to take when its owner turns out to be named."""
    rule = RULES[Move.PUT_BACK]
    if complaint.owner_id != owner_id or complaint.status not in rule.sources:
        return
    await work.complaints.change_owner(complaint.id, owner_id, None, rule.sources, rule.target, at)
    await clocks.end_waiting(house, work, complaint, at)
    await clocks.happened(house, work, complaint, clocks.Event.PUT_BACK, at)
    record(work, complaint, "taken_away", BOT, at)
    await pings.ping_level(house, work, complaint, at)
