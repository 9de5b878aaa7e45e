// What a person can do with a message: reply, the bot's own entries, a thread, copying, deleting.
import { api } from "./api.js";
import { el, icon } from "./dom.js";
import { menu } from "./floating.js";
import { runCommand } from "./command.js";
import { plain } from "./markdown.js";
import { allText } from "./messagetext.js";
import { commandsHere, hereChannel, isEphemeral, isThread, nameOf, tell, world } from "./state.js";
import { orToast, toast } from "./toast.js";
import { askForWords } from "./question.js";

const LONG_PRESS = 480; // milliseconds
const AFTER_PRESS = 350; // milliseconds in which a click still belongs to the press before it
const STILL = 10; // pixels a finger may move and still be pressing

/** Open the menu of `message` at an element or a point; `reply` begins a reply to it. */
export function messageMenu(message, anchor, { reply }) {
  const items = isEphemeral(message) ? [] : sharedItems(message, reply);
  const text = allText(message);
  if (text) items.push({ label: "Copy text", icon: icon("copy"), run: () => copy(text) });
  menu(anchor, [...items, ...removal(message)], { label: `Message by ${nameOf(message.author)}` });
}

/** What can be done with a message that everyone sees. */
function sharedItems(message, reply) {
  const here = hereChannel();
  const thread = world.channels.get(message.id);
  const channel = message.channel_id;
  const answerable = channel === here.id;
  const apps = commandsHere().filter((command) => command.type === 3);
  const run = (command) => () => runCommand({ command, target: message.id, channel });
  return [
    answerable && { label: "Reply", icon: icon("reply"), run: () => reply(message) },
    ...apps.map((command) => ({ label: command.name, icon: icon("brush"), run: run(command) })),
    here.type === 0 && !thread && { label: "Open thread", icon: icon("thread"), run: () => openThread(message) },
    isThread(thread) && { label: "Go to thread", icon: icon("thread"), run: () => tell("go", thread.id) },
  ];
}

function removal(message) {
  const run = () => remove(message);
  if (isEphemeral(message)) return [{ label: "Dismiss", icon: icon("close"), run }];
  const mine = message.author.id === world.me.id;
  return mine ? [{ label: "Delete message", icon: icon("trash"), danger: true, run }] : [];
}

const remove = (message) => orToast(api.remove({ as: world.me.id, channel: message.channel_id, message: message.id }));

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without a secure context there is no clipboard API; execCommand still works.
    const field = el("textarea", { class: "unseen", value: text });
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
  toast("Copied.");
}

const THREAD_NAME = 100; // characters, Discord's limit

/** What a message quotes, or else its first line, without markdown. */
function suggestedName(text) {
  const line = plain(text.split("\n")[0]).replace(/^@\S+ /, "");
  return (/“(.+?)”/.exec(line)?.[1] ?? line).slice(0, 60);
}

/** Ask for a name, open a thread on `message` and go there. */
export async function openThread(message) {
  const name = await askForWords({
    title: "Open a thread",
    label: "Thread name",
    value: suggestedName(allText(message)) || "Image thread",
    most: THREAD_NAME,
    submit: "Open thread",
  });
  if (!name) return;
  const thread = await orToast(api.thread({ as: world.me.id, channel: message.channel_id, message: message.id, name }));
  if (!thread) return;
  world.channels.set(thread.id, { ...world.channels.get(thread.id), ...thread });
  tell("channels");
  tell("go", thread.id);
}

/** Right click and long press in `list`; `find(node, touched)` gives what a node belongs to, if anything. */
export function watchForMenus(list, find, open) {
  let timer = null;
  let from = null;
  let opened = 0;
  const stop = () => clearTimeout(timer);
  const show = (message, point) => {
    opened = performance.now();
    open(message, point);
  };
  list.addEventListener("contextmenu", (event) => {
    const message = find(event.target, event.pointerType === "touch");
    const wanted = message && !event.shiftKey && !event.target.closest("a") && !String(getSelection());
    if (!wanted) return;
    event.preventDefault();
    stop();
    if (performance.now() - opened > LONG_PRESS) show(message, { x: event.clientX, y: event.clientY });
  });
  list.addEventListener("pointerdown", (event) => {
    const message = event.pointerType === "touch" && find(event.target, true);
    if (!message) return;
    from = { x: event.clientX, y: event.clientY };
    stop();
    timer = setTimeout(() => {
      spendPress();
      show(message, from);
    }, LONG_PRESS);
  });
  list.addEventListener("pointermove", (event) => {
    if (from && Math.hypot(event.clientX - from.x, event.clientY - from.y) > STILL) stop();
  });
  for (const end of ["pointerup", "pointercancel"]) list.addEventListener(end, stop);
}

/** The finger that opened a menu is still down: lifting it must not press what has appeared under it. */
function spendPress() {
  const swallow = (event) => {
    event.preventDefault();
    event.stopPropagation();
    if (event.type === "click") free();
  };
  const kinds = ["mousedown", "click"]; // the first would take the focus, and so close the menu
  for (const kind of kinds) document.addEventListener(kind, swallow, { capture: true });
  const free = () => kinds.forEach((kind) => document.removeEventListener(kind, swallow, { capture: true }));
  const over = () => setTimeout(free, AFTER_PRESS);
  for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, over, { once: true });
}
