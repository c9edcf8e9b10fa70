"""How people react in a simulated year to what reaches them, or do not: chance decides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from complaints import assigning, handling, remedies, remedy_answers, results, validity, waiting
from complaints.buttons import Tap, Verb, decode
from complaints.clock_model import ClockKind
from complaints.model import (
    Category,
    Complaint,
    ComplaintId,
    Officer,
    OfficerId,
    Role,
    Severity,
    Solved,
    Status,
    by,
)
from complaints.remedy_moves import PENDING
from complaints.talk_model import OutboxState
from tests.journeys.agenda import Acts, Later, Says
from tests.journeys.year_majors import Leading
from tests.storage.decision_kit import FACTS, JUDGEMENT, cash

if TYPE_CHECKING:
    from storage.unit_of_work import SqlUnitOfWork
    from tests.journeys.year import Year

MINUTES, HOURS, DAYS = (timedelta(**{unit: 1}) for unit in ("minutes", "hours", "days"))
MANAGERS = (Role.DUTY_MANAGER, Role.LOBBY_MANAGER, Role.SUPERVISOR, Role.OFFICE)
#: Who does not take a forgotten case up, but sees to it that somebody does.
LEADERS = (Role.SENIOR_LEADER, Role.QUALITY_OFFICE, Role.ADMINISTRATOR)
#: How likely somebody looks after what they are told of: the higher up, the likelier.
CARE = dict.fromkeys(LEADERS, 0.5)
#: What an officer asks a customer who has something to send.
ASKED = "请补充照片"


@dataclass(frozen=True)
class Text:
    """What a customer writes first; `kind` is its category, or "info" for what is no complaint."""

    words: str
    kind: str

    @property
    def is_complaint(self) -> bool:
        """Whether it becomes a case."""
        return self.kind != "info"


TEXTS = (
    *[Text("柜员态度不好", Category.SERVICE)] * 4,
    *[Text("业务办错了两次", Category.BUSINESS)] * 4,
    *[Text("空调坏了，很热", Category.FACILITY)] * 4,
    *[Text("地面很脏", Category.HYGIENE)] * 3,
    Text("大堂一态度很差", Category.SERVICE),
    Text("业务办错了，要赔钱", Category.BUSINESS),
    Text("门坏了，老人受伤", Category.FACILITY),
    Text("请问几点开门", "info"),
    Text("建议放一把椅子", "info"),
)


class Customers:
    """Everybody who complains. `endings` is how each case ended by what its customer said."""

    def __init__(self, year: Year) -> None:
        self._year = year
        self._known = 0
        self._blocked: set[str] = set()
        self._unsatisfied: set[str] = set()
        self._case_of: dict[str, ComplaintId] = {}
        self.endings: dict[ComplaintId, str] = {}

    def somebody(self) -> str:
        """Give the address of a new customer."""
        self._known += 1
        return f"customer-{self._known}"

    def fate_of(self, address: str) -> OutboxState:
        """Say whether a message arrives; a few customers block the desk some day."""
        if address.startswith("officer-"):
            return OutboxState.SENT
        if address in self._blocked or self._year.rng.random() < 0.002:
            self._blocked.add(address)
            return OutboxState.BLOCKED
        return OutboxState.SENT

    def comes_back(self, case: Complaint) -> None:
        """Take note that a case is not over after all."""
        self.endings.pop(case.id, None)

    def on_the_phone(self) -> tuple[Solved, int]:
        """Say on the telephone whether it is settled, and how good that was."""
        solved, score = self._year.rng.choice(
            [(Solved.YES, 5), (Solved.YES, 4), (Solved.PARTLY, 3)]
        )
        self._year.counted[f"solved {solved}"] += 1
        self._year.counted[f"score {score}"] += 1
        return solved, score

    def read(self, address: str, payload: dict[str, Any]) -> Sequence[Later]:
        """React to a message: tap one of its buttons after a while, or say something, or not."""
        if ASKED in payload.get("text", ""):
            says = Says(address, {"kind": "text", "text": "照片已经发了"})
            return [(DAYS, says)] if self._chance(0.6) else []
        taps = _taps_of(payload)
        wanted = self._answer(address, taps)
        if wanted is None:
            return []
        delay, tap, data = wanted
        if self._year.now() + delay >= self._year.ends:
            return []  # they do not get round to it this year
        self._count(address, tap)
        return [(delay, Says(address, {"kind": "button", "button": data}))]

    def _answer(
        self, address: str, taps: dict[tuple[Verb, str], tuple[Tap, str]]
    ) -> tuple[timedelta, Tap, str] | None:
        verbs = {verb for verb, _ in taps}
        rng, key = self._year.rng, None
        if Verb.SATISFIED in verbs:
            return self._verdict(address, taps)
        if Verb.AGREE in verbs:
            key = (Verb.AGREE, "1") if self._chance(0.8) else (Verb.DECLINE, "")
            return (2 * HOURS, *taps[key])
        if Verb.REVIEW in verbs:
            return (DAYS, *taps[Verb.REVIEW, ""]) if self._chance(0.3) else None
        if Verb.SOLVED in verbs and self._chance(0.5):
            answer = rng.choice([*["yes"] * 15, *["partly"] * 3, "no", "no"])
            return (5 * HOURS, *taps[Verb.SOLVED, answer])
        if Verb.SCORE in verbs and self._chance(0.8):
            return (2 * MINUTES, *taps[Verb.SCORE, str(rng.choice([1, 2, 3, 4, 4, 5, 5, 5]))])
        if Verb.RIGHT in verbs and self._chance(0.5):
            return (MINUTES, *taps[Verb.RIGHT, ""])
        return None

    def _verdict(
        self, address: str, taps: dict[tuple[Verb, str], tuple[Tap, str]]
    ) -> tuple[timedelta, Tap, str] | None:
        """Say what they think of a result; nobody is dissatisfied twice, and many say nothing."""
        chance = self._year.rng.random()
        if chance < 0.45:
            return (DAYS, *taps[Verb.SATISFIED, ""])
        if chance < 0.6 and address not in self._unsatisfied:
            self._unsatisfied.add(address)
            return (HOURS, *taps[Verb.UNSATISFIED, ""])
        return None

    def _count(self, address: str, tap: Tap) -> None:
        """Count what is said, the way a clerk would who stands beside the customers."""
        counted, case = self._year.counted, ComplaintId(tap.subject_id)
        match tap.verb:
            case Verb.SATISFIED:
                counted["satisfied"] += 1
                self.endings[case] = "satisfied"
                self._case_of[address] = case
            case Verb.UNSATISFIED:
                counted["unsatisfied"] += 1
                self.endings.pop(case, None)
            case Verb.SOLVED:
                counted[f"solved {tap.argument}"] += 1
                if tap.argument == "no" and address in self._case_of:
                    self.endings.pop(self._case_of[address], None)
            case Verb.SCORE:
                counted[f"score {tap.argument}"] += 1
            case _:
                pass

    def _chance(self, share: float) -> bool:
        return self._year.rng.random() < share


def _taps_of(payload: dict[str, Any]) -> dict[tuple[Verb, str], tuple[Tap, str]]:
    """List the buttons of a message by what they mean."""
    found = {}
    for row in payload.get("buttons", ()):
        for button in row:
            tap = decode(button["data"])
            if tap is not None:
                found[tap.verb, tap.argument] = tap, button["data"]
    return found


@dataclass
class Colleague:
    """Somebody who works in the house, as the others know them."""

    id: OfficerId
    name: str
    role: Role
    department: str
    is_gone: bool = False
    away_until: datetime | None = None

    def is_here(self, at: datetime) -> bool:
        """Say whether they can be reached."""
        return not self.is_gone and (self.away_until is None or self.away_until <= at)


class Staff:
    """Everybody who works here: who takes, forgets, and helps out when the ladder calls."""

    def __init__(self, year: Year) -> None:
        self._year = year
        self.by_name: dict[str, Colleague] = {}
        self._asked_more: set[ComplaintId] = set()
        self._leading = Leading(year)
        #: How many forgotten cases somebody took up because the ladder told them.
        self.rescued: Counter[str] = Counter()

    def add(self, officer: Officer) -> None:
        """Get to know somebody."""
        self.by_name[officer.name] = Colleague(
            officer.id, officer.name, officer.role, officer.department
        )

    def somebody_here(self, *roles: Role) -> Colleague:
        """Choose somebody who is here, of these roles or, with none of them here, of any."""
        at = self._year.now()
        here = [one for one in self.by_name.values() if one.is_here(at)]
        fitting = [one for one in here if one.role in roles] or here
        return self._year.rng.choice(fitting)

    def read(self, address: str, payload: dict[str, Any]) -> Sequence[Later]:
        """React to a ping: decide, take, look after it, or forget it."""
        who = self.by_name[address.removeprefix("officer-")]
        if not who.is_here(self._year.now()):
            return []
        later: list[Later] = []
        for (verb, _), (tap, data) in _taps_of(payload).items():
            case = ComplaintId(tap.subject_id)
            says = Says(address, {"kind": "button", "button": data})
            if verb is Verb.APPROVE and self._chance(0.85):
                later.append((30 * MINUTES, says))
            elif verb is Verb.TAKE and self._chance(0.2):
                delay = self._year.rng.choice([2, 2, 4, 8]) * MINUTES
                later += [(delay, says), self._soon(who, case, delay)]
            elif verb is Verb.UP and who.role is Role.DEPARTMENT_HEAD and self._chance(0.3):
                later.append((10 * MINUTES, says))  # it is not theirs to hand to somebody
            elif verb is Verb.OPEN and self._chance(CARE.get(who.role, 0.2)):
                later.append((10 * MINUTES, Acts(who.name, case, self._look_after)))
            elif verb is Verb.COMING and self._chance(0.5):
                later.append((10 * MINUTES, says))
            elif verb is Verb.HEARD:
                later.append((10 * MINUTES, says))
                if self._chance(0.6):
                    later.append((HOURS, Acts(who.name, case, self._leading.set_up)))
        return later

    def _soon(self, who: Colleague, case: ComplaintId, after: timedelta) -> Later:
        """Plan to work on a case after a while."""
        pause = self._year.rng.choice([5 * MINUTES, 20 * MINUTES, 2 * HOURS])
        return after + pause, Acts(who.name, case, self._work_on)

    def _then(self, who: Officer, case: Complaint, *spans: timedelta) -> Sequence[Later]:
        """Plan the next thing, or forget about it."""
        if self._chance(0.07):
            return []
        return [(self._year.rng.choice(spans), Acts(who.name, case.id, self._work_on))]

    def comes_back(self, case: Complaint) -> None:
        """Let the owner of a case that was sent back go on with it (退回)."""
        owner = next((one for one in self.by_name.values() if one.id == case.owner_id), None)
        if owner is not None:
            self._year.plan([self._soon(owner, case.id, HOURS)])

    async def _look_after(
        self, work: SqlUnitOfWork, case: Complaint, who: Officer
    ) -> Sequence[Later]:
        """Do something about a case because the ladder, or a colleague, has called."""
        house, colleague = self._year.house, self.by_name[who.name]
        if case.severity is Severity.MAJOR:
            if await self._leading.carry_out(work, case, who):
                return []
            if case.status is Status.CLOSED and case.owner_id == who.id:
                await self._leading.report(work, case, who)
                return []
        if case.status is Status.NEW:
            await handling.take(house, work, case.id, actor=by(who))
            self.rescued["taken"] += 1
            return [self._soon(colleague, case.id, timedelta())]
        if case.owner_id == who.id:
            return await self._work_on(work, case, who)
        is_handled = case.status in (Status.OPEN, Status.WAITING)
        if not is_handled or who.role not in MANAGERS + LEADERS or self._is_cared_for(case):
            return []
        new = colleague if who.role in MANAGERS else self.somebody_here(*MANAGERS)
        if new.id == case.owner_id:
            return [self._soon(new, case.id, timedelta())]
        await assigning.hand_over(
            house, work, case.id, new.id, "接手", actor=by(who), was=case.owner_id
        )
        self.rescued["taken over"] += 1
        return [self._soon(new, case.id, timedelta())]

    def _is_cared_for(self, case: Complaint) -> bool:
        """Say whether the owner is here, which is no more than half of it."""
        owner = next((one for one in self.by_name.values() if one.id == case.owner_id), None)
        return owner is not None and owner.is_here(self._year.now()) and self._chance(0.5)

    async def _work_on(
        self, work: SqlUnitOfWork, case: Complaint, who: Officer
    ) -> Sequence[Later]:
        """Do the next thing for a case, if it is still theirs and they are here."""
        is_handled = case.status in (Status.OPEN, Status.WAITING)
        is_here = self.by_name[who.name].is_here(self._year.now())
        if not is_handled or case.owner_id != who.id or not is_here:
            return []
        if case.status is Status.WAITING:
            return self._then(who, case, DAYS)
        house, actor = self._year.house, by(who)
        running = await work.complaints.running_clocks(case.id)
        if any(clock.kind is ClockKind.PLAN for clock in running):
            await self._answer_first(work, case, who)
            return self._then(who, case, 40 * MINUTES, 5 * HOURS, 25 * HOURS)
        if case.severity is Severity.MAJOR and await self._leading.report(work, case, who):
            return self._then(who, case, DAYS)
        if await work.decisions.open_approvals(case.id):
            return self._then(who, case, DAYS)
        owed = await self._settle_remedy(work, case, who)
        if owed:
            return self._then(who, case, HOURS, DAYS)
        if case.id not in self._asked_more and case.conversation_id and self._chance(0.1):
            self._asked_more.add(case.id)
            await waiting.wait_for_customer(house, work, case, ASKED, actor=actor)
            return self._then(who, case, DAYS)
        if case.episode == 1 and await self._find_it_invalid(work, case, who):
            return self._then(who, case, DAYS)
        await results.submit(house, work, case, "已经处理好了", actor=actor, via="phone")
        return self._then(who, case, DAYS)

    async def _answer_first(self, work: SqlUnitOfWork, case: Complaint, who: Officer) -> None:
        house, actor = self._year.house, by(who)
        chat = await handling.chat_of(work, case)
        if chat is None or chat.blocked_at is not None:
            await handling.record_contact(house, work, case, "phone", "已去电说明", actor=actor)
        else:
            await handling.reply(house, work, case, "我们马上去看", actor=actor)

    async def _settle_remedy(self, work: SqlUnitOfWork, case: Complaint, who: Officer) -> bool:
        """Offer, wait, carry out or take back a remedy; returns whether something is open."""
        house, actor = self._year.house, by(who)
        known = await work.decisions.remedies_of(case.id)
        if "赔" in case.text and not known and case.conversation_id is not None:
            amount = self._year.rng.choice([50, 150, 250, 800])
            plan = remedies.Plan((cash(amount),))
            await remedies.propose(house, work, case, plan, actor=actor)
            return True
        for remedy in known:
            if remedy.state == "agreed":
                await remedy_answers.carry_out(house, work, case, remedy, "已转账", actor=actor)
                return True
            if remedy.state in PENDING:
                if self._year.now() - remedy.proposed_at < 3 * DAYS:
                    return True
                await remedy_answers.withdraw(house, work, case, remedy, "没有回音", actor=actor)
        return False

    async def _find_it_invalid(self, work: SqlUnitOfWork, case: Complaint, who: Officer) -> bool:
        """Now and then hold a complaint to be without grounds, and say so once."""
        house, actor = self._year.house, by(who)
        if not self._chance(0.05) or await work.decisions.invalidities_of(case.id):
            return False
        await validity.investigate(house, work, case, FACTS, actor=actor)
        await validity.propose(house, work, case, JUDGEMENT, actor=actor)
        return True

    def _chance(self, share: float) -> bool:
        return self._year.rng.random() < share
