"""Every URL of the installation."""

from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from apps.attendance.api.views.calendars import CalendarFeedView
from apps.attendance.api.views.receipts import ReceiptKeysView
from apps.core.api.errors import api_not_found
from apps.core.api.files import FileView

urlpatterns = [
    # The polls of open screens are the most frequent requests.
    path("api/", include("apps.attendance.urls")),
    path("", include("apps.ops.urls")),
    path("api/", include("apps.orgs.urls")),
    path("api/", include("apps.notifications.urls")),
    path("api/", include("apps.accounts.urls")),
    path("api/", include("apps.courses.urls")),
    path("api/files/<path:name>", FileView.as_view(), name="file"),
    # Where those who verify receipts offline look for the keys.
    path(
        ".well-known/attendance-receipt-keys.json",
        ReceiptKeysView.as_view(),
        name="receipt-keys",
    ),
    path("calendar/<str:token>.ics", CalendarFeedView.as_view(), name="calendar-feed"),
    path("admin", RedirectView.as_view(pattern_name="admin:index")),
    path("admin/", admin.site.urls),
    re_path(r"^api(?:/.*)?$", api_not_found),
]

handler400 = "apps.ops.failures.bad_request"
handler403 = "apps.ops.failures.forbidden"
handler404 = "apps.ops.pages.not_found"
handler500 = "apps.ops.failures.server_error"
