"""The figures of a period (R35). What counts is said here once (promise 5); silence never does."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from complaints.clock_model import CONFIDENTIAL_CLOCKS, ClockKind
from complaints.decision_reads import CheckFigures
from complaints.figure_reads import CategoryFigures, ClockFigures, Figures, SurveyFigures
from complaints.model import Category, CloseReason, Officer, RevisitState, Solved, Status
from complaints.revisits import SCORES
from storage.tables import checks, clocks, complaints, revisits
from storage.visibility import handled_by

#: A survey belongs to the period in which it was put to the customer, by chat or by an officer.
ASKED: Final = sa.func.coalesce(revisits.c.sent_at, revisits.c.answered_at)

#: How a complaint can end. Only the first of them was dealt with to its end.
_ENDINGS: Final = (Status.CLOSED, Status.WITHDRAWN, Status.MERGED, Status.INVALID)
#: That a customer is silent is nobody's lateness, and findings are confidential.
_UNMEASURED: Final = {ClockKind.SILENT, *CONFIDENTIAL_CLOCKS}
#: What a house can be measured by.
_MEASURED: Final = tuple(kind for kind in ClockKind if kind not in _UNMEASURED)


class FigureQueries:
    """Works out a period, `from_` inclusive, `to` not, over what a viewer may see."""

    def __init__(
        self, session: AsyncSession, viewer: Officer, from_: datetime, to: datetime, now: datetime
    ) -> None:
        self._session = session
        self._viewer = viewer
        self._from, self._to = from_, to
        self._now = now

    async def figures(self) -> Figures:
        """Work everything out."""
        return Figures(
            from_=self._from,
            to=self._to,
            survey=await self._survey(),
            categories=await self._categories(),
            clocks=await self._clocks(),
            close_reasons=await self._close_reasons(),
            checks=await self._checks(),
        )

    def _within(self, at: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
        return sa.and_(at >= self._from, at < self._to, handled_by(self._viewer))

    async def _by(self, key: sa.ColumnElement[Any], query: sa.Select[Any]) -> dict[Any, int]:
        counted = query.with_only_columns(key, sa.func.count()).group_by(key)
        return {row[0]: row[1] for row in await self._session.execute(counted)}

    async def _survey(self) -> SurveyFigures:
        asked = sa.select().join_from(revisits, complaints).where(self._within(ASKED))
        states = await self._by(revisits.c.state, asked)
        solved = await self._by(revisits.c.solved, asked)
        scores = await self._by(revisits.c.score, asked)
        given = {score: scores.get(score, 0) for score in SCORES}
        n = sum(given.values())
        return SurveyFigures(
            sent=sum(states.values()),
            answered=states.get(RevisitState.ANSWERED, 0),
            solved={answer: solved.get(answer, 0) for answer in Solved},
            scores=given,
            mean=sum(score * times for score, times in given.items()) / n if n else None,
        )

    async def _categories(self) -> list[CategoryFigures]:
        category = complaints.c.category
        filed = await self._by(category, sa.select().where(self._within(complaints.c.received_at)))
        ended = {
            status.value: await self._by(category, self._ended(status)) for status in _ENDINGS
        }
        return [
            CategoryFigures(
                c, filed.get(c, 0), **{name: found.get(c, 0) for name, found in ended.items()}
            )
            for c in Category
        ]

    def _ended(self, status: Status) -> sa.Select[Any]:
        return sa.select().where(
            complaints.c.status == status, self._within(complaints.c.closed_at)
        )

    async def _close_reasons(self) -> dict[CloseReason, int]:
        found = await self._by(complaints.c.close_reason, self._ended(Status.CLOSED))
        return {reason: found.get(reason, 0) for reason in CloseReason}

    async def _checks(self) -> CheckFigures:
        """Count the checks made in the period, whenever the complaint was received (R44)."""
        made = sa.select().join_from(checks, complaints).where(self._within(checks.c.at))
        timely = await self._by(checks.c.is_timely, made)
        apt = await self._by(checks.c.is_apt, made)
        passed = await self._by(checks.c.is_timely, made.where(checks.c.is_apt.is_(True)))
        return CheckFigures(
            checked=sum(timely.values()),
            passed=passed.get(True, 0),
            late=timely.get(False, 0),
            unapt=apt.get(False, 0),
        )

    async def _clocks(self) -> list[ClockFigures]:
        received = (
            sa.select().join_from(clocks, complaints).where(self._within(complaints.c.received_at))
        )
        is_overrun = sa.and_(clocks.c.stopped_at.is_(None), clocks.c.due_at < self._now)
        kept = await self._by(clocks.c.kind, received.where(clocks.c.is_kept.is_(True)))
        missed = await self._by(
            clocks.c.kind, received.where(sa.or_(clocks.c.is_kept.is_(False), is_overrun))
        )
        return [ClockFigures(kind, kept.get(kind, 0), missed.get(kind, 0)) for kind in _MEASURED]
