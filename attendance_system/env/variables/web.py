"""Variables: who may ask the server, under which names, and over what."""

from dataclasses import dataclass

from attendance_system.env import parsers
from attendance_system.env.variables.declaration import variable

SAMPLE_SECRET_KEY = "sample-key-for-trying-it-out-never-for-production"  # noqa: S105 - refused in production

ONE_YEAR_S = 365 * 24 * 3600


@dataclass(frozen=True, kw_only=True)
class WebVariables:
    """Who may ask the server, under which names, and over what."""

    secret_key: str = variable(
        "DJANGO_SECRET_KEY",
        parsers.text,
        default=SAMPLE_SECRET_KEY,
        example="<50 or more random characters>",
        required=True,
        doc="Signs everything the server hands out. Secret, at least 50 characters.",
    )
    debug: bool = variable(
        "DJANGO_DEBUG",
        parsers.boolean,
        default=False,
        example="False",
        doc="Detailed error pages for developers. Unset means production, with all its checks.",
    )
    allowed_hosts: tuple[str, ...] = variable(
        "DJANGO_ALLOWED_HOSTS",
        parsers.hosts,
        default=("localhost", ".localhost", "127.0.0.1", "[::1]"),
        example="attendance.example.edu,.attendance.example.edu",
        required=True,
        doc="Host names the server answers to, separated by commas. A leading dot takes in "
        "all names below; a lone * is refused in production.",
    )
    base_domain: str = variable(
        "BASE_DOMAIN",
        parsers.domain,
        default="localhost",
        example="attendance.example.edu",
        doc="An organisation answers at <slug>.<this domain>.",
    )
    default_organization: str = variable(
        "DEFAULT_ORGANIZATION",
        parsers.slug,
        default="",
        example="example-university",
        doc="Slug of the organisation that answers where host, path and header name none. "
        "Empty: the only active one, if there is just one.",
    )
    public_url: str = variable(
        "PUBLIC_URL",
        parsers.origin,
        default="",
        example="https://attendance.example.edu",
        doc="Origin that QR codes carry. Empty: the one the lecturer's page was opened at.",
    )
    trusted_proxy_count: int = variable(
        "TRUSTED_PROXY_COUNT",
        parsers.integer(0, 10),
        default=0,
        example="1",
        required=True,
        doc="How many proxies of your own stand before the server: that many entries, from "
        "the right, of X-Forwarded-For are believed. 0 when clients connect directly.",
    )
    ssl_redirect: bool = variable(
        "SECURE_SSL_REDIRECT",
        parsers.boolean,
        default=True,
        example="True",
        doc="Sends plain HTTP to HTTPS and marks cookies as secure. False only for trying it "
        "out on one machine. Ignored when DJANGO_DEBUG is True.",
    )
    hsts_seconds: int = variable(
        "SECURE_HSTS_SECONDS",
        parsers.integer(0, 2 * ONE_YEAR_S),
        default=ONE_YEAR_S,
        example="31536000",
        doc="How long browsers shall insist on HTTPS for this host, in seconds.",
    )
    cors_allowed_origins: tuple[str, ...] = variable(
        "CORS_ALLOWED_ORIGINS",
        parsers.origins,
        default=(),
        example="https://portal.example.edu",
        doc="Other origins whose pages may call the API. The application's own needs none.",
    )
    cors_allowed_origin_regexes: tuple[str, ...] = variable(
        "CORS_ALLOWED_ORIGIN_REGEXES",
        parsers.patterns,
        default=(),
        example=r"^https://[a-z]+\.example\.edu$",
        doc="The same as patterns; each must begin with ^ and end with $.",
    )
