"""What the rules ask of the outside world. `storage`, `nlp` and `desk` provide it.

Absent is None from a `find_…` and an error from a `get_…`. A `UnitOfWork` is one transaction:
what is added or changed inside it is saved together, or not at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
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
    Complaint,
    ComplaintId,
    ConversationId,
    CustomerId,
    Language,
    OfficerId,
    Revisit,
    Status,
    TimelineEntry,
)
from complaints.pending_ports import PendingStore
from complaints.talk_model import OutboxItem
from complaints.talk_ports import MessageStore, PeopleStore


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
