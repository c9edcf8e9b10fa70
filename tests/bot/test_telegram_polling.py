"""Fetching updates so that nothing said is lost (promise 1)."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from bot.channels.protocol import Received
from bot.channels.telegram import TelegramChannel, TelegramPoller
from complaints.model import Channel
from tests.bot.telegram_kit import NOW, MemoryInbox, Pauses, channel_on, running
from tests.botapi import DROP, GARBAGE, REPEAT, BotApi, status, too_many
from tests.botapi.state import Webhook


def make_poller(
    channel: TelegramChannel, inbox: MemoryInbox, pauses: Pauses | None = None
) -> TelegramPoller:
    """A poller whose pauses take no time."""
    return TelegramPoller(channel, inbox, now=lambda: NOW, sleep=pauses or Pauses())


def texts(inbox: MemoryInbox) -> list[str]:
    """What was said, as far as it is stored."""
    return [json.loads(row.raw)["message"]["text"] for row in inbox.rows.values()]


async def test_updates_are_stored_with_their_id_and_chat() -> None:
    """The row is the update as it came."""
    inbox = MemoryInbox()
    async with BotApi() as api, channel_on(api) as channel:
        update = api.text(7, "等了两个小时")
        async with running(make_poller(channel, inbox)):
            await api.until(lambda: bool(api.confirmed))

    row = inbox.rows[str(update["update_id"])]
    assert (row.address, json.loads(row.raw)) == ("7", update)
    assert inbox.commits == 1


async def test_an_update_is_confirmed_only_after_its_commit() -> None:
    """While the database is away, Telegram keeps what was said."""
    inbox, pauses = MemoryInbox(), Pauses()
    inbox.fail_with = [OSError("database is gone")] * 3
    confirmed_before: list[int] = []
    inbox.on_received = lambda: confirmed_before.extend(api.confirmed)
    async with BotApi() as api, channel_on(api) as channel:
        api.text(7, "一")
        api.text(8, "二")
        async with running(make_poller(channel, inbox, pauses)):
            await api.until(lambda: len(api.confirmed) == 2)

    assert texts(inbox) == ["一", "二"]
    assert confirmed_before == []
    assert pauses.long == [1.0, 2.0, 4.0]


class DyingInbox(MemoryInbox):
    """An inbox whose process is killed at the first commit: before it, or just after."""

    def __init__(self, *, is_committed: bool) -> None:
        super().__init__()
        self.is_committed = is_committed
        self.is_reached = asyncio.Event()
        self.is_dead = False

    async def receive(
        self, channel: Channel, updates: Sequence[Received], *, cursor: str | None = None
    ) -> None:
        if self.is_dead:
            return await super().receive(channel, updates, cursor=cursor)
        self.is_dead = True
        if self.is_committed:
            await super().receive(channel, updates, cursor=cursor)
        self.is_reached.set()
        return await asyncio.Event().wait()  # type: ignore[return-value]


@pytest.mark.parametrize("is_committed", [False, True])
async def test_a_crash_around_the_commit_loses_and_doubles_nothing(is_committed: bool) -> None:
    """The next process finds at Telegram what this one had not committed."""
    inbox = DyingInbox(is_committed=is_committed)
    async with BotApi() as api, channel_on(api) as channel:
        for number in range(20):
            api.text(number % 3, str(number))
        async with running(make_poller(channel, inbox)):
            await inbox.is_reached.wait()
        assert api.confirmed == []

        api.text(7, "20")
        async with running(make_poller(channel, inbox)):
            await api.until(lambda: len(api.confirmed) == 21)

    assert texts(inbox) == [str(number) for number in range(21)]


async def test_updates_delivered_twice_are_stored_once() -> None:
    """Telegram may repeat itself, and so may we ask again."""
    inbox = MemoryInbox()
    async with BotApi() as api, channel_on(api) as channel:
        api.text(7, "一")
        async with running(make_poller(channel, inbox)):
            await api.until(lambda: len(api.confirmed) == 1)
            api.fail("getUpdates", REPEAT, REPEAT)
            api.text(7, "二")
            await api.until(lambda: len(api.confirmed) == 2)

    assert texts(inbox) == ["一", "二"]


async def test_more_than_one_batch_arrives_in_order() -> None:
    """Telegram gives at most a hundred at a time."""
    inbox = MemoryInbox()
    async with BotApi() as api, channel_on(api) as channel:
        for number in range(250):
            api.text(7, str(number))
        async with running(make_poller(channel, inbox)):
            await api.until(lambda: len(api.confirmed) == 250)

    assert texts(inbox) == [str(number) for number in range(250)]
    assert inbox.commits == 3


async def test_numbering_that_starts_anew_is_followed() -> None:
    """After a quiet week Telegram's next update id is random, even a lower one."""
    inbox = MemoryInbox()
    async with BotApi() as api, channel_on(api) as channel:
        api.next_update_id = 900_000
        api.text(7, "上周")
        async with running(make_poller(channel, inbox)):
            await api.until(lambda: bool(api.confirmed))
            api.next_update_id = 100
            api.text(7, "这周")
            api.text(7, "再说")
            await api.until(lambda: not api.pending)

    assert texts(inbox) == ["上周", "这周", "再说"]


