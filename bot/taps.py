"""What happens when a customer taps a button, also an old one, also twice."""

from __future__ import annotations

from bot import commands, matters, offers, phrases, questions
from bot.acknowledge import category_buttons
from bot.hearing import belongs_to, keep_words
from bot.turn import Turn, asked
from complaints import closing, handling, intake, revisits
from complaints.buttons import Tap, Verb, decode
from complaints.errors import ComplaintError, NotFound, WrongState
from complaints.model import (
    ACTIVE,
    CUSTOMER,
    Category,
    Complaint,
    Language,
    MessageId,
    Revisit,
    RevisitState,
    Solved,
    Status,
)
from complaints.talk_model import Message

#: What is good for more than one tap: the menu, and a score that was a slip of the finger.
_LASTING = frozenset({Verb.PROGRESS, Verb.ADD, Verb.HUMAN, Verb.SCORE})
_SCORES = frozenset(str(score) for score in revisits.SCORES)
_COMMANDS = {Verb.PROGRESS: "progress", Verb.ADD: "add", Verb.HUMAN: "human"}


async def tapped(turn: Turn, data: str) -> str:
    """Deal with a tapped button; returns the outcome for the inbox."""
    await keep_words(turn, turn.incoming.text)
    tap = decode(data)
    outcome = await _answer(turn, tap)
    if tap is None or not _is_lasting(tap):
        turn.take_buttons_off()
    return outcome


def _is_lasting(tap: Tap) -> bool:
    return tap.verb in _LASTING or (tap.verb is Verb.LANGUAGE and not tap.argument)


async def _answer(turn: Turn, tap: Tap | None) -> str:
    if tap is None:
        turn.say("button.unknown", commands.menu(turn))
        return "button:unknown"
    try:
        await _dispatch(turn, tap)
    except (WrongState, NotFound):
        turn.say("button.expired")
        return f"button:{tap.verb}:expired"
    except (ComplaintError, ValueError):
        turn.say("button.unknown", commands.menu(turn))
        return f"button:{tap.verb}:refused"
    return f"button:{tap.verb}"


async def _dispatch(turn: Turn, tap: Tap) -> None:
    if tap.verb is Verb.LANGUAGE and tap.argument:
        await questions.change_language(turn, Language(tap.argument))
    elif tap.verb is Verb.LANGUAGE:
        await commands.run(turn, "language")
    elif tap.verb in _COMMANDS:
        await commands.run(turn, _COMMANDS[tap.verb])
    elif tap.verb in (Verb.SOLVED, Verb.SCORE):
        await _survey(turn, tap)
    elif tap.verb in offers.VERBS:
        await offers.tapped(turn, tap)
    else:
        complaint = await turn.own_complaint(tap.subject_id)
        if complaint is None:
            raise NotFound("not_found")
        await _on_complaint(turn, tap, complaint)


async def _on_complaint(turn: Turn, tap: Tap, complaint: Complaint) -> None:
    match tap.verb:
        case Verb.RIGHT:
            intake.confirm_record(turn.work, complaint, turn.at, actor=CUSTOMER)
            await questions.ask_next(turn, complaint)
        case Verb.CHANGE:
            _require_active(complaint)
            turn.expect("change", complaint.id)
            turn.say("change.how", category_buttons(turn, complaint), complaint=complaint)
        case Verb.CATEGORY:
            await _recategorise(turn, complaint, Category(tap.argument))
        case Verb.SKIP:
            await questions.skip(turn, complaint, tap.argument)
        case Verb.CHOOSE:
            await questions.choose_place(turn, complaint, tap.argument)
        case Verb.SAME | Verb.ANOTHER:
            await _same_or_another(turn, tap, complaint)
        case Verb.SATISFIED:
            await _satisfied(turn, complaint)
        case Verb.UNSATISFIED:
            await _unsatisfied(turn, complaint)
        case Verb.WITHDRAW:
            await closing.withdraw(turn.house, turn.work, complaint, actor=CUSTOMER)
            turn.expect_nothing()
            turn.say("withdraw.done", complaint=complaint, number=complaint.number)
        case Verb.REVIEW:
            await offers.review(turn, complaint)
        case Verb.KEEP:
            turn.expect_nothing()
            turn.say("withdraw.kept", complaint=complaint, number=complaint.number)
        case _:
            raise NotFound("not_found")


#: What a plain yes or no means in place of a button, by what was asked.
_YES_OR_NO = {"confirm": (Verb.RIGHT, Verb.CHANGE), "withdraw": (Verb.WITHDRAW, Verb.KEEP)}


