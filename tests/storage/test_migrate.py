"""Migrations make what `tables.py` describes, and history that stays as it was (R40)."""

from __future__ import annotations

import os
import secrets
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from complaints.edition_ports import Draft, EditionKind
from complaints.editions import publish
from complaints.house import House
from complaints.intake import NewComplaint, file_complaint
from complaints.model import CUSTOMER, Channel
from storage import audit
from storage.migrate import is_current, migrate
from storage.tables import metadata
from storage.unit_of_work import Database
from tests.fakes import FrozenTime


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
async def migrated(
    request: pytest.FixtureRequest, tmp_path: Path, now: FrozenTime
) -> AsyncIterator[Database]:
    """Give an empty database that migrations have made, of each kind."""
    if request.param == "sqlite":
        database = Database(f"sqlite+aiosqlite:///{tmp_path}/desk.db", now)
        await migrate(database.engine)
        yield database
        await database.close()
        return
    if "TEST_DATABASE_URL" not in os.environ:
        pytest.skip("TEST_DATABASE_URL names no server")
    url, name = sa.make_url(os.environ["TEST_DATABASE_URL"]), f"test_{secrets.token_hex(6)}"
    server = create_async_engine(url, isolation_level="AUTOCOMMIT")
    async with server.connect() as connection:
        await connection.execute(sa.text(f"CREATE DATABASE {name}"))
    made = url.set(database=name).render_as_string(hide_password=False)
    database = Database(made, now)
    await migrate(database.engine)
    yield database
    await database.close()
    async with server.connect() as connection:
        await connection.execute(sa.text(f"DROP DATABASE {name}"))
    await server.dispose()


def _shape(connection: Connection) -> dict[str, tuple[set[str], set[str]]]:
    inspector = sa.inspect(connection)
    return {
        table: (
            {column["name"] for column in inspector.get_columns(table)},
            {str(index["name"]) for index in inspector.get_indexes(table)},
        )
        for table in inspector.get_table_names()
        if table != "alembic_version"
    }


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
async def test_migrations_make_every_table_column_and_index(migrated: Database) -> None:
    """A migrated database has all that `tables.py` names, and nothing else."""
    async with migrated.engine.connect() as connection:
        made = await connection.run_sync(_shape)
    async with migrated.engine.begin() as connection:
        await connection.run_sync(_drop_and_create)
        wanted = await connection.run_sync(_shape)

    assert made == wanted


def _drop_and_create(connection: Connection) -> None:
    metadata.drop_all(connection)
    metadata.create_all(connection)


async def test_migrating_again_changes_nothing(migrated: Database) -> None:
    """Every start migrates; a current database stays as it is."""
    await migrate(migrated.engine)

    assert await is_current(migrated.engine)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM timeline",
        "UPDATE timeline SET kind = 'nothing'",
        "DELETE FROM audit",
        "UPDATE audit SET action = 'nothing'",
        "DELETE FROM audit_seals",
        "DELETE FROM editions",
        "UPDATE editions SET text = 'nothing'",
    ],
)
async def test_history_cannot_be_rewritten_r40(
    migrated: Database, house: House, statement: str
) -> None:
    """The database itself refuses to change or drop what happened (R40)."""
    async with migrated.transaction() as work:
        new = NewComplaint(text="态度差", channel=Channel.ONSITE)
        await file_complaint(house, work, new, actor=CUSTOMER)
        await publish(house, work, Draft(EditionKind.POLICY, "lobby", ""))
    await audit.seal(migrated)

    with pytest.raises(DBAPIError, match="append-only"):
        async with migrated.transaction() as work:
            await work.session.execute(sa.text(statement))
