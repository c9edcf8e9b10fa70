"""A worker that runs when it is woken, and now and then in any case."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

logger = logging.getLogger(__name__)

#: After a failure the next try waits this long, twice as long each time, up to the last.
_PAUSES_SECONDS = (0.2, 0.5, 1.0, 2.0, 5.0)


class Worker:
    """Calls `work` for as long as it returns True, then waits to be woken.

    `idle_seconds` is the safety net: it looks by itself that often. This is one of the four
    borders where everything is caught: whatever goes wrong is logged and tried again, growing
    slower.
    """

    def __init__(
        self,
        name: str,
        work: Callable[[], Awaitable[bool]],
        *,
        idle_seconds: float = 1.0,
        on_failure: Callable[[], None] = lambda: None,
    ) -> None:
        self.name = name
        self.work = work
        self._on_failure = on_failure
        self._idle_seconds = idle_seconds
        self._woken = asyncio.Event()
        self._failures = 0
        self._is_running = False
        self._is_stopping = False

    def state(self) -> str:
        """Say how it is doing: "ok", "failing" since its last round, or "off" in this process."""
        if not self._is_running:
            return "off"
        return "failing" if self._failures else "ok"

    def wake(self) -> None:
        """Say that there is something to do."""
        self._woken.set()

    def stop(self) -> None:
        """Let the present round be the last."""
        self._is_stopping = True
        self._woken.set()

    async def run(self) -> None:
        """Work until stopped."""
        self._is_running = True
        try:
            while not self._is_stopping:
                self._woken.clear()
                if not await self._round():
                    await self._rest()
        finally:
            self._is_running = False

    async def _round(self) -> bool:
        try:
            has_more = await self.work()
        except Exception as error:  # a border: the worker must live on
            pause = _PAUSES_SECONDS[min(self._failures, len(_PAUSES_SECONDS) - 1)]
            self._failures += 1
            self._on_failure()
            logger.error(
                "%s failed (%s), next try in %s s", self.name, type(error).__name__, pause
            )
            logger.debug("%s failed", self.name, exc_info=error)
            await asyncio.sleep(pause)
            return True
        self._failures = 0
        return has_more

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(self._idle_seconds):
                await self._woken.wait()
        except TimeoutError:
            pass
