"""The inbox: drawings with the digit that their author meant, until the admin accepts or rejects them.

time_limits  how long a request waits for the database
database     SQLite, or a shared PostgreSQL
table        the queries
inbox        adds, lists, decides, imports and exports corrections
schemas      requests and answers
migrations   the versions of the database's tables
"""
