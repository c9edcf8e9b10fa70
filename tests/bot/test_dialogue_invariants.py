"""Whatever a customer does, nothing said is lost and nothing counted twice (R3, R6)."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from complaints.buttons import Verb
from storage import tables
from storage.unit_of_work import Database
from tests.bot.dialogue_kit import Customer
from tests.fakes import FrozenTime, make_house

TEXTS = st.sampled_from(
    [
        *(
            "态度差",
            "空调坏了",
            "唉",
            "你好",
            "谢谢",
            "请问几点开门",
            "对",
            "查进度",
            "撤回",
            "ok",
        ),
        "😡" * 9,
        "\ud800x",
    ]
)
COMMANDS = st.sampled_from(["start", "progress", "add", "human", "withdraw", "language", "dance"])
BUTTONS = st.builds(
    lambda verb, subject, argument: f"{verb}:{subject:x}:{argument}",
    st.sampled_from(Verb),
    st.integers(0, 3),
    st.sampled_from(["", "other", "en", "5", "yes", "counter"]),
)
#: Taps on the n-th newest button that is really there.
REAL_TAPS = st.integers(0, 5)
STEPS = st.one_of(
    st.tuples(st.just("text"), TEXTS),
    st.tuples(st.just("command"), COMMANDS),
    st.tuples(st.just("button"), BUTTONS),
    st.tuples(st.just("real"), REAL_TAPS),
    st.tuples(st.just("wait"), st.sampled_from([1, 11, 31, 4320, 12960])),
)


async def _live(customer: Customer, now: FrozenTime, steps: list[tuple[str, Any]]) -> int:
    sent = 0
    for kind, value in steps:
        if kind == "wait":
            now.advance(timedelta(minutes=value))
            await customer.pass_time()
            continue
        if kind == "real":
            buttons = [b for m in await customer.answers() for row in m.buttons for b in row]
            if not buttons:
                continue
            kind, value = "button", buttons[-1 - value % len(buttons)]["data"]
        await customer.send(kind=kind, **{kind: value})
        sent += 1
    return sent


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
@given(st.lists(STEPS, min_size=1, max_size=10))
async def test_every_update_has_one_outcome_and_every_word_a_place(
    steps: list[tuple[str, Any]],
) -> None:
    """Each update ends exactly once; each text is kept; numbers are 1, 2, 3 … without a gap."""
    now = FrozenTime()
    with tempfile.TemporaryDirectory() as directory:
        database = Database(f"sqlite+aiosqlite:///{directory}/desk.db", now)
        async with database.engine.begin() as connection:
            await connection.run_sync(tables.metadata.create_all)
        customer = Customer(database, make_house(now))

        sent = await _live(customer, now, steps)

        outcomes = await customer.outcomes()
        numbers = [complaint.number for complaint in await customer.complaints()]
        async with database.reading() as session:
            counted = await session.scalar(sa.select(sa.func.sum(tables.counters.c.n)))
        await database.close()
    assert len(outcomes) == sent
    assert all(state == "done" and outcome for state, outcome in outcomes.values())
    assert len(set(numbers)) == len(numbers) == (counted or 0)
