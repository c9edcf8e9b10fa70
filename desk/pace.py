"""Keeps a channel's pace: so many messages a second overall, so many in one conversation."""

from __future__ import annotations

import time
from collections.abc import Callable

from complaints.model import ConversationId

_PLENTY = 1_000_000


class Pace:
    """Counts sends of one channel. A rate is messages per second; 0 means no limit.

    Overall a second's worth may go at once; within a conversation the first message goes at once
    and the next ones a full interval apart.
    """

    def __init__(
        self,
        *,
        per_conversation: float,
        overall: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._interval = 1 / per_conversation if per_conversation else 0.0
        self._rate = overall
        self._clock = clock
        self._tokens = overall
        self._counted_at = clock()
        self._free_at: dict[ConversationId, float] = {}

    def room(self) -> int:
        """Return how many messages the channel as a whole may take now."""
        return int(self._refill()) if self._rate else _PLENTY

    def free_in(self) -> float | None:
        """Return in how many seconds more may be sent than now; None when nothing is held back."""
        self.resting()
        now = self._clock()
        # What is free already holds nothing back; waking for it would never end.
        waits = [at - now for at in self._free_at.values() if at > now]
        if self._rate and self._refill() < 1:
            waits.append((1 - self._tokens) / self._rate)
        return min(waits) if waits else None

    def _refill(self) -> float:
        now = self._clock()
        self._tokens = min(self._rate, self._tokens + (now - self._counted_at) * self._rate)
        self._counted_at = now
        return self._tokens

    def used(self, conversation_id: ConversationId) -> None:
        """Count one send."""
        if self._rate:
            self._tokens = self._refill() - 1
        if self._interval:
            self._free_at[conversation_id] = self._clock() + self._interval

    def resting(self) -> set[ConversationId]:
        """Return the conversations that may not be written to just now."""
        now = self._clock()
        for conversation_id in [c for c, at in self._free_at.items() if at <= now]:
            del self._free_at[conversation_id]
        return set(self._free_at)
