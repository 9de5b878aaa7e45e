"""What people read when something is refused or goes wrong, in English."""

from collections.abc import Mapping

from bot.text.plurals import Plural

PROBLEMS: Mapping[str, str] = {
    # what is wrong with a request
    "refused": "I can't paint that as it is. Try other words.",
    "words.empty": "Tell me in words what to paint or what to change.",
    "words.file": "I can't read message.txt as text. Paste the words into the message instead.",
    "words.long": "That is {length} characters; the limit is {limit}. Please shorten it.",
    "model.aspect": "{model} does not support the aspect ratio {aspect}. Choose one of {choices}.",
    "model.size": "{model} does not support the size {size}. Choose one of {choices}.",
    "search.off": "I can't search Google here: the bot's owner has to allow it.",
    "search.server": "In this server I don't search Google. People with the Manage Server "
    "permission can allow it, with /settings server.",
    "model.search": "{model} can't search Google. Choose another model, or ask without `search`.",
    "quality.unknown": "I don't know this quality. Choose one of {choices}.",
    "model.unknown": "There is no model “{name}”. Choose one of {choices}.",
    "model.pictures": Plural(
        "{model} takes up to {limit} images at once. Send fewer.",
        one="{model} takes only {limit} image at once. Send fewer.",
        by="limit",
    ),
    "character.name": "“{name}” can't be the name of a character. Use up to {limit} letters and "
    "digits without spaces, beginning with a letter, such as mira.",
    "character.words": "That description is too long; the limit is {limit} letters.",
    "character.taken": "There is already a character @{name}. Choose another name, or remove that "
    "one first with /character remove.",
    "character.many.person": "You already have {limit} characters. Remove one first with "
    "/character remove.",
    "character.many.server": "This server already has {limit} characters. Remove one first with "
    "/character remove.",
    "character.unknown": "There is no character @{name} here. /character list shows them all.",
    "character.inputs": "{model} takes up to {limit} images at once, and each character needs one. "
    "Name fewer characters, or send fewer images.",
    "reframe.large": "That would make {width} × {height} pixels; the limit is 4096 × 4096 in all. "
    "Crop the image first.",
    "reframe.small": "That would leave less than {limit} pixels. Keep more of the image.",
    "reframe.already": "The image is {aspect} already. Choose another aspect ratio.",
    "reframe.same": "That would be the same image again. Say what should change, or use Edit.",
    "reframe.aspect": "Choose an `aspect`, too: I extend or crop to it.",
    "cells.none": "No cell is marked. Choose the cells of the place you mean.",
    "cells.whole": "All cells are marked. Use Edit to change the whole image.",
    "cells.whole.crop": "These cells reach all edges of the image. Choose a smaller part.",
    "region.none": "Nothing is marked. Mark the place you mean.",
    "region.whole": "The whole image is marked. Mark a part of it, or use Edit in Discord.",
    "region.unread": "I can't read what this page sent. Copy your words, then load the page again.",
    "region.large": "That is far too much text. Please shorten it.",
    "region.link": "This link is not valid. Open More, Change one part under the image in Discord.",
    "region.expired": "This link has expired: it works for 15 minutes. Open More, Change one part "
    "under the image in Discord again.",
    "region.left": "You are no longer in that server, or I am not.",
    # what a server's rules allow
    "access.channels": "In this server I paint only in {channels}.",
    "access.roles": "In this server I paint only for people with one of these roles: {roles}.",
    "access.age_restricted": "In this server I paint only in age-restricted channels.",
    "access.models": "This server does not allow {model}. Choose one of {choices}.",
    "access.sizes": "This server does not allow the size {size}. Choose one of {choices}.",
    "access.nothing": "None of the models and sizes that this server allows is available. Someone "
    "who manages the server can allow others with /easel setup.",
    # what is wrong with a picture
    "picture.empty": "That file is empty. Attach the image again.",
    "picture.unreadable": "I can't read that file as an image. Save it as PNG or JPEG and attach "
    "it again.",
    "picture.format": "I can't read {kind} files. Save it as PNG, JPEG or WebP and attach it "
    "again.",
    "picture.too_many_pixels": "That image has {megapixels} megapixels; the limit is {limit}. "
    "Make it smaller and attach it again.",
    "picture.too_heavy": "That image needs more memory than I have: I can take {kind} images of up "
    "to {limit} megapixels, and it has {megapixels}. Make it smaller and attach it again.",
    "picture.left_out": "I left out {name}. {reason}",
    "typed.ignored": "-# I don't have these options, so I left them out: {options}. You can say it "
    "in words.",
    "stale.command": "I don't know this command any more. Reload Discord (Ctrl+R, or restart the "
    "app) and try again.",
    "write.forbidden": "You don't have permission to write in this channel, so I can't post "
    "anything here for you.",
    "write.locked": "This thread is locked, so I can't post anything here for you.",
    "write.timeout": "You are timed out in this server. Ask again when it is over.",
    "thread.forbidden": "You don't have permission to create threads in this channel.",
    "broken.storage.painted": "Your image was painted, but I couldn't store it: my storage was "
    "full or unavailable for an hour. It doesn't count against your images. Please try again "
    "later.",
    "picture.too_complex": "That image takes too long to open. Save it again as PNG or JPEG, then "
    "attach it.",
    "picture.too_large": "That file is {megabytes} MB; the limit is {limit} MB. Make it smaller "
    "and attach it again.",
    "picture.together": "Together, these images are too large for Gemini. Send fewer or smaller "
    "ones.",
    "picture.gone": "That image is no longer available. Attach it again.",
    "picture.later": "I could not get that image from Discord just now. Try again in a minute.",
    "picture.none": "There is no image in that message. Use this on a message that shows one.",
    "limit.waiting": Plural(
        "You already have {limit} requests waiting. Wait for one to finish, or cancel one.",
        one="You already have {limit} request waiting. Wait for it to finish, or cancel it.",
        by="limit",
    ),
    "limit.person.pictures": "Each person can request {pictures} a day, and you have {left} left. "
    "Resets {resets}.",
    "limit.person.day": "Each person can spend {budget} a day. This can cost up to {cost}, and "
    "you have {unspent} left. Resets {resets}.",
    "limit.person.month": "Each person can spend {budget} a month. This can cost up to {cost}, "
    "and you have {unspent} left. Resets {resets}.",
    "limit.member.pictures": "You can request {pictures} a day here, and you have {left} left. "
    "Resets {resets}.",
    "limit.member.day": "You can spend {budget} a day here. This can cost up to {cost}, and you "
    "have {unspent} left. Resets {resets}.",
    "limit.member.month": "You can spend {budget} a month here. This can cost up to {cost}, and "
    "you have {unspent} left. Resets {resets}.",
    "limit.server.pictures": "This server can request {pictures} a day, and it has {left} left. "
    "Resets {resets}.",
    "limit.server.day": "This server's budget is {budget} a day. This can cost up to {cost}, and "
    "{unspent} is left. Resets {resets}.",
    "limit.server.month": "This server's budget is {budget} a month. This can cost up to {cost}, "
    "and {unspent} is left. Resets {resets}.",
    "limit.member.nothing": "Your allowance here is 0. Someone who manages this server can change "
    "it with /easel allowance.",
    "limit.server.nothing": "This server's budget is 0, so I paint nothing here. Someone who "
    "manages it can change that with /easel budget.",
    "limit.whole.day": "My budget is {budget} a day for everyone I paint for. This can cost up to "
    "{cost}, and {unspent} is left. Painting resumes {resets}.",
    "limit.whole.month": "My budget is {budget} a month for everyone I paint for. This can cost up "
    "to {cost}, and {unspent} is left. Painting resumes {resets}.",
    "limit.whole.nothing": "My budget is 0, so I paint nothing. Only the bot's owner can change "
    "that.",
    "limit.unclear": "“{words}” is not a limit. Write a number up to {limit}, 0 for nothing, or "
    "`none` for no limit.",
    "moment": "at {moment} UTC",
    "nothing_here": "That image is no longer stored. Attach it and use /edit.",
    "nothing_here.number": "There is no #{number} here. The numbers go from #1 to #{last}; "
    "/history shows them.",
    "nothing_here.number.only": "There is no #{number} here: #1 is the only one.",
    "nothing_here.deleted": "#{number} was deleted. Continue from another image.",
    "nothing_here.pick": Plural(
        "There is no image {number} there: it has {count} images.",
        one="There is no image {number} there: it has {count} image.",
    ),
    "nothing_here.unpainted": "{number} has no image. Choose another one; /history shows them.",
    "picks.unread": "“{words}” is not an image number. Write #3, or #3.2 for the second image of "
    "#3.",
    "blend.count": "A blend needs two to six images; you chose {count}. Attach some, or begin "
    "with the numbers of images here: #2 #5 both in one boat",
    "walk.elsewhere": "The history of this image is in another channel. Use /history there.",
    "nothing_here.parent": "The image to continue was not painted. Start a new request, or reply "
    "to another image.",
    "nothing_here.sheet": "Which image do you mean? Reply to that image, or start with its "
    "number: #3 make it night",
    "nothing_here.blob": "The earlier image is no longer stored. Attach it again and use /edit.",
    "nothing_here.kept": "The earlier image is no longer stored. Attach it again and say what to "
    "change, or start over with /imagine.",
    "not_yours": "Only the person who requested it can do that.",
    "button.stale": "That button no longer works. Use /imagine or /edit instead.",
    # what the model declined
    "blocked": "Gemini declined this request. Try other words or another image.",
    "blocked.SAFETY": "Gemini declined this request for safety reasons. Try other words or "
    "another image.",
    "blocked.PROHIBITED_CONTENT": "Gemini does not paint this kind of content. Ask for something "
    "else.",
    "blocked.BLOCKLIST": "Gemini rejected a word in this request. Use other words.",
    "blocked.IMAGE_SAFETY": "Gemini declined an image in this request for safety reasons. Try "
    "another image.",
    "blocked.RECITATION": "The result was too close to existing work, so Gemini stopped. Describe "
    "it in your own way.",
    "blocked.SPII": "Gemini stopped because of personal information. Leave out names, addresses "
    "and numbers of real people.",
    "blocked.LANGUAGE": "Gemini does not support the language of this request. Try another "
    "language.",
    "blocked.MAX_TOKENS": "Gemini reached its length limit before the image was done. Ask for "
    "something shorter or simpler.",
    "withheld": "The image was painted, but Gemini withheld it. Rephrase the request a little.",
    "withheld.IMAGE_SAFETY": "The image was painted, but Gemini's safety filter withheld it. "
    "Rephrase the request a little.",
    "withheld.IMAGE_PROHIBITED_CONTENT": "The image was painted, but Gemini withheld it as "
    "prohibited content. Ask for something else.",
    "withheld.IMAGE_RECITATION": "The image was too close to an existing one, so Gemini withheld "
    "it. Describe it in your own way.",
    "withheld.IMAGE_OTHER": "Gemini withheld the image without saying why. Rephrase the request a "
    "little, or try again.",
    "no_image": "Gemini finished without an image. Describe what the image should show.",
    "only_words": "Gemini answered in words instead of an image: “{words}”",
    "unknown_finish": "Gemini stopped without an image, for a reason I don't know. Try again, or "
    "rephrase it.",
    # temporary problems
    "later": "That did not work just now. Try again in a few minutes.",
    "crowded": "Gemini is busy and did not get to your image. Nothing was charged; try again in a "
    "few minutes.",
    "overloaded": "Gemini is overloaded and did not get to your image. Nothing was charged; try "
    "again in a few minutes.",
    "unanswered": "Gemini's answer was lost on the way. Nothing was charged to you; try again.",
    "unanswered.slow": "Gemini took too long, so I stopped waiting. Nothing was charged to you; "
    "try again.",
    "unanswered.empty": "Gemini's answer was empty. Nothing was charged to you; try again.",
    "unanswered.promised": "Gemini said it made an image but did not send one. Nothing was "
    "charged to you; try again.",
    "unanswered.cancelled": "Gemini cancelled this request. Nothing was charged to you; try again.",
    "unreachable": "I can't reach Gemini right now. Nothing was charged; try again in a few "
    "minutes.",
    "interrupted": "I was interrupted while painting this. Nothing was charged to you; try again.",
    "stopping": "I am about to restart. Please ask again in a minute.",
    "paused.server": "Painting is paused in this server. Someone who manages it can resume it with "
    "/easel resume.",
    "paused.everywhere": "Painting is paused until the bot's owner resumes it. Please ask again "
    "later.",
    "paused.given_back": "Painting was paused while this was waiting, so I did not paint it. "
    "Nothing was charged; ask again when painting is resumed.",
    # only the owner can fix these
    "broken": "Something went wrong on my side. Nothing was charged; if it keeps happening, "
    "please tell the bot's owner.",
    "broken.key": "Gemini does not accept this bot's key. Only the bot's owner can fix this; "
    "nothing was charged.",
    "broken.key.expired": "This bot's Gemini key has expired. Only the bot's owner can renew it; "
    "nothing was charged.",
    "broken.key.leaked": "Google blocked this bot's Gemini key because it became public. Only the "
    "bot's owner can replace it; nothing was charged.",
    "broken.key.restricted": "This bot's Gemini key is not allowed to make this call. Only the "
    "bot's owner can change that; nothing was charged.",
    "broken.credits": "This bot's Gemini credits are used up. Only the bot's owner can add more; "
    "nothing was charged.",
    "broken.region": "Gemini is not available in the region this bot runs in. Only the bot's "
    "owner can move it; nothing was charged.",
    "broken.disabled": "The Gemini API is not enabled for this bot's key. Only the bot's owner "
    "can enable it; nothing was charged.",
    "broken.account": "Google has limited this bot's Gemini account. Only the bot's owner can "
    "resolve this with Google; nothing was charged.",
    "broken.billing": "Billing is not set up for this bot's Gemini key, so Gemini paints nothing. "
    "Only the bot's owner can set it up; nothing was charged.",
    "broken.model": "The model {model} no longer exists. Choose another model, or ask the bot's "
    "owner to set one.",
    "broken.storage": "I can't write to my storage right now, so I did not accept your request. "
    "Try again later.",
    "broken.request": "Gemini did not understand the bot's call. Only the bot's owner can fix "
    "this; nothing was charged.",
    # delivery
    "deliver.no_right": "I don't have permission to post in that channel, so here it is, only "
    "visible to you. Someone who manages this server can give me Send Messages and Attach Files "
    "there.",
    "deliver.private_late": "Here is the private image you requested. The message it belonged to "
    "has expired.",
    "deliver.elsewhere": "I could not post this where you requested it, so here it is, only "
    "visible to you.",
    "deliver.kept": "Your image is ready, but I can't show it here. Use any of my commands, and I "
    "will offer it to you.",
    "deliver.missed": "I have an image for you that I could not show you earlier.",
    "deliver.missed.none": "You have not missed anything.",
    "deliver.no_view": "I can't see that channel, so here it is for you alone. Someone who manages "
    "this server can give me View Channel there.",
    "deliver.no_permission": "I don't have the permission {permission} in that channel, so here "
    "it is for you alone. Someone who manages this server can give it to me.",
    "deliver.timed_out": "A moderator has timed me out, so I could not post this. Here it "
    "is for you alone.",
    "deliver.gone": "The channel where you asked for this is gone, so here it is for you alone.",
    "deliver.locked": "That thread is locked, so here it is for you alone.",
    "deliver.threads_full": "That thread is archived, and this server has too many open threads "
    "to reopen it. Here it is for you alone.",
    "deliver.no_messages": "Messages can't be posted in that kind of channel, so here it is for "
    "you alone.",
    "deliver.automod": "This server's AutoMod blocked my message, so here it is for you alone.",
    "deliver.no_words": "Discord's link filter blocked the words of this message, so I left them "
    "out.",
    "deliver.explicit": "Your image is done, but Discord's filter for sensitive media does not "
    "let me show it here.",
    "permission.send_messages": "Send Messages",
    "permission.send_messages_in_threads": "Send Messages in Threads",
    "permission.attach_files": "Attach Files",
    "deliver.smaller": "A smaller copy: the original is too large to upload here.",
}
