"""What the rules ask of the outside world. `storage`, `nlp` and `desk` provide it.

Absent is None from a `find_…` and an error from a `get_…`. A `UnitOfWork` is one transaction:
what is added or changed inside it is saved together, or not at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from complaints.account_ports import AccountStore
from complaints.answers import AnswerStore
from complaints.clock_model import Clock, DueKind, Extension
from complaints.coordination_ports import CoordinationStore
from complaints.decision_ports import DecisionStore
from complaints.edition_ports import EditionStore
from complaints.finding_ports import FindingStore
from complaints.internal_ports import InternalStore
from complaints.major_ports import MajorStore
from complaints.matter_ports import MatterStore
from complaints.model import (
    Category,
    Complaint,
    ComplaintId,
    ConversationId,
    Customer,
    CustomerId,
    CustomerInfo,
    Language,
    Leave,
    MessageId,
    Officer,
    OfficerId,
    Revisit,
    Severity,
    Shift,
    Status,
    TimelineEntry,
)
from complaints.pending_ports import PendingStore
from complaints.talk_model import Attachment, Conversation, Message, OutboxItem


@dataclass(frozen=True)
class Match:
    """A word that decided; offsets count characters of the original text."""

    word: str
    start: int
    end: int
    category: str


@dataclass(frozen=True)
class Judgement:
    """What the classifier makes of a text. Scores and confidence are 0 to 1.

    `intent` is one of complaint, greeting, thanks, question, suggestion, unsure; `reasons` are
    stable keys. `languages` are all that the text may be in (a number tells none, and some words
    look alike in both scripts); empty means just `language`. `subcategory` is a code of the trade
    (R12) or empty.
    """

    category: Category
    severity: Severity
    intent: str
    confidence: float
    scores: dict[str, float]
    matched: tuple[Match, ...]
    reasons: tuple[str, ...]
    language: Language
    languages: tuple[Language, ...] = ()
    subcategory: str = ""


@dataclass(frozen=True)
class Fact:
    """Something that a text names; offsets count characters of the original text.

    `kind` is phone, email, id_card, bank_card, plate; order, parcel, policy, contract, receipt,
    booking; money, claim (what is asked for); time, place, employee. `value` is the same for every
    way of writing it, for a place of the house its code. `is_own` is False for what belongs to
    somebody else. A time has `at`, where it begins, and `precision`, from minute to month.
    """

    kind: str
    start: int
    end: int
    value: str
    is_own: bool = True
    at: datetime | None = None
    precision: str = ""


class Triage(Protocol):
    """Reads what a customer wrote (R2, R10, R11, R13). Never raises, never waits."""

    def judge(self, text: str) -> Judgement:
        """Classify one text."""
        ...

    def facts(self, text: str, at: datetime, places: Mapping[str, str]) -> Sequence[Fact]:
        """List what a text names, in order.

        Args:
            text: what the customer wrote.
            at: when, in the business zone.
            places: names of the house's places → their codes.
        """
        ...

    def terms(self, text: str) -> Mapping[str, float]:
        """Give the words that tell what a text is about, each with its weight."""
        ...


class TimeSource(Protocol):
    """Tells the time; frozen in tests."""

    def __call__(self) -> datetime:
        """Return this instant, aware and in UTC."""
        ...


class Tokens(Protocol):
    """Makes unguessable tokens; predictable in tests."""

    def __call__(self) -> str:
        """Return a new token of at least 128 random bits, safe in an address."""
        ...


class Words(Protocol):
    """The catalogues: words for people in their language."""

    def __call__(self, key: str, language: Language, /, **data: Any) -> str:
        """Return the text for a key with its places filled in."""
        ...


class ComplaintStore(Protocol):
    """Complaints as the rules need them; visibility is the business of `Register`."""

    async def get(self, complaint_id: ComplaintId) -> Complaint:
        """Load one; raises NotFound."""
        ...

    async def find_by_token(self, token: str) -> Complaint | None:
        """Find the complaint of a private status link (R7)."""
        ...

    async def latest_of(
        self, customer_id: CustomerId | None, conversation_id: ConversationId
    ) -> Sequence[Complaint]:
        """List the latest complaints of a customer or conversation, newest first, at most 10."""
        ...

    async def find_own(
        self, number: str, customer_id: CustomerId | None, conversation_id: ConversationId
    ) -> Complaint | None:
        """Find a complaint by its number if it is of this customer or conversation."""
        ...

    async def change_owner(
        self,
        complaint_id: ComplaintId,
        was: OfficerId | None,
        to: OfficerId | None,
        sources: frozenset[Status],
        target: Status | None,
        at: datetime,
    ) -> bool:
        """Change who owns a complaint, in one conditional UPDATE; nobody is None.

        `target` is the status afterwards, None for the same. Returns False, and changes nothing,
        when somebody other than `was` owns it by now, or its status is not among `sources`.
        """
        ...

    async def hold(self, complaint: Complaint) -> None:
        """Let nobody else change a complaint, or what belongs to it, until the commit.

        To be asked before "is there one already?". The complaint is read again; whoever changes
        it meanwhile without asking is told that it was changed.
        """
        ...

    async def owed_by(self, officer_id: OfficerId) -> Sequence[Complaint]:
        """List what an officer owns that is open or waiting, oldest first."""
        ...

    async def next_number(self, day: date) -> int:
        """Count up the day's complaints; no number is skipped or given twice (R6)."""
        ...

    async def running_clocks(self, complaint_id: ComplaintId) -> Sequence[Clock]:
        """List the clocks that have not stopped."""
        ...

    async def find_clock(self, clock_id: int) -> Clock | None:
        """Find one by its id."""
        ...

    async def get_extension(self, extension_id: int) -> Extension:
        """Load one; raises NotFound."""
        ...

    async def extensions_of(self, clock_id: int) -> Sequence[Extension]:
        """List what has been asked for a clock, oldest first."""
        ...

    async def find_revisit(self, complaint_id: ComplaintId, episode: int) -> Revisit | None:
        """Find the revisit of an episode."""
        ...

    async def get_revisit(self, revisit_id: int) -> Revisit:
        """Load one; raises NotFound."""
        ...

    async def timeline(self, complaint_id: ComplaintId) -> Sequence[TimelineEntry]:
        """List what happened, oldest first."""
        ...

    async def has_read(
        self, officer_id: OfficerId, complaint_id: ComplaintId, since: datetime
    ) -> bool:
        """Say whether the audit holds a reading by this officer since an instant (R40)."""
        ...


