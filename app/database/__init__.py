"""The one database: people's corrections, and the rooms of classes.

time_limits  how long a request waits for the database
engine       SQLite, or a shared PostgreSQL, with its tables up to date
database     opened on first use
held_connection  one that a thread keeps for itself
migrations   the versions of the database's tables
"""
