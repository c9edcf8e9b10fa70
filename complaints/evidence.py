"""Files that officers add to a complaint: photos, documents, statements (R25).

The file store keeps them by their SHA-256 and never alters them; the timeline, which nobody can
rewrite, says which were added, by whom and when.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from complaints.model import Actor, Channel, Complaint
from complaints.ports import UnitOfWork
from complaints.record import record
from complaints.talk_model import Attachment, AttachmentState, Message, Note

#: Chats that carry an officer's files to the customer.
CARRYING = frozenset({Channel.WEBCHAT, Channel.TELEGRAM})


@dataclass(frozen=True)
class GivenFile:
    """A file that the store has already; `kind` is photo, audio, video or document."""

    kind: str
    name: str
    mime: str
    size: int
    sha256: str


def attach(
    work: UnitOfWork,
    complaint: Complaint,
    files: Sequence[GivenFile],
    at: datetime,
    *,
    actor: Actor,
    message: Message | None = None,
    note: Note | None = None,
) -> None:
    """Add files to a complaint: to what was said, to a note, or to the record itself."""
    for file in files:
        work.add(
            Attachment(
                id=work.new_id(),
                at=at,
                message_id=message.id if message else None,
                note_id=note.id if note else None,
                complaint_id=complaint.id,
                conversation_id=message.conversation_id if message else None,
                state=AttachmentState.STORED,
                **vars(file),
            )
        )
    if files:
        hashes = [file.sha256 for file in files]
        record(work, complaint, "attached", actor, at, n=len(files), sha256=hashes)
