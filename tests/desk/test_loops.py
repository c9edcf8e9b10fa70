"""A worker goes on whatever happens, and says how it is doing."""

from __future__ import annotations

import asyncio

from desk.loops import Worker


async def test_a_worker_says_whether_its_last_round_went_well() -> None:
    """Off before and after, failing while rounds fail, ok again when one succeeds."""
    states: list[str] = []
    outcomes = iter([OSError("gone"), None])

    async def work() -> bool:
        states.append(worker.state())
        error = next(outcomes, None)
        if error is not None:
            raise error
        if len(states) == 3:
            worker.stop()
        return True

    worker = Worker("clock", work)
    before = worker.state()
    await asyncio.wait_for(worker.run(), timeout=10)

    assert (before, worker.state()) == ("off", "off")
    assert states == ["ok", "failing", "ok"]
