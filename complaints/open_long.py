"""What stays open for long comes up again and again until it is answered (R13).

A ladder ends at its last step: whoever let that pass would never hear of the case again.
"""

from __future__ import annotations

from typing import Final

from complaints import pings
from complaints.clock_model import ClockKind, DueKind
from complaints.house import House
from complaints.model import ACTIVE, CLOCK, Complaint, ComplaintId, Status
from complaints.ports import UnitOfWork
from complaints.record import record

#: Stands among the reasons for holding a complaint to be major; a person decides.
REASON: Final = "open_long"
_OWED: Final = frozenset({Status.NEW, Status.OPEN})
#: What may come back within its episode.
_WATCHED: Final = ACTIVE | {Status.MERGED}


def watch(house: House, work: UnitOfWork, complaint: Complaint) -> None:
    """Look at a complaint again after as many days as the policy calls long."""
    due_at = house.policy.thresholds.open_over.end(house.policy.hours, house.now())
    work.schedule(DueKind.OPEN_LONG, complaint.id, due_at, guard=str(complaint.episode))


async def remind(house: House, work: UnitOfWork, complaint_id: ComplaintId, guard: str) -> None:
    """Call whoever the case has gone up to, unless it is answered, rests, or waits."""
    complaint = await work.complaints.get(complaint_id)
    if guard != str(complaint.episode) or complaint.status not in _WATCHED:
        return
    watch(house, work, complaint)
    if complaint.status not in _OWED or await _rests(work, complaint):
        return
    if REASON not in complaint.reasons:
        complaint.reasons = [*complaint.reasons, REASON]
    record(work, complaint, "open_long", CLOCK, house.now())
    await pings.ping_level(house, work, complaint, house.now())


async def _rests(work: UnitOfWork, complaint: Complaint) -> bool:
    """Say whether the result may take its time, such as until a part is delivered (R32)."""
    running = await work.complaints.running_clocks(complaint.id)
    return any(clock.kind is ClockKind.RESULT and clock.paused_at for clock in running)
