"""The desk is killed at random moments under load, again and again, and loses nothing.

FAULT_KILLS says how often (10 unless given), FAULT_SEED when and what.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from desk.wiring import Desk
from storage import tables
from tests.botapi import BotApi, Flood
from tests.journeys.crowd import Chaos, Crowd
from tests.journeys.harness import DeskProcess, free_port, new_home
from tests.journeys.people import release_held, rows, until

_KILLS = int(os.environ.get("FAULT_KILLS", "10"))
_SEED = int(os.environ.get("FAULT_SEED", "1"))
#: The server takes 30 messages a second, and a desk that is killed all the time falls behind.
_DRAIN_SECONDS = 60 + 3 * _KILLS


async def _kill_at_random(desk: DeskProcess, rng: random.Random) -> None:
    """Let a desk live for a moment: now and then it does not live to see its start."""
    await desk.spawn()
    if rng.random() < 0.25:
        await asyncio.sleep(rng.uniform(0.5, 2.5))
    else:
        await desk.ready()
        await asyncio.sleep(rng.uniform(0.0, 2.0))
    await desk.kill()


async def _has_drained(api: BotApi, office: Desk) -> bool:
    """Say whether all is confirmed, understood and sent."""
    new = sa.select(sa.func.count()).where(tables.inbox.c.state == "new")
    queued = sa.select(sa.func.count()).where(tables.outbox.c.state == "queued")
    waiting = [(await rows(office, query))[0][0] for query in (new, queued)]
    return not api.pending and waiting == [0, 0]


async def _what_waits(api: BotApi, office: Desk, desk: DeskProcess) -> str:
    inbox, outbox = tables.inbox, tables.outbox
    new = await rows(office, sa.select(inbox).where(inbox.c.state == "new").limit(3))
    queued = await rows(office, sa.select(outbox).where(outbox.c.state == "queued").limit(3))
    return f"{len(api.pending)=} {new=} {queued=} {desk.log[-10:]=}"


@pytest.mark.slow
@pytest.mark.timeout(180 + 15 * _KILLS)
@pytest.mark.asyncio(loop_scope="function")
async def test_nothing_is_lost_and_nothing_doubled_by_kill_9(kind: str, tmp_path: Path) -> None:
    """R5, R6: one outcome for every update, every acknowledgement sent, every number explained."""
    rng = random.Random(_SEED)
    chaos = Chaos(rng)
    async with BotApi(chaos=chaos, flood=Flood()) as api, new_home(tmp_path, kind) as home:
        settings = {"TELEGRAM_BOT_TOKEN": api.token, "TELEGRAM_API_URL": api.url}
        async with DeskProcess(home, settings, port=free_port()).killed_at_the_end() as desk:
            crowd = Crowd(api, desk.url, rng)
            async with crowd.writing():
                for _ in range(_KILLS):
                    await _kill_at_random(desk, rng)
                chaos.is_calm = True
                await desk.start()
            async with home.office() as office:
                await _drain(api, office, desk)
                await desk.stop()
                await _prove(api, crowd, office)


async def _drain(api: BotApi, office: Desk, desk: DeskProcess) -> None:
    await release_held(office)  # pauses between tries grow to hours
    try:
        await until(lambda: _has_drained(api, office), seconds=_DRAIN_SECONDS)
    except TimeoutError:
        pytest.fail(await _what_waits(api, office, desk))


async def _prove(api: BotApi, crowd: Crowd, office: Desk) -> None:
    inbox = await rows(office, sa.select(tables.inbox).order_by(tables.inbox.c.id))
    complaints = await rows(office, sa.select(tables.complaints).order_by(tables.complaints.c.id))
    messages = await rows(office, sa.select(tables.messages).order_by(tables.messages.c.id))
    chats = {row.id: row for row in await rows(office, sa.select(tables.conversations))}
    _prove_that_all_is_received_once(api, crowd, inbox)
    _prove_that_outcomes_are_kept(inbox, messages)
    _prove_that_everybody_has_one_complaint(crowd, complaints, chats)
    _prove_that_acknowledgements_arrived(api, complaints, messages, chats)
    counters = await rows(office, sa.select(tables.counters))
    _prove_that_numbers_are_explained(complaints, counters)


def _prove_that_all_is_received_once(api: BotApi, crowd: Crowd, inbox: Sequence[Any]) -> None:
    """What a channel considers received is in the inbox, once, with one outcome."""
    received = Counter((row.channel, row.external_id) for row in inbox)
    assert max(received.values()) == 1
    telegram = {external_id for channel, external_id in received if channel == "telegram"}
    web = {external_id for channel, external_id in received if channel == "webchat"}
    assert telegram == {str(update_id) for update_id in api.confirmed}
    assert web >= set(crowd.accepted)
    assert {row.state for row in inbox} == {"done"}
    assert all(row.outcome for row in inbox)


def _prove_that_outcomes_are_kept(inbox: Sequence[Any], messages: Sequence[Any]) -> None:
    """Whatever is said to have become a message is one, exactly once, and nothing else is."""
    heard = Counter(
        (message.conversation_id, message.client_id or message.external_id)
        for message in messages
        if message.direction == "in"
    )
    claimed = Counter(
        (row.conversation_id, _message_id(row))
        for row in inbox
        if row.outcome.startswith(("complaint:", "message:", "info:"))
    )
    assert claimed == heard


def _message_id(row: Any) -> str:
    update = json.loads(row.raw)
    if row.channel == "webchat":
        return str(update["client_id"])
    return str((update.get("message") or update["edited_message"])["message_id"])


def _prove_that_everybody_has_one_complaint(
    crowd: Crowd, complaints: Sequence[Any], chats: dict[int, Any]
) -> None:
    by_address = Counter(chats[complaint.conversation_id].address for complaint in complaints)
    assert by_address == Counter([*map(str, crowd.chats), *crowd.visitors])


def _prove_that_acknowledgements_arrived(
    api: BotApi, complaints: Sequence[Any], messages: Sequence[Any], chats: dict[int, Any]
) -> None:
    """Each number reached the chat it belongs to, and the case knows it."""
    shown = {m.complaint_id: m.delivery for m in messages if m.purpose == "acknowledge"}
    assert {shown[complaint.id] for complaint in complaints} == {"sent"}
    arrived: dict[int, str] = {}
    for sent in api.sent:
        arrived[sent.chat] = arrived.get(sent.chat, "") + sent.text
    for complaint in complaints:
        chat = chats[complaint.conversation_id]
        if chat.channel == "telegram":
            assert f"编号 {complaint.number}" in arrived[int(chat.address)]


def _prove_that_numbers_are_explained(complaints: Sequence[Any], counters: Sequence[Any]) -> None:
    """R6: each given once, none skipped, and the counters stand where the complaints end."""
    days = Counter(complaint.number.rsplit("-", 1)[0] for complaint in complaints)
    for day, total in days.items():
        given = {f"{day}-{n:03d}" for n in range(1, total + 1)}
        assert {c.number for c in complaints if c.number.startswith(day)} == given
    assert sum(counter.n for counter in counters) == len(complaints)
