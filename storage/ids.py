"""Ids that rise with time and need no round trip to the database."""

from __future__ import annotations

import secrets
import time

#: 2024-01-01T00:00:00Z in milliseconds; 41 bits of them last until 2093.
_EPOCH_MS = 1_704_067_200_000
_PROCESS_BITS = 10
_COUNTER_BITS = 12


class Ids:
    """Makes 63-bit ids: milliseconds, a random number of this process, a counter.

    Within a process they always rise, also when the system clock is set back. Two processes that
    drew the same of 1,024 numbers collide only in the same millisecond at the same count; the key
    constraint then refuses the second transaction, which is tried again.
    """

    def __init__(self) -> None:
        self._process = secrets.randbits(_PROCESS_BITS) << _COUNTER_BITS
        self._last_ms = 0
        self._count = 0

    def __call__(self) -> int:
        """Make the next id."""
        now_ms = time.time_ns() // 1_000_000 - _EPOCH_MS
        if now_ms > self._last_ms:
            self._last_ms, self._count = now_ms, 0
        else:
            self._count += 1
            if self._count >> _COUNTER_BITS:
                self._last_ms, self._count = self._last_ms + 1, 0
        return (self._last_ms << (_PROCESS_BITS + _COUNTER_BITS)) | self._process | self._count
