"""Static files: hashed, compressed, and kept by browsers exactly when their name says so."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import RequestFactory
from whitenoise.middleware import WhiteNoiseMiddleware

from attendance_system import settings as production


@pytest.mark.parametrize(
    "path",
    [
        "/static/assets/light-oEBzIf00.js",
        "/static/assets/light-CmW_puyd.css",
        "/static/assets/staff-Da-e_hTd.js",
        "/static/admin/css/base.523eb49842a7.css",
        "/static/assets/light-oEBzIf00.0123456789ab.js",
    ],
)
def test_a_hash_in_the_name_means_for_ever(path: str) -> None:
    assert re.match(production.WHITENOISE_IMMUTABLE_FILE_TEST, path)


@pytest.mark.parametrize(
    "path",
    [
        "/static/app.webmanifest",
        "/static/favicon.svg",
        "/static/admin/img/icon-changelink.svg",
        "/static/admin/js/vendor/jquery/jquery.min.js",
        "/static/assets/plain.js",
    ],
)
def test_any_other_name_is_asked_about_again(path: str) -> None:
    assert not re.match(production.WHITENOISE_IMMUTABLE_FILE_TEST, path)


@pytest.fixture
def collected(settings: Any, tmp_path: Path) -> Path:
    """Collect a small front end and an app's file as a deployment does."""
    source = tmp_path / "dist"
    (source / "assets").mkdir(parents=True)
    (source / "assets" / "light-AbCd1234.js").write_text("export const answer = 42;\n" * 200)
    (source / "index.html").write_text("<!doctype html>")
    other = tmp_path / "app"
    (other / "admin" / "css").mkdir(parents=True)
    (other / "admin" / "css" / "base.css").write_text("body { color: black }\n" * 200)
    settings.FRONTEND_DIST = source
    settings.STATICFILES_DIRS = [source, other]
    # The admin site's own files would take half a minute to compress.
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.STORAGES = production.STORAGES
    settings.WHITENOISE_USE_FINDERS = False
    settings.WHITENOISE_AUTOREFRESH = False
    left_out = ["*.html", "sw.js"]
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=left_out)
    return Path(settings.STATIC_ROOT)


def test_each_file_is_kept_under_one_name(collected: Path) -> None:
    names = {str(path.relative_to(collected)) for path in collected.rglob("*") if path.is_file()}
    assert {name for name in names if "light-" in name} == {
        "assets/light-AbCd1234.js",
        "assets/light-AbCd1234.js.br",
        "assets/light-AbCd1234.js.gz",
    }
    assert "index.html" not in names
    styles = [name for name in names if name.startswith("admin/css/base.")]
    assert len(styles) == 3
    assert "admin/css/base.css" not in names


@pytest.mark.django_db  # closing an answer looks at the database connection
def test_files_are_sent_compressed_and_for_ever(collected: Path, rf: RequestFactory) -> None:
    served = WhiteNoiseMiddleware(lambda request: None)
    for encoding, expected in (("br", "br"), ("gzip", "gzip"), ("", None)):
        path = "/static/assets/light-AbCd1234.js"
        response = served(rf.get(path, headers={"accept-encoding": encoding}))
        assert response.get("Content-Encoding") == expected
        assert response["Cache-Control"] == "max-age=315360000, public, immutable"
        assert response["Vary"] == "Accept-Encoding"
        response.close()
