"""The API described in OpenAPI 3.1, made of the same table and models that serve it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from console.api.answers import ErrorAnswer
from console.api.endpoints import ENDPOINTS, PREFIX, Endpoint
from console.api.webchat_endpoints import (
    WEBCHAT_SCHEMES,
    References,
    webchat_models,
    webchat_paths,
)

_REF: Final = "#/components/schemas/{model}"
_IDEMPOTENCY: Final = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "A key of your own, good for two days: the same request has no second effect.",
    "schema": {"type": "string", "maxLength": 128},
}
_PATH_PARAMETERS: Final[Mapping[str, Mapping[str, Any]]] = {
    "number": {
        "description": "Number of a complaint.",
        "schema": {"type": "string", "examples": ["HY-261122-007"]},
    },
    "id": {"description": "Id of a row.", "schema": {"type": "string", "pattern": "^[0-9]+$"}},
}
_DESCRIPTION: Final = (
    "Instants are in UTC, days are business days. Ids are strings. Lists come in pages: ask for "
    "the next with `cursor`. Errors all have one shape; `code` is stable, `message` is for people."
)


@cache
def document() -> dict[str, Any]:
    """Make the whole document."""
    schemas, references = _schemas()
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in ENDPOINTS:
        operations = paths.setdefault(PREFIX + endpoint.path, {})
        operations[endpoint.method.lower()] = _operation(endpoint, references)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Huiyin API", "version": "1", "description": _DESCRIPTION},
        "paths": paths | webchat_paths(references, _refusal(references)),
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "officer": {"type": "http", "scheme": "bearer"},
                **WEBCHAT_SCHEMES,
            },
        },
    }


def _schemas() -> tuple[dict[str, Any], References]:
    wanted: list[tuple[type[BaseModel], JsonSchemaMode]] = [(ErrorAnswer, "serialization")]
    for endpoint in ENDPOINTS:
        wanted.append((endpoint.answer, "serialization"))
        if endpoint.body is not None:
            wanted.append((endpoint.body, "validation"))
    wanted += webchat_models()
    made: Any = models_json_schema(wanted, ref_template=_REF)
    references, definitions = made
    return definitions["$defs"], references


def _operation(endpoint: Endpoint, references: References) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": endpoint.run.__name__,
        "summary": (endpoint.run.__doc__ or "").partition("\n")[0],
        "tags": [endpoint.tag],
        "security": [{"officer": []}],
        "parameters": list(_parameters(endpoint)),
        "responses": {
            str(endpoint.status): {
                "description": (endpoint.answer.__doc__ or "").partition("\n")[0],
                "content": {
                    "application/json": {"schema": references[endpoint.answer, "serialization"]}
                },
            },
            "default": _refusal(references),
        },
    }
    if endpoint.body is not None:
        schema = references[endpoint.body, "validation"]
        is_required = any(field.is_required() for field in endpoint.body.model_fields.values())
        operation["requestBody"] = {
            "required": is_required,
            "content": {"application/json": {"schema": schema}},
        }
    return operation


def _refusal(references: References) -> dict[str, Any]:
    """Describe what every refusal looks like."""
    schema = references[ErrorAnswer, "serialization"]
    return {"description": "A refusal.", "content": {"application/json": {"schema": schema}}}


def _parameters(endpoint: Endpoint) -> Iterable[dict[str, Any]]:
    for name in re.findall(r"\{(\w+)\}", endpoint.path):
        yield {"name": name, "in": "path", "required": True, **_PATH_PARAMETERS[name]}
    if endpoint.query is not None:
        yield from _query_parameters(endpoint.query)
    if endpoint.is_writing:
        yield dict(_IDEMPOTENCY)


def _query_parameters(model: type[BaseModel]) -> Iterable[dict[str, Any]]:
    """Describe the fields of a query model as parameters, enumerations spelled out in place."""
    schema = model.model_json_schema(mode="validation")
    for name, field in schema["properties"].items():
        inlined = _inline(field, schema.get("$defs", {}))
        description = inlined.pop("description", None)
        yield {
            "name": name,
            "in": "query",
            "required": name in schema.get("required", ()),
            **({"description": description} if description else {}),
            "schema": inlined,
        }


def _inline(node: Any, definitions: Mapping[str, Any]) -> Any:
    if isinstance(node, list):
        return [_inline(item, definitions) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        target = dict(definitions[node["$ref"].rpartition("/")[2]])
        return _inline(target | {k: v for k, v in node.items() if k != "$ref"}, definitions)
    return {key: _inline(value, definitions) for key, value in node.items()}
