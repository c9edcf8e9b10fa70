"""Every refusal has the one shape, whatever is wrong."""

from __future__ import annotations

from typing import Any

import pytest

from storage.unit_of_work import Database
from tests.api.conftest import Client, Program


async def refused(api: Client, method: str, path: str, **rest: Any) -> tuple[int, str]:
    """Call and check the shape of the refusal; returns status and code."""
    async with api.request(method, path, **rest) as answer:
        body = await answer.json()
    assert body.keys() == {"error"}
    assert body["error"].keys() == {"code", "message", "details"}
    assert body["error"]["message"]
    return answer.status, body["error"]["code"]


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ({}, "token_missing"),
        ({"Authorization": "Basic eA=="}, "token_missing"),
        ({"Authorization": "Bearer "}, "token_missing"),
        ({"Authorization": "Bearer wrong"}, "token_unknown"),
        ({"Authorization": "Bearer \u00e9"}, "token_missing"),
    ],
)
async def test_without_a_good_token_nobody_comes_in(
    api: Client, header: dict[str, str], code: str
) -> None:
    """401 names the scheme, as HTTP wants it."""
    assert await refused(api, "GET", "/api/v1/complaints", headers=header) == (401, code)
    async with api.get("/api/v1/complaints", headers=header) as answer:
        assert answer.headers["WWW-Authenticate"] == "Bearer"


async def test_the_token_of_who_has_left_is_worth_nothing(
    program: Program, database: Database
) -> None:
    """Disabling an officer ends their programs, too."""
    async with database.transaction() as work:
        officer = await work.people.get_officer(program.officer.id)
        officer.is_active = False

    status, answer = await program.get("/complaints")

    assert (status, answer["error"]["code"]) == (401, "token_unknown")


async def test_addresses_and_methods_that_do_not_exist(api: Client, program: Program) -> None:
    """404 and 405 look like every other refusal; 405 says what is allowed."""
    headers = {"Authorization": f"Bearer {program.token}"}

    assert await refused(api, "GET", "/api/v1/nothing", headers=headers) == (404, "http_404")
    assert await refused(api, "DELETE", "/api/v1/complaints", headers=headers) == (405, "http_405")
    async with api.delete("/api/v1/complaints", headers=headers) as answer:
        assert set(answer.headers["Allow"].split(",")) >= {"GET", "POST"}


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b"[1,", b'{"text": "\\ud800'])
async def test_what_is_no_json_is_malformed(api: Client, program: Program, body: bytes) -> None:
    """400, not a page of traceback."""
    headers = {"Authorization": f"Bearer {program.token}"}

    answer = await refused(api, "POST", "/api/v1/complaints", data=body, headers=headers)

    assert answer == (400, "malformed_json")


async def test_every_wrong_field_is_named_at_once(program: Program) -> None:
    """A program's author sees all that is wrong, and none of what was sent."""
    status, answer = await program.post("/complaints", {"channel": "pigeon", "secret": "机密"})

    assert (status, answer["error"]["code"]) == (422, "invalid_request")
    problems = answer["error"]["details"]["problems"]
    assert {problem["field"] for problem in problems} == {"text", "channel", "secret"}
    assert "机密" not in str(answer)


@pytest.mark.parametrize("body", [[], "x", 7, None])
async def test_a_body_that_is_no_object_is_refused(program: Program, body: Any) -> None:
    """JSON alone is not enough."""
    status, _ = await program.post("/complaints", body if body is not None else [None])

    assert status == 422


async def test_a_body_has_its_limit(api: Client, program: Program) -> None:
    """413 before anything of it is parsed."""
    headers = {"Authorization": f"Bearer {program.token}"}
    big = b'{"text": "' + b"x" * 300_000

    answer = await refused(api, "POST", "/api/v1/complaints", data=big, headers=headers)

    assert answer == (413, "body_too_large")


@pytest.mark.parametrize("number", ["x", "HY-260311-000", "%00", "HY-%E0%A4%A", "9" * 200])
async def test_odd_numbers_are_simply_not_found(program: Program, number: str) -> None:
    """Neither NUL nor broken encodings get further than 404."""
    status, answer = await program.get(f"/complaints/{number}")

    assert (status, answer["error"]["code"]) == (404, "complaint_not_found")


@pytest.mark.parametrize("row_id", ["x", "-1", "9" * 19, "9" * 40, "\u0661"])
async def test_odd_ids_are_simply_not_found(program: Program, row_id: str) -> None:
    """An id is up to 63 bits of decimal digits."""
    status, _ = await program.post(f"/infos/{row_id}/sign")

    assert status == 404


async def test_nul_and_surrogates_in_a_text_do_no_harm(program: Program) -> None:
    """What a database cannot hold is replaced, the rest is kept (DESIGN, Databases)."""
    body = {"text": "灯坏\x00了", "channel": "phone"}

    status, filed = await program.post("/complaints", body)
    _, found = await program.get("/complaints", q="灯坏\x00")

    assert status == 201
    assert [row["number"] for row in found["items"]] == [filed["number"]]
