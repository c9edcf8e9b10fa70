"""Columns keep the same on both databases: instants, and texts that PostgreSQL would refuse."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy.exc import StatementError

from complaints.model import Channel, ConversationId
from complaints.talk_model import Conversation
from storage.unit_of_work import Database
from tests.factories import add_chat

_SHANGHAI = timezone(timedelta(hours=8))


@pytest.mark.parametrize(
    "instant",
    [
        datetime(2026, 3, 11, 17, 0, tzinfo=_SHANGHAI),
        datetime(2026, 3, 11, 17, 0, 0, 42, tzinfo=_SHANGHAI),
        datetime(2026, 3, 11, 9, 0, 0, 123_456, tzinfo=UTC),
        datetime(9999, 1, 1, tzinfo=UTC),
    ],
)
async def test_an_instant_comes_back_in_utc(database: Database, instant: datetime) -> None:
    """Written in any zone, read in UTC, exact to the microsecond; None stays None."""
    chat = Conversation(
        id=ConversationId(database.new_id()),
        channel=Channel.WEBCHAT,
        address="visitor",
        greeted_at=instant,
    )
    async with database.transaction() as work:
        work.add(chat)

    async with database.transaction() as work:
        found = await work.get(Conversation, chat.id)
    assert (found.greeted_at, found.last_in_at) == (instant, None)
    assert found.greeted_at is not None
    assert found.greeted_at.tzinfo is UTC


async def test_an_instant_without_a_zone_is_refused(database: Database) -> None:
    """Nobody could say when it was."""
    chat = await add_chat(database)

    async def greet(at: datetime) -> None:
        async with database.transaction() as work:
            (await work.get(Conversation, chat.id)).greeted_at = at

    with pytest.raises(StatementError, match="naive datetime"):
        await greet(datetime(2026, 3, 11))  # noqa: DTZ001 - that is the bug


async def test_json_is_clean_at_any_depth(database: Database) -> None:
    """NUL and half a surrogate pair are replaced, in keys too; whole characters stay."""
    chat = await add_chat(database)
    async with database.transaction() as work:
        found = await work.get(Conversation, chat.id)
        found.state = {"a\0": ["漏\0水", {"b": "\ud800"}], "c": "😀", "d": "\\u0000"}

    async with database.transaction() as work:
        found = await work.get(Conversation, chat.id)
    assert found.state == {"a\ufffd": ["漏\ufffd水", {"b": "\ufffd"}], "c": "😀", "d": "\\u0000"}


async def test_a_word_that_an_enum_does_not_have_is_refused(database: Database) -> None:
    """It would be stored and never be read again."""
    chat = Conversation(
        id=ConversationId(database.new_id()),
        channel="telegraph",  # type: ignore[arg-type]
        address="visitor",
    )

    async def keep() -> None:
        async with database.transaction() as work:
            work.add(chat)

    with pytest.raises(LookupError, match="telegraph"):
        await keep()
