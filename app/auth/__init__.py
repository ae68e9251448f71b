"""Access for the admin: by the token, or from a signed-in page.

tokens    makes an admin token where none is configured
sessions  the admin page's sessions: begun, and ended for good
access    what a request must show, and what another site's page can't make a browser do
schemas   the request that signs in
"""
