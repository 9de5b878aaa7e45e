"""What is said of usage, budgets and limits, and of what waits or is paused, in English."""

from collections.abc import Mapping

from bot.text.plurals import Plural

MONEY: Mapping[str, str] = {
    "usage.today": "**Today** {pictures}, {cost}",
    "usage.month": "**This month** {pictures}, {cost}",
    "usage.left": "**Left** {what}",
    "usage.left.pictures": "{pictures} today",
    "usage.left.day": "{unspent} today",
    "usage.left.month": "{unspent} this month",
    "usage.resets": "-# Days and months are UTC. The next day starts {resets}.",
    "usage.of": "{cost} of {budget}",
    "usage.person": "{person} {pictures}, {cost}",
    "usage.more": "And {count} more: /easel export lists everyone.",
    "usage.none": "Nothing has been painted here this month.",
    "usage.pictures": Plural(
        "{count} images",
        one="{count} image",
    ),
    "usage.forecast": "At this pace, {cost} this month.",
    "usage.forecast.over": "At this pace, {cost} this month: more than the budget of {budget}.",
    "usage.chart.days": "US$ by day, {month}",
    "usage.chart.days.alt": "Bar chart of US$ spent by day. {values}",
    "usage.chart.people": "US$ by person, {month}",
    "usage.chart.people.alt": "Bar chart of US$ spent by person. {values}",
    "usage.chart.models": "US$ by model, {month}",
    "usage.chart.models.alt": "Bar chart of US$ spent by model. {values}",
    "usage.former": "former member",
    "usage.several": "others ({count})",
    "limits.whole": "**All servers and direct messages of this bot together**",
    "limits.person": "**Each person, wherever they ask**",
    "limits.server": "**This server**",
    "limits.members": "**Members of this server**",
    "limits.none": "No limit is set.",
    "limits.more": "And {count} more: /easel allowance shows each.",
    "status.queue": "**Queue** here {here}, everywhere {everywhere}; being painted: {painting}",
    "status.gemini": "**Gemini** No model is paused.",
    "status.gemini.paused": "**Gemini** Busy or down, so requests wait: {models}",
    "status.permissions": "**In this channel**, I have all the permissions I need.",
    "status.permissions.missing": "**In this channel**, I lack: {permissions}",
    "status.version": "-# Easel {version}",
    "owner.budget": "**The budget of this server**",
    "owner.within.daily": "-# The bot's owner allows this server {budget} a day: {unspent} is "
    "left.",
    "owner.within.monthly": "-# The bot's owner allows this server {budget} a month: {unspent} is "
    "left.",
    "owner.within.person": "-# The bot's owner allows each person, wherever they ask: {limits}.",
    "owner.allowance": "**The allowance of {who}**",
    "owner.by.own": "-# Their own allowance, which takes precedence over those of their roles. "
    "`reset` removes it.",
    "owner.by.roles": "-# From their roles: they have no allowance of their own.",
    "owner.by.none": "-# No allowance is set.",
    "owner.by.role": "-# For each member with this role who has no allowance of their own. `reset` "
    "removes it.",
    "owner.limit.pictures": "Images a day: {limit}",
    "owner.limit.daily": "US$ a day: {limit}",
    "owner.limit.monthly": "US$ a month: {limit}",
    "owner.left": "{limit}, {left} left",
    "owner.paused.finish": "Painting is paused here until someone uses /easel resume. What is "
    "waiting already is still painted.",
    "owner.paused.give_back": "Painting is paused here until someone uses /easel resume. "
    "Requests cancelled: {count}; the people who asked are told. What is being painted is still "
    "finished.",
    "owner.resumed": "Painting is resumed here.",
    "owner.resumed.not": "Painting was not paused here.",
    "owner.notify": "I will post in {channel} when a budget is nearly spent.",
    "owner.notify.default": "I will post in the server's system channel when a budget is nearly "
    "spent, or else send the server's owner a direct message.",
    "owner.no_limit": "no limit",
    "alarm.day": "⚠️ {server} has spent {spent} of its {budget} for today. At {budget}, I stop "
    "painting there until the budget resets {resets}. See /easel usage.",
    "alarm.month": "⚠️ {server} has spent {spent} of its {budget} for this month. At {budget}, I "
    "stop painting there until the budget resets {resets}. See /easel usage.",
}
