"""Three months of believable cases for a newcomer: `python -m desk demo`.

The real dialogue, rules and delivery run on a clock that goes through the days; only the people
are invented.
"""
