"""What officers do with a complaint, each act one form: POST, then back to the complaint.

A refused act shows the complaint again with the reason, and keeps what was typed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from complaints import (
    assigning,
    closing,
    escalation,
    handling,
    intake,
    matters,
    merging,
    one_event,
    results,
    standings,
    waiting,
)
from complaints.decision_model import Approval
from complaints.errors import ComplaintError, Invalid, NotFound
from complaints.extras import Extra
from complaints.model import Category, Complaint, MessageId, OfficerId, Severity, Standing
from complaints.ports import UnitOfWork
from console.auth import StaffHandler, Visit
from console.forms import Form
from console.lists import links_of
from console.pages_inbox import InboxPages
from console.services import Services
from console.shell import Shell

#: What can be completed in the record (R2), in the order of the form.
RECORD_FIELDS = (
    *("name", "contact", "address", "occurred", "place", "person"),
    *("object_ref", "demand", "subcategory"),
)

Act = Callable[[UnitOfWork, Complaint, Visit], Awaitable[object]]


class CaseActs:
    """The acts. Each method is what one form asks for; `handler` makes a page handler of it."""

    def __init__(self, services: Services, shell: Shell, inbox: InboxPages) -> None:
        self._services = services
        self._house = services.house
        self._shell = shell
        self._inbox = inbox

    def handler(self, act: Act, done: str, *, is_reading: bool = False) -> StaffHandler:
        """Do an act in one transaction and go back to the complaint, which says `done`.

        An act that came to something else than usual returns what is said instead.

        Args:
            is_reading: open to everybody who may read the complaint; the act itself is strict.
        """

        async def handle(visit: Visit) -> web.Response:
            number = visit.request.match_info["number"]
            try:
                complaint_id = await self._services.register.id_of(
                    visit.officer, number, is_reading=is_reading
                )
                async with self._services.transactions() as work:
                    complaint = await work.complaints.get(complaint_id)
                    instead = await act(work, complaint, visit)
            except NotFound:
                raise
            except ComplaintError as error:
                return await self._inbox.refused(visit, error)
            links = links_of(visit.query)
            is_seen = await self._is_seen(visit, complaint.number)
            here = links.case(complaint.number) if is_seen else links.list()
            said = instead if isinstance(instead, str) else done
            return self._shell.go(here, said, number=complaint.number)

        return handle

    async def _is_seen(self, visit: Visit, number: str) -> bool:
        """Say whether the officer still sees what they have just acted on."""
        try:
            await self._services.register.id_of(visit.officer, number, is_reading=True)
        except NotFound:
            return False
        return True

    async def take(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Take it (R18)."""
        await handling.take(self._house, work, complaint.id, actor=visit.actor)

    async def reply(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Answer the customer, unless something newer than the page has been said."""
        seen = visit.form.find_id("seen")
        await handling.reply(
            self._house,
            work,
            complaint,
            visit.form.text("reply"),
            actor=visit.actor,
            seen=MessageId(seen) if seen is not None else None,
            files=visit.form.files,
        )

    async def contact(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Record a call or a visit."""
        via, text = visit.form.text("via"), visit.form.text("contact")
        await handling.record_contact(
            self._house, work, complaint, via, text, actor=visit.actor, files=visit.form.files
        )

    async def note(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Write an internal note, or add files."""
        text, files = visit.form.text("note"), visit.form.files
        await handling.note(self._house, work, complaint, text, actor=visit.actor, files=files)

    async def classify(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Correct the category (R11)."""
        category = visit.form.choice("category", Category)
        await handling.classify(self._house, work, complaint, category, actor=visit.actor)

    async def set_severity(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Decide the severity (R13)."""
        severity, reason = visit.form.choice("severity", Severity), visit.form.text("reason")
        await handling.set_severity(
            self._house, work, complaint, severity, reason, actor=visit.actor
        )

    async def set_standing(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Mark the customer as one to be received specially, or not (R15)."""
        standing = visit.form.find_choice("standing", Standing)
        await standings.set_standing(self._house, work, complaint, standing, actor=visit.actor)

    async def escalate(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Call the next level in (R21)."""
        reason = visit.form.text("reason")
        await escalation.escalate(self._house, work, complaint, reason, actor=visit.actor)

    async def hand_over(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Hand it to an officer, if the owner is still who stands on the page."""
        form = visit.form
        await assigning.hand_over(
            self._house,
            work,
            complaint.id,
            OfficerId(form.find_id("to") or 0),
            form.text("reason"),
            actor=visit.actor,
            was=_owner(form),
        )

    async def put_back(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Put it back for anybody to take."""
        reason, was = visit.form.text("reason"), _owner(visit.form)
        await assigning.put_back(
            self._house, work, complaint.id, reason, actor=visit.actor, was=was
        )

    async def wait(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Wait for the customer."""
        reason = visit.form.text("reason")
        await waiting.wait_for_customer(self._house, work, complaint, reason, actor=visit.actor)

    async def resume(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Go on after waiting."""
        await waiting.resume(self._house, work, complaint, actor=visit.actor)

    async def resolve(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> str | None:
        """Tell the result, or ask for the approval that it needs first (R26)."""
        told = await results.submit(
            self._house,
            work,
            complaint,
            visit.form.text("result"),
            actor=visit.actor,
            via=visit.form.text("via") or "chat",
        )
        return "passing_asked" if isinstance(told, Approval) else None

    async def undo_resolve(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Take the result back while it is held."""
        message_id = visit.form.find_id("message") or 0
        message = await work.messages.get(MessageId(message_id))
        if message.complaint_id != complaint.id:
            raise NotFound("not_found", kind="Message")
        await handling.undo_resolve(self._house, work, complaint, message.id, actor=visit.actor)

    async def close(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Close without the customer's yes."""
        reason = visit.form.text("reason")
        await handling.close(self._house, work, complaint, reason, actor=visit.actor)

    async def reopen(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Open again, one level up (R26)."""
        reason = visit.form.text("reason")
        await closing.reopen(self._house, work, complaint, reason, actor=visit.actor)

    async def merge(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Deal with it under another complaint from now on (并案, R10)."""
        into = await self._other(work, visit)
        await merging.merge(self._house, work, complaint, into, actor=visit.actor)

    async def make_one(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Bring the ticked complaints on one event under this one (R13)."""
        others = [await self._named(work, visit, n) for n in visit.form.all("other")]
        await one_event.make_one(self._house, work, complaint, others, actor=visit.actor)

    async def reply_all(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> str | None:
        """Answer everybody on one event; says when somebody has to be called."""
        seen = visit.form.find_id("seen")
        told = await one_event.reply_all(
            self._house,
            work,
            complaint,
            visit.form.text("reply"),
            actor=visit.actor,
            seen=MessageId(seen) if seen is not None else None,
        )
        return "replied_some" if told.to_call else None

    async def split(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Make it a case of its own again."""
        await merging.split(self._house, work, complaint, actor=visit.actor)

    async def link(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Say that it is on the same matter as another complaint."""
        other = await self._other(work, visit)
        await matters.link(self._house, work, complaint, other, actor=visit.actor)

    async def unlink(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Say that it is on a matter of its own."""
        await matters.unlink(self._house, work, complaint, actor=visit.actor)

    async def _other(self, work: UnitOfWork, visit: Visit) -> Complaint:
        """Load the complaint that the form names; what the officer may not see is not found."""
        return await self._named(work, visit, visit.form.text("other"))

    async def _named(self, work: UnitOfWork, visit: Visit, text: str) -> Complaint:
        number = text.upper()
        try:
            complaint_id = await self._services.register.id_of(visit.officer, number)
        except NotFound as error:
            raise Invalid("complaint_not_found", field="other", number=number) from error
        return await work.complaints.get(complaint_id)

    async def complete(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Complete the record (R2): whatever differs from what is known."""
        known = await _known(work, complaint)
        for name, value in visit.form.texts().items():
            if name in known and value != known[name]:
                await intake.complete(self._house, work, complaint, name, value, actor=visit.actor)


def _owner(form: Form) -> OfficerId | None:
    """Read whose it was on the page that the form stood on."""
    found = form.find_id("owner")
    return OfficerId(found) if found else None


async def _known(work: UnitOfWork, complaint: Complaint) -> dict[str, str]:
    customer = None
    if complaint.customer_id is not None:
        customer = await work.people.get_customer(complaint.customer_id)
    told = {
        name: str(getattr(complaint if hasattr(complaint, name) else customer, name, ""))
        for name in RECORD_FIELDS
    }
    return told | {name.value: complaint.extra.get(name, "") for name in Extra}
