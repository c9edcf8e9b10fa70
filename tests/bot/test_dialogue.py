"""What the bot says and does, from the first word to the last (R1–R7, R11, R26, R33, R42, R45)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from complaints import closing, handling, revisits
from complaints.house import House
from complaints.model import (
    BOT,
    ActorKind,
    Category,
    Complaint,
    Language,
    Officer,
    OfficerId,
    Role,
    Status,
    by,
)
from storage.unit_of_work import Database
from tests.bot.dialogue_kit import Customer, words
from tests.fakes import FrozenTime


@pytest.fixture
def customer(database: Database, house: House) -> Customer:
    """Give a customer who has not written yet."""
    return Customer(database, house)


@pytest.fixture
async def officer(database: Database) -> Officer:
    """Give a manager without a linked chat."""
    manager = Officer(
        id=OfficerId(1),
        name="林晓芸",
        role=Role.LOBBY_MANAGER,
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    async with database.transaction() as work:
        work.add(manager)
    return manager


async def _answer(customer: Customer, officer: Officer, complaint: Complaint) -> None:
    """Take the complaint and tell the customer a result."""
    async with customer.database.transaction() as work:
        actor = by(officer)
        taken = await handling.take(customer.house, work, complaint.id, actor=actor)
        await handling.resolve(customer.house, work, taken, "已入账", actor=actor)


async def test_free_text_is_a_complaint_at_once_r1_r5(customer: Customer) -> None:
    """Number, promised time and read-back stand in the first reply; nobody finds a menu first."""
    (reply,) = await customer.write("柜员态度很差")

    complaint = await customer.complaint()
    assert complaint.number in reply.text
    assert "10:30" in reply.text
    assert "柜员态度很差" in reply.text
    assert [b["label"] for b in reply.buttons[0]] == ["对", "要改一下"]
    assert complaint.category is Category.SERVICE


async def test_numbers_are_in_order_and_carry_the_business_day_r6(
    customer: Customer, database: Database, house: House, now: FrozenTime
) -> None:
    """Each complaint has the next number of its business day, and the count starts anew."""
    await customer.write("态度差")
    other = Customer(database, house, "other")
    await other.write("态度差")
    now.advance(days=1)
    third = Customer(database, house, "third")
    await third.write("态度差")

    numbers = [complaint.number for complaint in await customer.complaints()]
    assert numbers == ["HY-260311-001", "HY-260311-002", "HY-260312-001"]


async def test_only_what_is_missing_is_asked_one_at_a_time_r2(customer: Customer) -> None:
    """The place is known from the link, so the first question is the next missing thing."""
    await customer.command("start", "counter")
    await customer.write("态度差")

    (question,) = await customer.tap("对")
    assert question.text == words("ask.occurred")
    (question,) = await customer.write("昨天下午三点")
    assert question.text == words("ask.contact")

    complaint = await customer.complaint()
    assert (complaint.place, complaint.occurred) == ("counter", "昨天下午三点")
    assert complaint.is_confirmed


async def test_every_question_can_be_skipped_r2(customer: Customer) -> None:
    """Skipping everything ends with thanks and the promised time."""
    await customer.write("态度差")
    (reply,) = await customer.tap("对")
    while "10:30" not in reply.text:
        (reply,) = await customer.tap("跳过")

    complaint = await customer.complaint()
    assert (complaint.place, complaint.occurred, complaint.demand) == ("", "", "")


async def test_silence_ends_the_questions_and_marks_the_record_r3(
    customer: Customer, now: FrozenTime
) -> None:
    """After ten minutes the complaint stands as it is, not confirmed; questions end."""
    await customer.write("态度差")
    now.advance(minutes=10)
    await customer.pass_time()

    complaint = await customer.complaint()
    assert "not_confirmed" in await customer.events(complaint)
    assert complaint.text == "态度差"


async def test_an_answer_in_time_keeps_the_questions_open_r3(
    customer: Customer, now: FrozenTime
) -> None:
    """Silence is counted from the last question, not from the first."""
    await customer.write("态度差")
    now.advance(minutes=9)
    await customer.tap("对")
    now.advance(minutes=2)
    await customer.pass_time()

    assert "not_confirmed" not in await customer.events(await customer.complaint())


async def test_the_customer_corrects_the_category_r4_r11(customer: Customer) -> None:
    """A tapped category is the customer's word, and the department follows it."""
    await customer.write("态度差")
    await customer.tap("要改一下")
    await customer.tap("设施设备")

    complaint = await customer.complaint()
    assert complaint.category is Category.FACILITY
    assert complaint.category_by is ActorKind.CUSTOMER
    assert complaint.department == "logistics"


