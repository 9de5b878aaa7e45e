// What the message box offers during typing: the bot's commands after "/", names after "@", channels after "#".
import { avatar } from "./avatar.js";
import { shownName } from "./command.js";
import { completions } from "./mentions.js";
import { matching } from "./slash.js";
import { botOf, hereChannel, nameOf, userById } from "./state.js";

const offline = () => `${nameOf(botOf(hereChannel()))} is offline; its commands come with it.`;

/** Why there is no command: no bot is here, or it has no such command. */
export const noCommand = (words) => (botOf(hereChannel())?.online ? words : offline());

/**
 * What to offer for `text` with the caret at `caret`: {items, told} for a suggestion list, or null.
 * `choose(entry)` takes a command, `complete(from, words)` inserts a name.
 */
export function offers(text, caret, { choose, complete }) {
  const slash = choose && /^\/(\S*(?: \S*)?)$/.exec(text);
  if (slash) return commandOffers(slash[1], choose);
  const found = caret === null ? null : completions(text, caret);
  if (!found?.items.length) return null;
  const items = found.items.map((item) => ({ ...item, run: () => complete(found.from, item.words) }));
  return { items, told: { heading: "Mention", testid: "mention-list" } };
}

function commandOffers(typed, choose) {
  const items = matching(typed).map((entry) => ({
    label: `/${entry.name}`,
    detail: entry.description,
    tail: entry.options.flatMap((option) => (option.required ? [shownName(option)] : [])).join(" · "),
    lead: avatar(userById(entry.command.application_id), 24),
    run: () => choose(entry),
  }));
  const told = { heading: "Commands", testid: "command-list", empty: noCommand("No command matches this.") };
  return { items, told };
}
