// A choice from a list as Discord shows it: labels, descriptions, emoji, one or several values.
import { el, fill, freshId, icon } from "./dom.js";
import { float, roving } from "./floating.js";

export function emojiText(emoji) {
  if (!emoji) return "";
  return emoji.id ? `:${emoji.name}:` : emoji.name;
}

/** A select for component `data` (type 3): `node` is its button, `values` what is chosen. */
export class Select {
  #options;
  #least;
  #most;
  #name;
  #onPick;
  #words = el("span", { class: "select-words" });
  #close = null; // while the list is open

  /** `onPick(values)` runs after a choice; `label` names the select when it has no placeholder. */
  constructor(data, { label, onPick = () => {}, disabled = false } = {}) {
    this.#options = data.options ?? [];
    this.#most = Math.min(data.max_values ?? 1, this.#options.length || 1);
    this.#least = Math.min(data.min_values ?? 1, this.#options.length);
    this.#name = data.placeholder || label || "Make a selection";
    this.#onPick = onPick;
    this.values = this.#options.filter((option) => option.default).map((option) => option.value);
    this.node = this.#button(data.custom_id ?? "", disabled || Boolean(data.disabled));
    this.#show();
  }

  #button(key, disabled) {
    const keydown = (event) => {
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      event.preventDefault();
      this.#open();
    };
    const aria = { role: "combobox", "aria-haspopup": "listbox", "aria-expanded": "false", "aria-label": this.#name };
    const on = { click: () => this.#open(), keydown };
    return el(
      "button",
      { type: "button", class: "select", disabled, data: { key }, on, ...aria },
      this.#words,
      icon("chevron"),
    );
  }

  #show() {
    const chosen = this.#options.filter((option) => this.values.includes(option.value));
    const texts = chosen.map(({ emoji, label }) => [emojiText(emoji), label].filter(Boolean).join(" "));
    fill(this.#words, texts.join(", ") || el("span", { class: "placeholder" }, this.#name));
  }

  #open() {
    if (this.#close) return;
    const before = this.values;
    const several = this.#most > 1;
    const rows = this.#options.map((option) => this.#row(option));
    const done = el("button", { type: "button", class: "listbox-done", on: { click: () => this.#close() } }, "Done");
    const id = freshId("listbox");
    const aria = { id, role: "listbox", "aria-label": this.#name, "aria-multiselectable": String(several) };
    const list = el("div", aria, rows);
    const panel = el("div", { class: "listbox sheet", data: { testid: "listbox" } }, list, several && done);
    roving(panel, rows);
    this.node.setAttribute("aria-expanded", "true");
    this.node.setAttribute("aria-controls", id);
    this.#close = float(panel, this.node, { wide: true, onClose: () => this.#closed(before) });
    const current = rows.find((row) => row.getAttribute("aria-selected") === "true");
    (current ?? rows[0])?.focus({ preventScroll: true });
  }

  #row(option) {
    const { value, emoji, label, description } = option;
    const aria = { role: "option", "aria-selected": String(this.values.includes(value)) };
    const row = el(
      "button",
      { type: "button", class: "option", data: { value }, ...aria },
      emoji && el("span", { class: "emoji", "aria-hidden": "true" }, emojiText(emoji)),
      el("span", { class: "option-words" }, label, description && el("small", {}, description)),
      icon("check"),
    );
    row.addEventListener("click", () => this.#choose(value, row));
    return row;
  }

  #choose(value, row) {
    const chosen = this.values.includes(value);
    if (this.#most === 1) {
      this.values = chosen && this.#least === 0 ? [] : [value];
      this.#close();
    } else if (chosen || this.values.length < this.#most) {
      this.values = chosen ? this.values.filter((other) => other !== value) : [...this.values, value];
      row.setAttribute("aria-selected", String(!chosen));
      this.#show();
    }
  }

  /** Each choice makes a new list, also if the value is the same, so that it counts as a choice. */
  #closed(before) {
    this.#close = null;
    this.node.setAttribute("aria-expanded", "false");
    this.node.removeAttribute("aria-controls");
    this.node.focus({ preventScroll: true });
    this.#show();
    if (this.values !== before && this.values.length >= this.#least) this.#onPick(this.values);
  }
}