async def test_one_malformed_update_holds_up_nothing() -> None:
    """It is stored as it is, without an address; the others of its batch pass."""
    inbox, is_stored = MemoryInbox(), asyncio.Event()
    inbox.on_received = is_stored.set
    async with BotApi() as api, channel_on(api) as channel:
        good = {"update_id": 2000, "message": {"chat": {"id": 7}, "text": "漏水"}}
        api.last_batch = ["no update", {"message": "no id"}, {"update_id": 1999}, good]  # type: ignore[list-item]
        api.fail("getUpdates", REPEAT)
        async with running(make_poller(channel, inbox)):
            await is_stored.wait()

    assert [json.loads(row.raw) for row in inbox.rows.values()] == api.last_batch
    assert [row.address for row in inbox.rows.values()] == ["", "", "", "7"]
    assert inbox.saved_cursor == "2001"


async def test_a_batch_without_any_id_is_stored_once_and_not_asked_for_at_full_speed() -> None:
    """There is no offset to go on with, so it comes again and again."""
    inbox, pauses = MemoryInbox(), Pauses()
    async with BotApi() as api, channel_on(api) as channel:
        api.last_batch = ["no update"]  # type: ignore[list-item]
        api.fail("getUpdates", REPEAT, REPEAT, REPEAT)
        async with running(make_poller(channel, inbox, pauses)):
            api.text(7, "漏水")
            await api.until(lambda: bool(api.confirmed))

    assert len(inbox.rows) == 2
    assert pauses.long == [1.0, 2.0, 4.0]


@pytest.mark.parametrize(
    ("faults", "pauses_taken"),
    [
        ([status(500), status(502), DROP, GARBAGE], [1.0, 2.0, 4.0, 8.0]),
        ([status(500)] * 8, [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0]),
        ([too_many(7), status(500)], [7.5, 2.0]),
        ([status(401)], [300.0]),
        ([status(409)], [1.0]),
    ],
    ids=["unwell", "long unwell", "too many", "bad token", "conflict"],
)
async def test_failures_are_waited_out_with_growing_pauses(
    faults: list[object], pauses_taken: list[float]
) -> None:
    """Nothing ends the intake, and nobody is hammered."""
    inbox, pauses = MemoryInbox(), Pauses()
    async with BotApi() as api, channel_on(api) as channel:
        api.fail("getUpdates", *faults)  # type: ignore[arg-type]
        api.text(7, "漏水")
        async with running(make_poller(channel, inbox, pauses)):
            await api.until(lambda: bool(api.confirmed))

    assert texts(inbox) == ["漏水"]
    assert pauses.long == pauses_taken


