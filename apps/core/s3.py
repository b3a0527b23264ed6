"""The private bucket. Imported only where it is used: boto3 costs every process memory."""

from collections.abc import Iterable

from django.core.cache import cache
from storages.backends.s3 import S3Storage

from apps.core.files import ADDRESS_REPEATED, write_parameters


class PrivateS3Storage(S3Storage):  # type: ignore[misc]  # django-storages has no types
    """Files in a bucket that shows nothing without a signature of ours."""

    def get_object_parameters(self, name: str) -> dict[str, str]:
        """Return the headers that the bucket keeps with a file."""
        return {**super().get_object_parameters(name), **write_parameters(name)}

    def addresses(self, names: Iterable[str]) -> dict[str, str]:
        """Return the address of each file, by name, the same for half an hour.

        The address that boto3 signs is another one each second, which no browser would find in
        its cache; so they are kept in ours.
        """
        keys = {f"file-address:{name}": name for name in names}
        known = cache.get_many(list(keys))
        made = {key: str(self.url(name)) for key, name in keys.items() if key not in known}
        if made:
            cache.set_many(made, timeout=ADDRESS_REPEATED.total_seconds())
        return {name: known.get(key) or made[key] for key, name in keys.items()}
