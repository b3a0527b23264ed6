from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "apps.accounts"
    label = "accounts"
    verbose_name = "People"

    def ready(self) -> None:
        """Let the outbox know the kinds that accounts sends."""
        from apps.accounts import notices  # noqa: F401, PLC0415 - models must be loaded first
