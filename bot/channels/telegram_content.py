"""What a Telegram message holds: words, files, or something that the desk cannot read.

Messages are taken as they come from JSON and every field with suspicion: one of the wrong type
counts as missing.
"""

from __future__ import annotations

import math
from typing import Any, TypeGuard

from bot.channels.protocol import IncomingFile

Json = dict[str, Any]

#: Field of a message → kind of file. An animation has a copy as `document`, so it stands first.
_MEDIA = {
    "animation": "video",
    "video": "video",
    "video_note": "video",
    "voice": "voice",
    "audio": "audio",
    "document": "document",
}
_MIME = {"voice": "audio/ogg", "video_note": "video/mp4", "animation": "video/mp4"}

#: Fields that say how a message came, not what it holds; so do those with these beginnings.
_ENVELOPE = {
    "author_signature",
    "business_connection_id",
    "caption_entities",
    "chat",
    "date",
    "direct_messages_topic",
    "edit_date",
    "effect_id",
    "entities",
    "external_reply",
    "from",
    "link_preview_options",
    "media_group_id",
    "message_id",
    "message_thread_id",
    "paid_star_count",
    "quote",
    "show_caption_above_media",
    "suggested_post_info",
    "via_bot",
}
_ENVELOPE_BEGINNINGS = ("forward_", "guest_", "has_", "is_", "reply_", "sender_")

#: Notes that the app writes into a chat by itself; answering them would be noise.
_SERVICE = {
    "boost_added",
    "chat_background_set",
    "chat_shared",
    "connected_website",
    "message_auto_delete_timer_changed",
    "passport_data",
    "pinned_message",
    "proximity_alert_triggered",
    "refunded_payment",
    "successful_payment",
    "unique_gift",
    "users_shared",
    "web_app_data",
    "write_access_allowed",
}
_SERVICE_BEGINNINGS = ("checklist_tasks_", "forum_topic_", "gift", "poll_option_")


def words_of(message: Json) -> str:
    """Give what was said: the text, the caption, or the contact that was shared."""
    contact = as_object(message.get("contact"))
    shared = (as_text(contact.get(name)) for name in ("first_name", "last_name", "phone_number"))
    return (
        as_text(message.get("text"))
        or as_text(message.get("caption"))
        or " ".join(word for word in shared if word)
    )


def files_of(message: Json) -> tuple[IncomingFile, ...]:
    """Give the file or place that came along; a message of Telegram's holds at most one."""
    if place := _place(message):
        return (place,)
    sizes = message.get("photo")  # smallest first
    if isinstance(sizes, list) and sizes and (photo := _file("photo", sizes[-1], "image/jpeg")):
        return (photo,)
    for name, kind in _MEDIA.items():
        if file := _file(kind, message.get(name), _MIME.get(name, "")):
            return (file,)
    return ()


def unread_content_of(message: Json) -> str:
    """Name what the desk cannot read ("sticker"); "" for notes that the app wrote by itself."""
    for name in message:
        if name in _SERVICE or name.startswith(_SERVICE_BEGINNINGS):
            return ""
        if name not in _ENVELOPE and not name.startswith(_ENVELOPE_BEGINNINGS):
            return as_text(name)
    return "message"


def as_object(value: object) -> Json:
    """Give a JSON object, {} for anything else."""
    return value if isinstance(value, dict) else {}


def as_text(value: object) -> str:
    """Give a string fit to be stored (no NUL, no half of a surrogate pair), "" for all else."""
    if not isinstance(value, str):
        return ""
    return value.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def is_number(value: object) -> TypeGuard[int]:
    """Say whether this is a whole number; JSON's true and false are none."""
    return isinstance(value, int) and not isinstance(value, bool)


def _file(kind: str, part: object, mime: str) -> IncomingFile | None:
    fields = as_object(part)
    file_id = as_text(fields.get("file_id"))
    if not file_id:
        return None
    size = fields.get("file_size")
    return IncomingFile(
        kind,
        {"file_id": file_id},
        name=as_text(fields.get("file_name")),
        mime=as_text(fields.get("mime_type")) or mime,
        size=max(size, 0) if is_number(size) else 0,
    )


def _place(message: Json) -> IncomingFile | None:
    venue = as_object(message.get("venue"))
    point = as_object(venue.get("location")) or as_object(message.get("location"))
    latitude, longitude = point.get("latitude"), point.get("longitude")
    if not (_is_degrees(latitude) and _is_degrees(longitude)):
        return None
    remote: Json = {"latitude": latitude, "longitude": longitude}
    if address := as_text(venue.get("address")):
        remote["address"] = address
    return IncomingFile("location", remote, name=as_text(venue.get("title")))


def _is_degrees(value: object) -> bool:
    return isinstance(value, int | float) and math.isfinite(value) and abs(value) <= 180
