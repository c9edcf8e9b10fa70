"""Remembers what programs were answered, so that a repeated request has no second effect.

A program names each of its requests by a key of its own. The key is claimed and the answer kept in
the transaction that does the work: either all of it has happened, or none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from complaints.model import OfficerId

#: Keys that are older mean nothing any more and may be used again.
KEPT_FOR: Final = timedelta(days=2)


@dataclass(frozen=True)
class GivenAnswer:
    """What was answered to a key; `fingerprint` tells whether the request was the same."""

    fingerprint: str
    status: int
    body: Any


class AnswerStore(Protocol):
    """Keeps the answers of each officer's keys."""

    async def claim(
        self, officer_id: OfficerId, key: str, fingerprint: str, at: datetime
    ) -> GivenAnswer | None:
        """Take a key for the request at hand; returns what it was answered before, if it was.

        Of two requests with one key at the same time the second waits for the first to commit.
        """
        ...

    async def keep(self, officer_id: OfficerId, key: str, status: int, body: Any) -> None:
        """Keep the answer to a claimed key."""
        ...
