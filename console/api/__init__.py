"""`/api/v1`: the desk for other programs.

`endpoints` is the one table: it drives routing, validation and the OpenAPI document alike.
"""
