"""The things the desk keeps: complaints, the people in them, what happens to them.

Plain dataclasses with the words of DESIGN.md. `storage/mapping.py` maps them onto tables; nothing
here knows about a database. Instants are aware and in UTC; every `id` comes from
`UnitOfWork.new_id`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NewType

ComplaintId = NewType("ComplaintId", int)
ConversationId = NewType("ConversationId", int)
CustomerId = NewType("CustomerId", int)
MessageId = NewType("MessageId", int)
OfficerId = NewType("OfficerId", int)


class Channel(StrEnum):
    """How a complaint reached the house (R1).

    The first four are answered through the channel itself.
    """

    TELEGRAM = "telegram"
    WECOM = "wecom"
    WEBCHAT = "webchat"
    EMAIL = "email"
    ONSITE = "onsite"
    PHONE = "phone"
    LETTER = "letter"
    QUESTIONNAIRE = "questionnaire"
    CONSUMER_ASSOCIATION = "consumer_association"
    FAX = "fax"
    INTERVIEW = "interview"
    SURVEY_CARD = "survey_card"
    HOTLINE_12345 = "hotline12345"
    TRADE_BODY = "trade_body"
    REGULATOR = "regulator"
    MEDIA = "media"


CHAT_CHANNELS = frozenset({Channel.TELEGRAM, Channel.WECOM, Channel.WEBCHAT, Channel.EMAIL})


class Category(StrEnum):
    """The five classes of R11."""

    SERVICE = "service"
    BUSINESS = "business"
    FACILITY = "facility"
    HYGIENE = "hygiene"
    OTHER = "other"


class Severity(StrEnum):
    """How grave a complaint is (R13), least first."""

    MINOR = "minor"
    SERIOUS = "serious"
    MAJOR = "major"

    @property
    def rank(self) -> int:
        """0 for minor to 2 for major."""
        return list(Severity).index(self)


class Status(StrEnum):
    """Where a complaint stands; changed only through `lifecycle`."""

    NEW = "new"
    OPEN = "open"
    WAITING = "waiting"
    ANSWERED = "answered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    INVALID = "invalid"


#: Somebody still owes the customer something.
ACTIVE = frozenset({Status.NEW, Status.OPEN, Status.WAITING, Status.ANSWERED})


class Role(StrEnum):
    """What an officer may do; authority limits are keyed by these."""

    STAFF = "staff"
    DUTY_MANAGER = "duty_manager"
    LOBBY_MANAGER = "lobby_manager"
    SUPERVISOR = "supervisor"
    DEPARTMENT_HANDLER = "department_handler"
    DEPARTMENT_HEAD = "department_head"
    OFFICE = "office"
    QUALITY_OFFICE = "quality_office"
    HR = "hr"
    SENIOR_LEADER = "senior_leader"
    ADMINISTRATOR = "administrator"


class Language(StrEnum):
    """The language and script somebody is answered in (R42)."""

    ZH_HANS = "zh_Hans"
    ZH_HANT = "zh_Hant"
    EN = "en"


class CloseReason(StrEnum):
    """Why a complaint is closed (R26)."""

    SATISFIED = "satisfied"
    UNANSWERED = "unanswered"
    MANAGER = "manager"


class ActorKind(StrEnum):
    """Who did something."""

    CUSTOMER = "customer"
    OFFICER = "officer"
    BOT = "bot"
    CLOCK = "clock"


@dataclass(frozen=True)
class Actor:
    """Who acts. `officer` is set exactly when `kind` is OFFICER."""

    kind: ActorKind
    officer: Officer | None = None

    @property
    def officer_id(self) -> OfficerId | None:
        """The officer's id, None for everybody else."""
        return self.officer.id if self.officer else None


CUSTOMER = Actor(ActorKind.CUSTOMER)
BOT = Actor(ActorKind.BOT)
CLOCK = Actor(ActorKind.CLOCK)


def by(officer: Officer) -> Actor:
    """Make the actor for an officer."""
    return Actor(ActorKind.OFFICER, officer)


class Standing(StrEnum):
    """Why a customer is received specially (R15)."""

    VIP = "vip"
    NOTABLE = "notable"


@dataclass(kw_only=True, eq=False)
class Customer:
    """Somebody who complains; everything but the id may be unknown (R2, R8).

    `standing` is None for everybody who is received as everybody is.
    """

    id: CustomerId
    name: str = ""
    contact: str = ""
    address: str = ""
    standing: Standing | None = None
    created_at: datetime


@dataclass(kw_only=True, eq=False)
class Officer:
    """Anybody who works with the desk.

    `conversation_id` is the chat that pings go to, once linked.
    """

    id: OfficerId
    name: str
    role: Role
    department: str = ""
    place: str = ""
    password_hash: str = ""
    is_active: bool = True
    on_duty: bool = True
    is_service: bool = False
    conversation_id: ConversationId | None = None
    created_at: datetime


