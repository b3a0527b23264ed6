"""URLs of accounts, below /api/."""

from django.urls import path

from apps.accounts.api.views import LoginView, LogoutView, MeView, StudentListView

urlpatterns = [
    path("auth/login/", LoginView.as_view(), name="login"),
    path("auth/logout/", LogoutView.as_view(), name="logout"),
    path("me/", MeView.as_view(), name="me"),
    path("students/", StudentListView.as_view(), name="students"),
]
