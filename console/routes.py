"""The staff console's URL map. Chat, API, status page, hooks and health are added by `desk`.

A handler behind `staff` is reached by signed-in officers only; a POST must also carry the
session's token and come from our own pages.
"""

from __future__ import annotations

from aiohttp import web

from complaints import coordination, finding_steps, findings
from complaints import coordination_answers as answers
from console.auth import Guard
from console.events import StaffEvents
from console.pages_approvals import ApprovalPages, CheckPages
from console.pages_bulk import BulkPages
from console.pages_case import CaseActs
from console.pages_clocks import ClockActs
from console.pages_coordination import CoordinationActs, CoordinationPages
from console.pages_decisions import DecisionActs
from console.pages_figures import FiguresPage
from console.pages_files import FilePages
from console.pages_findings import FindingPages
from console.pages_inbox import InboxPages
from console.pages_infos import InfoPages
from console.pages_intake import IntakePages
from console.pages_internal import InternalPages
from console.pages_lexicon import LexiconPages
from console.pages_major import MajorPages
from console.pages_major_acts import MajorActs
from console.pages_mine import MyPages
from console.pages_palette import PalettePage
from console.pages_papers import PaperPages
from console.pages_pending import PendingActs, PendingPages
from console.pages_policy import PolicyPages
from console.pages_revisits import RevisitPages
from console.pages_roster import RosterPages
from console.pages_sign_in import SignInPages
from console.pages_staff import StaffPages
from console.services import Services
from console.shell import Shell

_CASE = r"/cases/{number:HY-\d{6}-\d{3,9}}"
_PAPER = r"/papers/{paper:[a-z_]{1,40}}"
_FINDING = r"/findings/{id:\d{1,19}}"
_INTERNAL = r"/internal/{number:HN-\d{6}-\d{3,9}}"
_SHIFT = r"/roster/shifts/{id:\d{1,19}}"
_LEAVE = r"/roster/leaves/{id:\d{1,19}}"


