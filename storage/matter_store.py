"""Where complaints on the same matter are found again (R10): their words, newest first.

Each word's newest complaints are one short stretch of an index, so that looking costs the same in
a register of any size. A unit of work remembers what it has looked up and added, because those who
complain together are often dealt with together.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from complaints.clock_model import Clock
from complaints.matter_ports import Posting
from complaints.model import Complaint, ComplaintId, CustomerId
from storage import tables

if TYPE_CHECKING:
    from storage.unit_of_work import SqlUnitOfWork

#: So many complaints are looked at under each word.
_NEWEST: Final = 6
_RECENT: Final = 10
#: Words looked up in one statement, so that it is always the same one.
_AT_ONCE: Final = 6
#: No word has this number.
_NO_KEY: Final = -1


class SqlMatters:
    """A `complaints.matter_ports.MatterStore`."""

    def __init__(self, work: SqlUnitOfWork) -> None:
        self._work = work
        self._known: dict[int, list[Posting]] = {}

    async def find(self, keys: Collection[int]) -> Sequence[Posting]:
        """List the newest complaints under each key, a fixed number at most."""
        unknown = [key for key in keys if key not in self._known]
        for start in range(0, len(unknown), _AT_ONCE):
            await self._look_up(unknown[start : start + _AT_ONCE])
        return [posting for key in keys for posting in self._known[key][-_NEWEST:]]

    async def _look_up(self, keys: Sequence[int]) -> None:
        for key in keys:
            self._known[key] = []
        padded = [*keys, *[_NO_KEY] * (_AT_ONCE - len(keys))]
        # What this unit has added is known, so nothing needs to be written first.
        connection = await self._work.session.connection()
        rows = await connection.execute(
            _NEWEST_OF, {f"key_{n}": key for n, key in enumerate(padded)}
        )
        for row in rows:
            self._known[row[0]].insert(0, Posting(*row))

    def add(self, postings: Sequence[Posting]) -> None:
        """Put a complaint into the index."""
        for posting in postings:
            self._work.keep_values(tables.matter_words, posting._asdict())
            if posting.key in self._known:
                self._known[posting.key].append(posting)

    async def remove(self, complaint_id: ComplaintId, keys: Collection[int]) -> None:
        """Take a complaint out of the index."""
        column = tables.matter_words.c
        await self._work.session.flush()
        connection = await self._work.session.connection()
        await connection.execute(
            sa.delete(tables.matter_words).where(
                column.key.in_(keys), column.complaint_id == complaint_id
            )
        )
        self._known.clear()

    async def of_customer(self, customer_id: CustomerId, since: datetime) -> Sequence[Complaint]:
        """List a customer's complaints received since an instant, newest first, at most 10."""
        column = tables.complaints.c
        query = sa.select(Complaint).where(
            column.customer_id == customer_id, column.received_at >= since
        )
        return await self._work.load(query.order_by(column.id.desc()).limit(_RECENT))

    async def merged_into(self, complaint_id: ComplaintId) -> Sequence[Complaint]:
        """List the complaints that were merged into this one (并案), oldest first."""
        column = tables.complaints.c
        query = sa.select(Complaint).where(column.merged_into_id == complaint_id)
        return await self._work.load(query.order_by(column.id))

    async def ended_clocks(self, complaint_id: ComplaintId, episode: int) -> Sequence[Clock]:
        """List the clocks of an episode that ended with the case, neither kept nor missed."""
        column = tables.clocks.c
        query = sa.select(Clock).where(
            column.complaint_id == complaint_id,
            column.episode == episode,
            column.stopped_at.is_not(None),
            column.is_kept.is_(None),
        )
        return await self._work.load(query)


def _newest_of(parameter: str) -> sa.Select[Any]:
    column = tables.matter_words.c
    newest = (
        sa.select(*(column[name] for name in Posting._fields))
        .where(column.key == sa.bindparam(parameter, type_=sa.BigInteger))
        .order_by(column.complaint_id.desc())
        .limit(_NEWEST)
        .subquery()
    )
    return sa.select(newest)


_NEWEST_OF: Final = sa.union_all(*(_newest_of(f"key_{n}") for n in range(_AT_ONCE)))
