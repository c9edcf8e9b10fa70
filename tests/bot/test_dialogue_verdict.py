"""What the customer says of the result in words instead of by the buttons (R26)."""

from __future__ import annotations

import pytest

from bot.phrases import verdict_in
from complaints import handling
from complaints.house import House
from complaints.model import CloseReason, Language, Status, by
from storage.unit_of_work import Database
from tests.bot.dialogue_kit import Customer, words
from tests.factories import add_officer, take_case
from tests.fakes import FrozenTime


@pytest.fixture
async def customer(database: Database, house: House) -> Customer:
    """Give a customer who has just read the result."""
    customer = Customer(database, house)
    await customer.write("态度差")
    officer = await add_officer(database, "林晓芸")
    complaint = await take_case(database, house, await customer.complaint(), officer)
    async with database.transaction() as work:
        found = await work.complaints.get(complaint.id)
        await handling.resolve(house, work, found, "已道歉", actor=by(officer))
    return customer


@pytest.mark.parametrize(
    "text",
    [
        "可以",
        "可以了，谢谢",
        "满意",
        "很滿意。",
        "好的",
        "行",
        "没问题",
        "解決了",
        "已经办好了",
        "Yes",
        "OK, thanks",
        "That's fine!",
        "I'm satisfied",
        "solved",
    ],
)
def test_what_finds_the_result_good(text: str) -> None:
    """People answer the question that was asked."""
    assert verdict_in(text) is True


@pytest.mark.parametrize(
    "text",
    [
        "不满意",
        "不太滿意",
        "不行",
        "没解决",
        "还没办好",
        "還沒有解決",
        "没有",
        "No",
        "not yet",
        "It's not solved",
        "not satisfied",
    ],
)
def test_what_finds_it_bad(text: str) -> None:
    """A no in whatever words."""
    assert verdict_in(text) is False


@pytest.mark.parametrize(
    "text",
    [
        "",
        "谢谢",
        "可以给我发票吗",
        "满意什么",
        "好像还是有味道",
        "不",
        "什么时候",
        "Is it fine?",
        "okra",
    ],
)
def test_what_says_more_or_something_else(text: str) -> None:
    """Then the question is asked once more, by buttons."""
    assert verdict_in(text) is None


async def test_a_yes_in_words_closes_r26(customer: Customer) -> None:
    """Without a second question."""
    (reply,) = await customer.write("可以，谢谢")

    complaint = await customer.complaint()
    assert (complaint.status, complaint.close_reason) == (Status.CLOSED, CloseReason.SATISFIED)
    assert complaint.number in reply.text


async def test_a_no_in_words_reopens_and_asks_why_r26(customer: Customer) -> None:
    """Above whoever had it, as by the button."""
    (reply,) = await customer.write("还没办好")

    complaint = await customer.complaint()
    assert (complaint.status, complaint.level) == (Status.NEW, 3)
    told = words("result.back", number=complaint.number, time="10:30")
    assert reply.text == f"{told}\n{words('result.why')}"


async def test_a_yes_to_nothing_is_no_verdict(customer: Customer) -> None:
    """Once the case is closed, "fine" closes nothing."""
    await customer.write("可以")

    await customer.write("好的")

    assert (await customer.events(await customer.complaint())).count("closed") == 1


@pytest.mark.parametrize("language", list(Language))
async def test_who_has_said_what_is_wrong_is_not_asked_again_r26(
    customer: Customer, language: Language, now: FrozenTime
) -> None:
    """Words after closing bring the case back; the reason has just been given."""
    await customer.command("language", language)
    await customer.write("可以")
    now.advance(days=1)
    await customer.write("态度又差了")

    (reply,) = await customer.tap(words("button.same", language))

    number = (await customer.complaint()).number
    assert reply.text == words("result.back", language, number=number, time="10:30")
