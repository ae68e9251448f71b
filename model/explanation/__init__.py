"""The network, explained on one drawing: what it saw, what it computed, why, and how it would learn from it."""
