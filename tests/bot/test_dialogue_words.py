"""Plain words do what the button under the question does, and nothing is asked twice."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from complaints import revisits
from complaints.house import House
from complaints.model import Language, Officer, Revisit, Solved, Status, by
from complaints.talk_model import Message
from storage.unit_of_work import Database
from tests.bot.dialogue_kit import Customer, words
from tests.factories import add_officer, close_case, take_case
from tests.fakes import FrozenTime

LANGUAGES = pytest.mark.parametrize("language", list(Language))


@pytest.fixture
def customer(database: Database, house: House) -> Customer:
    """Give a customer who has not written yet."""
    return Customer(database, house)


@pytest.fixture
async def officer(database: Database) -> Officer:
    """Give a manager."""
    return await add_officer(database, "林晓芸")


def _labels(message: Message) -> list[str]:
    return [button["label"] for row in message.buttons for button in row]


async def _revisit(customer: Customer) -> Revisit:
    async with customer.database.reading() as session:
        return (await session.scalars(sa.select(Revisit))).one()


@pytest.mark.parametrize("text", ["不对", "不是的。", "錯了", "No", "that's wrong"])
async def test_a_no_to_the_read_back_asks_what_to_change_r4(customer: Customer, text: str) -> None:
    """As the button does; the next words are the correction."""
    await customer.write("态度差")

    (reply,) = await customer.write(text)
    await customer.write("三号窗口态度差")

    assert words("button.change") not in _labels(reply)
    complaint = await customer.complaint()
    assert complaint.text == "三号窗口态度差"


@pytest.mark.parametrize(("text", "status"), [("是的", "withdrawn"), ("不撤", "new")])
async def test_withdrawing_is_answered_in_words(
    customer: Customer, text: str, status: str
) -> None:
    """ "Yes" to "withdraw?" is no answer to the question before it."""
    await customer.write("态度差")
    await customer.tap("对")
    await customer.command("withdraw")

    (reply,) = await customer.write(text)

    complaint = await customer.complaint()
    assert (complaint.status, complaint.place) == (Status(status), "")
    key = "withdraw.done" if status == "withdrawn" else "withdraw.kept"
    assert reply.text == words(key, number=complaint.number)


@LANGUAGES
async def test_a_survey_is_answered_in_words_r33(
    customer: Customer, officer: Officer, language: Language
) -> None:
    """By the words on the buttons and by the figure of the score."""
    await customer.command("language", language)
    await _survey(customer, officer)

    (asked,) = await customer.write(words("solved.partly", language))
    await customer.write("3")
    await customer.write("下次快一点")

    revisit = await _revisit(customer)
    assert asked.text == words("survey.score", language)
    assert (revisit.solved, revisit.score, revisit.words) == (Solved.PARTLY, 3, "下次快一点")
    assert len(await customer.complaints()) == 1


async def _survey(customer: Customer, officer: Officer) -> None:
    await customer.write("态度差")
    complaint = await customer.complaint()
    await take_case(customer.database, customer.house, complaint, officer)
    await close_case(customer.database, customer.house, complaint, officer)
    revisit = await _revisit(customer)
    async with customer.database.transaction() as work:
        await revisits.send_surveys(customer.house, work, [revisit.id], actor=by(officer))


async def test_not_solved_after_the_days_of_reopening_names_both_complaints_r33(
    customer: Customer, officer: Officer, now: FrozenTime
) -> None:
    """The new one is not called reopened."""
    await _survey(customer, officer)
    now.advance(days=8)

    (told, _) = await customer.tap("没解决")

    before, after = await customer.complaints()
    assert told.text == words(
        "result.filed_again", number=after.number, before=before.number, time="10:30"
    )


@LANGUAGES
@pytest.mark.parametrize("skips", range(4))
async def test_another_language_repeats_the_question_with_its_buttons_r42(
    customer: Customer, language: Language, skips: int
) -> None:
    """Each question, the telephone number's too, in one bubble and with the way out."""
    await customer.write("态度差")
    await customer.tap("对")
    for _ in range(skips):
        await customer.tap("跳过")
    name = ("place", "occurred", "contact", "demand")[skips]

    (reply,) = await customer.command("language", language)

    assert reply.text == f"{words('language.set', language)}\n{words(f'ask.{name}', language)}"
    assert words("button.skip", language) in _labels(reply)


async def test_a_second_start_does_not_say_everything_again(customer: Customer) -> None:
    """The menu is at hand; the privacy notice has been read."""
    await customer.command("start")

    (reply,) = await customer.command("start")

    assert reply.text == words("greeting.again")
    assert words("button.human") in _labels(reply)


async def test_a_start_at_a_place_says_the_place(customer: Customer) -> None:
    """Who scans the code of another place reads where they are (R38)."""
    await customer.command("start")

    (reply,) = await customer.command("start", "counter")

    assert words("greeting.place", place="柜台") in reply.text


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("跳过", Language.ZH_HANS),
        ("不知道", Language.ZH_HANS),
        ("不记得了", Language.ZH_HANS),
        ("没有。", Language.ZH_HANS),
        ("skip", Language.EN),
        ("I don't know", Language.EN),
    ],
)
async def test_leaving_a_question_open_in_words_is_no_answer_r2(
    customer: Customer, text: str, language: Language
) -> None:
    """What the button does, plain words do: the next thing is asked and nothing is noted."""
    await customer.write("空调坏了")
    await customer.tap(words("button.right"))
    (reply,) = await customer.write(text)

    assert reply.text == words("ask.occurred", language)
    assert (await customer.complaint()).place == ""
