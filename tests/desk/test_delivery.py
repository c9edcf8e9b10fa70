"""Delivery: in order, at the channel's pace, again until it arrives, never silently given up."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

import pytest
import sqlalchemy as sa

from bot.channels.protocol import (
    Capabilities,
    ChannelDown,
    Incoming,
    Outgoing,
    Receipt,
    RecipientBlocked,
    Rejected,
    RetryLater,
)
from complaints.evidence import GivenFile
from complaints.house import House
from complaints.model import Channel
from complaints.outgoing import Saying, say
from complaints.talk_model import Conversation, Delivery, Message, OutboxItem
from desk import delivery as module
from desk.metrics import make_metrics
from storage import tables
from storage.unit_of_work import Database
from tests.factories import add_chat
from tests.fakes import FrozenTime

DOUBTFUL = RetryLater("no answer", is_doubtful=True)
NOT_SENT = RetryLater("no connection", is_conversation_only=False)


class FakeChannel:
    """Takes down what is sent; goes wrong as told."""

    channel = Channel.TELEGRAM
    capabilities = Capabilities()

    def __init__(self) -> None:
        self.sent: list[Outgoing] = []
        self.faults: list[Exception] = []
        self.always: Exception | None = None
        self.gate: asyncio.Event | None = None

    def address_of(self, raw: bytes) -> str:
        return ""

    def parse(self, raw: bytes) -> Incoming | None:
        return None

    async def fetch(self, remote: dict[str, Any]) -> bytes:
        return b""

    async def send(self, outgoing: Outgoing) -> Receipt:
        self.sent.append(outgoing)
        if self.gate is not None:
            await self.gate.wait()
        if fault := self.faults.pop(0) if self.faults else self.always:
            raise fault
        return Receipt(str(len(self.sent)))

    @property
    def texts(self) -> list[str]:
        return [outgoing.text for outgoing in self.sent]


async def no_file(sha256: str) -> AsyncIterator[bytes]:
    """Have one file, whose bytes are its own hash."""
    yield sha256.encode()


@pytest.fixture
def channel() -> FakeChannel:
    """Give a channel that takes everything."""
    return FakeChannel()


@pytest.fixture
def delivery(database: Database, channel: FakeChannel, house: House) -> module.Delivery:
    """Give the delivery of a process."""
    return module.Delivery(
        database,
        {Channel.TELEGRAM: channel},
        house,
        make_metrics(),
        read_file=no_file,
        rng=random.Random(1),
    )


@pytest.fixture
async def chat(database: Database) -> Conversation:
    """Give a chat."""
    return await add_chat(database)


async def _say(database: Database, chat: Conversation, *texts: str) -> None:
    async with database.transaction() as work:
        for text in texts:
            say(work, chat, Saying(text), database.now())


async def _round(delivery: module.Delivery) -> None:
    """Send all that may go now, and write how it went."""
    progress = asyncio.Event()
    delivery.on_progress = progress.set
    await delivery.work()
    while delivery.is_sending:
        await progress.wait()
        progress.clear()
        await delivery.work()


async def _items(database: Database) -> Sequence[OutboxItem]:
    async with database.reading() as session:
        return (await session.scalars(sa.select(OutboxItem).order_by(tables.outbox.c.id))).all()


async def _messages(database: Database) -> Sequence[Message]:
    async with database.reading() as session:
        return (await session.scalars(sa.select(Message).order_by(tables.messages.c.id))).all()


async def test_an_officers_files_go_out_with_the_message(
    database: Database, channel: FakeChannel, delivery: module.Delivery, chat: Conversation
) -> None:
    """The channel is given what to call them and, when it asks, their bytes (R25)."""
    photo = GivenFile("photo", "小票.jpg", "image/jpeg", 64, "a" * 64)
    async with database.transaction() as work:
        say(work, chat, Saying("请看小票", files=[photo]), database.now())
    await _round(delivery)

    (file,) = channel.sent[0].files
    assert (file.kind, file.name, file.mime) == ("photo", "小票.jpg", "image/jpeg")
    assert b"".join([piece async for piece in file.read()]) == b"a" * 64


async def test_messages_of_a_chat_go_in_order_one_after_the_other(
    database: Database,
    channel: FakeChannel,
    delivery: module.Delivery,
    chat: Conversation,
    now: FrozenTime,
) -> None:
    """Also when the first has to be sent again."""
    channel.faults = [RetryLater("429", seconds=2.0)]
    await _say(database, chat, "一", "二", "三")
    await _round(delivery)
    assert channel.texts == ["一"]

    now.advance(seconds=3)
    await _round(delivery)

    assert channel.texts == ["一", "一", "二", "三"]
    assert {message.delivery for message in await _messages(database)} == {Delivery.SENT}


async def test_what_may_have_arrived_is_repeated_for_two_days_and_then_shown_as_failed(
    database: Database,
    channel: FakeChannel,
    delivery: module.Delivery,
    chat: Conversation,
    now: FrozenTime,
) -> None:
    """A doubtful send is never dropped (promise 1), and seldom repeated."""
    channel.always = DOUBTFUL
    await _say(database, chat, "一")
    for _ in range(47):
        await _round(delivery)
        now.advance(hours=1)
    (item,) = await _items(database)
    assert item.state == "queued"

    now.advance(hours=4)
    await _round(delivery)

    (message,) = await _messages(database)
    assert (message.delivery, message.delivery_reason) == (Delivery.FAILED, "no answer")
    assert len(channel.sent) < 40


async def test_one_that_waits_long_does_not_hold_up_its_chat(
    database: Database,
    channel: FakeChannel,
    delivery: module.Delivery,
    chat: Conversation,
    now: FrozenTime,
) -> None:
    """A person's reply must not wait for hours behind a message that never gets through."""
    channel.always = DOUBTFUL
    await _say(database, chat, "一")
    for _ in range(12):
        await _round(delivery)
        now.advance(minutes=2)
    channel.always = None
    await _say(database, chat, "二")
    await _round(delivery)

    assert channel.texts[-1] == "二"


