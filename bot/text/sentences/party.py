"""What people read and set about parties, in English."""

from collections.abc import Mapping

from bot.text.plurals import Plural

PARTY: Mapping[str, str] = {
    # /party
    "command.party": "Paint together: one line each, in turn",
    "command.party.start": "Start a party: everyone changes the last image with one line, in turn",
    "command.party.end": "End the party that goes on here",
    "option.party.prompt": "What the first image shows (default: the first line decides)",
    "option.minutes": "How many minutes each person has for their line (default: {limit})",
    "option.rounds": "How often each person has their turn (default: {limit})",
    "option.people": "How many people can join at most (default: {limit})",
    "party.started": "The party is on. It starts as soon as someone else has joined and you click "
    "Start.",
    "party.later": "The party is on, but I can't post here right now. I will try again, and it is "
    "over if I can't within an hour.",
    "party.stopped": "The party is over.",
    "party.open": "A party is going on here already.",
    "party.none": "This party is over. Anyone can start a new one with /party start.",
    "party.alone": "People can continue only their own images here, so there can be no party.",
    "party.not_member": "I am not a member of this server, so there can be no party here.",
    # the message at which people join
    "party.title": "🎉 **Party: one line each**",
    "party.how": "Everyone changes the last image with one line, in turn. Whoever joins is "
    "mentioned when it is their turn.\nMinutes for a line: {minutes} · Rounds: {rounds} · "
    "People at most: {most}",
    "party.people": "In it: {names}",
    "party.no_one": "No one is in it yet.",
    "party.gathering": "It starts by itself {resets}, if at least two people are in it.",
    "party.playing": "It has started. You can still join.",
    "button.party.join": "Join",
    "button.party.leave": "Leave",
    "button.party.start": "Start",
    "button.party.end": "End",
    "party.going": "The party has started already.",
    "party.few": "A party needs at least two people. Someone else has to join first.",
    "party.full": "The party is full: {limit} people are in it.",
    "party.not_yours": "Only the person who started the party and moderators can do that.",
    # turns
    "party.turn": "{person}, your line: what should change? Your turn ends {resets}.",
    "party.turn.first": "{person}, your line: what should the image show? Your turn ends {resets}.",
    "party.turn.again": "{person}, that line could not be painted. Try another one: your turn ends "
    "{resets}.",
    "party.passed": "{person} wrote no line this time.",
    "button.party.line": "Write my line",
    "button.party.pass": "Pass",
    "modal.party": "Your line",
    "modal.party.change": "What should change?",
    "modal.party.first": "What should the image show?",
    "party.line": "A line can have up to {limit} characters.",
    "party.not_you": "It is not your turn: {person} is next.",
    "party.not_yet": "It is no one's turn right now. Wait until you are mentioned.",
    "party.painting": "A line is being painted right now. The next turn begins after it.",
    # the end
    "party.over": "The party is over.",
    "party.over.alone": "Too few people were in it.",
    "party.over.idle": "No one wrote a line for a whole round.",
    "party.over.budget": "The budget has no room for another image.",
    "party.over.ended": "It was ended early.",
    "party.result": Plural(
        "🎞️ **The party is over: one image in {count} steps.**",
        one="🎞️ **The party is over: one image in {count} step.**",
    ),
    "alt.party": Plural(
        "AI-generated images one after another, {count} steps, by people in turn: {names}",
        one="AI-generated images one after another, {count} step, by people in turn: {names}",
    ),
    "button.party.again": "Another party",
    # why something is not posted, in the log of the server
    "log.why": "Discord refused the message.",
    "log.why.lacks": "I lack {permissions} there.",
    "log.why.gone": "The channel is gone.",
    "log.why.locked": "The thread is locked.",
    "log.why.automod": "This server's AutoMod blocked my message.",
    "log.party": "🎉 I can't post for the party in {channel}: {why}",
}
