"""Taking updates by webhook (promise 1)."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web

from bot.channels.telegram import TelegramChannel, hook_route, set_up
from tests.bot.telegram_kit import SECRET, MemoryInbox, Pauses, channel_on, settings
from tests.botapi import REPEAT, BotApi, status
from tests.botapi.state import Webhook

HEADERS = {"X-Telegram-Bot-Api-Secret-Token": SECRET}


@contextlib.asynccontextmanager
async def site(channel: TelegramChannel, inbox: MemoryInbox, api: BotApi) -> AsyncIterator[str]:
    """A site with the hook route; gives its base URL."""
    app = web.Application()
    app.add_routes([hook_route(channel, inbox, settings(api))])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def post(base: str, body: bytes, headers: dict[str, str]) -> int:
    """Push a body; give the status of the answer."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{base}/hooks/telegram", data=io.BytesIO(body), headers=headers) as answer,
    ):
        return answer.status


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Telegram-Bot-Api-Secret-Token": ""},
        {"X-Telegram-Bot-Api-Secret-Token": SECRET[:-1]},
        {"X-Telegram-Bot-Api-Secret-Token": "密"},
    ],
)
async def test_nobody_without_the_secret_gets_in(headers: dict[str, str]) -> None:
    """A forged update would be a forged complaint."""
    inbox = MemoryInbox()
    async with (
        BotApi() as api,
        channel_on(api) as channel,
        site(channel, inbox, api) as base,
    ):
        assert await post(base, b"{}", headers) == 403

    assert inbox.rows == {}


async def test_without_a_secret_set_nobody_gets_in() -> None:
    """An empty setting must not open the door to an empty header."""
    inbox = MemoryInbox()
    async with BotApi() as api, channel_on(api) as channel:
        app = web.Application()
        app.add_routes([hook_route(channel, inbox, settings(api, webhook_secret=""))])
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        base = f"http://127.0.0.1:{runner.addresses[0][1]}"
        assert await post(base, b"{}", {"X-Telegram-Bot-Api-Secret-Token": ""}) == 403
        await runner.cleanup()


async def test_an_update_is_stored_before_it_is_accepted() -> None:
    """200 means committed; while that fails, Telegram keeps the update and brings it again."""
    inbox = MemoryInbox()
    inbox.fail_with = [OSError()]
    update = b'{"update_id": 5, "message": {"chat": {"id": 7}}}'
    async with (
        BotApi() as api,
        channel_on(api) as channel,
        site(channel, inbox, api) as base,
    ):
        assert await post(base, update, HEADERS) == 503
        assert inbox.rows == {}
        assert await post(base, update, HEADERS) == 200

    assert [(row.external_id, row.address, row.raw) for row in inbox.rows.values()] == [
        ("5", "7", update)
    ]


@pytest.mark.parametrize("body", [b"", b"garbage", b"[1]", b'{"update_id": "x"}', b"\xff\xfe\x00"])
async def test_malformed_updates_are_stored_and_accepted(body: bytes) -> None:
    """Refusing them would hold back whatever the chat says next."""
    inbox = MemoryInbox()
    async with (
        BotApi() as api,
        channel_on(api) as channel,
        site(channel, inbox, api) as base,
    ):
        assert await post(base, body, HEADERS) == 200

    assert [(row.address, row.raw) for row in inbox.rows.values()] == [("", body)]


async def test_a_body_beyond_all_reason_is_refused() -> None:
    """No update of Telegram's is a megabyte long."""
    inbox = MemoryInbox()
    async with (
        BotApi() as api,
        channel_on(api) as channel,
        site(channel, inbox, api) as base,
    ):
        assert await post(base, b"x" * (1024 * 1024 + 1), HEADERS) == 413

    assert inbox.rows == {}


async def test_telegram_is_told_where_to_push_and_what_was_said_meanwhile_arrives() -> None:
    """Set-up sets the webhook with the secret; then texts and taps come in, each once."""
    inbox = MemoryInbox()
    async with (
        BotApi() as api,
        channel_on(api) as channel,
        site(channel, inbox, api) as base,
    ):
        api.text(7, "一")
        api.text(8, "二")
        api.fail("setWebhook", status(500))
        api.fail("webhook", REPEAT)
        inbox.fail_with = [OSError()] * 3
        await set_up(channel, settings(api, mode="webhook", public_url=base), {}, sleep=Pauses())
        api.tap(7, 1, "right")
        await api.until(lambda: len(api.confirmed) == 3 and bool(api.answered_taps))

        assert api.webhook == Webhook(f"{base}/hooks/telegram", SECRET)

    said = sorted(
        json.loads(row.raw).get("message", {}).get("text", "") for row in inbox.rows.values()
    )
    assert said == ["", "一", "二"]


async def test_a_chat_that_cannot_be_stored_does_not_hold_up_others() -> None:
    """What was said in one chat stays in order; other chats go on."""
    inbox = MemoryInbox()
    async with (
        BotApi() as api,
        channel_on(api) as channel,
        site(channel, inbox, api) as base,
    ):
        await api.push_to(Webhook(f"{base}/hooks/telegram", SECRET))
        for number in range(10):
            api.text(number % 2, str(number))
        inbox.fail_with = [OSError()] * 5
        await asyncio.wait_for(api.until(lambda: len(api.confirmed) == 10), 10)

    rows = [json.loads(row.raw)["message"] for row in inbox.rows.values()]
    for chat in 0, 1:
        said = [int(row["text"]) for row in rows if row["chat"]["id"] == chat]
        assert said == sorted(said)
        assert len(said) == 5
