"""Officers as accounts: sessions, one-time codes, API tokens, failed attempts to sign in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from complaints.account_ports import Attempts, CodePurpose, OneTimeCode, Session
from complaints.model import ConversationId, Officer, OfficerId, Role
from storage import tables
from storage.dialects import insert


class SqlAccounts:
    """A `complaints.account_ports.AccountStore`, for a unit of work or for reading."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find_officer(self, name: str) -> Officer | None:
        """Find an officer by exact name, also a disabled one."""
        query = sa.select(Officer).where(tables.officers.c.name == name)
        return (await self._session.scalars(query)).one_or_none()

    async def find_active(self, officer_id: OfficerId) -> Officer | None:
        """Find an officer who may sign in."""
        officer = await self._session.get(Officer, officer_id)
        return officer if officer is not None and officer.is_active else None

    async def linked_to(self, conversation_id: ConversationId) -> Sequence[Officer]:
        """List the officers who linked this chat, also disabled ones."""
        query = sa.select(Officer).where(tables.officers.c.conversation_id == conversation_id)
        return (await self._session.scalars(query)).all()

    async def administrators(self) -> Sequence[Officer]:
        """List the active administrators that are people, the oldest account first."""
        columns = tables.officers.c
        query = (
            sa.select(Officer)
            .where(columns.role == Role.ADMINISTRATOR)
            .where(columns.is_active.is_(True), columns.is_service.is_(False))
            .order_by(columns.id)
        )
        return (await self._session.scalars(query)).all()

    async def find_session(self, token_hash: str) -> tuple[Session, Officer] | None:
        """Find a session, also one that has expired, and whose it is."""
        columns = tables.sessions.c
        query = (
            sa.select(columns.created_at, columns.expires_at, Officer)
            .join(Officer, tables.officers.c.id == columns.officer_id)
            .where(columns.token_hash == token_hash)
        )
        row = (await self._session.execute(query)).one_or_none()
        if row is None:
            return None
        created_at, expires_at, officer = row
        return Session(token_hash, officer.id, created_at, expires_at), officer

    async def add_session(self, session: Session) -> None:
        """Keep a new session; forgets those that have expired by its beginning."""
        expired = tables.sessions.c.expires_at <= session.created_at
        await self._do(sa.delete(tables.sessions).where(expired))
        await self._do(sa.insert(tables.sessions).values(**vars(session)))

    async def extend_session(self, token_hash: str, expires_at: datetime) -> None:
        """Let a session end later."""
        mine = tables.sessions.c.token_hash == token_hash
        await self._do(sa.update(tables.sessions).where(mine).values(expires_at=expires_at))

    async def end_sessions(self, officer_id: OfficerId, *, only: str = "", but: str = "") -> None:
        """End an officer's sessions: all, or `only` that of a hash, or all `but` that one."""
        columns = tables.sessions.c
        statement = sa.delete(tables.sessions).where(columns.officer_id == officer_id)
        if only:
            statement = statement.where(columns.token_hash == only)
        await self._do(statement.where(columns.token_hash != but))

    async def add_code(self, code: OneTimeCode) -> None:
        """Keep a new code; earlier unused ones for the same purpose and officer stop working."""
        columns = tables.one_time_codes.c
        whose = columns.officer_id == code.officer_id
        if code.officer_id is None:
            whose = columns.officer_id.is_(None)
        await self._do(
            sa.delete(tables.one_time_codes).where(
                columns.purpose == code.purpose, columns.used_at.is_(None), whose
            )
        )
        await self._do(sa.insert(tables.one_time_codes).values(**vars(code)))

    async def find_code(
        self, token_hash: str, purpose: CodePurpose, at: datetime
    ) -> OneTimeCode | None:
        """Find a code that could still be used at this instant."""
        columns = tables.one_time_codes.c
        query = sa.select(columns.officer_id, columns.expires_at).where(
            *_usable(token_hash, purpose, at)
        )
        row = (await self._session.execute(query)).one_or_none()
        return OneTimeCode(token_hash, purpose, *row) if row is not None else None

    async def use_code(
        self, token_hash: str, purpose: CodePurpose, at: datetime
    ) -> OneTimeCode | None:
        """Use a code up, in one conditional UPDATE; None when it is unknown, used or expired."""
        columns = tables.one_time_codes.c
        statement = (
            sa.update(tables.one_time_codes)
            .where(*_usable(token_hash, purpose, at))
            .values(used_at=at)
            .returning(columns.officer_id, columns.expires_at)
        )
        row = (await self._do(statement)).one_or_none()
        return OneTimeCode(token_hash, purpose, *row) if row is not None else None

    async def add_api_token(self, token_hash: str, officer_id: OfficerId, at: datetime) -> None:
        """Keep a new API token."""
        values = {"token_hash": token_hash, "officer_id": officer_id, "created_at": at}
        await self._do(sa.insert(tables.api_tokens).values(values))

    async def find_by_api_token(self, token_hash: str) -> Officer | None:
        """Find the active officer of an API token that is not revoked."""
        columns = tables.api_tokens.c
        query = (
            sa.select(Officer)
            .join(tables.api_tokens, columns.officer_id == tables.officers.c.id)
            .where(columns.token_hash == token_hash, columns.revoked_at.is_(None))
            .where(tables.officers.c.is_active.is_(True))
        )
        return (await self._session.scalars(query)).one_or_none()

    async def revoke_api_tokens(self, officer_id: OfficerId, at: datetime) -> None:
        """Make all API tokens of an officer useless."""
        columns = tables.api_tokens.c
        mine = sa.and_(columns.officer_id == officer_id, columns.revoked_at.is_(None))
        await self._do(sa.update(tables.api_tokens).where(mine).values(revoked_at=at))

    async def attempts(self, name_hash: str) -> Attempts | None:
        """Find the failures under a name."""
        columns = tables.sign_in_attempts.c
        query = sa.select(columns.failures, columns.blocked_until, columns.at).where(
            columns.name_hash == name_hash
        )
        row = (await self._session.execute(query)).one_or_none()
        return Attempts(*row) if row is not None else None

    async def set_attempts(self, name_hash: str, attempts: Attempts) -> None:
        """Keep the failures under a name."""
        statement = insert(self._session, tables.sign_in_attempts).values(
            name_hash=name_hash, **vars(attempts)
        )
        await self._do(
            statement.on_conflict_do_update(
                index_elements=[tables.sign_in_attempts.c.name_hash], set_=vars(attempts)
            )
        )

    async def clear_attempts(self, name_hash: str) -> None:
        """Forget the failures under a name."""
        columns = tables.sign_in_attempts.c
        await self._do(sa.delete(tables.sign_in_attempts).where(columns.name_hash == name_hash))

    async def _do(self, statement: Any) -> Any:
        # An officer added a moment ago must be written before the rows that name them.
        await self._session.flush()
        return await (await self._session.connection()).execute(statement)


def _usable(token_hash: str, purpose: CodePurpose, at: datetime) -> tuple[Any, ...]:
    columns = tables.one_time_codes.c
    return (
        columns.token_hash == token_hash,
        columns.purpose == purpose,
        columns.used_at.is_(None),
        columns.expires_at > at,
    )


def account_reading(
    reading: Callable[[], AbstractAsyncContextManager[AsyncSession]],
) -> Callable[[], AbstractAsyncContextManager[SqlAccounts]]:
    """Make a `complaints.account_ports.AccountReading` of `Database.reading`."""

    @asynccontextmanager
    async def accounts() -> AsyncIterator[SqlAccounts]:
        async with reading() as session:
            yield SqlAccounts(session)

    return accounts
