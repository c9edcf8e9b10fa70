"""Which complaint do these words belong to? The open one, the one just closed, or a new one.

When it is unclear the customer is asked. Until they answer, the words stay where they do least
harm: with the open complaint or, after a closed one, as a new complaint once silence has fallen.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.acknowledge import SURE, acknowledge, has_said_added, read_back, say_added
from bot.commands import greet_back, menu
from bot.contacts import contact_in
from bot.hearing import belongs_to, is_wordless
from bot.turn import Turn, is_quiet
from complaints import closing, intake, merging, rewording, waiting
from complaints.buttons import Verb, button
from complaints.model import ACTIVE, CUSTOMER, Complaint, MessageId, Status
from complaints.outgoing import Buttons
from complaints.talk_model import Message
from complaints.triage import Judgement


async def understand(turn: Turn, message: Message, judged: Judgement) -> str:
    """Find the right place for free text; returns the outcome for the inbox."""
    complaint = await turn.complaint()
    if complaint is not None and complaint.status in ACTIVE:
        return await _with_open(turn, complaint, message, judged)
    if complaint is not None and complaint.status is Status.MERGED:
        return await _with_merged(turn, complaint, message, judged)
    if complaint is not None and closing.can_reopen(turn.house, complaint):
        return await _after_closing(turn, complaint, message, judged)
    return await _fresh(turn, message, judged)


async def _with_merged(
    turn: Turn, complaint: Complaint, message: Message, judged: Judgement
) -> str:
    """Keep words about a merged complaint with it, and let those who deal with it know (R10)."""
    await belongs_to(turn, message, complaint)
    if judged.intent in ("greeting", "thanks"):
        turn.say("info.thanks", complaint=complaint)
        return f"message:{complaint.number}"
    into = await merging.hear(turn.house, turn.work, complaint, actor=CUSTOMER)
    if not is_quiet(into) and not has_said_added(turn, complaint):
        say_added(turn, complaint)
    return f"message:{complaint.number}"


async def _fresh(turn: Turn, message: Message, judged: Judgement) -> str:
    """Register a new complaint, or answer what is none (R45)."""
    if judged.intent in ("complaint", "unsure"):
        complaint = await _file(turn, message, judged)
        return f"complaint:{complaint.number}"
    intake.keep_info(turn.house, turn.work, turn.chat, message, judged.intent)
    if judged.intent == "greeting":
        greet_back(turn)
    else:
        turn.say(f"info.{judged.intent}", menu(turn))
    return f"info:{judged.intent}"


async def _file(
    turn: Turn, message: Message, judged: Judgement, previous: Complaint | None = None
) -> Complaint:
    new = intake.NewComplaint(
        text=message.text,
        channel=turn.chat.channel,
        conversation=turn.chat,
        language=turn.language,
        judgement=judged,
        customer={
            "name": turn.incoming.sender_name,
            "contact": contact_in(message.text),
        },
        details={"place": turn.chat.place},
        previous=previous,
    )
    complaint = await intake.file_complaint(turn.house, turn.work, new, actor=CUSTOMER)
    await belongs_to(turn, message, complaint)
    acknowledge(turn, complaint, judged)
    return complaint


async def heard_of(turn: Turn, complaint: Complaint, message: Message) -> None:
    """Add the customer's words to their complaint; one that waited for them goes on."""
    await belongs_to(turn, message, complaint)
    if complaint.status is Status.WAITING:
        await waiting.resume(turn.house, turn.work, complaint, actor=CUSTOMER)


async def _with_open(turn: Turn, complaint: Complaint, message: Message, judged: Judgement) -> str:
    await heard_of(turn, complaint, message)
    if complaint.status is Status.ANSWERED:
        turn.say("result.asked_again", _result_buttons(turn, complaint), complaint=complaint)
    elif _sounds_new(turn, complaint, judged):
        _ask(turn, complaint, message)
    elif not is_quiet(complaint):
        await _reply_to_more(turn, complaint, message, judged)
    return f"message:{complaint.number}"


