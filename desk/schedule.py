"""The schedule: ticks that wake the workers, and what falls due (R3, R21, R26).

APScheduler holds a handful of ticks and no job per case: what is due is rows. A tick only sets an
event.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.dialogue import Dialogue
from complaints import (
    closing,
    escalation,
    internal_handling,
    measures,
    merging,
    open_long,
    pending_rounds,
    pings,
    summaries,
    waiting,
)
from complaints.alerts import Alerts
from complaints.clock_model import Due, DueKind
from complaints.errors import Conflict
from complaints.house import House
from complaints.model import ComplaintId, ConversationId
from storage import due
from storage.unit_of_work import Database, DatabaseUnavailable, SqlUnitOfWork

logger = logging.getLogger(__name__)

_BATCH = 100
_TRIES = 5
#: Their subject is a clock.
_OF_CLOCKS = frozenset({DueKind.STEP, DueKind.PAUSE_OVER})
#: Theirs is a complaint.
_OF_COMPLAINTS = frozenset(
    {
        *(DueKind.SNOOZE, DueKind.CALL, DueKind.MERGED_RESULT, DueKind.OPEN_LONG),
        *(DueKind.SUMMARY, DueKind.UNANSWERED),
    }
)

Handler = Callable[[SqlUnitOfWork, Due], Awaitable[None]]


class DueWork:
    """Does what is due, each thing once, in the transaction that marks it done."""

    def __init__(self, database: Database, house: House, dialogue: Dialogue) -> None:
        self._database, self._house = database, house
        self._alerts = Alerts()
        self._handlers: Mapping[DueKind, Handler] = {
            DueKind.SILENCE: lambda work, row: dialogue.fall_silent(
                work, ConversationId(row.subject_id), row.guard
            ),
            DueKind.STEP: lambda work, row: escalation.climb(
                house, work, self._alerts, row.subject_id, row.guard
            ),
            DueKind.PAUSE_OVER: lambda work, row: waiting.rest_is_over(
                house, work, row.subject_id, row.guard
            ),
            DueKind.SNOOZE: lambda work, row: escalation.again(
                house, work, ComplaintId(row.subject_id), row.guard
            ),
            DueKind.CALL: lambda work, row: pings.call_at_opening(
                house, work, ComplaintId(row.subject_id), row.guard
            ),
            DueKind.MERGED_RESULT: lambda work, row: merging.tell_result(
                house, work, ComplaintId(row.subject_id), row.guard
            ),
            DueKind.INTERNAL: lambda work, row: internal_handling.remind(
                house, work, row.subject_id, row.guard
            ),
            DueKind.PENDING_ROUND: lambda work, row: pending_rounds.remind(
                house, work, row.subject_id
            ),
            DueKind.OPEN_LONG: lambda work, row: open_long.remind(
                house, work, ComplaintId(row.subject_id), row.guard
            ),
            DueKind.MEASURE: lambda work, row: measures.remind(
                house, work, row.subject_id, row.guard
            ),
            DueKind.SUMMARY: lambda work, row: summaries.remind(
                house, work, ComplaintId(row.subject_id), row.guard
            ),
            DueKind.UNANSWERED: lambda work, row: closing.expire(
                house, work, ComplaintId(row.subject_id), row.guard
            ),
        }

    async def work(self) -> bool:
        """Do one batch; returns whether there may be more."""
        now = self._database.now()
        try:
            async with self._database.transaction() as work:
                rows = await due.claim(work, self._handlers, _BATCH, now)
                await self._do(work, rows)
        except DatabaseUnavailable:
            raise
        except Exception as error:  # a border: one bad row must not stop the clock for the others
            logger.warning("a tick failed (%s), one by one now", type(error).__name__)
            return await self._one_by_one()
        return len(rows) == _BATCH

    async def _do(self, work: SqlUnitOfWork, rows: Sequence[Due]) -> None:
        """Do some rows of one unit, and send what they have to say together."""
        self._alerts = Alerts()
        await work.complaints.load_due(
            [row.subject_id for row in rows if row.kind in _OF_CLOCKS],
            [ComplaintId(row.subject_id) for row in rows if row.kind in _OF_COMPLAINTS],
        )
        for row in rows:
            await self._handlers[row.kind](work, row)
            row.done_at = self._database.now()
        await self._alerts.send(self._house, work)

    async def _one_by_one(self) -> bool:
        async with self._database.transaction() as work:
            rows = await due.claim(work, self._handlers, _BATCH, self._database.now())
            ids = [row.id for row in rows]
        for due_id in ids:
            await self._alone(due_id)
        return False

    async def _alone(self, due_id: int) -> None:
        try:
            async with self._database.transaction() as work:
                row = await due.claim_one(work, due_id)
                if row is not None:
                    await self._do(work, [row])
        except DatabaseUnavailable:
            raise
        except Exception as error:  # the same border: this row is put off, the others go on
            if isinstance(error, Conflict) and error.code == "changed_meanwhile":
                return  # another process was faster with the case: the next tick sees what is left
            logger.error("due %d failed (%s)", due_id, type(error).__name__)
            logger.debug("due %d failed", due_id, exc_info=error)
            async with self._database.transaction() as work:
                await due.put_off(work, due_id, type(error).__name__, tries=_TRIES)


def make_scheduler(ticks: Mapping[str, tuple[float, Callable[[], None]]]) -> AsyncIOScheduler:
    """Make a scheduler that calls each tick every so many seconds.

    It is started by the runtime.
    """
    scheduler = AsyncIOScheduler(timezone="UTC")
    for name, (seconds, tick) in ticks.items():
        scheduler.add_job(
            _ticker(tick), "interval", seconds=seconds, id=name, misfire_grace_time=None
        )
    return scheduler


def _ticker(tick: Callable[[], None]) -> Callable[[], Awaitable[None]]:
    """Run a tick on the loop: APScheduler would put a plain function into a thread."""

    async def run() -> None:
        tick()

    return run
