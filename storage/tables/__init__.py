"""The whole schema, a file for each kind of thing. Rows become objects in `storage.mapping`."""

from storage.tables.base import metadata
from storage.tables.cases import (
    complaint_words,
    complaints,
    customer_info,
    matter_words,
    revisits,
    timeline,
)
from storage.tables.coordination import (
    coordination_requests,
    request_steps,
)
from storage.tables.decisions import (
    approvals,
    checks,
    demands,
    invalidities,
    investigations,
    recusals,
    remedies,
)
from storage.tables.findings import findings
from storage.tables.ledgers import (
    audit,
    audit_seals,
    changes,
    counters,
    cursors,
    editions,
    leases,
    working_copies,
)
from storage.tables.major import (
    crises,
    emergency_calls,
    majors,
    measures,
    members,
    summaries,
)
from storage.tables.pending import (
    call_attempts,
    pendings,
)
from storage.tables.people import (
    api_tokens,
    conversations,
    customers,
    idempotency_keys,
    leaves,
    officers,
    one_time_codes,
    sessions,
    shifts,
    sign_in_attempts,
)
from storage.tables.private import (
    internal_complaints,
    internal_decisions,
    internal_kept_out,
    private_entries,
)
from storage.tables.talk import (
    attachments,
    inbox,
    message_versions,
    messages,
    notes,
    outbox,
)
from storage.tables.time import (
    clocks,
    due,
    extensions,
)

__all__ = [
    "api_tokens",
    "approvals",
    "attachments",
    "audit",
    "audit_seals",
    "call_attempts",
    "changes",
    "checks",
    "clocks",
    "complaint_words",
    "complaints",
    "conversations",
    "coordination_requests",
    "counters",
    "crises",
    "cursors",
    "customer_info",
    "customers",
    "demands",
    "due",
    "editions",
    "emergency_calls",
    "extensions",
    "findings",
    "idempotency_keys",
    "inbox",
    "internal_complaints",
    "internal_decisions",
    "internal_kept_out",
    "invalidities",
    "investigations",
    "leases",
    "leaves",
    "majors",
    "matter_words",
    "measures",
    "members",
    "message_versions",
    "messages",
    "metadata",
    "notes",
    "officers",
    "one_time_codes",
    "outbox",
    "pendings",
    "private_entries",
    "recusals",
    "remedies",
    "request_steps",
    "revisits",
    "sessions",
    "shifts",
    "sign_in_attempts",
    "summaries",
    "timeline",
    "working_copies",
]
