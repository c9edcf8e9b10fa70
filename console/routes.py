"""The staff console's URL map. Chat, API, status page, hooks and health are added by `desk`.

A handler behind `staff` is reached by signed-in officers only; a POST must also carry the
session's token and come from our own pages.
"""

from __future__ import annotations

from aiohttp import web

from console.auth import Guard
from console.case_routes import case_routes
from console.events import StaffEvents
from console.house_routes import house_routes
from console.pages_approvals import ApprovalPages, CheckPages
from console.pages_bulk import BulkPages
from console.pages_coordination import CoordinationPages
from console.pages_figures import FiguresPage
from console.pages_inbox import InboxPages
from console.pages_infos import InfoPages
from console.pages_intake import IntakePages
from console.pages_major import MajorPages
from console.pages_major_acts import MajorActs
from console.pages_palette import PalettePage
from console.pages_papers import PaperPages
from console.pages_pending import PendingPages
from console.pages_revisits import RevisitPages
from console.pages_sign_in import SignInPages
from console.private_routes import private_routes
from console.services import Services
from console.shell import Shell

_MAJOR = r"/major/{number:HY-\d{6}-\d{3,9}}"


def staff_routes(services: Services) -> list[web.RouteDef]:
    """Return the routes of the staff console."""
    shell, staff = Shell(services), Guard(services)
    return [
        *_ways_in(services, staff),
        *case_routes(services, shell, staff),
        *_lists(services, shell, staff),
        *_major(services, shell, staff),
        *_papers(services, shell, staff),
        *private_routes(services, shell, staff),
        *house_routes(services, shell, staff),
        web.get("/events", staff(StaffEvents(services).stream)),
    ]


def _ways_in(services: Services, staff: Guard) -> list[web.RouteDef]:
    sign_in = SignInPages(services)
    return [
        web.get("/login", sign_in.login_page),
        web.post("/login", sign_in.login),
        web.post("/logout", staff(sign_in.logout)),
        web.get("/welcome/{token}", sign_in.welcome_page),
        web.post("/welcome/{token}", sign_in.welcome),
    ]


def _lists(services: Services, shell: Shell, staff: Guard) -> list[web.RouteDef]:
    """Return the routes of everything that is worked off from a list, and of what fills it."""
    inbox, intake = InboxPages(services, shell), IntakePages(services, shell)
    revisits, ledger = RevisitPages(services, shell), PendingPages(services, shell)
    queue, checks = ApprovalPages(services, shell), CheckPages(services, shell)
    infos = InfoPages(services, shell)
    return [
        web.get("/", staff(inbox.inbox)),
        web.post("/bulk", staff(BulkPages(services, shell).post)),
        web.get("/find", staff(PalettePage(services).find)),
        web.get("/intake", staff(intake.form)),
        web.post("/intake", staff(intake.file)),
        web.post("/intake/preview", staff(intake.preview)),
        web.get(r"/intake/{number:HY-\d{6}-\d{3,9}}", staff(intake.receipt)),
        web.get("/revisits", staff(revisits.page)),
        web.post("/revisits", staff(revisits.send)),
        web.post(r"/revisits/{id:\d{1,19}}", staff(revisits.answer)),
        web.get("/coordination", staff(CoordinationPages(services, shell).page)),
        web.get("/approvals", staff(queue.page)),
        web.post(r"/approvals/{id:\d{1,19}}", staff(queue.decide)),
        web.get("/pending", staff(ledger.page)),
        web.post(r"/pending/{number:HY-\d{6}-\d{3,9}}", staff(ledger.settle)),
        web.get("/checks", staff(checks.page)),
        web.post(r"/checks/{number:HY-\d{6}-\d{3,9}}", staff(checks.check)),
        web.get("/figures", staff(FiguresPage(services, shell).page)),
        web.get("/infos", staff(infos.page)),
        web.post(r"/infos/{id:\d{1,19}}/sign", staff(infos.sign)),
        web.post(r"/infos/{id:\d{1,19}}/file", staff(infos.file)),
    ]


def _papers(services: Services, shell: Shell, staff: Guard) -> list[web.RouteDef]:
    """Return the routes of what is printed without a case; the books come before the papers."""
    papers = PaperPages(services, shell)
    return [
        web.get("/papers", staff(papers.index)),
        web.get("/papers/ledger", staff(papers.ledger)),
        web.get("/papers/book", staff(papers.book)),
        web.get(r"/papers/{paper:[a-z_]{1,40}}", staff(papers.blank)),
    ]


def _major(services: Services, shell: Shell, staff: Guard) -> list[web.RouteDef]:
    """Return the routes of major complaints."""
    pages, acts = MajorPages(services, shell), MajorActs(services.house)
    on = acts.on_measure
    posts = (
        ("acknowledge", acts.acknowledge, "acknowledged"),
        ("report", acts.report, "reported_upward"),
        ("task-force", acts.set_task_force, "task_force_set"),
        ("measures", acts.add_measure, "measure_added"),
        ("plan", acts.ask_plan, "plan_asked"),
        ("measure-done", on(acts.carry_out), "measure_done"),
        ("measure-verify", on(acts.verify), "measure_verified"),
        ("measure-urge", on(acts.urge), "measure_urged"),
        ("measure-drop", on(acts.drop), "measure_dropped"),
        ("evidence", acts.add_evidence, "noted"),
        ("summary", acts.write_summary, "summary_written"),
        ("dealt-with", acts.end_event, "dealt_with"),
        ("crisis", acts.begin_crisis, "crisis_begun"),
        ("crisis-up", acts.pass_up, "crisis_passed_up"),
        ("crisis-plan", acts.propose, "plan_proposed"),
        ("crisis-choose", acts.choose, "plan_chosen"),
        ("crisis-end", acts.end_crisis, "crisis_ended"),
        ("card", acts.choose_card, "card_chosen"),
        ("call", acts.call, "called"),
        ("call-answer", acts.answer_call, "call_answered"),
    )
    return [
        web.get("/major", staff(pages.list)),
        web.get(_MAJOR, staff(pages.page)),
        web.get(r"/cards/{code:[A-Za-z0-9_-]{1,32}}", staff(pages.card)),
        *(
            web.post(f"{_MAJOR}/{name}", staff(pages.handler(act, done)))
            for name, act, done in posts
        ),
    ]
