// Running one of the bot's commands: sending it, and the temporary line that shows its state.
import { api } from "./api.js";
import { ask } from "./interactions.js";
import { addNote, changeNote, commandsHere, tell, userById, world } from "./state.js";
import { toast } from "./toast.js";

const TYPES = {
  SUB: 1,
  GROUP: 2,
  STRING: 3,
  INTEGER: 4,
  BOOLEAN: 5,
  USER: 6,
  CHANNEL: 7,
  ROLE: 8,
  MENTIONABLE: 9,
  NUMBER: 10,
  ATTACHMENT: 11,
};
export { TYPES };

/** A command's or option's name in the person's language; it is sent by its English name. */
export const shownName = (part) => part.name_localized ?? part.name;

/**
 * Slash commands as the picker offers them: subcommands are entries of their own.
 * Each is {command, path, name, plain, description, options}; `name` is as shown, `plain` in English.
 */
export function slashEntries() {
  return commandsHere()
    .filter((command) => (command.type ?? 1) === 1)
    .flatMap((command) => entriesOf(command, command, []))
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** A slash command as one types it: its English name, as shown to this person. */
export function slashName(plain) {
  return `/${slashEntries().find((entry) => entry.plain === plain)?.name ?? plain}`;
}

function entriesOf(command, node, path) {
  const options = node.options ?? [];
  const inner = options.filter((option) => option.type === TYPES.SUB || option.type === TYPES.GROUP);
  if (inner.length) return inner.flatMap((option) => entriesOf(command, option, [...path, option]));
  return [
    {
      command,
      path,
      name: [command, ...path].map(shownName).join(" "),
      plain: [command, ...path].map((step) => step.name).join(" "),
      description: node.description ?? "",
      options,
    },
  ];
}

/** The options as Discord nests them below a subcommand. */
function nested(path, options) {
  return path.reduceRight((inner, step) => [{ name: step.name, type: step.type, options: inner }], options);
}

export function commandPayload({ command, path = [], options = [], target, channel = world.here }) {
  const payload = { as: world.me.id, channel, command: command.id, options: nested(path, options) };
  return target ? { ...payload, target } : payload;
}

/**
 * Run a slash command or a menu entry. `files`: option name → File.
 * Returns false when the sandbox refused it, after telling the person why.
 */
export async function runCommand(call, files = {}) {
  const { command, path = [] } = call;
  const name = (command.type ?? 1) !== 1 ? command.name : `/${[command, ...path].map(shownName).join(" ")}`;
  const bot = userById(command.application_id);
  const note = addNote({ kind: "asking", channel: call.channel ?? world.here, command: name, bot });
  try {
    const result = await ask(api.command(commandPayload(call), files));
    changeNote(note, result === "failed" ? { kind: "failed" } : null);
    if (result !== "failed") tell("did", { command: [command, ...path].map((step) => step.name).join(" ") });
    return true;
  } catch (refused) {
    changeNote(note, null);
    toast(refused.message);
    return false;
  }
}
