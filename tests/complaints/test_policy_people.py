"""What a house may set for internal complaints and responsibility (R9, R34), and what not."""

from __future__ import annotations

from datetime import datetime, time

import pytest

from complaints.model import Role, Severity
from complaints.policy_people import SEATS, DecidedBy
from complaints.workdays import OpeningHours, Weekdays
from tests.complaints.test_policy import pack, problems, read
from tests.fakes import ZONE


def test_the_defaults_are_those_of_the_rules() -> None:
    """R9, R34: the lobby's file says what is so anyway."""
    for policy in (pack("lobby"), read("")):
        internal, responsibility = policy.internal, policy.responsibility
        assert internal.seats == SEATS
        assert internal.report_by == time(18)
        assert (str(internal.review_within), str(internal.review)) == ("7 d", "3 wd")
        assert len(internal.classes) == 6
        assert responsibility.by is DecidedBy.KIND
        assert (str(responsibility.unreachable), str(responsibility.hear)) == ("48 h", "8 h")
        assert list(responsibility.points.values()) == [2, 5, 10]
        assert responsibility.dismissal_from is Severity.MAJOR


def test_a_house_may_have_other_levels_and_classes() -> None:
    """R9: two levels; the top one is always a senior leader's."""
    internal = read(
        """
        [internal]
        seats = ["quality_office", "senior_leader"]
        [[internal.classes]]
        code = "shift"
        name = "排班"
        """
    ).internal

    assert (internal.top, internal.level_of(Role.HR)) == (1, None)
    assert internal.level_of(Role.SENIOR_LEADER) == 1
    assert (internal.class_name("shift"), internal.class_name("gone")) == ("排班", "gone")


@pytest.mark.parametrize(
    ("source", "path"),
    [
        ('[internal]\nseats = ["administrator", "senior_leader"]', "internal.seats"),
        ('[internal]\nseats = ["hr"]', "internal.seats"),
        ('[internal]\nseats = ["senior_leader", "hr"]', "internal.seats"),
        ('[internal]\nseats = ["hr", "hr", "senior_leader"]', "internal.seats"),
        ('[internal]\nreport_by = "late"', "internal.report_by"),
        ('[internal]\nreport_by = "18:00+08:00"', "internal.report_by"),
        ('[internal]\nreview = "soon"', "internal.review"),
        ('[internal]\nreviews = "3 d"', "internal.reviews"),
        ('[[internal.classes]]\ncode = "a b"\nname = "甲"', "internal.classes[0].code"),
        ('[responsibility]\nby = "mood"', "responsibility.by"),
        ('[responsibility]\nhear = "now"', "responsibility.hear"),
        ("[responsibility.points]\nminor = -1", "responsibility.points.minor"),
        ("[responsibility.points]\ngrave = 1", "responsibility.points.grave"),
        ("[responsibility]\ntransfer_after = 1000", "responsibility.transfer_after"),
        ('[responsibility]\ndismissal_from = "any"', "responsibility.dismissal_from"),
    ],
)
def test_nonsense_is_refused_with_its_key_path(source: str, path: str) -> None:
    """Bad input: no policy opens the register to others, or takes points away below zero."""
    assert path in problems(source)


@pytest.mark.parametrize(
    ("filed", "due"),
    [
        ("2026-03-12 09:00", "2026-03-12 18:00"),
        ("2026-03-12 18:00", "2026-03-13 18:00"),
        ("2026-03-13 20:00", "2026-03-16 18:00"),
        ("2026-03-14 09:00", "2026-03-16 18:00"),
    ],
)
def test_the_same_day_is_a_working_day(filed: str, due: str) -> None:
    """R9: what is filed in the evening or at the weekend has until the next working day."""
    office = OpeningHours(((time(9), time(17)),), ZONE, Weekdays())
    moment = datetime.fromisoformat(filed).replace(tzinfo=ZONE)

    found = read("").internal.report_due(office, moment)
    assert found == datetime.fromisoformat(due).replace(tzinfo=ZONE)
