"""Files of absence requests: what is taken, how it is handed out, when it is deleted."""

import io
from typing import Any

import pytest
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from PIL import Image

from apps.attendance.models import AbsenceRequest
from apps.attendance.services import requests
from apps.core import files, tenancy
from tests.support.asking import ask, decide, form, part_of, waiting
from tests.support.checkin import Clock
from tests.support.world import World

PDF = b"%PDF-1.4\n1 0 obj << /OpenAction 2 0 R >> endobj\ntrailer\n%%EOF\n"


def send_file(world: World, student: Any, data: bytes, name: str = "note.pdf") -> Any:
    sent = io.BytesIO(data)
    sent.name = name
    phone = world.phone(student)
    return phone.client.generic(
        "POST",
        "/api/my/absence-requests/",
        encode_multipart(BOUNDARY, {**form(), "file": sent}),
        content_type=MULTIPART_CONTENT,
        headers=phone.headers(),
    )


def names(world: World) -> set[str]:
    """Return what is stored; the folder outlives a test."""
    with tenancy.activate(world.organization):
        return set(files.stored_names(requests.FILES))


def picture() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(written, "JPEG")
    return written.getvalue()


def test_a_pdf_is_saved_and_never_shown(world: World) -> None:
    answer = send_file(world, world.students[0], PDF)
    assert answer.status_code == 201, answer.content
    (mine,) = world.phone(world.students[0]).get("/api/my/absence-requests/").json()["results"]
    (item,) = waiting(world)
    assert mine["file"] == item["request"]["file"]
    given = world.phone().get(mine["file"]["url"])
    assert given.content == PDF
    assert given["Content-Type"] == "application/pdf"
    assert given["Content-Disposition"].startswith("attachment")
    assert given["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in given["Content-Security-Policy"]
    assert world.phone().get(mine["file"]["url"].partition("?")[0]).status_code == 404


def test_a_picture_is_written_anew(world: World) -> None:
    file = send_file(world, world.students[0], picture(), "x.pdf").json()["file"]
    assert file["kind"] == "picture"
    given = world.phone().get(file["url"])
    assert (given["Content-Type"], given["Content-Disposition"]) == ("image/webp", "inline")


@pytest.mark.parametrize(
    "data",
    [b"", b"MZ\x90\x00", b"<script>%PDF-1.4 %%EOF", b"%PDF-1.4 cut", PDF + b"\0" * 5_300_000],
    ids=["empty", "program", "polyglot", "cut", "large"],
)
def test_other_files_are_refused_and_nothing_is_kept(world: World, data: bytes) -> None:
    before = names(world)
    refused = send_file(world, world.students[0], data)
    assert refused.status_code in {400, 413}
    with tenancy.activate(world.organization):
        assert not AbsenceRequest.objects.exists()
    assert names(world) == before


def test_nobody_fills_the_store_of_files(
    world: World, now: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requests, "SENT_FILES", 2)
    one, other = world.students[:2]
    before = names(world)
    assert [send_file(world, one, PDF).status_code for _ in range(3)] == [201, 201, 429]
    assert len(names(world) - before) == 2
    # The controls: without a file, somebody else, and tomorrow.
    assert ask(world, one).status_code == 201
    assert send_file(world, other, PDF).status_code == 201
    now.tick(days=1)
    world.tokens.clear()
    assert send_file(world, one, PDF).status_code == 201


def test_a_file_goes_with_its_request_or_ninety_days_after_the_decision(
    world: World, now: Clock, django_capture_on_commit_callbacks: Any
) -> None:
    one, other = world.students[:2]
    before = names(world)
    gone = send_file(world, one, PDF).json()
    assert len(names(world) - before) == 1
    with django_capture_on_commit_callbacks(execute=True):
        world.phone(one).send("POST", f"/api/my/absence-requests/{gone['id']}/withdraw/")
    assert names(world) == before
    kept = send_file(world, other, picture())
    decide(world, part_of(kept), "approve")
    now.tick(days=89)
    with tenancy.activate(world.organization):
        assert requests.forget_files(now=now())["forgotten"] == 0
        now.tick(days=1, seconds=1)
        with django_capture_on_commit_callbacks(execute=True):
            assert requests.forget_files(now=now())["forgotten"] == 1
        assert AbsenceRequest.objects.exclude(file="").count() == 0
    assert names(world) <= before
