"""Parts of messages with Components V2: a layout, and selects in a row of their own."""

from collections.abc import Iterable, Sequence
from typing import Any

from discord import ChannelType, SelectDefaultValue, SelectDefaultValueType, SelectOption, ui

MAX_CHOSEN = 25  # options and values of a select; Discord takes no more


class UnwatchedLayout(ui.LayoutView):
    """A view that discord.py does not keep in memory."""

    def __init__(self) -> None:
        super().__init__(timeout=None)

    def is_dispatchable(self) -> bool:
        """Clicks are read from their ids."""
        return False


def text_select(
    custom_id: str,
    options: Sequence[SelectOption],
    *,
    placeholder: str | None = None,
    several: bool = False,
    disabled: bool = False,
) -> ui.ActionRow[Any]:
    """Return a select of one option or, if `several`, of any number of them."""
    offered = list(options[:MAX_CHOSEN])
    return ui.ActionRow(
        ui.Select(
            custom_id=custom_id,
            placeholder=placeholder,
            options=offered,
            min_values=0 if several else 1,
            max_values=len(offered) if several else 1,
            disabled=disabled,
        )
    )


def channel_select(
    custom_id: str,
    chosen: Iterable[int],
    *,
    kinds: Sequence[ChannelType],
    placeholder: str,
    most: int = MAX_CHOSEN,
) -> ui.ActionRow[Any]:
    """Return a select of up to `most` channels of some kinds; none need be chosen."""
    return ui.ActionRow(
        ui.ChannelSelect(
            custom_id=custom_id,
            channel_types=list(kinds),
            placeholder=placeholder,
            min_values=0,
            max_values=most,
            default_values=_defaults(chosen, SelectDefaultValueType.channel),
        )
    )


def role_select(custom_id: str, chosen: Iterable[int], *, placeholder: str) -> ui.ActionRow[Any]:
    """Return a select of any number of roles."""
    return ui.ActionRow(
        ui.RoleSelect(
            custom_id=custom_id,
            placeholder=placeholder,
            min_values=0,
            max_values=MAX_CHOSEN,
            default_values=_defaults(chosen, SelectDefaultValueType.role),
        )
    )


def _defaults(ids: Iterable[int], kind: SelectDefaultValueType) -> list[SelectDefaultValue]:
    return [SelectDefaultValue(id=id_, type=kind) for id_ in ids][:MAX_CHOSEN]
