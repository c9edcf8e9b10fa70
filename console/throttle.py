"""How often one visitor may write, so that a script cannot drown the desk."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from console.errors import TooMany

#: Above this many visitors, those whose allowance is full again are forgotten.
_SWEEP_AT = 10_000


class Throttle:
    """A bucket of `burst` calls for each key, refilled at `per_minute`.

    Args:
        seconds: a clock that only ever goes forward, in seconds.
    """

    def __init__(
        self, *, per_minute: float, burst: int, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        self._rate = per_minute / 60
        self._burst = float(burst)
        self._seconds = seconds
        self._buckets: dict[str, tuple[float, float]] = {}

    def take(self, key: str) -> None:
        """Count one call.

        Raises:
            TooMany: the bucket is empty; `retry_seconds` says when it holds a call again.
        """
        now = self._seconds()
        level = self._level(key, now)
        if level < 1:
            raise TooMany("too_many_messages", retry_seconds=math.ceil((1 - level) / self._rate))
        if len(self._buckets) >= _SWEEP_AT:
            self._sweep(now)
        self._buckets[key] = (level - 1, now)

    def _level(self, key: str, now: float) -> float:
        level, at = self._buckets.get(key, (self._burst, now))
        return min(self._burst, level + (now - at) * self._rate)

    def _sweep(self, now: float) -> None:
        full = [key for key in self._buckets if self._level(key, now) >= self._burst]
        for key in full:
            del self._buckets[key]
