// The message box: words, attached files, a reply, or a slash command with its form.
import { api } from "./api.js";
import { runCommand, shownName } from "./command.js";
import { commanding, hideForm, showForm } from "./commanding.js";
import { byId, fill, icon } from "./dom.js";
import { keepDraft, keepFiles, takeDraft } from "./drafts.js";
import { withIds } from "./mentions.js";
import { noCommand, offers } from "./offers.js";
import { CommandForm } from "./options.js";
import { dropLostReply, replying, setReply } from "./replying.js";
import { exactly, namedIn, wordsFor } from "./slash.js";
import { addNote, changeNote, channelTitle, isDirect, isThread, listen, tell, upsert, world } from "./state.js";
import { Suggestions } from "./suggestions.js";
import { filesIn, tooMany, tray } from "./tray.js";
import { toast } from "./toast.js";

const MOST_FILES = 10;
const LONGEST = 2000; // characters of a message, as in Discord
const COUNT_FROM = 1700; // characters from which the count is shown
const NAME_SHOWN = 24; // characters of a thread's name that fit a phone's message box

const box = byId("composer-text");
const picker = new Suggestions(byId("picker"), box);
const files = tray(byId("composer-files"), { most: MOST_FILES, onChange: filesChanged });
let entered = false; // whether a channel was shown yet

