"""The one construct whose spelling differs between the two databases: insert or leave it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession


def insert(bind: AsyncSession | AsyncConnection, table: sa.Table) -> Any:
    """Make an INSERT that can carry ON CONFLICT on the database at hand."""
    return insert_for(
        bind.dialect if isinstance(bind, AsyncConnection) else bind.get_bind().dialect, table
    )


def insert_for(dialect: Dialect, table: sa.Table) -> Any:
    """Make an INSERT that can carry ON CONFLICT in a dialect."""
    return (postgresql if dialect.name == "postgresql" else sqlite).insert(table)
