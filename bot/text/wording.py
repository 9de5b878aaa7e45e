"""Every sentence a person reads, found by its code.

English is the source; `say` is the one door, and asks `bot.text.languages` for other languages.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from bot.core.models import ModelTable
from bot.core.turns import MicroDollars, Outcome, Turn, TurnProgress
from bot.errors import EaselError, Fact
from bot.text import markup
from bot.text.command_names import NAMES, spoken
from bot.text.languages import translated

short = markup.short
ALT_LIMIT = 1024  # characters; Discord's limit for a picture's description
MOST_QUOTED = 1500  # characters of what is quoted within a sentence
TALK = "//"  # a message that starts so is talk between people, not a wish

SENTENCES: dict[str, str] = {
    **NAMES,
    # where a request stands
    "standing.painting": "🎨 Painting …",
    "standing.describing": "🔎 Looking at the picture …",
    "standing.place": "🎨 Waiting: place {place} in the queue.",
    "standing.estimate": "It will cost about {cost}.",
    "standing.busy": "🎨 Gemini is busy. Waiting: place {place} in the queue.",
    "standing.shown": "Done: {link}",
    "standing.cancelled": "Cancelled. Nothing was charged.",
    "standing.done": "That one is already finished, so there was nothing to cancel.",
    "standing.seen": "I have that already and am on it.",
    # what buttons, menus and fields say
    "button.again": "Again",
    "button.edit": "Edit",
    "button.vary": "Vary",
    "button.undo": "Undo",
    "button.erase": "Delete for everyone",
    "more": "More",
    "more.aspect": "As {aspect}",
    "more.size": "At {size}, about {cost}",
    "more.thread": "Open a thread",
    "more.original": "Original",
    "more.original.hint": "The untouched file, for you alone",
    "more.recipe": "How it was made",
    "more.recipe.hint": "Words, model, size, time and cost, for you alone",
    "more.style": "Save as style",
    "more.style.hint": "Keep its words for other pictures",
    "more.compare": "Before and after",
    "more.delete": "Delete",
    "more.delete.hint": "For the person who asked, and moderators",
    "which.one": "Which of the {count} pictures?",
    "button.cancel": "Cancel",
    "button.missed": "Show what I missed",
    "modal.edit": "Edit this picture",
    "modal.words": "What should change?",
    "modal.words.hint": "make it night, with lanterns",
    "modal.pictures": "Pictures to bring in",
    "modal.pictures.hint": "Up to {limit}; they join in order.",
    "modal.aspect": "Shape",
    "modal.aspect.hint": "Width to height. Left out: as it is now.",
    "modal.style": "Save as style",
    "modal.style.words": "Words that make the style",
    "modal.style.name": "Name",
    "modal.style.where": "Keep it for",
    "modal.style.server": "This server, as a named style",
    "modal.style.mine": "Me, for each new picture of mine",
    # commands and their options
    "command.imagine": "Paint a picture from words, with pictures to start from if you like",
    "command.edit": "Change a picture with words",
    "command.settings": "Your defaults, this thread, this server and its styles",
    "command.blend": "Make one picture of two to six: attached, or of this thread by number",
    "command.describe": "Say what a picture shows, with a prompt that would paint it",
    "command.settings.mine": "Your own defaults; without options: what they are",
    "command.settings.thread": "How Easel listens in this thread, and who may continue",
    "command.settings.server": "Who may continue, and whether posters are asked (server managers)",
    "command.settings.style-add": "Add a named style, or change one (server managers)",
    "command.settings.style-remove": "Take a named style away (server managers)",
    "command.settings.styles": "The named styles of this server",
    "command.privacy": "What is stored about you, and whether others may edit what you post",
    "command.usage": "What you painted today and this month, and what is left",
    "command.easel": "Budgets, allowances and usage of this server",
    "command.budget": "The most that this server may spend, in US$; 0 is no limit",
    "command.allowance": "The most that a role or a member may ask for; 0 is no limit",
    "command.owner_usage": "What this server painted this month, by person and by day",
    "command.export": "What this server painted, by person and day, as a CSV file",
    "command.notify": "Where I tell when a budget is nearly spent",
    "menu.edit": "Edit this picture",
    "menu.describe": "Describe this picture",
    "command.history": "The whole tree of this thread as one picture",
    "command.undo": "Go back to the picture before; nothing is painted",
    "command.redo": "Go forward again to the picture after",
    "command.timelapse": "How the picture came about, as a moving picture",
    "command.compare": "Two pictures of this thread side by side",
    "option.steps": "How many pictures (default: 1)",
    "option.before": "The number of the first picture, as #3, or #3.2 for its second picture",
    "option.after": "The number of the second picture",
    "option.prompt": "What to paint",
    "option.change": "What should change",
    "option.image": "A picture to start from",
    "option.image2": "A second picture",
    "option.image3": "A third picture",
    "option.source": "The picture to change",
    "option.aspect": "Shape, width to height (default: as the picture you bring, else square)",
    "option.size": "Size of the long side (default: 1K)",
    "option.count": "How many pictures, 1 to 4",
    "option.model": "Which model paints",
    "option.private": "Only you see the result",
    "option.style": "A named style of this server",
    "option.blend": "What to make of the pictures",
    "option.blended": "Picture {number}",
    "option.picks": "Pictures of this thread by number, as #2 #5; they come before attached ones",
    "option.described": "The picture to describe",
    "option.mine.style": "Words added to each new picture of yours",
    "option.mine.reset": "Take all your defaults away",
    "option.continue": "Who may continue a picture",
    "option.role": "A role that may continue, where roles decide",
    "option.ask_posters": "Ask people before somebody else edits a picture they posted",
    "option.style.name": "What the style is called",
    "option.style.words": "The words that are added to a prompt",
    "option.budget.daily": "US$ a day",
    "option.budget.monthly": "US$ a month",
    "option.who": "A role (@everyone for all), or a member, whose own allowance goes before roles",
    "option.pictures": "Pictures a day",
    "option.days": "How many days back (default: 31)",
    "option.notify": "A channel that I may write in (left out: the server's system channel)",
    "option.listen": "Which messages in this thread are wishes",
    "choice.listen.all": "Every message (start one with // to just talk)",
    "choice.listen.mention": "Only messages that mention me",
    "choice.continue.everyone": "Everyone in the channel",
    "choice.continue.asker": "Only the person who asked",
    "choice.continue.roles": "Only some roles",
    # questions that want a yes first
    "button.paint": "Paint it",
    "button.yes": "Paint",
    "button.no": "Cancel",
    "button.plain": "Paint as written",
    "button.allow": "Allow",
    "button.refuse": "No",
    "braces.ask": "Your braces make {count} pictures, about {cost} in all:\n{prompts}",
    "braces.yes": "🎨 Painting {count} pictures; each is posted when it is done.",
    "braces.plain": "🎨 Painting it with the braces as they stand.",
    "braces.no": "Cancelled. Nothing was charged.",
    "braces.cancelled": "Cancelled {count} of {asked}. Nothing was charged for them.",
    "poster.ask": "{poster}, {asker} would like to change this picture of yours: “{words}” "
    "May they, and others after them?",
    "poster.told": "It is somebody else's picture, so I have asked them first. If they allow it, "
    "I paint it then.",
    "poster.yes": "Thank you. Others may change this picture now.",
    "poster.refused": "Understood: others may not change this picture.",
    "poster.asked": "I have asked the person who posted this picture already. Wait for their "
    "answer.",
    "poster.no": "The person who posted this picture does not want it changed.",
    "poster.cannot": "I have to ask the person who posted this picture, and may not write there.",
    "question.not_yours": "This question is for somebody else.",
    "question.over": "That question is answered already.",
    "permutations.many": "Your braces make more than {limit} pictures. Take some choices out.",
    "permutations.open": "Pictures from braces are posted openly in a channel where I may write. "
    "Leave `private` out, or take the braces out.",
    # describing
    "described": "{words}\n**A prompt that would paint it:** {prompt}\n-# for {person} · {model}",
    "described.alt": "The picture that is described: {words}",
    # settings
    "settings.mine": "Your defaults: shape {aspect}, size {size}, model {model}, style {style}.",
    "settings.mine.none": "You have no defaults yet. The options of /settings mine set them; they "
    "are used wherever you leave the option out.",
    "settings.none": "not set",
    "settings.thread": "{listens} Who may continue: {who}.",
    "settings.server": "Who may continue pictures in this server: {who}. Posters are asked before "
    "others edit their pictures: {asks}.",
    "settings.yes": "yes",
    "settings.no": "no",
    "settings.roles.none": "Name at least one role that may continue.",
    "settings.managers": "Only people who may manage this server can change that.",
    "settings.thread.theirs": "Only the person who asked for this thread's picture, or a moderator "
    "of threads, can change who may continue.",
    "settings.place": "Use this in a server.",
    "style.added": "The style “{name}” is there now: choose it with `style` in /imagine.",
    "style.mine": "Kept: these words are added to each new picture of yours. /settings mine has "
    "them.",
    "style.taken": "There is a style “{name}” already. Take another name, or change that one with "
    "/settings style-add.",
    "style.removed": "The style “{name}” is gone.",
    "style.size": "A style's name has up to {name} characters, its words up to {words}.",
    "style.many": "This server has {limit} styles of its own. Take one away first.",
    "style.unknown": "There is no style “{name}” here. /settings styles shows them all.",
    # who may continue, and privacy
    "continue.asker": "Here only the person who asked for a picture may continue it. Paint your "
    "own with /imagine.",
    "continue.roles": "Here only some roles may continue other people's pictures. Paint your own "
    "with /imagine.",
    "privacy.refuses": "The person who posted this picture does not want others to edit what they "
    "post.",
    "privacy.panel": "I store {turns} requests of yours: your words, the pictures you brought and "
    "got, and your settings. Others may edit pictures you post: {edits}.",
    "privacy.exported": "Here is everything I store about you. Pictures are named by their SHA-256 "
    "and are in the messages that show them.",
    "privacy.sure": "This deletes your words, your pictures and your settings from my storage, for "
    "good; what waits is cancelled. Messages in Discord stay until you delete them there.",
    "privacy.deleted": "Done. I store nothing about you any more.",
    "button.privacy.refuse": "Refuse edits",
    "button.privacy.allow": "Allow edits",
    "button.privacy.export": "Export",
    "button.privacy.delete": "Delete all",
    "button.privacy.sure": "Yes, delete all",
    # the caption of a picture
    "caption.by": "for {person}",
    "asked.aspect": "the same picture in {aspect}",
    "asked.size": "the same picture at {size}",
    "caption.instead": "{before} is no longer available. I used {model} instead.",
    "caption.fewer": "{count} of {asked} came. {why}",
    "alt.history": "The history of this thread, now at {head}. Steps so far: {count}.",
    "alt.history.step": "{number} {words}.",
    "alt.history.from": "{number} from {parent}: {words}.",
    "alt.history.more": "Older steps that are left out here: {count}.",
    "alt.timelapse": "Machine-made pictures one after another, {count} steps: {words}",
    "alt.compare": "Two machine-made pictures side by side. {before} {after}",
    "alt.made": "Machine-made picture: {words}",
    "alt.step": "Machine-made picture, changed as asked: {words}",
    "alt.several": "Machine-made picture {number} of {count}: {words}",
    # the tree of a thread
    "history.title": "Now at {head}. Steps so far: {count}.",
    "history.hint": "Start with a number to go on from there: {number} make it night",
    "history.hint.mention": "Mention me and a number to go on from there: {me} {number} make it "
    "night",
    "history.goto": "Go to a picture",
    "history.goto.range": "Go to {first} – {last}",
    "history.empty": "Nothing was painted here yet. Begin with /imagine.",
    "history.now": "{number} now",
    "history.from": "from {number}",
    "history.folded": "+{count} not shown",
    "history.gone": "not kept any more",
    "state.waiting": "being painted",
    "state.painted": "painted",
    "state.failed": "not painted",
    "state.cancelled": "cancelled",
    "state.deleted": "deleted",
    "undo.nothing": "There is no earlier picture to go back to.",
    "redo.nothing": "There is no later picture to go forward to.",
    "timelapse.title": "From {first} to {last}",
    "timelapse.short": "A timelapse needs two pictures. Change this one first, by a reply to it.",
    "compare.first": "This is where it began: there is no picture before it.",
    "compare.title": "{before} and {after}",
    "original.large": "The original has {megabytes} MB, and I can upload {limit} MB here. The "
    "picture above is as large as fits.",
    "original.here": "The untouched file.",
    "recipe.step": "{number}. {words}",
    "recipe.deleted": "(deleted)",
    "recipe.brought": "brought along: {count}",
    "recipe.seconds": "{seconds} s",
    "delete.ask": "Delete {number} for everyone? Its pictures are taken from view here; pictures "
    "made from it stay.",
    "delete.ask.private": "Delete this picture? Nobody can go on from it then; pictures made from "
    "it stay.",
    "delete.done": "Deleted.",
    "delete.not_yours": "Only the person who asked for it, or a moderator, can delete it.",
    "delete.left": "It is deleted, but I could not take its message away. Please delete the "
    "message by hand.",
    "thread.opened": "Here it goes on: {thread}",
    "thread.not_here": "I can't open a thread here. Reply to the picture instead.",
    "thread.exists": "That picture has its thread already. It goes on there.",
    # what is wrong with what a person asked
    "refused": "I can't paint that as it stands. Try other words.",
    "words.empty": "Tell me in words what to paint or what to change.",
    "words.long": "That is {length} characters; I can take {limit}. Say it a little shorter.",
    "model.aspect": "{model} has no shape {aspect}. Choose one of {choices}.",
    "model.size": "{model} has no size {size}. Choose one of {choices}.",
    "model.unknown": "I don't have a model “{name}”. Choose one of {choices}.",
    "model.pictures": "{model} takes up to {limit} pictures at once. Send fewer.",
    "picture.empty": "That file is empty. Attach the picture again.",
    "picture.unreadable": "I can't read that file as a picture. Save it as PNG or JPEG and attach "
    "it again.",
    "picture.format": "I can't read {kind} files. Save it as PNG, JPEG or WebP and attach it "
    "again.",
    "picture.too_many_pixels": "That picture has {megapixels} megapixels; I can take {limit}. "
    "Make it smaller and attach it again.",
    "picture.too_heavy": "That picture needs more memory than I have here: I can take {kind} "
    "pictures of up to {limit} megapixels, and it has {megapixels}. Make it smaller and attach it "
    "again.",
    "picture.too_complex": "That picture takes too long to open. Save it anew as PNG or JPEG and "
    "attach it again.",
    "picture.too_large": "That file has {megabytes} MB; I can take {limit} MB. Make it smaller and "
    "attach it again.",
    "picture.gone": "I can't fetch that picture any more. Attach it again.",
    "picture.later": "I could not fetch that picture from Discord just now. Try again in a minute.",
    "picture.none": "There is no picture in that message. Use this on a message that shows one.",
    "picture.left_out": "I left out {name}. {reason}",
    "limit.waiting": "You have {limit} requests waiting. Wait for one to finish, or cancel one.",
    "limit.person.pictures": "Each person may ask for {pictures} a day, and you have {left} "
    "left. It starts anew {resets}.",
    "limit.person.day": "Each person may spend {budget} a day. This costs {cost}, and you have "
    "{unspent} left. It starts anew {resets}.",
    "limit.person.month": "Each person may spend {budget} a month. This costs {cost}, and you have "
    "{unspent} left. It starts anew {resets}.",
    "limit.member.pictures": "You may ask for {pictures} a day here, and {left} are left. It "
    "starts anew {resets}.",
    "limit.member.day": "You may spend {budget} a day here. This costs {cost}, and you have "
    "{unspent} left. It starts anew {resets}.",
    "limit.member.month": "You may spend {budget} a month here. This costs {cost}, and you have "
    "{unspent} left. It starts anew {resets}.",
    "limit.server.pictures": "This server may ask for {pictures} a day, and {left} are left. "
    "It starts anew {resets}.",
    "limit.server.day": "This server's budget is {budget} a day. This costs {cost}, and {unspent} "
    "is left. It starts anew {resets}.",
    "limit.server.month": "This server's budget is {budget} a month. This costs {cost}, and "
    "{unspent} is left. It starts anew {resets}.",
    "moment": "at {moment} UTC",
    "nothing_here": "I don't have that picture any more. Attach it and use /edit.",
    "nothing_here.number": "There is no #{number} here. The numbers go from #1 to #{last}; "
    "/history shows them.",
    "nothing_here.number.only": "There is no #{number} here: #1 is the only one.",
    "nothing_here.deleted": "#{number} was deleted. Go on from another picture.",
    "nothing_here.pick": "There is no picture {number} there: it has {count}.",
    "nothing_here.unpainted": "{number} has no picture. Take another one; /history shows them.",
    "picks.unread": "I can't read “{words}” as a picture's number. Write #3, or #3.2 for the "
    "second picture of #3.",
    "blend.count": "A blend takes two to six pictures, and that makes {count}. Attach some, or "
    "name pictures of this thread, as #2 #5.",
    "nothing_here.parent": "The picture this was to continue was not painted. Ask anew, or reply "
    "to another picture.",
    "nothing_here.sheet": "Which picture do you mean? Reply to that one, or begin with its number: "
    "#3 make it night",
    "nothing_here.blob": "The earlier picture is gone from my storage: attach it again and use "
    "/edit.",
    "nothing_here.kept": "The earlier picture is not kept any more. Attach it again and say what "
    "to change, or begin anew with /imagine.",
    "not_yours": "Only the person who asked can do that.",
    "button.stale": "I don't know that button any more. Use /imagine or /edit instead.",
    "stale.command": "I don't know this command any more. Reload Discord (Ctrl+R, or restart the "
    "app) and try again.",
    "write.forbidden": "You don't have permission to write in this channel, so I can't post "
    "anything here for you.",
    "write.locked": "This thread is locked, so I can't post anything here for you.",
    "write.timeout": "You are in a timeout on this server. Ask again when it is over.",
    "thread.forbidden": "You don't have permission to create threads in this channel.",
    # what the model declined
    "blocked": "Gemini declined this request. Try other words or another picture.",
    "blocked.SAFETY": "Gemini declined this request for safety reasons. Try other words or another "
    "picture.",
    "blocked.PROHIBITED_CONTENT": "Gemini does not paint this kind of content. Ask for something "
    "else.",
    "blocked.BLOCKLIST": "Gemini refuses a word in this request. Say it in other words.",
    "blocked.IMAGE_SAFETY": "Gemini declined a picture in this request for safety reasons. Try "
    "another picture.",
    "withheld": "The picture was painted, but Gemini withheld it. Say it a little differently.",
    "withheld.IMAGE_SAFETY": "The picture was painted, but Gemini's safety filter withheld it. Say "
    "it a little differently.",
    "withheld.IMAGE_PROHIBITED_CONTENT": "The picture was painted, but Gemini withheld it as "
    "prohibited content. Ask for something else.",
    "withheld.IMAGE_RECITATION": "The picture came out too close to an existing one, so Gemini "
    "withheld it. Describe it in your own way.",
    "withheld.IMAGE_OTHER": "Gemini withheld the picture without saying why. Say it a little "
    "differently, or try again.",
    "no_image": "Gemini finished without a picture. Describe what the picture should show.",
    "only_words": "Gemini answered in words instead of a picture: “{words}”",
    "unknown_finish": "Gemini stopped without a picture and without a reason I know. Try again, or "
    "say it differently.",
    # nobody's fault
    "later": "That did not work just now. Try again in a few minutes.",
    "crowded": "Gemini is busy and did not come to your picture. Nothing was charged; try again in "
    "a few minutes.",
    "overloaded": "Gemini is overloaded and did not come to your picture. Nothing was charged; try "
    "again in a few minutes.",
    "unanswered": "Gemini's answer got lost on the way. Nothing was charged to you; try again.",
    "interrupted": "I was interrupted while this was painted. Nothing was charged to you; try "
    "again.",
    "stopping": "I am about to restart. Ask again in a minute.",
    # the operator must act
    "broken": "Something is wrong on my side, and the bot's owner was told. Nothing was charged.",
    "broken.key": "Gemini does not accept this bot's key. The bot's owner was told; nothing was "
    "charged.",
    "broken.billing": "This bot's Gemini key has no billing, so Gemini paints nothing for it. The "
    "bot's owner was told; nothing was charged.",
    "broken.model": "The model {model} is not there any more. The bot's owner was told; choose "
    "another model until then.",
    "broken.storage": "I can't write to my storage just now, so I took nothing on. The bot's owner "
    "was told; try again later.",
    "broken.storage.painted": "Your picture was painted, but I couldn't store it: my storage was "
    "full or away for an hour. It doesn't count against your pictures. The bot's owner was told; "
    "try again later.",
    "broken.request": "Gemini did not understand my request. The bot's owner was told; nothing was "
    "charged.",
    # delivery
    "deliver.no_right": "I may not post in that channel, so here it is for you alone. Someone who "
    "runs this server can give me Send Messages and Attach Files there.",
    "deliver.no_view": "I can't see that channel, so here it is for you alone. Someone who runs "
    "this server can give me View Channel there.",
    "deliver.private_late": "Here is the private picture you asked for. The window it belonged in "
    "has closed.",
    "deliver.elsewhere": "I could not post this where you asked for it, so here it is for you "
    "alone.",
    "deliver.kept": "This is painted, but I can't show it here. Use any of my commands, and I "
    "will offer it to you.",
    "deliver.missed": "I painted something for you that I could not show you then.",
    "deliver.missed.none": "There is nothing that you missed.",
    "deliver.no_permission": "I don't have the permission {permission} in that channel, so here it "
    "is for you alone. Someone who runs this server can give it to me.",
    "deliver.timed_out": "A moderator has put me in time out, so I could not post this. Here it is "
    "for you alone.",
    "deliver.gone": "The channel where you asked for this is gone, so here it is for you alone.",
    "deliver.locked": "That thread is locked, so here it is for you alone.",
    "deliver.threads_full": "That thread is archived, and this server has too many open threads to "
    "reopen it. Here it is for you alone.",
    "deliver.no_messages": "Messages can't be posted in that kind of channel, so here it is for "
    "you alone.",
    "deliver.automod": "This server's AutoMod blocked my message, so here it is for you alone.",
    "deliver.no_words": "Discord's link filter blocked the words of this message, so I left them "
    "out.",
    "deliver.explicit": "Your picture is done, but Discord's filter for sensitive media does not "
    "let me show it here.",
    "permission.send_messages": "Send Messages",
    "permission.send_messages_in_threads": "Send Messages in Threads",
    "permission.attach_files": "Attach Files",
    "deliver.smaller": "A smaller copy: the original is too large to upload here.",
    # money
    "usage.today": "**Today** {pictures}, {cost}",
    "usage.month": "**This month** {pictures}, {cost}",
    "usage.left": "**Left** {what}",
    "usage.left.pictures": "{pictures} today",
    "usage.left.day": "{unspent} today",
    "usage.left.month": "{unspent} this month",
    "usage.resets": "-# Days and months are UTC. The next day starts {resets}.",
    "usage.of": "{cost} of {budget}",
    "usage.person": "{person} {pictures}, {cost}",
    "usage.more": "… and {count} more: /easel export has all.",
    "usage.none": "Nothing was painted here this month.",
    "usage.pictures.one": "1 picture",
    "usage.pictures.many": "{count} pictures",
    "usage.chart": "US$ by day, {month}",
    "usage.chart.alt": "Bar chart of US$ spent by day. {days}",
    "owner.budget": "This server may now spend {daily} a day and {monthly} a month.",
    "owner.allowance": "{who} may now ask for {pictures} and spend {daily} a day and {monthly} a "
    "month.",
    "owner.notify": "I will tell in {channel} when a budget is nearly spent.",
    "owner.notify.default": "I will tell in the server's system channel when a budget is nearly "
    "spent, or else its owner.",
    "owner.no_limit": "any amount",
    "owner.no_limit.pictures": "any number of pictures",
    "owner.limit.pictures": "{pictures} a day",
    "owner.server_only": "Use this in a server.",
    "alarm.day": "⚠️ {spent} of this server's {budget} for today is spent. At {budget} I stop "
    "painting here until {resets}. See /easel usage.",
    "alarm.month": "⚠️ {spent} of this server's {budget} for this month is spent. At {budget} I "
    "stop painting here until {resets}. See /easel usage.",
    # threads
    "thread.mention_me": "I can't read messages here unless they mention me. Start with {me} and "
    "say what to change, or reply to a picture.",
    "thread.listens.all": "In this thread every message is a wish now. Start one with // to just "
    "talk.",
    "thread.listens.mention": "In this thread I listen to mentions and replies only now.",
    "thread.only": "Use this in a thread, or in our private chat.",
    # HTTP
    "http.prompt": "prompt is required",
    "http.choice": "{field} must be one of {choices}",
    "http.flag": "{field} must be true or false",
    "http.images": "images must be a list of up to {limit} pictures in base64, or as many files",
    "http.base64": "images[{number}] must be a picture in base64, with nothing before it",
    "http.field": "{field}: {why}",
    "http.unknown": "There is no field {field}. The fields are {choices}.",
    "http.twice": "{field} is given twice",
    "http.utf8": "{field} must be UTF-8",
    "http.object": "The body must be a JSON object.",
    "http.json": "The body is not JSON I can read.",
    "http.multipart": "The body is not multipart/form-data I can read.",
    "http.body": "The body ended before it was whole.",
    "http.encoded": "Send the body as it is, without Content-Encoding.",
    "http.large": "The body may have up to {megabytes} MB.",
    "http.slow": "The body took longer than {seconds} seconds to arrive.",
    "http.token": "Send Authorization: Bearer with a token that this server knows.",
    "http.connections": "Too many connections are open. Try again in a few seconds.",
    "http.key": "Idempotency-Key must be 1 to {limit} visible ASCII characters",
    "http.key.reused": "This Idempotency-Key came with another request before. Take a new one.",
    "http.key.stopping": "I am about to restart. Ask again in a minute with the same "
    "Idempotency-Key.",
    "http.gone": "The picture was painted and is not kept any more. Ask anew, with another "
    "Idempotency-Key.",
    "http.nothing": "There is nothing at this address. Pictures come from POST /generate-image.",
    "http.method": "This address does not take {method}.",
}

_ORDINARY = frozenset({"512", "1K"})  # sizes whose price is not told before
_WRITTEN = frozenset({"words", "name"})  # facts that people or the model wrote
_MONEY = frozenset({"budget", "cost", "spent", "unspent"})  # facts in micro-dollars


def say(code: str, /, locale: str = "en-US", **facts: Fact) -> str:
    """The sentence for a code, its facts filled in.

    An unknown code below a known one ("blocked.NEW_REASON") gets the known one's sentence.
    """
    known = code
    while known not in SENTENCES and "." in known:
        known = known.rpartition(".")[0]
    if known not in SENTENCES:
        known = "broken"
    told = {name: _told(name, fact, locale) for name, fact in facts.items()}
    return spoken(translated(known, SENTENCES[known], locale), locale).format(**told)


def sorry(error: EaselError, /, locale: str = "en-US") -> str:
    """What a person reads when something of ours went wrong."""
    return say(error.code, locale, **_as_written(error.facts))


def without_markup(facts: Mapping[str, Fact], /, locale: str = "en-US") -> dict[str, Fact]:
    """Facts for readers whom Discord does not show moments in their own time."""
    return {
        name: say("moment", locale, moment=f"{datetime.fromtimestamp(fact, UTC):%Y-%m-%d %H:%M}")
        if name == "resets" and isinstance(fact, int)
        else fact
        for name, fact in facts.items()
    }


def standing(where: TurnProgress, /, locale: str = "en-US") -> str:
    """Where a request stands."""
    if where.painting:
        return say("standing.painting", locale)
    return say("standing.busy" if where.busy else "standing.place", locale, place=where.place)


def note(turn: Turn, where: TurnProgress, /, locale: str = "en-US") -> str:
    """Where a request stands, and what it will cost if that is more than one ordinary picture."""
    if where.painting and turn.request.describes:
        return say("standing.describing", locale)
    words = standing(where, locale)
    if turn.request.count == 1 and turn.request.size in _ORDINARY:
        return words
    return f"{words} {say('standing.estimate', locale, cost=turn.cost)}"


def pictures(count: int, /, locale: str = "en-US") -> str:
    """A number of pictures."""
    if count == 1:
        return say("usage.pictures.one", locale)
    return say("usage.pictures.many", locale, count=count)


def outcome(turn: Turn, /, locale: str = "en-US") -> str:
    """The sentence for a turn that brought no picture."""
    return say(turn.reason or "broken", locale, **_as_written(turn.facts))


def asked(turn: Turn, /, locale: str = "en-US") -> str:
    """What was asked: a person's own words, or ours in their language."""
    request = turn.request
    if request.reshapes and request.aspect:
        return say("asked.aspect", locale, aspect=request.aspect)
    if request.reshapes:
        return say("asked.size", locale, size=request.size)
    return request.prompt


