"""Who complains, who works here, and what officers sign in with."""

from __future__ import annotations

import sqlalchemy as sa

from complaints import model
from storage.columns import CleanText, word
from storage.tables.base import at, flag, identity, integer, json, metadata, ref, text

customers = sa.Table(
    "customers",
    metadata,
    identity(),
    text("name"),
    text("contact"),
    text("address"),
    sa.Column("standing", word(model.Standing)),
    at("created_at", required=True),
    sa.Index("ix_customers_contact", "contact"),
)

conversations = sa.Table(
    "conversations",
    metadata,
    identity(),
    sa.Column("channel", word(model.Channel), nullable=False),
    text("address"),
    ref("customer_id", "customers"),
    # No foreign key: complaints refer to conversations, and a circle cannot be created in order.
    sa.Column("complaint_id", sa.BigInteger),
    text("place"),
    sa.Column("language", word(model.Language)),
    flag("is_language_chosen"),
    json("state"),
    at("greeted_at"),
    at("last_in_at"),
    at("blocked_at"),
    # When reading this conversation failed: not to be tried again before.
    at("retry_at"),
    sa.UniqueConstraint("channel", "address"),
    sa.Index("ix_conversations_customer_id", "customer_id"),
)

officers = sa.Table(
    "officers",
    metadata,
    identity(),
    sa.Column("name", CleanText, nullable=False, unique=True),
    sa.Column("role", word(model.Role), nullable=False),
    text("department"),
    text("place"),
    text("password_hash"),
    flag("is_active"),
    flag("on_duty"),
    flag("is_service"),
    ref("conversation_id", "conversations"),
    at("created_at", required=True),
    sa.Index("ix_officers_conversation_id", "conversation_id"),
)

shifts = sa.Table(
    "shifts",
    metadata,
    identity(),
    ref("officer_id", "officers", required=True),
    sa.Column("post", word(model.Post), nullable=False),
    at("starts_at", required=True),
    at("ends_at", required=True),
    text("place"),
    sa.Index("ix_shifts_ends_at", "ends_at"),
)

leaves = sa.Table(
    "leaves",
    metadata,
    identity(),
    ref("officer_id", "officers", required=True),
    sa.Column("role", word(model.Role), nullable=False),
    at("starts_at", required=True),
    at("ends_at", required=True),
    ref("deputy_id", "officers"),
    sa.Index("ix_leaves_ends_at", "ends_at"),
)

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("token_hash", sa.String(64), primary_key=True),
    ref("officer_id", "officers", required=True),
    at("created_at", required=True),
    at("expires_at", required=True),
)

#: One-time links: `purpose` is "welcome" (administrator), "link" (Telegram).
one_time_codes = sa.Table(
    "one_time_codes",
    metadata,
    sa.Column("token_hash", sa.String(64), primary_key=True),
    sa.Column("purpose", sa.String(16), nullable=False),
    ref("officer_id", "officers"),
    at("expires_at", required=True),
    at("used_at"),
)

api_tokens = sa.Table(
    "api_tokens",
    metadata,
    sa.Column("token_hash", sa.String(64), primary_key=True),
    ref("officer_id", "officers", required=True),
    at("created_at", required=True),
    at("revoked_at"),
)

sign_in_attempts = sa.Table(
    "sign_in_attempts",
    metadata,
    sa.Column("name_hash", sa.String(64), primary_key=True),
    integer("failures"),
    at("blocked_until"),
    at("at", required=True),
)

idempotency_keys = sa.Table(
    "idempotency_keys",
    metadata,
    ref("officer_id", "officers", required=True),
    sa.Column("key", sa.String(128), nullable=False),
    sa.Column("fingerprint", sa.String(64), nullable=False),
    integer("status"),
    json("body"),
    at("at", required=True),
    sa.PrimaryKeyConstraint("officer_id", "key"),
)
