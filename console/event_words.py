"""The timeline in words: who did what, from the stable kinds and data of its entries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from complaints.case_reads import CaseEvent
from complaints.model import Language
from console.catalogue import Catalogue

#: Reasons that are written by the program and not by a person.
_CODES = frozenset({"untaken", "passed_on", "unsatisfied", "revisit", "review"})


#: Entries that name who was told, or say that nobody was there.
_TELLING = frozenset(
    {"pinged", "warned", "approvers_pinged", "department_pinged", "leader_told", "called"}
)

#: How the values of an entry's data become words; any other value is what somebody typed.
_PREFIXES = {
    "category": ("category",),
    "before": ("category",),
    "severity": ("severity",),
    "standing": ("standing",),
    "via": ("via",),
    "solved": ("solved",),
    "field": ("record",),
    "clock": ("clock",),
    "who": ("rung", "role"),
    "remedy": ("remedy",),
    "what": ("approval",),
    "cause": ("invalid", "pending.cause"),
    "result": ("call",),
    "motive": ("motive",),
    "bar": ("bar",),
}


class EventWords:
    """Writes the lines of a timeline in one language."""

    def __init__(self, catalogue: Catalogue, language: Language) -> None:
        self._catalogue = catalogue
        self._language = language

    def __call__(self, event: CaseEvent) -> str:
        """Write one line; a kind without words is named as it is."""
        entry = event.entry
        data = {key: self._value(key, value) for key, value in entry.data.items()}
        data |= self._reasons(entry.data)
        data["name"] = event.officer_name or self._t(f"actor.{entry.actor}")
        key = f"event.{entry.kind}{self._variant(entry.kind, entry.data, event.officer_name)}"
        if not self._catalogue.has(key):
            return self._t("event.other", name=data["name"], kind=entry.kind)
        return self._catalogue(key, self._language, **data)

    def _variant(self, kind: str, data: Mapping[str, Any], name: str) -> str:
        if kind == "closed":
            return f".{data.get('why', 'manager')}"
        if kind in ("reopened", "escalated") and data.get("why") in _CODES:
            return f".{data['why']}"
        if kind in _TELLING and not data.get("officers"):
            return ".nobody"
        if kind in ("warned", "leader_told", "called") and data.get("higher"):
            return ".higher"
        if kind in ("merged_told", "replied_all") and data.get("to_call"):
            return ".call"
        if kind in ("handed_over", "put_back") and data.get("giver") == name:
            return ".own"
        if kind == "pending_settled" and not data.get("outcome"):
            return ".ended"
        return ""

    def _value(self, key: str, value: Any) -> str:
        if key in ("officers", "told", "to_call"):
            return self._t("event.and").join(str(name) for name in value) or "—"
        for prefix in _PREFIXES.get(key, ()):
            if self._catalogue.has(known := f"{prefix}.{value}"):
                return self._t(known)
        return str(value)

    def _reasons(self, data: Mapping[str, Any]) -> dict[str, str]:
        """Write what somebody gave as a reason behind a colon, and nothing for no reason."""
        given = {name: self._reason(str(data.get(name, ""))) for name in ("why", "reason")}
        return {
            name: self._t("event.because", reason=text) if text and text not in _CODES else ""
            for name, text in given.items()
        }

    def _reason(self, text: str) -> str:
        """Write a reason that was chosen from some; any other is what somebody typed."""
        known = f"later.{text}"
        return self._t(known) if text and self._catalogue.has(known) else text

    def _t(self, key: str, **data: object) -> str:
        return self._catalogue(key, self._language, **data)
