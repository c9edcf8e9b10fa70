"""The test server itself: what the tests of the desk take for granted about Telegram."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp

from tests.botapi import ACCEPT_THEN_DROP, BotApi, Flood


async def call(api: BotApi, method: str, **parameters: Any) -> Any:
    """Call a method; give the result, or the code and description of the refusal."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{api.url}/bot{api.token}/{method}", json=parameters) as response,
    ):
        answer = await response.json()
        if answer["ok"]:
            return answer["result"]
        return answer["error_code"], answer["description"]


async def ids(api: BotApi, **parameters: Any) -> list[int]:
    """Fetch updates; give their ids."""
    return [update["update_id"] for update in await call(api, "getUpdates", **parameters)]


async def test_an_offset_confirms_everything_below_it() -> None:
    """Unconfirmed updates come again."""
    async with BotApi() as api:
        for text in "一", "二", "三":
            api.text(7, text)

        assert await ids(api, limit=2) == [1000, 1001]
        assert await ids(api, limit=2) == [1000, 1001]
        assert await ids(api, offset=1001) == [1001, 1002]
        assert api.confirmed == [1000]
        assert await ids(api, offset=-1) == [1002]
        assert await ids(api, offset=1003) == []
        assert api.confirmed == [1000, 1001, 1002]


async def test_a_long_poll_ends_when_something_is_said() -> None:
    """It does not wait for its time to run out."""
    async with BotApi() as api:
        poll = asyncio.create_task(ids(api, timeout=50))
        while not api.polls:
            await api.changed()
        api.text(7, "一")

        assert await poll == [1000]


async def test_a_second_poller_ends_the_first() -> None:
    """With a conflict, as two bots on one token have it."""
    async with BotApi() as api:
        first = asyncio.create_task(call(api, "getUpdates", timeout=50))
        while not api.polls:
            await api.changed()

        assert await ids(api) == []
        assert (await first)[0] == 409


async def test_polling_and_a_webhook_exclude_each_other() -> None:
    """deleteWebhook makes polling possible again."""
    async with BotApi() as api:
        await call(api, "setWebhook", url="http://127.0.0.1:1/")
        assert (await call(api, "getUpdates"))[0] == 409
        assert (await call(api, "getWebhookInfo"))["url"] == "http://127.0.0.1:1/"

        await call(api, "deleteWebhook")

        assert await ids(api) == []


async def test_the_limits_of_a_message_hold() -> None:
    """Text of 1-4,096 UTF-16 units, button data of 1-64 bytes."""
    keyboard = {"inline_keyboard": [[{"text": "x", "callback_data": "字" * 22}]]}
    async with BotApi() as api:
        refused = [
            await call(api, "sendMessage", chat_id=7, text=text, **more)
            for text, more in [
                ("", {}),
                ("😀" * 2049, {}),
                ("x", {"reply_markup": keyboard}),
            ]
        ]
        await call(api, "sendMessage", chat_id=7, text="😀" * 2048)

        assert [code for code, _ in refused] == [400, 400, 400]
        assert len(api.sent) == 1


async def test_buttons_can_be_taken_away_once() -> None:
    """The same change twice is "not modified"; an unknown message cannot be changed."""
    keyboard = {"inline_keyboard": [[{"text": "x", "callback_data": "x"}]]}
    async with BotApi() as api:
        await call(api, "sendMessage", chat_id=7, text="x", reply_markup=keyboard)
        edit = {"chat_id": 7, "message_id": 1}

        assert (await call(api, "editMessageReplyMarkup", **edit))["message_id"] == 1
        assert (await call(api, "editMessageReplyMarkup", **edit))[0] == 400
        assert (await call(api, "editMessageReplyMarkup", chat_id=7, message_id=9))[0] == 400


async def test_too_many_messages_are_asked_to_wait() -> None:
    """One chat has its own limit."""
    async with BotApi(flood=Flood(chat_burst=2)) as api:
        for _ in range(2):
            await call(api, "sendMessage", chat_id=7, text="x")

        assert (await call(api, "sendMessage", chat_id=7, text="x"))[0] == 429
        assert (await call(api, "sendMessage", chat_id=8, text="x"))["text"] == "x"


async def test_an_accepted_message_can_look_lost() -> None:
    """It arrived, but its sender does not know."""
    async with BotApi() as api:
        api.fail("sendMessage", ACCEPT_THEN_DROP)
        try:
            await call(api, "sendMessage", chat_id=7, text="x")
            is_told = True
        except aiohttp.ClientError:
            is_told = False

        assert not is_told
        assert api.sent_to(7) == ["x"]


async def test_unknown_tokens_and_methods_are_refused() -> None:
    """401 and 404, as the real one."""
    async with BotApi() as api:
        assert await call(api, "sendPigeon") == (404, "Not Found")
        api.token = "1:other"
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"{api.url}/bot1:wrong/getMe") as response,
        ):
            assert response.status == 401
