// Keyboard navigation of messages: one of them is in the tab order, and arrow keys move from it.
import { byId } from "./dom.js";
import { messagesIn, world } from "./state.js";

const list = byId("messages");
const rowsOf = () => [...list.querySelectorAll(".message[data-message-id]")];

/** `deeds`: reply(message), openMenu(message, anchor). R replies, Enter opens the menu. */
export function startWalking(deeds) {
  list.addEventListener("keydown", (event) => {
    if (!event.target.matches(".message[data-message-id]")) return;
    if (walk(event) || act(event, deeds)) event.preventDefault();
  });
}

/** Keep one row in the tab order: the focused one, else the newest. */
export function rove() {
  const rows = rowsOf();
  reach(rows.find((row) => row.contains(document.activeElement)) ?? rows.at(-1), rows);
}

function reach(target, rows) {
  for (const row of rows) {
    const tabIndex = row === target ? 0 : -1;
    for (const node of [row, ...row.querySelectorAll("button.author, .message-actions button")]) node.tabIndex = tabIndex;
  }
}

function walk(event) {
  const rows = rowsOf();
  const at = rows.indexOf(event.target);
  const target = rows[{ ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: rows.length - 1 }[event.key]];
  if (!target) return false;
  reach(target, rows);
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: "nearest" });
  return true;
}

function act(event, { reply, openMenu }) {
  const row = event.target;
  const message = messagesIn(world.here).find(({ id }) => id === row.dataset.messageId);
  if (!message || event.ctrlKey || event.metaKey) return false;
  if (event.key === "r") reply(message);
  else if (event.key === "Enter" || event.key === "ContextMenu")
    openMenu(message, row.querySelector("[data-key=more]") ?? row);
  else return false;
  return true;
}

/** The position of the focus within the messages, to restore it after they are rendered again; null if it is elsewhere. */
export function focusPlace() {
  const active = document.activeElement;
  const row = active?.closest?.("#messages .message");
  return row && { row: row.id, key: active.dataset.key };
}

/** Restore the focus in a message that was rendered again, on the same control if it is still there. */
export function restoreFocus(place) {
  const row = place && document.activeElement === document.body && byId(place.row);
  if (!row) return;
  const same = [...row.querySelectorAll("[data-key]")].find((node) => node.dataset.key === place.key && !node.disabled);
  (same ?? row).focus({ preventScroll: true });
}
