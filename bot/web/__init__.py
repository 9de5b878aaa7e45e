"""The HTTP API: POST /generate-image over the studio, and the pages that monitoring reads.

Imports the studio and what lies below it; knows neither Discord nor SQL nor pixels.
"""

from bot.web.server import open_server

__all__ = ["open_server"]
