"""Masks personal data for lists, so that showing one is no reading of it (R40, R41)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

#: Finds telephones spelt out, e-mail addresses, plates … in a text: their offsets, in order.
FindPersonal = Callable[[str], Sequence[tuple[int, int]]]

MARK: Final = "＊"
#: Forms of address say nothing of who somebody is and stay.
_TITLES: Final = (
    *("女士", "先生", "小姐", "老师", "老師", "阿姨"),
    *("叔叔", "师傅", "師傅", "经理", "經理"),
)
#: A telephone, card or identity number; spaces and hyphens may group it.
_LONG_NUMBER: Final = re.compile(r"(?<!\d)\d(?:[ -]?\d){6,}[xX]?")
_SHOWN: Final = 3


def mask_name(name: str) -> str:
    """Leave the first character of a name, and a form of address: 王＊＊, 李阿姨."""
    name = name.strip()
    title = next((title for title in _TITLES if name.endswith(title)), "")
    stem = name.removesuffix(title)
    if title and len(stem) <= 1:
        return name
    return stem[:1] + MARK * min(len(stem) - 1, 2) + title if stem else title


def mask_contact(contact: str) -> str:
    """Leave the ends of a number (138＊＊＊＊6021), of an address its start and host."""
    contact = contact.strip()
    user, at, host = contact.rpartition("@")
    if at:
        return f"{user[:1]}{MARK * 3}@{host}"
    if len(contact) < 2 * _SHOWN + 1:
        return contact[:1] + MARK * min(len(contact) - 1, 4) if contact else ""
    return contact[:_SHOWN] + MARK * 4 + contact[-_SHOWN - 1 :]


def mask_numbers(text: str) -> str:
    """Mask every long number in a text."""
    return _LONG_NUMBER.sub(lambda match: mask_contact(match[0]), text)


def mask_text(text: str, find_personal: FindPersonal) -> str:
    """Mask in a text what says who somebody is, and every long number whatever it is."""
    for start, end in reversed(find_personal(text)):
        text = text[:start] + mask_contact(text[start:end]) + text[end:]
    return mask_numbers(text)


def only_numbers(text: str) -> Sequence[tuple[int, int]]:
    """Find nothing beyond the long numbers, which are always masked."""
    del text
    return ()
