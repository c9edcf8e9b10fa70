"""What many tests share: a clock that stands still, a house, and each kind of database.

A test that takes `database` runs on SQLite and, where TEST_DATABASE_URL names a server, on
PostgreSQL in a schema of its own.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.ext.asyncio import create_async_engine

from complaints.house import House
from storage.tables import metadata
from storage.unit_of_work import Database
from tests.fakes import FrozenTime, make_house

# How fast examples are made says something about the machine, and nothing about the desk.
hypothesis.settings.register_profile(
    "desk", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("desk")

OpenDatabase = Callable[[], Database]


@pytest.fixture
def now() -> FrozenTime:
    """Give the frozen clock that the house and the database of a test tell the time by."""
    return FrozenTime()


@pytest.fixture
def house(now: FrozenTime) -> House:
    """Give a house with the lobby policy, open round the clock, and a triage of a few words."""
    return make_house(now)


@pytest.fixture(scope="session")
def made_schema() -> Iterator[str]:
    """Make a schema with all tables for this run, and drop it at the end."""
    if "TEST_DATABASE_URL" not in os.environ:
        pytest.skip("TEST_DATABASE_URL names no server")
    schema = f"test_{secrets.token_hex(6)}"
    asyncio.run(_execute(f"CREATE SCHEMA {schema}", schema, create=True))
    yield schema
    asyncio.run(_execute(f"DROP SCHEMA {schema} CASCADE", schema))


@pytest.fixture
def postgresql_schema(made_schema: str) -> Iterator[str]:
    """Give the schema, and leave it empty."""
    yield made_schema
    asyncio.run(clear_schema(made_schema))


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a SQLite file with all tables once; tests copy it, which is faster than making it."""
    path = tmp_path_factory.mktemp("sqlite") / "empty.db"
    engine = sa.create_engine(f"sqlite:///{path}")
    metadata.create_all(engine)
    engine.dispose()
    return path


async def _execute(statement: str, schema: str, *, create: bool = False) -> None:
    engine = create_async_engine(os.environ["TEST_DATABASE_URL"])
    _use_schema(engine.sync_engine, schema)
    async with engine.begin() as connection:
        await connection.execute(sa.text(statement))
        if create:
            await connection.run_sync(metadata.create_all)
    await engine.dispose()


async def clear_schema(schema: str) -> None:
    """Delete every row, once the server has ended all other work in this schema."""
    others = sa.text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE application_name = current_setting('application_name') AND pid <> pg_backend_pid()"
    )
    engine = create_async_engine(os.environ["TEST_DATABASE_URL"])
    _use_schema(engine.sync_engine, schema)
    async with engine.connect() as connection, asyncio.timeout(30):
        # A commit already on its way is carried out even after its connection was closed.
        while await connection.scalar(others):
            await connection.rollback()
            await asyncio.sleep(0.01)
        for table in metadata.tables:
            await connection.execute(sa.text(f"DELETE FROM {table}"))
        await connection.commit()
    await engine.dispose()


def _use_schema(engine: sa.Engine, schema: str) -> None:
    @event.listens_for(engine, "do_connect")
    def _connect(_dialect: Any, _record: Any, _args: Any, parameters: dict[str, Any]) -> None:
        parameters["server_settings"] = {"search_path": schema, "application_name": schema}


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def schema(request: pytest.FixtureRequest) -> str:
    """Give the schema on PostgreSQL, "" for SQLite: every test that needs it runs on both."""
    return "" if request.param == "sqlite" else request.getfixturevalue("postgresql_schema")


@pytest.fixture
async def open_database(
    schema: str, empty_sqlite: Path, tmp_path: Path, now: FrozenTime
) -> AsyncIterator[OpenDatabase]:
    """Give a function that opens the test's database once more, as another process would."""
    opened: list[Database] = []

    def open_one() -> Database:
        url = (
            os.environ["TEST_DATABASE_URL"]
            if schema
            else f"sqlite+aiosqlite:///{tmp_path}/desk.db"
        )
        database = Database(url, now)
        if schema:
            _use_schema(database.engine.sync_engine, schema)
        opened.append(database)
        return database

    if not schema:
        shutil.copy(empty_sqlite, tmp_path / "desk.db")
    yield open_one
    for database in opened:
        await database.close()


@pytest.fixture
def database(open_database: OpenDatabase) -> Database:
    """Give an empty database with all tables."""
    return open_database()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files of slow tests, so that no core is left with one of them at the end."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run that must be whole (TEST_REQUIRE_ALL, as in CI) when anything was skipped."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("TEST_REQUIRE_ALL") and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
