"""The whole schema on one screen or three. Rows become objects in `mapping`.

Foreign keys are checked at the commit, so that rows of one transaction may be written in any
order.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from complaints import decision_model as decisions
from complaints import model
from complaints.edition_ports import EditionKind
from storage.columns import CleanJson, CleanText, Instant, word

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False)


def _ref(name: str, target: str, *, required: bool = False) -> sa.Column[int]:
    key = sa.ForeignKey(f"{target}.id", deferrable=True, initially="DEFERRED")
    return sa.Column(name, sa.BigInteger, key, nullable=not required)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, CleanText, nullable=False, default="")


def _at(name: str, *, required: bool = False) -> sa.Column[Any]:
    return sa.Column(name, Instant, nullable=not required)


def _json(name: str) -> sa.Column[Any]:
    return sa.Column(name, CleanJson, nullable=False)


def _bool(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean, nullable=False)


def _int(name: str, **options: Any) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False, **options)


def _open_index(*columns: str) -> sa.Index:
    """Index only the complaints that lists by deadline show: a small part of all."""
    is_open = sa.text("next_due_at IS NOT NULL")
    name = f"ix_complaints_open_{columns[0]}"
    return sa.Index(name, *columns, sqlite_where=is_open, postgresql_where=is_open)


def _partial_index(*columns: str) -> sa.Index:
    """Index the few complaints that have a value in the first column."""
    has_value = sa.text(f"{columns[0]} IS NOT NULL")
    name = f"ix_complaints_{columns[0]}"
    return sa.Index(name, *columns, sqlite_where=has_value, postgresql_where=has_value)


customers = sa.Table(
    "customers",
    metadata,
    _id(),
    _text("name"),
    _text("contact"),
    _text("address"),
    _at("created_at", required=True),
    sa.Index("ix_customers_contact", "contact"),
)

officers = sa.Table(
    "officers",
    metadata,
    _id(),
    sa.Column("name", CleanText, nullable=False, unique=True),
    sa.Column("role", word(model.Role), nullable=False),
    _text("department"),
    _text("place"),
    _text("password_hash"),
    _bool("is_active"),
    _bool("on_duty"),
    _bool("is_service"),
    _ref("conversation_id", "conversations"),
    _at("created_at", required=True),
    sa.Index("ix_officers_conversation_id", "conversation_id"),
)

shifts = sa.Table(
    "shifts",
    metadata,
    _id(),
    _ref("officer_id", "officers", required=True),
    sa.Column("post", word(model.Post), nullable=False),
    _at("starts_at", required=True),
    _at("ends_at", required=True),
    _text("place"),
    sa.Index("ix_shifts_ends_at", "ends_at"),
)

leaves = sa.Table(
    "leaves",
    metadata,
    _id(),
    _ref("officer_id", "officers", required=True),
    sa.Column("role", word(model.Role), nullable=False),
    _at("starts_at", required=True),
    _at("ends_at", required=True),
    _ref("deputy_id", "officers"),
    sa.Index("ix_leaves_ends_at", "ends_at"),
)

conversations = sa.Table(
    "conversations",
    metadata,
    _id(),
    sa.Column("channel", word(model.Channel), nullable=False),
    _text("address"),
    _ref("customer_id", "customers"),
    # No foreign key: complaints refer to conversations, and a circle cannot be created in order.
    sa.Column("complaint_id", sa.BigInteger),
    _text("place"),
    sa.Column("language", word(model.Language)),
    _bool("is_language_chosen"),
    _json("state"),
    _at("greeted_at"),
    _at("last_in_at"),
    _at("blocked_at"),
    # When reading this conversation failed: not to be tried again before.
    _at("retry_at"),
    sa.UniqueConstraint("channel", "address"),
    sa.Index("ix_conversations_customer_id", "customer_id"),
)

complaints = sa.Table(
    "complaints",
    metadata,
    _id(),
    sa.Column("number", sa.String(32), nullable=False, unique=True),
    sa.Column("channel", word(model.Channel), nullable=False),
    _text("text"),
    _at("received_at", required=True),
    _at("promised_at", required=True),
    sa.Column("status_token", sa.String(64), nullable=False, unique=True),
    sa.Column("status", word(model.Status), nullable=False),
    _int("episode"),
    _int("level"),
    sa.Column("category", word(model.Category), nullable=False),
    sa.Column("category_by", word(model.ActorKind), nullable=False),
    sa.Column("confidence", sa.Float, nullable=False),
    _json("matched"),
    _text("subcategory"),
    sa.Column("severity", word(model.Severity), nullable=False),
    sa.Column("severity_by", word(model.ActorKind), nullable=False),
    _json("reasons"),
    _ref("customer_id", "customers"),
    _ref("conversation_id", "conversations"),
    sa.Column("language", word(model.Language), nullable=False),
    _text("place"),
    _text("department"),
    _text("person"),
    _text("object_ref"),
    _text("demand"),
    _text("occurred"),
    _at("occurred_at"),
    sa.Column("is_late", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("from_words", CleanJson, nullable=False, server_default="[]"),
    sa.Column("extra", CleanJson, nullable=False, server_default="{}"),
    _bool("is_confirmed"),
    _ref("receiver_id", "officers"),
    _ref("owner_id", "officers"),
    _at("taken_at"),
    _at("answered_at"),
    _text("result"),
    _at("closed_at"),
    sa.Column("close_reason", word(model.CloseReason)),
    _at("archived_at"),
    _ref("previous_id", "complaints"),
    # No foreign keys: SQLite would have to copy the whole table to add them.
    sa.Column("matter_id", sa.BigInteger),
    sa.Column("merged_into_id", sa.BigInteger),
    _text("policy_version"),
    _int("version"),
    # Only for sorting lists, see `storage.deadlines`; NULL when nothing is owed any more.
    _at("next_due_at"),
    _at("soon_at"),
    sa.Index("ix_complaints_customer_id", "customer_id", "id"),
    sa.Index("ix_complaints_conversation_id", "conversation_id", "id"),
    sa.Index("ix_complaints_status", "status", "id"),
    sa.Index("ix_complaints_owner_id", "owner_id", "id"),
    sa.Index("ix_complaints_received_at", "received_at", "id"),
    sa.Index("ix_complaints_closed_at", "closed_at"),
    _partial_index("matter_id", "id"),
    _partial_index("merged_into_id", "id"),
    # What the quality office has still to check (R44).
    sa.Index(
        "ix_complaints_unchecked",
        "closed_at",
        "id",
        sqlite_where=sa.text("archived_at IS NULL AND status = 'closed'"),
        postgresql_where=sa.text("archived_at IS NULL AND status = 'closed'"),
    ),
    _open_index("next_due_at", "id", "soon_at"),
    _open_index("status", "next_due_at", "id"),
    _open_index("owner_id", "next_due_at", "id"),
    _open_index("category", "next_due_at", "id"),
    _open_index("department", "next_due_at", "id"),
)

#: What searches find complaints by, cut to pieces; see `storage.search`.
complaint_words = sa.Table(
    "complaint_words",
    metadata,
    sa.Column(
        "id",
        sa.BigInteger,
        sa.ForeignKey("complaints.id", deferrable=True, initially="DEFERRED"),
        primary_key=True,
        autoincrement=False,
    ),
    _text("words"),
)

#: What complaints are about, word by word at one place; see `complaints.matters`. Newest last.
matter_words = sa.Table(
    "matter_words",
    metadata,
    sa.Column("key", sa.BigInteger, nullable=False),
    _ref("complaint_id", "complaints", required=True),
    sa.Column("matter_id", sa.BigInteger, nullable=False),
    sa.Column("customer_id", sa.BigInteger),
    _at("at", required=True),
    sa.Column("weight", sa.Float, nullable=False),
    sa.Column("total", sa.Float, nullable=False),
    sa.PrimaryKeyConstraint("key", "complaint_id"),
    sqlite_with_rowid=False,
)

messages = sa.Table(
    "messages",
    metadata,
    _id(),
    sa.Column("direction", word(model.Direction), nullable=False),
    sa.Column("author", word(model.ActorKind), nullable=False),
    _text("text"),
    _at("at", required=True),
    _ref("conversation_id", "conversations"),
    _ref("complaint_id", "complaints"),
    _ref("officer_id", "officers"),
    sa.Column("purpose", word(model.Purpose), nullable=False),
    sa.Column("via", sa.String(16), nullable=False),
    _json("buttons"),
    _json("card"),
    sa.Column("delivery", word(model.Delivery), nullable=False),
    _text("delivery_reason"),
    sa.Column("external_id", sa.String(64), nullable=False),
    sa.Column("client_id", sa.String(64), nullable=False),
    _int("version"),
    _at("edited_at"),
    sa.Index("ix_messages_conversation_id", "conversation_id", "id"),
    sa.Index("ix_messages_complaint_id", "complaint_id", "id"),
    sa.Index("ix_messages_external_id", "conversation_id", "external_id"),
)

message_versions = sa.Table(
    "message_versions",
    metadata,
    _id(),
    _ref("message_id", "messages", required=True),
    _int("version"),
    _text("text"),
    _at("at", required=True),
    sa.UniqueConstraint("message_id", "version"),
)

notes = sa.Table(
    "notes",
    metadata,
    _id(),
    _ref("complaint_id", "complaints", required=True),
    _ref("officer_id", "officers", required=True),
    _text("text"),
    _at("at", required=True),
    sa.Index("ix_notes_complaint_id", "complaint_id", "id"),
)

attachments = sa.Table(
    "attachments",
    metadata,
    _id(),
    sa.Column("kind", sa.String(16), nullable=False),
    _at("at", required=True),
    _ref("message_id", "messages"),
    _ref("note_id", "notes"),
    _ref("complaint_id", "complaints"),
    _ref("conversation_id", "conversations"),
    _text("name"),
    _text("mime"),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("state", word(model.AttachmentState), nullable=False),
    _json("remote"),
    sa.Index("ix_attachments_message_id", "message_id"),
    sa.Index("ix_attachments_complaint_id", "complaint_id"),
)

timeline = sa.Table(
    "timeline",
    metadata,
    _id(),
    _ref("complaint_id", "complaints", required=True),
    _at("at", required=True),
    sa.Column("kind", sa.String(32), nullable=False),
    sa.Column("actor", word(model.ActorKind), nullable=False),
    _ref("officer_id", "officers"),
    _json("data"),
    sa.Index("ix_timeline_complaint_id", "complaint_id", "id"),
)

audit = sa.Table(
    "audit",
    metadata,
    _id(),
    _at("at", required=True),
    sa.Column("actor", word(model.ActorKind), nullable=False),
    sa.Column("action", sa.String(64), nullable=False),
    sa.Column("officer_id", sa.BigInteger),
    sa.Column("complaint_id", sa.BigInteger),
    sa.Column("subject", sa.String(64), nullable=False),
    sa.Index("ix_audit_complaint_id", "complaint_id", "id"),
    sa.Index("ix_audit_reads", "officer_id", "complaint_id", "action", "at"),
)

#: The hash chain over `audit`, in the order of sealing; see `storage.audit`.
audit_seals = sa.Table(
    "audit_seals",
    metadata,
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
    sa.Column("audit_id", sa.BigInteger, nullable=False, unique=True),
    sa.Column("hash", sa.String(64), nullable=False),
)

clocks = sa.Table(
    "clocks",
    metadata,
    _id(),
    _ref("complaint_id", "complaints", required=True),
    _int("episode"),
    sa.Column("kind", word(model.ClockKind), nullable=False),
    _at("started_at", required=True),
    _at("due_at", required=True),
    _at("stopped_at"),
    sa.Column("is_kept", sa.Boolean),
    sa.Column("span", sa.String(16), nullable=False),
    _int("budget"),
    sa.Column("subject_id", sa.BigInteger),
    _int("reached"),
    _int("revision"),
    _at("paused_at"),
    _at("paused_until"),
    _text("pause_reason"),
    _bool("is_for_customer"),
    sa.Index("ix_clocks_complaint_id", "complaint_id"),
    sa.Index(
        "ix_clocks_running",
        "due_at",
        sqlite_where=sa.text("stopped_at IS NULL"),
        postgresql_where=sa.text("stopped_at IS NULL"),
    ),
)

extensions = sa.Table(
    "extensions",
    metadata,
    _id(),
    _ref("clock_id", "clocks", required=True),
    _ref("complaint_id", "complaints", required=True),
    sa.Column("span", sa.String(16), nullable=False),
    _text("reason"),
    _ref("asked_by", "officers", required=True),
    _at("asked_at", required=True),
    _ref("decided_by", "officers"),
    _at("decided_at"),
    sa.Column("is_approved", sa.Boolean),
    sa.Index("ix_extensions_complaint_id", "complaint_id", "id"),
)

due = sa.Table(
    "due",
    metadata,
    _id(),
    sa.Column("kind", word(model.DueKind), nullable=False),
    sa.Column("subject_id", sa.BigInteger, nullable=False),
    _at("due_at", required=True),
    sa.Column("guard", sa.String(64), nullable=False),
    _at("done_at"),
    _int("attempts"),
    _text("error"),
    sa.Index(
        "ix_due_open",
        "due_at",
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    ),
)

revisits = sa.Table(
    "revisits",
    metadata,
    _id(),
    _ref("complaint_id", "complaints", required=True),
    _int("episode"),
    _at("due_at", required=True),
    sa.Column("state", word(model.RevisitState), nullable=False),
    _ref("sent_by", "officers"),
    _at("sent_at"),
    sa.Column("solved", word(model.Solved)),
    sa.Column("score", sa.Integer),
    _text("words"),
    _at("answered_at"),
    _ref("recorded_by", "officers"),
    sa.UniqueConstraint("complaint_id", "episode"),
    sa.Index("ix_revisits_state", "state", "due_at", "id"),
)
sa.Index("ix_revisits_asked", sa.func.coalesce(revisits.c.sent_at, revisits.c.answered_at))

customer_info = sa.Table(
    "customer_info",
    metadata,
    _id(),
    sa.Column("kind", sa.String(16), nullable=False),
    _text("text"),
    _at("at", required=True),
    _ref("conversation_id", "conversations"),
    _ref("message_id", "messages"),
    _text("department"),
    _ref("signed_by", "officers"),
    _at("signed_at"),
    _ref("complaint_id", "complaints"),
    sa.Index(
        "ix_customer_info_unsigned",
        "id",
        sqlite_where=sa.text("signed_at IS NULL"),
        postgresql_where=sa.text("signed_at IS NULL"),
    ),
)

#: What customers ask for, in form and amount; amounts are in the currency's smallest unit.
demands = sa.Table(
    "demands",
    metadata,
    _id(),
    _ref("complaint_id", "complaints", required=True),
    _at("at", required=True),
    _text("text"),
    sa.Column("kind", word(decisions.RemedyKind)),
    sa.Column("amount", sa.BigInteger, nullable=False),
    sa.Column("currency", sa.String(3), nullable=False),
    _ref("officer_id", "officers"),
    sa.Index("ix_demands_complaint_id", "complaint_id", "id"),
)

remedies = sa.Table(
    "remedies",
    metadata,
    _id(),
    _ref("complaint_id", "complaints", required=True),
    _int("episode"),
    sa.Column("state", word(decisions.RemedyState), nullable=False),
    _json("alternatives"),
    sa.Column("most", sa.BigInteger, nullable=False),
    sa.Column("covered", sa.BigInteger, nullable=False),
    sa.Column("currency", sa.String(3), nullable=False),
    _ref("proposed_by", "officers", required=True),
    _at("proposed_at", required=True),
    _text("words"),
    _bool("is_goodwill"),
    _text("mediator"),
    _at("told_at"),
    _at("agreed_at"),
    sa.Column("agreed_via", sa.String(16), nullable=False),
    _text("agreed_words"),
    sa.Column("kind", word(decisions.RemedyKind)),
    sa.Column("amount", sa.BigInteger, nullable=False),
    _text("text"),
    _ref("done_by", "officers"),
    _at("done_at"),
    _text("done_words"),
    _int("version"),
    sa.Index("ix_remedies_complaint_id", "complaint_id", "id"),
)

#: What waits for somebody with the authority, and what they said.
approvals = sa.Table(
    "approvals",
    metadata,
    _id(),
    _ref("complaint_id", "complaints", required=True),
    sa.Column("kind", word(decisions.ApprovalKind), nullable=False),
    sa.Column("subject_id", sa.BigInteger, nullable=False),
    _ref("asked_by", "officers", required=True),
    _at("asked_at", required=True),
    sa.Column("amount", sa.BigInteger, nullable=False),
    sa.Column("currency", sa.String(3), nullable=False),
    _json("detail"),
    sa.Column("state", word(decisions.ApprovalState), nullable=False),
    _ref("decided_by", "officers"),
    _at("decided_at"),
    _text("reason"),
    _int("version"),
    sa.CheckConstraint("decided_by <> asked_by", name="ck_approvals_two_people"),
    sa.Index("ix_approvals_complaint_id", "complaint_id", "id"),
    sa.Index(
        "ix_approvals_open",
        "id",
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    ),
)

investigations = sa.Table(
    "investigations",
    metadata,
    _id(),
    _ref("complaint_id", "complaints", required=True),
    _int("episode"),
    _ref("officer_id", "officers", required=True),
    _at("at", required=True),
    _text("facts"),
    _text("gap"),
    sa.Column("is_liable", sa.Boolean),
    _json("told"),
    sa.Index("ix_investigations_complaint_id", "complaint_id", "id"),
)

invalidities = sa.Table(
    "invalidities",
    metadata,
    _id(),
    _ref("complaint_id", "complaints", required=True),
    _int("episode"),
    sa.Column("reason", word(decisions.InvalidReason), nullable=False),
    sa.Column("motive", word(decisions.Motive), nullable=False),
    _text("explanation"),
    sa.Column("rule", sa.String(32), nullable=False),
    _ref("proposed_by", "officers", required=True),
    _at("proposed_at", required=True),
    _ref("confirmed_by", "officers"),
    _at("confirmed_at"),
    sa.CheckConstraint("confirmed_by <> proposed_by", name="ck_invalidities_two_people"),
    sa.Index("ix_invalidities_complaint_id", "complaint_id", "id"),
)

#: Who keeps out of which complaint (回避); see `storage.visibility`.
recusals = sa.Table(
    "recusals",
    metadata,
    _id(),
    _ref("complaint_id", "complaints", required=True),
    _ref("officer_id", "officers", required=True),
    sa.Column("bar", word(decisions.Bar), nullable=False),
    _at("at", required=True),
    _text("reason"),
    _ref("set_by", "officers"),
    _ref("lifted_by", "officers"),
    _at("lifted_at"),
    sa.Index("ix_recusals_officer_id", "officer_id", "complaint_id"),
    sa.Index("ix_recusals_complaint_id", "complaint_id", "id"),
)

checks = sa.Table(
    "checks",
    metadata,
    _id(),
    _ref("complaint_id", "complaints", required=True),
    _int("episode"),
    _ref("officer_id", "officers", required=True),
    _at("at", required=True),
    _bool("is_timely"),
    _bool("is_apt"),
    _text("words"),
    sa.Index("ix_checks_complaint_id", "complaint_id", "id"),
)

inbox = sa.Table(
    "inbox",
    metadata,
    _id(),
    sa.Column("channel", word(model.Channel), nullable=False),
    sa.Column("external_id", sa.String(160), nullable=False),
    _ref("conversation_id", "conversations", required=True),
    sa.Column("raw", sa.LargeBinary, nullable=False),
    _at("received_at", required=True),
    sa.Column("state", sa.String(8), nullable=False),
    sa.Column("outcome", sa.String(160), nullable=False),
    _int("attempts"),
    _at("done_at"),
    sa.UniqueConstraint("channel", "external_id"),
    sa.Index(
        "ix_inbox_new",
        "id",
        sqlite_where=sa.text("state = 'new'"),
        postgresql_where=sa.text("state = 'new'"),
    ),
    sa.Index(
        "ix_inbox_new_conversation",
        "conversation_id",
        "id",
        sqlite_where=sa.text("state = 'new'"),
        postgresql_where=sa.text("state = 'new'"),
    ),
)

outbox = sa.Table(
    "outbox",
    metadata,
    _id(),
    sa.Column("key", sa.String(96), nullable=False, unique=True),
    _ref("conversation_id", "conversations", required=True),
    sa.Column("channel", word(model.Channel), nullable=False),
    _json("payload"),
    _at("created_at", required=True),
    _at("due_at", required=True),
    _ref("message_id", "messages"),
    _ref("complaint_id", "complaints"),
    sa.Column("state", word(model.OutboxState), nullable=False),
    _int("attempts"),
    _text("error"),
    sa.Column("external_id", sa.String(64), nullable=False),
    _at("sent_at"),
    _at("leased_until"),
    sa.Index("ix_outbox_message_id", "message_id"),
    sa.Index(
        "ix_outbox_queued",
        "due_at",
        sqlite_where=sa.text("state = 'queued'"),
        postgresql_where=sa.text("state = 'queued'"),
    ),
    sa.Index(
        "ix_outbox_queued_conversation",
        "conversation_id",
        "id",
        sqlite_where=sa.text("state = 'queued'"),
        postgresql_where=sa.text("state = 'queued'"),
    ),
)

#: Numbered in the order of commits (see `storage.feed`), unlike ids.
changes = sa.Table(
    "changes",
    metadata,
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
    sa.Column("topic", sa.String(32), nullable=False),
    sa.Column("complaint_id", sa.BigInteger),
    sa.Column("conversation_id", sa.BigInteger),
    sa.Column("subject_id", sa.BigInteger),
    _at("at", required=True),
    sa.Index("ix_changes_conversation_id", "conversation_id", "id"),
    sqlite_autoincrement=True,
)

counters = sa.Table(
    "counters",
    metadata,
    sa.Column("name", sa.String(32), primary_key=True),
    _int("n"),
)

cursors = sa.Table(
    "cursors",
    metadata,
    sa.Column("channel", sa.String(64), primary_key=True),
    sa.Column("value", sa.String(128), nullable=False),
)

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("token_hash", sa.String(64), primary_key=True),
    _ref("officer_id", "officers", required=True),
    _at("created_at", required=True),
    _at("expires_at", required=True),
)

#: One-time links: `purpose` is "welcome" (administrator), "link" (Telegram).
one_time_codes = sa.Table(
    "one_time_codes",
    metadata,
    sa.Column("token_hash", sa.String(64), primary_key=True),
    sa.Column("purpose", sa.String(16), nullable=False),
    _ref("officer_id", "officers"),
    _at("expires_at", required=True),
    _at("used_at"),
)

api_tokens = sa.Table(
    "api_tokens",
    metadata,
    sa.Column("token_hash", sa.String(64), primary_key=True),
    _ref("officer_id", "officers", required=True),
    _at("created_at", required=True),
    _at("revoked_at"),
)

sign_in_attempts = sa.Table(
    "sign_in_attempts",
    metadata,
    sa.Column("name_hash", sa.String(64), primary_key=True),
    _int("failures"),
    _at("blocked_until"),
    _at("at", required=True),
)

idempotency_keys = sa.Table(
    "idempotency_keys",
    metadata,
    _ref("officer_id", "officers", required=True),
    sa.Column("key", sa.String(128), nullable=False),
    sa.Column("fingerprint", sa.String(64), nullable=False),
    _int("status"),
    _json("body"),
    _at("at", required=True),
    sa.PrimaryKeyConstraint("officer_id", "key"),
)

#: The dated texts a house runs by; `storage.append_only` keeps them as they were published.
editions = sa.Table(
    "editions",
    metadata,
    _id(),
    sa.Column("kind", word(EditionKind), nullable=False),
    sa.Column("name", sa.String(64), nullable=False),
    _int("number"),
    _text("text"),
    sa.Column("version", sa.String(12), nullable=False),
    _at("valid_from", required=True),
    _at("at", required=True),
    _ref("officer_id", "officers"),
    _text("note"),
    sa.UniqueConstraint("kind", "name", "number"),
)

#: What is being prepared as the next edition of each series.
working_copies = sa.Table(
    "working_copies",
    metadata,
    sa.Column("kind", word(EditionKind), nullable=False),
    sa.Column("name", sa.String(64), nullable=False),
    _text("text"),
    _int("based_on"),
    _ref("officer_id", "officers", required=True),
    _at("at", required=True),
    sa.PrimaryKeyConstraint("kind", "name"),
)

leases = sa.Table(
    "leases",
    metadata,
    sa.Column("name", sa.String(32), primary_key=True),
    sa.Column("holder", sa.String(64), nullable=False),
    _at("expires_at", required=True),
)