async def test_pauses_start_small_again_after_a_success() -> None:
    """An hour-old trouble does not make the next one longer."""
    inbox, pauses = MemoryInbox(), Pauses()
    async with BotApi() as api, channel_on(api) as channel:
        api.fail("getUpdates", status(500), status(500))
        api.text(7, "一")
        async with running(make_poller(channel, inbox, pauses)):
            await api.until(lambda: len(api.confirmed) == 1)
            api.fail("getUpdates", status(500))
            api.text(7, "二")
            await api.until(lambda: len(api.confirmed) == 2)
            api.text(7, "三")
            await api.until(lambda: len(api.confirmed) == 3)

    assert pauses.long == [1.0, 2.0, 1.0]


async def test_a_webhook_left_over_is_removed_first_and_whenever_one_is_in_the_way() -> None:
    """Telegram does not let the two ways run beside each other."""
    inbox = MemoryInbox()
    async with BotApi() as api, channel_on(api) as channel:
        await api.push_to(Webhook("http://127.0.0.1:1/"))
        async with running(make_poller(channel, inbox)):
            api.text(7, "一")
            await api.until(lambda: len(api.confirmed) == 1)
            await api.push_to(Webhook("http://127.0.0.1:1/"))
            api.text(7, "二")
            await api.until(lambda: len(api.confirmed) == 2)

    assert texts(inbox) == ["一", "二"]


async def test_only_what_is_read_is_asked_for() -> None:
    """Named kinds, so that a former setting at Telegram does not count."""
    async with BotApi() as api, channel_on(api) as channel:
        api.text(7, "一")
        async with running(make_poller(channel, MemoryInbox())):
            await api.until(lambda: bool(api.confirmed))

    assert api.allowed_updates == ["message", "edited_message", "callback_query", "my_chat_member"]


async def test_taps_stop_spinning_after_the_commit() -> None:
    """Nobody waits for the desk's answer with a spinning button."""
    inbox = MemoryInbox()
    async with BotApi() as api, channel_on(api) as channel:
        api.tap(7, 1, "right")
        async with running(make_poller(channel, inbox)):
            await api.until(lambda: bool(api.answered_taps))

    assert len(inbox.rows) == 1


async def test_health_tells_the_last_success_and_the_trouble_since(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """An operator sees what is wrong, and no log line holds words or token."""
    caplog.set_level(logging.DEBUG, logger="bot")
    inbox, pauses = MemoryInbox(), Pauses()
    async with BotApi() as api, channel_on(api) as channel:
        poller = make_poller(channel, inbox, pauses)
        assert (poller.last_success_at, poller.failures) == (None, 0)

        api.text(7, "漏水了")
        async with running(poller):
            await api.until(lambda: bool(api.confirmed))
            assert (poller.last_success_at, poller.failures, poller.last_error) == (NOW, 0, "")

            inbox.fail_with = [ValueError("漏水了")] * 1000
            api.text(7, "漏水了")
            await pauses.is_long.wait()
            assert (poller.last_success_at, poller.last_error) == (NOW, "ValueError")
            assert poller.failures > 0

    assert "漏水了" not in caplog.text
    assert api.token not in caplog.text


FAULTS = st.lists(
    st.sampled_from([DROP, GARBAGE, REPEAT, status(500), status(409), too_many(1)]), max_size=6
)
LOSSES = st.lists(st.booleans(), max_size=6)


@given(FAULTS, LOSSES, st.integers(1, 30))
@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
async def test_whatever_fails_everything_is_stored_once_and_in_order(
    faults: list[object], losses: list[bool], said: int
) -> None:
    """Any mix of bad answers and failed commits ends with each update in the inbox once."""
    inbox = MemoryInbox()
    inbox.fail_with = [OSError()] * sum(losses)
    async with BotApi() as api, channel_on(api) as channel:
        api.fail("getUpdates", *faults)  # type: ignore[arg-type]
        for number in range(said):
            api.text(number % 4, str(number))
        async with running(make_poller(channel, inbox)):
            await api.until(lambda: len(api.confirmed) == said)

    assert texts(inbox) == [str(number) for number in range(said)]
