"""What people read and set about the showcase and the themes of a server, in English."""

from collections.abc import Mapping

from bot.text.plurals import Plural

COMMUNITY: Mapping[str, str] = {
    # Showcase under More
    "more.showcase": "Showcase",
    "more.showcase.hint": "Show it in this server's showcase",
    "showcase.not_yours": "Only the person who requested an image can put it into the showcase. "
    "You can star it: react to it with ⭐.",
    "showcase.none": "This server has no showcase. Someone who manages it can set a channel with "
    "/easel showcase.",
    "showcase.no_log": "The moderators of this server decide what is in the showcase, but I don't "
    "know where to ask them. Someone who manages the server can set a channel with /easel log.",
    "showcase.all_ages": "This image is from an age-restricted channel, and the showcase is for "
    "all ages.",
    "showcase.shown": "Your image is in the showcase: {link}",
    "showcase.everyone": "What is in the showcase of this server is also on a page outside of "
    "Discord that anyone can see, without names.",
    "showcase.asked": "The moderators of this server have been asked. If they approve it, your "
    "image appears in the showcase.",
    "showcase.declined": "The moderators of this server decided against showing this image in the "
    "showcase.",
    "showcase.later": "I can't post in the showcase right now. Your image is noted, and I will "
    "post it as soon as I can.",
    # in the showcase
    "showcase.from": "From {number} by {person}",
    "showcase.steps": Plural("{count} steps", one="{count} step"),
    "showcase.people": Plural("{count} people", one="{count} person"),
    "button.showcase.open": "Open its message",
    "button.showcase.thread": "Open its thread",
    "button.showcase.hide": "Don't showcase mine",
    "showcase.not_yours.hide": "Only the person who requested this image can take it out of the "
    "showcase this way. You can report it to the moderators.",
    "showcase.hidden": "I am taking your images out of every showcase. Stars of others won't put "
    "them there any more; you can allow that again in /privacy.",
    # remixes
    "button.remix": "Remix",
    "modal.remix": "Remix this image",
    "caption.remix": "Remix of {number} by {person}",
    "caption.remix.nameless": "Remix of {number}",
    "remix.no_thread": "I can't open a thread for remixes here, and you can't write in this "
    "channel. Someone who manages this server can give me the permission to create threads.",
    # what moderators decide
    "showcase.note": "🌟 An image that {asker} requested could go into the showcase: {link}\n"
    "“{words}”",
    "button.showcase.approve": "Approve",
    "button.showcase.decline": "Decline",
    "showcase.note.approve": "{moderator} approved it.",
    "showcase.note.decline": "{moderator} declined it.",
    "showcase.note.removed": "🌟 The image was removed before it was decided whether it goes into "
    "the showcase, or after that.",
    "log.showcase": "🌟 I can't post in the showcase {channel}: {why} I will try again, and at "
    "once when someone uses /easel showcase.",
    # /easel showcase
    "command.showcase": "Where the best images of this server are shown, and how they get there",
    "option.showcase.channel": "The channel of the showcase",
    "option.showcase.stars": "After how many ⭐ of others an image is shown; 0: only when its "
    "person wants it",
    "option.showcase.approve": "Whether moderators approve each image first, in the log channel",
    "option.showcase.off": "End the showcase; what was posted stays",
    "showcase.off": "This server has no showcase. Choose its `channel` with /easel showcase.",
    "showcase.set": "The showcase is in {channel}. People put their own images there with "
    "Showcase under More.",
    "showcase.set.stars": Plural(
        "An image is also shown when {count} others have reacted to it with ⭐.",
        one="An image is also shown when {count} other person has reacted to it with ⭐.",
    ),
    "showcase.set.approve": "Moderators approve each image first, in the log channel.",
    "showcase.set.no_log": "⚠️ There is no log channel yet, so nothing can be approved: set it "
    "with /easel log.",
    "option.showcase.gallery": "Whether anyone can see the showcase on a page outside of Discord",
    "showcase.set.gallery": "Anyone can see its images, without names, here: {link}",
    "showcase.set.gallery.served": "Anyone who can open the web page of this bot's owner can see "
    "its images, without names.",
    "showcase.set.gallery.none": "The owner of this bot does not show it on a page: they have to "
    "name this server in `http.gallery`.",
    "setting.showcase": "the showcase channel",
    "setting.showcase_stars": "the stars that put an image into the showcase",
    "setting.showcase_approve": "whether moderators approve images for the showcase",
    "setting.showcase_gallery": "whether anyone can see the showcase on a page",
    "setup.showcase": "**Showcase**\n{channel}. How images get there: /easel showcase.",
    "setup.showcase.none": "**Showcase**\nNone.",
    "setup.showcase.pick": "No showcase",
    # /privacy
    "privacy.showcase.on": "Stars of others can put your images into a server's showcase.",
    "privacy.showcase.off": "Stars of others don't put your images into a showcase.",
    "button.privacy.showcase.off": "Don't showcase mine",
    "button.privacy.showcase.on": "Allow showcases",
    # /event
    "command.event": "Themes: people enter images, and vote",
    "command.start": "Start a theme in which people enter images and vote for them",
    "command.show": "The theme that is open, or how the last one ended",
    "command.end": "End the theme that is open now",
    "option.theme": "The theme, in words",
    "option.until": "How long it lasts, such as 3d or 12h, or a day (UTC), such as 2027-01-31",
    "option.event.channel": "The channel or forum where it is announced (default: this one)",
    "option.per_person": "How many images each person can enter (default: 1)",
    "option.event.ping": "A role to mention in the announcement (default: no one)",
    "event.ping.everyone": "I mention no one but the members of a role. Choose another role.",
    "event.ping.not_yours": "{role} can't be mentioned by everyone, and you don't have the "
    "permission to mention it anyway. Choose another role.",
    "event.ping.not_mine": "{role} can't be mentioned by everyone, and I don't have the permission "
    "to mention it anyway. Choose another role, or let everyone mention this one.",
    "option.event.tag": "In a forum: the tag of its post",
    "event.tag.needed": "Each post in this forum needs a tag. Choose a `tag`: {tags}.",
    "event.tag.unknown": "This forum has no such tag. Its tags: {tags}.",
    "event.tag.none": "This forum has no tags.",
    # /event repeat
    "command.repeat": "Themes of a list, one after another; without options: what is to come",
    "option.themes": "The themes, separated by semicolons: fog; an old harbour; something small",
    "option.every": "How long each theme is open (default: a week)",
    "option.repeat.off": "Stop; the theme that is open goes on until its end",
    "choice.every.day": "a day",
    "choice.every.week": "a week",
    "event.repeat.themes": "Write one to {most} themes with semicolons between them, each with up "
    "to {limit} characters.",
    "event.repeat.now": "Now: **{words}**, ends {resets}.",
    "event.repeat.day": "A new theme starts in {channel} each day, when the one before has ended.",
    "event.repeat.week": "A new theme starts in {channel} each week, when the one before has "
    "ended.",
    "event.repeat.last": "The theme that is open now is the last one of the list.",
    "event.more": Plural("… and {count} more", one="… and {count} more"),
    "event.repeat.stop": "Stop it with /event repeat, option `off`.",
    "event.repeat.none": "No themes are planned in this server. Moderators can write a list of "
    "them with /event repeat.",
    "event.repeat.off": "No more themes start by themselves. The one that is open goes on until "
    "its end.",
    "log.event.repeat.over": "🏁 The list of themes for {channel} is over. /event repeat starts "
    "another one.",
    "log.event.repeat.lost": "🏁 I could not announce a theme in {channel} for as long as it "
    "lasted, so I have stopped the list of themes. /event repeat starts it again.",
    "event.started": "The theme has started: {channel}",
    "event.later": "The theme has started, but I can't post in {channel} right now. I will "
    "announce it as soon as I can.",
    "event.ended": "The theme has ended. The winners are in {channel}.",
    "event.ended.next": "The next theme of the list starts now; /event repeat, option `off`, stops "
    "the list.",
    "event.until": "Say how long the theme lasts, such as `30m`, `12h`, `3d` or `2w`, or until "
    "when (UTC), such as `2027-01-31` or `2027-01-31 18:00`: a minute at least, and 60 days at "
    "most.",
    "event.words": "A theme can have up to {limit} characters.",
    "event.open": "A theme is open in this server already. End it first with /event end.",
    "event.none": "No theme is open in this server.",
    "event.never": "There has been no theme in this server yet. Moderators can start one with "
    "/event start.",
    "event.title": "🏁 **Theme: {words}**",
    "event.how": Plural(
        "Enter up to {count} images of yours with Enter under More, and vote for those of others. "
        "Votes are secret. Ends {resets}.",
        one="Enter {count} image of yours with Enter under More, and vote for those of others. "
        "Votes are secret. Ends {resets}.",
    ),
    "event.counts": Plural(
        "{count} entries so far; {mine} of {most} are yours.",
        one="{count} entry so far; {mine} of {most} are yours.",
    ),
    "event.place": "They are in {channel}.",
    "event.over": Plural(
        "🏁 **The theme “{words}” has ended, with {count} entries.**",
        one="🏁 **The theme “{words}” has ended, with {count} entry.**",
    ),
    "event.no_votes": "No one voted.",
    "event.votes": Plural("{count} votes", one="{count} vote"),
    "event.alt": "Contact sheet of the best entries for “{words}”.",
    "more.enter": "Enter",
    "more.enter.hint": "Enter it in the theme that is open in this server",
    "event.not_yours": "Only the person who requested an image can enter it. You can vote for it "
    "once it is entered.",
    "event.full": "You can enter up to {limit} images in this theme.",
    "event.entered": "Your image is entered: {link}",
    "event.entered.later": "Your image is entered. I can't post it right now, but I will as soon "
    "as I can.",
    "event.declined": "The moderators of this server have taken this image out of the theme.",
    "event.all_ages": "This image is from an age-restricted channel, and the theme is for all "
    "ages.",
    "event.own": "You can't vote for your own image.",
    "event.vote.done": "Your vote counts. No one sees who voted.",
    "event.vote.again": "You have voted for this image already.",
    "event.vote.back": "Your vote is taken back.",
    "button.vote": "Vote",
    "button.vote.back": "Take it back",
    "button.event.show": "How it stands",
    "button.event.results": "All results",
    "button.event.better": "Better ones",
    "button.event.more": "More",
    "log.event": "🏁 I can't post for the theme in {channel}: {why}",
    # easel gallery
    "gallery.title": "Images from the showcase",
    "gallery.empty": "There are no images yet.",
    "gallery.gone": "There is no gallery at this address, or not any more.",
    "gallery.newer": "Newer images",
    "gallery.older": "Older images",
    "gallery.made": "All images are AI-generated.",
}
