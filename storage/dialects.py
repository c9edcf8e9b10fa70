"""The one construct whose spelling differs between the two databases: insert or leave it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession


def insert(bind: AsyncSession | AsyncConnection, table: sa.Table) -> Any:
    """Make an INSERT that can carry ON CONFLICT on the database at hand."""
    dialect = bind.dialect if isinstance(bind, AsyncConnection) else bind.get_bind().dialect
    return (postgresql if dialect.name == "postgresql" else sqlite).insert(table)
