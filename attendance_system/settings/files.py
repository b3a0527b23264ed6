"""Where files are kept: a private bucket, or a folder of our own."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from attendance_system.env.variables import Environment

# A request waits for the bucket so long at most: seconds to connect, for each answer, and tries.
CONNECT_S, ANSWER_S, TRIES = 3, 10, 2
ADDRESS_S = 2 * 3600


def storage(env: Environment) -> dict[str, Any]:
    """Return the settings of Django's default storage."""
    return _bucket(env) if env.use_s3 else _folder(env.data_dir)


def origins(env: Environment) -> list[str]:
    """Return the origins beside our own that browsers load files from: the bucket's, or none."""
    if not env.use_s3:
        return []
    endpoint = urlsplit(_endpoint(env))
    host = endpoint.netloc
    if not env.aws_s3_endpoint_url:
        host = f"{env.aws_storage_bucket_name}.{host}"
    return [f"{endpoint.scheme}://{host}"]


def _folder(data_dir: Path) -> dict[str, Any]:
    return {
        "BACKEND": "apps.core.files.LocalStorage",
        "OPTIONS": {
            "location": str(data_dir / "files"),
            # Whoever else has an account on the machine needs none of it.
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    }


def _bucket(env: Environment) -> dict[str, Any]:
    # Known to all that speak S3: addresses that name the bucket in their path. Amazon wants it
    # in the host.
    style = "path" if env.aws_s3_endpoint_url else "virtual"
    from botocore.config import Config  # noqa: PLC0415 - costs memory where there is no bucket

    return {
        "BACKEND": "apps.core.s3.PrivateS3Storage",
        "OPTIONS": {
            "access_key": env.aws_access_key_id,
            "secret_key": env.aws_secret_access_key,
            "bucket_name": env.aws_storage_bucket_name,
            "region_name": env.aws_s3_region_name,
            "endpoint_url": _endpoint(env),
            "default_acl": None,
            "querystring_auth": True,
            "querystring_expire": ADDRESS_S,
            # Names are random: nobody need ask first whether one is taken.
            "file_overwrite": True,
            # What is read of it lies on disk beyond this, in bytes; without it, all in memory.
            "max_memory_size": 256 * 1024,
            "client_config": Config(
                signature_version="s3v4",
                connect_timeout=CONNECT_S,
                read_timeout=ANSWER_S,
                retries={"total_max_attempts": TRIES, "mode": "standard"},
                s3={"addressing_style": style},
            ),
        },
    }


def _endpoint(env: Environment) -> str:
    return env.aws_s3_endpoint_url or f"https://s3.{env.aws_s3_region_name}.amazonaws.com"