async def _reply_to_more(
    turn: Turn, complaint: Complaint, message: Message, judged: Judgement
) -> None:
    """Answer further words to a case that nobody has taken yet.

    The first ones after a picture say what it is about.
    """
    if judged.intent in ("complaint", "unsure") and is_wordless(turn, complaint):
        await rewording.reword(turn.house, turn.work, complaint, message.text, actor=CUSTOMER)
        read_back(turn, complaint, judged)
    elif judged.intent == "thanks":
        turn.say("info.thanks", complaint=complaint)
    elif judged.intent == "question" or not has_said_added(turn, complaint):
        say_added(turn, complaint)


def _sounds_new(turn: Turn, complaint: Complaint, judged: Judgement) -> bool:
    """Say whether a text could be another matter: surely of another category, after a while."""
    last = turn.chat.last_in_at or complaint.received_at
    return (
        judged.intent == "complaint"
        and judged.confidence >= SURE
        and judged.category is not complaint.category
        and turn.at - last > turn.house.policy.same_matter
    )


def _result_buttons(turn: Turn, complaint: Complaint) -> Buttons:
    return [
        [
            button(turn.words("button.satisfied"), Verb.SATISFIED, complaint.id),
            button(turn.words("button.unsatisfied"), Verb.UNSATISFIED, complaint.id),
        ]
    ]


async def _after_closing(
    turn: Turn, complaint: Complaint, message: Message, judged: Judgement
) -> str:
    await belongs_to(turn, message, complaint)
    if complaint.close_reason == "unanswered":
        # R26: whatever the customer says now brings the case back.
        await _reopen(turn, complaint)
    elif judged.intent in ("complaint", "unsure"):
        _ask(turn, complaint, message)
    elif judged.intent == "question":
        turn.say("info.question", menu(turn))
        intake.keep_info(turn.house, turn.work, turn.chat, message, judged.intent)
    else:
        turn.say("info.thanks")
    return f"message:{complaint.number}"


def _ask(turn: Turn, complaint: Complaint, message: Message) -> None:
    buttons = [
        [
            button(turn.words("button.same"), Verb.SAME, complaint.id),
            button(turn.words("button.another"), Verb.ANOTHER, complaint.id),
        ]
    ]
    turn.expect("same_or_another", message.id)
    turn.say("same.ask", buttons, complaint=complaint, number=complaint.number)


async def _reopen(turn: Turn, complaint: Complaint) -> None:
    now = await closing.bring_back(
        turn.house, turn.work, complaint, "customer_wrote", actor=CUSTOMER
    )
    say_back(turn, complaint, now)


def say_back(turn: Turn, before: Complaint, now: Complaint, *, asks_why: bool = False) -> None:
    """Say that a matter is taken up again: reopened or, too late for that, as a new complaint."""
    text = turn.words(
        "result.back" if now.id == before.id else "result.filed_again",
        number=now.number,
        before=before.number,
        time=turn.time(now.promised_at),
    )
    turn.say_text(f"{text}\n{turn.words('result.why')}" if asks_why else text, complaint=now)


async def same(turn: Turn, complaint: Complaint, message: Message) -> None:
    """The words belong to this complaint; a closed one comes back."""
    turn.expect_nothing()
    await belongs_to(turn, message, complaint)
    if complaint.status is Status.CLOSED:
        await _reopen(turn, complaint)
    elif not is_quiet(complaint):
        say_added(turn, complaint)


async def more_of_it(turn: Turn, message: Message) -> str:
    """Further words before the customer has said whose they are: they share the answer."""
    complaint = await turn.complaint()
    if complaint is None:
        turn.expect_nothing()
        return ""
    await heard_of(turn, complaint, message)
    more = [*turn.chat.state.get("more", []), str(message.id)]
    turn.chat.state = {**turn.chat.state, "more": more}
    return f"message:{complaint.number}"


async def another(
    turn: Turn, complaint: Complaint, message: Message, more: Sequence[str] = ()
) -> None:
    """The words are a new matter: a complaint of its own, linked to the one before."""
    judged = turn.house.triage.judge(message.text)
    filed = await _file(turn, message, judged, previous=complaint)
    for message_id in more:
        await belongs_to(turn, await turn.work.messages.get(MessageId(int(message_id))), filed)
