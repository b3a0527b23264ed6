"""Tells the OpenAPI generator what our authentication looks like."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # untyped base
    """``Authorization: Token <token>``."""

    target_class = "apps.accounts.authentication.TokenAuthentication"
    name = "token"
    match_subclasses = True

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """Return the OpenAPI security scheme."""
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Token <token>` as given by /api/auth/login/",
        }
