"""Errors that answer a request, as a tree; each has an HTTP status, a code for programs and an example.

The code that finds the error raises it with a sentence that says what to do; `server.error_handlers` turns it into
`{"error": code, "detail": sentence}`. Routes never catch.
"""

import errno
from collections.abc import Mapping
from typing import ClassVar

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""The OSErrors of a full disk."""

MISPLACED = frozenset({errno.EISDIR, errno.ENOTDIR, errno.EEXIST, errno.ENXIO, errno.ELOOP, errno.ENOTEMPTY})
"""The OSErrors of a folder or a pipe where a file should be, or of a file where a folder should be."""

NOT_WRITABLE = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
"""The OSErrors of a folder that the server may not write into."""


class AppError(Exception):
    """Base of all errors that answer a request.

    `detail` is the sentence for this request; without one it is the class's `example`, as in the OpenAPI document.
    """

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal_error"
    example: ClassVar[str] = "Something went wrong on our side; it is in the server's log. Try again."
    headers: ClassVar[Mapping[str, str]] = {}

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or self.example)
        self.detail = detail or self.example


class NothingMore(Exception):
    """An event stream that is over: answered 204, after which a browser's EventSource doesn't ask again."""


class MalformedJson(AppError):
    """A body that can't be parsed as JSON."""

    status = 400
    code = "malformed_json"
    example = "The body is not valid JSON; check its quotes, commas and brackets, and send it in UTF-8, not compressed."


class InvalidRequest(AppError):
    """Well-formed JSON with a value that is not allowed."""

    status = 422
    code = "invalid_request"
    example = "epochs must be greater than or equal to 1."


class Diverged(AppError):
    """Steps so long that the network's numbers overflow."""

    status = 422
    code = "ran_away"


class Unauthorized(AppError):
    """No token, or a wrong one."""

    status = 401
    code = "unauthorized"
    example = "Send the admin token as `Authorization: Bearer <token>`, or sign in at /admin."
    headers: ClassVar[Mapping[str, str]] = {"WWW-Authenticate": "Bearer"}


class Forbidden(AppError):
    """A request that another site made with the admin's cookie."""

    status = 403
    code = "forbidden"
    example = "This request comes from another site's page; make it from Inkling's own admin page."


class NotFound(AppError):
    """A version, training or page that does not exist."""

    status = 404
    code = "not_found"
    example = "There is no version 'v0099'; GET /admin/models lists them."


class Conflict(AppError):
    """A request that can't be met in the present state."""

    status = 409
    code = "conflict"
    example = "Training t0001 is running; wait for it, or cancel it first."


class Worse(Conflict):
    """The promotion of a version that did worse than the champion in an exam."""

    code = "worse"


class Damaged(Conflict):
    """A file in the server's folders that can't be read."""

    code = "damaged"


class Gone(AppError):
    """A room that is over."""

    status = 410
    code = "gone"
    example = "This room is closed, and all that was in it is deleted; its teacher can open another one."


class TooLarge(AppError):
    """A body or a picture over the limit."""

    status = 413
    code = "too_large"
    example = "A request body may have at most 16777216 bytes; send fewer drawings at a time."


class TooManyRequests(AppError):
    """More requests than the server can handle at once, or than one address may send."""

    status = 429
    code = "too_many_requests"
    example = "100 races are waiting already; try again in a moment."
    headers: ClassVar[Mapping[str, str]] = {"Retry-After": "10"}


class NotReady(AppError):
    """No network to answer with, or a resource that is busy for now."""

    status = 503
    code = "not_ready"
    example = (
        "The weights folder has no champion that can be read; promote a version on the studio's page Versions, or with "
        "PUT /admin/models/champion."
    )
    headers: ClassVar[Mapping[str, str]] = {"Retry-After": "5"}


class NoRoom(AppError):
    """The disk is full."""

    status = 507
    code = "no_room"
    example = "The server's disk is full, so nothing was changed; make room and try again."


class NotWritable(AppError):
    """A folder that the server may only read."""

    status = 507
    code = "not_writable"
    example = "The server may not write into its folders, so nothing was changed; give it leave to, and try again."
