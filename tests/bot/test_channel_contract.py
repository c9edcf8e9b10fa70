"""What every chat channel must keep; a new adapter joins by one more line in `CHANNELS`."""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.protocol import (
    ChatChannel,
    Edit,
    FileTooLarge,
    IncomingKind,
    MalformedUpdate,
    Outgoing,
    SendError,
)
from bot.channels.telegram import TelegramChannel, TelegramSettings
from bot.channels.webchat import WebChatChannel
from complaints.buttons import Verb, button
from tests.botapi import BotApi

CHANNELS: dict[str, Callable[[str], ChatChannel]] = {
    "telegram": lambda url: TelegramChannel(TelegramSettings("1:token", api_url=url)),
    "webchat": lambda url: WebChatChannel(),
}

#: The same words, "太慢了", as each channel brings them.
WORDS: dict[str, dict[str, Any]] = {
    "telegram": {
        "update_id": 7,
        "message": {
            "message_id": 3,
            "date": 1773194400,
            "chat": {"id": 5, "type": "private"},
            "from": {"id": 5, "is_bot": False, "first_name": "王"},
            "text": "太慢了",
        },
    },
    "webchat": {
        "client_id": "c1",
        "kind": "text",
        "text": "太慢了",
        "at": "2026-03-11T10:00:00+08:00",
        "files": [],
    },
}


@pytest.fixture(params=CHANNELS)
def name(request: pytest.FixtureRequest) -> str:
    """Name a channel."""
    return str(request.param)


@pytest.fixture
async def channel(name: str) -> AsyncIterator[ChatChannel]:
    """Give an adapter whose server, where it needs one, is at hand."""
    async with BotApi(token="1:token") as api:
        made = CHANNELS[name](api.url)
        yield made
        if isinstance(made, TelegramChannel):
            await made.close()


async def test_words_arrive_as_they_were_said(channel: ChatChannel, name: str) -> None:
    """A text is read with its words, an instant in UTC, and the channel's own id."""
    incoming = channel.parse(json.dumps(WORDS[name]).encode())

    assert incoming is not None
    assert (incoming.kind, incoming.text) == (IncomingKind.TEXT, "太慢了")
    assert incoming.at.isoformat() == "2026-03-11T02:00:00+00:00"
    assert incoming.external_id


async def test_rubbish_is_malformed_and_never_anything_worse(
    channel: ChatChannel, name: str
) -> None:
    """Whatever bytes arrive, they are read, ignored or malformed."""
    values = st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=8,
    )
    keys = st.sampled_from([*WORDS[name], "message", "chat", "kind", "at"])

    @given(st.binary() | st.dictionaries(keys, values).map(lambda made: json.dumps(made).encode()))
    def check(raw: bytes) -> None:
        assert isinstance(channel.address_of(raw), str)
        with contextlib.suppress(MalformedUpdate):
            channel.parse(raw)

    check()


async def test_a_message_with_buttons_is_accepted(channel: ChatChannel) -> None:
    """Every channel takes text with the buttons the desk makes."""
    outgoing = Outgoing(
        key="message:1", address="5", text="对吗？", buttons=[[button("对", Verb.RIGHT, 2**62)]]
    )

    await channel.send(outgoing)


async def test_what_cannot_be_fetched_says_so(channel: ChatChannel) -> None:
    """A file that is not there is a known error, not a crash."""
    with pytest.raises((SendError, FileTooLarge)):
        await channel.fetch({"file_id": "gone"})


async def test_limits_are_named(channel: ChatChannel) -> None:
    """A channel tells its limits, so that the desk can keep them."""
    assert channel.capabilities.text_limit > 0
    assert channel.capabilities.file_limit > 0


async def test_a_message_that_was_sent_loses_its_buttons(channel: ChatChannel) -> None:
    """Once, twice, and with other words: what is so already is no error."""
    buttons = [[button("对", Verb.RIGHT, 7)]]
    sent = await channel.send(Outgoing("message:1", "5", "对吗？", buttons))

    if not channel.capabilities.edits:
        await channel.edit(Edit("5", "client-id"))
        return
    await channel.edit(Edit("5", sent.external_id))
    await channel.edit(Edit("5", sent.external_id))
    await channel.edit(Edit("5", sent.external_id, "别人接了"))
    with pytest.raises(SendError):
        await channel.edit(Edit("5", "999"))
