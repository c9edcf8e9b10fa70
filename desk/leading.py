"""Lets one process of several run a job: whoever holds the lease runs it, the others wait."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import secrets
import socket
from collections.abc import Awaitable, Callable
from datetime import timedelta

from storage import leases
from storage.unit_of_work import Database, DatabaseUnavailable

logger = logging.getLogger(__name__)

_LASTS = timedelta(seconds=30)
_RENEW_SECONDS = 10.0
_HOST = socket.gethostname()[:32]


async def lead(database: Database, name: str, job: Callable[[], Awaitable[None]]) -> None:
    """Run `job` for as long as this process holds the lease `name`; ends only when cancelled."""
    holder = f"{_HOST}:{os.getpid()}:{secrets.token_hex(8)}"
    running: asyncio.Task[None] | None = None
    try:
        while True:
            try:
                is_mine = await _hold(database, name, holder)
            except DatabaseUnavailable:
                # Nobody can take it meanwhile either, and what the job stores needs the database.
                is_mine = running is not None
            if is_mine and running is None:
                running = asyncio.create_task(_run(job), name=name)
            elif not is_mine and running is not None:
                logger.warning("lease %s lost", name)
                await _end(running)
                running = None
            await asyncio.sleep(_RENEW_SECONDS)
    finally:
        if running is not None:
            await _end(running)
            with contextlib.suppress(DatabaseUnavailable):
                await leases.give_up(database, name, holder)


async def _run(job: Callable[[], Awaitable[None]]) -> None:
    await job()


async def _hold(database: Database, name: str, holder: str) -> bool:
    before = await leases.holder_of(database, name)
    if before is not None and before != holder and is_dead(before):
        # A desk that was killed comes back at once and need not wait for its own lease.
        await leases.give_up(database, name, before)
    return await leases.hold(database, name, holder, _LASTS)


def is_dead(holder: str) -> bool:
    """Say whether the holder of a lease was a process of this machine that is no more."""
    host, pid, _ = holder.rsplit(":", 2)
    if host != _HOST:
        return False
    if int(pid) == os.getpid():
        return True  # in a container every process has the same number
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass  # somebody else's, and alive
    return False


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
