"""The database is locked or gone for a while: nothing is lost, and the desk recovers by itself."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Iterator
from typing import Any

import aiohttp
import asyncpg
import pytest
from sqlalchemy.engine import make_url

from console.visitors import HEADER
from desk.wiring import Desk
from tests.botapi import BotApi
from tests.journeys.harness import DeskProcess, Home
from tests.journeys.people import complaint_of, somebody

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]

#: Longer than a writer waits for another process's transaction.
_OUTAGE_SECONDS = 7.0
_VISITOR = {HEADER: "a-visitor-of-the-web-chat"}


@contextlib.asynccontextmanager
async def _outage(home: Home) -> AsyncIterator[None]:
    """Make the database useless to everybody else for the length of a block."""
    url = make_url(home.database_url)
    if url.get_backend_name() == "sqlite":
        assert url.database
        with _locked(url.database):
            yield
        return
    server = url.set(drivername="postgresql", database="postgres")
    connection = await asyncpg.connect(server.render_as_string(hide_password=False))
    try:
        await connection.execute(f"ALTER DATABASE {url.database} ALLOW_CONNECTIONS false")
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1",
            url.database,
        )
        yield
        await connection.execute(f"ALTER DATABASE {url.database} ALLOW_CONNECTIONS true")
    finally:
        await connection.close()


@contextlib.contextmanager
def _locked(path: str) -> Iterator[None]:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


async def _post(session: aiohttp.ClientSession, desk: DeskProcess, text: str) -> int:
    async with session.post(
        f"{desk.url}/api/v1/webchat/messages",
        json={"client_id": text, "text": f"空调坏了 {text}"},
        headers=_VISITOR,
    ) as response:
        return response.status


async def _history(session: aiohttp.ClientSession, desk: DeskProcess) -> list[dict[str, Any]]:
    async with session.get(f"{desk.url}/api/v1/webchat/history", headers=_VISITOR) as response:
        messages: list[dict[str, Any]] = (await response.json())["messages"]
        return messages


async def test_what_is_said_during_an_outage_is_registered_afterwards(
    home: Home, desk: DeskProcess, office: Desk, api: BotApi
) -> None:
    """Unconfirmed updates wait at Telegram; the web chat says 503 and takes it later."""
    before, during, after = somebody(api), somebody(api), somebody(api)
    before.says("空调坏了")
    await before.hears("已受理")
    async with aiohttp.ClientSession() as session:
        async with _outage(home):
            confirmed = len(api.confirmed)
            before.says("还是很热")
            during.says("厕所太脏了")
            refused = asyncio.create_task(_post(session, desk, "m1"))
            await asyncio.sleep(_OUTAGE_SECONDS)
            assert len(api.confirmed) == confirmed
            assert await refused == 503
        after.says("柜员态度太差了")
        await during.hears("已受理")
        await after.hears("已受理")
        await before.hears("已补充到")
        assert await _post(session, desk, "m1") == 202

    assert (await complaint_of(office, during)).text == "厕所太脏了"


async def test_the_parts_that_only_read_live_on(
    home: Home, desk: DeskProcess, office: Desk, api: BotApi
) -> None:
    """The stream of the web chat shows what happens after the outage."""
    async with aiohttp.ClientSession() as session:
        assert await _post(session, desk, "m2") == 202
        async with session.get(f"{desk.url}/api/v1/webchat/stream", headers=_VISITOR) as stream:
            async with asyncio.timeout(20):
                assert await _post(session, desk, "m3") == 202
                while "m3" not in (await stream.content.readline()).decode():
                    pass
    assert not [line for line in desk.log if line.get("level") == "critical"]
