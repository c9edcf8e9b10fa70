"""The staff's event stream says that something has changed, and nothing more."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientResponse

from complaints.model import Complaint
from console.streams import STREAMS_PER_READER
from tests.console.console_kit import Browser, Console


@pytest.fixture
async def complaint(console: Console) -> AsyncIterator[Complaint]:
    """Give a complaint, and let the feed run."""
    filed = await console.filed("地上很脏，态度也差")
    running = asyncio.create_task(console.database.feed.run(), name="feed")
    yield filed
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


@pytest.fixture
async def browser(console: Console) -> Browser:
    """Give the browser of a lobby manager."""
    return await console.browser(await console.officer("林晓芸"))


async def _open(browser: Browser) -> ClientResponse:
    response = await browser.client.get("/events", headers={"Accept": "text/event-stream"})
    assert response.status == 200
    assert (await response.content.readline()).startswith(b"retry:")
    return response


async def _next_event(response: ClientResponse) -> dict[str, str]:
    event: dict[str, str] = {}
    async with asyncio.timeout(10):
        while "data" not in event:
            name, _, value = (await response.content.readline()).decode().strip().partition(": ")
            if name:
                event[name] = value
    return event


async def test_a_change_is_told_without_its_content(
    console: Console, browser: Browser, complaint: Complaint
) -> None:
    """The stream carries the id of the case and no words (promise 7)."""
    response = await _open(browser)
    other = await console.browser(await console.officer("周子涵"))
    await other.get(f"/cases/{complaint.number}")
    heard = asyncio.create_task(_next_event(response))
    await other.submit(f"/cases/{complaint.number}/take")

    event = await heard
    assert event["event"] == "case"
    assert event["data"] == f'{{"case":"{complaint.id}"}}'
    response.close()


async def test_the_stream_ends_when_the_desk_stops(
    console: Console, browser: Browser, complaint: Complaint
) -> None:
    """Stopping waits for nobody who only listens."""
    response = await _open(browser)
    await console.services.streams.stop()

    async with asyncio.timeout(10):
        rest = await response.content.read()
    assert rest in (b"\n", b"")


async def test_streams_that_were_left_take_nobodys_place(
    browser: Browser, complaint: Complaint
) -> None:
    """Whoever looks at many cases in a row stays live: only streams still read are counted."""
    for _ in range(STREAMS_PER_READER + 2):
        response = await _open(browser)
        response.close()
