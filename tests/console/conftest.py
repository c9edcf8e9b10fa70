"""Running web chats for the tests of the console."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from complaints.house import House
from storage.unit_of_work import Database
from tests.console.console_kit import Console, close_console, open_console
from tests.console.kit import FakeDesk, make_app
from tests.fakes import FrozenTime

Client = TestClient[web.Request, web.Application]
OpenClient = Callable[..., Awaitable[Client]]


@pytest.fixture
def chat_desk(now: FrozenTime) -> FakeDesk:
    """Give a desk that says everything back."""
    return FakeDesk(now)


@pytest.fixture
async def open_client(chat_desk: FakeDesk) -> AsyncIterator[OpenClient]:
    """Give what opens a browser without cookies on a web chat; options go to `make_app`."""
    clients: list[Client] = []

    async def open_one(**options: Any) -> Client:
        client = TestClient(TestServer(make_app(chat_desk, **options)))
        await client.start_server()
        clients.append(client)
        return client

    yield open_one
    for client in clients:
        await client.close()


@pytest.fixture
async def client(open_client: OpenClient) -> Client:
    """Give a browser without cookies on a web chat."""
    return await open_client()


@pytest.fixture
def schema() -> str:
    """Keep to SQLite: what the console asks of a database is tested on both below `storage`."""
    return ""


@pytest.fixture
async def console(house: House, database: Database, tmp_path: Path) -> AsyncIterator[Console]:
    """Give a staff console on an empty database."""
    opened = await open_console(house, database, tmp_path / "files")
    yield opened
    await close_console(opened)
