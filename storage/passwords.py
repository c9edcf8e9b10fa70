"""Argon2id for passwords: in threads, a few at a time, so that sign-ins never hold up the loop."""

from __future__ import annotations

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

#: 19 MiB and two passes; with the limit below, sign-ins never take more than 40 MiB at once.
_MEMORY_KIB = 19_456
_PASSES = 2
_AT_ONCE = 2


class Argon2Passwords:
    """A `complaints.account_ports.Passwords`.

    Args:
        memory_kib: memory cost in kibibytes; small only in tests.
    """

    def __init__(self, *, memory_kib: int = _MEMORY_KIB) -> None:
        self._hasher = PasswordHasher(time_cost=_PASSES, memory_cost=memory_kib, parallelism=1)
        self._turns = asyncio.Semaphore(_AT_ONCE)
        #: Compared with when there is no password, so that this takes as long.
        self._nobody = self._hasher.hash("nobody's password")

    async def hash(self, password: str) -> str:
        """Return what is stored for a password."""
        async with self._turns:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def verify(self, stored: str, password: str) -> bool:
        """Compare; an empty `stored` costs the same time and is never right."""
        async with self._turns:
            is_right = await asyncio.to_thread(self._verify, stored or self._nobody, password)
        return is_right and bool(stored)

    def _verify(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False
