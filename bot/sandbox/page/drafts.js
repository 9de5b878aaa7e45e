// What a person began in a channel and did not send. Words, options and a reply outlive a reload; files do not.
import { world } from "./state.js";

const KEY = "drafts";
const files = new Map(); // place → files attached there

const place = (channel) => `${world.me.id}/${channel}`;
const stored = () => JSON.parse(localStorage.getItem(KEY) ?? "{}");

function store(channel, draft) {
  localStorage.setItem(KEY, JSON.stringify({ ...stored(), [place(channel)]: draft }));
}

export function keepDraft(channel, { text, attached, to }) {
  store(channel, text.trim() || to ? { text, to } : undefined);
  files.set(place(channel), attached);
}

/** The draft of a channel, which is kept no longer: {text, to, attached}. */
export function takeDraft(channel) {
  const draft = stored()[place(channel)];
  store(channel, undefined);
  const attached = files.get(place(channel)) ?? [];
  files.delete(place(channel));
  return { text: draft?.text ?? "", to: draft?.to ?? null, attached };
}
