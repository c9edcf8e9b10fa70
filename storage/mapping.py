"""Maps the plain objects of `complaints.model` onto tables.

Done once, explicitly, by `map_model`; the objects stay usable without a database.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, fields
from functools import cache
from typing import Any

from sqlalchemy.orm import configure_mappers, registry
from sqlalchemy.orm.attributes import manager_of_class
from sqlalchemy.orm.instrumentation import ClassManager

from complaints import clock_model, model, talk_model
from complaints import coordination_model as coordination
from complaints import decision_model as decisions
from complaints import internal_model as internals
from complaints import major_model as major
from complaints import pending_model as pending
from complaints.finding_model import Finding
from complaints.private_record import PrivateEntry
from storage import deadlines, search_index, tables

_TABLE_OF = {
    model.Customer: tables.customers,
    model.Officer: tables.officers,
    model.Shift: tables.shifts,
    model.Leave: tables.leaves,
    talk_model.Message: tables.messages,
    talk_model.MessageVersion: tables.message_versions,
    talk_model.Note: tables.notes,
    talk_model.Attachment: tables.attachments,
    model.TimelineEntry: tables.timeline,
    model.AuditEntry: tables.audit,
    clock_model.Clock: tables.clocks,
    clock_model.Extension: tables.extensions,
    clock_model.Due: tables.due,
    model.Revisit: tables.revisits,
    model.CustomerInfo: tables.customer_info,
    decisions.Demand: tables.demands,
    decisions.Investigation: tables.investigations,
    decisions.Invalidity: tables.invalidities,
    decisions.Recusal: tables.recusals,
    decisions.Check: tables.checks,
    internals.InternalDecision: tables.internal_decisions,
    internals.KeptOut: tables.internal_kept_out,
    PrivateEntry: tables.private_entries,
    coordination.RequestStep: tables.request_steps,
    pending.Pending: tables.pendings,
    pending.CallAttempt: tables.call_attempts,
    major.Member: tables.members,
}

#: Of two who change one of these at the same time the second is told so.
_VERSIONED = {
    internals.InternalComplaint: tables.internal_complaints,
    coordination.CoordinationRequest: tables.coordination_requests,
    Finding: tables.findings,
    decisions.Remedy: tables.remedies,
    decisions.Approval: tables.approvals,
    major.Major: tables.majors,
    major.Measure: tables.measures,
    major.Summary: tables.summaries,
    major.Crisis: tables.crises,
    major.EmergencyCall: tables.emergency_calls,
}


@cache
def map_model() -> None:
    """Map every class to its table; later calls do nothing."""
    map_imperatively = registry(metadata=tables.metadata).map_imperatively

    def mapper(cls: type, table: Any, **options: Any) -> None:
        map_imperatively(cls, table, **options)
        # Past SQLAlchemy's own constructor, which would begin to keep account of every new row.
        cls.__init__ = _make_init(cls)  # type: ignore[misc]
        setattr(cls, ClassManager.STATE_ATTR, _StateOnDemand())

    for cls, table in _TABLE_OF.items():
        mapper(cls, table)
    mapper(
        model.Complaint,
        tables.complaints,
        version_id_col=tables.complaints.c.version,
        exclude_properties=["next_due_at", "soon_at"],
    )
    mapper(
        talk_model.Conversation,
        tables.conversations,
        exclude_properties=["retry_at"],
    )
    for cls, table in _VERSIONED.items():
        mapper(cls, table, version_id_col=table.c.version)
    mapper(talk_model.OutboxItem, tables.outbox, exclude_properties=["leased_until"])
    configure_mappers()
    deadlines.watch()
    search_index.watch()


class _StateOnDemand:
    """Begins SQLAlchemy's account of an object when it is first asked for.

    Most new rows are written in bulk and not touched again, so nobody ever does.
    """

    def __get__(self, row: object | None, cls: type[Any]) -> Any:
        if row is None:
            return self
        manager_of_class(cls).setup_instance(row)
        return vars(row)[ClassManager.STATE_ATTR]


def _make_init(cls: type) -> Callable[..., None]:
    """Make a constructor whose values SQLAlchemy does not watch: a new row has no earlier ones.

    It would look at each by itself, which takes longer than all the rest of making an object.
    """
    defaults = {f.name: f.default for f in fields(cls) if f.default is not MISSING}
    made = {f.name: f.default_factory for f in fields(cls) if f.default_factory is not MISSING}

    def __init__(self: object, **given: Any) -> None:
        values = defaults | given
        for name, make in made.items():
            if name not in given:
                values[name] = make()
        self.__dict__ = values

    return __init__
