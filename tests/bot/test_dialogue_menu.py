"""What is chosen from the menu: kept as said, and looked up by number only for its owner (R7)."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from complaints.house import House
from complaints.model import Complaint, Language
from console.catalogue import Catalogue
from storage import tables
from storage.unit_of_work import Database
from tests.bot.dialogue_kit import Customer, words
from tests.fakes import FrozenTime

LANGUAGES = pytest.mark.parametrize("language", list(Language))


@pytest.fixture
def customer(database: Database, house: House) -> Customer:
    """Give a customer who has not written yet."""
    return Customer(database, house)


async def _two(customer: Customer, now: FrozenTime) -> tuple[Complaint, Complaint]:
    """Let the customer complain of two things."""
    await customer.write("态度差")
    now.advance(hours=1)
    await customer.write("空调坏了")
    await customer.tap(words("button.another"))
    first, second = await customer.complaints()
    return first, second


async def _said(customer: Customer) -> list[str]:
    columns = tables.messages.c
    async with customer.database.reading() as session:
        query = (
            sa.select(columns.text)
            .join(tables.conversations, tables.conversations.c.id == columns.conversation_id)
            .where(columns.direction == "in", tables.conversations.c.address == customer.address)
            .order_by(columns.id)
        )
        return list((await session.scalars(query)).all())


async def test_the_number_that_was_typed_is_the_one_told_about_r7(
    customer: Customer, now: FrozenTime
) -> None:
    """Not the newest, and with the link of that one."""
    first, second = await _two(customer, now)

    (reply,) = await customer.command("progress", first.number)

    assert first.number in reply.text
    assert first.status_token in reply.text
    assert second.number not in reply.text


@pytest.mark.parametrize(
    "typed", ["hy-260311-001", " HY260311001 ", "260311-001", "ＨＹ－260311－001"]
)
async def test_a_number_is_read_however_it_is_typed_r7(customer: Customer, typed: str) -> None:
    """People copy, spell and abbreviate."""
    await customer.write("态度差")

    (reply,) = await customer.command("progress", typed)

    assert "HY-260311-001" in reply.text


async def test_a_number_on_its_own_asks_how_it_stands_r7(customer: Customer) -> None:
    """Nobody has to find the field for it."""
    await customer.write("态度差")
    complaint = await customer.complaint()

    (reply,) = await customer.write(complaint.number)

    assert complaint.status_token in reply.text
    assert len(await customer.complaints()) == 1


@LANGUAGES
@pytest.mark.parametrize("typed", ["HY-260311-001", "HY-260311-999", "什么", "' OR 1=1 --"])
async def test_others_and_unknown_numbers_get_one_and_the_same_answer_r7(
    database: Database, house: House, language: Language, typed: str
) -> None:
    """Nobody can find out which numbers there are."""
    await Customer(database, house, "somebody else").write("态度差")
    customer = Customer(database, house)
    await customer.command("language", language)

    (reply,) = await customer.command("progress", typed)

    assert reply.text == words("progress.unknown", language)


@LANGUAGES
@pytest.mark.parametrize("command", ["progress", "add", "human", "withdraw"])
async def test_what_was_tapped_in_the_menu_is_kept_as_said(
    customer: Customer, language: Language, command: str
) -> None:
    """The conversation shows it after a reload, under the words of the menu (promise 1)."""
    await customer.command("language", language)
    await customer.write("态度差")

    await customer.command(command)

    assert await _said(customer) == ["态度差", words(f"menu.{command}", language)]


async def test_a_number_that_was_looked_up_is_kept_with_it(customer: Customer) -> None:
    """What was asked, with what for."""
    await customer.command("progress", "HY-260311-007")

    assert await _said(customer) == [f"{words('menu.progress')} HY-260311-007"]


@pytest.mark.parametrize("command", ["start", "language"])
async def test_what_the_page_says_by_itself_is_not_kept(customer: Customer, command: str) -> None:
    """The customer has said nothing."""
    await customer.command(command)

    assert await _said(customer) == []


async def test_words_behind_an_unknown_command_are_heard_r1(customer: Customer) -> None:
    """Who writes "/complain …" has complained."""
    await customer.command("complain", "态度差")

    assert (await customer.complaint()).text == "态度差"


@LANGUAGES
@pytest.mark.parametrize("command", ["progress", "add", "human", "withdraw"])
def test_the_pages_menu_says_what_is_kept(language: Language, command: str) -> None:
    """A bubble does not change its words when the server has it."""
    assert Catalogue.load()(f"chat.command.{command}", language) == words(
        f"menu.{command}", language
    )
