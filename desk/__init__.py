"""Start-up: settings, wiring, the schedule, reception and delivery.

Imports everything; nothing imports it.
"""
