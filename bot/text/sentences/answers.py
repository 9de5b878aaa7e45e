"""What requests, histories and settings are answered with, in English."""

from collections.abc import Mapping

from bot.text.plurals import Plural

ANSWERS: Mapping[str, str] = {
    # where a request is
    "standing.painting": "🎨 Painting…",
    "standing.improving": "✏️ Improving the prompt…",
    "standing.describing": "🔎 Looking at the image…",
    "standing.place": "🎨 Waiting: place {place} in the queue.",
    "standing.estimate": "It will cost about {cost}.",
    "standing.busy": "🎨 Gemini is busy. Waiting: place {place} in the queue.",
    "standing.late": "🎨 This is taking a while. I'll post the result here when it is done; this "
    "note does not change any more.",
    "standing.late.private": "🎨 This is taking a while. I'll send the result as a direct message "
    "when it is done; this note does not change any more.",
    "standing.cancelled": "Cancelled. Nothing was charged.",
    "standing.done": "That request has already finished, so there was nothing to cancel.",
    # questions to confirm
    "braces.ask": "Your braces make {count} images, about {cost} in total:\n{prompts}",
    "braces.yes": "🎨 {count} images requested; each is posted when it is done.",
    "braces.plain": "🎨 Requested with the braces as written; it is posted when it is done.",
    "braces.done": "🎨 Images painted: {count} of {asked}.",
    "braces.no": "Cancelled. Nothing was charged.",
    "braces.cancelled": "Cancelled {count} of {asked}. Nothing was charged for them.",
    "poster.ask": "{owner}, {asker} would like to change this image of yours: “{words}” Do you "
    "allow them, and others later, to change it?",
    "poster.told": "Someone else posted this image, so I asked them first. I'll paint it if they "
    "allow it.",
    "poster.yes": "Thank you. Others can now change this image.",
    "poster.refused": "Understood: others can't change this image.",
    "poster.asked": "I have already asked the person who posted this image. Please wait for their "
    "answer.",
    "poster.no": "The person who posted this image does not want it changed.",
    "poster.cannot": "I need to ask the person who posted this image, but I don't have permission "
    "to post there.",
    "avatar.ask": "{owner}, {asker} would like to paint from your avatar: “{words}” Do you allow "
    "them, and others here later, to do that?",
    "avatar.told": "That is someone else's avatar, so I asked them first. I'll paint it if they "
    "allow it.",
    "avatar.yes": "Thank you. Others here can now paint from this avatar.",
    "avatar.refused": "Understood: others here can't paint from this avatar.",
    "avatar.asked": "I have already asked this person about their avatar. Please wait for their "
    "answer.",
    "avatar.no": "This person does not want others to paint from their avatar.",
    "avatar.none": "This person has not set an avatar, so there is nothing to paint from.",
    "avatar.cannot": "I need to ask this person first, but I don't have permission to post here.",
    "avatar.unseen": "I need to ask this person first, but they can't see this channel.",
    "avatar.private": "I need to ask this person first, and can't do that here privately. Ask "
    "again in a channel where I can post, and not as private.",
    "message.whether": "-# Is this a request? I have not painted it.",
    "message.gone": "That message is gone, so there is nothing to paint.",
    "question.not_yours": "This question is for someone else.",
    "question.over": "That question has already been answered.",
    "permutations.many": "Your braces make more than {limit} images. Remove some choices.",
    "permutations.open": "Images from braces are posted publicly, in a channel where I can post. "
    "Leave out `private`, or remove the braces.",
    # describing
    "improved": "**Your prompt, improved:**\n{prompt}\n-# for {person} · {model} · {cost}",
    "described": "{words}\n**A prompt that would paint it:** {prompt}\n-# for {person} · {model}",
    "described.alt": "The image being described: {words}",
    # help: what can be done here, a line each
    "help.paint": "🎨 /imagine paints from words; /edit, /blend and /describe work with your "
    "images.",
    "help.change": "✏️ Reply to an image of mine and say what to change, or use the buttons "
    "under it.",
    "help.here.channel": "💬 In this channel, I answer mentions and replies. To just write, use "
    "*Open a thread* in *More* under an image.",
    "help.here.thread": "💬 In this thread, just write what to change. Where I'm not sure, I "
    "ask first. Start with // to chat.",
    "help.here.mentions": "💬 In this thread, I answer only mentions and replies. /settings thread "
    "changes that.",
    "help.here.private": "💬 Just write: I paint it, or change the last image. Attach an image to "
    "start from it.",
    "help.here.unread": "💬 I can't read messages here unless they mention me: start with {me}, or "
    "reply to an image of mine.",
    "help.look": "🕘 /history shows every image painted here; /undo goes back. Neither costs "
    "anything.",
    "help.together": "🎉 /party start: paint one image together, in turn. /event show: this "
    "server's theme, to enter images in.",
    "help.read_only": "🔒 You can't write here, so choose `private` in /imagine: only you see the "
    "result.",
    "help.no_post": "🔒 I can't post images here, so only you see what I paint for you.",
    "help.not_member": "🔒 I'm not a member here, so only you see what I paint for you, and "
    "replies and mentions don't reach me. The buttons under an image change it.",
    "help.usage": "📊 /usage shows what you painted and what you have left.",
    "help.settings": "⚙️ /settings mine keeps your defaults; /privacy shows what I store.",
    # settings
    "settings.mine": "Your defaults: aspect ratio {aspect}, size {size}, model {model}, style "
    "{style}.",
    "settings.mine.none": "You have no defaults yet. Set them with the options of /settings mine; "
    "they apply whenever you leave an option out.",
    "settings.none": "not set",
    "settings.notify.always": "I mention you when your image is done.",
    "settings.notify.wait": "I mention you when your image is done, if that took more than "
    "{seconds} seconds.",
    "settings.notify.never": "I don't mention you when your image is done.",
    "settings.quality.draft": "Your new images are drafts; Finish under one paints it in full.",
    "settings.quality.standard": "Your new images have standard quality.",
    "settings.quality.careful": "Your new images are painted with great care.",
    "settings.cost.on": "Your images say what they cost.",
    "settings.cost.off": "Your images don't say what they cost.",
    "settings.cost.budget": "Your images say what they cost where there is a budget.",
    "settings.recipe.on": "The files of your images say how they were made: prompt, model and "
    "aspect ratio.",
    "settings.recipe.off": "The files of your images only say that they are AI-generated.",
    "settings.mine.reset": "Reset: {what}.",
    "settings.mine.reset.none": "There was nothing to reset.",
    "settings.thread": "{listens} Who can continue: {who}.",
    "settings.server": "Who can continue images in this server: {who}. Ask a person before others "
    "change an image they posted, or their avatar: {asks}. {threads} {recipe}",
    "settings.threads.all": "In threads, every message is a request.",
    "settings.threads.mention": "In threads, only mentions and replies are requests.",
    "settings.server.recipe.on": "Image files say how they were made, unless the person who "
    "requested them does not want that.",
    "settings.server.recipe.off": "Image files only say that they are AI-generated.",
    "settings.server.search.on": "Requests can have Google searched first.",
    "settings.server.search.off": "Requests can't have Google searched.",
    "settings.server.search.never": "The bot's owner does not let requests have Google searched.",
    "settings.yes": "yes",
    "settings.no": "no",
    "settings.roles.none": "Choose at least one role that can continue.",
    "settings.managers": "Only people with the Manage Server permission can change that.",
    "settings.not_member": "I'm not a member of this server, so there is nothing to set. Whoever "
    "manages it can add me.",
    "settings.thread.theirs": "Only the person who requested this thread's image, or someone with "
    "the Manage Threads permission, can change who can continue.",
    "settings.place": "Use this in a server.",
    "style.added": "The style “{name}” is ready: choose it with `style` in /imagine.",
    "style.mine": "Saved: these words are added to each of your new images. You can see them in "
    "/settings mine.",
    "style.taken": "There is already a style “{name}”. Choose another name, or change that one "
    "with /settings style-add.",
    "style.removed": "The style “{name}” was removed.",
    "style.size": "A style's name can have up to {name} characters, and its words up to {words}.",
    "style.many": "This server already has {limit} styles of its own. Remove one first.",
    "style.unknown": "There is no style “{name}” here. /settings styles shows them all.",
    "open.here": "Image {number}, only visible to you. What you make of it is posted as usual.",
    "open.here.private": "Image {number}, only visible to you.",
    # characters
    "character.ask": Plural(
        "I have {count} images of @{name}. If they show a real person, you confirm by saving that "
        "you are that person, or that they agreed.",
        one="I have {count} image of @{name}. If it shows a real person, you confirm by saving "
        "that you are that person, or that they agreed.",
        by="count",
    ),
    "character.added.person": "@{name} is ready. Write @{name} in any prompt of yours, or choose "
    "it with `character` in /imagine.",
    "character.added.server": "@{name} is ready. Everyone here can write @{name} in a prompt, or "
    "choose it with `character` in /imagine.",
    "character.dropped": "Cancelled. Nothing of @{name} was saved.",
    "character.removed": "@{name} was removed. What was painted stays.",
    "character.none": "There are no characters here yet. Add one with /character add.",
    "character.list.person": "**Yours** ({count} of {limit}): {names}",
    "character.list.server": "**This server's** ({count} of {limit}): {names}",
    "character.alt": "Image {number} of @{name}.",
    # who may continue, and privacy
    "continue.asker": "Here, only the person who requested an image can continue it. Paint your "
    "own with /imagine.",
    "continue.roles": "Here, only certain roles can continue other people's images. Paint your "
    "own with /imagine.",
    "privacy.refuses": "The person who posted this image does not want others to edit what they "
    "post.",
    "privacy.panel": Plural(
        "I store {turns} requests of yours: your words, the images you brought and received, and "
        "your settings. Others can edit images you post, and paint from your avatar: {edits}.",
        one="I store {turns} request of yours: your words, the images you brought and received, "
        "and your settings. Others can edit images you post, and paint from your avatar: {edits}.",
        by="turns",
    ),
    "privacy.exported": "Here is what I store about you. Images are listed by their SHA-256; they "
    "are in the messages that show them.",
    "privacy.characters": "Characters that you added: {count}. /character list shows yours.",
    "privacy.sure": "This permanently deletes your words, images, settings and every character "
    "you added from my storage, and cancels waiting requests. Messages in Discord stay until you "
    "delete them there.",
    "privacy.deleted": "Done. Your words, images and settings are deleted from my storage.",
    # the caption of a picture
    "caption.by": "for {person}",
    "asked.aspect": "the same image in {aspect}",
    "asked.size": "the same image at {size}",
    "asked.finish": "the draft, finished",
    "caption.quality.draft": "draft",
    "caption.quality.careful": "careful",
    "quoted": "“{words}”",
    "caption.quoted": "**“**{words}**”**",
    "caption.variation": "Variation of {number}",
    "caption.characters": "with {names}",
    "caption.style": "style {style}",
    "caption.searched": "-# Searched on Google: {queries}",
    "caption.sources": "-# Sources: {sources}",
    "moved.back": "↩️ Back to {number}",
    "moved.forward": "↪️ Forward to {number}",
    "caption.instead": "{before} is no longer available. I used {model} instead.",
    "caption.fewer": "Images painted: {count} of {asked}. {why}",
    "caption.cost.server": "{cost} · this server today {spent}",
    "caption.cost.own": "{cost} · you today {spent}",
    "alt.history": "The history of this thread, now at {head}. Steps so far: {count}.",
    "alt.history.step": "{number} {words}.",
    "alt.history.from": "{number} from {parent}: {words}.",
    "alt.history.more": "Older steps left out here: {count}.",
    "alt.timelapse": Plural(
        "AI-generated images one after another, {count} steps: {words}",
        one="AI-generated images one after another, {count} step: {words}",
    ),
    "alt.compare": "Two AI-generated images side by side. {before} {after}",
    "alt.made": "AI-generated image: {words}",
    "alt.step": "AI-generated image, changed as requested: {words}",
    "alt.several": "AI-generated image {number} of {count}: {words}",
    # the tree of a thread
    "history.title": "Now at {head}. Steps so far: {count}.",
    "history.hint": "Start with a number to continue from there: {number} make it night",
    "history.hint.mention": "Mention me with a number to continue from there: {me} {number} make "
    "it night",
    "history.goto": "Go to an image",
    "history.page": "Page {page} of {pages}.",
    "history.whole": "The whole history as one image. Open it to zoom in.",
    "history.empty": "Nothing has been painted here yet. Start with /imagine.",
    "history.not_member": "I'm not a member here, so what I paint for you has no history. The "
    "buttons under an image go on from it.",
    "history.now": "{number} now",
    "history.from": "from {number}",
    "history.folded": "+{count} not shown",
    "history.gone": "no longer stored",
    "walk.step": "Step {step} of {steps}",
    "walk.branch": "Branch {branch} of {branches}",
    "state.waiting": "being painted",
    "state.painted": "painted",
    "state.failed": "not painted",
    "state.cancelled": "cancelled",
    "state.deleted": "deleted",
    "undo.nothing": "There is no earlier image to go back to.",
    "redo.nothing": "There is no later image to go forward to.",
    "timelapse.title": "From {first} to {last}",
    "timelapse.short": "A timelapse needs two images. Change this one first by replying to it.",
    "compare.first": "This is the first image: there is none before it.",
    "compare.title": "{before} and {after}",
    "original.large": "The original is {megabytes} MB, but the upload limit here is {limit} MB. "
    "The image above is the largest copy that fits.",
    "original.here": "The original file.",
    "recipe.found": "This image's file says how it was made. You can paint a new image from that.",
    "recipe.found.open": "This image's file says how it was made.",
    "recipe.none": "No file here says how it was made.",
    "recipe.step": "{number}. {words}",
    "recipe.deleted": "(deleted)",
    "recipe.brought": "attached images: {count}",
    "recipe.seconds": "{seconds} s",
    "delete.ask": "Delete {number} for everyone? Its images disappear here; images made from them "
    "stay.",
    "delete.ask.private": "Delete this image? No one can continue from it afterwards; images "
    "made from it stay.",
    "delete.done": "Deleted.",
    "delete.not_yours": "Only the person who requested it, or a moderator, can delete it.",
    "delete.left": "It is deleted, but I could not remove its message. Please delete the message "
    "yourself.",
    "thread.opened": "Continue here: {thread}",
    "thread.not_here": "I can't open a thread here. Reply to the image instead.",
    "thread.exists": "That image already has a thread. Continue there.",
}
