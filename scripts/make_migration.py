"""Writes a migration for what `storage/tables.py` has and the newest migration has not.

Usage: python -m scripts.make_migration "what changes". Read the file before you commit it.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile

from alembic import command
from sqlalchemy.engine import Connection

from storage.engine import create_engine
from storage.migrate import config, migrate, newest_revision


async def main(message: str) -> None:
    """Migrate an empty database, compare, write."""
    with tempfile.TemporaryDirectory() as directory:
        engine = create_engine(f"sqlite+aiosqlite:///{directory}/empty.db")
        await migrate(engine)
        async with engine.connect() as connection:
            await connection.run_sync(_write, message)
        await engine.dispose()


def _write(connection: Connection, message: str) -> None:
    number = f"{int(newest_revision()) + 1:04d}"
    command.revision(config(connection), message, autogenerate=True, rev_id=number)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
