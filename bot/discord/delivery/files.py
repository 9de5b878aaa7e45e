"""Files for Discord. Their memory is freed as soon as they are sent."""

import io

import discord


class _Bytes(io.BytesIO):
    """Bytes in memory, whose `close` does nothing and can't be replaced.

    discord.py replaces a file's `close` and later sets the old one on the file itself: a reference
    cycle, which would keep pictures in memory until the garbage collector runs.
    """

    def close(self) -> None:
        """Do nothing: the memory is freed with the object."""

    def __setattr__(self, name: str, value: object) -> None:
        if name != "close":
            super().__setattr__(name, value)


def discord_file(
    data: bytes, *, name: str, alt: str | None = None, spoiler: bool = False
) -> discord.File:
    """Return a file that can be sent once.

    Args:
        data: its bytes.
        name: what it is called.
        alt: what a picture shows, for those who can't see it.
        spoiler: whether Discord hides it until a person opens it.
    """
    return discord.File(_Bytes(data), filename=name, description=alt, spoiler=spoiler)
