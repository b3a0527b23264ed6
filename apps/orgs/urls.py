"""URLs of organisations, below /api/."""

from django.urls import path

from apps.orgs.api.views import OrganizationView

urlpatterns = [
    path("organization/", OrganizationView.as_view(), name="organization"),
]
