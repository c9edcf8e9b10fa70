"""The web chat's part of the document; `console.webchat` serves it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, Literal

from pydantic import BaseModel, Field
from pydantic.json_schema import JsonSchemaMode

from complaints.model import Status
from console.api.fields import Answer
from console.uploads import MAX_FILES, WebMessage
from console.visitors import COOKIE, HEADER
from console.webchat_views import PREFIX

References = Mapping[tuple[type[BaseModel], JsonSchemaMode], Mapping[str, Any]]

WEBCHAT_SCHEMES: Final = {
    "visitor": {
        "type": "apiKey",
        "in": "header",
        "name": HEADER,
        "description": "22 to 128 characters of your own making, one for each visitor.",
    },
    "visitorCookie": {"type": "apiKey", "in": "cookie", "name": COOKIE},
}
_SECURITY: Final[list[dict[str, list[str]]]] = [{"visitor": []}, {"visitorCookie": []}]


class AcceptedAnswer(Answer):
    """The message is kept; the same `client_id` may be sent again and has no second effect."""

    client_id: str


class ChatButtonAnswer(Answer):
    """A button: send `data` back as a message of kind `button`."""

    label: str
    data: str
    icon: str | None = None


class ChatFileAnswer(Answer):
    """A file of the conversation."""

    name: str
    kind: str
    url: str


class ChatMessageAnswer(Answer):
    """A message of the conversation; ids are compared by length, then by letters."""

    id: str
    from_: Literal["customer", "bot", "officer"] = Field(serialization_alias="from")
    name: str
    text: str
    at: datetime
    buttons: list[list[ChatButtonAnswer]]
    card: dict[str, Any] | None
    client_id: str
    edited: bool
    files: list[ChatFileAnswer]


class ChatStepAnswer(Answer):
    """A step on the way; `at` is an instant or ready words."""

    label: str
    at: str
    state: Literal["ok", "now", "todo"]


class ChatComplaintAnswer(Answer):
    """How the visitor's complaint stands; `line` says it in words."""

    number: str
    status: Status
    line: str
    steps: list[ChatStepAnswer]
    started_at: str
    due_at: str


class HistoryAnswer(Answer):
    """The newest messages, oldest first; the stream goes on from `last_id`."""

    messages: list[ChatMessageAnswer]
    last_id: int
    complaint: ChatComplaintAnswer | None


def webchat_models() -> list[tuple[type[BaseModel], JsonSchemaMode]]:
    """List the models that the web chat's part refers to."""
    return [
        (WebMessage, "validation"),
        (AcceptedAnswer, "serialization"),
        (HistoryAnswer, "serialization"),
    ]


def webchat_paths(references: References, refusal: Mapping[str, Any]) -> dict[str, Any]:
    """Describe the web chat's addresses; `refusal` is the response of every error."""
    message = references[WebMessage, "validation"]
    form = {
        "type": "object",
        "allOf": [message],
        "properties": {
            "file": {
                "type": "array",
                "maxItems": MAX_FILES,
                "items": {"type": "string", "format": "binary"},
            }
        },
    }
    posted = _operation(
        "post_webchat_message",
        "Say something as a customer; answered once it cannot be lost.",
        {"202": _json("Kept.", references[AcceptedAnswer, "serialization"]), "default": refusal},
    )
    posted["requestBody"] = {
        "required": True,
        "content": {
            "application/json": {"schema": message},
            "multipart/form-data": {"schema": form},
        },
    }
    history = _operation(
        "read_webchat_history",
        "Show the conversation so far.",
        {
            "200": _json("The history.", references[HistoryAnswer, "serialization"]),
            "default": refusal,
        },
    )
    stream = _operation(
        "read_webchat_stream",
        "Follow the conversation: server-sent events `message` and `state`.",
        {
            "200": {
                "description": "Events without end.",
                "content": {"text/event-stream": {"schema": {"type": "string"}}},
            },
            "default": refusal,
        },
    )
    stream["parameters"] = [
        {
            "name": "last_id",
            "in": "query",
            "required": False,
            "description": "Position to go on from; the header Last-Event-ID means the same.",
            "schema": {"type": "integer", "minimum": 0},
        }
    ]
    return {
        f"{PREFIX}/messages": {"post": posted},
        f"{PREFIX}/history": {"get": history},
        f"{PREFIX}/stream": {"get": stream},
    }


def _operation(name: str, summary: str, responses: dict[str, Any]) -> dict[str, Any]:
    return {
        "operationId": name,
        "summary": summary,
        "tags": ["webchat"],
        "security": _SECURITY,
        "responses": responses,
    }


def _json(description: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}
