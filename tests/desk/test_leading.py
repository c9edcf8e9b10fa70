"""Of several processes one does a job; one that was killed does not keep the others waiting."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import subprocess
import sys
from datetime import timedelta

import pytest

from desk.leading import is_dead, lead
from storage import leases
from storage.unit_of_work import Database

_HOST = socket.gethostname()[:32]


def _ended_process() -> int:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    return ended.pid


def test_a_process_of_this_machine_that_is_no_more_is_dead() -> None:
    """Nothing is said of other machines."""
    assert is_dead(f"{_HOST}:{_ended_process()}:abc")
    assert is_dead(f"{_HOST}:{os.getpid()}:of-an-earlier-life")
    assert not is_dead(f"{_HOST}:{os.getppid()}:abc")
    assert not is_dead(f"elsewhere-{_HOST}:{_ended_process()}:abc")


@pytest.mark.parametrize("is_killed", [True, False])
async def test_only_a_dead_holders_lease_is_taken_over(
    database: Database, is_killed: bool
) -> None:
    """The job begins at once in the first case, and not before the lease ends in the other."""
    pid = _ended_process() if is_killed else os.getppid()
    holder = f"{_HOST}:{pid}:abc"
    assert await leases.hold(database, "job", holder, timedelta(seconds=30))
    begun = asyncio.Event()

    async def job() -> None:
        begun.set()

    leading = asyncio.create_task(lead(database, "job", job))
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(10 if is_killed else 0.3):
            await begun.wait()
    leading.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await leading

    assert begun.is_set() is is_killed
    assert await leases.holder_of(database, "job") == (None if is_killed else holder)
