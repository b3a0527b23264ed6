"""API of imports, for administrators."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.api.import_serializers import (
    CheckedImportSerializer,
    ImportInputSerializer,
    ImportKeptRowPageSerializer,
    ImportKeptRowSerializer,
    ImportKindSerializer,
    ImportRowPageSerializer,
    ImportRowSerializer,
    ImportSerializer,
)
from apps.accounts.models import ImportRun
from apps.accounts.permissions import IsAdministrator
from apps.accounts.selectors import imports as reads
from apps.accounts.selectors import signed_in
from apps.accounts.services import imports
from apps.core import clock
from apps.core.api.pagination import PageNumberPagination
from apps.core.api.views import ApiView
from apps.core.imports.importer import Result
from apps.core.imports.reading import MAX_BYTES

SHOWN_AT_ONCE = 200
# What stands around a file in the body of a form.
FORM_BYTES = 64 * 1024


class ImportListView(ApiView, ListAPIView[ImportRun]):
    """The organisation's imports."""

    permission_classes = [IsAdministrator]
    serializer_class = ImportSerializer
    parser_classes = [MultiPartParser]
    body_limit = MAX_BYTES + FORM_BYTES

    def get_queryset(self) -> Any:
        """Return the imports, newest first."""
        return reads.runs()

    @extend_schema(operation_id="imports")
    def get(self, request: Request) -> Response:
        """Return a page of imports."""
        return self.list(request)

    @extend_schema(
        operation_id="import_check",
        request={"multipart/form-data": ImportInputSerializer},
        responses={201: CheckedImportSerializer},
    )
    def post(self, request: Request) -> Response:
        """Check a file: what would be new, changed, the same or wrong. Stores none of its rows."""
        entered = ImportInputSerializer(data=dict(request.data.items()))
        entered.is_valid(raise_exception=True)
        upload = entered.validated_data["file"]
        run = imports.check(
            by=signed_in(request),
            kind=entered.validated_data["kind"],
            file_name=upload.name,
            data=upload.read(),
            chosen=entered.validated_data.get("mapping"),
            now=clock.now(),
        )
        rows = reads.ImportRows(run)[:SHOWN_AT_ONCE]
        return Response(CheckedImportSerializer(run, context={"rows": rows}).data, status=201)


class ImportView(ApiView):
    """One import."""

    permission_classes = [IsAdministrator]
    # A screen polls it while a worker is at it.
    counts_as_use = False

    @extend_schema(operation_id="import", responses=ImportSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Return state, progress and counts."""
        return Response(ImportSerializer(reads.run_for(pk)).data)

    @extend_schema(operation_id="import_discard", responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """Forget a file of which nothing is stored."""
        imports.discard(run=reads.run_for(pk))
        return Response(status=204)


class ImportRowsView(ApiView):
    """The rows of an import's file."""

    permission_classes = [IsAdministrator]

    @extend_schema(
        operation_id="import_rows",
        parameters=[
            OpenApiParameter("result", str, enum=[one.value for one in Result]),
            OpenApiParameter("page", int),
            OpenApiParameter("page_size", int),
        ],
        responses=ImportRowPageSerializer,
    )
    def get(self, request: Request, pk: int) -> Response:
        """Return a page of rows, in the file's order."""
        asked = request.query_params.get("result")
        result = Result(asked) if asked in {one.value for one in Result} else None
        pages = PageNumberPagination()
        rows = reads.ImportRows(reads.run_for(pk), result)
        page: list[Any] | None = pages.paginate_queryset(
            rows,  # type: ignore[arg-type]  # any sequence will do
            request,
            view=self,
        )
        return pages.get_paginated_response(ImportRowSerializer(page, many=True).data)


class ImportErrorsView(ApiView):
    """The rows that are errors, as a file to correct and send again."""

    permission_classes = [IsAdministrator]

    @extend_schema(operation_id="import_errors", responses={(200, "text/csv"): OpenApiTypes.STR})
    def get(self, request: Request, pk: int) -> HttpResponse:
        """Return the file's own columns with one more that says what is wrong."""
        run = reads.run_for(pk)
        lines = imports.hand_out_errors(run=run, by=signed_in(request), now=clock.now())
        return _csv(lines, f"errors-{run.kind}-{run.pk}.csv")


class ImportCommitView(ApiView):
    """Stores a checked file."""

    permission_classes = [IsAdministrator]

    @extend_schema(operation_id="import_commit", request=None, responses={202: ImportSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Have a worker store the rows that are new or changed."""
        run = imports.commit(run=reads.run_for(pk), by=signed_in(request), now=clock.now())
        return Response(ImportSerializer(run).data, status=202)


class ImportUndoView(ApiView):
    """Takes an import back."""

    permission_classes = [IsAdministrator]

    @extend_schema(operation_id="import_undo", request=None, responses={202: ImportSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Have a worker remove what the import created and set back what it changed.

        What others depend on is deactivated, what somebody changed since is left; both are listed.
        """
        run = imports.undo(run=reads.run_for(pk), by=signed_in(request), now=clock.now())
        return Response(ImportSerializer(run).data, status=202)


class ImportKeptRowsView(ApiView):
    """What undoing an import could not take back."""

    permission_classes = [IsAdministrator]

    @extend_schema(
        operation_id="import_kept",
        parameters=[OpenApiParameter("page", int), OpenApiParameter("page_size", int)],
        responses=ImportKeptRowPageSerializer,
    )
    def get(self, request: Request, pk: int) -> Response:
        """Return a page of rows that were deactivated or left, with the reason."""
        pages = PageNumberPagination()
        page: list[Any] | None = pages.paginate_queryset(
            reads.kept_rows(reads.run_for(pk)),  # type: ignore[arg-type]  # any sequence will do
            request,
            view=self,
        )
        return pages.get_paginated_response(ImportKeptRowSerializer(page, many=True).data)


class ImportKindListView(ApiView):
    """What can be imported."""

    permission_classes = [IsAdministrator]

    @extend_schema(operation_id="import_kinds", responses=ImportKindSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Return the kinds of rows with their columns."""
        return Response(ImportKindSerializer(reads.all_kinds(), many=True).data)


class ImportTemplateView(ApiView):
    """An empty file of a kind."""

    permission_classes = [IsAdministrator]

    @extend_schema(operation_id="import_template", responses={(200, "text/csv"): OpenApiTypes.STR})
    def get(self, request: Request, kind: str) -> HttpResponse:
        """Return the columns of a kind, with an example."""
        lines = reads.template_lines(reads.importer_named(kind))
        return _csv(lines, f"{kind}.csv")


def _csv(lines: Iterable[str], name: str) -> HttpResponse:
    answer = HttpResponse("".join(lines).encode(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
