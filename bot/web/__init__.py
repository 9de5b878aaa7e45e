"""The HTTP door: POST /generate-image and GET /healthz, with the studio behind them."""

from bot.web.door import serving

__all__ = ["serving"]
