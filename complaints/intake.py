"""Taking a complaint in: registering it, adding to it, correcting it (R1–R6, R11, R45).

A complaint exists as soon as the first message is registered; everything asked later only
completes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from complaints import clocks, extras, major, matters, onsite, pings, prefill
from complaints.errors import Invalid
from complaints.evidence import GivenFile, attach
from complaints.house import House
from complaints.model import (
    Actor,
    ActorKind,
    Category,
    Channel,
    Complaint,
    ComplaintId,
    Customer,
    CustomerId,
    CustomerInfo,
    Language,
    Severity,
    Standing,
)
from complaints.naming import note_named
from complaints.permissions import require
from complaints.policy import Policy
from complaints.ports import UnitOfWork
from complaints.record import audit, record
from complaints.talk_model import Conversation, Message
from complaints.triage import Judgement

#: What a customer or officer may add to a record later; each is a field of Complaint.
DETAILS = frozenset({"place", "person", "object_ref", "demand", "occurred", "subcategory"})
#: And these are fields of the customer.
PERSONAL = frozenset({"name", "contact", "address"})
#: Longer texts are no complaint but a file; channels cut far earlier.
TEXT_LIMIT = 20_000


@dataclass(frozen=True)
class NewComplaint:
    """Everything known when a complaint is filed (R2); only text and channel must be."""

    text: str
    channel: Channel
    conversation: Conversation | None = None
    language: Language | None = None
    judgement: Judgement | None = None
    category: Category | None = None
    severity: Severity | None = None
    customer: dict[str, str] = field(default_factory=dict)
    details: dict[str, str] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)
    files: Sequence[GivenFile] = ()
    previous: Complaint | None = None
    standing: Standing | None = None
    is_onsite: bool = False


def format_number(at: datetime, zone: ZoneInfo, count: int) -> str:
    """Write a complaint's number: prefix, business day, count of the day (R6)."""
    return f"HY-{at.astimezone(zone):%y%m%d}-{count:03d}"


def category_of(judged: Judgement) -> Category:
    """Give the category judged; one that nobody is sure of is "other" until somebody says."""
    return Category.OTHER if judged.intent == "unsure" else judged.category


def subcategory_of(policy: Policy, category: Category, judged: Judgement) -> str:
    """Give the sub-category judged if the policy in force has it under this class (R12)."""
    known = {sub.code for sub in policy.subcategories if sub.category is category}
    return judged.subcategory if judged.subcategory in known else ""


async def file_complaint(
    house: House, work: UnitOfWork, new: NewComplaint, *, actor: Actor
) -> Complaint:
    """Register a complaint: number, promise, clocks, ping, all in one transaction.

    Raises:
        Invalid: the text is empty or over the limit.
        NotAllowed: an officer without the right to file.
    """
    if actor.kind is ActorKind.OFFICER:
        require(actor.officer, "file")
    text = _checked(new.text)
    extra = extras.checked(new.extra)
    at = house.now()
    told = prefill.read(house, text, at)
    customer = await _customer(work, new, told.contact, at)
    if new.standing is not None:
        customer.standing = new.standing
    day = at.astimezone(house.policy.hours.zone).date()
    complaint = _begun(house, work, new, text, at, actor, await work.complaints.next_number(day))
    complaint.extra, complaint.customer_id = extra, customer.id
    prefill.fill(house, complaint, customer, told)
    await matters.recognise(house, work, complaint, but_not=_different(new))
    work.add(complaint)
    clocks.start(house, work, complaint, at)
    if new.conversation is not None:
        new.conversation.complaint_id = complaint.id
    _record_filing(work, new, complaint, actor)
    attach(work, complaint, new.files, at, actor=actor)
    await note_named(house, work, complaint, text, complaint.person, at=at)
    await pings.ping_level(house, work, complaint, at)
    if new.is_onsite:
        await onsite.want(house, work, complaint, actor=actor)
    if complaint.severity is Severity.MAJOR:
        await major.begin(house, work, complaint, at)
    return complaint


def _checked(text: str) -> str:
    if not (text := text.strip()):
        raise Invalid("required", field="text")
    if len(text) > TEXT_LIMIT:
        raise Invalid("too_long", field="text", limit=TEXT_LIMIT)
    return text


def _begun(
    house: House,
    work: UnitOfWork,
    new: NewComplaint,
    text: str,
    at: datetime,
    actor: Actor,
    count: int,
) -> Complaint:
    """Make the complaint of a text, judged where nobody has decided; `count` is the day's."""
    policy = house.policy
    judged = new.judgement or house.triage.judge(text)
    category = new.category or category_of(judged)
    department = policy.department_for(category)
    complaint = Complaint(
        id=ComplaintId(work.new_id()),
        number=format_number(at, policy.hours.zone, count),
        channel=new.channel,
        text=text,
        received_at=at,
        promised_at=at,
        status_token=house.token(),
        category=category,
        category_by=actor.kind if new.category else ActorKind.BOT,
        confidence=judged.confidence,
        matched=[vars(match) for match in judged.matched],
        severity=new.severity or judged.severity,
        severity_by=actor.kind if new.severity else ActorKind.BOT,
        reasons=list(judged.reasons),
        subcategory=subcategory_of(policy, category, judged),
        conversation_id=new.conversation.id if new.conversation else None,
        language=new.language or judged.language,
        department=department.code if department else "",
        receiver_id=actor.officer_id,
        previous_id=new.previous.id if new.previous else None,
        policy_version=policy.version,
    )
    for name in DETAILS & new.details.keys():
        setattr(complaint, name, new.details[name].strip())
    return complaint