def alt_text(turn: Turn, *, number: int, locale: str = "en-US") -> str:
    """A picture's description: that it is machine-made, first of all, and what was asked."""
    words = " ".join(asked(turn, locale).split())
    if len(turn.painted) > 1:
        text = say("alt.several", locale, number=number, count=len(turn.painted), words=words)
    elif turn.parent is not None or turn.request.sources:
        text = say("alt.step", locale, words=words)
    else:
        text = say("alt.made", locale, words=words)
    return short(text, ALT_LIMIT)


def number(turn: Turn) -> str:
    """A turn's number as people write it; a turn outside every canvas has none."""
    return f"#{turn.number}" if turn.number is not None else ""


def state(turn: Turn, locale: str = "en-US") -> str:
    """What became of a turn, in a word or two."""
    if turn.deleted_at is not None or turn.reason == "forgotten":
        return say("state.deleted", locale)
    if turn.gone_at is not None and turn.outcome is Outcome.PAINTED:
        return say("history.gone", locale)
    return say(f"state.{turn.outcome or 'waiting'}", locale)


def recipe(turn: Turn, models: ModelTable) -> str:
    """Model, shape and size of a turn in a few words, the defaults left out."""
    first = turn.painted[0].picture if turn.painted else None
    shape = f"{first.width}\N{MULTIPLICATION SIGN}{first.height}" if first else None
    facts: Sequence[str | None] = (
        models.find(turn.request.model).name,
        turn.request.aspect,
        shape,
    )
    return " · ".join(fact for fact in facts if fact)


def dollars(amount: MicroDollars) -> str:
    """An amount of money, to the cent, or to a tenth of a cent below ten cents."""
    value = amount / 1_000_000
    return f"${value:.3f}" if value < 0.1 else f"${value:.2f}"


def _as_written(facts: Mapping[str, Fact]) -> dict[str, Fact]:
    """Facts whose words, people's or the model's, Discord shows as they were written."""
    return {
        name: markup.plain(fact, MOST_QUOTED)
        if name in _WRITTEN and isinstance(fact, str)
        else fact
        for name, fact in facts.items()
    }


def _told(name: str, fact: Fact, locale: str) -> Fact:
    """Money in dollars, pictures in words, moments in each reader's own time."""
    if isinstance(fact, int) and name in _MONEY:
        return dollars(fact)
    if isinstance(fact, int) and name == "pictures":
        return pictures(fact, locale)
    if isinstance(fact, int) and name == "resets":
        return f"<t:{fact}:R>"
    return fact
