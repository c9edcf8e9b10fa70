"""The routes of what is confidential: findings, internal complaints, one's own page (R9, R34)."""

from __future__ import annotations

from aiohttp import web

from complaints import finding_steps, findings
from console.auth import Guard
from console.pages_findings import FindingPages
from console.pages_internal import InternalPages
from console.pages_mine import MyPages
from console.services import Services
from console.shell import Shell

_FINDING = r"/findings/{id:\d{1,19}}"
_INTERNAL = r"/internal/{number:HN-\d{6}-\d{3,9}}"


def private_routes(services: Services, shell: Shell, staff: Guard) -> list[web.RouteDef]:
    """Return the routes."""
    finding = FindingPages(services, shell)
    internal, mine = InternalPages(services, shell), MyPages(services, shell)
    return [
        web.get("/findings", staff(finding.page)),
        web.get(_FINDING, staff(finding.finding)),
        web.post(f"{_FINDING}/decide", staff(finding.handler(finding.decide))),
        *(
            web.post(f"{_FINDING}/{name}", staff(finding.step(step)))
            for name, step in (
                ("hear", findings.record_statement),
                ("pending", findings.await_cause),
                ("plain", findings.cause_plain),
                ("customer", finding_steps.tell_customer),
                ("unreachable", finding_steps.customer_unreachable),
                ("confirm", finding_steps.confirm),
                ("send-back", finding_steps.send_back),
                ("report", finding_steps.report_upward),
                ("carry-out", finding_steps.carry_out),
            )
        ),
        web.post(r"/mine/findings/{id:\d{1,19}}", staff(mine.answer)),
        web.get("/internal", staff(internal.page)),
        web.post("/internal", staff(internal.enter)),
        web.get("/internal/book", staff(internal.book)),
        web.get(_INTERNAL, staff(internal.case)),
        *(
            web.post(f"{_INTERNAL}/{name}", staff(internal.handler(act, done)))
            for name, act, done in (
                ("investigate", internal.investigate, "internal_noted"),
                ("report", internal.report, "internal_noted"),
                ("decide", internal.decide, "internal_decided"),
                ("tell", internal.tell, "internal_noted"),
                ("review", internal.review, "internal_review"),
            )
        ),
        web.get("/mine", staff(mine.page)),
        web.post("/mine/internal", staff(mine.file)),
        web.post(r"/mine/internal/{number:HN-\d{6}-\d{3,9}}", staff(mine.review)),
        web.post("/mine/receipt", staff(mine.receipt)),
        web.post("/mine/receipt/review", staff(mine.review_by_receipt)),
    ]
