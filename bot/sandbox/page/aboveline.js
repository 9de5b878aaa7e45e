// The line above a message: what it replies to, or whose command it answers.
import { avatar } from "./avatar.js";
import { el, icon } from "./dom.js";
import { summary } from "./messagetext.js";
import { authorOf, nameOf, userById, world } from "./state.js";

const REPLY = 19;
const COMMAND = 2; // the kind of interaction
const MENUS = [2, 3]; // the kinds of commands that are in menus: of people, of messages

/** The line for a message, or null; `jump(id)` scrolls to a message. */
export function aboveLine(message, { jump }) {
  return message.type === REPLY ? replyLine(message, jump) : askedLine(message);
}

function replyLine(message, jump) {
  const target = message.referenced_message;
  const words = el("span", { class: "reply-words" }, summary(target));
  const props = { class: "reply-line", data: { testid: "reply-line" } };
  if (!target) return el("div", props, words);
  const author = authorOf(target);
  const told = (message.mentions ?? []).some((user) => user.id === author.id);
  return el(
    "button",
    { ...props, type: "button", title: "Go to the message", on: { click: () => jump(target.id) } },
    avatar(author, 16),
    el("strong", {}, `${told ? "@" : ""}${nameOf(author)}`),
    words,
    target.attachments?.length ? icon("picture") : null,
  );
}

function askedLine(message) {
  const about = message.interaction_metadata ?? message.interaction;
  const asker = message.interaction_user ?? about?.user;
  if (!asker) return null;
  const user = userById(asker.id) ?? asker;
  return el(
    "div",
    { class: "reply-line asked", data: { testid: "asked-by" } },
    avatar(user, 16),
    el("strong", {}, nameOf(user)),
    el("span", { class: "reply-words" }, askedWords(about, message.interaction?.name ?? about?.name)),
  );
}

function askedWords(about, name) {
  if (!name) return about?.type === COMMAND ? "used a command" : "asked for this";
  const fromMenu = world.commands.some((command) => MENUS.includes(command.type) && command.name === name);
  return ["used ", el("strong", {}, fromMenu ? name : `/${name}`)];
}
