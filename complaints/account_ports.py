"""What the account rules ask of the outside world: where accounts are kept, how passwords hashed.

Secrets (session tokens, one-time codes, API tokens) are only ever stored as their SHA-256; they
are random, so no slow hash is needed. Passwords are not random, so theirs is slow.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from complaints.model import ConversationId, Officer, OfficerId


@dataclass(frozen=True)
class Session:
    """A signed-in browser."""

    token_hash: str
    officer_id: OfficerId
    created_at: datetime
    expires_at: datetime


class CodePurpose(StrEnum):
    """What a one-time code is good for."""

    WELCOME = "welcome"
    LINK = "link"


@dataclass(frozen=True)
class OneTimeCode:
    """A code that works once. A welcome without officer is the administrator's."""

    token_hash: str
    purpose: CodePurpose
    officer_id: OfficerId | None
    expires_at: datetime


@dataclass(frozen=True)
class Attempts:
    """How often signing in under one name has failed in a row."""

    failures: int
    blocked_until: datetime | None
    at: datetime


class Passwords(Protocol):
    """Hashes passwords slowly, without holding up the loop."""

    async def hash(self, password: str) -> str:
        """Return what is stored for a password."""
        ...

    async def verify(self, stored: str, password: str) -> bool:
        """Compare; an empty `stored` costs the same time and is never right."""
        ...


class AccountStore(Protocol):
    """Officers as accounts, and everything they sign in with."""

    async def find_officer(self, name: str) -> Officer | None:
        """Find an officer by exact name, also a disabled one."""
        ...

    async def linked_to(self, conversation_id: ConversationId) -> Sequence[Officer]:
        """List the officers who linked this chat, also disabled ones."""
        ...

    async def find_active(self, officer_id: OfficerId) -> Officer | None:
        """Find an officer who may sign in."""
        ...

    async def administrators(self) -> Sequence[Officer]:
        """List the active administrators that are people, the oldest account first."""
        ...

    async def find_session(self, token_hash: str) -> tuple[Session, Officer] | None:
        """Find a session, also one that has expired, and whose it is."""
        ...

    async def add_session(self, session: Session) -> None:
        """Keep a new session; forgets those that have expired by its beginning."""
        ...

    async def extend_session(self, token_hash: str, expires_at: datetime) -> None:
        """Let a session end later."""
        ...

    async def end_sessions(self, officer_id: OfficerId, *, only: str = "", but: str = "") -> None:
        """End an officer's sessions: all, or `only` that of a hash, or all `but` that one."""
        ...

    async def add_code(self, code: OneTimeCode) -> None:
        """Keep a new code; earlier unused ones for the same purpose and officer stop working."""
        ...

    async def find_code(
        self, token_hash: str, purpose: CodePurpose, at: datetime
    ) -> OneTimeCode | None:
        """Find a code that could still be used at this instant."""
        ...

    async def use_code(
        self, token_hash: str, purpose: CodePurpose, at: datetime
    ) -> OneTimeCode | None:
        """Use a code up, in one conditional UPDATE; None when it is unknown, used or expired."""
        ...

    async def add_api_token(self, token_hash: str, officer_id: OfficerId, at: datetime) -> None:
        """Keep a new API token."""
        ...

    async def find_by_api_token(self, token_hash: str) -> Officer | None:
        """Find the active officer of an API token that is not revoked."""
        ...

    async def revoke_api_tokens(self, officer_id: OfficerId, at: datetime) -> None:
        """Make all API tokens of an officer useless."""
        ...

    async def attempts(self, name_hash: str) -> Attempts | None:
        """Find the failures under a name."""
        ...

    async def set_attempts(self, name_hash: str, attempts: Attempts) -> None:
        """Keep the failures under a name."""
        ...

    async def clear_attempts(self, name_hash: str) -> None:
        """Forget the failures under a name."""
        ...


class AccountReading(Protocol):
    """Opens the store for reading only, which holds up no writer."""

    def __call__(self) -> AbstractAsyncContextManager[AccountStore]:
        """Begin to read."""
        ...
