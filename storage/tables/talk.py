"""What is said, and how it comes in and goes out."""

from __future__ import annotations

import sqlalchemy as sa

from complaints import model, talk_model
from storage.columns import word
from storage.tables.base import at, identity, integer, json, metadata, ref, text

messages = sa.Table(
    "messages",
    metadata,
    identity(),
    sa.Column("direction", word(talk_model.Direction), nullable=False),
    sa.Column("author", word(model.ActorKind), nullable=False),
    text("text"),
    at("at", required=True),
    ref("conversation_id", "conversations"),
    ref("complaint_id", "complaints"),
    ref("officer_id", "officers"),
    sa.Column("purpose", word(talk_model.Purpose), nullable=False),
    sa.Column("via", sa.String(16), nullable=False),
    json("buttons"),
    json("card"),
    sa.Column("delivery", word(talk_model.Delivery), nullable=False),
    text("delivery_reason"),
    sa.Column("external_id", sa.String(64), nullable=False),
    sa.Column("client_id", sa.String(64), nullable=False),
    integer("version"),
    at("edited_at"),
    sa.Index("ix_messages_conversation_id", "conversation_id", "id"),
    sa.Index("ix_messages_complaint_id", "complaint_id", "id"),
    sa.Index("ix_messages_external_id", "conversation_id", "external_id"),
)

message_versions = sa.Table(
    "message_versions",
    metadata,
    identity(),
    ref("message_id", "messages", required=True),
    integer("version"),
    text("text"),
    at("at", required=True),
    sa.UniqueConstraint("message_id", "version"),
)

notes = sa.Table(
    "notes",
    metadata,
    identity(),
    ref("complaint_id", "complaints", required=True),
    ref("officer_id", "officers", required=True),
    text("text"),
    at("at", required=True),
    sa.Index("ix_notes_complaint_id", "complaint_id", "id"),
)

attachments = sa.Table(
    "attachments",
    metadata,
    identity(),
    sa.Column("kind", sa.String(16), nullable=False),
    at("at", required=True),
    ref("message_id", "messages"),
    ref("note_id", "notes"),
    ref("complaint_id", "complaints"),
    ref("conversation_id", "conversations"),
    text("name"),
    text("mime"),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("state", word(talk_model.AttachmentState), nullable=False),
    json("remote"),
    sa.Index("ix_attachments_message_id", "message_id"),
    sa.Index("ix_attachments_complaint_id", "complaint_id"),
)

inbox = sa.Table(
    "inbox",
    metadata,
    identity(),
    sa.Column("channel", word(model.Channel), nullable=False),
    sa.Column("external_id", sa.String(160), nullable=False),
    ref("conversation_id", "conversations", required=True),
    sa.Column("raw", sa.LargeBinary, nullable=False),
    at("received_at", required=True),
    sa.Column("state", sa.String(8), nullable=False),
    sa.Column("outcome", sa.String(160), nullable=False),
    integer("attempts"),
    at("done_at"),
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
    identity(),
    sa.Column("key", sa.String(96), nullable=False, unique=True),
    ref("conversation_id", "conversations", required=True),
    sa.Column("channel", word(model.Channel), nullable=False),
    json("payload"),
    at("created_at", required=True),
    at("due_at", required=True),
    ref("message_id", "messages"),
    ref("complaint_id", "complaints"),
    sa.Column("state", word(talk_model.OutboxState), nullable=False),
    integer("attempts"),
    text("error"),
    sa.Column("external_id", sa.String(64), nullable=False),
    at("sent_at"),
    at("leased_until"),
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
