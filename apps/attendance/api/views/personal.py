"""API of everything that is stored about the student who asks."""

import re
from os import SEEK_END
from typing import Any

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.attendance.api.serializers.personal import MyDataSerializer
from apps.attendance.api.views.students import StudentBase
from apps.attendance.permissions import ChecksIn
from apps.attendance.selectors.personal import Collection, collections_of
from apps.attendance.services import personal
from apps.core import clock

_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z")


class MyDataView(StudentBase):
    """What is stored about me."""

    permission_classes = [ChecksIn]

    @extend_schema(operation_id="my_data", responses=MyDataSerializer)
    def get(self, request: Request) -> Response:
        """Return each kind of data with its number, the newest rows and when they are deleted."""
        found = [_kind(one) for one in collections_of(self.student)]
        return Response(MyDataSerializer({"as_of": clock.now(), "kinds": found}).data)


class MyDataDownloadView(StudentBase):
    """All of it, as a file."""

    permission_classes = [ChecksIn]

    @extend_schema(
        operation_id="my_data_download",
        request=None,
        responses={(200, "application/zip"): OpenApiTypes.BINARY},
    )
    def post(self, request: Request) -> HttpResponseBase:
        """Make and return a ZIP file of JSON and tables; 429 after five in an hour."""
        packed = personal.download(student=self.student, now=clock.now())
        size = packed.seek(0, SEEK_END)
        packed.seek(0)
        if size > personal.IN_MEMORY:
            answer: HttpResponseBase = FileResponse(packed, content_type="application/zip")
        else:
            with packed:
                answer = HttpResponse(packed.read(), content_type="application/zip")
        answer["Content-Disposition"] = 'attachment; filename="my-data.zip"'
        answer["Cache-Control"] = "no-store"
        return answer


def _kind(one: Collection) -> dict[str, Any]:
    return {
        "key": one.key,
        "title": one.title,
        "text": one.text,
        "kept": one.kept,
        "count": one.count(),
        "next_deletion": one.next_deletion(),
        "examples": [_example(row) for row in one.examples()],
    }


def _example(row: dict[str, Any]) -> dict[str, Any]:
    facts = [
        {
            "name": name.replace("_", " ").capitalize(),
            "value": text,
            "is_moment": bool(_MOMENT.fullmatch(text)),
        }
        for name, value in row.items()
        if name != "deleted_at" and (text := personal.cell(value))
    ]
    return {"facts": facts, "deleted_at": row.get("deleted_at")}
