"""Clears away what nobody will look at again, a little at a time: no part of any history.

The old is looked for by reading, which holds up nobody; each short transaction deletes a few rows.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import sqlalchemy as sa

from storage.tables import changes, due, matter_words
from storage.unit_of_work import Database

#: Rows to a transaction.
BATCH: Final = 500
#: A chat page that has slept so long still catches up without loss.
_CHANGES_KEPT: Final = timedelta(days=180)
#: What time has done stands in the timeline.
_DONE_KEPT: Final = timedelta(days=30)


async def tidy(database: Database, repeat_within: timedelta) -> bool:
    """Clear a batch of each kind; returns whether there may be more.

    Args:
        repeat_within: how long complaints are found again as being on the same matter (R10).
    """
    now = database.now()
    return any(
        [
            await _clear(database, changes, changes.c.at < now - _CHANGES_KEPT),
            await _clear(database, due, due.c.done_at < now - _DONE_KEPT),
            await _clear(database, matter_words, matter_words.c.at < now - repeat_within),
        ]
    )


async def _clear(database: Database, table: sa.Table, is_old: sa.ColumnElement[bool]) -> bool:
    keys = list(table.primary_key.columns)
    async with database.reading() as session:
        found = (await session.execute(sa.select(*keys).where(is_old).limit(BATCH))).all()
    if found:
        async with database.transaction() as work:
            connection = await work.session.connection()
            rows = [tuple(row) for row in found]
            await connection.execute(sa.delete(table).where(sa.tuple_(*keys).in_(rows)))
    return len(found) == BATCH
