// Names of people and channels in what a person types: completing them, and putting ids in their place.
import { icon } from "./dom.js";
import { avatar } from "./avatar.js";
import { everyone, nameOf, world } from "./state.js";

const textChannels = () => [...world.channels.values()].filter((channel) => channel.type === 0);

/** What the text before the caret may mean: {from, items: [{label, detail, lead, words}]}, or null. */
export function completions(text, caret) {
  const match = /(?:^|\s)([@#])([\p{L}\p{N}_.-]{0,32})$/u.exec(text.slice(0, caret));
  if (!match) return null;
  const [, sign, typed] = match;
  const begins = (words) => words?.toLowerCase().startsWith(typed.toLowerCase());
  const from = caret - typed.length - 1;
  if (sign === "#") {
    if (!typed) return null; // "#" also begins a heading, and "#3" names a turn
    if (textChannels().some((channel) => channel.name === typed.toLowerCase())) return null; // complete
    const items = textChannels()
      .filter((channel) => begins(channel.name))
      .map((channel) => ({ label: `#${channel.name}`, lead: icon("hash"), words: `#${channel.name} ` }));
    return { from, items };
  }
  if (
    everyone().some((user) => [nameOf(user), user.username].some((name) => name.toLowerCase() === typed.toLowerCase()))
  )
    return null; // complete
  const items = everyone()
    .filter((user) => begins(nameOf(user)) || begins(user.username))
    .map((user) => ({
      label: nameOf(user),
      detail: user.bot ? "the bot" : user.username,
      lead: avatar(user, 20),
      words: `@${nameOf(user)} `,
    }));
  return { from, items };
}

const literal = (words) => words.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Typed names as Discord writes them: <@id> and <#id>. Longer names go first, so that "@Bo" does not match in "@Bobby". */
export function withIds(text) {
  const names = [
    ...everyone().flatMap((user) => [nameOf(user), user.username].map((name) => [`@${name}`, `<@${user.id}>`])),
    ...textChannels().map((channel) => [`#${channel.name}`, `<#${channel.id}>`]),
  ].sort(([a], [b]) => b.length - a.length);
  return names.reduce(
    (words, [name, id]) => words.replace(new RegExp(`(?<![\\w<@#/])${literal(name)}(?![\\w-])`, "giu"), () => id),
    text,
  );
}
