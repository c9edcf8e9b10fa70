"""Settings from the environment or `.env`, read once and passed down.

A half configuration is refused at the start with everything that is wrong at once; secrets have
no default.
"""

from __future__ import annotations

import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dotenv import dotenv_values

from bot.channels.telegram_settings import API_URL, TelegramSettings

#: What a process can be started with.
PARTS: Final = frozenset({"web", "bot", "clock"})
ROOT: Final = Path(__file__).resolve().parent.parent
_DRIVERS: Final = {"sqlite+aiosqlite", "postgresql+asyncpg"}
#: Names beginning so are settings; one that nobody knows is a typing error worth hearing of.
_PREFIXES: Final = ("DESK_", "TELEGRAM_")
_KNOWN: Final = frozenset(
    {
        "DESK_HOST",
        "DESK_PORT",
        "DESK_DATABASE_URL",
        "DESK_DATA_DIR",
        "DESK_PUBLIC_URL",
        "DESK_SECRET_KEY",
        "DESK_POLICY",
        "DESK_TIMEZONE",
        "DESK_LOG_LEVEL",
        "TELEGRAM_BOT_TOKEN",
        "TELEGRAM_API_URL",
        "TELEGRAM_MODE",
        "TELEGRAM_WEBHOOK_SECRET",
        "TELEGRAM_OVERALL_RATE",
    }
)
_SHORTEST_KEY = 32