async def said_yes_or_no(turn: Turn, message: Message) -> str:
    """Take a plain yes or no for the tap it stands for; "" if the words say anything else."""
    name, subject = asked(turn.chat)
    is_yes = phrases.is_yes(message.text)
    if name not in _YES_OR_NO or not (is_yes or phrases.is_no(message.text)):
        return ""
    complaint = await turn.own_complaint(subject)
    if complaint is None or complaint.status not in ACTIVE:
        return ""
    await matters.heard_of(turn, complaint, message)
    yes, no = _YES_OR_NO[name]
    await _on_complaint(turn, Tap(yes if is_yes else no, complaint.id), complaint)
    return f"message:{complaint.number}"


async def said_verdict(turn: Turn, message: Message) -> str:
    """Take plain words for the tap that says whether the result is good; "" if they say more."""
    verdict = phrases.verdict_in(message.text)
    complaint = await turn.complaint() if verdict is not None else None
    if complaint is None or complaint.status is not Status.ANSWERED:
        return ""
    await matters.heard_of(turn, complaint, message)
    await (_satisfied if verdict else _unsatisfied)(turn, complaint)
    return f"message:{complaint.number}"


async def said_to_survey(turn: Turn, message: Message) -> str:
    """Take words for the buttons of a survey that waits for them; "" if they say more (R33)."""
    complaint = await turn.complaint()
    if complaint is None or complaint.status in ACTIVE:
        return ""
    revisit = await turn.work.complaints.find_revisit(complaint.id, complaint.episode)
    tap = _tap_for(turn, revisit, message.text.strip()) if revisit else None
    if tap is None:
        return ""
    await belongs_to(turn, message, complaint)
    await _survey(turn, tap)
    return f"message:{complaint.number}"


def _tap_for(turn: Turn, revisit: Revisit, text: str) -> Tap | None:
    if revisit.state is RevisitState.SENT:
        labels = {turn.words(f"solved.{answer}"): answer for answer in Solved}
        verdict = {True: Solved.YES, False: Solved.NO, None: None}[phrases.verdict_in(text)]
        answer = labels.get(text.rstrip("。."), verdict)
        return Tap(Verb.SOLVED, revisit.id, answer) if answer else None
    is_asked = revisit.state is RevisitState.ANSWERED and revisit.score is None
    return Tap(Verb.SCORE, revisit.id, text) if is_asked and text in _SCORES else None


def _require_active(complaint: Complaint) -> None:
    if complaint.status not in ACTIVE:
        raise WrongState("complaint_over")


async def _recategorise(turn: Turn, complaint: Complaint, category: Category) -> None:
    _require_active(complaint)
    await handling.classify(turn.house, turn.work, complaint, category, actor=CUSTOMER)
    intake.confirm_record(turn.work, complaint, turn.at, actor=CUSTOMER)
    turn.say(
        "change.category_done",
        complaint=complaint,
        category=turn.words(f"category.{category}"),
    )
    await questions.ask_next(turn, complaint)


async def _same_or_another(turn: Turn, tap: Tap, complaint: Complaint) -> None:
    """The customer says whether the words that wait belong to this complaint."""
    name, subject = asked(turn.chat)
    if name != "same_or_another":
        raise WrongState("not_asked")
    message = await turn.work.messages.get(MessageId(subject))
    if tap.verb is Verb.SAME:
        await matters.same(turn, complaint, message)
    else:
        await matters.another(turn, complaint, message, turn.chat.state.get("more", []))


async def _satisfied(turn: Turn, complaint: Complaint) -> None:
    if complaint.status is not Status.CLOSED:
        await closing.confirm(turn.house, turn.work, complaint, actor=CUSTOMER)
    turn.expect_nothing()
    days = turn.house.policy.reopen_within.days
    turn.say("result.thanks", complaint=complaint, number=complaint.number, days=days)


async def _unsatisfied(turn: Turn, complaint: Complaint) -> None:
    now = complaint
    if complaint.status is Status.ANSWERED:
        await closing.reject(turn.house, turn.work, complaint, actor=CUSTOMER)
    elif complaint.status is Status.CLOSED:
        now = await closing.bring_back(
            turn.house, turn.work, complaint, "unsatisfied", actor=CUSTOMER
        )
    elif complaint.episode == 1:
        raise WrongState("complaint_over")
    turn.expect("why", now.id)
    matters.say_back(turn, complaint, now, asks_why=True)


async def _survey(turn: Turn, tap: Tap) -> None:
    revisit = await turn.work.complaints.get_revisit(tap.subject_id)
    complaint = await turn.own_complaint(revisit.complaint_id)
    if complaint is None:
        raise NotFound("not_found")
    if tap.verb is Verb.SCORE:
        revisits.answer_score(turn.house, turn.work, revisit, int(tap.argument))
        turn.expect("survey_words", revisit.id)
        turn.say("survey.words", complaint=complaint)
        return
    now = await revisits.answer_solved(
        turn.house, turn.work, revisit, Solved(tap.argument), actor=CUSTOMER
    )
    if revisit.solved is Solved.NO:
        matters.say_back(turn, complaint, now)
    turn.say("survey.score", revisits.score_buttons(revisit), complaint=complaint)
