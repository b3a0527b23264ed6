"""URLs of organisations, below /api/."""

from django.urls import path

from apps.orgs.api.audit import AuditView
from apps.orgs.api.policy import PolicyView
from apps.orgs.api.views import OrganizationView

urlpatterns = [
    path("organization/", OrganizationView.as_view(), name="organization"),
    path("organization/policy/", PolicyView.as_view(), name="policy"),
    path("audit/", AuditView.as_view(), name="audit"),
]
