"""The web chat as a channel.

Its page writes into the inbox itself, so here is only reading and sending.

A message counts as delivered once it is committed to the conversation; the page's stream shows it
then.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from bot.channels.protocol import (
    Capabilities,
    Edit,
    Incoming,
    IncomingFile,
    IncomingKind,
    MalformedUpdate,
    Outgoing,
    Receipt,
    Rejected,
)
from complaints.model import Channel

_KINDS = {
    "text": IncomingKind.TEXT,
    "button": IncomingKind.BUTTON,
    "command": IncomingKind.COMMAND,
}


class WebChatChannel:
    """A `ChatChannel` for the page at /chat. An address is a visitor id."""

    channel = Channel.WEBCHAT
    capabilities = Capabilities(edits=False, text_limit=20_000)

    def address_of(self, raw: bytes) -> str:
        """Return "": the page's handler knows the visitor and says so itself."""
        del raw
        return ""

    def parse(self, raw: bytes) -> Incoming:
        """Read what the page's handler stored.

        Raises:
            MalformedUpdate: it is no update of the web chat.
        """
        try:
            update = json.loads(raw)
            return Incoming(
                kind=_KINDS[update["kind"]],
                external_id=update["client_id"],
                client_id=update["client_id"],
                at=datetime.fromisoformat(update["at"]).astimezone(UTC),
                text=update.get("text", ""),
                command=update.get("command", ""),
                button=update.get("button", ""),
                files=tuple(_file(entry) for entry in update.get("files", [])),
                language_hint=update.get("language", ""),
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise MalformedUpdate(type(error).__name__) from error

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Accept: the message is in the conversation already, and the page reads it from there."""
        del outgoing
        return Receipt()

    async def edit(self, edit: Edit) -> None:
        """Accept: the page reads the changed message from the conversation as well."""
        del edit

    async def fetch(self, remote: dict[str, Any]) -> bytes:
        """Refuse: files of the web chat are stored before their message arrives."""
        raise Rejected("files of the web chat are stored already")


def _file(entry: dict[str, Any]) -> IncomingFile:
    return IncomingFile(
        kind=entry["kind"],
        remote={"sha256": entry["sha256"]},
        name=entry["name"],
        mime=entry["mime"],
        size=int(entry["size"]),
    )