async def test_a_channel_that_cannot_be_reached_is_tried_every_half_minute(
    database: Database,
    channel: FakeChannel,
    delivery: module.Delivery,
    chat: Conversation,
    now: FrozenTime,
) -> None:
    """After an hour without network what waits goes out within the minute."""
    channel.always = NOT_SENT
    await _say(database, chat, "一", "二")
    for _ in range(60):
        await _round(delivery)
        now.advance(minutes=1)
    channel.always = None
    await _round(delivery)

    assert channel.texts[-2:] == ["一", "二"]


@pytest.mark.parametrize(
    ("fault", "state"),
    [(RecipientBlocked("403"), Delivery.BLOCKED), (Rejected("400"), Delivery.FAILED)],
)
async def test_what_can_never_arrive_is_shown_at_once(
    database: Database,
    channel: FakeChannel,
    delivery: module.Delivery,
    chat: Conversation,
    fault: Exception,
    state: Delivery,
) -> None:
    """With the reason, and without a second try; the next message goes on."""
    channel.faults = [fault]
    await _say(database, chat, "一", "二")
    await _round(delivery)

    first, second = await _messages(database)
    assert (first.delivery, first.delivery_reason) == (state, str(fault))
    assert second.delivery == Delivery.SENT


async def test_a_refused_channel_rests_a_minute(
    database: Database,
    channel: FakeChannel,
    delivery: module.Delivery,
    chat: Conversation,
    now: FrozenTime,
) -> None:
    """A wrong token is not tried for every message."""
    channel.faults = [ChannelDown("401")]
    other = await add_chat(database)
    await _say(database, chat, "一")
    await _round(delivery)
    await _say(database, other, "二")
    await _round(delivery)
    assert channel.texts == ["一"]

    now.advance(minutes=2)
    await _round(delivery)

    assert sorted(channel.texts) == ["一", "一", "二"]


async def test_what_a_killed_process_was_sending_goes_again(
    database: Database,
    channel: FakeChannel,
    delivery: module.Delivery,
    chat: Conversation,
    open_database: Callable[[], Database],
    now: FrozenTime,
    house: House,
) -> None:
    """At the start on SQLite, which has one process; elsewhere when the lease has run out."""
    channel.gate = asyncio.Event()
    await _say(database, chat, "一")
    await delivery.work()
    heir_channel = FakeChannel()
    heir = module.Delivery(
        open_database(),
        {Channel.TELEGRAM: heir_channel},
        house,
        make_metrics(),
        read_file=no_file,
        rng=random.Random(1),
    )
    await _round(heir)
    assert heir_channel.texts == []

    await heir.resume()
    if database.engine.dialect.name == "postgresql":
        now.advance(seconds=31)
    await _round(heir)

    assert heir_channel.texts == ["一"]
    channel.gate.set()
    await delivery.drain()


async def test_the_end_waits_for_no_slow_server(
    database: Database,
    channel: FakeChannel,
    delivery: module.Delivery,
    chat: Conversation,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What is still under way stays queued and goes again after the next start."""
    monkeypatch.setattr(module, "_DRAIN_SECONDS", 0.05)
    channel.gate = asyncio.Event()
    await _say(database, chat, "一")
    await delivery.work()
    await delivery.drain()

    (item,) = await _items(database)
    assert (item.state, item.attempts) == ("queued", 1)
