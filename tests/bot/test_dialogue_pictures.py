"""A picture first and words after, and words put right: the case names its matter (R3, R4)."""

from __future__ import annotations

from typing import Any

import pytest

from complaints.house import House
from complaints.model import Category, Severity
from storage.unit_of_work import Database
from tests.bot.dialogue_kit import Customer, words

FILE = {"kind": "photo", "name": "a.jpg", "mime": "image/jpeg", "size": 3, "sha256": "0" * 64}
PHOTO: dict[str, Any] = {"kind": "text", "text": "", "files": [FILE]}


@pytest.fixture
def customer(database: Database, house: House) -> Customer:
    """Give a customer who has not written yet."""
    return Customer(database, house)


async def test_words_after_a_picture_say_what_it_is_about_r3_r11(customer: Customer) -> None:
    """The case that a picture began is named, classified and read back by the words after it."""
    await customer.send(**PHOTO)
    before = await customer.complaint()

    (reply,) = await customer.write("空调坏了")

    complaint = await customer.complaint()
    assert before.text == words("media.photo")
    assert (complaint.text, complaint.category) == ("空调坏了", Category.FACILITY)
    assert complaint.department == "logistics"
    assert reply.text == words(
        "ack.read_back", category=words("category.facility"), summary="空调坏了"
    )
    assert "text_corrected" in await customer.events(complaint)


async def test_a_second_sentence_does_not_rename_the_case_r3(customer: Customer) -> None:
    """Only the first words after a picture become the case's own."""
    await customer.send(**PHOTO)
    await customer.write("空调坏了")
    await customer.write("还有厕所脏")

    assert (await customer.complaint()).text == "空调坏了"


async def test_grave_words_after_a_picture_raise_the_severity_r13(customer: Customer) -> None:
    """What the words say counts as if they had come first, and is on the timeline."""
    await customer.send(**PHOTO)
    await customer.write("空调掉下来，人受伤了")

    complaint = await customer.complaint()
    assert complaint.severity is Severity.MAJOR
    assert "recognised" in await customer.events(complaint)


async def test_a_corrected_text_is_judged_anew_unless_the_customer_has_chosen_r4_r11(
    customer: Customer,
) -> None:
    """The class follows the corrected words, but not against what the customer has tapped."""
    await customer.write("态度差")
    await customer.tap(words("button.change"))
    await customer.write("空调坏了")
    corrected = await customer.complaint()

    await customer.tap(words("button.change"))
    await customer.tap(words("category.hygiene"))
    await customer.tap(words("button.change"))
    await customer.write("态度差")
    chosen = await customer.complaint()

    assert corrected.category is Category.FACILITY
    assert chosen.category is Category.HYGIENE