async def test_the_customer_corrects_the_text_and_both_are_kept_r4(customer: Customer) -> None:
    """The corrected text is read from now on; the first words stay in messages and timeline."""
    await customer.write("态度差")
    await customer.tap("要改一下")
    await customer.write("三号窗口态度差，还插队")

    complaint = await customer.complaint()
    assert complaint.text == "三号窗口态度差，还插队"
    assert "text_corrected" in await customer.events(complaint)


async def test_unsure_is_registered_as_other_with_five_buttons_r11(customer: Customer) -> None:
    """What cannot be judged is no less registered, and the customer says what it is."""
    (reply,) = await customer.write("唉")

    labels = [button["label"] for row in reply.buttons for button in row]
    assert labels[:5] == ["服务态度", "业务办理", "设施设备", "环境卫生", "其他"]
    assert (await customer.complaint()).category is Category.OTHER


async def test_progress_is_told_at_any_time_with_the_private_link_r7(
    customer: Customer, officer: Officer
) -> None:
    """By menu or in plain words: where it stands, with whom, and where to see it."""
    await customer.write("态度差")
    complaint = await customer.complaint()
    async with customer.database.transaction() as work:
        await handling.take(customer.house, work, complaint.id, actor=by(officer))

    (by_menu,) = await customer.command("progress")
    (by_words,) = await customer.write("查进度")

    assert by_menu.text == by_words.text
    assert "由林晓芸办理中" in by_menu.text
    assert f"/status/{complaint.status_token}" in by_menu.text


async def test_follow_ups_go_to_the_open_complaint(customer: Customer) -> None:
    """A second message a moment later is the same matter and no second complaint."""
    await customer.write("态度差")
    (reply,) = await customer.write("还翻白眼")

    complaint = await customer.complaint()
    assert complaint.number in reply.text


async def test_two_messages_at_once_make_one_complaint(customer: Customer) -> None:
    """What was sent in one breath is read in order, in one commit, as one matter."""
    await customer.put(kind="text", text="态度差")
    await customer.put(kind="text", text="还翻白眼")
    await customer.work()

    complaint = await customer.complaint()
    assert [text for _, text in (await customer.outcomes()).values()] == [
        f"complaint:{complaint.number}",
        f"message:{complaint.number}",
    ]


async def test_a_later_matter_of_another_kind_is_asked_about(
    customer: Customer, now: FrozenTime
) -> None:
    """Same matter or a new one? A new one gets a number of its own, linked to the first."""
    await customer.write("态度差")
    now.advance(hours=1)
    (question,) = await customer.write("空调坏了")
    assert question.text == words("same.ask", number=(await customer.complaint()).number)

    await customer.tap("是另一件事")

    first, second = await customer.complaints()
    assert second.previous_id == first.id
    assert second.category is Category.FACILITY


async def test_the_bot_keeps_quiet_once_somebody_has_the_case(
    customer: Customer, officer: Officer
) -> None:
    """After the take no questions, no canned replies; what is asked of it the bot still does."""
    await customer.write("态度差")
    complaint = await customer.complaint()
    async with customer.database.transaction() as work:
        await handling.take(customer.house, work, complaint.id, actor=by(officer))

    assert await customer.write("他还在玩手机") == []
    assert await customer.write("谢谢") == []
    assert len(await customer.command("progress")) == 1


async def test_a_yes_closes_and_makes_the_revisit_due_r26_r33(
    customer: Customer, officer: Officer
) -> None:
    """The customer's yes closes the case; a revisit is due three working days later."""
    await customer.write("态度差")
    await _answer(customer, officer, await customer.complaint())

    (thanks,) = await customer.tap("满意")

    complaint = await customer.complaint()
    assert complaint.status is Status.CLOSED
    assert complaint.number in thanks.text
    async with customer.database.transaction() as work:
        revisit = await work.complaints.find_revisit(complaint.id, 1)
    assert revisit is not None
    assert revisit.due_at.isoformat() == "2026-03-14T02:00:00+00:00"


