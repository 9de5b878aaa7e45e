"""What people read about the digest of a server, and what its managers set, in English."""

from collections.abc import Mapping

from bot.text.plurals import Plural

DIGEST: Mapping[str, str] = {
    "command.digest": "Where I post what was painted in this server, each Monday",
    "option.digest.channel": "The channel of the digest",
    "option.digest.off": "End the digest; what was posted stays",
    "digest.off": "This server has no digest. Choose its `channel` with /easel digest.",
    "digest.set": "The digest is in {channel}, each Monday at 9:00 UTC: how many images were "
    "painted in the week before, at what cost, and which were remixed most. The next one comes "
    "{resets}.",
    "setting.digest": "the digest channel",
    "digest.title": "📰 **The week from {first} to {last}**",
    "digest.sums": Plural(
        "{pictures} by {count} people, for {cost}.", one="{pictures} by {count} person, for {cost}."
    ),
    "digest.remixed": "Remixed most:",
    "digest.remix": Plural(
        "- {number} by {person}, {count} remixes", one="- {number} by {person}, {count} remix"
    ),
    "log.digest": "📰 I can't post the digest in {channel}: {why} I will try again each hour, for "
    "a day.",
    "log.digest.off": "📰 I can't post the digest in {channel}: {why} There will be none until "
    "someone sets a channel with /easel digest.",
}
