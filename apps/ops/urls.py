"""Addresses of the installation itself."""

from django.urls import path

from apps.ops.api.health import healthz

urlpatterns = [
    path("api/healthz/", healthz, name="healthz"),
]
