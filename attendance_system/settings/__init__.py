"""Django settings. Everything that differs between installations comes from the environment.

The variables are declared in `attendance_system.env.variables`; a `.env` file in the checkout
(or the one that ENV_FILE names; empty for none) fills in what the process was not given.
"""

import os
from pathlib import Path

from csp.constants import NONCE, NONE, SELF

from attendance_system import schedule
from attendance_system.env import load, read_env_file
from attendance_system.settings import databases, files, logs, maps

BASE_DIR = Path(__file__).resolve().parent.parent.parent

_env_file = os.environ.get("ENV_FILE", str(BASE_DIR / ".env"))
ENVIRONMENT = load({**(read_env_file(Path(_env_file)) if _env_file else {}), **os.environ})

SECRET_KEY = ENVIRONMENT.secret_key
DEBUG = ENVIRONMENT.debug
ALLOWED_HOSTS = list(ENVIRONMENT.allowed_hosts)

# Ours
BASE_DOMAIN = ENVIRONMENT.base_domain
DEFAULT_ORGANIZATION = ENVIRONMENT.default_organization
PUBLIC_URL = ENVIRONMENT.public_url
TRUSTED_PROXY_COUNT = ENVIRONMENT.trusted_proxy_count
HEALTH_PATH = "/api/healthz/"
ORGANIZATION_EXEMPT_PATHS = frozenset({HEALTH_PATH})
# Staff pages alone hear of it, and may load from there.
MAP_TILES = maps.tiles(ENVIRONMENT)
FRONTEND_DIST = BASE_DIR / "frontend" / "dist"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "corsheaders",
    "csp",
    "apps.core",
    "apps.orgs",
    "apps.notifications",
    "apps.accounts",
    "apps.courses",
    "apps.attendance",
    "apps.ops",
    # Last, so that templates of our apps stand before Django's of the same name.
    "attendance_system.apps.AdministrationConfig",
]

MIDDLEWARE = [
    "apps.core.middleware.RequestIdMiddleware",
    # Before all that looks at scheme, host or organisation: probes come by bare address.
    "apps.ops.middleware.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "apps.ops.middleware.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "apps.orgs.middleware.OrganizationMiddleware",
    "apps.core.middleware.PagePolicyMiddleware",
    "apps.core.middleware.PageSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "apps.core.middleware.PageUserMiddleware",
    "apps.core.middleware.PageMessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "attendance_system.urls"
WSGI_APPLICATION = "attendance_system.wsgi.application"
ASGI_APPLICATION = "attendance_system.asgi.application"
# A redirect to the address with a slash would drop the body of a POST; unknown is 404.
APPEND_SLASH = False

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- Storage -------------------------------------------------------------------------------
DATABASES = {"default": databases.configuration(ENVIRONMENT)}
DATABASE_PREPARED_STATEMENTS = ENVIRONMENT.prepared_statements
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = databases.caches(ENVIRONMENT)

# --- People --------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["apps.accounts.backends.OrganizationBackend"]
PASSWORD_HASHERS = ["apps.accounts.hashers.Argon2idHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "apps.accounts.validators.MaximumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "apps.accounts.validators.OwnWordsValidator"},
]

SILENCED_SYSTEM_CHECKS = [
    # User names are unique within an organisation, by constraint; our backend looks them up
    # together with the organisation.
    "auth.W004",
    # Preloading is a promise for a whole registrable domain. It belongs to the university, not
    # to one application below its domain.
    "security.W021",
]

