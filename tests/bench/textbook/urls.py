"""The one resource of the yardstick."""

from rest_framework.routers import DefaultRouter

from tests.bench.textbook.views import AttendanceViewSet

router = DefaultRouter()
router.register("attendance", AttendanceViewSet)
urlpatterns = router.urls
