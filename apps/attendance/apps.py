from django.apps import AppConfig


class AttendanceConfig(AppConfig):
    name = "apps.attendance"
    label = "attendance"

    def ready(self) -> None:
        """Let the outbox know the kinds that attendance sends, and imports whom records hold."""
        from apps.attendance import notices  # noqa: F401, PLC0415 - models must be loaded first
        from apps.attendance.selectors.students import (  # noqa: PLC0415 - as above
            enrollments_on_record,
        )
        from apps.core.imports.undoing import hold  # noqa: PLC0415 - as above
        from apps.courses.models import Enrollment  # noqa: PLC0415 - as above

        hold(Enrollment, enrollments_on_record)
