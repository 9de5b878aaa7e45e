// Understanding a typed line that begins with "/": which command it names, and which words belong to which option.
import { slashEntries } from "./command.js";

/** Commands whose name begins with, or else contains, what was typed after "/". */
export function matching(typed) {
  const wanted = typed.toLowerCase();
  const entries = slashEntries();
  const begins = entries.filter((entry) => entry.name.startsWith(wanted));
  return [...begins, ...entries.filter((entry) => !begins.includes(entry) && entry.name.includes(wanted))];
}

/** A command named in full at the beginning of a line: {entry, rest}, or null while the name is still being typed. */
export function namedIn(text) {
  const found = slashEntries().filter((entry) => new RegExp(`^/${entry.name}(\\s|$)`, "i").test(text));
  const entry = found.sort((a, b) => b.name.length - a.name.length)[0];
  if (!entry || !/\s/.test(text.slice(entry.name.length + 1, entry.name.length + 2))) return null;
  return { entry, rest: text.slice(entry.name.length + 2) };
}

/**
 * Words for the options of `entry`. Plain words all belong to the main option. Only a line written in the
 * named form from its start ("prompt: a fox aspect: 16:9") is taken apart, so that a colon in a prompt stays one.
 * Returns {main, named: [[name, words]…]}.
 */
export function wordsFor(entry, mainName, rest) {
  const names = entry.options.map((option) => option.name);
  const mark = new RegExp(`(?:^|\\s)(${names.join("|")}):\\s*`, "g");
  if (!names.length || !new RegExp(`^\\s*(${names.join("|")}):`).test(rest))
    return { main: rest.trimStart(), named: [] };
  const marks = [...rest.matchAll(mark)];
  const parts = marks.map((match, at) => [
    match[1],
    rest.slice(match.index + match[0].length, marks[at + 1]?.index ?? rest.length),
  ]);
  const isMain = ([name]) => name === mainName;
  return {
    main: parts.find(isMain)?.[1] ?? "",
    named: parts.filter((part) => !isMain(part)).map(([name, words]) => [name, words.trim()]),
  };
}
