// A message as a person sees it.
import { aboveLine } from "./aboveline.js";
import { avatar } from "./avatar.js";
import { components } from "./components.js";
import { el, icon, iconButton, put } from "./dom.js";
import { embed } from "./embeds.js";
import { markdown } from "./markdown.js";
import { summary } from "./messagetext.js";
import { attachments } from "./pictures.js";
import { emojiText } from "./select.js";
import { authorOf, channelTitle, isEphemeral, isThread, LOADING, nameOf, userById, world } from "./state.js";

const THREAD_OPENED = 18; // messages' types
const PINNED = 6;

const clock = new Intl.DateTimeFormat("en", { hour: "2-digit", minute: "2-digit", hour12: false });
const whole = new Intl.DateTimeFormat("en", { dateStyle: "full", timeStyle: "short" });

const classes = (...names) => names.filter(Boolean).join(" ");

/** `<li>` for a message; `grouped` leaves out the author; `deeds` are what a person can do: reply, openMenu, openPerson, dismiss, jump. */
export function messageRow(message, { grouped, deeds }) {
  if (message.type === THREAD_OPENED) return threadOpenedRow(message);
  if (message.type === PINNED) return systemRow(message, "pin", " pinned a message to this channel.");
  const above = aboveLine(message, deeds);
  const brief = grouped && !above;
  const author = authorOf(message);
  const row = el("li", {
    id: `message-${message.id}`,
    class: classes("message", brief && "grouped", pinged(message) && "pinged", isEphemeral(message) && "ephemeral"),
    tabindex: "-1",
    data: { testid: "message", messageId: message.id, author: nameOf(author) },
    "aria-label": `${nameOf(author)}: ${summary(message)}`,
  });
  const face = brief ? el("span", { class: "small-time", "aria-hidden": "true" }, time(message)) : avatar(author);
  if (!brief) face.dataset.person = author.id;
  const below = [reactions(message.reactions), threadChip(message), privately(message, deeds)];
  const body = el("div", { class: "message-body" }, brief ? null : header(author, message, deeds), content(message), below);
  return put(row, [above, face, body, actions(message, deeds)]);
}

const time = (message) => clock.format(new Date(message.timestamp));

function pinged(message) {
  const me = world.me.id;
  return message.author.id !== me && (message.mentions ?? []).some((user) => user.id === me);
}

/** The author's name; a member's opens their menu. */
function authorName(author, { openPerson }) {
  const props = { class: "author", data: { testid: "author", key: "author", person: author.id } };
  if (!userById(author.id)) return el("span", props, nameOf(author));
  const click = ({ currentTarget }) => openPerson(author, currentTarget);
  const opens = { type: "button", "aria-haspopup": "menu", tabindex: "-1", on: { click } };
  return el("button", { ...props, ...opens }, nameOf(author));
}

function header(author, message, deeds) {
  const when = new Date(message.timestamp);
  return el(
    "div",
    { class: "message-header" },
    authorName(author, deeds),
    author.bot && el("span", { class: "app-tag" }, "APP"),
    el("time", { datetime: when.toISOString(), title: whole.format(when) }, time(message)),
  );
}

function content(message) {
  if (message.flags & LOADING) return thinking(message);
  return [
    words(message),
    (message.message_snapshots ?? []).map(({ message: copy }) => forwarded(copy)),
    attachments(message.attachments ?? []),
    (message.embeds ?? []).map(embed),
    components(message.components, message),
    message.content ? null : editedMark(message),
  ];
}

function thinking(message) {
  const dots = el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i"));
  return el(
    "p",
    { class: "thinking", data: { testid: "thinking" } },
    dots,
    `${nameOf(authorOf(message))} is thinking…`,
  );
}

function words(message) {
  if (!message.content) return null;
  const node = el("div", { class: "content markdown", data: { testid: "content" } }, markdown(message.content));
  const last = node.lastElementChild;
  // The mark is at the end of the last line if that is text.
  put(last?.matches(".words, .subtext") ? last : node, [editedMark(message)]);
  return node;
}

function editedMark(message) {
  if (!message.edited_timestamp) return null;
  return el("span", { class: "edited", title: whole.format(new Date(message.edited_timestamp)) }, "(edited)");
}

function forwarded(copy) {
  const mark = el("div", { class: "forwarded-mark" }, "Forwarded");
  const shown = [words(copy), attachments(copy.attachments ?? []), (copy.embeds ?? []).map(embed)];
  return el("blockquote", { class: "forwarded" }, mark, shown, components(copy.components, copy));
}

function reactions(list) {
  if (!list?.length) return null;
  const chip = ({ emoji, count }) => {
    const props = { class: "reaction", data: { testid: "reaction" }, "aria-label": `${emojiText(emoji)}, ${count}` };
    return el("span", { ...props, role: "img" }, emojiText(emoji), el("b", {}, count));
  };
  return el("div", { class: "reactions" }, list.map(chip));
}

/** The chip under a message that opens its thread. */
function threadChip(message) {
  const thread = world.channels.get(message.thread?.id ?? message.id) ?? message.thread;
  if (!isThread(thread) || thread.id === world.here) return null;
  const count = thread.message_count;
  return el(
    "a",
    { class: "thread-chip", href: `#/${thread.id}`, data: { testid: "thread-chip" } },
    icon("thread"),
    el("strong", {}, thread.name),
    count ? el("span", {}, `${count} ${count === 1 ? "message" : "messages"}`) : null,
    icon("right"),
  );
}

function privately(message, { dismiss }) {
  if (!isEphemeral(message)) return null;
  const props = {
    type: "button",
    class: "text-button",
    data: { key: "dismiss" },
    on: { click: () => dismiss(message) },
  };
  const mark = [icon("eye"), "Only you can see this · ", el("button", props, "Dismiss")];
  return el("p", { class: "only-you", data: { testid: "only-you" } }, mark);
}

function actions(message, { reply, openMenu }) {
  const openHere = (event) => openMenu(message, event.currentTarget);
  const more = { "aria-haspopup": "menu", data: { key: "more" }, tabindex: "-1" };
  const answer = { class: "reply-action", data: { key: "reply" }, tabindex: "-1" };
  const answerable = !isEphemeral(message) && message.channel_id === world.here;
  return el(
    "div",
    { class: "message-actions" },
    answerable && iconButton("reply", "Reply", () => reply(message), answer),
    iconButton("more", "More", openHere, more),
  );
}

function threadOpenedRow(message) {
  const thread = world.channels.get(message.message_reference?.channel_id);
  const name = message.content || channelTitle(thread);
  const link = thread ? el("a", { href: `#/${thread.id}` }, name) : el("strong", {}, name);
  return systemRow(message, "thread", " started a thread: ", link);
}

/** A system message of Discord: who did what. */
function systemRow(message, sign, ...words) {
  return el(
    "li",
    { id: `message-${message.id}`, class: "message system", data: { testid: "message", messageId: message.id } },
    icon(sign),
    el("div", { class: "message-body" }, el("strong", {}, nameOf(authorOf(message))), ...words),
  );
}
