"""The customer's own page behind the private link (R7)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from complaints.case_reads import StatusPage, VisibleMessage
from complaints.errors import NotFound
from complaints.model import ActorKind, Category, CloseReason, Language, Status
from console.errors import error_middleware
from console.rendering import Pages
from console.settings import ConsoleSettings
from console.status_page import StatusPages
from tests.fakes import START, ZONE, FrozenTime

Client = TestClient[web.Request, web.Application]

TOKEN = "dGhpcy1pcy1hLXRva2Vu"
FILED = StatusPage(
    number="HY-260311-001",
    status=Status.NEW,
    language=Language.ZH_HANS,
    category=Category.FACILITY,
    text="灯坏了",
    received_at=START,
    promised_at=START + timedelta(minutes=30),
    taken_at=None,
    owner_name="",
    answered_at=None,
    result="",
    closed_at=None,
    close_reason=None,
    messages=(),
)
TAKEN = replace(
    FILED, status=Status.OPEN, taken_at=START + timedelta(minutes=2), owner_name="林晓芸"
)
TOLD = replace(
    TAKEN,
    status=Status.ANSWERED,
    answered_at=START + timedelta(hours=1),
    result="换了<b>新灯</b>",
    messages=(
        VisibleMessage(ActorKind.CUSTOMER, "", "灯坏了", "chat", START),
        VisibleMessage(ActorKind.OFFICER, "林晓芸", "电工在路上", "chat", START),
        VisibleMessage(ActorKind.OFFICER, "林晓芸", "", "phone", START),
    ),
)


class OneComplaint:
    """A register that knows one private link."""

    def __init__(self) -> None:
        self.shown = FILED

    async def status_page(self, token: str) -> StatusPage:
        """Show what is set if the token is right."""
        if token != TOKEN:
            raise NotFound("complaint_not_found")
        return self.shown


@pytest.fixture
def register() -> OneComplaint:
    """Give a register with one complaint."""
    return OneComplaint()


@pytest.fixture(scope="module")
def pages() -> Pages:
    """Give the pages, at the time at which the complaint was filed."""
    return Pages(ConsoleSettings(ZONE), now=FrozenTime())


@pytest.fixture
async def client(register: OneComplaint, pages: Pages) -> AsyncIterator[Client]:
    """Give a browser."""
    app = web.Application(middlewares=[error_middleware(pages)])
    app.add_routes(StatusPages(register, pages).routes())  # type: ignore[arg-type]
    async with TestClient(TestServer(app)) as browser:
        yield browser


async def text_of(client: Client, query: str = "") -> str:
    """Open the page."""
    async with client.get(f"/status/{TOKEN}{query}") as answer:
        assert answer.status == 200
        return await answer.text()


async def test_the_page_says_number_state_and_promise(client: Client) -> None:
    """A new complaint shows when the customer will hear from us (R5)."""
    page = await text_of(client)

    assert "HY-260311-001" in page
    assert "10:30 前给您答复" in page
    assert "灯坏了" in page
    assert 'lang="zh-Hans"' in page


async def test_a_taken_complaint_says_who_works_on_it(
    client: Client, register: OneComplaint
) -> None:
    """The customer knows whom to expect (R4)."""
    register.shown = TAKEN

    assert "林晓芸正在处理" in await text_of(client)


async def test_the_result_and_what_was_said_are_shown_and_escaped(
    client: Client, register: OneComplaint
) -> None:
    """Words are words, whatever they look like; of a call only that it was."""
    register.shown = TOLD

    page = await text_of(client)

    assert "换了&lt;b&gt;新灯&lt;/b&gt;" in page
    assert "电工在路上" in page
    assert "林晓芸给您打过电话" in page
    assert "前给您答复" not in page


@pytest.mark.parametrize("reason", CloseReason)
async def test_a_closed_complaint_says_why(
    client: Client, register: OneComplaint, reason: CloseReason
) -> None:
    """Every way of closing has its sentence."""
    register.shown = replace(TOLD, status=Status.CLOSED, close_reason=reason, closed_at=START)

    assert "progress.closed" not in await text_of(client)


@pytest.mark.parametrize("status", Status)
async def test_every_status_has_words(
    client: Client, register: OneComplaint, status: Status
) -> None:
    """No key of the catalogue shows on the page."""
    register.shown = replace(FILED, status=status)

    assert "chat." not in (await text_of(client)).partition("<main")[2]


async def test_the_page_speaks_the_complaints_language_unless_asked(
    client: Client, register: OneComplaint
) -> None:
    """Who wrote in English is answered in English, and may switch (R42)."""
    register.shown = replace(FILED, language=Language.EN)

    assert "You will hear from us by 10:30" in await text_of(client)
    assert "10:30 前給您答覆" in await text_of(client, "?lang=zh_Hant")


async def test_the_link_stays_private(client: Client) -> None:
    """No search engine keeps it, no cache, and no other site learns it."""
    async with client.get(f"/status/{TOKEN}") as answer:
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("token", ["unknown-token-of-24-chars", "x", "%00%00%00%00%00%00%00%00"])
async def test_an_unknown_link_is_not_found(client: Client, token: str) -> None:
    """A guess learns nothing."""
    async with client.get(f"/status/{token}") as answer:
        assert answer.status == 404