class MessageStore(Protocol):
    """What was said."""

    async def get(self, message_id: MessageId) -> Message:
        """Load one; raises NotFound."""
        ...

    async def find_external(
        self, conversation_id: ConversationId, external_id: str
    ) -> Message | None:
        """Find the customer's message by the channel's own id."""
        ...

    async def newest_in(self, complaint_id: ComplaintId) -> Message | None:
        """Find the newest message of a complaint that anybody but the bot wrote."""
        ...

    async def newest_pings(self, after: int) -> Sequence[Message]:
        """List the newest pings with an id beyond `after` in linked chats, at most 200."""
        ...

    async def attachments_of(self, message_id: MessageId) -> Sequence[Attachment]:
        """List what came with a message."""
        ...

    async def get_attachment(self, attachment_id: int) -> Attachment:
        """Load one; raises NotFound."""
        ...

    async def get_info(self, info_id: int) -> CustomerInfo:
        """Load a piece of customer information; raises NotFound."""
        ...

    async def cancel_outbox(self, message_id: MessageId) -> bool:
        """Withdraw a message that is still held back; False when it has gone out."""
        ...


class PeopleStore(Protocol):
    """Customers, officers and their chats."""

    async def get_conversation(self, conversation_id: ConversationId) -> Conversation:
        """Load one; raises NotFound."""
        ...

    async def get_customer(self, customer_id: CustomerId) -> Customer:
        """Load one; raises NotFound."""
        ...

    async def find_customer_by_contact(self, contact: str) -> Customer | None:
        """Find who left exactly this contact."""
        ...

    async def get_officer(self, officer_id: OfficerId) -> Officer:
        """Load one; raises NotFound."""
        ...

    async def find_officer_by_conversation(
        self, conversation_id: ConversationId
    ) -> Officer | None:
        """Find the active officer who linked this chat."""
        ...

    async def on_duty(self) -> Sequence[Officer]:
        """List active officers on duty that have a linked chat."""
        ...

    async def shifts_at(self, at: datetime) -> Sequence[Shift]:
        """List the shifts that a moment falls into."""
        ...

    async def leaves_at(self, at: datetime) -> Sequence[Leave]:
        """List who is on leave at a moment."""
        ...

    async def get_shift(self, shift_id: int) -> Shift:
        """Load one; raises NotFound."""
        ...

    async def get_leave(self, leave_id: int) -> Leave:
        """Load one; raises NotFound."""
        ...

    async def is_anybody_on_duty(self) -> bool:
        """Say whether any person is on duty, with or without a linked chat."""
        ...