def _record_filing(
    work: UnitOfWork, new: NewComplaint, complaint: Complaint, actor: Actor
) -> None:
    record(
        work,
        complaint,
        "filed",
        actor,
        complaint.received_at,
        category=complaint.category,
        severity=complaint.severity,
        reasons=complaint.reasons,
        previous=new.previous.number if new.previous else "",
    )


def _different(new: NewComplaint) -> Complaint | None:
    """Give the complaint that this one is not about, though it follows it."""
    is_same = new.previous is not None and new.previous.text == new.text
    return None if is_same else new.previous


async def _customer(
    work: UnitOfWork, new: NewComplaint, told_contact: str, at: datetime
) -> Customer:
    conversation = new.conversation
    if conversation is not None and conversation.customer_id is not None:
        return await work.people.get_customer(conversation.customer_id)
    given = {key: value.strip() for key, value in new.customer.items() if key in PERSONAL}
    known = None
    contact = given.get("contact") or told_contact
    if conversation is None and contact:
        known = await work.people.find_customer_by_contact(contact)
    if known is not None:
        for key, value in given.items():
            if not getattr(known, key):
                setattr(known, key, value)
        return known
    customer = Customer(
        id=CustomerId(work.new_id()),
        name=given.get("name", ""),
        contact=given.get("contact", ""),
        address=given.get("address", ""),
        created_at=at,
    )
    work.add(customer)
    if conversation is not None:
        conversation.customer_id = customer.id
    return customer


def keep_info(
    house: House, work: UnitOfWork, conversation: Conversation, message: Message, kind: str
) -> CustomerInfo:
    """Keep what is no complaint as customer information, for a department to sign (R45)."""
    department = house.policy.department_for(Category.OTHER)
    info = CustomerInfo(
        id=work.new_id(),
        kind=kind,
        text=message.text,
        at=message.at,
        conversation_id=conversation.id,
        message_id=message.id,
        department=department.code if department else "",
    )
    work.add(info)
    work.publish("info", conversation_id=conversation.id, subject_id=info.id)
    return info


async def sign_info(house: House, work: UnitOfWork, info_id: int, *, actor: Actor) -> CustomerInfo:
    """Sign for a piece of customer information (签收, R45); signing twice keeps the first."""
    require(actor.officer, "sign_info")
    info = await work.messages.get_info(info_id)
    if info.signed_at is None:
        info.signed_at, info.signed_by = house.now(), actor.officer_id
        audit(work, "info:sign", actor, house.now(), subject=str(info.id))
        work.publish("info", conversation_id=info.conversation_id, subject_id=info.id)
    return info


async def turn_into_complaint(
    house: House, work: UnitOfWork, info_id: int, *, actor: Actor
) -> Complaint:
    """Make a case of customer information after all (R45)."""
    require(actor.officer, "file")
    info = await work.messages.get_info(info_id)
    if info.complaint_id is not None:
        return await work.complaints.get(info.complaint_id)
    conversation = None
    if info.conversation_id is not None:
        conversation = await work.people.get_conversation(info.conversation_id)
    new = NewComplaint(
        text=info.text,
        channel=conversation.channel if conversation else Channel.ONSITE,
        conversation=conversation,
        language=conversation.language if conversation else None,
    )
    complaint = await file_complaint(house, work, new, actor=actor)
    if info.message_id is not None:
        (await work.messages.get(info.message_id)).complaint_id = complaint.id
    info.complaint_id = complaint.id
    if info.signed_at is None:
        info.signed_at, info.signed_by = house.now(), actor.officer_id
    return complaint


def confirm_record(work: UnitOfWork, complaint: Complaint, at: datetime, *, actor: Actor) -> None:
    """Note that the customer found the read-back right (复述确认, R4)."""
    if not complaint.is_confirmed:
        complaint.is_confirmed = True
        record(work, complaint, "record_confirmed", actor, at)


async def complete(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    field_name: str,
    value: str,
    *,
    actor: Actor,
) -> None:
    """Fill in something that was missing or wrong (R2).

    The timeline keeps that it changed, not the words. A time is read from the words; another place
    can be that of another matter.

    Raises:
        Invalid: no such field, or the value is over 500 characters.
        NotAllowed: an officer without the right to file.
    """
    if actor.kind is ActorKind.OFFICER:
        require(actor.officer, "file")
    value = value.strip()
    if len(value) > 500:
        raise Invalid("too_long", field=field_name, limit=500)
    if field_name in PERSONAL and complaint.customer_id is not None:
        setattr(await work.people.get_customer(complaint.customer_id), field_name, value)
    elif field_name == "place":
        async with matters.corrected(house, work, complaint):
            complaint.place = value
    elif field_name in DETAILS:
        setattr(complaint, field_name, value)
    elif field_name in set(extras.Extra):
        others = {name: told for name, told in complaint.extra.items() if name != field_name}
        complaint.extra = others | extras.checked({field_name: value})
    else:
        raise Invalid("unknown_field", field=field_name)
    if field_name == "occurred":
        told = prefill.read(house, value, complaint.received_at)
        prefill.set_occurred_at(house, complaint, told.occurred_at)
    complaint.from_words = [name for name in complaint.from_words if name != field_name]
    record(work, complaint, "completed", actor, house.now(), field=field_name)
    if field_name == "person":
        await note_named(house, work, complaint, value, at=house.now())
