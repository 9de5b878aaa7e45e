// The list of messages: grouping, days, temporary lines, scrolling, and new messages.
import { api } from "./api.js";
import { byId, calm, el, fill, icon } from "./dom.js";
import { avatar } from "./avatar.js";
import { messageRow } from "./message.js";
import { sizeWords } from "./pictures.js";
import {
  botOf,
  channelTitle,
  changeNote,
  hereChannel,
  isDirect,
  isEphemeral,
  isThread,
  listen,
  messagesIn,
  nameOf,
  takeMessages,
  world,
} from "./state.js";
import { orToast, toast } from "./toast.js";
import { focusPlace, restoreFocus, rove, startWalking } from "./walking.js";

const GROUP_FOR = 7 * 60_000; // milliseconds in which a person's messages are grouped under their name
const NEAR = 90; // pixels from the end that still count as reading the end

const list = byId("messages");
const scroller = byId("scroll");
const pill = byId("new-messages");
const dayName = new Intl.DateTimeFormat("en", { weekday: "long", day: "numeric", month: "long", year: "numeric" });

let drawn = new Map(); // row key → {about, node}
let deeds = {};
let atEnd = true;

/** `given`: reply(message), openMenu(message, anchor), openPerson(person, anchor). */
export function startMessages(given) {
  deeds = { ...given, dismiss, jump: (id) => jump(id) };
  listen("messages", (change) => {
    if (change.channel === world.here || change.channel === hereChannel()?.parent_id) draw(change);
  });
  listen("channels", () => drawBeginning());
  scroller.addEventListener(
    "scroll",
    () => {
      atEnd = distance() < NEAR;
      if (atEnd) pill.hidden = true;
    },
    { passive: true },
  );
  pill.addEventListener("click", () => toEnd(true));
  // Pictures that load and a composer that grows must not push the end out of view.
  new ResizeObserver(() => atEnd && toEnd()).observe(list);
  new ResizeObserver(() => atEnd && toEnd()).observe(scroller);
  startWalking(deeds);
}

const distance = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;

function toEnd(smooth = false) {
  scroller.scrollTo({ top: scroller.scrollHeight, behavior: smooth && !calm() ? "smooth" : "instant" });
  atEnd = true;
  pill.hidden = true;
}

/** Load a channel's messages and show them from the end. */
export async function showChannel(id) {
  const channel = world.channels.get(id);
  drawn = new Map();
  fill(list);
  scroller.setAttribute("aria-live", "off"); // the previous content is not new
  scroller.setAttribute("aria-label", `Messages in ${channelTitle(channel)}`);
  atEnd = true;
  drawBeginning();
  const [answer] = await Promise.all([orToast(api.messages(world.me.id, id)), parentOf(channel)]);
  if (!answer) return;
  takeMessages(id, answer.messages);
  if (world.here !== id) return;
  toEnd();
  setTimeout(() => scroller.setAttribute("aria-live", "polite"), 500);
}

/** A thread shows the message it was opened on, which is in its channel. */
async function parentOf(channel) {
  if (!isThread(channel) || world.messages.has(channel.parent_id)) return;
  const answer = await orToast(api.messages(world.me.id, channel.parent_id));
  if (answer && !world.messages.has(channel.parent_id)) world.messages.set(channel.parent_id, answer.messages);
}

function drawBeginning() {
  const channel = hereChannel();
  if (!channel) return fill(byId("beginning"));
  const title = isDirect(channel) ? nameOf(botOf(channel)) : isThread(channel) ? channel.name : `#${channel.name}`;
  const words = isDirect(channel)
    ? "Only the two of you can read this."
    : isThread(channel)
      ? "What is said here stays in this thread."
      : world.paintsWith
        ? "Easel paints what you describe: with /imagine, from an image you attach, or as a reply to one."
        : `Type / for the commands of ${nameOf(world.bot)}, or write to it.`;
  return fill(
    byId("beginning"),
    isDirect(channel)
      ? avatar(botOf(channel), 56)
      : el("span", { class: "beginning-icon" }, icon(isThread(channel) ? "thread" : "hash")),
    el("div", {}, el("h2", {}, title), el("p", {}, words)),
  );
}

