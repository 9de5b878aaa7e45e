"""Picture files, addressed by their SHA-256: in a folder or in a bucket."""

from bot.pictures.storage import Folder, Pictures, digest_of, is_bucket, open_pictures

__all__ = ["Folder", "Pictures", "digest_of", "is_bucket", "open_pictures"]
