// A short message at the top of the page about what failed.
import { byId, calm, el, iconButton } from "./dom.js";

const STAYS = 7000; // milliseconds

export function toast(words) {
  const note = el("div", { class: "toast", data: { testid: "toast" } }, el("span", {}, words));
  const leave = () => note.remove();
  note.append(iconButton("close", "Close this note", leave));
  const shown = byId("toasts");
  shown.append(note);
  while (shown.children.length > 3) shown.firstChild.remove();
  setTimeout(leave, STAYS);
  if (!calm()) note.animate([{ opacity: 0, transform: "translateY(-8px)" }, { opacity: 1 }], 160);
}

/** Run a request; if the sandbox refuses it, show why and return undefined. */
export async function orToast(request) {
  try {
    return await request;
  } catch (refused) {
    toast(refused.message);
    return undefined;
  }
}
