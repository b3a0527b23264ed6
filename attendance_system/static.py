"""How static files are stored for serving: hashed once, compressed once."""

from typing import Any

from django.conf import settings
from whitenoise.storage import (
    CompressedManifestStaticFilesStorage,
    CompressedStaticFilesStorage,
)


class StaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # untyped
    """Hash what Django's apps bring; leave the front end's files under the names Vite gave them.

    Vite's pages name their files themselves, most with a hash already. Hashing them again would
    store and compress everything twice.
    """

    keep_only_hashed_files = True

    def post_process(self, paths: dict[str, Any], **options: Any) -> Any:
        """Hash and compress the collected files, or only compress those of the front end."""
        built = {
            name: source
            for name, source in paths.items()
            if (settings.FRONTEND_DIST / name).is_file()
        }
        others = {name: source for name, source in paths.items() if name not in built}
        yield from super().post_process(others, **options)
        plain = CompressedStaticFilesStorage(location=self.location, base_url=self.base_url)
        yield from plain.post_process(built, **options)
