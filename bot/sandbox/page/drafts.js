// Drafts outlive a reload: words and a reply in localStorage, files in IndexedDB.
import { world } from "./state.js";

const KEY = "drafts";
const STORE = "files"; // of rows {place, at (ms), attached}
const MOST_BYTES = 25 * 1024 * 1024; // of a draft's files, as in a message
const MOST_DRAFTS = 10; // with files

const files = new Map(); // place → files attached there
let database = null; // null if the browser has none: then files are lost with the page

const place = (channel) => `${world.me.id}/${channel}`;
const stored = () => JSON.parse(localStorage.getItem(KEY) ?? "{}");

function store(channel, draft) {
  localStorage.setItem(KEY, JSON.stringify({ ...stored(), [place(channel)]: draft }));
}

const rows = (mode) => database.transaction(STORE, mode).objectStore(STORE);

const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** Read the files of earlier visits, once, before the first draft is taken. */
export async function loadDrafts() {
  try {
    const opening = indexedDB.open(KEY, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE, { keyPath: "place" });
    database = await done(opening);
    const newest = (await done(rows("readonly").getAll())).sort((a, b) => b.at - a.at);
    for (const { place, attached } of newest.slice(0, MOST_DRAFTS)) files.set(place, attached);
    for (const { place } of newest.slice(MOST_DRAFTS)) rows("readwrite").delete(place);
  } catch {
    database = null;
  }
}

/** Remember the files attached in a channel; called after each change, because a page that closes has no time for it. */
export function keepFiles(channel, attached) {
  const at = place(channel);
  const before = files.get(at) ?? [];
  if (before.length === attached.length && before.every((file, index) => file === attached[index])) return;
  files.set(at, attached);
  if (!database) return;
  const small = attached.reduce((sum, file) => sum + file.size, 0) <= MOST_BYTES;
  if (attached.length && small) rows("readwrite").put({ place: at, at: Date.now(), attached });
  else rows("readwrite").delete(at);
}

export function keepDraft(channel, { text, attached, to }) {
  store(channel, text.trim() || to ? { text, to } : undefined);
  keepFiles(channel, attached);
}

/** Take the draft of a channel; its words are no longer stored: {text, to, attached}. */
export function takeDraft(channel) {
  const draft = stored()[place(channel)];
  store(channel, undefined);
  return { text: draft?.text ?? "", to: draft?.to ?? null, attached: files.get(place(channel)) ?? [] };
}
