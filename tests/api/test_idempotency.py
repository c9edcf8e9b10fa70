"""A request that is sent again has no second effect."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from tests.api.conftest import NewProgram, Program
from tests.fakes import FrozenTime

FILED = {"text": "灯坏了", "channel": "phone"}


async def test_the_same_key_gets_the_same_answer(program: Program) -> None:
    """The complaint is filed once, and both answers name it."""
    first = await program.post("/complaints", FILED, key="a-1")
    second = await program.post("/complaints", FILED, key="a-1")

    assert first == second
    _, listed = await program.get("/complaints")
    assert len(listed["items"]) == 1


async def test_the_same_key_for_something_else_is_refused(program: Program) -> None:
    """A key names one request; 422 tells that the program has mixed them up."""
    _, filed = await program.post("/complaints", FILED, key="a-1")

    for path, body in (
        ("/complaints", FILED | {"text": "门坏了"}),
        (f"/complaints/{filed['number']}/take", FILED),
    ):
        status, answer = await program.post(path, body, key="a-1")
        assert status == 422
        assert answer["error"]["code"] in ("idempotency_key_reused", "invalid_request")


async def test_without_a_key_every_request_counts(program: Program) -> None:
    """Two equal complaints are two complaints."""
    await program.post("/complaints", FILED)
    await program.post("/complaints", FILED)

    _, listed = await program.get("/complaints")
    assert len(listed["items"]) == 2


async def test_a_refused_request_keeps_no_answer(program: Program) -> None:
    """After a refusal the same key may succeed, because nothing has happened yet."""
    _, filed = await program.post("/complaints", FILED)
    path = f"/complaints/{filed['number']}/resume"

    refused, _ = await program.post(path, key="b-1")
    await program.post(f"/complaints/{filed['number']}/take")
    await program.post(f"/complaints/{filed['number']}/wait", {"reason": "等照片"})
    accepted, answer = await program.post(path, key="b-1")

    assert (refused, accepted, answer["status"]) == (409, 200, "open")


async def test_keys_belong_to_their_officer(program: Program, new_program: NewProgram) -> None:
    """Two programs may use the same key and never see each other's answers."""
    other = await new_program("王敏")

    _, mine = await program.post("/complaints", FILED, key="1")
    _, theirs = await other.post("/complaints", FILED, key="1")

    assert mine["number"] != theirs["number"]


async def test_two_at_once_have_one_effect(program: Program) -> None:
    """The second waits for the first and is answered the same."""
    answers = await asyncio.gather(
        *(program.post("/complaints", FILED, key="c-1") for _ in range(5))
    )

    assert {(status, answer["number"]) for status, answer in answers} == {(201, "HY-260311-001")}


async def test_an_old_key_means_nothing_any_more(program: Program, now: FrozenTime) -> None:
    """Keys are kept for two days."""
    _, first = await program.post("/complaints", FILED, key="d-1")
    now.advance(timedelta(days=2, seconds=1))
    _, second = await program.post("/complaints", FILED, key="d-1")

    assert first["number"] != second["number"]


@pytest.mark.parametrize("key", ["x" * 129, "ключ"])
async def test_an_odd_key_is_refused(program: Program, key: str) -> None:
    """A key is at most 128 printable ASCII characters."""
    status, answer = await program.post("/complaints", FILED, key=key)

    assert (status, answer["error"]["code"]) == (422, "bad_idempotency_key")
