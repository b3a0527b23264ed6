"""Errors that the API answers with, and the registry of their codes.

Every refusal is a subclass of :class:`AppError`. The subclasses register their code, so that
the OpenAPI schema can list all of them and a client must handle each one.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

_REGISTERED: dict[str, type["AppError"]] = {}


class AppError(Exception):
    """A refusal with a stable code, an HTTP status and parameters for the reader's message.

    ``params`` are JSON values that a client may show (seconds, metres, names); ``fields`` maps
    an input field to its messages.
    """

    code: ClassVar[str] = ""
    status: ClassVar[int] = 400
    detail: ClassVar[str] = ""

    def __init__(
        self,
        detail: str | None = None,
        *,
        params: Mapping[str, Any] | None = None,
        fields: Mapping[str, Any] | None = None,
    ) -> None:
        self.message = detail if detail is not None else self.detail
        self.params: dict[str, Any] = dict(params or {})
        self.fields: dict[str, Any] | None = dict(fields) if fields is not None else None
        super().__init__(self.message)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.code:
            other = _REGISTERED.setdefault(cls.code, cls)
            if other.__qualname__ != cls.__qualname__:
                raise TypeError(f"error code {cls.code!r} is declared twice: {other!r}, {cls!r}")


def registered_codes() -> list[str]:
    """Return every error code that a loaded module declares, sorted."""
    return sorted(_REGISTERED)


class Invalid(AppError):
    code = "invalid"
    status = 400
    detail = "The request is not valid."


class NotAuthenticated(AppError):
    code = "not_authenticated"
    status = 401
    detail = "Please sign in."


class TokenInvalid(AppError):
    code = "token_invalid"
    status = 401
    detail = "Your sign-in has ended. Please sign in again."


class PermissionDenied(AppError):
    code = "permission_denied"
    status = 403
    detail = "Your role does not allow this."


class NotFound(AppError):
    code = "not_found"
    status = 404
    detail = "Not found."


class MethodNotAllowed(AppError):
    code = "method_not_allowed"
    status = 405
    detail = "This method is not allowed here."


class Conflict(AppError):
    code = "conflict"
    status = 409
    detail = "This conflicts with what is already stored."


class ChangedMeanwhile(AppError):
    """``version`` of the request is not that of the row any more."""

    code = "changed_meanwhile"
    status = 409
    detail = "Somebody else has changed this in the meantime. Look at it again before you save."


class UndoExpired(AppError):
    code = "undo_expired"
    status = 409
    detail = "This can no longer be undone."


class TooLarge(AppError):
    code = "too_large"
    status = 413
    detail = "The request body is too large."


class UnsupportedMediaType(AppError):
    code = "unsupported_media_type"
    status = 415
    detail = "Send JSON."


class RateLimited(AppError):
    code = "rate_limited"
    status = 429
    detail = "Too many tries. Please wait a moment."


class ServerError(AppError):
    code = "server_error"
    status = 500
    detail = "Something went wrong on our side. Nothing you sent is lost on your device."


class NotReady(AppError):
    code = "not_ready"
    status = 503
    detail = "The service is not ready. Please try again in a moment."
