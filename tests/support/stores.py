"""The two stores of files: a folder, and a bucket at a server that speaks S3."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
import requests
from moto.server import ThreadedMotoServer
from pytest_django import Settings

from attendance_system.env import load
from attendance_system.settings import files as setup
from tests.support.servers import free_port

REGION = "eu-west-1"
BUCKET = "pictures-of-the-tests"
KEYS = {"AWS_ACCESS_KEY_ID": "of-the-tests", "AWS_SECRET_ACCESS_KEY": "secret-of-the-tests"}
DEBUG = {"DJANGO_DEBUG": "True"}


def bucket_environment(endpoint: str) -> dict[str, str]:
    """Return what a process needs in its environment to keep files at this server."""
    return {
        **DEBUG,
        **KEYS,
        "USE_S3": "True",
        "AWS_STORAGE_BUCKET_NAME": BUCKET,
        "AWS_S3_REGION_NAME": REGION,
        "AWS_S3_ENDPOINT_URL": endpoint,
    }


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """Run a server that speaks S3; give its origin."""
    server = ThreadedMotoServer("127.0.0.1", free_port(), verbose=False)
    server.start()
    yield f"http://127.0.0.1:{server._port}"
    server.stop()


def client_of(endpoint: str) -> Any:
    """Return boto3's client of the server, with the tests' key."""
    return boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name=REGION,
        aws_access_key_id=KEYS["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=KEYS["AWS_SECRET_ACCESS_KEY"],
    )


@pytest.fixture
def bucket(s3: str, settings: Settings) -> Any:
    """Keep files in an empty private bucket; give a client that looks into it."""
    requests.post(f"{s3}/moto-api/reset", timeout=20)
    client = client_of(s3)
    client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    use_store(settings, bucket_environment(s3))
    return client


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    """Keep files in an empty folder; give it."""
    use_store(settings, {**DEBUG, "DATA_DIR": str(tmp_path)})
    return tmp_path / "files"


@pytest.fixture(params=["folder", "bucket"])
def any_store(request: pytest.FixtureRequest) -> str:
    """Keep files in each of the two in turn; give which."""
    request.getfixturevalue(request.param)
    return str(request.param)


def use_store(settings: Settings, environment: dict[str, str]) -> None:
    """Set the storage up as the application would under this environment."""
    settings.STORAGES = {**settings.STORAGES, "default": setup.storage(load(environment))}
