"""GET /races: small networks that learn side by side, each race in a process of its own.

race    one race, and those who watch it
queue   starts races, a few at a time, and reports to the others their position
worker  the child process of one race
"""
