"""What moderators read and set, and what the people concerned read, in English."""

from collections.abc import Mapping

from bot.text.plurals import Plural

MODERATION: Mapping[str, str] = {
    # who may ask for nothing just now
    "member.blocked": "You can't use me in this server: “{words}” This does not end by itself. "
    "Someone who manages this server can lift it.",
    "member.given_back": "A moderator blocked you in this server before I painted this. Nothing "
    "was charged.",
    "member.blocked.until": "You can't use me in this server: “{words}” It ends {resets}. Someone "
    "who manages this server can lift it earlier.",
    "poster.asker": "Thank you. The person who asked can't have it painted right now.",
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
    "block.not_them": "You can't block yourself or someone who manages this server.",
    "unblock.done": "{member} can use me again.",
    "unblock.none": "This member is not blocked.",
    "unblock.empty": "No one is blocked in this server.",
    "unblock.person": "{member} for good, by {moderator}: “{words}”",
    "unblock.person.until": "{member}, ends {resets}, by {moderator}: “{words}”",
    "unblock.more": "And {count} more.",
    # blocked words
    "command.words": "Words and phrases that requests in this server must not contain",
    "modal.blocked": "Blocked words",
    "modal.blocked.words": "One word or phrase a line",
    "modal.blocked.hint": "Only whole words count. * stands for any letters: grape* also blocks "
    "grapefruit.",
    "words.saved": Plural(
        "Saved. {count} words or phrases are blocked in this server.",
        one="Saved. {count} word or phrase is blocked in this server.",
    ),
    "words.blocked": "This server does not allow “{words}” in a request. Use other words.",
    "words.rule": "“{words}” can't be used. A line can have up to {limit} characters, and each of "
    "its words needs more than *.",
    "words.many": "There can be up to {limit} lines.",
    "words.changed": "Someone else changed the blocked words in the meantime. Open the form again.",
    # /easel safety
    "command.safety": (
        "Gemini's safety filters, spoilers, and whether new members' images wait for approval"
    ),
    "option.filter": "How strict Gemini's safety filters are; they can't be loosened",
    "option.spoilers": "Which images are posted behind a spoiler",
    "choice.safety.standard": "Standard",
    "choice.safety.strict": "Strictest",
    "choice.spoilers.never": "Only what comes from a spoiler",
    "choice.spoilers.age": "Also all in age-restricted channels",
    "choice.spoilers.always": "All",
    "safety.now": "Gemini's safety filters: {filter}. Images posted behind a spoiler: {spoilers}.",
    "option.newcomers": "Whose images wait for a moderator's approval in the log channel",
    "choice.newcomers.off": "No one's",
    "choice.newcomers.day": "Those of members in their first day",
    "choice.newcomers.week": "Those of members in their first week",
    "choice.newcomers.month": "Those of members in their first month",
    "safety.newcomers": Plural(
        "Images of members who joined less than {count} days ago wait in {channel} for a "
        "moderator's approval.",
        one="Images of members who joined less than {count} day ago wait in {channel} for a "
        "moderator's approval.",
    ),
    "safety.newcomers.no_log": Plural(
        "Images of members who joined less than {count} days ago are shown to them alone: there "
        "is no log channel where moderators could approve them. Set one with /easel log.",
        one="Images of members who joined less than {count} day ago are shown to them alone: there "
        "is no log channel where moderators could approve them. Set one with /easel log.",
    ),
    # images of new members
    "approval.no_log": "Moderators approve images in the log channel, and there is none. Set one "
    "with /easel log first.",
    "approval.ask": "🆕 {asker} is new here and requested an image in {channel}:\n“{words}”",
    "approval.waits": "Only you can see this for now. Images of new members are posted once a "
    "moderator of the server has approved them.",
    "approval.unreachable": "Only you can see this. Images of new members need a moderator's "
    "approval, and I can't reach the moderators of the server.",
    "approval.posted": "{moderator} approved the image.",
    "approval.decided": "Someone has decided about this image already, or it is gone.",
    "approval.declined": "A moderator of {server} did not approve an image that you requested "
    "there, and removed it.",
    "approval.reason": "an image of yours was not approved",
    "button.approval.post": "Approve and post",
    # /easel log
    "command.log": "Where Easel posts reports, removals and changed settings; without a channel, "
    "nowhere",
    "option.channel.log": "A channel that only moderators see",
    "log.set": "I will post reports, removals by moderators and changes of settings in {channel}.",
    "log.set.missing": "I will post reports, removals and changes of settings in {channel} as soon "
    "as you give me these permissions there: {permissions}.",
    "log.off": "There is no log any more, and nowhere to send reports.",
    "log.changed": "⚙️ {moderator} changed {setting}: {before} → {after}",
    "log.paused": "⏸️ {moderator} paused painting in this server.",
    "log.resumed": "▶️ {moderator} resumed painting in this server.",
    "log.removed": "🗑️ {moderator} removed an image that {asker} had requested: “{words}”",
    # reports
    "menu.report": "Report this picture",
    "more.report": "Report",
    "more.report.hint": "To this server's moderators; they see that it was you",
    "report.passed": "Thank you. The moderators of this server can see the image now, and that you "
    "reported it.",
    "report.no_log": "This server has not told me where its moderators read reports. Please "
    "tell someone who manages it; they can set a channel with /easel log.",
    "report.unreachable": "I could not post in the channel of this server's moderators. Please "
    "tell someone who manages this server.",
    "report.not_here": "Only images that I posted openly in this server can be reported to its "
    "moderators.",
    "report.note": "🚩 {reporters} reported an image that {asker} had requested: {link}\n“{words}”",
    "report.removed": "{moderator} removed the image.",
    "report.blocked": "{moderator} removed the image and blocked {asker} for a week. /easel block "
    "sets another time, /easel unblock lifts it.",
    "report.dismissed": "{moderator} dismissed the report.",
    "report.reason": "an image of yours was reported and removed",
    "button.report.remove": "Remove",
    "button.report.block": "Remove and block for a week",
    "button.report.dismiss": "Dismiss",
    "moderate.only": "Only people with the Manage Messages or Manage Server permission can do "
    "that.",
    # /easel recent
    "command.recent": "The last images of a member or channel, each with a button that removes it",
    "option.member.recent": "Whose images",
    "option.channel.recent": "Images of which channel or thread (default: this one)",
    "recent.title": "The last images: {whose}",
    "recent.none": "There are no images: {whose}",
    "button.recent.remove": "Remove {letter}",
    "button.recent.older": "Older",
    # what settings are called in the log
    "setting.age_restricted": "the age limit",
    "setting.character": "the character @{name}",
    "setting.channels": "the channels where I paint",
    "setting.roles": "the roles that can request images",
    "setting.models": "the models that people can use",
    "setting.sizes": "the sizes that people can use",
    "setting.language": "the language of what everyone reads",
    "setting.threads": "the rule for messages in threads",
    "setting.recipe": "whether image files say how they were made",
    "setting.ask_posters": "the rule on asking before edits",
    "setting.allowance": "the allowance of {who}",
    "setting.blocked": "the block of {who}",
    "setting.blocked_words": "the blocked words",
    "setting.budget": "the budget",
    "setting.continue": "who can continue images",
    "setting.continue_roles": "the roles that can continue images",
    "setting.log": "the log channel",
    "setting.notify": "the channel for budget warnings",
    "setting.safety": "Gemini's safety filters",
    "setting.newcomers": "whose images wait for approval",
    "setting.spoilers": "the images behind a spoiler",
    "setting.styles": "the style “{name}”",
}
