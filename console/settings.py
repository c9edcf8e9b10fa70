"""What the desk tells the console about the house it serves and where it is reached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from complaints.model import Language


@dataclass(frozen=True)
class ConsoleSettings:
    """How the console presents itself.

    Args:
        timezone: the one business time zone of all screens.
        public_url: scheme, host and port under which people reach the desk, without a slash at
            the end; "" means whatever host the request names.
        house: the name customers know the house by; may differ by language.
        telephone: for people whose browser cannot show the chat; "" shows none.
        retention_years: how long complaints are kept, for the privacy notice (R41).
        privacy: the house's own privacy notice; languages left out get the one of the catalogue.
    """

    timezone: ZoneInfo
    public_url: str = ""
    house: Mapping[Language, str] = field(default_factory=dict)
    telephone: str = ""
    retention_years: int = 2
    privacy: Mapping[Language, str] = field(default_factory=dict)

    @property
    def is_secure(self) -> bool:
        """Whether cookies may be limited to https."""
        return self.public_url.startswith("https://")

    def house_in(self, language: Language) -> str:
        """Name the house in `language`, else in simplified Chinese, else ""."""
        return self.house.get(language) or self.house.get(Language.ZH_HANS, "")
