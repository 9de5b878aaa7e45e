"""What the operator reads about what only they can fix, and people about the operator."""

from collections.abc import Mapping

from bot.text.plurals import Plural

OPERATOR: Mapping[str, str] = {
    # what people read after a failure that only the operator can fix
    "owner.told": "The bot's owner has been told.",
    "owner.not_told": "I have not been able to tell the bot's owner yet; if you know them, please "
    "do.",
    # where the operator does not want Easel to paint
    "place.server": "I only paint in the servers that my owner chose, and this is not one of them.",
    "place.leaving": "Thanks for inviting me! I only paint in the servers that my owner chose, "
    "and this is not one of them, so I am leaving.",
    "place.private": "I don't paint in direct messages or outside the servers that I am a member "
    "of. Use me in one of those.",
    # what the operator reads: the cause and what to do
    "operator.broken.key": "⚠️ Gemini does not accept my key. Make a new one in Google AI Studio, "
    "set it as GEMINI_API_KEY and restart me.",
    "operator.broken.key.expired": "⚠️ My Gemini key has expired. Make a new one in Google AI "
    "Studio, set it as GEMINI_API_KEY and restart me.",
    "operator.broken.key.leaked": "⚠️ Google blocked my Gemini key because it was found in public. "
    "Delete it, make a new one in Google AI Studio, set it as GEMINI_API_KEY and restart me.",
    "operator.broken.key.restricted": "⚠️ The restrictions of my Gemini key (addresses, sites or "
    "APIs) do not allow my calls. Change them in the Google Cloud console, under Credentials.",
    "operator.broken.billing": "⚠️ The project of my Gemini key has no billing. Set it up in "
    "Google AI Studio.",
    "operator.broken.credits": "⚠️ The project of my Gemini key has no prepaid credits left, or "
    "has reached its spending cap. Add credits or raise the cap in Google AI Studio.",
    "operator.broken.region": "⚠️ Gemini is not available where I run. Run me in a region that "
    "Google lists for the Gemini API, or set network.proxy to a proxy in one.",
    "operator.broken.disabled": "⚠️ The Gemini API is not enabled in the project of my key. Enable "
    "the Generative Language API in the Google Cloud console.",
    "operator.broken.account": "⚠️ Google has limited or suspended my Gemini account or project. "
    "Google AI Studio says why.",
    "operator.broken.request": "⚠️ Gemini does not understand my calls. Check gemini.api_version "
    "and gemini.base_url, or install a newer version of me.",
    "operator.broken.model": "⚠️ The model {model} no longer exists. Set another one as "
    "gemini.model, or as gemini.text_model if it describes images, and restart me.",
    "operator.broken.storage": "⚠️ I can't write to my database, so I refuse new requests. Check "
    "the database and its disk.",
    "operator.disk": "⚠️ A disk that I write to has less than {limit} MB left. When it is full, I "
    "refuse new requests. Free some space, or lower limits.keep_days.",
    "operator.budget.day": "⚠️ All servers and direct messages together have used {spent} of "
    "{budget} for today (limits.budget_daily). At {budget}, I refuse requests everywhere. Resets "
    "{resets}.",
    "operator.budget.month": "⚠️ All servers and direct messages together have used {spent} of "
    "{budget} for this month (limits.budget_monthly). At {budget}, I refuse requests everywhere. "
    "Resets {resets}.",
    "operator.server_left": Plural(
        "I am no longer in the server {name} ({server}). Its settings, words and images are "
        "deleted in {days} days (limits.left_days). If I am invited back before that, everything "
        "stays.",
        one="I am no longer in the server {name} ({server}). Its settings, words and images are "
        "deleted in {days} day (limits.left_days). If I am invited back before that, everything "
        "stays.",
        by="days",
    ),
    "operator.server_kept": "I am no longer in the server {name} ({server}). Its settings, words "
    "and images stay stored, because limits.left_days is 0.",
    "operator.effect": "Until this is fixed I can't paint, and whoever asks reads that only you "
    "can fix it.",
    "operator.where": "My log has the details, and `easel check` says whether it is fixed. I send "
    "this once a day for as long as it lasts.",
}
