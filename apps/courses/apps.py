from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "apps.courses"
    label = "courses"

    def ready(self) -> None:
        """Register the imports of courses and enrolments."""
        from apps.courses import importers  # noqa: F401, PLC0415 - models must be loaded first
