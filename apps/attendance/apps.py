from django.apps import AppConfig


class AttendanceConfig(AppConfig):
    name = "apps.attendance"
    label = "attendance"

    def ready(self) -> None:
        """Tell lower apps what they ask of attendance: kinds of mail, holders of rows, plans."""
        from apps.attendance import notices  # noqa: F401, PLC0415 - models must be loaded first
        from apps.attendance.selectors.students import (  # noqa: PLC0415 - as above
            enrollments_on_record,
        )
        from apps.attendance.services.planning import (  # noqa: PLC0415 - as above
            replan,
            replan_organizations,
        )
        from apps.core.changes import when_changed  # noqa: PLC0415 - as above
        from apps.core.imports.undoing import hold  # noqa: PLC0415 - as above
        from apps.courses.models import ClassSchedule, Enrollment  # noqa: PLC0415 - as above
        from apps.orgs.models import Organization  # noqa: PLC0415 - as above

        hold(Enrollment, enrollments_on_record)
        when_changed(ClassSchedule, replan)
        when_changed(Organization, replan_organizations)
