"""What can go wrong with a request, as a tree; each error knows its HTTP status and its code.

Whoever finds the trouble raises one of these with a sentence that says what to do; `error_handlers` turns it into
`{"error": code, "detail": sentence}`. Routes never catch.
"""

import errno
from collections.abc import Mapping
from typing import ClassVar

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""The numbers of the OSErrors that say that nothing more can be written."""

NOT_WRITABLE = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
"""Those that say that nothing may be written."""


NO_CHAMPION = (
    "The weights folder has no champion that can be read; promote a version on the studio's page Versions, or with "
    "PUT /admin/models/champion."
)
FULL = "The server's disk is full, so nothing was changed; make room and try again."
READ_ONLY = "The server may not write into its folders, so nothing was changed; give it leave to, and try again."


class AppError(Exception):
    """Base of all errors that answer a request."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal_error"
    headers: ClassVar[Mapping[str, str]] = {}

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class InvalidRequest(AppError):
    """Well-formed JSON that says something impossible."""

    status = 422
    code = "invalid_request"


class RanAway(AppError):
    """Steps so long that the network's numbers are beyond all bounds."""

    status = 422
    code = "ran_away"


class Unauthorized(AppError):
    """No token, or a wrong one."""

    status = 401
    code = "unauthorized"
    headers: ClassVar[Mapping[str, str]] = {"WWW-Authenticate": "Bearer"}


class Forbidden(AppError):
    """A request that another site made with the admin's cookie."""

    status = 403
    code = "forbidden"


class NotFound(AppError):
    """A version or a training that there isn't."""

    status = 404
    code = "not_found"


class Conflict(AppError):
    """A request that can't be met in the present state."""

    status = 409
    code = "conflict"


class Worse(Conflict):
    """A version that did worse than the champion in an exam, and would be promoted."""

    code = "worse"


class Damaged(Conflict):
    """A file of the server's that can't be read."""

    code = "damaged"


class TooLarge(AppError):
    """A body or a picture over the limit."""

    status = 413
    code = "too_large"


class TooManyRequests(AppError):
    """More than the server can do at once, or for one address."""

    status = 429
    code = "too_many_requests"
    headers: ClassVar[Mapping[str, str]] = {"Retry-After": "10"}


class NotReady(AppError):
    """No network to answer with, for now."""

    status = 503
    code = "not_ready"
    headers: ClassVar[Mapping[str, str]] = {"Retry-After": "5"}


class NotWritable(AppError):
    """A folder that the server may only read."""

    status = 507
    code = "not_writable"


class NoRoom(AppError):
    """The disk is full."""

    status = 507
    code = "no_room"