class SettingsError(Exception):
    """The desk cannot start with these settings; `problems` names everything that is wrong."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Settings:
    """How this desk is set up. `telegram` is None while the channel is off."""

    host: str
    port: int
    database_url: str
    data_dir: Path
    public_url: str
    secret_key: str = field(repr=False)
    policy: str
    zone: ZoneInfo
    log_level: str = "INFO"
    telegram: TelegramSettings | None = None

    def shown(self) -> dict[str, str]:
        """List the effective values for people; secrets are masked."""
        from sqlalchemy.engine import make_url  # not for commands without a database

        telegram = self.telegram
        return {
            "DESK_HOST": self.host,
            "DESK_PORT": str(self.port),
            "DESK_DATABASE_URL": make_url(self.database_url).render_as_string(hide_password=True),
            "DESK_DATA_DIR": str(self.data_dir),
            "DESK_PUBLIC_URL": self.public_url,
            "DESK_SECRET_KEY": "***",
            "DESK_POLICY": self.policy,
            "DESK_TIMEZONE": self.zone.key,
            "DESK_LOG_LEVEL": self.log_level,
            "TELEGRAM_BOT_TOKEN": "***" if telegram else "(off)",
            "TELEGRAM_API_URL": telegram.api_url if telegram else "",
            "TELEGRAM_MODE": telegram.mode if telegram else "",
        }


def read_environment(env_file: Path = ROOT / ".env") -> dict[str, str]:
    """Return the environment over the `.env` file; the environment wins."""
    from_file = {key: value for key, value in dotenv_values(env_file).items() if value is not None}
    return {**from_file, **os.environ}


class _Reader:
    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self.problems = [
            f"{name} is not a setting; see .env.example."
            for name in sorted(environment)
            if name.startswith(_PREFIXES) and name not in _KNOWN
        ]

    def text(self, name: str, default: str = "") -> str:
        return self._environment.get(name, "").strip() or default

    def number(self, name: str, default: float, *, lowest: float, highest: float) -> float:
        written = self.text(name, str(default))
        try:
            value = float(written)
        except ValueError:
            value = lowest - 1
        if not lowest <= value <= highest:
            self.problems.append(f"{name} must be a number from {lowest:g} to {highest:g}.")
        return value

    def choice(self, name: str, default: str, choices: set[str]) -> str:
        value = self.text(name, default)
        if value not in choices:
            self.problems.append(f"{name} must be one of {', '.join(sorted(choices))}.")
        return value

    def zone(self, name: str, default: str) -> ZoneInfo:
        written = self.text(name, default)
        try:
            return ZoneInfo(written)
        except (ZoneInfoNotFoundError, ValueError):
            self.problems.append(f"{name} {written!r} is no time zone such as Asia/Shanghai.")
            return ZoneInfo(default)

    def database_url(self, name: str, default: str) -> str:
        written = self.text(name, default)
        if written.partition("://")[0] not in _DRIVERS:
            self.problems.append(
                f"{name} must begin with sqlite+aiosqlite:/// or postgresql+asyncpg://."
            )
        return written

    def policy(self, name: str, default: str) -> str:
        written = self.text(name, default)
        if not policy_path(written).is_file():
            self.problems.append(f"{name}: there is no policy file {policy_path(written).name}.")
        return written

    def telegram(self, public_url: str) -> TelegramSettings | None:
        token = self.text("TELEGRAM_BOT_TOKEN")
        others = ("TELEGRAM_MODE", "TELEGRAM_WEBHOOK_SECRET", "TELEGRAM_API_URL")
        if not token:
            if given := [name for name in others if self.text(name)]:
                self.problems.append(f"{given[0]} is set, but TELEGRAM_BOT_TOKEN is missing.")
            return None
        mode = self.choice("TELEGRAM_MODE", "polling", {"polling", "webhook"})
        rate = self.number("TELEGRAM_OVERALL_RATE", 30, lowest=1, highest=1000)
        settings = TelegramSettings(
            token=token,
            api_url=self.text("TELEGRAM_API_URL", API_URL).rstrip("/"),
            mode="webhook" if mode == "webhook" else "polling",
            webhook_secret=self.text("TELEGRAM_WEBHOOK_SECRET"),
            public_url=public_url,
            overall_rate=rate,
        )
        self.problems += settings.problems()
        return settings


def policy_path(name: str) -> Path:
    """Return a policy's file: a pack's name such as `lobby`, or a path ending in .toml."""
    return Path(name) if name.endswith(".toml") else ROOT / "policies" / f"{name}.toml"


def trade_of(settings: Settings) -> str:
    """Look up the trade alone; whether the rest of the policy makes sense is no matter here."""
    source = policy_path(settings.policy).read_text(encoding="utf-8")
    return str(tomllib.loads(source).get("trade", ""))


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Read and check every setting.

    Raises:
        SettingsError: with everything that is wrong.
    """
    reader = _Reader(environment)
    data_dir = Path(reader.text("DESK_DATA_DIR", "data"))
    data_dir = data_dir if data_dir.is_absolute() else ROOT / data_dir
    host = reader.text("DESK_HOST", "127.0.0.1")
    port = int(reader.number("DESK_PORT", 8080, lowest=0, highest=65535))
    public_url = reader.text("DESK_PUBLIC_URL", f"http://{host}:{port}").rstrip("/")
    if not public_url.startswith(("http://", "https://")):
        reader.problems.append("DESK_PUBLIC_URL must begin with http:// or https://.")
    key = reader.text("DESK_SECRET_KEY")
    if key and len(key) < _SHORTEST_KEY:
        reader.problems.append(f"DESK_SECRET_KEY must have at least {_SHORTEST_KEY} characters.")
    levels = {"DEBUG", "INFO", "WARNING", "ERROR"}
    settings = Settings(
        host=host,
        port=port,
        database_url=reader.database_url(
            "DESK_DATABASE_URL", f"sqlite+aiosqlite:///{data_dir}/desk.db"
        ),
        data_dir=data_dir,
        public_url=public_url,
        secret_key=key,
        policy=reader.policy("DESK_POLICY", "lobby"),
        zone=reader.zone("DESK_TIMEZONE", "Asia/Shanghai"),
        log_level=reader.choice("DESK_LOG_LEVEL", "INFO", levels),
        telegram=reader.telegram(public_url),
    )
    if reader.problems:
        raise SettingsError(reader.problems)
    return settings


def secret_key(settings: Settings) -> str:
    """Return the secret key.

    One that is not set is made once and kept in the data directory (0600).
    """
    if settings.secret_key:
        return settings.secret_key
    path = settings.data_dir / "secret.key"
    if not path.exists():
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(made, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()