def staff_routes(services: Services) -> list[web.RouteDef]:
    """Return the routes of the staff console."""
    shell, staff = Shell(services), Guard(services)
    sign_in = SignInPages(services)
    inbox = InboxPages(services, shell)
    acts = CaseActs(services, shell, inbox)
    do, clocks = acts.handler, ClockActs(services.house)
    intake = IntakePages(services, shell)
    revisits = RevisitPages(services, shell)
    decide, pend = DecisionActs(services.house), PendingActs(services.house)
    ledger = PendingPages(services, shell)
    asking = CoordinationActs(services.house)
    queue, checks = ApprovalPages(services, shell), CheckPages(services, shell)
    infos = InfoPages(services, shell)
    people, papers = StaffPages(services, shell), PaperPages(services, shell)
    roster = RosterPages(services, shell)
    plan = roster.handler
    finding = FindingPages(services, shell)
    internal, mine = InternalPages(services, shell), MyPages(services, shell)
    words, policy = LexiconPages(services, shell), PolicyPages(services, shell)
    return [
        web.get("/login", sign_in.login_page),
        web.post("/login", sign_in.login),
        web.post("/logout", staff(sign_in.logout)),
        web.get("/welcome/{token}", sign_in.welcome_page),
        web.post("/welcome/{token}", sign_in.welcome),
        web.get("/", staff(inbox.inbox)),
        web.post("/bulk", staff(BulkPages(services, shell).post)),
        web.get(_CASE, staff(inbox.case)),
        web.post(f"{_CASE}/presence", staff(inbox.presence)),
        web.post(f"{_CASE}/take", staff(do(acts.take, "taken"))),
        web.post(f"{_CASE}/reply", staff(do(acts.reply, "replied"))),
        web.post(f"{_CASE}/contact", staff(do(acts.contact, "contacted"))),
        web.post(f"{_CASE}/note", staff(do(acts.note, "noted"))),
        web.post(f"{_CASE}/category", staff(do(acts.classify, "classified"))),
        web.post(f"{_CASE}/standing", staff(do(acts.set_standing, "standing_set"))),
        web.post(f"{_CASE}/severity", staff(do(acts.set_severity, "severity_set"))),
        web.post(f"{_CASE}/record", staff(do(acts.complete, "completed"))),
        web.post(f"{_CASE}/escalate", staff(do(acts.escalate, "escalated"))),
        web.post(f"{_CASE}/hand-over", staff(do(acts.hand_over, "handed_over"))),
        web.post(f"{_CASE}/put-back", staff(do(acts.put_back, "put_back"))),
        web.post(f"{_CASE}/wait", staff(do(acts.wait, "waiting"))),
        web.post(f"{_CASE}/resume", staff(do(acts.resume, "resumed"))),
        web.post(f"{_CASE}/pause", staff(do(clocks.pause, "clock_paused"))),
        web.post(f"{_CASE}/unpause", staff(do(clocks.unpause, "clock_resumed"))),
        web.post(f"{_CASE}/extend", staff(do(clocks.extend, "extension_asked"))),
        web.post(f"{_CASE}/extension", staff(do(clocks.decide, "extension_decided"))),
        web.post(f"{_CASE}/visit", staff(do(clocks.promise_visit, "visit_promised"))),
        web.post(f"{_CASE}/report", staff(do(clocks.report, "reported_upward"))),
        web.post(f"{_CASE}/onsite", staff(do(asking.want_onsite, "onsite_wanted"))),
        web.post(f"{_CASE}/arrive", staff(do(asking.arrive, "arrived"))),
        web.post(f"{_CASE}/ask", staff(do(asking.ask, "department_asked"))),
        *(
            web.post(
                f"{_CASE}/request-{name}",
                staff(
                    do(
                        asking.on_request(act, has_words=has_words),
                        f"request_{name}",
                        is_reading=True,
                    )
                ),
            )
            for name, act, has_words in (
                ("accept", answers.accept, False),
                ("question", answers.question, True),
                ("explain", coordination.explain, True),
                ("answer", answers.answer, True),
                ("decline", answers.decline, True),
                ("sign", answers.sign, False),
                ("send_back", answers.send_back, True),
                ("withdraw", coordination.withdraw, True),
            )
        ),
        web.post(f"{_CASE}/resolve", staff(do(acts.resolve, "resolved"))),
        web.post(f"{_CASE}/undo", staff(do(acts.undo_resolve, "undone"))),
        web.post(f"{_CASE}/demand", staff(do(decide.demand, "demanded"))),
        web.post(f"{_CASE}/offer", staff(do(decide.offer, "offered"))),
        *(
            web.post(f"{_CASE}/remedy-{name}", staff(do(decide.on_remedy(act), f"remedy_{done}")))
            for name, act, done in (
                ("tell", decide.tell, "told"),
                ("agree", decide.agree, "agreed"),
                ("decline", decide.decline, "declined"),
                ("withdraw", decide.withdraw, "withdrawn"),
                ("done", decide.carry_out, "done"),
            )
        ),
        web.post(f"{_CASE}/investigate", staff(do(decide.investigate, "investigated"))),
        web.post(f"{_CASE}/judge", staff(do(decide.judge, "invalid_proposed"))),
        web.post(f"{_CASE}/review", staff(do(decide.review, "review_asked"))),
        web.post(f"{_CASE}/recuse", staff(do(decide.recuse, "recused"))),
        web.post(f"{_CASE}/recusal-lift", staff(do(decide.lift, "recusal_lifted"))),
        web.post(f"{_CASE}/pending", staff(do(pend.ask, "pending_asked"))),
        web.post(f"{_CASE}/pending-settle", staff(do(pend.settle, "pending_settled"))),
        web.post(f"{_CASE}/attempt", staff(do(pend.attempt, "attempt_noted"))),
        web.post(f"{_CASE}/close", staff(do(acts.close, "closed"))),
        web.post(f"{_CASE}/merge", staff(do(acts.merge, "merged"))),
        web.post(f"{_CASE}/one-event", staff(do(acts.make_one, "made_one"))),
        web.post(f"{_CASE}/reply-all", staff(do(acts.reply_all, "replied_all"))),
        web.post(f"{_CASE}/split", staff(do(acts.split, "split"))),
        web.post(f"{_CASE}/link", staff(do(acts.link, "linked"))),
        web.post(f"{_CASE}/unlink", staff(do(acts.unlink, "unlinked"))),
        web.post(f"{_CASE}/reopen", staff(do(acts.reopen, "reopened"))),
        web.get(_CASE + r"/files/{id:\d{1,19}}", staff(FilePages(services).file)),
        web.get(_CASE + _PAPER, staff(papers.paper)),
        web.get("/papers", staff(papers.index)),
        web.get("/papers/ledger", staff(papers.ledger)),
        web.get("/papers/book", staff(papers.book)),
        web.get(_PAPER, staff(papers.blank)),
        *_major(services, shell, staff),
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
        web.post(f"{_CASE}/finding", staff(do(finding.open, "finding_opened"))),
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
        web.get("/lexicon", staff(words.page)),
        web.post("/lexicon/words", staff(words.handler(words.keep))),
        web.post("/lexicon/forget", staff(words.handler(words.forget))),
        web.get("/lexicon/suggestions", staff(words.suggestions)),
        web.get("/lexicon/preview", staff(words.preview)),
        web.post("/lexicon/publish", staff(words.handler(words.publish))),
        web.post("/lexicon/discard", staff(words.handler(words.discard))),
        web.get("/lexicon/history", staff(words.history)),
        web.post("/lexicon/back", staff(words.handler(words.go_back))),
        web.get("/policy", staff(policy.page)),
        web.get("/policy/edit", staff(policy.edit)),
        web.post("/policy/preview", staff(policy.preview)),
        web.post("/policy/publish", staff(policy.publish)),
        web.get("/roster", staff(roster.page)),
        web.post("/roster/shifts", staff(plan(roster.plan, "shift_planned"))),
        web.post(_SHIFT + "/end", staff(plan(roster.end_shift, "shift_ended"))),
        web.post(_SHIFT + "/hand-over", staff(plan(roster.hand_over, "shift_handed_over"))),
        web.post("/roster/leaves", staff(plan(roster.take_leave, "leave_taken"))),
        web.post(
            r"/roster/leaves/{id:\d{1,19}}/end", staff(plan(roster.end_leave, "leave_ended"))
        ),
        web.get("/staff", staff(people.page)),
        web.post("/staff", staff(people.add)),
        web.post("/staff/password", staff(people.password)),
        web.post("/staff/link", staff(people.link)),
        web.post("/staff/unlink", staff(people.unlink)),
        web.post("/staff/duty", staff(people.duty)),
        web.post(r"/staff/{id:\d{1,19}}", staff(people.change)),
        web.post(r"/staff/{id:\d{1,19}}/link", staff(people.invite)),
        web.post(r"/staff/{id:\d{1,19}}/disable", staff(people.disable)),
        web.post(r"/staff/{id:\d{1,19}}/enable", staff(people.enable)),
        web.get("/events", staff(StaffEvents(services).stream)),
    ]


_MAJOR = r"/major/{number:HY-\d{6}-\d{3,9}}"


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
