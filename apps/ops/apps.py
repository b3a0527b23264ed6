from django.apps import AppConfig


class OpsConfig(AppConfig):
    name = "apps.ops"
    label = "ops"

    def ready(self) -> None:
        """Register the system checks."""
        from apps.ops import checks  # noqa: F401, PLC0415 - models must be loaded first