export function startComposer() {
  fill(byId("attach"), icon("plus"));
  fill(byId("send"), icon("send"));
  byId("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  box.addEventListener("input", typed);
  box.addEventListener("keydown", key);
  box.addEventListener("blur", () => picker.hide());
  box.addEventListener("focus", suggest);
  byId("command-pill").addEventListener("click", () => box.focus());
  byId("command-form").addEventListener("keydown", escape);
  byId("attach").addEventListener("click", () => byId("composer-input").click());
  byId("composer-input").addEventListener("change", ({ target }) => {
    takeFiles([...target.files]);
    target.value = "";
  });
  listen("commands", () => picker.isOpen() && suggest());
  listen("messages", dropLostReply);
  addEventListener("pagehide", keepComposer);
}

/** Put words, files and a reply into the composer, ready to be checked and sent. */
export function compose({ text = "", attached = [], to = null }) {
  begin({ text, attached, to });
  box.focus();
  box.setSelectionRange(box.value.length, box.value.length);
}

/** Put words where the caret is. */
export function insertWords(words) {
  box.setRangeText(words, box.selectionStart, box.selectionEnd, "end");
  box.focus();
  typed();
}

function begin({ text = "", attached = [], to = null }) {
  leaveCommand();
  files.clear();
  setReply(to);
  box.value = text;
  takeFiles(attached);
  typed();
}

/** Take files from the button, a paste or a drop: into the command's options while there is room, else beside the message. */
export function takeFiles(given) {
  if (!given.length) return;
  const form = commanding();
  const left = form ? form.addFiles(given) : given;
  const rest = files.add(left);
  if (form && left.length) toast(`/${form.entry.name} takes no more files. The rest waits for your next message.`);
  else if (rest.length) tooMany(MOST_FILES);
}

export function takePaste(event) {
  const given = filesIn(event.clipboardData);
  if (!given.length) return;
  event.preventDefault();
  takeFiles(given);
}

/** Save what was begun here as a draft. */
export function keepComposer() {
  if (world.here) keepDraft(world.here, draft());
}

/** Move the composer to another channel, with what was begun there. The first one gets what was begun while the page loaded, too. */
export function moveComposer(to) {
  const name = placeName(world.channels.get(to));
  box.setAttribute("aria-label", `Message ${name}`);
  box.dataset.placeholder = `Message ${name.length > NAME_SHOWN ? `${name.slice(0, NAME_SHOWN - 1)}…` : name}`;
  const kept = takeDraft(to);
  begin(entered ? kept : { ...kept, text: kept.text || box.value, attached: [...kept.attached, ...files.files()] });
  entered = true;
  picker.hide();
}

function draft() {
  const form = commanding();
  const text = form ? form.line(box.value) : box.value;
  return { text, attached: attachedHere(), to: replying()?.message ?? null };
}

const attachedHere = () => [...(commanding()?.files() ?? []), ...files.files()];

function filesChanged() {
  if (world.here) keepFiles(world.here, attachedHere());
}

function placeName(channel) {
  if (isThread(channel)) return channel.name;
  return (isDirect(channel) ? "@" : "#") + channelTitle(channel);
}

// Typing

function typed() {
  const named = box.value.startsWith("/") && namedIn(box.value);
  if (named) enterCommand(named.entry, named.rest);
  else if (commanding()) takeTyped();
  grow();
  suggest();
}

/** Move other options that were typed to their fields. "prompt: a fox", typed by habit, means "a fox". */
function takeTyped({ ended = false } = {}) {
  const { main } = commanding();
  const name = main && [shownName(main), main.name].find((each) => box.value.startsWith(`${each}:`));
  const rest = name ? box.value.slice(name.length + 1).trimStart() : "";
  const words = rest || box.value;
  const left = commanding().take(words, { ended });
  if (left === box.value) return;
  const behind = box.value.length - box.selectionEnd; // what follows the caret stays as it is
  box.value = left;
  box.setSelectionRange(left.length - behind, left.length - behind);
}

function grow() {
  filesChanged();
  box.placeholder = hint();
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight}px`;
  const left = LONGEST - box.value.length;
  const count = byId("composer-count");
  count.textContent = !commanding() && box.value.length > COUNT_FROM ? String(left) : "";
  count.classList.toggle("over", left < 0);
}

function hint() {
  const form = commanding();
  if (!form) return box.dataset.placeholder ?? "";
  if (form.main) return form.main.description || shownName(form.main);
  return matchMedia("(hover: hover)").matches ? "Enter runs it" : "Send runs it"; // a phone has no Enter
}

function suggest() {
  const caret = document.activeElement === box ? box.selectionStart : null;
  const choose = (entry) => {
    enterCommand(entry, "");
    box.focus();
  };
  const found = offers(box.value, caret, { choose: commanding() ? null : choose, complete });
  if (found) picker.show(found.items, found.told);
  else picker.hide();
}

function complete(from, words) {
  box.setRangeText(words, from, box.selectionStart, "end");
  box.focus();
  typed();
}

function key(event) {
  if (picker.key(event)) return;
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    submit();
  } else if (!box.value) emptyKey(event);
  escape(event);
}

/** In an empty box, Backspace steps out of a command and ArrowUp goes to the newest message. */
function emptyKey(event) {
  if (event.key === "Backspace" && commanding()) {
    event.preventDefault();
    const { name } = commanding().entry;
    leaveCommand();
    box.value = `/${name}`;
    typed();
  } else if (event.key === "ArrowUp" && !commanding()) {
    event.preventDefault();
    document.querySelector("#messages .message[tabindex='0']")?.focus();
  }
}

function escape(event) {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  if (commanding()) leaveCommand();
  else if (replying()) setReply(null);
  else return;
  event.preventDefault();
  box.focus();
}

// Slash commands

function enterCommand(entry, rest) {
  leaveCommand();
  const held = files.files();
  files.clear();
  const leave = () => {
    leaveCommand();
    box.focus();
  };
  const form = new CommandForm(entry, { leave, submit, changed: grow });
  showForm(form);
  const words = wordsFor(entry, form.main?.name, rest);
  const astray = words.named.filter(([name, given]) => given && !form.set(name, given));
  box.value = [words.main, ...astray.map(([name, given]) => `${name}: ${given}`)].filter(Boolean).join(" ");
  takeTyped();
  takeFiles(held);
  grow();
  picker.hide();
}

/** Leave the command; its files come back to the composer. */
function leaveCommand() {
  if (!commanding()) return;
  const form = hideForm();
  box.value = "";
  files.add(form.files());
  grow();
}

// Sending

function submit() {
  picker.hide();
  if (commanding()) return submitCommand(commanding());
  const text = box.value.trim();
  if (/^\/[\p{L}\p{N}_-]/u.test(text)) return submitName(text);
  if (text.length > LONGEST) return toast(`A message has room for ${LONGEST} characters.`);
  return text || files.files().length ? say(text, files.files()) : undefined;
}

/** A line that begins with "/" is the name of a command or a mistake: it is never sent as a message. */
function submitName(text) {
  const named = exactly(text.slice(1));
  if (named) return enterCommand(named, "");
  return toast(noCommand(`There is no command ${text.split(/\s/)[0]}. Type / to see them all.`));
}

async function submitCommand(form) {
  takeTyped({ ended: true });
  const words = box.value.trim();
  const misfit = form.misfit(words);
  if (misfit) return toast(misfit);
  if (!form.main && words && !form.setFirst(words)) return toast(`/${form.entry.name} has no place for these words.`);
  const given = form.collect(form.main ? withIds(words) : "");
  if (given.fault) return given.focus();
  const channel = world.here;
  hideForm();
  clear();
  const { command, path } = form.entry;
  const taken = await runCommand({ command, path, options: given.options }, given.files);
  if (taken || world.here !== channel || box.value || commanding()) return undefined;
  showForm(form);
  box.value = words;
  return grow();
}

function clear() {
  box.value = "";
  setReply(null);
  grow();
}

async function say(text, attached) {
  const channel = world.here;
  const answers = replying();
  const payload = { as: world.me.id, channel, content: withIds(text) };
  if (answers) Object.assign(payload, { reply_to: answers.message.id, mention_author: answers.mention });
  const note = addNote({ kind: "sending", channel, content: text, files: attached });
  files.clear();
  clear();
  try {
    const message = await api.say(payload, attached);
    changeNote(note, null);
    upsert(message);
    tell("messages", { channel, mine: true });
    tell("did", { said: message, reply: answers?.message, files: attached.length });
  } catch (refused) {
    changeNote(note, null);
    toast(refused.message);
    const free = world.here === channel && !box.value && !commanding();
    if (free) compose({ text, attached, to: answers?.message ?? null });
  }
}
