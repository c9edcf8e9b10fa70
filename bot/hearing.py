"""Keeps what was said: the message, its files, its edits. Nothing here decides what it means."""

from __future__ import annotations

from collections.abc import Sequence

from bot.channels.protocol import IncomingFile
from bot.turn import Turn
from complaints import pending_off
from complaints.clock_model import DueKind
from complaints.model import CUSTOMER, ActorKind, Complaint, MessageId
from complaints.record import record
from complaints.talk_model import Attachment, AttachmentState, Direction, Message, MessageVersion

#: What can come without words.
_KINDS = ("photo", "voice", "video", "audio", "document", "location", "other")


def hear(turn: Turn, text: str = "") -> Message:
    """Keep the customer's message and what came with it; `text` is what they said by tapping."""
    incoming, chat = turn.incoming, turn.chat
    message = Message(
        id=MessageId(turn.work.new_id()),
        direction=Direction.IN,
        author=ActorKind.CUSTOMER,
        text=text or incoming.text or _stand_in(turn),
        at=incoming.at,
        conversation_id=chat.id,
        external_id=incoming.external_id,
        client_id=incoming.client_id,
    )
    turn.work.add(message)
    turn.message = message
    for file in incoming.files:
        _keep(turn, message, file)
    turn.work.publish("message", conversation_id=chat.id, subject_id=message.id)
    return message


def _stand_in(turn: Turn) -> str:
    """Name what came without words, such as "[photo]"."""
    kinds = [file.kind for file in turn.incoming.files] or ["other"]
    return " ".join(turn.words(f"media.{kind}") for kind in dict.fromkeys(kinds))


def is_wordless(turn: Turn, complaint: Complaint) -> bool:
    """Say whether a complaint consists of nothing yet but a picture or file."""
    names = {turn.house.words(f"media.{kind}", complaint.language) for kind in _KINDS}
    return names.issuperset(complaint.text.split())


def _keep(turn: Turn, message: Message, file: IncomingFile) -> None:
    sha256 = str(file.remote.get("sha256", ""))
    is_stored = bool(sha256) or file.kind == "location"
    attachment = Attachment(
        id=turn.work.new_id(),
        kind=file.kind,
        at=message.at,
        message_id=message.id,
        conversation_id=turn.chat.id,
        name=file.name[:200],
        mime=file.mime,
        size=file.size,
        sha256=sha256,
        state=AttachmentState.STORED if is_stored else AttachmentState.PENDING,
        remote=file.remote,
    )
    turn.work.add(attachment)
    turn.attachments.append(attachment)
    if is_stored:
        return
    if file.size > turn.can.file_limit:
        attachment.state = AttachmentState.TOO_LARGE
        turn.say("file.too_large", megabytes=turn.can.file_limit // 2**20)
    else:
        turn.work.schedule(DueKind.FETCH, attachment.id, turn.at)


async def belongs_to(turn: Turn, message: Message, complaint: Complaint) -> None:
    """Make a message, and what came with it, part of a complaint."""
    message.complaint_id = complaint.id
    if message is turn.message:
        came_along: Sequence[Attachment] = turn.attachments
    else:
        came_along = await turn.work.messages.attachments_of(message.id)
    for attachment in came_along:
        attachment.complaint_id = complaint.id
    await pending_off.reached(turn.house, turn.work, complaint, actor=CUSTOMER)
    turn.work.publish(
        "message",
        complaint_id=complaint.id,
        conversation_id=turn.chat.id,
        subject_id=message.id,
    )


async def keep_words(turn: Turn, text: str) -> None:
    """Keep a button's label or a command as said; words of nobody's are no complaint."""
    if text:
        message = hear(turn, text)
        complaint = await turn.complaint()
        if complaint is not None:
            await belongs_to(turn, message, complaint)


async def hear_edit(turn: Turn) -> str:
    """Keep an edited message as a new version of the old one; "" when the old one is not known."""
    found = await turn.work.messages.find_external(turn.chat.id, turn.incoming.external_id)
    if found is None:
        return ""
    if not turn.incoming.text or found.text == turn.incoming.text:
        return f"unchanged:{found.id}"
    before = MessageVersion(
        id=turn.work.new_id(),
        message_id=found.id,
        version=found.version,
        text=found.text,
        at=found.edited_at or found.at,
    )
    turn.work.add(before)
    found.text, found.version, found.edited_at = (
        turn.incoming.text,
        found.version + 1,
        turn.incoming.at,
    )
    if found.complaint_id is not None:
        complaint = await turn.work.complaints.get(found.complaint_id)
        record(turn.work, complaint, "message_edited", CUSTOMER, turn.at, message=str(found.id))
    turn.work.publish(
        "message",
        complaint_id=found.complaint_id,
        conversation_id=turn.chat.id,
        subject_id=found.id,
    )
    return f"edit:{found.id}"
