"""Files of a complaint: pictures may be shown, everything else is only ever downloaded (R25)."""

from __future__ import annotations

from urllib.parse import quote

from aiohttp import web

from complaints.errors import NotFound
from complaints.talk_model import Attachment, AttachmentState
from console.auth import Visit
from console.forms import path_id
from console.services import Services

#: What browsers draw without running anything that is in it.
SAFE_TYPES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})


class FilePages:
    """Sends files to officers who may see the complaint they belong to."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def file(self, visit: Visit) -> web.StreamResponse:
        """Send a file, in the page when it is a picture, otherwise as a download."""
        attachment = await self._find(visit)
        chunks = self._services.files.read(attachment.sha256)
        try:
            first = await anext(chunks, b"")
        except FileNotFoundError as error:
            raise NotFound("file_not_found") from error
        is_shown = attachment.mime in SAFE_TYPES and "download" not in visit.request.query
        name = quote(attachment.name or f"{attachment.kind}-{attachment.id}", safe="")
        response = web.StreamResponse(
            headers={
                "Content-Type": attachment.mime if is_shown else "application/octet-stream",
                "Content-Disposition": f"{'inline' if is_shown else 'attachment'}; "
                f"filename*=UTF-8''{name}",
                "Content-Length": str(attachment.size),
                "Content-Security-Policy": "default-src 'none'; sandbox",
                "X-Content-Type-Options": "nosniff",
                "Cache-Control": "private, no-store",
            }
        )
        try:
            await response.prepare(visit.request)
            await response.write(first)
            async for chunk in chunks:
                await response.write(chunk)
        except ConnectionResetError:
            pass  # the reader has gone
        return response

    async def _find(self, visit: Visit) -> Attachment:
        number = visit.request.match_info["number"]
        page = await self._services.register.case(visit.officer, number)
        wanted = path_id(visit.request, "id")
        of_messages = [file for shown in page.messages for file in shown.attachments]
        of_notes = [file for shown in page.notes for file in shown.attachments]
        for attachment in (*of_messages, *of_notes, *page.attachments):
            if attachment.id == wanted and attachment.state is AttachmentState.STORED:
                return attachment
        raise NotFound("file_not_found")
