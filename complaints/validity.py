"""Validity (R16, R17, R27): a complaint counts as valid until two people have judged otherwise.

First the facts are investigated and written down; then one person proposes "invalid" with reason
and motive, and another confirms it. The customer gets an explanation that rests on a published
rule, and may have it reviewed one level up, by somebody who has not judged it before.
"""

from __future__ import annotations

from dataclasses import dataclass

from complaints import approvals, clocks
from complaints.approvals import Question
from complaints.buttons import Verb, button
from complaints.closing import begin_again
from complaints.decision_model import (
    ApprovalKind,
    Bar,
    Invalidity,
    InvalidReason,
    Investigation,
    Motive,
)
from complaints.errors import Invalid, NotAllowed, WrongState
from complaints.finishing import drop_pending, require_settled
from complaints.handling import REPLY_LIMIT, chat_of
from complaints.house import House
from complaints.lifecycle import Move, check, move
from complaints.model import Actor, ActorKind, Complaint, OfficerId, Status
from complaints.outgoing import Saying, say
from complaints.permissions import require
from complaints.ports import UnitOfWork
from complaints.record import record
from complaints.recusals import bar, barred, require_free

#: Whom the facts are told to (R25).
TOLD = ("customer", "person", "superior")
_INVESTIGATED_WHILE = frozenset({Status.OPEN, Status.WAITING, Status.ANSWERED})
#: Shorter pieces of internal texts are words that anybody may use.
_QUOTED = 8


@dataclass(frozen=True)
class Facts:
    """What an investigation has brought to light."""

    facts: str
    gap: str = ""
    is_liable: bool | None = None
    told: tuple[str, ...] = ()


@dataclass(frozen=True)
class Judgement:
    """Why a complaint is held to be invalid, and how that is explained to the customer."""

    reason: InvalidReason
    motive: Motive
    explanation: str
    rule: str


async def investigate(
    house: House, work: UnitOfWork, complaint: Complaint, found: Facts, *, actor: Actor
) -> Investigation:
    """Write down the facts, what management gap they show, and who has heard them (R25).

    Raises:
        Invalid: no facts, too many words, or an unknown listener.
        WrongState: nobody has taken the complaint, or it is over.
    """
    officer = actor.officer
    require(officer, "investigate")
    await require_free(work, complaint, officer)
    if officer is None or complaint.status not in _INVESTIGATED_WHILE:
        raise WrongState("move_not_possible", move="investigate", status=complaint.status)
    if not found.facts.strip():
        raise Invalid("required", field="facts")
    for name, text in (("facts", found.facts), ("gap", found.gap)):
        if len(text) > REPLY_LIMIT:
            raise Invalid("too_long", field=name, limit=REPLY_LIMIT)
    if not set(found.told) <= set(TOLD):
        raise Invalid("unknown_choice", field="told")
    at = house.now()
    row = Investigation(
        id=work.new_id(),
        complaint_id=complaint.id,
        episode=complaint.episode,
        officer_id=officer.id,
        at=at,
        facts=found.facts.strip(),
        gap=found.gap.strip(),
        is_liable=found.is_liable,
        told=[name for name in TOLD if name in found.told],
    )
    work.add(row)
    record(work, complaint, "investigated", actor, at, told=row.told)
    return row


async def propose(
    house: House, work: UnitOfWork, complaint: Complaint, judgement: Judgement, *, actor: Actor
) -> Invalidity:
    """Propose to judge a complaint invalid; somebody else confirms it.

    Raises:
        WrongState: `not_investigated` in this episode, `remedy_open`, or the complaint is over.
        Invalid: no explanation, a rule that is not published, or internal words in what the
            customer will read.
        Conflict: it is proposed already.
    """
    officer = actor.officer
    require(officer, "judge")
    await require_free(work, complaint, officer)
    if officer is None or complaint.status not in (Status.OPEN, Status.WAITING):
        raise WrongState("move_not_possible", move="judge", status=complaint.status)
    investigations = await work.decisions.investigations_of(complaint.id)
    if not any(row.episode == complaint.episode for row in investigations):
        raise WrongState("not_investigated")
    await require_settled(work, complaint)
    _check_explanation(house, judgement)
    at = house.now()
    row = Invalidity(
        id=work.new_id(),
        complaint_id=complaint.id,
        episode=complaint.episode,
        reason=judgement.reason,
        motive=judgement.motive,
        explanation=judgement.explanation.strip(),
        rule=judgement.rule,
        proposed_by=officer.id,
        proposed_at=at,
    )
    work.add(row)
    record(work, complaint, "invalid_proposed", actor, at, cause=row.reason, motive=row.motive)
    await approvals.ask(
        house, work, complaint, Question(ApprovalKind.INVALID, row.id), actor=actor
    )
    return row


