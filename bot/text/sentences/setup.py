"""What the panel of /easel setup says, in English."""

from collections.abc import Mapping

SETUP: Mapping[str, str] = {
    "command.setup": "Where I paint, for whom and with which models: a private panel",
    "setup.title": "## Set up Easel",
    "setup.bound": "-# These rules apply to everyone, including you, however they ask: commands, "
    "mentions, replies, threads, menus and buttons.",
    "button.setup.where": "Where and who",
    "button.setup.models": "Models",
    "button.setup.threads": "Threads",
    "button.setup.notices": "Notices",
    # when a server is joined
    "greeting": "👋 I paint images from words: type /imagine, mention me, or reply to an image to "
    "change it. Whoever manages this server sets where I paint. Shall I start with “{prompt}”?",
    "greeting.private": "👋 Thank you for adding me to **{server}**. Type /imagine there, mention "
    "me, or reply to an image; /easel setup sets where I paint. Shall I start with “{prompt}”?",
    "greeting.prompt": "a lighthouse at dusk, with a small boat on its way home",
    "button.greeting.setup": "Set up",
    # where and who
    "setup.channels": "**Where I paint**\nIn {channels} and their threads.",
    "setup.channels.all": "**Where I paint**\nIn every channel where I can post.",
    "setup.channels.pick": "All channels",
    "setup.roles": "**Who can request images**\nPeople with one of these roles: {roles}.",
    "setup.roles.all": "**Who can request images**\nEveryone.",
    "setup.roles.pick": "Everyone",
    "setup.age.on": "**Age limit**\nI paint only in age-restricted channels.",
    "setup.age.off": "**Age limit**\nI paint in channels for all ages, too.",
    "button.setup.age.on": "Only age-restricted",
    "button.setup.age.off": "All ages",
    "setup.newcomers": "**Whose images wait for a moderator's approval**\n{words}",
    "setup.newcomers.off": "All images are posted at once.",
    "setup.newcomers.no_log": "All images are posted at once. To have some wait, choose a log "
    "channel first, in *Notices*.",
    "setup.lacks": "⚠️ In {channel} I lack {permissions}.",
    "setup.all_ages": "⚠️ {channel} is for all ages, so I don't paint there.",
    # models and sizes
    "setup.models": "**Models**\nPeople can use {models}.",
    "setup.models.all": "**Models**\nPeople can use all of them.",
    "setup.models.pick": "All models",
    "setup.models.hint": "At {size} about {cost} an image",
    "setup.sizes": "**Sizes**\nPeople can use {sizes}.",
    "setup.sizes.all": "**Sizes**\nPeople can use all of them.",
    "setup.sizes.pick": "All sizes",
    "setup.default": "If no one chooses, {model} paints at {size}.",
    "setup.nothing": "⚠️ None of these models paints in any of these sizes, so no one can paint.",
    # threads
    "setup.listens.all": "**Messages in a thread**\nEach one is a request, unless it starts with "
    "//. A thread can have its own rule: /settings thread.",
    "setup.listens.mention": "**Messages in a thread**\nOnly those that mention me, or reply to an "
    "image, are requests. A thread can have its own rule: /settings thread.",
    "setup.continue": "**Who can continue an image**\n{who}. A thread can have its own rule: "
    "/settings thread.",
    "setup.continue.pick": "Only certain roles",
    "setup.ask.on": "**Images that people post, and avatars**\nI ask the person whose image or "
    "avatar it is before someone else changes it.",
    "setup.ask.off": "**Images that people post, and avatars**\nOthers can change them, unless the "
    "person whose they are refuses that in /privacy.",
    "button.setup.ask.on": "Ask first",
    "button.setup.ask.off": "Don't ask",
    # notices
    "setup.language": "**Language of what everyone reads**\n{language}.",
    "setup.language.own": "The server's, as set in Discord ({language})",
    "setup.notify": "**Budget warnings**\nIn {channel}.",
    "setup.notify.default": "**Budget warnings**\nIn the server's system channel; if I can't "
    "post there, in a direct message to the owner.",
    "setup.notify.pick": "System channel",
    "setup.log": "**Log of reports, removals and settings**\nIn {channel}.",
    "setup.log.none": "**Log of reports, removals and settings**\nThere is none.",
    "setup.log.pick": "No log",
    "setup.digest": "**Weekly digest**\nIn {channel}, each Monday at 9:00 UTC.",
    "setup.digest.none": "**Weekly digest**\nThere is none.",
    "setup.digest.pick": "No digest",
    # permissions, as Discord names them
    "permission.view_channel": "View Channel",
    "permission.create_public_threads": "Create Public Threads",
    "permission.embed_links": "Embed Links",
    "permission.read_message_history": "Read Message History",
}
