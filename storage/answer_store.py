"""The answers that programs were given to their idempotency keys."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from complaints.answers import KEPT_FOR, GivenAnswer
from complaints.model import OfficerId
from storage.dialects import insert
from storage.tables import idempotency_keys


class SqlAnswers:
    """A `complaints.answers.AnswerStore`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def claim(
        self, officer_id: OfficerId, key: str, fingerprint: str, at: datetime
    ) -> GivenAnswer | None:
        """Take a key for the request at hand; returns what it was answered before, if it was."""
        column = idempotency_keys.c
        connection = await self._session.connection()
        await connection.execute(
            sa.delete(idempotency_keys).where(
                column.officer_id == officer_id, column.at < at - KEPT_FOR
            )
        )
        claimed = await connection.execute(
            insert(connection, idempotency_keys)
            .values(
                officer_id=officer_id, key=key, fingerprint=fingerprint, status=0, body=None, at=at
            )
            .on_conflict_do_nothing(index_elements=[column.officer_id, column.key])
        )
        if claimed.rowcount == 1:
            return None
        query = sa.select(column.fingerprint, column.status, column.body).where(
            column.officer_id == officer_id, column.key == key
        )
        return GivenAnswer(*(await connection.execute(query)).one())

    async def keep(self, officer_id: OfficerId, key: str, status: int, body: Any) -> None:
        """Keep the answer to a claimed key."""
        column = idempotency_keys.c
        connection = await self._session.connection()
        await connection.execute(
            sa.update(idempotency_keys)
            .where(column.officer_id == officer_id, column.key == key)
            .values(status=status, body=body)
        )
