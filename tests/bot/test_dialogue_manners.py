"""What annoys customers: repeated bubbles, broken promises, another script (R4, R42)."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from complaints.house import House
from complaints.model import Language
from desk.triage import ClassifierTriage
from nlp.loading import load_classifier
from storage import tables
from storage.unit_of_work import Database
from tests.bot.dialogue_kit import Customer, words
from tests.factories import add_officer
from tests.fakes import FrozenTime


@pytest.fixture
def customer(database: Database, house: House) -> Customer:
    """Give a customer who has not written yet."""
    return Customer(database, house)


@pytest.fixture
def reader(house: House, tmp_path: Path) -> None:
    """Let the house read with the real classifier."""
    house.triage = ClassifierTriage(load_classifier(tmp_path))


async def test_a_greeting_is_not_said_twice_r4(customer: Customer) -> None:
    """Who has been greeted is invited to tell instead of hearing the same again."""
    (first,) = await customer.command("start")
    (second,) = await customer.write("你好")

    assert second.text == words("greeting.again") != first.text


async def test_the_read_back_ends_with_one_full_stop_r4(customer: Customer) -> None:
    """A full stop of the customer's own is not doubled."""
    (reply,) = await customer.write("柜员态度很差。")

    assert "：柜员态度很差。对吗？" in reply.text
    assert "。。" not in reply.text


async def test_who_is_unsure_asks_one_thing_r11(customer: Customer) -> None:
    """No "is that right?" about a guess when the five buttons ask which it is."""
    (reply,) = await customer.write("唉")

    assert words("ack.noted", summary="唉") in reply.text
    assert "对吗" not in reply.text


async def test_added_is_said_once_in_a_row(customer: Customer) -> None:
    """Five sentences in a row do not bring five times the same bubble; a question is answered."""
    await customer.write("态度差")

    assert len(await customer.write("还翻白眼")) == 1
    assert await customer.write("还玩手机") == []
    assert len(await customer.write("请问几点有人来")) == 1


async def test_added_is_said_again_after_a_pause(customer: Customer, now: FrozenTime) -> None:
    """Who comes back later hears that the words arrived."""
    await customer.write("态度差")
    await customer.write("还翻白眼")
    now.advance(minutes=11)

    assert len(await customer.write("还玩手机")) == 1


async def test_thanks_are_no_addition_r4(customer: Customer) -> None:
    """Thanks to the desk that has an open case are answered as thanks."""
    await customer.write("态度差")

    (reply,) = await customer.write("谢谢")

    assert reply.text == words("info.thanks")


async def test_a_time_that_has_passed_is_not_promised_again_r4(
    customer: Customer, now: FrozenTime
) -> None:
    """After the promised time the desk owns up instead of naming the past."""
    await add_officer(customer.database, "林晓芸")
    await customer.write("态度差")
    now.advance(hours=2)

    (added,) = await customer.write("有人管吗")
    (called,) = await customer.command("human")

    complaint = await customer.complaint()
    assert "没做到" in added.text
    assert called.text == words("human.reminded", number=complaint.number)


@pytest.mark.parametrize(
    "text", ["找人工", "转人工", "Talk to a person", "I want to talk to a human"]
)
async def test_the_words_of_the_button_call_a_person(customer: Customer, text: str) -> None:
    """Whoever writes what the button says gets what the button does."""
    await customer.write("态度差")
    complaint = await customer.complaint()

    await customer.write(text)

    assert "human_wanted" in await customer.events(complaint)


async def test_a_typed_command_is_kept_as_said(customer: Customer) -> None:
    """Nothing said is lost, and the page learns that it arrived (promise 1)."""
    await customer.write("查进度")

    columns = tables.messages.c
    async with customer.database.reading() as session:
        said = await session.scalars(sa.select(columns.text).where(columns.direction == "in"))
        assert list(said.all()) == ["查进度"]


async def test_the_language_menu_of_the_page_chooses_r42(customer: Customer) -> None:
    """A language named with the command is chosen at once."""
    await customer.command("language", "en")

    (reply,) = await customer.write("态度差")

    assert words("ack.sorry_service", Language.EN) in reply.text


@pytest.mark.usefixtures("reader")
async def test_words_that_look_alike_keep_the_script_r42(customer: Customer) -> None:
    """A traditional page is answered in traditional characters, also after 你好."""
    (reply,) = await customer.send(kind="text", text="你好", language="zh_Hant")

    assert words("greeting.hello", Language.ZH_HANT, house=customer.house.policy.house) in (
        reply.text
    )


@pytest.mark.usefixtures("reader")
@pytest.mark.parametrize("text", ["13800138000", "OK", "😡😡"])
async def test_what_is_no_language_changes_none_r42(customer: Customer, text: str) -> None:
    """A telephone number of an English customer is answered in English."""
    await customer.write("The clerk was very rude to me")

    (reply,) = await customer.write(text)

    assert reply.text.isascii()


@pytest.mark.usefixtures("reader")
@pytest.mark.parametrize(
    ("text", "is_asked"), [("地上有水，我妈摔伤了", True), ("柜员骂人，我要找记者曝光", False)]
)
async def test_only_who_may_be_hurt_is_asked_whether_they_are_safe_r4(
    customer: Customer, text: str, is_asked: bool
) -> None:
    """Both are major; nobody asks after wounds where the press is threatened."""
    (reply,) = await customer.write(text)

    assert (await customer.complaint()).severity == "major"
    assert (words("ack.safety") in reply.text) is is_asked
