"""A complaint by Telegram from the first word to the last, at a desk in a process of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import sqlalchemy as sa

from complaints import handling
from complaints.evidence import GivenFile
from complaints.model import Role, by
from desk.wiring import Desk
from storage import tables
from tests.botapi import BotApi
from tests.journeys.harness import Home, run_command
from tests.journeys.people import (
    Person,
    complaint_of,
    officer,
    outcomes,
    release_held,
    rows,
    somebody,
    until,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def _resolve(office: Desk, customer: Person, name: str, result: str) -> None:
    """Let an officer tell the result, as the console does."""
    complaint = await complaint_of(office, customer)
    async with office.database.transaction() as work:
        found = await work.accounts.find_officer(name)
        assert found is not None
        loaded = await work.complaints.get(complaint.id)
        await handling.resolve(office.house, work, loaded, result, actor=by(found))
    await release_held(office)


async def _timeline(office: Desk, customer: Person) -> list[str]:
    complaint = await complaint_of(office, customer)
    query = (
        sa.select(tables.timeline.c.kind)
        .where(tables.timeline.c.complaint_id == complaint.id)
        .order_by(tables.timeline.c.id)
    )
    return [row.kind for row in await rows(office, query)]


async def test_a_complaint_goes_from_the_first_word_to_the_customers_yes(
    home: Home, office: Desk, api: BotApi
) -> None:
    """R1-R5, R18, R26: acknowledged, read back, completed, taken once, answered, closed."""
    added = await run_command(
        home, "officer", "add", "王丽", "--role", "lobby_manager", stdin="a long pass phrase 20\n"
    )
    assert added.code == 0, added.err
    first = await officer(office, api, "王丽", Role.LOBBY_MANAGER)
    second = await officer(office, api, "陈强", Role.DUTY_MANAGER)
    customer = somebody(api)

    customer.says("你们大厅的空调坏了，热得受不了")
    ack = await customer.hears(
        "对不起", "已受理，编号 HY-", "前，后勤保障部会有人联系您", "空调坏了"
    )
    assert list(ack.buttons) == ["对", "要改一下"]
    pings = [await first.hears("【待接单】", "设施设备"), await second.hears("【待接单】")]
    assert "空调" not in pings[0].text

    customer.taps(ack, "对")
    place = await customer.hears("在哪里")
    customer.taps(place, "大堂")
    occurred = await customer.hears("什么时候")
    customer.taps(occurred, "跳过")
    await customer.hears("留个电话")
    customer.says("13800000000")
    demand = await customer.hears("怎么处理")
    customer.taps(demand, "跳过")
    await customer.hears("谢谢您直说")

    first.taps(pings[0], "接单")
    second.taps(pings[1], "接单")
    heard = [(await person.hears()).text for person in (first, second)]
    winner, loser = ("王丽", "陈强") if "归您了" in heard[0] else ("陈强", "王丽")
    assert sum("归您了" in text for text in heard) == 1
    assert f"{winner} 先一步接了" in heard[0 if winner == "陈强" else 1]
    await customer.hears(winner, "接手")

    await _resolve(office, customer, winner, "空调已修好，请您放心。")
    result = await customer.hears("有结果了", "空调已修好")
    customer.taps(result, "满意")
    await customer.hears("谢谢您", "办结")

    complaint = await complaint_of(office, customer)
    assert (complaint.status, complaint.close_reason) == ("closed", "satisfied")
    assert (complaint.place, complaint.is_confirmed) == ("lobby", True)
    told = await _timeline(office, customer)
    for kind in (
        "filed",
        "pinged",
        "record_confirmed",
        "completed",
        "taken",
        "resolved",
        "closed",
    ):
        assert kind in told
    assert loser != winner


async def test_a_photo_that_goes_with_a_reply_reaches_the_customer_r25(
    office: Desk, api: BotApi
) -> None:
    """The words first, the picture after them, as it was uploaded."""
    await officer(office, api, "王丽", Role.LOBBY_MANAGER)
    customer = somebody(api)
    customer.says("空调坏了")
    await customer.hears("已受理")
    complaint = await complaint_of(office, customer)

    async def upload() -> AsyncIterator[bytes]:
        yield b"a picture"

    sha256, size = await office.files.save(upload())
    photo = GivenFile("photo", "维修单.jpg", "image/jpeg", size, sha256)
    async with office.database.transaction() as work:
        found = await work.accounts.find_officer("王丽")
        assert found is not None
        loaded = await handling.take(office.house, work, complaint.id, actor=by(found))
        await handling.reply(
            office.house, work, loaded, "师傅已到场", actor=by(found), files=[photo]
        )
    await customer.hears("接手")
    await customer.hears("师傅已到场")
    picture = await customer.hears()

    assert picture.file == ("photo", "维修单.jpg", b"a picture")


async def test_who_is_not_satisfied_is_asked_why_and_goes_one_level_up(
    office: Desk, api: BotApi
) -> None:
    """R26: reopened with a new promise, the next level pinged, the reason kept with the case."""
    taker = await officer(office, api, "李明", Role.DUTY_MANAGER)
    above = await officer(office, api, "赵经理", Role.LOBBY_MANAGER)
    customer = somebody(api)
    customer.says("你们柜员态度太差了，还骂人")
    await customer.hears("已受理")
    ping = await taker.hears("【待接单】", "服务态度")
    taker.taps(ping, "接单")
    await taker.hears("归您了")
    await customer.hears("李明", "接手")
    await _resolve(office, customer, "李明", "已批评教育。")
    result = await customer.hears("已批评教育")

    customer.taps(result, "还没办好")
    await customer.hears("没办好，对不起", "重新打开", "哪里还不行")
    await above.hears("【待接单】", "服务态度")
    customer.says("没有人向我道歉")
    await customer.hears("已补充到")

    complaint = await complaint_of(office, customer)
    assert (complaint.status, complaint.episode, complaint.level) == ("new", 2, 2)
    assert (await outcomes(office, customer))[-1] == f"message:{complaint.number}"


async def test_everything_said_has_one_outcome(office: Desk, api: BotApi) -> None:
    """The inbox is settled and every message stands in the conversation."""

    async def is_settled() -> bool:
        states = await rows(office, sa.select(tables.inbox.c.state).distinct())
        return {row.state for row in states} == {"done"}

    await until(is_settled)
