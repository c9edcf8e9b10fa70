"""Opens the database: SQLite with its writers in a row, or PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage import one_hop

#: How long a writer waits for another process's transaction.
_BUSY_TIMEOUT_MS = 5_000


def create_engine(url: str) -> AsyncEngine:
    """Make the engine for a database URL (`sqlite+aiosqlite:///…` or `postgresql+asyncpg://…`).

    For SQLite the directory is made if it is missing. Errors never quote what was to be stored: it
    may be a customer's words.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_async_engine(parsed, pool_size=8, max_overflow=8, hide_parameters=True)
        _prepare_sqlite(engine)
        return engine
    return create_async_engine(
        parsed, pool_size=8, max_overflow=8, pool_pre_ping=True, hide_parameters=True
    )


def is_sqlite(engine: AsyncEngine) -> bool:
    """Say whether this is the embedded database."""
    return engine.dialect.name == "sqlite"


def _prepare_sqlite(engine: AsyncEngine) -> None:
    @event.listens_for(engine.sync_engine, "do_connect")
    def _do_connect(_dialect: Any, _record: Any, _args: Any, options: dict[str, Any]) -> None:
        options["async_creator_fn"] = one_hop.connect

    @event.listens_for(engine.sync_engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        # The driver's own BEGIN is deferred, which lets two writers overwrite each other's
        # reading.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={_BUSY_TIMEOUT_MS}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Connection) -> None:
        reads = connection.get_execution_options().get("reads_only", False)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