function draw({ channel, arrived, mine, whole }) {
  if (!hereChannel()) return;
  const was = atEnd;
  const rows = plan();
  const fresh = new Map();
  const focus = focusPlace();
  rows.forEach(({ key, about, make }, at) => {
    const known = drawn.get(key);
    const node =
      known && known.about.length === about.length && known.about.every((part, index) => part === about[index])
        ? known.node
        : make();
    fresh.set(key, { about, node });
    if (list.children[at] !== node) list.insertBefore(node, list.children[at] ?? null);
  });
  while (list.children.length > rows.length) list.lastChild.remove();
  drawn = fresh;
  restoreFocus(focus);
  rove();
  if (channel !== world.here) return;
  if (mine || was || whole) toEnd();
  else if (arrived) pill.hidden = false;
}

/** The rows of the list, in order: days, messages, notes. A row is rendered again only if something in `about` changed. */
function plan() {
  const rows = [];
  const channel = hereChannel();
  const notes = world.notes.filter((note) => note.channel === channel.id && note.as === world.me.id);
  const starter = isThread(channel) ? starterOf(channel) : null;
  if (starter) rows.push(messageEntry(starter, null, "starter"));
  let before = null;
  rows.push(...notesAfter("0", notes));
  for (const message of messagesIn(channel.id)) {
    if (message.type === 21) continue;
    const day = new Date(message.timestamp).toDateString();
    if (!before || new Date(before.timestamp).toDateString() !== day) {
      rows.push({
        key: `day-${day}`,
        about: [],
        make: () =>
          el(
            "li",
            { class: "rule day" },
            el("span", {}, dayName.format(new Date(message.timestamp))),
          ),
      });
      before = null;
    }
    rows.push(messageEntry(message, before), ...notesAfter(message.id, notes));
    before = notes.some((note) => note.after === message.id) ? null : message;
  }
  return rows;
}

function starterOf(thread) {
  const inside = messagesIn(thread.id).find((message) => message.type === 21)?.referenced_message;
  return messagesIn(thread.parent_id).find((message) => message.id === thread.id) ?? inside ?? null;
}

function messageEntry(message, before, prefix = "message") {
  // The bot's messages are not grouped: each is a picture for another person.
  const grouped =
    Boolean(before) &&
    !message.author.bot &&
    before.author.id === message.author.id &&
    isEphemeral(before) === isEphemeral(message) &&
    before.type !== 18 &&
    new Date(message.timestamp) - new Date(before.timestamp) < GROUP_FOR;
  const thread = world.channels.get(message.thread?.id ?? message.id);
  return {
    key: `${prefix}-${message.id}`,
    about: [message, grouped, thread, world.me],
    make: () => messageRow(prefix === "starter" ? { ...message, thread: null } : message, { grouped, deeds }),
  };
}

function notesAfter(id, notes) {
  return notes
    .filter((note) => note.after === id)
    .map((note) => ({ key: note.id, about: [note], make: () => noteRow(note) }));
}

const NOTES = {
  sending: (note) => [
    el("span", { class: "author" }, nameOf(world.me)),
    el("div", { class: "content" }, note.content),
    note.files.map((file) =>
      el(
        "span",
        { class: "file-chip" },
        icon("file"),
        file.name,
        el("span", { class: "file-size" }, sizeWords(file.size)),
      ),
    ),
    el("p", { class: "only-you" }, "Sending…"),
  ],
  asking: (note) => [
    el(
      "p",
      { class: "thinking", data: { testid: "asking" } },
      el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i")),
      `Sending ${note.command}…`,
    ),
  ],
  failed: (note) => [
    el("p", { class: "no-answer", role: "status", data: { testid: "no-answer" } }, "The application did not respond"),
    el(
      "p",
      { class: "only-you" },
      icon("eye"),
      `${note.command} · Only you can see this · `,
      el("button", { type: "button", class: "text-button", on: { click: () => changeNote(note.id, null) } }, "Dismiss"),
    ),
  ],
};

function noteRow(note) {
  const who = note.kind === "sending" ? world.me : note.bot;
  return el(
    "li",
    { class: `message note ${note.kind}`, data: { testid: `note-${note.kind}` } },
    avatar(who),
    el(
      "div",
      { class: "message-body" },
      note.kind === "sending" ? null : el("span", { class: "author" }, nameOf(who)),
      NOTES[note.kind](note),
    ),
  );
}

async function dismiss(message) {
  await orToast(api.remove({ as: world.me.id, channel: message.channel_id, message: message.id }));
}

/** Scroll to a message and highlight it for a moment. */
function jump(id) {
  const row = byId(`message-${id}`);
  if (!row) return toast("That message is not in sight here; it may be older, or gone.");
  row.scrollIntoView({ block: "center", behavior: calm() ? "instant" : "smooth" });
  row.classList.remove("found");
  void row.offsetWidth; // lets the highlight begin again
  row.classList.add("found");
  return row.focus({ preventScroll: true });
}
