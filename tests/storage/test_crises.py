"""Crisis chain and emergency cards: who is called, who comes, what is decided (R29, R30)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from complaints import emergency_calls, handling
from complaints.buttons import Verb, decode
from complaints.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from complaints.house import House
from complaints.model import Complaint, Officer, Role, Severity, by
from complaints.policy_emergency import SiteContact
from storage.register import SqlRegister
from storage.unit_of_work import Database
from tests.factories import file_case, take_case
from tests.storage.decision_kit import Decisions
from tests.storage.major_kit import MajorDesk


@pytest.fixture
async def seated(mdesk: MajorDesk) -> dict[str, Officer]:
    """Employ the heads of the departments that hold the seats of the chain."""
    head = Role.DEPARTMENT_HEAD
    return {
        "operations": await mdesk.person("运营", head, department="operations"),
        "customer_lead": await mdesk.person("甲方", head, department="personnel"),
    }


async def test_a_crisis_makes_it_major_and_calls_the_first_stage_r29(
    database: Database, house: House, mdesk: MajorDesk, leader: Officer, owner: Officer
) -> None:
    """With the reason; a second crisis of one case is refused."""
    case = await take_case(database, house, await file_case(database, house), owner)
    with pytest.raises(Invalid):
        await mdesk.begin_crisis(case, owner, " ")
    await mdesk.begin_crisis(case, owner)
    with pytest.raises(Conflict):
        await mdesk.begin_crisis(case, owner)

    assert (await mdesk.read(case)).severity is Severity.MAJOR
    assert await mdesk.count(leader, "ping.major") == 1
    (call,) = await mdesk.calls(case)
    assert (call.label, call.officer_id, call.is_pinged) == ("现场负责人", owner.id, True)


async def test_it_climbs_stage_by_stage_with_what_was_decided_r29(
    mdesk: MajorDesk,
    leader: Officer,
    owner: Officer,
    seated: dict[str, Officer],
    major_case: Complaint,
) -> None:
    """Before the top, two plans lie on the table; a leader chooses one with the reason."""
    await mdesk.begin_crisis(major_case, owner)
    await mdesk.pass_up(major_case, owner)
    await mdesk.pass_up(major_case, seated["operations"])
    with pytest.raises(WrongState) as few:
        await mdesk.pass_up(major_case, seated["customer_lead"])
    await mdesk.propose(major_case, owner, "全额赔付并致歉")
    with pytest.raises(WrongState):
        await mdesk.choose(major_case, leader, 1, "快")
    await mdesk.propose(major_case, seated["customer_lead"], "第三方调解")
    crisis = await mdesk.pass_up(major_case, seated["customer_lead"])
    with pytest.raises(NotAllowed):
        await mdesk.choose(major_case, owner, 2, "稳妥")
    with pytest.raises(Invalid):
        await mdesk.choose(major_case, leader, 3, "稳妥")
    with pytest.raises(Invalid):
        await mdesk.choose(major_case, leader, 2, "")
    await mdesk.choose(major_case, leader, 2, "稳妥")
    with pytest.raises(WrongState):
        await mdesk.propose(major_case, owner, "再想一个")
    with pytest.raises(WrongState):
        await mdesk.pass_up(major_case, leader)

    assert few.value.data == {"n": 2}
    assert [stage["decided"] for stage in crisis.stages[:3]] == ["解决不了"] * 3
    names = [(call.label, call.name) for call in await mdesk.calls(major_case)]
    assert names == [
        ("现场负责人", "林晓芸"),
        ("运营中心", "运营"),
        ("甲方负责人与副总经理", "甲方"),
        ("甲方负责人与副总经理", "王敏"),
        ("总经理", "王敏"),
    ]
    (chosen,) = await mdesk.events(major_case, "plan_chosen")
    assert (chosen["n"], chosen["reason"]) == (2, "稳妥")


async def test_nothing_is_closed_while_a_crisis_goes_on_r29(
    house: House, mdesk: MajorDesk, leader: Officer, owner: Officer, major_case: Complaint
) -> None:
    """It ends with what has become of it, by whoever leads; plans are chosen from first."""
    await mdesk.begin_crisis(major_case, owner)
    await mdesk.report(major_case, owner, leader)
    with pytest.raises(WrongState) as refused:
        async with mdesk.on(major_case) as (work, found):
            await handling.close(house, work, found, "好", actor=by(owner))
    assert refused.value.code == "crisis_open"
    await mdesk.propose(major_case, owner, "致歉")
    with pytest.raises(NotAllowed):
        await mdesk.end_crisis(major_case, owner)
    with pytest.raises(WrongState) as unchosen:
        await mdesk.end_crisis(major_case, leader)
    assert unchosen.value.code == "plan_not_chosen"
    await mdesk.propose(major_case, owner, "调解")
    await mdesk.choose(major_case, leader, 1, "够了")
    await mdesk.end_crisis(major_case, leader)
    async with mdesk.on(major_case) as (work, found):
        await handling.close(house, work, found, "好", actor=by(owner))


async def test_who_was_called_says_so_by_one_tap_and_sees_the_case_r29(
    database: Database,
    house: House,
    mdesk: MajorDesk,
    owner: Officer,
    seated: dict[str, Officer],
    major_case: Complaint,
) -> None:
    """Nobody says it for somebody who was pinged, and nobody twice."""
    head = seated["customer_lead"]
    with pytest.raises(NotFound):
        await SqlRegister(database).case(head, major_case.number)
    await mdesk.begin_crisis(major_case, owner)
    for officer in (owner, seated["operations"]):
        await mdesk.pass_up(major_case, officer)
    (call,) = [c for c in await mdesk.calls(major_case) if c.officer_id == head.id]
    ping = (await mdesk.pings(head))[-1]
    taps = [decode(button["data"]) for row in ping.buttons for button in row]
    assert (Verb.COMING, call.id) in [(tap.verb, tap.subject_id) for tap in taps if tap]

    async def answer(officer: Officer) -> None:
        async with database.transaction() as work:
            made = await work.majors.get_call(call.id)
            await emergency_calls.answer(house, work, made, actor=by(officer))

    with pytest.raises(NotAllowed):
        await answer(owner)
    await answer(head)
    with pytest.raises(Conflict):
        await answer(head)
    page = await SqlRegister(database).case(head, major_case.number)
    assert page.complaint.id == major_case.id


async def test_with_everybody_off_duty_the_call_goes_up_and_says_so_r29(
    mdesk: MajorDesk, leader: Officer, owner: Officer, major_case: Complaint
) -> None:
    """Nobody holds the seat of the operations centre: the senior leader is called instead."""
    await mdesk.begin_crisis(major_case, owner)
    await mdesk.pass_up(major_case, owner)

    called = (await mdesk.events(major_case, "called"))[-1]
    assert (called["officers"], called["higher"]) == (["王敏"], True)


def with_contacts(house: House, *contacts: SiteContact, **more: Any) -> None:
    """Name contacts in the policy."""
    emergency = replace(house.policy.emergency, contacts=contacts, **more)
    house.policy = replace(house.policy, emergency=emergency)


async def test_a_card_calls_those_whom_it_names_and_keeps_record_r30(
    house: House,
    mdesk: MajorDesk,
    leader: Officer,
    owner: Officer,
    seated: dict[str, Officer],
    major_case: Complaint,
) -> None:
    """The emergency group and the site's contact, who is no officer and is to be phoned."""
    with_contacts(house, SiteContact("", "保安队长", "0571-110"))
    card = house.policy.emergency.find_card("fire")
    assert card is not None
    async with mdesk.on(major_case) as (work, found):
        await emergency_calls.call_card(house, work, found, "fire", 0, actor=by(owner))

    calls = {call.name: call for call in await mdesk.calls(major_case)}
    assert calls.keys() == {"王敏", "运营", "保安队长"}
    assert (calls["保安队长"].is_pinged, calls["保安队长"].phone) == (False, "0571-110")
    (event,) = await mdesk.events(major_case, "called")
    assert event["to_call"] == ["保安队长"]
    async with mdesk.database.transaction() as work:
        made = await work.majors.get_call(calls["保安队长"].id)
        await emergency_calls.answer(house, work, made, actor=by(owner))
    assert (await mdesk.calls(major_case))[-1].acknowledged_at is not None


