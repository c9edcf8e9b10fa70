"""Asking for a person: who is called, when, and what the customer is told (R14)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any

import pytest
import sqlalchemy as sa

from complaints import handling
from complaints.house import House
from complaints.model import Channel, Language, Officer, Role, by
from complaints.talk_model import Message, Purpose
from complaints.workdays import OpeningHours
from storage import tables
from storage.unit_of_work import Database
from tests.bot.dialogue_kit import Customer, words
from tests.factories import add_chat, add_officer
from tests.fakes import ZONE, FrozenTime

#: 23:00 in the business time zone; the house opens at 08:30.
NIGHT = datetime(2026, 3, 11, 15, 0, tzinfo=UTC)
LANGUAGES = pytest.mark.parametrize("language", list(Language))


@pytest.fixture
def customer(database: Database, house: House) -> Customer:
    """Give a customer of a house that is open from 08:30 to 20:30 and can be called."""
    hours = OpeningHours(((time(8, 30), time(20, 30)),), ZONE)
    house.policy = replace(house.policy, hours=hours, phone="0571-8000")
    return Customer(database, house)


async def _on_duty(database: Database, **fields: Any) -> Officer:
    chat = await add_chat(database, Channel.TELEGRAM)
    fields = {"role": Role.LOBBY_MANAGER, "conversation_id": chat.id, **fields}
    return await add_officer(database, fields.pop("name", "林晓芸"), **fields)


async def _pings(database: Database, officer: Officer) -> list[str]:
    columns = tables.messages.c
    query = (
        sa.select(Message)
        .where(columns.purpose == Purpose.PING)
        .where(columns.conversation_id == officer.conversation_id)
        .order_by(columns.id)
    )
    async with database.reading() as session:
        return [message.text for message in (await session.scalars(query)).all()]


def _time(language: Language) -> str:
    return words("time.tomorrow", language, time="08:30")


@LANGUAGES
async def test_at_night_a_plain_wish_waits_for_the_opening_and_the_customer_knows_r14(
    customer: Customer, now: FrozenTime, language: Language
) -> None:
    """Nobody is woken for it, nobody is said to have been called; at 08:30 somebody is."""
    officer = await _on_duty(customer.database)
    now.at = NIGHT
    await customer.command("language", language)
    await customer.write("态度差")
    number = (await customer.complaint()).number
    before = await _pings(customer.database, officer)

    (reply,) = await customer.command("human")

    told = words("human.at_opening", language, number=number, opens=_time(language))
    assert reply.text == f"{told}\n{words('human.phone', language, phone='0571-8000')}"
    assert await _pings(customer.database, officer) == before

    now.at = customer.house.policy.hours.opens_at(NIGHT)
    await customer.pass_time()
    (asked,) = (await _pings(customer.database, officer))[len(before) :]
    assert asked == words(
        "ping.wanted",
        number=number,
        category=words("category.service"),
        severity=words("severity.minor"),
        place=words("ping.no_place"),
    )


async def test_a_wish_repeated_at_night_calls_once_in_the_morning_r14(
    customer: Customer, now: FrozenTime
) -> None:
    """Three taps are one wish."""
    officer = await _on_duty(customer.database)
    now.at = NIGHT
    await customer.write("态度差")
    before = await _pings(customer.database, officer)
    for _ in range(3):
        await customer.command("human")

    now.at = customer.house.policy.hours.opens_at(NIGHT)
    await customer.pass_time()

    assert len(await _pings(customer.database, officer)) == len(before) + 1


async def test_a_wish_of_the_night_ends_with_the_complaint(
    customer: Customer, now: FrozenTime
) -> None:
    """Who has withdrawn meanwhile is not called for."""
    officer = await _on_duty(customer.database)
    now.at = NIGHT
    await customer.write("态度差")
    await customer.command("human")
    await customer.command("withdraw")
    await customer.tap(words("button.withdraw"))
    before = await _pings(customer.database, officer)

    now.at = customer.house.policy.hours.opens_at(NIGHT)
    await customer.pass_time()

    assert await _pings(customer.database, officer) == before


@LANGUAGES
async def test_at_night_an_urgent_wish_calls_who_is_on_duty_r14(
    customer: Customer, now: FrozenTime, language: Language
) -> None:
    """An injury does not wait for the opening."""
    officer = await _on_duty(customer.database)
    now.at = NIGHT
    await customer.command("language", language)
    await customer.write("孩子受伤了")
    before = await _pings(customer.database, officer)

    (reply,) = await customer.command("human")

    assert words("human.called_duty", language) in reply.text
    assert words("human.phone", language, phone="0571-8000") in reply.text
    assert len(await _pings(customer.database, officer)) == len(before) + 1


async def test_an_urgent_wish_knows_no_quiet_hours_r14(
    customer: Customer, now: FrozenTime
) -> None:
    """Who reads that somebody was called must not wait for the morning."""
    officer = await _on_duty(customer.database)
    awake = OpeningHours(((time(6, 30), time(22, 30)),), ZONE)
    customer.house.policy = replace(customer.house.policy, awake=awake)
    now.at = NIGHT
    await customer.write("要你们赔钱")

    await customer.command("human")

    columns = tables.outbox.c
    query = sa.select(columns.due_at).where(columns.conversation_id == officer.conversation_id)
    async with customer.database.reading() as session:
        due = (await session.scalars(query.order_by(columns.id))).all()
    assert due[-1] == NIGHT


@LANGUAGES
async def test_at_night_with_nobody_on_duty_it_is_said_honestly_r14(
    customer: Customer, now: FrozenTime, language: Language
) -> None:
    """A console that nobody looks at is nobody called; the opening is named."""
    await add_officer(customer.database, "林晓芸")
    now.at = NIGHT
    await customer.command("language", language)
    await customer.write("孩子受伤了")
    number = (await customer.complaint()).number

    (reply,) = await customer.command("human")

    told = words("human.nobody_closed", language, number=number, opens=_time(language))
    assert reply.text.startswith(told)


@LANGUAGES
async def test_by_day_with_nobody_on_duty_it_is_said_honestly_r14(
    customer: Customer, language: Language
) -> None:
    """Who is off duty has not been called."""
    await add_officer(customer.database, "林晓芸", on_duty=False)
    await customer.command("language", language)
    await customer.write("态度差")
    number = (await customer.complaint()).number

    (reply,) = await customer.command("human")

    told = words("human.nobody", language, number=number)
    assert reply.text == f"{told}\n{words('human.phone', language, phone='0571-8000')}"


async def test_by_day_who_watches_the_console_counts_as_called(customer: Customer) -> None:
    """A house without Telegram has people at the console."""
    await add_officer(customer.database, "林晓芸")
    await customer.write("态度差")

    (reply,) = await customer.command("human")

    complaint = await customer.complaint()
    assert reply.text == words("human.called", number=complaint.number, time="10:30")


async def test_who_has_the_case_is_the_one_that_is_called(customer: Customer) -> None:
    """The others have nothing to do with it; there is nothing left to take."""
    owner = await _on_duty(customer.database)
    other = await _on_duty(customer.database, name="陈强")
    await customer.write("态度差")
    complaint = await customer.complaint()
    async with customer.database.transaction() as work:
        await handling.take(customer.house, work, complaint.id, actor=by(owner))
    before = await _pings(customer.database, other)

    await customer.command("human")

    assert "【客户找人】" in (await _pings(customer.database, owner))[-1]
    assert await _pings(customer.database, other) == before


@LANGUAGES
async def test_before_anything_is_told_nobody_is_promised_at_night_r14(
    customer: Customer, now: FrozenTime, language: Language
) -> None:
    """Whoever asks for a person first is asked what it is about, and told the opening."""
    now.at = NIGHT
    await customer.command("language", language)

    (reply,) = await customer.command("human")

    told = words("human.tell_first_closed", language, opens=_time(language))
    assert reply.text == f"{told}\n{words('human.phone', language, phone='0571-8000')}"


async def test_a_house_without_telephone_names_none(customer: Customer, now: FrozenTime) -> None:
    """No empty number to call."""
    customer.house.policy = replace(customer.house.policy, phone="")
    now.at = NIGHT

    (reply,) = await customer.command("human")

    assert reply.text == words(
        "human.tell_first_closed", opens=words("time.tomorrow", time="08:30")
    )
