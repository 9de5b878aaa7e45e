// Parses a typed line that begins with "/": which command it names, and which words belong to which option.
import { shownName, slashEntries } from "./command.js";
import { listen } from "./state.js";

/** Commands whose name begins with, or else contains, what was typed after "/"; in English, too. */
export function matching(typed) {
  const wanted = typed.toLowerCase();
  const entries = slashEntries().sort((a, b) => rank(b) - rank(a));
  const begins = entries.filter((entry) => namesOf(entry).some((name) => name.startsWith(wanted)));
  const contains = (entry) => namesOf(entry).some((name) => name.includes(wanted));
  return [...begins, ...entries.filter((entry) => !begins.includes(entry) && contains(entry))];
}

/** The most used ones first; before any use the one a newcomer needs, and those for managers of the server last. */
function rank({ plain, command }) {
  const first = plain === "imagine" ? 0.5 : 0;
  return (uses[plain] ?? 0) + first - (command.default_member_permissions ? 0.5 : 0);
}

const USES = "command-uses";
const uses = JSON.parse(localStorage.getItem(USES) ?? "{}"); // a command's English name → how often it was used

listen("did", ({ command }) => {
  if (!command) return;
  uses[command] = (uses[command] ?? 0) + 1;
  localStorage.setItem(USES, JSON.stringify(uses));
});

const namesOf = (entry) => [entry.name, entry.plain];

/** The command of exactly this name, or undefined. */
export const exactly = (name) => slashEntries().find((entry) => namesOf(entry).includes(name.toLowerCase()));

/** A command named in full at the beginning of a line: {entry, rest}, or null while the name is still being typed. */
export function namedIn(text) {
  const typed = text.toLowerCase();
  const found = slashEntries()
    .flatMap((entry) => namesOf(entry).map((name) => ({ entry, name })))
    .filter(({ name }) => typed.startsWith(`/${name}`) && /\s/.test(typed.charAt(name.length + 1)))
    .sort((a, b) => b.name.length - a.name.length)[0];
  return found ? { entry: found.entry, rest: text.slice(found.name.length + 2) } : null;
}

/**
 * Words for the options of `entry`. Plain words all belong to the main option. Only a line written in the
 * named form from its start ("prompt: a fox aspect: 16:9") is split, so that a prompt can contain a colon.
 * Returns {main, named: [[name, words]…]}.
 */
export function wordsFor(entry, mainName, rest) {
  const known = new Map(); // name as written → option
  for (const option of entry.options) known.set(shownName(option), option.name).set(option.name, option.name);
  const names = [...known.keys()];
  const mark = new RegExp(`(?:^|\\s)(${names.join("|")}):\\s*`, "g");
  if (!names.length || !new RegExp(`^\\s*(${names.join("|")}):`).test(rest))
    return { main: rest.trimStart(), named: [] };
  const marks = [...rest.matchAll(mark)];
  const parts = marks.map((match, at) => [
    known.get(match[1]),
    rest.slice(match.index + match[0].length, marks[at + 1]?.index ?? rest.length),
  ]);
  const isMain = ([name]) => name === mainName;
  return {
    main: parts.find(isMain)?.[1] ?? "",
    named: parts.filter((part) => !isMain(part)).map(([name, words]) => [name, words.trim()]),
  };
}
