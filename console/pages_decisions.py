"""What officers decide about a complaint, each act one form (R16, R17, R22, R23, R25)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from complaints import recusals, remedies, remedy_answers, validity
from complaints.case_reads import CasePage
from complaints.decision_model import (
    Alternative,
    InvalidReason,
    Motive,
    Remedy,
    RemedyKind,
    RemedyState,
)
from complaints.decision_reads import CaseDecisions
from complaints.errors import NotFound
from complaints.house import House
from complaints.model import Complaint, Officer, OfficerId, Status
from complaints.money import read_amount, write_amount
from complaints.permissions import may
from complaints.ports import UnitOfWork
from console.auth import Visit
from console.forms import Form

#: So many alternatives have a place in the form; the API takes more.
PLACES = (1, 2, 3)
_LIABLE = {"yes": True, "no": False}
_AT_WORK = frozenset({Status.OPEN, Status.WAITING})
OnRemedy = Callable[[UnitOfWork, Complaint, Remedy, Visit], Awaitable[None]]


def decision_data(
    house: House, page: CasePage, decided: CaseDecisions, officer: Officer
) -> dict[str, object]:
    """Gather what the section about decisions shows, and what may be done in it now."""
    at_work = page.complaint.status in _AT_WORK
    open_kinds = [row.kind for row in decided.approvals if row.state == "open"]
    return {
        "decided": decided,
        "money": write_amount,
        "currency": house.policy.authority.currency,
        "places": PLACES,
        "remedy_kinds": list(RemedyKind),
        "remedy_states": RemedyState,
        "invalid_reasons": list(InvalidReason),
        "motives": list(Motive),
        "listeners": validity.TOLD,
        "waiting_kinds": open_kinds,
        "decide_can": {
            "demand": may(officer.role, "file"),
            "offer": at_work and may(officer.role, "offer") and not officer.is_service,
            "investigate": at_work and may(officer.role, "investigate"),
            "judge": at_work and may(officer.role, "judge") and "invalid" not in open_kinds,
            "review": page.complaint.status is Status.INVALID and may(officer.role, "review"),
            "recuse": may(officer.role, "recuse"),
            "carry_out": may(officer.role, "carry_out"),
            "release": may(officer.role, "release"),
        },
    }


class DecisionActs:
    """The acts; `pages_case.CaseActs.handler` makes a page handler of each."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def demand(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Note what the customer asks for."""
        form = visit.form
        kind, text = form.find_choice("kind", RemedyKind), form.text("text")
        amount = self._amount(form, "amount")
        remedies.note_demand(self._house, work, complaint, kind, amount, text, actor=visit.actor)

    def _amount(self, form: Form, name: str) -> int:
        return read_amount(form.text(name), self._house.policy.authority.currency, name)

    async def offer(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Offer one or several alternatives."""
        form = visit.form
        choices = [
            Alternative(kind, self._amount(form, f"amount{place}"), form.text(f"text{place}"))
            for place in PLACES
            if (kind := form.find_choice(f"kind{place}", RemedyKind)) is not None
        ]
        plan = remedies.Plan(
            choices,
            words=form.text("words"),
            via=form.text("via") or "chat",
            is_goodwill=form.text("goodwill") == "1",
            mediator=form.text("mediator"),
        )
        await remedies.propose(self._house, work, complaint, plan, actor=visit.actor)

    def on_remedy(
        self, act: OnRemedy
    ) -> Callable[[UnitOfWork, Complaint, Visit], Awaitable[None]]:
        """Make an act on the remedy that the form names; it must be this complaint's."""

        async def do(work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
            remedy = await work.decisions.get_remedy(visit.form.find_id("remedy") or 0)
            if remedy.complaint_id != complaint.id:
                raise NotFound("not_found", kind="Remedy")
            await act(work, complaint, remedy, visit)

        return do

    async def tell(
        self, work: UnitOfWork, complaint: Complaint, remedy: Remedy, visit: Visit
    ) -> None:
        """Note that an approved offer was told."""
        via = visit.form.text("via")
        await remedies.tell(self._house, work, complaint, remedy, via, actor=visit.actor)

    async def agree(
        self, work: UnitOfWork, complaint: Complaint, remedy: Remedy, visit: Visit
    ) -> None:
        """Note the customer's yes, in their words."""
        await remedy_answers.agree(
            self._house,
            work,
            complaint,
            remedy,
            visit.form.find_id("choice") or 0,
            actor=visit.actor,
            via=visit.form.text("via"),
            words=visit.form.text("words"),
        )

    async def decline(
        self, work: UnitOfWork, complaint: Complaint, remedy: Remedy, visit: Visit
    ) -> None:
        """Note the customer's no, in their words."""
        via, words = visit.form.text("via"), visit.form.text("words")
        await remedy_answers.decline(
            self._house, work, complaint, remedy, actor=visit.actor, via=via, words=words
        )

    async def withdraw(
        self, work: UnitOfWork, complaint: Complaint, remedy: Remedy, visit: Visit
    ) -> None:
        """Take an offer back."""
        reason = visit.form.text("reason")
        await remedy_answers.withdraw(
            self._house, work, complaint, remedy, reason, actor=visit.actor
        )

    async def carry_out(
        self, work: UnitOfWork, complaint: Complaint, remedy: Remedy, visit: Visit
    ) -> None:
        """Note that it was carried out."""
        words = visit.form.text("words")
        await remedy_answers.carry_out(
            self._house, work, complaint, remedy, words, actor=visit.actor
        )

    async def investigate(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Write the facts down."""
        form = visit.form
        told = tuple(name for name in validity.TOLD if form.text(f"told_{name}") == "1")
        liable = _LIABLE.get(form.text("liable"))
        found = validity.Facts(form.text("facts"), form.text("gap"), liable, told)
        await validity.investigate(self._house, work, complaint, found, actor=visit.actor)

    async def judge(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Propose that the complaint is invalid."""
        form = visit.form
        judgement = validity.Judgement(
            form.choice("invalid", InvalidReason),
            form.choice("motive", Motive),
            form.text("explanation"),
            form.text("rule"),
        )
        await validity.propose(self._house, work, complaint, judgement, actor=visit.actor)

    async def review(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Have a judgement reviewed, at the customer's wish."""
        reason = visit.form.text("reason")
        await validity.ask_review(self._house, work, complaint, reason, actor=visit.actor)

    async def recuse(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Keep somebody out."""
        officer_id = OfficerId(visit.form.find_id("to") or 0)
        reason = visit.form.text("reason")
        await recusals.declare(self._house, work, complaint, officer_id, reason, actor=visit.actor)

    async def lift(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Let somebody back in."""
        recusal_id, reason = visit.form.find_id("recusal") or 0, visit.form.text("reason")
        await recusals.lift(self._house, work, complaint, recusal_id, reason, actor=visit.actor)
