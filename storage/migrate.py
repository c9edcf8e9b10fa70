"""Brings the database to the present schema with Alembic; several processes may start at once.

A migration's file begins with its number, which is also its revision. So whether anything is to be
done can be seen without Alembic, whose import alone costs a tenth of the start and 12 MB.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.unit_of_work import FAILURES, DatabaseUnavailable, is_outage

if TYPE_CHECKING:
    from alembic.config import Config

_DIRECTORY = Path(__file__).parent / "migrations"
#: Any constant; whoever migrates on PostgreSQL holds it.
_LOCK = 0x4D49


def newest_revision() -> str:
    """Return the revision of the newest migration."""
    return max(path.name.partition("_")[0] for path in _DIRECTORY.glob("versions/[0-9]*_*.py"))


def revision_of(connection: Connection) -> str:
    """Return the revision a database is at, "" for an empty one."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return ""
    return connection.scalar(sa.text("SELECT version_num FROM alembic_version")) or ""


def config(connection: Connection) -> Config:
    """Make Alembic's configuration for a connection."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(_DIRECTORY))
    made.attributes["connection"] = connection
    return made


async def migrate(engine: AsyncEngine) -> None:
    """Apply every migration that is missing.

    Raises:
        DatabaseUnavailable: locked, gone, or it lets nobody in.
    """
    try:
        if not await is_current(engine):
            await _migrate(engine)
    except FAILURES as error:
        if is_outage(error):
            raise DatabaseUnavailable from error
        raise


async def _migrate(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            await connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        await connection.run_sync(_upgrade)


def _upgrade(connection: Connection) -> None:
    from alembic import command

    command.upgrade(config(connection), "head")


async def is_current(engine: AsyncEngine) -> bool:
    """Say whether the schema is the one this version needs."""
    async with engine.connect() as plain:
        connection = await plain.execution_options(reads_only=True)
        return await connection.run_sync(revision_of) == newest_revision()
