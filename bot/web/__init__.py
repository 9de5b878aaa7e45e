"""The HTTP API: POST /generate-image, and what monitoring reads.

Imports ops, engine and what is below them; knows neither Discord nor SQL nor pixels.
"""

from bot.web.server import open_server

__all__ = ["open_server"]
