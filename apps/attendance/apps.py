from django.apps import AppConfig


class AttendanceConfig(AppConfig):
    name = "apps.attendance"
    label = "attendance"

    def ready(self) -> None:
        """Let the outbox know the kinds that attendance sends."""
        from apps.attendance import notices  # noqa: F401, PLC0415 - models must be loaded first
