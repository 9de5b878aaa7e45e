// A list of suggestions that belongs to a text field: arrow keys, Enter, Tab, or a click.
import { el, fill, freshId } from "./dom.js";

/** Suggestions for `input`, drawn into `holder`. Items are {label, detail?, tail?, lead?, run}. */
export class Suggestions {
  #holder;
  #input;
  #id = freshId("suggestions");
  #items = [];
  #rows = [];
  #at = 0;

  constructor(holder, input) {
    this.#holder = holder;
    this.#input = input;
    holder.classList.add("suggestions");
    holder.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
    input.setAttribute("aria-autocomplete", "list");
  }

  isOpen() {
    return !this.#holder.hidden;
  }

  /** Show items under a heading; if there are none, the text of `empty`, if any. */
  show(items, { heading, empty, testid }) {
    if (!items.length && !empty) return this.hide();
    this.#items = items;
    this.#rows = items.map((item, place) => this.#row(item, place));
    const list = el("div", { id: this.#id, role: "listbox", "aria-label": heading, data: { testid } }, this.#rows);
    const nothing = items.length ? null : el("p", { class: "suggestions-empty" }, empty);
    fill(this.#holder, el("div", { class: "suggestions-heading" }, heading), list, nothing);
    this.#holder.hidden = false;
    this.#input.setAttribute("aria-controls", this.#id);
    return this.#mark(0);
  }

  hide() {
    this.#items = [];
    this.#rows = [];
    this.#holder.hidden = true;
    fill(this.#holder);
    this.#input.removeAttribute("aria-activedescendant");
    this.#input.removeAttribute("aria-controls");
  }

  #row(item, place) {
    const on = {
      pointermove: () => this.#mark(place, { scroll: false }),
      click: () => this.#choose(place),
    };
    return el(
      "div",
      { id: freshId("suggestion"), class: "suggestion", role: "option", data: { testid: "suggestion" }, on },
      item.lead,
      el("span", { class: "suggestion-label" }, item.label),
      item.detail && el("span", { class: "suggestion-detail" }, item.detail),
      item.tail && el("span", { class: "suggestion-tail" }, item.tail),
    );
  }

  #mark(place, { scroll = true } = {}) {
    if (!this.#rows.length) return;
    this.#at = (place + this.#rows.length) % this.#rows.length;
    this.#rows.forEach((row, index) => row.setAttribute("aria-selected", String(index === this.#at)));
    this.#input.setAttribute("aria-activedescendant", this.#rows[this.#at].id);
    if (scroll) this.#rows[this.#at].scrollIntoView({ block: "nearest" });
  }

  #choose(place) {
    const { run } = this.#items[place];
    this.hide();
    run();
  }

  /** Take a key press; true when it was for the list. */
  key(event) {
    if (!this.isOpen() || event.isComposing) return false;
    const act = this.#keys(event)[event.key];
    if (!act) return false;
    act();
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  #keys({ shiftKey }) {
    const close = { Escape: () => this.hide() };
    if (!this.#rows.length) return close;
    const walk = { ...close, ArrowDown: () => this.#mark(this.#at + 1), ArrowUp: () => this.#mark(this.#at - 1) };
    const choose = () => this.#choose(this.#at);
    return shiftKey ? walk : { ...walk, Enter: choose, Tab: choose };
  }
}
