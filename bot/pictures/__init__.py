"""Storage of pictures under their SHA-256, in a folder or in a bucket.

Imports core and errors. obstore, the driver of buckets, is imported here only.
"""

from bot.pictures.digests import digest_of
from bot.pictures.recent import CachedPictures
from bot.pictures.storage import (
    Folder,
    Pictures,
    is_bucket,
    open_pictures,
    unwritable_pictures,
)

__all__ = [
    "CachedPictures",
    "Folder",
    "Pictures",
    "digest_of",
    "is_bucket",
    "open_pictures",
    "unwritable_pictures",
]
