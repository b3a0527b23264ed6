"""What a production start refuses. Each rule prevents a mistake that works until it hurts."""

from collections.abc import Iterator

from attendance_system.env.variables import SAMPLE_SECRET_KEY, Environment, declared

MIN_SECRET_KEY_LENGTH = 50
MIN_SECRET_KEY_VARIETY = 5


def production_problems(env: Environment) -> Iterator[str]:
    """Yield one sentence for each reason not to start in production."""
    yield from _missing(env)
    yield from _weak_secret_key(env)
    yield from _wildcard_hosts(env)
    yield from _unanchored_patterns(env)
    yield from _split_cache(env)
    yield from _careless_mail(env)
    yield from _open_bucket(env)
    if env.map_tile_url.startswith("http:"):
        yield "MAP_TILE_URL must begin with https://: browsers show nothing else on our pages."


def _missing(env: Environment) -> Iterator[str]:
    for item in declared():
        if item.required_in_production and not env.is_given(item.name):
            yield f"{item.name} must be set in production. {item.doc}"


def _weak_secret_key(env: Environment) -> Iterator[str]:
    if not env.is_given("DJANGO_SECRET_KEY"):
        return
    key = env.secret_key
    if key == SAMPLE_SECRET_KEY or key.startswith(("<", "django-insecure-")):
        yield "DJANGO_SECRET_KEY is a sample, known to everyone: make one of your own."
    elif len(key) < MIN_SECRET_KEY_LENGTH or len(set(key)) < MIN_SECRET_KEY_VARIETY:
        yield f"DJANGO_SECRET_KEY must have at least {MIN_SECRET_KEY_LENGTH} varied characters."


def _wildcard_hosts(env: Environment) -> Iterator[str]:
    if "*" in env.allowed_hosts:
        yield "DJANGO_ALLOWED_HOSTS may not be * in production: name the hosts."


def _unanchored_patterns(env: Environment) -> Iterator[str]:
    for pattern in env.cors_allowed_origin_regexes:
        # Alternatives would escape the anchors of the outermost branch.
        anchored = pattern.startswith("^") and pattern.endswith(("$", r"\Z"))
        if not anchored or "|" in pattern:
            yield (
                f"CORS_ALLOWED_ORIGIN_REGEXES: {pattern!r} must begin with ^, end with $ and hold "
                "no |; else it also matches origins that merely contain yours."
            )


def _split_cache(env: Environment) -> Iterator[str]:
    if env.web_concurrency > 1 and not env.redis_url:
        yield (
            "WEB_CONCURRENCY is above 1 without REDIS_URL: each process would keep a cache of "
            "its own. Set REDIS_URL, or one process with more WEB_THREADS."
        )


def _careless_mail(env: Environment) -> Iterator[str]:
    if env.email_host_password and not (env.email_use_tls or env.email_use_ssl):
        yield (
            "EMAIL_HOST_PASSWORD is set without EMAIL_USE_TLS or EMAIL_USE_SSL: the password and "
            "all mail would travel in the clear."
        )
    if env.email_host and not env.default_from_email:
        yield (
            "EMAIL_HOST is set without DEFAULT_FROM_EMAIL: mail from a sender that the server "
            "does not know is refused or lands with spam."
        )
    if env.twilio_api_url.startswith("http://"):
        yield "TWILIO_API_URL must begin with https://: the token travels with each message."


def _open_bucket(env: Environment) -> Iterator[str]:
    if env.use_s3 and env.aws_s3_endpoint_url.startswith("http:"):
        yield (
            "AWS_S3_ENDPOINT_URL begins with http: people's pictures, and the addresses that open "
            "them, would travel in the clear."
        )
