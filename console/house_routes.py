"""The routes of how the house is run: words, policy, duty, people."""

from __future__ import annotations

from aiohttp import web

from console.auth import Guard
from console.pages_lexicon import LexiconPages
from console.pages_policy import PolicyPages
from console.pages_roster import RosterPages
from console.pages_staff import StaffPages
from console.services import Services
from console.shell import Shell

_SHIFT = r"/roster/shifts/{id:\d{1,19}}"
_LEAVE = r"/roster/leaves/{id:\d{1,19}}"
_OFFICER = r"/staff/{id:\d{1,19}}"


def house_routes(services: Services, shell: Shell, staff: Guard) -> list[web.RouteDef]:
    """Return the routes."""
    words, policy = LexiconPages(services, shell), PolicyPages(services, shell)
    roster, people = RosterPages(services, shell), StaffPages(services, shell)
    plan = roster.handler
    return [
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
        web.post(_LEAVE + "/end", staff(plan(roster.end_leave, "leave_ended"))),
        web.get("/staff", staff(people.page)),
        web.post("/staff", staff(people.add)),
        web.post("/staff/password", staff(people.password)),
        web.post("/staff/link", staff(people.link)),
        web.post("/staff/unlink", staff(people.unlink)),
        web.post("/staff/duty", staff(people.duty)),
        web.post(_OFFICER, staff(people.change)),
        web.post(_OFFICER + "/link", staff(people.invite)),
        web.post(_OFFICER + "/disable", staff(people.disable)),
        web.post(_OFFICER + "/enable", staff(people.enable)),
    ]