# --- API -----------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["apps.accounts.authentication.TokenAuthentication"],
    # A view that states no permissions is a mistake and serves nobody.
    "DEFAULT_PERMISSION_CLASSES": ["apps.core.api.permissions.DenyAll"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["apps.core.api.parsers.SafeJSONParser"],
    "DEFAULT_PAGINATION_CLASS": "apps.core.api.pagination.PageNumberPagination",
    "DEFAULT_SCHEMA_CLASS": "apps.core.api.schema.ApiSchema",
    "EXCEPTION_HANDLER": "apps.core.api.errors.exception_handler",
    # The file name of a request must never choose how it is answered.
    "URL_FORMAT_OVERRIDE": None,
    # OPTIONS would describe serializers to whoever asks; the schema is the description.
    "DEFAULT_METADATA_CLASS": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Attendance",
    "DESCRIPTION": "Roll-call by rotating QR code for universities and schools.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": r"/api/",
    "ENUM_NAME_OVERRIDES": {
        "OutcomeEnum": "apps.attendance.enums.Outcome",
        "CheckInOutcomeEnum": "apps.attendance.api.serializers.check_in.ANSWERED",
        "RecordStatusEnum": "apps.attendance.enums.RecordStatus",
        "SessionStateEnum": "apps.attendance.enums.SessionState",
        "TokenKindEnum": "apps.attendance.enums.TokenKind",
        "ChangeKindEnum": "apps.attendance.enums.ChangeKind",
        "ReviewKindEnum": "apps.attendance.api.serializers.sessions.REVIEW_KINDS",
        "DecisionEnum": "apps.attendance.api.serializers.sessions.DECISIONS",
        "SourceEnum": "apps.attendance.enums.Source",
        "BandEnum": "apps.attendance.enums.Band",
        "RingEnum": "apps.attendance.api.serializers.distances.RINGS",
        "GeofenceModeEnum": "apps.attendance.api.serializers.check_in.GEOFENCE_MODES",
        "RuleEnum": "apps.attendance.api.serializers.sessions.RULES",
        "ErrorCodeEnum": "apps.core.api.serializers.error_code_choices",
        "ReasonEnum": "apps.attendance.enums.Reason",
        "ImportStateEnum": "apps.accounts.enums.ImportState",
        "PolicySettingKindEnum": "apps.orgs.rules.settings.KINDS",
        "RoleEnum": "apps.accounts.enums.Role",
        "StaffRoleEnum": "apps.accounts.api.people_serializers.STAFF_ROLES",
        "SkipReasonEnum": "apps.accounts.api.people_serializers.SKIP_REASONS",
        "NewStaffRoleEnum": "apps.accounts.api.people_serializers.NEW_STAFF_ROLES",
        "AccountStateEnum": "apps.accounts.enums.AccountState",
        "AccountFilterEnum": "apps.accounts.enums.AccountFilter",
        "AccountActionEnum": "apps.accounts.enums.AccountAction",
        "AbsenceReasonEnum": "apps.attendance.enums.AbsenceReason",
        "RequestStateEnum": "apps.attendance.enums.RequestState",
        "ContestStateEnum": "apps.attendance.enums.ContestState",
        "MatterEnum": "apps.attendance.api.serializers.requests.MATTERS",
        "RequestFileKindEnum": "apps.attendance.api.serializers.requests.FILE_KINDS",
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000

# --- Language and time ---------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- Static files --------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [FRONTEND_DIST] if FRONTEND_DIST.is_dir() else []
STORAGES = {
    "default": files.storage(ENVIRONMENT),
    "staticfiles": {"BACKEND": "attendance_system.static.StaticFilesStorage"},
}
# Files whose name holds a hash of their content are never asked for again: Vite's have eight
# characters of it, Django's twelve.
WHITENOISE_IMMUTABLE_FILE_TEST = (
    r"^/static/(assets/[\w.-]+-[\w-]{8}\.[a-z0-9]+|.+\.[0-9a-f]{12}\.[a-z0-9]+)$"
)

# --- What browsers are told ----------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        # The nonce is sent only with pages that asked for one: the staff shell.
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:", *files.origins(ENVIRONMENT)],
        "connect-src": [SELF],
        "media-src": [SELF, "blob:"],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "object-src": [NONE],
        "frame-src": [NONE],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

_https = ENVIRONMENT.ssl_redirect and not DEBUG
SECURE_SSL_REDIRECT = _https
SECURE_HSTS_SECONDS = ENVIRONMENT.hsts_seconds if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
# Only a proxy of ours may say that the client came by HTTPS.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY_COUNT > 0 else None
SESSION_COOKIE_SECURE = _https
SESSION_COOKIE_HTTPONLY = True
# Only the admin site has sessions, and prolongs them by use.
SESSION_COOKIE_AGE = 3600
CSRF_FAILURE_VIEW = "apps.ops.failures.csrf_failed"
CSRF_COOKIE_SECURE = _https

CORS_ALLOWED_ORIGINS = list(ENVIRONMENT.cors_allowed_origins)
CORS_ALLOWED_ORIGIN_REGEXES = list(ENVIRONMENT.cors_allowed_origin_regexes)
CORS_URLS_REGEX = r"^/api/"
CORS_ALLOW_CREDENTIALS = False
CORS_ALLOW_HEADERS = [
    "accept",
    "authorization",
    "content-type",
    "x-device-signature",
    "x-organization-slug",
]

# --- Mail and text messages ----------------------------------------------------------------
MAIL_FOLDER = ENVIRONMENT.mail_folder or ENVIRONMENT.data_dir / "mail"
EMAIL_BACKEND = ENVIRONMENT.email_backend or (
    "django.core.mail.backends.smtp.EmailBackend"
    if ENVIRONMENT.email_host
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = str(MAIL_FOLDER)
EMAIL_HOST = ENVIRONMENT.email_host
EMAIL_PORT = ENVIRONMENT.email_port
EMAIL_USE_TLS = ENVIRONMENT.email_use_tls
EMAIL_USE_SSL = ENVIRONMENT.email_use_ssl
EMAIL_HOST_USER = ENVIRONMENT.email_host_user
EMAIL_HOST_PASSWORD = ENVIRONMENT.email_host_password
# Seconds for each answer of the mail server; a worker waits, never a request.
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = ENVIRONMENT.default_from_email or f"no-reply@{BASE_DOMAIN}"
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAILS_PER_HOUR = ENVIRONMENT.mails_per_hour
SMS_ENABLED = ENVIRONMENT.sms_enabled
TWILIO_ACCOUNT_SID = ENVIRONMENT.twilio_account_sid
TWILIO_AUTH_TOKEN = ENVIRONMENT.twilio_auth_token
TWILIO_PHONE_NUMBER = ENVIRONMENT.twilio_phone_number
TWILIO_API_URL = ENVIRONMENT.twilio_api_url
SMS_SEGMENTS_PER_DAY = ENVIRONMENT.sms_segments_per_day
# Longer than any conversation with a provider: then nobody else can still be at it.
NOTIFICATION_LEASE_S = 300
NOTIFICATION_BODY_DAYS = ENVIRONMENT.notification_body_days

# --- Background work -----------------------------------------------------------------------
CELERY_BROKER_URL = ENVIRONMENT.celery_broker_url or "filesystem://localhost"
CELERY_BROKER_TRANSPORT_OPTIONS = databases.queue(ENVIRONMENT)
CELERY_BROKER_CONNECTION_TIMEOUT = 2
# Worker and beat wait for a broker as long as it takes.
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_SERIALIZER = "json"
CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
# What came of a task is in our own rows.
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
# What takes longer is broken; jobs work in batches and go on with the next run.
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# A pool process is renewed before leaks add up. In KiB; looked at after each task.
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 250_000
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1000
# What SIGQUIT leaves the task at hand. SIGTERM lets it end.
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 15.0
# A task at work does not stop because the broker is away: its rows say what is done.
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
JOBS = schedule.JOBS
CELERY_BEAT_SCHEDULE = schedule.beat_schedule(JOBS)
CELERY_BEAT_SCHEDULE_FILENAME = databases.beat_notes(ENVIRONMENT.data_dir)

LOGGING = logs.configuration(ENVIRONMENT.log_level)
