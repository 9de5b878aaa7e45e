"""The HTTP door: POST /generate-image with the studio behind it, and what is looked at."""

from bot.web.door import serving

__all__ = ["serving"]
