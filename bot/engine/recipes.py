"""What the files of painted pictures say about how they were made, where people let them."""

from bot.core import recipes
from bot.core.recipe import NOTHING_SAID, Recipe
from bot.core.server_settings import RequestSettings
from bot.core.turns import Turn
from bot.engine.settings import Settings
from bot.imaging import Imaging


class Recipes:
    """Puts recipes into files when they are posted, and finds them in files that people attach.

    What is stored is what the model painted, byte for byte: its digest and what goes back to the
    model stay the same, settings hold for every message from now on, and what a person has deleted
    stands in no file.
    """

    def __init__(self, settings: Settings, imaging: Imaging) -> None:
        self._settings = settings
        self._imaging = imaging

    async def of(self, turn: Turn, *, settings: RequestSettings | None = None) -> Recipe:
        """Return what the files of a painted turn say, by its people's settings and its server's.

        People are the one who asked, and those whose words the prompt repeats.

        Args:
            turn: the turn.
            settings: what the one who asked and their server have set; None: it is read.
        """
        settings = settings or await self._settings.of_request(turn.by)
        if turn.by.guild is not None and not settings.server.recipes:
            return NOTHING_SAID
        others = {*turn.request.words_of} - {turn.by.id}
        preferences = {one: await self._settings.preferences(one) for one in others}
        preferences[turn.by.id] = settings.own
        refusing = [one for one, own in preferences.items() if own.recipe is False]
        return recipes.recipe_of(turn, refusing=refusing)

    async def put(self, data: bytes, recipe: Recipe, *, limit: int) -> bytes:
        """Return a picture's file with a recipe, in at most `limit` bytes if it was within them."""
        return await self._imaging.with_recipe(data, recipe, limit=limit)

    async def found(self, data: bytes, *, by: int) -> Recipe | None:
        """Return the recipe in a file that a person attached, if it has one with a prompt.

        Anyone may have written it: it is bounded and cleaned, and no more than a suggestion.
        """
        return recipes.read(await self._imaging.recipe_in(data, by=by))
