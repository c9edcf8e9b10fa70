"""Brings the database to the present schema with Alembic.

Safe when several processes start at once.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

_DIRECTORY = Path(__file__).parent / "migrations"
#: Any constant; whoever migrates on PostgreSQL holds it.
_LOCK = 0x4D49


def config(connection: Connection) -> Config:
    """Make Alembic's configuration for a connection."""
    made = Config()
    made.set_main_option("script_location", str(_DIRECTORY))
    made.attributes["connection"] = connection
    return made


async def migrate(engine: AsyncEngine) -> None:
    """Apply every migration that is missing."""
    async with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            await connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        await connection.run_sync(_upgrade)


def _upgrade(connection: Connection) -> None:
    if not _is_current(connection):
        command.upgrade(config(connection), "head")


def _is_current(connection: Connection) -> bool:
    newest = ScriptDirectory(str(_DIRECTORY)).get_current_head()
    return MigrationContext.configure(connection).get_current_revision() == newest


async def is_current(engine: AsyncEngine) -> bool:
    """Say whether the schema is the one this version needs."""
    async with engine.connect() as plain:
        connection = await plain.execution_options(reads_only=True)
        return await connection.run_sync(_is_current)
