"""What the API of one directory of people shares."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from apps.accounts.api.people_serializers import (
    PeopleQuerySerializer,
)
from apps.accounts.enums import AccountFilter, Role
from apps.accounts.models import User
from apps.accounts.permissions import IsAdministrator
from apps.accounts.selectors import directory as reads
from apps.accounts.selectors import picture_urls, signed_in
from apps.accounts.selectors.directory import Asked, Directory, Profile
from apps.accounts.services import people as writes
from apps.core import clock
from apps.core.api.views import ApiView
from apps.core.errors import PermissionDenied

# What everybody may ask for who may read a list; the rest says something about accounts.
_OPEN_STATES = {AccountFilter.ACTIVE, AccountFilter.ALL, AccountFilter.INACTIVE}
_PRIVATE_SORTS = {"last_login", "-last_login"}


def is_administrator(request: Request) -> bool:
    """Return whether an administrator of the organisation asks."""
    return signed_in(request).role == Role.ADMIN


def hold_administrator(request: Request) -> None:
    """Raise PermissionDenied for everybody else than administrators."""
    if not is_administrator(request):
        raise PermissionDenied


def asked_for(
    query: Mapping[str, Any],
    serializer: type[PeopleQuerySerializer],
    *,
    private: bool,
    now: datetime,
) -> Asked:
    """Return what a list's query says.

    Raises ValidationError, and PermissionDenied for what only administrators may ask.
    """
    read = serializer(data=query)
    read.is_valid(raise_exception=True)
    values = dict(read.validated_data)
    state = AccountFilter(values.pop("state", AccountFilter.ACTIVE))
    sort = values.pop("sort", "")
    if not private and (state not in _OPEN_STATES or sort in _PRIVATE_SORTS):
        raise PermissionDenied
    return Asked(
        now=now,
        private=private,
        search=values.pop("search", ""),
        state=state,
        sort=sort,
        equal={name: value for name, value in values.items() if value != ""},
    )


class PeopleView(ApiView):
    """What the views of one directory share."""

    permission_classes = [IsAdministrator]
    directory: ClassVar[Directory]
    role: ClassVar[Role]
    profile: ClassVar[type[Profile] | None] = None
    query: ClassVar[type[PeopleQuerySerializer]] = PeopleQuerySerializer
    shape: ClassVar[type[BaseSerializer[Any]]]

    def represent(self, request: Request, row: Any) -> Any:
        """Return a row as the asker may see it."""
        pictures = picture_urls([reads.account_of(row)])
        return self.shape(row, context={"viewer": signed_in(request), "pictures": pictures}).data

    def row(self, pk: int) -> Any:
        """Return one row. Raises NotFound."""
        return reads.person(self.directory, pk=pk, now=clock.now())

    def create(self, request: Request, values: dict[str, Any]) -> Response:
        """Create somebody; answer as the list shows them."""
        hold_administrator(request)
        role = Role(values.pop("role", self.role))
        user = writes.create_person(
            by=signed_in(request),
            role=role,
            profile=self.profile,
            invite=values.pop("invite"),
            values=values,
            now=clock.now(),
        )
        return Response(self.represent(request, self.row(self._key_of(user))), status=201)

    def change(self, request: Request, pk: int, values: dict[str, Any]) -> Response:
        """Change somebody; answer as the list shows them."""
        hold_administrator(request)
        row = self.row(pk)
        writes.update_person(
            by=signed_in(request),
            account=row.pk if isinstance(row, User) else row.user_id,
            profile=self.profile,
            version=values.pop("version"),
            changes=values,
            now=clock.now(),
        )
        return Response(self.represent(request, self.row(pk)))

    def _key_of(self, user: User) -> int:
        if self.profile is None:
            return int(user.pk)
        return int(self.profile.objects.get(user=user).pk)


class PeopleListView(PeopleView, ListAPIView[Any]):
    """What the lists share."""

    permission_classes = [IsAdministrator]
    pictures: Mapping[int, str] = MappingProxyType({})

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        """Return the shape of a row."""
        return self.shape

    def get_serializer_context(self) -> dict[str, Any]:
        """Tell the shape who asks, and where the pictures of this page's people are."""
        context = super().get_serializer_context()
        return {**context, "viewer": signed_in(self.request), "pictures": self.pictures}

    def paginate_queryset(self, queryset: Any) -> Any:
        """Return one page of rows, with the addresses of its pictures at once."""
        page = super().paginate_queryset(queryset)
        self.pictures = picture_urls(reads.account_of(row) for row in page or ())
        return page

    def get_queryset(self) -> QuerySet[Any]:
        """Return the rows as asked for."""
        asked = asked_for(
            self.request.query_params.dict(),
            self.query,
            private=is_administrator(self.request),
            now=clock.now(),
        )
        return reads.people(self.directory, asked)
