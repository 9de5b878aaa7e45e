// What an option offers to choose from: its choices, yes or no, people, roles, channels.
import { TYPES } from "./command.js";
import { channelTitle, isDirect, nameOf, roleName, world } from "./state.js";

export const people = () =>
  [...world.people, ...world.bots].map((user) => ({ words: `@${nameOf(user)}`, value: user.id }));

export const roles = () => world.roles.map((role) => ({ words: roleName(role), value: role.id }));

export const channels = ({ channel_types: types }) =>
  [...world.channels.values()]
    .filter((channel) => !isDirect(channel) && (!types?.length || types.includes(channel.type)))
    .map((channel) => ({ words: `#${channelTitle(channel)}`, value: channel.id }));

const ROWS = {
  [TYPES.BOOLEAN]: () => [
    { words: "True", value: true },
    { words: "False", value: false },
  ],
  [TYPES.USER]: people,
  [TYPES.ROLE]: roles,
  [TYPES.MENTIONABLE]: () => [...roles(), ...people()],
  [TYPES.CHANNEL]: channels,
};

/** The rows {words, value} of `option`, or null where it takes what is typed. */
export function rowsOf(option) {
  if (option.choices?.length) return option.choices.map(({ name, value }) => ({ words: name, value }));
  return ROWS[option.type]?.(option) ?? null;
}

const bare = (words) => words.replace(/^[@#]/, "").toLowerCase();

/** The index of the row that `words` name, with or without its sign, or by its value; -1 if none does. */
export const rowNamed = (rows, words) =>
  rows.findIndex((row) => [row.words, String(row.value)].some((name) => bare(name) === bare(words.trim())));