class UnitOfWork(Protocol):
    """One transaction. `add` keeps new rows.

    Rows loaded through the stores are saved when changed.
    """

    @property
    def complaints(self) -> ComplaintStore:
        """Complaints, clocks, revisits."""
        ...

    @property
    def messages(self) -> MessageStore:
        """Messages and attachments."""
        ...

    @property
    def people(self) -> PeopleStore:
        """Customers, officers, conversations."""
        ...

    @property
    def accounts(self) -> AccountStore:
        """What officers sign in with."""
        ...

    @property
    def answers(self) -> AnswerStore:
        """What programs were answered to their idempotency keys."""
        ...

    @property
    def matters(self) -> MatterStore:
        """What complaints are about."""
        ...

    @property
    def decisions(self) -> DecisionStore:
        """Remedies, approvals, validity, 回避, checks."""
        ...

    @property
    def internals(self) -> InternalStore:
        """Internal complaints, which are no complaints of customers."""
        ...

    @property
    def coordination(self) -> CoordinationStore:
        """What departments were asked."""
        ...

    @property
    def pendings(self) -> PendingStore:
        """The pending ledger and calls that nobody answered."""
        ...

    @property
    def findings(self) -> FindingStore:
        """Responsibility findings, which are confidential."""
        ...

    @property
    def majors(self) -> MajorStore:
        """Task forces, measures, crises and reports of major complaints."""
        ...

    @property
    def editions(self) -> EditionStore:
        """What has been published as policy or lexicon."""
        ...

    def new_id(self) -> int:
        """Make an id: 63 bits, rising with time, unique across processes."""
        ...

    def add(self, *rows: object) -> None:
        """Keep new rows; they are written together when the unit ends."""
        ...

    def send(self, item: OutboxItem) -> None:
        """Queue something for delivery after the commit; the dispatcher is woken by itself."""
        ...

    def publish(
        self,
        topic: str,
        *,
        complaint_id: ComplaintId | None = None,
        conversation_id: ConversationId | None = None,
        subject_id: int | None = None,
    ) -> None:
        """Put a line on the change feed, numbered in the order of commits."""
        ...

    def schedule(self, kind: DueKind, subject_id: int, due_at: datetime, guard: str = "") -> None:
        """Have something happen at an instant, once.

        `guard` lets the handler see that it is outdated.
        """
        ...


class Transactions(Protocol):
    """Opens units of work."""

    def __call__(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """Begin a unit that is committed at the end of the block, or rolled back by an error."""
        ...
