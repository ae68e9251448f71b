"""GET /races: small networks that learn side by side, each race in a process of its own.

queue   starts races, some at a time, and tells the others their place
worker  the process that races
"""
