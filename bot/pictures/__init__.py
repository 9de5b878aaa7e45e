"""Pictures' bytes, found by their SHA-256: in a folder, or in a bucket."""

from bot.pictures.storage import Folder, Pictures, digest_of, is_bucket, pictures_at

__all__ = ["Folder", "Pictures", "digest_of", "is_bucket", "pictures_at"]
