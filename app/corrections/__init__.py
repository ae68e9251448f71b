"""The inbox: drawings with the digit that their author meant, until the admin accepts or rejects them.

database    where they are kept: SQLite, or a shared PostgreSQL
table       the questions that are put to it
inbox       sends in, lists, decides, imports and exports
schemas     requests and answers
migrations  how the database's tables came to be what they are
"""
