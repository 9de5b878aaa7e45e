// One option of a slash command as a field: text, number, choice, yes or no, file, or autocomplete choices of the bot.
import { api } from "./api.js";
import { commandPayload, shownName, TYPES } from "./command.js";
import { byId, el, freshId } from "./dom.js";
import { rowNamed, rowsOf } from "./optionrows.js";
import { Suggestions } from "./suggestions.js";
import { fileField } from "./tray.js";

/**
 * A field for `option`: {node, focus, value?, file?, take?, setWords, fault?}.
 * `values()` returns the other options so far, on which choices may depend.
 */
export function optionField(option, { entry, values, onChange }) {
  const id = freshId(`option-${option.name}`);
  const rows = rowsOf(option);
  const make = rows ? menuField : option.autocomplete ? askedField : (FIELDS[option.type] ?? textField);
  const field = make(option, { id, rows, entry, values, onChange });
  const node = el(
    "div",
    {
      class: `option-field${option.type === TYPES.ATTACHMENT ? " wide" : ""}`,
      data: { testid: `option-${option.name}` },
    },
    el(
      "label",
      { for: id, title: option.description },
      shownName(option),
      option.required && el("span", { class: "needed", title: "needed" }, " *"),
    ),
    field.node,
  );
  return { ...field, node };
}

function menuField(option, { id, rows, onChange }) {
  const { required } = option;
  const first = option.type === TYPES.BOOLEAN && !required ? 0 : null; // adding the option means yes
  const node = el(
    "select",
    { id, required, on: { change: onChange } },
    el("option", { value: "" }, "Choose…"),
    rows.map(({ words }, at) => el("option", { value: String(at), selected: at === first }, words)),
  );
  return {
    node,
    focus: () => node.focus(),
    value: () => (node.value === "" ? null : rows[Number(node.value)].value),
    setWords(words) {
      const at = rowNamed(rows, words);
      if (at >= 0) node.value = String(at);
      return at >= 0;
    },
  };
}

function textField(option, { id, onChange }) {
  const node = el("input", {
    id,
    type: "text",
    maxlength: option.max_length,
    placeholder: option.description,
    title: option.description,
    on: { input: onChange },
  });
  return {
    node,
    focus: () => node.focus(),
    value: () => node.value.trim() || null,
    setWords(words) {
      node.value = words;
      return true;
    },
    fault: () =>
      node.value && option.min_length && node.value.length < option.min_length
        ? `${shownName(option)}: at least ${option.min_length} characters.`
        : null,
  };
}

function numberField(option, { id, onChange }) {
  const whole = option.type === TYPES.INTEGER;
  const node = el("input", {
    id,
    type: "number",
    inputmode: whole ? "numeric" : "decimal",
    step: whole ? 1 : "any",
    min: option.min_value,
    max: option.max_value,
    placeholder: rangeWords(option),
    title: option.description,
    on: { input: onChange },
  });
  return {
    node,
    focus: () => node.focus(),
    value: () => (node.value === "" ? null : Number(node.value)),
    setWords(words) {
      const number = Number(words.trim());
      const fits = words.trim() !== "" && Number.isFinite(number) && (!whole || Number.isInteger(number));
      if (fits) node.value = String(number);
      return fits;
    },
    fault: () =>
      node.validity.valid
        ? null
        : `${shownName(option)}: ${wantedWords(option)}.`,
  };
}

/** What an option takes: one of its choices, or a number, in words. */
export function wantedWords(option) {
  const rows = rowsOf(option);
  if (rows) return `one of ${rows.map(({ words }) => words).join(", ")}`;
  const { type, min_value: low, max_value: high } = option;
  const number = type === TYPES.INTEGER ? "a whole number" : "a number";
  if (low !== undefined && high !== undefined) return `${number} from ${low} to ${high}`;
  const range = rangeWords(option);
  return range ? `${number}, ${range}` : number;
}

function rangeWords({ min_value: low, max_value: high }) {
  if (low !== undefined && high !== undefined) return `${low}–${high}`;
  if (low !== undefined) return `at least ${low}`;
  return high === undefined ? "" : `at most ${high}`;
}

function attachmentField(option, { id, onChange }) {
  const field = fileField({ id, most: 1, label: shownName(option), testid: `file-${option.name}`, onChange });
  return {
    node: field.node,
    focus: () => field.node.querySelector("input").focus(),
    file: () => field.files()[0] ?? null,
    take: (file) => field.add([file]),
    setWords: () => false,
  };
}

const PAUSE = 150; // milliseconds without a key before the bot is asked

function askedField(option, { id, entry, values, onChange }) {
  const node = el("input", { id, type: "text", placeholder: option.description, title: option.description });
  const list = new Suggestions(byId("picker"), node);
  let chosen = null; // the {name, value} that the field's words mean
  let timer;
  let turn = 0;
  const ask = async () => {
    const mine = ++turn;
    const options = [
      ...values().filter(({ name }) => name !== option.name),
      { name: option.name, type: option.type, value: node.value, focused: true },
    ];
    const { choices } = await api.complete(commandPayload({ ...entry, options })).catch(() => ({ choices: [] }));
    if (mine !== turn || document.activeElement !== node) return;
    list.show(
      (choices ?? []).map((choice) => ({ label: choice.name, run: () => choose(choice) })),
      {
        heading: shownName(option),
        empty: node.value ? "No choice matches this." : null,
        testid: `choices-${option.name}`,
      },
    );
  };
  const choose = (choice) => {
    chosen = choice;
    node.value = choice.name;
    onChange();
  };
  node.addEventListener("input", () => {
    chosen = null;
    onChange();
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  node.addEventListener("focus", ask);
  node.addEventListener("blur", () => list.hide());
  node.addEventListener("keydown", (event) => list.key(event));
  const words = () => (option.type === TYPES.STRING ? node.value.trim() : node.value.trim() && Number(node.value));
  return {
    node,
    focus: () => node.focus(),
    value: () => (chosen ? chosen.value : words() || null),
    setWords(given) {
      node.value = given;
      chosen = null;
      return true;
    },
  };
}

const FIELDS = {
  [TYPES.INTEGER]: numberField,
  [TYPES.NUMBER]: numberField,
  [TYPES.ATTACHMENT]: attachmentField,
};
