"""Whatever the Bot API server does, nothing is lost and no complaint is registered twice."""

from __future__ import annotations

import pytest

from desk.wiring import Desk
from tests.botapi import (
    ACCEPT_THEN_DROP,
    DROP,
    GARBAGE,
    REPEAT,
    BotApi,
    Fault,
    slow,
    status,
    too_many,
)
from tests.journeys.people import complaint_of, messages_of, outcomes, somebody

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize(
    ("fault", "times"),
    [
        (too_many(1), 1),
        (status(500), 1),
        (status(502), 1),
        (GARBAGE, 1),
        (DROP, 1),
        (slow(0.3), 1),
        (ACCEPT_THEN_DROP, 2),
    ],
    ids=["429", "500", "502", "garbage", "drop", "slow", "accepted-but-lost"],
)
async def test_an_acknowledgement_arrives_in_spite_of(
    office: Desk, api: BotApi, fault: Fault, times: int
) -> None:
    """Only what may have arrived is said again; the same number each time (promise 1)."""
    person = somebody(api)
    api.fail("sendMessage", fault)
    person.says("空调坏了")
    acks = [await person.hears("已受理") for _ in range(times)]
    person.says("还很热")
    await person.hears("已补充到")

    complaint = await complaint_of(office, person)
    assert all(complaint.number in ack.text for ack in acks)
    deliveries = [message.delivery for message in await messages_of(office, person)]
    assert deliveries[:3] == ["recorded", "sent", "recorded"]


@pytest.mark.parametrize(
    "fault",
    [too_many(1), status(500), status(409), GARBAGE, DROP, ACCEPT_THEN_DROP, REPEAT],
    ids=["429", "500", "conflict", "garbage", "drop", "answer-lost", "repeated"],
)
async def test_an_update_is_taken_once_in_spite_of(
    office: Desk, api: BotApi, fault: Fault
) -> None:
    """Polling goes on after every failure, and what comes again is known already."""
    person = somebody(api)
    api.fail("getUpdates", fault)
    person.says("空调坏了")  # ends the poll that is under way; the next one fails
    person.says("还很热")
    await person.hears("已受理")
    await person.hears("已补充到")

    number = (await complaint_of(office, person)).number
    assert await outcomes(office, person) == [f"complaint:{number}", f"message:{number}"]


async def test_a_tap_that_is_acknowledged_too_late_still_counts(office: Desk, api: BotApi) -> None:
    """Telegram refuses the acknowledgement; the tap itself was stored before."""
    person = somebody(api)
    person.says("空调坏了")
    ack = await person.hears("已受理")
    api.fail("answerCallbackQuery", status(400))
    person.taps(ack, "对")
    await person.hears("在哪里")

    assert (await complaint_of(office, person)).is_confirmed
