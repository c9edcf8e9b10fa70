"""The customer puts it in other words, or in words at all after a picture (R3, R4, R11)."""

from __future__ import annotations

from complaints import matters, prefill
from complaints.errors import Invalid
from complaints.house import House
from complaints.intake import TEXT_LIMIT, category_of, subcategory_of
from complaints.model import Actor, ActorKind, Complaint
from complaints.naming import note_named
from complaints.ports import UnitOfWork
from complaints.record import record
from complaints.triage import Judgement


async def reword(
    house: House, work: UnitOfWork, complaint: Complaint, text: str, *, actor: Actor
) -> None:
    """Let the record read as the customer puts it now; the timeline keeps what it said before.

    What nobody has decided is judged anew, the severity only upwards (R13).

    Raises:
        Invalid: the text is empty.
    """
    if not text.strip():
        raise Invalid("required", field="text")
    before, at = complaint.text, house.now()
    judged = house.triage.judge(text)
    async with matters.corrected(house, work, complaint):
        complaint.text = text.strip()[:TEXT_LIMIT]
        _judge_anew(house, complaint, judged)
    record(work, complaint, "text_corrected", actor, at, before=before)
    if complaint.customer_id is not None:
        customer = await work.people.get_customer(complaint.customer_id)
        told = prefill.read(house, complaint.text, complaint.received_at)
        prefill.fill(house, complaint, customer, told)
    await note_named(house, work, complaint, complaint.text, at=at)


def _judge_anew(house: House, complaint: Complaint, judged: Judgement) -> None:
    if complaint.category_by is ActorKind.BOT:
        category = category_of(judged)
        department = house.policy.department_for(category)
        complaint.category, complaint.confidence = category, judged.confidence
        complaint.department = department.code if department else ""
        complaint.subcategory = subcategory_of(house.policy, category, judged)
        complaint.matched = [vars(match) for match in judged.matched]
    new = [reason for reason in judged.reasons if reason not in complaint.reasons]
    complaint.reasons = [*complaint.reasons, *new]
    is_graver = judged.severity.rank > complaint.severity.rank
    if is_graver and complaint.severity_by is ActorKind.BOT:
        complaint.severity = judged.severity
