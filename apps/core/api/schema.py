"""OpenAPI: every operation may answer with the one error body."""

from typing import Any, Literal

from drf_spectacular.openapi import AutoSchema

from apps.core.api.serializers import ErrorBodySerializer


class ApiSchema(AutoSchema):
    """Adds the error body as the default answer of every operation."""

    def _get_response_bodies(
        self, direction: Literal["request", "response"] = "response"
    ) -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        bodies["default"] = self._get_response_for_code(  # type: ignore[no-untyped-call]  # untyped base
            ErrorBodySerializer, "default"
        )
        return bodies