async def test_a_no_reopens_one_level_up_and_asks_why_r26(
    customer: Customer, officer: Officer
) -> None:
    """Not satisfied: open again at once, one level above the lobby manager, and asked why."""
    await customer.write("态度差")
    await _answer(customer, officer, await customer.complaint())

    (question,) = await customer.tap("还没办好")
    await customer.write("钱还没到")

    complaint = await customer.complaint()
    assert complaint.number in question.text
    assert (complaint.status, complaint.episode, complaint.level) == (Status.NEW, 2, 3)
    assert complaint.owner_id is None


async def test_a_double_tap_does_it_once_r26(customer: Customer, officer: Officer) -> None:
    """Two taps on "not yet" open one new episode, two on "satisfied" close once."""
    await customer.write("态度差")
    await _answer(customer, officer, await customer.complaint())
    await customer.tap("还没办好")
    await customer.tap("还没办好")

    complaint = await customer.complaint()
    assert complaint.episode == 2
    await _answer(customer, officer, complaint)
    await customer.tap("满意")
    await customer.tap("满意")
    assert (await customer.events(await customer.complaint())).count("closed") == 1


async def test_silence_after_the_result_closes_as_unanswered_and_any_word_reopens_r26(
    customer: Customer, officer: Officer, now: FrozenTime
) -> None:
    """Three days of silence close the case; whatever the customer says then brings it back."""
    await customer.write("态度差")
    await _answer(customer, officer, await customer.complaint())
    now.advance(days=3)
    await customer.pass_time()
    closed = await customer.complaint()
    assert (closed.status, closed.close_reason) == (Status.CLOSED, "unanswered")

    await customer.write("你好")

    assert (await customer.complaint()).status is Status.NEW


async def test_after_the_days_of_reopening_a_new_complaint_is_linked_r26(
    customer: Customer, officer: Officer, now: FrozenTime
) -> None:
    """A "not yet" after seven days files a new complaint linked to the old one."""
    await customer.write("态度差")
    await _answer(customer, officer, await customer.complaint())
    await customer.tap("满意")
    now.advance(days=8)

    await customer.tap("还没办好")

    old, new = await customer.complaints()
    assert old.status is Status.CLOSED
    assert new.previous_id == old.id


async def test_words_after_closing_become_a_complaint_when_the_customer_does_not_say(
    customer: Customer, officer: Officer, now: FrozenTime
) -> None:
    """Asked "same or new" and silent: the words get a number and a person all the same."""
    await customer.write("态度差")
    await _answer(customer, officer, await customer.complaint())
    await customer.tap("满意")
    await customer.write("空调坏了")
    await customer.write("还漏水")
    now.advance(minutes=10)
    await customer.pass_time()

    old, new = await customer.complaints()
    assert (new.text, new.previous_id) == ("空调坏了", old.id)


async def test_a_survey_is_answered_by_buttons_and_words_r33(
    customer: Customer, officer: Officer
) -> None:
    """Solved, a score, and words; "not solved" would reopen, "solved" does not."""
    await customer.write("态度差")
    await _answer(customer, officer, await customer.complaint())
    await customer.tap("满意")
    complaint = await customer.complaint()
    async with customer.database.transaction() as work:
        revisit = await work.complaints.find_revisit(complaint.id, 1)
        assert revisit is not None
        refused = await revisits.send_surveys(
            customer.house, work, [revisit.id], actor=by(officer)
        )
    assert refused == []

    await customer.tap("解决了")
    await customer.tap("4")
    (thanks,) = await customer.write("态度好多了")

    async with customer.database.transaction() as work:
        answered = await work.complaints.get_revisit(revisit.id)
    assert (answered.solved, answered.score, answered.words) == ("yes", 4, "态度好多了")
    assert thanks.text == words("survey.thanks")
    assert (await customer.complaint()).status is Status.CLOSED


