"""What the calendar asks for, put into rows ahead of time: the clock does them when they are due.

The rows are planned again and again, by every process; each is there once. A desk that was down
when one was due finds it when it is back.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from complaints.clock_model import DueKind
from complaints.house import House
from complaints.pending_rounds import month_of, period_of, round_at
from storage import due
from storage.unit_of_work import Database

#: A round so long ago is not planned any more: the next is near, and rows of what was done are
#: cleared away after 30 days (`storage.housekeeping`).
_PASSED_OVER: Final = timedelta(days=28)


class CalendarJobs:
    """Plans the jobs of the present month by the policy in force."""

    def __init__(self, database: Database, house: House) -> None:
        self._database, self._house = database, house

    async def work(self) -> bool:
        """Plan them; returns that there is nothing more to do."""
        policy, now = self._house.policy, self._database.now()
        month = month_of(policy, now)
        due_at = round_at(policy, month)
        if now - due_at < _PASSED_OVER:
            async with self._database.transaction() as work:
                await due.plan(work, DueKind.PENDING_ROUND, period_of(month), due_at)
        return False