def _check_explanation(house: House, judgement: Judgement) -> None:
    """Let through what a customer may read: words on a published rule, and nothing internal."""
    text = judgement.explanation.strip()
    if not text:
        raise Invalid("required", field="explanation")
    if len(text) > REPLY_LIMIT:
        raise Invalid("too_long", field="explanation", limit=REPLY_LIMIT)
    if house.policy.find_rule(judgement.rule) is None:
        raise Invalid("rule_not_published", field="rule")
    steps = (step for guide in house.policy.guides for step in guide.steps)
    if any(len(step) >= _QUOTED and step in text for step in steps):
        raise Invalid("internal_text_quoted", field="explanation")


async def require_confirmable(
    work: UnitOfWork, complaint: Complaint, row: Invalidity, *, actor: Actor
) -> None:
    """Refuse to confirm a judgement alone, or on a complaint that has moved on.

    Raises:
        NotAllowed: `own_request`, or not theirs to confirm.
        WrongState: `judgement_outdated`, `remedy_open`, or not possible from where it stands.
    """
    if actor.officer_id == row.proposed_by:
        raise NotAllowed("own_request")
    if row.episode != complaint.episode:
        raise WrongState("judgement_outdated")
    given = {"reason": row.reason.value, "explanation": row.explanation}
    check(complaint, actor, Move.INVALIDATE, **given)
    await require_settled(work, complaint)


async def confirmed(
    house: House, work: UnitOfWork, complaint: Complaint, row: Invalidity, *, actor: Actor
) -> None:
    """Judge a complaint invalid, after a second person has agreed; the customer is told why.

    Raises as `require_confirmable` does.
    """
    await require_confirmable(work, complaint, row, actor=actor)
    move(complaint, actor, Move.INVALIDATE, reason=row.reason.value, explanation=row.explanation)
    at = house.now()
    row.confirmed_by, row.confirmed_at = actor.officer_id, at
    complaint.closed_at, complaint.result = at, row.explanation
    await clocks.happened(house, work, complaint, clocks.Event.JUDGED, at)
    await clocks.end(work, complaint, at)
    await drop_pending(house, work, complaint, actor)
    record(work, complaint, "invalidated", actor, at, cause=row.reason, motive=row.motive)
    chat = await chat_of(work, complaint)
    if chat is not None:
        language = complaint.language
        text = explanation_text(house, complaint, row)
        label = house.words("button.review", language)
        rows = [[button(label, Verb.REVIEW, complaint.id)]]
        say(work, chat, Saying(text, rows), at, actor=actor, complaint=complaint)


def explanation_text(house: House, complaint: Complaint, row: Invalidity) -> str:
    """Write the explanation as the customer reads it, with the published rule it rests on."""
    rule = house.policy.find_rule(row.rule)
    return house.words(
        "customer.invalid",
        complaint.language,
        number=complaint.number,
        explanation=row.explanation,
        rule=f"{rule.name}: {rule.text}" if rule else "",
    )


async def ask_review(
    house: House, work: UnitOfWork, complaint: Complaint, reason: str, *, actor: Actor
) -> None:
    """Have a judgement reviewed by the next level, at the customer's wish (R17, R27).

    Whoever proposed or confirmed it takes no further part in handling it.

    Raises:
        WrongState: it has not been judged invalid.
        Invalid: an officer does not say how the customer asked.
    """
    if actor.kind is ActorKind.OFFICER:
        await require_free(work, complaint, actor.officer)
        if not reason.strip():
            raise Invalid("required", field="reason")
    move(complaint, actor, Move.REVIEW)
    at = house.now()
    for officer_id in await _judges(work, complaint):
        await bar(work, complaint, officer_id, Bar.JUDGED, at, actor=actor)
        judge = await work.people.get_officer(officer_id)
        complaint.level = max(complaint.level, house.policy.clocks.rank_of(judge.role))
    await begin_again(house, work, complaint, reason.strip() or "review", actor)
    await clocks.happened(house, work, complaint, clocks.Event.REVIEW_ASKED, at)


async def _judges(work: UnitOfWork, complaint: Complaint) -> list[OfficerId]:
    """List who has judged a complaint and does not keep out of it yet."""
    known = await barred(work, complaint)
    judges: set[OfficerId] = set()
    for row in await work.decisions.invalidities_of(complaint.id):
        if row.confirmed_by is not None:
            judges |= {row.proposed_by, row.confirmed_by}
    return sorted(judges - known.keys())
