"""The papers that a case prints as (R43): one row here and one template each.

A paper named `record` has its template in `templates/papers/record.html`, which extends
`papers/paper.html`, and its title under `paper.name.record` in the catalogues. Printed blank, a
paper has no case: everything in its template that belongs to one is then nothing, and prints as
room to write in.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from jinja2 import ChainableUndefined

from complaints.case_reads import CasePage
from complaints.major_model import Section
from complaints.model import Officer, Severity
from complaints.permissions import may
from complaints.summaries import prefilled
from complaints.talk_model import Attachment, Delivery, Purpose
from console.services import Services

#: Stands for everything that a paper shows of a case while it has none: prints as nothing.
BLANK: Final = ChainableUndefined()

#: Loads what a paper shows beyond the page of the case.
Need = Callable[[Services, Officer, CasePage], Awaitable[object]]


def _any_case(page: CasePage) -> bool:
    """Fit every case."""
    del page
    return True


@dataclass(frozen=True)
class Paper:
    """One paper.

    `right` is what printing it takes, "" for whoever sees the case; `fits` says whether a case
    has it; `needs` are the names under which its template finds what the page of the case lacks.
    """

    name: str
    right: str = ""
    fits: Callable[[CasePage], bool] = _any_case
    needs: Mapping[str, Need] = field(default_factory=dict)

    @property
    def template(self) -> str:
        """Where it is drawn."""
        return f"papers/{self.name}.html"

    @property
    def title(self) -> str:
        """The key of its title."""
        return f"paper.name.{self.name}"


async def _decided(services: Services, officer: Officer, page: CasePage) -> object:
    """Load what was decided about the case."""
    return await services.register.decisions(officer, page.complaint.number)


async def _result(services: Services, officer: Officer, page: CasePage) -> object:
    """Find the message that told the customer the result, blank while there is none."""
    del services, officer
    told = [
        shown.message
        for shown in page.messages
        if shown.message.purpose is Purpose.RESULT
        and shown.message.delivery in (Delivery.SENT, Delivery.RECORDED)
    ]
    return told[-1] if told else BLANK


async def _files(services: Services, officer: Officer, page: CasePage) -> list[Attachment]:
    """Gather every file of the case that the customer or the house has added."""
    del services, officer
    said = [file for shown in page.messages for file in shown.attachments]
    return [*page.attachments, *said, *(file for note in page.notes for file in note.attachments)]


async def _coordination(services: Services, officer: Officer, page: CasePage) -> object:
    """Load what departments were asked."""
    return await services.register.coordination(officer, page.complaint.number)


def _was_asked(page: CasePage) -> bool:
    """Fit a case that a department was ever asked about."""
    return any(event.entry.kind == "department_asked" for event in page.timeline)


def _is_handled(page: CasePage) -> bool:
    """Fit a case whose decisions the officer may see: not one that they were only asked about."""
    return not page.is_asked_only


_TOLD: Final[Mapping[str, Need]] = {"decided": _decided, "told": _result}


def _is_or_was_major(page: CasePage) -> bool:
    """Fit what is major now, or was reported as such."""
    kinds = {event.entry.kind for event in page.timeline}
    return page.complaint.severity is Severity.MAJOR or "summary_written" in kinds


async def _report(services: Services, officer: Officer, page: CasePage) -> object:
    """Load the summary report, begun with what the case knows, and what was done (R28)."""
    number = page.complaint.number
    found = await services.register.major(officer, number)
    decided = await services.register.decisions(officer, number)
    begun = prefilled(services.house, page.complaint, decided.investigations)
    written = found.summary.sections if found.summary else {}
    sections = {name: written.get(name) or begun[name] for name in Section}
    return {"found": found, "sections": sections}


#: In the order of the menu.
PAPERS: Final = (
    Paper("record", needs={"files": _files}),
    Paper("feedback", fits=_is_handled, needs=_TOLD),
    Paper("handling", fits=_is_handled, needs=_TOLD),
    Paper("coordination", fits=_was_asked, needs={"coordination": _coordination}),
    Paper("major", fits=_is_or_was_major, needs={"report": _report}),
    Paper("incident", fits=_is_handled, needs={"decided": _decided, "files": _files}),
)


#: The register book is no paper of a case, but printed on the same sheet.
BOOK: Final = Paper("book")
#: And so is the pending ledger (R32).
LEDGER: Final = Paper("ledger")


def papers_for(page: CasePage, officer: Officer) -> list[Paper]:
    """List the papers that an officer may print of a case."""
    return [paper for paper in blank_papers(officer) if paper.fits(page)]


def blank_papers(officer: Officer) -> list[Paper]:
    """List the papers that an officer may print to fill in by hand."""
    return [paper for paper in PAPERS if not paper.right or may(officer.role, paper.right)]
