"""Files for imports, and an administrator who sends them."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.accounts.enums import Role
from apps.accounts.models import ImportRun
from apps.accounts.services import imports
from apps.core import clock, tenancy
from tests.support.world import World, make_user


class Office:
    """An administrator's browser, and the worker behind it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.user = make_user(world.organization, Role.ADMIN)
        self.client = Client(raise_request_exception=False)
        self.headers = {
            "Authorization": f"Token {world.sign_in(self.user)}",
            "Host": f"{world.organization.slug}.localhost",
        }

    def upload(self, kind: str, data: bytes, name: str = "people.csv", **more: str) -> Any:
        """Send a file to be checked, with more fields of the form."""
        form = {"kind": kind, "file": SimpleUploadedFile(name, data, "text/csv"), **more}
        return self.client.post("/api/imports/", form, headers=self.headers)

    def check(self, kind: str, text: str, **more: str) -> dict[str, Any]:
        """Check a UTF-8 text; return the answer, which must be good."""
        answer = self.upload(kind, text.encode(), **more)
        assert answer.status_code == 201, answer.content
        found: dict[str, Any] = answer.json()
        return found

    def get(self, path: str) -> Any:
        """Get a path below /api/imports/."""
        return self.client.get(f"/api/imports/{path}", headers=self.headers)

    def post(self, path: str) -> Any:
        """Post to a path below /api/imports/."""
        return self.client.post(f"/api/imports/{path}", headers=self.headers)

    def work(self) -> str:
        """Do what waits, as a worker does."""
        with tenancy.activate(self.world.organization):
            return imports.run_waiting(now=clock.now())

    def commit(self, kind: str, text: str) -> dict[str, Any]:
        """Check a text and store it; return the import as it ended."""
        pk = self.check(kind, text)["id"]
        answer = self.post(f"{pk}/commit/")
        assert answer.status_code == 202, answer.content
        self.work()
        found: dict[str, Any] = self.get(f"{pk}/").json()
        return found

    def undo(self, pk: int) -> dict[str, Any]:
        """Take an import back; return it as it ended."""
        answer = self.post(f"{pk}/undo/")
        assert answer.status_code == 202, answer.content
        self.work()
        found: dict[str, Any] = self.get(f"{pk}/").json()
        return found

    def kept(self, pk: int) -> list[tuple[str, str, str]]:
        """Return what undoing an import deactivated or left."""
        rows = self.get(f"{pk}/kept/").json()["results"]
        return [(one["fate"], one["name"], one["reason"]) for one in rows]

    def run(self, pk: int) -> ImportRun:
        """Return the row of an import."""
        with tenancy.activate(self.world.organization):
            return ImportRun.objects.get(pk=pk)


def counts(new: int = 0, changed: int = 0, same: int = 0, error: int = 0) -> dict[str, int]:
    """Return counts as an import tells them."""
    return {"new": new, "changed": changed, "same": same, "error": error}


def reasons(answer: dict[str, Any]) -> dict[int, list[tuple[str, str]]]:
    """Return the reasons of the rows of an answer by their numbers, for those that have some."""
    return {
        row["number"]: [(one["column"], one["text"]) for one in row["reasons"]]
        for row in answer["rows"]
        if row["reasons"]
    }
