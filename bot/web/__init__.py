"""The HTTP API: POST /generate-image, the page that marks a part, and what monitoring reads.

Imports ops, engine and what is below them; knows neither Discord nor SQL nor pixels.
"""

from bot.web.region.page import Regions
from bot.web.server import open_server

__all__ = ["Regions", "open_server"]
