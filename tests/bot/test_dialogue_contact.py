"""A message that is nothing but a way to reach somebody is taken as that (R2)."""

from __future__ import annotations

import pytest

from bot.contacts import contact_and_name, contact_in
from complaints.house import House
from complaints.model import Complaint, Language, Officer, Status
from storage.unit_of_work import Database
from tests.bot.dialogue_kit import Customer, words
from tests.factories import add_officer, take_case

PHONE = "13800138000"
LANGUAGES = pytest.mark.parametrize("language", list(Language))


@pytest.fixture
def customer(database: Database, house: House) -> Customer:
    """Give a customer who has not written yet."""
    return Customer(database, house)


@pytest.fixture
async def officer(database: Database) -> Officer:
    """Give a manager."""
    return await add_officer(database, "林晓芸")


async def _contact(customer: Customer, complaint: Complaint | None = None) -> str:
    complaint = complaint or await customer.complaint()
    assert complaint.customer_id is not None
    async with customer.database.transaction() as work:
        return (await work.people.get_customer(complaint.customer_id)).contact


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("13800138000", "13800138000"),
        (" １３８ 0013 8000。", "138 0013 8000"),
        ("+86 138-0013-8000", "+86 138-0013-8000"),
        ("0571-87654321", "0571-87654321"),
        ("(0571) 87654321-802", "(0571) 87654321-802"),
        ("+852 2345 6789", "+852 2345 6789"),
        ("我的电话是13800138000", "13800138000"),
        ("手機：0912345678", "0912345678"),
        ("电话 87654321", "87654321"),
        ("My phone number is 2345 6789.", "2345 6789"),
        ("li.hua+1@example.com.cn", "li.hua+1@example.com.cn"),
        ("邮箱 lihua@example.com", "lihua@example.com"),
        ("E-mail: lihua@example.com", "lihua@example.com"),
    ],
)
def test_what_is_a_contact(text: str, contact: str) -> None:
    """Telephone numbers and addresses, with or without a word before them."""
    assert contact_in(text) == contact


@pytest.mark.parametrize(
    "text",
    [
        "",
        "电话",
        "12345",
        "87654321",
        "2026-03-11 10:00",
        "20260311",
        "138.00",
        "HY-260311-001",
        "6222021234567890123",
        "打13800138000没人接",
        "三号柜台 13800138000 的客户很凶",
        "a@b",
        "@huiyin",
    ],
)
def test_what_is_none(text: str) -> None:
    """Dates, sums, card and order numbers, and whole sentences are words like any other."""
    assert contact_in(text) == ""


@LANGUAGES
async def test_a_number_instead_of_right_or_change_is_the_contact_r2(
    customer: Customer, language: Language
) -> None:
    """It is noted and said so; the read-back still waits for its answer."""
    await customer.command("language", language)
    await customer.write("态度差")

    (reply,) = await customer.write(PHONE)

    assert reply.text == words("contact.noted", language, contact=PHONE)
    assert await _contact(customer) == PHONE
    assert not (await customer.complaint()).is_confirmed
    await customer.tap(words("button.right", language))
    assert (await customer.complaint()).is_confirmed


async def test_a_contact_given_early_is_not_asked_for_again_r2(customer: Customer) -> None:
    """Only what is missing is asked."""
    await customer.write("态度差")
    await customer.write(PHONE)
    await customer.tap("对")

    asked = [(await customer.tap("跳过"))[-1].text for _ in range(3)]

    assert words("ask.contact") not in asked


async def test_a_number_instead_of_a_place_is_the_contact_and_the_question_stays_r2(
    customer: Customer,
) -> None:
    """The place is not "138…", and is asked once more in the same breath."""
    await customer.write("态度差")
    await customer.tap("对")

    (reply,) = await customer.write(f"电话{PHONE}")

    assert reply.text == f"{words('contact.noted', contact=PHONE)}\n{words('ask.place')}"
    assert words("button.skip") in [button["label"] for row in reply.buttons for button in row]
    await customer.write("三号窗口")
    complaint = await customer.complaint()
    assert (complaint.place, await _contact(customer)) == ("三号窗口", PHONE)


async def test_a_number_instead_of_a_correction_corrects_the_contact_r2(
    customer: Customer,
) -> None:
    """The customer's words of complaint are not replaced by a telephone number."""
    await customer.write("态度差")
    await customer.tap("要改一下")

    await customer.write(PHONE)

    assert (await customer.complaint()).text == "态度差"
    assert await _contact(customer) == PHONE


async def test_the_answer_to_the_question_is_kept_without_the_words_around_it_r2(
    customer: Customer,
) -> None:
    """So that the same customer is recognised by the same number later."""
    await customer.write("态度差")
    await customer.tap("对")
    await customer.tap("跳过")
    await customer.tap("跳过")

    await customer.write(f"我的电话是 {PHONE}")

    assert await _contact(customer) == PHONE


@pytest.mark.parametrize("text", [PHONE, "lihua@example.com"])
async def test_a_contact_after_the_questions_is_noted_r2(customer: Customer, text: str) -> None:
    """Whenever it comes, as long as the case is open."""
    await customer.write("态度差")
    await customer.tap("对")
    for _ in range(4):
        await customer.tap("跳过")

    (reply,) = await customer.write(text)

    assert reply.text == words("contact.noted", contact=text)


async def test_a_number_for_the_officer_fills_the_record_and_the_bot_keeps_quiet(
    customer: Customer, officer: Officer
) -> None:
    """A second one may be somebody else's: then the officer decides."""
    await customer.write("态度差")
    await take_case(customer.database, customer.house, await customer.complaint(), officer)

    assert await customer.write(PHONE) == []
    assert await customer.write("13900139000") == []

    assert await _contact(customer) == PHONE
    assert (await customer.complaint()).status is Status.OPEN


async def test_a_number_as_the_first_word_is_a_wish_to_be_called_r1(customer: Customer) -> None:
    """It is registered, and the number to call is on the record."""
    await customer.write(PHONE)

    assert await _contact(customer) == PHONE


@pytest.mark.parametrize(
    ("text", "contact", "name"),
    [
        ("138 0013 8000 王先生", "138 0013 8000", "王先生"),
        ("我叫李华，电话13800138000", "13800138000", "李华"),
        ("13800138000（欧阳女士）", "13800138000", "欧阳女士"),
        ("Li Hua, +86 138-0013-8000", "+86 138-0013-8000", "Li Hua"),
        ("13800138000", "13800138000", ""),
        ("打13800138000或者13900139000都行", "", ""),
        ("微信号 lihua2008", "", ""),
    ],
)
def test_an_answer_tells_the_contact_and_who_it_is(text: str, contact: str, name: str) -> None:
    """What says more than the two stays as it was said."""
    assert contact_and_name(text) == (contact, name)


async def test_a_name_beside_the_number_is_kept_r2(customer: Customer) -> None:
    """The record has both, each where it belongs."""
    await customer.write("空调坏了")
    await customer.tap(words("button.right"))
    await customer.write("大堂")
    await customer.write("昨天")
    await customer.write("138 0013 8000 王先生")

    complaint = await customer.complaint()
    assert complaint.customer_id is not None
    async with customer.database.transaction() as work:
        person = await work.people.get_customer(complaint.customer_id)
    assert (person.contact, person.name) == ("138 0013 8000", "王先生")
