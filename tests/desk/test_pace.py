"""A channel's pace: a burst of a second, and a full interval within one conversation."""

from __future__ import annotations

from complaints.model import ConversationId
from desk.pace import Pace

ONE, OTHER = ConversationId(1), ConversationId(2)


class Ticks:
    """A clock in seconds that is set by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        """Return the seconds."""
        return self.now


def test_a_conversation_rests_for_its_interval() -> None:
    """One message a second in a chat; others may be written to meanwhile."""
    ticks = Ticks()
    pace = Pace(per_conversation=1, overall=30, clock=ticks)
    pace.used(ONE)

    assert pace.resting() == {ONE}
    assert pace.free_in() == 1
    ticks.now += 1
    assert pace.resting() == set()


def test_a_second_of_messages_may_go_at_once_and_no_more() -> None:
    """Thirty at once, then one each thirtieth of a second."""
    ticks = Ticks()
    pace = Pace(per_conversation=0, overall=30, clock=ticks)
    for _ in range(30):
        pace.used(ONE)

    assert pace.room() == 0
    assert pace.free_in() is not None
    ticks.now += 0.125
    assert pace.room() == 3


def test_what_is_free_already_holds_nothing_back() -> None:
    """A conversation whose rest is over gives no reason to look again at once, for ever."""
    ticks = Ticks()
    pace = Pace(per_conversation=1, overall=30, clock=ticks)
    pace.used(ONE)
    ticks.now += 5

    assert pace.free_in() is None


def test_without_rates_nothing_is_held_back() -> None:
    """A channel without limits always has room."""
    pace = Pace(per_conversation=0, overall=0)
    pace.used(OTHER)

    assert pace.room() > 1_000
    assert pace.free_in() is None
