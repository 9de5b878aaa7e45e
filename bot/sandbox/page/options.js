// The form of one slash command: its options as fields, the optional ones behind "+" chips.
import { shownName, TYPES } from "./command.js";
import { el, fill, iconButton } from "./dom.js";
import { optionField, wantedWords } from "./optionfields.js";
import { misfit, pictureNumbers, typedOption } from "./typedoptions.js";

const LONGEST = 6000; // characters of an option that names no limit of its own

const takesWords = (option) => option.type === TYPES.STRING && !option.choices?.length && !option.autocomplete;

/** The option that the composer's words belong to: the first required option that takes free words, else the first optional one, else none. */
function mainOption(options) {
  const fits = options.filter(takesWords);
  return fits.find((option) => option.required) ?? fits[0] ?? null;
}

/** A form for `entry` (see slashEntries); `node` is drawn once and keeps what was filled in. */
export class CommandForm {
  #others;
  #fields = new Map(); // option name → field, for those that are shown
  #fault = el("p", { class: "form-fault", role: "alert", data: { testid: "command-fault" } });
  #shown = el("div", { class: "option-fields" });
  #chips = el("div", { class: "option-chips", role: "group", "aria-label": "Optional" });
  #changed;

  constructor(entry, { leave, submit, changed }) {
    this.entry = entry;
    this.main = mainOption(entry.options);
    this.#others = entry.options.filter((option) => option !== this.main);
    this.#changed = changed;
    const head = el(
      "div",
      { class: "command-head" },
      el("strong", {}, `/${entry.name}`),
      el("span", { class: "command-about" }, entry.description),
      iconButton("close", `Leave /${entry.name}`, leave, { title: "Leave this command (Esc)" }),
    );
    const props = {
      role: "group",
      "aria-label": `/${entry.name}`,
      on: { keydown: (event) => submitOnEnter(event, submit) },
    };
    this.node = el("div", props, head, this.#shown, this.#chips, this.#fault);
    this.#others.filter((option) => option.required).forEach((option) => this.#reveal(option));
    this.#drawChips();
  }

  #drawChips() {
    const hidden = this.#others.filter((option) => !option.required && !this.#fields.has(option.name));
    const chip = (option) => {
      const on = { click: () => this.#reveal(option).focus() };
      const props = {
        type: "button",
        class: "option-chip",
        title: option.description,
        data: { testid: `add-${option.name}` },
        on,
      };
      return el("button", props, `+ ${shownName(option)}`);
    };
    fill(this.#chips, hidden.map(chip));
    this.#chips.hidden = !hidden.length;
  }

  #reveal(option) {
    const known = this.#fields.get(option.name);
    if (known) return known;
    const { entry } = this;
    const field = optionField(option, {
      entry,
      values: () => this.#filled().options,
      onChange: () => {
        fill(this.#fault);
        this.#changed();
      },
    });
    if (!option.required)
      field.node.append(
        iconButton("close", `Remove ${shownName(option)}`, () => this.#hide(option), { class: "option-remove" }),
      );
    // Fields are in the command's order, whatever the order they were added in.
    const later = this.#others.slice(this.#others.indexOf(option) + 1).find(({ name }) => this.#fields.has(name));
    this.#shown.insertBefore(field.node, later ? this.#fields.get(later.name).node : null);
    this.#fields.set(option.name, field);
    this.#drawChips();
    this.#changed();
    return field;
  }

  #hide(option) {
    this.#fields.get(option.name)?.node.remove();
    this.#fields.delete(option.name);
    this.#drawChips();
    this.#changed();
  }

  /** Put files into attachment options that are still free; returns those for which there is no room. */
  addFiles(files) {
    const rest = [...files];
    for (const option of this.#others.filter(({ type }) => type === TYPES.ATTACHMENT)) {
      if (!rest.length) break;
      if (!this.#fields.get(option.name)?.file()) this.#reveal(option).take(rest.shift());
    }
    return rest;
  }

  files() {
    return Object.values(this.#filled().files);
  }

  /** Set an option from words; false if they are not valid for it. */
  set(name, words) {
    const option = this.#others.find((known) => known.name === name);
    if (!option || option.type === TYPES.ATTACHMENT) return false;
    const before = this.#fields.has(name);
    const fits = this.#reveal(option).setWords(words);
    if (!fits && !before && !option.required) this.#hide(option);
    return fits;
  }

  /** Move options that were typed among `words` to their fields; returns the words that are left. */
  take(words, { ended }) {
    let left = words;
    for (const option of this.#others) {
      const found = typedOption(option, left, { ended, free: this.#isFree(option) });
      if (found && this.set(option.name, found.value)) left = found.rest;
    }
    return ended || /\s$/.test(left) ? this.#takeNumbers(left) : left;
  }

  /** What is wrong with options that are still among `words`, as a sentence that says what they take; or null. */
  misfit(words) {
    for (const option of this.#others) {
      const value = misfit(option, words);
      if (value !== null) return `${shownName(option)}: not “${value}”, but ${wantedWords(option)}.`;
    }
    return null;
  }

  #isFree({ name }) {
    return (this.#fields.get(name)?.value?.() ?? "") === "";
  }

  /** "#1 #2" are two options where two are needed. */
  #takeNumbers(words) {
    const needed = this.#others.filter((option) => option.required && takesWords(option) && this.#isFree(option));
    const [first, ...more] = pictureNumbers(words);
    if (!more.length || more.length !== needed.length) return words;
    needed.forEach(({ name }, at) => this.set(name, more[at]));
    return first;
  }

  /** For a command without a main option: give typed words to the first free field for which they are valid. */
  setFirst(words) {
    return this.#others.some(({ name }) => !this.#fields.get(name)?.value?.() && this.set(name, words));
  }

  #filled() {
    const options = [];
    const files = {};
    for (const { name, type } of this.#others) {
      const field = this.#fields.get(name);
      const file = field?.file?.();
      if (file) files[name] = file;
      const value = file ? file.name : (field?.value?.() ?? "");
      if (value !== "") options.push({ name, type, value });
    }
    return { options, files };
  }

  /** The command as it could be typed, with `words` as the main option; files are left out. */
  line(words) {
    const named = this.#filled().options.filter(({ type }) => type !== TYPES.ATTACHMENT);
    const main = this.main && words ? `${this.main.name}: ${words}` : words;
    const parts = [main, ...named.map(({ name, value }) => `${name}: ${value}`)];
    return `/${this.entry.name} ${parts.filter(Boolean).join(" ")}`;
  }

  /** {options, files} with `words` as the main option; or {fault, focus} if something is missing, which is then shown. */
  collect(words) {
    const { options, files } = this.#filled();
    const refusal = this.#mainFault(words) ?? this.#fieldFault(options);
    if (refusal) {
      fill(this.#fault, refusal.fault);
      return { fault: refusal.fault, focus: () => refusal.field?.focus() };
    }
    if (this.main && words) options.push({ name: this.main.name, type: this.main.type, value: words });
    const place = ({ name }) => this.entry.options.findIndex((option) => option.name === name);
    return { options: options.sort((a, b) => place(a) - place(b)), files };
  }

  #mainFault(words) {
    if (!this.main) return null;
    const { required, min_length: least = 0, max_length: most = LONGEST } = this.main;
    const name = shownName(this.main);
    if (!words) return required ? { fault: `${name}: please say something here.` } : null;
    if (words.length > most) {
      const fault = `${name}: that is ${words.length} characters, and ${most} fit. Say it a little shorter.`;
      return { fault };
    }
    return words.length < least ? { fault: `${name}: at least ${least} characters.` } : null;
  }

  #fieldFault(options) {
    for (const field of this.#fields.values()) {
      const fault = field.fault?.();
      if (fault) return { fault, field };
    }
    const given = new Set(options.map(({ name }) => name));
    const missing = this.#others.find(({ name, required }) => required && !given.has(name));
    return missing ? { fault: `${shownName(missing)}: this command needs it.`, field: this.#fields.get(missing.name) } : null;
  }
}

function submitOnEnter(event, submit) {
  const elsewhere =
    event.defaultPrevented || event.isComposing || event.target.matches("button, label, input[type=file]");
  if (event.key !== "Enter" || elsewhere) return;
  event.preventDefault();
  submit();
}
