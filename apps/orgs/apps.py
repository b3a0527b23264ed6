from django.apps import AppConfig


class OrgsConfig(AppConfig):
    name = "apps.orgs"
    label = "orgs"
    verbose_name = "Organisations"

    def ready(self) -> None:
        """Connect the handlers that drop cached organisations."""
        from apps.orgs import signals  # noqa: F401, PLC0415 - models must be loaded first
