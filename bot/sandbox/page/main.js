// The entry point: chooses a person and a channel, and applies live events.
import { api, follow } from "./api.js";
import { keepComposer, moveComposer, startComposer, takeFiles, takePaste } from "./composer.js";
import { byId } from "./dom.js";
import { loadDrafts } from "./drafts.js";
import { startHints } from "./hints.js";
import { applyFate, onDialog } from "./interactions.js";
import { memberMenu } from "./members.js";
import { messageMenu, watchForMenus } from "./messagemenu.js";
import { showChannel, startMessages } from "./messages.js";
import { showModal } from "./modal.js";
import { replyTo } from "./replying.js";
import { goTo, person, startSidebar } from "./sidebar.js";
import {
  apply,
  firstChannel,
  hereChannel,
  listen,
  messageById,
  nameOf,
  takeMessages,
  takeState,
  tell,
  userById,
  world,
} from "./state.js";
import { toast } from "./toast.js";
import { acceptDrops, carriesFiles } from "./tray.js";

let stopFollowing = () => {};

const openMenu = (message, anchor) => messageMenu(message, anchor, { reply: replyTo });

async function start() {
  startComposer();
  startMessages({ reply: replyTo, openMenu, openPerson: memberMenu });
  startSidebar();
  startHints();
  onDialog(showModal);
  watchForMenus(byId("messages"), menuOf, (show, anchor) => show(anchor));
  watchForMenus(byId("sidebar"), memberIn, (member, anchor) => memberMenu(member, anchor));
  listen("go", (id) => (id === world.here ? null : goTo(id)));
  listen("become", (id) => become(id).then(() => tell("did", { became: id })));
  listen("people", () => renew().catch(({ message }) => toast(message)));
  listen("typing", drawTyping);
  addEventListener("hashchange", () => enter(wanted()));
  takeWholePage();
  dropStrayClicks();
  await loadDrafts();
  await become(person.remembered());
}

/** What opens the menu of what a node belongs to, at an anchor: the message's, or for a right click on who wrote it, theirs. */
function menuOf(node, touched) {
  const author = touched ? null : userById(node.closest?.(".message [data-person]")?.dataset.person);
  if (author) return (anchor) => memberMenu(author, anchor);
  const message = messageOf(node);
  return message && ((anchor) => openMenu(message, anchor));
}

const memberIn = (node) => userById(node.closest?.(".member")?.dataset.person);

function messageOf(node) {
  const row = node.closest?.(".message[data-message-id]");
  if (!row) return null;
  const id = row.dataset.messageId;
  return messageById(id) ?? messageById(id, hereChannel()?.parent_id);
}

/** Become a person: their channels, direct messages and live events. Without a known id: the first person. */
async function become(id) {
  stopFollowing();
  keepComposer();
  try {
    takeState(await stateFor(/^\d+$/.test(id) ? id : null));
  } catch (refused) {
    toast(refused.message);
    return setTimeout(() => become(id), 2000);
  }
  // The address can have a name in place of an id.
  const named = world.people.find((user) => nameOf(user) === id)?.id;
  if (named && named !== world.me.id) return become(named);
  person.remember(world.me.id);
  world.messages.clear();
  world.unread.clear();
  const before = world.here;
  world.here = null;
  for (const topic of ["bot", "channels", "commands"]) tell(topic);
  stopFollowing = follow(world.me.id, (event) => apply(event) || applyFate(event), connection);
  return enter(wanted() ?? before);
}

async function stateFor(id) {
  try {
    return await api.state(id);
  } catch (refused) {
    if (!id) throw refused;
    return api.state(null);
  }
}

const wanted = () => /^#\/(\d+)$/.exec(location.hash)?.[1] ?? null;

async function enter(id) {
  const channel = world.channels.get(id) ?? firstChannel();
  if (!channel || channel.id === world.here) return;
  keepComposer();
  world.here = channel.id;
  world.unread.delete(channel.id);
  if (wanted() !== channel.id) history.replaceState(null, "", `#/${channel.id}`);
  moveComposer(channel.id);
  tell("here");
  drawTyping();
  // Before the messages are loaded, so that no letter of a person who goes on typing is lost.
  if (matchMedia("(hover: hover)").matches && !document.querySelector("dialog[open], :popover-open"))
    byId("composer-text").focus({ preventScroll: true });
  await showChannel(channel.id);
}

/** Load people, channels and commands again. */
async function renew() {
  takeState(await api.state(world.me.id));
  for (const topic of ["bot", "channels", "commands"]) tell(topic);
  tell("messages", { channel: world.here }); // their names and faces
}

/** The live connection came or went. After a gap everything is loaded again. */
async function connection(connected, again) {
  byId("connection").textContent = connected ? "" : "Reconnecting…";
  if (!connected || !again) return;
  try {
    const channel = world.here;
    await renew();
    const { messages } = await api.messages(world.me.id, channel);
    for (const other of world.messages.keys()) if (other !== channel) world.messages.delete(other);
    takeMessages(channel, messages);
  } catch {
    // A restarted sandbox has other people: begin again.
    await become(null);
  }
}

const counted = (names) =>
  names.length > 2 ? "Several people are typing…" : `${names.join(" and ")} ${names.length > 1 ? "are" : "is"} typing…`;

function drawTyping() {
  const now = Date.now();
  const typing = [...(world.typing.get(world.here) ?? [])]
    .filter(([, until]) => until > now)
    .map(([id]) => nameOf(userById(id)));
  byId("typing").textContent = typing.length ? counted(typing) : "";
  if (typing.length) setTimeout(drawTyping, 1000);
}

/** Ignore the second click of a double click on what has appeared since the first one. */
function dropStrayClicks() {
  let clicked = null;
  const drop = (event) => {
    const stray = event.detail > 1 && event.target !== clicked;
    clicked = event.target;
    if (!stray) return;
    event.preventDefault();
    event.stopPropagation();
  };
  document.addEventListener("click", drop, { capture: true });
}

/** Paste, drop and typing go to the composer, unless a field or a dialog has the focus. */
function takeWholePage() {
  const room = byId("room");
  acceptDrops(room, takeFiles);
  new MutationObserver(() => {
    byId("drop").hidden = !room.classList.contains("dropping");
  }).observe(room, { attributes: true, attributeFilter: ["class"] });
  for (const kind of ["dragover", "drop"])
    document.addEventListener(kind, (event) => carriesFiles(event.dataTransfer) && event.preventDefault());
  document.addEventListener("paste", (event) => {
    if (!event.defaultPrevented && !document.querySelector("dialog[open]")) takePaste(event);
  });
  document.addEventListener("keydown", (event) => {
    const free = document.activeElement === document.body && !document.querySelector("dialog[open]");
    if (free && event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey)
      byId("composer-text").focus();
  });
}

start();
