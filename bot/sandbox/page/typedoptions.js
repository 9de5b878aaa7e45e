// Options that are typed within the words of a command, as in Discord: "a fox aspect:16:9 count:2", "@Bo", "#lounge".
import { shownName, TYPES } from "./command.js";
import { rowsOf } from "./optionrows.js";

const MENTIONS = [TYPES.USER, TYPES.ROLE, TYPES.MENTIONABLE, TYPES.CHANNEL];
const PICTURES = /^#\d+(\.\d+)?$/; // the number of a picture, as the bot writes it

const NUMBERS = [TYPES.INTEGER, TYPES.NUMBER];

const literal = (words) => words.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const either = (words) => [...words].sort((a, b) => b.length - a.length).map(literal).join("|");

/**
 * Find `option` in `words`: its name, a colon and a value, or only the value of one that takes a mention.
 * Returns {value, rest}, or null. A value ends at a space, which some choices have, too; `ended`: also at the end.
 */
export function typedOption(option, words, { ended, free }) {
  const rows = rowsOf(option);
  const listed = rows && either(rows.flatMap((row) => [row.words, String(row.value)]));
  const after = `(?=\\s${ended ? "|$" : ""})`;
  // A colon and a space are common in prompts; they begin an option only if a valid value follows.
  const gap = rows || NUMBERS.includes(option.type) ? " ?" : "";
  const named = `${nameOf(option)}:${gap}(${listed || "\\S+"})`;
  const forms = [named];
  if (free && listed && MENTIONS.includes(option.type)) forms.push(`(${either(rows.map((row) => row.words))})`);
  for (const form of forms) {
    const found = new RegExp(`(?:^|\\s)${form}${after}`, "iu").exec(words);
    if (found) return { value: found[1], rest: without(words, found) };
  }
  return null;
}

const nameOf = (option) => `(?:${either([shownName(option), option.name])})`;

/** What was typed as the value of `option`, with its name and a colon right before it, and is none; or null. */
export function misfit(option, words) {
  if (!rowsOf(option) && !NUMBERS.includes(option.type)) return null;
  return new RegExp(`(?:^|\\s)${nameOf(option)}:(\\S+)`, "iu").exec(words)?.[1] ?? null;
}

const without = (words, { index, 0: found }) => words.slice(0, index) + words.slice(index + found.length);

/** The numbers of pictures, if `words` are nothing else: "#1 #2". */
export function pictureNumbers(words) {
  const parts = words.trim().split(/\s+/);
  return parts.every((part) => PICTURES.test(part)) ? parts : [];
}
