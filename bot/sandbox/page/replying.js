// The reply that is being written: to which message, and whether its author is mentioned.
import { avatar } from "./avatar.js";
import { byId, el, fill, icon, iconButton } from "./dom.js";
import { summary } from "./messagetext.js";
import { authorOf, nameOf, world } from "./state.js";

let reply = null; // {message, mention}

export const replying = () => reply;

/** Make the next message a reply to `message`; null: to none. */
export function setReply(message) {
  reply = message && { message, mention: true };
  draw();
}

/** Begin a reply: show the bar and focus the message box. */
export function replyTo(message) {
  setReply(message);
  byId("composer-text").focus();
}

/** Drop the reply if its message was deleted. */
export function dropLostReply() {
  const known = world.messages.get(world.here) ?? [];
  if (reply && !known.some(({ id }) => id === reply.message.id)) setReply(null);
}

function draw() {
  const bar = byId("reply-bar");
  bar.hidden = !reply;
  if (!reply) return fill(bar);
  const author = authorOf(reply.message);
  const name = el("strong", {}, avatar(author, 16), nameOf(author));
  const words = el("span", { class: "reply-words" }, summary(reply.message));
  return fill(
    bar,
    icon("reply"),
    el("span", { class: "reply-to" }, "Replying to ", name, words),
    author.id === world.me.id ? null : mentionToggle(),
    iconButton("close", "Do not reply", () => replyTo(null), { title: "Do not reply (Esc)" }),
  );
}

function mentionToggle() {
  const turn = () => {
    reply = { ...reply, mention: !reply.mention };
    draw();
    byId("composer-text").focus();
  };
  const props = {
    type: "button",
    class: "mention-toggle",
    "aria-pressed": String(reply.mention),
    title: "Tell the author about this reply",
    data: { testid: "mention-toggle" },
    on: { click: turn },
  };
  const about = el("span", { class: "unseen" }, ": mention the author");
  return el("button", props, `@ ${reply.mention ? "on" : "off"}`, about);
}