class Post(StrEnum):
    """Who answers first on duty, and who when the first does not (A/B 角)."""

    A = "a"
    B = "b"


@dataclass(kw_only=True, eq=False)
class Shift:
    """An officer's duty from one moment to another; `place` "" is everywhere."""

    id: int
    officer_id: OfficerId
    post: Post
    starts_at: datetime
    ends_at: datetime
    place: str = ""


@dataclass(kw_only=True, eq=False)
class Leave:
    """An officer's absence, and who stands in. `role` is the absent officer's."""

    id: int
    officer_id: OfficerId
    role: Role
    starts_at: datetime
    ends_at: datetime
    deputy_id: OfficerId | None = None


@dataclass(kw_only=True, eq=False)
class Complaint:
    """The case: what was said, who owns it, what was promised, how it ended (R2, R18).

    `text` is what the customer complains of, in the customer's words; `matched` and `reasons` are
    what the classifier saw. `level` says how many times it has gone one level up. `promised_at`
    is the promise the customer was given and is never recomputed. `occurred` is the time of the
    event in the customer's words, `occurred_at` the instant that they mean; `is_late` marks a
    complaint made too long after (R8), `is_onsite` one that the customer wants solved on the spot
    (现场解决, R20). `from_words` lists what was taken from the customer's words
    and nobody has looked at: fields of the complaint, or "contact". `matter_id` is the first
    complaint on the same matter (R10), None for the first one itself; `merged_into_id` the one
    that this one is dealt with under (并案). The names in `extra` are those of
    `complaints.extras`.
    """

    id: ComplaintId
    number: str
    channel: Channel
    text: str
    received_at: datetime
    promised_at: datetime
    status_token: str
    status: Status = Status.NEW
    episode: int = 1
    level: int = 0
    category: Category = Category.OTHER
    category_by: ActorKind = ActorKind.BOT
    confidence: float = 0.0
    matched: list[dict[str, Any]] = field(default_factory=list)
    subcategory: str = ""
    severity: Severity = Severity.MINOR
    severity_by: ActorKind = ActorKind.BOT
    reasons: list[str] = field(default_factory=list)
    customer_id: CustomerId | None = None
    conversation_id: ConversationId | None = None
    language: Language = Language.ZH_HANS
    place: str = ""
    department: str = ""
    person: str = ""
    object_ref: str = ""
    demand: str = ""
    occurred: str = ""
    occurred_at: datetime | None = None
    is_late: bool = False
    is_onsite: bool = False
    from_words: list[str] = field(default_factory=list)
    extra: dict[str, str] = field(default_factory=dict)
    is_confirmed: bool = False
    receiver_id: OfficerId | None = None
    owner_id: OfficerId | None = None
    taken_at: datetime | None = None
    answered_at: datetime | None = None
    result: str = ""
    closed_at: datetime | None = None
    close_reason: CloseReason | None = None
    archived_at: datetime | None = None
    previous_id: ComplaintId | None = None
    matter_id: ComplaintId | None = None
    merged_into_id: ComplaintId | None = None
    policy_version: str = ""
    version: int = 1


@dataclass(kw_only=True, eq=False)
class TimelineEntry:
    """One event in the life of a complaint; never changed, never deleted."""

    id: int
    complaint_id: ComplaintId
    at: datetime
    kind: str
    actor: ActorKind
    officer_id: OfficerId | None = None
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(kw_only=True, eq=False)
class AuditEntry:
    """Who did or read what (R40).

    Ids only, never words or names. `action` is `object:verb[:outcome]`.
    """

    id: int
    at: datetime
    actor: ActorKind
    action: str
    officer_id: OfficerId | None = None
    complaint_id: ComplaintId | None = None
    subject: str = ""


class RevisitState(StrEnum):
    """Where a revisit stands."""

    DUE = "due"
    SENT = "sent"
    ANSWERED = "answered"
    CANCELLED = "cancelled"


class Solved(StrEnum):
    """What the customer says of the result."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


@dataclass(kw_only=True, eq=False)
class Revisit:
    """The question put to the customer some days after closing (R33); one per closing episode."""

    id: int
    complaint_id: ComplaintId
    episode: int
    due_at: datetime
    state: RevisitState = RevisitState.DUE
    sent_by: OfficerId | None = None
    sent_at: datetime | None = None
    solved: Solved | None = None
    score: int | None = None
    words: str = ""
    answered_at: datetime | None = None
    recorded_by: OfficerId | None = None


@dataclass(kw_only=True, eq=False)
class CustomerInfo:
    """顾客信息 (R45): an enquiry, request, suggestion or thanks.

    Signed for by an officer, or turned into a case.
    """

    id: int
    kind: str
    text: str
    at: datetime
    conversation_id: ConversationId | None = None
    message_id: MessageId | None = None
    department: str = ""
    signed_by: OfficerId | None = None
    signed_at: datetime | None = None
    complaint_id: ComplaintId | None = None
