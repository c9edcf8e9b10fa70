"""A desk with an API, and programs that call it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from complaints.accounts import issue_token
from complaints.house import House
from complaints.model import Officer, Role
from console.api.server import Api
from console.errors import error_middleware
from console.rendering import Pages
from console.settings import ConsoleSettings
from storage.account_store import account_reading
from storage.finding_queries import SqlFindingRegister
from storage.internal_queries import SqlInternalRegister
from storage.register import SqlRegister
from storage.unit_of_work import Database
from tests.factories import add_officer
from tests.fakes import ZONE, FrozenTime

Client = TestClient[web.Request, web.Application]


class Program:
    """A program with an officer's token."""

    def __init__(self, api: Client, officer: Officer, token: str) -> None:
        self.officer = officer
        self.token = token
        self._api = api

    async def get(self, path: str, **query: str) -> tuple[int, Any]:
        """GET an address; returns status and JSON."""
        return await self._call("GET", path, params=query)

    async def post(self, path: str, body: Any = None, *, key: str = "") -> tuple[int, Any]:
        """POST JSON, under an idempotency key if one is given; returns status and JSON."""
        headers = {"Idempotency-Key": key} if key else {}
        body = {} if body is None else body
        return await self._call("POST", path, json=body, headers=headers)

    async def _call(
        self, method: str, path: str, *, headers: dict[str, str] | None = None, **rest: Any
    ) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {self.token}", **(headers or {})}
        async with self._api.request(method, f"/api/v1{path}", headers=headers, **rest) as answer:
            return answer.status, await answer.json()


NewProgram = Callable[..., Awaitable[Program]]


@pytest.fixture(scope="session")
def pages() -> Pages:
    """Give the pages, whose templates take long to read; no answer here tells the time."""
    return Pages(ConsoleSettings(ZONE), now=FrozenTime())


@pytest.fixture
async def api(database: Database, house: House, pages: Pages) -> AsyncIterator[Client]:
    """Serve the API over the test's database."""
    app = web.Application(middlewares=[error_middleware(pages)])
    desk_api = Api(
        house=house,
        transactions=database.transaction,
        register=SqlRegister(database),
        internals=SqlInternalRegister(database, house),
        findings=SqlFindingRegister(database),
        accounts=account_reading(database.reading),
    )
    app.add_routes(desk_api.routes())
    async with TestClient(TestServer(app)) as client:
        yield client


@pytest.fixture
def new_program(api: Client, database: Database, house: House) -> NewProgram:
    """Give a function that employs an officer and calls in their name."""

    async def make(
        name: str = "林晓芸", role: Role = Role.LOBBY_MANAGER, **fields: Any
    ) -> Program:
        officer = await add_officer(database, name, role, **fields)
        async with database.transaction() as work:
            token = await issue_token(house, work, officer)
        return Program(api, officer, token)

    return make


@pytest.fixture
async def program(new_program: NewProgram) -> Program:
    """Give a program that calls in a lobby manager's name."""
    return await new_program()
