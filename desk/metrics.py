"""What Prometheus can ask for: counts of this process, no names, no words."""

from __future__ import annotations

from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Gauge, ProcessCollector


@dataclass(frozen=True)
class Metrics:
    """The numbers of one process and the registry they stand in."""

    registry: CollectorRegistry
    updates: Counter
    sends: Counter
    failures: Counter
    last_heard: Gauge


def make_metrics() -> Metrics:
    """Make all numbers, at zero."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    return Metrics(
        registry=registry,
        updates=Counter(
            "huiyin_updates", "Updates by what became of them.", ["state"], registry=registry
        ),
        sends=Counter(
            "huiyin_sends",
            "Attempts to send, by outcome.",
            ["channel", "state"],
            registry=registry,
        ),
        failures=Counter(
            "huiyin_worker_failures", "Rounds that failed.", ["worker"], registry=registry
        ),
        last_heard=Gauge(
            "huiyin_channel_last_heard_timestamp_seconds",
            "When a channel was last reached and all it gave was stored.",
            ["channel"],
            registry=registry,
        ),
    )
