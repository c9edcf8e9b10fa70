"""A newcomer's desk: believable cases by the real rules, and never into a desk that is in use."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from complaints.errors import WrongState
from complaints.model import Status
from desk.demo.season import stage_season
from desk.demo.stage import Clock
from desk.settings import read_settings
from desk.triage import ClassifierTriage
from desk.wiring import Desk, make_desk
from nlp.loading import load_classifier
from storage import audit, tables
from storage.migrate import migrate

UNTIL = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def triage(tmp_path_factory: pytest.TempPathFactory) -> ClassifierTriage:
    """Give the real classifier."""
    return ClassifierTriage(load_classifier(tmp_path_factory.mktemp("jieba")))


@pytest.fixture
async def clock() -> Clock:
    """Give the clock of the stage, twelve days back."""
    return Clock(UNTIL - timedelta(days=12))


@pytest.fixture
async def desk(tmp_path: Path, triage: ClassifierTriage, clock: Clock) -> AsyncIterator[Desk]:
    """Give an empty desk on that clock."""
    desk = make_desk(read_settings({"DESK_DATA_DIR": str(tmp_path)}), triage, now=clock)
    await migrate(desk.database.engine)
    yield desk
    await desk.database.close()


async def test_some_days_are_played_by_the_real_rules_once(desk: Desk, clock: Clock) -> None:
    """Closed cases and open ones, nothing said without an outcome, and no second season."""
    await stage_season(desk, clock, "hash", UNTIL, lambda at: None)
    async with desk.database.reading() as session:
        complaints, inbox, messages = tables.complaints.c, tables.inbox.c, tables.messages.c
        query = sa.select(complaints.status, sa.func.count().label("n")).group_by(
            complaints.status
        )
        found = {row.status: row.n for row in await session.execute(query)}
        unread = await session.scalar(
            sa.select(sa.func.count()).where(inbox.state != "done").select_from(tables.inbox)
        )
        latest = await session.scalar(sa.select(sa.func.max(messages.at)))
    problems = await audit.verify(desk.database)

    assert found[Status.CLOSED] > 10
    assert found[Status.NEW] + found[Status.OPEN] > 2
    assert unread == 0
    assert latest is not None
    assert latest <= UNTIL
    assert problems == []

    with pytest.raises(WrongState, match="demo_needs_an_empty_desk"):
        await stage_season(desk, clock, "hash", UNTIL, lambda at: None)
