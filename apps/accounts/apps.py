from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "apps.accounts"
    label = "accounts"
    verbose_name = "People"

    def ready(self) -> None:
        """Let the outbox know the kinds that accounts sends; register the imports of people."""
        from apps.accounts import (  # noqa: PLC0415 - models must be loaded first
            importers,  # noqa: F401 - loading it registers
            notices,  # noqa: F401 - as above
        )