async def test_who_keeps_out_is_not_called_r30(
    house: House, mdesk: MajorDesk, leader: Officer, owner: Officer, major_case: Complaint
) -> None:
    """回避 holds in an emergency, too."""
    await Decisions(mdesk.database, house).recuse(major_case, leader, owner, "家属")
    other = await mdesk.person("副总", Role.SENIOR_LEADER)
    async with mdesk.on(major_case) as (work, found):
        await emergency_calls.call_card(house, work, found, "fire", 0, actor=by(owner))

    assert [call.officer_id for call in await mdesk.calls(major_case)] == [other.id]


@pytest.mark.parametrize(
    ("reasons", "subcategory", "expected"),
    [
        (["media"], "", ["media"]),
        (["clash"], "", ["extreme"]),
        (["food_poisoning"], "", ["food_poisoning"]),
        (["repeated"], "wait", []),
    ],
)
def test_the_card_that_fits_stands_beside_the_case_r30(
    house: House, reasons: list[str], subcategory: str, expected: list[str]
) -> None:
    """By the reasons of the severity, or the sub-category."""
    found = house.policy.emergency.cards_for(reasons, subcategory)
    assert [card.code for card in found] == expected


async def test_a_card_is_chosen_and_put_away_r30(
    house: House, mdesk: MajorDesk, owner: Officer, major_case: Complaint
) -> None:
    """Chosen ones stand first; one that does not exist is refused."""
    for cards in (["lift"], []):
        async with mdesk.on(major_case) as (work, found):
            await emergency_calls.choose_card(house, work, found, "lift", actor=by(owner))
        assert (await mdesk.major(major_case)).cards == cards
    with pytest.raises(Invalid):
        async with mdesk.on(major_case) as (work, found):
            await emergency_calls.choose_card(house, work, found, "dragon", actor=by(owner))
