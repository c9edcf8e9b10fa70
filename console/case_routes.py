"""The routes of one case: its page, its papers and files, and every act on it, each one form."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from complaints import coordination
from complaints import coordination_answers as answers
from console.auth import Guard
from console.pages_case import CaseActs
from console.pages_clocks import ClockActs
from console.pages_coordination import CoordinationActs
from console.pages_decisions import DecisionActs
from console.pages_files import FilePages
from console.pages_findings import FindingPages
from console.pages_inbox import InboxPages
from console.pages_papers import PaperPages
from console.pages_pending import PendingActs
from console.services import Services
from console.shell import Shell

_CASE: Final = r"/cases/{number:HY-\d{6}-\d{3,9}}"
#: What a department and those who asked it can do about a request; True: in words.
_REQUEST: Final = (
    ("accept", answers.accept, False),
    ("question", answers.question, True),
    ("explain", coordination.explain, True),
    ("answer", answers.answer, True),
    ("decline", answers.decline, True),
    ("sign", answers.sign, False),
    ("send_back", answers.send_back, True),
    ("withdraw", coordination.withdraw, True),
)


def case_routes(services: Services, shell: Shell, staff: Guard) -> list[web.RouteDef]:
    """Return the routes; `done.KEY` of each act is what the page after it says."""
    house, inbox = services.house, InboxPages(services, shell)
    acts = CaseActs(services, shell, inbox)
    clocks, asking = ClockActs(house), CoordinationActs(house)
    decide, pend, finding = DecisionActs(house), PendingActs(house), FindingPages(services, shell)
    papers = PaperPages(services, shell)
    posts = (
        ("take", acts.take, "taken"),
        ("reply", acts.reply, "replied"),
        ("contact", acts.contact, "contacted"),
        ("note", acts.note, "noted"),
        ("category", acts.classify, "classified"),
        ("standing", acts.set_standing, "standing_set"),
        ("severity", acts.set_severity, "severity_set"),
        ("record", acts.complete, "completed"),
        ("escalate", acts.escalate, "escalated"),
        ("hand-over", acts.hand_over, "handed_over"),
        ("put-back", acts.put_back, "put_back"),
        ("wait", acts.wait, "waiting"),
        ("resume", acts.resume, "resumed"),
        ("pause", clocks.pause, "clock_paused"),
        ("unpause", clocks.unpause, "clock_resumed"),
        ("extend", clocks.extend, "extension_asked"),
        ("extension", clocks.decide, "extension_decided"),
        ("visit", clocks.promise_visit, "visit_promised"),
        ("report", clocks.report, "reported_upward"),
        ("onsite", asking.want_onsite, "onsite_wanted"),
        ("arrive", asking.arrive, "arrived"),
        ("ask", asking.ask, "department_asked"),
        ("resolve", acts.resolve, "resolved"),
        ("undo", acts.undo_resolve, "undone"),
        ("demand", decide.demand, "demanded"),
        ("offer", decide.offer, "offered"),
        ("investigate", decide.investigate, "investigated"),
        ("judge", decide.judge, "invalid_proposed"),
        ("review", decide.review, "review_asked"),
        ("recuse", decide.recuse, "recused"),
        ("recusal-lift", decide.lift, "recusal_lifted"),
        ("pending", pend.ask, "pending_asked"),
        ("pending-settle", pend.settle, "pending_settled"),
        ("attempt", pend.attempt, "attempt_noted"),
        ("close", acts.close, "closed"),
        ("merge", acts.merge, "merged"),
        ("one-event", acts.make_one, "made_one"),
        ("reply-all", acts.reply_all, "replied_all"),
        ("split", acts.split, "split"),
        ("link", acts.link, "linked"),
        ("unlink", acts.unlink, "unlinked"),
        ("reopen", acts.reopen, "reopened"),
        ("finding", finding.open, "finding_opened"),
        ("remedy-tell", decide.on_remedy(decide.tell), "remedy_told"),
        ("remedy-agree", decide.on_remedy(decide.agree), "remedy_agreed"),
        ("remedy-decline", decide.on_remedy(decide.decline), "remedy_declined"),
        ("remedy-withdraw", decide.on_remedy(decide.withdraw), "remedy_withdrawn"),
        ("remedy-done", decide.on_remedy(decide.carry_out), "remedy_done"),
    )
    requests = (
        (name, asking.on_request(act, has_words=has_words)) for name, act, has_words in _REQUEST
    )
    return [
        web.get(_CASE, staff(inbox.case)),
        web.post(f"{_CASE}/presence", staff(inbox.presence)),
        web.get(_CASE + r"/files/{id:\d{1,19}}", staff(FilePages(services).file)),
        web.get(_CASE + r"/papers/{paper:[a-z_]{1,40}}", staff(papers.paper)),
        *(
            web.post(f"{_CASE}/{name}", staff(acts.handler(act, done)))
            for name, act, done in posts
        ),
        *(
            web.post(
                f"{_CASE}/request-{name}",
                staff(acts.handler(act, f"request_{name}", is_reading=True)),
            )
            for name, act in requests
        ),
    ]
