"""What can go wrong with a call, on purpose."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Fault:
    """One thing going wrong. `wait` and `retry_after` are seconds."""

    kind: str
    code: int = 0
    retry_after: int = 0
    migrate_to_chat_id: int = 0
    wait: float = 0.0


DROP = Fault("drop")  # the connection closes before anything was done
ACCEPT_THEN_DROP = Fault("accept_then_drop")  # it was done, but the caller never hears of it
GARBAGE = Fault("garbage")  # 200 with a page of HTML
REPEAT = Fault("repeat")  # getUpdates or a webhook push brings the latest updates once more


def status(code: int) -> Fault:
    """Refuse with this HTTP status."""
    return Fault("status", code=code)


def too_many(retry_after: int) -> Fault:
    """Refuse with 429 and ask for a pause in seconds."""
    return Fault("status", code=429, retry_after=retry_after)


def migrated(chat: int) -> Fault:
    """Refuse because the chat has another id now."""
    return Fault("status", code=400, migrate_to_chat_id=chat)


def slow(seconds: float) -> Fault:
    """Answer rightly, but late."""
    return Fault("slow", wait=seconds)


@dataclass
class _Bucket:
    tokens: float
    at: float

    def wait(self, now: float, *, rate: float, burst: float) -> float:
        """Take one token and return 0, or return the seconds until there is one."""
        self.tokens = min(burst, self.tokens + (now - self.at) * rate)
        self.at = now
        if self.tokens < 1:
            return (1 - self.tokens) / rate
        self.tokens -= 1
        return 0.0


@dataclass
class Flood:
    """Telegram's flood limits on sending: messages per second over all chats and in one chat."""

    overall: float = 30.0
    per_chat: float = 1.0
    chat_burst: float = 5.0
    _buckets: dict[int | None, _Bucket] = field(default_factory=dict)

    def retry_after(self, chat: int, now: float) -> int:
        """Count one message; return 0, or the whole seconds to wait if it is one too many."""
        waits = (
            self._bucket(None, now, self.overall).wait(now, rate=self.overall, burst=self.overall),
            self._bucket(chat, now, self.chat_burst).wait(
                now, rate=self.per_chat, burst=self.chat_burst
            ),
        )
        return math.ceil(max(waits))

    def _bucket(self, key: int | None, now: float, burst: float) -> _Bucket:
        return self._buckets.setdefault(key, _Bucket(burst, now))


@dataclass
class FaultPlan:
    """Which fault comes next, by method."""

    _planned: dict[str, list[Fault]] = field(default_factory=lambda: defaultdict(list))

    def add(self, method: str, *faults: Fault) -> None:
        """Let the next calls of a method fail, one fault each."""
        self._planned[method.lower()].extend(faults)

    def next(self, method: str) -> Fault | None:
        """Take the fault that the current call is to have."""
        planned = self._planned[method.lower()]
        return planned.pop(0) if planned else None
