"""One desk and one Bot API server for all journeys of a module, on each kind of database."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from desk.wiring import Desk
from tests.botapi import BotApi
from tests.journeys.harness import DeskProcess, Home, new_home


@pytest.fixture(
    scope="module",
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)],
)
def kind(request: pytest.FixtureRequest) -> str:
    """Name the kind of database."""
    kind: str = request.param
    if kind == "postgresql" and "TEST_DATABASE_URL" not in os.environ:
        pytest.skip("TEST_DATABASE_URL names no server")
    return kind


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def home(kind: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Home]:
    """Give an empty home."""
    async with new_home(tmp_path_factory.mktemp("home"), kind) as home:
        yield home


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def api() -> AsyncIterator[BotApi]:
    """Give a Bot API server."""
    async with BotApi() as api:
        yield api


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(home: Home, api: BotApi) -> AsyncIterator[DeskProcess]:
    """Run a desk on Telegram; at the end it has to stop by itself, with nothing that crashed."""
    settings = {"TELEGRAM_BOT_TOKEN": api.token, "TELEGRAM_API_URL": api.url}
    async with DeskProcess(home, settings) as desk:
        yield desk
        await desk.stop()
        assert not [line for line in desk.log if line.get("level") == "critical"]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def office(home: Home, desk: DeskProcess) -> AsyncIterator[Desk]:
    """Open the running desk's database and use cases beside it."""
    async with home.office() as office:
        yield office
