"""The document says what the API does."""

from __future__ import annotations

import json
from typing import Any

import pytest

from console.api.endpoints import ENDPOINTS, PREFIX
from console.api.openapi import document
from tests.api.conftest import Client, Program


async def test_the_document_is_served_to_everybody_and_valid(api: Client) -> None:
    """OpenAPI 3.1, without a token, so that a client can be made from it."""
    async with api.get(f"{PREFIX}/openapi.json") as answer:
        served = await answer.json()

    assert served["openapi"] == "3.1.0"
    pytest.importorskip("openapi_spec_validator").validate(served)


def test_every_route_is_described() -> None:
    """What is routed is documented, and the web chat with it."""
    described = {
        (method.upper(), path)
        for path, operations in document()["paths"].items()
        for method in operations
    }

    assert described == {(e.method, PREFIX + e.path) for e in ENDPOINTS} | {
        ("POST", f"{PREFIX}/webchat/messages"),
        ("GET", f"{PREFIX}/webchat/history"),
        ("GET", f"{PREFIX}/webchat/stream"),
    }


def test_operations_have_names_of_their_own() -> None:
    """Generated clients name their functions by them."""
    names = [
        operation["operationId"]
        for operations in document()["paths"].values()
        for operation in operations.values()
    ]

    assert len(names) == len(set(names))


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda e: f"{e.method} {e.path}")
def test_writing_endpoints_take_a_key_and_a_body(endpoint: Any) -> None:
    """Every POST is documented with its model and the idempotency key."""
    operation = document()["paths"][PREFIX + endpoint.path][endpoint.method.lower()]

    names = {parameter["name"] for parameter in operation["parameters"]}
    assert ("Idempotency-Key" in names) is (endpoint.method == "POST")
    assert ("requestBody" in operation) is (endpoint.method == "POST")
    assert operation["summary"]


def test_no_reference_leads_nowhere() -> None:
    """Every $ref has its schema."""
    schemas = document()["components"]["schemas"]
    text = json.dumps(document())

    for part in text.split('"$ref": "')[1:]:
        assert part.partition('"')[0].rpartition("/")[2] in schemas


async def test_an_answer_has_the_fields_of_its_schema(program: Program) -> None:
    """What is documented as an answer is what comes."""
    _, filed = await program.post("/complaints", {"text": "灯坏了", "channel": "phone"})
    _, case = await program.get(f"/complaints/{filed['number']}")
    schemas = document()["components"]["schemas"]

    assert filed.keys() == schemas["ComplaintAnswer"]["properties"].keys()
    assert case.keys() == schemas["CaseAnswer"]["properties"].keys()
