"""What moderators read and set, and what those read whom it concerns, in English."""

from collections.abc import Mapping

from bot.text.plurals import Plural

MODERATION: Mapping[str, str] = {
    # who may ask for nothing just now
    "member.blocked": "You can't use me in this server: “{words}” This does not end by itself. "
    "Someone who manages this server can lift it.",
    "member.blocked.until": "You can't use me in this server: “{words}” It ends {resets}. Someone "
    "who manages this server can lift it earlier.",
    "limit.refused": "Gemini declined {count} of your requests within an hour because of what "
    "they would show. You can ask again {resets}. Try something different then.",
    # /easel block and unblock
    "command.block": "Keep a member from using Easel in this server",
    "command.unblock": "Let a member use Easel again; without a member, shows who is blocked",
    "option.member.block": "The member",
    "option.member.unblock": "The member; leave it out to see who is blocked",
    "option.duration": "How long",
    "option.reason": "Why; the member reads it",
    "choice.lasts.hour": "1 hour",
    "choice.lasts.day": "1 day",
    "choice.lasts.week": "1 week",
    "choice.lasts.good": "For good",
    "block.done": "{member} can't use me in this server any more: “{words}” You can lift this with "
    "/easel unblock.",
    "block.done.until": "{member} can't use me in this server: “{words}” It ends {resets}. You can "
    "lift it earlier with /easel unblock.",
    "block.not_them": "You can't block yourself, nor someone who manages this server.",
    "unblock.done": "{member} can use me again.",
    "unblock.none": "This member is not blocked.",
    "unblock.nobody": "No one is blocked in this server.",
    "unblock.person": "{member} for good, by {moderator}: “{words}”",
    "unblock.person.until": "{member}, ends {resets}, by {moderator}: “{words}”",
    "unblock.more": "And {count} more.",
    # blocked words
    "command.words": "Words and phrases that requests in this server must not have",
    "modal.blocked": "Blocked words",
    "modal.blocked.words": "One word or phrase a line",
    "modal.blocked.hint": "Only whole words count. * stands for any letters: grape* also blocks "
    "grapefruit.",
    "words.saved": Plural(
        "Saved. {count} words and phrases are blocked in this server.",
        one="Saved. {count} word or phrase is blocked in this server.",
    ),
    "words.blocked": "This server does not allow “{words}” in a request. Use other words.",
    "words.rule": "“{words}” can't be used. A line can have up to {limit} characters, and each of "
    "its words needs more than *.",
    "words.many": "There can be up to {limit} lines.",
    "words.changed": "Someone else changed the blocked words in the meantime. Open the form again.",
    # /easel safety
    "command.safety": "How strict Gemini's safety filters are, and what is posted as a spoiler",
    "option.filter": "How strict Gemini's safety filters are; they can't be loosened",
    "option.spoilers": "Which images are posted behind a spoiler",
    "choice.safety.standard": "Standard",
    "choice.safety.strict": "Strictest",
    "choice.spoilers.never": "Only what comes from a spoiler",
    "choice.spoilers.age": "Also all in age-restricted channels",
    "choice.spoilers.always": "All",
    "safety.now": "Gemini's safety filters: {filter}. Images posted behind a spoiler: {spoilers}.",
}
