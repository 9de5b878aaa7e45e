"""Views that discord.py does not keep in memory: clicks are read from their custom ids."""

from typing import Any

import discord


class _Unwatched(discord.ui.View):
    """A view that discord.py does not keep in memory."""

    def __init__(self) -> None:
        super().__init__(timeout=None)

    def is_dispatchable(self) -> bool:
        """Clicks are read from their ids."""
        return False


def view_of(*items: discord.ui.Item[Any]) -> discord.ui.View:
    """Put buttons and selects into a view that is not kept in memory."""
    view = _Unwatched()
    for item in items:
        view.add_item(item)
    return view
