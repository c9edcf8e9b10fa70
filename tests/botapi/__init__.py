"""A small faithful Bot API server on loopback, for tests, benchmarks and trying things out.

    async with BotApi() as api:
        api.text(chat=7, text="等了两个小时")  # a customer writes
        api.fail("sendMessage", too_many(2), DROP)  # what goes wrong with the next two calls
        await api.until(lambda: len(api.sent) == 1)
        assert api.sent[0].text == "…"

It keeps the rules of the real one that a desk can run into: offsets confirm, a second poller or a
webhook is a conflict, texts and button data have limits, late answers to taps are refused, and a
webhook that is not answered 2xx holds its chat back. By hand: `python -m tests.botapi`.
"""

from tests.botapi.faults import (
    ACCEPT_THEN_DROP,
    DROP,
    GARBAGE,
    REPEAT,
    Fault,
    Flood,
    migrated,
    slow,
    status,
    too_many,
)
from tests.botapi.server import BotApi
from tests.botapi.state import Sent

__all__ = [
    "ACCEPT_THEN_DROP",
    "DROP",
    "GARBAGE",
    "REPEAT",
    "BotApi",
    "Fault",
    "Flood",
    "Sent",
    "migrated",
    "slow",
    "status",
    "too_many",
]
