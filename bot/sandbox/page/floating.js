// Floating panels: placed beside what opened them, closed by Esc or a click elsewhere.
import { el } from "./dom.js";

const GAP = 6; // pixels between a panel and its anchor

/**
 * Open `panel` beside `anchor` (an element, or a point {x, y}); `onClose` runs once it is gone.
 * On narrow screens a panel marked "sheet" rises from the bottom instead.
 * The browser's own light dismiss would close a menu when the long press that opened it ends, so it is not used.
 */
export function float(panel, anchor, { wide = false, onClose = () => {} } = {}) {
  panel.setAttribute("popover", "manual");
  const host = (anchor instanceof Element && anchor.closest("dialog, aside")) || document.querySelector("main");
  const watch = new AbortController();
  const close = () => {
    if (watch.signal.aborted) return;
    watch.abort();
    panel.remove();
    onClose();
  };
  const on = (type, listener) => document.addEventListener(type, listener, { capture: true, signal: watch.signal });
  on("pointerdown", (event) => {
    if (panel.contains(event.target)) return;
    if (anchor instanceof Element && anchor.contains(event.target)) swallowClick(anchor);
    close();
  });
  on("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    close();
  });
  panel.addEventListener("focusout", ({ relatedTarget }) => relatedTarget && !panel.contains(relatedTarget) && close());
  host.append(panel);
  panel.showPopover();
  place(panel, anchor, wide);
  return close;
}

/** A press on what opened the panel closes it and must not open it again. */
function swallowClick(anchor) {
  const swallow = (event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  anchor.addEventListener("click", swallow, { capture: true, once: true });
  document.addEventListener(
    "pointerup",
    () => setTimeout(() => anchor.removeEventListener("click", swallow, { capture: true })),
    { once: true },
  );
}

function place(panel, anchor, wide) {
  // On a phone the stylesheet alone places it.
  if (panel.classList.contains("sheet") && matchMedia("(max-width: 640px)").matches) return;
  const box =
    anchor instanceof Element
      ? anchor.getBoundingClientRect()
      : { left: anchor.x, right: anchor.x, top: anchor.y, bottom: anchor.y, width: 0 };
  if (wide) panel.style.minWidth = `${box.width}px`;
  const below = innerHeight - box.bottom - 2 * GAP;
  const above = box.top - 2 * GAP;
  const height = Math.min(panel.scrollHeight + 2, Math.max(below, above));
  const under = height <= below || below >= above;
  panel.style.maxHeight = `${Math.max(120, under ? below : above)}px`;
  panel.style.top = `${under ? box.bottom + GAP : Math.max(GAP, box.top - GAP - height)}px`;
  const left = box.left + panel.offsetWidth > innerWidth - GAP ? box.right - panel.offsetWidth : box.left;
  panel.style.left = `${Math.max(GAP, Math.min(left, innerWidth - panel.offsetWidth - GAP))}px`;
}

/** Arrow keys, Home, End and first letters among `items` of a panel. */
export function roving(panel, items) {
  const focus = (at) => items[(at + items.length) % items.length]?.focus();
  panel.addEventListener("keydown", (event) => {
    const at = items.indexOf(document.activeElement);
    const moves = { ArrowDown: at + 1, ArrowUp: at < 0 ? -1 : at - 1, Home: 0, End: -1 };
    if (event.key in moves) focus(moves[event.key]);
    else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && event.key !== " ") letter(event.key, at);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  function letter(key, at) {
    const order = [...items.slice(at + 1), ...items.slice(0, at + 1)];
    order.find((item) => item.textContent.trim().toLowerCase().startsWith(key.toLowerCase()))?.focus();
  }
}

/** A menu of `items`: {label, run, icon?, detail?, danger?, checked?} or {heading}; null ones are left out. */
export function menu(anchor, items, { label, onClose = () => {} }) {
  const before = document.activeElement;
  let chosen = null;
  let close = () => {};
  const rows = items
    .filter(Boolean)
    .map((item) =>
      item.heading ? el("div", { class: "menu-heading", role: "presentation" }, item.heading) : row(item),
    );
  const panel = el("div", { class: "menu sheet", role: "menu", "aria-label": label, data: { testid: "menu" } }, rows);
  const buttons = rows.filter((node) => node.matches("button"));
  roving(panel, buttons);
  close = float(panel, anchor, {
    onClose: () => {
      before?.focus?.({ preventScroll: true });
      onClose();
      chosen?.();
    },
  });
  (buttons.find((button) => button.getAttribute("aria-checked") === "true") ?? buttons[0])?.focus({
    preventScroll: true,
  });
  return close;

  function row(item) {
    const radio = item.checked !== undefined;
    const choose = () => {
      chosen = item.run;
      close();
    };
    return el(
      "button",
      {
        type: "button",
        class: `menu-item${item.danger ? " danger" : ""}`,
        role: radio ? "menuitemradio" : "menuitem",
        "aria-checked": radio ? String(item.checked) : null,
        on: { click: choose },
      },
      item.lead ?? null,
      el("span", { class: "menu-words" }, item.label, item.detail && el("small", {}, item.detail)),
      item.icon ?? null,
    );
  }
}
