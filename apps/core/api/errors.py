"""Turns every exception of an API view into the one error body."""

import logging
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from rest_framework import exceptions as drf
from rest_framework.response import Response
from rest_framework.utils.serializer_helpers import ReturnDict

from apps.core import errors, logs

logger = logging.getLogger(__name__)


def body_of(error: errors.AppError) -> dict[str, Any]:
    """Return the JSON body of an error: code, detail, params, fields (if any), request_id."""
    body: dict[str, Any] = {
        "code": error.code,
        "detail": error.message,
        "params": error.params,
        "request_id": logs.request_id.get(),
    }
    if error.fields is not None:
        body["fields"] = error.fields
    return body


def json_error(error: errors.AppError) -> JsonResponse:
    """Return the error as a plain Django response, for code that runs outside of an API view."""
    return JsonResponse(body_of(error), status=error.status)


def exception_handler(exception: Exception, context: dict[str, Any]) -> Response:
    """Answer any exception of a view with the one error body (DRF's EXCEPTION_HANDLER)."""
    error = _as_app_error(exception)
    headers = {}
    if error.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Token"
    if "retry_after_s" in error.params:
        headers["Retry-After"] = str(error.params["retry_after_s"])
    if isinstance(error, errors.MethodNotAllowed):
        headers["Allow"] = ", ".join(context["view"].allowed_methods)
    return Response(body_of(error), status=error.status, headers=headers)


def _as_app_error(exception: Exception) -> errors.AppError:
    if isinstance(exception, errors.AppError):
        return exception
    if isinstance(exception, drf.ValidationError):
        return errors.Invalid(fields=_fields(exception.detail))
    for kinds, error in _TRANSLATIONS:
        if isinstance(exception, kinds):
            return error()
    if isinstance(exception, (OperationalError, InterfaceError)):
        logger.error("the database did not answer", exc_info=exception)
        return errors.NotReady()
    logger.error("unhandled error in an API view", exc_info=exception)
    return errors.ServerError()


_TRANSLATIONS: list[tuple[tuple[type[Exception], ...], type[errors.AppError]]] = [
    ((Http404, drf.NotFound), errors.NotFound),
    ((DjangoPermissionDenied, drf.PermissionDenied), errors.PermissionDenied),
    ((drf.NotAuthenticated,), errors.NotAuthenticated),
    ((drf.AuthenticationFailed,), errors.TokenInvalid),
    ((drf.MethodNotAllowed,), errors.MethodNotAllowed),
    ((drf.UnsupportedMediaType,), errors.UnsupportedMediaType),
    ((drf.NotAcceptable, drf.ParseError), errors.Invalid),
    ((RequestDataTooBig,), errors.TooLarge),
    ((SuspiciousOperation,), errors.Invalid),
]


def _fields(detail: Any) -> dict[str, Any]:
    if isinstance(detail, (dict, ReturnDict)):
        return dict(detail)
    return {"non_field_errors": detail}


def api_not_found(request: HttpRequest) -> HttpResponse:
    """Answer an unknown path below /api/ with the one error body."""
    return json_error(errors.NotFound())
