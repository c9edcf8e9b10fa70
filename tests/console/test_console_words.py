"""Every word that the console puts together from a value is there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from complaints.clock_model import ClockKind
from complaints.decision_model import (
    ApprovalKind,
    ApprovalState,
    Bar,
    InvalidReason,
    Motive,
    RemedyKind,
    RemedyState,
)
from complaints.extras import Extra
from complaints.ledger_reads import PendingView
from complaints.list_reads import View
from complaints.major_model import MeasureState, Section
from complaints.major_reads import Lack
from complaints.model import (
    Category,
    Channel,
    CloseReason,
    RevisitState,
    Role,
    Severity,
    Solved,
    Status,
)
from complaints.pending_model import CallResult, PendingCause, PendingState
from complaints.talk_model import Delivery
from complaints.validity import TOLD
from console.catalogue import Catalogue
from console.pages_case import RECORD_FIELDS

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """Give the words."""
    return Catalogue.load()


def _each(prefix: str, values: Iterable[str]) -> list[str]:
    return [f"{prefix}.{value}" for value in values]


def _kinds_of_events() -> set[str]:
    """Find the kinds that are recorded anywhere in the program."""
    recorded = re.compile(
        r"""record\(\s*(?:turn\.)?work,\s*complaint,\s*"([a-z_]+)\"""", re.DOTALL
    )
    sources = [*ROOT.glob("complaints/*.py"), *ROOT.glob("bot/*.py")]
    return {kind for path in sources for kind in recorded.findall(path.read_text("utf-8"))}


def _reasons() -> set[str]:
    """Find the reasons that the classifier may give."""
    written = re.compile(r'^reason = "([a-z_]+)"', re.MULTILINE)
    text = (ROOT / "nlp" / "lexicon" / "severity.toml").read_text("utf-8")
    return {"amount", "departments", *written.findall(text)}


def test_every_value_of_the_model_has_words(catalogue: Catalogue) -> None:
    """What is put together from a value is there for all of them."""
    wanted = [
        *_each("status", Status),
        *_each("role", Role),
        *_each("view", View),
        *_each("pending.cause", PendingCause),
        *_each("pending.state", PendingState),
        *_each("pending.view", PendingView),
        *_each("call", CallResult),
        *_each("category", Category),
        *_each("category.short", Category),
        *_each("severity", Severity),
        *_each("channel", Channel),
        *_each("clock", ClockKind),
        *_each("close", CloseReason),
        *_each("delivery", (d for d in Delivery if d is not Delivery.RECORDED)),
        *_each("revisit.state", RevisitState),
        *_each("solved", Solved),
        *_each("record", (*RECORD_FIELDS, *Extra)),
        *_each("event", _kinds_of_events() - {"closed"}),
        *_each("event.closed", CloseReason),
        *_each("reason", _reasons()),
        *_each("remedy", RemedyKind),
        *_each("remedy.state", RemedyState),
        *_each("approval", ApprovalKind),
        *_each("approval.state", ApprovalState),
        *_each("invalid", InvalidReason),
        *_each("motive", Motive),
        *_each("bar", Bar),
        *_each("told", TOLD),
        *_each("lack", Lack),
        *_each("section", Section),
        *_each("measure", (state for state in MeasureState if state is not MeasureState.PLANNED)),
    ]

    assert len(_kinds_of_events()) > 15
    assert [key for key in wanted if not catalogue.has(key)] == []


def test_every_refusal_of_the_rules_has_words(catalogue: Catalogue) -> None:
    """Whatever a form of the console may be refused with is told in words."""
    raised = re.compile(r"""raise \w+\(\s*"([a-z_]+)\"""")
    sources = [*ROOT.glob("complaints/*.py"), *ROOT.glob("console/*.py")]
    codes = {code for path in sources for code in raised.findall(path.read_text("utf-8"))}

    assert len(codes) > 20
    assert sorted(code for code in codes if not catalogue.has(f"error.{code}")) == []
