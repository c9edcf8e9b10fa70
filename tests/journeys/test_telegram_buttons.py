"""Buttons that have done their work go away, and nothing depends on it."""

from __future__ import annotations

import pytest

from complaints.model import Role
from desk.wiring import Desk
from tests.botapi import DROP, GARBAGE, BotApi, Fault, slow, status, too_many
from tests.journeys.people import complaint_of, officer, outcomes, somebody, until

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_choice_is_offered_until_it_is_made(office: Desk, api: BotApi) -> None:
    """One row of buttons at a time; the menu stays for the next time."""
    person = somebody(api)
    person.says("/start")
    menu = await person.hears("回音助手")
    person.says("空调坏了")
    ack = await person.hears("已受理")
    person.taps(ack, "对")
    place = await person.hears("在哪里")
    await api.until(lambda: not ack.keyboard, seconds=20)
    person.taps(place, "大堂")
    await person.hears("什么时候")
    await api.until(lambda: not place.keyboard, seconds=20)
    person.taps(menu, "查进度")
    await person.hears("已受理")

    assert menu.keyboard
    assert ack.text.startswith("让您遇到")


async def test_the_others_read_in_their_ping_who_took_it(office: Desk, api: BotApi) -> None:
    """Nobody taps for what is gone (R18)."""
    first = await officer(office, api, "周敏", Role.LOBBY_MANAGER)
    second = await officer(office, api, "吴刚", Role.DUTY_MANAGER)
    customer = somebody(api)
    customer.says("空调坏了")
    await customer.hears("已受理")
    number = (await complaint_of(office, customer)).number
    pings = [await first.hears("【待接单】", number), await second.hears("【待接单】", number)]

    first.taps(pings[0], "查看")
    await first.hears(number)
    assert pings[0].keyboard, "who has only looked may still take it"
    first.taps(pings[0], "接单")
    await first.hears("归您了")

    await api.until(lambda: not any(ping.keyboard for ping in pings), seconds=20)
    assert all(f"【周敏 已接单】{number}" in ping.text for ping in pings)


@pytest.mark.parametrize(
    "fault",
    [too_many(1), status(500), status(400), GARBAGE, DROP, slow(5.0)],
    ids=["429", "500", "400", "garbage", "drop", "slow"],
)
async def test_a_row_that_will_not_go_away_holds_nothing_up(
    office: Desk, api: BotApi, fault: Fault
) -> None:
    """The tap counts, what is said next arrives, and nothing is said twice."""
    person = somebody(api)
    person.says("空调坏了")
    ack = await person.hears("已受理")
    api.fail("editMessageReplyMarkup", fault)
    person.taps(ack, "对")
    await person.hears("在哪里")
    person.says("三号窗口")
    await person.hears("什么时候")

    async def is_all_dealt_with() -> bool:
        return len(await outcomes(office, person)) == 3

    await until(is_all_dealt_with)
    assert (await complaint_of(office, person)).is_confirmed
    assert len([sent for sent in api.sent if sent.chat == person.chat]) == 3
