"""Logs: one line an event, with a time, ids and no personal data.

Secrets are cut out wherever they show.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Collection
from datetime import UTC, datetime


class Redacting(logging.Formatter):
    """Writes a record as a line of JSON, every known secret replaced, also in tracebacks."""

    def __init__(self, secrets: Collection[str]) -> None:
        super().__init__()
        self._secrets = [secret for secret in secrets if secret]

    def format(self, record: logging.LogRecord) -> str:
        """Write one record."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        text = json.dumps(line, ensure_ascii=False)
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return text


def set_up_logs(level: str, secrets: Collection[str]) -> None:
    """Log to stderr. Libraries that would log tokens or chat texts are kept quiet."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Redacting(secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in (
        "httpx",
        "telegram",
        "apscheduler",
        "jieba",
        "asyncio",
        "aiohttp.access",
        "alembic",
    ):
        logging.getLogger(name).setLevel(logging.WARNING)
