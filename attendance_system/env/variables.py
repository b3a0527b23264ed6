"""Every environment variable of the application, declared once.

A field's metadata holds the variable's name, parser, documentation and example, so that
settings, `.env.example`, the deployment description and their tests read one list.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from attendance_system.env import parsers

BASE_DIR = Path(__file__).resolve().parent.parent.parent
SAMPLE_SECRET_KEY = "sample-key-for-trying-it-out-never-for-production"  # noqa: S105 - refused in production

ONE_YEAR_S = 365 * 24 * 3600


@dataclass(frozen=True, kw_only=True)
class Variable:
    """What one environment variable is called, means and looks like."""

    field_name: str
    name: str
    parse: Callable[[str], Any]
    doc: str
    example: str
    required_in_production: bool


def variable(
    name: str,
    parse: Callable[[str], Any],
    *,
    doc: str,
    default: Any,
    example: str,
    required: bool = False,
) -> Any:
    """Declare a variable as a dataclass field; Any because its type is the annotation's."""
    metadata = {
        "name": name,
        "parse": parse,
        "doc": doc,
        "example": example,
        "required": required,
    }
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, kw_only=True)
class Environment:
    """The parsed environment. A field without a variable set holds its default."""

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
    database_url: str = variable(
        "DATABASE_URL",
        parsers.database_url,
        default="",
        example="postgresql://user:password@host:5432/database",
        doc="PostgreSQL, or sqlite:///path. Empty: SQLite in DATA_DIR.",
    )
    prepared_statements: bool = variable(
        "DATABASE_PREPARED_STATEMENTS",
        parsers.boolean,
        default=True,
        example="True",
        doc="Lets PostgreSQL plan the check-in's statements once a connection. False behind a "
        "pooler that gives each transaction another session (PgBouncer).",
    )
    redis_url: str = variable(
        "REDIS_URL",
        parsers.redis_url,
        default="",
        example="redis://host:6379/1",
        doc="Cache shared by all processes. Empty: a cache inside the one process.",
    )
    celery_broker_url: str = variable(
        "CELERY_BROKER_URL",
        parsers.broker_url,
        default="",
        example="redis://host:6379/0",
        doc="Queue of the background worker. Empty: a folder in DATA_DIR.",
    )
    data_dir: Path = variable(
        "DATA_DIR",
        parsers.path,
        default=BASE_DIR / "var",
        example="/srv/attendance/var",
        doc="Folder for the SQLite file, the folder queue, beat's notes and local certificates.",
    )
    email_host: str = variable(
        "EMAIL_HOST",
        parsers.text,
        default="",
        example="smtp.example.edu",
        doc="SMTP server that takes our mail. Empty: mail is written to MAIL_FOLDER.",
    )
    email_port: int = variable(
        "EMAIL_PORT",
        parsers.integer(1, 65535),
        default=587,
        example="587",
        doc="Port of that server: 587 with EMAIL_USE_TLS, 465 with EMAIL_USE_SSL.",
    )
    email_use_tls: bool = variable(
        "EMAIL_USE_TLS",
        parsers.boolean,
        default=False,
        example="True",
        doc="Encrypts after the greeting (STARTTLS).",
    )
    email_use_ssl: bool = variable(
        "EMAIL_USE_SSL",
        parsers.boolean,
        default=False,
        example="False",
        doc="Encrypts from the first byte. Not together with EMAIL_USE_TLS.",
    )
    email_host_user: str = variable(
        "EMAIL_HOST_USER",
        parsers.text,
        default="",
        example="attendance@example.edu",
        doc="User name at that server. Empty: no log-in.",
    )
    email_host_password: str = variable(
        "EMAIL_HOST_PASSWORD",
        parsers.text,
        default="",
        example="<password of the mail account>",
        doc="Password of that user. Secret.",
    )
    default_from_email: str = variable(
        "DEFAULT_FROM_EMAIL",
        parsers.mailbox,
        default="",
        example="Attendance <attendance@example.edu>",
        doc="Sender of our mail. Empty: no-reply at BASE_DOMAIN; production with EMAIL_HOST "
        "needs one.",
    )
    email_backend: str = variable(
        "EMAIL_BACKEND",
        parsers.dotted_path,
        default="",
        example="django.core.mail.backends.smtp.EmailBackend",
        doc="Django mail backend. Empty: SMTP when EMAIL_HOST is set, else files in MAIL_FOLDER.",
    )
    mail_folder: Path | None = variable(
        "MAIL_FOLDER",
        parsers.path,
        default=None,
        example="/srv/attendance/var/mail",
        doc="Folder for mail where no server takes it. Empty: mail in DATA_DIR.",
    )
    mails_per_hour: int = variable(
        "MAILS_PER_HOUR",
        parsers.integer(0, 1_000_000),
        default=0,
        example="2000",
        doc="How many mails the mail server takes from us in an hour; what is above waits. 0: no "
        "limit.",
    )
    sms_enabled: bool = variable(
        "SMS_ENABLED",
        parsers.boolean,
        default=False,
        example="True",
        doc="Sends text messages through Twilio, which charges for each segment.",
    )
    twilio_account_sid: str = variable(
        "TWILIO_ACCOUNT_SID",
        parsers.text,
        default="",
        example="AC0123456789abcdef0123456789abcdef",
        doc="Account at Twilio. Needed with SMS_ENABLED.",
    )
    twilio_auth_token: str = variable(
        "TWILIO_AUTH_TOKEN",
        parsers.text,
        default="",
        example="<token of the Twilio account>",
        doc="Token of that account. Secret. Needed with SMS_ENABLED.",
    )
    twilio_phone_number: str = variable(
        "TWILIO_PHONE_NUMBER",
        parsers.phone_number,
        default="",
        example="+256700000000",
        doc="Number that text messages come from, with country code. Needed with SMS_ENABLED.",
    )
    twilio_api_url: str = variable(
        "TWILIO_API_URL",
        parsers.origin,
        default="",
        example="https://api.dublin.ie1.twilio.com",
        doc="Origin of Twilio's API, for a regional edge. Empty: Twilio's own.",
    )
    sms_segments_per_day: int = variable(
        "SMS_SEGMENTS_PER_DAY",
        parsers.integer(0, 1_000_000),
        default=500,
        example="500",
        doc="How many segments of text messages each organisation may cause in a day; what is "
        "above waits for the next one.",
    )
    notification_body_days: int = variable(
        "NOTIFICATION_BODY_DAYS",
        parsers.integer(1, 3650),
        default=30,
        example="30",
        doc="How many days the text of a sent message is kept. That it was sent stays known.",
    )
    use_s3: bool = variable(
        "USE_S3",
        parsers.boolean,
        default=False,
        example="True",
        doc="Keeps pictures in a private S3 bucket. False: in the folder files of DATA_DIR.",
    )
    aws_access_key_id: str = variable(
        "AWS_ACCESS_KEY_ID",
        parsers.text,
        default="",
        example="AKIAIOSFODNN7EXAMPLE",
        doc="Key that may read, write, delete and list in the bucket. Needed with USE_S3.",
    )
    aws_secret_access_key: str = variable(
        "AWS_SECRET_ACCESS_KEY",
        parsers.text,
        default="",
        example="<secret of that key>",
        doc="Secret of that key. Secret. Needed with USE_S3.",
    )
    aws_storage_bucket_name: str = variable(
        "AWS_STORAGE_BUCKET_NAME",
        parsers.bucket,
        default="",
        example="example-university-attendance",
        doc="Name of the bucket, without dots. Needed with USE_S3.",
    )
    aws_s3_region_name: str = variable(
        "AWS_S3_REGION_NAME",
        parsers.slug,
        default="",
        example="eu-west-1",
        doc="Region of the bucket. Needed with USE_S3.",
    )
    aws_s3_endpoint_url: str = variable(
        "AWS_S3_ENDPOINT_URL",
        parsers.origin,
        default="",
        example="https://s3.example.edu",
        doc="Origin of another server than Amazon's that speaks S3. Browsers must reach it too. "
        "Empty: Amazon's, in that region.",
    )
    map_tile_url: str = variable(
        "MAP_TILE_URL",
        parsers.tile_url,
        default="",
        example="https://tiles.example.edu/{z}/{x}/{y}.png",
        doc="Tiles of a map beneath the fences of rooms; {r} becomes @2x on sharp screens. The "
        "server learns where rooms are, and the address of who looks. Empty: a drawing to scale, "
        "and no request to anybody.",
    )
    map_attribution: str = variable(
        "MAP_ATTRIBUTION",
        parsers.text,
        default="",
        example="© OpenStreetMap contributors",
        doc="Whom the map thanks, on the map. Needed with MAP_TILE_URL.",
    )
    map_max_zoom: int = variable(
        "MAP_MAX_ZOOM",
        parsers.integer(1, 24),
        default=19,
        example="19",
        doc="Greatest zoom of which that server has tiles.",
    )
    log_level: str = variable(
        "LOG_LEVEL",
        parsers.log_level,
        default="INFO",
        example="INFO",
        doc="Least severity that reaches standard output.",
    )
    bind_address: str = variable(
        "BIND_ADDRESS",
        parsers.text,
        default="127.0.0.1",
        example="0.0.0.0",  # noqa: S104 - an example for containers, not our default
        doc="Address the web server listens on. 0.0.0.0: every one of the machine.",
    )
    port: int = variable(
        "PORT",
        parsers.integer(1, 65535),
        default=8000,
        example="8000",
        doc="Port the web server listens on.",
    )
    web_concurrency: int = variable(
        "WEB_CONCURRENCY",
        parsers.integer(1, 256),
        default=1,
        example="4",
        doc="Web server processes: about two for each core. More than one needs REDIS_URL.",
    )
    web_threads: int = variable(
        "WEB_THREADS",
        parsers.integer(1, 64),
        default=1,
        example="1",
        doc="Threads in each process: 1 on PostgreSQL behind a proxy, more where one process "
        "serves browsers directly.",
    )
    tls_certificate: Path | None = variable(
        "TLS_CERTIFICATE_FILE",
        parsers.path,
        default=None,
        example="/srv/attendance/var/tls/server.pem",
        doc="Certificate chain, when the web server itself speaks TLS.",
    )
    tls_key: Path | None = variable(
        "TLS_KEY_FILE",
        parsers.path,
        default=None,
        example="/srv/attendance/var/tls/server-key.pem",
        doc="Private key of that certificate.",
    )
    given: frozenset[str] = frozenset()

    def is_given(self, name: str) -> bool:
        """Tell whether the operator set the variable, in the environment or the file."""
        return name in self.given


def declared() -> Iterator[Variable]:
    """Yield every declared variable in the order of declaration."""
    for item in fields(Environment):
        if "name" in item.metadata:
            yield Variable(
                field_name=item.name,
                name=item.metadata["name"],
                parse=item.metadata["parse"],
                doc=item.metadata["doc"],
                example=item.metadata["example"],
                required_in_production=item.metadata["required"],
            )
