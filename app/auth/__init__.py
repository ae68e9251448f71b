"""Access for the admin: by the token, or from a signed-in page.

tokens    the admin token: as configured, or a new one
sessions  the admin page's sessions: signed cookies, ended on the server too
access    the checks: admin token, session, and no requests from other sites' pages
schemas   the request that signs in
"""