async def test_not_solved_in_the_survey_reopens_one_level_up_r33(
    customer: Customer, officer: Officer
) -> None:
    """The customer's "not solved" weighs more than the closing."""
    await customer.write("态度差")
    await _answer(customer, officer, await customer.complaint())
    await customer.tap("满意")
    complaint = await customer.complaint()
    async with customer.database.transaction() as work:
        revisit = await work.complaints.find_revisit(complaint.id, 1)
        assert revisit is not None
        await revisits.send_surveys(customer.house, work, [revisit.id], actor=by(officer))

    await customer.tap("没解决")

    reopened = await customer.complaint()
    assert (reopened.status, reopened.episode, reopened.level) == (Status.NEW, 2, 3)


async def test_withdrawing_is_asked_twice_and_keeps_the_number(customer: Customer) -> None:
    """A withdrawal needs a second tap; nothing is due any more."""
    await customer.write("态度差")
    await customer.command("withdraw")
    assert (await customer.complaint()).status is Status.NEW

    (done,) = await customer.tap("确定撤回")

    complaint = await customer.complaint()
    assert complaint.status is Status.WITHDRAWN
    assert complaint.number in done.text


@pytest.mark.parametrize(
    ("text", "kind"), [("你好", "greeting"), ("谢谢", "thanks"), ("请问几点开门", "question")]
)
async def test_what_is_no_complaint_is_answered_and_kept_r45(
    customer: Customer, text: str, kind: str
) -> None:
    """Greetings, thanks and questions get an answer, no number, and stand in the console."""
    answers = await customer.write(text)

    assert len(answers) == 1
    assert await customer.complaints() == []
    assert list((await customer.outcomes()).values()) == [("done", f"info:{kind}")]


async def test_a_chosen_language_stays_whatever_is_written_r42(customer: Customer) -> None:
    """Whoever chose English is answered in English, also to Chinese words."""
    await customer.command("language")
    await customer.tap("English")

    (reply,) = await customer.write("态度差")

    assert words("ack.sorry_service", Language.EN) in reply.text


async def test_the_customer_is_answered_in_the_language_written_r42(customer: Customer) -> None:
    """English words get an English answer, and the next Chinese ones a Chinese answer."""
    (english,) = await customer.write("this is slow")
    (chinese,) = await customer.write("态度差")

    assert "Number" in english.text
    assert "已补充" in chinese.text


@pytest.mark.parametrize("data", ["", "nonsense", "take:1", "right:ffff", "category:1:nothing"])
async def test_an_unknown_or_forged_button_changes_nothing(customer: Customer, data: str) -> None:
    """A button nobody gave, or of somebody else's case, gets an answer and nothing more."""
    await customer.write("态度差")
    before = await customer.complaint()

    answers = await customer.send(kind="button", button=data)

    after = await customer.complaint()
    assert len(answers) == 1
    assert (after.status, after.version) == (before.status, before.version)


async def test_another_customers_button_does_nothing(
    customer: Customer, database: Database, house: House
) -> None:
    """Who taps is checked: a forged button on somebody else's complaint finds nothing."""
    await customer.write("态度差")
    complaint = await customer.complaint()
    stranger = Customer(database, house, "stranger")

    await stranger.send(kind="button", button=f"withdraw:{complaint.id:x}")

    assert (await customer.complaint()).status is Status.NEW


async def test_an_update_that_cannot_be_read_is_dead_and_holds_nothing_up(
    customer: Customer,
) -> None:
    """A malformed update keeps its reason; the next one of the same chat is dealt with."""
    broken = await customer.put(kind="dance")
    (reply,) = await customer.write("态度差")

    state, outcome = (await customer.outcomes())[broken]
    assert (state, outcome.split(":")[0]) == ("dead", "malformed")
    assert (await customer.complaint()).number in reply.text


async def test_a_bot_may_not_take_or_close(customer: Customer) -> None:
    """What only people may do is refused to everybody else (promise 4)."""
    await customer.write("态度差")
    complaint = await customer.complaint()

    async with customer.database.transaction() as work:
        mine = await work.complaints.get(complaint.id)
        with pytest.raises(Exception, match="move_not_yours"):
            await closing.confirm(customer.house, work, mine, actor=BOT)
