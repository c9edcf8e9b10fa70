"""The clock of one process of its own: `python -m tests.desk.ticker SCHEMA NOW [dies]`.

Does what is due on the PostgreSQL of TEST_DATABASE_URL as of an instant, until nothing is; one
that `dies` is killed in its first batch, when all is written and nothing committed.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from storage.unit_of_work import Database, SqlUnitOfWork
from tests.conftest import _use_schema
from tests.fakes import FrozenTime, make_house
from tests.ticking import tick


class Doomed(Database):
    """A database whose process is killed at its first commit."""

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[SqlUnitOfWork]:
        """Begin a unit that will not be committed."""
        async with super().transaction() as work:
            yield work
            await work.finish()
            os.kill(os.getpid(), signal.SIGKILL)


async def main(schema: str, at: datetime, *, dies: bool) -> None:
    """Tick."""
    now = FrozenTime(at)
    database = (Doomed if dies else Database)(os.environ["TEST_DATABASE_URL"], now)
    _use_schema(database.engine.sync_engine, schema)
    await tick(database, make_house(now))
    await database.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], datetime.fromisoformat(sys.argv[2]), dies=len(sys.argv) > 3))
